"""A life lived on the engine with its own clock is the life as it would be in service."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from ledger.reading import LedgerRow
from tests.rehearsals import HISTORIES, MOVED, SAMPLE, lived
from workers.plugin import WORKFLOWS, plugin


def _lines(rows: list[LedgerRow]) -> list[tuple[object, ...]]:
    """What a ledger says, to the day: the clock of a rehearsal runs on while it waits for the worker."""
    return [(row.seq, row.type, row.time.date(), row.source, row.id, row.flags, row.data) for row in rows]


async def test_the_sample_life_ends_reported_and_a_worker_without_a_cache_lives_the_same() -> None:
    cached, _ = await lived(SAMPLE)
    (resolution,) = cached.resolutions
    assert (resolution.stage, resolution.ending) == ("closed", "reported")
    assert {told.receipt.outcome for told in cached.told} == {"recorded"}
    assert {notice.state for notice in cached.notices} == {"delivered"}
    cold, _ = await lived(SAMPLE, max_cached_workflows=0)
    assert _lines(cold.ledgers[resolution.reference]) == _lines(cached.ledgers[resolution.reference])


async def test_a_session_that_moves_in_mid_life_moves_what_is_due_there() -> None:
    life, _ = await lived(MOVED)
    (resolution,) = life.resolutions
    (mandate,) = [each for each in resolution.mandates if each.gates_the_end]
    milestones = {rung.name: (str(rung.due), rung.status) for rung in mandate.milestones}
    assert milestones == {
        "forecast": ("2020-08-27", "missed"),
        "submission": ("2020-09-24", "met"),
        "issuance": ("2020-10-22", "met"),
        "session": ("2020-12-03", "met"),
    }
    types = [row.type for row in life.ledgers[resolution.reference]]
    assert types.count("session.scheduled") == 1
    assert (resolution.stage, resolution.ending) == ("closed", "reported")
    assert any(notice.kind == "session_moved" for notice in life.notices)


async def test_a_life_longer_than_ten_years_is_lived_to_its_end(tmp_path: Path) -> None:
    """The test engine ends a run after ten years, and so may others."""
    far = MOVED.read_text(encoding="utf-8").replace("twenty-ninth session", "forty-first session")
    kept = [line for line in far.splitlines() if "report." not in line and "session.scheduled" not in line]
    scenario = tmp_path / "far.jsonl"
    scenario.write_text("\n".join(kept), encoding="utf-8")
    life, _ = await lived(scenario, until=dt.timedelta(days=14 * 366))
    (resolution,) = life.resolutions
    (mandate,) = [each for each in resolution.mandates if each.gates_the_end]
    assert [rung.status for rung in mandate.milestones] == ["missed"] * 4
    assert mandate.milestones[-1].due.year == 2032


@pytest.mark.parametrize("file", sorted(HISTORIES.glob("*.json")), ids=lambda file: file.stem)
async def test_lives_already_lived_replay_on_the_workflows_of_today(file: Path) -> None:
    workflow_id = file.stem.replace("-", "/", 1)
    history = WorkflowHistory.from_json(workflow_id, file.read_text(encoding="utf-8"))
    result = await Replayer(workflows=list(WORKFLOWS), plugins=[plugin()]).replay_workflow(
        history, raise_on_replay_failure=False
    )
    assert result.replay_failure is None, (
        "A life that has begun would break on this build. Do not write the histories anew: guard the change with "
        "workflow.patched(), or give it a workflow type of its own; see docs/architecture.md."
    )


def test_there_are_histories_to_replay() -> None:
    names = {file.stem for file in HISTORIES.glob("*.json")}
    assert {"resolution-ccpcj-24-sample", "resolution-ccpcj-28-moved", "session-ccpcj-29"} <= names
