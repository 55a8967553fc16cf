"""From sponsorship to an ending: the stages, who may still do what, what is parked, what is refused, what gives way."""

from __future__ import annotations

from typing import Any

import pytest

from resolutions.duties import DueAtSession, DueInYear, Undated
from resolutions.state import Surroundings
from tests.lives import Life, acted, adopted, code, recommended, report, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)


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
