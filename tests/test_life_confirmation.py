"""A duty that the reader is not sure of waits for a person's yes or no; of a revised text it is told what changed."""

from __future__ import annotations

from resolutions.confirmation import Answer, confirmed, denied, doubts_of
from resolutions.duties import DueAtSession, DueInYear
from resolutions.facts import Doubt
from resolutions.life import apply
from resolutions.needs import text_before
from resolutions.notices import PlannedNotice, plan, plan_of_a_revision
from resolutions.rules import Rules
from resolutions.state import Resolution
from tests.lives import Life, adopted, code, report, sha_of, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)
IN_2030 = DueInYear(year=2030)


def doubt(label: str) -> Doubt:
    return Doubt(label=label, words=f"the words of {label}", confidence=0.5, why=("nobody is named",))


def correct(life: Life, answer: Answer | None, time: str = "2015-09-01") -> str:
    assert answer is not None
    told = {"corrects": answer.corrects, "reason": "seen by a person", "data": dict(answer.data)}
    return code(life.tell_fact(life.event("correction.recorded", time, told)))


def notices(life: Life) -> list[PlannedNotice]:
    """Everything that a life's ledger calls for."""
    found: list[PlannedNotice | None] = []
    state: Resolution | None = None
    for entry in life.entries:
        after = apply(state, entry, life.docket.reference, Rules())
        found += [plan(state, entry, after), plan_of_a_revision(entry, after)]
        state = after
    return [each for each in found if each is not None]


def test_the_secretariat_is_asked_about_a_duty_in_doubt_with_the_words_it_rests_on() -> None:
    life = submitted(report("8", IN_2030, "deliverable"), report("11", AT_26), doubts=(doubt("8"),))
    (asked,) = [each for each in notices(life) if each.content.kind == "duties_in_doubt"]
    assert [(each.role, each.of) for each in asked.audience] == [("secretariat", "CCPCJ")]
    assert [(item.paragraph, item.words) for item in asked.content.items] == [("8", "the words of 8")]


def test_a_yes_takes_the_doubt_away_and_leaves_the_duty() -> None:
    life = adopted(report("8", IN_2030, "deliverable"), report("11", AT_26), doubts=(doubt("8"), doubt("11")))
    assert correct(life, confirmed(life.state, "8")) == "recorded"
    assert [each.label for each in doubts_of(life.state)] == ["11"]
    assert [mandate.label for mandate in life.state.mandates] == ["8", "11"]


def test_a_no_takes_the_duty_away_after_adoption_as_before_it() -> None:
    for life in (submitted, adopted):
        told = life(report("8", IN_2030, "deliverable"), report("11", AT_26), doubts=(doubt("8"),))
        assert correct(told, denied(told.state, "8")) == "recorded"
        assert doubts_of(told.state) == ()
        assert told.state.text is not None
        assert [duty.paragraph for duty in told.state.text.duties] == ["11"]
        assert {mandate.label for mandate in told.state.mandates} <= {"11"}


def test_a_life_whose_only_duty_was_denied_is_over() -> None:
    life = adopted(report("8", IN_2030, "deliverable"), doubts=(doubt("8"),))
    assert life.standing() == ("follow_up", None)
    assert correct(life, denied(life.state, "8")) == "recorded"
    assert life.standing() == ("closed", "nothing_due")


def test_the_doubt_of_a_second_duty_follows_it_to_its_new_label() -> None:
    life = submitted(report("8", IN_2030), report("8", AT_26), doubts=(doubt("8"), doubt("8/2")))
    assert correct(life, denied(life.state, "8"), "2015-05-01") == "recorded"
    assert [(each.label, each.words) for each in doubts_of(life.state)] == [("8", "the words of 8/2")]


def test_what_is_not_in_doubt_is_neither_confirmed_nor_denied() -> None:
    life = adopted(report("11", AT_26), doubts=())
    assert confirmed(life.state, "11") is None
    assert denied(life.state, "11") is None


def test_a_revised_text_is_told_once_it_was_read_with_what_changed_in_it() -> None:
    life = submitted(report("11", AT_26))
    revised = life.document("second", report("11", AT_26), changes=("operative paragraph 11: changed",))
    life.tell("draft.revised", "2015-05-18", document=revised)
    (told,) = [each for each in notices(life) if each.content.kind == "text_revised"]
    assert told.content.changes == ("operative paragraph 11: changed",)
    assert {each.role for each in told.audience} == {"mission", "secretariat", "bureau", "observer"}
    assert text_before(life.state) not in (None, sha_of("second"))
    assert life.state.text_sha256 == sha_of("second")


def test_a_first_text_took_no_other_ones_place() -> None:
    assert text_before(submitted(report("11", AT_26)).state) is None
