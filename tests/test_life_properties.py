"""Any facts, in any order, at any time: telling is total, and what it promises of ledgers, receipts and wakes holds
in every life.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from resolutions.consequences import consequences
from resolutions.facts import DATA_CLASSES, SERVICE, CorrectionRecorded, DraftRead, Fact, FactData
from resolutions.life import Outcome, apply, changes_something, elapse, next_wake, tell
from resolutions.needs import sessions_of_concern, text_to_read
from resolutions.notices import plan, plan_parked
from resolutions.receipts import Receipt
from resolutions.rules import Rules
from resolutions.state import Docket, Entry, Resolution, Surroundings
from tests.any_facts import (
    ON_THE_WAY,
    REFERENCE,
    START,
    TOLD,
    about_a_duty,
    anything,
    hours_ago,
    readings,
    spans,
    surroundings,
)

MACHINE = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def test_every_fact_that_can_be_told_is_told_here() -> None:
    assert set(TOLD) == {kind for kind, data_class in DATA_CLASSES.items() if not data_class.by_service}


class AnyLife(RuleBasedStateMachine):
    """A docket and its ledger, told anything."""

    def __init__(self) -> None:
        super().__init__()
        self.docket = Docket(reference=REFERENCE)
        self.now = START
        self.entries: list[Entry] = []
        self.folded: Resolution | None = None
        self.receipts: dict[str, Receipt] = {}
        self.facts: dict[str, Fact] = {}
        self.parked_ever: set[str] = set()

    @initialize(
        data=TOLD["draft.submitted"],
        reading=st.one_of(st.none(), readings),
        outcome=st.sampled_from((*ON_THE_WAY, None)),
    )
    def begin(self, data: dict[str, Any], reading: DraftRead | None, outcome: str | None) -> None:
        """A draft, and (half the time) straight on to what its text asks for, where random telling seldom comes."""
        if reading:
            data = {**data, "document": {"name": "draft", "sha256": reading.sha256}}
        self._tell([self._fact(DATA_CLASSES["draft.submitted"].model_validate(data), self.now)], Surroundings())
        if reading:
            self._tell([self._fact(reading, self.now, SERVICE)], Surroundings())
        if outcome:
            self.go_all_the_way(outcome)

    @rule(data=anything, hours=hours_ago, beside=surroundings)
    def tell_something(self, data: FactData, hours: int, beside: Surroundings) -> None:
        self._tell([self._fact(data, self.now + dt.timedelta(hours=hours))], beside)

    @rule(told=st.lists(anything, min_size=1, max_size=4))
    def tell_several_together(self, told: list[FactData]) -> None:
        self._tell([self._fact(data, self.now) for data in told], Surroundings())

    @precondition(lambda self: self.docket.resolution and self.docket.resolution.mandates)
    @rule(data=about_a_duty, hours=hours_ago, pick=st.integers(0, 9))
    def take_a_step(self, data: FactData, hours: int, pick: int) -> None:
        assert self.docket.resolution is not None
        mandates = self.docket.resolution.mandates
        data = data.model_copy(update={"paragraph": mandates[pick % len(mandates)].label})
        self._tell([self._fact(data, self.now + dt.timedelta(hours=hours))], Surroundings())

    @precondition(lambda self: self.docket.resolution and self.docket.resolution.mandates)
    @rule(span=spans, session=st.one_of(st.integers(25, 27), st.just(70)), hours=hours_ago)
    def move_a_session(self, span: dict[str, Any], session: int, hours: int) -> None:
        body = "GA" if session == 70 else "CCPCJ"
        data = DATA_CLASSES["session.scheduled"].model_validate({"body": body, "session": session, **span})
        self._tell([self._fact(data, self.now + dt.timedelta(hours=hours))], Surroundings())

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), time=st.one_of(st.none(), st.dates(dt.date(2015, 1, 1), dt.date(2018, 1, 1))))
    def correct_an_entry(self, data: st.DataObject, time: dt.date | None) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        fields = data.draw(TOLD.get(entry.fact.type, st.just({"due": {"kind": "year", "year": 2016}})))
        fields = json.loads(json.dumps(fields, default=str))
        if time:
            fields = {**fields, "time": f"{time}T09:00:00Z"}
        correction = CorrectionRecorded(corrects=entry.seq, reason="wrong", data=fields)
        self._tell([self._fact(correction, self.now)], Surroundings())

    @precondition(lambda self: self.docket.resolution and self.docket.resolution.adopted_at is None)
    @rule(outcome=st.sampled_from(ON_THE_WAY))
    def go_all_the_way(self, outcome: str) -> None:
        told = (
            ("commission.acted", {"outcome": outcome, "mode": "without_vote"}),
            ("council.acted", {"outcome": "adopted", "mode": "without_vote"}),
            ("assembly.acted", {"outcome": "adopted", "mode": "without_vote"}),
        )
        facts = [self._fact(DATA_CLASSES[kind].model_validate(data), self.now) for kind, data in told]
        self._tell(facts, Surroundings())

    @precondition(lambda self: self._unread() is not None)
    @rule(reading=readings, matching=st.sampled_from((True, True, True, False)))
    def read(self, reading: DraftRead, matching: bool) -> None:
        wanted = self._unread() if matching else None
        reading = reading.model_copy(update={"sha256": wanted or reading.sha256})
        self._tell([self._fact(reading, self.now, SERVICE)], Surroundings())

    @rule(hours=st.one_of(st.integers(0, 100), st.integers(0, 24 * 800)))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)
        self._keep(elapse(self.docket, self.now))

    @precondition(lambda self: self.receipts)
    @rule(data=st.data())
    def tell_again(self, data: st.DataObject) -> None:
        """The first receipt comes back, and nothing moves."""
        event_id = data.draw(st.sampled_from(sorted(self.receipts)))
        first = self.receipts[event_id]
        outcome = tell(self.docket, [self.facts[event_id]], self.now)
        (receipt,) = outcome.receipts
        if first.outcome == "recorded":
            assert receipt == first.model_copy(update={"outcome": "duplicate"})
        elif first.outcome == "parked" and any(p.fact.id == event_id for p in self.docket.parked):
            assert receipt == first
        if first.outcome != "refused":
            assert outcome.docket == elapse(self.docket, self.now).docket

    def _unread(self) -> str | None:
        return text_to_read(self.docket.resolution) if self.docket.resolution else None

    def _fact(self, data: FactData, time: dt.datetime, source: str = "https://example.org/s") -> Fact:
        event_id = f"event-{len(self.facts)}"
        fact = Fact(id=event_id, source=source, type=data.type, subject=REFERENCE, time=time, data=data)
        self.facts[event_id] = Fact.model_validate_json(fact.model_dump_json(by_alias=True))
        assert self.facts[event_id] == fact
        return fact

    def _tell(self, facts: list[Fact], beside: Surroundings) -> None:
        before = elapse(self.docket, self.now).docket
        changes = changes_something(self.docket, facts, self.now, beside)
        outcome = tell(self.docket, facts, self.now, beside)
        assert outcome == tell(self.docket, facts, self.now, beside)
        assert changes == any(receipt.outcome in ("recorded", "parked") for receipt in outcome.receipts)
        if not changes:
            assert outcome.docket == before
        if {receipt.outcome for receipt in outcome.receipts} <= {"refused", "parked"}:
            assert outcome.docket.resolution == before.resolution
        for fact, receipt in zip(facts, outcome.receipts, strict=True):
            self._check(fact, receipt, outcome.entries)
        self._check_closed_stays_closed(before.resolution, outcome.docket.resolution, facts)
        self._keep(outcome)

    def _keep(self, outcome: Outcome) -> None:
        """The docket after it, and the ledger as its other end reads it: entry by entry, each with its notice."""
        self.docket = outcome.docket
        for entry in outcome.entries:
            copy = Entry.model_validate_json(entry.model_dump_json(by_alias=True))
            assert copy == entry
            self.entries.append(copy)
            before, self.folded = self.folded, apply(self.folded, copy, REFERENCE, Rules())
            plan(before, copy, self.folded)
        for parked in outcome.docket.parked:
            plan_parked(parked, outcome.docket.resolution, REFERENCE)

    def _check(self, fact: Fact, receipt: Receipt, entries: tuple[Entry, ...]) -> None:
        self.receipts[fact.id] = receipt
        if receipt.outcome == "parked":
            self.parked_ever.add(fact.id)
        if receipt.outcome == "recorded":
            (entry,) = [entry for entry in entries if entry.seq == receipt.seq]
            assert entry.fact == fact
            assert entry.flags == receipt.flags
        assert (receipt.reason is not None) == (receipt.outcome in ("refused", "parked"))

    def _check_closed_stays_closed(
        self, before: Resolution | None, after: Resolution | None, facts: list[Fact]
    ) -> None:
        if before is None or before.stage != "closed" or after is None or after.stage == "closed":
            return
        told = {fact.type for fact in facts}
        if before.ending == "lapsed":
            assert told & {"commission.acted", "correction.recorded"}
        else:
            assert told & {"correction.recorded", "draft.revised"}

    @invariant()
    def the_ledger_has_no_gaps(self) -> None:
        assert [entry.seq for entry in self.entries] == list(range(1, len(self.entries) + 1))

    @invariant()
    def the_ledger_folds_to_the_state(self) -> None:
        assert self.folded == self.docket.resolution

    @invariant()
    def the_docket_survives_the_wire(self) -> None:
        assert Docket.model_validate_json(self.docket.model_dump_json(by_alias=True)) == self.docket

    @invariant()
    def a_parked_fact_is_never_lost(self) -> None:
        kept = {parked.fact.id for parked in self.docket.parked} | {entry.fact.id for entry in self.entries}
        assert self.parked_ever <= kept

    @invariant()
    def nothing_stands_in_the_ledger_twice(self) -> None:
        keys = [(entry.fact.source, entry.fact.id) for entry in self.entries]
        assert len(keys) == len(set(keys))

    @invariant()
    def the_state_is_at_rest(self) -> None:
        if self.docket.resolution is not None:
            assert consequences(self.docket.resolution, 1, self.now) == ()
            assert (self.docket.resolution.stage == "closed") == (self.docket.resolution.ending is not None)

    @invariant()
    def time_brings_something_at_the_next_wake_and_nothing_before(self) -> None:
        wake = next_wake(self.docket, self.now)
        if wake is None:
            assert elapse(self.docket, self.now + dt.timedelta(days=3650)).entries == ()
            return
        assert wake > self.now
        assert elapse(self.docket, wake - dt.timedelta(microseconds=1)).entries == ()
        assert elapse(self.docket, wake).entries != ()

    @invariant()
    def its_needs_can_be_told(self) -> None:
        if self.docket.resolution is not None:
            assert len(set(sessions_of_concern(self.docket.resolution))) == len(
                sessions_of_concern(self.docket.resolution)
            )


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = MACHINE


@settings(max_examples=40, deadline=None, derandomize=True)
@given(told=st.lists(anything, max_size=20), gaps=st.lists(st.integers(0, 24 * 90), min_size=20, max_size=20))
def test_a_life_told_in_one_breath_of_time_is_the_life_told_wake_by_wake(told: list[FactData], gaps: list[int]) -> None:
    """Looking often or seldom makes no difference to what stands when nothing is told in between but time passes."""
    quick = slow = tell(Docket(reference=REFERENCE), [_submission()], START).docket
    now = START
    for number, (data, gap) in enumerate(zip(told, gaps, strict=False)):
        fact = Fact(id=f"e{number}", source="s", type=data.type, subject=REFERENCE, time=now, data=data)
        quick = tell(quick, [fact], now).docket
        slow = tell(slow, [fact], now).docket
        until = now + dt.timedelta(hours=gap)
        while (wake := next_wake(slow, now)) and wake <= until:
            slow = elapse(slow, wake).docket
            now = wake
        now = until
        quick, slow = elapse(quick, now).docket, elapse(slow, now).docket
        assert _standing(quick) == _standing(slow)


def _submission() -> Fact:
    data = DATA_CLASSES["draft.submitted"].model_validate({"body": "CCPCJ", "session": 24, "sponsors": ["Cuba"]})
    return Fact(id="first", source="s", type=data.type, subject=REFERENCE, time=START, data=data)


def _standing(docket: Docket) -> object:
    resolution = docket.resolution
    assert resolution is not None
    milestones = [(m.label, m.state, [(r.name, r.due, r.status) for r in m.milestones]) for m in resolution.mandates]
    return resolution.stage, resolution.ending, milestones, resolution.sponsors
