"""Reading back what this product wrote: every part is what its markup says it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from drafts.akn.blocks import MAX_TEXT
from drafts.akn.body import GAP
from drafts.akn.cover import read_cover, read_form
from drafts.akn.inline import ACT
from drafts.akn.naming import EDITOR
from drafts.akn.parsing import local
from drafts.finishing import note_place
from drafts.header import Header
from drafts.labels import labelled
from drafts.model import Footnote, Form, Paragraph, Part, Reference, UnreadableDraft
from drafts.structure import MAX_PARAGRAPH
from resolutions.symbols import parse_symbol

_BODIES: Final[tuple[tuple[Part, str], ...]] = (
    ("preambular", "{*}preamble/{*}container"),
    ("operative", "{*}mainBody/{*}paragraph"),
    ("annex", "{*}attachments/{*}attachment/{*}doc/{*}mainBody/{*}paragraph"),
)
_MOST_DIGITS: Final = 6


@dataclass(frozen=True)
class OwnDocument:
    """What a document of this product's own says; `links` are its references, in the order in which it lists them."""

    header: Header
    paragraphs: tuple[Paragraph, ...]
    footnotes: tuple[Footnote, ...]
    links: tuple[Reference, ...]
    form: Form


def is_own(root: etree._Element) -> bool:
    """Whether this product wrote the document."""
    identification = root.find("*/{*}meta/{*}identification")
    return identification is not None and identification.get("source") == f"#{EDITOR}"


def read_own(root: etree._Element) -> OwnDocument:
    """Read a document that this product wrote. Raises `UnreadableDraft` for a paragraph longer than any is."""
    title = root.find("*/{*}preface//{*}docTitle")
    found = list(_paragraphs(root))
    notes = sorted(root.iterfind(".//{*}authorialNote"), key=_place)
    footnotes = tuple(Footnote(number=_number(note), text=_text(note)) for note in notes)
    paragraphs = tuple(paragraph for _, paragraph in found)
    texts = [*(paragraph.text for paragraph in paragraphs), *(note.text for note in footnotes)]
    if sum(map(len, texts)) > MAX_TEXT:
        raise UnreadableDraft("too_large", f"the XML holds more than {MAX_TEXT:,} characters of text")
    places = {
        **{note.get("eId"): note_place(read) for note, read in zip(notes, footnotes, strict=True)},
        **{element.get("eId"): place.label for (element, _), place in zip(found, labelled(paragraphs), strict=True)},
    }
    if title is not None:
        places[title.get("eId")] = "title"
    return OwnDocument(
        header=read_cover(root, None if title is None else _text(title)),
        paragraphs=paragraphs,
        footnotes=footnotes,
        links=tuple(_references(root, places)),
        form=read_form(root),
    )


def _paragraphs(root: etree._Element) -> Iterator[tuple[etree._Element, Paragraph]]:
    for statement in root.iter("{*}statement"):
        for part, path in _BODIES:
            for element in statement.iterfind(path):
                yield from _nested(element, part, 0)


def _nested(element: etree._Element, part: Part, level: int) -> Iterator[tuple[etree._Element, Paragraph]]:
    """The paragraph that an element holds, and those under it; a gap holds none of its own."""
    words = next(
        (found for path in _WORDS if (found := element.find(path)) is not None),
        None,
    )
    if words is not None and element.get("class") != GAP:
        yield element, _paragraph(element, words, part, level)
    for child in (*element.iterfind("{*}list/{*}point"), *element.iterfind("{*}blockList/{*}item")):
        yield from _nested(child, part, level + 1)


_WORDS: Final = ("{*}content/{*}p", "{*}list/{*}intro/{*}p", "{*}p", "{*}blockList/{*}listIntroduction")


def _paragraph(element: etree._Element, words: etree._Element, part: Part, level: int) -> Paragraph:
    number = element.find("{*}num")
    printed = None if number is None else number.text or ""
    if printed is not None and not printed.startswith("("):
        printed = printed.removesuffix(".")
    marks = words.iterfind("*")
    return Paragraph(
        part=part,
        number=element.get("title") if printed is None else printed,
        verbs=tuple(span.text or "" for span in words.iterfind("{*}span") if span.get("refersTo") == ACT),
        text=_text(words),
        level=level,
        footnotes=tuple(_number(mark) for mark in marks if local(mark) in {"authorialNote", "noteRef"}),
    )


def _text(element: etree._Element) -> str:
    """The words inside an element, footnotes left out."""
    text = "".join(_pieces(element)) if local(element) != "authorialNote" else "".join(map(_text, element))
    if len(text) > MAX_PARAGRAPH:
        found = f"found one of more than {MAX_PARAGRAPH:,} characters"
        raise UnreadableDraft("too_large", f"looked for paragraphs and {found}: this is no draft resolution")
    return text


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local(child) not in {"authorialNote", "noteRef"}:
            yield from _pieces(child)
        yield child.tail or ""


def _number(mark: etree._Element) -> int | str:
    marker = mark.get("marker") or "*"
    return int(marker) if marker.isascii() and marker.isdigit() and len(marker) <= _MOST_DIGITS else marker


def _place(note: etree._Element) -> int:
    """The place of a footnote among all, which its identifier tells."""
    place = (note.get("eId") or "").rpartition("_")[2]
    return int(place) if place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS else 0


def _references(root: etree._Element, places: dict[str | None, str]) -> Iterator[Reference]:
    for element in root.iterfind("*/{*}meta/{*}analysis/{*}otherReferences/{*}implicitReference"):
        label = places.get((element.get("for") or "").removeprefix("#"))
        symbol = parse_symbol(element.get("showAs") or "")
        if label is not None and symbol is not None:
            yield Reference(paragraph=label, symbol=str(symbol))
