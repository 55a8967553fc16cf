"""Order in a lane under everything that can go wrong at once: many senders, many gateways, a relay, an engine that
breaks off before, amid and after a telling, leases that run out under their holders, holders that vanish.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from temporalio.testing import ActivityEnvironment

from activities import contracts as wire
from activities.relaying import Relaying
from intake import inbox as inbox_module
from intake.inbox import Inbox, Kept
from ledger.inbox import begin, receipts_of, waiting
from resolutions.receipts import Receipt
from tests.emptied import emptied_database
from tests.remembering import RememberingDoor, client_to_nowhere
from tests.stand import Stand, joined, submission
from workers.embedded.postgres import EmbeddedPostgres

SENDERS = 6
EACH_SENDS = 12


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that broke off is asked again at once, so that tellers and relay meet."""
    monkeypatch.setattr(inbox_module, "AWAY_FOR", dt.timedelta())
    monkeypatch.setattr(inbox_module, "PATIENCE", dt.timedelta(seconds=0.2))


async def send(inbox: Inbox, sender: str, lanes: list[str], dice: random.Random) -> None:
    """One sender's facts, each sent when the one before was answered; some more than once, some several together."""
    left = [(lane, number) for number in range(EACH_SENDS) for lane in lanes]
    while left:
        together, left = left[: (size := dice.randint(1, 3))], left[size:]
        events = [
            joined(lane, f"{sender} {number}", id=f"{sender}/{lane}/{number}", source=sender)
            for lane, number in together
        ]
        for _ in range(dice.randint(1, 2)):
            answers = await inbox.take(events, None, sender)
            assert len(answers) == len(events)
            assert all(isinstance(each, Kept) or each.receipt.outcome != "refused" for each in answers)


async def relay_without_end(relaying: Relaying, pool: asyncpg.Pool) -> None:
    while True:
        await pool.execute("update inbox set received_at = received_at - interval '1 minute' where told_at is null")
        await ActivityEnvironment().run(relaying.relay_inbox, wire.InboxPage())
        await asyncio.sleep(0)


async def steal_leases(pool: asyncpg.Pool, lanes: list[str], dice: random.Random) -> None:
    """Leases run out under those who tell; others are taken by somebody who is never seen again."""
    while True:
        await pool.execute("update inbox_lanes set leased_until = now()")
        if dice.random() < 0.3:
            await begin(pool, dice.choice(lanes), uuid4(), dt.timedelta(minutes=1), 5)
        await asyncio.sleep(dice.uniform(0, 0.02))


@pytest.mark.parametrize("seed", range(5))
async def test_each_sender_s_order_is_kept_and_every_fact_is_recorded_once_whoever_dies_on_the_way(
    pool: asyncpg.Pool, seed: int
) -> None:
    dice = random.Random(seed)
    lanes = ["lane-one", "lane-two"]
    client = await client_to_nowhere()
    door = RememberingDoor(client, pool, dice, failing=4)
    gateways = [Inbox(door, pool, client) for _ in range(3)]
    relaying = Relaying(door, pool)
    trouble = [
        asyncio.create_task(relay_without_end(relaying, pool)),
        asyncio.create_task(steal_leases(pool, lanes, dice)),
    ]
    senders = [f"sender-{number}" for number in range(SENDERS)]
    await asyncio.gather(
        *(send(gateways[n % 3], name, lanes, random.Random(f"{seed}/{name}")) for n, name in enumerate(senders))
    )
    for each in trouble:
        each.cancel()
    await asyncio.wait(trouble)
    door.mend()
    await pool.execute("delete from inbox_lanes")
    await pool.execute("update inbox set received_at = received_at - interval '1 minute'")
    await ActivityEnvironment().run(relaying.relay_inbox, wire.InboxPage())
    assert (await waiting(pool)).count == 0
    for sender in senders:
        for lane in lanes:
            recorded = [
                name for source, name in door.recorded if source == sender and name.startswith(f"{sender}/{lane}/")
            ]
            assert recorded == [f"{sender}/{lane}/{number}" for number in range(EACH_SENDS)]
    await assert_receipts_are_true(pool, door)


async def assert_receipts_are_true(pool: asyncpg.Pool, door: RememberingDoor) -> None:
    """One row for each fact, and in it the number under which the engine recorded it."""
    rows = await pool.fetch("select id, source, event_id from inbox order by id")
    assert len({(row["source"], row["event_id"]) for row in rows}) == len(rows) == len(door.recorded)
    receipts = await receipts_of(pool, [row["id"] for row in rows])
    for row in rows:
        assert receipts[row["id"]].seq == door.recorded[row["source"], row["event_id"]]


async def test_a_fact_sent_by_many_through_many_gateways_is_told_once_where_nothing_breaks(pool: asyncpg.Pool) -> None:
    client = await client_to_nowhere()
    door = RememberingDoor(client, pool, random.Random(0))
    gateways = [Inbox(door, pool, client) for _ in range(4)]
    events = [joined("lane-one", f"Group {number}") for number in range(50)]
    await asyncio.gather(*(gateways[n % 4].take([one], None, "portal") for n, one in enumerate(events * 4)))
    assert (await waiting(pool)).count == 0
    assert sum(door.tellings) == len(door.recorded) == 50


async def test_on_a_real_engine_what_many_senders_tell_while_leases_run_out_is_recorded_once_and_in_order(
    stand: Stand,
) -> None:
    dice = random.Random(7)
    await stand.tell(submission("lane-one"))
    gateways = [Inbox(stand.door, stand.pool, stand.client) for _ in range(2)]
    trouble = asyncio.create_task(steal_leases(stand.pool, ["lane-one"], dice))
    senders = [f"sender-{number}" for number in range(4)]
    await asyncio.gather(
        *(send(gateways[n % 2], name, ["lane-one"], random.Random(name)) for n, name in enumerate(senders))
    )
    trouble.cancel()
    await asyncio.wait([trouble])
    await stand.pool.execute("delete from inbox_lanes")
    await stand.pool.execute("update inbox set received_at = received_at - interval '1 minute'")
    await ActivityEnvironment().run(Relaying(stand.door, stand.pool).relay_inbox, wire.InboxPage())
    await stand.assert_sound("lane-one")
    ids = [row.id for row in await stand.ledger("lane-one")]
    for sender in senders:
        told = [name for name in ids if name.startswith(f"{sender}/")]
        assert told == [f"{sender}/lane-one/{number}" for number in range(EACH_SENDS)]
    outcomes = {
        Receipt.model_validate_json(row["receipt"]).outcome
        for row in await stand.pool.fetch("select receipt from inbox")
    }
    assert outcomes == {"recorded"}
