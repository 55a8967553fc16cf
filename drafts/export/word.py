"""A draft as a Word document: the layout of a draft resolution, numbers typed as printed, real footnotes.

The parts are written by themselves, no more than Word needs and every one of them with the same date, so that the
same draft gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from lxml import etree

from drafts.export.pieces import pieces, printable
from drafts.export.printing import cover_lines, formula, printed_number
from drafts.model import Paragraph, ReadDraft

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can hold."""
_INDENT: Final = 567
"""Twentieths of a point that a level of sub-paragraphs is indented by: one centimetre."""
_DEEPEST: Final = 8
_FIRST_NOTE: Final = 1
"""Word keeps -1 and 0 for the lines that separate footnotes from the text."""
_ANNEX: Final = "Annex"

_STYLES: Final = f"""<w:styles xmlns:w="{_W}">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" \
w:cs="Times New Roman"/><w:sz w:val="20"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>\
<w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>\
<w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/>\
<w:rPr><w:sz w:val="17"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>\
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
</w:styles>"""
_SEPARATORS: Final = f"""<w:footnotes xmlns:w="{_W}">\
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>\
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>\
</w:footnotes>"""
_TYPES: Final = f"""<Types xmlns="{_CONTENT_TYPES}">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.main+xml"/>
<Override PartName="/word/styles.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/footnotes.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/>
</Types>"""
_PACKAGE: Final = f"""<Relationships xmlns="{_RELATIONSHIPS}">
<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>
</Relationships>"""
_PARTS: Final = f"""<Relationships xmlns="{_RELATIONSHIPS}">
<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_R}/footnotes" Target="footnotes.xml"/>
</Relationships>"""
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def as_docx(draft: ReadDraft) -> bytes:
    """The draft as a Word file."""
    written = _Document(draft)
    written.write()
    parts = (
        ("[Content_Types].xml", _TYPES.encode()),
        ("_rels/.rels", _PACKAGE.encode()),
        ("word/document.xml", etree.tostring(written.document, encoding="UTF-8")),
        ("word/styles.xml", _STYLES.encode()),
        ("word/footnotes.xml", etree.tostring(written.footnotes, encoding="UTF-8")),
        ("word/_rels/document.xml.rels", _PARTS.encode()),
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content if content.startswith(b"<?xml") else _DECLARATION + content)
    return file.getvalue()


class _Document:
    """The two parts that hold words, being written."""

    def __init__(self, draft: ReadDraft) -> None:
        self._draft = draft
        self.document = etree.fromstring(f'<w:document xmlns:w="{_W}"><w:body/></w:document>')
        self.footnotes = etree.fromstring(_SEPARATORS)
        self._body = self.document[0]
        self._marked: set[int] = set()
        self._counted = 0

    def write(self) -> None:
        """Write header, title, paragraphs and footnotes."""
        for line in cover_lines(self._draft):
            _run(self._paragraph(), line)
        if self._draft.title:
            _run(self._paragraph("Title"), self._draft.title)
        part = None
        for paragraph, lead in zip(self._draft.paragraphs, self._headings(), strict=True):
            if paragraph.part != part:
                part = paragraph.part
                self._write_heading(lead)
            self._write_paragraph(paragraph)
        self._write_unmarked()
        section = _element(self._body, "sectPr")
        _element(section, "pgSz", w="11906", h="16838")
        _element(
            section,
            "pgMar",
            top="1417",
            right="1417",
            bottom="1417",
            left="1417",
            header="708",
            footer="708",
            gutter="0",
        )

    def _headings(self) -> Iterator[str | None]:
        """What stands before each paragraph if its part begins with it."""
        for place, paragraph in enumerate(self._draft.paragraphs):
            begins = paragraph.part == "preambular" or (place == 0 and paragraph.part == "operative")
            yield _ANNEX if paragraph.part == "annex" else formula(self._draft) if begins else None

    def _write_heading(self, text: str | None) -> None:
        if text == _ANNEX:
            _run(self._paragraph("Heading1"), text)
        elif text:
            line = self._paragraph()
            _run(line, text.removesuffix(","), italic=True)
            _run(line, ",")

    def _write_paragraph(self, paragraph: Paragraph) -> None:
        level = min(max(paragraph.level, 0), _DEEPEST)
        element = self._paragraph(indent=level * _INDENT)
        if paragraph.number is not None:
            _run(element, f"{printed_number(paragraph.number)} ")
        elif level > 0 and self._draft.form != "amendment":
            # The words that an amendment brings stand below it without a sign; of any other, a bullet shows the level.
            _run(element, "\u2022 ")
        for piece in pieces(paragraph.text, paragraph.verbs):
            _run(element, piece.text, italic=piece.opens)
        for at, number in enumerate(paragraph.footnotes):
            if at:
                _run(element, ",", superscript=True)
            self._write_mark(element, number)

    def _write_mark(self, element: etree._Element, number: int | str) -> None:
        """A footnote where it is marked first; its number alone where it is marked again, for Word knows no second."""
        notes = enumerate(self._draft.footnotes)
        place = next((at for at, note in notes if note.number == number and at not in self._marked), None)
        if place is None:
            _run(element, str(number), superscript=True)
            return
        self._marked.add(place)
        counted = number == self._counted + 1
        self._counted += counted
        run = _element(element, "r")
        _element(_element(run, "rPr"), "rStyle", val="FootnoteReference")
        reference = _element(run, "footnoteReference", id=str(place + _FIRST_NOTE))
        if not counted:
            reference.set(f"{{{_W}}}customMarkFollows", "1")
            _text(run, str(number))
        self._write_note(place, counted=counted)

    def _write_note(self, place: int, *, counted: bool) -> None:
        """A footnote's own words. Word counts footnotes itself; a number that is not the next one is typed."""
        note = self._draft.footnotes[place]
        body = _element(self.footnotes, "footnote", id=str(place + _FIRST_NOTE))
        line = _element(body, "p")
        _element(_element(line, "pPr"), "pStyle", val="FootnoteText")
        run = _element(line, "r")
        _element(_element(run, "rPr"), "rStyle", val="FootnoteReference")
        if counted:
            _element(run, "footnoteRef")
        else:
            _text(run, str(note.number))
        _run(line, f" {note.text}")

    def _write_unmarked(self) -> None:
        """Footnotes that no paragraph marks stand at the end, as their numbers and their words."""
        for place, note in enumerate(self._draft.footnotes):
            if place not in self._marked:
                line = self._paragraph("FootnoteText")
                _run(line, str(note.number), superscript=True)
                _run(line, f" {note.text}")

    def _paragraph(self, style: str | None = None, indent: int = 0) -> etree._Element:
        element = _element(self._body, "p")
        if style or indent:
            properties = _element(element, "pPr")
            if style:
                _element(properties, "pStyle", val=style)
            if indent:
                _element(properties, "ind", left=str(indent))
        return element


def _run(paragraph: etree._Element, text: str, *, italic: bool = False, superscript: bool = False) -> None:
    run = _element(paragraph, "r")
    if italic or superscript:
        properties = _element(run, "rPr")
        if italic:
            _element(properties, "i")
        if superscript:
            _element(properties, "vertAlign", val="superscript")
    _text(run, text)


def _text(run: etree._Element, text: str) -> None:
    element = _element(run, "t")
    element.text = printable(text)
    element.set(_SPACE, "preserve")


def _element(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{_W}}}{tag}")
    for name, value in attributes.items():
        child.set(f"{{{_W}}}{name}", printable(value))
    return child
