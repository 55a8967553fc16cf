"""Facts: what happened to a resolution, each a CloudEvent of the public vocabulary with its own typed data.

`parse_fact` is the one place where outside JSON becomes a `Fact`; it accepts anything and answers with a fact or an `InvalidFactError`
that names the field and repeats none of its content. Data fields that the vocabulary does not know are kept and recorded as told:
a sender may say more than we understand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializeAsAny,
    StringConstraints,
    ValidationError,
    model_validator,
)

from resolutions.duties import Due, Duty, DutyKind, Undated
from resolutions.receipts import Ending, Stage
from resolutions.sessions import Commission, Deadline, Part

SERVICE = "resolute"
"""The source of facts that the service itself records; no other teller may use it."""

MAX_FACT_BYTES = 64 * 1024
"""A fact's size as JSON, its document's content apart (that is kept beside it, by SHA-256)."""

_MAX_DEPTH = 32
_MAX_INTEGER = 2**53 - 1
_REFERENCE = re.compile(r"[a-z0-9][a-z0-9-]{2,62}")
_EVENT_TYPE = re.compile(r"resolute\.([a-z_]+\.[a-z_]+)\.v1")
_OFFICIAL_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def is_reference(text: str) -> bool:
    """Whether a text may be a resolution's reference: `[a-z0-9][a-z0-9-]{2,62}`."""
    return _REFERENCE.fullmatch(text) is not None


def _in_utc(value: dt.datetime) -> dt.datetime:
    moment = value.astimezone(dt.UTC)
    if not 1946 <= moment.year <= 2999:
        raise ValueError("the year must lie between 1946 and 2999")
    return moment


def _plain_label(value: object) -> object:
    """Paragraph 11, "11.", "OP 11" and "para. 11" are one label."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str):
        text = (
            re.sub(r"^\s*(?:op|oper(?:ative)?\.?|para(?:graph)?\.?)?\s*", "", text, flags=re.IGNORECASE)
            .strip()
            .rstrip(".")
        )
    return text


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Label = Annotated[str, BeforeValidator(_plain_label), StringConstraints(min_length=1, max_length=40)]
Sponsors = Annotated[tuple[Name, ...], Field(max_length=250)]
Languages = Annotated[tuple[Literal["ar", "zh", "en", "fr", "ru", "es"], ...], Field(max_length=6)]
SessionNumber = Annotated[int, Field(ge=1, le=2999)]
CommissionSession = Annotated[int, Field(ge=1, le=999)]


class FactData(BaseModel):
    """What a fact says. Each kind of fact has a class of its own, named by `type`."""

    model_config = ConfigDict(
        frozen=True, extra="allow", hide_input_in_errors=True, validate_by_name=True, validate_by_alias=True
    )
    type: ClassVar[str]
    by_service: ClassVar[bool] = False


class Document(BaseModel):
    """A document told with a fact: its content (`text`, or `base64` of the bytes) on the way in, its SHA-256 once it is stored."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    name: Line = ""
    media_type: Line | None = None
    text: str | None = None
    base64: str | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    size: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _says_where_its_content_is(self) -> Self:
        if sum(part is not None for part in (self.text, self.base64, self.sha256)) != 1:
            raise ValueError("a document has exactly one of text, base64 or sha256")
        return self


class Votes(BaseModel):
    """A recorded vote."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    in_favour: Annotated[int, Field(ge=0, le=300, alias="for")]
    against: Annotated[int, Field(ge=0, le=300)] = 0
    abstaining: Annotated[int, Field(ge=0, le=300)] = 0


class DraftSubmitted(FactData):
    type = "draft.submitted"
    body: Commission
    session: CommissionSession
    title: Line | None = None
    sponsors: Sponsors | None = None
    agenda_item: Line | None = None
    original_language: Line | None = None
    document: Document | None = None

    @model_validator(mode="before")
    @classmethod
    def _a_single_item_may_be_a_number(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("agenda_item"), int):
            return {**data, "agenda_item": str(data["agenda_item"])}
        return data


class SponsorAdded(FactData):
    type = "sponsor.added"
    sponsor: Name
    on_behalf_of: Name | None = None


class SponsorWithdrawn(FactData):
    type = "sponsor.withdrawn"
    sponsor: Name
    on_behalf_of: Name | None = None


class DraftIssued(FactData):
    type = "draft.issued"
    symbol: Name
    languages: Languages | None = None


class DraftRevised(FactData):
    type = "draft.revised"
    document: Document | None = None
    symbol: Name | None = None
    sponsors: Sponsors | None = None


class DraftOrallyRevised(FactData):
    type = "draft.orally_revised"
    text: Text | None = None
    paragraphs: Annotated[tuple[Label, ...], Field(max_length=500)] | None = None


class AmendmentProposed(FactData):
    type = "amendment.proposed"
    symbol: Name | None = None
    sponsor: Name | None = None
    text: Text | None = None


class BudgetItem(BaseModel):
    """What one paragraph costs, in United States dollars, and from which source."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    paragraph: Label
    amount_usd: Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
    source: Literal["regular", "extrabudgetary"]


class BudgetStated(FactData):
    type = "budget.stated"
    none: bool = False
    items: Annotated[tuple[BudgetItem, ...], Field(max_length=500)] = ()
    symbol: Name | None = None

    @model_validator(mode="after")
    def _states_one_thing(self) -> Self:
        if self.none == bool(self.items):
            raise ValueError("a financial statement either says none or lists items")
        return self


class CommitteeApproved(FactData):
    type = "committee.approved"
    as_revised: bool | None = None


class DraftWithdrawn(FactData):
    type = "draft.withdrawn"
    by: Sponsors | None = None


class DraftMerged(FactData):
    type = "draft.merged"
    into: Name


Mode = Literal["without_vote", "vote", "silence"]


class CommissionActed(FactData):
    type = "commission.acted"
    outcome: Literal[
        "recommended_to_council", "recommended_to_assembly", "adopted", "deferred", "no_consensus", "rejected"
    ]
    mode: Mode
    votes: Votes | None = None
    report: Name | None = None
    draft_number: Annotated[str, BeforeValidator(_plain_label), StringConstraints(max_length=40)] | None = None
    symbol: Name | None = None


class CouncilActed(FactData):
    type = "council.acted"
    outcome: Literal[
        "adopted", "adopted_as_amended", "recommended_to_assembly", "deferred", "referred_back", "rejected"
    ]
    mode: Mode
    votes: Votes | None = None
    symbol: Name | None = None
    meeting: Annotated[int, Field(ge=1, le=9999)] | None = None


class AssemblyActed(FactData):
    type = "assembly.acted"
    outcome: Literal["adopted", "adopted_as_amended", "deferred", "rejected"]
    mode: Mode
    votes: Votes | None = None
    symbol: Name | None = None
    meeting: Annotated[int, Field(ge=1, le=9999)] | None = None


class MandateFact(FactData):
    """A fact about one duty; `paragraph` is its label ("11", "11/2" for the second duty of the paragraph)."""

    paragraph: Label


class MandateAssigned(MandateFact):
    type = "mandate.assigned"
    office: Name
    officer: Name | None = None


class ReportSlotted(MandateFact):
    type = "report.slotted"
    slot: Name


class ReportSubmitted(MandateFact):
    type = "report.submitted"
    document: Document | None = None


class ReportIssued(MandateFact):
    type = "report.issued"
    symbol: Name | None = None
    form: Literal["report", "crp", "oral"] | None = None
    languages: Languages | None = None


class ReportConsidered(MandateFact):
    type = "report.considered"
    session: SessionNumber | None = None
    outcome: Line | None = None


class MandateDischarged(MandateFact):
    type = "mandate.discharged"
    evidence: Line | None = None


class MandateWaived(MandateFact):
    type = "mandate.waived"
    authority: Line | None = None


class MandateHandedOver(MandateFact):
    type = "mandate.handed_over"
    to: Name


class SessionScheduled(FactData):
    type = "session.scheduled"
    body: Name
    session: SessionNumber
    opens: dt.date
    closes: dt.date | None = None
    reconvened: Part | None = None
    draft_deadline: Deadline | None = None

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if not 1946 <= self.opens.year <= 2999:
            raise ValueError("the year must lie between 1946 and 2999")
        if self.closes is not None and self.closes < self.opens:
            raise ValueError("a session cannot close before it opens")
        first_part_closes = self.closes or self.opens
        if self.reconvened and not first_part_closes <= self.reconvened.opens <= self.reconvened.closes:
            raise ValueError("a reconvened part comes after the first and closes after it opens")
        if self.draft_deadline is not None and self.draft_deadline.tzinfo is None:
            raise ValueError("a draft deadline needs its time zone")
        return self


class CorrectionRecorded(FactData):
    type = "correction.recorded"
    corrects: Annotated[int, Field(ge=1)]
    reason: Line
    data: dict[str, Any]


class ReadParagraph(BaseModel):
    """A paragraph as found by the reader; its text stays with the document."""

    model_config = ConfigDict(frozen=True)
    part: Literal["preambular", "operative"]
    number: str | None = None
    verbs: tuple[str, ...] = ()


class ReadingFailure(BaseModel):
    """Why a document could not be read."""

    model_config = ConfigDict(frozen=True)
    code: str
    detail: Line


class DraftRead(FactData):
    """What the reader found in a document. `asks_money` names the operative paragraphs that ask for or depend on money."""

    type = "draft.read"
    by_service = True
    sha256: str
    title: Line | None = None
    sponsors: tuple[Name, ...] = ()
    agenda_item: Line | None = None
    original_language: Line | None = None
    paragraphs: tuple[ReadParagraph, ...] = ()
    mandates: tuple[Duty, ...] = ()
    asks_money: tuple[str, ...] = ()
    failure: ReadingFailure | None = None


class StageEntered(FactData):
    """`because` is the number of the entry that led to it."""

    type = "stage.entered"
    by_service = True
    stage: Stage
    because: int


class MilestoneDue(BaseModel):
    """A milestone as it stands when its duty is opened; `session` where the duty falls due at one."""

    model_config = ConfigDict(frozen=True)
    name: Literal["forecast", "submission", "issuance", "session", "due"]
    due: dt.date
    last_day: dt.date
    status: Literal["ahead", "met", "missed"] = "ahead"
    session: int | None = None


class MandateOpened(FactData):
    type = "mandate.opened"
    by_service = True
    paragraph: str
    kind: DutyKind
    verb: str = ""
    addressee: str
    to: str | None = None
    due: Due = Field(default_factory=Undated)
    conditions: tuple[str, ...] = ()
    milestones: tuple[MilestoneDue, ...] = ()
    stale: bool = False


class MilestoneFact(FactData):
    """The service's own word on a milestone. `session` tells apart the instalments of a duty due at several."""

    by_service = True
    paragraph: str
    milestone: Literal["forecast", "submission", "issuance", "session", "due"]
    due: dt.date
    session: int | None = None


class MilestoneAhead(MilestoneFact):
    type = "milestone.ahead"
    days: int


class MilestoneMissed(MilestoneFact):
    """`escalation` counts how often it was told: first to the office, then to its head, then to the bureau."""

    type = "milestone.missed"
    escalation: int = 1


class MilestoneMet(MilestoneFact):
    type = "milestone.met"
    on: dt.date


class OutcomeAsked(FactData):
    """The session closed (or the Council's turn passed) and nobody told what became of the draft."""

    type = "outcome.asked"
    by_service = True
    body: str
    session: int | None = None


class DraftLapsed(FactData):
    type = "draft.lapsed"
    by_service = True
    session: int


class ResolutionClosed(FactData):
    """`because` is the number of the entry that led to it."""

    type = "resolution.closed"
    by_service = True
    ending: Ending
    because: int


def _concrete(base: type[FactData]) -> list[type[FactData]]:
    found = [base] if "type" in vars(base) else []
    return found + [each for child in base.__subclasses__() for each in _concrete(child)]


DATA_CLASSES: Mapping[str, type[FactData]] = {data_class.type: data_class for data_class in _concrete(FactData)}
"""Every kind of fact by its short name."""


class Fact(BaseModel):
    """A fact in our own form. `type` is the short name; `time` is when it happened, in UTC; `subject` whom it concerns, as told."""

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
    """Not a fact of the vocabulary. `detail` is one line for the teller and repeats nothing of what was told but field names."""

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
    elif isinstance(value, int) and abs(value) > _MAX_INTEGER:
        raise InvalidFactError("an integer is larger than 2^53 - 1")
    elif isinstance(value, float) and not abs(value) < float("inf"):
        raise InvalidFactError("a number is not finite")
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

    Raises `InvalidFactError` for anything that is not one: wrong shape, unknown type, missing or impossible data, a time without its
    zone, a fact that only the service may record.
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
    if not isinstance(event.get("data"), Mapping):
        raise InvalidFactError("data: must be a JSON object")
    if not isinstance(event.get("time"), str):
        raise InvalidFactError("time: must be an RFC 3339 date and time with its zone")
    try:
        data = data_class.model_validate(event["data"])
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


def languages_missing(languages: Languages | None) -> tuple[str, ...]:
    """The official languages that a list of languages lacks; none where no list was told."""
    return () if languages is None else tuple(code for code in _OFFICIAL_LANGUAGES if code not in languages)
