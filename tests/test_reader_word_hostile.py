"""Word documents that mean harm or are harmed: blocks or one clear line, soon, and nothing else."""

from __future__ import annotations

import io
import socket
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafts.model import UnreadableDraft
from drafts.word import blocks
from drafts.word.limits import MAX_BYTES, MAX_ENTRIES
from tests.documents_word import (
    PACKAGE,
    RESOLUTION_LIST,
    abstract_list,
    complex_field,
    docx,
    italic,
    level,
    list_of,
    note,
    numbered,
    paragraph,
    part,
    reference,
    relationships,
    style,
    table,
    tracked,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(content: bytes) -> UnreadableDraft:
    with pytest.raises(UnreadableDraft) as caught:
        blocks(content)
    assert "\n" not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "old Word document"),
        (OLE, "old Office document"),
        (b"%PDF-1.7", "no Word document"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "OpenDocument"),
        (zipped({"mimetype": "application/epub+zip"}), "electronic book"),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<x/>"}), "Excel"),
        (zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}), "PowerPoint"),
        (zipped({"notes.txt": "text"}), "zip archive"),
        (docx(paragraph("Text"))[:-30], "broken"),
        (docx("", replaced={"word/document.xml": None}), "no Word text"),
        (docx("", replaced={"word/document.xml": "<w:document"}), "well-formed"),
        (docx("", replaced={"word/document.xml": "<workbook/>"}), "no Word text"),
        (docx("", replaced={"word/document.xml": part("document", "")}), "body"),
    ],
)
def test_what_is_no_readable_word_document_is_refused_by_name(content: bytes, says: str) -> None:
    found = refusal(content)
    assert (found.code, says in found.message) == ("unsupported_format", True)


def test_an_empty_document_is_said_to_be_empty() -> None:
    assert refusal(b"").code == refusal(docx(paragraph())).code == "empty"


def test_documents_with_macros_and_templates_are_read_and_nothing_in_them_runs() -> None:
    for kind in ("ms-word.document.macroEnabled.main", "ms-word.template.macroEnabledTemplate.main"):
        types = f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml" '
        types += f'ContentType="application/vnd.{kind}+xml"/></Types>'
        entries: dict[str, str | bytes | None] = {"[Content_Types].xml": types, "word/vbaProject.bin": b"\0macro"}
        assert blocks(docx(paragraph("Text"), replaced=entries)) == ["Text"]


def bomb(size: int) -> bytes:
    return docx("", replaced={"word/document.xml": part("document", "<w:body>" + " " * size + "</w:body>")})


def test_a_part_that_declares_too_much_is_not_unpacked() -> None:
    assert refusal(bomb(60 * 1024 * 1024)).code == "too_large"


def test_a_part_that_lies_about_its_size_is_read_no_further_than_it_said() -> None:
    content = bytearray(docx(paragraph("Text" * 10_000)))
    directory = content.index(b"PK\x01\x02")
    while content[directory + 46 : directory + 63] != b"word/document.xml":
        directory = content.index(b"PK\x01\x02", directory + 1)
    struct.pack_into("<I", content, directory + 24, 100)
    assert refusal(bytes(content)).code == "unsupported_format"


def test_parts_that_are_small_each_and_large_together_are_refused() -> None:
    filler = ("<w:x/>" + " " * 1_000_000) * 20
    assert refusal(docx(paragraph(), footnotes=filler, endnotes=filler, styles=filler)).code == "too_large"


def test_too_many_entries_are_refused_unopened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(MAX_ENTRIES + 1):
            archive.writestr(str(number), b"")
    assert refusal(packed.getvalue()).code == "too_large"


def test_too_large_a_file_is_refused_unopened() -> None:
    assert refusal(b"PK\x03\x04" + bytes(MAX_BYTES)).code == "too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY b "x">]>',
    ],
)
def test_a_document_that_declares_entities_is_refused(declaration: str, encoding: str) -> None:
    text = part("document", f"<w:body>{paragraph('&b;')}</w:body>").replace("&amp;b;", "&b;")
    text = text.replace("UTF-8", encoding).replace("?>", f"?>{declaration}", 1)
    found = refusal(docx("", replaced={"word/document.xml": text.encode(encoding)}))
    assert found.code == "unsupported_format"
    assert "passwd" not in found.message


def test_relations_to_the_outside_are_never_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    outside = (
        '<Relationship Id="x" Type="t/footnotes" Target="http://127.0.0.1:9/notes.xml" TargetMode="External"/>'
        '<Relationship Id="y" Type="t/styles" Target="../../../../etc/passwd"/>'
        '<Relationship Id="z" Type="t/aFChunk" Target="http://127.0.0.1:9/chunk.docx" TargetMode="External"/>'
    )
    body = paragraph("Text", reference(1)) + '<w:altChunk r:id="z"/><w:subDoc r:id="x"/>'
    entries = {"word/_rels/document.xml.rels": relationships(outside), "../../evil": "x"}
    assert blocks(docx(body, replaced=entries)) == ["Text\u00b9"]


def test_a_main_part_of_another_name_is_found_by_its_relation() -> None:
    main = part("document", f"<w:body>{paragraph('Text')}</w:body>")
    moved = '<Relationship Id="a" Type="t/officeDocument" Target="/text/main.xml"/>'
    entries = {"_rels/.rels": relationships(moved), "word/document.xml": None, "text/main.xml": main}
    assert blocks(docx("", replaced=entries)) == ["Text"]


def deep_tables() -> str:
    body = paragraph("Text")
    for _ in range(70):
        body = table((body,))
    return body


HOSTILE_BODIES: dict[str, Callable[[], str]] = {
    "tables in tables": deep_tables,
    "controls in controls": lambda: "<w:sdt><w:sdtContent>" * 110 + paragraph("x") + "</w:sdtContent></w:sdt>" * 110,
    "more depth than the parser takes": lambda: "<w:ins>" * 3_000 + "</w:ins>" * 3_000,
    "many paragraphs": lambda: "<w:p/>" * 100_001,
    "many tags": lambda: "<w:b/>" * 1_000_001,
    "fields in fields": lambda: paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 20_000),
    "much text": lambda: paragraph("x" * 1_000_000) * 3,
}


@pytest.mark.parametrize("body", HOSTILE_BODIES.values(), ids=HOSTILE_BODIES)
def test_what_no_document_has_so_much_of_is_refused(body: Callable[[], str]) -> None:
    assert refusal(docx(body())).code in {"too_large", "unsupported_format"}


def test_automatic_numbers_count_as_text() -> None:
    lists = abstract_list(0, level(0, "%1" * 30, "lowerLetter", start=700)) + list_of(1, 0)
    assert refusal(docx(numbered("x") * 25_000, numbering=lists)).code == "too_large"


def test_many_line_breaks_and_changes_in_one_paragraph_take_time_in_proportion() -> None:
    body = paragraph("<w:r><w:t>x</w:t><w:br/></w:r>" * 50_000, tracked("ins", italic("x") * 30_000))
    assert len(blocks(docx(body))) == 1


def test_fields_that_never_end_hide_no_more_than_their_paragraph() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert blocks(docx(paragraph("a", begin, "lost") + paragraph(end, "b"))) == ["a", "b"]


WHOLE = docx(
    table(("United Nations", "E/CN.15/2015/L.2"))
    + numbered(italic("Requests"), " it", reference(1), complex_field("REF", "<w:r/>"))
    + paragraph(tracked("ins", italic("and")), properties='<w:pStyle w:val="A"/>')
    + '<w:sectPr><w:headerReference w:type="first" r:id="header1"/><w:titlePg/></w:sectPr>',
    styles=style("A", '<w:basedOn w:val="A"/>'),
    numbering=RESOLUTION_LIST,
    footnotes=note(1, "See."),
    header1=paragraph("United Nations"),
)


def read_or_refuse(content: bytes) -> None:
    try:
        found = blocks(content)
    except UnreadableDraft as error:
        found = [error.message]
    assert all(block.strip() and "\n" not in block for block in found)


@given(st.binary(max_size=500), st.sampled_from([b"", b"PK\x03\x04", OLE]))
def test_any_bytes_give_blocks_or_a_typed_refusal(content: bytes, magic: bytes) -> None:
    read_or_refuse(magic + content)


@given(st.data())
def test_any_damage_to_the_zip_gives_blocks_or_a_typed_refusal(data: st.DataObject) -> None:
    content = bytearray(WHOLE[: data.draw(st.integers(4, len(WHOLE)))])
    for _ in range(data.draw(st.integers(0, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(content))


with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
    ENTRIES = {name: archive.read(name) for name in archive.namelist()}


@given(st.data())
def test_any_damage_to_a_part_gives_blocks_or_a_typed_refusal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ENTRIES)))
    content = ENTRIES[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 60)))
    damaged = content[:start] + data.draw(st.binary(max_size=20)) + content[end:]
    read_or_refuse(zipped({**ENTRIES, name: damaged}))


_NAMES = ("p", "r", "t", "tbl", "tr", "tc", "ins", "del", "sdt", "sdtContent", "hyperlink", "br", "tab", "fldChar",
          "footnoteReference", "pPr", "rPr", "numPr", "numId", "ilvl", "drawing", "txbxContent", "sym", "delText",
          "trPr", "tcPr", "vMerge", "cellDel", "moveFrom", "fldSimple", "i", "vanish", "sectPr")  # fmt: skip
_VALUES = ("", "1", "-1", "0", "begin", "separate", "end", "999999999999", "restart", "A", "true")
markup = st.recursive(
    st.one_of(
        st.text("ab*1.) \t\u00b9", max_size=8),
        st.builds(lambda n, v: f'<w:{n} w:val="{v}" w:id="{v}" w:fldCharType="{v}"/>',
                  st.sampled_from(_NAMES), st.sampled_from(_VALUES)),
    ),
    lambda inner: st.builds(lambda n, parts: f"<w:{n}>{''.join(parts)}</w:{n}>",
                            st.sampled_from(_NAMES), st.lists(inner, max_size=4)),
    max_leaves=25,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(markup, max_size=5))
def test_any_nesting_of_words_own_elements_gives_blocks_or_a_typed_refusal(body: list[str]) -> None:
    read_or_refuse(docx("".join(body), numbering=RESOLUTION_LIST, footnotes=note(1, "See.")))
