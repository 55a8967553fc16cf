"""The measures of a document and of its columns: body size, distance of lines, margins.

All are taken from what is printed most, so that no kind of document needs numbers of its own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from drafts.pdf.columns import COVER, Region
from drafts.pdf.lines import Row

_MARGIN_SHARE: Final = 0.15
_ENOUGH_ROWS: Final = 8
_ENOUGH_TO_COUNT: Final = 20
_ENOUGH_GAPS: Final = 4
_LEADING_SHARE: Final = 0.2
_USUAL_LEADING: Final = 1.2
_WIDEST_LEADING: Final = 2.4
_INDENT: Final = 0.8  # of the size
_AT_MARGIN: Final = 2.0  # points
_INDENTED_SHARE: Final = 0.05


@dataclass(frozen=True)
class Frame:
    """The left and right margin of a column, in points."""

    left: float
    right: float


@dataclass(frozen=True)
class Measures:
    """`body_size` is the size most characters have; `frames` the margins of each kind of column; `leadings` the
    distance of two lines of one paragraph for each size, all in points; `indents` whether paragraphs begin with an
    indented line.
    """

    body_size: float
    frames: dict[int, Frame]
    leadings: dict[float, float]
    indents: bool

    def leading(self, size: float) -> float:
        return self.leadings.get(size, _USUAL_LEADING * size)

    def frame(self, region: Region) -> Frame:
        """The margins of a region: its own if it has rows enough to tell, else those of its kind. On a cover every
        line has room to its right.
        """
        if region.column == COVER:
            return Frame(left=min(row.segments[0].left for row in region.rows), right=math.inf)
        rows = _of_size(region.rows, self.body_size)
        if len(rows) >= _ENOUGH_ROWS or region.column not in self.frames:
            return _frame(rows or region.rows)
        return self.frames[region.column]


def measure(regions: Sequence[Region]) -> Measures:
    """The measures of a document of one row at least."""
    sizes: Counter[float] = Counter()
    for region in regions:
        for row in region.rows:
            for segment in row.segments:
                sizes[segment.size] += len(segment.text)
    body_size = sizes.most_common(1)[0][0]
    columns = {region.column for region in regions if region.column != COVER}
    by_column = {
        column: _of_size([row for region in regions if region.column == column for row in region.rows], body_size)
        for column in columns
    }
    frames = {column: _frame(rows) for column, rows in by_column.items() if rows}
    return Measures(body_size, frames, _leadings(regions), _indents(by_column, frames))


def _of_size(rows: Iterable[Row], size: float) -> list[Row]:
    return [row for row in rows if len(row.segments) == 1 and abs(row.segments[0].size - size) < 0.05 * size]


def _frame(rows: Sequence[Row]) -> Frame:
    """The leftmost and rightmost margin that a good part of the rows keep to."""
    lefts = Counter(round(row.segments[0].left) for row in rows)
    rights = Counter(round(row.segments[-1].right) for row in rows)
    few = _MARGIN_SHARE * len(rows)
    fewest_rights = few if len(rows) >= _ENOUGH_TO_COUNT else 1
    return Frame(
        left=min((left for left in lefts if _near(lefts, left) >= few), default=min(lefts)),
        right=max((right for right in rights if _near(rights, right) >= fewest_rights), default=max(rights)),
    )


def _near(counts: Counter[int], value: int) -> int:
    return sum(counts[near] for near in (value - 1, value, value + 1))


def _leadings(regions: Sequence[Region]) -> dict[float, float]:
    gaps: dict[float, Counter[float]] = {}
    for region in regions:
        for above, below in pairwise(region.rows):
            size = above.segments[0].size
            gap = round(2 * (above.baseline - below.baseline)) / 2
            if below.segments[0].size == size and 0.8 * size < gap < _WIDEST_LEADING * size:
                gaps.setdefault(size, Counter())[gap] += 1
    return {size: _leading(counts) for size, counts in gaps.items() if sum(counts.values()) >= _ENOUGH_GAPS}


def _leading(gaps: Counter[float]) -> float:
    """The smallest distance that is no exception: lines of one paragraph stand closer than paragraphs do."""
    return min(gap for gap, count in gaps.items() if count >= _LEADING_SHARE * sum(gaps.values()))


def _indents(by_column: dict[int, list[Row]], frames: dict[int, Frame]) -> bool:
    """Whether a good part of the lines that stand at the margin follow an indented one."""
    pairs = [
        (above.segments[0].left - frames[column].left, below.segments[0].left - frames[column].left, above)
        for column, rows in by_column.items()
        for above, below in pairwise(rows)
    ]
    at_margin = [indent > _INDENT * row.segments[0].size for indent, below, row in pairs if abs(below) <= _AT_MARGIN]
    return sum(at_margin) > _INDENTED_SHARE * len(at_margin)
