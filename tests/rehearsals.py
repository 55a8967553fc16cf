"""Living a scenario in a test, and the committed histories of lives lived once: `python -m tests.rehearsals` writes
them anew.

They are replayed in every run, so that a change of the workflows that would break a life already begun is seen before
it is shipped. Write them anew only for a change that has a version of its own; otherwise a failing replay is the
finding.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path

from temporalio.client import WorkflowHistory

from cli.scenario import begins, people_of, scenario_lines
from resolutions.rules import Rules
from workers.rehearsal import Life, rehearsing
from workers.worker import MAX_CACHED_WORKFLOWS

HISTORIES = Path(__file__).parent / "histories"
SAMPLE = Path(__file__).parent.parent / "cli" / "samples" / "life.jsonl"
MOVED = Path(__file__).parent / "scenarios" / "moved.jsonl"


async def lived(
    scenario: Path, max_cached_workflows: int = MAX_CACHED_WORKFLOWS, until: dt.timedelta = dt.timedelta(days=1827)
) -> tuple[Life, list[WorkflowHistory]]:
    """A scenario lived to its end: what came of it, and the engine's histories."""
    lines = scenario_lines(scenario.read_text(encoding="utf-8"))
    facts = [line.fact for line in lines if line.fact]
    first = begins(lines)
    assert first is not None
    async with rehearsing(first, people_of(facts), Rules(), max_cached_workflows) as rehearsal:
        told = [await rehearsal.tell(line.event, line.fact.time if line.fact else None) for line in lines]
        await rehearsal.live_on(max(fact.time for fact in facts) + until)
        return await rehearsal.outcome(told), await rehearsal.histories()


async def write_histories() -> None:
    """Live the scenarios of the project and keep the histories."""
    HISTORIES.mkdir(exist_ok=True)
    for scenario in (SAMPLE, MOVED):
        for history in (await lived(scenario))[1]:
            name = history.workflow_id.replace("/", "-")
            compact = json.dumps(json.loads(history.to_json()), ensure_ascii=False, separators=(",", ":"))
            (HISTORIES / f"{name}.json").write_text(compact + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write_histories())
