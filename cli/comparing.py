"""`resolute diff`: what changed between two texts, from files or from the ledger, in the terminal or as a redline."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from rich.text import Text

from cli.common import (
    BAD_USE,
    DONE,
    NO_OPTIONS,
    REFUSED,
    CommandError,
    Options,
    known_reference,
    ledger_pool,
    out,
    print_json,
    talk,
    unknown,
)
from cli.files import read_document

if TYPE_CHECKING:
    import asyncpg

    from drafts.comparison import Comparison
    from drafts.model import ReadDraft

Format = Literal["terminal", "json", "html", "docx"]

_TEXTS_TOLD_BY = ("draft.submitted", "draft.revised")
_LAST = "last"

Place = Annotated[
    str, Parameter(allow_leading_hyphen=True, help="A file (- is standard input), or REF@0, REF@1 … REF@last; or REF.")
]


async def diff(
    old: Place,
    new: Place,
    /,
    *,
    shape: Annotated[
        Format | None,
        Parameter(name="--format", help="terminal, json, html or docx; told by --out if not given."),
    ] = None,
    out_file: Annotated[Path | None, Parameter(name="--out", help="Write the redline here.")] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Compare two texts: what changed, in words and in substance.

    A text is a file, or one that the ledger keeps: REF@0 is the draft as it
    was submitted, REF@1 its first revision, REF@last or REF the newest.
    A Word redline has real tracked changes. Whether or not the texts differ,
    the command exits with 0 and says which.

    For example:
      resolute diff draft.txt rev1.txt
      resolute diff ccpcj-24-1@0 ccpcj-24-1@last
      resolute diff ccpcj-24-1 adopted.docx --format docx --out redline.docx
    """
    from drafts.comparison import compare

    wanted = _format(shape, out_file, options)
    if old == new == "-":
        raise CommandError("only one of the two texts can be standard input", BAD_USE)
    comparison = compare(await _text(old, options), await _text(new, options))
    if wanted == "terminal" and out_file is None:
        from cli.redline import draw_comparison

        draw_comparison(out(), comparison, old, new)
    elif wanted == "json" and out_file is None:
        print_json(comparison)
    else:
        _write(_rendered(comparison, wanted, old, new), out_file)
        _say(comparison, out_file)
    return DONE


def _format(asked: Format | None, out_file: Path | None, options: Options) -> Format:
    """The format asked for, or else the one that the file's name tells. Raises `CommandError`."""
    if options.json and asked not in {None, "json"}:
        raise CommandError(f"--json and --format {asked} contradict each other", BAD_USE)
    if options.json:
        return "json"
    told: dict[str, Format] = {".html": "html", ".htm": "html", ".docx": "docx", ".json": "json"}
    wanted = asked or told.get(out_file.suffix.lower() if out_file else "", "terminal")
    if wanted == "docx" and out_file is None and sys.stdout.isatty():
        raise CommandError("a Word file is not for the terminal: say --out FILE", BAD_USE)
    return wanted


async def _text(place: str, options: Options) -> ReadDraft:
    """The draft at a place. Raises `CommandError` and `UnreadableDraft`."""
    from drafts.reader import read

    named, _, revision = place.rpartition("@") if "@" in place else (place, "", _LAST)
    if _is_file(place) or not _may_be_kept(named):
        return read(read_document(Path(place)), place)
    async with ledger_pool(options) as pool:
        content, name, media_type = await _kept_text(pool, named, revision)
    return read(content, name, media_type)


def _is_file(place: str) -> bool:
    """Whether a text is meant that lies here; a file comes before a resolution of the same name."""
    return place == "-" or Path(place).exists()


def _may_be_kept(name: str) -> bool:
    """Whether a name can be that of a resolution: a reference or a symbol."""
    from resolutions.facts import is_reference
    from resolutions.symbols import parse_symbol

    return is_reference(name) or parse_symbol(name) is not None


async def _kept_text(pool: asyncpg.Pool, named: str, revision: str) -> tuple[bytes, str, str | None]:
    """A text of a resolution that the ledger keeps: its bytes, its name, its media type. Raises `CommandError`."""
    from ledger.documents import fetch_document
    from ledger.reading import ledger_rows

    reference = await known_reference(pool, named)
    rows = await ledger_rows(pool, reference)
    if not rows:
        raise unknown(named)
    told = [row.data.get("document") for row in rows if row.type in _TEXTS_TOLD_BY]
    kept = [document["sha256"] for document in told if document and document.get("sha256")]
    stored = await fetch_document(pool, kept[_place_of(revision, len(kept), reference)])
    if stored is None:
        raise CommandError(f"{reference}@{revision}: the ledger names this text but does not keep it")
    return stored.content, f"{reference}@{revision}", stored.media_type


def _place_of(revision: str, count: int, reference: str) -> int:
    """Which of so many texts is meant. Raises `CommandError`."""
    if not count:
        raise CommandError(f"no text of {reference} was told: `resolute draft revise {reference} FILE`")
    if revision == _LAST:
        return count - 1
    if not (revision.isascii() and revision.isdigit() and len(revision) < 5):
        raise CommandError(f"@{revision}: write @0 for the first text, @1 for its first revision, or @{_LAST}", BAD_USE)
    if int(revision) >= count:
        known = "one text, @0" if count == 1 else f"texts @0 to @{count - 1}"
        raise CommandError(f"{reference} has {known}: there is no @{revision}", REFUSED)
    return int(revision)


def _rendered(comparison: Comparison, wanted: Format, old: str, new: str) -> bytes:
    if wanted == "docx":
        from drafts.comparison.redline_word import redline_word

        return redline_word(comparison, dt.datetime.now(dt.UTC))
    if wanted == "html":
        from drafts.comparison.redline_html import redline_html

        return redline_html(comparison, old, new).encode()
    if wanted == "json":
        return (comparison.model_dump_json(indent=2, by_alias=True) + "\n").encode()
    return _plain(comparison, old, new).encode()


def _plain(comparison: Comparison, old: str, new: str) -> str:
    """The terminal's view, without colours, for a file."""
    import io

    from rich.console import Console

    from cli.common import WIDTH_OF_NO_TERMINAL
    from cli.redline import draw_comparison

    drawn = io.StringIO()
    draw_comparison(
        Console(file=drawn, width=WIDTH_OF_NO_TERMINAL, highlight=False, no_color=True), comparison, old, new
    )
    return drawn.getvalue()


def _write(content: bytes, out_file: Path | None) -> None:
    """Write to the file, or to standard output. Raises `CommandError`."""
    if out_file is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out_file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{out_file}: {error.strerror or 'cannot be written'}", BAD_USE) from None


def _say(comparison: Comparison, out_file: Path | None) -> None:
    from drafts.comparison import headline

    where = f"{out_file}: " if out_file else ""
    talk().print(Text(f"{where}{headline(comparison)}"), soft_wrap=True)
