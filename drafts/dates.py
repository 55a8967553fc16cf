"""When something falls due: the sessions, years, dates, periods and events that a clause names.

Sessions that merely describe (
    "adopted by the Statistical Commission at its forty-sixth session"
) are no deadlines: a
time that belongs to something already done is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from drafts.names import BODY, Setting, bodies_in
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
_NUMBER_WORDS: Final = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}

_SESSION: Final = re.compile(
    rf"\b(?:its|their|the)(?: regular| reconvened| resumed)? (?P<ordinals>(?:{ORDINAL})(?:(?:, and |, "
    rf"| and )(?:{ORDINAL}))*)(?: (?:regular|reconvened|resumed|main))? sessions?\b(?:,? of the (?P<of>{BODY}))?",
    re.IGNORECASE,
)
_ONE_ORDINAL: Final = re.compile(ORDINAL, re.IGNORECASE)
_SESSION_OF_YEAR: Final = re.compile(
    rf"\b(?:its|the) (?:(?:substantive |annual )?session (?:of|in) (?P<late>20\d\d)"
    rf"|(?P<early>20\d\d) (?:substantive )?session)(?: of the (?P<of>{BODY}))?"
)
_SESSION_AFTER: Final = re.compile(
    r"\b(?:its|the)(?: next| first)?(?: regular)? session,? (?:following|after|subsequent to"
    r"|immediately following) (?P<event>[^,;.]{3,200})"
)
_NEXT_SESSION: Final = re.compile(r"\b(?:at|during|to) its next (?:regular )?session\b")
_AFTER: Final = re.compile(
    r"\b(?:following|after|upon|within \w+ (?:days|weeks|months|years?) of"
    r"|of the date of) (?P<event>(?:the )?(?:\w+ )?(?:conclusion|completion|adoption|end|finalization|closure"
    r"|discussion|meeting|close|entry into force)\b[^,;.]{0,200})"
)
_EVERY: Final = re.compile(
    r"\b(?:every (?P<count>two|three|four|five|six|ten) (?P<unit>years|months)|every (?P<one>year|second year"
    r"|other year)|(?P<adverb>annually|biennially|triennially|quadrennially|quarterly|yearly|semi-annually"
    r"|biannually|twice a year|monthly)|on an? (?P<basis>annual|biennial|triennial|quadrennial|four-year"
    r"|five-year|three-year|two-year|quarterly|yearly) basis|at each(?: of its)? (?:regular "
    r"|annual )?(?P<each>sessions?))\b"
)
_PERIODIC: Final = re.compile(
    r"\b(?P<adverb>annual|biennial|triennial|quadrennial|quarterly)(?= (?:\w+ )?(?:reports?|updates?|briefings?"
    r"|review|reviews))"
)
_UNTIL: Final = re.compile(
    rf"\buntil (?:(?:its|the) (?P<session>{ORDINAL}) session|(?:the year )?(?P<year>20\d\d))", re.IGNORECASE
)
_DAY: Final = re.compile(
    rf"\b(?:on|by|before|from|until|no later than|not later than"
    rf"|opening on) (?P<day>\d{{1,2}})(?: (?P<first>{_MONTH}))?(?:(?: to | and |\u2013"
    rf"|-)\d{{1,2}})? (?P<month>{_MONTH})?,? ?(?P<year>20\d\d)\b"
)
_IN_YEAR: Final = re.compile(
    rf"\b(?:in|by|during|before|no later than|not later than"
    rf"|by the end of)(?: (?:{_MONTH}))? (?P<year>20\d\d)\b(?! Agenda)"
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
    r"|\bpreparations? for $|\b(?:goals?|targets?|[Aa]genda)\b[^,;]{0,30} $"
)


@dataclass(frozen=True)
class When:
    """A time found in a clause: where it stands, what it means, and the body whose session it is."""

    start: int
    due: Due
    body: str | None = None
    end: int = 0


def session_times(text: str, setting: Setting, default: str | None) -> list[When]:
    """The sessions that a clause names as times, in order. `default` is the body meant where none was
    named before.
    """
    found = [*_numbered_sessions(text, setting, default), *_sessions_of_years(text, setting, default)]
    event = event_time(text)
    waits = [event for when in found if event and event.start < when.start < event.end][:1]
    times = waits or [when for when in found if not is_done(text, when.start)]
    return sorted(times, key=lambda when: when.start)


def next_session(text: str, setting: Setting, default: str | None) -> When | None:
    """The next session of the very body that the document was put to."""
    found = _NEXT_SESSION.search(text)
    if found is None or setting.body is None or setting.session is None:
        return None
    body = _nearest_body(text, found.start(), setting, default)
    if body is None or body != setting.body:
        return None
    return When(found.start(), DueAtSession(body=body, session=setting.session + 1), body)


def session_after(text: str) -> When | None:
    """A session known only by what it follows."""
    found = _SESSION_AFTER.search(text)
    if found is None:
        return None
    event = re.split(r" on the (?:outcome|results?|implementation|work)\b", found["event"])[0]
    return When(found.start(), DueAfterEvent(after=event.strip()))


def event_time(text: str) -> When | None:
    """An event without a date that the clause waits for."""
    found = _AFTER.search(text)
    return When(found.start(), DueAfterEvent(after=found["event"].strip()), end=found.end()) if found else None


def recurring_time(text: str) -> When | None:
    """A period said of the action itself ("every two years"), with the year or session in which it ends."""
    found = _EVERY.search(text)
    if found is None:
        return None
    if found["count"]:
        every = f"P{_NUMBER_WORDS[found['count']]}{found['unit'][0].upper()}"
    else:
        every = _PERIODS[found["one"] or found["adverb"] or found["basis"] or found["each"]]
    return When(found.start(), DueRecurring(every=every, until=_until(text)))


def periodic_product(text: str) -> When | None:
    """A period said of the product ("annual updates")."""
    found = _PERIODIC.search(text)
    return When(found.start(), DueRecurring(every=_PERIODS[found["adverb"]], until=_until(text))) if found else None


def calendar_time(text: str) -> When | None:
    """The first date or year that the clause sets."""
    days = [(found.start(), _on_day(found)) for found in _DAY.finditer(text) if not is_done(text, found.start("day"))]
    years: list[tuple[int, Due | None]] = [
        (found.start(), DueInYear(year=int(found["year"])))
        for found in _IN_YEAR.finditer(text)
        if not is_done(text, found.start("year"))
    ]
    first = min(((start, due) for start, due in [*days, *years] if due), key=lambda pair: pair[0], default=None)
    return When(*first) if first else None


def is_done(text: str, position: int) -> bool:
    """Whether the time at `position` belongs to something already done ("held in 2013", "adopted ... at
    its ... session").
    """
    return _DONE.search(text[max(0, position - 130) : position]) is not None


def _numbered_sessions(text: str, setting: Setting, default: str | None) -> list[When]:
    whens = []
    for found in _SESSION.finditer(text):
        numbers = tuple(number for spelled in _ONE_ORDINAL.findall(found["ordinals"]) if (number := ordinal(spelled)))
        body = setting.names.code(found["of"]) if found["of"] else _nearest_body(text, found.start(), setting, default)
        if not numbers or body is None:
            continue
        due: Due = (
            DueAtSession(body=body, session=numbers[0])
            if len(numbers) == 1
            else DueAtSessions(body=body, sessions=numbers)
        )
        whens.append(When(found.start(), due, body))
    return whens


def _sessions_of_years(text: str, setting: Setting, default: str | None) -> list[When]:
    whens = []
    for found in _SESSION_OF_YEAR.finditer(text):
        body = setting.names.code(found["of"]) if found["of"] else _nearest_body(text, found.start(), setting, default)
        if body:
            due = DueAtSession(body=body, session=int(found["late"] or found["early"]))
            whens.append(When(found.start(), due, body))
    return whens


def _nearest_body(text: str, position: int, setting: Setting, default: str | None) -> str | None:
    named = [match for match in bodies_in(text[:position]) if match[0] != "Member States"]
    return setting.names.code(named[-1][0]) if named else default


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
