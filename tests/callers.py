"""People who call the gateway: tokens as `resolute token` issues them, and a gateway that only reads."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import asyncpg
from temporalio.client import Client

from gateway.house import House
from gateway.identity import issue_token
from gateway.serving import serving
from intake.door import Door
from ledger.sealing import Sealer, fresh_key
from ledger.tokens import TokenRecord, record_token
from resolutions.authority import TellerRole
from tests.gateway_stand import UNHURRIED, Answer

A_DAY = dt.timedelta(days=1)


async def everything_is_ready() -> tuple[str, ...]:
    return ()


async def house_on(pool: asyncpg.Pool, **changed: Any) -> House:
    """A house whose engine nobody calls."""
    client = await Client.connect("127.0.0.1:1", lazy=True)
    house = House(
        pool=pool,
        door=Door(client, pool),
        sealer=Sealer([fresh_key()]),
        readiness=everything_is_ready,
        limits=UNHURRIED,
    )
    return dataclasses.replace(house, **changed)


async def token_of(house: House, role: TellerRole, of: str | None = None, holder: str = "somebody") -> str:
    """A token for somebody in a role, recorded and good for a day."""
    token_id, now = uuid.uuid4().hex, house.now()
    record = TokenRecord(id=token_id, holder=holder, role=role, of=of, issued_at=now, expires_at=now + A_DAY)
    await record_token(house.pool, record)
    return issue_token(house.sealer, holder, role, of, token_id, now, now + A_DAY).get_secret_value()


def bearing(token: str, **more: str) -> dict[str, str]:
    """The headers of a request with a token."""
    return {"authorization": f"Bearer {token}", **{name.replace("_", "-"): value for name, value in more.items()}}


@dataclasses.dataclass
class Library:
    """A gateway before a ledger, and a client who may read there."""

    house: House
    url: str
    client: aiohttp.ClientSession
    token: str

    async def get(self, path: str, token: str | None = None, **headers: str) -> Answer:
        """What a GET is answered with."""
        return await self.ask("GET", path, token, headers=headers)

    async def ask(self, method: str, path: str, token: str | None = None, **options: Any) -> Answer:
        """What any request is answered with."""
        headers = {**bearing(self.token if token is None else token), **options.pop("headers", {})}
        url = path if path.startswith("http") else self.url + path
        async with self.client.request(method, url, headers=headers, allow_redirects=False, **options) as answer:
            return Answer(answer.status, answer.headers, await answer.read())


@contextlib.asynccontextmanager
async def library(pool: asyncpg.Pool, role: TellerRole = "observer", **changed: Any) -> AsyncIterator[Library]:
    """A gateway on a ledger without an engine."""
    house = await house_on(pool, **changed)
    async with serving(house, "127.0.0.1", 0) as url, aiohttp.ClientSession() as client:
        yield Library(house, url, client, await token_of(house, role))
