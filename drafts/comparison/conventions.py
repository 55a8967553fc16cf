"""The editors' conventions: when two different rows of units say the same.

Each rule looks at a residue, what is left of a change after the normal forms were laid against each other, and names
itself if it explains the whole of it. Rules are of the language and of the house style, never of one text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

from drafts.comparison.house_style import INTERCHANGEABLE, MINOR_PREPOSITIONS, NEVER_INFLECTED, REPETITION
from drafts.comparison.model import Reason
from drafts.comparison.names import KnownNames, Span, cut_at_and, name_of, near
from drafts.comparison.normal_form import Unit
from drafts.comparison.sides import Sides

_CITED_WITHIN: Final = 3
_OPENING_UNITS: Final = 4
_MOST_REORDERED: Final = 12
_SHORTEST_MISSPELT: Final = 7
_CITING: Final = frozenset(
    (
        *("resolution", "resolutions", "decision", "decisions", "general", "assembly", "economic", "social", "council"),
        *("and", "commission", "security", "entitled", "on", "see"),
    )
)
_COUNTED: Final = frozenset(
    (
        *("paragraph", "paragraphs", "article", "articles", "rule", "no", "annex", "chapter", "section", "within"),
        *("goal", "target", "item", "part", "volume", "every", "least", "until", "phase", "pillar"),
    )
)
"""Words after which a number is no mark."""

_CONNECTING: Final = MINOR_PREPOSITIONS | {"and", "or", "by", "from"}

_SAME_STEM: Final = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        (r"(.{3,})", r"(.{3,}?)(?:s|es|ing|ly)"),
        (r"(.{3,})y", r"(.{3,})(?:ies|ily)"),
        (r"(.{3,})e", r"(.{3,})ing"),
        (r"(.{3,})le", r"(.{3,})ly"),
        (r"(.{3,})(?:s|es)", r"(.{3,}?)ing"),
        (r"(.{4,})ation", r"(.{4,})ance"),
        (r"(.{5,}?)(?:at)?ion", r"(.{5,}?)(?:at)?ing"),
        (r"(.{4,})ence", r"(.{4,})ency"),
        (r"(.{4,})ance", r"(.{4,})ancy"),
    )
)


@dataclass(frozen=True)
class Residue:
    """What differs between two sides: units `old_span` of the old one against `new_span` of the new one."""

    sides: Sides
    old_span: Span
    new_span: Span

    @property
    def old(self) -> Sequence[Unit]:
        """The units that went."""
        return self.sides.old_units[self.old_span.begin : self.old_span.end]

    @property
    def new(self) -> Sequence[Unit]:
        """The units that came."""
        return self.sides.new_units[self.new_span.begin : self.new_span.end]


@dataclass(frozen=True)
class Surroundings:
    """What the two drafts know beyond one paragraph: names, how often a word is used, and the numbers of footnotes."""

    names: KnownNames
    vocabulary: Counter[str]
    notes: frozenset[str] = frozenset()

    @classmethod
    def unknown(cls) -> Self:
        """Surroundings of which nothing is known."""
        return cls(KnownNames(()), Counter())


def editorial_reason(residue: Residue, known: Surroundings) -> Reason | None:
    """The convention that explains a residue, None if it is one of substance."""
    return next((reason for reason, explains in _RULES if explains(residue, known)), None)


def _keys(units: Sequence[Unit]) -> list[str]:
    return [unit.key for unit in units]


def _is_hyphenation(residue: Residue, _: Surroundings) -> bool:
    return "".join(_keys(residue.old)) == "".join(_keys(residue.new))


def is_order(residue: Residue, _: Surroundings | None = None) -> bool:
    """The same few words: an adverb on the other side of its verb, or the members of a list."""
    old, new = residue.old, residue.new
    if len(old) > _MOST_REORDERED or sorted(_keys(old)) != sorted(_keys(new)):
        return False
    if any(unit.kind != "word" for unit in old):
        return False
    steady, steady_of_new = ([key for key in _keys(side) if not _stands_anywhere(key)] for side in (old, new))
    if steady == steady_of_new:
        return True
    members, members_of_new = _members(residue.sides.old, old), _members(residue.sides.new, new)
    return sorted(members) == sorted(members_of_new) and not any(unit.capital for unit in old)


def _stands_anywhere(key: str) -> bool:
    return key.endswith("ly") or key in REPETITION


def _members(tokens: Sequence[str], units: Sequence[Unit]) -> list[tuple[str, ...]]:
    """What stands between the commas and conjunctions of a list."""
    members: list[list[str]] = [[]]
    end = units[0].begin
    for unit in units:
        if unit.key in {"and", "or"} or any(token.strip() == "," for token in tokens[end : unit.begin]):
            members.append([])
        if unit.key not in {"and", "or"}:
            members[-1].append(unit.key)
        end = unit.end
    return [tuple(member) for member in members if member]


def _is_abbreviation(residue: Residue, known: Surroundings) -> bool:
    """A name completed or shortened, or an acronym for it."""
    old, new = residue.old, residue.new
    if old and new:
        return _is_acronym(old, new, known) or _is_acronym(new, old, known) or _is_renamed(residue, known)
    return _is_told_acronym(residue, known) or _completes(residue, known)


def _is_acronym(short: Sequence[Unit], full: Sequence[Unit], known: Surroundings) -> bool:
    named = len(short) == 1 and all(unit.capital for unit in (short[0], full[0], full[-1]))
    return named and known.names.is_acronym_of(short[0].key, tuple(_keys(full)))


def _is_told_acronym(residue: Residue, known: Surroundings) -> bool:
    """Whether this is the acronym of the name that it stands behind: "the Office on Drugs and Crime (UNODC)"."""
    sides = residue.sides
    units, names, added = (
        (sides.old_units, sides.old_names, residue.old_span)
        if residue.old
        else (sides.new_units, sides.new_names, residue.new_span)
    )
    if added.end - added.begin != 1 or not units[added.begin].apart:
        return False
    acronym = units[added.begin].key
    before = [part for name in near(names, added) for part in cut_at_and(units, name) if part.end == added.begin]
    return any(known.names.is_acronym_of(acronym, name_of(units, part)) for part in before)


def _is_renamed(residue: Residue, known: Surroundings) -> bool:
    """Whether one side stands in a short form of the name in which the other side stands."""
    sides = residue.sides
    old = [name_of(sides.old_units, span) for span in _around(sides.old_units, sides.old_names, residue.old_span)]
    new = [name_of(sides.new_units, span) for span in _around(sides.new_units, sides.new_names, residue.new_span)]
    return any(
        known.names.is_short_for(one, other) or known.names.is_short_for(other, one) for one in old for other in new
    )


def _around(units: Sequence[Unit], names: Sequence[Span], inner: Span) -> list[Span]:
    """The names, whole or put together with others, in which a stretch of units lies."""
    parts = [part for name in near(names, inner) for part in cut_at_and(units, name)]
    return [part for part in parts if part.begin <= inner.begin and inner.end <= part.end]


def _completes(residue: Residue, known: Surroundings) -> bool:
    """Whether these units belong to a full name whose other units, which did not change, are its short form.

    The short form may have words of its own order, which then changed, too: it is the name opposite.
    """
    sides = residue.sides
    if residue.old:
        units, names, added, changed = sides.old_units, sides.old_names, residue.old_span, sides.old_changed
        others, names_opposite, opposite = sides.new_units, sides.new_names, residue.new_span
    else:
        units, names, added, changed = sides.new_units, sides.new_names, residue.new_span, sides.new_changed
        others, names_opposite, opposite = sides.old_units, sides.old_names, residue.old_span
    if units[added.begin].key == "and" or units[added.end - 1].key == "and":
        return False
    named = [name_of(others, part) for name in near(names_opposite, opposite) for part in cut_at_and(others, name)]
    for span in _around(units, names, added):
        full = name_of(units, span)
        kept = tuple(units[place].key for place in range(span.begin, span.end) if place not in changed)
        shorts = [kept, *(name for name in named if set(kept) <= set(name))] if kept else []
        if any(known.names.is_short_for(short, full) for short in shorts):
            return True
    return False


def _is_citation(residue: Residue, _: Surroundings) -> bool:
    """The body, the date or the title of a document whose number stands beside it on both sides."""
    if residue.old and residue.new:
        return False
    units, span = (
        (residue.sides.old_units, residue.old_span) if residue.old else (residue.sides.new_units, residue.new_span)
    )
    beside = [*units[max(0, span.begin - _CITED_WITHIN) : span.begin], *units[span.end : span.end + _CITED_WITHIN]]
    if not any(unit.kind == "symbol" for unit in beside):
        return False
    added = units[span.begin : span.end]
    if added[0].key == "entitled":
        return not any(unit.kind == "symbol" for unit in added)
    if any(one.key == "on" and other.kind == "date" for one, other in pairwise(added)):
        return False
    return all(unit.kind == "date" or unit.key in _CITING for unit in added)


def _is_repetition(residue: Residue, _: Surroundings) -> bool:
    at_opening = min(residue.old_span.begin, residue.new_span.begin) < _OPENING_UNITS
    return at_opening and all(unit.key in REPETITION for unit in (*residue.old, *residue.new))


def _is_preposition(residue: Residue, _: Surroundings) -> bool:
    keys = {unit.key for unit in (*residue.old, *residue.new)}
    if not keys <= MINOR_PREPOSITIONS or _exchanges_prepositions(residue):
        return False
    after = [
        units[span.end].kind
        for units, span in ((residue.sides.old_units, residue.old_span), (residue.sides.new_units, residue.new_span))
        if span.end < len(units)
    ]
    return keys <= INTERCHANGEABLE or ("number" not in after and "date" not in after)


def _exchanges_prepositions(residue: Residue) -> bool:
    """Whether a preposition of the minor ones was put for one that means another thing: "with" for "as"."""
    old, new = (set(_keys(side)) & MINOR_PREPOSITIONS for side in (residue.old, residue.new))
    went, came = old - new, new - old
    return bool(went) and bool(came) and not went | came <= INTERCHANGEABLE


def _is_footnote_mark(residue: Residue, known: Surroundings) -> bool:
    """The number of a footnote, in digits, that was read as a word and counts nothing: no noun follows it."""
    if len(residue.old) + len(residue.new) != 1:
        return False
    sides = residue.sides
    tokens, units, span = (
        (sides.old, sides.old_units, residue.old_span)
        if residue.old
        else (sides.new, sides.new_units, residue.new_span)
    )
    mark = units[span.begin]
    if tokens[mark.begin].strip() not in known.notes or mark.kind != "number":
        return False
    counted = span.begin > 0 and units[span.begin - 1].key in _COUNTED
    following = units[span.end : span.end + 1]
    return not counted and all(unit.begin > mark.end or unit.key in _CONNECTING for unit in following)


def _is_gerund_of_means(residue: Residue, _: Surroundings) -> bool:
    """ "by strengthening" and "through strengthening"."""
    keys = {*_keys(residue.old), *_keys(residue.new)}
    following = residue.sides.new_units[residue.new_span.end : residue.new_span.end + 1]
    return keys == {"by", "through"} and bool(following) and following[0].key.endswith("ing")


def _is_inflection(residue: Residue, known: Surroundings) -> bool:
    """Word for word the same, but for endings and misspellings; minor prepositions may come and go with them."""
    if _exchanges_prepositions(residue):
        return False
    old = [unit for unit in residue.old if unit.key not in MINOR_PREPOSITIONS]
    new = [unit for unit in residue.new if unit.key not in MINOR_PREPOSITIONS]
    return bool(old) and len(old) == len(new) and all(
        one.key == other.key or is_inflected(one.key, other.key) or _is_misspelt(one, other, known)
        for one, other in zip(old, new, strict=True)
    )  # fmt: skip


def _is_spelling(residue: Residue, known: Surroundings) -> bool:
    old, new = residue.old, residue.new
    return bool(old) and len(old) == len(new) and all(
        one.key == other.key or _is_misspelt(one, other, known) for one, other in zip(old, new, strict=True)
    )  # fmt: skip


def is_inflected(one: str, other: str) -> bool:
    """Whether two words are forms of one, of which nothing hangs on the form."""
    for shorter, longer in ((one, other), (other, one)):
        for pattern, inflected in _SAME_STEM:
            stem, stem_of_other = pattern.fullmatch(shorter), inflected.fullmatch(longer)
            if stem and stem_of_other and stem[1] == stem_of_other[1]:
                return shorter not in NEVER_INFLECTED and longer not in NEVER_INFLECTED
    return False


def _is_misspelt(one: Unit, other: Unit, known: Surroundings) -> bool:
    """One letter differs, and one of the two stands nowhere else while the other does."""
    if one.kind != "word" or one.kind != other.kind or min(len(one.key), len(other.key)) < _SHORTEST_MISSPELT:
        return False
    counts = sorted((known.vocabulary[one.key], known.vocabulary[other.key]))
    return counts[0] == 1 and counts[1] > 1 and one.key[0] == other.key[0] and _one_slip(one.key, other.key)


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours exchanged."""
    head = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, rest_of_other = one[head:], other[head:]
    exchanged = rest[:2] == rest_of_other[:2][::-1] and rest[2:] == rest_of_other[2:]
    lost = rest[1:] == rest_of_other or rest == rest_of_other[1:]
    return exchanged or lost or rest[1:] == rest_of_other[1:]


_RULES: Final[tuple[tuple[Reason, Callable[[Residue, Surroundings], bool]], ...]] = (
    ("hyphens", _is_hyphenation),
    ("footnote mark", _is_footnote_mark),
    ("repetition word", _is_repetition),
    ("preposition", _is_preposition),
    ("preposition", _is_gerund_of_means),
    ("citation", _is_citation),
    ("order", is_order),
    ("abbreviation", _is_abbreviation),
    ("spelling", _is_spelling),
    ("inflection", _is_inflection),
)
