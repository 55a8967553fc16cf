"""`evolve`: what one entry of the ledger makes of the state. Total: every fact applies to every state and nothing is judged here.

Whether a fact may be told is `decide`'s business; what follows from it is recorded as entries of its own (see `consequences`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from resolutions.duties import Duty
from resolutions.facts import (
    AssemblyActed,
    BudgetStated,
    CommissionActed,
    CommitteeApproved,
    CouncilActed,
    Document,
    DraftIssued,
    DraftLapsed,
    DraftMerged,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    DraftWithdrawn,
    FactData,
    MandateAssigned,
    MandateDischarged,
    MandateFact,
    MandateHandedOver,
    MandateOpened,
    MandateWaived,
    MilestoneAhead,
    MilestoneFact,
    MilestoneMet,
    MilestoneMissed,
    OutcomeAsked,
    ReportConsidered,
    ReportIssued,
    ReportSlotted,
    ReportSubmitted,
    ResolutionClosed,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
    StageEntered,
)
from resolutions.follow_up import met_in_time, moved, next_instalment, with_what_was_told
from resolutions.members import alphabetical, sponsor_key
from resolutions.receipts import Ending, Stage
from resolutions.rules import Rules
from resolutions.sessions import SessionDates, built_in_dates, session_key
from resolutions.state import (
    Act,
    Entry,
    Mandate,
    MandateState,
    Milestone,
    ReadText,
    Resolution,
    Sponsor,
    Told,
)
from resolutions.symbols import parse_symbol

_ORDER: tuple[MandateState, ...] = ("open", "assigned", "slotted", "submitted", "issued", "considered")


def printed_symbol(text: str, body: str | None = None) -> str:
    """A symbol in its canonical print where it can be read, else as told."""
    symbol = parse_symbol(text, body)
    return str(symbol) if symbol else text.strip()


def listed(sponsors: tuple[Sponsor, ...]) -> tuple[Sponsor, ...]:
    """Sponsors in English alphabetical order, as a draft's first page lists them."""
    place = {name: rank for rank, name in enumerate(alphabetical([sponsor.name for sponsor in sponsors]))}
    return tuple(sorted(sponsors, key=lambda sponsor: place[sponsor.name]))


def _distinct(names: tuple[str, ...]) -> tuple[Sponsor, ...]:
    return listed(tuple({sponsor_key(name): Sponsor(name=name) for name in names}.values()))


def begin(reference: str, rules: Rules, entry: Entry) -> Resolution:
    """The state after `draft.submitted`, the first entry of every ledger."""
    data = entry.fact.data
    assert isinstance(data, DraftSubmitted)  # noqa: S101 - the ledger of a resolution opens with nothing else
    begun = Resolution(
        reference=reference,
        rules=rules,
        body=data.body,
        session=data.session,
        before_session=data.session,
        submitted=entry.fact.time,
        title=data.title,
        title_told=data.title is not None,
        sponsors=_distinct(data.sponsors or ()),
        agenda_item=data.agenda_item,
        original_language=data.original_language,
        seq=entry.seq,
        flags=entry.flags,
    )
    return _with_text(begun, data.document, entry.fact.time)


def evolve(resolution: Resolution, entry: Entry) -> Resolution:
    """The state after one more entry."""
    changed = _apply(resolution, entry.fact.data, entry)
    return changed.model_copy(update={"seq": entry.seq, "flags": (*changed.flags, *entry.flags)})


def remember(resolution: Resolution, entry: Entry, stage: Stage) -> Resolution:
    """The state with an entry kept among the told ones, and its weight in the carried state counted."""
    data = entry.fact.data
    if isinstance(data, DraftRead):
        data = data.model_copy(update={"paragraphs": ()})
    kept = entry.model_copy(update={"fact": entry.fact.model_copy(update={"data": data})})
    weight = resolution.weight + len(kept.model_dump_json(by_alias=True))
    return resolution.model_copy(update={"told": (*resolution.told, Told(entry=kept, stage=stage)), "weight": weight})


def _with_text(resolution: Resolution, document: Document | None, time: dt.datetime) -> Resolution:
    """A newer text takes the older one's place; one told late does not."""
    if document is None or document.sha256 is None or (resolution.text_time and resolution.text_time > time):
        return resolution
    return resolution.model_copy(update={"text_sha256": document.sha256, "text_time": time})


def _with_symbol(resolution: Resolution, symbol: str | None, body: str | None = None) -> Resolution:
    if symbol is None:
        return resolution
    printed = printed_symbol(symbol, body)
    if printed in resolution.symbols:
        return resolution
    return resolution.model_copy(update={"symbols": (*resolution.symbols, printed)})


def _later(known: dt.datetime | None, told: dt.datetime) -> dt.datetime:
    return told if known is None else max(known, told)


def _act(data: CommissionActed | CouncilActed | AssemblyActed, time: dt.datetime) -> Act:
    return Act(
        outcome=data.outcome,
        mode=data.mode,
        time=time,
        votes=data.votes,
        symbol=data.symbol,
        report=data.report if isinstance(data, CommissionActed) else None,
        meeting=None if isinstance(data, CommissionActed) else data.meeting,
    )


def _apply(resolution: Resolution, data: FactData, entry: Entry) -> Resolution:
    time = entry.fact.time
    change = resolution.model_copy
    match data:
        case SponsorAdded(sponsor=name, on_behalf_of=group):
            others = [s for s in resolution.sponsors if sponsor_key(s.name) != sponsor_key(name)]
            return change(update={"sponsors": listed((*others, Sponsor(name=name, on_behalf_of=group)))})
        case SponsorWithdrawn(sponsor=name):
            staying = tuple(s for s in resolution.sponsors if sponsor_key(s.name) != sponsor_key(name))
            return change(update={"sponsors": staying})
        case DraftIssued(symbol=symbol):
            issued = _with_symbol(resolution, symbol)
            return issued.model_copy(update={"circulated": _later(resolution.circulated, time)})
        case DraftRevised():
            return _revised(resolution, data, time)
        case BudgetStated():
            return change(update={"budget_stated": _later(resolution.budget_stated, time)})
        case CommitteeApproved():
            return change(update={"committee": _later(resolution.committee, time)})
        case DraftWithdrawn():
            return change(update={"stopped": "withdrawn"})
        case DraftMerged(into=into):
            return change(update={"stopped": "merged", "merged_into": into})
        case DraftLapsed():
            return change(update={"stopped": "lapsed"})
        case CommissionActed() | CouncilActed() | AssemblyActed():
            return _acted(resolution, data, time)
        case MandateFact(paragraph=label):
            return _with_mandate(resolution, label, lambda mandate: _stepped(resolution, mandate, data, time))
        case SessionScheduled():
            return _scheduled(resolution, data, entry)
        case DraftRead():
            return _read(resolution, data)
        case _:
            return _noted(resolution, data, entry)


def _noted(resolution: Resolution, data: FactData, entry: Entry) -> Resolution:
    """What the service itself records: consequences, and the passing of time."""
    change = resolution.model_copy
    match data:
        case StageEntered(stage=stage, because=because):
            return _in_stage(resolution, stage, because, None)
        case ResolutionClosed(ending=ending, because=because):
            return _in_stage(resolution, "closed", because, ending)
        case MandateOpened():
            return _opened(resolution, data, entry.at)
        case MilestoneFact(paragraph=label):
            return _with_mandate(resolution, label, lambda mandate: _milestone_told(resolution.rules, mandate, data))
        case OutcomeAsked(body=body, session=session):
            return change(update={"asked": (*resolution.asked, asking_key(body, session))})
        case _:
            return resolution


def asking_key(body: str, session: int | None) -> str:
    """What an outcome was asked for: a commission's session, or the body whose turn it is."""
    return body if session is None else session_key(body, session)


def _in_stage(resolution: Resolution, stage: Stage, because: int, ending: Ending | None) -> Resolution:
    told = tuple(t.model_copy(update={"stage": stage}) if t.entry.seq == because else t for t in resolution.told)
    return resolution.model_copy(update={"stage": stage, "ending": ending, "told": told})


def _revised(resolution: Resolution, data: DraftRevised, time: dt.datetime) -> Resolution:
    revised = _with_text(_with_symbol(resolution, data.symbol), data.document, time)
    update: dict[str, object] = {"circulated": _later(resolution.circulated, time)}
    if data.sponsors is not None:
        update["sponsors"] = _distinct(data.sponsors)
    return revised.model_copy(update=update)


def _read(resolution: Resolution, data: DraftRead) -> Resolution:
    """The reader's answer for the text that stands; an answer for a text that was replaced meanwhile changes nothing."""
    if data.sha256 != resolution.text_sha256:
        return resolution
    read = ReadText(sha256=data.sha256, duties=data.mandates, asks_money=data.asks_money, failure=data.failure)
    update: dict[str, object] = {"text": read}
    if data.title and not (resolution.title_told and resolution.text_time == resolution.submitted):
        update["title"] = data.title
    if data.sponsors and not resolution.sponsors:
        update["sponsors"] = _distinct(data.sponsors)
    if resolution.agenda_item is None:
        update["agenda_item"] = data.agenda_item
    if resolution.original_language is None:
        update["original_language"] = data.original_language
    return resolution.model_copy(update=update)


def _acted(
    resolution: Resolution, data: CommissionActed | CouncilActed | AssemblyActed, time: dt.datetime
) -> Resolution:
    act = _act(data, time)
    match data:
        case CommissionActed(outcome="deferred"):
            following = {"before_session": resolution.before_session + 1}
            return resolution.model_copy(update={**following, "stopped": _unless_lapsed(resolution)})
        case CommissionActed():
            acted = _with_symbol(resolution, data.symbol, resolution.body)
            return acted.model_copy(update={"commission": act, "stopped": _unless_lapsed(resolution)})
        case CouncilActed(outcome="referred_back"):
            return resolution.model_copy(
                update={
                    "commission": None,
                    "committee": None,
                    "council": None,
                    "referred_back": True,
                    "before_session": _session_after(resolution, time.date()),
                }
            )
        case CouncilActed(outcome="deferred") | AssemblyActed(outcome="deferred"):
            return resolution
        case CouncilActed():
            return _with_symbol(resolution, data.symbol, "ECOSOC").model_copy(update={"council": act})
        case AssemblyActed():
            return _with_symbol(resolution, data.symbol, "GA").model_copy(update={"assembly": act})


def _unless_lapsed(resolution: Resolution) -> str | None:
    """Lapsing is an inference: it gives way to an act that is told."""
    return None if resolution.stopped == "lapsed" else resolution.stopped


def _session_after(resolution: Resolution, day: dt.date) -> int:
    """The commission's first session that opens after a day."""
    session = resolution.before_session + 1
    while (dates := resolution.dates_of(resolution.body, session)) is not None and dates.opens <= day and session < 999:
        session += 1
    return session


def _scheduled(resolution: Resolution, data: SessionScheduled, entry: Entry) -> Resolution:
    """An announcement of a session's dates; of two, the one made later stands."""
    key = session_key(data.body, data.session)
    known = resolution.announced.get(key)
    if known and known.announced and known.announced > entry.fact.time:
        return resolution
    dates = announced_dates(data, entry.fact.time)
    announced = resolution.model_copy(update={"announced": {**resolution.announced, key: dates}})
    mandates = tuple(moved(announced, mandate, dates, entry.at) for mandate in announced.mandates)
    return announced.model_copy(update={"mandates": mandates})


def announced_dates(data: SessionScheduled, announced: dt.datetime) -> SessionDates:
    """A session's dates as an announcement gives them; without a last day it lasts as long as it was expected to."""
    expected = built_in_dates(data.body, data.session)
    lasts = expected.closes - expected.opens if expected and expected.body != "GA" else dt.timedelta(days=4)
    try:
        closes = data.closes or data.opens + lasts
    except OverflowError:
        closes = data.opens
    if data.closes is None and expected and expected.body == "GA":
        closes = max(expected.closes, data.opens)
    return SessionDates(
        body=data.body,
        session=data.session,
        opens=data.opens,
        closes=closes,
        reconvened=data.reconvened,
        draft_deadline=data.draft_deadline,
        announced=announced,
    )


def _opened(resolution: Resolution, data: MandateOpened, at: dt.datetime) -> Resolution:
    """A mandate is opened once; what already stands under its label stays."""
    if resolution.mandate(data.paragraph) is not None:
        return resolution
    duty = Duty(
        paragraph=data.paragraph.split("/")[0],
        verb=data.verb,
        kind=data.kind,
        addressee=data.addressee,
        to=data.to,
        due=data.due,
        conditions=data.conditions,
    )
    milestones = tuple(
        with_what_was_told(
            Milestone(name=m.name, due=m.due, last_day=m.last_day, session=m.session),
            resolution.rules,
            at,
            data.stale,
        )
        for m in data.milestones
    )
    mandate = Mandate(label=data.paragraph, duty=duty, opened=at, milestones=milestones, stale=data.stale)
    return resolution.model_copy(update={"mandates": (*resolution.mandates, mandate)})


def _with_mandate(resolution: Resolution, label: str, change: Callable[[Mandate], Mandate]) -> Resolution:
    mandates = tuple(change(mandate) if mandate.label == label else mandate for mandate in resolution.mandates)
    return resolution.model_copy(update={"mandates": mandates})


def _stepped(resolution: Resolution, mandate: Mandate, data: FactData, time: dt.datetime) -> Mandate:
    """A step of a duty: its date kept, its state moved forward and never back, its milestones judged."""
    if mandate.is_settled:
        return mandate
    match data:
        case MandateAssigned(office=office, officer=officer):
            return _step(mandate, "assigned", time, office=office, officer=officer)
        case ReportSlotted(slot=slot):
            return _step(mandate, "slotted", time, slot=slot)
        case ReportSubmitted():
            return _step(mandate, "submitted", time)
        case ReportIssued(symbol=symbol):
            return _step(mandate, "issued", time, symbol=printed_symbol(symbol) if symbol else mandate.symbol)
        case ReportConsidered():
            return next_instalment(resolution, _step(mandate, "considered", time))
        case MandateDischarged():
            return _settle(mandate, "discharged", time)
        case MandateWaived():
            return _settle(mandate, "waived", time)
        case MandateHandedOver():
            return _settle(mandate, "handed_over", time)
        case _:
            return mandate


def _step(mandate: Mandate, step: MandateState, time: dt.datetime, **facts: object) -> Mandate:
    taken = getattr(mandate.steps, step)
    steps = mandate.steps.model_copy(update={step: time if taken is None else min(taken, time)})
    state = step if _ORDER.index(step) > _ORDER.index(mandate.state) else mandate.state
    return met_in_time(mandate.model_copy(update={"steps": steps, "state": state, **facts}))


def _settle(mandate: Mandate, state: MandateState, time: dt.datetime) -> Mandate:
    steps = mandate.steps.model_copy(update={"settled": time})
    return met_in_time(mandate.model_copy(update={"steps": steps, "state": state}))


def _milestone_told(rules: Rules, mandate: Mandate, data: FactData) -> Mandate:
    """Something was said of a milestone: it lies ahead, was met, or was missed."""

    def told(milestone: Milestone) -> Milestone:
        match data:
            case MilestoneMet(on=on):
                return milestone.model_copy(update={"status": "met", "on": on, "met_told": True})
            case MilestoneMissed(escalation=escalation) if milestone.status != "met":
                return milestone.model_copy(update={"status": "missed", "escalations": escalation})
            case MilestoneAhead(days=days):
                reminders = sum(each >= days for each in rules.reminder_days)
                return milestone.model_copy(update={"reminders": max(milestone.reminders, reminders)})
            case _:
                return milestone

    assert isinstance(data, MilestoneFact)  # noqa: S101 - the caller matched it
    milestones = tuple(
        told(m) if (m.name, m.due, m.session) == (data.milestone, data.due, data.session) else m
        for m in mandate.milestones
    )
    return mandate.model_copy(update={"milestones": milestones})
