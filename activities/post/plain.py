"""Plain text made safe to print: no control characters, no hidden changes of direction, no unmeant line.

Titles, names and answers of mail servers come from outside. What leaves this module can stand in a header,
a log line or a terminal without ending it early or reordering it, and keeps every letter a person would
read.

The one way to change direction that is ours is `isolated`: what it wraps is laid out by itself (UAX #9), and cannot
reorder what stands around it. Marks that come from outside are taken away first, so that they are never mistaken for
ours.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
NO_BREAK = "\u00a0"
ISOLATE_OPENS = "\u2068"  # first strong isolate: takes its direction from its own first letter
ISOLATE_CLOSES = "\u2069"
_ISOLATE_MARKS = frozenset({ISOLATE_OPENS, ISOLATE_CLOSES})
_SPACE_LIKE = frozenset({"Cc", "Zl", "Zp"})
_UNPRINTABLE = frozenset({"Cf", "Cs"})
_JOINERS = frozenset("\u200c\u200d")  # format characters, but part of the spelling of Persian and Indic names
_LINE_BREAK = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")


def _safe(character: str) -> str:
    category = unicodedata.category(character)
    if category in _SPACE_LIKE:
        return " "
    if category in _UNPRINTABLE and character not in _JOINERS:
        return ""
    return character


def one_line(text: str, limit: int) -> str:
    """`text` on one line, white space collapsed, at most `limit` characters, the last an ellipsis if cut."""
    # Bounded before it is walked, so that an enormous value costs no more than a long one.
    line = " ".join("".join(map(_safe, text[: limit * 4])).split())
    shortened = len(line) > limit or len(text) > limit * 4
    return line if not shortened else line[: limit - 1].rstrip() + ELLIPSIS


def many_lines(text: str) -> str:
    """`text` with `\\n` for every line break and at its end, and without other control characters.

    Isolates stay in a line that closes all it opens, and nowhere else.
    """
    lines = (_safe_line(line).rstrip() for line in _LINE_BREAK.split(text))
    return "\n".join(lines).rstrip("\n") + "\n"


def _safe_line(line: str) -> str:
    safe = "".join(character if character in _ISOLATE_MARKS else _safe(character) for character in line)
    return safe if open_isolates(safe) == 0 else without_isolates(safe)


def isolated(text: str) -> str:
    """`text` kept from reordering what stands before and after it; nothing stays nothing."""
    return f"{ISOLATE_OPENS}{text}{ISOLATE_CLOSES}" if text else ""


def without_isolates(text: str) -> str:
    """`text` as it was before anything in it was isolated."""
    return text.replace(ISOLATE_OPENS, "").replace(ISOLATE_CLOSES, "")


def open_isolates(text: str) -> int | None:
    """How many isolates are still open at the end of `text`; None if one was closed that had not been opened."""
    depth = 0
    for character in text:
        depth += (character == ISOLATE_OPENS) - (character == ISOLATE_CLOSES)
        if depth < 0:
            return None
    return depth
