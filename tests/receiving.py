"""A receiving web server for tests: it keeps what it was sent, and answers as it is told to."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answering = Callable[[web.Request, int], Awaitable[web.StreamResponse]]
"""From a request and its number on its path, counted from 1, to an answer."""


@dataclass(frozen=True)
class Received:
    """One request, as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """The body as JSON."""
        event: dict[str, Any] = json.loads(self.body)
        return event

    def is_signed_with(self, secret: str) -> bool:
        """Standard Webhooks, checked without the library that signs."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return self.headers["webhook-signature"] == f"v1,{expected}"


@dataclass
class Receiver:
    """A running server: where it is, and everything it was sent."""

    url: str
    received: list[Received] = field(default_factory=list)
    answers: dict[str, Answering] = field(default_factory=dict)
    came: asyncio.Condition = field(default_factory=asyncio.Condition)

    def answer(self, path: str, answering: Answering) -> str:
        """Say how requests for a path are answered; the path's URL."""
        self.answers[path] = answering
        return self.url + path

    def at(self, path: str) -> list[Received]:
        """What came for a path."""
        return [each for each in self.received if each.path == path]

    async def until(self, number: int, path: str) -> list[Received]:
        """Wait until so many requests have come for a path."""
        async with asyncio.timeout(30), self.came:
            await self.came.wait_for(lambda: len(self.at(path)) >= number)
        return self.at(path)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Keep a request and answer it; 204 unless told otherwise."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        async with self.came:
            self.received.append(Received(request.path, headers, await request.read()))
            self.came.notify_all()
        answering = self.answers.get(request.path)
        return await answering(request, len(self.at(request.path))) if answering else web.Response(status=204)


def status(code: int, text: str = "", **headers: str) -> Answering:
    """Always answers with this status."""

    async def answering(_request: web.Request, _number: int) -> web.StreamResponse:
        return web.Response(status=code, text=text, headers={key.replace("_", "-"): v for key, v in headers.items()})

    return answering


@contextlib.asynccontextmanager
async def receiving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver on a free port of this machine."""
    receiver = Receiver("")
    application = web.Application(client_max_size=1 << 20)
    application.router.add_route("*", "/{path:.*}", receiver.take)
    runner = web.AppRunner(application, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    port = runner.addresses[0][1]
    receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield receiver
    finally:
        await runner.cleanup()
