"""`rehearse`: a scenario lived on an engine with its own clock. `demo`: the project's own scenario, shown as it is lived."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, out, print_json, talk
from cli.drawing import draw_life, life_line, show_resolution, stage_heading, stages_line
from cli.facts import MAX_INPUT_BYTES, read_bytes
from cli.scenario import Line, begins, people_of, scenario_lines
from cli.views import lived_view, notice_view
from intake.door import Told
from workers.logs import configure_logs, quiet_engine_library
from workers.rehearsal import Life, Rehearsal, rehearsing

SAMPLES = Path(__file__).parent / "samples"
_YEARS_AFTER = dt.timedelta(days=5 * 365 + 1)


async def rehearse(
    scenario: Annotated[Path, Parameter(help="One CloudEvent a line; lines that start with # are comments.")],
    /,
    *,
    until: Annotated[
        dt.date | None, Parameter(help="How long to live on; five years after the last fact, if not given.")
    ] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Live a scenario: the clock moves to each fact's time, the fact is told, every timer in between fires.

    Example: resolute rehearse life.jsonl --json
    """
    lines = _scenario(scenario)
    console = talk()
    with console.status("starting an engine …") if console.is_terminal else contextlib.nullcontext() as status:

        def progress(number: int, told: Told, now: dt.datetime) -> None:
            if status is not None:
                status.update(f"{now:%d %b %Y}  {number} of {len(lines)}: {told.type or 'no fact'}")

        life = await _live(lines, until, options, progress)
    if options.json:
        print_json(_as_json(life))
    else:
        for resolution in life.resolutions:
            draw_life(out(), resolution, life.ledgers[resolution.reference])
            out().print()
        _say_what_was_not_recorded(life)
    return DONE


def _scenario(file: Path) -> list[Line]:
    try:
        text = read_bytes(file, MAX_INPUT_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{file}: a scenario is UTF-8 text, and this is not", BAD_USE) from None
    lines = scenario_lines(text)
    if not any(line.fact for line in lines):
        raise CommandError(f"{file}: looked for CloudEvents, one a line, and found none", BAD_USE)
    return lines


async def _live(
    lines: list[Line], until: dt.date | None, options: Options, progress: Callable[[int, Told, dt.datetime], None]
) -> Life:
    told: list[Told] = []
    async with _prepared(lines, options) as rehearsal:
        for number, line in enumerate(lines, 1):
            told.append(await rehearsal.tell(line.event, line.fact.time if line.fact else None))
            progress(number, told[-1], await rehearsal.now())
        await rehearsal.live_on(_end(lines, until))
        return await rehearsal.outcome(told)


@contextlib.asynccontextmanager
async def _prepared(lines: list[Line], options: Options) -> AsyncIterator[Rehearsal]:
    """A rehearsal whose clock begins at the first fact, with somebody in every role."""
    first = begins(lines)
    assert first is not None  # noqa: S101 - a scenario without facts was turned away
    configure_logs("error", "console")
    quiet_engine_library()
    people = people_of([line.fact for line in lines if line.fact])
    async with rehearsing(first, people, options.settings().rules) as rehearsal:
        yield rehearsal


def _end(lines: list[Line], until: dt.date | None) -> dt.datetime:
    if until is not None:
        return dt.datetime(until.year, until.month, until.day, tzinfo=dt.UTC)
    return max(line.fact.time for line in lines if line.fact) + _YEARS_AFTER


def _as_json(life: Life) -> dict[str, object]:
    return {
        "resolutions": [lived_view(each, life.ledgers[each.reference]) for each in life.resolutions],
        "receipts": [
            {
                "id": told.id,
                "outcome": told.receipt.outcome,
                "reference": told.receipt.reference,
                "seq": told.receipt.seq,
                "stage": told.receipt.stage,
                "flags": [flag.code for flag in told.receipt.flags],
                "code": told.receipt.reason.code if told.receipt.reason else None,
            }
            for told in life.told
        ],
        "notices": [notice_view(notice) for notice in life.notices],
    }


def _say_what_was_not_recorded(life: Life) -> None:
    for told in life.told:
        if told.receipt.outcome != "recorded":
            reason = told.receipt.reason.detail if told.receipt.reason else ""
            talk().print(f"{told.receipt.outcome}: {told.type or 'a line'} {told.id or ''} {reason}", soft_wrap=True)


async def demo(*, options: Options = NO_OPTIONS) -> int:
    """Live a whole resolution, from sponsorship to the report two sessions later, and show it as it is lived.

    Nothing is kept: a real engine and a real database are started for it and stopped after it.
    """
    lines = _scenario(SAMPLES / "life.jsonl")
    console = out()
    if not options.json:
        console.print("A draft of 2015, lived again: a real engine with its own clock, a real ledger.", style="dim")
    told: list[Told] = []
    async with _prepared(lines, options) as rehearsal:
        if not options.json:
            console.print(stage_heading("sponsorship"))
            rehearsal.on_settled = lambda: _show_news(rehearsal)
        for line in lines:
            told.append(await rehearsal.tell(line.event, line.fact.time if line.fact else None))
        await rehearsal.live_on(_end(lines, None))
        life = await rehearsal.outcome(told)
    if options.json:
        print_json(_as_json(life))
        return DONE
    for resolution in life.resolutions:
        console.print()
        notices = [notice for notice in life.notices if notice.reference == resolution.reference]
        show_resolution(console, resolution, (), notices)
        console.print()
        console.print(stages_line(resolution))
        console.print(f"[bold]{resolution.stage}[/], ending [bold]{resolution.ending}[/]")
    console.print("Next: `resolute up` in one terminal, `resolute draft submit FILE` in another.", style="dim")
    return DONE


async def _show_news(rehearsal: Rehearsal) -> None:
    for row in await rehearsal.new_rows():
        if row.type == "stage.entered":
            out().print(stage_heading(row.data["stage"]))
        else:
            out().print(life_line(row), soft_wrap=True)


def register(app: App) -> None:
    """Add these commands to the application."""
    app.command(demo)
    app.command(rehearse)
