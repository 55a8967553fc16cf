"""Sessions as they are listed: those on record and announced, then estimates up to some years ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rich.table import Table

from cli.drawing import day, plain_table
from resolutions.sessions import SessionDates, built_in_dates, sessions_on_record, year_of


def known_sessions(body: str, announced: Iterable[SessionDates], ahead: int) -> list[SessionDates]:
    """A body's sessions in order: on record, as announced, and estimated up to so many years from now."""
    known = {dates.session: dates for dates in sessions_on_record() if dates.body == body}
    known |= {dates.session: dates for dates in announced}
    before = year_of(body, 0)
    if before is not None:
        present = dt.datetime.now(dt.UTC).year - before
        for number in range(max(known, default=present - 1) + 1, present + max(0, ahead) + 1):
            estimate = built_in_dates(body, number)
            if estimate is not None:
                known[number] = estimate
    return [known[number] for number in sorted(known)]


def provenance(dates: SessionDates) -> str:
    """How a session's dates are known."""
    if dates.announced:
        return f"announced {dates.announced:%Y-%m-%d}"
    return "estimate" if dates.estimated else "on record"


def sessions_table(sessions: Sequence[SessionDates]) -> Table:
    """Sessions, one a row."""
    table = plain_table("session", "sits", "reconvened", "drafts until", "known")
    for each in sessions:
        again = between(each.reconvened.opens, each.reconvened.closes) if each.reconvened else ""
        deadline = f"{each.draft_deadline:%Y-%m-%d %H:%M} UTC" if each.draft_deadline else ""
        sits = between(each.opens, each.closes)
        table.add_row(f"{each.body} {each.session}", sits, again, deadline, provenance(each))
    return table


def between(first: dt.date, last: dt.date) -> str:
    """Two days as people write them: 18-22 May 2015, 30 Nov-2 Dec 2020."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    return f"{first:%-d %b}–{day(last)}" if first.year == last.year else f"{day(first)}–{day(last)}"
