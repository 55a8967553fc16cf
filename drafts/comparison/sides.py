"""The two sides of a comparison of words: their tokens, their normal forms, and which units the changes touch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from drafts.comparison.names import Span, spans
from drafts.comparison.normal_form import Unit, normal_form
from drafts.comparison.words import Change


@dataclass(frozen=True)
class Sides:
    """The tokens of two texts and their units; `old_changed` and `new_changed` are the units that a change
    touches, `old_names` and `new_names` where names stand, in order."""

    old: Sequence[str]
    new: Sequence[str]
    old_units: Sequence[Unit]
    new_units: Sequence[Unit]
    old_changed: frozenset[int]
    new_changed: frozenset[int]
    old_names: Sequence[Span]
    new_names: Sequence[Span]

    def touched(self, change: Change) -> tuple[Span, Span]:
        """The units of both sides that stand on the tokens of a change."""
        old = _touched(self.old_units, change.old_begin, change.old_end)
        return old, _touched(self.new_units, change.new_begin, change.new_end)


def sides_of(old: Sequence[str], new: Sequence[str], changes: Sequence[Change]) -> Sides:
    """The sides of a comparison whose changes are known."""
    old_units, new_units = normal_form(old), normal_form(new)
    old_changed = [(change.old_begin, change.old_end) for change in changes]
    new_changed = [(change.new_begin, change.new_end) for change in changes]
    return Sides(
        *(old, new, old_units, new_units),
        *(_all_touched(old_units, old_changed), _all_touched(new_units, new_changed)),
        *(list(spans(old_units)), list(spans(new_units))),
    )


def widened(sides: Sides, changes: Sequence[Change]) -> list[tuple[Change, Sequence[Change]]]:
    """Changes widened until they cut no unit of either side, each with the changes that fell together in it.

    What a change is widened by is equal on both sides, so it grows by as many tokens here as there, and takes in the
    change before or after it where it grows into that.
    """
    groups: list[tuple[Change, Sequence[Change]]] = []
    waiting = list(reversed(changes))
    while waiting:
        first = waiting.pop()
        wide, members = first, [first]
        while True:
            before, after = _overhang(sides, wide)
            if waiting and wide.old_end + after > waiting[-1].old_begin:
                members.append(waiting.pop())
                wide = _spanning(wide, members[-1])
            elif groups and wide.old_begin - before < groups[-1][0].old_end:
                previous, earlier = groups.pop()
                wide, members = _spanning(previous, wide), [*earlier, *members]
            elif not (grown := _grown(sides, wide, before, after)):
                break
            else:
                wide = grown
        groups.append((wide, members))
    return groups


def _spanning(one: Change, other: Change) -> Change:
    return Change(one.old_begin, other.old_end, one.new_begin, other.new_end)


def _grown(sides: Sides, change: Change, before: int, after: int) -> Change | None:
    """The change with what stands beside it; None if there is nothing to add, or nothing left to be added."""
    before = min(before, change.old_begin, change.new_begin)
    after = min(after, len(sides.old) - change.old_end, len(sides.new) - change.new_end)
    if not before and not after:
        return None
    return Change(
        *(change.old_begin - before, change.old_end + after),
        *(change.new_begin - before, change.new_end + after),
    )


def _overhang(sides: Sides, change: Change) -> tuple[int, int]:
    """How many tokens the units at both ends of a change reach beyond it."""
    reaching = (
        _reach(sides.old_units, change.old_begin, change.old_end),
        _reach(sides.new_units, change.new_begin, change.new_end),
    )
    before, after = (max(both) for both in zip(*reaching, strict=True))
    return before, after


def _reach(units: Sequence[Unit], begin: int, end: int) -> tuple[int, int]:
    span = _touched(units, begin, end)
    if begin == end:
        inside = units[span.begin] if span.begin < len(units) and units[span.begin].begin < begin else None
        return (begin - inside.begin, inside.end - end) if inside else (0, 0)
    if span.begin == span.end:
        return 0, 0
    return max(0, begin - units[span.begin].begin), max(0, units[span.end - 1].end - end)


def _touched(units: Sequence[Unit], begin: int, end: int) -> Span:
    first = bisect_right(units, begin, key=lambda unit: unit.end)
    return Span(first, max(first, bisect_left(units, end, key=lambda unit: unit.begin)))


def _all_touched(units: Sequence[Unit], stretches: Sequence[tuple[int, int]]) -> frozenset[int]:
    touched = (_touched(units, begin, end) for begin, end in stretches if begin < end)
    return frozenset(place for span in touched for place in range(span.begin, span.end))
