"""`append`: a batch of entries into the ledger, in one transaction with everything that is read from it and every notice it calls for.

Exactly once and without gaps: the stream's row is locked, entries that already stand are compared and skipped, one that differs is
a conflict that no retry will mend. The read model is the fold of the entries, made here a second time, apart from the workflow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from pydantic import BaseModel, ConfigDict, TypeAdapter

from ledger.chain import canonical_body, chained
from ledger.connection import reaching_the_ledger
from ledger.errors import LedgerConflictError
from ledger.planning import AskedNotice, notices_for_entry, notices_for_parked
from resolutions.life import apply
from resolutions.needs import sessions_of_concern
from resolutions.rules import Rules
from resolutions.state import Entry, Parked, Resolution


class Batch(BaseModel):
    """What a workflow hands over: new entries of one resolution in order, and everything that is parked beside it now."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    reference: str
    rules: Rules
    entries: tuple[Entry, ...] = ()
    parked: tuple[Parked, ...] | None = None
    """None: as before."""


class Appended(BaseModel):
    """What came of it: the stream's newest number, and the shards in which notices of this resolution wait to be sent."""

    model_config = ConfigDict(frozen=True)
    head_seq: int
    shards_to_wake: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Head:
    seq: int
    hash: bytes
    state: Resolution | None


_LOCK_HEAD = """
select s.head_seq, s.head_hash, r.state
from streams s left join resolutions r on r.reference = s.stream
where s.stream = $1 for update of s
"""

_WRITE = """
with head as (
    update streams set head_seq = $2, head_hash = $3 where stream = $1
), added as (
    insert into entries (stream, seq, source, event_id, type, happened_at, entered_at, recorded_at, body, hash)
    select $1, e.* from unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
                               $10::timestamptz[], $11::text[], $12::bytea[]) e
), model as (
    insert into resolutions (reference, body, session, title, stage, ending, seq, state, rules)
    values ($1, $13, $14, $15, $16, $17, $2, $18::jsonb, $19::jsonb)
    on conflict (reference) do update set title = excluded.title, stage = excluded.stage, ending = excluded.ending,
        session = excluded.session, seq = excluded.seq, state = excluded.state
), named as (
    insert into symbols (symbol, reference) select unnest($20::text[]), $1 on conflict do nothing
), concerned as (
    insert into session_interests (body, session, reference)
    select c.body, c.session, $1 from unnest($21::text[], $22::int[]) c(body, session) on conflict do nothing
)
select 1
"""

_ASKED = TypeAdapter(list[AskedNotice])

_PLAN = """
with asked as (
    select * from jsonb_to_recordset($2::jsonb) as p(
        occasion text, seq bigint, kind text, role text, of_key text, may_lack boolean, content jsonb, planned_for timestamptz)
), holding as (
    select a.*, s.address, s.name, s.language
    from asked a join stakeholders s on s.role = a.role and (a.of_key is null or s.of_key = a.of_key)
        and s.valid_from <= a.planned_for::date and (s.valid_until is null or a.planned_for::date <= s.valid_until)
), planned as (
    insert into notices (reference, occasion, seq, kind, role, address, name, language, content, planned_for, shard)
    select $1, occasion, seq, kind, role, address, name, language, content, planned_for,
        ('x' || substr(md5(address), 1, 4))::bit(16)::int % $3
    from holding
    on conflict (reference, occasion, address) do nothing

), nobody as (
    insert into notices (reference, occasion, seq, kind, role, address, name, language, content, planned_for, state, reason, shard)
    select $1, occasion, seq, kind, role, 'nobody:' || role || coalesce(':' || of_key, ''), '', 'en', content, planned_for,
        'given_up', 'nobody holds this role', 0
    from asked a where not may_lack and not exists (
        select from holding h where h.occasion = a.occasion and h.role = a.role and h.of_key is not distinct from a.of_key)
    on conflict (reference, occasion, address) do nothing
)
select 1
"""

_WAITING = "select distinct shard from notices where reference = $1 and state = 'planned'"


async def append(pool: asyncpg.Pool, batch: Batch, shards: int, now: dt.datetime | None = None) -> Appended:
    """Append a batch; the same batch again changes nothing and answers the same.

    Raises `LedgerConflictError` when an entry differs from one that stands or leaves a gap, `LedgerUnavailableError` when PostgreSQL
    does not answer: then nothing of the batch stands.
    """
    recorded_at = now or dt.datetime.now(dt.UTC)
    async with reaching_the_ledger(), pool.acquire() as connection, connection.transaction():
        head = await _locked_head(connection, batch.reference)
        new = await _new_entries(connection, batch, head)
        if new:
            await _write(connection, batch, head, new, recorded_at, shards)
        if batch.parked is not None:
            await _park(connection, batch, head.state, shards)
        waiting = await connection.fetch(_WAITING, batch.reference)
        return Appended(
            head_seq=max(head.seq, new[-1].seq if new else 0), shards_to_wake=tuple(row["shard"] for row in waiting)
        )


async def _locked_head(connection: asyncpg.pool.PoolConnectionProxy, reference: str) -> _Head:
    row = await connection.fetchrow(_LOCK_HEAD, reference)
    if row is None:
        await connection.execute("insert into streams (stream) values ($1) on conflict do nothing", reference)
        row = await connection.fetchrow(_LOCK_HEAD, reference)
    assert row is not None  # noqa: S101 - it was just put there
    state = Resolution.model_validate_json(row["state"]) if row["state"] else None
    return _Head(row["head_seq"], row["head_hash"], state)


async def _new_entries(connection: asyncpg.pool.PoolConnectionProxy, batch: Batch, head: _Head) -> Sequence[Entry]:
    """The entries past the head; those before it must equal what stands."""
    standing = {entry.seq: canonical_body(batch.reference, entry) for entry in batch.entries if entry.seq <= head.seq}
    if standing:
        rows = await connection.fetch(
            "select seq, body from entries where stream = $1 and seq = any($2::bigint[])",
            batch.reference,
            list(standing),
        )
        differing = [
            seq for seq, body in standing.items() if {row["seq"]: row["body"] for row in rows}.get(seq) != body
        ]
        if differing:
            raise LedgerConflictError(f"{batch.reference}: entry {differing[0]} differs from the one that stands")
    new = [entry for entry in batch.entries if entry.seq > head.seq]
    if [entry.seq for entry in new] != list(range(head.seq + 1, head.seq + 1 + len(new))):
        raise LedgerConflictError(f"{batch.reference}: entries after {head.seq} would leave a gap")
    return new


async def _write(
    connection: asyncpg.pool.PoolConnectionProxy,
    batch: Batch,
    head: _Head,
    entries: Sequence[Entry],
    recorded_at: dt.datetime,
    shards: int,
) -> None:
    """Chain and insert the entries, fold them into the read model, plan their notices."""
    state, previous = head.state, head.hash
    bodies, hashes, asked = [], [], []
    for entry in entries:
        bodies.append(canonical_body(batch.reference, entry))
        previous = chained(previous, recorded_at, bodies[-1])
        hashes.append(previous)
        after = apply(state, entry, batch.reference, batch.rules)
        asked += notices_for_entry(state, entry, after)
        state = after
    assert state is not None  # noqa: S101 - there is at least one entry
    concerns = sessions_of_concern(state)
    await connection.execute(
        _WRITE,
        batch.reference,
        state.seq,
        previous,
        [entry.seq for entry in entries],
        [entry.fact.source for entry in entries],
        [entry.fact.id for entry in entries],
        [entry.fact.type for entry in entries],
        [entry.fact.time for entry in entries],
        [entry.at for entry in entries],
        [recorded_at] * len(entries),
        bodies,
        hashes,
        state.body,
        state.before_session,
        state.title,
        state.stage,
        state.ending,
        state.model_dump_json(by_alias=True),
        batch.rules.model_dump_json(),
        list(state.symbols),
        [body for body, _ in concerns],
        [session for _, session in concerns],
    )
    await _plan_notices(connection, batch.reference, asked, shards)


async def _plan_notices(
    connection: asyncpg.pool.PoolConnectionProxy, reference: str, asked: Sequence[AskedNotice], shards: int
) -> None:
    """Notices for whoever holds each role that day; a role nobody holds leaves a notice that says so."""
    if not asked:
        return
    rows = _ASKED.dump_json(list(asked), by_alias=True, exclude_none=True).decode()
    await connection.execute(_PLAN, reference, rows, shards)


async def _park(
    connection: asyncpg.pool.PoolConnectionProxy, batch: Batch, state: Resolution | None, shards: int
) -> None:
    """What is parked now, in the place of what was."""
    assert batch.parked is not None  # noqa: S101 - the caller looked
    await connection.execute("delete from parked where reference = $1", batch.reference)
    await connection.executemany(
        "insert into parked (reference, place, fact) values ($1, $2, $3::jsonb)",
        [
            (batch.reference, place, parked.model_dump_json(by_alias=True))
            for place, parked in enumerate(batch.parked, 1)
        ],
    )
    asked = [notice for parked in batch.parked for notice in notices_for_parked(parked, state, batch.reference)]
    await _plan_notices(connection, batch.reference, asked, shards)
