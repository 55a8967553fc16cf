"""The ledger when PostgreSQL, or the wire to it, fails at the worst moment; and what is said of it."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from ledger.append import append
from ledger.connection import connect, open_pool, reaching_the_ledger
from ledger.directory import Stakeholder, add_stakeholder
from ledger.documents import store_document
from ledger.errors import LedgerAddressError, LedgerDataError, LedgerError, LedgerSchemaError, LedgerUnavailableError
from ledger.outbox import notice_records
from ledger.reading import filed, ledger_rows
from ledger.verify import verify
from tests.conftest import database_named
from tests.emptied import emptied_database
from tests.entries import Filing, filing
from tests.wire import Wire, wired
from workers.embedded.postgres import EmbeddedPostgres

SHARDS = 4


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


@pytest.fixture
async def wire_and_pool(database_url: str) -> AsyncIterator[tuple[Wire, asyncpg.Pool]]:
    async with wired(database_url) as (wire, url):
        pool = await open_pool(url)
        yield wire, pool
        pool.terminate()


async def _stands_once(pool: asyncpg.Pool, life: Filing) -> None:
    rows = await ledger_rows(pool, life.reference)
    assert [(row.seq, row.id) for row in rows] == [(entry.seq, entry.fact.id) for entry in life.entries]
    known = await filed(pool, life.reference)
    assert known is not None
    assert known.resolution == life.resolution
    async for verified in verify(pool, life.reference):
        assert verified.findings == ()
    notices = await notice_records(pool, [life.reference])
    assert len({(notice.seq, notice.to) for notice in notices}) == len(notices)


async def _warm(pool: asyncpg.Pool) -> None:
    """Prepare an append's statements on the pool's connection, so that each is one question and one answer."""
    await append(pool, filing("ccpcj-24-warm").batch(1, 1), SHARDS)


async def test_an_append_whose_acknowledgement_is_lost_stands_once_when_it_is_made_again(
    wire_and_pool: tuple[Wire, asyncpg.Pool], pool: asyncpg.Pool
) -> None:
    wire, through_wire = wire_and_pool
    await _warm(through_wire)
    life = filing()
    wire.lose_the_answer_after(1)
    with pytest.raises(LedgerUnavailableError):
        await append(through_wire, life.batch(), SHARDS)
    assert wire.lost_an_answer
    await _stands_once(pool, life)
    again = await append(through_wire, life.batch(), SHARDS)
    assert again.head_seq == len(life.entries)
    await _stands_once(pool, life)


async def test_notices_planned_before_a_lost_acknowledgement_are_woken_by_the_next_attempt(
    wire_and_pool: tuple[Wire, asyncpg.Pool], pool: asyncpg.Pool
) -> None:
    wire, through_wire = wire_and_pool
    await _warm(through_wire)
    await add_stakeholder(pool, Stakeholder(role="secretariat", name="Desk", address="desk@un.example"))
    wire.lose_the_answer_after(1)
    with pytest.raises(LedgerUnavailableError):
        await append(through_wire, filing().batch(1, 3), SHARDS)
    (waiting,) = await pool.fetch("select distinct shard from notices where state = 'planned'")
    again = await append(through_wire, filing().batch(1, 3), SHARDS)
    assert again.shards_to_wake == (waiting["shard"],)


async def test_an_append_cut_off_before_it_is_written_leaves_nothing_and_can_be_made_again(
    wire_and_pool: tuple[Wire, asyncpg.Pool], pool: asyncpg.Pool
) -> None:
    wire, through_wire = wire_and_pool
    await _warm(through_wire)
    life = filing()
    wire.lose_the_answer_after(0)
    with pytest.raises(LedgerUnavailableError):
        await append(through_wire, life.batch(), SHARDS)
    assert await ledger_rows(pool, life.reference) == []
    await append(through_wire, life.batch(), SHARDS)
    await _stands_once(pool, life)


async def test_one_pool_outlives_a_server_that_goes_away_and_comes_back(
    wire_and_pool: tuple[Wire, asyncpg.Pool],
) -> None:
    wire, pool = wire_and_pool
    life = filing()
    await append(pool, life.batch(1, 3), SHARDS)
    wire.cut()
    with pytest.raises(LedgerUnavailableError):
        await append(pool, life.batch(4, 6), SHARDS)
    with pytest.raises(LedgerUnavailableError):
        await filed(pool, life.reference)
    wire.mend()
    await append(pool, life.batch(4), SHARDS)
    await _stands_once(pool, life)


async def test_a_pool_whose_connections_were_all_ended_by_the_server_goes_on(
    pool: asyncpg.Pool, postgres: EmbeddedPostgres
) -> None:
    life = filing()
    await append(pool, life.batch(1, 3), SHARDS)
    admin = await asyncpg.connect(postgres.url)
    await admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'emptied'")
    await admin.close()
    try:
        await append(pool, life.batch(), SHARDS)
    except LedgerUnavailableError:
        await append(pool, life.batch(), SHARDS)
    await _stands_once(pool, life)


async def test_a_process_may_open_its_pool_before_there_is_a_database() -> None:
    pool = await open_pool("postgresql://resolute:hunter2@127.0.0.1:1/resolute")
    with pytest.raises(LedgerUnavailableError):
        await filed(pool, "ccpcj-24-1")
    pool.terminate()


@pytest.mark.parametrize(
    "address",
    [
        "nonsense-hunter2",
        "mysql://resolute:hunter2@127.0.0.1/resolute",
        "postgresql://resolute:hunter2@127.0.0.1:port/resolute",
        "postgresql://resolute:hunt/hunter2@127.0.0.1/resolute",
        f"postgresql://resolute:hunter2@{'h' * 70}.example/resolute",
        "postgresql://resolute:hunter2@127.0.0.1:1/resolute",
        "postgresql://resolute:hunter2@[::1/resolute",
    ],
)
async def test_an_address_that_leads_nowhere_is_never_repeated(address: str) -> None:
    with pytest.raises((LedgerAddressError, LedgerUnavailableError)) as raised:
        async with reaching_the_ledger():
            await connect(address, timeout=1)
    said = "".join(traceback.format_exception(raised.value))
    assert "hunter2" not in said.split("Error:")[-1]
    assert "hunter2" not in str(raised.value) + repr(raised.value)


async def test_a_wrong_password_and_a_missing_database_are_a_database_out_of_reach(postgres: EmbeddedPostgres) -> None:
    wrong_password = postgres.url.replace("postgresql://resolute:", "postgresql://resolute:not")
    for url in (wrong_password, database_named(postgres.url, "no_such_database")):
        pool = await open_pool(url)
        with pytest.raises(LedgerUnavailableError) as raised:
            await filed(pool, "ccpcj-24-1")
        assert "resolute" not in str(raised.value)
        assert "no_such_database" not in str(raised.value)
        pool.terminate()


async def test_a_database_without_a_ledger_is_told_apart_from_one_out_of_reach(postgres: EmbeddedPostgres) -> None:
    pool = await open_pool(database_named(postgres.url, "postgres"))
    with pytest.raises(LedgerSchemaError, match="migrate"):
        await filed(pool, "ccpcj-24-1")
    pool.terminate()


@pytest.mark.parametrize("name", ["a\x00b", "half of a pair: \ud800"])
async def test_a_value_that_postgresql_cannot_keep_is_refused_without_being_repeated(
    pool: asyncpg.Pool, name: str
) -> None:
    with pytest.raises(LedgerDataError) as raised:
        await store_document(pool, b"text", name, None)
    assert "pair" not in str(raised.value)


async def test_whatever_postgresql_says_when_it_cannot_take_it_now_means_try_again(pool: asyncpg.Pool) -> None:
    cannot_now = "08006 25006 40001 40P01 53100 53200 53300 55P03 57014 57P01 57P02 57P03 57P05 58030"
    for code in cannot_now.split():
        raising = f"do $$ begin raise exception 'secret detail' using errcode = '{code}'; end $$"
        with pytest.raises(LedgerUnavailableError) as raised:
            async with reaching_the_ledger():
                await pool.execute(raising)
        assert "secret" not in str(raised.value)


async def test_a_mistake_of_our_own_is_not_taken_for_an_outage(pool: asyncpg.Pool) -> None:
    with pytest.raises(asyncpg.PostgresSyntaxError):
        async with reaching_the_ledger():
            await pool.execute("selekt")
    with pytest.raises(asyncpg.NotNullViolationError):
        async with reaching_the_ledger():
            await pool.execute("insert into documents (sha256) values (null)")


async def test_an_outage_inside_an_outage_is_told_once(pool: asyncpg.Pool) -> None:
    with pytest.raises(LedgerUnavailableError, match=r"\(TimeoutError\)$"):
        async with reaching_the_ledger(), reaching_the_ledger():
            await pool.execute("select pg_sleep(10)", timeout=0.01)


def test_every_failure_that_no_retry_mends_is_a_ledger_error() -> None:
    for kind in (LedgerAddressError, LedgerDataError, LedgerSchemaError):
        assert issubclass(kind, LedgerError)
    assert not issubclass(LedgerUnavailableError, LedgerError)
