"""What a door asks the ledger before it tells a fact: references, symbols, documents."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import asyncpg
import pytest_asyncio

from ledger.append import append
from ledger.connection import open_pool
from ledger.documents import fetch_document, store_document
from ledger.reading import docket_of, filed, ledger_rows, mint_reference, reference_of, rules_of, surroundings_of
from resolutions.facts import Fact
from resolutions.sessions import Commission
from tests.emptied import emptied_database
from tests.entries import RULES, TELLER, fact, filing, issued, on, submitted
from workers.embedded.postgres import EmbeddedPostgres


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


async def mint(pool: asyncpg.Pool, event: str, body: Commission = "CCPCJ", session: int = 24) -> str:
    return await mint_reference(pool, body, session, TELLER, event)


async def test_references_are_minted_in_order_and_the_same_event_gets_the_same_one(pool: asyncpg.Pool) -> None:
    assert [await mint(pool, event) for event in ("a", "b", "a", "c", "b")] == [
        "ccpcj-24-1",
        "ccpcj-24-2",
        "ccpcj-24-1",
        "ccpcj-24-3",
        "ccpcj-24-2",
    ]
    assert await mint(pool, "d", "CND", 58) == "cnd-58-1"
    assert await mint(pool, "d" * 300) == "ccpcj-24-4"


async def test_references_minted_at_once_are_distinct_and_one_for_each_event(
    pool: asyncpg.Pool, database_url: str
) -> None:
    other = await open_pool(database_url)
    events = [str(number) for number in range(15)]
    minted = await asyncio.gather(*(mint(place, event) for event in events for place in (pool, other, pool)))
    other.terminate()
    assert set(minted) == {f"ccpcj-24-{number}" for number in range(1, 16)}
    assert all(len(set(minted[place : place + 3])) == 1 for place in range(0, len(minted), 3))


async def test_a_reference_that_somebody_chose_is_not_minted_again(pool: asyncpg.Pool) -> None:
    for chosen in ("ccpcj-24-1", "ccpcj-24-2", "ccpcj-24-4"):
        await append(pool, filing(chosen, [submitted()]).batch(), 4)
    assert [await mint(pool, event) for event in "abc"] == ["ccpcj-24-3", "ccpcj-24-5", "ccpcj-24-6"]


async def test_an_event_named_as_long_as_a_fact_may_be_gets_a_reference(pool: asyncpg.Pool) -> None:
    letters = "".join(chr(0x20000 + 7 * number) for number in range(500))
    assert await mint_reference(pool, "CCPCJ", 24, letters, letters[:300]) == "ccpcj-24-1"
    assert await mint_reference(pool, "CCPCJ", 24, letters, letters[:300]) == "ccpcj-24-1"


async def test_a_document_is_kept_once_whoever_brings_it_and_however_often(pool: asyncpg.Pool) -> None:
    content = bytes(range(256)) * 10
    names = ("draft.docx", "the same under another name.docx")
    digests = await asyncio.gather(*(store_document(pool, content, name, None) for name in names for _ in range(3)))
    assert set(digests) == {hashlib.sha256(content).hexdigest()}
    assert await pool.fetchval("select count(*) from documents") == 1
    kept = await fetch_document(pool, digests[0])
    assert kept is not None
    assert (kept.content, kept.sha256) == (content, digests[0])
    assert kept.name in names


async def test_what_is_no_digest_of_a_kept_document_is_no_document(pool: asyncpg.Pool) -> None:
    for asked in ("", "0" * 64, "z" * 64, "0" * 63, "\x00", "A" * 64):
        assert await fetch_document(pool, asked) is None


async def test_a_resolution_is_found_by_its_reference_and_by_every_symbol_as_it_may_be_written(
    pool: asyncpg.Pool,
) -> None:
    life = filing()
    await append(pool, life.batch(), 4)
    for name in ("ccpcj-24-plan", "E/CN.15/2015/L.6", "e/cn.15/2015/L.6", "E/RES/2015/23", "2015/23"):
        assert await reference_of(pool, name) == life.reference
    assert await reference_of(pool, "E/RES/2015/99") is None
    assert await reference_of(pool, "never-submitted") == "never-submitted"


async def test_what_the_ledger_does_not_hold_is_none(pool: asyncpg.Pool) -> None:
    assert await filed(pool, "never-submitted") is None
    assert await docket_of(pool, "never-submitted") is None
    assert await rules_of(pool, "never-submitted") is None
    assert await ledger_rows(pool, "never-submitted") == []


async def test_a_row_shows_its_entry_as_it_was_told(pool: asyncpg.Pool) -> None:
    life = filing()
    await append(pool, life.batch(), 4)
    rows = await ledger_rows(pool, life.reference)
    assert [(row.seq, row.type, row.time, row.id) for row in rows] == [
        (entry.seq, entry.fact.type, entry.fact.time, entry.fact.id) for entry in life.entries
    ]
    assert rows[2].data == {"sponsor": "Costa Rica"}
    assert await rules_of(pool, life.reference) == RULES


async def test_a_door_learns_who_owns_a_symbol_and_which_references_there_are(pool: asyncpg.Pool) -> None:
    life = filing()
    await append(pool, life.batch(), 4)

    async def unknown(*facts: Fact) -> tuple[str, ...]:
        return (await surroundings_of(pool, facts)).unknown_references

    known = await surroundings_of(pool, [issued("E/CN.15/2015/L.6"), issued("E/CN.15/2015/L.99")])
    assert known.symbol_owners == {"E/CN.15/2015/L.6": life.reference}
    assert await unknown(fact("draft.merged", {"into": life.reference}, on("2015-05-19"))) == ()
    assert await unknown(fact("draft.merged", {"into": "never-submitted"}, on("2015-05-19"))) == ("never-submitted",)
