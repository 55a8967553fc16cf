"""Evidence: every duty says which words it rests on, the offsets are true, and doubts say what to look at, in time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from drafts.evidence import CONFIRM_BELOW, DOUBTS, Evidence, confidence_of
from drafts.labels import Labelled
from drafts.mandates import mandates_of, mandates_with_evidence
from drafts.names import Names, Setting
from drafts.references import symbols_in
from resolutions.duties import Duty

CLEAN = "Requests the Secretary-General to report to the General Assembly at its eighty-second session on the matter;"


def setting(speaker: str = "GA", session: int | None = 80) -> Setting:
    return Setting(names=Names(speaker), speaker=speaker, body=speaker, session=session)


def found_in(text: str, lead_in: str | None = None) -> tuple[tuple[Duty, Evidence], ...]:
    return mandates_with_evidence([Labelled("2", "operative", text, lead_in)], setting())


def only(text: str, lead_in: str | None = None) -> Evidence:
    ((_, evidence),) = found_in(text, lead_in)
    return evidence


def test_the_words_are_those_of_the_ask_from_its_verb_on() -> None:
    text = f"Takes note of the report, and {CLEAN[0].lower()}{CLEAN[1:-1]}, and welcomes the study;"
    evidence = only(text)
    assert evidence.words == f"{CLEAN[0].lower()}{CLEAN[1:-1]}"
    assert text[evidence.start : evidence.end] == evidence.words


def test_the_offsets_of_the_time_are_those_of_its_words() -> None:
    evidence = only(CLEAN)
    assert CLEAN[evidence.due_start : evidence.due_end] == "its eighty-second session"


def test_a_plain_request_leaves_no_doubt() -> None:
    assert (only(CLEAN).confidence, only(CLEAN).doubts, only(CLEAN).needs_confirmation) == (1.0, (), False)


def test_a_sub_paragraph_rests_on_its_own_words_and_not_on_those_of_its_lead_in() -> None:
    text = "To submit a report to the General Assembly at its eighty-second session;"
    evidence = only(text, "Requests the Secretary-General:")
    assert (evidence.start, evidence.words) == (0, text.rstrip(";"))


def test_two_duties_of_one_paragraph_each_have_their_own_words() -> None:
    text = (
        "Requests the Secretary-General to report to the General Assembly at its eighty-first session, and invites the "
        "Human Rights Council to submit its conclusions to the Assembly by 30 June 2027;"
    )
    (_, first), (_, second) = found_in(text)
    assert first.end <= second.start
    assert second.words.startswith("invites the Human Rights Council")


DOUBTFUL = [
    ("Calls for a comprehensive review of the arrangements in 2030;", "addressee_missing"),
    ("Takes note of his report, and requests him to report to the Assembly at its next session;", "addressee_implied"),
    ("Requests the Board to report to the General Assembly at its eighty-second session;", "body_by_common_noun"),
    ("Requests the Secretary-General to report to it by 1 May 2027 and again by 1 May 2028;", "several_times"),
    ("Requests the Secretary-General to report to the General Assembly at its next session;", "relative_session"),
    ("Requests the Office to report to the General Assembly after the conclusion of the review;", "event"),
    ("Requests the Office to report to the Security Council every 90 days;", "days_as_months"),
    ("Invites Member States to report to the General Assembly at its eighty-second session;", "soft_towards_states"),
    ("Decides to hold a high-level meeting in 2030;", "own_decision"),
    ("Reiterates its request to the Secretary-General to report to the Assembly in 2027;", "recalled"),
    ("Requests the Secretary-General to report on progress;", "no_recipient"),
    ("Requests the Secretary-General to report on progress;", "undated"),
    ("Requests the Secretary-General, at its eighty-first session, to submit a report to it;", "time_elsewhere"),
]


@pytest.mark.parametrize(("text", "doubt"), DOUBTFUL)
def test_what_is_doubtful_is_named(text: str, doubt: str) -> None:
    evidence = only(text)
    assert doubt in evidence.doubts
    assert evidence.confidence == confidence_of(evidence.doubts) < 1.0


def test_a_duty_with_nobody_to_owe_it_waits_for_a_person() -> None:
    assert only("Calls for a comprehensive review of the arrangements in 2030;").needs_confirmation


def test_every_doubt_weighs_something_and_says_so_in_one_plain_sentence() -> None:
    assert all(0 < doubt.weight <= 1 - CONFIRM_BELOW + 0.1 for doubt in DOUBTS.values())
    assert all(doubt.sentence and "\n" not in doubt.sentence and "_" not in doubt.sentence for doubt in DOUBTS.values())
    assert only(DOUBTFUL[0][0]).sentences == tuple(DOUBTS[code].sentence for code in only(DOUBTFUL[0][0]).doubts)


def test_evidence_whose_words_do_not_fit_its_offsets_cannot_be_made() -> None:
    with pytest.raises(ValidationError):
        Evidence(paragraph="1", words="four", start=0, end=3)
    with pytest.raises(ValidationError):
        Evidence(paragraph="1", words="", start=0, end=0, due_start=0)


PIECES = (
    *("Requests the Secretary-General to ", "report to the Commission ", "at its twenty-sixth session", ", and ", "; "),
    *(
        "invites the Office ",
        "to submit a report ",
        "that a report be submitted by the Board ",
        "in 2027 ",
        "it ",
        "(a) ",
    ),
    *(
        "every two years ",
        "by 30 June 2027 ",
        "at that session ",
        "at its next session ",
        "Decides to hold ",
        "thereafter ",
    ),
    *(
        "upon completion of its mandate, ",
        "to the General Assembly ",
        "and to the Council ",
        "annual updates ",
        "\u00b9 ",
    ),
    *(
        "Member States, ",
        "within existing resources ",
        "looks forward to ",
        "to be published by the Office in 2018 ",
        "  ",
    ),
    *(
        "Calls for a review ",
        "followed by a final report ",
        "United Nations Children\u2019s Fund (UNICEF) ",
        "\u2019s ",
        ":",
    ),
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=24).map("".join)


@given(texts, st.none() | st.sampled_from(["Requests the Office:", "Decides:", "Invites Member States to:", "Urges"]))
@settings(max_examples=300, deadline=None)
def test_the_words_of_every_duty_are_the_slice_of_its_paragraph(text: str, lead_in: str | None) -> None:
    pairs = found_in(text, lead_in)
    assert tuple(duty for duty, _ in pairs) == mandates_of([Labelled("2", "operative", text, lead_in)], setting())
    for duty, evidence in pairs:
        assert evidence.paragraph == duty.paragraph
        assert 0 <= evidence.start <= evidence.end <= len(text)
        assert text[evidence.start : evidence.end] == evidence.words
        if evidence.due_start is not None and evidence.due_end is not None:
            assert evidence.start <= evidence.due_start <= evidence.due_end <= len(text)


LONGEST = 20_000
LONGEST_SECONDS = 1.0
"""Five times what such a paragraph is to take, because the machine that tests is not idle; CPU time, no clock."""


@pytest.mark.parametrize(
    "piece", [*PIECES, "A", "Aa ", "Commission of the ", "its first, second and ", "(AA) ", "keep "]
)
def test_no_repetition_takes_longer_than_its_length(piece: str) -> None:
    text = CLEAN[:-1] + " " + piece * (LONGEST // len(piece) - 10)
    began = time.process_time()
    found_in(text)
    symbols_in(text, "GA")
    assert time.process_time() - began < LONGEST_SECONDS
