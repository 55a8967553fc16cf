"""Placing: the one order in which what was, what is and what is no longer there is read, and what was moved in it.

The new order is the backbone; what was deleted stands behind what it stood behind before. Where the old order and the
new one contradict each other, the fewest paragraphs that explain it are the ones that moved.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from drafts.comparison.alignment import Aligned
from drafts.comparison.likeness import Piece
from drafts.comparison.model import ParagraphChange
from drafts.comparison.words import longest_increasing

T = TypeVar("T")


@dataclass(frozen=True)
class _Placed(Generic[T]):
    """An item of a part of the text; `old` are its old places, empty for what does not stand in line with them."""

    item: T
    part: str
    old: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """An entry at one place of a redline: in place, where it came to, or where it has left from."""

    entry: ParagraphChange
    role: Literal["here", "arrived", "left"]


def in_reading_order(answers: Sequence[Aligned], old: Sequence[Piece], new: Sequence[Piece]) -> list[Aligned]:
    """The new order, with what was deleted behind what it stood behind."""
    in_line = _in_line([(each.old, each.new) for each in answers])
    present = [
        _Placed(each, new[each.new[0]].part, each.old if each.old in in_line else ()) for each in answers if each.new
    ]
    return _woven(present, [_Placed(each, old[each.old[0]].part, each.old) for each in answers if not each.new])


def moved(answers: Sequence[Aligned], old: Sequence[Piece], new: Sequence[Piece]) -> frozenset[Aligned]:
    """The paragraphs that stand in another order among their siblings, or under another paragraph than before."""
    new_places = {place: each.new for each in answers for place in each.old}
    siblings: dict[tuple[int | None, int | None, str], list[Aligned]] = defaultdict(list)
    found: set[Aligned] = set()
    for each in answers:
        if not each.old or not each.new:
            continue
        parent, parent_now = old[each.old[0]].parent, new[each.new[0]].parent
        if _is_elsewhere(parent, parent_now, new_places):
            found.add(each)
        else:
            siblings[parent, parent_now, old[each.old[0]].part].append(each)
    for group in siblings.values():
        in_order = sorted(group, key=lambda each: each.old)
        stayed = set(longest_increasing([each.new[0] for each in in_order]))
        found.update(each for i, each in enumerate(in_order) if i not in stayed)
    return frozenset(found)


def _is_elsewhere(parent: int | None, parent_now: int | None, new_places: dict[int, tuple[int, ...]]) -> bool:
    """Whether a paragraph stands under another one than before; one that came or went around it does not count."""
    if parent is None or parent_now is None:
        return False
    return bool(new_places[parent]) and parent_now not in new_places[parent]


def rows(entries: Sequence[ParagraphChange]) -> list[Row]:
    """Every entry where a redline shows it. What is out of line appears twice: where it left, and where it arrived."""
    in_line = _in_line([(entry.old_places, entry.new_places) for entry in entries])
    present: list[_Placed[Row]] = []
    absent: list[_Placed[Row]] = []
    for entry in entries:
        out_of_line = bool(entry.old_places) and entry.old_places not in in_line
        if not entry.new_places and entry.old_places:
            absent.append(_Placed(Row(entry, "left"), entry.part, entry.old_places))
        elif out_of_line:
            present.append(_Placed(Row(entry, "arrived"), entry.part, ()))
            absent.append(_Placed(Row(entry, "left"), entry.part, entry.old_places))
        else:
            present.append(_Placed(Row(entry, "here"), entry.part, entry.old_places))
    return _woven(present, absent)


def _in_line(places: Iterable[tuple[tuple[int, ...], tuple[int, ...]]]) -> frozenset[tuple[int, ...]]:
    """The old places of as many as stand in one order, old and new."""
    both = sorted((old, new) for old, new in places if old and new)
    return frozenset(both[i][0] for i in longest_increasing([new[0] for _, new in both]))


def _woven(present: Sequence[_Placed[T]], absent: Sequence[_Placed[T]]) -> list[T]:
    """What is present, in its order, with what is absent directly behind the last that stood before it.

    The old places of `present` that are not empty are in order. What is absent keeps to its part of the text, the
    preamble or the operative part, even if its neighbours there are new.
    """
    waiting = deque(sorted(absent, key=lambda each: each.old))
    anchors = deque(each.old for each in present if each.old)
    ordered: list[T] = []

    def follow(part: str | None) -> None:
        while waiting and (not anchors or waiting[0].old < anchors[0]) and part in {None, waiting[0].part}:
            ordered.append(waiting.popleft().item)

    for each in present:
        follow(None if each.old and each.old == anchors[0] else each.part)
        ordered.append(each.item)
        if each.old:
            anchors.popleft()
        follow(each.part)
    follow(None)
    return ordered
