"""Duties compared: what is owed anew, what no longer, and whose deadline, addressee or recipient changed.

Duties are paired within paragraphs that are aligned, by how much of them is the same. Which words set a duty is the
reader's finding; here only what it found is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from drafts.comparison.model import DutyChange, DutyFate
from resolutions.duties import Duty

_LEAST_IN_COMMON: Final = 3


def duty_changes(
    old: Sequence[Duty], new: Sequence[Duty], new_labels: Mapping[str, Sequence[str]]
) -> tuple[DutyChange, ...]:
    """The changes from the old duties to the new ones. `new_labels` says what an old paragraph is called now."""
    found: list[DutyChange] = []
    pairs = _pairs(old, new, new_labels)
    for place, duty in enumerate(old):
        if place in pairs:
            found.extend(_changes(duty, new[pairs[place]]))
        else:
            found.append(DutyChange(fate="removed", paragraph=duty.paragraph, old=duty))
    taken = set(pairs.values())
    added = [duty for place, duty in enumerate(new) if place not in taken]
    return (*found, *(DutyChange(fate="added", paragraph=duty.paragraph, new=duty) for duty in added))


def _pairs(old: Sequence[Duty], new: Sequence[Duty], new_labels: Mapping[str, Sequence[str]]) -> dict[int, int]:
    """Which old duty is which new one, by their places: those with most in common first."""
    under: dict[str, list[int]] = defaultdict(list)
    for place, duty in enumerate(new):
        under[duty.paragraph].append(place)
    candidates = [
        (-common, i, j)
        for i, duty in enumerate(old)
        for label in new_labels.get(duty.paragraph, ())
        for j in under[label]
        if (common := _in_common(duty, new[j])) >= _LEAST_IN_COMMON
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _in_common(one: Duty, other: Duty) -> int:
    """How much of two duties is the same; what is owed, by whom and when weigh most."""
    return sum(
        (
            2 * (one.kind == other.kind),
            2 * (one.addressee.casefold() == other.addressee.casefold()),
            2 * (one.due == other.due),
            one.to == other.to,
            one.verb == other.verb,
        )
    )


def _changes(old: Duty, new: Duty) -> Iterator[DutyChange]:
    yield from (DutyChange(fate=fate, paragraph=new.paragraph, old=old, new=new) for fate in _fates(old, new))


def _fates(old: Duty, new: Duty) -> Iterator[DutyFate]:
    if old.kind != new.kind:
        yield "kind"
    if old.due != new.due:
        yield "due"
    if old.addressee.casefold() != new.addressee.casefold():
        yield "addressee"
    if old.to != new.to:
        yield "recipient"
    if old.conditions != new.conditions:
        yield "conditions"
