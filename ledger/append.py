"""`append`: a batch of entries into the ledger, together with everything that is read from it and every notice it calls
for.

Exactly once and without gaps, by compare and set: what stands is read, the rest is worked out here, and one statement
writes all of it if the stream still ends where it was read to end, or nothing. Whoever loses that race reads again. No
lock is held while anything travels, so that a process or a network that dies at any instant leaves the batch written or
not, and nothing waiting. The read model is the fold of the entries, made here a second time, apart from the workflow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from ledger.chain import GENESIS, canonical_body, chained, entry_of_body, says_the_same
from ledger.connection import reaching_the_ledger
from ledger.errors import LedgerConflictError, LedgerDataError
from ledger.planning import AskedNotice, notice_for_parked, notices_for_entry
from resolutions.facts import DraftSubmitted
from resolutions.life import apply, fold
from resolutions.needs import sessions_of_concern
from resolutions.rules import Rules
from resolutions.state import Entry, Parked, Resolution


class Batch(BaseModel):
    """What a workflow hands over: new entries of a resolution in order, and everything parked beside it now."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    reference: str
    rules: Rules
    entries: tuple[Entry, ...] = ()
    parked: tuple[Parked, ...] | None = None
    """None: as before."""


class Appended(BaseModel):
    """What came of it: the stream's newest number, and the shards in which its notices wait to be sent."""

    model_config = ConfigDict(frozen=True)
    head_seq: int
    shards_to_wake: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Task:
    """A batch, over how many shards to deal out its notices, and when it is written."""

    batch: Batch
    shards: int
    recorded_at: dt.datetime


@dataclass(frozen=True)
class _Standing:
    """A stream as it was read: its head, the bodies that stand under the batch's numbers, the state, waiting shards."""

    seq: int
    hash: bytes
    bodies: Sequence[str]
    state_seq: int | None
    state: str | None
    waiting: frozenset[int]


@dataclass(frozen=True)
class _Work:
    """What is to be written: entries with bodies and hashes, the state after them, what is parked, whom to tell."""

    entries: Sequence[Entry]
    bodies: Sequence[str]
    hashes: Sequence[bytes]
    after: Resolution
    parked: Sequence[Parked] | None
    asked: Sequence[AskedNotice]


_READ = """
select s.head_seq, s.head_hash, r.seq as state_seq, r.state,
    array(select e.body from entries e where e.stream = $1 and e.seq between $2 and $3 order by e.seq) as bodies,
    array(select distinct n.shard from notices n where n.reference = $1 and n.state = 'planned') as waiting
from (values ($1::text)) as asked (stream)
left join streams s using (stream) left join resolutions r on r.reference = asked.stream
"""

# Everything hangs on `head`: without it, nothing is written. Symbols are shared between resolutions; all insert them in
# one order, so that no two wait for each other.
_WRITE = """
with head as (
    insert into streams as s (stream, head_seq, head_hash) values ($1, $4, $5)
    on conflict (stream) do update set head_seq = excluded.head_seq, head_hash = excluded.head_hash
        where s.head_seq = $2 and s.head_hash = $3
    returning s.stream
), added as (
    insert into entries (stream, seq, source, event_id, type, happened_at, entered_at, recorded_at, body, hash)
    select head.stream, e.* from head, unnest($6::bigint[], $7::text[], $8::text[], $9::text[], $10::timestamptz[],
                                              $11::timestamptz[], $12::timestamptz[], $13::text[], $14::bytea[]) e
), model as (
    insert into resolutions as r (reference, body, session, title, stage, ending, seq, state, rules, parked)
    select head.stream, $15, $16, $17, $18, $19, $4, $20::json, $21::json, coalesce($22::json, '[]') from head
    on conflict (reference) do update set title = excluded.title, stage = excluded.stage, ending = excluded.ending,
        session = excluded.session, seq = excluded.seq, state = excluded.state, parked = coalesce($22::json, r.parked)
), freed as (
    delete from symbols s using head where s.reference = head.stream and s.symbol <> all($23::text[])
), named as (
    insert into symbols (symbol, reference)
    select n.symbol, head.stream from head, unnest($23::text[]) n(symbol) order by n.symbol
    on conflict do nothing
), concerned as (
    insert into session_interests (body, session, reference)
    select c.body, c.session, head.stream from head, unnest($24::text[], $25::int[]) c(body, session)
    on conflict do nothing
), asked as (
    select n.*, (n.planned_for at time zone 'UTC')::date as day, a.role, a.of_key, a.may_lack, a.rank
    from head, rows from (jsonb_to_recordset($26::jsonb) as (
        occasion text, seq bigint, kind text, content jsonb, planned_for timestamptz, roles jsonb
    )) with ordinality as n(occasion, seq, kind, content, planned_for, roles, place),
    rows from (jsonb_to_recordset(n.roles) as (role text, of_key text, may_lack boolean))
        with ordinality as a(role, of_key, may_lack, rank)
), holding as (
    select a.*, s.id, s.address, s.name, s.language
    from asked a join stakeholders s on s.role = a.role
        and (a.of_key is null or s.of_key is null or s.of_key = a.of_key)
        and s.valid_from <= a.day and (s.valid_until is null or a.day <= s.valid_until)
), planned as (
    insert into notices (reference, occasion, seq, kind, role, address, name, language, content, planned_for, shard)
    select $1, occasion, seq, kind, role, address, name, language, content, planned_for,
        (hashtextextended(address, 0) & 1073741823) % $27
    from holding order by place, rank, id
    on conflict (reference, occasion, address) do nothing
    returning shard
), nobody as (
    insert into notices (reference, occasion, seq, kind, role, address, name, language, content, planned_for,
                         state, reason, settled_at, shard)
    select $1, occasion, seq, kind, role, 'nobody:' || role || coalesce(':' || of_key, ''), '', 'en', content,
        planned_for, 'given_up', 'nobody holds this role', now(), 0
    from asked a where not may_lack and not exists (
        select from holding h where h.place = a.place and h.rank = a.rank)
    order by place, rank
    on conflict (reference, occasion, address) do nothing
)
select array(select shard from planned) as shards from head
"""

_ASKED = TypeAdapter(tuple[AskedNotice, ...])
_PARKED = TypeAdapter(tuple[Parked, ...])


async def append(pool: asyncpg.Pool, batch: Batch, shards: int, now: dt.datetime | None = None) -> Appended:
    """Append a batch; the same batch again changes nothing and answers the same.

    Notices are dealt out over so many `shards` by address; `now` is when the rows are said to be written. Raises
    `LedgerConflictError` for entries that can never be appended, and `LedgerUnavailableError` when PostgreSQL does not
    answer: then all of the batch stands or nothing of it, and appending it again is how to find out.
    """
    task = _Task(batch, shards, now or dt.datetime.now(dt.UTC))
    try:
        async with reaching_the_ledger(), pool.acquire() as connection:
            while True:
                appended = await _try_to_append(connection, task)
                if appended is not None:
                    return appended
    except LedgerDataError:
        raise LedgerConflictError(f"{batch.reference}: an entry holds what PostgreSQL cannot keep") from None
    except asyncpg.IntegrityConstraintViolationError as error:
        raise LedgerConflictError(f"{batch.reference}: refused by the ledger ({error.constraint_name})") from None


async def _try_to_append(connection: asyncpg.pool.PoolConnectionProxy, task: _Task) -> Appended | None:
    """Read, work out, write; None if somebody else wrote in between."""
    batch = task.batch
    standing = await _read(connection, batch)
    new = _new_entries(batch, standing)
    parked = _newly_parked(batch, standing)
    if not new and parked is None:
        return Appended(head_seq=standing.seq, shards_to_wake=tuple(sorted(standing.waiting)))
    before = await _state(connection, batch, standing)
    work = _work(task, standing, before, new, parked)
    planned = await _write(connection, task, standing, work)
    if planned is None:
        return None
    return Appended(head_seq=work.after.seq, shards_to_wake=tuple(sorted(standing.waiting | planned)))


async def _read(connection: asyncpg.pool.PoolConnectionProxy, batch: Batch) -> _Standing:
    numbers = [entry.seq for entry in batch.entries]
    row = await connection.fetchrow(_READ, batch.reference, min(numbers, default=0), max(numbers, default=0))
    assert row is not None  # noqa: S101 - a left join of one row is one row
    return _Standing(
        seq=row["head_seq"] or 0,
        hash=row["head_hash"] or GENESIS,
        bodies=row["bodies"],
        state_seq=row["state_seq"],
        state=row["state"],
        waiting=frozenset(row["waiting"]),
    )


def _new_entries(batch: Batch, standing: _Standing) -> Sequence[Entry]:
    """The entries past the head; those before it must say what stands."""
    numbers = [entry.seq for entry in batch.entries]
    if not numbers:
        return ()
    first = numbers[0]
    if numbers != list(range(first, first + len(numbers))) or not 1 <= first <= standing.seq + 1:
        raise LedgerConflictError(f"{batch.reference}: entries from {first} on after {standing.seq} would leave a gap")
    known = sum(number <= standing.seq for number in numbers)
    if len(standing.bodies) != known:
        raise LedgerConflictError(
            f"{batch.reference}: the ledger lacks entries before {standing.seq}, or has some after"
        )
    for entry, body in zip(batch.entries, standing.bodies, strict=False):
        if not says_the_same(batch.reference, body, entry):
            raise LedgerConflictError(f"{batch.reference}: entry {entry.seq} differs from the one that stands")
    return batch.entries[known:]


def _newly_parked(batch: Batch, standing: _Standing) -> Sequence[Parked] | None:
    """What is parked now, None if as before; a batch that ends behind the head was overtaken by one that knows."""
    overtaken = bool(batch.entries) and batch.entries[-1].seq < standing.seq
    return None if overtaken else batch.parked


async def _state(connection: asyncpg.pool.PoolConnectionProxy, batch: Batch, standing: _Standing) -> Resolution | None:
    """The state at the head as it is kept, or, where that was lost or cannot be read, made again from the entries."""
    if standing.seq == 0:
        return None
    if standing.state is not None and standing.state_seq == standing.seq:
        try:
            return Resolution.model_validate_json(standing.state)
        except ValidationError:
            pass
    rows = await connection.fetch(
        "select body from entries where stream = $1 and seq <= $2 order by seq", batch.reference, standing.seq
    )
    try:
        return fold((entry_of_body(row["body"], batch.reference) for row in rows), batch.reference, batch.rules)
    except ValueError:
        raise LedgerConflictError(f"{batch.reference}: what stands cannot be read") from None


def _work(
    task: _Task,
    standing: _Standing,
    before: Resolution | None,
    new: Sequence[Entry],
    parked: Sequence[Parked] | None,
) -> _Work:
    """Chain the new entries, fold them into the state, find out whom they and what is parked concern."""
    batch = task.batch
    state, previous = before, standing.hash
    bodies, hashes = [], []
    asked = list[AskedNotice]()
    for entry in new:
        bodies.append(_body(batch.reference, entry))
        previous = chained(previous, task.recorded_at, bodies[-1])
        hashes.append(previous)
        if state is None and not isinstance(entry.fact.data, DraftSubmitted):
            raise LedgerConflictError(f"{batch.reference}: a ledger opens with draft.submitted")
        after = apply(state, entry, batch.reference, batch.rules)
        asked += notices_for_entry(state, entry, after)
        state = after
    if state is None:
        raise LedgerConflictError(f"{batch.reference}: nothing can be parked beside a draft that was not submitted")
    if parked is not None:
        # A copy of an earlier attempt may come late: what was recorded meanwhile is parked no more.
        parked = [each for each in parked if state.recorded(each.fact.source, each.fact.id) is None]
        asked += [notice_for_parked(each, state, batch.reference) for each in parked]
    return _Work(new, bodies, hashes, state, parked, asked)


def _body(reference: str, entry: Entry) -> str:
    try:
        return canonical_body(reference, entry)
    except ValueError:
        raise LedgerConflictError(f"{reference}: entry {entry.seq} holds what JSON cannot") from None


async def _write(
    connection: asyncpg.pool.PoolConnectionProxy,
    task: _Task,
    standing: _Standing,
    work: _Work,
) -> frozenset[int] | None:
    """Write it all if the stream still ends where it was read to end: the new notices' shards, None if it does not."""
    batch, after, entries, concerns = task.batch, work.after, work.entries, sessions_of_concern(work.after)
    row = await connection.fetchrow(
        _WRITE,
        batch.reference,
        *(standing.seq, standing.hash),
        *(after.seq, work.hashes[-1] if work.hashes else standing.hash),
        [entry.seq for entry in entries],
        [entry.fact.source for entry in entries],
        [entry.fact.id for entry in entries],
        [entry.fact.type for entry in entries],
        [entry.fact.time for entry in entries],
        [entry.at for entry in entries],
        [task.recorded_at] * len(entries),
        *(work.bodies, work.hashes),
        *(after.body, after.before_session, after.title, after.stage, after.ending),
        after.model_dump_json(by_alias=True),
        batch.rules.model_dump_json(),
        None if work.parked is None else _PARKED.dump_json(tuple(work.parked), by_alias=True).decode(),
        list(after.symbols),
        [body for body, _ in concerns],
        [session for _, session in concerns],
        _ASKED.dump_json(tuple(work.asked), by_alias=True, exclude_none=True).decode(),
        task.shards,
    )
    return None if row is None else frozenset(row["shards"])
