"""The inbox's rows and leases: an event has one row, a lane one teller, and nothing but a receipt ends a wait."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest_asyncio

from ledger.inbox import (
    Arrival,
    Stored,
    anything_left,
    begin,
    forget_told,
    give_back,
    inbox_rows,
    left_lanes,
    receipts_of,
    settle,
    store,
    waiting,
)
from resolutions.receipts import Receipt, refusal
from tests.emptied import emptied_database
from workers.embedded.postgres import EmbeddedPostgres

LEASE = dt.timedelta(minutes=1)
RECORDED = Receipt(outcome="recorded", reference="ccpcj-24-1", seq=1)
PARKED = Receipt(outcome="parked", reference="ccpcj-24-1")


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


def arrival(name: str, lane: str = "ccpcj-24-1", authority: str = "null", addressed: bool = True) -> Arrival:
    return Arrival(
        lane=lane,
        source="portal",
        event_id=name,
        digest=hashlib.sha256(name.encode()).digest(),
        event=json.dumps({"id": name, "type": "resolute.sponsor.added.v1"}),
        authority=authority,
        addressed=addressed,
    )


async def kept(pool: asyncpg.Pool, *names: str, lane: str = "ccpcj-24-1") -> list[Stored]:
    return await store(pool, [arrival(name, lane) for name in names])


async def begun(pool: asyncpg.Pool, lane: str = "ccpcj-24-1", limit: int = 100) -> list[str]:
    """The names of the next run, begun by somebody who vanishes at once and leaves no lease."""
    holder = uuid4()
    run = await begin(pool, lane, holder, LEASE, limit)
    assert run is not None
    await give_back(pool, lane, holder)
    return [json.loads(fact.event)["id"] for fact in run.facts]


async def leases_run_out(pool: asyncpg.Pool) -> None:
    await pool.execute("update inbox_lanes set leased_until = now()")


async def time_passes(pool: asyncpg.Pool, days: int = 0, seconds: int = 0) -> None:
    past = dt.timedelta(days=days, seconds=seconds)
    await pool.execute("update inbox set received_at = received_at - $1::interval, told_at = told_at - $1", past)


async def test_rows_have_the_order_in_which_their_events_came(pool: asyncpg.Pool) -> None:
    names = [f"event {number}" for number in range(50)]
    rows = await kept(pool, *names)
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert await begun(pool) == names


async def test_an_event_that_comes_again_keeps_the_row_it_has(pool: asyncpg.Pool) -> None:
    (first,) = await kept(pool, "once")
    again, other, twice = await kept(pool, "once", "other", "other")
    assert (again.id, again.new) == (first.id, False)
    assert (other.new, twice.id) == (True, other.id)
    assert (await waiting(pool)).count == 2


async def test_an_event_that_comes_to_many_at_once_has_one_row(pool: asyncpg.Pool) -> None:
    rows = await asyncio.gather(*(kept(pool, "a", "b") for _ in range(20)), *(kept(pool, "b", "c") for _ in range(20)))
    assert (await waiting(pool)).count == 3
    ids = [row.id for found in rows for row in found if row.new]
    assert len(ids) == len(set(ids)) == 3


async def test_what_was_recorded_keeps_its_row_and_what_was_refused_or_parked_gets_a_new_one(
    pool: asyncpg.Pool,
) -> None:
    first = await kept(pool, "recorded", "refused", "parked")
    receipts = (RECORDED, refusal("closed", "it was closed"), PARKED)
    await settle(pool, [(row.id, receipt) for row, receipt in zip(first, receipts, strict=True)])
    again = await kept(pool, "recorded", "refused", "parked")
    assert [row.new for row in again] == [False, True, True]
    assert await begun(pool) == ["refused", "parked"]


async def test_the_first_receipt_of_a_row_is_its_receipt_for_good(pool: asyncpg.Pool) -> None:
    (row,) = await kept(pool, "a")
    await settle(pool, [(row.id, RECORDED)])
    await settle(pool, [(row.id, PARKED)])
    assert await receipts_of(pool, [row.id]) == {row.id: RECORDED}


async def test_a_lane_has_one_teller_until_his_lease_is_given_back_or_runs_out(pool: asyncpg.Pool) -> None:
    await kept(pool, "a")
    mine, yours = uuid4(), uuid4()
    assert await begin(pool, "ccpcj-24-1", mine, LEASE, 10) is not None
    assert await begin(pool, "ccpcj-24-1", yours, LEASE, 10) is None
    assert await begin(pool, "ccpcj-24-1", mine, LEASE, 10) is not None
    await give_back(pool, "ccpcj-24-1", yours)
    assert await begin(pool, "ccpcj-24-1", yours, LEASE, 10) is None
    await leases_run_out(pool)
    assert await begin(pool, "ccpcj-24-1", yours, LEASE, 10) is not None
    assert await begin(pool, "ccpcj-24-1", mine, LEASE, 10) is None
    await give_back(pool, "ccpcj-24-1", yours)
    assert await begin(pool, "ccpcj-24-1", mine, LEASE, 10) is not None


async def test_of_many_who_want_a_lane_at_once_one_gets_it(pool: asyncpg.Pool) -> None:
    await kept(pool, "a")
    runs = await asyncio.gather(*(begin(pool, "ccpcj-24-1", uuid4(), LEASE, 10) for _ in range(30)))
    assert len([run for run in runs if run is not None]) == 1


async def test_a_lane_does_not_hold_up_another(pool: asyncpg.Pool) -> None:
    await kept(pool, "a", lane="one-lane")
    await kept(pool, "b", lane="other-lane")
    assert await begin(pool, "one-lane", uuid4(), LEASE, 10) is not None
    assert await begun(pool, "other-lane") == ["b"]


async def test_a_run_ends_where_the_authority_changes_and_at_what_is_not_addressed(pool: asyncpg.Pool) -> None:
    arrivals = [
        *(arrival("a"), arrival("b"), arrival("c", authority='{"facts": ["*"]}'), arrival("d")),
        *(arrival("e", addressed=False), arrival("f", addressed=False), arrival("g")),
    ]
    rows = await store(pool, arrivals)
    runs = []
    holder = uuid4()
    while (run := await begin(pool, "ccpcj-24-1", holder, LEASE, 100)) is not None and run.facts:
        runs.append(([json.loads(fact.event)["id"] for fact in run.facts], run.addressed, run.more))
        await settle(pool, [(fact.id, RECORDED) for fact in run.facts])
    assert runs == [
        (["a", "b"], True, True),
        (["c"], True, True),
        (["d"], True, True),
        (["e"], False, True),
        (["f"], False, True),
        (["g"], True, False),
    ]
    assert len(await receipts_of(pool, [row.id for row in rows])) == 7


async def test_a_run_is_no_longer_than_asked_and_says_that_more_waits(pool: asyncpg.Pool) -> None:
    await kept(pool, "a", "b", "c")
    run = await begin(pool, "ccpcj-24-1", uuid4(), LEASE, 2)
    assert run is not None
    assert ([json.loads(fact.event)["id"] for fact in run.facts], run.more) == (["a", "b"], True)


async def test_what_somebody_began_and_never_settled_says_so(pool: asyncpg.Pool) -> None:
    await kept(pool, "a")
    await begun(pool)
    await kept(pool, "b")
    run = await begin(pool, "ccpcj-24-1", uuid4(), LEASE, 10)
    assert run is not None
    assert [fact.begun_before for fact in run.facts] == [True, False]


async def test_only_what_waits_for_a_while_was_left_and_the_oldest_lane_comes_first(pool: asyncpg.Pool) -> None:
    await kept(pool, "a", lane="one-lane")
    await kept(pool, "b", lane="other-lane")
    await kept(pool, "c", lane="one-lane")
    assert not await anything_left(pool)
    assert await left_lanes(pool, 0, 10) == []
    await time_passes(pool, seconds=5)
    await kept(pool, "d", lane="young-lane")
    assert await anything_left(pool)
    lanes = await left_lanes(pool, 0, 10)
    assert [each.lane for each in lanes] == ["one-lane", "other-lane"]
    assert [each.lane for each in await left_lanes(pool, lanes[0].first, 10)] == ["other-lane"]
    assert [each.lane for each in await left_lanes(pool, 0, 1)] == ["one-lane"]


async def test_what_waits_is_shown_page_by_page(pool: asyncpg.Pool) -> None:
    assert (await waiting(pool)).oldest is None
    rows = await kept(pool, "a", "b", "c")
    await settle(pool, [(rows[1].id, RECORDED)])
    summary = await waiting(pool)
    assert summary.count == 2
    assert summary.oldest is not None
    (first,) = await inbox_rows(pool, 1)
    assert (first.event_id, first.type, first.begun_at) == ("a", "resolute.sponsor.added.v1", None)
    assert [row.event_id for row in await inbox_rows(pool, 10, first.id)] == ["c"]


async def test_what_was_told_is_forgotten_after_its_time_and_what_waits_never(pool: asyncpg.Pool) -> None:
    told, _ = await kept(pool, "told", "waits")
    await settle(pool, [(told.id, RECORDED)])
    month = dt.timedelta(days=30)
    assert await forget_told(pool, month) == 0
    await time_passes(pool, days=31)
    assert await forget_told(pool, month) == 1
    assert [row.event_id for row in await inbox_rows(pool, 10)] == ["waits"]
