"""Words: a text cut into them without loss, and the runs of words in which two texts agree and differ.

The comparison is Myers' shortest edit script between bounds. Beyond them it looks for words that both texts hold just
once, compares what lies between these, and calls the rest replaced: its time is at most proportional to the length
times `MOST_EDITS`, whatever the texts are. Tiny agreements between large changes are given up, for nobody can read
confetti.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.comparison.model import Run

_TOKEN: Final = re.compile(
    r"\n"
    r"|[^\S\n]*(?:\d{1,3}(?:,\d{3})+(?!\d)|\w+(?:[-\u2010\u2011'\u2019./](?=\w)\w+)*|[^\w\s])"
    r"|[^\S\n]+"
)
_WORD: Final = re.compile(r"\w")
_CONNECTING: Final = frozenset(
    ("the", "a", "an", "of", "to", "in", "on", "and", "or", "for", "by", "at", "as", "with", "its", "that", "their")
)
MOST_EDITS: Final = 400
"""Words inserted and deleted up to which a shortest edit script is looked for."""
_MOST_DEPTH: Final = 12
_FEW_WORDS: Final = 3


@dataclass(frozen=True)
class Change:
    """Tokens `old_begin` to `old_end` of the old text became `new_begin` to `new_end` of the new one."""

    old_begin: int
    old_end: int
    new_begin: int
    new_end: int


def tokens(text: str) -> list[str]:
    """The words and marks of a text, each with the space before it; put together they are the text."""
    return _TOKEN.findall(text)


def is_word(token: str) -> bool:
    """Whether a token is a word or a number, not a mark or a space."""
    return _WORD.search(token) is not None


def changes_between(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """The changes that make the new tokens of the old ones, in order, with at least one equal token between two."""
    return _readable(old, _gaps(list(_matches(old, new, 0, 0, 0)), len(old), len(new)))


def runs_of(old: Sequence[str], new: Sequence[str], changes: Sequence[Change]) -> tuple[Run, ...]:
    """The runs that these changes make: equal, deleted, inserted."""
    runs: list[Run] = []
    place = 0
    for change in [*changes, Change(len(old), len(old), len(new), len(new))]:
        for kind, piece in (
            ("equal", old[place : change.old_begin]),
            ("deleted", old[change.old_begin : change.old_end]),
            ("inserted", new[change.new_begin : change.new_end]),
        ):
            if piece:
                runs.append(Run.model_validate({"kind": kind, "text": "".join(piece)}))
        place = change.old_end
    return tuple(runs)


def _matches(
    old: Sequence[str], new: Sequence[str], old_at: int, new_at: int, depth: int
) -> Iterator[tuple[int, int, int]]:
    """Stretches in which the two agree, as (old begin, new begin, length), in order."""
    head = _common(old, new)
    if head:
        yield old_at, new_at, head
    old, new, old_at, new_at = old[head:], new[head:], old_at + head, new_at + head
    tail = _common(old[::-1], new[::-1])
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    if old and new:
        yield from _inner_matches(old, new, old_at, new_at, depth)
    if tail:
        yield old_at + len(old), new_at + len(new), tail


def _inner_matches(
    old: Sequence[str], new: Sequence[str], old_at: int, new_at: int, depth: int
) -> Iterator[tuple[int, int, int]]:
    shortest = _myers(old, new)
    if shortest is not None:
        yield from ((old_at + i, new_at + j, length) for i, j, length in shortest)
        return
    anchors = _anchors(old, new) if depth < _MOST_DEPTH else []
    if not anchors:
        return
    begin_old = begin_new = 0
    for i, j in [*anchors, (len(old), len(new))]:
        between = _matches(old[begin_old:i], new[begin_new:j], old_at + begin_old, new_at + begin_new, depth + 1)
        yield from between
        if i < len(old):
            yield old_at + i, new_at + j, 1
        begin_old, begin_new = i + 1, j + 1


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    length = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        length += 1
    return length


def _myers(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]] | None:
    """The agreements of a shortest edit script; None if it takes more than `MOST_EDITS` edits."""
    furthest = {1: 0}
    steps: list[dict[int, int]] = []
    for edits in range(min(MOST_EDITS, len(old) + len(new)) + 1):
        steps.append(furthest.copy())
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
            )
            x = furthest.get(diagonal + 1, 0) if down else furthest.get(diagonal - 1, 0) + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walked_back(steps, len(old), len(new))
    return None


def _walked_back(steps: Sequence[dict[int, int]], x: int, y: int) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for edits in range(len(steps) - 1, -1, -1):
        furthest, diagonal = steps[edits], x - y
        down = diagonal == -edits or (
            diagonal != edits and furthest.get(diagonal - 1, -1) < furthest.get(diagonal + 1, -1)
        )
        before = diagonal + 1 if down else diagonal - 1
        before_x = furthest.get(before, 0) if edits else 0
        before_y = before_x - before if edits else 0
        begin = (before_x if down else before_x + 1) if edits else 0
        if x > begin:
            found.append((begin, begin - diagonal, x - begin))
        x, y = before_x, before_y
    return found[::-1]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Tokens that both texts hold just once, as many as stand in the same order."""
    once_old = {token for token, count in Counter(old).items() if count == 1}
    once_new = {token for token, count in Counter(new).items() if count == 1}
    places = {token: j for j, token in enumerate(new) if token in once_new}
    pairs = [(i, places[token]) for i, token in enumerate(old) if token in once_old and token in places]
    return [pairs[i] for i in longest_increasing([j for _, j in pairs])]


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The places of a longest strictly increasing subsequence, in order."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        rank = bisect_left(tails, value)
        before.append(last[rank - 1] if rank else -1)
        tails[rank : rank + 1] = [value]
        last[rank : rank + 1] = [i]
    chain: list[int] = []
    at = last[-1] if last else -1
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _gaps(matches: Sequence[tuple[int, int, int]], old_length: int, new_length: int) -> list[Change]:
    found: list[Change] = []
    i = j = 0
    for begin_old, begin_new, length in [*matches, (old_length, new_length, 0)]:
        if begin_old > i or begin_new > j:
            found.append(Change(i, begin_old, j, begin_new))
        i, j = begin_old + length, begin_new + length
    return found


def _readable(old: Sequence[str], changes: Sequence[Change]) -> list[Change]:
    """Changes with no confetti between them. One pass: each is weighed against the one it would join."""
    found: list[Change] = []
    for change in changes:
        if found and _is_confetti(old[found[-1].old_end : change.old_begin], _size(found[-1]) + _size(change)):
            last = found.pop()
            change = Change(last.old_begin, change.old_end, last.new_begin, change.new_end)  # noqa: PLW2901
        found.append(change)
    return found


def _size(change: Change) -> int:
    return max(change.old_end - change.old_begin, change.new_end - change.new_begin)


def _is_confetti(between: Sequence[str], around: int) -> bool:
    if "\n" in between:
        return False
    words = [token.strip().casefold() for token in between if is_word(token)]
    weight = sum(1 if word in _CONNECTING else 4 for word in words)
    return len(words) <= _FEW_WORDS and 2 * weight < around - 1
