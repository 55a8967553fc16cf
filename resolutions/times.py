"""Instants and days as facts give them: written as text, with a zone, inside the years that the organization lives
in.

The bounds keep every later addition of weeks and days within what a calendar can hold, so that no date told can
make the domain raise.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

EARLIEST_YEAR = 1946
LATEST_YEAR = 2999

_A_DAY = dt.timedelta(days=1)

_RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def is_rfc_3339(text: object) -> bool:
    """Whether a value is the text of a date and time with its zone, as RFC 3339 writes it."""
    return isinstance(text, str) and _RFC_3339.fullmatch(text) is not None


def is_within_bounds(day: dt.date) -> bool:
    """Whether a day lies in a year that facts may speak of."""
    return EARLIEST_YEAR <= day.year <= LATEST_YEAR


def lies_ahead(time: dt.datetime, now: dt.datetime) -> bool:
    """Whether a fact's time has not come: by more than the day that clocks and time zones may differ."""
    return time - now > _A_DAY


def midnight(day: dt.date) -> dt.datetime:
    """The first instant of a day, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _in_utc(value: dt.datetime) -> dt.datetime:
    # Bounded before it is converted, too: the conversion itself overflows at the ends of the calendar.
    _bounded(value)
    moment = value.astimezone(dt.UTC)
    _bounded(moment)
    return moment


def _written_as_a_date(value: object) -> object:
    """A number is no date, though it could be read as seconds since 1970."""
    if isinstance(value, dt.date) or (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        return value
    raise ValueError("a date is written as YYYY-MM-DD")


def _bounded(value: dt.date) -> dt.date:
    if not is_within_bounds(value):
        raise ValueError(f"the year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return value


def _end_of_day_if_only_a_date(value: object) -> object:
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return f"{value}T23:59:59Z"
    if isinstance(value, dt.datetime) or is_rfc_3339(value):
        return value
    raise ValueError("a deadline is a date, or an RFC 3339 date and time with its zone")


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment, kept in UTC."""

Day = Annotated[dt.date, BeforeValidator(_written_as_a_date), AfterValidator(_bounded)]
"""A calendar day."""

Deadline = Annotated[Instant, BeforeValidator(_end_of_day_if_only_a_date)]
"""A moment until which something is in time; given as a bare date, it runs to the last second of that day, UTC."""
