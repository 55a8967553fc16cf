"""The words of one paragraph with their emphasis, and how they are written down as blocks.

Emphasis is written as Markdown asterisks with spaces outside: it covers whole words and never a typed number, because
the number is what the next step looks for. A line break stays inside its paragraph, unless what it parts are
paragraphs or lines of a masthead that somebody only broke off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

BREAK: Final = "\n"

_LABEL: Final = re.compile(
    r"\s*(?:(?:OP|PP) ?\d{1,3} ?(?:bis|ter|quater|quinquies|alt)?[.:)]?|\d{1,3} ?(?:bis|ter|quater|quinquies|alt)?[.)]"
    r"|\([a-z]{1,5}\)|[a-z][.)])\s+"
)
_RUNS_OF_SPACE: Final = re.compile(r" {2,}")
_ENDS_A_PARAGRAPH: Final = re.compile(r"(?:[.;:,]|[;,] and|[;,] or)[\"\u201d)\]*\u00b9\u00b2\u00b3\u2070-\u2079]{0,4}$")
_MASTHEAD_LINE: Final = re.compile(
    r"United Nations|Distr\b.*|Original:.*|\d{1,2} [A-Z][a-z]+ \d{4}\*?|[A-Z]{1,10}/[A-Z0-9./()-]{3,60}\*?"
    r"|(?:Agenda )?[Ii]tems? \d.{0,60}|[A-Z].{2,60} session"
)
_LONGEST_MASTHEAD_LINE: Final = 100
_TAIL: Final = 12


@dataclass(frozen=True)
class Piece:
    """Text of one look; `BREAK` in it is a line break."""

    text: str
    emphasized: bool = False


@dataclass(frozen=True)
class _Line:
    """One line of a paragraph: its text, and for each character whether it is emphasized (1) or not (0)."""

    text: str
    emphasis: bytes

    def stripped(self) -> _Line:
        start = len(self.text) - len(self.text.lstrip())
        end = max(start, len(self.text.rstrip()))
        return _Line(self.text[start:end], self.emphasis[start:end])


def written(pieces: Sequence[Piece]) -> list[str]:
    """The blocks that the pieces of one paragraph make: mostly one, none if it is empty."""
    text = "".join(piece.text for piece in pieces)
    flags = bytearray(b"".join((b"\1" if piece.emphasized else b"\0") * len(piece.text) for piece in pieces))
    _emphasize_whole_words(text, flags)
    lines, start = [], 0
    for line in text.split(BREAK):
        lines.append(_Line(line, bytes(flags[start : start + len(line)])).stripped())
        start += len(line) + 1
    blocks = (_marked(line) for line in _joined(lines) if line.text)
    return [_RUNS_OF_SPACE.sub(" ", block).strip() for block in blocks]


def is_masthead_line(text: str) -> bool:
    """Whether a line is one of those that only the head of a document has: symbol, distribution, date, session."""
    line = text.strip()
    return len(line) <= _LONGEST_MASTHEAD_LINE and _MASTHEAD_LINE.fullmatch(line) is not None


def _emphasize_whole_words(text: str, flags: bytearray) -> None:
    """A word of two looks takes the look of most of its letters: the other letter was missed with the mouse."""
    seam = _next_seam(flags, 0) if flags else -1
    while seam > 0:
        if text[seam - 1].isalpha() and text[seam].isalpha():
            start, end = _word_around(text, seam)
            most = int(2 * flags.count(1, start, end) > end - start)
            flags[start:end] = bytes((most,)) * (end - start)
            seam = end - 1
        seam = _next_seam(flags, seam)


def _next_seam(flags: bytearray, at: int) -> int:
    """Where the look changes next after a position; -1 if it stays."""
    return flags.find(1 - flags[at], at + 1)


def _word_around(text: str, seam: int) -> tuple[int, int]:
    start = end = seam
    while start and text[start - 1].isalpha():
        start -= 1
    while end < len(text) and text[end].isalpha():
        end += 1
    return start, end


def _joined(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines of a paragraph put together again, but for those that are paragraphs of their own."""
    together: list[_Line] = []
    for line in lines:
        if together and _parts(together[-1], line):
            yield _one(together)
            together = []
        together.append(line)
    if together:
        yield _one(together)


def _parts(previous: _Line, line: _Line) -> bool:
    if not previous.text or not line.text or is_masthead_line(previous.text) or is_masthead_line(line.text):
        return True
    opens = line.emphasis[0] or _LABEL.match(line.text)
    return bool(opens) and _ENDS_A_PARAGRAPH.search(previous.text[-_TAIL:]) is not None


def _one(lines: Sequence[_Line]) -> _Line:
    return _Line(" ".join(line.text for line in lines), b"\0".join(line.emphasis for line in lines))


def _marked(line: _Line) -> str:
    """The line with asterisks around what is emphasized."""
    flags = bytearray(line.emphasis)
    label = _LABEL.match(line.text)
    if label:
        flags[: label.end()] = bytes(label.end())
    parts: list[str] = []
    start = 0
    for end, emphasized in _spans(line.text, flags):
        part = line.text[start:end]
        parts.append(_emphasized(part, line.text[start - 1 : start] + line.text[end : end + 1]) if emphasized else part)
        start = end
    return "".join(parts)


def _spans(text: str, flags: bytearray) -> Iterator[tuple[int, bool]]:
    """The ends of the spans of one look, in order; a space between emphasized words is emphasized with them."""
    start = 0
    pending: int | None = None
    while start < len(flags):
        emphasized = flags[start]
        after = _next_seam(flags, start)
        end = after if after >= 0 else len(flags)
        if emphasized:
            pending = end
        elif pending is not None and (text[start:end].strip() or end == len(flags)):
            yield pending, True
            pending = None
        if not emphasized and pending is None:
            yield end, False
        start = end
    if pending is not None:
        yield pending, True


def _emphasized(part: str, neighbours: str) -> str:
    """A span in asterisks, unless it holds no word or an asterisk that is text would be taken for one of them."""
    core = part.strip()
    if "*" in part or "*" in neighbours or not any(sign.isalnum() for sign in core):
        return part
    lead = len(part) - len(part.lstrip())
    return f"{part[:lead]}*{core}*{part[lead + len(core) :]}"
