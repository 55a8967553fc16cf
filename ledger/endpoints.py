"""Where notices go that are no letters: webhooks of other systems, and chat channels.

A webhook stands in the directory under its own URL, and here with the secret that signs what it is sent. The URL of a
chat channel is itself the secret: it is kept here only, and the directory and the notices know it by a short name.
Either is sealed (see `ledger.sealing`). An endpoint that was disabled is told nothing until it is enabled again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import re
from typing import Literal
from urllib.parse import urlsplit

import asyncpg
from pydantic import BaseModel, ConfigDict, SecretStr

from ledger.connection import reaching_the_ledger
from ledger.errors import LedgerError
from ledger.sealing import Sealer, fresh_webhook_secret

EndpointKind = Literal["webhook", "chat"]

MAX_URL = 2000
"""Characters of a webhook's or a chat channel's URL."""

_WEBHOOK = re.compile(r"https?://", re.IGNORECASE)
_CHAT = re.compile(r"chat:[a-z][a-z0-9+.-]*-[0-9a-f]{12}")
_URL_TEXT = re.compile(r"[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]+")
"""What RFC 3986 lets stand in a URL, the fragment's mark apart."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CHAT_URL = re.compile(r"([a-z][a-z0-9+.-]{0,30})://\S+", re.IGNORECASE)

Connection = asyncpg.Pool | asyncpg.pool.PoolConnectionProxy
"""A pool, or one of its connections within a transaction."""


class EndpointAddressError(LedgerError, ValueError):
    """A URL that nothing can be sent to. The message is one line and repeats nothing of it."""


class Endpoint(BaseModel):
    """An endpoint as it is shown: never with its secret. `reason` says why it was disabled."""

    model_config = ConfigDict(frozen=True)
    address: str
    kind: EndpointKind
    created_at: dt.datetime
    disabled_at: dt.datetime | None = None
    reason: str | None = None


class SealedEndpoint(Endpoint):
    """An endpoint with what is sealed for it: a webhook's signing secret, a chat channel's URL."""

    sealed: bytes

    def unsealed(self, sealer: Sealer) -> SecretStr:
        """What was sealed. Raises `SealedElsewhereError`."""
        return sealer.open(_owner(self.address), self.sealed)


def endpoint_kind(address: str) -> EndpointKind | None:
    """What kind of endpoint an address of the directory names; None for a mailbox."""
    if _WEBHOOK.match(address):
        return "webhook"
    return "chat" if _CHAT.fullmatch(address) else None


def names_an_endpoint(address: str) -> bool:
    """Whether a notice to this address is no letter."""
    return endpoint_kind(address) is not None


def webhook_address(url: str, private: bool = False) -> str:
    """A webhook's URL, as it may stand in the directory. Raises `EndpointAddressError`.

    `private` lets in what only a test or a closed network needs: plain http, and the names and addresses of this
    machine. Whether a name leads to a public address is found out each time when it is connected to.
    """
    _refuse_odd_text(url)
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise EndpointAddressError("the URL of a webhook cannot be understood") from None
    if parts.scheme.lower() not in ("https", "http"):
        raise EndpointAddressError("a webhook is reached by https")
    if parts.scheme.lower() == "http" and not private:
        raise EndpointAddressError("a webhook is reached by https; http is for RESOLUTE_PRIVATE_WEBHOOKS only")
    if "@" in parts.netloc:
        raise EndpointAddressError("the URL of a webhook holds no user name and no password")
    if port == 0 or parts.netloc.endswith(":"):
        raise EndpointAddressError("the URL of a webhook names no port, or one from 1 to 65535")
    _refuse_odd_host(host, bracketed="[" in parts.netloc)
    if not private and is_this_machine(host):
        raise EndpointAddressError("a webhook is not on this machine; RESOLUTE_PRIVATE_WEBHOOKS would allow it")
    return url


def _refuse_odd_text(url: str) -> None:
    if len(url) > MAX_URL:
        raise EndpointAddressError(f"a URL has at most {MAX_URL:,} characters")
    if "#" in url:
        raise EndpointAddressError("the URL of a webhook has no fragment (#…)")
    if not url.isascii():
        raise EndpointAddressError("a URL is written in ASCII: a host as xn--…, anything else percent-encoded")
    if not _URL_TEXT.fullmatch(url):
        raise EndpointAddressError("the URL holds a character that no URL may hold")


def _refuse_odd_host(host: str, bracketed: bool) -> None:
    """A host is a name of letters, or an IP address in its one usual form: no number, no octal, no trailing dot."""
    if bracketed:
        if "%" in host or not _is_address(host, ipaddress.IPv6Address):
            raise EndpointAddressError("the host of a webhook is no IPv6 address")
        return
    labels = host.split(".")
    if _NUMERIC.fullmatch(labels[-1]):
        if not _is_address(host, ipaddress.IPv4Address):
            raise EndpointAddressError("the host of a webhook is a number, but no IPv4 address in its usual form")
    elif len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise EndpointAddressError("the host of a webhook is no name of a host")


def _is_address(host: str, family: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> bool:
    try:
        family(host)
    except ValueError:
        return False
    return True


def is_this_machine(host: str) -> bool:
    """Whether a name means this machine whatever a resolver says (RFC 6761)."""
    name = host.lower().rstrip(".")
    return name in ("localhost", "localhost.localdomain") or name.endswith(".localhost")


def chat_address(url: SecretStr) -> str:
    """The short name under which a chat channel is known. Raises `EndpointAddressError` for what is no URL of one."""
    plain = url.get_secret_value()
    if len(plain) > MAX_URL:
        raise EndpointAddressError(f"a URL has at most {MAX_URL:,} characters")
    scheme = _CHAT_URL.fullmatch(plain)
    if scheme is None or _WEBHOOK.match(plain) or not plain.isprintable():
        raise EndpointAddressError("the URL of a chat channel looks like slack://… or tgram://…")
    return f"chat:{scheme[1].lower()}-{hashlib.sha256(plain.encode()).hexdigest()[:12]}"


def _owner(address: str) -> str:
    return f"endpoint {address}"


async def enter_webhook(connection: Connection, sealer: Sealer, address: str) -> SecretStr | None:
    """Enter a webhook; the secret that signs what it is sent, None if it was entered before and has one."""
    secret = fresh_webhook_secret()
    async with reaching_the_ledger():
        new = await connection.fetchval(
            "insert into endpoints (address, kind, sealed) values ($1, 'webhook', $2) on conflict do nothing"
            " returning true",
            *(address, sealer.seal(_owner(address), secret)),
        )
    return secret if new else None


async def renew_webhook(connection: Connection, sealer: Sealer, address: str) -> SecretStr | None:
    """Give a webhook another secret, from now on; None if there is no such webhook."""
    secret = fresh_webhook_secret()
    async with reaching_the_ledger():
        known = await connection.fetchval(
            "update endpoints set sealed = $2 where address = $1 and kind = 'webhook' returning true",
            *(address, sealer.seal(_owner(address), secret)),
        )
    return secret if known else None


async def enter_chat(connection: Connection, sealer: Sealer, url: SecretStr) -> str:
    """Enter a chat channel, or seal it anew; the name it is known by. Raises `EndpointAddressError`."""
    address = chat_address(url)
    async with reaching_the_ledger():
        await connection.execute(
            "insert into endpoints (address, kind, sealed) values ($1, 'chat', $2)"
            " on conflict (address) do update set sealed = excluded.sealed",
            *(address, sealer.seal(_owner(address), url)),
        )
    return address


async def endpoint_of(pool: asyncpg.Pool, address: str) -> SealedEndpoint | None:
    """The endpoint that an address of the directory names, None if nobody entered it."""
    async with reaching_the_ledger():
        row = await pool.fetchrow(
            "select address, kind, sealed, created_at, disabled_at, reason from endpoints where address = $1", address
        )
    return SealedEndpoint.model_validate(dict(row)) if row else None


async def endpoints(pool: asyncpg.Pool) -> list[Endpoint]:
    """Every endpoint, by address."""
    async with reaching_the_ledger():
        rows = await pool.fetch("select address, kind, created_at, disabled_at, reason from endpoints order by address")
    return [Endpoint.model_validate(dict(row)) for row in rows]


async def disable_endpoint(pool: asyncpg.Pool, address: str, reason: str) -> int:
    """Tell an endpoint nothing more, and give up what waits for it; how many notices that were."""
    async with reaching_the_ledger():
        given_up = await pool.fetchval(
            "with closed as ("
            " update endpoints set disabled_at = coalesce(disabled_at, now()), reason = $2 where address = $1"
            "), given_up as ("
            " update notices set state = 'given_up', reason = $2, settled_at = now()"
            " where address = $1 and state in ('planned', 'failed') returning 1"
            ") select count(*) from given_up",
            *(address, reason),
        )
    return int(given_up)


async def enable_endpoint(pool: asyncpg.Pool, address: str) -> bool:
    """Tell an endpoint again what is recorded from now on; False if there is none of this address."""
    async with reaching_the_ledger():
        return bool(
            await pool.fetchval(
                "update endpoints set disabled_at = null, reason = null where address = $1 returning true", address
            )
        )
