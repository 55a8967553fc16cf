"""Word documents made by hand for tests: raw WordprocessingML in a zip, so that every mark can be as odd as real ones.

Functions return XML; `docx` packs it. Text that is passed in is escaped, XML that is passed in is not.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OOXML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
MAIN_TYPE = f"{_OOXML}.document.main+xml"


def run(text: str, properties: str = "") -> str:
    """A run of text; `properties` is what its `w:rPr` holds."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def italic(text: str) -> str:
    return run(text, "<w:i/>")


def raised(text: str) -> str:
    return run(text, '<w:vertAlign w:val="superscript"/>')


def hidden(text: str) -> str:
    return run(text, "<w:vanish/>")


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of runs, given as XML or as plain text; `properties` is what its `w:pPr` holds."""
    inside = "".join(part if part.startswith("<") else run(part) for part in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def numbered(*content: str, list_id: int = 1, level: int = 0) -> str:
    """A paragraph that Word numbers."""
    return paragraph(*content, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def styled(style: str, *content: str) -> str:
    return paragraph(*content, properties=f'<w:pStyle w:val="{style}"/>')


def tracked(kind: str, content: str, author: str = "A. Delegate") -> str:
    """Content inside `w:ins`, `w:del`, `w:moveFrom` or `w:moveTo`."""
    return f'<w:{kind} w:id="9" w:author={quoteattr(author)} w:date="2015-05-19T10:00:00Z">{content}</w:{kind}>'


def deleted(text: str) -> str:
    return tracked("del", run(text).replace("w:t", "w:delText"))


def mark(kind: str) -> str:
    """Properties of a paragraph whose mark was inserted or deleted."""
    return f'<w:rPr><w:{kind} w:id="8" w:author="B"/></w:rPr>'


def complex_field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{escape(instruction)}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def reference(note_id: int, kind: str = "footnote") -> str:
    return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{note_id}"/></w:r>'


def note(note_id: int, *content: str, kind: str = "footnote") -> str:
    """The body of a note that begins with its automatic number."""
    return f'<w:{kind} w:id="{note_id}">{paragraph(f"<w:r><w:{kind}Ref/></w:r>", *content)}</w:{kind}>'


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells given as XML of their paragraphs, or as plain text."""
    cells = [
        "".join(f"<w:tc>{cell if cell.startswith('<') else paragraph(cell)}</w:tc>" for cell in row) for row in rows
    ]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def level(at: int, text: str, number_format: str = "decimal", start: int = 1, more: str = "") -> str:
    """One level of a list: its text ("%1."), its number format and where it starts."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f"<w:lvlText w:val={quoteattr(text)}/></w:lvl>"
    )


def abstract_list(list_id: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{list_id}">{"".join(levels)}</w:abstractNum>'


def list_of(list_id: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{list_id}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


RESOLUTION_LEVELS = (level(0, "%1."), level(1, "(%2)", "lowerLetter"), level(2, "(%3)", "lowerRoman"))
RESOLUTION_LIST = abstract_list(0, *RESOLUTION_LEVELS) + list_of(1, 0)


def style(style_id: str, content: str = "", kind: str = "paragraph", name: str = "", more: str = "") -> str:
    """A style; `content` is what follows its name, `more` are attributes."""
    return (
        f'<w:style w:type="{kind}" w:styleId="{style_id}"{more}><w:name w:val="{name or style_id}"/>{content}</w:style>'
    )


def part(root: str, content: str) -> str:
    """The XML of a part whose root is `w:<root>`."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_NAMESPACES}>{content}</w:{root}>'


def docx(body: str, *, replaced: Mapping[str, str | bytes | None] | None = None, **parts: str) -> bytes:
    """A Word document: `parts` are the contents of styles, numbering, footnotes, endnotes, settings, header1 ...;
    `replaced` gives whole entries by name, None leaves one out.
    """
    return zipped({**_entries(body, parts), **(replaced or {})})


def zipped(entries: Mapping[str, str | bytes | None]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            if content is not None:
                archive.writestr(name, content)
    return packed.getvalue()


def _entries(body: str, parts: Mapping[str, str]) -> dict[str, str | bytes | None]:
    kinds = {name: "header" if name.startswith("header") else name for name in parts}
    roots = {"header": "hdr"}
    relations = "".join(_relation(name, kinds[name], f"{name}.xml") for name in parts)
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{MAIN_TYPE}"/></Types>',
        "_rels/.rels": relationships(_relation("rId1", "officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relationships(relations),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        **{f"word/{name}.xml": part(roots.get(kinds[name], name), content) for name, content in parts.items()},
    }


def relationships(content: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{content}</Relationships>'


def _relation(relation_id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{relation_id}" Type="{R}/{kind}" Target="{target}"/>'
