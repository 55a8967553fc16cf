"""`decide`: what a fact would mean for a resolution as it stands: recorded (with flags), parked, or refused.

Irregular is not impossible: what happened against the rules is recorded with a flag. Parked is what cannot be true yet,
refused what cannot be true of this resolution. Total: every fact in every state gets one of the three.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from resolutions.corrections import is_correctable, is_possible
from resolutions.facts import (
    AssemblyActed,
    CommissionActed,
    CommitteeApproved,
    CorrectionRecorded,
    CouncilActed,
    DraftMerged,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    DraftWithdrawn,
    Fact,
    FactData,
    MandateFact,
    ReportIssued,
    ReportSlotted,
    ReportSubmitted,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
    claimed_symbol,
)
from resolutions.flags import flags_of
from resolutions.receipts import Flag, ParkingCode, Reason, RefusalCode
from resolutions.sponsorship import sponsor_named
from resolutions.state import Act, Resolution, Surroundings
from resolutions.times import lies_ahead

MAX_TOLD = 1000
"""Facts told about one resolution; with `MAX_WEIGHT` it keeps the carried state below what the engine carries (2
MiB).
"""

MAX_WEIGHT = 1_000_000
"""Characters of JSON of all facts told about one resolution."""


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
        submitted = isinstance(fact.data, DraftSubmitted)
        verdict: Verdict = (
            Recorded() if submitted else _refused("unknown_resolution", "no draft was submitted under this reference")
        )
    else:
        verdict = _too_much(resolution, fact.data) or _judge(resolution, fact)
    if isinstance(verdict, Refused):
        return verdict
    impossible = _impossible_anywhere(resolution, fact, now, surroundings)
    if impossible or isinstance(verdict, NotYet):
        return impossible or verdict
    return Recorded(flags_of(resolution, fact, surroundings))


def _impossible_anywhere(
    resolution: Resolution | None, fact: Fact, now: dt.datetime, surroundings: Surroundings
) -> Refused | None:
    """What no state of the resolution could make true."""
    if lies_ahead(fact.time, now):
        return _refused("invalid_data", "time: it lies ahead; only what happened can be told")
    symbol = claimed_symbol(fact.data, resolution.body) if resolution else None
    if resolution is not None and symbol is not None and not isinstance(fact.data, MandateFact):
        owner = surroundings.symbol_owners.get(symbol)
        if owner is not None and owner != resolution.reference:
            return _refused("symbol_in_use", f"the symbol belongs to {owner}")
    if isinstance(fact.data, DraftMerged) and fact.data.into in surroundings.unknown_references:
        return _refused("unknown_resolution", "into: there is no such resolution")
    return None


def _too_much(resolution: Resolution, data: FactData) -> Refused | None:
    if data.by_service or (len(resolution.told) < MAX_TOLD and resolution.weight < MAX_WEIGHT):
        return None
    detail = f"more than {MAX_TOLD} facts (or too long ones) were told about this resolution"
    return _refused("invalid_data", detail)


def _judge(resolution: Resolution, fact: Fact) -> Verdict:  # noqa: PLR0911 - a case a fact
    match fact.data:
        case DraftSubmitted():
            return _refused("already_exists", "a draft was submitted under this reference before")
        case CorrectionRecorded() as data:
            return _correction(resolution, data)
        case SponsorAdded() as data:
            return _joining(resolution, data, fact.time)
        case CommissionActed():
            return _commission_acted(resolution)
        case data if resolution.stage == "closed" and not _is_heard_when_closed(resolution, data):
            return _refused("closed", f"it was closed: {resolution.ending}")
        case DraftRead() | SessionScheduled():
            return Recorded()
        case CouncilActed():
            return _council_acted(resolution)
        case AssemblyActed():
            return _assembly_acted(resolution)
        case MandateFact() as data:
            return _about_a_duty(resolution, data, fact.time)
        case data:
            return _before_the_acts(resolution, data, fact.time)


def _is_heard_when_closed(resolution: Resolution, data: FactData) -> bool:
    """What a closed life still hears: of one that lapsed, the acts of bodies; of one adopted unread, its text."""
    match data:
        case DraftRead():
            return True
        case CouncilActed() | AssemblyActed() | SessionScheduled():
            return resolution.stopped == "lapsed"
        case DraftRevised(document=document):
            return document is not None and resolution.ending == "nothing_due" and _unread(resolution)
        case _:
            return False


def _unread(resolution: Resolution) -> bool:
    return resolution.text is None or resolution.text.failure is not None


def _joining(resolution: Resolution, data: SponsorAdded, time: dt.datetime) -> Verdict:
    """Sponsors join until the Commission has acted; joining is recorded for some days after it, closed or not."""
    act = resolution.commission
    in_time = act is None or time <= act.time + dt.timedelta(days=resolution.rules.joining_days)
    was_passed_on = act is not None and act.outcome not in ("rejected", "no_consensus")
    if resolution.stage == "closed" and not (in_time and was_passed_on):
        return _refused("closed", f"it was closed: {resolution.ending}")
    if not in_time:
        return _refused("already_acted", f"the Commission acted more than {resolution.rules.joining_days} days before")
    known = sponsor_named(resolution.sponsors, data.sponsor)
    if known is not None and (data.on_behalf_of is None or data.on_behalf_of == known.on_behalf_of):
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


def _about_a_duty(resolution: Resolution, data: MandateFact, time: dt.datetime) -> Verdict:
    if resolution.adopted_at is None or resolution.awaits_reading:
        return _not_yet("not_adopted_yet", "the text was not adopted (and read) yet, so nothing is owed")
    mandate = resolution.mandate(data.paragraph)
    if mandate is None:
        return _refused("unknown_paragraph", "no duty of this resolution has this label")
    settled = mandate.steps.settled or mandate.steps.considered
    told_late = isinstance(data, ReportSlotted | ReportSubmitted | ReportIssued) and settled and time <= settled
    if mandate.is_settled and not told_late:
        return _refused("mandate_closed", f"it was settled: {mandate.state}")
    return Recorded()


def _before_the_acts(resolution: Resolution, data: FactData, time: dt.datetime) -> Verdict:
    """Facts of the time before the acts: each is told in its time, or told late of it."""
    match data:
        case SponsorWithdrawn() | CommitteeApproved() | DraftWithdrawn() | DraftMerged():
            return _before_the_commission_acted(resolution, data, time)
        case DraftRevised() if _unread(resolution):
            return Recorded()
        case _ if resolution.adopted_at is not None and time > resolution.adopted_at:
            return _refused("already_acted", "the text was adopted before; a correction can be recorded")
        case _:
            return Recorded()


def _before_the_commission_acted(resolution: Resolution, data: FactData, time: dt.datetime) -> Verdict:
    act = resolution.commission
    can_be_told_late = isinstance(data, SponsorWithdrawn | CommitteeApproved)
    if act is not None and not (can_be_told_late and time <= act.time):
        return _refused("already_acted", "the Commission has acted")
    match data:
        case SponsorWithdrawn(sponsor=name) if not sponsor_named(resolution.sponsors, name):
            return _refused("not_a_sponsor", "it does not sponsor the draft")
        case DraftWithdrawn(by=by) if not all(sponsor_named(resolution.sponsors, name) for name in by or ()):
            return _refused("not_a_sponsor", "by: names a State that does not sponsor the draft")
        case DraftMerged(into=into) if into == resolution.reference:
            return _refused("invalid_data", "into: a draft cannot be merged into itself")
        case _:
            return Recorded()


def _correction(resolution: Resolution, data: CorrectionRecorded) -> Verdict:
    """What was told, read or opened can be corrected; what followed from it follows anew."""
    if not is_correctable(resolution, data.corrects):
        return _refused("invalid_data", "corrects: not the number of an entry that was told, read or opened")
    if not is_possible(resolution, data):
        detail = "data: must name fields of the entry it corrects (or its time), with values that are possible"
        return _refused("invalid_data", detail)
    return Recorded()
