"""Who is told of what: the routing table, fact by fact, and that nobody is told twice or of nothing."""

from __future__ import annotations

from typing import Any

import pytest

from resolutions.duties import DueAtSession, DueInYear
from resolutions.life import apply
from resolutions.notice_content import NoticeContent, NoticeItem
from resolutions.notices import PlannedNotice, occasion_of, plan, plan_for_subscribers, plan_parked
from resolutions.rules import Rules
from resolutions.state import Entry, Resolution
from tests.lives import ALL_LANGUAGES, Life, adopted, recommended, report, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)


def planned(life: Life) -> list[tuple[Entry, PlannedNotice]]:
    """The notices that a life's ledger calls for, entry by entry."""
    found: list[tuple[Entry, PlannedNotice]] = []
    state: Resolution | None = None
    for entry in life.entries:
        following = apply(state, entry, life.docket.reference, Rules())
        notice = plan(state, entry, following)
        if notice is not None:
            found.append((entry, notice))
        state = following
    return found


def audience(notice: PlannedNotice) -> set[str]:
    """Whom a notice goes to, as "role of whom"."""
    return {f"{each.role} {each.of}" if each.of else each.role for each in notice.audience}


def notices_of(life: Life, fact: str) -> list[PlannedNotice]:
    return [notice for entry, notice in planned(life) if entry.fact.type == fact]


def the_notice(life: Life, fact: str) -> PlannedNotice:
    (notice,) = notices_of(life, fact)
    return notice


EVERYBODY = {"mission", "secretariat CCPCJ", "bureau CCPCJ", "observer CCPCJ"}
MISSION = "mission Belarus"


@pytest.mark.parametrize(
    ("fact", "data", "kind", "told"),
    [
        ("draft.issued", {"symbol": "E/CN.15/2015/L.2"}, "text_issued", EVERYBODY),
        ("draft.revised", {}, "text_revised", EVERYBODY),
        ("draft.orally_revised", {}, "text_revised", EVERYBODY),
        ("sponsor.added", {"sponsor": "Cuba"}, "sponsors_changed", {MISSION, "mission Cuba", "secretariat CCPCJ"}),
        ("sponsor.withdrawn", {"sponsor": "Belarus"}, "sponsors_changed", {MISSION, "secretariat CCPCJ"}),
        ("budget.stated", {"none": True}, "money_stated", {MISSION, "bureau CCPCJ", "finance CCPCJ"}),
        (
            "commission.acted",
            {"outcome": "deferred", "mode": "without_vote"},
            "commission_acted",
            {MISSION, "bureau CCPCJ", "secretariat CCPCJ", "council_secretariat ECOSOC"},
        ),
        (
            "correction.recorded",
            {"corrects": 1, "reason": "typing", "data": {"title": "T"}},
            "correction",
            {MISSION, "secretariat CCPCJ"},
        ),
        ("draft.withdrawn", {}, None, set()),
        ("draft.merged", {"into": "ccpcj-24-other"}, None, set()),
        ("committee.approved", {}, None, set()),
        ("amendment.proposed", {}, None, set()),
    ],
)
def test_each_fact_about_a_text_goes_to_whom_it_concerns(
    fact: str, data: dict[str, Any], kind: str | None, told: set[str]
) -> None:
    life = submitted()
    life.tell(fact, "2015-05-18", **data)
    found = [(notice.content.kind, audience(notice)) for notice in notices_of(life, fact)]
    assert found == ([(kind, told)] if kind else [])


def test_a_draft_received_goes_to_its_sponsors_the_secretariat_and_documents() -> None:
    notice = the_notice(submitted(sponsors=["Belarus", "Cuba"]), "draft.submitted")
    assert audience(notice) == {MISSION, "mission Cuba", "secretariat CCPCJ", "documents CCPCJ"}
    assert (notice.content.title, notice.content.sponsors) == ("Trafficking", ("Belarus", "Cuba"))


@pytest.mark.parametrize(
    ("data", "ending"),
    [("draft.withdrawn", "withdrawn"), ("draft.merged", "merged"), ("commission.acted", "rejected")],
)
def test_the_end_of_a_life_is_told_once_with_its_ending(data: str, ending: str) -> None:
    life = submitted()
    told: dict[str, Any] = {"draft.merged": {"into": "x-1"}}.get(data, {})
    told = {"outcome": "rejected", "mode": "vote"} if data == "commission.acted" else told
    life.tell(data, "2015-05-22", **told)
    notice = the_notice(life, "resolution.closed")
    assert (notice.content.kind, notice.content.outcome) == ("life_closed", ending)
    assert audience(notice) == {MISSION, "secretariat CCPCJ"}


def test_the_council_passing_a_text_on_is_told_to_the_assemblys_secretariat() -> None:
    life = recommended(to="assembly")
    vote: dict[str, Any] = {"mode": "vote", "votes": {"for": 30}, "meeting": 47}
    life.tell("council.acted", "2015-07-21", outcome="recommended_to_assembly", **vote)
    life.tell("assembly.acted", "2015-12-17", outcome="adopted", mode="without_vote")
    council, assembly = the_notice(life, "council.acted"), the_notice(life, "assembly.acted")
    assert audience(council) == {MISSION, "secretariat CCPCJ", "assembly_secretariat GA"}
    assert council.content.body_name == "Economic and Social Council"
    assert council.content.votes is not None
    assert council.content.votes.in_favour == 30
    assert (audience(assembly), assembly.content.body_name) == ({MISSION, "secretariat CCPCJ"}, "General Assembly")


def test_the_office_that_now_owes_something_is_told_what_and_by_when() -> None:
    life = adopted(report("11", AT_26))
    notice = the_notice(life, "mandate.opened")
    assert (notice.content.kind, notice.content.outcome) == ("duty_changed", "opened")
    assert audience(notice) == {"office Secretary-General", "secretariat CCPCJ"}
    assert [(item.milestone, str(item.due)) for item in notice.content.items] == [
        ("forecast", "2017-02-13"),
        ("submission", "2017-03-13"),
        ("issuance", "2017-04-10"),
        ("session", "2017-05-22"),
    ]


def test_nobody_is_told_of_a_duty_without_an_end() -> None:
    assert notices_of(adopted(report("9", AT_26, "continuing")), "mandate.opened") == []


def test_a_stale_duty_is_told_once_and_never_chased() -> None:
    life = adopted(report("8", DueAtSession(body="GA", session=69), "deliverable"))
    life.wait_until("2017-01-01")
    opened = life.recorded("mandate.opened")[0].seq
    assert [notice.content.kind for entry, notice in planned(life) if entry.seq >= opened] == ["duty_opened_late"]


def test_a_milestone_ahead_is_told_to_the_office_that_took_the_duty_on() -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"))
    life.tell("mandate.assigned", "2016-01-10", paragraph="5", office="Research Branch")
    life.wait_until("2016-12-31")
    notices = notices_of(life, "milestone.ahead")
    assert [audience(notice) for notice in notices] == [{"office Research Branch", "secretariat CCPCJ"}] * 2
    assert [item_of(notice).days for notice in notices] == [28, 7]


def item_of(notice: PlannedNotice) -> NoticeItem:
    (item,) = notice.content.items
    return item


def test_a_missed_milestone_is_told_to_the_office_then_its_head_then_the_bureau_and_says_how_late() -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"))
    life.wait_until("2017-02-01")
    notices = notices_of(life, "milestone.missed")
    assert [audience(notice) for notice in notices] == [
        {"office Secretary-General"},
        {"head Secretary-General"},
        {"bureau CCPCJ"},
    ]
    assert [(item_of(notice).status, item_of(notice).days) for notice in notices] == [
        ("missed", -1),
        ("missed", -8),
        ("missed", -15),
    ]


@pytest.mark.parametrize(
    ("fact", "more", "outcome", "symbol"),
    [
        ("report.submitted", {}, "submitted", None),
        ("report.issued", {"symbol": "E/CN.15/2017/6", "languages": ALL_LANGUAGES}, "issued", "E/CN.15/2017/6"),
        ("report.considered", {}, "considered", None),
    ],
)
def test_a_reports_progress_goes_to_sponsors_secretariat_and_documents(
    fact: str, more: dict[str, Any], outcome: str, symbol: str | None
) -> None:
    life = adopted(report("11", AT_26))
    life.tell(fact, "2017-03-10", paragraph="11", **more)
    notice = the_notice(life, fact)
    assert audience(notice) == {MISSION, "secretariat CCPCJ", "documents CCPCJ"}
    assert (notice.content.kind, notice.content.outcome) == ("report_progress", outcome)
    assert notice.content.report_symbol == symbol


@pytest.mark.parametrize("fact", ["assigned", "discharged", "waived", "handed_over"])
def test_a_change_of_a_duty_goes_to_its_office_sponsors_and_secretariat(fact: str) -> None:
    life = adopted(report("11", AT_26))
    more = {"assigned": {"office": "Research Branch"}, "handed_over": {"to": "E/RES/2017/16"}}.get(fact, {})
    life.tell(f"mandate.{fact}", "2017-01-10", paragraph="11", **more)
    notice = the_notice(life, f"mandate.{fact}")
    office = "office Research Branch" if fact == "assigned" else "office Secretary-General"
    assert audience(notice) == {office, MISSION, "secretariat CCPCJ"}
    assert notice.content.outcome == fact


def test_a_slot_in_the_documents_plan_is_nobodys_news() -> None:
    life = adopted(report("11", AT_26))
    life.tell("report.slotted", "2016-10-03", paragraph="11", slot="7")
    assert notices_of(life, "report.slotted") == []


def test_a_moved_session_is_told_to_all_with_something_there_with_old_and_new_dates() -> None:
    life = adopted(report("11", AT_26))
    life.tell("session.scheduled", "2016-11-01", body="CCPCJ", session=26, opens="2017-12-04", closes="2017-12-08")
    notice = the_notice(life, "session.scheduled")
    assert audience(notice) == {"secretariat CCPCJ", "office Secretary-General"}
    assert notice.content.changes[:2] == (
        "session 26 of CCPCJ: 2017-05-22, now 2017-12-04",
        "paragraph 11, forecast: 2017-02-13, now 2017-08-28",
    )


def test_a_draft_whose_own_session_moved_is_told_to_its_sponsors() -> None:
    life = submitted()
    life.tell("session.scheduled", "2015-05-01", body="CCPCJ", session=24, opens="2015-06-15")
    assert audience(the_notice(life, "session.scheduled")) == {"secretariat CCPCJ", MISSION}


def test_an_announcement_that_moves_nothing_is_nobodys_news() -> None:
    life = adopted(report("11", AT_26))
    life.tell("session.scheduled", "2016-11-01", body="CCPCJ", session=26, opens="2017-05-22", closes="2017-05-26")
    assert notices_of(life, "session.scheduled") == []


def test_silence_is_asked_about_and_a_lapse_is_told_once() -> None:
    life = submitted()
    life.wait_until("2017-01-01")
    told = {MISSION, "secretariat CCPCJ"}
    asked = the_notice(life, "outcome.asked")
    assert (asked.content.kind, asked.content.session, audience(asked)) == ("outcome_asked", 24, told)
    assert audience(the_notice(life, "draft.lapsed")) == told
    assert notices_of(life, "resolution.closed") == []


def test_a_text_that_cannot_be_read_is_told_to_those_who_can_mend_it() -> None:
    life = Life()
    document = life.document("scan", failure={"code": "no_text", "detail": "no text layer was found"})
    life.tell("draft.submitted", "2015-04-17", body="CCPCJ", session=24, document=document)
    notice = the_notice(life, "draft.read")
    assert (notice.content.kind, notice.content.detail) == ("text_unreadable", "no text layer was found")
    assert audience(notice) == {"secretariat CCPCJ", "documents CCPCJ"}


def test_a_parked_fact_is_shown_to_the_secretariat() -> None:
    life = submitted()
    life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")
    (parked,) = life.docket.parked
    notice = plan_parked(parked, life.state, life.docket.reference)
    assert (notice.content.kind, notice.content.outcome) == ("fact_parked", "council.acted")
    assert audience(notice) == {"secretariat CCPCJ"}
    assert occasion_of(parked.fact) == f"{parked.fact.source}#{parked.fact.id}"
    assert audience(plan_parked(parked, None, "ccpcj-24-x")) == {"secretariat"}


def test_a_subscriber_is_told_of_every_entry_and_nobody_else_is() -> None:
    life = adopted(report("11", AT_26))
    for entry in life.entries:
        notice = plan_for_subscribers(entry, life.state)
        assert (notice.content.kind, notice.content.fact_time) == ("fact_recorded", entry.fact.time)
        assert audience(notice) == {"subscriber CCPCJ"}
    assert all("subscriber CCPCJ" not in audience(notice) for _, notice in planned(life))


def test_nobody_stands_twice_in_an_audience() -> None:
    life = adopted(report("11", AT_26))
    life.tell("report.considered", "2017-05-24", paragraph="11")
    for _, notice in planned(life):
        assert len(set(notice.audience)) == len(notice.audience)


def test_a_notice_survives_the_wire() -> None:
    life = adopted(report("11", AT_26))
    life.tell("budget.stated", "2015-05-10", items=[{"paragraph": "11", "amount_usd": 1.5, "source": "regular"}])
    for _, notice in planned(life):
        assert NoticeContent.model_validate_json(notice.content.model_dump_json(by_alias=True)) == notice.content
