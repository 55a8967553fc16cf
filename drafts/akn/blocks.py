"""Akoma Ntoso as the UN publishes it to blocks: one string a paragraph, heading or footnote, in reading order.

The published markup is uneven: headings are numbered paragraphs, a letter stands in a list of its own, an annex
follows inside the body. So of the markup only what is certain is taken (numbers, footnotes, emphasis, links, what goes
on in a numbered paragraph), and what each block is decides the same code that decides it for plain text. Words that
stand where the schema allows none are read all the same. Of tables only the footnotes are taken, unless every row is
one cell: that is a frame around text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from drafts.akn.parsing import local
from drafts.akn.words import HEADINGS, LINES, LISTS, NO_TEXT, Inside, printed_mark, words_in
from drafts.amendments import is_quoted
from drafts.emphasis import plain
from drafts.lexicon import operative_opening
from drafts.model import UnreadableDraft
from drafts.numbering import bullet_end, opens_with_number, sub_label

MAX_TEXT: Final = 2_000_000
"""Characters; as many as a plain text may have bytes."""

_BULLET: Final = "\u2022"
_INLINE: Final = (
    frozenset({"a", "abbr", "b", "date", "def", "del", "em", "eol", "eop", "i", "img", "inline", "ins", "mod"})
    | frozenset({"mref", "quotedText", "ref", "rref", "span", "strong", "sub", "sup", "term", "u"})
    | frozenset({"authorialNote", "noteRef", "organization", "person", "placeholder", "remark"})
)
"""Elements that are part of a line, wherever it stands."""
_NUMBERED: Final = frozenset(
    {"paragraph", "subparagraph", "point", "item", "indent", "clause", "subclause", "alinea", "subsection"}
)
"""Elements whose number is that of their words, not that of a heading."""
_UNNUMBERED: Final = frozenset({"recital", "citation"})
"""Elements whose number nobody prints in a resolution."""


@dataclass
class Block:
    """One block: its printed number, its text, and the symbols that its hyperlinks name, as the links spell them.

    `is_note` marks a footnote, `goes_on` words that belong to the paragraph before.
    """

    text: str
    number: str = ""
    links: list[str] = field(default_factory=list)
    is_note: bool = False
    goes_on: bool = False

    @property
    def printed(self) -> str:
        """The block as a line of text shows it."""
        return f"{self.number} {self.text}".strip()


def document_blocks(root: etree._Element) -> list[Block]:
    """The blocks of a document, its attachments and its components, in reading order. Raises `UnreadableDraft` for
    more text than any resolution has.
    """
    _bring_notes_to_their_marks(root)
    blocks: list[Block] = []
    gone_on: dict[int, list[str]] = {}
    paragraph = -1
    length = 0
    for block in _blocks(root, _Number()):
        length += len(block.text)
        if length > MAX_TEXT:
            raise UnreadableDraft("too_large", f"the XML holds more than {MAX_TEXT:,} characters of text")
        if block.goes_on and paragraph >= 0:
            gone_on.setdefault(paragraph, []).append(block.text)
            blocks[paragraph].links.extend(block.links)
            continue
        paragraph = paragraph if block.is_note else len(blocks)
        blocks.append(block)
    for place, texts in gone_on.items():
        blocks[place].text = " ".join([blocks[place].text, *texts])
    return blocks


def _bring_notes_to_their_marks(root: etree._Element) -> None:
    """Put footnotes that are kept in the metadata where they are marked first, and give every one its mark."""
    kept = {note.get("eId"): note for note in root.iterfind("*/{*}meta/{*}notes/{*}note")}
    markers: dict[str | None, str] = {}
    counted = 0
    for mark in list(root.iter("{*}authorialNote", "{*}noteRef")):
        target = (mark.get("href") or "").removeprefix("#")
        note = kept.pop(target, None)
        if note is not None:
            mark.tag, mark.text = "authorialNote", note.text
            mark.set("eId", target)
            mark.set("marker", mark.get("marker") or note.get("marker") or "")
            mark.extend(note)
        if not mark.get("marker"):
            mark.set("marker", markers.get(target) or str(counted + 1))
        markers[mark.get("eId")] = marker = mark.get("marker") or ""
        counted = int(marker) if marker.isascii() and marker.isdecimal() and len(marker) < 4 else counted


class _Number:
    """The printed number that the next block carries, set by `num`, taken by the block that follows it, with the
    footnotes marked in it.
    """

    def __init__(self) -> None:
        self._printed = ""
        self.notes: list[etree._Element] = []

    def set(self, num: etree._Element) -> None:
        inside = Inside()
        self._printed = f"{self._printed} {words_in(num, inside)}".strip()
        self.notes.extend(inside.notes)

    def set_bullet(self) -> None:
        self._printed = self._printed or _BULLET

    def take(self) -> str:
        printed, self._printed = self._printed, ""
        return printed


def _blocks(element: etree._Element, number: _Number, *, in_numbered: bool = False) -> Iterator[Block]:
    """The blocks of an element; `in_numbered` says that it stands in a paragraph whose number the markup tells."""
    name = local(element)
    if name in NO_TEXT:
        return
    if name == "table":
        yield from _table(element)
    elif name == "num":
        number.set(element)
    elif name in LINES:
        yield from _line(element, number, in_numbered=in_numbered)
    else:
        yield from _inner_blocks(element, number, in_numbered=in_numbered)


def _inner_blocks(element: etree._Element, number: _Number, *, in_numbered: bool) -> Iterator[Block]:
    name = local(element)
    if name == "attachment":
        # Whether it is also headed so, or not, what is attached is no part of what is resolved.
        yield Block("Annex")
    parts = [part for part in _parts(element) if local(part) != "num" or name not in _UNNUMBERED]
    has_number = any(local(part) == "num" for part in parts)
    if name == "li":
        number.set_bullet()
    if has_number and name in _NUMBERED and any(local(part) not in HEADINGS | {"num"} for part in parts):
        in_numbered = True
    for part in parts:
        yield from _blocks(part, number, in_numbered=in_numbered)
    if has_number or name == "li":
        # The number of an element that printed nothing is not the number of the next one.
        number.take()


def _parts(element: etree._Element) -> Iterator[etree._Element]:
    """What an element holds, the words that stand right in it as lines between."""
    line = _line_of(element.text)
    for child in list(element):
        if local(child) in _INLINE:
            line.append(child)
            continue
        if len(line) or line.text:
            yield line
        yield child
        line = _line_of(child.tail)
    if len(line) or line.text:
        yield line


def _line_of(text: str | None) -> etree._Element:
    line = etree.Element("p")
    line.text = text if text and not text.isspace() else None
    return line


def _table(table: etree._Element) -> Iterator[Block]:
    """The cells of a frame, each one block, or the footnotes of a table of figures."""
    rows = [list(row) for row in table.iter("{*}tr")]
    if any(len(cells) != 1 for cells in rows):
        for note in table.iter("{*}authorialNote"):
            yield _note(note, Inside(is_whole=True))
        return
    for (cell,) in rows:
        inside = Inside(is_whole=True)
        text = words_in(cell, inside)
        if text:
            yield Block(text, links=inside.links)
        for note in inside.notes:
            yield from _note_and_its_own(note)


def _line(element: etree._Element, number: _Number, *, in_numbered: bool) -> Iterator[Block]:
    """The block that a `p` is, the footnotes marked in it, and the blocks of a structure embedded in it."""
    inside = Inside()
    text = words_in(element, inside)
    if text:
        is_heading = local(element) in HEADINGS
        # The number of a paragraph is not that of a heading inside it.
        printed = "" if is_heading and in_numbered else number.take()
        goes_on = in_numbered and not printed and not is_heading and not _begins(text)
        yield Block(text, printed, inside.links, goes_on=goes_on)
        inside.notes[:0], number.notes = number.notes, []
    for note in inside.notes:
        yield from _note_and_its_own(note)
    for structure in inside.structures:
        is_list = local(structure) in LISTS
        yield from _blocks(structure, number, in_numbered=in_numbered and is_list)


def _begins(text: str) -> bool:
    """Whether words begin a paragraph or a sub-paragraph by themselves."""
    return (
        is_quoted(text)
        or opens_with_number(text) is not None
        or sub_label(text) is not None
        or bullet_end(text) is not None
        or operative_opening(plain(text)) is not None
    )


def _note_and_its_own(note: etree._Element) -> Iterator[Block]:
    inside = Inside(is_whole=True)
    yield _note(note, inside)
    for inner in inside.notes:
        yield from _note_and_its_own(inner)


def _note(note: etree._Element, inside: Inside) -> Block:
    return Block(words_in(note, inside), printed_mark(note), inside.links, is_note=True)
