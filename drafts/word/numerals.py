"""Numerals: how a count is printed in each of Word's number formats (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from num2words import num2words

_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST: Final = 780
"""The largest count that is spelled in anything but digits: "zzz..." thirty times over."""


def numeral(count: int, number_format: str) -> str:
    """A count as printed: "4", "d", "iv", "IV", "04", "4th", "Fourth"; a format not known here prints as decimal.

    "none" and "bullet" print no count. What a format has no numeral for (0 in letters) prints as decimal.
    """
    if number_format in {"none", "bullet"}:
        return ""
    if number_format == "decimalZero":
        return f"{count:02}"
    spelled = _SPELLED.get(number_format)
    return spelled(count) if spelled and 0 < count <= _MOST else str(count)


def _roman(count: int) -> str:
    printed = ""
    for size, sign in _ROMAN:
        times, count = divmod(count, size)
        printed += sign * times
    return printed


def _letters(count: int) -> str:
    """a to z, then aa, bb, ... zz, then aaa: Word repeats the letter."""
    times, letter = divmod(count - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _words(count: int, to: str) -> str:
    """As Word prints words: "First", "Twenty-first"."""
    return str(num2words(count, to=to)).capitalize()


_SPELLED: Final[dict[str, Callable[[int], str]]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "ordinal": lambda count: str(num2words(count, to="ordinal_num")),
    "cardinalText": lambda count: _words(count, "cardinal"),
    "ordinalText": lambda count: _words(count, "ordinal"),
}
