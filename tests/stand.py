"""A stand for tests of the whole service: a real engine, a real database, workers and a door."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from activities import contracts as wire
from activities.post.letter import Letter
from activities.post.maildir import MaildirPostman
from activities.post.postman import Postman
from intake.door import Door, Told
from ledger.reading import LedgerRow, filed, ledger_rows
from ledger.verify import verify
from resolutions.receipts import Receipt
from workers.plugin import plugin
from workers.worker import working
from workflows.resolution import ResolutionWorkflow

SENDER = "resolute@tests.invalid"
SETTLE_SECONDS = 40.0
_ids = itertools.count(1)

SESSION_AHEAD = dt.datetime.now(dt.UTC).year + 2 - 1991
"""A session of the Commission that lies ahead whenever the tests run."""


def event(fact: str, subject: str | None, data: Mapping[str, object], **more: object) -> dict[str, object]:
    """A CloudEvent as a teller would send it; happened now unless `time` says otherwise."""
    told: dict[str, object] = {
        "specversion": "1.0",
        "id": f"event-{next(_ids)}",
        "source": "https://tests.invalid/teller",
        "type": f"resolute.{fact}.v1",
        "time": dt.datetime.now(dt.UTC).isoformat(),
        "data": data,
    }
    return told | ({} if subject is None else {"subject": subject}) | more


def submission(reference: str, **data: object) -> dict[str, object]:
    """A draft before a session that lies ahead."""
    return event(
        "draft.submitted", reference, {"body": "CCPCJ", "session": SESSION_AHEAD, "sponsors": ["Cuba"], **data}
    )


def joined(reference: str, name: str, **more: object) -> dict[str, object]:
    """Somebody joins the sponsors."""
    return event("sponsor.added", reference, {"sponsor": name}, **more)


@dataclass
class Stand:
    """What a test holds in its hands."""

    client: Client
    pool: asyncpg.Pool
    door: Door

    async def tell(self, *events: object) -> list[Receipt]:
        """Tell events; their receipts."""
        return [told.receipt for told in await self.told(*events)]

    async def told(self, *events: object) -> list[Told]:
        """Tell events; what the door answers."""
        return await self.door.tell(events)

    def life(self, reference: str) -> WorkflowHandle[ResolutionWorkflow, None]:
        """The workflow of a resolution."""
        return self.client.get_workflow_handle_for(ResolutionWorkflow.run, wire.resolution_workflow_id(reference))

    async def standing(self, reference: str) -> wire.Standing:
        """A resolution's docket as its workflow holds it."""
        return await self.life(reference).query(ResolutionWorkflow.standing)

    async def settled(self, reference: str) -> wire.Standing:
        """Wait until everything of a resolution is in the ledger and nothing more is to be asked."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while not (standing := await self.standing(reference)).settled:
                await asyncio.sleep(0.02)
        return standing

    async def ledger(self, reference: str) -> list[LedgerRow]:
        """A resolution's ledger."""
        return await ledger_rows(self.pool, reference)

    async def parked(self, reference: str) -> list[str]:
        """The kinds of fact that the ledger shows as parked."""
        known = await filed(self.pool, reference)
        return [parked.fact.type for parked in known.parked] if known else []

    async def assert_sound(self, *references: str) -> None:
        """Every stream proves itself, and holds exactly what its workflow holds."""
        for reference in references:
            standing = await self.settled(reference)
            found = [each async for each in verify(self.pool, reference)]
            assert [each.findings for each in found] == [()]
            resolution = standing.docket.resolution
            assert resolution is not None
            assert found[0].entries == resolution.seq


@contextlib.asynccontextmanager
async def standing_on(
    engine_address: str, pool: asyncpg.Pool, mail: Path | Postman, max_cached_workflows: int = 1000
) -> AsyncIterator[Stand]:
    """Workers and a door on an engine and a database; the lives begun on it end with the block."""
    client = await Client.connect(engine_address, plugins=[plugin()])
    postman = MaildirPostman(mail) if isinstance(mail, Path) else mail
    async with working(client, pool, postman, SENDER, max_cached_workflows=max_cached_workflows):
        yield Stand(client, pool, Door(client, pool))
        await end_all(client)


async def end_all(client: Client) -> None:
    """Terminate whatever still runs, so that the next test meets an empty engine."""
    async for running in client.list_workflows('ExecutionStatus = "Running"'):
        try:
            await client.get_workflow_handle(running.id).terminate("the test is over")
        except RPCError as error:
            # The list lags behind: one that has just ended still stands in it.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


class FailingPostman:
    """A postman that knows some addresses as dead and others as busy, and keeps what he delivered."""

    def __init__(self, failures: Mapping[str, Exception]) -> None:
        self._failures = failures
        self.delivered: list[Letter] = []

    async def deliver(self, letter: Letter) -> None:
        failure = self._failures.get(letter.recipient)
        if failure is not None:
            raise failure
        self.delivered.append(letter)
