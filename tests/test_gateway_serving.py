"""The gateway as a server: it finishes what it began, waits for nobody for too long; its answers have their headers."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
import structlog
from temporalio.client import Client

import gateway.middleware
import gateway.serving
from gateway.limits import MAX_BUCKETS, Buckets, peer_network
from gateway.middleware import loggable_path, where_raised
from gateway.problems import PROBLEMS
from gateway.serving import serving
from intake.door import Door
from intake.inbox import Inbox
from tests.gateway_stand import BATCH, GatewayStand, gateway_before, gateway_standing, status_of
from tests.stand import joined, submission
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres
from workers.plugin import plugin


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def standing(
    postgres: EmbeddedPostgres, engine: DevServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[GatewayStand]:
    async with gateway_standing(postgres, engine, tmp_path_factory.mktemp("mail")) as stand:
        yield stand


async def _not_ready() -> tuple[str, ...]:
    return ("engine",)


async def test_what_is_under_way_is_finished_before_the_gateway_stops(standing: GatewayStand) -> None:
    sender = await standing.source()
    body = json.dumps(submission("under-way")).encode()
    head = [f"POST /webhooks/{sender.name} HTTP/1.1", "host: x", "content-type: application/json"]
    head += [f"{name}: {value}" for name, value in sender.signed(body).items()] + [f"content-length: {len(body)}"]
    async with gateway_before(standing.stand, sealer=standing.house.sealer) as stopping:
        where = stopping.url.rsplit(":", 1)[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(where))
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body[:10])
        await writer.drain()
        idle = await stopping.ask("GET", "/live")
        assert idle.status == 200
        asyncio.get_running_loop().call_later(0.3, writer.write, body[10:])
    answer = await reader.read()
    writer.close()
    assert status_of(answer) == 200
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", int(where))


async def test_a_port_that_is_taken_is_an_error_that_names_itself(standing: GatewayStand) -> None:
    taken = int(standing.url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        async with serving(standing.house, "127.0.0.1", taken):
            pytest.fail("listened")


async def test_every_answer_keeps_browsers_strict_and_says_nothing_of_the_server(standing: GatewayStand) -> None:
    for path in ("/", "/live", "/problems/bad_signature", "/openapi.json", "/nothing-here", "/webhooks/x"):
        headers = (await standing.ask("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["cache-control"]
        assert "server" not in headers


@pytest.mark.parametrize("request_id", ["a-request.id_1", "0" * 64])
async def test_a_well_formed_request_id_is_kept(standing: GatewayStand, request_id: str) -> None:
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as entries:
        answer = await standing.ask("GET", "/nothing-here?secret=1", headers={"x-request-id": request_id})
    assert answer.headers["x-request-id"] == request_id
    assert answer.json["instance"].endswith(request_id)
    (line,) = [entry for entry in entries if entry["event"] == "answered"]
    assert (line["request_id"], line["method"], line["path"], line["status"]) == (
        request_id,
        "GET",
        "/nothing-here",
        404,
    )


@pytest.mark.parametrize("request_id", ["short", "x" * 65, "has blanks in it", "line\tbreak", "é" * 10, "a;b;c;d;e"])
async def test_any_other_request_id_is_replaced(standing: GatewayStand, request_id: str) -> None:
    answer = await standing.ask("GET", "/live", headers={"x-request-id": request_id})
    assert answer.headers["x-request-id"] != request_id
    assert len(answer.headers["x-request-id"]) == 32


async def test_a_head_that_does_not_arrive_is_cut_off(standing: GatewayStand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway.serving, "HEAD_SECONDS", 0.1)
    assert await standing.raw(b"GET /live HTTP/1.1\r\nhost:") == b""
    assert await standing.raw(b"") == b""


async def test_a_second_head_that_does_not_arrive_is_cut_off_too(
    standing: GatewayStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.serving, "HEAD_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(standing.url.rsplit(":", 1)[1]))
    writer.write(b"GET /live HTTP/1.1\r\nhost: x\r\n\r\n")
    await reader.readuntil(b'"live"}')
    writer.write(b"GET /live HTTP/1.1\r\nhost:")
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


async def test_a_body_that_does_not_arrive_is_408(standing: GatewayStand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway.middleware, "BODY_SECONDS", 0.1)
    answer = await standing.raw(
        b"POST /webhooks/x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"
    )
    assert status_of(answer) == 408


async def test_a_body_that_goes_on_after_its_answer_is_cut_off(
    standing: GatewayStand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway.serving, "LINGER_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(standing.url.rsplit(":", 1)[1]))
    writer.write(b"POST /webhooks/x HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\nx")
    async with asyncio.timeout(5):
        assert status_of(await reader.read()) == 415
    writer.close()


async def test_too_many_at_once_are_asked_to_come_back(standing: GatewayStand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway.middleware, "MAX_AT_ONCE", 0)
    answer = await standing.ask("GET", "/live")
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "service_unavailable", "1")


async def test_readiness_names_what_is_out_of_reach(standing: GatewayStand) -> None:
    assert (await standing.ask("GET", "/ready")).json == {"status": "ready"}
    async with gateway_before(standing.stand, readiness=_not_ready) as cut_off:
        answer = await cut_off.ask("GET", "/ready")
        assert (await cut_off.ask("GET", "/live")).status == 200
    assert (answer.status, answer.code, answer.json["services"]) == (503, "service_unavailable", ["engine"])


async def test_an_unreachable_engine_is_503_and_the_same_delivery_again_is_recorded(
    standing: GatewayStand,
) -> None:
    nowhere = await Client.connect("127.0.0.1:1", lazy=True, plugins=[plugin()])
    sender, told = await standing.source(), submission("comes-back")
    door = Door(nowhere, standing.house.pool)
    async with gateway_before(standing.stand, sealer=standing.house.sealer, door=door) as cut_off:
        answer = await cut_off.deliver(sender, told, webhook_id="msg_comes_back")
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "service_unavailable", "5")
    answer = await standing.deliver(sender, told, webhook_id="msg_comes_back")
    assert answer.json["outcome"] == "recorded"


async def test_with_an_inbox_a_delivery_is_accepted_while_the_engine_is_away(
    standing: GatewayStand,
) -> None:
    nowhere = await Client.connect("127.0.0.1:1", lazy=True, plugins=[plugin()])
    inbox = Inbox(Door(nowhere, standing.house.pool), standing.house.pool, nowhere)
    sender = await standing.source()
    async with gateway_before(standing.stand, sealer=standing.house.sealer, inbox=inbox) as patient:
        one = await patient.deliver(sender, submission("kept-one"))
        many = await patient.deliver(sender, [submission("kept-two"), joined("kept-two", "Peru")], BATCH)
    assert (one.status, one.json["outcome"]) == (202, "accepted")
    assert isinstance(one.json["inbox"], int)
    assert many.status == 202
    assert [each["outcome"] for each in many.json["receipts"]] == ["accepted", "accepted"]


async def test_with_an_inbox_a_receipt_is_answered_while_the_engine_is_there(standing: GatewayStand) -> None:
    inbox = Inbox(standing.house.door, standing.house.pool, standing.stand.client)
    sender, told = await standing.source(), submission("kept-and-told")
    async with gateway_before(standing.stand, sealer=standing.house.sealer, inbox=inbox) as patient:
        first, again = await patient.deliver(sender, told), await patient.deliver(sender, told)
    assert (first.status, first.json["outcome"], first.json["seq"]) == (200, "recorded", 1)
    assert (again.status, again.json["seq"]) == (200, 1)


async def test_an_unexpected_error_is_500_and_neither_answer_nor_log_repeats_what_it_says(
    standing: GatewayStand, caplog: pytest.LogCaptureFixture
) -> None:
    async def breaks() -> tuple[str, ...]:
        raise ZeroDivisionError("with a secret in its words")

    async with gateway_before(standing.stand, readiness=breaks) as broken:
        with structlog.testing.capture_logs() as entries:
            answer = await broken.ask("GET", "/ready")
    assert (answer.status, answer.code) == (500, "internal_error")
    (line,) = [entry for entry in entries if entry["event"] == "broken"]
    assert line["error"] == "ZeroDivisionError"
    assert any("breaks" in place for place in line["raised_at"])
    assert not [entry for entry in [*entries, answer.body, caplog.text] if "a secret" in repr(entry)]


@pytest.mark.parametrize("code", list(PROBLEMS))
async def test_every_problem_has_a_page_where_its_type_leads(standing: GatewayStand, code: str) -> None:
    page = await standing.ask("GET", f"/problems/{code}")
    text = await standing.ask("GET", f"/problems/{code}", headers={"accept": "text/plain, text/html;q=0.5"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert b'<html lang="en">' in page.body
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert f"Code: {code}\n" in text.body.decode()


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("", "html"), ("*/*", "html"), ("text/*", "html"), ("text/plain", "plain"), ("text/html;q=x, text/plain", "plain"),
     ("text/html;q=0.1, */*", "plain"), ("text/plain;q=0", "html"), ("text/plain;q=nan", "html"), (";;,,=", "html")],
)  # fmt: skip
async def test_a_page_comes_in_the_form_that_is_asked_for(standing: GatewayStand, accept: str, expected: str) -> None:
    answer = await standing.ask("GET", "/problems", headers={"accept": accept})
    assert answer.headers["content-type"] == f"text/{expected}; charset=utf-8"


async def test_a_problem_that_there_is_not_has_no_page(standing: GatewayStand) -> None:
    assert (await standing.ask("GET", "/problems/none-such")).code == "not_found"


async def test_one_connection_serves_one_request_after_another(standing: GatewayStand) -> None:
    connector = aiohttp.TCPConnector(limit=1)
    async with aiohttp.ClientSession(connector=connector) as client:
        for status in (200, 404, 405, 200):
            path = {200: "/live", 404: "/none", 405: "/webhooks/x"}[status]
            async with client.get(standing.url + path) as answer:
                assert answer.status == status


def test_a_bucket_holds_its_burst_and_fills_at_its_rate() -> None:
    clock = [0.0]
    buckets = Buckets(2.0, 3, lambda: clock[0])
    assert [buckets.spend("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.spend("b") == 0
    clock[0] = 0.5
    assert [buckets.spend("a"), buckets.spend("a")] == [0, 0.5]
    clock[0] = 1000.0
    assert [buckets.spend("a") for _ in range(4)] == [0, 0, 0, 0.5]


def test_buckets_are_not_remembered_without_end() -> None:
    buckets = Buckets(1.0, 1, lambda: 0.0)
    for number in range(MAX_BUCKETS + 10):
        buckets.spend(str(number))
    assert buckets.spend("0") == 0
    assert buckets.spend(str(MAX_BUCKETS + 9)) > 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "no address", True),
    ],
)
def test_an_ipv6_peer_is_its_network(one: str, other: str, same: bool) -> None:
    assert (peer_network(one) == peer_network(other)) is same


@pytest.mark.parametrize(
    "path", ["/webhooks/whsec_MfKQ9r8G", "/x/WHSEC_abc/def", "/facts/eyJhbGciOi.e30.c2ln", "/" + "x" * 999]
)
def test_a_path_is_logged_without_what_looks_like_a_secret(path: str) -> None:
    shown = loggable_path(path)
    assert len(shown) <= 200
    assert not [secret for secret in ("MfKQ9r8G", "abc", "def", "hbGci") if secret in shown]


def test_where_an_error_was_raised_is_told_without_its_words() -> None:
    try:
        try:
            raise ValueError("secret one")
        except ValueError as error:
            raise KeyError("secret two") from error
    except KeyError as error:
        places = where_raised(error)
    assert places[0] == "KeyError"
    assert "ValueError" in places
    assert "secret" not in repr(places)


async def test_no_answer_waits_for_the_acknowledgement_of_the_one_before() -> None:
    listening = await gateway.serving._listening("127.0.0.1", 0)
    with listening:
        assert listening.proto == socket.IPPROTO_TCP  # by which asyncio sets TCP_NODELAY on what is accepted
