"""A resolution's life as the steps of a workflow, in the UN's own vocabulary as far as it goes and beyond it.

The UN publishes `draftResolution`, `draftResolutionAdditionalSponsors`, `recommendedForAdoption` and `adopted`, and
stops there. The steps here go on: what is owed, who took it on, when the report was planned, submitted, issued and
considered, and how it all ended.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.bodies import NAMES
from drafts.export.printing import ordinal_number
from resolutions.corrections import lived_entries
from resolutions.facts import (
    AmendmentProposed,
    AssemblyActed,
    BudgetStated,
    CommissionActed,
    CommitteeApproved,
    CorrectionRecorded,
    CouncilActed,
    DraftIssued,
    DraftMerged,
    DraftOrallyRevised,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    DraftWithdrawn,
    Fact,
    FactData,
    MandateAssigned,
    MandateDischarged,
    MandateFact,
    MandateHandedOver,
    MandateWaived,
    ReportConsidered,
    ReportIssued,
    ReportSlotted,
    ReportSubmitted,
    SponsorAdded,
    SponsorWithdrawn,
    Votes,
)
from resolutions.state import Resolution
from resolutions.symbols import parse_symbol

_SESSION: Final = re.compile(r"A/RES/((?:E?S-)?\d{1,3})/")
"""The session of a resolution of the Assembly, in its symbol."""


@dataclass(frozen=True)
class Step:
    """One step of a workflow: when (None if nobody knows), what came of it, by whom, and the document or the words
    that say so. `record` is where the UN's own record of it is, if that is another; `paragraph` the operative paragraph
    whose duty it concerns.
    """

    date: dt.date | None
    outcome: str
    by: str = ""
    document: str = ""
    paragraph: str | None = None
    record: str = ""

    @property
    def words(self) -> str:
        """The outcome as people say it: "report considered"."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.outcome).lower()

    @property
    def names_a_document(self) -> bool:
        """Whether `document` is a symbol under which the UN keeps a document."""
        return parse_symbol(self.document) is not None


@dataclass(frozen=True)
class Life:
    """The steps of a life in order, the day of its adoption, and every symbol that it was known by, oldest first.

    `mode` is how it was adopted (`without_vote`, `vote`, `silence`), None if it was not; `votes` are counted, and the
    `meeting` that adopted it is numbered, if told.
    """

    steps: tuple[Step, ...] = ()
    adopted: dt.date | None = None
    symbols: tuple[str, ...] = ()
    mode: str | None = None
    votes: Votes | None = None
    meeting: int | None = None


def life_of(resolution: Resolution, closed: dt.date | None = None) -> Life:
    """The life of a resolution as its ledger has it, corrections applied; `closed` is the day it was closed."""
    corrections = [
        told.entry.fact.data for told in resolution.told if isinstance(told.entry.fact.data, CorrectionRecorded)
    ]
    timed = [
        (entry.fact.time, step)
        for entry, _ in lived_entries(resolution, corrections)
        for step in _steps(entry.fact, resolution)
    ]
    timed += [
        (
            mandate.opened,
            Step(mandate.opened.date(), "mandateOpened", mandate.duty.addressee, paragraph=mandate.label),
        )
        for mandate in resolution.mandates
    ]
    steps = [step for _, step in sorted(timed, key=lambda each: each[0])]
    if resolution.ending is not None:
        steps.append(Step(closed, "closed", document=resolution.ending))
    adopted = resolution.adopted_at
    acts = (resolution.assembly, resolution.council, resolution.commission)
    last = next((act for act in acts if act is not None and act.time == adopted), None)
    return Life(
        steps=tuple(steps),
        adopted=adopted.date() if adopted else None,
        symbols=resolution.symbols,
        mode=last.mode if last and adopted else None,
        votes=last.votes if last and adopted else None,
        meeting=last.meeting if last and adopted else None,
    )


def _steps(fact: Fact, resolution: Resolution) -> Iterator[Step]:
    step = _step(fact.data, resolution)
    if step is not None:
        outcome, by, document = step
        paragraph = fact.data.paragraph if isinstance(fact.data, MandateFact) else None
        yield Step(fact.time.date(), outcome, by, document, paragraph, _record(fact.data))


def _step(data: FactData, resolution: Resolution) -> tuple[str, str, str] | None:
    """What came of a fact, by whom, and which document says so; None for a fact that is no step."""
    match data:
        case CommissionActed() | CouncilActed() | AssemblyActed():
            return _act(data, resolution.body)
        case MandateFact():
            return _follow_up(data, resolution)
        case _:
            return _before_action(data, _first_sponsors(resolution))


def _before_action(data: FactData, sponsors: str) -> tuple[str, str, str] | None:
    by, document = "", ""
    match data:
        case DraftSubmitted():
            outcome, by = "draftResolutionSubmitted", sponsors
        case DraftIssued():
            outcome, by, document = "draftResolution", sponsors, data.symbol
        case SponsorAdded():
            outcome, by = "draftResolutionAdditionalSponsors", data.sponsor
        case SponsorWithdrawn():
            outcome, by = "draftResolutionSponsorWithdrawn", data.sponsor
        case DraftRevised():
            outcome, by, document = "draftResolutionRevised", _listed(data.sponsors or ()), data.symbol or ""
        case DraftOrallyRevised():
            outcome = "draftResolutionOrallyRevised"
        case AmendmentProposed():
            outcome, by, document = "amendmentProposed", data.sponsor or "", data.symbol or ""
        case BudgetStated():
            outcome, document = "financialImplicationsStated", data.symbol or ""
        case CommitteeApproved():
            outcome = "approvedInCommittee"
        case DraftWithdrawn():
            outcome, by = "withdrawn", _listed(data.by or ())
        case DraftMerged():
            outcome, document = "merged", data.into
        case _:
            return None
    return outcome, by, document


def _first_sponsors(resolution: Resolution) -> str:
    """Those who submitted the draft, as they were told or else read; who joined them has steps of their own."""
    facts = (told.entry.fact.data for told in resolution.told)
    lists = (data.sponsors for data in facts if isinstance(data, DraftSubmitted | DraftRead))
    return _listed(next((names for names in lists if names), ()))


def _listed(names: Sequence[str]) -> str:
    """Names as the UN lists them: "Belarus, Costa Rica and Cuba"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _act(data: CommissionActed | CouncilActed | AssemblyActed, commission: str) -> tuple[str, str, str]:
    """What a body did. A recommendation to either body is one word with the UN; its report says to which."""
    match data:
        case CommissionActed():
            own = data.symbol if data.outcome == "adopted" else None
            body, document = commission, own or data.report or data.symbol or ""
        case CouncilActed():
            body, document = "ECOSOC", data.symbol or ""
        case AssemblyActed():
            body, document = "GA", data.symbol or ""
    outcome = "recommendedForAdoption" if data.outcome.startswith("recommended_") else _camel(data.outcome)
    return outcome, NAMES.get(body, body), document


def _record(data: FactData) -> str:
    """Where the UN's record of an adoption says that it is: "A/77/PV.55" of the Assembly; of the Council, which keeps
    summary records, "Adopted 37-6-4, 45th plenary meeting".
    """
    match data:
        case CouncilActed(outcome="adopted", meeting=int(meeting)):
            votes = data.votes
            how = f"{votes.in_favour}-{votes.against}-{votes.abstaining}" if votes else "without vote"
            return f"Adopted {how}, {ordinal_number(meeting)} plenary meeting" if votes or data.mode != "vote" else ""
        case AssemblyActed(outcome="adopted", meeting=int(meeting), symbol=str(printed)):
            session = _SESSION.match(printed)
            return f"A/{session[1]}/PV.{meeting}" if session else ""
        case _:
            return ""


def _follow_up(data: MandateFact, resolution: Resolution) -> tuple[str, str, str] | None:
    mandate = resolution.mandate(data.paragraph)
    to = (mandate.duty.to if mandate else None) or ""
    by, document = "", ""
    match data:
        case MandateAssigned():
            outcome, by = "reportAssigned", data.office
        case ReportSlotted():
            outcome, document = "reportSlotted", data.slot
        case ReportSubmitted():
            outcome = "reportSubmitted"
        case ReportIssued():
            outcome, document = "reportIssued", data.symbol or ""
        case ReportConsidered():
            outcome, by, document = "reportConsidered", NAMES.get(to, to), data.outcome or ""
        case MandateDischarged():
            outcome, document = "mandateDischarged", data.evidence or ""
        case MandateWaived():
            outcome, by = "mandateWaived", data.authority or ""
        case MandateHandedOver():
            outcome, document = "mandateHandedOver", data.to
        case _:
            return None
    return outcome, by, document


def _camel(outcome: str) -> str:
    first, *rest = outcome.split("_")
    return first + "".join(word.capitalize() for word in rest)
