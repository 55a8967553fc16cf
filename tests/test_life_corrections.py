"""Corrections: the old entry stays, the state is as if it had been right, and what that changes is announced."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolutions.duties import DueAtSession, DueInYear
from resolutions.life import tell
from resolutions.state import Surroundings
from tests.lives import Life, adopted, code, recommended, report, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)


def correct(life: Life, seq: int, data: dict[str, Any], time: str = "2016-01-10 09:00") -> str:
    return code(life.tell("correction.recorded", time, corrects=seq, reason="as in the record", data=data))


def seq_of(life: Life, fact: str, nth: int = 0) -> int:
    return life.recorded(fact)[nth].seq


def announced(life: Life, since: int) -> list[str]:
    return [entry.fact.type for entry in life.entries if entry.seq > since]


def test_the_submission_can_be_corrected() -> None:
    life = submitted(sponsors=["Belarus", "Atlantis"])
    assert life.flags == {"not_a_member_state"}
    data = {"title": "The right title", "sponsors": ["Belarus", "Cuba"], "session": 25}
    assert correct(life, 1, data, "2015-05-01") == "recorded"
    assert (life.state.title, life.sponsors, life.state.session) == ("The right title", ["Belarus", "Cuba"], 25)
    assert life.flags == set()
    assert [flag.code for flag in life.entries[0].flags] == ["not_a_member_state"]
    assert life.entries[0].fact.data.model_dump()["title"] == "Trafficking"


def test_a_corrected_spelling_of_a_sponsor_leaves_the_others_alone() -> None:
    life = submitted()
    life.tell("sponsor.added", "2015-05-18", sponsor="Costa Ricca")
    life.tell("sponsor.added", "2015-05-18", sponsor="Cuba")
    assert correct(life, seq_of(life, "sponsor.added"), {"sponsor": "Costa Rica"}, "2015-05-19") == "recorded"
    assert life.sponsors == ["Belarus", "Costa Rica", "Cuba"]


def test_a_corrected_outcome_opens_a_closed_life_and_says_so() -> None:
    life = submitted(report("11", AT_26))
    life.tell("commission.acted", "2015-05-22", outcome="no_consensus", mode="without_vote")
    assert life.standing() == ("closed", "no_consensus")
    seq = seq_of(life, "commission.acted")
    assert correct(life, seq, {"outcome": "recommended_to_council"}, "2015-05-25") == "recorded"
    assert life.standing() == ("adoption", None)
    assert announced(life, seq_of(life, "correction.recorded")) == ["stage.entered"]
    assert code(life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")) == "recorded"
    assert life.standing() == ("follow_up", None)


def test_a_corrected_outcome_closes_a_life_in_follow_up() -> None:
    life = adopted(report("11", AT_26))
    assert correct(life, seq_of(life, "council.acted"), {"outcome": "rejected"}) == "recorded"
    assert (life.standing(), life.state.mandates) == (("closed", "rejected"), ())
    assert announced(life, seq_of(life, "correction.recorded")) == ["resolution.closed"]


def test_what_waited_for_the_right_outcome_is_recorded_with_the_correction() -> None:
    life = submitted(report("11", AT_26))
    life.tell("commission.acted", "2015-05-22", outcome="deferred", mode="without_vote")
    assert code(life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")).startswith("parked")
    correct(life, seq_of(life, "commission.acted"), {"outcome": "recommended_to_council"}, "2015-07-22")
    assert (life.docket.parked, life.standing()) == ((), ("follow_up", None))


def test_a_corrected_symbol_takes_the_wrong_ones_place() -> None:
    life = adopted(report("11", AT_26))
    correct(life, seq_of(life, "council.acted"), {"symbol": "2015/24"})
    assert life.state.symbols == ("E/CN.15/2015/L.2", "E/RES/2015/24")


def test_a_corrected_time_of_an_act_counts_in_every_rule_about_time() -> None:
    life = adopted(report("11", AT_26))
    assert correct(life, seq_of(life, "council.acted"), {"time": "2015-05-20T15:00:00Z"}) == "recorded"
    assert life.state.adopted_at is not None
    assert life.state.adopted_at.isoformat() == "2015-05-20T15:00:00+00:00"
    assert "dates_out_of_order" in life.flags


def test_a_corrected_date_of_a_step_meets_the_milestone_it_came_in_time_for() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-03-20")
    life.tell("report.submitted", "2017-03-20", paragraph="11")
    assert life.flags == {"late_report"}
    correct(life, seq_of(life, "report.submitted"), {"time": "2017-03-10T09:00:00Z"}, "2017-03-21")
    assert life.milestones("11")["submission"] == ("2017-03-13", "met")
    assert life.flags == set()


def test_a_corrected_session_date_moves_the_milestones_back() -> None:
    life = adopted(report("11", AT_26))
    life.tell("session.scheduled", "2016-11-01", body="CCPCJ", session=26, opens="2017-12-04")
    correct(life, seq_of(life, "session.scheduled"), {"opens": "2017-11-06"}, "2016-11-02")
    assert life.milestones("11")["session"] == ("2017-11-06", "ahead")


def test_a_corrected_reading_opens_the_duties_it_should_have_opened() -> None:
    life = adopted(report("11", AT_26), report("8", DueInYear(year=2016), "deliverable"))
    step = life.tell("report.slotted", "2015-09-01", paragraph="11", slot="7")
    assert step.outcome == "recorded"
    right = [
        report("11", AT_26).model_dump(mode="json"),
        report("12", DueInYear(year=2017)).model_dump(mode="json"),
    ]
    assert correct(life, seq_of(life, "draft.read"), {"mandates": right}) == "recorded"
    assert {mandate.label: mandate.state for mandate in life.state.mandates} == {"11": "slotted", "12": "open"}
    assert announced(life, seq_of(life, "correction.recorded")) == ["mandate.opened"]


def test_a_duty_can_be_corrected_where_it_was_opened() -> None:
    life = adopted(report("8", DueAtSession(body="GA", session=69), "deliverable"), report("11", AT_26))
    assert life.flags == {"stale_deadline"}
    right = {"due": {"kind": "session", "body": "GA", "session": 71}}
    assert correct(life, seq_of(life, "mandate.opened"), right) == "recorded"
    assert life.mandate("8").duty.due == DueAtSession(body="GA", session=71)
    assert life.milestones("8")["session"] == ("2016-09-13", "ahead")
    assert life.flags == set()
    again = {"addressee": "United Nations Office on Drugs and Crime"}
    assert correct(life, life.recorded("mandate.opened")[-1].seq, again, "2016-01-11") == "recorded"
    assert life.mandate("8").duty.addressee == "United Nations Office on Drugs and Crime"
    assert life.mandate("8").duty.due == DueAtSession(body="GA", session=71)
    announced_first = life.recorded("mandate.opened")[2].seq
    assert correct(life, announced_first, {"conditions": ["upon request"]}, "2016-01-12") == "recorded"
    first = seq_of(life, "mandate.opened")
    assert correct(life, first, {"paragraph": "9"}, "2016-01-12") == "refused:invalid_data"
    assert correct(life, first, {"due": {"kind": "year", "year": 2017}}, "2016-01-13") == "recorded"
    assert life.mandate("8").duty.due == DueInYear(year=2017)


def test_the_later_of_two_corrections_of_one_entry_stands() -> None:
    life = submitted()
    correct(life, 1, {"title": "First"}, "2015-05-01")
    correct(life, 1, {"title": "Second"}, "2015-05-02")
    assert life.state.title == "Second"


@pytest.mark.parametrize(
    ("seq", "data"),
    [
        (1, {}),
        (1, {"session": "no number"}),
        (1, {"titel": "a field that a draft has not"}),
        (1, {"time": "yesterday"}),
        (1, {"time": "0001-01-01T00:00:00+14:00"}),
        (1, {"document": {"name": "x", "text": "the content itself"}}),
        (3, {"stage": "closed"}),
        (99, {"title": "of an entry that is not there"}),
    ],
)
def test_a_correction_of_nothing_or_to_the_impossible_is_refused(seq: int, data: dict[str, Any]) -> None:
    life = submitted()
    life.tell("draft.issued", "2015-05-04", symbol="E/CN.15/2015/L.2")
    assert [entry.fact.type for entry in life.entries] == ["draft.submitted", "draft.issued", "stage.entered"]
    assert correct(life, seq, data, "2015-05-05") == "refused:invalid_data"


def test_a_correction_is_not_corrected_but_followed_by_another() -> None:
    life = submitted()
    correct(life, 1, {"title": "First"}, "2015-05-01")
    assert correct(life, seq_of(life, "correction.recorded"), {"reason": "x"}, "2015-05-02") == "refused:invalid_data"


def test_a_correction_neither_lapses_a_draft_that_was_held_nor_wakes_one_that_lapsed() -> None:
    held = submitted()
    held.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")
    held.wait_until("2018-01-01")
    correct(held, 1, {"title": "Held"}, "2018-01-02")
    assert held.standing() == ("sponsorship", None)
    lapsed = submitted()
    lapsed.wait_until("2018-01-01")
    correct(lapsed, 1, {"title": "Lapsed"}, "2018-01-02")
    assert (lapsed.standing(), lapsed.state.title) == (("closed", "lapsed"), "Lapsed")
    assert len(lapsed.recorded("draft.lapsed")) == 1


def test_what_was_announced_is_not_announced_again() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-03-20")
    told = [entry for entry in life.entries if entry.fact.type.startswith("milestone.")]
    correct(life, 1, {"title": "Another"}, "2017-03-20 10:00")
    life.wait_until("2017-03-20 12:00")
    assert [entry for entry in life.entries if entry.fact.type.startswith("milestone.")] == told
    assert life.milestones("11")["submission"] == ("2017-03-13", "missed")


def test_a_duplicate_of_a_corrected_fact_gets_the_receipt_it_got() -> None:
    life = submitted()
    fact = life.event("sponsor.added", "2015-05-18", {"sponsor": "Atlantis"}, "joining")
    first = life.tell_fact(fact)
    correct(life, first.seq or 0, {"sponsor": "Cuba"}, "2015-05-19")
    assert life.tell_fact(fact) == first.model_copy(update={"outcome": "duplicate"})


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    outcome=st.sampled_from(["recommended_to_council", "deferred", "no_consensus", "rejected"]),
    symbol=st.sampled_from(["E/RES/2015/23", "E/RES/2015/24"]),
    submitted_on=st.integers(1, 28),
)
def test_a_life_told_wrong_and_corrected_stands_where_the_life_told_right_stands(
    outcome: str, symbol: str, submitted_on: int
) -> None:
    def lived(first_outcome: str, first_symbol: str, first_day: int) -> Life:
        life = submitted(report("11", AT_26))
        life.tell("commission.acted", "2015-05-22", outcome=first_outcome, mode="without_vote")
        life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote", symbol=first_symbol)
        life.wait_until("2017-02-28")
        life.tell("report.submitted", f"2017-03-{first_day:02d}", told="2017-03-29", paragraph="11")
        return life

    right = lived("recommended_to_council", symbol, submitted_on)
    wrong = lived(outcome, "E/RES/2015/99", 28)
    correct(wrong, seq_of(wrong, "commission.acted"), {"outcome": "recommended_to_council"}, "2017-03-29")
    for fact, data in (
        ("council.acted", {"symbol": symbol}),
        ("report.submitted", {"time": f"2017-03-{submitted_on:02d}T00:00:00Z"}),
    ):
        if wrong.recorded(fact):
            correct(wrong, seq_of(wrong, fact), data, "2017-03-29")
    if not wrong.recorded("council.acted"):
        wrong.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote", symbol=symbol)
    if not wrong.recorded("report.submitted"):
        wrong.tell("report.submitted", f"2017-03-{submitted_on:02d}", paragraph="11")
    assert wrong.standing() == right.standing()
    assert wrong.state.symbols == right.state.symbols
    assert wrong.mandate("11").state == right.mandate("11").state == "submitted"
    assert wrong.milestones("11") == right.milestones("11")


def test_a_long_life_is_corrected_in_good_time() -> None:
    """The replay of as many facts as may be told stays far from the two seconds after which the engine gives up on
    a task.
    """
    life = recommended(report("11", AT_26))
    facts = [life.event("amendment.proposed", "2015-05-19", {"sponsor": f"State {n}"}) for n in range(900)]
    life.take(facts, Surroundings())
    correction = life.event("correction.recorded", "2015-05-23", {"corrects": 1, "reason": "x", "data": {"title": "Y"}})
    outcome = tell(life.docket, [correction], life.now)
    assert outcome.receipts[0].outcome == "recorded"
