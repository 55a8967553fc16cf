"""What the margins of a printed page hold and a reader leaves out: running heads, page numbers, job numbers, bar codes.

Known by what it says where it stands (a job number at the foot), by coming back at the same height of other pages,
or by standing in one block with something so known (the title that runs beside the symbol). Text outside the margins
is never furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from drafts.pdf.lines import Row, Segment

_HEAD: Final = 0.86  # of the page's height: running heads stand above
_FOOT: Final = 0.125
_SAME_HEIGHT: Final = 4.0  # points
_HEAD_LEADING: Final = 1.35
_HEAD_APART: Final = 1.8  # of the size
_LONGEST_NUMBER: Final = 4

_PRINTERS_MARK: Final = re.compile(
    r"""(?:[A-Z]{1,3}\.\s?)?\d{2}-\d{5}[A-Z]?\s?(?:\([A-Z]\))?\*?(?:\s+\d{6,8})*   # 25-16995 (E) 291025
      | (?:\d{6,8}\s?){1,4} | \*?\d{7,8}\*? | \*[\dA-Z]{5,12}\*                    # 190515, *2516995*
      | /?\s?\.\.\. | /?\u2026 | please\s+recycle\W* | \(?\s?more\s?\)?
      | [\u2580-\u259f\ue000-\uf8ff\s]{1,12}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PAGE: Final = re.compile(
    r"(?:page\s?)?(\d{1,4})(?:\s?(?:/|of)\s?\d{1,4})?|[-\u2013\u2014]\s?(\d{1,4})\s?[-\u2013\u2014]", re.IGNORECASE
)
_CERTAIN_PAGE: Final = re.compile(
    r"page\s?\d{1,4}.{0,10}|\d{1,4}\s?/\s?\d{1,4}|[-\u2013\u2014]\s?\d{1,4}\s?[-\u2013\u2014]", re.IGNORECASE
)
_SYMBOL: Final = re.compile(r"[A-Z]{1,10}/[A-Z0-9][\w./()-]{1,50}\*{0,2}")
_SYMBOL_AND_PAGE: Final = re.compile(rf"{_SYMBOL.pattern}\s+(?:English\s+)?page\s?\d{{1,4}}", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"(?:English|French|Spanish|Russian|Arabic|Chinese)(?: only)?", re.IGNORECASE)


def without_furniture(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> list[list[Row]]:
    """The rows of each page without what its margins hold. The first page's head is the document's own and stays."""
    repeated = _repeated(pages, heights)
    offset = _page_number_offset(pages, heights)
    return [
        _cleaned(index, rows, height, repeated, offset)
        for index, (rows, height) in enumerate(zip(pages, heights, strict=True))
    ]


def _cleaned(
    index: int, rows: Sequence[Row], height: float, repeated: frozenset[tuple[str, int]], offset: int | None
) -> list[Row]:
    begin = _end_of_head(index, rows, height, repeated, offset) if index else int(_is_running_head(rows, height))
    kept: list[Row] = []
    for row in rows[begin:]:
        at_foot = row.baseline < _FOOT * height
        segments = [
            segment
            for segment in row.segments
            if not (at_foot and _is_at_foot(segment, index, repeated, offset)) and not _is_symbol_font(segment)
        ]
        if segments:
            kept.append(Row(segments))
    return kept


def _is_at_foot(segment: Segment, index: int, repeated: frozenset[tuple[str, int]], offset: int | None) -> bool:
    text = segment.text
    if _PRINTERS_MARK.fullmatch(text) or _CERTAIN_PAGE.fullmatch(text) or _key(segment) in repeated:
        return True
    return _is_own_number(text, index, offset)


def _is_symbol_font(segment: Segment) -> bool:
    """Whether a segment holds nothing that can be read: signs of a private font."""
    return not any(character.isalnum() or character in "_*-.\u2013\u2014\u2022\u2026" for character in segment.text)


def _is_own_number(text: str, index: int, offset: int | None) -> bool:
    found = _PAGE.fullmatch(text)
    number = int(found[1] or found[2]) if found else None
    return number is not None and number == index + (1 if offset is None else offset)


def _end_of_head(
    index: int, rows: Sequence[Row], height: float, repeated: frozenset[tuple[str, int]], offset: int | None
) -> int:
    """How many rows at the top of a page are its running head."""
    end = 0
    for i, row in enumerate(rows):
        if row.baseline < _HEAD * height:
            break
        says_so = any(_is_at_head(segment, index, offset) for segment in row.segments)
        comes_back = any(_key(segment) in repeated for segment in row.segments)
        if says_so or (comes_back and _stands_apart(rows, i)):
            end = i + 1
    end = end or int(_is_running_head(rows, height))
    while 0 < end < len(rows) and rows[end].baseline > _HEAD * height and _goes_on(rows[end - 1], rows[end]):
        end += 1
    return end


def _is_running_head(rows: Sequence[Row], height: float) -> bool:
    """Whether the first row stands apart, high up, and opens or closes with a number: a title with a page number."""
    if len(rows) < 2 or rows[0].baseline < _HEAD * height:
        return False
    outer = rows[0].segments[0], rows[0].segments[-1]
    numbered = any(each.text.isdigit() and len(each.text) <= _LONGEST_NUMBER for each in outer)
    return numbered and _stands_apart(rows, 0)


def _stands_apart(rows: Sequence[Row], i: int) -> bool:
    """Whether a row is the last of its page or is followed by a gap as no two lines of a text are."""
    if i + 1 >= len(rows):
        return True
    return rows[i].baseline - rows[i + 1].baseline > _HEAD_APART * rows[i + 1].segments[0].size


def _is_at_head(segment: Segment, index: int, offset: int | None) -> bool:
    text = segment.text
    known = (_SYMBOL, _SYMBOL_AND_PAGE, _LANGUAGE, _CERTAIN_PAGE, _PRINTERS_MARK)
    return any(pattern.fullmatch(text) for pattern in known) or _is_own_number(text, index, offset)


def _goes_on(above: Row, below: Row) -> bool:
    """Whether a row belongs to the running head above it: as near and as bold and as small as its last row."""
    last, first = above.segments[-1], below.segments[0]
    near = above.baseline - below.baseline < _HEAD_LEADING * last.size
    return near and first.bold and last.bold and abs(first.size - last.size) < 0.5


def _key(segment: Segment) -> tuple[str, int]:
    """What comes back on other pages: the same text about as high; two notes differ by their numbers at least."""
    return segment.text, round(segment.baseline / _SAME_HEIGHT)


def _in_margins(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> Iterator[tuple[int, Segment]]:
    for index, (rows, height) in enumerate(zip(pages, heights, strict=True)):
        for row in rows:
            if not _FOOT * height <= row.baseline <= _HEAD * height:
                yield from ((index, segment) for segment in row.segments)


def _repeated(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> frozenset[tuple[str, int]]:
    """What stands at the same height of two pages or more, in their margins, with letters in it."""
    seen = Counter(key for _, key in {(index, _key(segment)) for index, segment in _in_margins(pages, heights)})
    return frozenset(key for key, count in seen.items() if count > 1 and any(letter.isalpha() for letter in key[0]))


def _page_number_offset(pages: Sequence[Sequence[Row]], heights: Sequence[float]) -> int | None:
    """What to add to a page's index to get the number printed on it, if two pages agree; None if none do."""
    offsets: Counter[int] = Counter()
    for index, segment in _in_margins(pages, heights):
        if found := _PAGE.fullmatch(segment.text):
            offsets[int(found[1] or found[2]) - index] += 1
    best = offsets.most_common(1)
    return best[0][0] if best and best[0][1] > 1 else None
