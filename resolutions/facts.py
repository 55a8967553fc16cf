"""Facts: what happened to a resolution, each a CloudEvent of the public vocabulary with its own typed data.

`parse_fact` is the one place where outside JSON becomes a `Fact`; it accepts anything and answers with a fact or an
`InvalidFactError` that names the field and repeats none of its content. What each kind of fact says is written down in
`fact_data` and `service_facts`; this module is where the rest of the house finds all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, SerializeAsAny, StringConstraints, ValidationError, model_validator

from resolutions.fact_data import (
    AmendmentProposed,
    AssemblyActed,
    BodyName,
    BudgetItem,
    BudgetStated,
    CommissionActed,
    CommissionSession,
    CommitteeApproved,
    CorrectionRecorded,
    CouncilActed,
    Document,
    DraftIssued,
    DraftMerged,
    DraftOrallyRevised,
    DraftRevised,
    DraftSubmitted,
    DraftWithdrawn,
    FactData,
    Label,
    Languages,
    Line,
    MandateAssigned,
    MandateDischarged,
    MandateFact,
    MandateHandedOver,
    MandateWaived,
    Mode,
    Name,
    ReportConsidered,
    ReportIssued,
    ReportSlotted,
    ReportSubmitted,
    SessionNumber,
    SessionScheduled,
    SponsorAdded,
    Sponsors,
    SponsorWithdrawn,
    SymbolFact,
    Text,
    Votes,
    claimed_symbol,
    languages_missing,
    printed_symbol,
    symbol_told,
)
from resolutions.service_facts import (
    Doubt,
    DraftLapsed,
    DraftRead,
    MandateOpened,
    MilestoneAhead,
    MilestoneDue,
    MilestoneFact,
    MilestoneMet,
    MilestoneMissed,
    MilestoneName,
    OutcomeAsked,
    ReadingFailure,
    ReadParagraph,
    ResolutionClosed,
    StageEntered,
)
from resolutions.times import Instant, is_rfc_3339

__all__ = [
    "DATA_CLASSES",
    "MAX_FACT_BYTES",
    "SERVICE",
    "AmendmentProposed",
    "AssemblyActed",
    "BodyName",
    "BudgetItem",
    "BudgetStated",
    "CommissionActed",
    "CommissionSession",
    "CommitteeApproved",
    "CorrectionRecorded",
    "CouncilActed",
    "Document",
    "Doubt",
    "DraftIssued",
    "DraftLapsed",
    "DraftMerged",
    "DraftOrallyRevised",
    "DraftRead",
    "DraftRevised",
    "DraftSubmitted",
    "DraftWithdrawn",
    "Fact",
    "FactData",
    "Instant",
    "InvalidFactError",
    "Label",
    "Languages",
    "Line",
    "MandateAssigned",
    "MandateDischarged",
    "MandateFact",
    "MandateHandedOver",
    "MandateOpened",
    "MandateWaived",
    "MilestoneAhead",
    "MilestoneDue",
    "MilestoneFact",
    "MilestoneMet",
    "MilestoneMissed",
    "MilestoneName",
    "Mode",
    "Name",
    "OutcomeAsked",
    "ReadParagraph",
    "ReadingFailure",
    "ReportConsidered",
    "ReportIssued",
    "ReportSlotted",
    "ReportSubmitted",
    "ResolutionClosed",
    "SessionNumber",
    "SessionScheduled",
    "SponsorAdded",
    "SponsorWithdrawn",
    "Sponsors",
    "StageEntered",
    "SymbolFact",
    "Text",
    "Votes",
    "claimed_symbol",
    "is_reference",
    "languages_missing",
    "parse_fact",
    "printed_symbol",
    "symbol_told",
]

SERVICE = "resolute"
"""The source of facts that the service itself records; no other teller may use it."""

MAX_FACT_BYTES = 64 * 1024
"""A fact's size as JSON, its document's content apart (that is kept beside it, by SHA-256)."""

_MAX_DEPTH = 32
_MAX_NUMBER = 2**53 - 1
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9-]{2,62}")
_EVENT_TYPE = re.compile(r"resolute\.([a-z_]+\.[a-z_]+)\.v1")


def is_reference(text: str) -> bool:
    """Whether a text may be a resolution's reference: `[a-z0-9][a-z0-9-]{2,62}`."""
    return _REFERENCE.fullmatch(text) is not None


def _concrete(base: type[FactData]) -> list[type[FactData]]:
    found = [base] if "type" in vars(base) else []
    return found + [each for child in base.__subclasses__() for each in _concrete(child)]


DATA_CLASSES: Mapping[str, type[FactData]] = {data_class.type: data_class for data_class in _concrete(FactData)}
"""Every kind of fact by its short name."""


class Fact(BaseModel):
    """A fact in our own form: `type` is its short name, `time` when it happened, `subject` whom it concerns."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    id: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    source: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    type: str
    subject: Annotated[str, StringConstraints(max_length=200)] | None = None
    time: Instant
    data: SerializeAsAny[FactData]

    @model_validator(mode="before")
    @classmethod
    def _data_by_type(cls, value: object) -> object:
        if isinstance(value, dict) and not isinstance(value.get("data"), FactData):
            data_class = DATA_CLASSES.get(value.get("type", ""))
            if data_class is None:
                raise ValueError("no such fact in the vocabulary")
            return {**value, "data": data_class.model_validate(value.get("data"))}
        return value

    def as_event(self) -> dict[str, Any]:
        """The fact as a CloudEvent 1.0 in JSON, the form in which it is recorded and published."""
        event: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": self.source,
            "type": f"resolute.{self.type}.v1",
            "time": self.time.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "data": self.data.model_dump(mode="json", by_alias=True, exclude_none=True),
        }
        if self.subject is not None:
            event["subject"] = self.subject
        return event


class InvalidFactError(ValueError):
    """Not a fact of the vocabulary. `detail` is one line for the teller; of what was told it repeats field names
    only.
    """

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail[:500]


def _refuse_what_cannot_be_kept(value: object, depth: int = 0) -> None:
    """Text that PostgreSQL cannot hold, numbers that canonical JSON cannot write, nesting without end."""
    if depth > _MAX_DEPTH:
        raise InvalidFactError(f"nested deeper than {_MAX_DEPTH} levels")
    if isinstance(value, str):
        if "\x00" in value:
            raise InvalidFactError("a text holds the character U+0000")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InvalidFactError("a text holds half of a surrogate pair") from None
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float) and not abs(value) <= _MAX_NUMBER:
        raise InvalidFactError("a number is not finite, or larger than 2^53 - 1")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            _refuse_what_cannot_be_kept(key, depth + 1)
            _refuse_what_cannot_be_kept(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _refuse_what_cannot_be_kept(item, depth + 1)


def _first_complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"])[:100]
    others = error.error_count() - 1
    more = f" (and {others} more)" if others else ""
    return f"{where}: {first['msg']}{more}" if where else f"{first['msg']}{more}"


def parse_fact(event: object) -> Fact:
    """A CloudEvent as decoded JSON becomes a fact.

    Raises `InvalidFactError` for anything that is not one: wrong shape, unknown type, missing or impossible data, a
    time without its zone, a fact that only the service may record. A field that is null is a field left out.
    """
    if not isinstance(event, Mapping):
        raise InvalidFactError("a fact is a JSON object")
    _refuse_what_cannot_be_kept(event)
    if event.get("specversion") != "1.0":
        raise InvalidFactError('specversion: must be "1.0"')
    content_type = event.get("datacontenttype", "application/json")
    if not isinstance(content_type, str) or content_type.split(";")[0].strip().lower() != "application/json":
        raise InvalidFactError("datacontenttype: must be application/json")
    event_type = event.get("type")
    named = _EVENT_TYPE.fullmatch(event_type) if isinstance(event_type, str) else None
    data_class = DATA_CLASSES.get(named[1]) if named else None
    if named is None or data_class is None:
        raise InvalidFactError("type: no such fact in the vocabulary")
    if data_class.by_service or event.get("source") == SERVICE:
        raise InvalidFactError(f"{named[1]}: only the service itself records this")
    told = event.get("data")
    if not isinstance(told, Mapping):
        raise InvalidFactError("data: must be a JSON object")
    if not is_rfc_3339(event.get("time")):
        raise InvalidFactError("time: must be an RFC 3339 date and time with its zone")
    try:
        data = data_class.model_validate({name: value for name, value in told.items() if value is not None})
        return Fact.model_validate(
            {
                "id": event.get("id"),
                "source": event.get("source"),
                "type": named[1],
                "subject": event.get("subject"),
                "time": event.get("time"),
                "data": data,
            }
        )
    except ValidationError as error:
        raise InvalidFactError(_first_complaint(error)) from None
