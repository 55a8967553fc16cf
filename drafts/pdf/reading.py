"""The road from the bytes of a PDF to its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drafts.model import UnreadableDraft
from drafts.pdf.columns import COVER, Region, cover, regions
from drafts.pdf.extraction import Page, pages
from drafts.pdf.frames import Measures, measure
from drafts.pdf.furniture import without_furniture
from drafts.pdf.lines import Segment, rows
from drafts.pdf.notes import note_number, split_notes
from drafts.pdf.paragraphs import Block, paragraphs
from drafts.pdf.typesetting import Vocabulary, block, cells

_SUPERSCRIPTS: Final = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def blocks(content: bytes) -> list[str]:
    """The blocks of a PDF, its footnotes last; raises `UnreadableDraft` for one that cannot be read, is locked, has no
    text layer, or is beyond the limits.
    """
    read = pages(content)
    found = list(_regions(read))
    if not found:
        message = "the PDF has no text, only pictures of its pages: have it recognized (OCR), or send the Word file"
        raise UnreadableDraft("unsupported_format", message)
    measures = measure(found)
    text, notes = _apart(found, measures)
    words = Vocabulary([segment for region in found for row in region.rows for segment in row.segments])
    body = (_text_of(paragraph, words) for paragraph in paragraphs(text, measures))
    return [each for each in (*body, *_texts_of_notes(notes, words)) if each]


def _regions(read: Sequence[Page]) -> Iterator[Region]:
    """The regions of all pages; the head of the first is one of its own."""
    heights = [page.height for page in read]
    cleaned = without_furniture([rows(page.spans) for page in read], heights)
    for index, (page, kept) in enumerate(zip(read, cleaned, strict=True)):
        head, end = cover(kept, page.width, page.height) if index == 0 else ([], 0)
        if head:
            yield Region(head, COVER)
        yield from (region for region in regions(kept[end:], page.width) if region.rows)


def _apart(found: Sequence[Region], measures: Measures) -> tuple[list[Region], list[list[Segment]]]:
    """The regions without their footnotes, and the lines of each footnote."""
    text: list[Region] = []
    notes: list[list[Segment]] = []
    last = 0
    for region in found:
        kept, below = split_notes(region.rows, measures.body_size, last)
        if kept:
            text.append(Region(kept, region.column))
        for row in below:
            number = note_number(row, last)
            if number is not None or not notes:
                notes.append([])
                last = int(number) if number and number.isdigit() else last
            notes[-1].extend(row.segments)
    return text, notes


def _text_of(paragraph: Block, words: Vocabulary) -> str:
    return cells(paragraph.lines, words) if paragraph.is_row else block(paragraph.lines, words)


def _texts_of_notes(notes: Sequence[Sequence[Segment]], words: Vocabulary) -> Iterator[str]:
    """Each footnote's text after its number in superscripts, however that was printed."""
    for lines in notes:
        text = block(lines, words)
        number, _, rest = text.partition(" ")
        printed = number.rstrip("/")
        yield f"{printed.translate(_SUPERSCRIPTS)} {rest}" if printed.isdigit() else text
