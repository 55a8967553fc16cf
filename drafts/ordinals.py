"""English ordinals: "twenty-sixth", "26th" and "26" are one number. The table is built once, at import."""

from __future__ import annotations

import re
from typing import Final

from num2words import num2words

LARGEST: Final = 199

_BY_WORDS: Final[dict[str, int]] = {
    spelled: number
    for number in range(1, LARGEST + 1)
    for words in [str(num2words(number, to="ordinal"))]
    for spelled in (words, words.replace("one hundred and ", "hundred and "), words.replace(" and ", " "))
}
_STEMS: Final = sorted({word for words in _BY_WORDS for word in words.split()}, key=len, reverse=True)
_DIGITS: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th)?", re.IGNORECASE)

ORDINAL: Final = (
    r"(?:(?:one[ -])?hundred(?: and)?[ -])?(?:"
    + "|".join(s for s in _STEMS if s not in {"one", "hundred", "and"})
    + ")"
    r"(?![\w-])|\b\d{1,3}(?:st|nd|rd|th)\b"
)
"""A regular expression, without groups, for one ordinal in words or digits."""


def ordinal(text: str) -> int | None:
    """The number that an ordinal names, 1 to `LARGEST`; None if `text` is no ordinal."""
    words = " ".join(text.lower().split()[:5])
    digits = _DIGITS.fullmatch(words)
    number = int(digits[1]) if digits else _BY_WORDS.get(words) or _BY_WORDS.get(words.replace(" ", "-"))
    return number if number and number <= LARGEST else None
