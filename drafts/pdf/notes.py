"""Footnotes at the foot of a page or of a column: where they begin, and which lines are one note.

They begin below a short rule, or where the type gets smaller and a number, a raised one or the next one, opens the
line. A note without a number at the head of its zone goes on from the page before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drafts.pdf.lines import Row, Segment

_RULE: Final = re.compile(r"[_\u2014\u2013\u2500-]{5,80}")
_SMALLER: Final = 0.94
_OPENS: Final = re.compile(r"(\d{1,3})\s?/?\s|(\*{1,4})\s?(?=\S)|(\[\d{1,3}\])\s?")
_MOST_SKIPPED: Final = 6


def split_notes(rows: Sequence[Row], body_size: float, last_note: int) -> tuple[list[Row], list[Row]]:
    """The text of a region, and the footnotes at its foot."""
    for i, row in enumerate(rows):
        if len(row.segments) == 1 and _RULE.fullmatch(row.text):
            below = list(rows[i + 1 :])
            if below and _may_be_notes(below, body_size, last_note):
                return _without_rules(rows[:i]), below
    begin = _begin_of_small_notes(rows, body_size, last_note)
    return _without_rules(rows[:begin]), list(rows[begin:])


def note_number(row: Row, last_note: int) -> str | None:
    """The number or asterisks that open a footnote in this row; None if the row opens none."""
    first = row.segments[0]
    span = first.spans[0]
    printed = span.text.strip()
    if first.raised(span) and printed.rstrip(",").isdigit():
        return printed.rstrip(",")
    found = _OPENS.match(first.text)
    if found is None:
        return None
    if found[1] is None:
        return found[2] or found[3].strip("[]")
    number = int(found[1])
    expected = last_note < number <= last_note + _MOST_SKIPPED or number == 1
    return found[1] if expected or f"{number}/" in first.text[:5] else None


def _without_rules(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not _RULE.fullmatch(row.text)]


def _may_be_notes(below: Sequence[Row], body_size: float, last_note: int) -> bool:
    first = below[0].segments[0]
    return first.size <= _SMALLER * body_size or note_number(below[0], last_note) is not None


def _begin_of_small_notes(rows: Sequence[Row], body_size: float, last_note: int) -> int:
    """Where smaller rows that reach to the foot begin to be notes; the number of rows if there are none."""
    small = len(rows)
    while small > 0 and _is_small(rows[small - 1].segments[0], body_size) and len(rows[small - 1].segments) == 1:
        small -= 1
    if small == 0 and rows and not last_note and note_number(rows[0], last_note) is None:
        return len(rows)
    return next((i for i in range(small, len(rows)) if note_number(rows[i], last_note)), len(rows))


def _is_small(segment: Segment, body_size: float) -> bool:
    return segment.size <= _SMALLER * body_size
