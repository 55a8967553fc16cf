"""The paragraphs of a draft as the body of one or more Akoma Ntoso statements, and back.

Preambular paragraphs are containers of the preamble, operative ones paragraphs of the main body, those of annexes
paragraphs of an attachment; sub-paragraphs are points (in a preamble, items) nested as deep as they are printed. A
draft whose paragraphs begin anew (resolutions A to C, a draft inside another) is one statement for each.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from drafts.akn.inline import sub_element, write_inline
from drafts.export.pieces import printable
from drafts.export.printing import printed_number
from drafts.model import Footnote, Paragraph, Part

MAX_LEVEL: Final = 8
"""Levels of sub-paragraphs that are told apart; deeper ones are written as if of this level."""

GAP: Final = "gap"
"""The class of an element that is nothing but the place of a sub-paragraph whose paragraph is not there."""

_PART_ORDER: Final[Mapping[Part, int]] = {"preambular": 0, "operative": 1, "annex": 2}


class Notes:
    """The footnotes still to be placed: each goes where it is marked first, the rest behind the title."""

    def __init__(self, notes: Sequence[Footnote]) -> None:
        self._waiting: dict[int | str, deque[tuple[int, Footnote]]] = {}
        for place, note in enumerate(notes):
            self._waiting.setdefault(note.number, deque()).append((place, note))

    def take(self, number: int | str) -> tuple[int, Footnote] | None:
        """The next footnote of a number, with its place among all; None if there is none."""
        waiting = self._waiting.get(number)
        return waiting.popleft() if waiting else None

    def holds(self, number: int | str) -> bool:
        """Whether a footnote of this number is still to be placed."""
        return bool(self._waiting.get(number))


@dataclass
class Writer:
    """What writing the paragraphs of one document needs: the symbols that each paragraph and each footnote refers to,
    and the footnotes. `identifiers` remembers where each paragraph was put.
    """

    symbols: Sequence[Sequence[str]]
    note_symbols: Sequence[Sequence[str]]
    notes: Notes
    identifiers: list[str] = field(default_factory=list)
    gaps: int = 0

    def identifier(self, kind: str, paragraph: Paragraph | None) -> str:
        """The next identifier; gaps, which nothing refers to, are counted apart."""
        if paragraph is None:
            self.gaps += 1
            return f"{GAP}_{self.gaps}"
        self.identifiers.append(f"{kind}_{len(self.identifiers) + 1}")
        return self.identifiers[-1]


@dataclass
class _Node:
    """A paragraph (None for a gap) with those that stand under it."""

    paragraph: Paragraph | None
    children: list[_Node] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """The paragraphs of one statement."""

    preamble: tuple[Paragraph, ...] = ()
    body: tuple[Paragraph, ...] = ()
    annex: tuple[Paragraph, ...] = ()


def groups(paragraphs: Sequence[Paragraph]) -> list[Group]:
    """The statements that paragraphs make: a new one begins where their parts go back. Never none."""
    runs: list[list[Paragraph]] = [[]]
    for paragraph in paragraphs:
        last = runs[-1][-1] if runs[-1] else paragraph
        if _PART_ORDER[paragraph.part] < _PART_ORDER[last.part]:
            runs.append([])
        runs[-1].append(paragraph)
    return [
        Group(*(tuple(each for each in run if each.part == part) for part in ("preambular", "operative", "annex")))
        for run in runs
    ]


def write_preamble(parent: etree._Element, paragraphs: Sequence[Paragraph], writer: Writer) -> None:
    """Write preambular paragraphs as containers."""
    for node in _tree(paragraphs):
        name = node.paragraph.verbs[0] if node.paragraph and node.paragraph.verbs else "recital"
        container = sub_element(parent, "container", name=name)
        container.set("eId", writer.identifier("container", node.paragraph))
        if node.paragraph is None:
            container.set("class", GAP)
        elif node.paragraph.number is not None:
            container.set("title", printable(node.paragraph.number))
        _write_blocks(container, node, writer)


def write_body(parent: etree._Element, paragraphs: Sequence[Paragraph], writer: Writer) -> None:
    """Write operative or annexed paragraphs."""
    _write_nodes(parent, _tree(paragraphs), writer, "paragraph")


def _write_nodes(parent: etree._Element, nodes: Sequence[_Node], writer: Writer, tag: str) -> None:
    for node in nodes:
        element = sub_element(parent, tag, eId=writer.identifier("para" if tag == "paragraph" else tag, node.paragraph))
        if node.paragraph is None:
            element.set("class", GAP)
        _write_number(element, node.paragraph)
        if node.children:
            points = sub_element(element, "list")
            _write_text(sub_element(sub_element(points, "intro"), "p"), node.paragraph, writer)
            _write_nodes(points, node.children, writer, "point")
        else:
            _write_text(sub_element(sub_element(element, "content"), "p"), node.paragraph, writer)


def _write_blocks(parent: etree._Element, node: _Node, writer: Writer) -> None:
    if not node.children:
        _write_text(sub_element(parent, "p"), node.paragraph, writer)
        return
    items = sub_element(parent, "blockList")
    _write_text(sub_element(items, "listIntroduction"), node.paragraph, writer)
    for child in node.children:
        item = sub_element(items, "item", eId=writer.identifier("item", child.paragraph))
        if child.paragraph is None:
            item.set("class", GAP)
        _write_number(item, child.paragraph)
        _write_blocks(item, child, writer)


def _tree(paragraphs: Sequence[Paragraph]) -> list[_Node]:
    root = _Node(None)
    path = [root]
    for paragraph in paragraphs:
        level = min(max(paragraph.level, 0), MAX_LEVEL)
        del path[level + 1 :]
        while len(path) <= level:
            path[-1].children.append(_Node(None))
            path.append(path[-1].children[-1])
        path[-1].children.append(_Node(paragraph))
        path.append(path[-1].children[-1])
    return root.children


def _write_number(element: etree._Element, paragraph: Paragraph | None) -> None:
    if paragraph and paragraph.number is not None:
        sub_element(element, "num", printed_number(paragraph.number))


def _write_text(element: etree._Element, paragraph: Paragraph | None, writer: Writer) -> None:
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if paragraph is None:
        return
    place = len(writer.identifiers) - 1
    write_inline(element, paragraph.text, paragraph.verbs, writer.symbols[place])
    for number in paragraph.footnotes:
        write_mark(element, number, writer)


def write_mark(element: etree._Element, number: int | str, writer: Writer) -> None:
    """Write the footnote of a number where it is marked first, a pointer to it where it is marked again."""
    found = writer.notes.take(number)
    if found is None:
        sub_element(element, "noteRef", href=f"#note_{number}", marker=str(number))
        return
    place, note = found
    body = sub_element(element, "authorialNote", marker=str(number), placement="bottom", eId=note_identifier(place))
    write_inline(sub_element(body, "p"), note.text, (), writer.note_symbols[place])


def note_identifier(place: int) -> str:
    """The identifier of a footnote by its place, from 0, among all of a document."""
    return f"authorialNote_{place + 1}"
