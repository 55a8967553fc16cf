"""Sessions as they are listed: those on record and announced, then estimates up to some years ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rich.table import Table

from cli.drawing import day, plain_table
from resolutions.calendar import provenance, usual_sessions
from resolutions.sessions import SessionDates


def known_sessions(body: str, announced: Iterable[SessionDates], ahead: int) -> list[SessionDates]:
    """A body's sessions in order: on record, as announced, and estimated up to so many years from now."""
    usual = usual_sessions(body, dt.datetime.now(dt.UTC).year, ahead)
    known = {dates.session: dates for dates in (*usual, *announced)}
    return [known[number] for number in sorted(known)]


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
