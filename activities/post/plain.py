"""Plain text made safe to print: no control characters, no hidden changes of direction, no unmeant line.

Titles, names and answers of mail servers come from outside. What leaves this module can stand in a header,
a log line or a terminal without ending it early or reordering it, and keeps every letter a person would
read.
"""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
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
    """`text` with `\\n` for every line break and at its end, and without other control characters."""
    lines = ("".join(map(_safe, line)).rstrip() for line in _LINE_BREAK.split(text))
    return "\n".join(lines).rstrip("\n") + "\n"
