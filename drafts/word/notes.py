"""Footnotes and endnotes: the marks where the text refers to them, and their bodies in the order of the marks.

Numbers are those that Word would print, counted in the order of reference; a note with a mark of its own ("*") keeps
it. Endnotes are numbered after the footnotes, because a reader could not tell two notes of one number apart; and marks
are digits whatever the number format says, because nothing else is known for a mark once it stands in plain text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from lxml import etree

from drafts.word.markup import WORD, child, number
from drafts.word.signs import note_mark

NoteKind = Literal["footnote", "endnote"]
KINDS: Final[tuple[NoteKind, ...]] = ("footnote", "endnote")

_ASTERISKS: Final = ("*", "**", "***")
_SEPARATORS: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})


@dataclass(frozen=True)
class Referred:
    """A note that the text refers to: its mark as printed, and what its body begins with if that was typed."""

    mark: str
    body: etree._Element
    typed: str


@dataclass
class Notes:
    """The notes of one document. `first` is the number of the first footnote."""

    first: int = 1
    _bodies: dict[NoteKind, dict[str, etree._Element]] = field(default_factory=dict)
    _marks: dict[tuple[NoteKind, str], str] = field(default_factory=dict)
    _counts: dict[NoteKind, int] = field(default_factory=dict)
    referred: list[Referred] = field(default_factory=list)

    def add_bodies(self, kind: NoteKind, root: etree._Element | None) -> None:
        """Take in the part that holds the bodies of the notes of one kind."""
        self._bodies[kind] = {
            body.get(f"{WORD}id", ""): body
            for body in (() if root is None else root.iterchildren(f"{WORD}{kind}"))
            if body.get(f"{WORD}type") not in _SEPARATORS
        }

    def mark(self, kind: NoteKind, note_id: str) -> str:
        """The mark of a numbered note that the text refers to here."""
        known = self._marks.get((kind, note_id))
        if known:
            return known
        self._counts[kind] = self._counts.get(kind, 0) + 1
        before = self.first - 1 + (len(self._bodies.get("footnote", {})) if kind == "endnote" else 0)
        return self._refer(kind, note_id, note_mark(before + self._counts[kind]), typed="")

    def own_mark(self, kind: NoteKind, note_id: str, typed: str) -> str:
        """The mark of a note whose mark was typed: digits as superscripts, any sign as an asterisk."""
        sign = typed.strip().rstrip("/")
        if sign.isascii() and sign.isdigit() and len(sign) <= 3:
            return self._refer(kind, note_id, note_mark(int(sign)), typed.strip())
        return self._refer(kind, note_id, sign if sign in _ASTERISKS else "*", sign)

    def _refer(self, kind: NoteKind, note_id: str, mark: str, typed: str) -> str:
        body = self._bodies.get(kind, {}).get(note_id)
        if (kind, note_id) not in self._marks and body is not None:
            self.referred.append(Referred(mark, body, typed))
        self._marks[kind, note_id] = mark
        return mark


def first_number(settings: etree._Element | None, section: etree._Element | None) -> int:
    """The number of the first footnote, as the first section or the whole document sets it (`w:numStart`)."""
    for properties in (child(section, "footnotePr"), child(settings, "footnotePr")):
        start = number(properties, "numStart")
        if start is not None and 0 < start < 1_000:
            return start
    return 1
