"""Akoma Ntoso as the UN publishes it to blocks: one string a paragraph, heading or footnote, in reading order.

The published markup is uneven: headings are numbered paragraphs, a letter stands in a list of its own, an annex
follows inside the body. So of the markup only what is certain is taken (numbers, footnotes, emphasis, links), and
what each block is decides the same code that decides it for plain text. Of tables only the footnotes are taken, unless
every row is one cell: that is a frame around text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml import etree

from drafts.akn.parsing import local
from drafts.model import UnreadableDraft

MAX_TEXT: Final = 2_000_000
"""Characters; as many as a plain text may have bytes."""

_SUPERSCRIPT: Final = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_SPACES: Final = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_NO_TEXT: Final = frozenset({"meta", "presentation", "img", "documentRef"})
_LINES: Final = frozenset({"p", "heading", "subheading", "crossHeading", "listIntroduction", "listWrapUp"})
_LINKS: Final = frozenset({"a", "ref", "rref", "mref"})
_SYMBOL_HOSTS: Final = frozenset({"undocs.org", "www.undocs.org", "docs.un.org"})
_LANGUAGE_OF_LINK: Final = re.compile(r"^/(?:ar|zh|en|fr|ru|es)/", re.IGNORECASE)


@dataclass
class Block:
    """One block: its printed number, its text, and the symbols that its hyperlinks name, as the links spell them."""

    text: str = ""
    number: str = ""
    links: list[str] = field(default_factory=list)

    @property
    def printed(self) -> str:
        """The block as a line of text shows it."""
        return f"{self.number} {self.text}".strip()


@dataclass
class _Inside:
    """What is met inside a line besides its words, in order."""

    links: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    embedded: list[etree._Element] = field(default_factory=list)


def document_blocks(root: etree._Element) -> list[Block]:
    """The blocks of a document, its attachments and its components, in reading order. Raises `UnreadableDraft` for
    more text than any resolution has.
    """
    blocks: list[Block] = []
    length = 0
    for block in _blocks(root, _Number()):
        length += len(block.text)
        if length > MAX_TEXT:
            raise UnreadableDraft("too_large", f"the XML holds more than {MAX_TEXT:,} characters of text")
        blocks.append(block)
    return blocks


class _Number:
    """The printed number that the next block carries, set by `num`, taken by the block that follows it."""

    def __init__(self) -> None:
        self._printed = ""

    def set(self, printed: str) -> None:
        self._printed = f"{self._printed} {printed}".strip()

    def take(self) -> str:
        printed, self._printed = self._printed, ""
        return printed


def _blocks(element: etree._Element, number: _Number) -> Iterator[Block]:
    name = local(element)
    if name in _NO_TEXT:
        return
    if name == "table":
        yield from _table(element)
    elif name == "num":
        number.set(_clean(_inline(element, _Inside())))
    elif name in _LINES:
        yield from _line(element, number)
    else:
        for child in element:
            yield from _blocks(child, number)
        if element.find("{*}num") is not None:
            # The number of an element that printed nothing is not the number of the next one.
            number.take()


def _table(table: etree._Element) -> Iterator[Block]:
    """The cells of a frame, each one block, or the footnotes of a table of figures."""
    rows = [list(row) for row in table.iter("{*}tr")]
    if any(len(cells) != 1 for cells in rows):
        for note in table.iter("{*}authorialNote"):
            yield _note(note, _Inside())
        return
    for (cell,) in rows:
        inside = _Inside()
        text = _clean(" ".join(_inline(line, inside) for line in cell))
        if text:
            yield Block(text, links=inside.links)
        for note in inside.notes:
            yield from _note_and_its_own(note)


def _line(element: etree._Element, number: _Number) -> Iterator[Block]:
    """The block that a `p` is, the footnotes marked in it, and the blocks of a structure embedded in it."""
    inside = _Inside()
    text = _clean(_inline(element, inside))
    if text:
        yield Block(text, number.take(), inside.links)
    for note in inside.notes:
        yield from _note_and_its_own(note)
    for structure in inside.embedded:
        for child in structure:
            yield from _blocks(child, number)


def _note_and_its_own(note: etree._Element) -> Iterator[Block]:
    inside = _Inside()
    yield _note(note, inside)
    for inner in inside.notes:
        yield from _note_and_its_own(inner)


def _note(note: etree._Element, inside: _Inside) -> Block:
    lines = [_inline(part, inside) for part in note] if len(note) else [note.text or ""]
    return Block(_clean(" ".join(lines)), _mark(note), inside.links)


def _inline(element: etree._Element, inside: _Inside) -> str:
    """The text inside an element: emphasis as asterisks, footnote marks as superscripts."""
    parts = [element.text or ""]
    after_mark = False
    for child in element:
        piece, is_mark = _inline_child(child, inside)
        tail = child.tail or ""
        parts.append(f",{piece}{tail}" if is_mark and after_mark else f"{piece}{tail}")
        after_mark = is_mark and not tail.strip()
    return "".join(parts)


def _inline_child(child: etree._Element, inside: _Inside) -> tuple[str, bool]:
    """What a child element prints in a line, and whether that is a footnote mark."""
    name = local(child)
    if name in {"authorialNote", "noteRef"}:
        inside.notes.extend([child] if name == "authorialNote" else [])
        return _mark(child), True
    if name == "embeddedStructure":
        inside.embedded.append(child)
        return "", False
    if name in _NO_TEXT or name == "eol":
        return " " if name == "eol" else "", False
    inner = _inline(child, inside)
    if name in _LINKS:
        inside.links.extend(linked_symbol(child.get("href") or ""))
    if name == "sup" and inner.strip().isdecimal() and inner.isascii():
        return inner.strip().translate(_SUPERSCRIPT), True
    if name == "i" or "italic" in (child.get("class") or "").split():
        return _emphasized(inner), False
    return inner, False


def _emphasized(text: str) -> str:
    bare = text.strip()
    if not bare or "*" in bare:
        return text
    return text.replace(bare, f"*{bare}*", 1)


def _mark(note: etree._Element) -> str:
    marker = (note.get("marker") or "").strip()
    return marker.translate(_SUPERSCRIPT) if marker.isascii() and marker.isdecimal() and len(marker) < 4 else "*"


def linked_symbol(href: str) -> list[str]:
    """The symbol that a link to the UN's documents names ("https://undocs.org/en/A/RES/46/152"), if it is one."""
    try:
        address = urlsplit(href)
    except ValueError:
        return []
    if (address.hostname or "") not in _SYMBOL_HOSTS:
        return []
    symbol = unquote(_LANGUAGE_OF_LINK.sub("", address.path, count=1)).strip("/ ")
    return [symbol] if 0 < len(symbol) <= 80 else []


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).replace("\u2011", "-").strip()
