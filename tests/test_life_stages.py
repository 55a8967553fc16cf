"""From sponsorship to an ending: the stages, who may still do what, what is parked, what is refused, what gives way."""

from __future__ import annotations

from typing import Any

import pytest

from resolutions.duties import DueAtSession, DueInYear, Undated
from resolutions.facts import DraftRead
from resolutions.life import tell
from resolutions.state import Surroundings
from tests.lives import ALL_LANGUAGES, Life, adopted, code, recommended, report, sha_of, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)


def acted(life: Life, time: str, outcome: str, body: str = "commission", **more: Any) -> str:
    return code(life.tell(f"{body}.acted", time, outcome=outcome, mode="without_vote", **more))


def test_the_seed_lives_from_sponsorship_to_its_report() -> None:
    life = submitted(report("5", DueInYear(year=2016), "deliverable"), report("11", AT_26))
    seen = [life.standing()[0]]
    for fact, time, data in (
        ("draft.revised", "2015-05-19 08:00", {"sponsors": ["Cuba", "Belarus"]}),
        ("committee.approved", "2015-05-21 16:00", {}),
        ("commission.acted", "2015-05-22 15:00", {"outcome": "recommended_to_council", "mode": "without_vote"}),
        ("council.acted", "2015-07-21 15:00", {"outcome": "adopted", "mode": "without_vote"}),
        ("mandate.discharged", "2016-12-21", {"paragraph": "5"}),
        ("report.considered", "2017-05-24 15:00", {"paragraph": "11", "session": 26}),
    ):
        assert code(life.tell(fact, time, **data)) == "recorded"
        seen.append(life.standing()[0])
    assert seen == ["sponsorship", "revision", "recommendation", "adoption", "follow_up", "follow_up", "closed"]
    assert life.standing() == ("closed", "reported")
    assert life.sponsors == ["Belarus", "Cuba"]


@pytest.mark.parametrize(
    ("fact", "data", "stage"),
    [
        ("draft.issued", {"symbol": "E/CN.15/2015/L.2"}, "revision"),
        ("draft.revised", {}, "revision"),
        ("draft.orally_revised", {"paragraphs": [11]}, "sponsorship"),
        ("amendment.proposed", {"sponsor": "Cuba"}, "sponsorship"),
        ("budget.stated", {"none": True}, "sponsorship"),
        ("committee.approved", {}, "recommendation"),
    ],
)
def test_each_step_before_the_acts_leads_to_its_stage(fact: str, data: dict[str, Any], stage: str) -> None:
    life = submitted()
    receipt = life.tell(fact, "2015-05-18 09:00", **data)
    assert (receipt.outcome, receipt.stage) == ("recorded", stage)


def test_a_text_revised_after_the_committee_approved_it_stays_recommended() -> None:
    life = submitted()
    life.tell("committee.approved", "2015-05-20 16:00")
    life.tell("draft.revised", "2015-05-21 09:00")
    assert life.standing() == ("recommendation", None)


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        ("recommended_to_council", ("adoption", None)),
        ("recommended_to_assembly", ("adoption", None)),
        ("adopted", ("closed", "nothing_due")),
        ("deferred", ("recommendation", None)),
        ("no_consensus", ("closed", "no_consensus")),
        ("rejected", ("closed", "rejected")),
    ],
)
def test_each_outcome_of_the_commission_leads_where_the_vocabulary_says(
    outcome: str, standing: tuple[str, str | None]
) -> None:
    life = submitted()
    life.tell("committee.approved", "2015-05-21 16:00")
    assert acted(life, "2015-05-22 15:00", outcome) == "recorded"
    assert life.standing() == standing


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        ("adopted", ("closed", "nothing_due")),
        ("adopted_as_amended", ("closed", "nothing_due")),
        ("recommended_to_assembly", ("adoption", None)),
        ("deferred", ("adoption", None)),
        ("referred_back", ("revision", None)),
        ("rejected", ("closed", "rejected")),
    ],
)
def test_each_outcome_of_the_council_leads_where_the_vocabulary_says(
    outcome: str, standing: tuple[str, str | None]
) -> None:
    life = recommended()
    assert acted(life, "2015-07-21 15:00", outcome, "council") == "recorded"
    assert life.standing() == standing


@pytest.mark.parametrize(
    ("outcome", "standing"),
    [
        ("adopted", ("follow_up", None)),
        ("adopted_as_amended", ("follow_up", None)),
        ("deferred", ("adoption", None)),
        ("rejected", ("closed", "rejected")),
    ],
)
def test_a_text_bound_for_the_assembly_is_adopted_twice(outcome: str, standing: tuple[str, str | None]) -> None:
    life = recommended(report("11", AT_26), to="assembly")
    assert acted(life, "2015-07-21 15:00", "adopted", "council", symbol="E/RES/2015/21") == "recorded"
    assert life.standing() == ("adoption", None)
    assert life.state.mandates == ()
    assert acted(life, "2015-12-17 15:00", outcome, "assembly", symbol="A/RES/70/176") == "recorded"
    assert life.standing() == standing
    assert {"E/CN.15/2015/L.2", "E/RES/2015/21"} <= set(life.state.symbols)


def test_a_commissions_own_resolution_goes_straight_to_follow_up() -> None:
    life = submitted(report("11", AT_26))
    life.tell("committee.approved", "2015-05-21 16:00")
    assert acted(life, "2015-05-22 15:00", "adopted", symbol="24/1") == "recorded"
    assert life.standing() == ("follow_up", None)
    assert life.state.symbols == ("E/CN.15/RES/24/1",)
    assert acted(life, "2015-07-21 15:00", "adopted", "council") == "refused:wrong_body"
    assert acted(life, "2015-12-17 15:00", "adopted", "assembly") == "refused:wrong_body"


def test_the_assembly_has_no_say_on_a_text_that_was_not_recommended_to_it() -> None:
    life = adopted(report("11", AT_26))
    assert acted(life, "2015-12-17 15:00", "adopted", "assembly") == "refused:wrong_body"


def test_an_undated_duty_does_not_keep_a_life_open() -> None:
    life = adopted(report("9", Undated(), "continuing"), report("10", Undated()))
    assert life.standing() == ("closed", "nothing_due")
    assert [mandate.label for mandate in life.state.mandates] == ["9", "10"]


@pytest.mark.parametrize(
    ("settled", "ending"),
    [
        ({"5": "mandate.discharged", "11": "report.considered"}, "reported"),
        ({"5": "mandate.waived", "11": "report.considered"}, "reported"),
        ({"5": "mandate.discharged", "11": "mandate.discharged"}, "reported"),
        ({"5": "mandate.discharged", "11": "mandate.waived"}, "adopted_without_report"),
        ({"5": "report.considered", "11": "mandate.waived"}, "adopted_without_report"),
        ({"5": "mandate.discharged", "11": "mandate.handed_over"}, "adopted_without_report"),
    ],
)
def test_how_the_duties_were_settled_decides_the_ending(settled: dict[str, str], ending: str) -> None:
    life = adopted(report("5", DueInYear(year=2016), "deliverable"), report("11", AT_26))
    for paragraph, fact in settled.items():
        more = {"to": "E/RES/2017/16"} if fact == "mandate.handed_over" else {}
        assert code(life.tell(fact, "2016-10-03 09:00", paragraph=paragraph, **more)) == "recorded"
    assert life.standing() == ("closed", ending)


def test_no_act_is_told_twice() -> None:
    life = recommended(to="assembly")
    assert acted(life, "2015-05-23", "adopted") == "refused:already_acted"
    acted(life, "2015-07-21", "recommended_to_assembly", "council")
    assert acted(life, "2015-07-22", "rejected", "council") == "refused:already_acted"
    acted(life, "2015-12-17", "adopted", "assembly")
    assert acted(life, "2015-12-18", "rejected", "assembly") == "refused:closed"


def test_nothing_but_a_draft_begins_a_life_and_only_once() -> None:
    life = Life()
    assert code(life.tell("sponsor.added", "2015-04-17", sponsor="Cuba")) == "refused:unknown_resolution"
    life.tell("draft.submitted", "2015-04-18", body="CCPCJ", session=24)
    assert code(life.tell("draft.submitted", "2015-04-19", body="CCPCJ", session=24)) == "refused:already_exists"


def test_a_closed_life_hears_nothing_more() -> None:
    life = submitted()
    life.tell("draft.withdrawn", "2015-05-14", by=["Belarus"])
    assert life.standing() == ("closed", "withdrawn")
    for fact, data in (
        ("sponsor.added", {"sponsor": "Cuba"}),
        ("sponsor.withdrawn", {"sponsor": "Belarus"}),
        ("draft.issued", {"symbol": "E/CN.15/2015/L.2"}),
        ("commission.acted", {"outcome": "adopted", "mode": "without_vote"}),
        ("council.acted", {"outcome": "adopted", "mode": "without_vote"}),
        ("report.submitted", {"paragraph": "11"}),
        ("session.scheduled", {"body": "CCPCJ", "session": 24, "opens": "2015-06-01"}),
    ):
        assert code(life.tell(fact, "2015-05-15", **data)) == "refused:closed"


def test_a_merged_draft_ends_where_it_went() -> None:
    life = submitted()
    assert code(life.tell("draft.merged", "2015-05-14", into=life.state.reference)) == "refused:invalid_data"
    unknown = life.event("draft.merged", "2015-05-14", {"into": "ccpcj-24-nobody"})
    beside = Surroundings(unknown_references=("ccpcj-24-nobody",))
    assert code(life.tell_fact(unknown, surroundings=beside)) == "refused:unknown_resolution"
    assert code(life.tell("draft.merged", "2015-05-15", into="ccpcj-24-other")) == "recorded"
    assert (life.standing(), life.state.merged_into) == (("closed", "merged"), "ccpcj-24-other")


def test_sponsors_are_listed_once_in_english_order_under_their_short_names() -> None:
    life = submitted(sponsors=["Türkiye", "Vietnam", "Côte d’Ivoire"])
    for name in ("Costa Rica", "Turkey", "bolivia", "Czech Republic"):
        expected = "refused:already_a_sponsor" if name == "Turkey" else "recorded"
        assert code(life.tell("sponsor.added", "2015-05-18", sponsor=name)) == expected
    assert life.sponsors == [
        "Bolivia (Plurinational State of)",
        "Costa Rica",
        "Côte d’Ivoire",
        "Czech Republic",
        "Türkiye",
        "Viet Nam",
    ]
    assert code(life.tell("sponsor.withdrawn", "2015-05-19", sponsor="Viet Nam")) == "recorded"
    assert code(life.tell("sponsor.withdrawn", "2015-05-19", sponsor="Vietnam")) == "refused:not_a_sponsor"
    assert code(life.tell("draft.withdrawn", "2015-05-19", by=["Cuba"])) == "refused:not_a_sponsor"


def test_a_sponsor_may_also_come_to_speak_for_a_group() -> None:
    life = submitted(sponsors=["Italy"])
    told = {"sponsor": "Italy", "on_behalf_of": "European Union"}
    assert code(life.tell("sponsor.added", "2015-05-18", **told)) == "recorded"
    assert code(life.tell("sponsor.added", "2015-05-18", **told)) == "refused:already_a_sponsor"
    assert [(s.name, s.on_behalf_of) for s in life.state.sponsors] == [("Italy", "European Union")]


@pytest.mark.parametrize(
    ("time", "told", "receipt"),
    [
        ("2015-05-22 16:00", "2015-05-22 16:00", "recorded"),
        ("2015-05-29 15:00", "2015-05-29 15:00", "recorded"),
        ("2015-05-29 15:01", "2015-05-29 15:01", "refused:already_acted"),
        ("2015-05-20 09:00", "2015-06-20 09:00", "recorded"),
    ],
)
def test_joining_is_recorded_up_to_seven_days_after_the_commission_acted(time: str, told: str, receipt: str) -> None:
    assert code(recommended().tell("sponsor.added", time, told=told, sponsor="Cuba")) == receipt


def test_joining_is_recorded_though_the_life_closed_the_same_day() -> None:
    life = submitted()
    acted(life, "2015-05-22 15:00", "adopted")
    assert life.standing() == ("closed", "nothing_due")
    assert code(life.tell("sponsor.added", "2015-05-25", sponsor="Cuba")) == "recorded"
    assert code(life.tell("sponsor.added", "2015-06-25", sponsor="Peru")) == "refused:closed"


def test_nobody_leaves_and_nothing_is_withdrawn_after_the_commission_acted() -> None:
    life = recommended()
    assert code(life.tell("sponsor.withdrawn", "2015-05-23", sponsor="Belarus")) == "refused:already_acted"
    assert code(life.tell("draft.withdrawn", "2015-05-23")) == "refused:already_acted"
    assert code(life.tell("draft.merged", "2015-05-23", into="ccpcj-24-other")) == "refused:already_acted"
    assert code(life.tell("committee.approved", "2015-05-23")) == "refused:already_acted"
    told_late = life.tell("sponsor.withdrawn", "2015-05-21", told="2015-05-24", sponsor="Belarus")
    assert code(told_late) == "recorded"


def test_an_act_that_cannot_be_true_yet_waits_until_it_is() -> None:
    life = submitted(report("11", AT_26))
    assert acted(life, "2015-12-17", "adopted", "assembly") == "parked:commission_has_not_acted"
    assert acted(life, "2015-07-21", "recommended_to_assembly", "council") == "parked:commission_has_not_acted"
    assert code(life.tell("report.slotted", "2016-10-03", paragraph="11", slot="7")) == "parked:not_adopted_yet"
    assert life.standing() == ("sponsorship", None)
    waiting = [parked.fact.type for parked in life.docket.parked]
    assert waiting == ["assembly.acted", "council.acted", "report.slotted"]
    assert acted(life, "2015-05-22", "recommended_to_council") == "recorded"
    assert [e.fact.type for e in life.entries if e.fact.source != "resolute"] == [
        "draft.submitted",
        "commission.acted",
        "council.acted",
        "assembly.acted",
        "report.slotted",
    ]
    assert not life.docket.parked
    assert (life.standing(), life.mandate("11").state) == (("follow_up", None), "slotted")


def test_a_parked_fact_told_again_gets_its_receipt_again_and_the_recorded_ones_after_that() -> None:
    life = submitted()
    fact = life.event("council.acted", "2015-07-21", {"outcome": "adopted", "mode": "without_vote"}, "the-act")
    first = life.tell_fact(fact)
    life.tell("committee.approved", "2015-05-21", told="2015-07-22")
    assert life.tell_fact(fact) == first
    assert first.stage == "sponsorship"
    acted(life, "2015-05-22", "recommended_to_council")
    again = life.tell_fact(fact)
    (entry,) = life.recorded("council.acted")
    assert (again.outcome, again.seq, again.stage) == ("duplicate", entry.seq, "closed")


@pytest.mark.parametrize("fact", ["commission.acted", "council.acted"])
def test_what_has_not_happened_yet_is_refused_and_not_parked(fact: str) -> None:
    life = submitted()
    ahead = life.event(fact, "2016-07-21", {"outcome": "adopted", "mode": "without_vote"})
    (receipt,) = tell(life.docket, [ahead], life.now).receipts
    assert code(receipt) == "refused:invalid_data"


def test_a_duplicate_gets_the_first_receipt_whatever_happened_since() -> None:
    life = submitted()
    fact = life.event("draft.issued", "2015-05-18", {"symbol": "not a symbol", "languages": ["en"]}, "issue")
    first = life.tell_fact(fact)
    assert {flag.code for flag in first.flags} == {"irregular_symbol", "not_all_languages"}
    life.tell("draft.withdrawn", "2015-05-19")
    assert life.tell_fact(fact) == first.model_copy(update={"outcome": "duplicate"})
    assert len(life.recorded("draft.issued")) == 1


def test_a_symbol_belongs_to_one_resolution() -> None:
    life = submitted()
    beside = Surroundings(symbol_owners={"E/CN.15/2015/L.2": "ccpcj-24-other"})
    issued = life.event("draft.issued", "2015-05-04", {"symbol": "e/cn.15/2015/L. 2"})
    assert code(life.tell_fact(issued, surroundings=beside)) == "refused:symbol_in_use"
    beside = Surroundings(symbol_owners={"E/CN.15/2015/L.2": life.state.reference})
    assert code(life.tell_fact(issued, surroundings=beside)) == "recorded"


def test_a_forgotten_draft_is_asked_about_and_lapses_when_the_next_session_opens() -> None:
    life = submitted()
    life.wait_until("2015-06-05")
    (asked,) = life.recorded("outcome.asked")
    assert asked.fact.time.date().isoformat() == "2015-06-05"
    life.wait_until("2016-05-22")
    assert life.standing() == ("sponsorship", None)
    life.wait_until("2016-05-23")
    assert life.standing() == ("closed", "lapsed")


def test_a_draft_does_not_lapse_while_something_of_it_is_parked() -> None:
    life = submitted()
    acted(life, "2015-07-21", "adopted", "council")
    life.wait_until("2018-01-01")
    assert life.standing() == ("sponsorship", None)


@pytest.mark.parametrize("outcome", ["recommended_to_council", "adopted", "rejected", "deferred"])
def test_lapsing_gives_way_to_an_act_told_later(outcome: str) -> None:
    life = submitted(report("11", AT_26))
    life.wait_until("2016-06-01")
    assert life.standing() == ("closed", "lapsed")
    assert code(life.tell("draft.issued", "2015-05-04", symbol="E/CN.15/2015/L.2")) == "refused:closed"
    assert acted(life, "2015-07-21", "adopted", "council") == "parked:commission_has_not_acted"
    assert life.standing() == ("closed", "lapsed")
    assert (
        code(life.tell("commission.acted", "2015-05-22", told="2016-06-02", outcome=outcome, mode="vote")) == "recorded"
    )
    assert life.standing() != ("closed", "lapsed")


def test_what_lapsed_goes_on_through_all_that_waited() -> None:
    life = submitted(report("11", AT_26))
    life.wait_until("2016-06-01")
    acted(life, "2015-07-21", "adopted", "council")
    acted(life, "2015-05-22", "recommended_to_council")
    assert (life.docket.parked, life.standing()) == ((), ("follow_up", None))


def test_a_deferred_draft_is_taken_up_at_the_next_session() -> None:
    life = submitted()
    life.tell("committee.approved", "2015-05-21")
    assert acted(life, "2015-05-22", "deferred") == "recorded"
    assert code(life.tell("sponsor.added", "2016-03-01", sponsor="Cuba")) == "recorded"
    issued = life.tell("draft.issued", "2016-05-02", symbol="E/CN.15/2016/L.4", languages=ALL_LANGUAGES)
    assert (issued.outcome, issued.flags) == ("recorded", ())
    life.wait_until("2016-05-25")
    assert life.standing() == ("recommendation", None)
    assert acted(life, "2016-05-27", "recommended_to_council") == "recorded"
    assert life.standing() == ("adoption", None)


def test_a_deferred_draft_lapses_a_session_later() -> None:
    life = submitted()
    acted(life, "2015-05-22", "deferred")
    life.wait_until("2017-05-21")
    assert life.standing() == ("sponsorship", None)
    assert [entry.fact.time.date().isoformat() for entry in life.recorded("outcome.asked")] == ["2016-06-10"]
    life.wait_until("2017-05-22")
    assert life.standing() == ("closed", "lapsed")


def test_a_text_referred_back_lives_through_commission_and_council_again() -> None:
    life = recommended(report("11", AT_26))
    assert acted(life, "2015-07-21", "referred_back", "council") == "recorded"
    assert life.standing() == ("revision", None)
    assert code(life.tell("sponsor.added", "2015-09-01", sponsor="Cuba")) == "recorded"
    assert acted(life, "2016-05-27", "recommended_to_council") == "recorded"
    assert acted(life, "2016-07-26", "adopted", "council", symbol="E/RES/2016/17") == "recorded"
    assert life.standing() == ("follow_up", None)


def test_a_text_referred_back_lapses_after_the_session_it_was_given_to() -> None:
    life = recommended()
    acted(life, "2015-07-21", "referred_back", "council")
    life.wait_until("2017-05-21")
    assert life.standing() == ("revision", None)
    life.wait_until("2017-05-22")
    assert life.standing() == ("closed", "lapsed")


def test_an_old_life_told_late_is_told_whole_before_time_judges_it() -> None:
    """Every fact arrives years after the session; silence is held against nobody who is still speaking."""
    life = Life()
    told = "2021-03-01"
    document = life.document("old", report("11", AT_26))
    for fact, time, data in (
        ("draft.submitted", "2015-04-17", {"body": "CCPCJ", "session": 24, "document": document}),
        ("sponsor.added", "2015-05-18", {"sponsor": "Cuba"}),
        ("draft.issued", "2015-05-04", {"symbol": "E/CN.15/2015/L.2"}),
        ("committee.approved", "2015-05-21", {}),
        ("commission.acted", "2015-05-22", {"outcome": "recommended_to_council", "mode": "without_vote"}),
        ("council.acted", "2015-07-21", {"outcome": "adopted", "mode": "without_vote"}),
        ("report.submitted", "2017-03-10", {"paragraph": "11"}),
        ("report.considered", "2017-05-24", {"paragraph": "11"}),
    ):
        assert code(life.tell(fact, time, told=told, **data)) == "recorded"
    assert life.standing() == ("closed", "reported")
    assert {name: status for name, (_, status) in life.milestones("11").items()} == {
        "forecast": "missed",
        "submission": "met",
        "issuance": "missed",
        "session": "met",
    }
    assert life.recorded("outcome.asked") == []


def test_an_old_draft_told_late_lapses_when_nobody_says_more() -> None:
    life = Life()
    life.tell("draft.submitted", "2015-04-17", told="2021-03-01", body="CCPCJ", session=24)
    life.wait_until("2021-03-28")
    assert life.standing() == ("sponsorship", None)
    life.wait_until("2021-03-29")
    assert life.standing() == ("closed", "lapsed")


def test_a_session_that_opens_later_than_planned_lets_a_draft_live_longer() -> None:
    life = submitted()
    life.tell("session.scheduled", "2016-01-10", body="CCPCJ", session=25, opens="2016-12-01", closes="2016-12-02")
    life.wait_until("2016-11-30")
    assert life.standing() == ("sponsorship", None)
    life.wait_until("2016-12-01")
    assert life.standing() == ("closed", "lapsed")


def test_a_text_told_only_after_adoption_is_read_and_its_duties_are_owed() -> None:
    life = adopted()
    assert life.standing() == ("closed", "nothing_due")
    document = life.document("as adopted", report("11", AT_26))
    assert code(life.tell("draft.revised", "2015-08-01", document=document)) == "recorded"
    assert life.standing() == ("follow_up", None)
    later = life.document("another", report("12", AT_26))
    assert code(life.tell("draft.revised", "2015-08-02", document=later)) == "refused:already_acted"


def test_duties_are_those_of_the_text_as_it_stood_at_adoption() -> None:
    """A revision made before the adoption but told after it counts; one made after it is refused."""
    life = adopted(report("10", AT_26), report("11", AT_26))
    life.tell("report.slotted", "2015-09-01", paragraph="10", slot="1")
    late = life.document("as adopted", report("10", AT_26), report("11", DueInYear(year=2016)))
    assert code(life.tell("draft.revised", "2015-07-20", told="2015-09-02", document=late)) == "recorded"
    assert (life.mandate("10").state, life.mandate("11").duty.due) == ("slotted", DueInYear(year=2016))
    assert [rung.name for rung in life.mandate("11").milestones] == ["due"]
    after = life.document("later", report("10", AT_26))
    assert code(life.tell("draft.revised", "2015-09-03", document=after)) == "refused:already_acted"


def test_what_a_draft_leaves_out_is_read_from_its_document() -> None:
    life = Life()
    document = life.document("draft", title="Read", sponsors=("Peru", "Cuba"), agenda_item="5", original_language="es")
    life.tell("draft.submitted", "2015-04-17", body="CCPCJ", session=24, document=document)
    state = life.state
    assert (state.title, life.sponsors, state.agenda_item, state.original_language) == (
        "Read",
        ["Cuba", "Peru"],
        "5",
        "es",
    )
    assert submitted(title="Read").state.title == "Trafficking"


def test_an_older_text_told_late_does_not_take_the_newer_ones_place() -> None:
    life = submitted(report("11", AT_26))
    life.tell("draft.revised", "2015-05-19", document=life.document("newer", report("12", AT_26)))
    life.tell("draft.revised", "2015-05-10", told="2015-05-20", document=life.document("older", report("13", AT_26)))
    acted(life, "2015-05-22", "adopted")
    assert [mandate.label for mandate in life.state.mandates] == ["12"]


def test_the_readers_first_answer_for_a_text_stands() -> None:
    life = adopted(report("11", AT_26))
    before = life.state.mandates
    life.readings[sha_of("draft")] = DraftRead(sha256=sha_of("draft"), mandates=(report("12", AT_26),))
    life.read_again("draft")
    assert life.state.mandates == before
