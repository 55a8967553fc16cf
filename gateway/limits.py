"""Rate limits: a bucket of tokens for each source, each bearer of a token and each peer, in this process's memory.

What was authenticated counts against whoever it is; what was not counts against the address that it came from, and only
ever makes a failure answer 429 where it would have answered 401: nobody is shut out by what others do from the same
address.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import Request

from gateway.house import Limits
from gateway.problems import Problem

MAX_BUCKETS = 10_000
"""Buckets that are remembered. Whoever was quiet the longest is forgotten first, and a full bucket costs nothing."""


class Buckets:
    """Token buckets by name: `burst` at once, `rate_per_second` on average."""

    def __init__(self, rate_per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate_per_second
        self._burst = float(burst)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, name: str) -> float:
        """Take one token: 0.0 if there was one, else the seconds until there will be."""
        now = self._clock()
        level, seen = self._levels.pop(name, (self._burst, now))
        level = min(self._burst, level + (now - seen) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._levels[name] = (level - 1 if wait == 0.0 else level, now)
        if len(self._levels) > MAX_BUCKETS:
            self._levels.popitem(last=False)
        return wait


class Throttle:
    """The buckets of a gateway. Each method raises `Problem` 429 with Retry-After when its bucket is empty."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._known = Buckets(limits.rate_per_second, limits.burst, clock)
        self._failing = Buckets(limits.failures_per_second, limits.failures_at_once, clock)

    def count_source(self, name: str) -> None:
        """A request that a source signed."""
        _refuse_if(self._known.spend(f"source {name}"))

    def count_caller(self, name: str) -> None:
        """A request of somebody who proved by a token who it is. `name`: of the token, or of its subject."""
        _refuse_if(self._known.spend(f"caller {name}"))

    def count_failure(self, request: Request) -> None:
        """A request that failed to prove whom it is from."""
        _refuse_if(self._failing.spend(peer_network(request.client.host if request.client else "")))


def throttle_of(request: Request) -> Throttle:
    """The throttle of the gateway that a request came to."""
    throttle = request.app.state.throttle
    if not isinstance(throttle, Throttle):
        raise TypeError("the application was not built on a house")
    return throttle


def peer_network(host: str) -> str:
    """Whom an address belongs to, as far as can be told: itself, or the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "peer unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return f"peer {ipaddress.ip_network((address, 64), strict=False).network_address}"
    return f"peer {address}"


def _refuse_if(wait: float) -> None:
    if wait > 0:
        raise Problem("too_many_requests", headers={"retry-after": str(max(1, math.ceil(wait)))})
