"""Rehearsing lives: the same workflows, activities, database and notices as in service, on an engine whose clock can
be moved.

The clock goes to each fact's time, stopping at every moment at which some resolution wants to look again; the fact is
told; everything settles before the next. Nothing is kept afterwards.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from activities import contracts as wire
from activities.post.maildir import MaildirPostman
from intake.door import Door, Told
from ledger.connection import open_pool
from ledger.directory import Stakeholder, add_stakeholder
from ledger.migrate import migrate
from ledger.outbox import NoticeRecord, notice_records
from ledger.reading import LedgerRow, all_filed, ledger_rows
from resolutions.facts import SessionScheduled
from resolutions.life import next_wake
from resolutions.rules import Rules
from resolutions.sessions import session_key
from resolutions.state import Docket, Resolution
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.rehearsal_engine import time_skipping_engine
from workers.plugin import plugin
from workers.worker import MAX_CACHED_WORKFLOWS, working
from workflows.resolution import SEARCH_ATTRIBUTES, ResolutionWorkflow
from workflows.session import RescheduleWorkflow

_SETTLE_PAUSE = 0.01
_SETTLE_TIMEOUT = 30.0
_NO_EARLIER_THAN = dt.datetime(1946, 1, 1, tzinfo=dt.UTC)
"""No clock is set before the first resolutions there were."""

SENDER = "resolute@rehearsal.invalid"


@dataclass
class Life:
    """What a rehearsal came to: a receipt for each event, and, in the ledger's own words, everything else."""

    told: list[Told] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    ledgers: dict[str, list[LedgerRow]] = field(default_factory=dict)
    notices: list[NoticeRecord] = field(default_factory=list)


class Rehearsal:
    """A running rehearsal. `now` is business time as the engine's clock has it."""

    def __init__(
        self, environment: WorkflowEnvironment, pool: asyncpg.Pool, offset: dt.timedelta, rules: Rules
    ) -> None:
        self._environment = environment
        self._client: Client = environment.client
        self._pool = pool
        self._offset = offset
        self._door = Door(self._client, pool, rules, clock_offset=offset)
        self._dockets: dict[str, Docket] = {}
        self._sessions: set[str] = set()
        self._shown: dict[str, int] = {}
        self.on_settled: Callable[[], Awaitable[None]] | None = None

    async def now(self) -> dt.datetime:
        """Business time."""
        return await self._environment.get_current_time() + self._offset

    async def tell(self, event: object, time: dt.datetime | None) -> Told:
        """Move the clock to an event's time, tell it, let everything settle."""
        if time is not None:
            await self.live_until(time)
        (told,) = await self._door.tell([event])
        if told.type == SessionScheduled.type and isinstance(event, dict) and told.receipt.reason is None:
            self._sessions.add(session_key(event["data"]["body"], int(event["data"]["session"])))
        if told.receipt.reference is not None and told.receipt.outcome != "refused":
            self._dockets.setdefault(told.receipt.reference, Docket(reference=told.receipt.reference))
        await self._settle()
        return told

    async def live_until(self, target: dt.datetime) -> None:
        """Let time pass, stopping wherever a resolution wants to look again."""
        while (now := await self.now()) < target:
            wakes = [wake for docket in self._dockets.values() if (wake := next_wake(docket, now)) is not None]
            stop = min([target, *(wake for wake in wakes if wake > now)])
            await self._environment.sleep(stop - now)
            await self._settle()

    async def live_on(self, until: dt.datetime) -> None:
        """Let time pass until every resolution is closed, at the longest until a date."""
        while not self._all_closed() and (now := await self.now()) < until:
            wakes = [wake for docket in self._dockets.values() if (wake := next_wake(docket, now)) is not None]
            await self.live_until(min([until, *(wake for wake in wakes if wake > now)]))

    async def histories(self) -> list[WorkflowHistory]:
        """The engine's own record of every resolution and session lived so far."""
        ids = [wire.resolution_workflow_id(reference) for reference in self._dockets]
        ids += [wire.session_workflow_id(session) for session in self._sessions]
        return [await self._client.get_workflow_handle(name).fetch_history() for name in ids]

    async def outcome(self, told: Sequence[Told]) -> Life:
        """Everything that came of it, read from the ledger."""
        resolutions = await all_filed(self._pool)
        order = list(self._dockets)
        resolutions.sort(key=lambda resolution: order.index(resolution.reference))
        ledgers = {each.reference: await ledger_rows(self._pool, each.reference) for each in resolutions}
        return Life(list(told), resolutions, ledgers, await notice_records(self._pool))

    async def new_rows(self) -> list[LedgerRow]:
        """What the ledgers took since this was last asked."""
        fresh: list[LedgerRow] = []
        for reference in self._dockets:
            rows = await ledger_rows(self._pool, reference)
            fresh += [row for row in rows if row.seq > self._shown.get(reference, 0)]
            self._shown[reference] = rows[-1].seq if rows else 0
        return fresh

    def _all_closed(self) -> bool:
        lives = [docket.resolution for docket in self._dockets.values() if docket.resolution is not None]
        return all(life.stage == "closed" for life in lives)

    async def _settle(self) -> None:
        """Wait until nothing is pending anywhere: ledger, reading, sessions, notices."""
        async with asyncio.timeout(_SETTLE_TIMEOUT):
            while not await self._has_settled():
                await asyncio.sleep(_SETTLE_PAUSE)
        if self.on_settled is not None:
            await self.on_settled()

    async def _has_settled(self) -> bool:
        for session in self._sessions:
            handle = self._client.get_workflow_handle(wire.session_workflow_id(session))
            if not await handle.query(RescheduleWorkflow.settled):
                return False
        for reference, known in self._dockets.items():
            life = self._client.get_workflow_handle(wire.resolution_workflow_id(reference))
            standing = await life.query(ResolutionWorkflow.standing)
            if not standing.settled:
                return False
            if standing.docket != known:
                self._dockets[reference] = standing.docket
        waiting = await self._pool.fetchval("select exists (select from notices where state = 'planned')")
        return not waiting


@contextlib.asynccontextmanager
async def rehearsing(
    begins: dt.datetime,
    people: Sequence[Stakeholder],
    rules: Rules,
    max_cached_workflows: int = MAX_CACHED_WORKFLOWS,
) -> AsyncIterator[Rehearsal]:
    """An engine, a database and a worker for one rehearsal whose clock begins at a business time."""
    with tempfile.TemporaryDirectory(prefix="resolute-rehearsal-") as directory:
        async with contextlib.AsyncExitStack() as running:
            postgres = EmbeddedPostgres(Path(directory) / "postgres", preferred_port=0, durable=False)
            await running.enter_async_context(postgres)
            environment = await running.enter_async_context(
                time_skipping_engine(plugins=[plugin()], search_attributes=SEARCH_ATTRIBUTES)
            )
            await migrate(postgres.url)
            pool = await open_pool(postgres.url)
            running.callback(pool.terminate)
            for person in people:
                await add_stakeholder(pool, person)
            postman = MaildirPostman(Path(directory) / "mail")
            await running.enter_async_context(
                working(environment.client, pool, postman, SENDER, max_cached_workflows=max_cached_workflows)
            )
            offset = max(begins, _NO_EARLIER_THAN) - await environment.get_current_time()
            yield Rehearsal(environment, pool, offset, rules)
