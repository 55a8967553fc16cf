"""Reading the ledger: resolutions as they stand, their entries, what a door must know before it tells a fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, get_args

import asyncpg
from pydantic import BaseModel, ConfigDict, TypeAdapter

from ledger.chain import entry_of_body
from ledger.connection import reaching_the_ledger
from resolutions.facts import (
    DraftMerged,
    DraftSubmitted,
    Fact,
    MandateFact,
    claimed_symbol,
    is_reference,
    printed_symbol,
)
from resolutions.receipts import Flag
from resolutions.rules import Rules
from resolutions.sessions import Commission, SessionDates
from resolutions.state import Docket, Parked, Resolution, Surroundings

_PARKED = TypeAdapter(tuple[Parked, ...])


class Filed(BaseModel):
    """A resolution as its ledger leaves it, with what is parked beside it."""

    model_config = ConfigDict(frozen=True)
    resolution: Resolution
    parked: tuple[Parked, ...] = ()


class LedgerRow(BaseModel):
    """A row of the ledger as it is shown: the entry, when it was written, and its hash in hexadecimal."""

    model_config = ConfigDict(frozen=True)
    seq: int
    type: str
    time: dt.datetime
    source: str
    id: str
    entered_at: dt.datetime
    recorded_at: dt.datetime
    flags: tuple[Flag, ...]
    data: dict[str, Any]
    hash: str


async def filed(pool: asyncpg.Pool, reference: str) -> Filed | None:
    """One resolution, None if the ledger does not hold it."""
    async with reaching_the_ledger():
        row = await pool.fetchrow("select state, parked from resolutions where reference = $1", reference)
    if row is None:
        return None
    return Filed(resolution=Resolution.model_validate_json(row["state"]), parked=_PARKED.validate_json(row["parked"]))


async def docket_of(pool: asyncpg.Pool, reference: str) -> Docket | None:
    """The docket that the ledger's facts make, from which a life can be taken up again; None if it holds none."""
    known = await filed(pool, reference)
    if known is None:
        return None
    return Docket(reference=reference, rules=known.resolution.rules, resolution=known.resolution, parked=known.parked)


async def all_filed(
    pool: asyncpg.Pool, body: str | None = None, session: int | None = None, stage: str | None = None
) -> list[Resolution]:
    """Every resolution, or those of a body, session or stage, by body, session and reference."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select state from resolutions where ($1::text is null or body = $1) and ($2::int is null or session = $2)"
            " and ($3::text is null or stage = $3) order by body, session, reference",
            *(body, session, stage),
        )
    return [Resolution.model_validate_json(row["state"]) for row in rows]


async def reference_of(pool: asyncpg.Pool, name: str) -> str | None:
    """The reference that a name means: of the resolution that carries it as a symbol, else itself if it can be one."""
    printed = [name, printed_symbol(name), printed_symbol(name, "ECOSOC"), printed_symbol(name, "GA")]
    async with reaching_the_ledger():
        found = await pool.fetchval(
            "select reference from symbols where symbol = any($1::text[]) order by symbol limit 1", printed
        )
    if found is not None:
        return str(found)
    return name if is_reference(name) else None


async def ledger_rows(pool: asyncpg.Pool, stream: str) -> list[LedgerRow]:
    """A stream's rows in order."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select seq, recorded_at, body, hash from entries where stream = $1 order by seq", stream
        )
    return [shown(row) for row in rows]


def shown(row: asyncpg.Record) -> LedgerRow:
    """A row of `entries` (its body, hash and recorded_at) as it is shown."""
    entry = entry_of_body(row["body"])
    return LedgerRow(
        seq=entry.seq,
        type=entry.fact.type,
        time=entry.fact.time,
        source=entry.fact.source,
        id=entry.fact.id,
        entered_at=entry.at,
        recorded_at=row["recorded_at"],
        flags=entry.flags,
        data=entry.fact.data.model_dump(mode="json", by_alias=True, exclude_none=True),
        hash=row["hash"].hex(),
    )


async def rules_of(pool: asyncpg.Pool, reference: str) -> Rules | None:
    """The rules that a resolution's file was opened with."""
    async with reaching_the_ledger():
        rules = await pool.fetchval("select rules from resolutions where reference = $1", reference)
    return Rules.model_validate_json(rules) if rules else None


async def surroundings_of(pool: asyncpg.Pool, facts: Sequence[Fact]) -> Surroundings:
    """What the ledger knows that bears on facts about to be told; asks only for what they name beyond themselves."""
    symbols = [
        symbol
        for fact in facts
        for commission in get_args(Commission)
        if not isinstance(fact.data, MandateFact) and (symbol := claimed_symbol(fact.data, commission)) is not None
    ]
    merged = [fact.data.into for fact in facts if isinstance(fact.data, DraftMerged)]
    submitted = [(fact.data.body, fact.data.session) for fact in facts if isinstance(fact.data, DraftSubmitted)]
    if not (symbols or merged or submitted):
        return Surroundings()
    async with reaching_the_ledger(), pool.acquire() as connection:
        owners = await _owners(connection, symbols) if symbols else {}
        unknown = await _unknown(connection, merged) if merged else ()
        sessions = await _announced(connection, submitted) if submitted else ()
    return Surroundings(symbol_owners=owners, unknown_references=unknown, sessions=sessions)


async def _owners(connection: asyncpg.pool.PoolConnectionProxy, symbols: Sequence[str]) -> dict[str, str]:
    rows = await connection.fetch("select symbol, reference from symbols where symbol = any($1::text[])", symbols)
    return {row["symbol"]: row["reference"] for row in rows}


async def _unknown(connection: asyncpg.pool.PoolConnectionProxy, references: Sequence[str]) -> tuple[str, ...]:
    rows = await connection.fetch("select reference from resolutions where reference = any($1::text[])", references)
    known = {row["reference"] for row in rows}
    return tuple(reference for reference in dict.fromkeys(references) if reference not in known)


async def _announced(
    connection: asyncpg.pool.PoolConnectionProxy, sessions: Sequence[tuple[str, int]]
) -> tuple[SessionDates, ...]:
    rows = await connection.fetch(
        "select c.dates from calendar c join unnest($1::text[], $2::int[]) i(body, session) using (body, session)",
        *([body for body, _ in sessions], [session for _, session in sessions]),
    )
    return tuple(SessionDates.model_validate_json(row["dates"]) for row in rows)


_MINT = """
with known as (
    select reference from minted_references where array[source, event_id] = array[$4::text, $5::text]
), next as (
    select coalesce(max(number), 0) + 1 as number from minted_references where body = $2 and session = $3
), free as (
    -- Of one number more than there are streams of such names, one at least is free.
    select n.number from next, generate_series(
        next.number, next.number + (select count(*) from streams where starts_with(stream, $1))) n(number)
    where not exists (select from streams where stream = $1 || n.number) order by n.number limit 1
), minted as (
    insert into minted_references (reference, body, session, number, source, event_id)
    select $1 || free.number, $2, $3, free.number, $4, $5 from free where not exists (select from known)
    on conflict do nothing
    returning reference
)
select reference from known union all select reference from minted
"""


async def mint_reference(pool: asyncpg.Pool, body: Commission, session: int, source: str, event_id: str) -> str:
    """A reference for a draft submitted without one: `ccpcj-24-1`, `ccpcj-24-2` …; the same event gets the same one."""
    async with reaching_the_ledger():
        while True:
            minted = await pool.fetchval(_MINT, f"{body.lower()}-{session}-", body, session, source, event_id)
            if minted is not None:
                return str(minted)
            # Somebody else took the number, or minted for this very event, at the same moment: look again.
