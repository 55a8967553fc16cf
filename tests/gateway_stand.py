"""A stand for tests of the gateway: the whole service with a real gateway before it, and peers that speak to it: one
that signs as the standard says, by a few lines of its own, and one that writes bytes to a socket.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import hashlib
import hmac
import itertools
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import asyncpg
from multidict import CIMultiDict, CIMultiDictProxy
from pydantic import SecretStr

from gateway.house import House, Limits
from gateway.serving import serving
from ledger.connection import open_pool
from ledger.sealing import Sealer, fresh_key
from ledger.sources import add_source
from tests.stand import Stand, standing_on
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres

_numbers = itertools.count(1)
STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
UNHURRIED = Limits(100_000, 1_000_000, 100_000, 1_000_000)
"""As good as no limits, for tests that have others in mind."""


@dataclass(frozen=True)
class Answer:
    """An answer of the gateway, with its body read."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem; the answer must be one, in the form of RFC 9457."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        problem = self.json
        assert problem["status"] == self.status
        assert problem["type"] == f"/problems/{problem['code']}"
        return str(problem["code"])


@dataclass(frozen=True)
class Sender:
    """A registered source, as its own operator sees it."""

    name: str
    secret: SecretStr

    def signed(self, body: bytes, webhook_id: str | None = None, timestamp: int | str | None = None) -> dict[str, str]:
        """The three headers of a delivery."""
        return signed(self.secret.get_secret_value(), body, webhook_id or fresh_id(), timestamp)


@dataclass
class GatewayStand:
    """The service, its gateway, and a client."""

    stand: Stand
    house: House
    url: str
    client: aiohttp.ClientSession

    async def source(self, *allow: str, bodies: Sequence[str] | None = None, name: str | None = None) -> Sender:
        """Register a source (all facts unless said otherwise)."""
        chosen = name or f"source-{next(_numbers)}"
        return Sender(chosen, await add_source(self.house.pool, self.house.sealer, chosen, allow or ("*",), bodies))

    async def deliver(
        self,
        sender: Sender,
        content: object,
        content_type: str = STRUCTURED,
        headers: Mapping[str, str] | CIMultiDict[str] | None = None,
        webhook_id: str | None = None,
        path: str = "",
    ) -> Answer:
        """Deliver to a source's webhook, signed: bytes as they are, anything else as JSON."""
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        sent = CIMultiDict({"content-type": content_type, **sender.signed(body, webhook_id)})
        sent.update(headers or {})
        return await self.ask("POST", f"/webhooks/{sender.name}{path}", data=body, headers=sent)

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """Any request."""
        async with self.client.request(method, self.url + path, allow_redirects=False, **options) as response:
            return Answer(response.status, response.headers, await response.read())

    async def raw(self, request: bytes, *, half_close: bool = False, seconds: float = 10.0) -> bytes:
        """Write bytes to a connection of their own, and read until the gateway closes it or has answered."""
        where = urlsplit(self.url)
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(where.hostname, where.port)
            try:
                writer.write(request)
                if half_close:
                    writer.write_eof()
                return await _one_answer(reader)
            finally:
                writer.close()


def fresh_id() -> str:
    """A webhook id that nothing was delivered under."""
    return f"msg_{uuid.uuid4().hex}"


def signed(secret: str, body: bytes, webhook_id: str, timestamp: int | str | None = None) -> dict[str, str]:
    """Standard Webhooks by its text: HMAC-SHA-256 of `id.timestamp.body`."""
    moment = str(int(time.time()) if timestamp is None else timestamp)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, webhook_id.encode() + b"." + moment.encode() + b"." + body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return {"webhook-id": webhook_id, "webhook-timestamp": moment, "webhook-signature": signature}


@contextlib.asynccontextmanager
async def own_database(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Pool]:
    """A pool to a migrated database of its own, for stands that outlive one test."""
    name = f"gateway_{next(_numbers)}"
    admin = await asyncpg.connect(postgres.url)
    await admin.execute(f"create database {name} template migrated")
    pool = await open_pool(postgres.url.rsplit("/", 1)[0] + "/" + name, 20)
    try:
        yield pool
    finally:
        pool.terminate()
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


@contextlib.asynccontextmanager
async def gateway_before(stand: Stand, **changed: Any) -> AsyncIterator[GatewayStand]:
    """A gateway before a stand. `changed` are fields of the house that are to be otherwise."""
    house = dataclasses.replace(
        House(
            pool=stand.pool,
            door=stand.door,
            sealer=Sealer([fresh_key()]),
            readiness=_everything_is_ready,
            limits=UNHURRIED,
        ),
        **changed,
    )
    async with serving(house, "127.0.0.1", 0) as url, aiohttp.ClientSession() as client:
        yield GatewayStand(stand, house, url, client)


@contextlib.asynccontextmanager
async def gateway_standing(
    postgres: EmbeddedPostgres, engine: DevServer, mail: Path, **changed: Any
) -> AsyncIterator[GatewayStand]:
    """A whole service with a gateway, on the run's servers and a database of its own: for a module's tests together."""
    async with (
        own_database(postgres) as pool,
        standing_on(engine.address, pool, mail) as stand,
        gateway_before(stand, **changed) as gateway,
    ):
        yield gateway


def status_of(answer: bytes) -> int:
    """The status of an answer as it came over the wire; 0 if the connection was closed without one."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


async def at_once(count: int, ask: Callable[[], Any]) -> list[Any]:
    """The answers of as many requests at the same time."""
    return await asyncio.gather(*(ask() for _ in range(count)))


async def _everything_is_ready() -> tuple[str, ...]:
    return ()


async def _one_answer(reader: asyncio.StreamReader) -> bytes:
    """The head of an answer, and its body if it says how long that is."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return error.partial
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + (await reader.readexactly(int(lengths[0])) if lengths else b"")
