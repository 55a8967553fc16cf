"""Who is calling: the bearer token of a request becomes a caller with his roles, or the request is refused.

Tokens are issued here (HS256, with keys derived from the service's own) or by an OpenID Connect issuer (asymmetric
algorithms only). The algorithm says which of the two a token must be, so that neither's keys are ever tried on the
other's. One that was issued here is looked up, too: a revoked one is refused within seconds.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import asyncpg
from fastapi import Depends, Request
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr

from gateway.bearer import Bearer, HeldRole, InvalidTokenError, Issuance, believed, header_of
from gateway.house import House, house_of
from gateway.limits import throttle_of
from gateway.oidc import IssuerUnavailableError
from gateway.problems import Problem
from ledger.sealing import Sealer
from ledger.tokens import revoked
from resolutions.authority import Authority, TellerRole

ISSUER = "resolute"
"""The `iss` and `aud` of tokens issued here."""

REVOCATION_SECONDS = 5.0
"""How long it may take until a revoked token is refused."""

_LOCAL_ALGORITHM = "HS256"
_LOCAL = Issuance(ISSUER, ISSUER, (_LOCAL_ALGORITHM,), "roles")
_MAX_REMEMBERED = 10_000


@dataclass(frozen=True)
class Caller:
    """Somebody who may call: who he is, and the roles he holds, at least one."""

    subject: str
    roles: tuple[HeldRole, ...]
    token_id: str | None = None

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """What each of his roles lets him tell, in their order."""
        return tuple(role.authority for role in self.roles)

    def authorities_over(self, fact_type: str) -> tuple[Authority, ...]:
        """Those under which a kind of fact may be told at all."""
        return tuple(authority for authority in self.authorities if authority.names(fact_type))


def issue_token(
    sealer: Sealer,
    holder: str,
    role: TellerRole,
    of: str | None,
    token_id: str,
    issued_at: dt.datetime,
    expires_at: dt.datetime,
) -> SecretStr:
    """A token for somebody in a role, signed with the newest key. It is believed once it is recorded in the ledger."""
    key = sealer.signing_keys()[0]
    since = int(issued_at.timestamp())
    claims = {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": holder,
        "jti": token_id,
        "iat": since,
        "nbf": since,
        "exp": int(expires_at.timestamp()),
        _LOCAL.role_claim: [HeldRole(role=role, of=of).model_dump(mode="json")],
    }
    secret = OctKey.import_key(key.secret.get_secret_value())
    return SecretStr(jwt.encode({"alg": _LOCAL_ALGORITHM, "kid": key.kid}, claims, secret))


class Registrar:
    """Believes tokens, or not. Remembers for some seconds which of those issued here were not revoked."""

    def __init__(self, house: House, clock: Callable[[], float] = time.monotonic) -> None:
        self._house = house
        self._good = _Good(house.pool, clock)

    async def caller(self, token: str) -> Caller:
        """Whose token it is. Raises `InvalidTokenError`, `IssuerUnavailableError`, `LedgerUnavailableError`."""
        header = header_of(token)
        if header.alg == _LOCAL_ALGORITHM:
            bearer = await self._issued_here(token, header.kid)
        elif self._house.issuer is not None:
            bearer = await self._house.issuer.believed(token, self._house.now())
        else:
            raise InvalidTokenError
        return Caller(bearer.subject, bearer.roles, bearer.token_id)

    async def _issued_here(self, token: str, kid: str | None) -> Bearer:
        key = next((each for each in self._house.sealer.signing_keys() if each.kid == kid), None)
        if key is None:
            raise InvalidTokenError
        secret = OctKey.import_key(key.secret.get_secret_value())
        bearer = believed(token, secret, _LOCAL, self._house.now())
        if bearer.token_id is None or not await self._good.is_good(bearer.token_id):
            raise InvalidTokenError
        return bearer


class _Good:
    """Which tokens the ledger holds and nobody took back, as it was some seconds ago."""

    def __init__(self, pool: asyncpg.Pool, clock: Callable[[], float]) -> None:
        self._pool = pool
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()

    async def is_good(self, token_id: str) -> bool:
        asked = self._clock()
        if asked < self._until.get(token_id, 0.0):
            return True
        if await revoked(self._pool, token_id):
            self._until.pop(token_id, None)
            return False
        self._until[token_id] = asked + REVOCATION_SECONDS
        self._until.move_to_end(token_id)
        if len(self._until) > _MAX_REMEMBERED:
            self._until.popitem(last=False)
        return True


async def caller(request: Request) -> Caller:
    """Who is calling, as a dependency of every route that is not public.

    Raises `Problem`: 401 without a token that is believed, 429 for too many requests, 503 if it cannot be looked up.
    """
    try:
        found = await _registrar(request).caller(_bearer_token(request))
    except InvalidTokenError:
        throttle_of(request).count_failure(request)
        raise Problem("unauthenticated", headers={"www-authenticate": _challenge(request)}) from None
    except IssuerUnavailableError as error:
        seconds = str(math.ceil(error.retry_after))
        detail = "the issuer of tokens is out of reach"
        raise Problem("service_unavailable", detail, headers={"retry-after": seconds}) from None
    throttle_of(request).count_caller(found.token_id or found.subject)
    return found


Known = Annotated[Caller, Depends(caller)]
"""The caller of a route."""


def _bearer_token(request: Request) -> str:
    given = request.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme.lower() != "bearer":
        raise InvalidTokenError
    return token.strip(" ")


def _challenge(request: Request) -> str:
    """What is asked for: a token, or (RFC 6750, section 3.1) another one than was sent."""
    return 'Bearer error="invalid_token"' if "authorization" in request.headers else "Bearer"


def _registrar(request: Request) -> Registrar:
    """The registrar of the gateway that a request came to, made at its first."""
    state = request.app.state
    if not hasattr(state, "registrar"):
        state.registrar = Registrar(house_of(request))
    registrar = state.registrar
    if not isinstance(registrar, Registrar):
        raise TypeError("the application holds something else under the name of its registrar")
    return registrar
