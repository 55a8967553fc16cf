"""Serving the gateway over HTTP/1.1 in the event loop that is running, patient with nobody for too long.

A head that does not arrive within seconds, a body that goes on after it was answered, a connection that is silent: each
is cut off. What is no HTTP is answered with a problem. On leaving, what is under way is finished first.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from gateway.app import build
from gateway.house import House
from gateway.problems import PROBLEM_JSON, Problem, problem_content

MAX_HEAD_BYTES = 32 * 1024
"""The largest head of a request: its line and its headers."""

HEAD_SECONDS = 10.0
"""How long the head of a request may take to arrive."""

LINGER_SECONDS = 5.0
"""How long the rest of a body is still read, and thrown away, after it was answered: so that the answer is heard."""

IDLE_SECONDS = 15
"""How long a connection may be silent between two requests."""

MAX_CONNECTIONS = 1024
"""Connections beyond these are answered 503."""

DRAIN_SECONDS = 25
"""How long the gateway may take to finish what is under way. The engine answers within twenty seconds, or not."""

_MALFORMED = json.dumps(problem_content(Problem("malformed_http"), None)).encode()
_MALFORMED_ANSWER = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: " + PROBLEM_JSON.encode() + b"\r\nContent-Length: "
    b"%d\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n" % len(_MALFORMED)
) + _MALFORMED


class PatientProtocol(H11Protocol):
    """Uvicorn's HTTP/1.1, with the clocks that it leaves to a proxy in front of it, and with problems for answers."""

    _head_timer: asyncio.TimerHandle | None = None
    _linger_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        """The first head is awaited from the first moment."""
        super().connection_made(transport)
        # Its access log has the whole query, and comes back as soon as anybody listens to its logger.
        self.access_log = False
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._cut_off)

    def data_received(self, data: bytes) -> None:
        """A part of a head starts the clock, a whole one stops it."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_head_timer()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self._cut_off)

    def eof_received(self) -> bool:  # type: ignore[override] # asyncio takes True for "I still have to answer"
        """The other side sends no more: what is whole is still answered, what is cut off is malformed."""
        answering = self.cycle is not None and not self.cycle.response_complete
        in_the_body = answering and self.conn.their_state is h11.SEND_BODY
        in_the_head = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        if in_the_body or in_the_head:
            self.send_400_response("")
        elif answering:
            self.cycle.keep_alive = False
        return answering and not in_the_body

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_head_timer()
        if self._linger_timer is not None:
            self._linger_timer.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn has words of its own
        """Answer what is no HTTP, unless an answer is on its way already; a request under way learns that it broke."""
        begun = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not begun and not self.transport.is_closing():
            self.transport.write(_MALFORMED_ANSWER)
        self.transport.close()

    def on_response_complete(self) -> None:
        """An answer may come before the whole body did: give the rest a moment."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self._linger_timer = self.loop.call_later(LINGER_SECONDS, self._stop_lingering)

    def shutdown(self) -> None:
        """The server stops: close what is idle, finish what is not."""
        if self.transport.is_closing():
            return
        super().shutdown()

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_lingering(self) -> None:
        if self.cycle.response_complete and self.conn.their_state is h11.SEND_BODY:
            self.transport.close()

    def _cut_off(self) -> None:
        self.transport.close()


class _Server(uvicorn.Server):
    """A server that leaves signals to the process that it is a part of."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


@contextlib.asynccontextmanager
async def serving(house: House, address: str, port: int) -> AsyncIterator[str]:
    """Serve a house at an address for as long as the block runs; yields the base URL (port 0: a free one).

    Raises `OSError` where the address cannot be listened at. Leaving takes no new requests, and waits for those under
    way.
    """
    listening = await _listening(address, port)
    server = _Server(_config(house))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not running.done():
            await asyncio.sleep(0.005)
        yield _url(listening)
    finally:
        server.should_exit = True
        await running


def _config(house: House) -> uvicorn.Config:
    return uvicorn.Config(
        build(house),
        http=PatientProtocol,
        ws="none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        timeout_keep_alive=IDLE_SECONDS,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


async def _listening(address: str, port: int) -> socket.socket:
    """A socket that listens where the first address of a name leads."""
    found = await asyncio.get_running_loop().getaddrinfo(
        address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    family, kind, protocol, _, where = found[0]
    # By its protocol asyncio knows what may go out without delay; of `socket.create_server` it would not, and every
    # answer would wait for the client's delayed acknowledgement.
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(MAX_CONNECTIONS)
    except OSError:
        listening.close()
        raise
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
