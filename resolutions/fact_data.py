"""What each kind of fact that can be told says: a class of data for each, named by `type`.

Fields that the vocabulary does not know are kept as told: a sender may say more than we understand. Every text,
number and list is bounded; what a class accepts, the ledger can keep and the domain can live with.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from resolutions.sessions import Commission, Part, body_code
from resolutions.symbols import parse_symbol
from resolutions.times import Day, Deadline

_OFFICIAL_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def _plain_label(value: object) -> object:
    """Paragraph 11, "11.", "OP 11" and "para. 11" are one label."""
    text = _plain_number(value)
    if not isinstance(text, str):
        return text
    bare = re.sub(r"^\s*(?:op|oper(?:ative)?\.?|para(?:graph)?\.?)?\s*", "", text, flags=re.IGNORECASE)
    return bare.strip().rstrip(".")


def _plain_body(value: object) -> object:
    return body_code(value.strip()) if isinstance(value, str) else value


def _plain_number(value: object) -> object:
    """What is a name made of digits may be told as a number; JSON knows no difference between 5 and 5.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Label = Annotated[str, BeforeValidator(_plain_label), StringConstraints(min_length=1, max_length=40)]
BodyName = Annotated[Name, BeforeValidator(_plain_body)]
Sponsors = Annotated[tuple[Name, ...], Field(max_length=250)]
Languages = Annotated[tuple[Literal["ar", "zh", "en", "fr", "ru", "es"], ...], Field(max_length=6)]
SessionNumber = Annotated[int, Field(ge=1, le=2999)]
CommissionSession = Annotated[int, Field(ge=1, le=999)]
Mode = Literal["without_vote", "vote", "silence"]


class FactData(BaseModel):
    """What a fact says. Each kind of fact has a class of its own, named by `type`."""

    model_config = ConfigDict(
        frozen=True, extra="allow", hide_input_in_errors=True, validate_by_name=True, validate_by_alias=True
    )
    type: ClassVar[str]
    by_service: ClassVar[bool] = False


class Document(BaseModel):
    """A document told with a fact: its content (`text`, or `base64` of the bytes) on the way in, then its SHA-256."""

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
    """A draft was submitted to a session of a commission; what is left out is read from its document."""

    type = "draft.submitted"
    body: Commission
    session: CommissionSession
    title: Line | None = None
    sponsors: Sponsors | None = None
    agenda_item: Annotated[Line, BeforeValidator(_plain_number)] | None = None
    original_language: Line | None = None
    document: Document | None = None


class SponsorAdded(FactData):
    """A State (or the Chair) joined the sponsors, for itself or on behalf of a group."""

    type = "sponsor.added"
    sponsor: Name
    on_behalf_of: Name | None = None


class SponsorWithdrawn(FactData):
    """A sponsor left."""

    type = "sponsor.withdrawn"
    sponsor: Name
    on_behalf_of: Name | None = None


class DraftIssued(FactData):
    """The secretariat issued the text under a symbol."""

    type = "draft.issued"
    symbol: Name
    languages: Languages | None = None


class DraftRevised(FactData):
    """The sponsors revised the text; `sponsors` is the whole new list."""

    type = "draft.revised"
    document: Document | None = None
    symbol: Name | None = None
    sponsors: Sponsors | None = None


class DraftOrallyRevised(FactData):
    """The text was revised orally, on the floor."""

    type = "draft.orally_revised"
    text: Text | None = None
    paragraphs: Annotated[tuple[Label, ...], Field(max_length=500)] | None = None


class AmendmentProposed(FactData):
    """An amendment to the text was proposed."""

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
    """A statement of what the text costs, paragraph by paragraph, or that it costs nothing."""

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
    """The Committee of the Whole approved the text."""

    type = "committee.approved"
    as_revised: bool | None = None


class DraftWithdrawn(FactData):
    """The sponsors withdrew the draft."""

    type = "draft.withdrawn"
    by: Sponsors | None = None


class DraftMerged(FactData):
    """The draft was merged into another."""

    type = "draft.merged"
    into: Name


class CommissionActed(FactData):
    """The Commission took action."""

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
    """The Economic and Social Council took action."""

    type = "council.acted"
    outcome: Literal[
        "adopted", "adopted_as_amended", "recommended_to_assembly", "deferred", "referred_back", "rejected"
    ]
    mode: Mode
    votes: Votes | None = None
    symbol: Name | None = None
    meeting: Annotated[int, Field(ge=1, le=9999)] | None = None


class AssemblyActed(FactData):
    """The General Assembly took action."""

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
    """An office (and an officer of it) took a duty on."""

    type = "mandate.assigned"
    office: Name
    officer: Name | None = None


class ReportSlotted(MandateFact):
    """A planned report got its number in the documents plan."""

    type = "report.slotted"
    slot: Name


class ReportSubmitted(MandateFact):
    """The manuscript of a report was submitted."""

    type = "report.submitted"
    document: Document | None = None


class ReportIssued(MandateFact):
    """A report was issued."""

    type = "report.issued"
    symbol: Name | None = None
    form: Literal["report", "crp", "oral"] | None = None
    languages: Languages | None = None


class ReportConsidered(MandateFact):
    """A body considered a report."""

    type = "report.considered"
    session: SessionNumber | None = None
    outcome: Line | None = None


class MandateDischarged(MandateFact):
    """A duty was done."""

    type = "mandate.discharged"
    evidence: Line | None = None


class MandateWaived(MandateFact):
    """A duty was waived by whoever may."""

    type = "mandate.waived"
    authority: Line | None = None


class MandateHandedOver(MandateFact):
    """A duty went over to another resolution; `to` is its symbol."""

    type = "mandate.handed_over"
    to: Name


class SessionScheduled(FactData):
    """A session's dates were announced, or moved."""

    type = "session.scheduled"
    body: BodyName
    session: SessionNumber
    opens: Day
    closes: Day | None = None
    reconvened: Part | None = None
    draft_deadline: Deadline | None = None

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes is not None and self.closes < self.opens:
            raise ValueError("a session cannot close before it opens")
        first_part_closes = self.closes or self.opens
        if self.reconvened and not first_part_closes <= self.reconvened.opens <= self.reconvened.closes:
            raise ValueError("a reconvened part comes after the first and closes after it opens")
        return self


class CorrectionRecorded(FactData):
    """An entry of the ledger was wrong; `data` holds its fields (or its `time`) as they should have been."""

    type = "correction.recorded"
    corrects: Annotated[int, Field(ge=1)]
    reason: Line
    data: dict[str, Any]


SymbolFact = (
    DraftIssued
    | DraftRevised
    | AmendmentProposed
    | BudgetStated
    | CommissionActed
    | CouncilActed
    | AssemblyActed
    | ReportIssued
)
"""Facts that may name the symbol of a document."""


def symbol_told(data: FactData) -> str | None:
    """The symbol that a fact names, as told; None if it names none."""
    return data.symbol if isinstance(data, SymbolFact) else None


def printed_symbol(text: str, body: str | None = None) -> str:
    """A symbol in its canonical print where it can be read, else as told. `body`: whose a bare number is."""
    symbol = parse_symbol(text, body)
    return str(symbol) if symbol else text.strip()


def claimed_symbol(data: FactData, commission: str) -> str | None:
    """The symbol that a fact names, printed. A bare number is that of the body that acted: "2015/23" of the Council."""
    told = symbol_told(data)
    match data:
        case CommissionActed():
            body: str | None = commission
        case CouncilActed():
            body = "ECOSOC"
        case AssemblyActed():
            body = "GA"
        case _:
            body = None
    return None if told is None else printed_symbol(told, body)


def languages_missing(languages: Languages | None) -> tuple[str, ...]:
    """The official languages that a list of languages lacks; none where no list was told."""
    return () if languages is None else tuple(code for code in _OFFICIAL_LANGUAGES if code not in languages)
