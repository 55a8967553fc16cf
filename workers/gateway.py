"""The gateway as a process runs it: its house put together from the settings, served until the block ends.

It needs neither engine nor database to start: what is out of reach is answered with 503, or kept in the inbox.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator

import asyncpg
import structlog
from temporalio.client import Client

from gateway.house import House, Limits
from gateway.oidc import OidcIssuer
from gateway.serving import serving
from intake.door import Door
from intake.inbox import ENGINE_PATIENCE, Inbox
from ledger.errors import LedgerError, LedgerUnavailableError
from ledger.sealing import Sealer
from ledger.sources import forget_deliveries
from workers.health import Health
from workers.settings import Settings

log = structlog.stdlib.get_logger("resolute.gateway")

DELIVERIES_ARE_KNOWN_FOR = dt.timedelta(days=30)
"""How long the id of a delivery is known after it last came; senders give up after days."""

_EVERY_HOUR = 3600.0


@contextlib.asynccontextmanager
async def running_gateway(
    settings: Settings, sealer: Sealer, client: Client, pool: asyncpg.Pool, port: int | None = None
) -> AsyncIterator[str]:
    """Serve the gateway for as long as the block runs; yields its base URL. `port` instead of the settings' own."""
    async with contextlib.AsyncExitStack() as open_things:
        door = Door(client, pool, settings.rules)
        inbox = (
            Inbox(Door(client, pool, settings.rules, patience=ENGINE_PATIENCE), pool, client)
            if settings.inbox
            else None
        )
        if inbox is not None:
            await open_things.enter_async_context(inbox.watching())
        house = House(
            pool=pool,
            door=door,
            sealer=sealer,
            readiness=Health(pool, client).not_ready,
            inbox=inbox,
            limits=Limits(rate_per_second=settings.rate_per_second, burst=settings.rate_burst),
            issuer=_issuer_of(settings),
            public_url=settings.gateway_url,
        )
        housekeeping = asyncio.create_task(_forget_old_deliveries(pool))
        open_things.callback(housekeeping.cancel)
        asked = settings.gateway_port if port is None else port
        yield await open_things.enter_async_context(serving(house, settings.gateway_address, asked))


async def _forget_old_deliveries(pool: asyncpg.Pool) -> None:
    """Now and then, so that the memory of what was delivered does not grow for ever. Returns never."""
    while True:
        try:
            await forget_deliveries(pool, DELIVERIES_ARE_KNOWN_FOR)
        except (LedgerUnavailableError, LedgerError) as error:
            log.warning("old deliveries are not forgotten now", because=type(error).__name__)
        await asyncio.sleep(_EVERY_HOUR)


def _issuer_of(settings: Settings) -> OidcIssuer | None:
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        return None
    return OidcIssuer(
        issuer=settings.oidc_issuer,
        audience=settings.oidc_audience,
        algorithms=settings.oidc_algorithms,
        role_claim=settings.oidc_role_claim,
    )
