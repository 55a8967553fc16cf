"""Names in full and in short: "the Office" and "UNODC" for the United Nations Office on Drugs and Crime.

A short form says the same as the full one where a draft knows the full name and just one thing that the short form can
mean. "States" and "Member States" are not the same: a name of two words has no short form unless it is a body's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from drafts.comparison.house_style import ACRONYMS
from drafts.comparison.normal_form import Unit

_BETWEEN: Final = frozenset(("and", "for", "on", "against", "in", "by", "from", "at", "with", "trafficking-in-persons"))
_SHORTENED_OF_TWO: Final = frozenset((("general", "assembly"), ("security", "council"), ("human", "rights", "council")))
_LEAST_UNITS: Final = 3
_MOST_UNITS: Final = 40
"""No name is longer: what looks like it is a list, or a text in capitals."""
_SHORTEST_ACRONYM: Final = 2

Name = tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """Units `begin` to `end` of a text, which make a name."""

    begin: int
    end: int


def spans(units: Sequence[Unit]) -> Iterator[Span]:
    """The longest names in a text: capitalized words, with what connects them."""
    begin = end = 0
    for place, unit in enumerate([*units, Unit("", 0, 0)]):
        if unit.apart:
            if begin < end <= begin + _MOST_UNITS:
                yield Span(begin, end)
            begin = end = place
        if unit.capital and unit.kind == "word":
            begin, end = (begin, place + 1) if end > begin else (place, place + 1)
        elif unit.key not in _BETWEEN:
            if begin < end <= begin + _MOST_UNITS:
                yield Span(begin, end)
            begin = end = place + 1


def cut_at_and(units: Sequence[Unit], span: Span) -> Iterator[Span]:
    """A name, and the names that it may be put together of ("the Council and the Assembly")."""
    yield span
    ands = [place for place in range(span.begin, span.end) if units[place].key == "and"]
    cuts = [span.begin - 1, *ands, span.end]
    if ands:
        yield from (Span(one + 1, other) for one, other in pairwise(cuts) if one + 1 < other)


def near(names: Sequence[Span], inner: Span) -> Sequence[Span]:
    """Of names in order, those that a stretch of units lies in or borders on."""
    first = bisect_left(names, inner.begin, key=lambda name: name.end)
    return names[first : bisect_right(names, inner.end, lo=first, key=lambda name: name.begin)]


def name_of(units: Sequence[Unit], span: Span) -> Name:
    """The keys of a name."""
    return tuple(unit.key for unit in units[span.begin : span.end])


def acronym_of(name: Name) -> str:
    """The initials of a name, without what connects its words."""
    return ACRONYMS.get(name) or "".join(word[0] for word in name if word not in _BETWEEN)


class KnownNames:
    """The names of two drafts, and how often each stands in them."""

    def __init__(self, texts: Iterable[Sequence[Unit]]) -> None:
        self._counts: Counter[Name] = Counter()
        for units in texts:
            for span in spans(units):
                self._counts.update(name_of(units, part) for part in cut_at_and(units, span))
        self._holding: dict[str, list[Name]] = defaultdict(list)
        self._by_acronym: dict[str, list[Name]] = defaultdict(list)
        for name in self._counts:
            self._by_acronym[acronym_of(name)].append(name)
            for word in set(name):
                self._holding[word].append(name)

    def is_short_for(self, short: Name, full: Name) -> bool:
        """Whether a short form can only mean that full name. The full name must be known from elsewhere, too."""
        if not short or not set(short) < set(full):
            return False
        if len(full) < _LEAST_UNITS and full not in _SHORTENED_OF_TWO:
            return False
        if sum(self._counts[name] for name in self._names_with(full)) <= 1:
            return False
        return all(_may_mean(name, short, set(full)) for name in self._names_with(short))

    def is_acronym_of(self, word: str, name: Name) -> bool:
        """Whether a word is made of the initials of this name, or of the only one that this is a short form of."""
        if len(word) < _SHORTEST_ACRONYM:
            return False
        return acronym_of(name) == word or any(self.is_short_for(name, full) for full in self._by_acronym.get(word, ()))

    def _names_with(self, words: Name) -> list[Name]:
        """The names that hold all these words."""
        held = min((self._holding.get(word, []) for word in words), key=len)
        return [name for name in held if set(words) <= set(name)]


def _may_mean(name: Name, short: Name, full: set[str]) -> bool:
    """Whether a name that holds the short form says nothing against its meaning the full one.

    Of names put together ("the Convention and the Protocol") the one that holds the short form counts.
    """
    if set(name) <= full or full <= set(name):
        return True
    if "and" not in name:
        return False
    cuts = [-1, *(place for place, word in enumerate(name) if word == "and"), len(name)]
    parts = [set(name[one + 1 : other]) for one, other in pairwise(cuts)]
    holding = [part for part in parts if set(short) <= part]
    return bool(holding) and all(part <= full or full <= part for part in holding)
