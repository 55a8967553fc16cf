"""Whatever is sent to the gateway is answered with what is wrong with it: never with a 5xx, never with a fact told,
and nothing of it is in a log.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict
from starlette.datastructures import Headers

from gateway.envelopes import Mode, content_mode, opened
from gateway.problems import Problem
from gateway.signatures import claimed
from tests.gateway_stand import BATCH, STRUCTURED, GatewayStand, Sender, fresh_id, signed, status_of
from tests.stand import event, submission

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OTHER_SECRET = "whsec_" + base64.b64encode(b"of somebody else, 32 bytes long.").decode()
MANY = 1000


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def nothing_is_told(gateway: GatewayStand) -> AsyncIterator[None]:
    """Whatever a test here sends, no fact comes of it."""
    yield
    assert await gateway.house.pool.fetchval("select count(*) from entries") == 0


def request_of(sender: Sender, body: bytes, *lines: bytes, path: bytes = b"") -> bytes:
    """A signed delivery, written by hand; `lines` come last among its headers."""
    head = [
        b"POST /webhooks/" + sender.name.encode() + path + b" HTTP/1.1",
        b"host: gateway",
        b"content-type: " + STRUCTURED.encode(),
        *(f"{name}: {value}".encode() for name, value in sender.signed(body).items()),
        *lines,
    ]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


NOW = "now"
BROKEN_HEADERS: dict[str, list[str]] = {
    "webhook-id": ["", " ", "é", "id\u0080", "\ud7ff", "x" * 257, "x" * 8000, "a\tb", "\U0001f984"],
    "webhook-timestamp": [
        "", "x", "0", "-1", "+1", "1e9", "NaN", "nan", "inf", "-inf", "1_000", "0x10", "1.5", "١٧٠٠٠٠٠٠٠٠", "１７",
        "9" * 11, "9" * 400, "9" * 5000, "2026-05-04T09:00:00Z", "{now}.0", "0{now}", "-{now}", "{now}e0",
        "{now},{now}", "{now} {now}", "{now}\u00b2", "{long ago}", "{far ahead}", "{milliseconds}",
    ],
    "webhook-signature": [
        "", ",", "v1", "v1,", "v1,,", "v1,é", "v1,%%%%", "v1,AAAA", "v1,====", "v1," + "A" * 44, "v1," + "A" * 43 + "=",
        "v1," + "A" * 8000, "v1a,{good}", "v2,{good}", "V1,{good}", "{good}", "v1,{good}x", "v1,{good}=", "v1, {good}",
        "v1:{good}", "v1;{good}", "v1,{good},v1,{good}", "v1,{url-safe}-_", "v1," + "A" * 43 + "=" + " v1,é",
        " ".join(["v1," + "A" * 43 + "="] * 100), "\u0000v1,{good}", "v1,\u00a0{good}", "'v1,{good}'",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "broken"), [(name, each) for name, values in BROKEN_HEADERS.items() for each in values]
)
async def test_a_broken_signature_header_is_401(
    gateway: GatewayStand, sender: Sender, header: str, broken: str
) -> None:
    body, now = json.dumps(submission("broken-header")).encode(), int(time.time())
    good = sender.signed(body, fresh_id(), now)
    value = (
        broken.replace("{now}", str(now))
        .replace("{long ago}", str(now - 302))
        .replace("{far ahead}", str(now + 302))
        .replace("{milliseconds}", str(now * 1000))
        .replace("{good}", good["webhook-signature"].removeprefix("v1,"))
        .replace("{url-safe}", "A" * 40)
    )
    lines = [f"{name}: {value if name == header else each}".encode() for name, each in good.items()]
    head = [f"POST /webhooks/{sender.name} HTTP/1.1", "host: x", f"content-type: {STRUCTURED}"]
    head.append(f"content-length: {len(body)}")
    answer = await gateway.raw(b"\r\n".join([*(line.encode() for line in head), *lines]) + b"\r\n\r\n" + body)
    # A control character is refused by the HTTP parser itself.
    assert status_of(answer) == (400 if "\u0000" in value else 401), answer


@pytest.mark.parametrize("header", list(BROKEN_HEADERS))
@pytest.mark.parametrize("how", ["missing", "twice", "of another delivery"])
async def test_a_signature_header_that_is_missing_or_repeated_is_401(
    gateway: GatewayStand, sender: Sender, header: str, how: str
) -> None:
    body = json.dumps(submission("missing-header")).encode()
    headers = CIMultiDict(sender.signed(body))
    other = sender.signed(b"{}", fresh_id(), int(time.time()) - 7)
    match how:
        case "missing":
            headers.popall(header)
        case "twice":
            headers.add(header, headers[header])
        case _:
            headers[header] = other[header]
    headers["content-type"] = STRUCTURED
    answer = await gateway.ask("POST", f"/webhooks/{sender.name}", data=body, headers=headers)
    assert (answer.status, answer.code) == (401, "bad_signature")


@pytest.mark.parametrize("seconds", [-86_400, -301, 302, 86_400, 10**9])
async def test_a_delivery_outside_of_the_window_is_401_however_well_it_is_signed(
    gateway: GatewayStand, sender: Sender, seconds: int
) -> None:
    body = json.dumps(submission("stale")).encode()
    headers = sender.signed(body, timestamp=int(time.time()) + seconds)
    answer = await gateway.deliver(sender, body, headers=headers)
    assert (answer.status, answer.code) == (401, "bad_signature")


@pytest.mark.parametrize("name", ["nobody", "UPPER", "a%2Fb", "%00", "%ff", "x" * 5000, "'; drop table", "é"])
async def test_a_source_that_cannot_be_is_answered_as_one_that_is_unknown(gateway: GatewayStand, name: str) -> None:
    body = b"{}"
    headers = signed(OTHER_SECRET, body, fresh_id()) | {"content-type": STRUCTURED}
    answer = await gateway.ask("POST", f"/webhooks/{name}", data=body, headers=headers)
    assert answer.status in {401, 404}


@FEW
@given(values=st.lists(st.tuples(st.sampled_from(sorted(BROKEN_HEADERS)), st.binary(max_size=80)), max_size=6))
def test_any_bytes_in_the_signature_headers_are_a_claim_or_none(values: list[tuple[str, bytes]]) -> None:
    claim = claimed(Headers(raw=[(name.encode(), value) for name, value in values]))
    assert claim is None or (0 < len(claim.webhook_id) <= 256 and claim.timestamp > 0 and claim.signatures)


def nested(levels: int, opening: str, closing: str) -> bytes:
    return (opening * levels + "1" + closing * levels).encode()


def with_data(data: str) -> bytes:
    told = json.dumps(submission("hostile") | {"data": "DATA"})
    return told.replace('"DATA"', data).encode(errors="surrogatepass")


BROKEN_BODIES: dict[str, bytes] = {
    "empty": b"",
    "not UTF-8": b'{"id": "\xff"}',
    "UTF-16": json.dumps(submission("hostile")).encode("utf-16"),
    "Latin-1": '{"id": "é"}'.encode("latin-1"),
    "an overlong encoding": b'{"id": "\xc0\xaf"}',
    "a surrogate in UTF-8": b'{"id": "\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(submission("hostile")).encode(),
    "not JSON": b"id=1&type=resolute",
    "XML": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "half of it": json.dumps(submission("hostile")).encode()[:-5],
    "something behind it": json.dumps(submission("hostile")).encode() + b"{}",
    "single quotes": b"{'id': 'x'}",
    "a comment": b'{"id": "x"} // really',
    "NaN": with_data('{"session": NaN}'),
    "Infinity": with_data('{"session": Infinity}'),
    "minus Infinity": with_data('{"session": -Infinity}'),
    "an endless number": with_data('{"session": 1' + "0" * 10_000 + "}"),
    "a number out of range": with_data('{"session": 1e999}'),
    "U+0000": with_data('{"body": "\\u0000"}'),
    "half of a surrogate pair": with_data('{"body": "\\ud800"}'),
    "a name twice": b'{"id": "a", "id": "b"}',
    "a name twice, deep inside": with_data('{"body": "CND", "body": "CCPCJ", "session": 30}'),
    "a thousand arrays": nested(MANY, "[", "]"),
    "a thousand objects": nested(MANY, '{"a":', "}"),
    "a thousand levels of data": with_data(nested(MANY, '{"a":', "}").decode()),
    "forty levels of data": with_data(nested(40, '{"a":', "}").decode()),
    "half a million brackets": b"[" * 500_000,
    "null": b"null",
    "a number": b"1",
    "a text": b'"event"',
    "an array": b"[]",
    "an empty object": b"{}",
    "no fact": json.dumps({"specversion": "1.0", "id": "1", "source": "x", "type": "other", "data": {}}).encode(),
    "another version": json.dumps(submission("hostile") | {"specversion": "0.3"}).encode(),
    "a fact of the future": json.dumps(submission("hostile") | {"type": "resolute.draft.submitted.v2"}).encode(),
    "no data": json.dumps({**submission("hostile"), "data": None}).encode(),
    "data in two forms": json.dumps(submission("hostile") | {"data_base64": "e30="}).encode(),
    "data in no base64": json.dumps({"data_base64": "%%"}).encode(),
    "a time without a zone": json.dumps(submission("hostile") | {"time": "2026-05-04T09:00:00"}).encode(),
    "from the service itself": json.dumps(submission("hostile") | {"source": "resolute"}).encode(),
}


@pytest.mark.parametrize("broken", list(BROKEN_BODIES))
async def test_a_broken_body_is_400_however_well_it_is_signed(
    gateway: GatewayStand, sender: Sender, broken: str
) -> None:
    answer = await gateway.deliver(sender, BROKEN_BODIES[broken])
    assert answer.status == 400
    assert answer.code in {"invalid_envelope", "invalid_data"}
    assert len(answer.body) < 1000


async def test_a_fact_that_only_the_service_records_is_not_for_anybody(gateway: GatewayStand, sender: Sender) -> None:
    answer = await gateway.deliver(sender, event("stage.entered", "hostile", {"stage": "closed"}))
    assert (answer.status, answer.code) == (403, "not_authorized")


@pytest.mark.parametrize("content", [{}, None, 1, "x", [None], [[]], [1], ["x"], [{}]])
async def test_a_broken_batch_is_400(gateway: GatewayStand, sender: Sender, content: object) -> None:
    answer = await gateway.deliver(sender, content, BATCH)
    assert answer.status == 400
    assert answer.code in {"invalid_envelope", "invalid_data"}


async def test_a_batch_of_more_than_a_hundred_is_413(gateway: GatewayStand, sender: Sender) -> None:
    answer = await gateway.deliver(sender, [submission("hostile")] * 101, BATCH)
    assert (answer.status, answer.code) == (413, "payload_too_large")


GOOD_ATTRIBUTES = {
    "ce-specversion": "1.0",
    "ce-id": "1",
    "ce-source": "https://x.invalid",
    "ce-type": "resolute.sponsor.added.v1",
    "ce-subject": "hostile",
    "ce-time": "2026-05-04T09:00:00Z",
}


@pytest.mark.parametrize(
    ("header", "broken"),
    [
        ("ce-specversion", None), ("ce-specversion", "2.0"), ("ce-id", None), ("ce-id", ""), ("ce-id", "%00"),
        ("ce-id", "%ff"), ("ce-id", "%ed%a0%80"), ("ce-id", "é"), ("ce-id", "x" * 301), ("ce-source", None),
        ("ce-source", ""), ("ce-source", "resolute"), ("ce-type", None), ("ce-type", "resolute.sponsor.added.v9"),
        ("ce-time", None), ("ce-time", "yesterday"), ("ce-time", "2026-05-04T09:00:00"), ("ce-data", "{}"),
        ("ce-datacontenttype", "text/xml"), ("ce-", "x"), ("ce-with-dash", "x"), ("ce-" + "x" * 100, "x"),
        ("ce-subject", "x" * 300), ("ce-subject", '"'), ("ce-extension", "\u0007"),
    ],
)  # fmt: skip
async def test_a_broken_attribute_in_a_header_is_400(
    gateway: GatewayStand, sender: Sender, header: str, broken: str | None
) -> None:
    body = b'{"sponsor": "Peru"}'
    told = {name: value for name, value in (GOOD_ATTRIBUTES | {header: broken}).items() if value is not None}
    lines = [f"{name}: {value}".encode() for name, value in told.items()]
    request = request_of(sender, body, b"content-length: %d" % len(body), *lines)
    answer = await gateway.raw(request.replace(STRUCTURED.encode(), b"application/json"))
    # A subject that is one quotation mark is well-formed, and no resolution's.
    assert status_of(answer) == (409 if broken == '"' else 400), answer


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": ""}, {"content-type": "text/plain"}, {"content-type": "application/xml"},
        {"content-type": "application/x-www-form-urlencoded"}, {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/cloudevents"}, {"content-type": "application/cloudevents+avro"},
        {"content-type": "application/cloudevents-batch+protobuf"}, {"content-type": "application/json+cloudevents"},
        {"content-type": "application/json; charset=latin-1"}, {"content-type": "application/json; charset=utf-16"},
        {"content-type": f"{STRUCTURED}; charset=x"}, {"content-type": f"{STRUCTURED}, {BATCH}"},
        {"content-type": "json"}, {"content-type": "é"}, {"content-type": "application/json;charset="},
        {"content-encoding": "gzip"}, {"content-encoding": "br"}, {"content-encoding": "identity, gzip"},
        {"content-encoding": "x" * 500}, {"content-type": "text/plain", "ce-id": "1"},
    ],
)  # fmt: skip
async def test_what_is_in_no_form_that_is_taken_is_415(
    gateway: GatewayStand, sender: Sender, headers: dict[str, str]
) -> None:
    answer = await gateway.deliver(sender, submission("in-no-form"), headers=headers)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


async def test_two_content_types_are_none(gateway: GatewayStand, sender: Sender) -> None:
    body = b"{}"
    answer = await gateway.raw(request_of(sender, body, b"content-type: application/json", b"content-length: 2"))
    assert status_of(answer) == 415


async def test_an_announced_giant_is_413_before_any_of_it_is_read(gateway: GatewayStand, sender: Sender) -> None:
    for length in (b"1048577", b"99999999999", b"9" * 30, b"9" * 4000):
        answer = await gateway.raw(request_of(sender, b"", b"content-length: " + length))
        assert status_of(answer) in {400, 413}


async def test_a_giant_in_chunks_is_413_as_soon_as_it_is_one(gateway: GatewayStand, sender: Sender) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    headers = sender.signed(b"") | {"content-type": STRUCTURED}
    answer = await gateway.ask("POST", f"/webhooks/{sender.name}", data=endless(), headers=headers)
    assert (answer.status, answer.code) == (413, "payload_too_large")


async def test_a_body_that_is_just_not_too_large_is_read(gateway: GatewayStand, sender: Sender) -> None:
    answer = await gateway.deliver(sender, b" " * (1024 * 1024))
    assert (answer.status, answer.code) == (400, "invalid_envelope")
    answer = await gateway.deliver(sender, b" " * (1024 * 1024 + 1))
    assert (answer.status, answer.code) == (413, "payload_too_large")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@FEW
@given(content=json_values, mode=st.sampled_from(Mode))
def test_any_json_is_an_envelope_or_a_problem(content: Any, mode: Mode) -> None:
    headers = Headers(GOOD_ATTRIBUTES if mode is Mode.BINARY else {})
    try:
        envelope = opened(mode, headers, json.dumps(content).encode())
    except Problem as problem:
        assert problem.status_code in {400, 413}  # noqa: PT017 - one of two good ends
    else:
        assert envelope.batch or len(envelope.events) == 1


@FEW
@given(
    body=st.binary(max_size=300) | st.text(alphabet='{}[]",:0123456789.eE+-\\u nulltrfas', max_size=200).map(str.encode)
)
def test_any_bytes_are_an_envelope_or_a_problem(body: bytes) -> None:
    try:
        opened(Mode.PLAIN, Headers({}), body)
    except Problem as problem:
        assert problem.status_code in {400, 413}  # noqa: PT017 - one of two good ends


@FEW
@given(
    raw=st.lists(
        st.tuples(st.sampled_from([b"content-type", b"content-encoding", b"ce-id"]), st.binary(max_size=60)), max_size=4
    )
)
def test_any_content_type_is_a_mode_or_415(raw: list[tuple[bytes, bytes]]) -> None:
    try:
        content_mode(Headers(raw=raw))
    except Problem as problem:
        assert problem.status_code == 415  # noqa: PT017 - one of two good ends


@FEW
@given(
    data=json_values,
    attributes=st.dictionaries(st.sampled_from(["id", "source", "type", "time", "subject"]), json_values),
)
async def test_any_event_that_is_well_signed_is_answered_without_a_5xx(
    gateway: GatewayStand, sender: Sender, data: Any, attributes: dict[str, Any]
) -> None:
    answer = await gateway.deliver(
        sender, submission("any-event") | {"type": "resolute.draft.issued.v1", "data": data} | attributes
    )
    assert 400 <= answer.status < 500
    assert answer.code
