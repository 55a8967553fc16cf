"""The one client that goes where people say: it is led nowhere that is not public, and bounded in all it does."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from activities.post.failures import DeliveryFailure, NotNow, Undeliverable
from activities.post.reaching import EXCERPT, ForbiddenAddress, Reaching, is_public
from ledger.endpoints import MAX_URL, EndpointAddressError, webhook_address
from tests.receiving import Receiver, receiving, status

ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
NO_HEADERS: dict[str, str] = {}

NOT_PUBLIC_V4 = (
    *("0.0.0.1", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
)
NOT_PUBLIC_V6 = (
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "100::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:a00:1::1"),
    *("2001:0:7f00:1::1", "2001:0:a00:1:0:0:80ff:fffe", "5f00::1", "3fff::1"),
)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A real server on this machine."""
    async with receiving() as running:
        yield running


@given(ADDRESSES)
def test_what_counts_as_public_is_global_and_belongs_to_one_host(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if is_public(address):
        embedded = getattr(address, "ipv4_mapped", None)
        judged = embedded if embedded is not None else address
        assert not judged.is_multicast
        assert not judged.is_loopback
        assert not judged.is_link_local
        assert not judged.is_private or judged in ipaddress.ip_network("64:ff9b::/96")


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_however_ipv6_wraps_it(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    assert is_public(ipaddress.IPv6Address((0xFFFF << 32) | number)) == is_public(address)
    assert is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | number)) == is_public(address)
    assert not is_public(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))
    assert not is_public(ipaddress.IPv6Address((0x20010000 << 96) | (number << 64)))
    assert not is_public(ipaddress.IPv6Address(number))


@pytest.mark.parametrize("text", [*NOT_PUBLIC_V4, *NOT_PUBLIC_V6])
def test_no_address_of_a_network_of_our_own_is_public(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "193.111.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "https://user@example.org/hook",
        "https://user:password@example.org/hook",
        "https://example.org/hook#part",
        "https://bücher.example/hook",
        "https://example.org/ho ok",
        "https://example.org\\@evil.example/",
        "https://example.org/\r\nHost: x",
        "https://" + "a" * MAX_URL,
        "http://example.org/hook",
        "ftp://example.org/hook",
        "https:///hook",
        "https://",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:/",
        "https://example.org./hook",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://017700000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://1.2.3.4.5/",
        "https://[::1%25lo]/",
        "https://[::1/",
        "https://[nothing]/",
        "https://localhost/hook",
        "https://LOCALHOST/hook",
        "https://a.localhost/hook",
        "https://a..example/hook",
        "https://-a.example/hook",
    ],
)
def test_a_url_that_means_something_else_than_it_seems_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(EndpointAddressError) as refused:
        webhook_address(url)
    assert "\n" not in str(refused.value)
    assert url not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "https://xn--bcher-kva.example:8443/a%20b?token=x&y=1", "https://[2606:4700::1111]/hook"],
)
def test_a_plain_url_is_taken_as_it_is(url: str) -> None:
    assert webhook_address(url) == url


@given(st.text(max_size=200))
def test_any_text_is_a_url_or_a_clean_error(text: str) -> None:
    for url in (text, f"https://{text}", f"https://example.org{text}"):
        try:
            assert webhook_address(url, private=True) == url
        except EndpointAddressError as refused:
            assert str(refused)  # noqa: PT017 - the point is that nothing else is raised


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0.0.0.1", "[fe80::1]"]
)
async def test_an_address_that_is_not_public_is_not_connected_to(host: str) -> None:
    with pytest.raises(ForbiddenAddress):
        await Reaching().post(f"https://{host}/", b"", NO_HEADERS)


class _Resolver(AbstractResolver):
    """A resolver that answers one thing after the other, as a hostile one does."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self._answers = iter(answers)
        self.asked = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked += 1
        assert family == socket.AF_UNSPEC
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=0,
            )
            for address in next(self._answers)
        ]

    async def close(self) -> None:
        """Nothing to close."""


UNROUTED = "3ffe:ffff::1"
"""Global unicast by its number, given back long ago: nothing answers there."""


async def test_a_name_that_resolves_to_something_else_the_second_time_leads_nowhere(receiver: Receiver) -> None:
    port = receiver.url.rsplit(":", 1)[1]
    resolver = _Resolver((UNROUTED,), ("127.0.0.1",), (UNROUTED, "127.0.0.1"), ("::ffff:127.0.0.1",))
    reaching = Reaching(resolver=resolver, time_limit=0.5)
    url = f"https://rebinding.example:{port}/"
    with pytest.raises(NotNow):
        await reaching.post(url, b"", NO_HEADERS)
    assert resolver.asked == 1
    for _ in range(3):
        with pytest.raises(ForbiddenAddress):
            await reaching.post(url, b"", NO_HEADERS)
    assert receiver.received == []


async def test_the_last_word_is_at_the_connecting_whatever_was_resolved(receiver: Receiver) -> None:
    """An answer of the resolver that changes after it was looked at."""

    class _Turning(list[ResolveResult]):
        def __iter__(self) -> Iterator[ResolveResult]:
            found = list(super().__iter__())
            for each in found:
                each["host"] = "127.0.0.1"
            return iter([{**each, "host": UNROUTED} for each in found] if self.pop_look() else found)

        looks = 0

        def pop_look(self) -> bool:
            self.looks += 1
            return self.looks == 1

    class _Liar(_Resolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            return _Turning(await super().resolve(host, port, family))

    port = receiver.url.rsplit(":", 1)[1]
    reaching = Reaching(resolver=_Liar((UNROUTED,)), time_limit=0.5)
    with pytest.raises(ForbiddenAddress):
        await reaching.post(f"https://lying.example:{port}/", b"", NO_HEADERS)
    assert receiver.received == []


async def test_a_redirect_is_answered_for_and_not_followed(receiver: Receiver) -> None:
    url = receiver.answer("/from", status(302, Location=f"{receiver.url}/to"))
    answer = await Reaching(private=True).post(url, b"{}", NO_HEADERS)
    assert answer.status == 302
    assert receiver.at("/to") == []


async def test_what_a_receiver_says_is_read_in_part_and_kept_on_one_short_line(receiver: Receiver) -> None:
    async def flood(request: web.Request, _number: int) -> web.StreamResponse:
        response = web.StreamResponse(status=500, headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        while True:
            await response.write(b"no\r\n\x1b[31m room " * 4096)

    answer = await Reaching(private=True).post(receiver.answer("/flood", flood), b"{}", NO_HEADERS)
    assert answer.status == 500
    assert len(answer.excerpt) <= EXCERPT
    assert answer.excerpt.isprintable()


async def test_what_is_compressed_stays_so(receiver: Receiver) -> None:
    async def bomb(_request: web.Request, _number: int) -> web.StreamResponse:
        headers = {"Content-Encoding": "gzip", "Content-Type": "text/plain"}
        return web.Response(status=500, body=gzip.compress(b"\0" * 10_000_000), headers=headers)

    answer = await Reaching(private=True).post(receiver.answer("/bomb", bomb), b"{}", NO_HEADERS)
    assert answer.status == 500
    assert receiver.received[0].headers["accept-encoding"] == "identity"


async def test_a_receiver_that_stalls_is_left_after_the_time_limit(receiver: Receiver) -> None:
    async def stall(_request: web.Request, _number: int) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    with pytest.raises(NotNow, match="timed_out"):
        await Reaching(private=True, time_limit=0.2).post(receiver.answer("/stall", stall), b"{}", NO_HEADERS)


async def test_a_connection_that_drops_is_no_answer(receiver: Receiver) -> None:
    async def drop(request: web.Request, _number: int) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    with pytest.raises(NotNow, match="connection_lost"):
        await Reaching(private=True).post(receiver.answer("/drop", drop), b"{}", NO_HEADERS)


async def test_nothing_is_kept_from_one_delivery_to_the_next(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    url = receiver.answer("/cookies", status(200, Set_Cookie="a=b"))
    reaching = Reaching(private=True)
    for _ in range(2):
        assert (await reaching.post(url, b"{}", NO_HEADERS)).status == 200
    assert all("cookie" not in each.headers for each in receiver.received)


def _untrusted(directory: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = directory / "certificate.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    async with receiving(_untrusted(tmp_path)) as running:
        with pytest.raises(NotNow, match="bad_certificate"):
            await Reaching(private=True).post(f"{running.url}/", b"{}", NO_HEADERS)
        assert running.received == []


async def test_failures_say_what_is_wrong_and_never_repeat_the_url(receiver: Receiver) -> None:
    class Unknowing(_Resolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[ResolveResult]:
            raise socket.gaierror(socket.EAI_NONAME, f"{host}:{port} is not known to {family}")

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{bound.getsockname()[1]}/?token=secret"
        plain_as_tls = receiver.url.replace("http://", "https://") + "/?token=secret"
        nowhere = "https://nowhere.example/?token=secret"
        for url, code in ((plain_as_tls, "no_tls"), (closed, "out_of_reach"), (nowhere, "unknown_host")):
            with pytest.raises(DeliveryFailure) as failed:
                await Reaching(private=True, resolver=Unknowing()).post(url, b"{}", NO_HEADERS)
            assert failed.value.code == code
            assert "secret" not in str(failed.value)


async def test_plain_http_is_for_private_use_only(receiver: Receiver) -> None:
    with pytest.raises(Undeliverable, match="bad_address"):
        await Reaching().post(f"{receiver.url}/", b"{}", NO_HEADERS)
