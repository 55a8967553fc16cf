"""Drawing in the terminal: a life as a line through its stages, a resolution as a page."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cli.wording import describe, words
from ledger.outbox import NoticeRecord
from ledger.reading import LedgerRow
from resolutions.state import Parked, Resolution

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


def stages_line(resolution: Resolution) -> Text:
    """The stages in a row, those behind it and the present one marked."""
    reached = STAGES.index(resolution.stage)
    line = Text()
    for place, stage in enumerate(STAGES):
        style = "green" if place < reached else "bold reverse" if place == reached else "dim"
        name = words(resolution.ending) if stage == "closed" and resolution.ending else stage.replace("_", "-")
        line.append(f" {name} ", style=style)
        if place < len(STAGES) - 1:
            line.append("──" if place < reached else "┄┄", style="green" if place < reached else "dim")
    return line


def life_line(row: LedgerRow) -> Text:
    """One entry of a life on one line: its date, a mark, what happened, its flags."""
    mark = _MARKS.get(row.type.split(".")[0], "·")
    style = _COLOURS.get(row.type, "dim" if row.source == "resolute" else "")
    line = Text(f"{row.entered_at:%d %b %Y}  ", style="dim")
    line.append(f"{mark} {describe(row.type, row.data)}", style=style)
    for flag in row.flags:
        line.append(f"  ⚑ {flag.code}", style="yellow")
    if row.time.date() < row.entered_at.date():
        line.append(f"  (of {row.time:%d %b %Y})", style="dim")
    return line


def stage_heading(stage: str) -> Text:
    """The line at which a stage begins."""
    return Text(f"━━ {words(stage)} " + "━" * (40 - len(words(stage))), style="bold cyan")


def draw_life(console: Console, resolution: Resolution, rows: Sequence[LedgerRow]) -> None:
    """A whole life, entry by entry, with a heading where each stage begins."""
    console.print(Text(resolution.title or resolution.reference, style="bold"))
    console.print(f"[dim]{resolution.reference}  {', '.join(map(escape, resolution.symbols))}[/]")
    console.print(stages_line(resolution))
    console.print()
    console.print(stage_heading("sponsorship"))
    for row in rows:
        if row.type == "stage.entered":
            console.print(stage_heading(row.data["stage"]))
        else:
            console.print(life_line(row), soft_wrap=True)


def show_resolution(
    console: Console, resolution: Resolution, parked: Sequence[Parked], notices: Sequence[NoticeRecord]
) -> None:
    """A resolution as it stands, on one page."""
    console.print(Text(resolution.title or "untitled", style="bold"))
    console.print(stages_line(resolution))
    for label, value in (
        ("reference", resolution.reference),
        ("before", f"{resolution.body}, session {resolution.before_session}"),
        ("symbols", ", ".join(resolution.symbols)),
        ("sponsors", ", ".join(sponsor.name for sponsor in resolution.sponsors)),
        ("flags", ", ".join(dict.fromkeys(flag.code for flag in resolution.flags))),
    ):
        if value:
            console.print(f"  {label}: {escape(value)}", soft_wrap=True)
    if resolution.mandates:
        table = Table("paragraph", "kind", "owed by", "state", "milestones", title="Duties", title_justify="left")
        for mandate in resolution.mandates:
            rungs = "  ".join(f"{rung.name} {rung.due} {rung.status}" for rung in mandate.milestones)
            owed_by = mandate.office or mandate.duty.addressee
            table.add_row(mandate.label, mandate.duty.kind, escape(owed_by), mandate.state, rungs)
        console.print(table)
    for waiting in parked:
        console.print(f"  [yellow]parked[/] {waiting.fact.type}: {waiting.reason.detail}", soft_wrap=True)
    _notices(console, notices)


def _notices(console: Console, notices: Sequence[NoticeRecord]) -> None:
    counts: dict[str, int] = {}
    for notice in notices:
        counts[notice.state] = counts.get(notice.state, 0) + 1
    if counts:
        console.print(
            "  notices: " + ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in counts.items())
        )
    for notice in notices:
        if notice.state in ("failed", "given_up"):
            reason = escape(notice.reason or "")
            console.print(
                f"    {notice.state.replace('_', ' ')}: {notice.role} {escape(notice.to)}: {reason}", soft_wrap=True
            )
