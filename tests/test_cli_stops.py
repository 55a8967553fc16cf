"""The local stack stopped and killed in the middle of a life, the demo interrupted: nothing is lost, nothing left."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_runner import SAMPLES, SECONDS, Resolute, Up, data_directory, event

pytestmark = pytest.mark.timeout(120)

AT = "2026-03-02T10:00:00Z"


@pytest.fixture
def resolute() -> Iterator[Resolute]:
    with data_directory() as directory:
        yield Resolute(directory)


def test_a_life_goes_on_after_ctrl_c_and_a_new_start(resolute: Resolute) -> None:
    with Up(resolute) as up:
        submitted = resolute("draft", "submit", str(SAMPLES / "draft.txt"), "--time", "2015-04-17", "--json")
        (receipt,) = submitted.lines
        stopped = up.stop(signal.SIGINT)
    assert stopped.code == 0
    assert stopped.err.endswith("stopped; everything is kept\n")
    assert resolute("list").code == 3
    with Up(resolute):
        acted = resolute("commission", "act", receipt["reference"], "no_consensus", "--time", "2015-05-22", "--json")
        assert acted.lines[0]["outcome"] == "recorded"
        shown = resolute.eventually("show", receipt["reference"], until=lambda view: view["stage"] == "closed")
        assert shown["ending"] == "no_consensus"
        assert shown["title"] is not None
        assert resolute("ledger", "verify").code == 0


def test_a_kill_loses_nothing_and_doubles_nothing(resolute: Resolute) -> None:
    first = [
        event("draft.submitted", "killed", "k0", AT, body="CND", session=80, title="A draft", sponsors=["Peru"]),
        *(event("sponsor.added", "killed", f"k{n}", AT, sponsor=f"State {n}") for n in range(1, 30)),
    ]
    with Up(resolute) as up:
        told = resolute("record", "-", "--json", stdin="\n".join(first))
        up.kill()
    assert [receipt["outcome"] for receipt in told.lines] == ["recorded"] * 30
    with Up(resolute):
        more = event("sponsor.added", "killed", "k30", AT, sponsor="State 30")
        again = resolute("record", "-", "--json", stdin="\n".join([*first, more]))
        assert [receipt["outcome"] for receipt in again.lines] == ["duplicate"] * 30 + ["recorded"]
        assert [receipt["seq"] for receipt in again.lines[:30]] == [receipt["seq"] for receipt in told.lines]
        rows = resolute.eventually("ledger", "show", "killed", until=lambda rows: rows[-1]["id"] == "k30")
        assert [row["id"] for row in rows if row["source"] != "resolute"] == [f"k{n}" for n in range(31)]
        verified = resolute("ledger", "verify", "--json")
        assert verified.code == 0
        assert all(not stream["findings"] for stream in verified.json)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_demo_ends_soon_and_leaves_nothing(
    resolute: Resolute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    demo = resolute.start("demo")
    assert demo.stdout is not None
    for line in demo.stdout:
        if "joined the sponsors" in line:
            break
    os.killpg(demo.pid, number)
    _, err = demo.communicate(timeout=SECONDS)
    assert (demo.returncode, err) == (code, "")
    assert list(tmp_path.iterdir()) == []
    assert subprocess.run(["pgrep", "-g", str(demo.pid)], capture_output=True, check=False).stdout == b""
