"""Reading the ledger: resolutions as they stand, their entries, what a door must know before it tells a fact."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.connection import reaching_the_ledger
from resolutions.evolve import printed_symbol
from resolutions.facts import DraftMerged, DraftSubmitted, Fact, MandateFact, is_reference
from resolutions.receipts import Flag
from resolutions.rules import Rules
from resolutions.sessions import SessionDates
from resolutions.state import Docket, Entry, Parked, Resolution, Surroundings


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


def entry_of_body(body: str) -> Entry:
    """The entry that a ledger row's canonical body holds."""
    row = json.loads(body)
    event = row["event"]
    fact = {key: event.get(key) for key in ("id", "source", "subject", "time", "data")}
    short = event["type"].removeprefix("resolute.").removesuffix(".v1")
    return Entry.model_validate(
        {"seq": row["seq"], "at": row["at"], "flags": row["flags"], "fact": {**fact, "type": short}}
    )


async def filed(pool: asyncpg.Pool, reference: str) -> Filed | None:
    """One resolution, None if the ledger does not hold it."""
    async with reaching_the_ledger(), pool.acquire() as connection:
        state = await connection.fetchval("select state from resolutions where reference = $1", reference)
        if state is None:
            return None
        parked = await connection.fetch("select fact from parked where reference = $1 order by place", reference)
    return Filed(
        resolution=Resolution.model_validate_json(state),
        parked=tuple(Parked.model_validate_json(row["fact"]) for row in parked),
    )


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
    """The reference that a name means: itself, or that of the resolution which carries it as a symbol; None if nobody does."""
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
    return [_shown(row) for row in rows]


def _shown(row: asyncpg.Record) -> LedgerRow:
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
    """What the ledger knows that bears on facts about to be told. Asks nothing when they name nothing beyond themselves."""
    symbols = [
        printed_symbol(symbol)
        for fact in facts
        if isinstance(symbol := getattr(fact.data, "symbol", None), str) and not isinstance(fact.data, MandateFact)
    ]
    merged = [fact.data.into for fact in facts if isinstance(fact.data, DraftMerged)]
    submitted = [(fact.data.body, fact.data.session) for fact in facts if isinstance(fact.data, DraftSubmitted)]
    if not (symbols or merged or submitted):
        return Surroundings()
    async with reaching_the_ledger(), pool.acquire() as connection:
        owners = await connection.fetch("select symbol, reference from symbols where symbol = any($1::text[])", symbols)
        known = await connection.fetch("select reference from resolutions where reference = any($1::text[])", merged)
        dates = await connection.fetch(
            "select c.dates from calendar c join unnest($1::text[], $2::int[]) i(body, session) using (body, session)",
            *([body for body, _ in submitted], [session for _, session in submitted]),
        )
    return Surroundings(
        symbol_owners={row["symbol"]: row["reference"] for row in owners},
        unknown_references=tuple(set(merged) - {row["reference"] for row in known}),
        sessions=tuple(SessionDates.model_validate_json(row["dates"]) for row in dates),
    )


async def mint_reference(pool: asyncpg.Pool, body: str, session: int, source: str, event_id: str) -> str:
    """A reference for a draft submitted without one: `ccpcj-24-1`, `ccpcj-24-2` …; the same event gets the same one again."""
    async with reaching_the_ledger(), pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, $2))", f"mint {body}", session)
        known = await connection.fetchval(
            "select reference from minted_references where source = $1 and event_id = $2", source, event_id
        )
        if known is not None:
            return str(known)
        number = await connection.fetchval(
            "select coalesce(max(number), 0) + 1 from minted_references where body = $1 and session = $2", body, session
        )
        while await connection.fetchval(
            "select exists (select from streams where stream = $1)", f"{body.lower()}-{session}-{number}"
        ):
            number += 1
        reference = f"{body.lower()}-{session}-{number}"
        await connection.execute(
            "insert into minted_references (reference, body, session, number, source, event_id)"
            " values ($1, $2, $3, $4, $5, $6)",
            *(reference, body, session, number, source, event_id),
        )
        return reference
