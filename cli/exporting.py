"""`resolute export`: a resolution of the ledger, or a file, in a form that others take."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from cli.common import (
    BAD_USE,
    DONE,
    NO_OPTIONS,
    CommandError,
    Options,
    known_reference,
    ledger_pool,
    print_json,
    unknown,
)
from cli.files import read_document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import asyncpg

    from drafts.akn.life import Life
    from drafts.model import ReadDraft
    from ledger.reading import LedgerRow
    from resolutions.state import Resolution

Form = Literal["akn", "json", "html", "docx"]

_BINARY: frozenset[Form] = frozenset({"docx"})


async def export(
    name: Annotated[
        str,
        Parameter(
            allow_leading_hyphen=True, help="A resolution, by reference or symbol; or a file, - is standard input."
        ),
    ],
    /,
    *,
    format: Annotated[Form | None, Parameter(help="Akoma Ntoso, if not given.", show_default=False)] = None,  # noqa: A002 - what users type
    out: Annotated[Path | None, Parameter(help="A new file to write to; standard output, if not given.")] = None,
    force: Annotated[bool, Parameter(negative="", help="Write over the file if it is there already.")] = False,
    options: Options = NO_OPTIONS,
) -> int:
    """Export a resolution as Akoma Ntoso, JSON, a web page or a Word file.

    What is exported is the text that stands now, with the steps of its life
    from the ledger (the Word file is the text alone). A file is exported
    without a life, and nothing needs to run.

    For example:
      resolute export E/RES/2015/23 --format akn
      resolute export draft.txt --format docx --out draft.docx
    """
    from drafts.export import forms

    form = _form(format, out, options)
    if form in _BINARY and out is None and sys.stdout.isatty():
        raise CommandError("a Word file is nothing a terminal can show: name a file with --out", BAD_USE)
    draft, life = await _found(name, options)
    content = forms.export(draft, form, life)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return DONE
    _write(out, content, over=force)
    if options.json:
        print_json({"file": str(out), "format": form, "bytes": len(content)})
    return DONE


def _form(chosen: Form | None, out: Path | None, options: Options) -> Form:
    """The form to export. `--json` asks for JSON on standard output, which then can hold no other form."""
    if not options.json or out is not None:
        return chosen or "akn"
    if chosen not in (None, "json"):
        raise CommandError(
            f"--json and --format {chosen} cannot both have standard output: name a file with --out", BAD_USE
        )
    return "json"


async def _found(name: str, options: Options) -> tuple[ReadDraft, Life | None]:
    """The draft of a file, or of a resolution with its life; a file goes before a resolution of the same name."""
    from drafts.reader import read

    file = Path(name)
    if name == "-" or _is_file(file):
        return read(read_document(file), file.name), None
    async with ledger_pool(options) as pool:
        return await _of_ledger(pool, name)


async def _of_ledger(pool: asyncpg.Pool, name: str) -> tuple[ReadDraft, Life]:
    from drafts.akn.life import life_of
    from drafts.reader import read
    from ledger.documents import fetch_document
    from ledger.reading import filed, ledger_rows

    reference = await known_reference(pool, name)
    known = await filed(pool, reference)
    if known is None:
        raise unknown(name)
    resolution = known.resolution
    document = await fetch_document(pool, resolution.text_sha256) if resolution.text_sha256 else None
    if document is None:
        raise CommandError(f"the ledger holds no text of {reference}; `resolute draft revise` brings one")
    draft = read(document.content, document.name, document.media_type)
    return draft, life_of(resolution, _closed(resolution, await ledger_rows(pool, reference)))


def _closed(resolution: Resolution, rows: Sequence[LedgerRow]) -> dt.date | None:
    """The day on which a resolution was closed last; None while it is open."""
    days = [row.time.date() for row in rows if row.type == "resolution.closed"]
    return days[-1] if days and resolution.ending is not None else None


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except (OSError, ValueError):
        return False


def _write(file: Path, content: bytes, *, over: bool) -> None:
    """Write a file whole or not at all. Raises `CommandError` for one that is there, unless it may be written over."""
    written = file.with_name(f".{file.name}.{os.getpid()}") if over else file
    try:
        with written.open("xb") as opened:
            try:
                opened.write(content)
                opened.flush()
                if over:
                    written.replace(file)
            except BaseException:
                written.unlink()
                raise
    except FileExistsError:
        raise CommandError(f"{file}: is there already; --force writes over it", BAD_USE) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "cannot be a file's name"
        raise CommandError(f"{file}: {reason}", BAD_USE) from None
