"""Facts on their way to other systems: signed, each once, tried again as the standard says, and in nobody's way."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import web
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from pydantic import SecretStr
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities import contracts as wire
from activities.post.maildir import MaildirPostman
from activities.post.postman import Postman
from activities.post.reaching import Reaching
from activities.post.webhook import delivery_id
from activities.webhooks import MARGIN, SCHEDULE, WebhookDelivery
from intake.door import Door
from ledger.append import append
from ledger.connection import open_pool
from ledger.directory import Stakeholder, add_stakeholder
from ledger.endpoints import disable_endpoint, enable_endpoint, endpoint_of, endpoints, enter_webhook
from ledger.outbox import NoticeRecord, mark_delivered, notice_records, notices_to_send
from ledger.sealing import Sealer, fresh_key
from resolutions.roles import Role
from tests.entries import filing, submitted
from tests.entries import joined as joining
from tests.receiving import Receiver, receiving, status
from tests.stand import SENDER, Stand, end_all, event, joined, submission
from tests.wire import wired
from workers.embedded.engine import DevServer
from workers.embedded.rehearsal_engine import time_skipping_engine
from workers.plugin import plugin
from workers.worker import working
from workflows.webhooks import WebhookWorkflow

SEALER = Sealer([fresh_key()])


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A real server on this machine."""
    async with receiving() as running:
        yield running


@contextlib.asynccontextmanager
async def posting(
    engine: DevServer, pool: asyncpg.Pool, mail: Path, sealer: Sealer | None = SEALER
) -> AsyncIterator[Stand]:
    """Workers that may reach this machine, and a door."""
    client = await Client.connect(engine.address, plugins=[plugin()])
    postman: Postman = MaildirPostman(mail)
    async with working(client, pool, postman, SENDER, sealer=sealer, private_webhooks=True):
        yield Stand(client, pool, Door(client, pool))
        await end_all(client)


@pytest_asyncio.fixture
async def post(engine: DevServer, pool: asyncpg.Pool, tmp_path: Path) -> AsyncIterator[Stand]:
    """The same, for a test."""
    async with posting(engine, pool, tmp_path / "mail") as standing:
        yield standing


async def enter(pool: asyncpg.Pool, url: str, role: Role = "subscriber", of: str | None = None) -> str:
    """Enter a webhook into the directory; its signing secret."""
    secret = await enter_webhook(pool, SEALER, url)
    await add_stakeholder(pool, Stakeholder(role=role, of=of, name="A system", address=url))
    assert secret is not None
    return secret.get_secret_value()


async def settled(pool: asyncpg.Pool, url: str) -> list[NoticeRecord]:
    """The notices to a webhook, once all of them are delivered or given up."""
    async with asyncio.timeout(30):
        while True:
            records = [each for each in await notice_records(pool) if each.to == url]
            if records and all(each.state in ("delivered", "given_up") for each in records):
                return records
            await asyncio.sleep(0.02)


async def failed_once(pool: asyncpg.Pool, url: str) -> asyncpg.Record:
    """The row of a webhook's one notice, once an attempt of it has failed."""
    async with asyncio.timeout(30):
        while True:
            row = await pool.fetchrow(
                "select *, next_attempt - clock_timestamp() as waits from notices where address = $1 and attempts > 0",
                url,
            )
            if row is not None:
                return row
            await asyncio.sleep(0.02)


async def waiting_after(attempts: int, life: WorkflowHandle[WebhookWorkflow, None]) -> None:
    """Wait until the engine holds so many attempts for failed and waits to make another."""
    async with asyncio.timeout(20):
        while True:
            pending = (await life.describe()).raw_description.pending_activities
            if pending and pending[0].attempt > attempts:
                return
            await asyncio.sleep(0.01)


async def test_a_subscriber_is_sent_every_entry_once_signed_and_in_the_ledger_s_own_words(
    post: Stand, receiver: Receiver
) -> None:
    url = f"{receiver.url}/hook"
    secret = await enter(post.pool, url)
    await post.tell(submission("sub-1", sponsors=["Atlantis"]), joined("sub-1", "Peru"))
    await post.settled("sub-1")
    records = await settled(post.pool, url)
    received = await receiver.until(len(records), "/hook")
    ledger = await post.ledger("sub-1")
    assert {each.kind for each in records} == {"fact_recorded"}
    assert sorted(int(each.event["sequence"]) for each in received) == [row.seq for row in ledger]
    assert all(each.is_signed_with(secret) for each in received)
    for row in ledger:
        (sent,) = [each for each in received if each.event["sequence"] == str(row.seq)]
        assert sent.event["type"] == f"resolute.{row.type}.v1"
        assert (sent.event["source"], sent.event["id"]) == (row.source, row.id)
        assert (sent.event["subject"], sent.event["sequencetype"]) == ("sub-1", "Integer")
        assert sent.event["data"] == row.data
        assert sent.event.get("resoluteflags", "") == ",".join(flag.code for flag in row.flags)
        assert sent.headers["webhook-id"] == delivery_id("sub-1", str(row.seq), url)
        assert "accept-language" not in sent.headers
    assert any("not_a_member_state" in each.event.get("resoluteflags", "") for each in received)
    assert len({each.headers["webhook-id"] for each in received}) == len(received)


async def test_what_is_sent_is_a_cloudevent_to_others_too(post: Stand, receiver: Receiver) -> None:
    url = f"{receiver.url}/hook"
    await enter(post.pool, url)
    await post.tell(submission("ce-1"))
    (sent, *_) = await receiver.until(1, "/hook")
    read = from_http_event(HTTPMessage(headers=sent.headers, body=sent.body))
    assert read.get_type() == "resolute.draft.submitted.v1"
    assert read.get_extension("sequence") == "1"


async def test_a_webhook_in_a_role_is_sent_what_that_role_is_told_and_what_is_parked(
    post: Stand, receiver: Receiver
) -> None:
    url = f"{receiver.url}/desk"
    await enter(post.pool, url, "secretariat", "CCPCJ")
    await post.tell(submission("desk-1"))
    await post.tell(event("council.acted", "desk-1", {"outcome": "adopted", "mode": "without_vote"}))
    received = await receiver.until(2, "/desk")
    parked = [each.event for each in received if "resoluteparked" in each.event]
    assert [each["type"] for each in parked] == ["resolute.council.acted.v1"]
    assert parked[0]["resoluteparked"] == "commission_has_not_acted"
    assert "sequence" not in parked[0]


async def test_a_system_that_fails_first_is_tried_again_under_the_same_id_and_then_left_alone(
    post: Stand, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.webhooks.SCHEDULE", (dt.timedelta(milliseconds=100),) * len(SCHEDULE))

    async def first_busy(_request: web.Request, number: int) -> web.StreamResponse:
        return web.Response(status=503 if number == 1 else 200)

    url = receiver.answer("/busy", first_busy)
    await enter(post.pool, url, "secretariat", "CCPCJ")
    await post.tell(submission("busy-1"))
    (record,) = await settled(post.pool, url)
    first, second = await receiver.until(2, "/busy")
    assert record.state == "delivered"
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    handed = wire.HandedOver(notice_id=await post.pool.fetchval("select id from notices where address = $1", url))
    await post.client.execute_workflow(
        WebhookWorkflow.run, handed, id="webhook/once-more", task_queue=wire.WEBHOOK_QUEUE
    )
    assert len(receiver.at("/busy")) == 2


async def test_a_failure_is_written_down_and_tried_again_when_the_standard_says(
    post: Stand, receiver: Receiver
) -> None:
    url = receiver.answer("/down", status(500, "out\nof order"))
    await enter(post.pool, url, "secretariat", "CCPCJ")
    await post.tell(submission("down-1"))
    row = await failed_once(post.pool, url)
    assert (row["state"], row["attempts"]) == ("failed", 1)
    assert row["reason"] == "http_500: the receiver answered 500: out of order"
    assert row["waits"] - MARGIN <= SCHEDULE[0]
    life = post.client.get_workflow_handle(wire.webhook_workflow_id(row["id"]))
    await waiting_after(1, life)
    (pending,) = (await life.describe()).raw_description.pending_activities
    assert pending.last_failure.application_failure_info.next_retry_delay.ToTimedelta() == SCHEDULE[0]


async def test_a_receiver_that_names_a_time_is_left_alone_until_then(post: Stand, receiver: Receiver) -> None:
    url = receiver.answer("/limit", status(429, Retry_After="7200"))
    await enter(post.pool, url, "secretariat", "CCPCJ")
    await post.tell(submission("limit-1"))
    row = await failed_once(post.pool, url)
    asked = dt.timedelta(hours=2)
    assert asked - dt.timedelta(minutes=1) < row["waits"] - MARGIN <= asked


async def test_a_redirect_is_a_failure_and_leads_nowhere(post: Stand, receiver: Receiver) -> None:
    url = receiver.answer("/moved", status(307, Location=f"{receiver.url}/elsewhere"))
    await enter(post.pool, url, "secretariat", "CCPCJ")
    await post.tell(submission("moved-1"))
    row = await failed_once(post.pool, url)
    assert row["reason"].startswith("redirect_refused")
    assert receiver.at("/elsewhere") == []


async def test_a_receiver_that_is_gone_is_told_nothing_more_until_it_is_enabled(
    post: Stand, receiver: Receiver
) -> None:
    url = receiver.answer("/gone", status(410))
    await enter(post.pool, url)
    await post.tell(submission("gone-1"))
    records = await settled(post.pool, url)
    assert {each.reason for each in records} == {"gone: the receiver answered 410 Gone"}
    endpoint = await endpoint_of(post.pool, url)
    assert endpoint is not None
    assert endpoint.disabled_at is not None
    asked = len(receiver.at("/gone"))
    await post.tell(joined("gone-1", "Peru"))
    await post.settled("gone-1")
    (*_, last) = await settled(post.pool, url)
    assert last.reason == "endpoint_disabled: gone: the receiver answered 410 Gone"
    assert len(receiver.at("/gone")) == asked
    receiver.answer("/gone", status(204))
    assert await enable_endpoint(post.pool, url) is True
    await post.tell(joined("gone-1", "Chile"))
    await post.settled("gone-1")
    assert [each.state for each in await settled(post.pool, url)][-1] == "delivered"


async def test_what_waits_for_an_endpoint_that_is_disabled_is_given_up_with_the_reason(pool: asyncpg.Pool) -> None:
    url = "https://example.org/hook"
    await enter(pool, url)
    await append(pool, filing(facts=[submitted(), joining("Cuba")]).batch(), 1)
    assert await disable_endpoint(pool, url, "gone: 410") == 2
    states = {(each.state, each.reason) for each in await notice_records(pool) if each.to == url}
    assert states == {("given_up", "gone: 410")}
    (shown,) = await endpoints(pool)
    assert (shown.address, shown.reason) == (url, "gone: 410")
    assert await enable_endpoint(pool, "https://example.org/other") is False


async def test_an_address_that_is_forbidden_is_given_up_at_once(
    engine: DevServer, pool: asyncpg.Pool, receiver: Receiver, tmp_path: Path
) -> None:
    client = await Client.connect(engine.address, plugins=[plugin()])
    port = receiver.url.rsplit(":", 1)[1]
    url = f"https://127.0.0.1:{port}/hook"
    await enter(pool, url, "secretariat", "CCPCJ")
    async with working(client, pool, MaildirPostman(tmp_path), SENDER, sealer=SEALER):
        stand = Stand(client, pool, Door(client, pool))
        await stand.tell(submission("inside-1"))
        (record,) = await settled(pool, url)
        await end_all(client)
    assert record.state == "given_up"
    assert record.reason == "forbidden_address: its host is at a private, loopback or reserved address"
    assert receiver.received == []


async def test_without_a_key_notices_wait_and_say_why(
    engine: DevServer, pool: asyncpg.Pool, receiver: Receiver, tmp_path: Path
) -> None:
    url = f"{receiver.url}/later"
    await enter(pool, url, "secretariat", "CCPCJ")
    async with posting(engine, pool, tmp_path, sealer=None) as stand:
        await stand.tell(submission("later-1"))
        async with asyncio.timeout(30):
            while not (waiting := [each for each in await notice_records(pool) if each.reason and each.to == url]):
                await asyncio.sleep(0.02)
    (record,) = waiting
    assert (record.state, record.reason) == ("failed", "no_secret_key: set RESOLUTE_SECRET_KEY")
    assert await pool.fetchval("select attempts from notices where address = $1", url) == 0
    assert receiver.received == []


async def test_a_receiver_that_stalls_delays_nobody_else(post: Stand, receiver: Receiver) -> None:
    released = asyncio.Event()

    async def stall(_request: web.Request, _number: int) -> web.StreamResponse:
        await released.wait()
        return web.Response()

    async with receiving() as other:
        slow, quick = receiver.answer("/stall", stall), f"{other.url}/quick"
        await enter(post.pool, slow)
        await enter(post.pool, quick)
        await add_stakeholder(
            post.pool, Stakeholder(role="secretariat", of="CCPCJ", name="Desk", address="desk@un.example")
        )
        await post.tell(submission("stall-1"), *(joined("stall-1", f"Group {number}") for number in range(20)))
        records = await settled(post.pool, quick)
        assert {each.state for each in records} == {"delivered"}
        assert {each.state for each in await settled(post.pool, "desk@un.example")} == {"delivered"}
        await receiver.until(1, "/stall")
        assert all(each.state == "planned" for each in await notice_records(post.pool) if each.to == slow)
        assert len(receiver.at("/stall")) <= 8
        released.set()


async def test_a_delivery_that_the_ledger_could_not_note_is_not_sent_again(
    engine: DevServer, database_url: str, receiver: Receiver, tmp_path: Path
) -> None:
    async with wired(database_url) as (cable, url):
        cabled = await open_pool(url)

        async def cut(_request: web.Request, _number: int) -> web.StreamResponse:
            cable.cut()
            asyncio.get_running_loop().call_later(0.3, cable.mend)
            return web.Response()

        hook = receiver.answer("/hook", cut)
        await enter(cabled, hook, "secretariat", "CCPCJ")
        async with posting(engine, cabled, tmp_path) as stand:
            await stand.tell(submission("noted-1"))
            await receiver.until(1, "/hook")
            direct = await open_pool(database_url)
            (record,) = await settled(direct, hook)
            direct.terminate()
        assert record.state == "delivered"
        assert len(receiver.at("/hook")) == 1
        cabled.terminate()


A_LITTLE = dt.timedelta(seconds=2)


async def test_a_receiver_that_never_recovers_is_tried_ten_times_over_three_days_and_given_up(
    pool: asyncpg.Pool, receiver: Receiver
) -> None:
    async with time_skipping_engine(plugins=[plugin()]) as environment:
        times: list[dt.datetime] = []

        async def dead(_request: web.Request, _number: int) -> web.StreamResponse:
            times.append(await environment.get_current_time())
            return web.Response(status=500)

        url = receiver.answer("/dead", dead)
        await enter(pool, url, "secretariat", "CCPCJ")
        await append(pool, filing(facts=[submitted()]).batch(), 1)
        (notice,) = [each for each in await notices_to_send(pool, 0, 10) if each.address == url]
        webhooks = WebhookDelivery(pool, environment.client, SEALER, Reaching(private=True))
        async with Worker(
            environment.client,
            task_queue=wire.WEBHOOK_QUEUE,
            workflows=[WebhookWorkflow],
            activities=[webhooks.deliver_to_endpoint],
        ):
            await webhooks.hand_over(notice)
            workflow_id = wire.webhook_workflow_id(notice.id)
            life = environment.client.get_workflow_handle(workflow_id)
            for number, wait in enumerate(SCHEDULE, start=1):
                await waiting_after(number, life)
                await environment.sleep(wait)
            await life.result()
    waits = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(waits) == len(SCHEDULE) == 9
    assert all(abs(wait - planned) < A_LITTLE for wait, planned in zip(waits, SCHEDULE, strict=True))
    (record,) = [each for each in await notice_records(pool) if each.to == url]
    assert (record.state, record.reason) == ("given_up", "http_500: the receiver answered 500")


async def test_entering_a_webhook_again_keeps_its_secret(pool: asyncpg.Pool) -> None:
    first = await enter_webhook(pool, SEALER, "https://example.org/hook")
    assert isinstance(first, SecretStr)
    assert await enter_webhook(pool, SEALER, "https://example.org/hook") is None
    endpoint = await endpoint_of(pool, "https://example.org/hook")
    assert endpoint is not None
    assert endpoint.unsealed(SEALER) == first
    assert first.get_secret_value().encode() not in endpoint.sealed


async def test_nothing_is_planned_for_subscribers_where_nobody_subscribes(pool: asyncpg.Pool) -> None:
    await append(pool, filing(facts=[submitted(), joining("Cuba")]).batch(), 1)
    assert {each.role for each in await notice_records(pool)} == {"secretariat", "documents"}


async def test_a_system_in_two_roles_is_told_of_an_entry_once(pool: asyncpg.Pool) -> None:
    url = "https://example.org/hook"
    await enter(pool, url, "secretariat", "CCPCJ")
    await add_stakeholder(pool, Stakeholder(role="subscriber", name="A system", address=url))
    await append(pool, filing(facts=[submitted(), joining("Cuba")]).batch(), 1)
    told = [(each.seq, each.kind) for each in await notice_records(pool) if each.to == url]
    assert told == [(1, "draft_received"), (2, "sponsors_changed")]
    for notice in await notices_to_send(pool, 0, 10):
        await mark_delivered(pool, notice.id)
    assert await notices_to_send(pool, 0, 10) == []
