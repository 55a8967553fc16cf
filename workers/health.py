"""Health of a process over HTTP: `/live` says that it runs, `/ready` that the engine and the database answer it.

Two fixed answers in plain text; nothing of a request but its path is looked at, and a slow or endless one is cut off.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError

_REQUEST_SECONDS = 5.0
_ANSWER_SECONDS = 3.0


class Health:
    """What a process answers for: `not_ready` names the services out of reach, empty when there are none.

    `client` is None for as long as the process waits for its engine: it lives then, and is not ready.
    """

    def __init__(self, pool: asyncpg.Pool, client: Client | None = None) -> None:
        self._pool = pool
        self.client = client

    async def not_ready(self) -> tuple[str, ...]:
        """The services that do not answer within a few seconds."""
        answers = await asyncio.gather(self._engine(), self._database())
        return tuple(name for name, answered in zip(("engine", "database"), answers, strict=True) if not answered)

    async def _engine(self) -> bool:
        if self.client is None:
            return False
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self.client.service_client.check_health()
        except (TimeoutError, RuntimeError, OSError, RPCError):
            return False

    async def _database(self) -> bool:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return bool(await self._pool.fetchval("select true"))
        except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False


@contextlib.asynccontextmanager
async def answering_for_health(health: Health, address: str, port: int) -> AsyncIterator[str]:
    """Answer at `http://address:port/live` and `/ready` for as long as the block runs; yields the base URL (port 0: a
    free one).
    """

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError, OSError, ValueError):
            async with asyncio.timeout(_REQUEST_SECONDS):
                request = await reader.readline()
                writer.write(await _response(health, request))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, address, port, limit=8192)
    async with server:
        yield f"http://{address}:{server.sockets[0].getsockname()[1]}"


async def _response(health: Health, request: bytes) -> bytes:
    words = request.split()
    path = words[1] if len(words) == 3 and words[0] in (b"GET", b"HEAD") else b""
    if path == b"/live":
        return _plain("200 OK", "live")
    if path != b"/ready":
        return _plain("404 Not Found", "there is /live and /ready")
    missing = await health.not_ready()
    if missing:
        return _plain("503 Service Unavailable", "out of reach: " + ", ".join(missing))
    return _plain("200 OK", "ready")


def _plain(status: str, text: str) -> bytes:
    body = text.encode() + b"\n"
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body
