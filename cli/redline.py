"""A comparison in the terminal: what changed, paragraph by paragraph, as a person reads a marked-up text.

Where colours are shown, insertions are green and underlined, deletions red and struck through; elsewhere they are
written {+so+} and [-so-].
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from cli.wording import due_words
from drafts.comparison.model import Comparison, DutyChange, ParagraphChange, Run
from drafts.comparison.summary import called, headline, named

_STYLES = {"equal": "", "inserted": "green underline", "deleted": "red strike"}
_MARKS = {"equal": ("", ""), "inserted": ("{+", "+}"), "deleted": ("[-", "-]")}
_INDENT = "  "
_NARROWEST = 20
_LONGEST_EQUAL = 180
_KEPT_BESIDE = 80
_TOLD = frozenset(("due", "kind", "addressee", "recipient"))
_FIELDS = {
    "agenda_item": "agenda item",
    "original_language": "original language",
    "for_adoption_by": "for adoption by",
}


def draw_comparison(console: Console, comparison: Comparison, old_name: str, new_name: str) -> None:
    """The whole comparison: a head, every paragraph that differs, footnotes, duties."""
    marked = console.no_color or console.color_system is None
    for line in Text(comparison.title or "untitled", style="bold").wrap(console, console.width):
        line.rstrip()
        console.print(line, soft_wrap=True)
    console.print(Text(f"{old_name} → {new_name}", style="dim"))
    console.print(Text(headline(comparison), style="bold"))
    for line in _header(comparison):
        console.print(line)
    for entry in comparison.paragraphs:
        if entry.differs:
            _draw(console, entry, marked)
    notes = [entry for entry in comparison.footnotes if entry.differs]
    if notes:
        console.print("\n[bold]Footnotes[/]")
    for entry in notes:
        _draw(console, entry, marked)
    _draw_duties(console, comparison)


def _header(comparison: Comparison) -> Iterator[Text]:
    for change in comparison.header:
        name = _FIELDS.get(change.field, change.field)
        yield Text(f"{name}: {change.old or 'not said'} → {change.new or 'not said'}", style="dim")
    if comparison.sponsors_joined:
        yield Text(f"joined as sponsors: {', '.join(comparison.sponsors_joined)}", style="dim")
    if comparison.sponsors_left:
        yield Text(f"no longer sponsors: {', '.join(comparison.sponsors_left)}", style="dim")


def _draw(console: Console, entry: ParagraphChange, marked: bool) -> None:
    console.print()
    console.print(_label(entry), no_wrap=True, overflow="ellipsis")
    if entry.changes:
        _print_indented(console, redline(entry.runs, marked))


def _print_indented(console: Console, text: Text) -> None:
    """A text in lines that end where their words do."""
    for line in text.wrap(console, max(_NARROWEST, console.width - len(_INDENT))):
        line.rstrip()
        console.print(Text(_INDENT).append_text(line), soft_wrap=True)


def _label(entry: ParagraphChange) -> Text:
    """What the paragraph is and what became of it, in one line."""
    label = Text(called(entry), style="bold")
    label.append(f": {_fate(entry)}", style="not bold")
    if entry.change_class == "substantive" and entry.fate not in {"inserted", "deleted"}:
        label.append(", in substance", style="yellow not bold")
    reasons = dict.fromkeys(change.reason for change in entry.changes if change.change_class == entry.change_class)
    if reasons and entry.fate not in {"inserted", "deleted"}:
        label.append(f" ({', '.join(reasons)})", style="dim not bold")
    return label


def _fate(entry: ParagraphChange) -> str:
    before = named(entry.old, entry.part) if entry.old else ""
    match entry.fate:
        case "split" | "merged":
            return f"{entry.fate} from {before}"
        case "moved":
            place = f"moved from {before}" if entry.old != entry.new else "moved"
            return f"{place} and {_changed(entry)}" if entry.changes else place
        case "changed":
            return f"{_changed(entry)}, before {entry.old[0]}" if entry.renumbered else _changed(entry)
    return entry.fate


def _changed(entry: ParagraphChange) -> str:
    return "changed" if entry.change_class == "substantive" else "edited"


def redline(runs: tuple[Run, ...], marked: bool) -> Text:
    """The runs as one text; long stretches that are equal are left out but for their ends."""
    text = Text()
    kinds: list[Run | None] = [None, *runs, None]
    for (before, run), (_, after) in pairwise(pairwise(kinds)):
        assert run is not None  # noqa: S101 - only the ends are None
        _append(text, run, marked, first=before is None, last=after is None)
    return text


def _append(text: Text, run: Run, marked: bool, *, first: bool, last: bool) -> None:
    shown = run.text.replace("\n", " ¶ ")
    if run.kind == "equal":
        text.append(_shortened(shown, first=first, last=last))
        return
    opening, closing = _MARKS[run.kind] if marked else ("", "")
    words = shown.lstrip(" ")
    # The space before a change is not part of it to the eye, nor is it printed twice between what went and what came.
    if len(words) < len(shown) and not text.plain.endswith(" "):
        text.append(" ")
    text.append(f"{opening}{words}{closing}", style="" if marked else _STYLES[run.kind])


def _shortened(shown: str, *, first: bool, last: bool) -> str:
    if len(shown) <= _LONGEST_EQUAL:
        return shown
    head = "" if first else shown[:_KEPT_BESIDE].rpartition(" ")[0]
    tail = "" if last else shown[-_KEPT_BESIDE:].partition(" ")[2]
    return f"{head} … {tail}" if head else f"… {tail}"


def _draw_duties(console: Console, comparison: Comparison) -> None:
    told = [change for change in comparison.duties if change.fate in _TOLD or _gates(change)]
    if told:
        console.print("\n[bold]Duties[/]")
    for change in told:
        _print_indented(console, Text(_duty(change)))


def _gates(change: DutyChange) -> bool:
    """Whether a duty that came or went is one with a deadline of its own."""
    duty = change.new or change.old
    return duty is not None and change.fate in {"added", "removed"} and duty.kind != "continuing"


def _duty(change: DutyChange) -> str:
    duty = change.new or change.old
    assert duty is not None  # noqa: S101 - a change is of a duty
    what = f"paragraph {change.paragraph}, {duty.kind} by {duty.addressee}"
    due = due_words(duty.due.model_dump(mode="json")) or "on no date"
    if change.old is None or change.new is None:
        return f"{what}, due {due}: {change.fate}"
    before = change.old
    match change.fate:
        case "due":
            return f"{what}: due {due}, before {due_words(before.due.model_dump(mode='json')) or 'on no date'}"
        case "addressee":
            return f"{what}, before by {before.addressee}"
        case "recipient":
            return f"{what}: to {duty.to or 'nobody named'}, before to {before.to or 'nobody named'}"
    return f"{what}: before {before.kind}"
