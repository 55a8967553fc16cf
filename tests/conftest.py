"""What tests stand on: a real PostgreSQL and a real engine for the whole run, a database of its own, migrated, for each
test that asks, and a real gateway for each module that asks.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from ledger.connection import open_pool
from ledger.migrate import migrate
from tests.gateway_stand import GatewayStand, Sender, gateway_standing
from tests.stand import Stand, standing_on
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres
from workflows.resolution import SEARCH_ATTRIBUTES

_TEMPLATE = "migrated"
_numbers = itertools.count(1)


@pytest_asyncio.fixture(scope="session")
async def postgres() -> AsyncIterator[EmbeddedPostgres]:
    """One server for the run, with a migrated database to copy."""
    with tempfile.TemporaryDirectory(prefix="resolute-test-") as directory:
        async with EmbeddedPostgres(Path(directory) / "postgres", preferred_port=0, durable=False) as server:
            admin = await asyncpg.connect(server.url)
            await admin.execute(f"create database {_TEMPLATE}")
            await migrate(database_named(server.url, _TEMPLATE))
            await admin.close()
            yield server


def database_named(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return url.rsplit("/", 1)[0] + "/" + name


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A migrated database of the test's own."""
    name = f"test_{next(_numbers)}"
    admin = await asyncpg.connect(postgres.url)
    await admin.execute(f"create database {name} template {_TEMPLATE}")
    yield database_named(postgres.url, name)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


@pytest_asyncio.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool to the test's own database."""
    opened = await open_pool(database_url)
    yield opened
    opened.terminate()


@pytest_asyncio.fixture(scope="session")
async def engine() -> AsyncIterator[DevServer]:
    """One Temporal dev server for the run, in memory."""
    async with DevServer(None, 0, None, search_attributes=SEARCH_ATTRIBUTES) as server:
        yield server


@pytest_asyncio.fixture
async def stand(engine: DevServer, pool: asyncpg.Pool, tmp_path: Path) -> AsyncIterator[Stand]:
    """Workers and a door on the run's engine and the test's own database."""
    async with standing_on(engine.address, pool, tmp_path / "mail") as standing:
        yield standing


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(
    postgres: EmbeddedPostgres, engine: DevServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[GatewayStand]:
    """A real gateway for a module, on the run's engine and a database of the module's own."""
    async with gateway_standing(postgres, engine, tmp_path_factory.mktemp("mail")) as standing:
        yield standing


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sender(gateway: GatewayStand) -> Sender:
    """A source that may tell everything."""
    return await gateway.source()
