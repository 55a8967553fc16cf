"""The inbox as a door: what was let in is kept before the engine is told, so that nothing accepted depends on the
engine being there.

In order: each fact is placed in the lane of its resolution, kept there, and told at once if that can be done within a
few seconds, together with everything that waits before it. What is left is told by the relay, in the order in which it
was let in. Nothing is acknowledged that PostgreSQL has not kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from activities import contracts as wire
from intake.door import Door, Told
from intake.errors import DatabaseUnavailableError, EngineUnavailableError
from intake.lanes import NOT_NOW, Lanes
from intake.placing import Placed, Placing
from ledger.errors import LedgerUnavailableError
from ledger.inbox import Stored, anything_left, forget_told, receipts_of, store
from resolutions.authority import Authority
from resolutions.receipts import Receipt
from workflows.inbox import InboxWorkflow

log = structlog.stdlib.get_logger("resolute.inbox")

PATIENCE = dt.timedelta(seconds=5)
"""How long a teller waits for his receipts before he is told that his facts are kept."""

ENGINE_PATIENCE = dt.timedelta(seconds=4)
"""How long the engine may take to answer before the relay is left to ask it again."""

AWAY_FOR = dt.timedelta(seconds=5)
"""For how long an engine that did not answer is not asked again by tellers who wait."""

TOLD_IS_KEPT_FOR = dt.timedelta(days=30)
"""How long an event that was told is known by its row; afterwards the engine alone knows it."""

_LEASE_POLL = 0.05
_LOOK_EVERY = 3.0
_FORGET_EVERY = 3600.0
_WAKE_TIMEOUT = dt.timedelta(seconds=3)
_RUNS = 20
"""Runs of facts told in one go; whoever still waits begins again."""


@dataclass(frozen=True)
class Kept:
    """A fact that is kept, to be told later: its event's id, its short name, and its number in the inbox."""

    id: str
    type: str
    inbox_id: int


class Inbox:
    """One inbox for all gateways on a database. Enter `watching()` to have what is left relayed."""

    def __init__(self, door: Door, pool: asyncpg.Pool, client: Client) -> None:
        self._door = door
        self._pool = pool
        self._client = client
        self._lanes = Lanes(door, pool, ENGINE_PATIENCE)
        self._drains: dict[str, asyncio.Task[bool]] = {}
        self._away_until = 0.0

    async def take(self, events: Sequence[object], authority: Authority | None, source_name: str) -> list[Told | Kept]:
        """Keep events of a teller, then tell them if that can be done at once; for each, in order, its receipt or
        that it is kept.

        `source_name` is under which name the teller was let in: an event is one event only for one teller. What is no
        fact, or may not be told, is refused and not kept. Raises `DatabaseUnavailableError`: then no event was kept.
        """
        try:
            placed = await Placing(self._door, self._pool, authority, source_name).place(events)
            rows = await store(self._pool, [each.arrival for each in placed if isinstance(each, Placed)])
        except LedgerUnavailableError:
            raise DatabaseUnavailableError from None
        receipts: dict[int, Receipt] = {}
        # Kept is kept, whatever becomes of the database now.
        with contextlib.suppress(LedgerUnavailableError):
            receipts = await self._tell(rows)
        return _answers(placed, rows, receipts)

    async def _tell(self, rows: Sequence[Stored]) -> dict[int, Receipt]:
        """Have rows told, lane after lane, for as long as a teller waits; the receipts of those that were."""
        until = time.monotonic() + PATIENCE.total_seconds()
        ids = [row.id for row in rows]
        receipts = {} if all(row.new for row in rows) else await receipts_of(self._pool, ids)
        for lane in dict.fromkeys(row.lane for row in rows if row.id not in receipts):
            of_lane = [row.id for row in rows if row.lane == lane]
            while not self._is_away(until) and await self._drained(lane, until):
                receipts |= await receipts_of(self._pool, of_lane)
                if receipts.keys() >= set(of_lane):
                    break
        return receipts

    def _is_away(self, until: float) -> bool:
        now = time.monotonic()
        return now >= until or now < self._away_until

    async def _drained(self, lane: str, until: float) -> bool:
        """Wait until a lane was told, by a task that everybody here who waits for it shares; whether it was."""
        drain = self._drains.get(lane)
        if drain is None:
            drain = self._drains[lane] = asyncio.create_task(self._drain(lane))
            drain.add_done_callback(lambda ended: self._drain_ended(lane, ended))
        await asyncio.wait({drain}, timeout=until - time.monotonic())
        return drain.done() and not drain.cancelled() and drain.exception() is None and drain.result()

    async def _drain(self, lane: str) -> bool:
        """Tell what waits in a lane as soon as nobody else does; False if that cannot be done now."""
        until = time.monotonic() + PATIENCE.total_seconds()
        try:
            while await self._lanes.drain(lane, _RUNS) is None:
                if time.monotonic() >= until:
                    return False
                await asyncio.sleep(_LEASE_POLL)
        except EngineUnavailableError:
            self._away_until = time.monotonic() + AWAY_FOR.total_seconds()
            return False
        except NOT_NOW as error:
            log.warning("a lane of the inbox is left for the relay", lane=lane, because=type(error).__name__)
            return False
        return True

    def _drain_ended(self, lane: str, drain: asyncio.Task[bool]) -> None:
        self._drains.pop(lane, None)
        if not drain.cancelled() and (failure := drain.exception()) is not None:
            log.error("a lane of the inbox cannot be told", lane=lane, because=type(failure).__name__)

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """For as long as the block runs, the relay is woken when something was left; leaving it ends what is under
        way.
        """
        watch = asyncio.create_task(self.watch())
        try:
            yield
        finally:
            watch.cancel()
            drains = list(self._drains.values())
            if drains:
                await asyncio.wait(drains, timeout=PATIENCE.total_seconds())
            for drain in drains:
                drain.cancel()
            await asyncio.wait([watch, *drains])

    async def watch(self) -> None:
        """Wake the relay whenever something was left and the engine can be reached; forget what was told long ago.

        Returns never.
        """
        forget_at = 0.0
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            try:
                await self.wake_if_left()
                if time.monotonic() >= forget_at:
                    await forget_told(self._pool, TOLD_IS_KEPT_FOR)
                    forget_at = time.monotonic() + _FORGET_EVERY
            except (LedgerUnavailableError, EngineUnavailableError) as error:
                log.warning("the inbox cannot be relayed now", because=str(error))

    async def wake_if_left(self) -> bool:
        """Start the relay, unless it runs, if something was left; whether something was.

        Raises `EngineUnavailableError`, `LedgerUnavailableError`.
        """
        if not await anything_left(self._pool):
            return False
        try:
            await self._client.start_workflow(
                InboxWorkflow.run,
                wire.InboxPage(),
                id=wire.INBOX_WORKFLOW_ID,
                task_queue=wire.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                rpc_timeout=_WAKE_TIMEOUT,
            )
        except RPCError as error:
            raise EngineUnavailableError(error.status.name.lower().replace("_", " ")) from None
        except RuntimeError:
            # What the client says of an engine that it has never reached.
            raise EngineUnavailableError("nothing answers") from None
        return True


def _answers(
    placed: Sequence[Told | Placed], rows: Sequence[Stored], receipts: Mapping[int, Receipt]
) -> list[Told | Kept]:
    """For each event its receipt, or that it is kept. Who brought an event first is told that it was recorded."""
    answered: set[int] = set()
    answers: list[Told | Kept] = []
    left = iter(rows)
    for each in placed:
        if isinstance(each, Told):
            answers.append(each)
            continue
        row, fact = next(left), each.fact
        if row.id not in receipts:
            answers.append(Kept(fact.id, fact.type, row.id))
            continue
        first = row.new and row.id not in answered
        answered.add(row.id)
        receipt = receipts[row.id]
        answers.append(Told(fact.id, fact.type, receipt if first else _told_again(receipt)))
    return answers


def _told_again(receipt: Receipt) -> Receipt:
    return receipt.model_copy(update={"outcome": "duplicate"}) if receipt.outcome == "recorded" else receipt
