"""Irregular is not impossible: what strained a rule is recorded, flagged, and flagged on the fact that shows it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from resolutions.duties import DueAtSession, DueAtSessions
from resolutions.sessions import SessionDates
from resolutions.state import Surroundings
from tests.lives import ALL_LANGUAGES, Life, adopted, at, recommended, report, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)


def flags(life: Life, fact: str, time: str, told: str | None = None, **data: Any) -> list[str]:
    receipt = life.tell(fact, time, told=told, **data)
    assert receipt.outcome == "recorded", receipt
    return [flag.code for flag in receipt.flags]


def submission(time: str, deadline: str | None = None, announced: bool = True) -> tuple[Life, list[str]]:
    life = Life()
    dates = SessionDates(
        body="CCPCJ",
        session=24,
        opens=dt.date(2015, 5, 18),
        closes=dt.date(2015, 5, 22),
        draft_deadline=at(deadline) if deadline else None,
    )
    fact = life.event("draft.submitted", time, {"body": "CCPCJ", "session": 24})
    beside = Surroundings(sessions=(dates,)) if announced else Surroundings()
    return life, [flag.code for flag in life.tell_fact(fact, surroundings=beside).flags]


@pytest.mark.parametrize(
    ("time", "deadline", "expected"),
    [
        ("2015-04-17 12:00", "2015-04-17 12:00", []),
        ("2015-04-17 12:01", "2015-04-17 12:00", ["late_submission"]),
        ("2015-05-18 09:00", None, []),
        ("2015-05-19 09:00", None, ["late_submission"]),
    ],
)
def test_a_draft_is_late_after_the_deadline_or_where_none_is_known_after_the_opening(
    time: str, deadline: str | None, expected: list[str]
) -> None:
    assert submission(time, deadline)[1] == expected


def test_an_estimated_session_makes_no_draft_late() -> None:
    life = Life()
    assert flags(life, "draft.submitted", "2035-12-01", body="CCPCJ", session=44) == []


@pytest.mark.parametrize(("announced", "expected"), [("2015-02-01", ["late_submission"]), ("2015-05-01", [])])
def test_a_deadline_that_stood_at_submission_makes_a_draft_late_though_it_is_learnt_after(
    announced: str, expected: list[str]
) -> None:
    life, at_first = submission("2015-04-17 12:00", announced=False)
    assert at_first == []
    told = {"body": "CCPCJ", "session": 24, "opens": "2015-05-18", "draft_deadline": "2015-04-10"}
    assert flags(life, "session.scheduled", announced, told="2015-05-02", **told) == expected
    again = {**told, "draft_deadline": "2015-04-11"}
    assert flags(life, "session.scheduled", announced, told="2015-05-03", **again) == []


def test_an_announcement_made_before_the_draft_is_not_out_of_order() -> None:
    life = submitted()
    told = {"body": "CCPCJ", "session": 25, "opens": "2016-05-23"}
    assert flags(life, "session.scheduled", "2014-12-01", told="2015-05-01", **told) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Cuba", []),
        ("Bolivia", []),
        ("The Chair", []),
        ("Chair of the Committee of the Whole", []),
        ("European Union", ["not_a_member_state"]),
        ("Holy See", ["not_a_member_state"]),
    ],
)
def test_only_states_and_the_chair_sponsor_without_a_flag(name: str, expected: list[str]) -> None:
    assert flags(submitted(), "sponsor.added", "2015-05-18", sponsor=name) == expected
    assert flags(submitted(), "draft.revised", "2015-05-18", sponsors=["Cuba", name]) == expected


def test_a_state_may_speak_for_a_group() -> None:
    told = {"sponsor": "Italy", "on_behalf_of": "European Union"}
    assert flags(submitted(), "sponsor.added", "2015-05-18", **told) == []


def test_sponsors_read_in_the_document_are_looked_at_like_told_ones() -> None:
    life = Life()
    document = life.document("draft", sponsors=("Cuba", "Atlantis"))
    life.tell("draft.submitted", "2015-04-17", body="CCPCJ", session=24, document=document)
    assert life.flags == {"not_a_member_state"}


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("E/CN.15/2015/L.2", []),
        ("E/CN.15/2015/L.2/Rev.1", []),
        ("E/CN.15/2015/L.2*", []),
        ("E/CN.15/2014/L.2", ["irregular_symbol"]),
        ("E/CN.7/2015/L.2", ["irregular_symbol"]),
        ("E/CN.15/2015/CRP.2", ["irregular_symbol"]),
        ("E/2015/L.20", ["irregular_symbol"]),
        ("L.2", ["irregular_symbol"]),
    ],
)
def test_a_draft_carries_a_limited_symbol_of_its_commission_and_year(symbol: str, expected: list[str]) -> None:
    assert flags(submitted(), "draft.issued", "2015-05-04", symbol=symbol) == expected


def test_a_session_that_moved_into_another_year_keeps_the_year_of_its_number() -> None:
    life = submitted()
    life.tell("session.scheduled", "2015-05-01", body="CCPCJ", session=24, opens="2016-01-11")
    assert flags(life, "draft.issued", "2016-01-04", symbol="E/CN.15/2015/L.2") == []


def test_a_recommended_text_may_be_issued_as_a_document_of_the_council() -> None:
    assert flags(recommended(), "draft.issued", "2015-07-01", symbol="E/2015/L.20") == []


@pytest.mark.parametrize(
    ("fact", "symbol", "expected"),
    [
        ("council", "E/RES/2015/23", []),
        ("council", "2015/23", []),
        ("council", "resolution 2015/23", []),
        ("council", "A/RES/70/176", ["irregular_symbol"]),
        ("council", "E/2015/30", ["irregular_symbol"]),
        ("assembly", "70/176", []),
        ("assembly", "E/RES/2015/23", ["irregular_symbol"]),
    ],
)
def test_each_body_numbers_its_own_resolutions(fact: str, symbol: str, expected: list[str]) -> None:
    life = recommended(to="assembly")
    if fact == "assembly":
        life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote", symbol="E/RES/2015/21")
    assert flags(life, f"{fact}.acted", "2015-12-17", outcome="adopted", mode="vote", symbol=symbol) == expected


def test_an_undeclared_field_is_kept_and_judged_by_nobody() -> None:
    life = submitted()
    assert flags(life, "sponsor.added", "2015-05-18", sponsor="Cuba", symbol="no symbol at all") == []
    assert life.recorded("sponsor.added")[0].fact.data.model_dump()["symbol"] == "no symbol at all"


@pytest.mark.parametrize(
    ("form", "languages", "expected"),
    [
        (None, None, []),
        ("report", ALL_LANGUAGES, []),
        ("report", ["en", "fr"], ["not_all_languages"]),
        (None, ["en"], ["not_all_languages"]),
        ("crp", ["en"], []),
        ("oral", ["en"], []),
    ],
)
def test_a_report_is_public_in_six_languages_but_a_room_paper_or_an_oral_one_need_not_be(
    form: str | None, languages: list[str] | None, expected: list[str]
) -> None:
    told: dict[str, Any] = {"form": form} if form else {}
    told |= {"languages": languages} if languages else {}
    assert flags(adopted(report("11", AT_26)), "report.issued", "2017-04-07", paragraph="11", **told) == expected


def test_a_draft_issued_in_some_languages_only_is_flagged() -> None:
    symbol = "E/CN.15/2015/L.2"
    assert flags(submitted(), "draft.issued", "2015-05-04", symbol=symbol, languages=["en"]) == ["not_all_languages"]
    assert flags(submitted(), "draft.issued", "2015-05-04", symbol=symbol) == []


@pytest.mark.parametrize(
    ("circulated", "expected"),
    [("2015-05-21 14:59", []), ("2015-05-21 15:00", []), ("2015-05-21 15:01", ["circulated_under_24h"])],
)
def test_a_text_wants_24_hours_between_circulation_and_action_in_whichever_order_they_are_told(
    circulated: str, expected: list[str]
) -> None:
    act = {"outcome": "recommended_to_council", "mode": "without_vote"}
    in_order = submitted()
    in_order.tell("committee.approved", "2015-05-20")
    in_order.tell("draft.revised", circulated)
    assert flags(in_order, "commission.acted", "2015-05-22 15:00", **act) == expected
    late = submitted()
    late.tell("committee.approved", "2015-05-20")
    late.tell("commission.acted", "2015-05-22 15:00", **act)
    assert flags(late, "draft.revised", circulated, told="2015-05-25") == expected


def test_the_committee_wants_its_24_hours_too() -> None:
    life = submitted()
    life.tell("draft.issued", "2015-05-21 10:00", symbol="E/CN.15/2015/L.2")
    assert flags(life, "committee.approved", "2015-05-21 16:00") == ["circulated_under_24h"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, ["no_financial_statement"]),
        ("2015-05-20 15:00", []),
        ("2015-05-20 15:01", ["financial_statement_under_48h"]),
    ],
)
def test_a_text_that_asks_for_money_wants_a_statement_48_hours_before_action(
    stated: str | None, expected: list[str]
) -> None:
    life = submitted(asks_money=("11",))
    life.tell("committee.approved", "2015-05-20")
    if stated:
        item = {"paragraph": "11", "amount_usd": 25000, "source": "extrabudgetary"}
        life.tell("budget.stated", stated, items=[item])
    assert flags(life, "commission.acted", "2015-05-22 15:00", outcome="adopted", mode="vote") == expected


def test_a_text_that_asks_for_no_money_needs_no_statement() -> None:
    life = submitted()
    life.tell("committee.approved", "2015-05-20")
    assert flags(life, "commission.acted", "2015-05-22", outcome="recommended_to_council", mode="vote") == []


def test_a_statement_told_late_is_judged_by_its_own_time() -> None:
    life = submitted(report("11", AT_26), asks_money=("11",))
    life.tell("committee.approved", "2015-05-20")
    life.tell("commission.acted", "2015-05-22 15:00", outcome="recommended_to_council", mode="vote")
    assert flags(life, "budget.stated", "2015-05-22", told="2015-05-25", none=True) == ["financial_statement_under_48h"]
    assert flags(life, "budget.stated", "2015-05-12", told="2015-05-25", none=True) == []


def test_money_found_only_when_the_text_is_read_after_the_act_is_flagged_then() -> None:
    life = submitted()
    life.tell("committee.approved", "2015-05-20")
    life.tell("commission.acted", "2015-05-22", outcome="recommended_to_council", mode="vote")
    life.tell("draft.revised", "2015-05-22", document=life.document("as recommended", asks_money=("11",)))
    assert [flag.code for flag in life.recorded("draft.read")[0].flags] == ["no_financial_statement"]


@pytest.mark.parametrize("stage", ["sponsorship", "revision"])
def test_an_act_from_before_the_committee_bypassed_it(stage: str) -> None:
    life = submitted()
    if stage == "revision":
        life.tell("draft.issued", "2015-05-04", symbol="E/CN.15/2015/L.2")
    assert life.standing() == (stage, None)
    told = {"outcome": "recommended_to_council", "mode": "without_vote"}
    assert flags(life, "commission.acted", "2015-05-22", **told) == ["bypassed_committee"]
    assert life.standing() == ("adoption", None)


def test_dates_out_of_order_are_taken_and_flagged() -> None:
    life = recommended(report("11", AT_26))
    told = {"outcome": "adopted", "mode": "without_vote"}
    assert flags(life, "council.acted", "2015-05-20", told="2015-07-21", **told) == ["dates_out_of_order"]
    assert flags(life, "report.submitted", "2017-03-10", paragraph="11") == []
    issued_before = flags(life, "report.issued", "2017-03-01", told="2017-03-11", paragraph="11")
    assert issued_before == ["dates_out_of_order"]


def test_dates_out_of_order_are_flagged_on_an_act_that_had_waited() -> None:
    life = submitted()
    life.tell("committee.approved", "2015-05-20")
    life.tell("council.acted", "2015-05-21", outcome="adopted", mode="without_vote")
    life.tell("commission.acted", "2015-05-22", outcome="recommended_to_council", mode="without_vote")
    assert [flag.code for flag in life.recorded("council.acted")[0].flags] == ["dates_out_of_order"]


@pytest.mark.parametrize(
    ("fact", "time", "expected"),
    [
        ("report.submitted", "2017-03-13", []),
        ("report.submitted", "2017-03-14", ["late_report"]),
        ("report.issued", "2017-04-10", []),
        ("report.issued", "2017-04-11", ["late_report"]),
        ("report.considered", "2017-05-26", []),
        ("report.considered", "2017-05-27", ["late_report"]),
    ],
)
def test_a_report_is_late_after_the_milestone_its_step_meets(fact: str, time: str, expected: list[str]) -> None:
    assert flags(adopted(report("11", AT_26)), fact, time, paragraph="11") == expected


def test_a_late_report_of_the_first_instalment_makes_no_later_one_late() -> None:
    life = adopted(report("11", DueAtSessions(body="CCPCJ", sessions=(26, 27))))
    assert flags(life, "report.submitted", "2017-04-01", paragraph="11") == ["late_report"]
    life.tell("report.considered", "2017-05-24", paragraph="11")
    assert flags(life, "report.submitted", "2018-03-01", paragraph="11") == []


def test_a_statement_made_after_the_act_came_too_late_for_it() -> None:
    life = submitted(asks_money=("11",))
    life.tell("committee.approved", "2015-05-20")
    life.tell("budget.stated", "2015-05-25", none=True)
    act = {"outcome": "recommended_to_council", "mode": "vote"}
    assert "no_financial_statement" in flags(life, "commission.acted", "2015-05-22", told="2015-05-26", **act)
