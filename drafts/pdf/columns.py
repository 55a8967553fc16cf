"""The order in which a page is read: its head, then full lines and columns as they come.

A `Region` is a stretch of rows read from top to bottom; `column` is 0 for the full width, 1 and 2 for the left and the
right of two columns, `COVER` for the head of the first page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from drafts.pdf.lines import Row, Segment

_FEWEST_LINES: Final = 4
_FILLED: Final = 0.65  # of a column's width: what a line of running text fills at least, in the median
_MIDDLE: Final = (0.3, 0.7)  # of the page's width: where the right column may begin
_RIGHT_OF_COVER: Final = 0.55
_NARROW: Final = 0.25  # of the page's width: symbol, date and language are short, the lines of a column are not
_LOWEST_COVER: Final = 0.5
_BODY_LINE: Final = (0.4, 0.65)


COVER: Final = -1


@dataclass(frozen=True)
class Region:
    rows: list[Row]
    column: int = 0


def cover(rows: Sequence[Row], width: float, height: float) -> tuple[list[Row], int]:
    """The rows of the first page's head, one segment each, what stands at its left before what stands at its right;
    and how many rows they were: none on a page that begins otherwise.
    """
    end = 0
    for i, row in enumerate(rows):
        crosses = any(
            segment.left < _BODY_LINE[0] * width and segment.right > _BODY_LINE[1] * width for segment in row.segments
        )
        if crosses or row.baseline < _LOWEST_COVER * height:
            break
        if any(segment.left > _RIGHT_OF_COVER * width for segment in row.segments):
            end = i + 1
    segments = [segment for row in rows[:end] for segment in row.segments]
    left = [segment for segment in segments if segment.left <= _RIGHT_OF_COVER * width]
    right = [segment for segment in segments if segment.left > _RIGHT_OF_COVER * width]
    if not right or median(segment.width for segment in right) > _NARROW * width:
        return [], 0
    return [Row([segment]) for segment in [*left, *right]], end


def regions(rows: Sequence[Row], width: float) -> Iterator[Region]:
    """The regions of a page in reading order."""
    gutter = _gutter(rows, width)
    if gutter is None:
        yield Region(list(rows))
        return
    for zone, in_columns in _zones(rows, gutter):
        if in_columns:
            yield Region([Row([s]) for row in zone for s in row.segments if s.left < gutter], 1)
            yield Region([Row([s]) for row in zone for s in row.segments if s.left >= gutter], 2)
        else:
            yield Region(zone)


def _gutter(rows: Sequence[Row], width: float) -> float | None:
    """Where the right column begins; None on a page without columns."""
    lefts = Counter(
        round(segment.left)
        for row in rows
        for segment in row.segments
        if _MIDDLE[0] * width < segment.left < _MIDDLE[1] * width
    )
    best, most = None, 0
    for left, count in lefts.most_common(5):
        if count < _FEWEST_LINES:
            break
        at = left - 2.0
        lines = sum(len(zone) for zone, in_columns in _zones(rows, at) if in_columns)
        if lines > most:
            best, most = at, lines
    return best


def _zones(rows: Sequence[Row], gutter: float) -> Iterator[tuple[list[Row], bool]]:
    """Stretches of rows, and whether each stands in two columns."""
    plain: list[Row] = []
    zone: list[Row] = []
    for row in [*rows, None]:
        if row is not None and not any(segment.left < gutter < segment.right for segment in row.segments):
            zone.append(row)
            continue
        if _stands_in_columns(zone, gutter):
            if plain:
                yield plain, False
            yield zone, True
            plain = []
        else:
            plain.extend(zone)
        zone = []
        if row is not None:
            plain.append(row)
    if plain:
        yield plain, False


def _stands_in_columns(zone: Sequence[Row], gutter: float) -> bool:
    segments = [segment for row in zone for segment in row.segments]
    left = [segment for segment in segments if segment.right <= gutter]
    right = [segment for segment in segments if segment.left >= gutter]
    if min(len(left), len(right)) < _FEWEST_LINES:
        return False
    return _is_filled(left) and _is_filled(right) and max(len(row.segments) for row in zone) <= 3


def _is_filled(column: Sequence[Segment]) -> bool:
    """Whether most lines of a column run its width, as text does and the cells of a table do not."""
    width = max(segment.right for segment in column) - min(segment.left for segment in column)
    return median(segment.width for segment in column) >= _FILLED * width
