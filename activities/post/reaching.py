"""Reaching systems of others over HTTP without being led astray: the one client that goes to addresses people enter.

A name is resolved once and what it was resolved to is connected to; an address that is not public is refused both
times, so that no name, however it is written and whatever it resolves to next, leads into our own network. No redirect
is followed, no cookie kept, no proxy of the environment asked, nothing decompressed; time and answers are bounded.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from activities.post.failures import NotNow, Undeliverable
from activities.post.plain import one_line
from ledger.endpoints import EndpointAddressError, is_this_machine, webhook_address

TIME_LIMIT: Final = 15.0
"""Seconds for the whole of it: resolving, connecting, asking and being answered."""

MAX_ANSWER: Final = 16 * 1024
"""Bytes read of an answer; what comes after is left unread."""

EXCERPT: Final = 200
"""Characters kept of what an answer says."""

_AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]

# https://www.iana.org/assignments/iana-ipv4-special-registry and RFC 5735 for multicast and class E.
_NOT_PUBLIC_V4: Final = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
# https://www.iana.org/assignments/iana-ipv6-special-registry: of global unicast, what is no host of anybody's. Teredo
# (2001::/32) and 6to4 (2002::/16) hold IPv4 addresses that nobody checks; neither is in service any more.
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6: Final = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: how a network without IPv4 writes the IPv4 address in its last 32 bits."""


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is one of the public internet's, however it is written."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _NOT_PUBLIC_V6)


class ForbiddenAddress(Undeliverable):
    """A name leads, or is, where nothing may be sent."""

    def __init__(self) -> None:
        super().__init__("forbidden_address", "its host is at a private, loopback or reserved address")


@dataclass(frozen=True)
class Answer:
    """What a receiver answered: its status, when it wants to be asked again, and how its text begins, on one line."""

    status: int
    retry_after: str | None = None
    excerpt: str = ""


class Reaching:
    """Posts to webhooks. `private` lets it reach private and loopback addresses, too, and speak plain http."""

    def __init__(
        self, private: bool = False, resolver: AbstractResolver | None = None, time_limit: float = TIME_LIMIT
    ) -> None:
        self._private = private
        self._resolver = resolver
        self._time_limit = time_limit

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once; the answer, whatever it is.

        Raises `Undeliverable` for an address that nothing may be sent to (`forbidden_address`, `bad_address`), and
        `NotNow` when there was no answer.
        """
        try:
            webhook_address(url, self._private)
        except EndpointAddressError as error:
            raise Undeliverable("bad_address", str(error)) from None
        try:
            async with asyncio.timeout(self._time_limit), self._session() as session:
                return await _post(session, url, body, headers)
        except TimeoutError:
            raise NotNow("timed_out", f"no answer within {self._time_limit:g} seconds") from None
        except (aiohttp.ClientError, OSError) as error:
            raise _not_now(error) from None

    def _session(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=_CheckedResolver(self._resolver or aiohttp.ThreadedResolver(), self._private),
            use_dns_cache=False,
            happy_eyeballs_delay=None,
            force_close=True,
            socket_factory=self._socket,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            trust_env=False,
        )

    def _socket(self, where: _AddrInfo) -> socket.socket:
        """A socket for what is about to be connected to: the last word, whatever was resolved."""
        family, kind, protocol, _, address = where
        if not self._private and not _leads_outside(str(address[0])):
            raise ForbiddenAddress
        return socket.socket(family=family, type=kind, proto=protocol)


class _CheckedResolver(AbstractResolver):
    """Resolves as another does, but only to public addresses: one that is not spoils them all."""

    def __init__(self, resolver: AbstractResolver, private: bool) -> None:
        self._resolver = resolver
        self._private = private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises `ForbiddenAddress`, and `OSError` for a name that nobody knows."""
        if not self._private and is_this_machine(host):
            raise ForbiddenAddress
        found = await self._resolver.resolve(host, port, family)
        if not self._private and not all(_leads_outside(each["host"]) for each in found):
            raise ForbiddenAddress
        return found

    async def close(self) -> None:
        """The resolver behind belongs to whoever made it."""


def _leads_outside(host: str) -> bool:
    try:
        return is_public(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return False


async def _post(session: aiohttp.ClientSession, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    asked = {"Accept": "*/*", "Accept-Encoding": "identity", **headers}
    async with session.post(URL(url, encoded=True), data=body, headers=asked, allow_redirects=False) as response:
        excerpt = "" if response.ok else one_line(await _beginning(response), EXCERPT)
        return Answer(response.status, response.headers.get("Retry-After"), excerpt)


async def _beginning(response: aiohttp.ClientResponse) -> str:
    """How an answer begins, if it is text at all."""
    if response.content_type not in ("text/plain", "application/json", "application/problem+json"):
        return ""
    found = bytearray()
    async for chunk in response.content.iter_any():
        found += chunk
        if len(found) >= MAX_ANSWER:
            break
    return bytes(found[:MAX_ANSWER]).decode(errors="replace")


def _not_now(error: Exception) -> NotNow:
    """In our own words: what the library says holds the URL, which may hold a secret."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return NotNow("unknown_host", "its name could not be resolved")
        case aiohttp.ClientConnectorCertificateError():
            return NotNow("bad_certificate", "its certificate is not to be trusted")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return NotNow("no_tls", "it does not speak TLS as it should")
        case aiohttp.ClientConnectorError():
            return NotNow("out_of_reach", error.os_error.strerror or "it could not be connected to")
        case _:
            return NotNow("connection_lost", "the connection broke before there was an answer")
