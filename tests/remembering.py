"""An engine in a list, for tests of what lies before it: it knows a fact by its source and id as the real one does, and
fails as the test's dice say.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import asyncpg
from temporalio.client import Client

from intake.door import Door, Told
from intake.errors import EngineUnavailableError
from resolutions.authority import Authority
from resolutions.facts import parse_fact
from resolutions.receipts import Receipt
from workers.plugin import plugin

NOWHERE = "127.0.0.1:1"


async def client_to_nowhere() -> Client:
    """A client to an engine that is not there."""
    return await Client.connect(NOWHERE, lazy=True, plugins=[plugin()])


class RememberingDoor(Door):
    """Tells into a list. One in `failing` tellings breaks off: before the engine was reached, part of the way, or
    after everything was told and nobody heard of it.
    """

    def __init__(self, client: Client, pool: asyncpg.Pool, dice: random.Random, failing: int | None = None) -> None:
        super().__init__(client, pool)
        self._dice = dice
        self._failing = failing
        self.recorded: dict[tuple[str, str], int] = {}
        self.tellings: list[int] = []

    def mend(self) -> None:
        """Fail no more."""
        self._failing = None

    async def tell(self, events: Sequence[object], authority: Authority | None = None) -> list[Told]:
        assert authority is None
        fails = self._failing is not None and self._dice.randrange(self._failing) == 0
        reached = events[: self._dice.randint(0, len(events))] if fails else events
        told = []
        for event in reached:
            await asyncio.sleep(0)
            told.append(self._tell_one(event))
        if fails:
            raise EngineUnavailableError("the dice said so")
        self.tellings.append(len(events))
        return told

    def _tell_one(self, event: object) -> Told:
        fact = parse_fact(event)
        name = (fact.source, fact.id)
        outcome = "duplicate" if name in self.recorded else "recorded"
        seq = self.recorded.setdefault(name, len(self.recorded) + 1)
        receipt = Receipt.model_validate({"outcome": outcome, "reference": fact.subject, "seq": seq})
        return Told(fact.id, fact.type, receipt)
