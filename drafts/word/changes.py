"""Tracked changes: what was changed while reading accepted it, so that a reader can be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from lxml import etree

from drafts.word.markup import WORD

ChangeKind = Literal["inserted", "deleted", "moved_here", "moved_away"]

KINDS: Final[dict[str, ChangeKind]] = {
    f"{WORD}ins": "inserted",
    f"{WORD}del": "deleted",
    f"{WORD}moveTo": "moved_here",
    f"{WORD}moveFrom": "moved_away",
}
MAX_CHANGES: Final = 10_000
"""Changes told of; the text is read with all of them accepted, however many there are."""


@dataclass(frozen=True)
class Change:
    """A stretch of text that one person changed: `block` is the index of the block that it stands in, or for text that
    went away the block that it was read at; `at` is when, as the document says it (ISO 8601).
    """

    kind: ChangeKind
    text: str
    block: int
    author: str | None = None
    at: str | None = None


@dataclass(frozen=True)
class Tracked:
    """What a `w:ins`, `w:del`, `w:moveTo` or `w:moveFrom` says of the text inside it."""

    kind: ChangeKind
    author: str | None
    at: str | None

    @property
    def dropped(self) -> bool:
        """Whether accepting the change takes the text away."""
        return self.kind in {"deleted", "moved_away"}

    @classmethod
    def inside(cls, mark: etree._Element, around: Tracked | None) -> Tracked:
        """What holds inside a mark: what is deleted stays deleted, whoever had inserted it."""
        if around and around.dropped:
            return around
        return cls(KINDS[str(mark.tag)], mark.get(f"{WORD}author"), mark.get(f"{WORD}date"))


@dataclass
class ChangeLog:
    """Gathers changes in reading order; text changed by one person without a break is one change."""

    block: int = 0
    _found: list[tuple[Tracked, int, list[str]]] = field(default_factory=list)
    _open: bool = False

    def read(self, text: str, tracked: Tracked | None) -> None:
        """Take note of text as it is read; `tracked` is None for text that nobody changed."""
        if tracked is None:
            self._open = False
            return
        last = self._found[-1] if self._open and self._found else None
        if last and last[1] == self.block and (last[0].kind, last[0].author) == (tracked.kind, tracked.author):
            last[2].append(text)
        elif len(self._found) < MAX_CHANGES:
            self._found.append((tracked, self.block, [text]))
            self._open = True

    def changes(self, blocks_before: int) -> tuple[Change, ...]:
        """The changes; `blocks_before` blocks were put before those that were counted."""
        return tuple(
            Change(tracked.kind, "".join(texts), block + blocks_before, tracked.author, tracked.at)
            for tracked, block, texts in self._found
        )
