"""`resolute read`: what the reader finds in a document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table

from cli.common import DONE, NO_OPTIONS, Options, out, print_json
from cli.facts import read_bytes
from drafts.model import ReadDraft
from drafts.reader import read
from ledger.documents import MAX_DOCUMENT_BYTES


async def read_file(
    file: Annotated[Path, Parameter(help="A draft or an adopted resolution. `-` is standard input.")],
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Read a draft: its header, paragraphs, references and duties.

    Example: resolute read draft.txt --json
    """
    draft = read(read_bytes(file, MAX_DOCUMENT_BYTES), file.name)
    if options.json:
        print_json(draft)
    else:
        _show(draft)
    return DONE


def _show(draft: ReadDraft) -> None:
    console = out()
    console.print(f"[bold]{escape(draft.title or 'untitled')}[/]")
    for label, value in (
        ("symbol", draft.symbol),
        ("put to", f"{draft.body}, session {draft.session}" if draft.body else None),
        ("agenda item", draft.agenda_item),
        ("date", draft.date),
        ("sponsors", ", ".join(draft.sponsors)),
        ("for adoption by", draft.for_adoption_by),
    ):
        if value:
            console.print(f"  {label}: {escape(str(value))}")
    operative = [paragraph for paragraph in draft.paragraphs if paragraph.part == "operative" and not paragraph.level]
    preambular = [paragraph for paragraph in draft.paragraphs if paragraph.part == "preambular" and not paragraph.level]
    console.print(
        f"  {len(preambular)} preambular and {len(operative)} operative paragraphs, {len(draft.footnotes)} footnotes,"
        f" {len(draft.references)} references"
    )
    table = Table("paragraph", "kind", "addressee", "to", "due", title="Duties", title_justify="left")
    for duty in draft.mandates:
        due = " ".join(str(value) for value in duty.due.model_dump(mode="json").values() if value is not None)
        table.add_row(duty.paragraph, duty.kind, escape(duty.addressee), escape(duty.to or ""), due.replace("none", ""))
    console.print(table if draft.mandates else "  no duties found")


def register(app: App) -> None:
    """Add this command to the application."""
    app.command(read_file, name="read")
