"""`evolve`: what one entry of the ledger makes of the state. Total: every fact applies to every state, nothing is
judged.

Whether a fact may be told is `decide`'s business; what follows from it is recorded as entries of its own
(`consequences`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from resolutions.duties import labelled
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
    MandateFact,
    MandateOpened,
    MilestoneFact,
    OutcomeAsked,
    ResolutionClosed,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
    StageEntered,
    printed_symbol,
)
from resolutions.follow_up import moved
from resolutions.mandates import opened, stepped, told_of_milestone
from resolutions.receipts import Ending, Stage
from resolutions.rules import Rules
from resolutions.sessions import SessionDates, built_in_dates, session_key
from resolutions.sponsorship import all_named, joined, left
from resolutions.state import Act, Entry, Mandate, ReadText, Resolution, Told


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
        sponsors=all_named(data.sponsors or ()),
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


def _apply(resolution: Resolution, data: FactData, entry: Entry) -> Resolution:  # noqa: PLR0911, PLR0912 - a case a fact
    """What is told. Every field of the state that a fact sets is set here or in the function named here."""
    time = entry.fact.time
    change = resolution.model_copy
    match data:
        case SponsorAdded(sponsor=name, on_behalf_of=group):
            return change(update={"sponsors": joined(resolution.sponsors, name, group)})
        case SponsorWithdrawn(sponsor=name):
            return change(update={"sponsors": left(resolution.sponsors, name)})
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
            return _with_mandate(resolution, label, lambda mandate: stepped(resolution, mandate, data, entry))
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
            return _opened(resolution, data, entry)
        case MilestoneFact(paragraph=label):
            return _with_mandate(resolution, label, lambda mandate: told_of_milestone(resolution.rules, mandate, data))
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
        update["sponsors"] = all_named(data.sponsors)
    return revised.model_copy(update=update)


def _read(resolution: Resolution, data: DraftRead) -> Resolution:
    """The reader's answer for the text that stands; a second one, or one for a text replaced meanwhile, changes
    nothing.

    Of a text told late, after its adoption, the duties that it sets otherwise are dropped, to be opened anew.
    """
    if data.sha256 != resolution.text_sha256 or not resolution.awaits_reading:
        return resolution
    read = ReadText(
        sha256=data.sha256,
        duties=data.mandates,
        asks_money=data.asks_money,
        doubts=data.doubts,
        failure=data.failure,
    )
    duties = labelled(data.mandates)
    still_set = tuple(mandate for mandate in resolution.mandates if duties.get(mandate.label) == mandate.duty)
    update: dict[str, object] = {"text": read, "mandates": still_set}
    if data.title and not (resolution.title_told and resolution.text_time == resolution.submitted):
        update["title"] = data.title
    if data.sponsors and not resolution.sponsors:
        update["sponsors"] = all_named(data.sponsors)
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
                    "asked": tuple(key for key in resolution.asked if key not in ("ECOSOC", "GA")),
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


def _opened(resolution: Resolution, data: MandateOpened, entry: Entry) -> Resolution:
    """A mandate is opened once; what already stands under its label stays, and is what the entry tells of."""
    openings = {**resolution.openings, entry.seq: data.paragraph}
    if resolution.mandate(data.paragraph) is not None:
        return resolution.model_copy(update={"openings": openings})
    mandates = (*resolution.mandates, opened(resolution, data, entry.at))
    return resolution.model_copy(update={"openings": openings, "mandates": mandates})


def _with_mandate(resolution: Resolution, label: str, change: Callable[[Mandate], Mandate]) -> Resolution:
    mandates = tuple(change(mandate) if mandate.label == label else mandate for mandate in resolution.mandates)
    return resolution.model_copy(update={"mandates": mandates})
