"""The inbox: what was let in, in lanes (one for each resolution or session), and who is telling a lane just now.

A row waits until it has a receipt, and nothing but a receipt ends its waiting. Whoever tells a lane holds a lease on
it, by the database's clock, and no connection or lock; a holder that vanishes is outlived by the lane.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.connection import reaching_the_ledger
from resolutions.facts import printed_symbol
from resolutions.receipts import Receipt

LEFT_AFTER = dt.timedelta(seconds=2)
"""A row that waits for longer was left: it is not just being told by whoever let it in."""

_FORGOTTEN_AT_ONCE = 10_000


class Arrival(BaseModel):
    """A fact to be kept: in which lane, who told it, and everything that telling it later takes.

    `event` is the fact as a CloudEvent in JSON, `authority` its teller's as JSON (`null`: everything may be told).
    `addressed` says that its subject is the reference; `symbol` is the one it gives its resolution, printed.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    lane: str
    source: str
    event_id: str
    digest: bytes
    event: str
    authority: str
    addressed: bool
    symbol: str | None = None


class Stored(BaseModel):
    """A fact's row. `new`: it was made just now, not by an earlier delivery of the same event."""

    model_config = ConfigDict(frozen=True)
    id: int
    lane: str
    new: bool


class WaitingFact(BaseModel):
    """A row to be told. `begun_before`: somebody began to tell it before, and never said what became of it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    id: int
    event: str
    begun_before: bool


class Run(BaseModel):
    """The oldest rows of a lane, to be told together: all under one authority, and all addressed unless it is only
    one. `more`: others wait behind them.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    authority: str = "null"
    addressed: bool = True
    facts: tuple[WaitingFact, ...] = ()
    more: bool = False


class LeftLane(BaseModel):
    """A lane in which something was left, and the id of its oldest row that waits."""

    model_config = ConfigDict(frozen=True)
    lane: str
    first: int


class InboxSummary(BaseModel):
    """How many facts wait, and since when the oldest does."""

    model_config = ConfigDict(frozen=True)
    count: int
    oldest: dt.datetime | None


class InboxRecord(BaseModel):
    """A fact that waits, as it is shown; `begun_at` is when somebody last tried to tell it."""

    model_config = ConfigDict(frozen=True)
    id: int
    lane: str
    source: str
    event_id: str
    type: str
    received_at: dt.datetime
    begun_at: dt.datetime | None


_STORE = """
insert into inbox (lane, source, event_id, digest, event, authority, addressed, symbol)
select lane, source, event_id, digest, event, authority, addressed, symbol
from unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::boolean[], $8::text[])
    with ordinality as arrived(lane, source, event_id, digest, event, authority, addressed, symbol, place)
order by place
on conflict (digest) where stands do nothing
returning id, lane, digest
"""


async def store(pool: asyncpg.Pool, arrivals: Sequence[Arrival]) -> list[Stored]:
    """Keep facts, all or none; a row for each, in order. An event that stands there already keeps the row it has."""
    found: dict[bytes, Stored] = {}
    async with reaching_the_ledger():
        # The row that an arrival gives way to may be refused between the two statements: then it is kept after all.
        while missing := [arrival for arrival in arrivals if arrival.digest not in found]:
            columns = zip(*(_columns(arrival) for arrival in missing), strict=True)
            rows = await pool.fetch(_STORE, *map(list, columns))
            found |= {row["digest"]: Stored(id=row["id"], lane=row["lane"], new=True) for row in rows}
            others = [arrival.digest for arrival in missing if arrival.digest not in found]
            if others:
                rows = await pool.fetch("select id, lane, digest from inbox where digest = any($1) and stands", others)
                found |= {row["digest"]: Stored(id=row["id"], lane=row["lane"], new=False) for row in rows}
    return [found[arrival.digest] for arrival in arrivals]


def _columns(arrival: Arrival) -> tuple[object, ...]:
    return (
        *(arrival.lane, arrival.source, arrival.event_id, arrival.digest),
        *(arrival.event, arrival.authority, arrival.addressed, arrival.symbol),
    )


# Rows settled while this statement waited for the lease are dropped by the row locks, which look at them again.
_BEGIN = """
with lease as (
    insert into inbox_lanes as mine (lane, holder, leased_until) values ($1, $2, now() + $3)
    on conflict (lane) do update set holder = excluded.holder, leased_until = excluded.leased_until
    where mine.holder = excluded.holder or mine.leased_until <= now()
    returning lane
), batch as (
    select id, event, authority, addressed, begun_at from inbox
    where lane in (select lane from lease) and told_at is null order by id limit $4 for update
), first as (
    select id, authority, addressed from batch order by id limit 1
), other as (
    select min(batch.id) as id from batch, first where batch.id > first.id
    and (batch.authority <> first.authority or not batch.addressed or not first.addressed)
), run as (
    update inbox set begun_at = now() from batch, other
    where inbox.id = batch.id and (other.id is null or batch.id < other.id)
    returning inbox.id, inbox.event, batch.begun_at is not null as begun_before
)
select first.authority, first.addressed, run.id, run.event, run.begun_before,
    other.id is not null or (select count(*) from batch) = $4 as more
from lease left join first on true left join other on true left join run on true order by run.id
"""


async def begin(pool: asyncpg.Pool, lane: str, holder: UUID, lease: dt.timedelta, limit: int) -> Run | None:
    """Take or renew the lease on a lane, and begin to tell the oldest of what waits in it, at most `limit` facts.

    None: somebody else holds the lease.
    """
    async with reaching_the_ledger():
        rows = await pool.fetch(_BEGIN, lane, holder, lease, limit)
    if not rows:
        return None
    if rows[0]["id"] is None:
        return Run()
    facts = tuple(WaitingFact(id=row["id"], event=row["event"], begun_before=row["begun_before"]) for row in rows)
    return Run(authority=rows[0]["authority"], addressed=rows[0]["addressed"], facts=facts, more=rows[0]["more"])


async def settle(pool: asyncpg.Pool, receipts: Sequence[tuple[int, Receipt]]) -> None:
    """Write the receipts of rows that were told; the first one that a row gets is its receipt for good."""
    async with reaching_the_ledger():
        await pool.execute(
            "update inbox set receipt = settled.receipt, told_at = now(), stands = settled.stands"
            " from unnest($1::bigint[], $2::text[], $3::boolean[]) settled(id, receipt, stands)"
            " where inbox.id = settled.id and told_at is null",
            [row_id for row_id, _ in receipts],
            [receipt.model_dump_json() for _, receipt in receipts],
            [receipt.outcome in ("recorded", "duplicate") for _, receipt in receipts],
        )


async def give_back(pool: asyncpg.Pool, lane: str, holder: UUID) -> None:
    """Give a lease back; one that is somebody else's by now stays his."""
    async with reaching_the_ledger():
        await pool.execute("delete from inbox_lanes where lane = $1 and holder = $2", lane, holder)


async def receipts_of(pool: asyncpg.Pool, row_ids: Sequence[int]) -> dict[int, Receipt]:
    """The receipts of those rows that were told."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select id, receipt from inbox where id = any($1::bigint[]) and told_at is not null", list(row_ids)
        )
    return {row["id"]: Receipt.model_validate_json(row["receipt"]) for row in rows}


async def lane_that_waits(pool: asyncpg.Pool, lane: str) -> bool:
    """Whether anything waits in a lane."""
    async with reaching_the_ledger():
        return bool(await pool.fetchval("select exists (select from inbox where lane = $1 and told_at is null)", lane))


async def lane_of_symbol(pool: asyncpg.Pool, symbol: str) -> str | None:
    """The lane of the last fact that gives a resolution this symbol, told or waiting; None if no such fact came."""
    async with reaching_the_ledger():
        lane = await pool.fetchval(
            "select lane from inbox where symbol = any($1::text[]) and stands order by id desc limit 1", _prints(symbol)
        )
    return None if lane is None else str(lane)


async def reference_given(pool: asyncpg.Pool, symbol: str) -> str | None:
    """The reference of the resolution to which a recorded fact gave this symbol; None if no such fact came.

    The ledger may not show it yet: it is written a moment after the engine has answered.
    """
    async with reaching_the_ledger():
        receipt = await pool.fetchval(
            "select receipt from inbox where symbol = any($1::text[]) and stands and told_at is not null"
            " order by id desc limit 1",
            _prints(symbol),
        )
    return None if receipt is None else Receipt.model_validate_json(receipt).reference


def _prints(symbol: str) -> list[str]:
    return [symbol, printed_symbol(symbol), printed_symbol(symbol, "ECOSOC"), printed_symbol(symbol, "GA")]


async def left_lanes(pool: asyncpg.Pool, after: int, limit: int) -> list[LeftLane]:
    """Lanes in which something was left, the oldest first: those whose oldest row has an id past `after`."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select lane, min(id) as first from inbox where told_at is null group by lane"
            " having min(id) > $1 and min(received_at) <= now() - $2::interval order by first limit $3",
            *(after, LEFT_AFTER, limit),
        )
    return [LeftLane(lane=row["lane"], first=row["first"]) for row in rows]


async def anything_left(pool: asyncpg.Pool) -> bool:
    """Whether anything was left waiting."""
    async with reaching_the_ledger():
        return bool(
            await pool.fetchval(
                "select exists (select from inbox where told_at is null and received_at <= now() - $1::interval)",
                LEFT_AFTER,
            )
        )


async def waiting(pool: asyncpg.Pool) -> InboxSummary:
    """How much waits, and since when."""
    async with reaching_the_ledger():
        row = await pool.fetchrow("select count(*), min(received_at) as oldest from inbox where told_at is null")
    return InboxSummary.model_validate(dict(row or {}))


async def inbox_rows(pool: asyncpg.Pool, limit: int, after: int = 0) -> list[InboxRecord]:
    """What waits, in the order in which it was let in: at most `limit` facts with ids past `after`."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select id, lane, source, event_id, event::json ->> 'type' as type, received_at, begun_at from inbox"
            " where told_at is null and id > $1 order by id limit $2",
            *(after, limit),
        )
    return [InboxRecord.model_validate(dict(row)) for row in rows]


async def forget_told(pool: asyncpg.Pool, older_than: dt.timedelta) -> int:
    """Forget facts that were told longer ago; how many. What waits is never forgotten."""
    forgotten = 0
    while True:
        async with reaching_the_ledger():
            gone: int = await pool.fetchval(
                "with gone as (delete from inbox where id in"
                " (select id from inbox where told_at <= now() - $1::interval order by told_at limit $2) returning id)"
                " select count(*) from gone",
                *(older_than, _FORGOTTEN_AT_ONCE),
            )
        forgotten += gone
        if gone < _FORGOTTEN_AT_ONCE:
            return forgotten
