"""Lists of what the ledger holds, a page at a time: each begins after the last row of the page before it.

A page is found by its place in an order that no new row disturbs, and never by counting rows from the beginning, so
that a long list costs what is read of it. `limit` is the number of rows asked for; a caller who wants to know whether
there are more asks for one more.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import asyncpg
from pydantic import TypeAdapter

from ledger.connection import reaching_the_ledger
from ledger.reading import LedgerRow, shown
from resolutions.sessions import SessionDates
from resolutions.state import Mandate, Resolution
from resolutions.views import OwedView, ResolutionView, owed_order, owed_under, resolution_view

_MANDATES = TypeAdapter(tuple[Mandate, ...])
_RESOLUTIONS_AT_ONCE = 100


class StreamRow(LedgerRow):
    """A row of the ledger with the stream that it stands in: a resolution's reference, or `session/ccpcj-29`."""

    stream: str


@dataclass(frozen=True)
class OwedFilter:
    """What is owed under resolutions of a body, by an office (part of its name), due by a day, late or not late."""

    body: str | None = None
    office: str | None = None
    until: dt.date | None = None
    late: bool | None = None

    def admits(self, row: OwedView) -> bool:
        """Whether a row is asked for, its body apart."""
        return (
            (self.office is None or self.office.casefold() in row.owed_by.casefold())
            and (self.until is None or (row.due is not None and row.due <= self.until))
            and (self.late is None or (row.status == "late") is self.late)
        )


async def filed_page(
    pool: asyncpg.Pool,
    body: str | None,
    session: int | None,
    stage: str | None,
    after: tuple[str, int, str] | None,
    limit: int,
) -> list[ResolutionView]:
    """Resolutions, or those of a body, session or stage, by body, session and reference, past `after`.

    What they were told makes most of a state and is nothing of what is shown: it is left where it is.
    """
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select (state::jsonb - 'told')::text as state from (select * from resolutions"
            " where ($1::text is null or body = $1) and ($2::int is null or session = $2)"
            " and ($3::text is null or stage = $3)"
            " and ($4::text is null or (body, session, reference) > ($4::text, $5::int, $6::text))"
            " order by body, session, reference limit $7) as page order by body, session, reference",
            *(body, session, stage, *(after or (None, None, None)), limit),
        )
    return [resolution_view(Resolution.model_validate_json(row["state"])) for row in rows]


async def ledger_page(pool: asyncpg.Pool, after: tuple[str, int] | None, limit: int) -> list[StreamRow]:
    """Rows of the whole ledger by stream and number, past `after`."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select stream, seq, recorded_at, body, hash from entries where (stream, seq) > ($1::text, $2::bigint)"
            " order by stream, seq limit $3",
            *(*(after or ("", 0)), limit),
        )
    return [_shown_with_stream(row) for row in rows]


async def stream_page(pool: asyncpg.Pool, stream: str, after: int, limit: int) -> list[StreamRow]:
    """Rows of one stream by number, past `after` (0: from the first); none of a stream that there is not."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select stream, seq, recorded_at, body, hash from entries where stream = $1 and seq > $2"
            " order by seq limit $3",
            *(stream, after, limit),
        )
    return [_shown_with_stream(row) for row in rows]


def _shown_with_stream(row: asyncpg.Record) -> StreamRow:
    return StreamRow(stream=row["stream"], **dict(shown(row)))


async def calendar_page(
    pool: asyncpg.Pool,
    body: str | None,
    usual: Sequence[SessionDates],
    after: tuple[str, int] | None,
    limit: int,
) -> list[SessionDates]:
    """Sessions, or those of a body, by body and number, past `after`: as announced, else as they usually are."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "with usual as (select * from unnest($2::text[], $3::int[], $4::text[]) u(body, session, dates)"
            " where not exists (select from calendar c where (c.body, c.session) = (u.body, u.session)))"
            " select dates from (select body, session, dates::text from calendar union all select * from usual) s"
            " where ($1::text is null or body = $1) and (body, session) > ($5::text, $6::int)"
            " order by body, session limit $7",
            *(body, [each.body for each in usual], [each.session for each in usual]),
            *([each.model_dump_json() for each in usual], *(after or ("", 0)), limit),
        )
    return [SessionDates.model_validate_json(row["dates"]) for row in rows]


async def owed_page(
    pool: asyncpg.Pool,
    asked: OwedFilter,
    today: dt.date,
    after: tuple[dt.date, str, str] | None,
    limit: int,
) -> list[OwedView]:
    """What is owed, the latest first, then what is ahead in the order in which it falls due, past `after`.

    What is late depends on the day and cannot be found by an index: every resolution in follow-up is looked at, some
    at a time, and no more rows are held than are asked for.
    """
    first: list[OwedView] = []
    async for rows in _owed_at_a_time(pool, asked.body, today):
        wanted = [row for row in rows if asked.admits(row) and (after is None or owed_order(row) > after)]
        first = heapq.nsmallest(limit, [*first, *wanted], key=owed_order)
    return first


async def _owed_at_a_time(pool: asyncpg.Pool, body: str | None, today: dt.date) -> AsyncIterator[list[OwedView]]:
    after = ""
    while True:
        async with reaching_the_ledger():
            rows = await pool.fetch(
                "select reference, title, state -> 'mandates' as mandates from resolutions"
                " where stage = 'follow_up' and ($1::text is null or body = $1) and reference > $2"
                " order by reference limit $3",
                *(body, after, _RESOLUTIONS_AT_ONCE),
            )
        yield [
            owed
            for row in rows
            for owed in owed_under(
                row["reference"], row["title"], _MANDATES.validate_json(row["mandates"] or "[]"), today
            )
        ]
        if len(rows) < _RESOLUTIONS_AT_ONCE:
            return
        after = rows[-1]["reference"]
