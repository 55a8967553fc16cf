"""When something falls due: the sessions, years, dates, periods and events that a clause names.

Sessions that merely describe ("adopted by the Statistical Commission at its forty-sixth session") are no deadlines: a
time that belongs to something already done is left out. Every time found says where it stands in the text it was
looked for in, and what is doubtful about it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drafts.evidence import DoubtCode
from drafts.names import BODY, Names, Setting, bodies_in
from drafts.ordinals import ORDINAL, ordinal
from resolutions.duties import (
    Due,
    DueAfterEvent,
    DueAtSession,
    DueAtSessions,
    DueInYear,
    DueOnDate,
    DueRecurring,
)

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH: Final = "|".join(MONTHS)
_NUMBER_WORDS: Final = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "eighteen": 18,
    "thirty": 30,
    "sixty": 60,
    "ninety": 90,
    "one hundred and twenty": 120,
}
_COUNT: Final = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_LONGEST_COUNT: Final = 99
_DAYS_OF_A_MONTH: Final = 30

_SESSION: Final = re.compile(
    rf"(?i:\b(?:its|their|the)(?: regular| reconvened| resumed| forthcoming| upcoming| annual| next,)? "
    rf"(?P<ordinals>(?:{ORDINAL})(?:(?:, and |, | and |, as well as | and its )(?:{ORDINAL})){{0,8}})"
    rf"(?: \(20\d\d\))?(?: (?:regular|reconvened|resumed|main|annual|substantive))? sessions?\b)"
    rf"(?:,? of the (?P<of>{BODY}))?"
)
_ONE_ORDINAL: Final = re.compile(ORDINAL, re.IGNORECASE)
_SESSION_OF_YEAR: Final = re.compile(
    rf"\b(?:its|the) (?:(?:substantive |annual )?session (?:of|in) (?P<late>20\d\d)"
    rf"|(?P<early>20\d\d) (?:substantive )?session)(?: of the (?P<of>{BODY}))?"
)
_COUNTED_BY_NUMBER: Final = frozenset({"GA", "HRC", "CCPCJ", "CND"})
"""Bodies whose sessions are never called by their year: a session of a year is the Council's."""

_SESSION_AFTER: Final = re.compile(
    r"\b(?:its|the)(?: next| first)?(?: regular)? session,? (?:following|after|subsequent to"
    r"|immediately following) (?P<event>[^,;.]{3,200})"
)
_NEXT_SESSION: Final = re.compile(
    rf"\b(?:at|during|to|for|before|by|no later than|not later than|in time for) (?:its|the) (?:next|forthcoming"
    rf"|upcoming"
    rf"|following|(?P<now>current|present|resumed|ongoing))(?: regular| annual| substantive)? session\b"
    rf"(?: of the (?P<of>{BODY}))?"
)
_SAME_SESSION: Final = re.compile(r"\b(?:at|during|for|to) (?:that|the same|the said) session\b")
_AFTER: Final = re.compile(
    r"\b(?:following|after|upon|(?:of|from) the date of|within [\w-]{1,20} (?:calendar |working )?(?:days|weeks|months"
    r"|years?) (?:of|from|after|following)(?: the date of)?) (?P<event>(?:the |its )?(?:\w+ )?(?:conclusion|completion"
    r"|adoption|end|finalization|closure|discussion|meeting|close|entry into force|establishment"
    r"|receipt)\b[^,;.]{0,200})"
)
_ABOUT: Final = re.compile(
    r" on (?:the |its |any )?(?:outcomes?|results?|implementation|work|steps|measures|progress|actions?|status"
    r"|activities)\b"
)
_EVERY: Final = re.compile(
    rf"\b(?:(?<!review )(?:every|each) (?:(?P<count>{_COUNT}|[2-9]|[1-9]\d|1\d\d) (?P<unit>years|months|days)"
    rf"|(?P<one>year|second year"
    rf"|other year|third year|fourth year|month|quarter))|(?P<adverb>annually|biennially|triennially|quadrennially"
    rf"|quarterly"
    rf"|yearly|semi-annually|biannually|bi-annually|half-yearly|twice a year|once a year|twice yearly|monthly)"
    rf"|on an? (?P<basis>annual|biennial|triennial|quadrennial|four-year|five-year|three-year|two-year|quarterly"
    rf"|yearly"
    rf"|semi-annual|six-monthly|monthly) basis|at (?:each|every one)(?: of its)? (?:regular "
    rf"|annual )?(?P<each>sessions?))\b"
)
_PERIODIC: Final = re.compile(
    r"\b(?P<adverb>annual|biennial|triennial|quadrennial|quarterly|semi-annual|monthly)(?= (?:[\w-]+ )?(?:reports?"
    r"|updates?|briefings?"
    r"|review|reviews))"
)
_UNTIL: Final = re.compile(
    rf"\b(?:until|up to and including|through to) (?:(?:its|the) (?P<session>{ORDINAL}) session"
    rf"|(?:the (?:year|end of) |(?:{_MONTH}) )?(?P<year>20\d\d))",
    re.IGNORECASE,
)
_DAY: Final = re.compile(
    rf"\b(?:on|by|before|prior to|from|until|no later than|not later than|opening on|commencing on)"
    rf"(?: (?:[MTWFS][a-z]{{2,5}}day),)? (?P<day>\d{{1,2}})(?: (?P<first>{_MONTH}))?(?:(?: to | and |\u2013"
    rf"|-)\d{{1,2}})? (?P<month>{_MONTH})?,? ?(?P<year>20\d\d)\b"
)
_IN_YEAR: Final = re.compile(
    rf"\b(?:in|by|during|before|prior to|towards|no later than|not later than|at)"
    rf"(?: the (?:very )?(?:end|beginning|start|middle|course|(?:first|second|third|fourth|last) (?:half|quarter)) of"
    rf"| early| late)?(?: the year)?(?: mid-)?(?: (?:{_MONTH})(?: and (?:{_MONTH}))?)? ?(?P<year>(?<= "
    rf"|-)20\d\d)\b(?! Agenda)"
)
_MAIN_COMMITTEE: Final = re.compile(
    r"(?:First|Second|Third|Fourth|Fifth|Sixth|Special Political and Decolonization) Committee.{0,40}"
)
_PERIODS: Final = {
    "annually": "P1Y",
    "annual": "P1Y",
    "yearly": "P1Y",
    "year": "P1Y",
    "session": "P1Y",
    "sessions": "P1Y",
    "biennially": "P2Y",
    "biennial": "P2Y",
    "two-year": "P2Y",
    "second year": "P2Y",
    "other year": "P2Y",
    "third year": "P3Y",
    "fourth year": "P4Y",
    "month": "P1M",
    "quarter": "P3M",
    "semi-annual": "P6M",
    "six-monthly": "P6M",
    "half-yearly": "P6M",
    "bi-annually": "P6M",
    "twice yearly": "P6M",
    "once a year": "P1Y",
    "triennially": "P3Y",
    "triennial": "P3Y",
    "three-year": "P3Y",
    "quadrennially": "P4Y",
    "quadrennial": "P4Y",
    "four-year": "P4Y",
    "five-year": "P5Y",
    "quarterly": "P3M",
    "semi-annually": "P6M",
    "biannually": "P6M",
    "twice a year": "P6M",
    "monthly": "P1M",
}
_PARTICIPLE: Final = r"(?<!be )\b(?:held|made|taken|given|begun|[a-z]{3,}ed)"
_DONE: Final = re.compile(
    rf"{_PARTICIPLE}(?: \w+)?,? (?:at|during|in|on|from)(?: the (?:beginning|end) of)? $"
    rf"|{_PARTICIPLE} by (?:the )?[^,;]{{3,90}},? (?:at|during|in|on) $|{_PARTICIPLE} (?:in"
    rf"|at) [A-Z][\w, ]{{2,40}},? (?:at|during|in|on|from) $"
    r"|\b(?:that|which) (?:is|are|was|were) to be [a-z]+[^,;]{0,90} (?:at|during|in|on) $|\bon $"
    r"|\bperiod (?:from )?$|\bpreparations? for $|\b(?:goals?|targets?|[Aa]genda)\b[^,;]{0,30} $"
)


_HELD_ON: Final = re.compile(
    r"(?:^|\bto |\bbe )(?:be )?(?:hold|held|convene|convened|organize|organized|meet)\b[^;,]{0,120} on $"
)


@dataclass(frozen=True)
class When:
    """A time found in a clause: where it stands, what it means, the body whose session it is, and what is doubtful."""

    start: int
    end: int
    due: Due
    body: str | None = None
    doubts: tuple[DoubtCode, ...] = ()

    def moved(self, by: int) -> When:
        """The same time, seen from a text that begins `by` characters earlier."""
        return replace(self, start=self.start + by, end=self.end + by)


def session_times(text: str, setting: Setting, default: str | None) -> list[When]:
    """The sessions that a clause names as times, in order. `default` is the body meant where none was
    named before.
    """
    if "ession" not in text:
        return []
    found = [*_numbered_sessions(text, setting, default), *_sessions_of_years(text, setting, default)]
    event = event_time(text)
    waits = [event for when in found if event and event.start < when.start < event.end][:1]
    times = waits or [when for when in found if not is_done(text, when.start)]
    return sorted(times, key=lambda when: when.start)


def next_session(text: str, setting: Setting, default: str | None) -> When | None:
    """The next session, or the resumed one, of the very body that the document was put to."""
    found = _NEXT_SESSION.search(text)
    if found is None or setting.body is None or setting.session is None:
        return None
    named = setting.names.code(found["of"]) if found["of"] else _Bodies(text, setting.names).before(found.start())
    body = named or default
    if body is None or body != setting.body:
        return None
    session = setting.session if found["now"] else setting.session + 1
    due = DueAtSession(body=body, session=session)
    return When(found.start(), found.end(), due, body, ("relative_session",))


def same_session(text: str, before: str, setting: Setting, default: str | None) -> When | None:
    """ "At that session": the last one named in the text `before`, whatever was to be done there."""
    found = _SAME_SESSION.search(text)
    if found is None:
        return None
    named = [*_numbered_sessions(before, setting, default), *_sessions_of_years(before, setting, default)]
    last = max(named, key=lambda when: when.start, default=None)
    return replace(last, start=found.start(), end=found.end()) if last else None


def session_after(text: str) -> When | None:
    """A session known only by what it follows."""
    found = _SESSION_AFTER.search(text)
    if found is None:
        return None
    event = _ABOUT.split(found["event"])[0]
    end = found.start("event") + len(event)
    return When(found.start(), end, DueAfterEvent(after=event.strip()), doubts=("event",))


def event_time(text: str) -> When | None:
    """An event without a date that the clause waits for."""
    found = _AFTER.search(text)
    if found is None:
        return None
    event = _ABOUT.split(found["event"])[0]
    end = found.start("event") + len(event)
    return When(found.start(), end, DueAfterEvent(after=event.strip()), doubts=("event",))


def recurring_time(text: str) -> When | None:
    """A period said of the action itself ("every two years"), with the year or session in which it ends."""
    found = _EVERY.search(text)
    if found is None:
        return None
    counted = _counted_period(found["count"], found["unit"]) if found["count"] else None
    named = found["one"] or found["adverb"] or found["basis"] or found["each"]
    every = _PERIODS.get(named) if named else counted
    if every is None:
        return None
    doubts: tuple[DoubtCode, ...] = ("days_as_months",) if found["unit"] == "days" else ()
    return When(found.start(), found.end(), DueRecurring(every=every, until=_until(text)), doubts=doubts)


def periodic_product(text: str) -> When | None:
    """A period said of the product ("annual updates")."""
    found = _PERIODIC.search(text)
    if found is None:
        return None
    due = DueRecurring(every=_PERIODS[found["adverb"]], until=_until(text))
    return When(found.start(), found.end(), due, doubts=("periodic_product",))


def calendar_time(text: str) -> When | None:
    """The first date or year that the clause sets."""
    return next(iter(calendar_times(text)), None)


def calendar_times(text: str) -> list[When]:
    """The dates and years that the clause sets, in order."""
    days = [
        When(found.start(), found.end(), due)
        for found in _DAY.finditer(text)
        if (due := _on_day(found)) and (not is_done(text, found.start("day")) or _is_held_on(text, found.start("day")))
    ]
    years = [
        When(found.start(), found.end(), DueInYear(year=int(found["year"])))
        for found in _IN_YEAR.finditer(text)
        if not is_done(text, found.start("year"))
    ]
    return sorted([*days, *years], key=lambda when: when.start)


def _is_held_on(text: str, position: int) -> bool:
    """Whether what is to be held is to be held on the day at `position`; "on" a day else tells of what was done."""
    return _HELD_ON.search(text[max(0, position - 160) : position]) is not None


def is_done(text: str, position: int) -> bool:
    """Whether the time at `position` belongs to something already done ("held in 2013", "adopted ... at
    its ... session").
    """
    return _DONE.search(text[max(0, position - 130) : position]) is not None


def _counted_period(count: str, unit: str) -> str | None:
    """A number of years, months or days as a period; days count where they make whole months of thirty."""
    number = int(count) if count.isdigit() else _NUMBER_WORDS[count]
    if unit == "days":
        return f"P{number // _DAYS_OF_A_MONTH}M" if number % _DAYS_OF_A_MONTH == 0 else None
    return f"P{number}{unit[0].upper()}" if number <= _LONGEST_COUNT else None


def _numbered_sessions(text: str, setting: Setting, default: str | None) -> Iterator[When]:
    bodies = _Bodies(text, setting.names)
    for found in _SESSION.finditer(text):
        numbers = tuple(number for spelled in _ONE_ORDINAL.findall(found["ordinals"]) if (number := ordinal(spelled)))
        body, doubts = bodies.whose_session(found, default)
        if numbers and body:
            one = DueAtSession(body=body, session=numbers[0])
            due: Due = one if len(numbers) == 1 else DueAtSessions(body=body, sessions=numbers)
            yield When(found.start(), found.end(), due, body, doubts)


def _sessions_of_years(text: str, setting: Setting, default: str | None) -> Iterator[When]:
    bodies = _Bodies(text, setting.names)
    for found in _SESSION_OF_YEAR.finditer(text):
        body, doubts = bodies.whose_session(found, default)
        if body in _COUNTED_BY_NUMBER:
            body, doubts = "ECOSOC", ("body_unnamed",)
        if body:
            due = DueAtSession(body=body, session=int(found["late"] or found["early"]))
            yield When(found.start(), found.end(), due, body, doubts)


class _Bodies:
    """The bodies that a text mentions, to be asked which was named last before a place."""

    def __init__(self, text: str, names: Names) -> None:
        self._names = names
        self._named = [match for match in bodies_in(text) if match[0] != "Member States"]
        self._ends = [match.end() for match in self._named]

    def before(self, position: int) -> str | None:
        """The code or name of the body named last before the position; None if there is none."""
        place = bisect_right(self._ends, position)
        return self._names.code(self._named[place - 1][0]) if place else None

    def whose_session(self, session: re.Match[str], default: str | None) -> tuple[str | None, tuple[DoubtCode, ...]]:
        """The body at whose session something is due, `default` where none is named, and what is doubtful about it."""
        if session["of"]:
            return convening(self._names.code(session["of"])), ()
        nearest = self.before(session.start())
        body = nearest or default
        return (convening(body) if body else None), (() if nearest else ("body_unnamed",))


def convening(body: str) -> str:
    """The body at whose sessions a body sits: the General Assembly for its Main Committees, else the body itself."""
    return "GA" if _MAIN_COMMITTEE.fullmatch(body) else body


def _on_day(found: re.Match[str]) -> Due | None:
    month = found["first"] or found["month"]
    try:
        return DueOnDate(date=dt.date(int(found["year"]), MONTHS.index(month or "") + 1, int(found["day"])))
    except ValueError:
        return None


def _until(text: str) -> int | None:
    found = _UNTIL.search(text)
    if found is None:
        return None
    return int(found["year"]) if found["year"] else ordinal(found["session"])
