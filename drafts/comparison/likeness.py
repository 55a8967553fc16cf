"""Likeness: how much two paragraphs have in common by their words, the rare ones weighing most."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.comparison.normal_form import folded
from drafts.comparison.words import is_word, tokens

_RAREST_WORDS: Final = 24
_MOST_BEARERS: Final = 40
"""A word that more paragraphs bear than this says nothing about which is which."""


@dataclass(frozen=True)
class Piece:
    """A paragraph or footnote as alignment sees it.

    `place` counts a draft's pieces from 0; `part` separates what is never paired; `parent` is the place of the
    paragraph that it stands under.
    """

    place: int
    part: str
    text: str
    level: int = 0
    number: str | None = None
    parent: int | None = None


class Likeness:
    """The words of the pieces of two drafts, and how much each weighs."""

    def __init__(self, old: Sequence[Piece], new: Sequence[Piece]) -> None:
        self.old = [_bag(piece) for piece in old]
        self.new = [_bag(piece) for piece in new]
        bearers = Counter(word for bag in (*self.old, *self.new) for word in bag)
        count = len(old) + len(new)
        self._weights = {word: math.log1p(count / borne) for word, borne in bearers.items()}

    def weight(self, bag: Mapping[str, int]) -> float:
        """What these words weigh together."""
        return math.fsum(self._weights[word] * count for word, count in bag.items())

    def of(self, one: Counter[str], other: Counter[str]) -> float:
        """From 0, no word in common, to 1, the same words."""
        total = self.weight(one) + self.weight(other)
        return 2 * self.weight(one & other) / total if total else 1.0

    def taken_from(self, piece: Counter[str], source: Counter[str]) -> float:
        """How much of a piece, from 0 to 1, are words of the source."""
        total = self.weight(piece)
        return self.weight(piece & source) / total if total else 0.0

    def sharers(self, bag: Counter[str], bearers: Mapping[str, Sequence[int]]) -> dict[int, float]:
        """The places that bear the rarest words of a bag, with what these weigh."""
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(bag, key=lambda word: (-self._weights[word], word))[:_RAREST_WORDS]:
            bearing = bearers.get(word, ())
            if len(bearing) <= _MOST_BEARERS:
                for place in bearing:
                    shared[place] += self._weights[word]
        return shared


def bearers_of(bags: Iterable[tuple[int, Counter[str]]]) -> dict[str, list[int]]:
    """For each word, the places whose bag holds it."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for place, bag in bags:
        for word in bag:
            bearers[word].append(place)
    return bearers


def _bag(piece: Piece) -> Counter[str]:
    return Counter(folded(token) for token in tokens(piece.text) if is_word(token))
