"""Who signed a delivery: Standard Webhooks (https://www.standardwebhooks.com), HMAC-SHA-256 over the raw body.

Whatever is wrong with a signature, its time, its id or its source is answered in one way and in like time, so that an
answer tells nothing of which sources there are. The package `standardwebhooks` signs text only and raises different
errors for different malformed headers; this one takes any bytes and has one answer.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from pydantic import SecretStr
from starlette.datastructures import Headers

from gateway.house import House
from gateway.limits import throttle_of
from gateway.problems import Problem
from ledger.sealing import WEBHOOK_SECRET_PREFIX, fresh_webhook_secret
from ledger.sources import Source, admitted

TOLERANCE_SECONDS = 300
"""How far a timestamp may be from now, either way."""

MAX_SIGNATURES = 32
"""Signatures in one header; a sender that changes secrets sends two."""

_WEBHOOK_ID = re.compile(r"[ -~]{1,256}")
_TIMESTAMP = re.compile(r"[1-9][0-9]{0,10}")
_SIGNATURES = re.compile(r"[!-~]+( [!-~]+)*")
_MAX_SIGNATURES_LENGTH = 8192
_V1 = re.compile(r"v1,([A-Za-z0-9+/]{43}=)")
_LARGE = 64 * 1024
_DECOY = "nobody"


@dataclass(frozen=True)
class Claim:
    """What the headers of a delivery claim: its id, when it was sent (seconds since 1970, UTC), and its signatures."""

    webhook_id: str
    timestamp: int
    signatures: tuple[bytes, ...]


@dataclass(frozen=True)
class Signed:
    """A delivery whose signature holds: its source, as it is registered now, and its id."""

    source: Source
    webhook_id: str


class Verifier:
    """Verifies deliveries against the sources that are registered in a house's ledger."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._decoy = house.sealer.seal(_DECOY, fresh_webhook_secret())

    async def verify(self, request: Request, source: str, body: bytes) -> Signed:
        """Whose delivery this is. Raises `Problem` 401 (429 where an address fails again and again)."""
        signed = await self._signed(request.headers, source, body)
        if signed is None:
            throttle_of(request).count_failure(request)
            raise Problem("bad_signature", headers={"www-authenticate": "StandardWebhooks"})
        return signed

    async def _signed(self, headers: Headers, source: str, body: bytes) -> Signed | None:
        claim = claimed(headers)
        if claim is None or not is_fresh(claim, self._house.now()):
            return None
        known = await admitted(self._house.pool, self._house.sealer, source)
        secrets = known.secrets if known else (self._house.sealer.open(_DECOY, self._decoy),)
        holds = await _checked(claim, secrets, body)
        return Signed(known.source, claim.webhook_id) if known and holds else None


def verifier_of(request: Request) -> Verifier:
    """The verifier of the gateway that a request came to."""
    verifier = request.app.state.verifier
    if not isinstance(verifier, Verifier):
        raise TypeError("the application was not built on a house")
    return verifier


def claimed(headers: Headers) -> Claim | None:
    """The claim of a delivery's headers, None if one of them is missing, repeated or malformed.

    Of the signatures only those of version 1 count; others are left alone, as the standard has it.
    """
    webhook_id = _only(headers, "webhook-id", _WEBHOOK_ID)
    timestamp = _only(headers, "webhook-timestamp", _TIMESTAMP)
    listed = _only(headers, "webhook-signature", _SIGNATURES)
    if webhook_id is None or timestamp is None or listed is None or len(listed) > _MAX_SIGNATURES_LENGTH:
        return None
    found = [_V1.fullmatch(each) for each in listed.split(" ", MAX_SIGNATURES)[:MAX_SIGNATURES]]
    signatures = tuple(each[1].encode() for each in found if each)
    return Claim(webhook_id, int(timestamp), signatures) if signatures else None


def is_fresh(claim: Claim, now: datetime) -> bool:
    """Whether a delivery was sent within five minutes of now."""
    return abs(now.timestamp() - claim.timestamp) <= TOLERANCE_SECONDS


def holds(claim: Claim, secrets: Sequence[SecretStr], body: bytes) -> bool:
    """Whether one of the signatures was made with one of the secrets. Every pair is tried, whatever is found."""
    content = f"{claim.webhook_id}.{claim.timestamp}.".encode()
    found = False
    for secret in secrets:
        code = hmac.new(_key(secret), content, hashlib.sha256)
        code.update(body)
        expected = base64.b64encode(code.digest())
        for signature in claim.signatures:
            found |= hmac.compare_digest(expected, signature)
    return found


async def _checked(claim: Claim, secrets: Sequence[SecretStr], body: bytes) -> bool:
    """As `holds`; a large body is hashed in a thread, for others wait meanwhile."""
    if len(body) > _LARGE:
        return await asyncio.to_thread(holds, claim, secrets, body)
    return holds(claim, secrets, body)


def _key(secret: SecretStr) -> bytes:
    try:
        return base64.b64decode(secret.get_secret_value().removeprefix(WEBHOOK_SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise TypeError("a source's secret is not what was made for it") from None


def _only(headers: Headers, name: str, form: re.Pattern[str]) -> str | None:
    """A header's one value, None if it is missing, repeated or not of its form."""
    values = headers.getlist(name)
    return values[0] if len(values) == 1 and form.fullmatch(values[0]) else None
