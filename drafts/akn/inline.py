"""The inside of a paragraph as Akoma Ntoso marks it up: verbs in italics, documents linked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

from drafts.akn.parsing import NAMESPACE
from drafts.export.pieces import pieces, printable

ACT: Final = "#act"
"""What a span refers to that holds the verb of an act."""


def sub_element(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A new last child, its text and attributes without what XML cannot hold. `as_` and `class_` stand for the
    attributes `as` and `class`.
    """
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}")
    for name, value in attributes.items():
        child.set(name.rstrip("_"), printable(value))
    child.text = None if text is None else printable(text)
    return child


def write_inline(parent: etree._Element, text: str, verbs: Sequence[str], symbols: Iterable[str]) -> None:
    """Write a paragraph's text into its element."""
    last: etree._Element | None = None
    for piece in pieces(text, verbs, symbols):
        if piece.is_act:
            last = sub_element(parent, "span", piece.text, refersTo=ACT)
            if piece.opens:
                last.set("class", "italic")
        elif piece.href:
            last = sub_element(parent, "a", piece.text, href=piece.href)
        elif last is None:
            parent.text = piece.text
        else:
            last.tail = piece.text
