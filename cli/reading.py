"""`resolute read`: what the reader finds in a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.text import Text

from cli.common import DONE, NO_OPTIONS, Options, out, print_json
from cli.files import read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from drafts.model import ReadDraft
    from drafts.word.changes import Change


async def read_file(
    file: Annotated[
        Path, Parameter(allow_leading_hyphen=True, help="A draft or an adopted resolution; - is standard input.")
    ],
    /,
    *,
    changes: Annotated[bool, Parameter(negative=(), help="List the tracked changes of a Word file, too.")] = False,
    options: Options = NO_OPTIONS,
) -> int:
    """Read a draft: its header, paragraphs, references and duties.

    Nothing is recorded, and nothing needs to run. Tracked changes of a Word
    file are read as accepted; --changes lists them, with who made them when.

    For example:
      resolute read draft.txt --json
      resolute read draft.docx --changes
    """
    from drafts.reader import read, tracked_changes

    content = read_document(file)
    draft = read(content, file.name)
    if options.json:
        print_json(draft)
        return DONE
    tracked = tracked_changes(content)
    _show(draft, len(tracked))
    if changes:
        _show_changes(tracked)
    return DONE


def _show(draft: ReadDraft, tracked: int) -> None:
    from rich.table import Column, Table

    console = out()
    console.print(Text(draft.title or "untitled", style="bold"))
    preambular, operative = (
        sum(paragraph.part == part and not paragraph.level for paragraph in draft.paragraphs)
        for part in ("preambular", "operative")
    )
    facts = Table.grid(Column(style="dim", no_wrap=True), Column(), padding=(0, 2, 0, 0))
    for label, value in (
        ("kind", None if draft.form == "resolution" else draft.form),
        ("symbol", draft.symbol),
        ("put to", f"{draft.body}, session {draft.session}" if draft.body else None),
        ("agenda item", draft.agenda_item),
        ("date", draft.date),
        ("sponsors", ", ".join(draft.sponsors)),
        ("for adoption by", draft.for_adoption_by),
        ("paragraphs", f"{preambular} preambular, {operative} operative"),
        ("also", f"{len(draft.footnotes)} footnotes, {len(draft.references)} references to documents"),
        ("tracked changes", f"{tracked}, read as accepted" if tracked else None),
    ):
        if value:
            facts.add_row(label, Text(str(value)))
    console.print(facts)
    _show_duties(draft)


def _show_changes(tracked: Sequence[Change]) -> None:
    from cli.drawing import plain_table, whole

    console = out()
    console.print()
    if not tracked:
        console.print("no tracked changes found")
        return
    table = plain_table(whole("change"), "text", "by", whole("on"))
    for change in tracked:
        style = "strike red" if change.kind in {"deleted", "moved_away"} else "underline green"
        made, on = change.kind.replace("_", " "), (change.at or "")[: len("2031-05-16")]
        table.add_row(made, Text(change.text, style=style), Text(change.author or ""), Text(on))
    console.print(table)


def _show_duties(draft: ReadDraft) -> None:
    from cli.drawing import plain_table, whole
    from cli.wording import due_words

    console = out()
    console.print()
    if not draft.mandates:
        console.print("no duties found")
        return
    table = plain_table(whole("para."), whole("duty"), "of whom", "to whom", "due", whole("sure"))
    for duty, evidence in zip(draft.mandates, draft.evidence, strict=True):
        due = due_words(duty.due.model_dump(mode="json"))
        sure = f"{evidence.confidence:.0%}" + (" ?" if evidence.needs_confirmation else "")
        table.add_row(duty.paragraph, duty.kind, Text(duty.addressee), Text(duty.to or ""), Text(due), sure)
    console.print(table)
