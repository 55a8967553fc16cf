"""A load run over loopback, bounded in time: signed facts through HTTP, engine and ledger: `make load`.

The local stack runs as a user runs it, in a process of its own; senders sign and post facts about many drafts at once
and wait for each receipt. The floor beside it is bare HTTP requests, answered by the same process. Three rounds: one
sender alone, many at once posting one fact at a time, and many posting batches. Figures drift with the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import itertools
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import asyncpg

from resolutions.member_names import MEMBER_NAMES
from workers.embedded.stack_file import find_running_stack

RESOLUTE = Path(sys.executable).parent / "resolute"
SESSION_AHEAD = dt.datetime.now(dt.UTC).year + 2 - 1991
BATCH = 20
_ids = itertools.count(1)
_say = sys.stdout.write


@dataclass(frozen=True)
class Sender:
    """A registered source that posts to the gateway."""

    http: aiohttp.ClientSession
    gateway: str
    secret: bytes

    async def post(self, told: object, media_type: str) -> None:
        """Sign and post one body; anything but a receipt of something recorded ends the run."""
        body = json.dumps(told).encode()
        name, moment = f"msg_{next(_ids)}", str(int(time.time()))
        signed = hmac.new(self.secret, f"{name}.{moment}.".encode() + body, hashlib.sha256).digest()
        headers = {
            "content-type": media_type,
            "webhook-id": name,
            "webhook-timestamp": moment,
            "webhook-signature": "v1," + base64.b64encode(signed).decode(),
        }
        async with self.http.post(f"{self.gateway}/webhooks/load", data=body, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"{answer.status}: {(await answer.text())[:500]}")
            await answer.read()

    async def live(self) -> None:
        """A request that asks for nothing but an answer."""
        async with self.http.get(f"{self.gateway}/live") as answer:
            await answer.read()


@dataclass
class Round:
    """What a round came to: seconds of every request, and of all of it."""

    seconds: list[float] = field(default_factory=list)
    begun: float = field(default_factory=time.perf_counter)
    ended: float = 0.0

    @property
    def took(self) -> float:
        """Seconds from the first request to the last answer."""
        return self.ended - self.begun

    def quantile(self, part: float) -> float:
        """Milliseconds within which this part of the requests was answered."""
        return sorted(self.seconds)[min(int(len(self.seconds) * part), len(self.seconds) - 1)] * 1e3


def event(reference: str, kind: str, data: dict[str, object]) -> dict[str, object]:
    """A fact as a sender tells it."""
    return {
        "specversion": "1.0",
        "id": f"load-{next(_ids)}",
        "source": "urn:load",
        "type": f"resolute.{kind}.v1",
        "subject": reference,
        "time": dt.datetime.now(dt.UTC).isoformat(),
        "data": data,
    }


def told_by(place: int) -> Iterator[dict[str, object]]:
    """What one sender tells, without end: a draft, every State that joins it, the next draft."""
    for number in itertools.count(1):
        reference = f"load-{place}-{number}"
        yield event(reference, "draft.submitted", {"body": "CCPCJ", "session": SESSION_AHEAD, "title": "Load"})
        for state in MEMBER_NAMES:
            yield event(reference, "sponsor.added", {"sponsor": state})


async def at_once(senders: int, until: float, one: Callable[[int], Awaitable[None]]) -> Round:
    """So many senders, each doing `one` again and again until the time is over."""
    done = Round()

    async def send(place: int) -> None:
        while time.perf_counter() - done.begun < until:
            started = time.perf_counter()
            await one(place)
            done.seconds.append(time.perf_counter() - started)

    await asyncio.gather(*map(send, range(senders)))
    done.ended = time.perf_counter()
    return done


async def in_ledger(pool: asyncpg.Pool) -> int:
    """Facts told by the senders that the ledger holds."""
    return int(await pool.fetchval("select count(*) from entries where source = 'urn:load'"))


def registered(data_dir: Path) -> bytes:
    """The secret of a source that may tell everything."""
    made = subprocess.run(
        [str(RESOLUTE), "source", "add", "load", "--allow", "*", "--json", "--data-dir", str(data_dir)],
        capture_output=True,
        check=True,
    )
    return base64.b64decode(json.loads(made.stdout)["secret"].removeprefix("whsec_"))


async def run(seconds: float, senders: int, data_dir: Path, secret: bytes) -> None:
    """Both rounds against a running stack."""
    stack = find_running_stack(data_dir)
    assert stack is not None
    assert stack.gateway_url is not None
    connector = aiohttp.TCPConnector(limit=senders)
    async with (
        aiohttp.ClientSession(connector=connector) as http,
        asyncpg.create_pool(stack.database_url.get_secret_value(), min_size=1, max_size=1) as pool,
    ):
        sender = Sender(http, stack.gateway_url, secret)
        lives = [told_by(place) for place in range(senders)]

        async def lone(place: int) -> None:
            await sender.post(next(lives[place]), "application/cloudevents+json")

        async def batch(place: int) -> None:
            told = list(itertools.islice(lives[place], BATCH))
            await sender.post(told, "application/cloudevents-batch+json")

        floor = await at_once(senders, min(seconds, 5.0), lambda _: sender.live())
        name = f"{senders} senders, bare HTTP"
        _say(f"{name:34} {len(floor.seconds) / floor.took:8.0f} requests/s   {_latency(floor)}\n")
        rounds = (
            ("one sender, a fact a request", 1, lone, 1),
            (f"{senders} senders, a fact a request", senders, lone, 1),
            (f"{senders} senders, {BATCH} facts a request", senders, batch, BATCH),
        )
        for name, count, one, facts_each in rounds:
            before = await in_ledger(pool)
            round_ = await at_once(count, seconds, one)
            told = len(round_.seconds) * facts_each
            while await in_ledger(pool) - before < told:
                await asyncio.sleep(0.02)
            behind = time.perf_counter() - round_.ended
            _say(
                f"{name:34} {told / round_.took:8.0f} facts/s      {_latency(round_)}"
                f"   all {told} in the ledger {behind:.2f} s later\n"
            )


def _latency(round_: Round) -> str:
    return (
        f"p50 {round_.quantile(0.5):7.1f} ms   p99 {round_.quantile(0.99):7.1f} ms"
        f"   max {round_.quantile(1.0):7.1f} ms   mean {statistics.mean(round_.seconds) * 1e3:7.1f} ms"
    )


def main() -> None:
    """Start a local stack of its own, load it, print the figures, stop it."""
    asked = argparse.ArgumentParser(description="Signed facts through HTTP, engine and ledger, over loopback.")
    asked.add_argument("--seconds", type=float, default=15.0, help="how long each round lasts")
    asked.add_argument("--senders", type=int, default=24, help="how many send at once, each about a draft of its own")
    arguments = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="resolute-load-") as directory:
        environment = {**os.environ, "RESOLUTE_RATE_PER_SECOND": "100000", "RESOLUTE_RATE_BURST": "100000"}
        command = [str(RESOLUTE), "up", "--json", "--data-dir", directory]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as stack:
            try:
                assert stack.stdout is not None
                stack.stdout.readline()
                asyncio.run(run(arguments.seconds, arguments.senders, Path(directory), registered(Path(directory))))
            finally:
                stack.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
