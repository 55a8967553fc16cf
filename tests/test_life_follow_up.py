"""Duties after adoption: their labels, their steps, their milestones, in whatever order they are told and wherever
sessions move.
"""

from __future__ import annotations

import datetime as dt

import pytest

from resolutions.duties import (
    Due,
    DueAfterEvent,
    DueAtSession,
    DueAtSessions,
    DueInYear,
    DueOnDate,
    DueRecurring,
)
from resolutions.elapse import next_deadline
from resolutions.needs import sessions_of_concern
from resolutions.rules import DocumentClock, Rules
from resolutions.state import Surroundings
from tests.lives import Life, adopted, at, code, recommended, report, step, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)
TWO_SESSIONS = DueAtSessions(body="CCPCJ", sessions=(26, 27))


def test_a_duty_at_a_session_has_the_four_milestones_of_the_documents_clock() -> None:
    assert adopted(report("11", AT_26)).milestones("11") == {
        "forecast": ("2017-02-13", "ahead"),
        "submission": ("2017-03-13", "ahead"),
        "issuance": ("2017-04-10", "ahead"),
        "session": ("2017-05-22", "ahead"),
    }


@pytest.mark.parametrize(
    ("due", "milestones"),
    [
        (DueInYear(year=2016), {"due": ("2016-12-31", "ahead")}),
        (DueOnDate(date=dt.date(2016, 9, 30)), {"due": ("2016-09-30", "ahead")}),
        (DueRecurring(every="P2Y"), {"due": ("2017-07-21", "ahead")}),
        (DueAfterEvent(after="the meeting of experts"), {}),
        (DueAtSession(body="HRC", session=33), {}),
        (DueOnDate(date=dt.date(9999, 12, 31)), {}),
    ],
)
def test_every_other_due_has_the_milestone_it_can_have(due: Due, milestones: dict[str, tuple[str, str]]) -> None:
    life = adopted(report("11", due, "deliverable"))
    assert (life.standing(), life.milestones("11")) == (("follow_up", None), milestones)


def test_a_body_with_a_clock_of_its_own_counts_by_it() -> None:
    rules = Rules(document_clocks={"CCPCJ": DocumentClock(forecast=20, submission=12, issuance=8)})
    life = Life(rules=rules)
    document = life.document("draft", report("11", AT_26))
    life.tell("draft.submitted", "2015-04-17", body="CCPCJ", session=24, document=document)
    life.tell("commission.acted", "2015-05-22", outcome="adopted", mode="without_vote")
    assert [due for due, _ in life.milestones("11").values()] == [
        "2017-01-02",
        "2017-02-27",
        "2017-03-27",
        "2017-05-22",
    ]


def test_two_duties_of_a_paragraph_are_told_apart() -> None:
    life = adopted(report("11", AT_26), report("11", DueInYear(year=2016)), report("12", AT_26))
    assert [mandate.label for mandate in life.state.mandates] == ["11", "11/2", "12"]
    assert step(life, "2016-12-01", "mandate.discharged", paragraph="11/2") == "recorded"
    assert [mandate.state for mandate in life.state.mandates] == ["open", "discharged", "open"]
    assert step(life, "2016-12-01", "mandate.discharged", paragraph="11/3") == "refused:unknown_paragraph"


@pytest.mark.parametrize("label", ["11", 11, "11.", "OP11", "OP 11", "para. 11", " Paragraph 11 "])
def test_a_paragraph_is_known_by_every_way_of_writing_it(label: object) -> None:
    assert step(adopted(report("11", AT_26)), "2016-10-03", "report.slotted", paragraph=label) == "recorded"


def test_a_report_goes_step_by_step_and_meets_each_milestone_by_its_own_step() -> None:
    life = adopted(report("11", AT_26))
    taken = [
        ("2016-09-05", "mandate.assigned", "assigned", []),
        ("2016-10-03", "report.slotted", "slotted", ["forecast"]),
        ("2017-03-10", "report.submitted", "submitted", ["forecast", "submission"]),
        ("2017-04-07", "report.issued", "issued", ["forecast", "submission", "issuance"]),
        ("2017-05-24", "report.considered", "considered", ["forecast", "submission", "issuance", "session"]),
    ]
    for time, fact, state, met in taken:
        assert step(life, time, fact) == "recorded"
        assert life.mandate("11").state == state
        assert [name for name, (_, status) in life.milestones("11").items() if status == "met"] == met
    on = {rung.name: str(rung.on) for rung in life.mandate("11").milestones}
    assert on == {
        "forecast": "2016-10-03",
        "submission": "2017-03-10",
        "issuance": "2017-04-07",
        "session": "2017-05-24",
    }
    assert [said["milestone"] for said in life.said("milestone.met")] == list(on)
    assert (life.standing(), life.flags) == (("closed", "reported"), set())


def test_a_step_may_be_skipped_and_none_is_undone() -> None:
    life = adopted(report("11", AT_26), report("12", AT_26))
    step(life, "2017-01-10", "report.issued")
    step(life, "2017-01-11", "mandate.assigned")
    assert (life.mandate("11").state, life.mandate("11").office) == ("issued", "Organized crime section")
    assert {status for _, status in life.milestones("11").values()} == {"met", "ahead"}


def test_a_later_step_meets_an_earlier_milestone_only_if_it_came_in_time() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-05-24")
    step(life, "2017-05-24", "report.considered")
    statuses = {name: status for name, (_, status) in life.milestones("11").items()}
    assert statuses == {"forecast": "missed", "submission": "missed", "issuance": "missed", "session": "met"}


def test_a_step_told_late_meets_the_milestone_it_came_in_time_for() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-03-20")
    assert life.milestones("11")["submission"] == ("2017-03-13", "missed")
    receipt = life.tell("report.submitted", "2017-03-10", told="2017-03-20", paragraph="11")
    assert receipt.flags == ()
    assert life.milestones("11")["submission"] == ("2017-03-13", "met")
    assert life.milestones("11")["forecast"] == ("2017-02-13", "missed")


def test_a_milestone_is_met_on_its_very_day_and_missed_the_day_after() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-03-13 23:59")
    assert life.milestones("11")["submission"][1] == "ahead"
    life.wait_until("2017-03-14 00:00")
    assert life.milestones("11")["submission"][1] == "missed"
    on_the_day = adopted(report("11", AT_26))
    on_the_day.tell("report.submitted", "2017-03-13 23:59", paragraph="11")
    assert on_the_day.milestones("11")["submission"][1] == "met"


def test_a_session_milestone_is_met_until_the_session_closes_and_missed_only_then() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-05-26 23:59")
    assert life.milestones("11")["session"] == ("2017-05-22", "ahead")
    life.wait_until("2017-05-27")
    assert life.milestones("11")["session"] == ("2017-05-22", "missed")
    assert life.standing() == ("follow_up", None)
    receipt = life.tell("report.considered", "2017-12-07", paragraph="11")
    assert [flag.code for flag in receipt.flags] == ["late_report"]
    assert life.standing() == ("closed", "reported")


def test_a_reconvened_part_keeps_a_session_open() -> None:
    life = adopted(report("11", DueAtSession(body="CCPCJ", session=27)))
    life.wait_until("2018-12-07")
    assert life.milestones("11")["session"][1] == "ahead"
    assert step(life, "2018-12-07 15:00", "report.considered") == "recorded"
    assert life.milestones("11")["session"] == ("2018-05-14", "met")


@pytest.mark.parametrize(
    ("due", "in_time", "late"),
    [
        (DueInYear(year=2016), "2016-12-31", "2017-01-01"),
        (DueOnDate(date=dt.date(2016, 9, 30)), "2016-09-30", "2016-10-01"),
    ],
)
def test_a_year_or_a_date_is_met_by_its_discharge(due: Due, in_time: str, late: str) -> None:
    for day, status in ((in_time, "met"), (late, "missed")):
        life = adopted(report("5", due, "deliverable"))
        life.wait_until(day)
        step(life, f"{day} 09:00", "mandate.discharged", paragraph="5")
        assert [status for _, status in life.milestones("5").values()] == [status]
        assert life.standing() == ("closed", "reported")


@pytest.mark.parametrize("fact", ["mandate.waived", "mandate.handed_over"])
def test_a_duty_that_was_let_off_meets_nothing(fact: str) -> None:
    life = adopted(report("11", AT_26))
    step(life, "2016-10-03", fact)
    assert {status for _, status in life.milestones("11").values()} == {"ahead"}
    assert life.standing() == ("closed", "adopted_without_report")


def test_a_settled_duty_takes_no_further_step_but_what_had_been_done_before_may_still_be_told() -> None:
    life = adopted(report("11", AT_26), report("12", AT_26))
    step(life, "2017-05-24", "report.considered")
    assert step(life, "2017-05-25", "report.issued") == "refused:mandate_closed"
    assert step(life, "2017-05-23", "mandate.waived", told="2017-05-26") == "refused:mandate_closed"
    assert step(life, "2017-04-07", "report.issued", told="2017-05-26") == "recorded"
    assert life.mandate("11").state == "considered"
    assert life.milestones("11")["issuance"] == ("2017-04-10", "met")


def test_reminders_come_four_weeks_and_one_week_ahead_and_each_once() -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"))
    life.wait_until("2016-12-31")
    days = [entry.fact.time.date().isoformat() for entry in life.recorded("milestone.ahead")]
    assert days == ["2016-12-03", "2016-12-24"]


def test_of_reminders_slept_through_only_the_last_is_given() -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"))
    life.now = at("2016-12-29")
    life.tell("mandate.assigned", "2016-12-29", paragraph="5", office="Research")
    assert [said["days"] for said in life.said("milestone.ahead")] == [7]


def test_a_missed_milestone_is_told_a_week_apart_to_one_rung_after_the_other() -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"))
    life.wait_until("2017-12-31")
    assert [said["escalation"] for said in life.said("milestone.missed")] == [1, 2, 3]
    days = [entry.fact.time.date().isoformat() for entry in life.recorded("milestone.missed")]
    assert days == ["2017-01-01", "2017-01-08", "2017-01-15"]


def test_a_missed_milestone_is_told_to_no_further_rung_once_it_was_done_late() -> None:
    life = adopted(report("11", AT_26))
    life.wait_until("2017-03-16")
    step(life, "2017-03-16", "report.submitted", paragraph="11")
    life.wait_until("2017-04-05")
    assert [said["escalation"] for said in life.said("milestone.missed") if said["milestone"] == "submission"] == [1]
    assert life.milestones("11")["submission"][1] == "missed"


def test_nobody_is_reminded_of_what_is_done() -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"), report("11", AT_26))
    step(life, "2016-10-03", "mandate.discharged", paragraph="5")
    life.wait_until("2017-01-20")
    assert {said["paragraph"] for said in life.said("milestone.ahead")} == {"11"}
    assert life.recorded("milestone.missed") == []


def test_a_duty_past_when_it_is_opened_is_stale_and_told_once() -> None:
    life = adopted(report("8", DueAtSession(body="GA", session=69), "deliverable"))
    assert life.milestones("8") == {
        "forecast": ("2014-06-10", "missed"),
        "submission": ("2014-07-08", "missed"),
        "issuance": ("2014-08-05", "missed"),
        "session": ("2014-09-16", "ahead"),
    }
    assert life.flags == {"stale_deadline"}
    assert life.recorded("milestone.missed") == life.recorded("milestone.ahead") == []
    life.wait_until("2016-01-01")
    assert life.milestones("8")["session"] == ("2014-09-16", "missed")
    assert len(life.recorded("milestone.missed")) == 1


@pytest.mark.parametrize(
    ("due", "flags"),
    [
        (DueInYear(year=2014), {"stale_deadline"}),
        (DueOnDate(date=dt.date(2015, 7, 20)), {"stale_deadline"}),
        (DueRecurring(every="P1Y", until=2014), {"stale_deadline"}),
        (DueAtSessions(body="CCPCJ", sessions=(22, 23)), {"stale_deadline"}),
        (DueAtSession(body="CCPCJ", session=24), {"stale_deadline", "same_session_deadline"}),
        (DueAtSession(body="ECOSOC", session=2015), {"stale_deadline", "same_session_deadline"}),
        (DueInYear(year=2015), set()),
        (DueOnDate(date=dt.date(2015, 7, 21)), set()),
        (DueAtSession(body="CCPCJ", session=25), set()),
        (DueAtSessions(body="CCPCJ", sessions=(24, 25)), {"same_session_deadline"}),
    ],
)
def test_deadlines_wrong_on_the_day_of_adoption_are_flagged(due: Due, flags: set[str]) -> None:
    assert adopted(report("11", due)).flags == flags


def test_a_continuing_duty_has_no_deadline_to_be_wrong() -> None:
    life = adopted(report("11", DueAtSession(body="CCPCJ", session=23), "continuing"))
    assert (life.flags, life.standing()) == (set(), ("closed", "nothing_due"))


def test_the_assemblys_own_session_is_the_adopting_one_for_a_text_it_adopts() -> None:
    life = recommended(report("11", DueAtSession(body="GA", session=70)), to="assembly")
    life.tell("council.acted", "2015-07-21", outcome="recommended_to_assembly", mode="without_vote")
    life.tell("assembly.acted", "2015-12-17", outcome="adopted", mode="without_vote")
    assert "same_session_deadline" in life.flags


def test_a_milestone_already_past_at_adoption_is_missed_from_the_start_and_told_with_the_duty() -> None:
    life = adopted(report("11", DueAtSession(body="GA", session=70)))
    assert life.milestones("11") == {
        "forecast": ("2015-06-09", "missed"),
        "submission": ("2015-07-07", "missed"),
        "issuance": ("2015-08-04", "ahead"),
        "session": ("2015-09-15", "ahead"),
    }
    assert (life.flags, life.recorded("milestone.missed")) == (set(), [])


def test_nothing_is_owed_while_the_text_is_unread() -> None:
    life = submitted(report("11", AT_26))
    life.tell("commission.acted", "2015-05-22", outcome="recommended_to_council", mode="without_vote")
    adoption = life.event("council.acted", "2015-07-21", {"outcome": "adopted", "mode": "without_vote"})
    document = life.document("final", report("12", AT_26))
    revised = life.event("draft.revised", "2015-07-20", {"document": document})
    life.now = at("2015-07-21")
    receipts = life.take([revised, adoption], Surroundings())
    assert [receipt.outcome for receipt in receipts] == ["recorded", "recorded"]
    assert (life.standing(), life.state.mandates) == (("adoption", None), ())
    early = life.event("report.slotted", "2015-07-21", {"paragraph": "12", "slot": "1"})
    assert code(life.take([early], Surroundings())[0]) == "parked:not_adopted_yet"
    life.read()
    assert (life.standing(), life.mandate("12").state) == (("follow_up", None), "slotted")


def test_a_duty_due_on_the_day_it_is_opened_can_still_be_done() -> None:
    life = adopted(report("5", DueOnDate(date=dt.date(2015, 7, 21)), "deliverable"))
    assert life.milestones("5") == {"due": ("2015-07-21", "ahead")}
    step(life, "2015-07-21 18:00", "mandate.discharged", paragraph="5")
    assert life.milestones("5") == {"due": ("2015-07-21", "met")}


def test_what_was_done_before_a_duty_was_waived_may_be_told_after_it() -> None:
    life = adopted(report("11", AT_26), report("12", AT_26))
    step(life, "2017-05-01", "mandate.waived")
    assert step(life, "2017-04-07", "report.issued", told="2017-05-02") == "recorded"
    assert (life.mandate("11").state, life.milestones("11")["issuance"][1]) == ("waived", "met")


def test_the_calendar_is_asked_for_the_sessions_of_a_draft_and_of_the_duties_it_would_set() -> None:
    life = recommended(report("11", AT_26), report("8", DueAtSession(body="GA", session=70)))
    assert sessions_of_concern(life.state) == (("CCPCJ", 26), ("GA", 70))
    life = submitted(report("11", TWO_SESSIONS))
    assert sessions_of_concern(life.state) == (("CCPCJ", 24), ("CCPCJ", 25), ("CCPCJ", 26), ("CCPCJ", 27))
    life.tell("draft.withdrawn", "2015-05-14")
    assert sessions_of_concern(life.state) == ()


def test_the_next_deadline_is_the_earliest_milestone_still_ahead_of_an_open_duty() -> None:
    life = adopted(report("11", AT_26), report("5", DueInYear(year=2016), "deliverable"))
    assert next_deadline(life.state) == at("2016-12-31")
    step(life, "2016-10-03", "mandate.discharged", paragraph="5")
    assert next_deadline(life.state) == at("2017-02-13")
    step(life, "2016-10-04", "mandate.waived")
    assert next_deadline(life.state) is None
