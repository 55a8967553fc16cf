"""Telling facts to the engine: the update `record` of a resolution's workflow, or of a session's.

A life that the engine no longer holds (its data was lost) is taken up again from the ledger, whose fold is the same
state.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import asyncpg
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities import contracts as wire
from intake.errors import DatabaseUnavailableError, EngineUnavailableError
from intake.turns import NoTurnError, Turns
from ledger.errors import LedgerUnavailableError
from ledger.reading import docket_of
from resolutions.authority import Authority
from resolutions.facts import DraftSubmitted, Fact, SessionScheduled
from resolutions.receipts import Receipt, refusal
from resolutions.rules import Rules
from resolutions.sessions import session_key
from resolutions.state import Docket, Surroundings
from workflows.resolution import ResolutionWorkflow
from workflows.session import RescheduleWorkflow

ANSWER_TIMEOUT = dt.timedelta(seconds=20)
"""How long a teller waits for its receipt. Telling again is always safe."""

MAX_IN_FLIGHT = 4
"""Updates of one workflow under way from one teller; the engine takes ten, from everybody, and refuses the others."""


class Teller:
    """Tells facts to workflows. `pool` may be None where the ledger is not at hand: then no lost life can be taken
    up.
    """

    def __init__(
        self,
        client: Client,
        pool: asyncpg.Pool | None,
        rules: Rules | None = None,
        clock_offset: dt.timedelta = dt.timedelta(),
        patience: dt.timedelta = ANSWER_TIMEOUT,
    ) -> None:
        self._client = client
        self._pool = pool
        self._rules = rules or Rules()
        self._offset = clock_offset
        self._patience = patience
        self._turns = Turns(MAX_IN_FLIGHT, patience)

    async def tell(
        self, reference: str, facts: Sequence[Fact], surroundings: Surroundings, authority: Authority | None = None
    ) -> tuple[Receipt, ...]:
        """Tell facts about one resolution together; a receipt for each. Raises `EngineUnavailableError`."""
        async with self._turn(reference):
            return await self._tell(reference, facts, surroundings, authority)

    @contextlib.asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        """A turn at a workflow, so that many who tell one at once are all taken."""
        try:
            async with self._turns.turn(name):
                yield
        except NoTurnError:
            raise EngineUnavailableError("too many wait for it to answer") from None

    async def _tell(
        self, reference: str, facts: Sequence[Fact], surroundings: Surroundings, authority: Authority | None
    ) -> tuple[Receipt, ...]:
        telling = wire.Telling(facts=tuple(facts), surroundings=surroundings, authority=authority)
        if any(isinstance(fact.data, DraftSubmitted) for fact in facts):
            known = await self._docket_in_ledger(reference)
            return await self._start_and_tell(known or Docket(reference=reference, rules=self._rules), telling)
        workflow_id = wire.resolution_workflow_id(reference)
        handle: WorkflowHandle[ResolutionWorkflow, None] = self._client.get_workflow_handle_for(
            ResolutionWorkflow.run, workflow_id
        )
        answer = await _answered(
            lambda: handle.execute_update(ResolutionWorkflow.record, telling, rpc_timeout=self._patience)
        )
        if answer is not None:
            return answer
        docket = await self._docket_in_ledger(reference)
        if docket is None:
            return tuple(
                refusal("unknown_resolution", "no draft was submitted under this reference", reference) for _ in facts
            )
        return await self._start_and_tell(docket, telling)

    async def take_up(self, reference: str) -> bool:
        """Start a life's workflow from the ledger, if the ledger holds it; one that runs already is left alone."""
        docket = await self._docket_in_ledger(reference)
        if docket is None:
            return False
        try:
            await self._client.start_workflow(
                ResolutionWorkflow.run,
                wire.CarriedLife(docket=docket, clock_offset=self._offset),
                id=wire.resolution_workflow_id(reference),
                task_queue=wire.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
        except RPCError as error:
            raise EngineUnavailableError(error.status.name.lower().replace("_", " ")) from None
        return True

    async def tell_session(self, fact: Fact) -> Receipt:
        """Tell an announcement of a session's dates. Raises `EngineUnavailableError`."""
        data = fact.data
        if not isinstance(data, SessionScheduled):
            raise TypeError(f"{fact.type} announces no session")
        name = session_key(data.body, data.session)
        start = WithStartWorkflowOperation(
            RescheduleWorkflow.run,
            wire.CarriedSession(session=name, clock_offset=self._offset),
            id=wire.session_workflow_id(name),
            task_queue=wire.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )

        async def told() -> wire.Receipts:
            receipt = await self._client.execute_update_with_start_workflow(
                RescheduleWorkflow.record,
                wire.SessionTelling(fact=fact),
                start_workflow_operation=start,
                rpc_timeout=self._patience,
            )
            return wire.Receipts(receipts=(receipt,))

        async with self._turn(name):
            answer = await _answered(told)
        if answer is None:
            raise EngineUnavailableError(f"no workflow could be started in the namespace {self._client.namespace!r}")
        return answer[0]

    async def _start_and_tell(self, docket: Docket, telling: wire.Telling) -> tuple[Receipt, ...]:
        start = WithStartWorkflowOperation(
            ResolutionWorkflow.run,
            wire.CarriedLife(docket=docket, clock_offset=self._offset),
            id=wire.resolution_workflow_id(docket.reference),
            task_queue=wire.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        answer = await _answered(
            lambda: self._client.execute_update_with_start_workflow(
                ResolutionWorkflow.record, telling, start_workflow_operation=start, rpc_timeout=self._patience
            )
        )
        if answer is None:
            raise EngineUnavailableError(f"no workflow could be started in the namespace {self._client.namespace!r}")
        return answer

    async def _docket_in_ledger(self, reference: str) -> Docket | None:
        if self._pool is None:
            return None
        try:
            return await docket_of(self._pool, reference)
        except LedgerUnavailableError:
            raise DatabaseUnavailableError from None


async def _answered(ask: Callable[[], Awaitable[wire.Receipts]]) -> tuple[Receipt, ...] | None:
    """The receipts of an update; those of a rejected one travel in its error. None when there is no such workflow."""
    try:
        return (await ask()).receipts
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        if isinstance(cause, ApplicationError) and cause.type == wire.NOTHING_RECORDED:
            return wire.Receipts.model_validate(cause.details[0]).receipts
        raise
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        if isinstance(error.__cause__, asyncio.CancelledError):
            # Ours was the cancellation (Ctrl-C), and the client made one error of it and of an engine that is silent.
            raise asyncio.CancelledError from None
        raise EngineUnavailableError("no worker answered; start one with `resolute up` or `resolute worker`") from None
    except RuntimeError:
        # What the client library raises when it connects on first use and nothing is there.
        raise EngineUnavailableError("nothing answers at its address") from None
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise EngineUnavailableError(error.status.name.lower().replace("_", " ")) from None
