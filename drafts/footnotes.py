"""Footnotes: their bodies among the blocks of a page, and their marks inside paragraphs.

A body may stand in the middle of a list where a page broke. Marks are superscript digits, bracketed
numbers, "1/" as in older documents, or plain digits glued to a word; glued digits count only where a
footnote of that number exists, or where they could be nothing else (a fifth digit after a year).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SUPERSCRIPTS: Final = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_TO_SUPERSCRIPTS: Final = str.maketrans("0123456789", _SUPERSCRIPTS)
_TO_DIGITS: Final = str.maketrans(_SUPERSCRIPTS, "0123456789")

MARKS_AT_THE_END: Final = r"[\"\u201d\u2019)\[\]^*\u00b9\u00b2\u00b3\u2070-\u2079\d]{0,8}(?: \d{1,3})?$"
"""A regular expression, without groups, for the marks and closing signs that may follow the last sign of a text."""

_MARKED_BODY: Final = re.compile(
    rf"(?:(?P<super>[{_SUPERSCRIPTS}]{{1,3}})\s*|\[\^?(?P<bracket>\d{{1,3}})\]:?\s+"
    rf"|(?P<slash>\d{{1,3}})/\s+)(?=\S)"
)
_ASTERISK_BODY: Final = re.compile(r"(\*{1,3}|\\\*)\s+(?=\S)")
_OPENING_WORDS: Final = re.compile(
    r"\*?(?:See\b|Ibid\b|Op\. cit|United Nations, |Official Records|Resolutions? \d|General Assembly resolution"
    r"|Security Council resolution|Economic and Social Council resolution|Report of |Adopted |Available |For the "
    r"|[A-Z]{1,10}/[A-Z0-9.]{1,12}/|World [A-Z]|International [A-Z]|Decision \d|Formerly |(?:19|20)\d\d [A-Z][a-z])"
)
_NUMBERED_BODY: Final = re.compile(r"(\d{1,3})\s+(?=[A-Z\"\u201c*]|(?:19|20)\d\d [A-Z])")
_HAS_COLUMNS: Final = re.compile(r" \| ")

_MARK: Final = re.compile(
    rf"""(?=\s?[\d{_SUPERSCRIPTS}\[*])(?:                            # nothing else can begin a mark
        (?P<super>[{_SUPERSCRIPTS}]{{1,4}}(?:\s?,\s?[{_SUPERSCRIPTS}]{{1,4}}){{0,29}})
      | \s?\[\^?(?P<bracket>\d{{1,3}})\]
      | (?<=[A-Za-z,;.)\"\u201d\u2019])[ ](?P<slash>\d{{1,3}})/(?=[\s,;.]|$)
      | (?<=(?:uary|arch|pril|.May|June|July|gust|.ber)[ ](?:19|20)\d\d)(?P<year>[1-9]\d{{0,2}})(?=[\s,;.)]|$)
      | (?<=[A-Za-z)\"\u201d\u2019,;])(?P<glued>\d{{1,3}})(?=[\s,;:.)]|$)
      | (?<=[a-z][,;.])[ ](?P<apart>\d{{1,3}})(?=[ ][a-z]|$)
      | (?<=[a-z,;)\"\u201d])[ ]?(?P<stuck>\d{{1,3}})(?!(?:st|nd|rd|th)\b)(?=[a-z]{{2}})
      | (?<=[\w)\"\u201d,.;])(?P<asterisk>\*{{1,3}})(?=[\s,.;:)]|$)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class NoteBody:
    number: int | str
    text: str


def marked_body(block: str) -> NoteBody | None:
    """The footnote that a block holds, if its number is written as only footnotes write it."""
    found = _MARKED_BODY.match(block)
    if found:
        number = (found["super"] or found["bracket"] or found["slash"]).translate(_TO_DIGITS)
        return NoteBody(int(number), block[found.end() :])
    asterisk = _ASTERISK_BODY.match(block)
    return NoteBody("*", block[asterisk.end() :]) if asterisk else None


def numbered_body(block: str, expected: frozenset[int], marked: frozenset[int]) -> NoteBody | None:
    """The footnote that a block holds if it opens with one of the plain numbers that may come next.

    `expected` are the numbers that may come next; of those outside `marked`, only one that opens as notes do counts.
    """
    found = _NUMBERED_BODY.match(block)
    if found is None or int(found[1]) not in expected or _HAS_COLUMNS.search(block):
        return None
    if int(found[1]) not in marked and not opens_like_a_note(block[found.end() :]):
        return None
    return NoteBody(int(found[1]), block[found.end() :])


def opens_like_a_note(text: str) -> bool:
    """Whether a text opens with the words that footnotes open with ("See", "Ibid.", a symbol)."""
    return _OPENING_WORDS.match(text) is not None


def superscript(number: int) -> str:
    """A footnote's number as its mark is written."""
    return str(number).translate(_TO_SUPERSCRIPTS)


def without_marks(text: str, known: frozenset[int]) -> tuple[str, tuple[int | str, ...]]:
    """The text without its footnote marks, and the numbers marked, in order of appearance.

    `known` are the numbers of the footnotes whose bodies were found.
    """
    marks: list[int | str] = []

    def take(found: re.Match[str]) -> str:
        only_if_known = found["bracket"] or found["slash"] or found["glued"] or found["apart"] or found["stuck"]
        if only_if_known and int(only_if_known) not in known:
            return found[0]
        if found["asterisk"]:
            marks.append("*")
        else:
            digits = (found["super"] or found["year"] or only_if_known).translate(_TO_DIGITS)
            marks.extend(int(number) for number in re.split(r"\s?,\s?", digits))
        return " " if found["stuck"] else ""

    bare = _MARK.sub(take, text)
    return (bare.replace("  ", " ") if marks else bare).strip(), tuple(marks)


def glued_numbers(text: str) -> frozenset[int]:
    """The numbers that stand glued to a word somewhere in the text: footnote marks, if bodies of that
    number exist.
    """
    return frozenset(
        int(found["glued"] or found["year"]) for found in _MARK.finditer(text) if found["glued"] or found["year"]
    )
