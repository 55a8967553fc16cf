"""The sessions calendar: when session N of a body sits, as announced, as known, or as estimated and marked so.

Number to year is safe, number to month is not: a session's dates are versioned data. The dates here are what is on
record; an announcement (`session.scheduled`) takes their place, and every milestone that hangs on them moves with
it.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from resolutions.times import Day, Deadline, Instant

Commission = Literal["CCPCJ", "CND"]

BODY_NAMES = {
    "CCPCJ": "Commission on Crime Prevention and Criminal Justice",
    "CND": "Commission on Narcotic Drugs",
    "ECOSOC": "Economic and Social Council",
    "GA": "General Assembly",
}
_CODE_OF_NAME = {name.casefold(): code for code, name in BODY_NAMES.items()}

_YEAR_BEFORE_FIRST_SESSION = {"CCPCJ": 1991, "CND": 1957, "GA": 1945, "ECOSOC": 0}
"""Session N of a body sits in (for the Assembly: opens in) this year plus N. ECOSOC counts its sessions by the year
itself.
"""

_USUAL_DAY = {"CCPCJ": (5, 18), "CND": (3, 12)}
"""A commission's week is estimated to open on the Monday nearest this month and day."""

_EARLIEST_YEAR_KNOWN, _LATEST_YEAR_KNOWN = 1900, 5000
"""A number that would sit outside these years is no session, whatever a text says."""

ASSEMBLY_OPENS_A_WEEK_EARLIER_FROM = 2023
"""The Assembly opens on the Tuesday of the third week of September, from this year on of the second.

Weeks are counted from the first that holds a working day (GA rule 1). The openings on record, 14 September 2021, 13
September 2022 and 5 September 2023, put the change in 2023.
"""


class Part(BaseModel):
    """A part of a session: first and last day."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    opens: Day
    closes: Day


class SessionDates(BaseModel):
    """When a session sits. `estimated` until announced or on record; `announced` is when a fact last set it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    body: str
    session: int
    opens: dt.date
    closes: dt.date
    reconvened: Part | None = None
    draft_deadline: Deadline | None = None
    estimated: bool = False
    announced: Instant | None = None

    @property
    def last_day(self) -> dt.date:
        """The day on which the session closes for good, its reconvened part included."""
        return self.reconvened.closes if self.reconvened else self.closes


def body_code(name: str) -> str:
    """The short code of a body whose sessions are counted here ("general assembly" is GA), else the name as it was
    told.
    """
    return name.upper() if name.upper() in BODY_NAMES else _CODE_OF_NAME.get(name.casefold(), name)


def session_key(body: str, session: int) -> str:
    """The session's name in the ledger and in workflow ids: `ccpcj-29`."""
    return f"{'-'.join(body.lower().split())}-{session}"


def year_of(body: str, session: int) -> int | None:
    """The year in which session N of a body sits (the Assembly: opens), or None for a body whose counting is not
    known here.
    """
    before = _YEAR_BEFORE_FIRST_SESSION.get(body)
    return None if before is None else before + session


def _monday_nearest(day: dt.date) -> dt.date:
    back = day.weekday()
    return day - dt.timedelta(days=back if back <= 3 else back - 7)


def _assembly_opens(year: int) -> dt.date:
    first = dt.date(year, 9, 1)
    monday_of_first_week = first - dt.timedelta(days=first.weekday())
    if first.weekday() >= 5:
        monday_of_first_week += dt.timedelta(weeks=1)
    week = 2 if year >= ASSEMBLY_OPENS_A_WEEK_EARLIER_FROM else 3
    return monday_of_first_week + dt.timedelta(weeks=week - 1, days=1)


def _known(body: str, session: int, opens: str, closes: str, reconvened: tuple[str, str] | None = None) -> SessionDates:
    again = (
        Part(opens=dt.date.fromisoformat(reconvened[0]), closes=dt.date.fromisoformat(reconvened[1]))
        if reconvened
        else None
    )
    return SessionDates(
        body=body,
        session=session,
        opens=dt.date.fromisoformat(opens),
        closes=dt.date.fromisoformat(closes),
        reconvened=again,
    )


# The 29th session of CCPCJ stands as it was planned. An announcement moved it to 3 December 2020, and a life that
# is lived again from 2019 must meet the plan first and the announcement when it came.
_ON_RECORD = {
    (known.body, known.session): known
    for known in (
        _known("CCPCJ", 22, "2013-04-22", "2013-04-26"),
        _known("CCPCJ", 23, "2014-05-12", "2014-05-16"),
        _known("CCPCJ", 24, "2015-05-18", "2015-05-22"),
        _known("CCPCJ", 25, "2016-05-23", "2016-05-27", ("2016-12-01", "2016-12-02")),
        _known("CCPCJ", 26, "2017-05-22", "2017-05-26"),
        _known("CCPCJ", 27, "2018-05-14", "2018-05-18", ("2018-12-06", "2018-12-07")),
        _known("CCPCJ", 28, "2019-05-20", "2019-05-24", ("2019-12-12", "2019-12-13")),
        _known("CCPCJ", 29, "2020-05-18", "2020-05-22"),
        _known("CCPCJ", 30, "2021-05-17", "2021-05-21"),
        _known("CCPCJ", 31, "2022-05-16", "2022-05-20"),
        _known("CCPCJ", 32, "2023-05-22", "2023-05-26"),
        _known("CCPCJ", 33, "2024-05-13", "2024-05-17"),
        _known("CCPCJ", 34, "2025-05-19", "2025-05-23"),
        _known("CND", 67, "2024-03-14", "2024-03-22"),
        _known("CND", 68, "2025-03-10", "2025-03-14"),
    )
}


def built_in_dates(body: str, session: int) -> SessionDates | None:
    """The session's dates on record, else an estimate marked as one, else None for a body whose calendar is not
    known here.
    """
    on_record = _ON_RECORD.get((body, session))
    if on_record:
        return on_record
    year = year_of(body, session)
    if year is None or not _EARLIEST_YEAR_KNOWN <= year <= _LATEST_YEAR_KNOWN:
        return None
    if body == "GA":
        closes = _assembly_opens(year + 1) - dt.timedelta(days=1)
        return SessionDates(body=body, session=session, opens=_assembly_opens(year), closes=closes, estimated=True)
    if body == "ECOSOC":
        # The Council takes up the commissions' texts around 21 July; no rule fixes the day.
        opens = _monday_nearest(dt.date(year, 7, 21))
    else:
        opens = _monday_nearest(dt.date(year, *_USUAL_DAY[body]))
    return SessionDates(body=body, session=session, opens=opens, closes=opens + dt.timedelta(days=4), estimated=True)


def sessions_on_record() -> tuple[SessionDates, ...]:
    """Every session whose dates are on record here, by body and number."""
    return tuple(_ON_RECORD[key] for key in sorted(_ON_RECORD))


def assembly_session_on(day: dt.date) -> int:
    """The number of the Assembly's regular session that is running on a day."""
    return day.year - 1945 if day >= _assembly_opens(day.year) else day.year - 1946
