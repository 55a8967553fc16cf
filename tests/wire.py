"""A wire to PostgreSQL that can be cut: at once, or exactly between what is done and what is said of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

_READY_FOR_QUERY = b"Z\x00\x00\x00\x05"
"""How the server's answer to one request ends; its status follows in one byte."""


class Wire:
    """Carries connections to a server until it is told not to."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._clients: set[asyncio.StreamWriter] = set()
        self._answers_left: int | None = None
        self._up = True
        self.lost_an_answer = False

    async def carry(self, client_reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        """Carry one connection both ways until either end closes it."""
        if not self._up:
            client.transport.abort()
            return
        self._clients.add(client)
        server_reader, server = await asyncio.open_connection(*self._server)
        with contextlib.suppress(OSError):
            await asyncio.gather(self._asks(client_reader, server), self._answers(server_reader, client))
        self._clients.discard(client)
        server.close()
        client.close()

    async def _asks(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1 << 16):
            server.write(chunk)
        server.write_eof()

    async def _answers(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(1 << 16):
            if self._answers_left is not None:
                if self._answers_left == 0:
                    self._answers_left = None
                    self.lost_an_answer = True
                    client.transport.abort()
                    return
                self._answers_left -= chunk.count(_READY_FOR_QUERY)
            client.write(chunk)
        client.close()

    def lose_the_answer_after(self, answers: int) -> None:
        """Let so many answers pass, then cut the connection in place of the next: the server has done as asked."""
        self._answers_left = answers

    def cut(self) -> None:
        """Cut every connection, and take no new one."""
        self._up = False
        for client in self._clients:
            client.transport.abort()

    def mend(self) -> None:
        """Carry connections again."""
        self._up = True


@contextlib.asynccontextmanager
async def wired(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to the server of an address, and the address of its near end."""
    parts = urlsplit(url)
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 5432)
    listener = await asyncio.start_server(wire.carry, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    near = parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}")
    try:
        yield wire, urlunsplit(near)
    finally:
        wire.cut()
        listener.close()
