"""A draft as a web page that can be read aloud and printed: numbered exactly as printed, footnotes linked both ways,
everything escaped, nothing fetched from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from lxml import etree

from drafts.akn.life import Life
from drafts.export.pieces import document_link, pieces, printable
from drafts.export.printing import cover_lines, formula, printed_number
from drafts.labels import labelled, place_named
from drafts.model import Paragraph, ReadDraft

_STYLE: Final = """
body { font: 1.05rem/1.5 Georgia, serif; margin: 0 auto; max-width: 42rem; padding: 1.5rem; color: #111;
  background: #fff; overflow-wrap: break-word; }
header p { margin: 0.1rem 0; }
h1 { font-size: 1.4rem; line-height: 1.3; }
h2 { font-size: 1.1rem; }
.number { display: inline-block; min-width: 2.2rem; }
.level-1 { margin-left: 2.2rem; } .level-2 { margin-left: 4.4rem; } .level-3 { margin-left: 6.6rem; }
a { color: #0645ad; } sup { line-height: 0; } .life { overflow-x: auto; }
table { border-collapse: collapse; } th, td { border-bottom: 1px solid #999; padding: 0.2rem 0.8rem 0.2rem 0;
  text-align: left; vertical-align: top; }
@media print {
  @page { margin: 2.5cm 2cm; }
  body { font-size: 11pt; max-width: none; padding: 0; }
  a { color: inherit; text-decoration: none; }
  p { orphans: 2; widows: 2; } h1, h2 { break-after: avoid; } tr { break-inside: avoid; } .notes { font-size: 9pt; }
}
"""
_UNNAMED: Final = "Draft resolution"
_DEEPEST: Final = 3
_HEADINGS: Final = {"preambular": "Preamble", "operative": "Operative paragraphs", "annex": "Annex"}


def as_html(draft: ReadDraft, life: Life | None = None) -> bytes:
    """The draft as a page in UTF-8; with a `life`, its steps in a table at the end."""
    page = etree.Element("html", lang="en")
    symbol = life.symbols[-1] if life and life.symbols else draft.symbol
    _write_head(page, _shown(symbol, draft.title) or _UNNAMED)
    main = _element(_element(page, "body"), "main")
    header = _element(main, "header")
    if symbol and symbol != draft.symbol:
        _element(_element(header, "p"), "a", symbol, href=document_link(symbol))
    for line in cover_lines(draft):
        _element(header, "p", line)
    _element(main, "h1", _shown(draft.title) or _shown(symbol) or _UNNAMED)
    text = _Text(draft)
    text.write(main)
    if life and life.steps:
        _write_life(main, life, text.places)
    return etree.tostring(page, encoding="utf-8", method="html", doctype="<!DOCTYPE html>") + b"\n"


def _shown(*words: str | None) -> str:
    """Words on one line, as a browser shows them."""
    return " ".join(printable(" ".join(filter(None, words))).split())


def _write_head(page: etree._Element, title: str) -> None:
    head = _element(page, "head")
    _element(head, "meta", charset="utf-8")
    _element(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _element(head, "title", title)
    _element(head, "style", _STYLE)


class _Text:
    """The paragraphs and footnotes of a page being written; `places` are the identifiers of the paragraphs by label."""

    def __init__(self, draft: ReadDraft) -> None:
        self._draft = draft
        self._symbols: dict[str, list[str]] = {}
        for reference in draft.references:
            self._symbols.setdefault(reference.paragraph, []).append(reference.symbol)
        self.places: dict[str, str] = {}
        self._notes: dict[int | str, int] = {}
        for place, note in enumerate(draft.footnotes, start=1):
            self._notes.setdefault(note.number, place)
        self._marked: set[int] = set()

    def write(self, main: etree._Element) -> None:
        part, section = None, main
        labels = [place.label for place in labelled(self._draft.paragraphs)]
        for place, (paragraph, label) in enumerate(zip(self._draft.paragraphs, labels, strict=True), start=1):
            if paragraph.part != part:
                part = paragraph.part
                section = _element(main, "section", **{"aria-label": _HEADINGS[part]})
                if part == "annex":
                    _element(section, "h2", "Annex")
                elif opening := formula(self._draft) if part == "preambular" or place == 1 else None:
                    _element(_element(section, "p"), "em", opening)
            identifier = f"paragraph-{place}"
            self.places.setdefault(label, identifier)
            self._write_paragraph(section, paragraph, identifier, self._symbols.get(label, ()))
        self._write_notes(main)

    def _write_paragraph(
        self, section: etree._Element, paragraph: Paragraph, identifier: str, symbols: Sequence[str]
    ) -> None:
        element = _element(section, "p", id=identifier)
        if paragraph.level > 0:
            element.set("class", f"level-{min(paragraph.level, _DEEPEST)}")
        if paragraph.number is not None:
            _element(element, "span", printed_number(paragraph.number), **{"class": "number"}).tail = " "
        _write_pieces(element, paragraph.text, paragraph.verbs, symbols)
        for at, number in enumerate(paragraph.footnotes):
            if at:
                _element(element, "sup", ", ")
            self._write_mark(element, number)

    def _write_mark(self, element: etree._Element, number: int | str) -> None:
        mark = _element(element, "sup")
        place = self._notes.get(number)
        if place is None:
            mark.text = printable(str(number))
            return
        link = _element(mark, "a", str(number), href=f"#note-{place}", role="doc-noteref")
        if place not in self._marked:
            self._marked.add(place)
            link.set("id", f"mark-{place}")

    def _write_notes(self, main: etree._Element) -> None:
        if not self._draft.footnotes:
            return
        section = _element(main, "section", **{"class": "notes", "role": "doc-endnotes", "aria-label": "Footnotes"})
        _element(section, "h2", "Footnotes")
        for place, note in enumerate(self._draft.footnotes, start=1):
            line = _element(section, "p", id=f"note-{place}")
            mark = _element(line, "sup")
            if place in self._marked:
                _element(mark, "a", str(note.number), href=f"#mark-{place}", role="doc-backlink")
            else:
                mark.text = printable(str(note.number))
            mark.tail = " "
            _write_pieces(line, note.text, (), self._symbols.get(f"note {note.number}", ()))


def _write_pieces(element: etree._Element, text: str, verbs: Sequence[str], symbols: Iterable[str]) -> None:
    for piece in pieces(text, verbs, symbols):
        if piece.opens:
            _element(element, "em", piece.text)
        elif piece.href:
            _element(element, "a", piece.text, href=piece.href)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + piece.text
        else:
            element.text = (element.text or "") + piece.text


def _write_life(main: etree._Element, life: Life, places: Mapping[str, str]) -> None:
    section = _element(main, "section", **{"class": "life", "aria-label": "Life"})
    _element(section, "h2", "Life of the resolution")
    table = _element(section, "table")
    heads = _element(_element(table, "thead"), "tr")
    for head in ("Date", "Step", "By", "Document", "Paragraph"):
        _element(heads, "th", head, scope="col")
    rows = _element(table, "tbody")
    for step in life.steps:
        row = _element(rows, "tr")
        date = _element(row, "td")
        if step.date:
            _element(date, "time", step.date.isoformat(), datetime=step.date.isoformat())
        _element(row, "td", step.words)
        _element(row, "td", step.by)
        document = _element(row, "td")
        if step.names_a_document:
            _element(document, "a", step.document, href=document_link(step.document))
        else:
            document.text = printable(step.document)
        paragraph = _element(row, "td")
        place = place_named(step.paragraph, places)
        if place:
            _element(paragraph, "a", step.paragraph, href=f"#{place}")
        else:
            paragraph.text = printable(step.paragraph or "")


def _element(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        child.set(name, printable(value))
    child.text = None if text is None else printable(text)
    return child
