"""The dates of a notice come as a calendar that any program reads, each under a name that stays when it moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from activities.post.calendars import KINDS_WITH_DATES, calendar_of
from activities.post.languages import LANGUAGES, Language
from activities.post.wording import NoticeSubject
from resolutions.notice_content import NoticeItem
from tests.test_post_wording import FULL, KINDS, SUBMISSION, UNHURRIED, subjects

STAMP = dt.datetime(2017, 2, 13, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))
INSTANTS = st.datetimes(dt.datetime(1946, 1, 1), dt.datetime(2999, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


def notice(kind: str = "milestone_ahead", **fields: Any) -> NoticeSubject:
    least = {"kind": kind, "reference": "ccpcj-24-1", "role": "office", "items": (SUBMISSION,)}
    return NoticeSubject.model_validate(least | fields)


def made(subject: NoticeSubject, sequence: int = 9, language: Language = "en") -> bytes | None:
    return calendar_of(subject, stamp=STAMP, sequence=sequence, language=language)


# Any: the properties of a component are typed as everything that any property may be.
def events(subject: NoticeSubject, sequence: int = 9, language: Language = "en") -> list[Any]:
    calendar = made(subject, sequence, language)
    return [] if calendar is None else list(Calendar.from_ical(calendar).events)


def the_event(subject: NoticeSubject, sequence: int = 9, language: Language = "en") -> Any:
    (event,) = events(subject, sequence, language)
    return event


def test_a_deadline_is_a_whole_day_that_takes_nobodys_time_and_warns_a_week_before() -> None:
    event = the_event(notice())
    assert event["DTSTART"].dt == dt.date(2017, 3, 13)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["DTSTAMP"].dt == dt.datetime(2017, 2, 13, 8, 30, tzinfo=dt.UTC)
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == dt.timedelta(days=-7)
    assert alarm["ACTION"] == "DISPLAY"


def test_a_calendar_informs_and_invites_nobody() -> None:
    calendar = Calendar.from_ical(made(notice()) or b"")
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert "ATTENDEE" not in the_event(notice())
    assert "ORGANIZER" not in the_event(notice())


def test_a_date_that_moves_keeps_its_name_and_its_number_grows() -> None:
    set_first = the_event(notice("duty_changed", outcome="opened"), sequence=9)
    ahead = the_event(notice(), sequence=12)
    moved = the_event(
        notice("session_moved", items=(), changes=("paragraph 11, submission: 2017-03-13, now 2017-09-25",)),
        sequence=14,
    )
    assert set_first["UID"] == ahead["UID"] == moved["UID"]
    assert [event["SEQUENCE"] for event in (set_first, ahead, moved)] == [9, 12, 14]
    assert moved["DTSTART"].dt == dt.date(2017, 9, 25)


def test_each_step_of_each_duty_of_each_text_has_a_name_of_its_own() -> None:
    others: list[dict[str, Any]] = [
        {"paragraph": "11/2"},
        {"paragraph": "1"},
        {"milestone": "issuance"},
        {"milestone": None},
    ]
    items = [SUBMISSION, *(SUBMISSION.model_copy(update=other) for other in others)]
    names = {
        event["UID"] for reference in ("a-1", "a-11") for event in events(notice(reference=reference, items=items))
    }
    assert len(names) == 10
    assert all(name.endswith("@resolute.invalid") for name in names)


def test_of_a_duty_that_comes_again_the_nearest_date_is_told() -> None:
    later = SUBMISSION.model_copy(update={"due": dt.date(2019, 3, 11)})
    assert the_event(notice(items=(later, SUBMISSION)))["DTSTART"].dt == dt.date(2017, 3, 13)


@pytest.mark.parametrize("status", ["met", "missed"])
def test_a_date_that_is_settled_is_no_date_to_come(status: str) -> None:
    assert made(notice("duty_opened_late", items=(SUBMISSION.model_copy(update={"status": status}),))) is None


@pytest.mark.parametrize("outcome", ["discharged", "waived", "handed_over"])
def test_a_duty_that_has_ended_gives_no_dates(outcome: str) -> None:
    assert made(notice("duty_changed", outcome=outcome)) is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in KINDS_WITH_DATES])
def test_a_notice_that_sets_no_date_has_no_calendar(kind: str) -> None:
    assert made(notice(kind)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_is_told_in_the_readers_language(language: Language) -> None:
    event = the_event(NoticeSubject.model_validate({**FULL, "kind": "milestone_ahead"}), language=language)
    assert event["SUMMARY"].params["LANGUAGE"] == language
    assert "ccpcj-24-1" in event["SUMMARY"]
    assert ("submission of the manuscript" in event["SUMMARY"]) == (language == "en")
    assert "Implementation of the Global Plan of Action" in event["DESCRIPTION"]
    assert "resolute show ccpcj-24-1" in event["DESCRIPTION"]


DATED = st.builds(
    NoticeItem,
    paragraph=st.text(max_size=20),
    kind=st.text(max_size=20),
    addressee=st.text(max_size=20),
    milestone=st.none() | st.text(max_size=20),
    due=st.none() | st.dates(),
    status=st.sampled_from([None, "ahead", "met", "missed"]),
)


@UNHURRIED
@given(
    subject=subjects,
    kind=st.sampled_from(sorted(KINDS_WITH_DATES)),
    items=st.lists(DATED, max_size=4),
    stamp=INSTANTS,
    sequence=st.integers(0, 2**31 - 1),
    language=st.sampled_from(LANGUAGES),
)
def test_whatever_a_notice_holds_its_calendar_is_read_back_whole(
    subject: NoticeSubject, kind: str, items: list[NoticeItem], stamp: dt.datetime, sequence: int, language: Language
) -> None:
    told = NoticeSubject.model_validate(subject.model_dump(by_alias=True) | {"kind": kind, "items": items})
    calendar = calendar_of(told, stamp=stamp, sequence=sequence, language=language)
    assert calendar == calendar_of(told, stamp=stamp, sequence=sequence, language=language)
    if calendar is None:
        return
    found = list(Calendar.from_ical(calendar).walk())
    assert {component.name for component in found} == {"VCALENDAR", "VEVENT", "VALARM"}
    dates: list[Any] = [component for component in found if component.name == "VEVENT"]
    assert len({event["UID"] for event in dates}) == len(dates)
    assert all(event["SEQUENCE"] == sequence for event in dates)
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
