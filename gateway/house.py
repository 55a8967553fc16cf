"""What the gateway stands on: the door, the ledger, the keys, the limits. Whoever runs the gateway puts it together
once; every request finds it in the application's state.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import asyncpg
from fastapi import Request

from intake.door import Door
from intake.turns import Turns
from ledger.sealing import Sealer

if TYPE_CHECKING:
    from gateway.oidc import OidcIssuer
    from intake.inbox import Inbox


DOCUMENTS_AT_ONCE = 4
"""Documents that are taken in at the same time from callers, and as many from sources; each is held in memory until it
is kept.
"""

DOCUMENT_PATIENCE = timedelta(seconds=5)
"""How long a document waits for its turn."""


def _document_turns() -> Turns:
    return Turns(DOCUMENTS_AT_ONCE, DOCUMENT_PATIENCE)


@dataclass(frozen=True)
class Limits:
    """How many requests one source or token may make, and how often one address may fail to prove who it is: on
    average each second, and at once.
    """

    rate_per_second: float = 50.0
    burst: int = 500
    failures_per_second: float = 1.0
    failures_at_once: int = 100


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """Everything that a request may need.

    `readiness` names the services out of reach, empty when there are none. `inbox` is None where facts are told to the
    engine directly, `issuer` where only tokens issued here are believed. `public_url` is how the gateway is reached
    from outside, None if that is where it listens. `now` is in UTC.
    """

    pool: asyncpg.Pool
    door: Door
    sealer: Sealer
    readiness: Callable[[], Awaitable[tuple[str, ...]]]
    inbox: Inbox | None = None
    limits: Limits = field(default_factory=Limits)
    issuer: OidcIssuer | None = None
    public_url: str | None = None
    now: Callable[[], datetime] = _now
    document_turns: Turns = field(default_factory=_document_turns)


def house_of(request: Request) -> House:
    """The house that a request came to."""
    house = request.app.state.house
    if not isinstance(house, House):
        raise TypeError("the application was not built on a house")
    return house
