"""A whole life, one fact at a time: `tell` is what the workflow calls, `fold` what the ledger is read with.

`tell` decides, applies, records what follows, tries what was parked, and lets time pass up to now. It returns the
new docket, a receipt for each fact and the entries to be appended; `fold` of those entries gives the same state.
Pure and total.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from resolutions.authority import Authority, permits
from resolutions.consequences import consequences, differences
from resolutions.corrections import lived_entries
from resolutions.decide import NotYet, Recorded, Refused, Verdict, decide
from resolutions.elapse import next_event
from resolutions.evolve import begin, evolve, remember
from resolutions.facts import SERVICE, CorrectionRecorded, DraftRead, Fact, FactData
from resolutions.flags import flags_of
from resolutions.receipts import Flag, Reason, Receipt, Stage, not_authorized, refusal
from resolutions.rules import Rules
from resolutions.state import Docket, Entry, Parked, Resolution, Surroundings

MAX_PARKED = 100
"""Facts parked beside one resolution; one more is refused."""

_NOTHING_AROUND = Surroundings()


@dataclass(frozen=True)
class Outcome:
    """What telling came to: the docket after it, a receipt for each fact in order, the new entries."""

    docket: Docket
    receipts: tuple[Receipt, ...]
    entries: tuple[Entry, ...]


def tell(
    docket: Docket,
    facts: Sequence[Fact],
    now: dt.datetime,
    surroundings: Surroundings = _NOTHING_AROUND,
    authority: Authority | None = None,
) -> Outcome:
    """Tell facts about one resolution, in order. `now` is business time, timezone-aware; `authority` is the teller's,
    None for one who may tell everything.
    """
    desk = _Desk(docket, now, surroundings, authority)
    desk.let_time_pass()
    receipts = tuple(desk.tell(fact) for fact in facts)
    return Outcome(desk.docket(), receipts, tuple(desk.entries))


def elapse(docket: Docket, now: dt.datetime) -> Outcome:
    """What the passing of time up to now brings."""
    return tell(docket, (), now)


def changes_something(
    docket: Docket,
    facts: Sequence[Fact],
    now: dt.datetime,
    surroundings: Surroundings,
    authority: Authority | None = None,
) -> bool:
    """Whether telling would record or park anything: if not, nothing need be written down at all."""
    desk = _Desk(docket, now, surroundings, authority)
    desk.let_time_pass()
    return any(desk.would_take(fact) for fact in facts)


def next_wake(docket: Docket, now: dt.datetime) -> dt.datetime | None:
    """When time will next bring something, None if never."""
    if docket.resolution is None:
        return None
    moment = next_event(docket.resolution, now, bool(docket.parked))
    return moment.at if moment else None


def fold(entries: Iterable[Entry], reference: str, rules: Rules) -> Resolution | None:
    """The state that a ledger's entries make, None for none."""
    resolution: Resolution | None = None
    for entry in entries:
        resolution = apply(resolution, entry, reference, rules)
    return resolution


def apply(resolution: Resolution | None, entry: Entry, reference: str, rules: Rules) -> Resolution:
    """The state after one more entry of the ledger, corrections included."""
    if resolution is None:
        begun = begin(reference, rules, entry)
        return remember(begun, entry, begun.stage)
    changed = (
        _lived_again(resolution, entry)
        if isinstance(entry.fact.data, CorrectionRecorded)
        else evolve(resolution, entry)
    )
    if entry.fact.source != SERVICE or isinstance(entry.fact.data, DraftRead):
        changed = remember(changed, entry, changed.stage)
    return changed


def service_fact(reference: str, seq: int, data: FactData, at: dt.datetime) -> Fact:
    """A fact that the service itself records; its id is its place in the ledger."""
    return Fact(id=f"{reference}/{seq}", source=SERVICE, type=data.type, subject=reference, time=at, data=data)


def receipt_of_entry(resolution: Resolution, fact: Fact) -> Receipt | None:
    """The receipt that a recorded fact got, as `duplicate`; None if it was never recorded.

    Another fact under the name of one that was recorded is refused: to call it a duplicate would lose it.
    """
    told = resolution.recorded(fact.source, fact.id)
    if told is None:
        return None
    if not says_the_same(told.entry.fact, fact):
        return name_taken(resolution.reference, resolution.stage)
    return Receipt(
        outcome="duplicate",
        reference=resolution.reference,
        seq=told.entry.seq,
        stage=told.stage,
        flags=told.entry.flags,
    )


def says_the_same(first: Fact, second: Fact) -> bool:
    """Whether two facts of one name are one fact told twice: of one kind, with equal data."""
    return first.type == second.type and first.data == second.data


def name_taken(reference: str | None, stage: Stage | None) -> Receipt:
    """The refusal of a fact whose source and id are those of another."""
    return refusal("invalid_data", "id: its source told another fact under this id", reference, stage)


def _lived_again(resolution: Resolution, correction: Entry) -> Resolution:
    """The state as if the corrected facts had been right from the start: every told entry applied again at its own
    time.

    What had been announced stays in the ledger; the told entries themselves, whose receipts were given, stay as
    they are. Time passes as it did, but that the draft only lapses again if it stood lapsed: a parked fact may have
    held it.
    """
    known = Surroundings(sessions=tuple(resolution.announced.values()))
    held = resolution.stopped != "lapsed"
    again: Resolution | None = None
    for entry, corrected in lived_entries(resolution, _corrections(resolution, correction)):
        before = _aged(again, entry.at, held) if again is not None else None
        flags = flags_of(before, entry.fact, known) if corrected else entry.flags
        again = apply(before, entry.model_copy(update={"flags": flags}), resolution.reference, resolution.rules)
        again = _settled(again, entry.seq, entry.at)
    assert again is not None  # noqa: S101 - the first told entry is the submission, which is never dropped
    aged = _aged(again, correction.at, held)
    return aged.model_copy(
        update={
            "told": resolution.told,
            "weight": resolution.weight,
            "openings": resolution.openings,
            "seq": correction.seq,
            "flags": (*aged.flags, *correction.flags),
        }
    )


def _corrections(resolution: Resolution, last: Entry) -> list[CorrectionRecorded]:
    told = (*(each.entry for each in resolution.told), last)
    return [entry.fact.data for entry in told if isinstance(entry.fact.data, CorrectionRecorded)]


def _settled(resolution: Resolution, because: int, at: dt.datetime) -> Resolution:
    """The state with everything that follows from it applied."""
    while following := consequences(resolution, because, at):
        for consequence in following:
            resolution = _with_service_fact(resolution, consequence.data, consequence.flags, at)
    return resolution


def _aged(resolution: Resolution, now: dt.datetime, held: bool) -> Resolution:
    """The state with what time brought up to now applied; `held` keeps a draft from lapsing."""
    while (moment := next_event(resolution, now, held)) and moment.at <= now:
        resolution = _with_service_fact(resolution, moment.data, (), moment.at)
        resolution = _settled(resolution, resolution.seq, now)
    return resolution


def _with_service_fact(resolution: Resolution, data: FactData, flags: tuple[Flag, ...], at: dt.datetime) -> Resolution:
    fact = service_fact(resolution.reference, resolution.seq + 1, data, at)
    return apply(
        resolution,
        Entry(seq=resolution.seq + 1, fact=fact, flags=flags, at=at),
        resolution.reference,
        resolution.rules,
    )


class _Desk:
    """One sitting over a docket: what is told, what follows and what time brings become entries, in order."""

    def __init__(
        self, docket: Docket, now: dt.datetime, surroundings: Surroundings, authority: Authority | None
    ) -> None:
        self._reference = docket.reference
        self._rules = docket.rules
        self._resolution = docket.resolution
        self._parked = list(docket.parked)
        self._now = now
        self._surroundings = surroundings
        self._authority = authority
        self.entries: list[Entry] = []

    def docket(self) -> Docket:
        return Docket(
            reference=self._reference,
            rules=self._rules,
            resolution=self._resolution,
            parked=tuple(self._parked),
        )

    def tell(self, fact: Fact) -> Receipt:
        if not self._may_tell(fact):
            return not_authorized()
        known = self._known(fact)
        if known is not None:
            return known
        match self._verdict(fact):
            case Refused(reason=reason):
                return self._receipt("refused", self._stage(), reason=reason)
            case NotYet(reason=reason):
                return self._park(fact, reason)
            case Recorded(flags=flags):
                return self._record(fact, flags)

    def would_take(self, fact: Fact) -> bool:
        """Whether a fact would be recorded or parked; as long as none is, the state is the same for the next."""
        return self._may_tell(fact) and self._known(fact) is None and not isinstance(self._verdict(fact), Refused)

    def _may_tell(self, fact: Fact) -> bool:
        return self._authority is None or permits(self._authority, fact, self._resolution)

    def _verdict(self, fact: Fact) -> Verdict:
        """What the fact means; there is an end to what can wait beside a resolution."""
        verdict = decide(self._resolution, fact, self._now, self._surroundings)
        if isinstance(verdict, NotYet) and len(self._parked) >= MAX_PARKED:
            detail = f"{MAX_PARKED} facts are parked beside this resolution already"
            return Refused(Reason(code="invalid_data", detail=detail))
        return verdict

    def let_time_pass(self) -> None:
        """Record what time brought up to now, and what follows from it."""
        while self._resolution is not None:
            moment = next_event(self._resolution, self._now, bool(self._parked))
            if moment is None or moment.at > self._now:
                return
            self._append(self._own(moment.data, moment.at), ())
            self._record_what_follows()

    def _known(self, fact: Fact) -> Receipt | None:
        """The first receipt of a fact that was told before."""
        if self._resolution is None:
            return None
        receipt = receipt_of_entry(self._resolution, fact)
        if receipt is not None:
            return receipt
        parked = next((p for p in self._parked if (p.fact.source, p.fact.id) == (fact.source, fact.id)), None)
        if parked is None:
            return None
        if not says_the_same(parked.fact, fact):
            return name_taken(self._reference, self._stage())
        return self._receipt("parked", parked.stage, reason=parked.reason)

    def _park(self, fact: Fact, reason: Reason) -> Receipt:
        stage = self._stage()
        self._parked.append(Parked(fact=fact, at=self._now, reason=reason, stage=stage))
        return self._receipt("parked", stage, reason=reason)

    def _record(self, fact: Fact, flags: tuple[Flag, ...]) -> Receipt:
        before = self._resolution
        entry = self._append(fact, flags)
        if isinstance(fact.data, CorrectionRecorded) and before is not None:
            self._announce_what_changed(before, entry.seq)
        self._record_what_follows(entry.seq)
        receipt = self._receipt("recorded", self._stage(), seq=entry.seq, flags=flags)
        self._try_what_is_parked()
        self.let_time_pass()
        return receipt

    def _try_what_is_parked(self) -> None:
        """Whatever has become true is recorded now, and may make the next one true."""
        progress = True
        while progress:
            progress = False
            for parked in list(self._parked):
                verdict = decide(self._resolution, parked.fact, self._now, self._surroundings)
                if isinstance(verdict, Recorded):
                    self._parked.remove(parked)
                    entry = self._append(parked.fact, verdict.flags)
                    self._record_what_follows(entry.seq)
                    progress = True

    def _record_what_follows(self, because: int | None = None) -> None:
        while self._resolution is not None:
            following = consequences(self._resolution, because or self._resolution.seq, self._now)
            if not following:
                return
            for consequence in following:
                self._append(self._own(consequence.data, self._now), consequence.flags)

    def _announce_what_changed(self, before: Resolution, because: int) -> None:
        """After a correction the state stands as it should; what differs from what had been announced is announced."""
        after = self._resolution
        assert after is not None  # noqa: S101 - a correction never unmakes a resolution
        for data in differences(before, after, because):
            self._append(self._own(data, self._now), ())

    def _own(self, data: FactData, at: dt.datetime) -> Fact:
        seq = self._resolution.seq + 1 if self._resolution else 1
        return service_fact(self._reference, seq, data, at)

    def _append(self, fact: Fact, flags: tuple[Flag, ...]) -> Entry:
        seq = self._resolution.seq + 1 if self._resolution else 1
        entry = Entry(seq=seq, fact=fact, flags=flags, at=self._now)
        self._resolution = apply(self._resolution, entry, self._reference, self._rules)
        self.entries.append(entry)
        return entry

    def _stage(self) -> Stage | None:
        return self._resolution.stage if self._resolution else None

    def _receipt(
        self,
        outcome: Literal["recorded", "parked", "refused"],
        stage: Stage | None,
        *,
        seq: int | None = None,
        flags: tuple[Flag, ...] = (),
        reason: Reason | None = None,
    ) -> Receipt:
        return Receipt(outcome=outcome, reference=self._reference, seq=seq, stage=stage, flags=flags, reason=reason)
