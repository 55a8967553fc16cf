"""Every kind of notice can be worded in every official language, with everything known or almost nothing, whatever
strings it is given.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from activities.post.languages import CODES, LANGUAGES, Language
from activities.post.letter import compose
from activities.post.plain import ISOLATE_CLOSES, ISOLATE_OPENS, open_isolates, without_isolates
from activities.post.wording import NoticeSubject, NoticeText, word, word_date
from resolutions.facts import Votes
from resolutions.notice_content import NoticeAmount, NoticeItem, NoticeKind
from tests.test_post_letter import HOSTILE, html_of, letter, read_back, text_of

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
    "changes": ("paragraph 11, submission: 2017-03-13, now 2017-03-20", "Cuba joined"),
    "detail": "As the Committee agreed",
}

# The first rendering in a language compiles its templates.
UNHURRIED = settings(deadline=None)

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
    amounts=st.lists(
        st.builds(NoticeAmount, paragraph=texts, amount_usd=st.floats(0, 1e12), source=texts), max_size=2
    ).map(tuple),
    changes=st.lists(texts, max_size=3).map(tuple),
    detail=st.none() | texts,
)


def worded(kind: str, language: Language = "en", **fields: object) -> NoticeText:
    least = {"kind": kind, "reference": "ccpcj-24-1", "role": "secretariat"}
    return word(NoticeSubject.model_validate(least | fields), language)


def commands(text: NoticeText) -> list[str]:
    return [line.strip() for line in text.body.splitlines() if line.startswith("    ")]


def flat(text: NoticeText) -> str:
    """The body without line breaks and marks of direction, to look for words in."""
    return " ".join(without_isolates(text.body).split())


def assert_reads_well(text: NoticeText, language: Language) -> None:
    body = without_isolates(text.body)
    assert not re.search(r"None|Undefined|\{\{|\{%|%\(| [,،.]|\(\)|（）|  \w.*\n\n\n", f"{text.subject}\n{body}")
    assert not re.search(r"^-? *$", body.replace("\n\n", "\n").rstrip("\n"), re.MULTILINE)
    assert body.endswith("\n")
    assert 0 < len(text.subject) <= 200
    if language != "zh":
        assert all(len(line) <= 76 for line in body.splitlines() if not line.startswith("    "))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_well_with_everything_and_with_almost_nothing(kind: str, language: Language) -> None:
    for role in ROLES:
        assert_reads_well(worded(kind, language, role=role), language)
        assert_reads_well(worded(kind, language, **FULL | {"role": role}), language)
    for outcome in OUTCOMES:
        assert_reads_well(worded(kind, language, **FULL | {"outcome": outcome}), language)


FOREIGN: dict[str, Any] = {
    "reference": "0-0",
    "title": "1",
    "body_name": "General Assembly",
    "recipient_name": "2",
    "symbol": "3",
    "report_symbol": "4",
    "detail": "5",
}
"""Values without a word of their own."""

CONTEXT_OF_OUTCOME = {
    "commission_acted": "decision",
    "body_acted": "decision",
    "report_progress": "step of a report",
    "duty_changed": "state of a duty",
    "life_closed": "ending",
}
"""What the outcome of a kind is a code of; of a parked or corrected fact it is the fact's type, as commands have it."""


def words_of(text: str) -> set[str]:
    return set(re.findall("[a-z]{3,}", text.lower()))


@pytest.mark.parametrize("language", ["ar", "zh", "ru"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_english_where_another_script_is_read(kind: str, language: Language) -> None:
    for outcome in (None, *CODES[CONTEXT_OF_OUTCOME[kind]]) if kind in CONTEXT_OF_OUTCOME else (None,):
        for role in CODES["role"]:
            text = worded(kind, language, **FULL | FOREIGN | {"outcome": outcome, "role": role})
            told = "\n".join(line for line in text.body.splitlines() if not line.startswith("    "))
            # File formats keep their names.
            assert words_of(f"{text.subject}\n{told}") <= {"word", "pdf", "akoma", "ntoso"}


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_in_english_where_latin_script_is_read(kind: str, language: Language) -> None:
    english = worded(kind, **FULL | FOREIGN)
    text = worded(kind, language, **FULL | FOREIGN)
    same = set(english.body.splitlines()) & set(text.body.splitlines())
    assert {line for line in same if line and not line.startswith("    ")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_says_which_text_it_is_about_and_how_to_see_its_record(kind: str, language: Language) -> None:
    text = worded(kind, language, **FULL)
    assert "ccpcj-24-1" in text.subject
    assert "Implementation of the Global Plan of Action" in flat(text)
    assert "resolute show ccpcj-24-1" in commands(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_commands_are_the_same_in_every_language(kind: str, language: Language) -> None:
    assert commands(worded(kind, language, **FULL)) == commands(worded(kind, **FULL))


@UNHURRIED
@given(subject=subjects, language=st.sampled_from(LANGUAGES))
def test_no_string_can_break_a_notice_or_the_letter_it_becomes(subject: NoticeSubject, language: Language) -> None:
    text = word(subject, language)
    assert len(text.subject.splitlines()) <= 1
    assert all(character == "\n" or character.isprintable() or not character.isascii() for character in text.body)
    parsed = read_back(compose(letter(subject=text.subject, body=text.body, html=text.html, language=language)))
    assert text_of(parsed) == text.body
    assert html_of(parsed) == text.html


@UNHURRIED
@given(subject=subjects, language=st.sampled_from(LANGUAGES))
def test_every_command_can_be_pasted_into_a_shell(subject: NoticeSubject, language: Language) -> None:
    for command in commands(word(subject, language)):
        words = shlex.split(command)
        assert words[0] == "resolute"
        assert shlex.join(words) == command
        if words[1] == "mandate":
            assert (words[2] in {"confirm", "deny"}, words[3], len(words)) == (True, subject.reference, 5)
            continue
        if words[1] == "draft":
            assert words[2:] == ["revise", subject.reference, "FILE"]
            continue
        assert words[1] in {"show", "tell", "read"}
        if words[1] != "read":
            assert words[2] == subject.reference
        assert all(re.match("[a-z]+=", field) for field in words[4:])


@UNHURRIED
@given(subject=subjects)
def test_arabic_text_isolates_what_it_embeds_line_by_line(subject: NoticeSubject) -> None:
    assert all(open_isolates(line) == 0 for line in word(subject, "ar").body.splitlines())


@UNHURRIED
@given(subject=subjects, language=st.sampled_from([language for language in LANGUAGES if language != "ar"]))
def test_no_other_language_needs_marks_of_direction(subject: NoticeSubject, language: Language) -> None:
    text = word(subject, language)
    assert not {ISOLATE_OPENS, ISOLATE_CLOSES} & set(text.subject + text.body + text.html)


def test_an_arabic_notice_keeps_symbols_and_commands_from_being_reordered() -> None:
    text = worded("text_issued", "ar", **FULL)
    assert f"{ISOLATE_OPENS}E/RES/2015/23{ISOLATE_CLOSES}" in text.body
    assert not {ISOLATE_OPENS, ISOLATE_CLOSES} & set("".join(commands(text)))


def test_an_isolated_title_is_closed_and_opened_again_where_its_line_breaks() -> None:
    text = worded("text_issued", "ar", **FULL | {"title": "a long title " * 20})
    assert len([line for line in text.body.splitlines() if "long title" in line]) > 3
    assert all(open_isolates(line) == 0 for line in text.body.splitlines())


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
    assert text.subject == "ccpcj-24-1: submission of the manuscript, due 13 March 2017"
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
    text = worded("body_acted", **FULL | {"outcome": "adopted"})
    assert text.subject == "ccpcj-24-1: adopted, Economic and Social Council, E/RES/2015/23"
    assert text.body.split("\n\n")[2].splitlines() == [
        "- decision: adopted",
        "- body: Economic and Social Council",
        "- date: 21 July 2015",
        "- plenary meeting: No. 53",
        "- symbol: E/RES/2015/23",
        "- vote: 30 in favour, 3 against, 18 abstaining",
        "- remark: As the Committee agreed",
    ]


@pytest.mark.parametrize(
    ("language", "entry"),
    [
        ("en", "- sponsors: Belarus, Costa Rica and Cuba"),
        ("fr", "- auteurs : Bélarus, Costa Rica et Cuba"),
        ("es", "- patrocinadores: Belarús, Costa Rica y Cuba"),
        ("ru", "Беларусь, Коста-Рика и Куба"),
        ("zh", "白俄罗斯、哥斯达黎加和古巴"),
        ("ar", "بيلاروس وكوستاريكا وكوبا"),
    ],
)
def test_states_are_named_in_the_readers_language(language: Language, entry: str) -> None:
    assert entry in without_isolates(worded("draft_received", language, **FULL).body)


@pytest.mark.parametrize(
    ("language", "days", "entry"),
    [
        ("fr", 1, "dans 1 jour"),
        ("es", -2, "2 días de retraso"),
        *[("ru", days, entry) for days, entry in ((1, "через 1 день"), (3, "через 3 дня"), (28, "через 28 дней"))],
        *[("ar", days, entry) for days, entry in ((2, "بعد يومين"), (3, "بعد 3 أيام"), (28, "بعد 28 يوما"))],
        ("zh", 28, "28天"),
    ],
)
def test_days_are_counted_as_the_language_counts(language: Language, days: int, entry: str) -> None:
    item = SUBMISSION.model_copy(update={"days": days})
    assert entry in flat(worded("milestone_ahead", language, items=(item,)))


def test_a_moved_session_tells_old_and_new_dates_in_the_readers_language() -> None:
    changes = ("session 26 of CCPCJ: 2017-05-22, now 2017-12-04", "paragraph 11, forecast: 2017-02-13, now 2017-08-28")
    body = flat(worded("session_moved", "fr", changes=changes))
    assert "Commission pour la prévention du crime et la justice pénale, vingt-sixième session" in body
    assert "22 mai 2017" in body
    assert "4 décembre 2017" in body
    assert "annonce du rapport" in body


def test_a_date_in_a_calendar_says_what_for_and_under_which_paragraph() -> None:
    subject = NoticeSubject.model_validate({**FULL, "kind": "milestone_ahead"})
    text = word_date(subject, SUBMISSION)
    assert text.summary == "submission of the manuscript (ccpcj-24-1, paragraph 11)"
    assert text.description.startswith('"Implementation of the Global Plan of Action" (ccpcj-24-1)\n')
    assert "    resolute show ccpcj-24-1\n" in text.description


def test_money_is_told_by_paragraph_and_source() -> None:
    assert "- paragraph 5: 1,200,000 US dollars, extrabudgetary resources" in worded("money_stated", **FULL).body


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
