"""The redline as a Word document with tracked changes, which Word and its like accept or reject one by one.

With every change rejected the old draft stands there, with every change accepted the new one. Insertions and deletions
are `w:ins` and `w:del`; what was moved unchanged is `w:moveFrom` and `w:moveTo`; a paragraph's own mark is tracked with
it, so that splits and mergers are undone, too. Footnotes stand behind the text, by their numbers. The same comparison,
author and date give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType
from typing import Final, Literal
from xml.sax.saxutils import escape, quoteattr

from drafts.comparison.model import Comparison, ParagraphChange, Run
from drafts.comparison.placing import Row, rows
from drafts.comparison.words import changes_between, runs_of, tokens

AUTHOR: Final = "Resolute"
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_INDENT: Final = 567
"""Twentieths of a point: a centimetre for each level."""

_Mark = Literal["", "ins", "del", "moveFrom", "moveTo"]


@dataclass
class _Revisions:
    """The attributes of tracked changes: each has a number of its own, all one author and date."""

    date: str
    count: int = 0

    def next(self, name: str = "") -> str:
        self.count += 1
        named = f" w:name={quoteattr(name)}" if name else ""
        return f'w:id="{self.count}" w:author={quoteattr(AUTHOR)} w:date="{self.date}"{named}'


def redline_word(comparison: Comparison, at: dt.datetime) -> bytes:
    """A .docx. `at`, aware of its zone, is the date that every change carries."""
    stamp = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONSHIPS,
        "word/document.xml": _document(comparison, _Revisions(stamp)),
        "word/_rels/document.xml.rels": _DOCUMENT_RELATIONSHIPS,
        "word/styles.xml": _STYLES,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _DECLARATION + content)
    return packed.getvalue()


def _document(comparison: Comparison, revisions: _Revisions) -> str:
    body = [
        *(_paragraphs(row, revisions) for row in rows(comparison.paragraphs)),
        *(_paragraphs(row, revisions) for row in rows(comparison.footnotes)),
        "<w:p/>",
    ]
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"'
    )
    margins = ' w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>'
    return f'<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{page}{margins}</w:body></w:document>'


def _paragraphs(row: Row, revisions: _Revisions) -> str:
    """The paragraphs of one row: one, or as many as it was split into or merged from."""
    entry = row.entry
    if row.role != "here" and entry.fate == "moved" and not entry.changes:
        return _moved(row, revisions)
    if row.role == "left":
        runs: Sequence[Run] = (Run(kind="deleted", text=_old_lines(entry)),)
    elif row.role == "arrived" or entry.fate == "inserted":
        runs = (Run(kind="inserted", text=_new_lines(entry)),)
    else:
        runs = _changed(entry)
    last: _Mark = _MARKS[runs[0].kind] if row.role != "here" or entry.fate == "inserted" else ""
    return "".join(
        _paragraph(entry, "".join(_run(run, revisions) for run in pieces), mark, revisions)
        for pieces, mark in _lines(runs, last)
    )


def _moved(row: Row, revisions: _Revisions) -> str:
    """A paragraph that left or arrived as it was, but perhaps for its number, which is deleted or inserted with it."""
    entry, left = row.entry, row.role == "left"
    mark: _Mark = "moveFrom" if left else "moveTo"
    number = _numeral((entry.old_numbers if left else entry.new_numbers)[0])
    digits = _run(Run(kind="deleted" if left else "inserted", text=number), revisions) if number else ""
    name = f"move{entry.new_places[0]}{entry.part}"
    begins = revisions.next(name)
    identity = begins.split()[0]
    text = f"<w:{mark} {revisions.next()}><w:r>{_text(entry.new_text)}</w:r></w:{mark}>"
    content = f"<w:{mark}RangeStart {begins}/>{digits}{text}"
    return f"{_paragraph(entry, content, mark, revisions)}<w:{mark}RangeEnd {identity}/>"


def _changed(entry: ParagraphChange) -> Sequence[Run]:
    """The runs with the numbers before them."""
    if len(entry.old_numbers) > 1 or len(entry.new_numbers) > 1:
        old, new = tokens(_old_lines(entry)), tokens(_new_lines(entry))
        return runs_of(old, new, changes_between(old, new))
    was, now = (_numeral(numbers[0]) if numbers else "" for numbers in (entry.old_numbers, entry.new_numbers))
    if was == now:
        prefix = [Run(kind="equal", text=now)]
    else:
        prefix = [Run(kind="deleted", text=was), Run(kind="inserted", text=now)]
    return [*(run for run in prefix if run.text), *entry.runs]


def _old_lines(entry: ParagraphChange) -> str:
    return _with_numerals(entry.old_numbers, entry.old_text)


def _new_lines(entry: ParagraphChange) -> str:
    return _with_numerals(entry.new_numbers, entry.new_text)


def _with_numerals(numbers: Sequence[str | None], text: str) -> str:
    """Each paragraph of a text behind its number."""
    lines = text.split("\n", max(0, len(numbers) - 1))
    return "\n".join(f"{_numeral(number)}{line}" for number, line in zip_longest(numbers, lines, fillvalue=""))


def _numeral(number: str | None) -> str:
    if not number:
        return ""
    return f"{number}\t" if number.startswith("(") or not number[0].isdecimal() else f"{number}.\t"


def _lines(runs: Sequence[Run], last: _Mark) -> Iterator[tuple[list[Run], _Mark]]:
    """The runs of each line, with what became of the line feed that ends it; `last` for the one that ends all."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(kind=run.kind, text=first))
        for other in others:
            yield line, _MARKS[run.kind]
            line = [Run(kind=run.kind, text=other)]
    yield line, last


def _paragraph(entry: ParagraphChange, content: str, mark: _Mark, revisions: _Revisions) -> str:
    style = {"title": '<w:pStyle w:val="Title"/>', "footnote": '<w:pStyle w:val="FootnoteText"/>'}.get(entry.part, "")
    indent = f'<w:ind w:left="{_INDENT * entry.level}"/>' if entry.level else ""
    tracked = f"<w:rPr><w:{mark} {revisions.next()}/></w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{style}{indent}{tracked}</w:pPr>{content}</w:p>"


def _run(run: Run, revisions: _Revisions) -> str:
    if not run.text:
        return ""
    if run.kind == "equal":
        return f"<w:r>{_text(run.text)}</w:r>"
    if run.kind == "inserted":
        return f"<w:ins {revisions.next()}><w:r>{_text(run.text)}</w:r></w:ins>"
    return f"<w:del {revisions.next()}><w:r>{_text(run.text, 'delText')}</w:r></w:del>"


def _text(text: str, tag: str = "t") -> str:
    """Text as Word holds it: tabs are elements, spaces are kept, what XML cannot hold is replaced."""
    pieces = _NOT_IN_XML.sub("\ufffd", text).replace("\r", " ").split("\t")
    return "<w:tab/>".join(
        f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>' if piece else "" for piece in pieces
    )


_MARKS: Final[Mapping[str, _Mark]] = MappingProxyType({"equal": "", "inserted": "ins", "deleted": "del"})

_CONTENT_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.main+xml"/>'
    '<Override PartName="/word/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>'
    "</Types>"
)
_RELATIONSHIPS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELATIONSHIPS: Final = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    "</Relationships>"
)
_STYLES: Final = (
    f'<w:styles xmlns:w="{_W}">'
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="20"/>'
    '<w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:qFormat/>'
    '<w:pPr><w:spacing w:after="240"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/>'
    '<w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="18"/></w:rPr></w:style>'
    "</w:styles>"
)
