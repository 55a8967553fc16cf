"""Alignment: which paragraphs of one draft are which of another, whatever their numbers and places.

Equal texts are paired first, and texts with equal normal forms. What remains is paired by likeness, best pairs first;
only candidates that share rare words or stand in the same gap are looked at, at most `4 * MOST_CANDIDATES` for each
paragraph. Then a paragraph left over beside a pair joins it if its words come from there: that is a split, or a merger.
Deterministic; the time is that of reading both drafts, and as many comparisons of two bags of words as there are
candidates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from drafts.comparison.likeness import Likeness, Piece, bearers_of
from drafts.comparison.normal_form import normal_form
from drafts.comparison.words import tokens

MOST_CANDIDATES: Final = 8
_ALIKE: Final = 0.5
_ALIKE_IN_PLACE: Final = 0.3
_ALIKE_ALONE: Final = 0.2
_TAKEN_FROM: Final = 0.6
_MOST_PIECES: Final = 12
_SAME_PLACE: Final = 0.1
_SAME_PARENT: Final = 0.05
_SAME_NUMBER: Final = 0.03


@dataclass(frozen=True)
class Aligned:
    """Places of the old draft that became places of the new one: one and one, one and several, or one and none."""

    old: tuple[int, ...]
    new: tuple[int, ...]


class _Gap(NamedTuple):
    """Where a piece that is not paired stands: between which paired places of its own draft and of the other one."""

    low: int
    high: int
    other_low: int
    other_high: int

    def opposite(self, place: int) -> range:
        """The places of the other draft nearest to where the piece would be if nothing else had changed in the gap."""
        expected = self.other_low + place - self.low
        low = max(self.other_low + 1, expected - MOST_CANDIDATES // 2)
        return range(low, min(self.other_high, low + MOST_CANDIDATES))


@dataclass
class _Pairing:
    """The pairs found so far, by place."""

    old: Sequence[Piece]
    new: Sequence[Piece]
    new_of: dict[int, int] = field(default_factory=dict)
    old_of: dict[int, int] = field(default_factory=dict)

    def pair(self, old: int, new: int) -> None:
        self.new_of[old], self.old_of[new] = new, old

    def left_old(self) -> list[Piece]:
        return [piece for piece in self.old if piece.place not in self.new_of]

    def left_new(self) -> list[Piece]:
        return [piece for piece in self.new if piece.place not in self.old_of]


def _gaps(count: int, other_count: int, paired: Mapping[int, int]) -> dict[int, _Gap]:
    """The gap of every place of a draft that is not paired."""
    found: dict[int, _Gap] = {}
    waiting: list[int] = []
    low = (-1, -1)
    for place in range(count + 1):
        if place < count and place not in paired:
            waiting.append(place)
            continue
        high = (place, paired.get(place, other_count))
        found.update({each: _Gap(low[0], high[0], low[1], high[1]) for each in waiting})
        waiting, low = [], high
    return found


def align(old: Sequence[Piece], new: Sequence[Piece]) -> list[Aligned]:
    """What became of every piece; each place stands in exactly one answer, in the order of the new places."""
    pairing = _Pairing(old, new)
    _pair_equal(pairing)
    if not pairing.left_old() and not pairing.left_new():
        return _answers(pairing, {}, {})
    likeness = Likeness(old, new)
    _pair_alike(pairing, likeness)
    _pair_alone(pairing, likeness)
    split = _attached(pairing.new, pairing.old_of, likeness.new, likeness.old, likeness)
    merged = _attached(pairing.old, pairing.new_of, likeness.old, likeness.new, likeness)
    both = {(old, pairing.new_of[old]) for old in split.values()} & {
        (pairing.old_of[new], new) for new in merged.values()
    }
    torn, drawn = {old for old, _ in both}, {new for _, new in both}
    return _answers(
        pairing,
        {new: old for new, old in split.items() if old not in torn},
        {old: new for old, new in merged.items() if new not in drawn},
    )


def _pair_equal(pairing: _Pairing) -> None:
    """Equal texts, the first with the first: those with equal parents and numbers, all, those that say the same."""
    for key in (_text_in_place, _text, _saying):
        waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for piece in reversed(pairing.left_new()):
            waiting[key(piece, pairing.new)].append(piece.place)
        for piece in pairing.left_old():
            if places := waiting.get(key(piece, pairing.old)):
                pairing.pair(piece.place, places.pop())


def _text_in_place(piece: Piece, pieces: Sequence[Piece]) -> tuple[str, ...]:
    parent = pieces[piece.parent].text if piece.parent is not None else ""
    return piece.part, piece.text, parent, piece.number or ""


def _text(piece: Piece, _: Sequence[Piece]) -> tuple[str, ...]:
    return piece.part, piece.text


def _saying(piece: Piece, _: Sequence[Piece]) -> tuple[str, ...]:
    """Its normal form without spaces, so that "capacity building" is "capacity-building" even where it stands alone."""
    return piece.part, "".join(unit.key for unit in normal_form(tokens(piece.text))) or piece.text


def _pair_alike(pairing: _Pairing, likeness: Likeness) -> None:
    for *_, old, new in sorted(_candidates(pairing, likeness)):
        if old not in pairing.new_of and new not in pairing.old_of:
            pairing.pair(old, new)


def _candidates(pairing: _Pairing, likeness: Likeness) -> Iterator[tuple[float, int, int, int, int]]:
    """Pairs that are alike enough, best first when sorted: how alike, how far apart, how far on; old and new place."""
    gaps = _gaps(len(pairing.old), len(pairing.new), pairing.new_of)
    gaps_of_new = _gaps(len(pairing.new), len(pairing.old), pairing.old_of)
    forward = _worth_a_look(gaps, gaps_of_new, likeness.old, likeness.new, likeness)
    backward = _worth_a_look(gaps_of_new, gaps, likeness.new, likeness.old, likeness)
    for old, new in sorted({*forward, *((old, new) for new, old in backward)}):
        one, other = pairing.old[old], pairing.new[new]
        gap, gap_of_new = gaps[old], gaps_of_new[new]
        in_place = gap.other_low < new < gap.other_high and gap_of_new.other_low < old < gap_of_new.other_high
        alike = likeness.of(likeness.old[old], likeness.new[new])
        if one.part == other.part and alike >= (_ALIKE_IN_PLACE if in_place else _ALIKE):
            score = alike + _SAME_PLACE * in_place + _kinship(pairing, one, other)
            yield -round(score, 9), abs(old - new), old + new, old, new


def _worth_a_look(
    gaps: Mapping[int, _Gap],
    gaps_of_others: Mapping[int, _Gap],
    bags: Sequence[Counter[str]],
    bags_of_others: Sequence[Counter[str]],
    likeness: Likeness,
) -> Iterator[tuple[int, int]]:
    """For each piece that is not paired, those of the other draft that share rare words with it, or its gap."""
    bearers = bearers_of((place, bags_of_others[place]) for place in gaps_of_others)
    for place, gap in gaps.items():
        shared = likeness.sharers(bags[place], bearers)
        by_words = sorted(shared, key=lambda at: (-round(shared[at], 9), abs(at - place), at))[:MOST_CANDIDATES]
        yield from ((place, at) for at in {*by_words, *gap.opposite(place)} if at in gaps_of_others)


def _kinship(pairing: _Pairing, old: Piece, new: Piece) -> float:
    """What speaks for a pair beside its words."""
    same_parent = old.parent is not None and new.parent is not None and pairing.new_of.get(old.parent) == new.parent
    same_number = old.number is not None and old.number == new.number
    return _SAME_PARENT * same_parent + _SAME_NUMBER * same_number


def _pair_alone(pairing: _Pairing, likeness: Likeness) -> None:
    """Pair what stands alone opposite to one another, if it has at least something in common."""
    for place, gap in _gaps(len(pairing.old), len(pairing.new), pairing.new_of).items():
        new = gap.other_low + 1
        alone = gap.high - gap.low == 2 and gap.other_high - gap.other_low == 2
        if alone and new not in pairing.old_of and pairing.old[place].part == pairing.new[new].part:
            same_level = pairing.old[place].level == pairing.new[new].level
            if same_level and likeness.of(likeness.old[place], likeness.new[new]) >= _ALIKE_ALONE:
                pairing.pair(place, new)


def _attached(
    pieces: Sequence[Piece],
    paired: dict[int, int],
    bags: Sequence[Counter[str]],
    sources: Sequence[Counter[str]],
    likeness: Likeness,
) -> dict[int, int]:
    """Pieces left over beside a paired one whose words come from what that one is paired with, with its place."""
    found: dict[int, int] = {}
    for place, source in sorted(paired.items()):
        rest = sources[source] - bags[place]
        for step in (1, -1):
            beside = place + step
            while abs(beside - place) < _MOST_PIECES and 0 <= beside < len(pieces):
                same_part = pieces[beside].part == pieces[place].part
                if beside in paired or beside in found or not same_part:
                    break
                if likeness.taken_from(bags[beside], rest) < _TAKEN_FROM:
                    break
                found[beside], rest, beside = source, rest - bags[beside], beside + step
    return found


def _answers(pairing: _Pairing, split: dict[int, int], merged: dict[int, int]) -> list[Aligned]:
    """`split` gives new places their old one, `merged` old places their new one, beyond those that are paired."""
    news, olds = (
        defaultdict(list, {old: [new] for old, new in pairing.new_of.items()}),
        defaultdict[int, list[int]](list),
    )
    for new, old in split.items():
        news[old].append(new)
    for old, new in merged.items():
        olds[new].append(old)
    paired = [
        Aligned(tuple(sorted([old, *olds[new]])), tuple(sorted(news[old]))) for old, new in pairing.new_of.items()
    ]
    inserted = [Aligned((), (piece.place,)) for piece in pairing.left_new() if piece.place not in split]
    deleted = [Aligned((piece.place,), ()) for piece in pairing.left_old() if piece.place not in merged]
    return [*sorted([*paired, *inserted], key=lambda each: each.new), *deleted]
