"""Tokens of an OpenID Connect issuer: its keys are found by discovery, remembered for a while, and asked for again when
a token names one that is not known.

An issuer that does not answer takes nobody's access away at once: its last keys stay good for an hour. However many
requests come with unknown keys, the issuer is asked by one of them, and not more than once in half a minute.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import aiohttp
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from gateway.bearer import Bearer, InvalidTokenError, Issuance, algorithms_allowed, believed, header_of

USUAL_KEY_SECONDS = 300.0
"""How long keys are taken for the issuer's present ones where it does not say (Cache-Control: max-age)."""

LONGEST_KEY_SECONDS = 3600.0
"""How long keys are believed at the most: when the issuer says so, or when it does not answer."""

SECONDS_BETWEEN_REFRESHES = 30.0
"""How long an issuer that was asked is not asked again, whatever keys tokens name meanwhile."""

SECONDS_AFTER_FAILURE = 5.0
"""How long one that did not answer is left alone."""

_SHORTEST_KEY_SECONDS = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=5.0)
_MAX_ANSWER_BYTES = 256 * 1024
_MAX_KEYS = 100
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_KEY_TYPES: dict[object, type[RSAKey] | type[ECKey] | type[OKPKey]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}

_log = structlog.stdlib.get_logger("resolute.gateway")


class IssuerUnavailableError(Exception):
    """The issuer did not answer, or not as an issuer does, and no keys of it are known. `retry_after`: seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__("the issuer of tokens is out of reach")
        self.retry_after = retry_after


class _NoAnswerError(Exception):
    """The issuer did not answer a question as it should."""


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class _Discovery(_Answer):
    """What is read of the discovery document (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    jwks_uri: Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://")]


class _PublishedKeys(_Answer):
    """A JSON Web Key Set (RFC 7517); each key is looked at for itself."""

    keys: Annotated[tuple[dict[str, Any], ...], Field(max_length=_MAX_KEYS)]


@dataclass(frozen=True)
class _Keys:
    """The issuer's keys, when they were fetched, and until when they are taken for its present ones."""

    keys: tuple[Key, ...]
    fetched: float
    fresh_until: float

    def named(self, kid: str | None) -> Key | None:
        """The key of an id; without an id the only one there is."""
        if kid is None:
            return self.keys[0] if len(self.keys) == 1 else None
        return next((key for key in self.keys if key.kid == kid), None)


_Read = TypeVar("_Read", bound=_Answer)


class OidcIssuer:
    """An issuer whose tokens are believed. `session` opens an HTTP client; `clock` counts seconds."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        algorithms: Collection[str],
        role_claim: str,
        session: Callable[[], aiohttp.ClientSession] = aiohttp.ClientSession,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises `ValueError` for algorithms that nobody but the issuer itself could be trusted with."""
        self._issuance = Issuance(issuer, audience, algorithms_allowed(algorithms), role_claim)
        self._session = session
        self._clock = clock
        self._keys: _Keys | None = None
        self._not_before = float("-inf")
        self._failed = False
        self._asking = asyncio.Lock()

    async def believed(self, token: str, now: dt.datetime) -> Bearer:
        """What a token of this issuer says. Raises `InvalidTokenError`, `IssuerUnavailableError`."""
        header = header_of(token)
        if header.alg not in self._issuance.algorithms:
            raise InvalidTokenError
        key = await self._key(header.kid)
        if key is None:
            raise InvalidTokenError
        return believed(token, key, self._issuance, now)

    async def _key(self, kid: str | None) -> Key | None:
        """The key of an id, asking the issuer where what is known of it does not do."""
        known = self._keys
        if known is not None and self._clock() < known.fresh_until and (key := known.named(kid)) is not None:
            return key
        async with self._asking:
            if self._keys is known and self._clock() >= self._not_before:
                await self._refresh()
        return self._last_known(kid)

    def _last_known(self, kid: str | None) -> Key | None:
        """The key among those last fetched. A key that is not there may be new, as long as the issuer is silent."""
        keys = self._keys
        usable = keys is not None and self._clock() - keys.fetched < LONGEST_KEY_SECONDS
        key = keys.named(kid) if keys is not None and usable else None
        if key is None and (self._failed or not usable):
            raise IssuerUnavailableError(max(1.0, self._not_before - self._clock()))
        return key

    async def _refresh(self) -> None:
        """Ask for the keys; what was known stays where that fails."""
        try:
            self._keys = await self._fetched()
            self._failed = False
        except (_NoAnswerError, aiohttp.ClientError, OSError, TimeoutError) as error:
            self._failed = True
            _log.warning("the issuer of tokens did not answer", error=type(error).__name__)
        pause = SECONDS_AFTER_FAILURE if self._failed else SECONDS_BETWEEN_REFRESHES
        self._not_before = self._clock() + pause

    async def _fetched(self) -> _Keys:
        async with self._session() as session:
            place = self._issuance.issuer.rstrip("/") + "/.well-known/openid-configuration"
            discovery, _ = await _asked(session, place, _Discovery)
            if discovery.issuer != self._issuance.issuer or _weaker(discovery.jwks_uri, self._issuance.issuer):
                raise _NoAnswerError
            published, max_age = await _asked(session, discovery.jwks_uri, _PublishedKeys)
        keys = tuple(key for each in published.keys if (key := _signing_key(each)) is not None)
        if not keys:
            raise _NoAnswerError
        seconds = USUAL_KEY_SECONDS if max_age is None else max_age
        now = self._clock()
        return _Keys(keys, now, now + min(max(seconds, _SHORTEST_KEY_SECONDS), LONGEST_KEY_SECONDS))


async def _asked(session: aiohttp.ClientSession, url: str, shape: type[_Read]) -> tuple[_Read, float | None]:
    """The JSON at an address, and for how many seconds it says it stays as it is."""
    async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
        if answer.status != 200:
            raise _NoAnswerError
        body = bytearray()
        async for piece in answer.content.iter_chunked(1 << 14):
            body += piece
            if len(body) > _MAX_ANSWER_BYTES:
                raise _NoAnswerError
        max_age = _MAX_AGE.search(answer.headers.get("cache-control", ""))
    try:
        return shape.model_validate_json(bytes(body)), float(max_age[1]) if max_age else None
    except ValidationError:
        raise _NoAnswerError from None


def _weaker(jwks_uri: str, issuer: str) -> bool:
    """Keys of an issuer that is reached securely are not fetched over a wire that anybody may write to."""
    return issuer.startswith("https://") and not jwks_uri.startswith("https://")


def _signing_key(published: Mapping[str, Any]) -> Key | None:
    """A published key to verify with; None for a shared secret, one of another use, or one that is not understood."""
    key_type = _KEY_TYPES.get(published.get("kty"))
    if key_type is None or published.get("use", "sig") != "sig":
        return None
    try:
        return key_type.import_key({name: value for name, value in published.items() if name != "d"})
    except (JoseError, ValueError, TypeError, KeyError):
        return None
