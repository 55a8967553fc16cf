"""A story - the body, a cell, a text box, a note, a header - to blocks: its paragraphs and tables in reading order.

A paragraph whose mark was deleted, or is hidden, goes on in the next one. A table that only lays a page out (a
masthead, a frame) becomes its lines, cell by cell; any other becomes a line a row with its cells parted by " | ",
which the next step knows for a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from drafts.word.changes import KINDS, Tracked
from drafts.word.limits import MAX_PARAGRAPHS, too_large
from drafts.word.markup import WORD, child, elements, number, value
from drafts.word.runs import Reading, Runs, alternative, is_left_out, refuse_depth
from drafts.word.wording import Piece, is_masthead_line, written

_WRAPPERS: Final = frozenset(WORD + name for name in ("customXml", "smartTag", "sdtContent"))
_CONTENTS: Final = re.compile(r"toc(?: \d| heading)|table of (?:figures|authorities).*")
_LABEL_CELL: Final = re.compile(
    r"(?:OP|PP) ?\d{1,3}(?: ?bis| ?ter| ?alt)?\.?|\d{1,3}[.)]|\([a-z]{1,5}\)|[a-z][.)]|\u2022"
)
_ENDS_A_PARAGRAPH: Final = re.compile(r"[.;:,]\W{0,6}$|[;,] (?:and|or)$")
_LINES_BEFORE_A_MASTHEAD: Final = 6
_SURELY_MASTHEAD: Final = re.compile(r"United Nations\b.{0,60}|Distr\b.{0,60}|Original: .{0,40}", re.IGNORECASE)

Row = list[list[str]]
"""The cells of a row, each with its blocks."""


@dataclass
class Story:
    """Reads one story into `blocks`. `is_main` is the one whose blocks tracked changes are counted by."""

    reading: Reading
    is_main: bool = False
    blocks: list[str] = field(default_factory=list)
    _held: list[Piece] = field(default_factory=list)
    _boxes: list[etree._Element] = field(default_factory=list)
    _label: str = ""
    _empty_label: str = ""

    def read_cell(self, root: etree._Element, depth: int) -> list[str]:
        """Read a cell: one that holds nothing but the automatic number of an empty paragraph shows it."""
        blocks = self.read(root, depth)
        return blocks or ([self._empty_label] if self._empty_label else [])

    def read(self, root: etree._Element, depth: int = 0) -> list[str]:
        """Read a story to its end."""
        self._walk(root, None, depth)
        self._flush(depth)
        return self.blocks

    def _walk(self, parent: etree._Element, tracked: Tracked | None, depth: int) -> None:
        refuse_depth(depth)
        for element in elements(parent):
            tag = str(element.tag)
            if tag == f"{WORD}p":
                self._paragraph(element, tracked, depth)
            elif tag == f"{WORD}tbl":
                self._flush(depth)
                self._table(element, depth)
            elif tag in KINDS:
                self._walk(element, Tracked.inside(element, tracked), depth + 1)
            elif tag in _WRAPPERS or (tag == f"{WORD}sdt" and not is_left_out(element)):
                self._walk(element, tracked, depth + 1)
            elif (chosen := alternative(element)) is not None:
                self._walk(chosen, tracked, depth + 1)

    def _paragraph(self, paragraph: etree._Element, tracked: Tracked | None, depth: int) -> None:
        reading = self.reading
        reading.paragraphs += 1
        if reading.paragraphs > MAX_PARAGRAPHS:
            raise too_large(f"more than {MAX_PARAGRAPHS:,} paragraphs")
        properties = child(paragraph, "pPr")
        style = reading.styles.paragraph_style(properties)
        if _CONTENTS.fullmatch(reading.styles.name(style)):
            return
        if self.is_main:
            reading.log.block = len(self.blocks)
        reading.log.read("", None)
        runs = Runs(reading, style)
        runs.read(paragraph, tracked, depth)
        goes_on = self._goes_on(properties, style, tracked)
        if not self._held and (runs.pieces or not goes_on):
            self._label = reading.numbering.label(properties)
        self._held.extend(runs.pieces)
        self._boxes.extend(runs.boxes)
        if not goes_on:
            self._flush(depth)

    def _goes_on(self, properties: etree._Element | None, style: str, tracked: Tracked | None) -> bool:
        """Whether the mark that ends a paragraph is deleted, moved away or hidden."""
        mark = child(properties, "rPr")
        if mark is None:
            return bool(tracked and tracked.dropped)
        gone = child(mark, "del") is not None or child(mark, "moveFrom") is not None
        return gone or bool(tracked and tracked.dropped) or self.reading.styles.face(style, mark).hidden

    def _flush(self, depth: int) -> None:
        """Write down the paragraph that was read, and after it what stands in its text boxes."""
        held, boxes, label = self._held, self._boxes, self._label
        self._held, self._boxes, self._label = [], [], ""
        blocks = written(held)
        self._empty_label = label or self._empty_label
        if blocks and label:
            self.reading.count(label)
            blocks[0] = f"{label} {blocks[0]}"
        self.blocks.extend(blocks)
        for box in boxes:
            self.blocks.extend(Story(self.reading).read(box, depth + 1))

    def _table(self, table: etree._Element, depth: int) -> None:
        rows = [row for row in self._rows(table, depth + 1) if any(row)]
        if _only_lays_out(rows, blocks_before=len(self.blocks)):
            self.blocks.extend(block for row in rows for cell in row for block in cell)
        else:
            self.blocks.extend(block for row in rows for block in _row_blocks(row))

    def _rows(self, parent: etree._Element, depth: int) -> Iterator[Row]:
        refuse_depth(depth)
        for element in elements(parent):
            tag = str(element.tag)
            if tag == f"{WORD}tr" and child(element, "trPr", "del") is None:
                yield list(self._cells(element, depth + 1))
            elif tag in _WRAPPERS or tag == f"{WORD}sdt":
                yield from self._rows(element, depth + 1)

    def _cells(self, parent: etree._Element, depth: int) -> Iterator[list[str]]:
        refuse_depth(depth)
        for element in elements(parent):
            tag = str(element.tag)
            properties = child(element, "tcPr")
            if tag == f"{WORD}tc" and child(properties, "cellDel") is None:
                merged = child(properties, "vMerge") is not None and value(properties, "vMerge") != "restart"
                yield [] if merged else Story(self.reading).read_cell(element, depth + 1)
                if (number(properties, "gridSpan") or 1) > 1:
                    yield []
            elif tag in _WRAPPERS or tag == f"{WORD}sdt":
                yield from self._cells(element, depth + 1)


def _only_lays_out(rows: Sequence[Row], blocks_before: int) -> bool:
    """Whether a table is a masthead, or has no row of more than one filled cell."""
    if all(sum(1 for cell in row if cell) <= 1 for row in rows):
        return True
    lines = [block for row in rows for cell in row for block in cell]
    early = blocks_before <= _LINES_BEFORE_A_MASTHEAD
    return early and any(_SURELY_MASTHEAD.fullmatch(line) or is_masthead_line(line) for line in lines)


def _row_blocks(row: Row) -> list[str]:
    """The blocks of a row: a number and its paragraph where two cells are that, else the cells parted by bars."""
    filled = [cell for cell in row if cell]
    if len(filled) == 2 and len(filled[0]) == 1 and _LABEL_CELL.fullmatch(filled[0][0]):
        first, *others = filled[1]
        if _ENDS_A_PARAGRAPH.search(first):
            return [f"{filled[0][0]} {first}", *others]
    return [" | ".join(" ".join(cell) for cell in row)]
