"""The worker as a process: killed at any instant it loses and doubles nothing, asked to stop it drains, and it says
how it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from temporalio.client import Client

from intake.door import Door
from intake.errors import EngineUnavailableError
from tests.stand import Stand, end_all, joined, submission
from workers.embedded.engine import DevServer
from workers.plugin import plugin

RESOLUTE = Path(sys.executable).parent / "resolute"


class WorkerProcess:
    """`resolute worker` in a process of its own, which can be killed and started again."""

    def __init__(self, engine: str, database: str, place: Path) -> None:
        self._environment = {
            **os.environ,
            "TEMPORAL_ADDRESS": engine,
            "RESOLUTE_DATABASE_URL": database,
            "RESOLUTE_DATA_DIR": str(place),
            "RESOLUTE_HEALTH_PORT": "0",
        }
        self._log = place / "worker.log"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                str(RESOLUTE), "worker", env=self._environment, stdout=log, stderr=log
            )

    async def kill(self, number: signal.Signals = signal.SIGKILL) -> int:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        return await self._process.wait()

    async def log_has(self, text: str) -> str:
        """Wait until the log has a line with a text; returns the line."""
        async with asyncio.timeout(20):
            while True:
                for line in self._log.read_text().splitlines() if self._log.exists() else []:
                    if text in line:
                        return line
                await asyncio.sleep(0.05)


@pytest.fixture
async def process(engine: DevServer, database_url: str, tmp_path: Path) -> AsyncIterator[WorkerProcess]:
    worker = WorkerProcess(engine.address, database_url, tmp_path)
    await worker.start()
    yield worker
    await worker.kill()


@pytest.fixture
async def teller(engine: DevServer, pool: asyncpg.Pool) -> AsyncIterator[Stand]:
    """A door on the engine, with no worker behind it but the process."""
    client = await Client.connect(engine.address, plugins=[plugin()])
    yield Stand(client, pool, Door(client, pool))
    await end_all(client)


async def told_somehow(teller: Stand, told: object) -> str:
    """Tell an event until it is answered, as a sender does; the outcome."""
    while True:
        try:
            return (await teller.tell(told))[0].outcome
        except EngineUnavailableError:
            continue


async def test_a_worker_killed_at_any_instant_loses_and_doubles_nothing(process: WorkerProcess, teller: Stand) -> None:
    references = [f"killed-{number}" for number in range(3)]
    for reference in references:
        assert await told_somehow(teller, submission(reference)) in ("recorded", "duplicate")
    stop = asyncio.Event()
    told: dict[str, list[str]] = {reference: [] for reference in references}

    async def tell_on(reference: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            fact = joined(reference, f"Sponsor {number}")
            assert await told_somehow(teller, fact) in ("recorded", "duplicate")
            told[reference].append(str(fact["id"]))

    tellers = [asyncio.create_task(tell_on(reference)) for reference in references]
    chance = random.Random(1)
    for _ in range(2):
        before = sum(map(len, told.values()))
        async with asyncio.timeout(30):
            while sum(map(len, told.values())) < before + 15:
                await asyncio.sleep(chance.random() / 50)
        await process.kill()
        await process.start()
    stop.set()
    await asyncio.gather(*tellers)
    await teller.assert_sound(*references)
    for reference in references:
        ids = [row.id for row in await teller.ledger(reference) if row.type == "sponsor.added"]
        assert ids == told[reference]


async def test_a_worker_asked_to_stop_drains_and_ends_with_0(process: WorkerProcess, teller: Stand) -> None:
    await told_somehow(teller, submission("drained"))
    await process.log_has('"working"')
    assert await process.kill(signal.SIGTERM) == 0
    await process.log_has('"stopped"')


async def answer_of(url: str) -> tuple[int, str]:
    """What a health address answers: status and text."""

    def get() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode().strip()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode().strip()

    return await asyncio.to_thread(get)


async def test_a_worker_answers_for_its_health(process: WorkerProcess) -> None:
    url = json.loads(await process.log_has('"working"'))["health"]
    assert await answer_of(f"{url}/live") == (200, "live")
    assert await answer_of(f"{url}/ready") == (200, "ready")
    assert (await answer_of(f"{url}/anything"))[0] == 404


async def test_a_worker_says_that_the_database_is_out_of_reach(engine: DevServer, tmp_path: Path) -> None:
    worker = WorkerProcess(engine.address, "postgresql://nobody:secret-word@127.0.0.1:1/nothing", tmp_path)
    await worker.start()
    url = json.loads(await worker.log_has('"working"'))["health"]
    assert await answer_of(f"{url}/ready") == (503, "out of reach: database")
    await worker.kill(signal.SIGTERM)
    assert "secret-word" not in (tmp_path / "worker.log").read_text()
