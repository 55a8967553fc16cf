"""Taking turns by name: so many at once at each workflow, host or kind of work, first come first served, and nobody
waits for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator


class NoTurnError(Exception):
    """As many as may be are under way, and none of them ended in time; or too many wait already."""


class _Line:
    """Those who are at it and those who wait, at one name."""

    def __init__(self, at_once: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self.length = 0


class Turns:
    """`at_once` turns at each name; whoever finds none free waits for `patience`, unless `in_line` wait already."""

    def __init__(self, at_once: int, patience: dt.timedelta, in_line: int | None = None) -> None:
        self._at_once = at_once
        self.patience = patience
        self._most = None if in_line is None else at_once + in_line
        self._lines: dict[str, _Line] = {}

    @contextlib.asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """One of the turns at a name, for as long as the block runs. Raises `NoTurnError`."""
        line = self._lines.setdefault(name, _Line(self._at_once))
        if self._most is not None and line.length >= self._most:
            raise NoTurnError
        line.length += 1
        try:
            await self._take(line)
            try:
                yield
            finally:
                line.free.release()
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[name]

    async def _take(self, line: _Line) -> None:
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                await line.free.acquire()
        except TimeoutError:
            raise NoTurnError from None
