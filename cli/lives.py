"""`rehearse`: a scenario lived on an engine with its own clock. `demo`: the project's own, shown as it is lived."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.text import Text

from cli.common import BAD_USE, DONE, NO_OPTIONS, REFUSED, CommandError, Options, out, print_json, progress, talk
from cli.files import read_facts

if TYPE_CHECKING:
    from cli.scenario import Line
    from intake.door import Told
    from workers.rehearsal import Life, Rehearsal

SAMPLES = Path(__file__).parent / "samples"
_YEARS_AFTER = dt.timedelta(days=5 * 365 + 1)
_Progress = Callable[[int, "Told", dt.datetime], None]


async def rehearse(
    scenario: Annotated[Path, Parameter(allow_leading_hyphen=True, help="One CloudEvent a line; - is standard input.")],
    /,
    *,
    until: Annotated[
        dt.date | None, Parameter(help="How long to live on; five years after the last fact, if not given.")
    ] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Live a scenario on a clock of its own; show what came of it.

    The clock moves to each fact's time, the fact is told, and every timer in
    between fires; after the last fact it runs on until every resolution is
    closed. A line that is no valid fact is refused, and the rehearsal goes
    on; lines that start with # are comments. Nothing is kept.

    For example:
      resolute rehearse life.jsonl
      resolute rehearse life.jsonl --until 2018-12-31 --json
    """
    lines = _scenario(scenario)
    with progress("starting an engine and a database …") as say:

        def show(number: int, told: Told, now: dt.datetime) -> None:
            say(f"{now:%d %b %Y}  {number} of {len(lines)}: {told.type or 'no fact'}")

        life = await _live(lines, until, options, show)
    if options.json:
        print_json(_as_json(life))
    else:
        _show(life)
    return DONE


def _scenario(file: Path) -> list[Line]:
    from cli.scenario import scenario_lines

    lines = scenario_lines(read_facts(file))
    if not any(line.is_object for line in lines):
        raise CommandError(f"{file}: looked for CloudEvents in JSON, one a line, and found none", BAD_USE)
    return lines


async def _live(lines: Sequence[Line], until: dt.date | None, options: Options, progress: _Progress) -> Life:
    told: list[Told] = []
    async with _prepared(lines, options) as rehearsal:
        await _tell(rehearsal, lines, told, progress)
        await rehearsal.live_on(_end(lines, until))
        return await rehearsal.outcome(told)


async def _tell(rehearsal: Rehearsal, lines: Sequence[Line], told: list[Told], progress: _Progress) -> None:
    from intake.door import Told
    from resolutions.receipts import refusal

    for number, line in enumerate(lines, 1):
        if line.problem is not None:
            told.append(Told(None, None, refusal("invalid_data", f"line {line.number}: {line.problem}")))
        else:
            told.append(await rehearsal.tell(line.event, line.fact.time if line.fact else None))
        progress(number, told[-1], await rehearsal.now())


@contextlib.asynccontextmanager
async def _prepared(lines: Sequence[Line], options: Options) -> AsyncIterator[Rehearsal]:
    """A rehearsal whose clock begins at the first fact (now, if there is none), with somebody in every role."""
    from cli.scenario import begins, people_of
    from workers.logs import configure_logs, quiet_engine_library
    from workers.rehearsal import rehearsing

    configure_logs("error", "console")
    quiet_engine_library()
    first = begins(lines) or dt.datetime.now(dt.UTC)
    people = people_of([line.fact for line in lines if line.fact])
    async with rehearsing(first, people, options.settings().rules) as rehearsal:
        yield rehearsal


def _end(lines: Sequence[Line], until: dt.date | None) -> dt.datetime:
    if until is not None:
        return dt.datetime(until.year, until.month, until.day, tzinfo=dt.UTC)
    last = max((line.fact.time for line in lines if line.fact), default=dt.datetime.now(dt.UTC))
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return latest if last > latest - _YEARS_AFTER else last + _YEARS_AFTER


def _as_json(life: Life) -> dict[str, object]:
    from cli.views import lived_view, notice_view

    return {
        "resolutions": [lived_view(each, life.ledgers[each.reference]) for each in life.resolutions],
        "receipts": [
            {
                "id": told.id,
                "type": told.type,
                "outcome": told.receipt.outcome,
                "reference": told.receipt.reference,
                "seq": told.receipt.seq,
                "stage": told.receipt.stage,
                "flags": [flag.code for flag in told.receipt.flags],
                # A code is a refusal's; why a fact is parked is for people, who see it in `show`.
                "code": reason.code if (reason := told.receipt.reason) and told.receipt.outcome == "refused" else None,
            }
            for told in life.told
        ],
        "notices": [notice_view(notice) for notice in life.notices],
    }


def _show(life: Life) -> None:
    from cli.drawing import draw_life

    console = out()
    for resolution in life.resolutions:
        draw_life(console, resolution, life.ledgers[resolution.reference])
        console.print()
    for told in life.told:
        if told.receipt.outcome != "recorded":
            reason = f": {told.receipt.reason.detail}" if told.receipt.reason else ""
            named = " ".join(filter(None, (told.receipt.outcome, told.type, told.id)))
            talk().print(Text(f"{named}{reason}", style="yellow"), soft_wrap=True)


async def demo(*, options: Options = NO_OPTIONS) -> int:
    """Live a whole resolution, and show it as it is lived.

    A draft of 2015 becomes E/RES/2015/23, and the report that it asks for is
    considered two sessions later. A real engine with its own clock and a real
    database are started for it and stopped after it; nothing is kept.

    For example:
      resolute demo
    """
    lines = _scenario(SAMPLES / "life.jsonl")
    told: list[Told] = []
    if not options.json:
        out().print("A draft of 2015, lived again: a real engine with its own clock, a real ledger.", style="dim")
    async with _prepared(lines, options) as rehearsal:
        if not options.json:
            _show_as_it_is_lived(rehearsal)
        await _tell(rehearsal, lines, told, lambda *_: None)
        await rehearsal.live_on(_end(lines, None))
        life = await rehearsal.outcome(told)
    if options.json:
        print_json(_as_json(life))
    else:
        _show_the_end(life)
    return DONE if all(resolution.ending == "reported" for resolution in life.resolutions) else REFUSED


def _show_as_it_is_lived(rehearsal: Rehearsal) -> None:
    from cli.drawing import draw_entry, stage_heading

    async def show_news() -> None:
        for row in await rehearsal.new_rows():
            draw_entry(out(), row)

    out().print(stage_heading("sponsorship"))
    rehearsal.on_settled = show_news


def _show_the_end(life: Life) -> None:
    from cli.drawing import show_resolution

    console = out()
    for resolution in life.resolutions:
        notices = [notice for notice in life.notices if notice.reference == resolution.reference]
        console.print()
        show_resolution(console, resolution, life.ledgers[resolution.reference], (), notices)
    console.print()
    console.print("Your own: `resolute up` in one terminal, `resolute draft submit FILE` in another.", style="dim")
    for resolution in life.resolutions:
        console.print(f"[bold]{resolution.reference} is {resolution.stage}, ending {resolution.ending}[/]")
