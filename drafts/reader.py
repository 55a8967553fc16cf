"""Reading a document: bytes in, a structured draft out, or one clear reason why not.

The road is always the same: format to blocks, blocks to structure, structure to references and duties. Akoma Ntoso
says more than blocks can and has a road of its own to the last stretch. Never raises anything but `UnreadableDraft`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from drafts.finishing import finished, no_operative_paragraph
from drafts.header import read_header
from drafts.model import ReadDraft, UnreadableDraft
from drafts.plain_text import blocks, decode
from drafts.structure import structure

if TYPE_CHECKING:
    from drafts.word.changes import Change

_ZIPPED = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_PDF = b"%PDF-"


def read(content: bytes, name: str = "", media_type: str | None = None) -> ReadDraft:
    """Read a draft or adopted resolution: plain text, Word (.docx), PDF with a text layer, or Akoma Ntoso.

    `name` is the file's name, used only to say which file could not be read; `media_type` what its sender declared of
    a text. Raises `UnreadableDraft` with a code and one line that says what was missing.
    """
    try:
        return _read(content, media_type)
    except UnreadableDraft as error:
        raise UnreadableDraft(error.code, f"{name}: {error.message}" if name else error.message) from None


def _read(content: bytes, media_type: str | None) -> ReadDraft:
    # The readers of other formats bring libraries that a plain text does without.
    if content[:64].lstrip().startswith(_PDF):
        from drafts.pdf.reading import blocks as blocks_of_pdf

        return _of_blocks(blocks_of_pdf(content))
    if content.startswith((_ZIPPED, _OLE)):
        from drafts.word import blocks as blocks_of_word

        return _of_blocks(blocks_of_word(content))
    from drafts.akn.parsing import looks_like_markup

    if looks_like_markup(content):
        from drafts.akn.reading import read_akn

        return read_akn(content)
    return _of_blocks(blocks(decode(content, media_type)))


def tracked_changes(content: bytes) -> tuple[Change, ...]:
    """What was changed in a document and is read as accepted, in reading order; only Word keeps such changes.

    Raises `UnreadableDraft` where the document cannot be read.
    """
    if not content.startswith(_ZIPPED):
        return ()
    from drafts.word import read_word

    return read_word(content).changes


def _of_blocks(found_blocks: Sequence[str]) -> ReadDraft:
    found = structure(found_blocks)
    header = read_header(found.header, found.formula)
    # Many a note numbers its paragraphs too; in whose name nobody speaks and nothing is done, is no resolution.
    if found.formula is None and not any(paragraph.verbs for paragraph in found.paragraphs):
        raise no_operative_paragraph()
    speaker = found.formula or header.for_adoption_by
    return finished(header, speaker, found.paragraphs, found.footnotes, form=found.form)
