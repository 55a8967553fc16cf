"""The activity that relays the inbox: tells the lanes in which something was left, the oldest first, a page at a time.

Each lane stands for itself: one that cannot be told now is left for the next pass and delays no other. It can be tried
again at any time: what was told has its receipt, and is not told again.
"""

from __future__ import annotations

import asyncio

import asyncpg
import structlog
from temporalio import activity

from activities import contracts as wire
from intake.door import Door
from intake.lanes import Lanes
from ledger.inbox import LeftLane, anything_left, left_lanes

log = structlog.stdlib.get_logger("resolute.inbox")

AT_ONCE = 4
"""Lanes told at the same time."""

RUNS_OF_A_LANE = 5
"""Runs of facts told of one lane before others have their turn; its rest is told in the next pass."""

PAUSE = 5.0
"""Seconds until lanes that could not be told, or are just told by somebody else, are looked at again."""


class Relaying:
    """Needs a door to tell through, and a pool to the inbox."""

    def __init__(self, door: Door, pool: asyncpg.Pool) -> None:
        self._lanes = Lanes(door, pool)
        self._pool = pool

    @activity.defn(name=wire.RELAY_INBOX)
    async def relay_inbox(self, page: wire.InboxPage) -> wire.InboxRelayed:
        """Tell what was left in a page of lanes."""
        lanes = await left_lanes(self._pool, page.after, page.lanes)
        told = 0
        for first in range(0, len(lanes), AT_ONCE):
            told += await self._relay(lanes[first : first + AT_ONCE])
            activity.heartbeat()
        if len(lanes) == page.lanes:
            return wire.InboxRelayed(told=told, next_after=lanes[-1].first)
        if not await anything_left(self._pool):
            return wire.InboxRelayed(told=told)
        return wire.InboxRelayed(told=told, next_in=0.0 if told else PAUSE)

    async def _relay(self, lanes: list[LeftLane]) -> int:
        """Tell some lanes side by side; how many facts were told."""
        drained = await asyncio.gather(
            *(self._lanes.drain(each.lane, RUNS_OF_A_LANE) for each in lanes), return_exceptions=True
        )
        for lane, result in zip(lanes, drained, strict=True):
            if isinstance(result, BaseException):
                log.warning("a lane of the inbox is left for later", lane=lane.lane, because=type(result).__name__)
        return sum(told for told in drained if isinstance(told, int))
