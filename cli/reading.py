"""`resolute read`: what the reader finds in a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.text import Text

from cli.common import DONE, NO_OPTIONS, Options, out, print_json
from cli.files import read_document

if TYPE_CHECKING:
    from drafts.model import ReadDraft


async def read_file(
    file: Annotated[
        Path, Parameter(allow_leading_hyphen=True, help="A draft or an adopted resolution; - is standard input.")
    ],
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Read a draft: its header, paragraphs, references and duties.

    Nothing is recorded, and nothing needs to run.

    For example:
      resolute read draft.txt --json
    """
    from drafts.reader import read

    draft = read(read_document(file), file.name)
    if options.json:
        print_json(draft)
    else:
        _show(draft)
    return DONE


def _show(draft: ReadDraft) -> None:
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
    ):
        if value:
            facts.add_row(label, Text(str(value)))
    console.print(facts)
    _show_duties(draft)


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
