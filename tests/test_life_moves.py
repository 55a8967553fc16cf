"""Duties on the move: sessions that change their dates, duties in instalments, duties that come again."""

from __future__ import annotations

import pytest

from resolutions.duties import (
    DueAtSession,
    DueAtSessions,
    DueRecurring,
)
from resolutions.life import next_wake
from tests.lives import adopted, move, recommended, report, step

AT_26 = DueAtSession(body="CCPCJ", session=26)
TWO_SESSIONS = DueAtSessions(body="CCPCJ", sessions=(26, 27))


def test_milestones_move_with_their_session() -> None:
    life = adopted(report("11", AT_26))
    assert move(life, "2016-11-01", "2017-12-04", "2017-12-08") == "recorded"
    assert life.milestones("11") == {
        "forecast": ("2017-08-28", "ahead"),
        "submission": ("2017-09-25", "ahead"),
        "issuance": ("2017-10-23", "ahead"),
        "session": ("2017-12-04", "ahead"),
    }


def test_a_milestone_missed_before_its_session_moved_lies_ahead_again() -> None:
    life = adopted(report("11", AT_26))
    step(life, "2016-10-03", "report.slotted")
    life.wait_until("2017-04-20")
    assert [status for _, status in life.milestones("11").values()] == ["met", "missed", "missed", "ahead"]
    move(life, "2017-04-20", "2017-12-04", "2017-12-08")
    assert [status for _, status in life.milestones("11").values()] == ["met", "ahead", "ahead", "ahead"]
    life.wait_until("2017-09-26")
    assert life.milestones("11")["submission"] == ("2017-09-25", "missed")


def test_a_report_late_for_the_old_date_is_in_time_for_the_new_one() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-03-20")
    step(life, "2017-03-20", "report.submitted")
    assert life.milestones("11")["submission"][1] == "missed"
    move(life, "2017-04-01", "2017-12-04")
    assert life.milestones("11")["submission"] == ("2017-09-25", "met")


def test_a_session_moved_earlier_may_leave_a_report_late() -> None:
    life = adopted(report("11", AT_26))
    step(life, "2016-10-03", "report.slotted")
    step(life, "2017-03-10", "report.submitted")
    move(life, "2017-03-15", "2017-05-02", "2017-05-05")
    assert life.milestones("11") == {
        "forecast": ("2017-01-24", "met"),
        "submission": ("2017-02-21", "missed"),
        "issuance": ("2017-03-21", "ahead"),
        "session": ("2017-05-02", "ahead"),
    }
    assert life.recorded("milestone.missed") == []


def test_of_two_announcements_the_one_made_later_stands_in_whichever_order_they_are_told() -> None:
    for order in (("2016-11-01", "2016-12-01"), ("2016-12-01", "2016-11-01")):
        life = adopted(report("11", AT_26))
        for time in order:
            opens = {"2016-11-01": "2017-09-04", "2016-12-01": "2017-10-02"}[time]
            life.tell("session.scheduled", time, told="2016-12-02", body="CCPCJ", session=26, opens=opens)
        assert life.milestones("11")["session"][0] == "2017-10-02"


def test_a_move_known_before_adoption_counts_from_the_start() -> None:
    life = recommended(report("11", AT_26))
    move(life, "2015-06-01", "2017-12-04")
    life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")
    assert life.milestones("11")["session"] == ("2017-12-04", "ahead")


def test_a_duty_that_only_seemed_stale_is_followed_by_the_right_dates() -> None:
    """The plan had the session over; that it was moved is learnt after the duty was opened."""
    life = recommended(report("11", DueAtSession(body="CCPCJ", session=24)))
    life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")
    assert life.mandate("11").stale
    life.tell("session.scheduled", "2015-05-01", told="2015-07-21", body="CCPCJ", session=24, opens="2016-02-01")
    assert not life.mandate("11").stale
    life.wait_until("2016-03-01")
    assert "session" in {said["milestone"] for said in life.said("milestone.ahead")}


def test_a_session_of_a_body_without_a_known_calendar_gets_its_milestones_when_announced() -> None:
    life = adopted(report("11", DueAtSession(body="HRC", session=33)))
    life.tell("session.scheduled", "2016-01-10", body="HRC", session=33, opens="2016-09-13", closes="2016-09-30")
    assert life.milestones("11")["session"] == ("2016-09-13", "ahead")


def test_a_move_elsewhere_moves_nothing() -> None:
    life = adopted(report("11", AT_26))
    before = life.milestones("11")
    move(life, "2016-11-01", "2018-12-04", session=27)
    assert life.milestones("11") == before


def test_a_duty_in_two_instalments_is_done_when_the_last_is() -> None:
    life = adopted(report("11", TWO_SESSIONS))
    assert len(life.mandate("11").milestones) == 8
    step(life, "2017-03-10", "report.submitted")
    assert life.rungs("11", 26)["submission"] == "met"
    assert life.rungs("11", 27)["submission"] == "ahead"
    step(life, "2017-05-24", "report.considered", session=26)
    assert (life.standing(), life.mandate("11").state) == (("follow_up", None), "open")
    receipt = life.tell("report.submitted", "2018-03-01", paragraph="11")
    assert receipt.flags == ()
    step(life, "2018-05-16", "report.considered", session=27)
    assert life.rungs("11", 27) == {"forecast": "missed", "submission": "met", "issuance": "missed", "session": "met"}
    assert life.standing() == ("closed", "reported")


def test_an_instalment_nobody_told_of_does_not_hold_up_the_next() -> None:
    life = adopted(report("11", TWO_SESSIONS))
    life.wait_until("2018-03-01")
    receipt = life.tell("report.submitted", "2018-03-01", paragraph="11")
    assert receipt.flags == ()
    step(life, "2018-05-16", "report.considered")
    assert set(life.rungs("11", 26).values()) == {"missed"}
    assert life.rungs("11", 27)["session"] == "met"
    assert life.standing() == ("closed", "reported")


def test_a_step_told_late_of_an_earlier_instalment_counts_for_that_one_only() -> None:
    life = adopted(report("11", TWO_SESSIONS))
    step(life, "2017-05-24", "report.considered")
    receipt = life.tell("report.issued", "2017-04-07", told="2017-06-01", paragraph="11")
    assert (receipt.outcome, receipt.flags) == ("recorded", ())
    assert life.rungs("11", 26)["issuance"] == "met"
    assert set(life.rungs("11", 27).values()) == {"ahead"}
    assert life.mandate("11").state == "open"


def test_a_report_considered_in_one_instalment_is_a_report_though_the_other_was_waived() -> None:
    life = adopted(report("11", TWO_SESSIONS))
    step(life, "2017-05-24", "report.considered")
    step(life, "2018-01-10", "mandate.waived")
    assert life.standing() == ("closed", "reported")


def test_a_recurring_duty_comes_again_until_its_last_year() -> None:
    life = adopted(report("11", DueRecurring(every="P1Y", until=2017)))
    step(life, "2016-07-01", "report.considered")
    assert [(rung.due.isoformat(), rung.status) for rung in life.mandate("11").milestones] == [
        ("2016-07-21", "met"),
        ("2017-07-21", "ahead"),
    ]
    life.wait_until("2017-08-01")
    receipt = life.tell("report.considered", "2017-08-01", paragraph="11")
    assert [flag.code for flag in receipt.flags] == ["late_report"]
    assert [rung.status for rung in life.mandate("11").milestones] == ["met", "missed"]
    assert life.standing() == ("closed", "reported")


def test_a_recurring_duty_without_end_is_followed_until_it_is_discharged() -> None:
    life = adopted(report("11", DueRecurring(every="P2Y")))
    for year in (2017, 2019, 2021):
        step(life, f"{year}-07-01", "report.considered")
    assert life.standing() == ("follow_up", None)
    step(life, "2022-01-10", "mandate.discharged")
    assert life.standing() == ("closed", "reported")


@pytest.mark.parametrize("opens", ["1946-01-01", "2999-12-31"])
def test_a_session_at_either_end_of_the_calendar_is_lived_through(opens: str) -> None:
    life = adopted(report("11", AT_26), report("12", DueAtSession(body="GA", session=2999)))
    assert move(life, "2016-11-01", opens, opens) == "recorded"
    assert move(life, "2016-11-02", opens, opens, session=27) == "recorded"
    life.wait_until("2999-12-31")
    assert life.standing() == ("follow_up", None)
    assert next_wake(life.docket, life.now) is None
