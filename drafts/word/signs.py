"""Signs that Word keeps apart from text: symbols of symbol fonts, private-use characters, raised digits, odd spaces."""

from __future__ import annotations

import re
from typing import Final

_SUPERSCRIPTS: Final = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_RAISED: Final = str.maketrans("0123456789", _SUPERSCRIPTS)
_LOWERED: Final = str.maketrans(_SUPERSCRIPTS, "0123456789")
_RAISED_MARK: Final = re.compile(r"[\d\s,]+")

_PRIVATE: Final = 0xF000
_SYMBOL: Final = dict(
    zip(
        (0x2D, 0xA2, 0xA3, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB7, 0xBC, 0xBE, 0xD2, 0xD3, 0xD4, 0xE2, 0xE3, 0xE4),
        "-\u2032\u2264\u00b0\u00b1\u2033\u2265\u00d7\u2022\u2026\u2014\u00ae\u00a9\u2122\u00ae\u00a9\u2122",
        strict=True,
    )
)
_DINGBATS: Final = {0x6E: "\u25aa", 0x6F: "\u2610", 0xA7: "\u25aa", 0xA8: "\u2610", 0xFC: "\u2713", 0xFE: "\u2611"}
_BULLET: Final = "\u2022"

_WIDE_SPACES: Final = (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09, 0x0A, 0x0D, 0x85, 0x2029)
_INVISIBLE: Final = (0xAD, *range(0x200B, 0x2010), 0x2028, *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
_CONTROLS: Final = (*range(0x7F, 0x85), *range(0x86, 0xA0))
_CLEAN: Final[dict[int, str | None]] = {
    **dict.fromkeys((*_WIDE_SPACES, *_CONTROLS), " "),
    **dict.fromkeys(_INVISIBLE, None),
    0x2011: "-",
    **{_PRIVATE + code: chr(code) for code in range(0x20, 0x7F)},
    **{_PRIVATE + code: sign for code, sign in {**_SYMBOL, 0xA7: "\u25aa", 0xD8: _BULLET, 0xFC: "\u2713"}.items()},
}


def clean(text: str) -> str:
    """Text with every space an ordinary one, without what cannot be seen, with bullets of symbol fonts as bullets."""
    return text.translate(_CLEAN)


def symbol(font: str, code: str) -> str:
    """What a `w:sym` shows: its font and its character in hexadecimal; empty if it is a sign not known here."""
    try:
        point = int(code, 16)
    except ValueError:
        return ""
    low = point - _PRIVATE if _PRIVATE <= point < _PRIVATE + 0x100 else point
    if font.lower() == "symbol":
        return _SYMBOL.get(low, "")
    if "dings" in font.lower():
        return _DINGBATS.get(low, _BULLET)
    return clean(chr(low)) if 0x20 <= low < 0xD800 else ""


def raised(text: str) -> str:
    """Raised digits as superscripts, which is how marks of footnotes read; raised letters ("1st") as they are."""
    return text.translate(_RAISED) if _RAISED_MARK.fullmatch(text) else text


def note_mark(number: int) -> str:
    """The mark of a numbered note: 12 is a raised 12."""
    return str(number).translate(_RAISED)


def is_mark(text: str) -> bool:
    """Whether text is nothing but raised digits, and what separates them."""
    return ends_with_mark(text.rstrip()) and all(sign in _SUPERSCRIPTS or sign in " ," for sign in text)


def lowered(mark: str) -> str:
    """A mark with its raised digits as plain ones."""
    return mark.translate(_LOWERED)


def ends_with_mark(text: str) -> bool:
    """Whether text ends with a raised digit, so that a mark after it needs a comma."""
    return text[-1:] != "" and text[-1] in _SUPERSCRIPTS
