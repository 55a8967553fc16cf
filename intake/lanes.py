"""Telling a lane of the inbox: everything that waits in it, in order, by one teller at a time.

A lane is told under a lease, and no connection or lock is held meanwhile. A row is settled after the engine has
answered: whoever dies in between leaves it waiting, and it is told again. The engine knows it then and says
`duplicate`, so that nothing is recorded twice. Two tellers of one lane (a lease ran out while its holder still told)
tell the same rows in the same order, so that each is recorded at its place whichever comes first.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from pydantic import TypeAdapter
from temporalio.exceptions import TemporalError

from intake.door import Door
from intake.errors import EngineUnavailableError, ServiceUnavailableError
from ledger.errors import LedgerUnavailableError
from ledger.inbox import Run, WaitingFact, begin, give_back, reference_given, settle
from ledger.reading import reference_of
from resolutions.authority import Authority
from resolutions.receipts import Receipt

LEASE = dt.timedelta(seconds=40)
"""How long the holder of a lane is believed to tell it without a word; twice as long as one telling may take."""

LONGEST_TELLING = dt.timedelta(seconds=20)
"""How long a run of facts may take to be told by whoever has time."""

MAX_RUN = 100
"""Facts told together."""

NOT_NOW = (ServiceUnavailableError, LedgerUnavailableError, TemporalError)
"""Why a lane may be left as it is, to be told later."""

_AUTHORITY: TypeAdapter[Authority | None] = TypeAdapter(Authority | None)


class Lanes:
    """Tells lanes through a door; a telling that the engine does not answer within `patience` is given up."""

    def __init__(self, door: Door, pool: asyncpg.Pool, patience: dt.timedelta = LONGEST_TELLING) -> None:
        self._door = door
        self._pool = pool
        self._patience = min(patience, LONGEST_TELLING)

    async def drain(self, lane: str, runs: int) -> int | None:
        """Tell what waits in a lane, in at most so many runs of facts; how many were told.

        None: somebody else is telling it. Raises one of `NOT_NOW` when a service is out of reach; what was told and
        settled before stands, the rest waits.
        """
        holder = uuid4()
        run = await begin(self._pool, lane, holder, LEASE, MAX_RUN)
        if run is None:
            return None
        told = 0
        try:
            while run is not None and run.facts:
                told += await self._tell(run)
                runs -= 1
                run = await begin(self._pool, lane, holder, LEASE, MAX_RUN) if run.more and runs > 0 else None
        finally:
            await self._give_back(lane, holder)
        return told

    async def _give_back(self, lane: str, holder: UUID) -> None:
        # A lease that cannot be given back ends by itself; what went wrong before it is what matters.
        with contextlib.suppress(LedgerUnavailableError):
            await give_back(self._pool, lane, holder)

    async def _tell(self, run: Run) -> int:
        authority = _AUTHORITY.validate_json(run.authority)
        events = [json.loads(fact.event) for fact in run.facts]
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                if not run.addressed:
                    events = [await self._addressed(event) for event in events]
                told = await self._door.tell(events, authority)
        except TimeoutError:
            raise EngineUnavailableError("it did not answer in time") from None
        receipts = [_first_receipt(fact, each.receipt) for fact, each in zip(run.facts, told, strict=True)]
        await settle(self._pool, [(fact.id, receipt) for fact, receipt in zip(run.facts, receipts, strict=True)])
        return len(receipts)

    async def _addressed(self, event: dict[str, Any]) -> dict[str, Any]:
        """An event whose symbol was unknown when it was let in, by its reference if a fact told since gave it one."""
        symbol = event["subject"]
        reference = await reference_of(self._pool, symbol) or await reference_given(self._pool, symbol)
        return event if reference is None else {**event, "subject": reference}


def _first_receipt(fact: WaitingFact, receipt: Receipt) -> Receipt:
    """The receipt of whoever told a fact first. A duplicate of what was begun and never settled is its own: whoever
    began had told it, and was gone before he could write down the answer.
    """
    if fact.begun_before and receipt.outcome == "duplicate":
        return receipt.model_copy(update={"outcome": "recorded"})
    return receipt
