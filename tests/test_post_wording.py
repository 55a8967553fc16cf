"""Every kind of notice can be worded, with everything known or almost nothing, whatever strings it is given."""

from __future__ import annotations

import datetime as dt
import re
import shlex
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from activities.post.letter import compose
from activities.post.wording import NoticeSubject, NoticeText, word
from resolutions.facts import Votes
from resolutions.notices import NoticeAmount, NoticeItem, NoticeKind
from tests.test_post_letter import HOSTILE, letter, read_back, text_of

FIRST_YEAR, LAST_YEAR = dt.datetime(1946, 1, 1), dt.datetime(2999, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
KINDS = get_args(NoticeKind)
ROLES = ["mission", "sponsor", "secretariat", "documents", "bureau", "observer", "finance", "office", "head"]
ROLES += ["a_new_role"]
OUTCOMES = ["recommended_to_council", "recommended_to_assembly", "adopted", "adopted_as_amended", "deferred"]
OUTCOMES += ["no_consensus", "rejected", "referred_back", "submitted", "issued", "considered", "assigned"]
OUTCOMES += ["discharged", "waived", "handed_over", "reported", "nothing_due", "adopted_without_report"]
OUTCOMES += ["withdrawn", "merged", "lapsed", "an_outcome_to_come"]
MILESTONES = ["forecast", "submission", "issuance", "session", "due"]

SUBMISSION = NoticeItem(
    paragraph="11",
    kind="report",
    addressee="Secretary-General",
    milestone="submission",
    due=dt.date(2017, 3, 13),
    status="ahead",
    days=28,
)
FULL: dict[str, Any] = {
    "reference": "ccpcj-24-1",
    "role": "secretariat",
    "title": "Implementation of the Global Plan of Action",
    "body_name": "Economic and Social Council",
    "session": 26,
    "stage": "follow_up",
    "recipient_name": "Ms. Obi",
    "fact_time": dt.datetime(2015, 7, 21, 15, tzinfo=dt.UTC),
    "symbol": "E/RES/2015/23",
    "languages": ("en", "fr"),
    "sponsors": ("Belarus", "Costa Rica", "Cuba"),
    "votes": Votes.model_validate({"for": 30, "against": 3, "abstaining": 18}),
    "report_symbol": "E/2015/30",
    "meeting": 53,
    "items": (SUBMISSION,),
    "amounts": (NoticeAmount(paragraph="5", amount_usd=1_200_000, source="extrabudgetary"),),
    "changes": ("submission: 13 March 2017, now 20 March 2017",),
    "detail": "As the Committee agreed",
}

texts = HOSTILE | st.text(st.characters(), max_size=30)
items = st.builds(
    NoticeItem,
    paragraph=texts,
    kind=st.sampled_from(["report", "deliverable"]) | texts,
    addressee=texts,
    milestone=st.none() | st.sampled_from(MILESTONES) | texts,
    due=st.none() | st.dates(),
    status=st.none() | texts,
    days=st.none() | st.integers(),
)
subjects = st.builds(
    NoticeSubject,
    kind=st.sampled_from(KINDS),
    reference=texts,
    role=st.sampled_from(ROLES) | texts,
    title=st.none() | texts,
    body_name=st.none() | texts,
    session=st.none() | st.integers(1, 9_999),
    stage=st.none() | texts,
    recipient_name=st.none() | texts,
    fact_time=st.none() | st.datetimes(FIRST_YEAR, LAST_YEAR, timezones=st.just(dt.UTC)),
    symbol=st.none() | texts,
    languages=st.lists(texts, max_size=3).map(tuple),
    sponsors=st.lists(texts, max_size=3).map(tuple),
    outcome=st.none() | st.sampled_from(OUTCOMES) | texts,
    votes=st.none() | st.just(FULL["votes"]),
    report_symbol=st.none() | texts,
    meeting=st.none() | st.integers(1, 9_999),
    items=st.lists(items, max_size=3).map(tuple),
    amounts=st.lists(st.builds(NoticeAmount, paragraph=texts, amount_usd=st.integers(), source=texts), max_size=2).map(
        tuple
    ),
    changes=st.lists(texts, max_size=3).map(tuple),
    detail=st.none() | texts,
)


def worded(kind: str, **fields: object) -> NoticeText:
    least = {"kind": kind, "reference": "ccpcj-24-1", "role": "secretariat"}
    return word(NoticeSubject.model_validate(least | fields))


def commands(text: NoticeText) -> list[str]:
    return [line.strip() for line in text.body.splitlines() if line.startswith("    ")]


def assert_reads_well(text: NoticeText) -> None:
    together = f"{text.subject}\n{text.body}"
    assert not re.search(r"None|Undefined|\{\{|\{%| ,| \.|\(\)|  \w.*\n\n\n", together)
    assert "\n\n\n" not in text.body
    assert text.body.endswith("\n")
    assert all(len(line) <= 76 for line in text.body.splitlines() if not line.startswith("    "))
    assert 0 < len(text.subject) <= 200


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_well_with_everything_and_with_almost_nothing(kind: str, role: str) -> None:
    assert_reads_well(worded(kind, role=role))
    assert_reads_well(worded(kind, **FULL | {"role": role}))
    for outcome in OUTCOMES:
        assert_reads_well(worded(kind, **FULL | {"role": role, "outcome": outcome}))


@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_says_which_text_it_is_about_and_how_to_see_its_record(kind: str) -> None:
    text = worded(kind, **FULL)
    assert text.subject.startswith("ccpcj-24-1: ")
    assert "Implementation of the Global Plan of Action" in text.body.replace("\n", " ")
    assert "resolute show ccpcj-24-1" in commands(text)


@given(subjects)
def test_no_string_can_break_a_notice_or_the_letter_it_becomes(subject: NoticeSubject) -> None:
    text = word(subject)
    assert len(text.subject.splitlines()) <= 1
    assert all(character == "\n" or character.isprintable() or not character.isascii() for character in text.body)
    parsed = read_back(compose(letter(subject=text.subject, body=text.body)))
    assert text_of(parsed) == text.body


@given(subjects)
def test_every_command_can_be_pasted_into_a_shell(subject: NoticeSubject) -> None:
    for command in commands(word(subject)):
        words = shlex.split(command)
        assert words[0] == "resolute"
        assert words[1] in {"show", "tell", "read"}
        assert shlex.join(words) == command
        if words[1] != "read":
            assert words[2] == subject.reference
        assert all(re.match("[a-z]+=", field) for field in words[4:])


@pytest.mark.parametrize(
    ("milestone", "fact"),
    [
        ("forecast", "report.slotted paragraph=11 slot=SLOT"),
        ("submission", "report.submitted paragraph=11"),
        ("issuance", "report.issued paragraph=11 symbol=SYMBOL"),
        ("session", "report.considered paragraph=11"),
        ("due", "mandate.discharged paragraph=11 evidence=EVIDENCE"),
    ],
)
@pytest.mark.parametrize("kind", ["milestone_ahead", "milestone_missed"])
def test_a_reminder_gives_the_command_that_meets_the_milestone(kind: str, milestone: str, fact: str) -> None:
    item = SUBMISSION.model_copy(update={"milestone": milestone})
    assert f"resolute tell ccpcj-24-1 {fact}" in commands(worded(kind, items=(item,), role="office"))


def test_a_reminder_says_what_by_when_and_under_which_paragraph() -> None:
    text = worded("milestone_ahead", items=(SUBMISSION,), role="office")
    assert text.subject == "ccpcj-24-1: submission of the manuscript due 13 March 2017"
    assert "paragraph 11, report (Secretary-General)" in text.body
    assert "in 28 days" in text.body


def test_a_missed_milestone_says_how_late_it_is() -> None:
    item = SUBMISSION.model_copy(update={"status": "missed", "days": -7})
    assert "7 days late" in worded("milestone_missed", items=(item,)).body


@pytest.mark.parametrize(("days", "words"), [(1, "in 1 day"), (0, "today"), (-1, "1 day late")])
def test_one_day_is_not_days(days: int, words: str) -> None:
    item = SUBMISSION.model_copy(update={"days": days})
    assert re.search(rf", {words}\n", worded("milestone_ahead", items=(item,)).body.replace("\n  ", " "))


def test_an_adoption_says_by_whom_when_where_and_under_which_number() -> None:
    body = worded("body_acted", **FULL | {"outcome": "adopted"}).body.replace("\n", " ")
    assert "adopted by the Economic and Social Council on 21 July 2015, at its 53rd plenary meeting" in body
    assert "as E/RES/2015/23" in body
    assert "30 in favour, 3 against and 18 abstaining" in body


def test_money_is_told_by_paragraph_and_source() -> None:
    assert "- paragraph 5: $1,200,000, extrabudgetary resources" in worded("money_stated", **FULL).body


def test_a_day_is_never_broken_over_two_lines() -> None:
    for length in range(1, 80):
        body = worded("text_issued", **FULL | {"title": "x" * length}).body
        assert "21 July 2015" in body


def test_a_thousand_duties_are_told_in_brief() -> None:
    text = worded("body_acted", **FULL | {"outcome": "adopted", "items": (SUBMISSION,) * 1_000})
    assert "and 900 more, which the record shows" in text.body
    assert len(text.body) < 20_000


def test_a_subject_that_is_not_of_a_known_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        worded("gossip")
