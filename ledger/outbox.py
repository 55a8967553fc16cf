"""The notices to send: taken in bounded batches, each settled on its own, none sent twice for the same fact and
recipient.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.connection import reaching_the_ledger
from resolutions.notices import NoticeContent

MAX_REASON = 500
"""Characters kept of why a notice was not delivered."""


class NoticeToSend(BaseModel):
    """A planned notice whose turn has come."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    id: int
    reference: str
    occasion: str
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
            "select id, reference, occasion, role, address, name, language, content, planned_for, attempts from notices"
            " where shard = $1 and state in ('planned', 'failed') and next_attempt <= now()"
            " order by next_attempt, id limit $2",
            *(shard, limit),
        )
    return [
        NoticeToSend.model_validate({**row, "content": NoticeContent.model_validate_json(row["content"])})
        for row in rows
    ]


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
