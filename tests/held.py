"""Writers held up at one point, so that a test decides who meets whom there: races without luck."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg


@contextlib.asynccontextmanager
async def kept_from_writing(url: str, table: str, writers: int) -> AsyncIterator[None]:
    """Until so many writers wait for `table`, nobody may write it; all may read. Then all go on at once."""
    holder = await asyncpg.connect(url)
    try:
        async with holder.transaction():
            await holder.execute(f"lock table {table} in share mode")
            yield
            await until_waiting(holder, writers)
    finally:
        await holder.close()


async def until_waiting(connection: asyncpg.Connection, writers: int) -> None:
    """Until so many sessions wait for a lock."""
    while await connection.fetchval("select count(distinct pid) from pg_locks where not granted") < writers:
        await asyncio.sleep(0.001)
