"""Bytes that are no HTTP, or HTTP that nobody should send: answered as the sender's fault, or not at all; and nothing
of it is in a log.
"""

from __future__ import annotations

import base64
import json
import logging

import pytest
import structlog
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from gateway.house import Limits
from tests.gateway_stand import GatewayStand, Sender, gateway_before, status_of
from tests.stand import event

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OTHER_SECRET = "whsec_" + base64.b64encode(b"of somebody else, 32 bytes long.").decode()


POST = b"POST /webhooks/x HTTP/1.1\r\nhost: x\r\n"
JSON = POST + b"content-type: application/json\r\n"
CHUNKED = JSON + b"transfer-encoding: chunked\r\n"
BROKEN_HTTP: dict[str, bytes] = {
    "garbage": b"\x00\x01\x02\x03\r\n\r\n",
    "a TLS hello": bytes.fromhex("16030100a5010000a10303") + b"\0" * 64 + b"\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no version": b"POST /webhooks/x\r\n\r\n",
    "a version that is none": b"POST /webhooks/x HTTP/9.9\r\nhost: x\r\n\r\n",
    "no host": b"POST /webhooks/x HTTP/1.1\r\n\r\n",
    "two hosts": POST + b"host: y\r\n\r\n",
    "a header without a colon": POST + b"nonsense\r\n\r\n",
    "a blank before the colon": POST + b"webhook-id : x\r\n\r\n",
    "a control character": POST + b"webhook-id: a\x00b\r\n\r\n",
    "a giant head": POST + b"x: " + b"x" * 100_000 + b"\r\n\r\n",
    "many headers": POST + b"x: y\r\n" * 20_000 + b"\r\n",
    "a giant path": b"POST /" + b"x" * 100_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
    "a negative length": POST + b"content-length: -1\r\n\r\n",
    "a length in words": POST + b"content-length: ten\r\n\r\n",
    "two lengths": POST + b"content-length: 1\r\ncontent-length: 2\r\n\r\nxx",
    "length and chunks": POST + b"content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "an unknown transfer coding": POST + b"transfer-encoding: gzip\r\n\r\n",
    "a chunk of no size": CHUNKED + b"\r\nzz\r\n\r\n",
    "a chunk of giant size": CHUNKED + b"\r\n" + b"f" * 40 + b"\r\n",
    "half a head": POST + b"content-",
    "half a body": JSON + b"content-length: 10\r\n\r\n{",
    "half a chunk": CHUNKED + b"\r\n10\r\nabc",
    "a method in small letters": b"post /webhooks/x HTTP/1.1\r\nhost: x\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n",
    "a proxy's request": b"CONNECT internal:22 HTTP/1.1\r\nhost: x\r\n\r\n",
    "an absolute address": b"GET http://169.254.169.254/latest HTTP/1.1\r\nhost: x\r\n\r\n",
    "an upgrade": b"GET /webhooks/x HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("broken", list(BROKEN_HTTP))
async def test_broken_http_is_the_senders_fault(gateway: GatewayStand, broken: str) -> None:
    answer = await gateway.raw(BROKEN_HTTP[broken], half_close=True)
    assert 400 <= status_of(answer) < 500, answer


async def test_a_head_that_is_no_http_is_answered_with_a_problem(gateway: GatewayStand) -> None:
    answer = await gateway.raw(BROKEN_HTTP["garbage"])
    head, body = answer.split(b"\r\n\r\n", 1)
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "malformed_http"


@FEW
@given(request=st.binary(min_size=1, max_size=300))
@example(request=b"\r\n" * 100)
async def test_any_bytes_at_all_are_the_senders_fault(gateway: GatewayStand, request: bytes) -> None:
    answer = await gateway.raw(request + b"\r\n\r\n", half_close=True)
    assert status_of(answer) == 0 or 400 <= status_of(answer) < 500


@FEW
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(
                [b"webhook-id", b"webhook-timestamp", b"webhook-signature", b"content-type", b"ce-id", b"x"]
            ),
            st.binary(max_size=60).filter(lambda value: not set(value) & {0, 10, 13}),
        ),
        max_size=5,
    ),
    body=st.binary(max_size=100),
)
async def test_any_bytes_in_any_header_are_the_senders_fault(
    gateway: GatewayStand, sender: Sender, lines: list[tuple[bytes, bytes]], body: bytes
) -> None:
    head = [b"%s: %s" % line for line in lines] + [b"content-length: %d" % len(body)]
    answer = await gateway.raw(
        b"POST /webhooks/%s HTTP/1.1\r\nhost: x\r\n" % sender.name.encode() + b"\r\n".join(head) + b"\r\n\r\n" + body
    )
    assert 400 <= status_of(answer) < 500


async def test_nothing_secret_is_in_any_line_of_the_log(
    gateway: GatewayStand, sender: Sender, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps(event("sponsor.added", "hostile", {"sponsor": "a name that nobody may read"})).encode()
    headers = sender.signed(body)
    key = sender.secret.get_secret_value().removeprefix("whsec_")
    with caplog.at_level(1), structlog.testing.capture_logs() as entries:
        await gateway.deliver(sender, body, headers=headers)
        await gateway.deliver(sender, body + b"x", headers=headers)
        await gateway.deliver(sender, b"id=1&type=resolute")
        await gateway.ask("POST", f"/webhooks/{sender.secret.get_secret_value()}?token=in-the-query", data=b"x")
        await gateway.ask("GET", "/resolutions", headers={"authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln"})
        await gateway.raw(BROKEN_HTTP["a control character"])
    lines = [repr(entry) for entry in entries]
    lines += [logging.Formatter().format(record) for record in caplog.records]
    secrets = [
        key,
        key[:20],
        headers["webhook-signature"][3:],
        "nobody may read",
        "in-the-query",
        "eyJhbGci",
        "id=1&type",
    ]
    assert len(entries) >= 5
    assert not [line for line in lines for secret in secrets if secret in line]


async def test_a_peer_that_fails_again_and_again_is_slowed_down_and_nobody_else(
    gateway: GatewayStand, sender: Sender
) -> None:
    slow = Limits(failures_per_second=0.1, failures_at_once=3)
    async with gateway_before(gateway.stand, sealer=gateway.house.sealer, limits=slow) as strict:
        stranger = Sender(sender.name, SecretStr(OTHER_SECRET))
        answers = [await strict.deliver(stranger, b"{}") for _ in range(4)]
        assert [answer.status for answer in answers] == [401, 401, 401, 429]
        assert answers[-1].code == "too_many_requests"
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
        assert (await strict.deliver(sender, b"not json")).status == 400


async def test_a_source_that_hurries_is_slowed_down_by_what_it_signed_only(
    gateway: GatewayStand, sender: Sender
) -> None:
    slow = Limits(rate_per_second=0.1, burst=2)
    other = await gateway.source()
    async with gateway_before(gateway.stand, sealer=gateway.house.sealer, limits=slow) as strict:
        forged = [await strict.deliver(Sender(sender.name, other.secret), b"{}") for _ in range(5)]
        answers = [await strict.deliver(sender, b"not json") for _ in range(3)]
        assert [answer.status for answer in forged] == [401] * 5
        assert [answer.status for answer in answers] == [400, 400, 429]
        assert (await strict.deliver(other, b"not json")).status == 400
