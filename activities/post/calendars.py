"""The dates of a notice as an iCalendar file (RFC 5545), for the reader's own calendar.

Only kinds that set or move dates carry one. A date keeps its UID from notice to notice, so that a calendar that has
it moves it instead of showing it twice, and the number of the ledger's entry as SEQUENCE, so that the later notice
wins in whatever order they arrive. The same notice always gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Final

from icalendar import Alarm, Calendar, Event

from activities.post.changes import read_change
from activities.post.languages import ENGLISH, Language
from activities.post.letter import ID_DOMAIN
from activities.post.wording import NoticeSubject, word_date
from resolutions.notice_content import NoticeItem, NoticeKind

METHOD: Final = "PUBLISH"
"""The file informs (RFC 5546, section 3.2.1): nobody is invited, no answer is expected."""

KINDS_WITH_DATES: Final[frozenset[NoticeKind]] = frozenset(
    {"milestone_ahead", "duty_changed", "duty_opened_late", "session_moved"}
)
_OUTCOMES_WITH_DATES: Final = frozenset({"opened", "assigned"})
"""What becomes of a duty whose dates still stand; the others end it."""

_SETTLED: Final = frozenset({"met", "missed"})
_ID_LENGTH: Final = 40
_MOST_DATES: Final = 100
_WARNING: Final = dt.timedelta(weeks=-1)


def calendar_of(
    subject: NoticeSubject, *, stamp: dt.datetime, sequence: int, language: Language = ENGLISH
) -> bytes | None:
    """The dates still ahead as the bytes of an `.ics` file in UTF-8, None for a notice that has none to give.

    `stamp` is when the fact happened; `sequence` (from 0) grows from each notice about a resolution to the next.
    """
    items = tuple(_next_of_each_step(subject))
    if not items:
        return None
    calendar = Calendar()
    calendar.add("prodid", "-//Resolute//Notices//EN")
    calendar.add("version", "2.0")
    calendar.add("method", METHOD)
    for item in items[:_MOST_DATES]:
        calendar.add_component(_event(subject, item, stamp, sequence, language))
    return bytes(calendar.to_ical())


def _next_of_each_step(subject: NoticeSubject) -> Iterator[NoticeItem]:
    """The nearest date of each step of each duty: a duty that comes again has several, and one place in a calendar."""
    steps: dict[tuple[str, str | None], NoticeItem] = {}
    for item in sorted(_dated(subject), key=lambda item: item.due or dt.date.max):
        steps.setdefault((item.paragraph, item.milestone), item)
    yield from steps.values()


def _dated(subject: NoticeSubject) -> Iterator[NoticeItem]:
    if subject.kind not in KINDS_WITH_DATES:
        return
    if subject.kind == "duty_changed" and subject.outcome not in _OUTCOMES_WITH_DATES:
        return
    yield from (item for item in subject.items if item.due is not None and item.status not in _SETTLED)
    for change in map(read_change, subject.changes):
        if change.manner == "milestone":
            yield NoticeItem(
                paragraph=change.name, kind="", addressee="", milestone=change.milestone, due=change.new, status="ahead"
            )


def _event(subject: NoticeSubject, item: NoticeItem, stamp: dt.datetime, sequence: int, language: Language) -> Event:
    text = word_date(subject, item, language)
    in_language: dict[str, str] = {"LANGUAGE": language}
    event = Event()
    event.add("uid", _uid(subject.reference, item))
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("sequence", sequence)
    event.add("dtstart", item.due)
    event.add("summary", text.summary, parameters=in_language)
    event.add("description", text.description, parameters=in_language)
    # A deadline takes nobody's day.
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(text.summary))
    return event


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _WARNING)
    return alarm


def _uid(reference: str, item: NoticeItem) -> str:
    # A digest, for what it is made of may hold any character and be of any length. The parts are told apart by a
    # character that none of them can hold.
    name = "\n".join((reference, item.paragraph, item.milestone or ""))
    return f"{hashlib.sha256(name.encode()).hexdigest()[:_ID_LENGTH]}@{ID_DOMAIN}"
