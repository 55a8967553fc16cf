"""Running the installed `resolute` command as a person does: a process of its own, with a data directory of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

RESOLUTE = Path(sys.executable).parent / "resolute"
SAMPLES = Path(__file__).parent.parent / "cli" / "samples"
SECONDS = 50.0
"""How long anything here may take on a crowded machine."""


@dataclass(frozen=True)
class Ran:
    """How a command ended: its exit code, what it said as data and as talk."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as a JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Resolute:
    """The command, with a data directory."""

    data_dir: Path

    def __call__(self, *arguments: str, stdin: str = "", env: Mapping[str, str] | None = None) -> Ran:
        """Run a command to its end."""
        done = subprocess.run(
            [RESOLUTE, *arguments],
            input=stdin,
            env={**self.environment(), **(env or {})},
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def together(self, *commands: Sequence[str]) -> list[Ran]:
        """Run commands at the same time, for each takes its while to start."""
        with ThreadPoolExecutor(max_workers=4) as pool:
            return list(pool.map(lambda command: self(*command), commands))

    def environment(self) -> dict[str, str]:
        """Nothing of the tester's own settings, and the data directory."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return {**kept, "PYTHONUTF8": "1", "RESOLUTE_DATA_DIR": str(self.data_dir)}

    def start(self, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """Start a command in a session of its own, as a terminal would."""
        return subprocess.Popen(
            [RESOLUTE, *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def eventually(self, *arguments: str, until: Callable[[Any], bool]) -> Any:
        """The JSON that a command prints once it is as it should be; the ledger follows its receipts by a moment."""
        deadline = time.monotonic() + SECONDS
        while True:
            ran = self(*arguments, "--json")
            if ran.code == 0 and until(ran.json):
                return ran.json
            assert time.monotonic() < deadline, f"{arguments} still says {ran}"


class Up:
    """`resolute up --json`, from the line that says that all is ready until it is stopped or killed."""

    def __init__(self, resolute: Resolute) -> None:
        self.resolute = resolute

    def __enter__(self) -> Self:
        self.process = self.resolute.start("up", "--json")
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.communicate(timeout=SECONDS)[1])
        self.places: dict[str, Any] = json.loads(line)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop(signal.SIGTERM)

    def stop(self, number: signal.Signals) -> Ran:
        """Signal the whole group, as the Ctrl-C of a terminal does, and wait for the end."""
        os.killpg(self.process.pid, number)
        out, err = self.process.communicate(timeout=SECONDS)
        return Ran(self.process.returncode, out, err)

    def kill(self) -> None:
        """The end of the process at this instant, without a chance to do anything."""
        self.process.kill()
        self.process.communicate(timeout=SECONDS)


@contextlib.contextmanager
def data_directory() -> Iterator[Path]:
    """A data directory of a test's own. Its path is short, for sockets live under it."""
    with tempfile.TemporaryDirectory(prefix="resolute-cli-", ignore_cleanup_errors=True) as directory:
        yield Path(directory) / "data"


def event(fact: str, subject: str | None, number: str, at: str, **data: object) -> str:
    """A CloudEvent on one line."""
    said: dict[str, object] = {
        "specversion": "1.0",
        "id": number,
        "source": "https://example.org/tests",
        "type": f"resolute.{fact}.v1",
        "time": at,
        "data": data,
    }
    return json.dumps(said if subject is None else {**said, "subject": subject})
