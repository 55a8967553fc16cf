"""The inbox when a service is really away: a development server stopped and started again on its file, an engine
without workers, a database that is cut off before and after the engine was told.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import time
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client

from activities import contracts as wire
from activities.post.maildir import MaildirPostman
from intake import inbox as inbox_module
from intake.door import Door, Told
from intake.errors import DatabaseUnavailableError, EngineUnavailableError
from intake.inbox import PATIENCE, Inbox, Kept
from ledger.connection import open_pool
from ledger.errors import LedgerUnavailableError
from ledger.inbox import LEFT_AFTER, waiting
from ledger.reading import ledger_rows
from resolutions.authority import Authority
from resolutions.receipts import Receipt
from tests.remembering import RememberingDoor, client_to_nowhere
from tests.stand import SENDER, event, joined, submission
from tests.wire import Wire, wired
from workers.embedded.engine import DevServer
from workers.embedded.ports import pick_port
from workers.plugin import plugin
from workers.worker import working
from workflows.resolution import SEARCH_ATTRIBUTES

A_LITTLE_MORE = 3.0


class CutOffDoor(RememberingDoor):
    """A door behind which the database is cut off as soon as the engine was told."""

    wire: Wire

    async def tell(self, events: Sequence[object], authority: Authority | None = None) -> list[Told]:
        told = await super().tell(events, authority)
        self.wire.cut()
        return told


async def everything_is_left(pool: asyncpg.Pool) -> None:
    await pool.execute("update inbox set received_at = received_at - $1::interval", 2 * LEFT_AFTER)


async def ids_in_ledger(pool: asyncpg.Pool, reference: str) -> list[str]:
    return [row.id for row in await ledger_rows(pool, reference) if row.source != "resolute"]


async def test_what_is_let_in_while_the_engine_is_away_is_told_in_order_when_it_is_back(
    pool: asyncpg.Pool, tmp_path: Path
) -> None:
    port, post = pick_port(0), MaildirPostman(tmp_path / "mail")
    server = DevServer(tmp_path / "engine.db", port, None, search_attributes=SEARCH_ATTRIBUTES)
    before = [submission("out-1"), joined("out-1", "Peru")]
    while_away = [joined("out-1", f"Group {number}") for number in range(6)]
    async with server:
        client = await Client.connect(server.address, plugins=[plugin()])
        inbox = Inbox(Door(client, pool), pool, client)
        async with working(client, pool, post, SENDER):
            assert all(isinstance(each, Told) for each in await inbox.take(before, None, "portal"))
    first = time.monotonic()
    kept = await inbox.take(while_away[:2], None, "portal")
    second = time.monotonic()
    kept += [answer for one in while_away[2:] for answer in await inbox.take([one], None, "portal")]
    assert all(isinstance(each, Kept) for each in kept)
    assert second - first < PATIENCE.total_seconds() + A_LITTLE_MORE
    assert time.monotonic() - second < A_LITTLE_MORE
    await everything_is_left(pool)
    with pytest.raises(EngineUnavailableError):
        await inbox.wake_if_left()
    async with DevServer(tmp_path / "engine.db", port, None, search_attributes=SEARCH_ATTRIBUTES) as again:
        assert again.address == server.address
        async with working(client, pool, post, SENDER):
            await woken(inbox)
            await client.get_workflow_handle(wire.INBOX_WORKFLOW_ID).result()
            assert (await waiting(pool)).count == 0
            told = [each["id"] for each in (*before, *while_away)]
            async with asyncio.timeout(20):
                while await ids_in_ledger(pool, "out-1") != told:
                    await asyncio.sleep(0.05)
            repeated = await inbox.take(while_away, None, "portal")
    assert [each.receipt.outcome for each in repeated if isinstance(each, Told)] == ["duplicate"] * 6


async def woken(inbox: Inbox) -> None:
    """Wake the relay as a gateway does: until it can be reached."""
    async with asyncio.timeout(20):
        while True:
            try:
                assert await inbox.wake_if_left()
            except EngineUnavailableError:
                await asyncio.sleep(0.1)
            else:
                return


async def test_an_engine_without_workers_keeps_nobody_waiting(
    engine: DevServer, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "ENGINE_PATIENCE", dt.timedelta(seconds=0.3))
    client = await Client.connect(engine.address, plugins=[plugin()])
    inbox = Inbox(Door(client, pool), pool, client)
    began = time.monotonic()
    (kept,) = await inbox.take([submission("out-2")], None, "portal")
    assert isinstance(kept, Kept)
    assert time.monotonic() - began < A_LITTLE_MORE
    await client.get_workflow_handle(wire.resolution_workflow_id("out-2")).terminate("the test is over")


async def test_an_engine_that_was_never_there_is_no_reason_to_lose_a_fact(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "ENGINE_PATIENCE", dt.timedelta(seconds=0.3))
    client = await client_to_nowhere()
    inbox = Inbox(Door(client, pool), pool, client)
    (kept,) = await inbox.take([submission("out-3")], None, "portal")
    assert isinstance(kept, Kept)
    await everything_is_left(pool)
    with pytest.raises(EngineUnavailableError):
        await inbox.wake_if_left()
    assert (await waiting(pool)).count == 1


async def test_what_the_database_cannot_keep_is_not_accepted_and_not_told(
    pool: asyncpg.Pool, database_url: str
) -> None:
    client = await client_to_nowhere()
    async with wired(database_url) as (to_database, url):
        through_wire = await open_pool(url)
        door = RememberingDoor(client, through_wire, random.Random(0))
        inbox = Inbox(door, through_wire, client)
        to_database.cut()
        with pytest.raises(DatabaseUnavailableError):
            await inbox.take([joined("out-4", "Peru")], None, "portal")
        through_wire.terminate()
    assert door.recorded == {}
    assert (await waiting(pool)).count == 0


async def test_what_was_told_when_the_database_went_away_is_kept_and_recorded_once(
    pool: asyncpg.Pool, database_url: str
) -> None:
    client = await client_to_nowhere()
    one = joined("out-5", "Peru")
    async with wired(database_url) as (to_database, url):
        through_wire = await open_pool(url)
        door = CutOffDoor(client, through_wire, random.Random(0))
        door.wire = to_database
        (kept,) = await Inbox(door, through_wire, client).take([one], None, "portal")
        through_wire.terminate()
    assert isinstance(kept, Kept)
    assert (await waiting(pool)).count == 1
    await pool.execute("update inbox_lanes set leased_until = now()")
    steady = RememberingDoor(client, pool, random.Random(0))
    steady.recorded = door.recorded
    (told,) = await Inbox(steady, pool, client).take([one], None, "portal")
    assert isinstance(told, Told)
    assert (told.receipt.outcome, told.receipt.seq) == ("duplicate", 1)
    assert len(steady.recorded) == 1


async def test_what_is_kept_is_answered_as_kept_though_its_receipt_cannot_be_read(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreadable(*_: object) -> dict[int, Receipt]:
        raise LedgerUnavailableError("PostgreSQL did not answer")

    client = await client_to_nowhere()
    inbox = Inbox(RememberingDoor(client, pool, random.Random(0)), pool, client)
    monkeypatch.setattr(inbox_module, "receipts_of", unreadable)
    (kept,) = await inbox.take([joined("out-7", "Peru")], None, "portal")
    assert isinstance(kept, Kept)


async def test_a_symbol_is_known_by_the_fact_that_gave_it_though_the_ledger_is_behind(pool: asyncpg.Pool) -> None:
    client = await client_to_nowhere()
    door = RememberingDoor(client, pool, random.Random(0))
    inbox = Inbox(door, pool, client)
    issued = event("draft.issued", "out-8", {"symbol": "E/CN.15/2015/L.6/Rev.1", "languages": ["en"]})
    await inbox.take([issued], None, "documents")
    (told,) = await inbox.take([joined("e/cn.15/2015/l.6/rev.1", "Peru")], None, "portal")
    assert isinstance(told, Told)
    assert (told.receipt.outcome, told.receipt.reference) == ("recorded", "out-8")


async def test_leaving_the_gateway_ends_its_watch_and_what_it_was_telling(pool: asyncpg.Pool) -> None:
    client = await client_to_nowhere()
    inbox = Inbox(RememberingDoor(client, pool, random.Random(0)), pool, client)
    async with inbox.watching():
        taking = asyncio.create_task(inbox.take([joined("out-6", "Peru")], None, "portal"))
        await taking
    assert not [task for task in asyncio.all_tasks() if "Inbox." in str(task.get_coro())]
