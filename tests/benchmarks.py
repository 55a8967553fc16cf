"""What a fact costs, measured beside the engine's floor in the same run: `make bench`.

The floor is an update of a workflow that does nothing but answer. Ratios are to be quoted, seconds are not: they
drift with the machine.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from temporalio.client import Client
from temporalio.worker import Worker

from activities import contracts as wire
from activities.post.maildir import MaildirPostman
from intake.telling import Teller
from ledger.connection import open_pool
from ledger.migrate import migrate
from resolutions.facts import Fact, parse_fact
from resolutions.state import Surroundings
from tests.bare import BareWorkflow
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres
from workers.logs import quiet_engine_library
from workers.plugin import plugin
from workers.worker import working
from workflows.resolution import SEARCH_ATTRIBUTES, ResolutionWorkflow

ROUNDS = 150
AT_ONCE = 50
_NOTHING_AROUND = Surroundings()
_ids = itertools.count(1)


def sponsor_fact(reference: str, add: bool, name: str = "Peru") -> Fact:
    """A fact as a mission tells it: it joins, or it leaves."""
    kind = "sponsor.added" if add else "sponsor.withdrawn"
    return _fact(reference, kind, {"sponsor": name})


def submission(reference: str) -> Fact:
    """A draft before a session that lies ahead."""
    session = dt.datetime.now(dt.UTC).year + 1 - 1991
    return _fact(reference, "draft.submitted", {"body": "CCPCJ", "session": session, "sponsors": ["Belarus", "Cuba"]})


def _fact(reference: str, kind: str, data: dict[str, object]) -> Fact:
    return parse_fact(
        {
            "specversion": "1.0",
            "id": f"bench-{next(_ids)}",
            "source": "urn:bench",
            "type": f"resolute.{kind}.v1",
            "subject": reference,
            "time": dt.datetime.now(dt.UTC).isoformat(),
            "data": data,
        }
    )


@asynccontextmanager
async def bench() -> AsyncIterator[tuple[Client, Teller]]:
    """A dev server in memory, a real PostgreSQL that syncs its writes, and one worker."""
    with tempfile.TemporaryDirectory(prefix="resolute-bench-") as directory:
        async with AsyncExitStack() as running:
            postgres = EmbeddedPostgres(Path(directory) / "postgres", preferred_port=0)
            await running.enter_async_context(postgres)
            engine = DevServer(None, 0, None, search_attributes=SEARCH_ATTRIBUTES)
            await running.enter_async_context(engine)
            await migrate(postgres.url)
            pool = await open_pool(postgres.url)
            running.push_async_callback(pool.close)
            client = await Client.connect(engine.address, plugins=[plugin()])
            await running.enter_async_context(
                working(client, pool, MaildirPostman(Path(directory) / "mail"), "bench@bench.invalid")
            )
            bare = Worker(client, task_queue="bare", workflows=[BareWorkflow])
            await running.enter_async_context(bare)
            yield client, Teller(client, pool)


async def settled(client: Client, reference: str) -> int:
    """Wait until a life is at rest; returns the length of its history."""
    handle = client.get_workflow_handle(wire.resolution_workflow_id(reference))
    while not (await handle.query(ResolutionWorkflow.standing)).settled:
        await asyncio.sleep(0.02)
    return (await handle.describe()).history_length


async def events_of(client: Client, reference: str, tell: Callable[[], Awaitable[object]]) -> int:
    """History events that a telling costs until everything has settled."""
    before = await settled(client, reference)
    await tell()
    return await settled(client, reference) - before


async def _timed(call: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await call()
    return time.perf_counter() - begun


async def acknowledgement(client: Client, teller: Teller, reference: str) -> tuple[list[float], list[float]]:
    """Seconds of bare updates and of facts, in turn, one after another."""
    bare = await client.start_workflow(BareWorkflow.run, id="bare", task_queue="bare")
    fact, add = wire.Telling(facts=(sponsor_fact(reference, add=True),)), True
    floor, facts = [], []
    for round_ in range(ROUNDS + 20):
        told = sponsor_fact(reference, add)
        add = not add
        bare_seconds = await _timed(lambda: bare.execute_update(BareWorkflow.record, fact))
        fact_seconds = await _timed(partial(teller.tell, reference, (told,), _NOTHING_AROUND))
        await settled(client, reference)
        if round_ >= 20:
            floor.append(bare_seconds)
            facts.append(fact_seconds)
    return floor, facts


async def throughput(client: Client, teller: Teller) -> tuple[float, float]:
    """Bare updates and facts a second, to many workflows at once."""
    names = [f"many-{number}" for number in range(AT_ONCE)]
    bares = [await client.start_workflow(BareWorkflow.run, id=f"bare-{name}", task_queue="bare") for name in names]
    for name in names:
        await teller.tell(name, (submission(name),), _NOTHING_AROUND)
    for name in names:
        await settled(client, name)
    told = {name: [sponsor_fact(name, add=bool(turn % 2 == 0)) for turn in range(6)] for name in names}

    async def bare(name: str, place: int) -> None:
        for fact in told[name]:
            await bares[place].execute_update(BareWorkflow.record, wire.Telling(facts=(fact,)))

    async def real(name: str) -> None:
        for fact in told[name]:
            await teller.tell(name, (fact,), _NOTHING_AROUND)

    count = sum(len(facts) for facts in told.values())
    floor = await _timed(lambda: asyncio.gather(*(bare(name, place) for place, name in enumerate(names))))
    facts = await _timed(lambda: asyncio.gather(*(real(name) for name in names)))
    return count / floor, count / facts


async def main() -> None:
    """Print the figures of one run."""
    quiet_engine_library()
    say = sys.stdout.write
    async with bench() as (client, teller):
        reference = "bench-life"
        await teller.tell(reference, (submission(reference),), _NOTHING_AROUND)
        await settled(client, reference)
        lone = [
            await events_of(
                client,
                reference,
                partial(teller.tell, reference, (sponsor_fact(reference, add),), _NOTHING_AROUND),
            )
            for add in (True, False, True, False)
        ]
        names = [f"Sponsor {number}" for number in range(20)]
        twenty = await events_of(
            client,
            reference,
            lambda: teller.tell(reference, [sponsor_fact(reference, True, name) for name in names], _NOTHING_AROUND),
        )
        say(f"history events of a lone fact              {max(lone):6}   (at most 11)\n")
        say(f"history events of twenty facts together    {twenty:6}   (at most 16)\n")
        floor, facts = await acknowledgement(client, teller, reference)
        for name, quantile in (("p50", 0.5), ("p95", 0.95)):
            low, high = (sorted(each)[int(len(each) * quantile)] for each in (floor, facts))
            say(
                f"acknowledgement {name}: bare {low * 1e3:7.2f} ms   fact {high * 1e3:7.2f} ms   ratio {high / low:.2f}"
            )
            say("   (at most 1.3)\n" if name == "p50" else "\n")
        pairs = statistics.median(b / a for a, b in zip(floor, facts, strict=True))
        say(f"acknowledgement, pair by pair:                               ratio {pairs:.2f}\n")
        bare_rate, fact_rate = await throughput(client, teller)
        say(
            f"{AT_ONCE} at once: bare {bare_rate:.0f}/s   facts {fact_rate:.0f}/s   ratio {fact_rate / bare_rate:.2f}\n"
        )


if __name__ == "__main__":
    asyncio.run(main())
