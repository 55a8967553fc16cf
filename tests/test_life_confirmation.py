"""A duty that the reader is not sure of waits for a person's yes or no; of a revised text it is told what changed."""

from __future__ import annotations

from resolutions.confirmation import Answer, confirmed, denied, doubts_of, given_before, why_not_in_doubt
from resolutions.duties import DueAtSession, DueInYear
from resolutions.facts import Doubt, ReadingFailure
from resolutions.life import apply
from resolutions.needs import text_before
from resolutions.notices import PlannedNotice, plan, plan_of_a_revision
from resolutions.rules import Rules
from resolutions.state import Resolution, Surroundings
from tests.lives import Life, adopted, at, code, report, sha_of, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)
IN_2030 = DueInYear(year=2030)


def doubt(label: str) -> Doubt:
    return Doubt(label=label, words=f"the words of {label}", confidence=0.5, why=("nobody is named",))


def correct(life: Life, answer: Answer | None, time: str = "2015-09-01") -> str:
    assert answer is not None
    told = {"corrects": answer.corrects, "reason": answer.reason, "data": dict(answer.data)}
    return code(life.tell_fact(life.event("correction.recorded", time, told, answer.event_id)))


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


def test_a_no_told_twice_takes_no_other_duty_away() -> None:
    life = submitted(report("8", IN_2030), report("8", AT_26), doubts=(doubt("8"), doubt("8/2")))
    assert correct(life, denied(life.state, "8"), "2015-05-01") == "recorded"
    assert [(each.label, each.words) for each in doubts_of(life.state)] == [("8/2", "the words of 8/2")]
    assert denied(life.state, "8") is None
    assert why_not_in_doubt(life.state, "8") == "answered before: paragraph 8: denied by a person"


def test_what_was_told_of_a_second_duty_stands_when_the_first_is_denied() -> None:
    life = adopted(report("11", IN_2030), report("11", AT_26), report("11", AT_26, to="GA"), doubts=(doubt("11"),))
    life.tell("report.submitted", "2015-08-01", paragraph="11/2")
    life.tell("mandate.waived", "2015-08-02", paragraph="11/3")
    assert correct(life, denied(life.state, "11")) == "recorded"
    states = [(mandate.label, mandate.state) for mandate in life.state.mandates]
    assert states == [("11/2", "submitted"), ("11/3", "waived")]


def test_of_two_answers_to_the_same_doubts_the_second_undoes_nothing() -> None:
    life = submitted(report("8", IN_2030), report("11", AT_26), doubts=(doubt("8"), doubt("11")))
    first, second = denied(life.state, "8"), denied(life.state, "11")
    assert correct(life, first, "2015-05-01") == "recorded"
    assert correct(life, second, "2015-05-01") == "refused:invalid_data"
    assert correct(life, first, "2015-05-01") == "duplicate"
    assert correct(life, denied(life.state, "11"), "2015-05-01") == "recorded"
    assert life.state.text is not None
    assert life.state.text.duties == ()


def test_an_answer_told_again_under_its_id_is_known_by_it() -> None:
    life = submitted(report("8", IN_2030), doubts=(doubt("8"),))
    answer = confirmed(life.state, "8")
    assert answer is not None
    assert correct(life, answer, "2015-05-01") == "recorded"
    source = life.entries[-1].fact.source
    given = {"corrects": answer.corrects, "reason": answer.reason, "data": answer.data}
    assert given_before(life.state, source, answer.event_id, "OP 8", stands=True) == given
    assert given_before(life.state, source, answer.event_id, "8", stands=False) == {}
    assert given_before(life.state, source, "another", "8", stands=True) == {}


def test_a_label_may_be_spelled_as_in_every_other_fact() -> None:
    life = submitted(report("8", IN_2030), doubts=(doubt("8"),))
    assert confirmed(life.state, " para. 8.") == confirmed(life.state, "8") is not None
    assert confirmed(life.state, "9" * 50) is None


def test_nothing_is_answered_about_a_text_whose_successor_is_not_read_yet() -> None:
    life = submitted(report("8", IN_2030), doubts=(doubt("8"),))
    revised = life.document("second", report("8", AT_26), doubts=(doubt("8"),))
    life.now = at("2015-05-18")
    life.take([life.event("draft.revised", "2015-05-18", {"document": revised})], Surroundings())
    assert doubts_of(life.state) == ()
    assert denied(life.state, "8") is None
    assert "still being read" in why_not_in_doubt(life.state, "8")
    life.read()
    assert denied(life.state, "8") is not None


def test_a_text_without_doubts_is_told_apart_from_one_that_nobody_could_read() -> None:
    assert why_not_in_doubt(submitted().state) == "no text of it was handed in"
    failed = submitted(failure=ReadingFailure(code="no_text", detail="it is a picture"))
    assert why_not_in_doubt(failed.state) == "its text could not be read: it is a picture"
    assert why_not_in_doubt(submitted(report("8", IN_2030)).state) == "nothing is in doubt"


def test_an_office_is_told_when_its_duty_was_denied() -> None:
    life = adopted(report("8", IN_2030), report("11", AT_26), doubts=(doubt("8"),))
    life.tell("mandate.assigned", "2015-08-01", paragraph="8", office="Trafficking section")
    correct(life, denied(life.state, "8"))
    (told,) = [each for each in notices(life) if each.content.kind == "correction"]
    assert [each.of for each in told.audience if each.role == "office"] == ["Trafficking section"]


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


def test_a_revision_that_brings_the_text_read_already_is_told_at_once() -> None:
    life = submitted(report("11", AT_26))
    life.tell("draft.revised", "2015-05-18", document=life.document("draft", report("11", AT_26)))
    (told,) = [each for each in notices(life) if each.content.kind == "text_revised"]
    assert told.content.changes == ()


def test_a_text_that_comes_back_is_told_with_the_day_it_came_back() -> None:
    life = submitted(report("11", AT_26))
    for name, day in (("second", "2015-05-18"), ("draft", "2015-05-19"), ("second", "2015-05-20")):
        life.tell("draft.revised", day, document=life.document(name, report("11", AT_26)))
    days = [each.content.fact_time for each in notices(life) if each.content.kind == "text_revised"]
    assert days == [at("2015-05-18"), at("2015-05-19"), at("2015-05-20")]


def test_a_revision_is_compared_with_the_last_text_that_was_read() -> None:
    life = submitted(report("11", AT_26))
    life.now = at("2015-05-19")
    told = [("skipped", "2015-05-18"), ("third", "2015-05-19")]
    documents = [life.document(name, report("11", AT_26)) for name, _ in told]
    events = [
        life.event("draft.revised", day, {"document": document})
        for (_, day), document in zip(told, documents, strict=True)
    ]
    life.take(events, Surroundings())
    assert text_before(life.state) == sha_of("draft")
    life.read()
    unread = life.document("fourth", failure=ReadingFailure(code="no_text", detail="it is a picture"))
    life.tell("draft.revised", "2015-05-20", document=unread)
    life.take([life.event("draft.revised", "2015-05-20", {"document": documents[0]})], Surroundings())
    assert text_before(life.state) == sha_of("third")


def test_a_first_text_took_no_other_ones_place() -> None:
    assert text_before(submitted(report("11", AT_26)).state) is None
