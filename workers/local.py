"""The whole local stack in one process: PostgreSQL and the engine as children, migrations, a worker and the gateway.
State stays in the directory.

Started in the order in which each needs the other, stopped in reverse: the worker drains before the servers go.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
from pydantic import SecretStr
from temporalio.client import Client

from ledger.connection import open_pool
from ledger.migrate import migrate
from ledger.sealing import Sealer
from workers.connections import Addresses
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.stack_file import StackAddresses, hold
from workers.gateway import running_gateway
from workers.health import Health, answering_for_health
from workers.plugin import plugin
from workers.secret_keys import sealer_of
from workers.settings import Settings
from workers.worker import working_as_set
from workflows.resolution import SEARCH_ATTRIBUTES


@dataclass(frozen=True)
class LocalStack:
    """A running stack: where its parts are, and a way to wait for one of them to fail."""

    addresses: StackAddresses
    _servers: tuple[EmbeddedPostgres, DevServer]

    async def watch(self) -> None:
        """Returns never, but raises `EmbeddedServerError` when a server stops by itself."""
        await asyncio.gather(*(server.watch() for server in self._servers))


@contextlib.asynccontextmanager
async def local_stack(settings: Settings) -> AsyncIterator[LocalStack]:
    """Run the stack for as long as the block runs. Raises `EmbeddedServerError` for what cannot be started."""
    data_dir = settings.data_dir
    with hold(data_dir) as held:
        async with contextlib.AsyncExitStack() as running:
            postgres = EmbeddedPostgres(data_dir / "postgres")
            engine = DevServer(data_dir / "temporal.db", search_attributes=SEARCH_ATTRIBUTES)
            await running.enter_async_context(postgres)
            await running.enter_async_context(engine)
            await migrate(postgres.url)
            pool = await open_pool(postgres.url, settings.pool_size)
            running.callback(pool.terminate)
            client = await Client.connect(engine.address, plugins=[plugin()])
            health_url = await running.enter_async_context(_answering(client, pool, settings))
            sealer = sealer_of(settings, Addresses(engine.address, postgres.url, data_dir))
            await running.enter_async_context(working_as_set(settings, client, pool, sealer))
            gateway_url = await running.enter_async_context(_gateway(settings, sealer, client, pool))
            addresses = StackAddresses(
                data_dir=data_dir,
                pid=os.getpid(),
                database_url=SecretStr(postgres.url),
                temporal_address=engine.address,
                temporal_ui=engine.ui_url,
                namespace=engine.namespace,
                health_url=health_url,
                gateway_url=gateway_url,
                started_at=dt.datetime.now(dt.UTC),
            )
            held.publish(addresses)
            yield LocalStack(addresses, (postgres, engine))


@contextlib.asynccontextmanager
async def _gateway(settings: Settings, sealer: Sealer, client: Client, pool: asyncpg.Pool) -> AsyncIterator[str]:
    """The gateway at the usual port, or at a free one when that is taken."""
    async with contextlib.AsyncExitStack() as listening:
        try:
            url = await listening.enter_async_context(running_gateway(settings, sealer, client, pool))
        except OSError:
            url = await listening.enter_async_context(running_gateway(settings, sealer, client, pool, port=0))
        yield url


@contextlib.asynccontextmanager
async def _answering(client: Client, pool: asyncpg.Pool, settings: Settings) -> AsyncIterator[str]:
    """Health at the usual port, or at a free one when that is taken: a second stack on one machine is no error."""
    health = Health(pool, client)
    async with contextlib.AsyncExitStack() as answering:
        try:
            url = await answering.enter_async_context(
                answering_for_health(health, settings.health_address, settings.health_port)
            )
        except OSError:
            url = await answering.enter_async_context(answering_for_health(health, settings.health_address, 0))
        yield url
