"""Phrases put elsewhere: deletions and insertions that are a matter of the order of words.

The same words in another order are editorial only where little hangs on their place: an adverb, a phrase that a
preposition opens, the members of a list. A number, a date, a negation, a modal or a quantifier never is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from drafts.comparison.conventions import Residue
from drafts.comparison.house_style import MINOR_PREPOSITIONS, SUBSTANTIVE_WORDS
from drafts.comparison.model import ChangeClass, Reason
from drafts.comparison.normal_form import folded, normal_form
from drafts.comparison.sides import Sides
from drafts.comparison.words import Change, is_word

_MOST_WORDS_MOVED: Final = 12
_FURTHEST_MOVED: Final = 40
_MOST_BETWEEN_MEMBERS: Final = 3
_OPENS_A_PHRASE: Final = MINOR_PREPOSITIONS | {"by", "through", "within", "among", "between", "of", "from"}
_DETERMINERS: Final = frozenset(("the", "a", "an", "its", "their"))
_JOINING: Final = frozenset(("and", "or", ","))
_NEVER_MOVED: Final = SUBSTANTIVE_WORDS["negation"] | SUBSTANTIVE_WORDS["modal"] | SUBSTANTIVE_WORDS["quantifier"]


@dataclass(frozen=True)
class Judged:
    """A change and what was found of it; `residues` only where it is one of substance."""

    change: Change
    change_class: ChangeClass
    reason: Reason
    residues: tuple[Residue, ...] = ()

    @property
    def went(self) -> list[str]:
        """The keys that went."""
        return [unit.key for residue in self.residues for unit in residue.old]

    @property
    def came(self) -> list[str]:
        """The keys that came."""
        return [unit.key for residue in self.residues for unit in residue.new]


def put_elsewhere(sides: Sides, judged: Sequence[Judged]) -> list[Judged]:
    """The changes, with those called editorial that only put a phrase elsewhere. Each is paired at most once."""
    found = list(judged)
    for i, one in enumerate(found):
        if not one.residues:
            continue
        for j in range(i + 1, len(found)):
            other = found[j]
            if other.change.old_begin - one.change.old_end > _FURTHEST_MOVED:
                break
            if other.residues and (_moved(sides, one, other) or _exchanged(sides, one, other)):
                found[i], found[j] = _reordered(one), _reordered(other)
                break
    return found


def _reordered(judged: Judged) -> Judged:
    return replace(judged, change_class="editorial", reason="order", residues=())


def _moved(sides: Sides, one: Judged, other: Judged) -> bool:
    """Whether one takes away what the other puts in, or the other way round, and the phrase may stand in either place.

    To move a phrase over another is to move that other over it: either may be the one that moves easily.
    """
    if one.went and not one.came and not other.went and _same_words(one.went, other.came):
        tokens = sides.old[one.change.old_begin : one.change.old_end]
    elif one.came and not one.went and not other.came and _same_words(one.came, other.went):
        tokens = sides.new[one.change.new_begin : one.change.new_end]
    else:
        return False
    between = sides.old[one.change.old_end : other.change.old_begin]
    if not (_may_stand_elsewhere(tokens) and _may_stand_elsewhere(between)):
        return False
    return _moves_easily(tokens) or _moves_easily(between) or _is_member(tokens, between)


def _same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the same phrase is meant: "national and", put behind what it stood before, is "and national"."""
    return one == other or ("and" in one and sorted(one) == sorted(other))


def _may_stand_elsewhere(tokens: Sequence[str]) -> bool:
    units = normal_form(tokens)
    return all(unit.kind == "word" and is_word(unit.key) and unit.key not in _NEVER_MOVED for unit in units)


def _moves_easily(tokens: Sequence[str]) -> bool:
    words = [token for token in tokens if is_word(token)]
    if not words or len(words) > _MOST_WORDS_MOVED:
        return False
    first, second = folded(words[0]), words[1].strip() if len(words) > 1 else ""
    if all(folded(word).endswith("ly") for word in words):
        return True
    if first == "to":
        return second.casefold() in _DETERMINERS or second[:1].isupper()
    return first in _OPENS_A_PHRASE


def _is_member(tokens: Sequence[str], between: Sequence[str]) -> bool:
    """Whether this is a member of a list, with its conjunction or comma, that is put behind or before another one."""
    words, others = ([token for token in side if is_word(token)] for side in (tokens, between))
    if not words or len(words) > _MOST_WORDS_MOVED:
        return False
    if "and" in (folded(words[0]), folded(words[-1])):
        return True
    with_comma = "," in (tokens[0].strip(), tokens[-1].strip())
    return with_comma and len(words) == 1 and len(others) == 1 and words[0].strip().islower()


def _exchanged(sides: Sides, one: Judged, other: Judged) -> bool:
    """Whether two members of a list changed places ("national and regional")."""
    if not one.went or one.went != other.came or one.came != other.went:
        return False
    between = [folded(token) for token in sides.old[one.change.old_end : other.change.old_begin]]
    units = [unit for residue in one.residues for unit in (*residue.old, *residue.new)]
    joiners = [word for word in between if word not in _DETERMINERS]
    joined = bool(joiners) and joiners[0] in _JOINING and joiners[-1] in _JOINING
    few = len(between) <= _MOST_BETWEEN_MEMBERS and joined
    return few and not any(unit.capital or unit.kind != "word" or unit.key in _NEVER_MOVED for unit in units)
