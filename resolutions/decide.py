"""`decide`: what a fact would mean for a resolution as it stands: recorded (with flags), parked, or refused.

Irregular is not impossible: what happened against the rules is recorded with a flag. Parked is what cannot be true yet, refused what
cannot be true of this resolution. Total: every fact in every state gets one of the three.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pydantic import ValidationError

from resolutions.evolve import printed_symbol
from resolutions.facts import (
    DATA_CLASSES,
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
    MandateFact,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
)
from resolutions.flags import flags_of
from resolutions.members import sponsor_key
from resolutions.receipts import Flag, ParkingCode, Reason, RefusalCode
from resolutions.state import Act, Resolution, Surroundings

MAX_TOLD = 1000
"""Facts told about one resolution; with `MAX_WEIGHT` it keeps the carried state below what the engine can carry (2 MiB)."""

MAX_WEIGHT = 1_000_000
"""Characters of JSON of all facts told about one resolution."""

_AHEAD_OF_TIME = dt.timedelta(days=1)
"""How far a fact's time may lie ahead: a day, for clocks and time zones."""

FactWithText = DraftIssued | DraftRevised | DraftOrallyRevised | AmendmentProposed


@dataclass(frozen=True)
class Recorded:
    """It stands, with these flags."""

    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class NotYet:
    """It is parked: it cannot be true yet."""

    reason: Reason


@dataclass(frozen=True)
class Refused:
    """It cannot be true of this resolution."""

    reason: Reason


Verdict = Recorded | NotYet | Refused


def _refused(code: RefusalCode, detail: str) -> Refused:
    return Refused(Reason(code=code, detail=detail))


def _not_yet(code: ParkingCode, detail: str) -> NotYet:
    return NotYet(Reason(code=code, detail=detail))


def decide(resolution: Resolution | None, fact: Fact, now: dt.datetime, surroundings: Surroundings) -> Verdict:
    """What the fact would mean now. `now` is business time, timezone-aware."""
    if resolution is None:
        if not isinstance(fact.data, DraftSubmitted):
            return _refused("unknown_resolution", "no draft was submitted under this reference")
        verdict: Verdict = Recorded()
    else:
        verdict = _too_much(resolution, fact.data) or _judge(resolution, fact)
    if not isinstance(verdict, Recorded):
        return verdict
    impossible = _impossible_anywhere(resolution, fact, now, surroundings)
    return impossible or Recorded(flags_of(resolution, fact, surroundings))


def _impossible_anywhere(
    resolution: Resolution | None, fact: Fact, now: dt.datetime, surroundings: Surroundings
) -> Refused | None:
    """What no state of the resolution could make true."""
    if fact.time > now + _AHEAD_OF_TIME:
        return _refused("invalid_data", "time: it lies ahead; only what happened can be told")
    symbol = getattr(fact.data, "symbol", None)
    if resolution is not None and isinstance(symbol, str) and not isinstance(fact.data, MandateFact):
        owner = surroundings.symbol_owners.get(printed_symbol(symbol))
        if owner is not None and owner != resolution.reference:
            return _refused("symbol_in_use", f"the symbol belongs to {owner}")
    if isinstance(fact.data, DraftMerged) and fact.data.into in surroundings.unknown_references:
        return _refused("unknown_resolution", "into: there is no such resolution")
    return None


def _too_much(resolution: Resolution, data: FactData) -> Refused | None:
    if data.by_service:
        return None
    if len(resolution.told) >= MAX_TOLD or resolution.weight >= MAX_WEIGHT:
        return _refused(
            "invalid_data", f"more than {MAX_TOLD} facts (or too long ones) were told about this resolution"
        )
    return None


def _judge(resolution: Resolution, fact: Fact) -> Verdict:
    match fact.data:
        case DraftSubmitted():
            return _refused("already_exists", "a draft was submitted under this reference before")
        case CorrectionRecorded() as data:
            return _correction(resolution, data)
        case SponsorAdded(sponsor=name):
            return _joining(resolution, name, fact.time)
        case DraftRead():
            return Recorded()
        case SessionScheduled() if resolution.stopped == "lapsed":
            return Recorded()
        case CommissionActed():
            return _commission_acted(resolution)
        case _ if resolution.stage == "closed" and not _opens_again(resolution, fact):
            return _refused("closed", f"it was closed: {resolution.ending}")
        case SessionScheduled():
            return Recorded()
        case CouncilActed():
            return _council_acted(resolution)
        case AssemblyActed():
            return _assembly_acted(resolution)
        case MandateFact(paragraph=label):
            return _about_a_duty(resolution, label)
        case _:
            return _before_the_act(resolution, fact.data, fact.time)


def _opens_again(resolution: Resolution, fact: Fact) -> bool:
    """A closed life goes on when an act is told after it lapsed, or the text after it was adopted unread."""
    if resolution.stopped == "lapsed":
        return isinstance(fact.data, CouncilActed | AssemblyActed)
    told_at_last = isinstance(fact.data, DraftRevised) and fact.data.document is not None
    return told_at_last and resolution.ending == "nothing_due" and _unread(resolution)


def _unread(resolution: Resolution) -> bool:
    return resolution.text is None or resolution.text.failure is not None


def _has_sponsor(resolution: Resolution, name: str) -> bool:
    return any(sponsor_key(sponsor.name) == sponsor_key(name) for sponsor in resolution.sponsors)


def _joining(resolution: Resolution, name: str, time: dt.datetime) -> Verdict:
    """Sponsors join until the Commission has acted; joining is recorded for some days after it, closed or not."""
    act = resolution.commission
    days = resolution.rules.joining_days
    if act is not None and time > act.time + dt.timedelta(days=days):
        if resolution.stage == "closed":
            return _refused("closed", f"it was closed: {resolution.ending}")
        return _refused("already_acted", f"the Commission acted more than {days} days before")
    if resolution.stage == "closed" and (act is None or act.outcome in ("rejected", "no_consensus")):
        return _refused("closed", f"it was closed: {resolution.ending}")
    if _has_sponsor(resolution, name):
        return _refused("already_a_sponsor", "it sponsors the draft already")
    return Recorded()


def _commission_acted(resolution: Resolution) -> Verdict:
    if resolution.stage == "closed" and resolution.stopped != "lapsed":
        return _refused("closed", f"it was closed: {resolution.ending}")
    if resolution.commission is not None:
        return _refused("already_acted", f"the Commission acted before: {resolution.commission.outcome}")
    return Recorded()


def _own_resolution(act: Act) -> bool:
    return act.outcome == "adopted"


def _council_acted(resolution: Resolution) -> Verdict:
    if resolution.commission is None:
        return _not_yet("commission_has_not_acted", "the Commission was not reported to recommend it")
    if _own_resolution(resolution.commission):
        return _refused("wrong_body", "the Commission adopted it as its own resolution")
    if resolution.council is not None:
        return _refused("already_acted", f"the Council acted before: {resolution.council.outcome}")
    return Recorded()


def _assembly_acted(resolution: Resolution) -> Verdict:
    if resolution.commission is None:
        return _not_yet("commission_has_not_acted", "the Commission was not reported to recommend it")
    if _own_resolution(resolution.commission):
        return _refused("wrong_body", "the Commission adopted it as its own resolution")
    if resolution.council is None:
        return _not_yet("council_has_not_acted", "the Council was not reported to pass it on")
    if not resolution.bound_for_assembly:
        return _refused("wrong_body", "neither the Commission nor the Council recommended it to the Assembly")
    if resolution.assembly is not None:
        return _refused("already_acted", f"the Assembly acted before: {resolution.assembly.outcome}")
    return Recorded()


def _about_a_duty(resolution: Resolution, label: str) -> Verdict:
    if resolution.adopted_at is None or resolution.awaits_reading:
        return _not_yet("not_adopted_yet", "the text was not adopted (and read) yet, so nothing is owed")
    mandate = resolution.mandate(label)
    if mandate is None:
        return _refused("unknown_paragraph", "no duty of this resolution has this label")
    if mandate.is_settled:
        return _refused("mandate_closed", f"it was settled: {mandate.state}")
    return Recorded()


def _before_the_act(resolution: Resolution, data: FactData, time: dt.datetime) -> Verdict:
    """Facts of the time before the acts: each is told in its time, or told late of it."""
    act = resolution.commission
    match data:
        case SponsorWithdrawn(sponsor=name):
            if act is not None and time > act.time:
                return _refused("already_acted", "the Commission has acted")
            if not _has_sponsor(resolution, name):
                return _refused("not_a_sponsor", "it does not sponsor the draft")
        case DraftWithdrawn(by=by):
            if act is not None:
                return _refused("already_acted", "the Commission has acted")
            strangers = [name for name in by or () if not _has_sponsor(resolution, name)]
            if strangers:
                return _refused("not_a_sponsor", "by: names a State that does not sponsor the draft")
        case DraftMerged(into=into):
            if act is not None:
                return _refused("already_acted", "the Commission has acted")
            if into == resolution.reference:
                return _refused("invalid_data", "into: a draft cannot be merged into itself")
        case CommitteeApproved():
            if act is not None and time > act.time:
                return _refused("already_acted", "the Commission has acted")
        case DraftRevised() if _unread(resolution):
            return Recorded()
        case DraftIssued() | DraftRevised() | DraftOrallyRevised() | AmendmentProposed() | BudgetStated():
            adopted = resolution.adopted_at
            if adopted is not None and (time > adopted or isinstance(data, DraftRevised)):
                return _refused("already_acted", "the text was adopted; a correction can be recorded")
        case _:
            pass
    return Recorded()


def _correction(resolution: Resolution, data: CorrectionRecorded) -> Verdict:
    """An entry that was told (or read in a document) can be corrected; what followed from it follows anew."""
    entry = next((t.entry for t in resolution.told if t.entry.seq == data.corrects), None)
    if entry is None or isinstance(entry.fact.data, CorrectionRecorded):
        return _refused(
            "invalid_data",
            "corrects: not the number of an entry that was told; what follows from one follows anew",
        )
    if corrected(entry.fact.data, data) is None:
        return _refused("invalid_data", f"data: no possible {entry.fact.type}")
    return Recorded()


def corrected(data: FactData, correction: CorrectionRecorded) -> FactData | None:
    """The data of a fact as it should have been, None if no such fact is possible."""
    as_told = data.model_dump(mode="json", by_alias=True)
    try:
        return DATA_CLASSES[data.type].model_validate({**as_told, **correction.data})
    except ValidationError:
        return None
