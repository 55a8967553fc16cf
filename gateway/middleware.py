"""What surrounds every request: its id, a line in the log, the headers that keep browsers strict, a body that is
bounded in size and in time, and an answer even when something breaks.

Nothing that a request brought is ever logged but its method, its path without the query, and its own id; of an
unexpected error the log has its type and where it was raised, not its text, which may quote a body.
"""

from __future__ import annotations

import asyncio
import re
import time
import traceback
import uuid
from collections.abc import Sequence

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.problems import Problem, problem_response

MAX_BODY_BYTES = 1024 * 1024
"""The largest body of a request that brings no document."""

MAX_DOCUMENT_BODY_BYTES = 10 * 1024 * 1024
"""The largest body of a request that brings a document."""

BODY_SECONDS = 30.0
"""How long a body may take to arrive."""

MAX_AT_ONCE = 256
"""Requests that are answered at the same time; each may hold a body in memory."""

_DOCUMENT_PATH = re.compile(r"/documents(/.*)?|/webhooks/[^/]*/documents/?")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_CREDENTIAL = re.compile(r"(whsec_|eyJ).*", re.IGNORECASE | re.DOTALL)
_MAX_LOGGED_PATH = 200

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
_UNLESS_SAID = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}

_log = structlog.stdlib.get_logger("resolute.gateway")


class Identified:
    """Gives each request an id (its own, if that is well-formed), says it in the answer, and logs one line about it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http":
            return
        request_id = _request_id(Headers(scope=scope))
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _set_headers(MutableHeaders(scope=message), request_id)
            await send(message)

        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_headers)
            finally:
                milliseconds = round((time.perf_counter() - began) * 1000, 1)
                method, path = scope["method"][:20], loggable_path(scope["path"])
                _log.info("answered", method=method, path=path, status=status, milliseconds=milliseconds)


class Unbroken:
    """Answers an unexpected error with a problem that says nothing of it, and logs where it was raised."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        started = False

        async def send_and_see(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        except Exception as error:  # noqa: BLE001 - the last place where an error can become an answer
            _log.error("broken", error=type(error).__name__, raised_at=where_raised(error))
            if started:
                raise ConnectionAbortedError("an answer broke off") from None
            await problem_response(Problem("internal_error"), scope["state"]["request_id"])(scope, receive, send)


class Bounded:
    """Lets in as many requests as can be held, and of each a body as large and as slow as may be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        refused = self._refused(scope)
        if refused is not None:
            await problem_response(refused, scope["state"]["request_id"])(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, _BoundedBody(receive, max_bytes(scope)), send)
        finally:
            self._inside -= 1

    def _refused(self, scope: Scope) -> Problem | None:
        if self._inside >= MAX_AT_ONCE:
            return Problem("service_unavailable", "too many requests at once", headers={"retry-after": "1"})
        announced = Headers(scope=scope).get("content-length", "0")
        # Only digits get past the HTTP parser; a number of a thousand digits is too large whatever it is.
        if len(announced) > 18 or int(announced) > max_bytes(scope):
            return _too_large(max_bytes(scope))
        return None


class _BoundedBody:
    """A request's body that is counted and timed while it is read. Raises `Problem` 413 or 408."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._read = 0
        self._until: float | None = None
        self._complete = False

    async def __call__(self) -> Message:
        """The next piece; once the body is there, whatever comes after it, however long that takes."""
        if self._complete:
            return await self._receive()
        if self._until is None:
            self._until = asyncio.get_running_loop().time() + BODY_SECONDS
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise Problem("request_timeout", headers={"connection": "close"}) from None
        self._complete = not message.get("more_body", False)
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise _too_large(self._limit)
        return message


def max_bytes(scope: Scope) -> int:
    """The largest body that a request's path may bring."""
    return MAX_DOCUMENT_BODY_BYTES if _DOCUMENT_PATH.fullmatch(scope["path"]) else MAX_BODY_BYTES


def loggable_path(path: str) -> str:
    """A path as it may be logged: bounded, and cut off where somebody put a secret or a token into it."""
    return _CREDENTIAL.sub("…", path)[:_MAX_LOGGED_PATH]


def where_raised(error: BaseException) -> Sequence[str]:
    """Where an error, and what it came from, was raised: types, files, lines and functions, without any text."""
    places: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(places) < 100:
        places.append(type(cause).__name__)
        frames = traceback.extract_tb(cause.__traceback__, limit=-25)
        places.extend(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return places


def _too_large(limit: int) -> Problem:
    return Problem("payload_too_large", f"larger than {limit} bytes")


def _request_id(headers: Headers) -> str:
    brought = headers.getlist("x-request-id")
    return brought[0] if len(brought) == 1 and _REQUEST_ID.fullmatch(brought[0]) else uuid.uuid4().hex


def _set_headers(headers: MutableHeaders, request_id: str) -> None:
    headers["x-request-id"] = request_id
    for name, value in _ALWAYS.items():
        headers[name] = value
    for name, value in _UNLESS_SAID.items():
        headers.setdefault(name, value)
