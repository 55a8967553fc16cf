"""The outbox: taken in bounded batches, each notice settled once, and a dead address in nobody's way."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from ledger.append import append
from ledger.directory import Stakeholder, add_stakeholder
from ledger.outbox import (
    MAX_REASON,
    NoticeToSend,
    mark_delivered,
    mark_failed,
    notice_records,
    notices_to_send,
    seconds_to_next,
)
from tests.emptied import emptied_database
from tests.entries import fact, filing, joined, on, submitted
from workers.embedded.postgres import EmbeddedPostgres

ONE_SHARD = 1
LATER = dt.timedelta(minutes=5)
AT_ONCE = dt.timedelta()


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


async def planned(pool: asyncpg.Pool, sponsors: int = 1, entries: int = 3) -> list[NoticeToSend]:
    """Notices about so many entries to so many missions, all of one shard."""
    names = ("Belarus", "Cuba", "Peru", "Italy", "Egypt")[:sponsors]
    for name in names:
        address = f"m@{name.lower()}.example"
        await add_stakeholder(pool, Stakeholder(role="mission", of=name, name=name, address=address))
    facts = [submitted(sponsors=names), *(joined(f"Group {number}") for number in range(entries - 1))]
    await append(pool, filing(facts=facts).batch(), ONE_SHARD)
    return await notices_to_send(pool, 0, 100)


async def state_of(pool: asyncpg.Pool, notice: NoticeToSend) -> tuple[str, str | None, int]:
    row = await pool.fetchrow("select state, reason, attempts from notices where id = $1", notice.id)
    assert row is not None
    return row["state"], row["reason"], row["attempts"]


async def test_notices_come_in_the_order_of_their_entries_and_in_batches_no_larger_than_asked(
    pool: asyncpg.Pool,
) -> None:
    waiting = await planned(pool, sponsors=2, entries=4)
    assert [notice.occasion for notice in waiting] == ["1", "1", "2", "2", "3", "3", "4", "4"]
    assert [notice.id for notice in await notices_to_send(pool, 0, 3)] == [notice.id for notice in waiting[:3]]
    assert await notices_to_send(pool, 1, 100) == []
    assert await seconds_to_next(pool, 0) == 0
    assert await seconds_to_next(pool, 1) is None


async def test_all_notices_to_one_address_are_of_one_shard(pool: asyncpg.Pool) -> None:
    for name in ("Belarus", "Cuba", "Peru"):
        address = f"m@{name.lower()}.example"
        await add_stakeholder(pool, Stakeholder(role="mission", of=name, name=name, address=address))
    facts = [submitted(sponsors=["Belarus", "Cuba", "Peru"]), *(joined(f"Group {number}") for number in range(3))]
    answer = await append(pool, filing(facts=facts).batch(), 7)
    rows = await pool.fetch("select address, array_agg(distinct shard) as shards from notices group by address")
    sent = [row["shards"] for row in rows if not row["address"].startswith("nobody:")]
    assert all(len(shards) == 1 and 0 <= shards[0] < 7 for shards in sent)
    assert set(answer.shards_to_wake) == {shard for shards in sent for shard in shards}


async def test_an_append_wakes_whoever_has_notices_of_the_resolution_waiting_though_it_plans_none(
    pool: asyncpg.Pool,
) -> None:
    await add_stakeholder(pool, Stakeholder(role="mission", of="Belarus", name="Belarus", address="m@by.example"))
    life = filing(facts=[submitted()])
    first = await append(pool, life.batch(), 4)
    life.tell(fact("committee.approved", {}, on("2015-05-01")))
    second = await append(pool, life.batch(2), 4)
    assert first.shards_to_wake == second.shards_to_wake != ()
    (notice,) = await notices_to_send(pool, first.shards_to_wake[0], 10)
    await mark_delivered(pool, notice.id)
    assert (await append(pool, life.batch(), 4)).shards_to_wake == ()


async def test_a_delivered_notice_is_not_sent_again(pool: asyncpg.Pool) -> None:
    first, *others = await planned(pool)
    await mark_delivered(pool, first.id)
    assert await notices_to_send(pool, 0, 100) == others
    assert await state_of(pool, first) == ("delivered", None, 1)


async def test_a_failed_notice_comes_back_when_its_time_has_come_and_not_before(pool: asyncpg.Pool) -> None:
    first, *others = await planned(pool)
    for notice in others:
        await mark_delivered(pool, notice.id)
    await mark_failed(pool, first.id, "mailbox busy", LATER)
    assert await notices_to_send(pool, 0, 100) == []
    waits = await seconds_to_next(pool, 0)
    assert waits is not None
    assert LATER.total_seconds() - 60 < waits <= LATER.total_seconds()
    await mark_failed(pool, first.id, "mailbox busy", AT_ONCE)
    (again,) = await notices_to_send(pool, 0, 100)
    assert (again.id, again.attempts) == (first.id, 2)
    await mark_delivered(pool, first.id)
    assert await state_of(pool, first) == ("delivered", None, 3)


async def test_a_notice_given_up_is_kept_and_shown_with_its_reason(pool: asyncpg.Pool) -> None:
    first, *_ = await planned(pool)
    await mark_failed(pool, first.id, "no such mailbox", None)
    assert first.id not in [notice.id for notice in await notices_to_send(pool, 0, 100)]
    shown = [(each.to, each.reason) for each in await notice_records(pool, [first.reference]) if each.seq == 1]
    assert (first.address, "no such mailbox") in shown
    assert await notice_records(pool, ["another"]) == []


async def test_a_dead_address_delays_nobody_else(pool: asyncpg.Pool) -> None:
    waiting = await planned(pool, sponsors=3, entries=3)
    dead = [notice for notice in waiting if notice.address == "m@cuba.example"]
    for notice in dead:
        await mark_failed(pool, notice.id, "no such host", AT_ONCE)
    batch = await notices_to_send(pool, 0, len(waiting) - len(dead))
    assert all(notice.address != "m@cuba.example" for notice in batch)
    assert {notice.address for notice in batch} == {"m@belarus.example", "m@peru.example"}


@pytest.mark.parametrize("again_in", [LATER, None])
async def test_an_attempt_that_failed_late_does_not_undo_a_delivery(
    pool: asyncpg.Pool, again_in: dt.timedelta | None
) -> None:
    first, *_ = await planned(pool)
    await mark_delivered(pool, first.id)
    await mark_failed(pool, first.id, "timed out", again_in)
    await mark_delivered(pool, first.id)
    assert await state_of(pool, first) == ("delivered", None, 1)


async def test_a_delivery_that_succeeded_late_counts(pool: asyncpg.Pool) -> None:
    first, *_ = await planned(pool)
    await asyncio.gather(mark_failed(pool, first.id, "timed out", None))
    await mark_delivered(pool, first.id)
    assert (await state_of(pool, first))[0] == "delivered"


async def test_whatever_a_mail_server_says_can_be_written_down(pool: asyncpg.Pool) -> None:
    first, *_ = await planned(pool)
    await mark_failed(pool, first.id, "550 \x00 \ud800 " + "x" * 10_000, LATER)
    state, reason, _ = await state_of(pool, first)
    assert state == "failed"
    assert reason is not None
    assert reason.startswith("550   ? xxx")
    assert len(reason) == MAX_REASON
