"""Drawing in the terminal: a life entry by entry, a resolution as a page, tables that keep to their width."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from cli.wording import describe, due_words, ending_words, words
from ledger.outbox import NoticeRecord
from ledger.planning import role_key
from ledger.reading import LedgerRow
from resolutions.sessions import BODY_NAMES
from resolutions.state import Mandate, Milestone, Parked, Resolution

STAGES = ("sponsorship", "revision", "recommendation", "adoption", "follow_up", "closed")
_MARKS = {
    "draft": "●",
    "sponsor": "+",
    "commission": "◆",
    "council": "◆",
    "assembly": "◆",
    "report": "■",
    "mandate": "□",
}
_COLOURS = {
    "milestone.missed": "red",
    "milestone.met": "green",
    "milestone.ahead": "yellow",
    "resolution.closed": "bold",
}
_RUNGS = {"met": ("✓", "green"), "missed": ("✗", "red"), "ahead": ("…", "yellow")}
_DATE_WIDTH = len("22 May 2015")
_HEADING_WIDTH = 44
_GAP = 2


def plain_table(*columns: Column | str) -> Table:
    """A table with a line under its head and nothing around it; a column wraps unless it says otherwise."""
    return Table(*columns, box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")


def whole(name: str) -> Column:
    """A column that is as wide as it must be."""
    return Column(name, no_wrap=True)


def one_line(text: str) -> Text:
    """A cell of one line: what does not fit its column ends in an ellipsis."""
    return Text(text, no_wrap=True, overflow="ellipsis")


def stages_line(resolution: Resolution, entered: frozenset[str]) -> Text:
    """The stages in a row: those that were entered, the present one, and the rest."""
    line = Text()
    for place, stage in enumerate(STAGES):
        present = stage == resolution.stage
        style = "bold reverse" if present else "green" if stage in entered else "dim"
        line.append(f" {stage.replace('_', '-')} ", style=style)
        if place < len(STAGES) - 1:
            line.append("──", style="green" if stage in entered and not present else "dim")
    return line


def entered_stages(rows: Iterable[LedgerRow]) -> frozenset[str]:
    """The stages that a life went through, as its ledger has them."""
    return frozenset({"sponsorship", *(row.data["stage"] for row in rows if row.type == "stage.entered")})


def life_line(row: LedgerRow) -> Table:
    """One entry of a life: when it happened, a mark, what it was, its flags, and the day of recording if another."""
    mark = _MARKS.get(row.type.split(".")[0], "·")
    style = _COLOURS.get(row.type, "dim" if row.source == "resolute" else "")
    what = Text(describe(row.type, row.data), style=style)
    for flag in row.flags:
        what.append(f"  ⚑ {flag.code}", style="yellow")
    if row.time.date() != row.entered_at.date():
        what.append(f"  (recorded {row.entered_at:%d %b %Y})", style="dim")
    line = Table.grid(Column(width=_DATE_WIDTH, style="dim"), Column(width=1), Column(), padding=(0, 1))
    line.add_row(f"{row.time:%d %b %Y}", Text(mark, style=style), what)
    return line


def stage_heading(stage: str) -> Text:
    """The line at which a stage begins."""
    name = words(stage)
    return Text(f"━━ {name} " + "━" * (_HEADING_WIDTH - len(name)), style="bold cyan")


def draw_entry(console: Console, row: LedgerRow) -> None:
    """An entry, or the heading of the stage that it enters."""
    console.print(stage_heading(row.data["stage"]) if row.type == "stage.entered" else life_line(row))


def draw_life(console: Console, resolution: Resolution, rows: Sequence[LedgerRow]) -> None:
    """A whole life, entry by entry, with a heading where each stage begins."""
    console.print(Text(resolution.title or resolution.reference, style="bold"))
    console.print(Text("  ".join([resolution.reference, *resolution.symbols]), style="dim"))
    console.print(stages_line(resolution, entered_stages(rows)))
    console.print()
    console.print(stage_heading("sponsorship"))
    for row in rows:
        draw_entry(console, row)


def show_resolution(
    console: Console,
    resolution: Resolution,
    rows: Sequence[LedgerRow],
    parked: Sequence[Parked],
    notices: Sequence[NoticeRecord],
) -> None:
    """A resolution as it stands, on one page."""
    console.print(Text(resolution.title or "untitled", style="bold"))
    console.print(stages_line(resolution, entered_stages(rows)))
    console.print()
    facts = _pairs()
    for label, value in (
        ("reference", resolution.reference),
        ("before", f"{resolution.body}, session {resolution.before_session}"),
        ("ending", ending_words(resolution.ending) if resolution.ending else ""),
        ("symbols", ", ".join(resolution.symbols)),
        ("sponsors", ", ".join(_sponsors(resolution))),
        ("flags", ", ".join(dict.fromkeys(flag.code for flag in resolution.flags))),
        ("notices", _counted(Counter(notice.state for notice in notices))),
    ):
        if value:
            facts.add_row(label, Text(value))
    console.print(facts)
    _duties(console, resolution)
    for waiting in parked:
        console.print()
        console.print(Text(f"parked: {waiting.fact.type} of {waiting.fact.time:%d %b %Y}", style="yellow"))
        console.print(Padding(Text(waiting.reason.detail), (0, 0, 0, 2)))
    _undelivered(console, notices, _names_in(resolution))


def _pairs() -> Table:
    return Table.grid(Column(style="dim", no_wrap=True), Column(), padding=(0, 2, 0, 0))


def _sponsors(resolution: Resolution) -> list[str]:
    return [
        f"{sponsor.name} (on behalf of {sponsor.on_behalf_of})" if sponsor.on_behalf_of else sponsor.name
        for sponsor in resolution.sponsors
    ]


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {words(name)}" for name, count in counts.items())


def _duties(console: Console, resolution: Resolution) -> None:
    owed = [mandate for mandate in resolution.mandates if mandate.gates_the_end]
    rest = [mandate for mandate in resolution.mandates if not mandate.gates_the_end]
    if owed:
        console.print("\n[bold]Duties with a date[/]")
        beside = max(len(mandate.label) + len(words(mandate.state)) for mandate in owed) + 2 * _GAP
        listed = Table.grid(Column(no_wrap=True), Column(no_wrap=True, style="bold"), Column(), padding=(0, _GAP, 0, 0))
        for mandate in owed:
            what = Text("\n").join([Text(_duty(mandate)), *_rungs(mandate.milestones, console.width - beside)])
            listed.add_row(mandate.label, words(mandate.state), what)
        console.print(listed)
    if rest:
        console.print("\n[bold]Asked without a date[/]")
        listed = _pairs()
        for mandate in rest:
            listed.add_row(Text(mandate.label, style="not dim"), Text(mandate.duty.addressee))
        console.print(listed)


def _duty(mandate: Mandate) -> str:
    duty = mandate.duty
    to = f" to {duty.to}" if duty.to else ""
    when = due_words(duty.due.model_dump(mode="json"))
    given = f" (given to {mandate.office})" if mandate.office else ""
    symbol = f", {mandate.symbol}" if mandate.symbol else ""
    return f"{duty.kind}{to} by {duty.addressee}{given}, due {when}{symbol}"


def _rungs(milestones: Sequence[Milestone], width: int) -> list[Text]:
    """Milestones in lines of at most so many columns; none is torn from its date."""
    lines: list[Text] = []
    for rung in milestones:
        mark, style = _RUNGS[rung.status]
        piece = Text(f"{mark} {'by' if rung.name == 'due' else rung.name} {day(rung.due)}", style=style)
        if lines and len(lines[-1]) + _GAP + len(piece) <= width:
            lines[-1] = Text(" " * _GAP).join([lines[-1], piece])
        else:
            lines.append(piece)
    return lines


def _names_in(resolution: Resolution) -> dict[str | None, str]:
    """Whoever a role may be held of, by the key under which the directory keeps it."""
    offices = [name for mandate in resolution.mandates for name in (mandate.office, mandate.duty.addressee) if name]
    sponsors = [sponsor.name for sponsor in resolution.sponsors]
    return {role_key(name): name for name in (resolution.body, *BODY_NAMES, *sponsors, *offices)}


def _undelivered(console: Console, notices: Sequence[NoticeRecord], names: Mapping[str | None, str]) -> None:
    """Notices that did not arrive: equal ones once, with their number, and what to do where nobody holds a role."""
    groups = Counter(
        (notice.state, notice.role, notice.to, notice.reason or "")
        for notice in notices
        if notice.state in ("failed", "given_up")
    )
    if not groups:
        return
    console.print("\n[bold]Notices that did not arrive[/]")
    vacant: dict[str, None] = {}
    for (state, role, to, reason), count in groups.items():
        holder = _vacancy(to, names)
        whom = f"{words(role)} of {holder}" if holder else f"{words(role)} <{to}>"
        console.print(Padding(Text(f"{count} × {whom}: {reason or words(state)}", style="yellow"), (0, 0, 0, 2)))
        if holder:
            vacant[f'resolute stakeholder add {role} ADDRESS --of "{holder}"'] = None
    if vacant:
        console.print("  Enter who holds the role, and the next notices go there:")
        for line in vacant:
            console.print(Text(f"    {line}"), soft_wrap=True)


def _vacancy(to: str, names: Mapping[str | None, str]) -> str | None:
    """Of whom or what a role was held by nobody, None for a notice that had an address."""
    nobody, _, rest = to.partition(":")
    if nobody != "nobody":
        return None
    key = rest.partition(":")[2]
    return names.get(key, key) or "…"


def lateness(days: int) -> str:
    """How far away a date is, as people say it: in 5 weeks, 3 years late."""
    count = abs(days)
    for size, unit in ((365, "year"), (30, "month"), (7, "week")):
        if count >= 2 * size:
            distance = f"{count // size} {unit}s"
            break
    else:
        distance = f"{count} day{'' if count == 1 else 's'}"
    if days == 0:
        return "today"
    return f"{distance} late" if days > 0 else f"in {distance}"


def day(date: dt.date) -> str:
    """A day as people write it: 22 May 2015."""
    return f"{date.day} {date:%b %Y}"
