"""The calendar in the ledger: announcements of session dates, a stream for each session, and whom each concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import asyncpg

from ledger.chain import GENESIS, canonical_body, chained
from ledger.connection import reaching_the_ledger
from resolutions.evolve import announced_dates
from resolutions.facts import Fact, SessionScheduled
from resolutions.sessions import SessionDates, session_key
from resolutions.state import Entry

SESSION_STREAMS = "session/"
"""How the streams of sessions begin; no resolution's reference holds a stroke."""


def session_stream(body: str, session: int) -> str:
    """The stream that holds a session's announcements."""
    return f"{SESSION_STREAMS}{session_key(body, session)}"


_READ = """
select s.head_seq, s.head_hash,
    (select e.seq from entries e where e.stream = $1 and e.source = $2 and e.event_id = $3) as known
from (values ($1::text)) as asked (stream) left join streams s using (stream)
"""

_WRITE = """
with head as (
    insert into streams as s (stream, head_seq, head_hash) values ($1, $4, $5)
    on conflict (stream) do update set head_seq = excluded.head_seq, head_hash = excluded.head_hash
        where s.head_seq = $2 and s.head_hash = $3
    returning s.stream
), added as (
    insert into entries (stream, seq, source, event_id, type, happened_at, entered_at, recorded_at, body, hash)
    select head.stream, $4, $6, $7, $8, $9, $10, $11, $12, $5 from head
), dated as (
    insert into calendar (body, session, dates, fact, announced)
    select $13, $14, $15::jsonb, $16::jsonb, $9 from head
    on conflict (body, session) do update set dates = excluded.dates, fact = excluded.fact,
        announced = excluded.announced where calendar.announced <= excluded.announced
)
select stream from head
"""


async def record_announcement(pool: asyncpg.Pool, fact: Fact, at: dt.datetime) -> int:
    """Append an announcement to its session's stream, once, and let it stand if it is the latest.

    Returns its number, the first one's if its event was recorded before. By compare and set, as `append` does it.
    """
    data = fact.data
    if not isinstance(data, SessionScheduled):
        raise TypeError(f"{fact.type} announces no session")
    stream, recorded_at = session_stream(data.body, data.session), dt.datetime.now(dt.UTC)
    async with reaching_the_ledger(), pool.acquire() as connection:
        while True:
            standing = await connection.fetchrow(_READ, stream, fact.source, fact.id)
            assert standing is not None  # noqa: S101 - a left join of one row is one row
            if standing["known"] is not None:
                return int(standing["known"])
            seq, previous = standing["head_seq"] or 0, standing["head_hash"] or GENESIS
            entry = Entry(seq=seq + 1, fact=fact, at=at)
            body = canonical_body(stream, entry)
            written = await connection.fetchval(
                _WRITE,
                *(stream, seq, previous, entry.seq, chained(previous, recorded_at, body)),
                *(fact.source, fact.id, fact.type, fact.time, at, recorded_at, body),
                *(data.body, data.session, announced_dates(data, fact.time).model_dump_json()),
                fact.model_dump_json(by_alias=True),
            )
            if written is not None:
                return entry.seq


async def announcements_of_interest(
    pool: asyncpg.Pool, reference: str, sessions: Sequence[tuple[str, int]]
) -> list[Fact]:
    """The announcements of sessions at which a resolution has something.

    Its interest stands before the calendar is read (two statements, never one), and an announcement stands before the
    interested are sought: whichever comes first, the other sees it, and nobody misses a move.
    """
    bodies, numbers = [body for body, _ in sessions], [number for _, number in sessions]
    async with reaching_the_ledger(), pool.acquire() as connection:
        await connection.execute(
            "insert into session_interests (body, session, reference)"
            " select i.body, i.session, $1 from unnest($2::text[], $3::int[]) i(body, session) on conflict do nothing",
            *(reference, bodies, numbers),
        )
        rows = await connection.fetch(
            "select c.fact from calendar c join unnest($1::text[], $2::int[]) i(body, session) using (body, session)",
            *(bodies, numbers),
        )
    return [Fact.model_validate_json(row["fact"]) for row in rows]


async def concerned_by(pool: asyncpg.Pool, body: str, session: int, after: str, limit: int) -> list[str]:
    """A page of the references that have something at a session, in order, past `after`."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select reference from session_interests where body = $1 and session = $2 and reference > $3"
            " order by reference limit $4",
            *(body, session, after, limit),
        )
    return [row["reference"] for row in rows]


async def announced_sessions(pool: asyncpg.Pool, body: str | None = None) -> list[SessionDates]:
    """Every announced session, by body and number."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select dates from calendar where $1::text is null or body = $1 order by body, session", body
        )
    return [SessionDates.model_validate_json(row["dates"]) for row in rows]
