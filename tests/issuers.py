"""A small OpenID Connect issuer on a real port, with real keys, and a clock that stands until it is moved."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from joserfc.registry import HeaderParameter

from gateway.bearer import HeldRole, InvalidTokenError
from gateway.oidc import OidcIssuer

AUDIENCE = "https://resolute.example"
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SECONDS = int(NOW.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "rsa"}, private=True)
EC = ECKey.generate_key("P-256", {"kid": "ec"}, private=True)
ED = OKPKey.generate_key("Ed25519", {"kid": "ed"}, private=True)
ALGORITHMS = ("RS256", "ES256", "EdDSA")


@dataclass
class IssuingServer:
    """A small OpenID Connect issuer: what it publishes, whether it answers, and how often it was asked."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public(RSA), public(EC), public(ED)])
    says_it_is: str | None = None
    keys_at: str | None = None
    answers: int = 200
    body: bytes | None = None
    cache_control: str = ""
    asked: int = 0

    async def discovery(self, _request: web.Request) -> web.Response:
        document = {"issuer": self.says_it_is or self.url, "jwks_uri": self.keys_at or f"{self.url}/keys"}
        return web.json_response(document, status=self.answers)

    async def published(self, _request: web.Request) -> web.Response:
        self.asked += 1
        await asyncio.sleep(0)
        body = self.body if self.body is not None else json.dumps({"keys": self.keys}).encode()
        return web.Response(body=body, status=self.answers, headers={"cache-control": self.cache_control})


@dataclass
class Clock:
    """Seconds that pass when they are told to."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Issuing:
    """An issuer, those who believe it, and their clock."""

    server: IssuingServer
    issuer: OidcIssuer
    clock: Clock

    async def roles(self, token: str) -> tuple[HeldRole, ...]:
        return (await self.issuer.believed(token, NOW)).roles

    async def believes(self, token: str) -> bool:
        try:
            await self.roles(token)
        except InvalidTokenError:
            return False
        return True

    def token(self, key: Key = RSA, alg: str = "RS256", header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A token as the issuer would sign it, with other claims (None: without)."""
        said = {
            "iss": self.server.url,
            "aud": AUDIENCE,
            "sub": "somebody",
            "exp": SECONDS + 600,
            "resolute_roles": ["secretariat:CCPCJ"],
            **claims,
        }
        named = {"alg": alg, **({"kid": key.kid} if key.kid else {}), **(header or {})}
        return jwt.encode(
            {name: value for name, value in named.items() if value is not None},
            {name: value for name, value in said.items() if value is not None},
            key,
            registry=jws.JWSRegistry({"x-note": HeaderParameter("not understood here", "str")}, [alg]),
        )


def public(key: Key, **more: object) -> dict[str, Any]:
    """A key as it is published."""
    return {**key.as_dict(private=False), **more}


@contextlib.asynccontextmanager
async def issuing(algorithms: Sequence[str] = ALGORITHMS) -> AsyncIterator[Issuing]:
    """An issuer on a free port."""
    server, clock = IssuingServer(), Clock()
    application = web.Application()
    application.router.add_get("/.well-known/openid-configuration", server.discovery)
    application.router.add_get("/keys", server.published)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = site.name
    try:
        yield Issuing(server, OidcIssuer(server.url, AUDIENCE, algorithms, "resolute_roles", clock=clock), clock)
    finally:
        await runner.cleanup()
