"""Connecting to PostgreSQL: one pool for a process, and one way to say that the database is out of reach."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from ledger.errors import LedgerUnavailableError

OUT_OF_REACH = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
)

CONNECT_TIMEOUT = 5.0
COMMAND_TIMEOUT = 30.0


async def open_pool(url: str, size: int = 10) -> asyncpg.Pool:
    """A pool of up to `size` connections, none of them opened yet: a process may start before its database."""
    return await asyncpg.create_pool(
        url, min_size=0, max_size=size, timeout=CONNECT_TIMEOUT, command_timeout=COMMAND_TIMEOUT
    )


@asynccontextmanager
async def reaching_the_ledger() -> AsyncIterator[None]:
    """Turns every way in which PostgreSQL fails to answer into `LedgerUnavailableError`, without addresses or secrets."""
    try:
        yield
    except OUT_OF_REACH as error:
        raise LedgerUnavailableError(f"PostgreSQL did not answer ({type(error).__name__})") from None
