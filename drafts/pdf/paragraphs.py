"""Lines to paragraphs: which line begins one, which goes on, over the end of a page as well.

What tells: the distance of the lines, an indented first line, a line that ends though the next word had room, a number
or letter, a change of size or weight. A line is compared with the one before it only, so that the cost is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from drafts.pdf.columns import Region
from drafts.pdf.frames import Frame, Measures
from drafts.pdf.lines import Row, Segment, is_label, segment

_INDENT: Final = 0.8  # of the size
_PARAGRAPH_GAP: Final = 1.3  # of the distance of lines
_SAME_SIZE: Final = 0.08
_HEADING_FILLED: Final = 0.6
_TABLE_REACH: Final = 3.5  # lines
_SPACE: Final = 0.4  # of the size
_DOUBT: Final = 1.5
_WIDE: Final = "mwMWCDGHNOQRUVAXYK"
_NARROW: Final = "iljtf.,;:'- "
_CELL_GAP: Final = 2.5  # of the size
_ENDS: Final = re.compile(r"(?:[.;:,]|[;,] and|[;,] or)[\"\u201d\u2019)*\]\d]{0,6}$")
_WANTS_MORE: Final = re.compile(r"(?:Distr|Original)[.:]{1,2}", re.IGNORECASE)
_FIRST_WORDS: Final = re.compile(r"(\S+)\s")


@dataclass
class Block:
    """The lines of one paragraph or heading, or the cells of one row of a table."""

    lines: list[Segment]
    is_row: bool = False


@dataclass
class _Line:
    """One line of running text with what the comparison needs; `inner` is where the text after a label begins."""

    segment: Segment
    frame: Frame
    label: bool
    inner: float
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = self.segment.text

    @property
    def indent(self) -> float:
        return self.segment.left - self.frame.left

    @property
    def ends(self) -> bool:
        return _ENDS.search(self.text[-40:]) is not None


def paragraphs(regions: Sequence[Region], measures: Measures) -> list[Block]:
    """The paragraphs, headings and rows of tables of a document, in reading order."""
    blocks: list[Block] = []
    last: _Line | None = None
    for region in regions:
        frame = measures.frame(region)
        above: _Line | None = None
        for row, is_row in zip(region.rows, _rows_of_tables(region.rows, measures), strict=True):
            if is_row:
                blocks.append(Block(row.segments, is_row=True))
                above = last = None
                continue
            line = _line(_as_one(row), frame)
            if above is not None:
                goes_on = _goes_on(above, line, measures, len(blocks[-1].lines))
            else:
                goes_on = last is not None and _goes_on_after_a_break(last, line, measures, len(blocks[-1].lines))
            if goes_on:
                blocks[-1].lines.append(line.segment)
            else:
                blocks.append(Block([line.segment]))
            above = last = line
    return blocks


def _as_one(row: Row) -> Segment:
    """The text of a row of running text, however wide its gaps."""
    first = row.segments[0]
    if len(row.segments) == 1:
        return first
    return segment([span for each in row.segments for span in each.spans])


def _line(of: Segment, frame: Frame) -> _Line:
    first = of.text.split(" ", 1)[0]
    if not is_label(first) or first.isdigit() or len(of.text) == len(first):
        return _Line(of, frame, label=False, inner=of.left)
    after = (span.left for span in of.spans[1:] if span.left > of.spans[0].right)
    return _Line(of, frame, label=True, inner=next(after, of.left))


def _rows_of_tables(rows: Sequence[Row], measures: Measures) -> Iterator[bool]:
    """Which rows belong to a table: those of several cells, and smaller type close to such a row."""
    tabular = [len(row.segments) > 1 and _is_wide(row) for row in rows]
    near = [
        row.segments[0].size < (1 - _SAME_SIZE) * measures.body_size and _close_to_table(i, rows, tabular, measures)
        for i, row in enumerate(rows)
    ]
    yield from (several or close for several, close in zip(tabular, near, strict=True))


def _is_wide(row: Row) -> bool:
    pairs = pairwise(row.segments)
    return any(right.left - left.right > _CELL_GAP * left.size for left, right in pairs)


def _close_to_table(i: int, rows: Sequence[Row], tabular: Sequence[bool], measures: Measures) -> bool:
    reach = _TABLE_REACH * measures.leading(measures.body_size)
    nearby = range(max(0, i - 3), min(len(rows), i + 4))
    return any(tabular[k] and abs(rows[k].baseline - rows[i].baseline) < reach for k in nearby)


def _goes_on(above: _Line, line: _Line, measures: Measures, lines_so_far: int) -> bool:
    """Whether a line goes on in the paragraph of the line right above it."""
    a, b = above.segment, line.segment
    if not _same_type(a, b) or a.baseline - b.baseline > _PARAGRAPH_GAP * measures.leading(a.size):
        return False
    if _WANTS_MORE.fullmatch(above.text):
        return True
    if line.label and _begins_at_label(above, line, measures):
        return False
    if _is_heading(above) and _is_heading(line):
        return a.width >= _HEADING_FILLED * max(a.width, b.width) and above.text[-1] not in ".;:"
    return _is_aligned(above, line, lines_so_far) and not _had_room(above, line)


def _is_aligned(above: _Line, line: _Line, lines_so_far: int) -> bool:
    """Whether a line begins where the next line of the paragraph above may: at its margin, or under the text that
    follows its label.
    """
    step = line.segment.left - above.segment.left
    least = _INDENT * line.segment.size
    if step > least:
        return lines_so_far == 1 and above.label and abs(line.segment.left - above.inner) <= least
    back = step < -least and lines_so_far > 1
    return not back or (not above.ends and line.text[0].islower())


def _begins_at_label(above: _Line, line: _Line, measures: Measures) -> bool:
    """Whether a number or letter at the head of a line begins a paragraph: not one inside a paragraph ("... and (b)
    preventing ...") that a line happens to begin with.
    """
    if line.indent > _INDENT * line.segment.size:
        return True
    in_text = measures.indents and line.text[0] == "(" and not _had_room(above, line)
    return above.ends and not in_text


def _goes_on_after_a_break(last: _Line, line: _Line, measures: Measures, lines_so_far: int) -> bool:
    """Whether the first line of a column goes on in the last paragraph of the column before."""
    a, b = last.segment, line.segment
    if not _same_type(a, b) or (line.label and _begins_at_label(last, line, measures)):
        return False
    if not last.ends and (line.text[0].islower() or (lines_so_far > 1 and not _is_heading(last))):
        return not _is_heading(line)
    aligned = lines_so_far > 1 and abs(line.indent - last.indent) <= _INDENT * b.size
    indented = line.indent > _INDENT * b.size and not aligned
    if _is_heading(last) or _is_heading(line) or indented or _had_room(last, line):
        return False
    return measures.indents or not last.ends or not line.text[0].isupper()


def _same_type(a: Segment, b: Segment) -> bool:
    return abs(a.size - b.size) <= _SAME_SIZE * a.size and a.bold == b.bold


def _is_heading(line: _Line) -> bool:
    """Whether a line is set bold or in capitals, or stands in the middle of its column."""
    middle = (line.frame.left + line.frame.right) / 2
    own = line.segment
    centred = abs((own.left + own.right) / 2 - middle) < 0.3 * own.size
    return own.bold or own.text.isupper() or (centred and line.indent > 2 * own.size)


def _had_room(above: _Line, line: _Line) -> bool:
    """Whether the first word of a line had fitted in the line above: that one ended its paragraph. A line that ends
    as no paragraph does needs more room to be believed.
    """
    if not above.ends and line.text[0].islower():
        return False
    first = _FIRST_WORDS.match(line.text)
    share = _relative_width(first[1] if first else line.text) / _relative_width(line.text)
    needed = share * line.segment.width + _SPACE * above.segment.size
    return above.frame.right - above.segment.right > needed * (1 if above.ends else _DOUBT)


def _relative_width(text: str) -> float:
    """How wide a text is beside another of the same type; a narrow letter is half a wide one."""
    return len(text) + sum(map(text.count, _WIDE)) * 0.6 - sum(map(text.count, _NARROW)) * 0.4
