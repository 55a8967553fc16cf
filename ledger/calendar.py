"""The calendar in the ledger: announcements of session dates, a stream for each session, and whom each concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.chain import canonical_body, chained
from ledger.connection import reaching_the_ledger
from resolutions.evolve import announced_dates
from resolutions.facts import Fact, SessionScheduled
from resolutions.sessions import SessionDates, session_key
from resolutions.state import Entry


class Announcement(BaseModel):
    """A session's dates and the fact that announced them."""

    model_config = ConfigDict(frozen=True)
    dates: SessionDates
    fact: Fact


def session_stream(body: str, session: int) -> str:
    """The stream that holds a session's announcements."""
    return f"session/{session_key(body, session)}"


async def record_announcement(pool: asyncpg.Pool, fact: Fact, at: dt.datetime) -> int:
    """Append an announcement to its session's stream, once, and let it stand if it is the latest; returns its number."""
    data = fact.data
    if not isinstance(data, SessionScheduled):
        raise TypeError(f"{fact.type} announces no session")
    stream = session_stream(data.body, data.session)
    async with reaching_the_ledger(), pool.acquire() as connection, connection.transaction():
        await connection.execute("insert into streams (stream) values ($1) on conflict do nothing", stream)
        (head,) = await connection.fetch("select head_seq, head_hash from streams where stream = $1 for update", stream)
        known = await connection.fetchval(
            "select seq from entries where stream = $1 and source = $2 and event_id = $3", stream, fact.source, fact.id
        )
        if known is not None:
            return int(known)
        entry = Entry(seq=head["head_seq"] + 1, fact=fact, at=at)
        recorded_at = dt.datetime.now(dt.UTC)
        body = canonical_body(stream, entry)
        digest = chained(head["head_hash"], recorded_at, body)
        await connection.execute(
            "insert into entries (stream, seq, source, event_id, type, happened_at, entered_at, recorded_at, body, hash)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            *(stream, entry.seq, fact.source, fact.id, fact.type, fact.time, at, recorded_at, body, digest),
        )
        await connection.execute(
            "update streams set head_seq = $2, head_hash = $3 where stream = $1", stream, entry.seq, digest
        )
        await connection.execute(
            "insert into calendar (body, session, dates, fact, announced) values ($1, $2, $3::jsonb, $4::jsonb, $5)"
            " on conflict (body, session) do update set dates = excluded.dates, fact = excluded.fact,"
            " announced = excluded.announced where calendar.announced <= excluded.announced",
            *(data.body, data.session, announced_dates(data, fact.time).model_dump_json()),
            *(fact.model_dump_json(by_alias=True), fact.time),
        )
        return entry.seq


async def announcements_of_interest(
    pool: asyncpg.Pool, reference: str, sessions: Sequence[tuple[str, int]]
) -> list[Fact]:
    """The announcements of sessions at which a resolution has something.

    Its interest is written down before the calendar is read, and an announcement is written down before the interested are sought:
    whichever comes first, the other sees it, and nobody misses a move.
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
