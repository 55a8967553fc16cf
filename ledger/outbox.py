"""The notices to send: taken in bounded batches, each settled on its own, none sent twice for the same fact and
recipient.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.chain import entry_of_body
from ledger.connection import reaching_the_ledger
from ledger.planning import PARKED, parked_occasion
from ledger.reading import filed
from resolutions.notice_content import NoticeContent
from resolutions.state import Entry, Parked

MAX_REASON = 500
"""Characters kept of why a notice was not delivered."""


class NoticeToSend(BaseModel):
    """A planned notice whose turn has come."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    id: int
    reference: str
    occasion: str
    seq: int | None = None
    role: str
    address: str
    name: str
    language: str
    content: NoticeContent
    planned_for: dt.datetime
    attempts: int


class NoticeRecord(BaseModel):
    """A notice and what became of it. `seq` is None for one about a parked fact."""

    model_config = ConfigDict(frozen=True)
    reference: str
    seq: int | None
    kind: str
    role: str
    to: str
    state: str
    reason: str | None
    time: dt.datetime


async def notices_to_send(pool: asyncpg.Pool, shard: int, limit: int) -> list[NoticeToSend]:
    """The notices of a shard whose next attempt is due, oldest first. One delivery at a time works on a shard."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            f"select {_COLUMNS} from notices"  # noqa: S608 - our own columns
            " where shard = $1 and state in ('planned', 'failed') and next_attempt <= now()"
            " order by next_attempt, id limit $2",
            *(shard, limit),
        )
    return [_to_send(row) for row in rows]


async def notice_waiting(pool: asyncpg.Pool, notice_id: int) -> NoticeToSend | None:
    """A notice that is still to be delivered, due or not; None once it is settled."""
    async with reaching_the_ledger():
        row = await pool.fetchrow(
            f"select {_COLUMNS} from notices where id = $1 and state in ('planned', 'failed')",  # noqa: S608 - our own
            notice_id,
        )
    return _to_send(row) if row else None


_COLUMNS = "id, reference, occasion, seq, role, address, name, language, content, planned_for, attempts"


def _to_send(row: asyncpg.Record) -> NoticeToSend:
    return NoticeToSend.model_validate({**row, "content": NoticeContent.model_validate_json(row["content"])})


async def told_of(pool: asyncpg.Pool, notice: NoticeToSend) -> Entry | Parked | None:
    """What a notice is about: the entry, or the fact that is parked; None for one that was parked and is gone."""
    if notice.seq is not None:
        return await _entry(pool, notice.reference, "seq = $2", notice.seq)
    known = await filed(pool, notice.reference)
    parked = next((each for each in known.parked if parked_occasion(each) == notice.occasion), None) if known else None
    if parked is not None:
        return parked
    digest = notice.occasion.removeprefix(PARKED)
    named = "encode(sha256(convert_to(source || '#' || event_id, 'UTF8')), 'hex') = $2"
    return await _entry(pool, notice.reference, named, digest)


async def _entry(pool: asyncpg.Pool, reference: str, condition: str, value: int | str) -> Entry | None:
    async with reaching_the_ledger():
        body = await pool.fetchval(
            f"select body from entries where stream = $1 and {condition}",  # noqa: S608 - conditions of ours
            *(reference, value),
        )
    return entry_of_body(body, reference) if body else None


async def seconds_to_next(pool: asyncpg.Pool, shard: int) -> float | None:
    """How long until a shard's next attempt (0: now), None when nothing waits."""
    async with reaching_the_ledger():
        waiting = await pool.fetchval(
            "select extract(epoch from min(next_attempt) - now())::float8 from notices"
            " where shard = $1 and state in ('planned', 'failed')",
            shard,
        )
    return None if waiting is None else max(0.0, waiting)


async def mark_delivered(pool: asyncpg.Pool, notice_id: int) -> None:
    """It reached its recipient, whatever another attempt may have said of it meanwhile."""
    async with reaching_the_ledger():
        await pool.execute(
            "update notices set state = 'delivered', attempts = attempts + 1, reason = null, settled_at = now()"
            " where id = $1 and state <> 'delivered'",
            notice_id,
        )


async def mark_failed(pool: asyncpg.Pool, notice_id: int, reason: str, again_in: dt.timedelta | None) -> None:
    """It did not: to be tried again after a while, or (None) given up. One that is settled stays as it is."""
    async with reaching_the_ledger():
        await pool.execute(
            "update notices set state = case when $3::interval is null then 'given_up' else 'failed' end,"
            " attempts = attempts + 1, reason = $2, next_attempt = now() + coalesce($3::interval, '0'),"
            " settled_at = case when $3::interval is null then now() end"
            " where id = $1 and state in ('planned', 'failed')",
            *(notice_id, _printable(reason), again_in),
        )


async def put_off(pool: asyncpg.Pool, notice_id: int, again_in: dt.timedelta, reason: str | None = None) -> None:
    """Let it wait without an attempt: somebody else has it now, or (with a reason) something is lacking on our side.

    Never for less than it waits already: whoever has it may have tried and failed meanwhile.
    """
    async with reaching_the_ledger():
        await pool.execute(
            "update notices set next_attempt = greatest(next_attempt, now() + $2::interval),"
            " reason = coalesce($3, reason),"
            " state = case when $3::text is null then state else 'failed' end"
            " where id = $1 and state in ('planned', 'failed')",
            *(notice_id, again_in, None if reason is None else _printable(reason)),
        )


def _printable(reason: str) -> str:
    """A reason as PostgreSQL can keep it: a mail server's own words may hold anything, at any length."""
    return reason[:MAX_REASON].replace("\x00", " ").encode(errors="replace").decode()


async def notice_records(pool: asyncpg.Pool, references: Sequence[str] | None = None) -> list[NoticeRecord]:
    """Every notice, or those of some resolutions, in the order in which they were planned."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select reference, seq, kind, role, address as to, state, reason, planned_for as time from notices"
            " where $1::text[] is null or reference = any($1) order by planned_for, id",
            None if references is None else list(references),
        )
    return [NoticeRecord.model_validate(dict(row)) for row in rows]
