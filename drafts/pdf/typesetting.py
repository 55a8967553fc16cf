"""Lines to the text of one block: words broken at line ends put together, raised marks, italics as Markdown.

A raised number becomes Unicode superscripts, as footnote marks stand in every block; raised letters ("th") are words
as any. A hyphen at a line's end is dropped if the word without it stands elsewhere in the document, or its first half
is no word of the document's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from drafts.pdf.lines import Segment

_SUPERSCRIPTS: Final = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_RAISED_NUMBERS: Final = re.compile(r"\s*\d{1,3}(?:\s?[,\u2013-]\s?\d{1,3})*\s*,?\s*")
_STRAY_SPACE: Final = re.compile(r" +(?=[\u00b9\u00b2\u00b3\u2070-\u2079])|(?<=\d\u2013) (?=\d)|(?<=\d) (?=\u2013\d)")
_LEADING_LABEL: Final = re.compile(r"\s*(?:\d{1,3}\.|\([a-z]{1,4}\)|[.,;:)\]]+)\s+")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN: Final = re.compile(r"([^\W\d_]+)-$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_PREFIXES: Final = re.compile(
    r"""(?:twen|thir|for|fif|six|seven|eigh|nine)ty | all | anti | bi | co | counter | cross | cyber | de | ex | extra
      | far | follow | full | half | hard | high | in | inter | intra | large | least | long | low | macro | mid | micro
      | mini | multi | neo | near | no | non | off | on | one | over | para | policy | post | pre | pro | public | quasi
      | re | self | semi | short | small | socio | sub | two | third | three | trans | tri | ultra | un | under | up
      | vice | well | world | year
    """,
    re.VERBOSE,
)
_DASHES: Final = (" -", " \u2013", " \u2014")
_HANGING: Final = re.compile(r"\s*(?:and|or|to)\b")  # "zero- and low-carbon"
_JOINED: Final = ("-", "/", "\u2013", "\u2014", "\u00ad")


class Vocabulary:
    """The words of a document, and whether it breaks words at the ends of its lines at all: only if one that it broke
    stands whole elsewhere.
    """

    def __init__(self, lines: Sequence[Segment]) -> None:
        self._words: set[str] = set()
        self._compounds: set[str] = set()
        for line in lines:
            found = [word.lower() for word in _WORD.findall(line.text)]
            self._words.update(found[1:-1])
            self._compounds.update(word for word in found if "-" in word)
        self._breaks_words = any(self._is_whole_elsewhere(above.text, below.text) for above, below in pairwise(lines))

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether the hyphen between two lines is part of the word."""
        halves = _halves(before, after)
        if halves is None or not self._breaks_words:
            return True
        first, second = halves
        if f"{first}-{second}" in self._compounds:
            return True
        if first + second in self._words:
            return False
        return first in self._words or _PREFIXES.fullmatch(first) is not None

    def _is_whole_elsewhere(self, before: str, after: str) -> bool:
        halves = _halves(before, after) if before.endswith("-") else None
        return halves is not None and "".join(halves) in self._words and "-".join(halves) not in self._compounds


def _halves(before: str, after: str) -> tuple[str, str] | None:
    """The two halves of the word that a line's end may break; None if it breaks none."""
    broken, rest = _BROKEN.search(before), _FIRST_WORD.match(after)
    if broken is None or rest is None or not rest[0][0].islower():
        return None
    return broken[1].lower(), rest[0].lower()


def block(lines: Sequence[Segment], words: Vocabulary) -> str:
    """The text of the lines of one paragraph, heading or footnote."""
    return _marked_up(_joined(lines, words))


def cells(row: Sequence[Segment], words: Vocabulary) -> str:
    """The text of a table's row; a row of one cell keeps a bar, as what it is."""
    texts = [block([segment], words) for segment in row]
    return " | ".join(texts) if len(texts) > 1 else f"{texts[0]} | "


def _joined(lines: Sequence[Segment], words: Vocabulary) -> list[tuple[str, bool]]:
    """The pieces of text of all lines, and whether each is italic."""
    pieces: list[tuple[str, bool]] = []
    for line in lines:
        own = list(_pieces(line))
        if pieces and own:
            _join(pieces, own[0][0], words)
        pieces.extend(own)
    return pieces


def _join(pieces: list[tuple[str, bool]], following: str, words: Vocabulary) -> None:
    """Make the end of what was joined so far ready for the next line: a space, or the two halves of a word."""
    last, italic = pieces[-1]
    last = last.rstrip()
    before = "".join(text for text, _ in pieces[-3:-1]) + last
    if last.endswith("\u00ad") or (last.endswith("-") and not words.keeps_hyphen(before, following.lstrip())):
        pieces[-1] = (last[:-1], italic)
    elif last.endswith(_JOINED) and not before.endswith(_DASHES) and not _HANGING.match(following):
        pieces[-1] = (last, italic)
    else:
        pieces[-1] = (f"{last} ", italic)


def _pieces(line: Segment) -> Iterator[tuple[str, bool]]:
    for text, span in line.pieces():
        if line.raised(span):
            yield (text.translate(_SUPERSCRIPTS) if _RAISED_NUMBERS.fullmatch(text) else text), False
        else:
            yield text.replace("\u00ad", "") if not text.endswith("\u00ad") else text, span.italic


def _marked_up(pieces: Sequence[tuple[str, bool]]) -> str:
    """The text with every italic stretch between asterisks, spaces outside and superscripts glued."""
    stretches: list[tuple[str, bool]] = []
    for text, italic in pieces:
        if stretches and stretches[-1][1] == italic:
            stretches[-1] = (stretches[-1][0] + text, italic)
        elif stretches and not text.strip():
            stretches[-1] = (stretches[-1][0] + text, stretches[-1][1])
        else:
            stretches.append((text, italic))
    text = "".join(_emphasized(text) if italic else text for text, italic in stretches)
    return _STRAY_SPACE.sub("", " ".join(text.split()))


def _emphasized(text: str) -> str:
    """An italic stretch between asterisks; a number or letter that opens it, or the stop of one,
    stays outside.
    """
    label = _LEADING_LABEL.match(text)
    words = text[label.end() if label else 0 :].strip()
    if not any(character.isalnum() for character in words) or "*" in words:
        return text
    begin = text.rindex(words)
    return f"{text[:begin]}*{words}*{text[begin + len(words) :]}"
