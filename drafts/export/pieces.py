"""A paragraph's text in pieces: the verbs of its acts, the documents it names, and what is neither.

Every form that is exported prints the first verb in italics and links documents; where they stand is found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_IMPOSSIBLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MOST_LINKED: Final = 500
"""Documents of one paragraph that are linked; one that names more is no paragraph."""


@dataclass(frozen=True)
class Piece:
    """Some words of a paragraph: the verb of an act (`opens` if it opens the paragraph), a link, or neither."""

    text: str
    is_act: bool = False
    opens: bool = False
    href: str | None = None


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    href: str | None = None


def printable(text: str) -> str:
    """The text without the control characters and halves of characters that XML cannot hold."""
    return _IMPOSSIBLE.sub("", text)


def document_link(symbol: str) -> str:
    """Where the UN keeps a document."""
    return f"https://undocs.org/en/{quote(printable(symbol), safe='/()')}"


def pieces(text: str, verbs: Sequence[str] = (), symbols: Iterable[str] = ()) -> list[Piece]:
    """The pieces of a text; put together they are the text without what cannot be printed."""
    text = printable(text)
    acts = list(_acts(text, verbs))
    links = [
        link for link in _links(text, symbols) if all(link.end <= act.start or act.end <= link.start for act in acts)
    ]
    written: list[Piece] = []
    position = 0
    for found in sorted([*acts, *_apart(links)], key=lambda each: each.start):
        written.append(Piece(text[position : found.start]))
        words = text[found.start : found.end]
        written.append(Piece(words, found.href is None, found.href is None and found.start == 0, found.href))
        position = found.end
    written.append(Piece(text[position:]))
    return [piece for piece in written if piece.text]


def _acts(text: str, verbs: Sequence[str]) -> Iterator[_Found]:
    position = 0
    for verb in map(printable, verbs):
        start = text.find(verb, position) if verb else -1
        if start < 0:
            return
        position = start + len(verb)
        yield _Found(start, position)


def _links(text: str, symbols: Iterable[str]) -> Iterator[_Found]:
    """The first place at which each document is named, by its symbol or ("resolution 64/293") by its number."""
    for symbol in list(dict.fromkeys(symbols))[:_MOST_LINKED]:
        for printed in dict.fromkeys((symbol, re.split(r"/(?:RES|DEC)/", symbol)[-1])):
            found = re.search(rf"(?<![\w/]){re.escape(printed)}(?![\w/])", text)
            if found:
                yield _Found(found.start(), found.end(), document_link(symbol))
                break


def _apart(links: Sequence[_Found]) -> Iterator[_Found]:
    """The links that do not stand inside another."""
    end = 0
    for link in sorted(links, key=lambda each: (each.start, -each.end)):
        if link.start >= end:
            yield link
            end = link.end
