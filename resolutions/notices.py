"""Who is told of what: the routing table, and what a notice is about.

`plan` answers, for one entry of the ledger, which notices it calls for; pure, so that the ledger plans them in the same transaction
that appends the entry. Who holds a role on that day is looked up there; words are found when a notice is delivered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from resolutions.facts import (
    AssemblyActed,
    BudgetStated,
    CommissionActed,
    CommitteeApproved,
    CorrectionRecorded,
    CouncilActed,
    DraftIssued,
    DraftLapsed,
    DraftMerged,
    DraftOrallyRevised,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    DraftWithdrawn,
    Fact,
    FactData,
    Instant,
    MandateAssigned,
    MandateDischarged,
    MandateFact,
    MandateHandedOver,
    MandateOpened,
    MandateWaived,
    MilestoneAhead,
    MilestoneFact,
    MilestoneMissed,
    OutcomeAsked,
    ReportIssued,
    ReportSlotted,
    ResolutionClosed,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
    Votes,
)
from resolutions.state import Entry, Mandate, Parked, Resolution

NoticeKind = Literal[
    "draft_received",
    "text_issued",
    "text_revised",
    "sponsors_changed",
    "money_stated",
    "commission_acted",
    "body_acted",
    "milestone_ahead",
    "milestone_missed",
    "duty_opened_late",
    "report_progress",
    "duty_changed",
    "session_moved",
    "outcome_asked",
    "draft_lapsed",
    "life_closed",
    "fact_parked",
    "text_unreadable",
    "correction",
]

Role = Literal[
    "mission",
    "secretariat",
    "documents",
    "bureau",
    "observer",
    "finance",
    "council_secretariat",
    "assembly_secretariat",
    "office",
    "head",
]
"""Roles that a stakeholder can hold. `mission` is of a State, `office` and `head` of an office, the others of a body."""

ROLES_EVERYBODY_MAY_LACK: frozenset[Role] = frozenset({"observer", "bureau", "head", "mission"})
"""Roles that may be held by nobody without anything being lost; a notice for another that nobody holds is kept and shown."""

BODY_NAMES = {
    "CCPCJ": "Commission on Crime Prevention and Criminal Justice",
    "CND": "Commission on Narcotic Drugs",
    "ECOSOC": "Economic and Social Council",
    "GA": "General Assembly",
}


class NoticeItem(BaseModel):
    """A duty, or one milestone of it. `days` are whole days from the fact to `due`, negative when it is past."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    paragraph: str
    kind: str
    addressee: str
    milestone: str | None = None
    due: dt.date | None = None
    status: str | None = None
    days: int | None = None


class NoticeAmount(BaseModel):
    """Money asked for by one operative paragraph, in United States dollars."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    paragraph: str
    amount_usd: float
    source: str


class NoticeContent(BaseModel):
    """All that a notice may speak of; a kind uses what is there and does without what is not.

    `stage` is where the resolution stands after the fact. `outcome` is a code: what a body decided, the step a report took, what
    became of a duty, the ending of a life; of a parked or corrected fact, its type. `symbol` is the text's own, `report_symbol`
    that of a report, of the session or under a paragraph. `changes` are finished phrases ("submission: 13 March 2017, now 20
    March 2017"); `detail` is free text that came with the fact.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    kind: NoticeKind
    reference: str
    title: str | None = None
    body_name: str | None = None
    session: int | None = None
    stage: str | None = None
    fact_time: Instant | None = None
    symbol: str | None = None
    languages: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    outcome: str | None = None
    votes: Votes | None = None
    report_symbol: str | None = None
    meeting: int | None = None
    items: tuple[NoticeItem, ...] = ()
    amounts: tuple[NoticeAmount, ...] = ()
    changes: tuple[str, ...] = Field(default=(), max_length=200)
    detail: str | None = None


@dataclass(frozen=True)
class Audience:
    """Whoever holds a role: `of` is the State, body or office it is held of; None means of any."""

    role: Role
    of: str | None = None


@dataclass(frozen=True)
class PlannedNotice:
    """A notice that an entry calls for, and for whom."""

    content: NoticeContent
    audience: tuple[Audience, ...]


def plan(before: Resolution | None, entry: Entry, after: Resolution) -> PlannedNotice | None:
    """The notice that an entry calls for, None for one that tells nobody anything new."""
    told = _told_of(before, entry.fact.data, after)
    if told is None:
        return None
    kind, audience, about = told
    content = NoticeContent(
        kind=kind,
        reference=after.reference,
        title=after.title,
        body_name=BODY_NAMES.get(after.body, after.body),
        session=after.before_session,
        stage=after.stage,
        fact_time=entry.fact.time,
        symbol=after.symbols[-1] if after.symbols else None,
    ).model_copy(update={name: getattr(about, name) for name in about.model_fields_set})
    return PlannedNotice(content=content, audience=tuple(dict.fromkeys(audience)))


def plan_parked(parked: Parked, resolution: Resolution | None, reference: str) -> PlannedNotice:
    """The notice that a parked fact calls for: the secretariat should know what waits, and for what."""
    body = resolution.body if resolution else None
    content = NoticeContent(
        kind="fact_parked",
        reference=reference,
        title=resolution.title if resolution else None,
        stage=resolution.stage if resolution else None,
        fact_time=parked.fact.time,
        outcome=parked.fact.type,
        detail=parked.reason.detail,
    )
    return PlannedNotice(content=content, audience=(Audience("secretariat", body),))


class _About(NoticeContent):
    """The part of a notice that its kind fills in; the rest is the same for all."""

    kind: NoticeKind = "correction"
    reference: str = ""


_Told = tuple[NoticeKind, tuple[Audience, ...], _About]


def _sponsors(resolution: Resolution) -> tuple[Audience, ...]:
    return tuple(Audience("mission", sponsor.name) for sponsor in resolution.sponsors)


def _names(resolution: Resolution) -> tuple[str, ...]:
    return tuple(sponsor.name for sponsor in resolution.sponsors)


def _told_of(before: Resolution | None, data: FactData, after: Resolution) -> _Told | None:
    """The routing table: kind of notice and audience for each kind of fact."""
    body, sponsors = after.body, _sponsors(after)
    secretariat, documents, bureau = (
        Audience("secretariat", body),
        Audience("documents", body),
        Audience("bureau", body),
    )
    everybody = (Audience("mission"), secretariat, bureau, Audience("observer", body))
    match data:
        case DraftSubmitted():
            return (
                "draft_received",
                (*sponsors, secretariat, documents),
                _About(sponsors=_names(after), languages=tuple(filter(None, [after.original_language]))),
            )
        case DraftIssued(languages=languages):
            return "text_issued", everybody, _About(languages=languages or ())
        case DraftRevised() | DraftOrallyRevised():
            return "text_revised", everybody, _About(sponsors=_names(after))
        case SponsorAdded(sponsor=name):
            return (
                "sponsors_changed",
                (*sponsors, secretariat),
                _About(sponsors=_names(after), changes=(f"{name} joined",)),
            )
        case SponsorWithdrawn(sponsor=name):
            return (
                "sponsors_changed",
                (*sponsors, Audience("mission", name), secretariat),
                _About(sponsors=_names(after), changes=(f"{name} withdrew",)),
            )
        case BudgetStated(items=items):
            amounts = tuple(
                NoticeAmount(paragraph=i.paragraph, amount_usd=i.amount_usd, source=i.source) for i in items
            )
            return "money_stated", (bureau, Audience("finance", body), *sponsors), _About(amounts=amounts)
        case CommissionActed(outcome=outcome, votes=votes, report=report):
            audience = (*sponsors, bureau, secretariat, Audience("council_secretariat", "ECOSOC"))
            return "commission_acted", audience, _About(outcome=outcome, votes=votes, report_symbol=report)
        case CouncilActed(outcome=outcome, votes=votes, meeting=meeting):
            audience = (*sponsors, secretariat)
            about = _About(outcome=outcome, votes=votes, meeting=meeting, body_name=BODY_NAMES["ECOSOC"])
            if outcome == "recommended_to_assembly":
                audience = (*audience, Audience("assembly_secretariat", "GA"))
            return "body_acted", audience, about
        case AssemblyActed(outcome=outcome, votes=votes, meeting=meeting):
            return (
                "body_acted",
                (*sponsors, secretariat),
                _About(outcome=outcome, votes=votes, meeting=meeting, body_name=BODY_NAMES["GA"]),
            )
        case SessionScheduled():
            return _session_moved(before, data, after)
        case CorrectionRecorded(reason=reason, corrects=seq):
            return "correction", (secretariat, *sponsors), _About(changes=(f"entry {seq}",), detail=reason)
        case DraftRead(failure=failure) if failure is not None:
            return "text_unreadable", (secretariat, documents), _About(detail=failure.detail)
        case OutcomeAsked():
            return (
                "outcome_asked",
                (secretariat, *sponsors),
                _About(body_name=BODY_NAMES.get(data.body, data.body), session=data.session),
            )
        case DraftLapsed():
            return "draft_lapsed", (secretariat, *sponsors), _About()
        case ResolutionClosed(ending=ending):
            return "life_closed", (secretariat, *sponsors), _About(outcome=ending)
        case CommitteeApproved() | DraftWithdrawn() | DraftMerged():
            return None
        case _:
            return _told_of_a_duty(data, after, sponsors, secretariat, documents, bureau)


def _told_of_a_duty(
    data: FactData,
    after: Resolution,
    sponsors: tuple[Audience, ...],
    secretariat: Audience,
    documents: Audience,
    bureau: Audience,
) -> _Told | None:
    label = getattr(data, "paragraph", None)
    mandate = after.mandate(label) if isinstance(label, str) else None
    if mandate is None:
        return None
    office = Audience("office", mandate.office or mandate.duty.addressee)
    match data:
        case MandateOpened(kind="continuing"):
            return None
        case MandateOpened(stale=True):
            return "duty_opened_late", (office, secretariat), _About(items=_items(mandate, after))
        case MandateOpened():
            return "duty_changed", (office, secretariat), _About(outcome="opened", items=_items(mandate, after))
        case MilestoneAhead():
            return "milestone_ahead", (office, secretariat), _About(items=_items(mandate, after, data))
        case MilestoneMissed() if mandate.stale:
            return None
        case MilestoneMissed(escalation=escalation):
            rung = (office, Audience("head", office.of), bureau)[min(escalation, 3) - 1]
            return "milestone_missed", (rung,), _About(items=_items(mandate, after, data))
        case MandateAssigned() | MandateDischarged() | MandateWaived() | MandateHandedOver():
            outcome = data.type.removeprefix("mandate.")
            return (
                "duty_changed",
                (office, *sponsors, secretariat),
                _About(outcome=outcome, items=_items(mandate, after)),
            )
        case ReportSlotted():
            return None
        case MandateFact():
            symbol = data.symbol if isinstance(data, ReportIssued) else mandate.symbol
            outcome = data.type.removeprefix("report.")
            return (
                "report_progress",
                (*sponsors, secretariat, documents),
                _About(outcome=outcome, report_symbol=symbol, items=_items(mandate, after)),
            )
        case _:
            return None


def _items(mandate: Mandate, resolution: Resolution, about: MilestoneFact | None = None) -> tuple[NoticeItem, ...]:
    """What is due of a mandate: the milestone a notice is about, else all of them, else the duty itself."""
    duty = mandate.duty
    chosen = [
        rung
        for rung in mandate.milestones
        if about is None or (rung.name, rung.due, rung.session) == (about.milestone, about.due, about.session)
    ]
    if not chosen:
        return (NoticeItem(paragraph=mandate.label, kind=duty.kind, addressee=duty.addressee),)
    return tuple(
        NoticeItem(
            paragraph=mandate.label,
            kind=duty.kind,
            addressee=mandate.office or duty.addressee,
            milestone=rung.name,
            due=rung.due,
            status=rung.status,
        )
        for rung in chosen
    )


def _session_moved(before: Resolution | None, data: SessionScheduled, after: Resolution) -> _Told | None:
    """Everyone with something due there is told the old and the new date of each milestone; nobody, if nothing moved."""
    if before is None:
        return None
    old = before.dates_of(data.body, data.session)
    new = after.dates_of(data.body, data.session)
    if old is None or new is None or (old.opens, old.closes) == (new.opens, new.closes):
        return None
    audience: list[Audience] = [Audience("secretariat", after.body)]
    changes = [f"session {data.session} of {data.body}: {_day(old.opens)}, now {_day(new.opens)}"]
    for mandate, was in _moved_mandates(before, after):
        audience.append(Audience("office", mandate.office or mandate.duty.addressee))
        changes += was
    if after.commission is None:
        audience += _sponsors(after)
    return "session_moved", tuple(audience), _About(changes=tuple(changes[:200]))


def _moved_mandates(before: Resolution, after: Resolution) -> Iterator[tuple[Mandate, list[str]]]:
    for mandate in after.mandates:
        known = before.mandate(mandate.label)
        was = {(rung.name, rung.session): rung.due for rung in known.milestones} if known else {}
        moved = [
            f"paragraph {mandate.label}, {rung.name}: {_day(was[key])}, now {_day(rung.due)}"
            for rung in mandate.milestones
            if (key := (rung.name, rung.session)) in was and was[key] != rung.due
        ]
        if moved:
            yield mandate, moved


def _day(date: dt.date) -> str:
    return date.isoformat()


def occasion_of(fact: Fact) -> str:
    """What a parked fact's notice is keyed by, for it has no number yet."""
    return f"{fact.source}#{fact.id}"
