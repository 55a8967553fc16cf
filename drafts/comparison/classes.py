"""Editorial or substantive: the class of every change between two texts, and the reason for it.

A change is editorial if both sides have the same normal form, or if an editors' convention explains what is left, or if
it only puts a phrase elsewhere. Whatever is not clearly editorial is substantive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from drafts.comparison.conventions import Residue, Surroundings, editorial_reason, is_order
from drafts.comparison.house_style import DIRECTIONS, MINOR_PREPOSITIONS, SUBSTANTIVE_WORDS, WITHOUT_SUBSTANCE
from drafts.comparison.model import Reason, WordChange
from drafts.comparison.names import Span
from drafts.comparison.normal_form import Unit, folded
from drafts.comparison.order import Judged, put_elsewhere
from drafts.comparison.sides import Sides, sides_of, widened
from drafts.comparison.words import Change, changes_between, is_word

_WORDS_BESIDE: Final = 3
_MOST_WORDS_NAMED: Final = 8


def classed(
    old: Sequence[str], new: Sequence[str], changes: Sequence[Change], known: Surroundings, verbs: Sequence[str] = ()
) -> tuple[WordChange, ...]:
    """The changes between two rows of tokens, each with its class and reason. `verbs` are the acts of both texts."""
    sides = sides_of(old, new, changes)
    acts = frozenset(folded(word) for verb in verbs for word in verb.split())
    judged = [each for group in widened(sides, changes) for each in _judged(sides, *group, acts, known)]
    return tuple(_told(sides, found) for found in put_elsewhere(sides, judged))


def _judged(
    sides: Sides, wide: Change, members: Sequence[Change], acts: frozenset[str], known: Surroundings
) -> Iterator[Judged]:
    """The verdict on changes that touch the same units: one for all of them, with the reason that each has."""
    old, new = sides.touched(wide)
    residues = tuple(_residues(sides, old, new))
    raw = [(sides.old[each.old_begin : each.old_end], sides.new[each.new_begin : each.new_end]) for each in members]
    keys = [unit.key for unit in sides.new_units[new.begin : new.end]]
    if any(_turns_round(*each, keys) for each in raw):
        yield from (Judged(each, "substantive", "wording", residues) for each in members)
        return
    reasons = [_comma_for_and(*raw[0]) or editorial_reason(residue, known) for residue in residues]
    unexplained = tuple(residue for residue, reason in zip(residues, reasons, strict=True) if reason is None)
    whole = Residue(sides, old, new)
    explained: list[Reason] = [reason for reason in reasons if reason is not None]
    if unexplained and is_order(whole):
        explained, unexplained = ["order"], ()
    if unexplained:
        yield from (Judged(each, "substantive", _substance(unexplained, acts), unexplained) for each in members)
        return
    units = (*whole.old, *whole.new)
    for member, texts in zip(members, raw, strict=True):
        yield Judged(member, "editorial", explained[0] if explained else _form(units, *texts))


def _residues(sides: Sides, old: Span, new: Span) -> Iterator[Residue]:
    """What differs between the normal forms of two stretches."""
    keys = [unit.key for unit in sides.old_units[old.begin : old.end]]
    keys_of_new = [unit.key for unit in sides.new_units[new.begin : new.end]]
    for found in changes_between(keys, keys_of_new):
        yield Residue(
            sides,
            Span(old.begin + found.old_begin, old.begin + found.old_end),
            Span(new.begin + found.new_begin, new.begin + found.new_end),
        )


def _turns_round(old: Sequence[str], new: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether a preposition that says who does what to whom was put for another ("by strengthening" does not)."""
    went = {folded(token) for token in old} & DIRECTIONS
    came = {folded(token) for token in new} & DIRECTIONS
    only_old, only_new = went - came, came - went
    if not only_old or not only_new or only_old | only_new == {"of", "from"}:
        return False
    return not any(key.endswith("ing") for key in keys)


def _comma_for_and(old: Sequence[str], new: Sequence[str]) -> Reason | None:
    texts = ["".join(side).strip().casefold() for side in (old, new)]
    return "punctuation" if "and" in texts and {",", ";"} & set(texts) else None


def _form(units: Sequence[Unit], old: Sequence[str], new: Sequence[str]) -> Reason:
    """What a change is called that leaves the normal form as it was."""
    words, words_of_new = ([token.strip() for token in side if is_word(token)] for side in (old, new))
    bare, bare_of_new = ([word.casefold() for word in side] for side in (words, words_of_new))
    differing = (Counter(bare) - Counter(bare_of_new)) + (Counter(bare_of_new) - Counter(bare))
    light = [WITHOUT_SUBSTANCE.get(word) for word in differing]
    kinds = {unit.kind for unit in units}
    if words == words_of_new:
        return "punctuation"
    if bare == bare_of_new:
        return "capitals"
    if "".join(bare).replace("-", "") == "".join(bare_of_new).replace("-", ""):
        return "hyphens"
    if light and light[0] and None not in light:
        return light[0]
    if "date" in kinds or "number" in kinds:
        return "date form" if "date" in kinds else "number form"
    one_word = len(bare) == len(bare_of_new) == 1
    return "spelling" if one_word and bare[0][0] == bare_of_new[0][0] else "house style"


def _substance(residues: Sequence[Residue], acts: frozenset[str]) -> Reason:
    """What a change of substance is about: the first of the kinds of words it touches, unless much was reworded."""
    units = [unit for residue in residues for unit in (*residue.old, *residue.new)]
    keys = {unit.key for unit in units}
    if (keys & acts) - MINOR_PREPOSITIONS:
        return "verb"
    if len(units) > _MOST_WORDS_NAMED:
        return "wording"
    for reason in ("negation", "modal", "quantifier"):
        if keys & SUBSTANTIVE_WORDS[reason]:
            return reason
    kinds = {unit.kind for unit in units}
    if "date" in kinds or "number" in kinds:
        return "date" if "date" in kinds else "number"
    return "condition" if keys & SUBSTANTIVE_WORDS["condition"] else "wording"


def _told(sides: Sides, judged: Judged) -> WordChange:
    change = judged.change
    before = sides.old[max(0, change.old_begin - _WORDS_BESIDE) : change.old_begin]
    after = sides.old[change.old_end : change.old_end + _WORDS_BESIDE]
    return WordChange(
        deleted="".join(sides.old[change.old_begin : change.old_end]).strip(),
        inserted="".join(sides.new[change.new_begin : change.new_end]).strip(),
        change_class=judged.change_class,
        reason=judged.reason,
        before="".join(before).strip(),
        after="".join(after).strip(),
    )
