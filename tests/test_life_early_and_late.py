"""What comes early or late: facts that wait until they can be true, drafts that lapse, lives and texts told late."""

from __future__ import annotations

import pytest

from resolutions.duties import DueAtSession, DueInYear
from resolutions.facts import DraftRead
from resolutions.life import tell
from tests.lives import ALL_LANGUAGES, Life, acted, adopted, code, recommended, report, sha_of, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)


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
