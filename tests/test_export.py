"""What is exported besides Akoma Ntoso: JSON, a web page, a Word file; everything escaped, nothing lost, the same bytes
every time.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import docx
import pytest
from hypothesis import given, settings
from lxml import etree
from lxml import html as lxml_html

from drafts.akn.life import Life, Step
from drafts.export.data import as_json
from drafts.export.forms import export
from drafts.export.html import as_html
from drafts.export.pieces import pieces
from drafts.export.printing import printed_number, session_line
from drafts.export.word import as_docx
from drafts.model import Footnote, Paragraph, ReadDraft
from drafts.ordinals import ordinal
from drafts.reader import read
from tests.any_drafts import drafts, lives

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAFT = b"""Commission on Crime Prevention and Criminal Justice
Twenty-fourth session
Belarus, Cuba: revised draft resolution
Trafficking in persons
The Economic and Social Council,
*Recalling* General Assembly resolution 64/293 of 30 July 2010,\xc2\xb9
*Taking note* of the report,\xc2\xb2\xe2\x80\x9a
1. *Invites* Member States and, in this regard, encourages others:
(a) To cooperate, and to consider document E/2015/30;
(b) To report;
2. *Requests* the Secretary-General to report to the Commission on Crime Prevention and Criminal Justice at its
twenty-sixth session.
\xc2\xb9 See A/64/49.
\xc2\xb2 E/CN.15/2015/3.
"""
LIFE = Life((Step(dt.date(2015, 7, 21), "adopted", "Economic and Social Council", "E/RES/2015/23"),))


@pytest.fixture(scope="module")
def draft() -> ReadDraft:
    return read(DRAFT)


def page(content: bytes) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(content.decode())


def test_json_is_what_read_prints_and_the_workflow_beside_it(draft: ReadDraft) -> None:
    assert json.loads(as_json(draft)) == draft.model_dump(mode="json")
    (step,) = json.loads(as_json(draft, LIFE))["workflow"]
    assert (step["date"], step["outcome"], step["document"]) == ("2015-07-21", "adopted", "E/RES/2015/23")


@given(drafts(), lives)
@settings(max_examples=30, deadline=None)
def test_json_holds_every_draft_whole(draft: ReadDraft, life: Life) -> None:
    written = json.loads(as_json(draft, life))
    del written["workflow"]
    assert ReadDraft.model_validate(written) == draft


@given(drafts(), lives)
@settings(max_examples=40, deadline=None)
def test_a_page_holds_every_paragraph_as_printed_and_no_link_leads_nowhere(draft: ReadDraft, life: Life) -> None:
    root = page(as_html(draft, life))
    assert root.get("lang") == "en"
    identifiers = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(identifiers) == len(set(identifiers))
    assert {link.get("href")[1:] for link in root.iterfind(".//a") if link.get("href")[0] == "#"} <= set(identifiers)
    for place, paragraph in enumerate(draft.paragraphs, start=1):
        # White space is whatever a browser makes of it.
        shown = " ".join("".join(root.get_element_by_id(f"paragraph-{place}").itertext()).split())
        number = f"{printed_number(paragraph.number)} " if paragraph.number is not None else ""
        assert shown.startswith(" ".join((number + paragraph.text).split())[:20])


@given(drafts())
@settings(max_examples=20, deadline=None)
def test_the_same_draft_is_exported_as_the_same_bytes(draft: ReadDraft) -> None:
    for form in ("akn", "json", "html", "docx"):
        assert export(draft, form) == export(draft.model_copy(deep=True), form)


def test_no_text_of_a_draft_becomes_markup_of_a_page() -> None:
    evil = "<script>alert(1)</script> & \"'><img src=x onerror=y>\x00\ud800"
    hostile = Paragraph(part="operative", number=evil, verbs=(evil,), text=evil, footnotes=(1, "<b>"))
    draft = ReadDraft(
        title=evil, symbol=evil, sponsors=(evil,), paragraphs=(hostile,), footnotes=(Footnote(number=1, text=evil),)
    )
    life = Life((Step(None, evil, evil, evil, evil),))
    root = page(as_html(draft, life))
    assert not root.findall(".//script")
    assert not root.findall(".//img")
    assert not [name for each in root.iter() for name in each.attrib if str(name).startswith("on")]


def test_footnotes_of_a_page_lead_there_and_back(draft: ReadDraft) -> None:
    root = page(as_html(draft))
    mark = root.get_element_by_id("mark-1")
    assert (mark.get("href"), mark.get("role"), mark.text) == ("#note-1", "doc-noteref", "1")
    back = root.get_element_by_id("note-1").find(".//a")
    assert back is not None
    assert (back.get("href"), back.get("role")) == ("#mark-1", "doc-backlink")


def test_a_page_with_a_life_names_what_the_resolution_became_and_links_its_paragraphs(draft: ReadDraft) -> None:
    step = Step(dt.date(2017, 4, 7), "reportIssued", document="E/CN.15/2017/6", paragraph="2/2")
    root = page(as_html(draft, Life((step,), symbols=("E/CN.15/2015/L.2", "E/RES/2015/23"))))
    assert root.findtext(".//title") == "E/RES/2015/23 Trafficking in persons"
    assert root.xpath("//header//a/@href") == ["https://undocs.org/en/E/RES/2015/23"]
    (row,) = root.findall(".//tbody/tr")
    assert (row.find(".//time").get("datetime"), row.findtext(".//time")) == ("2017-04-07", "2017-04-07")
    (link,) = row.findall("td[5]/a")
    assert link.text == "2/2"
    assert root.get_element_by_id(link.get("href")[1:]).findtext("span") == "2."


@pytest.mark.parametrize("title", [None, "", " \n", "\x00"])
def test_a_page_always_has_a_title_and_a_heading(draft: ReadDraft, title: str | None) -> None:
    root = page(as_html(draft.model_copy(update={"title": title})))
    assert root.findtext(".//title") == root.findtext(".//h1") == "Draft resolution"


def test_a_page_shows_the_steps_of_a_life_in_words(draft: ReadDraft) -> None:
    root = page(as_html(draft, LIFE))
    cells = [cell.text_content() for cell in root.iterfind(".//tbody//td")]
    assert cells == ["2015-07-21", "adopted", "Economic and Social Council", "E/RES/2015/23", ""]
    assert b"<table" not in as_html(draft)


def test_a_word_file_has_typed_numbers_italic_verbs_and_indented_points(draft: ReadDraft) -> None:
    document = docx.Document(io.BytesIO(as_docx(draft)))
    lines = {paragraph.text: paragraph for paragraph in document.paragraphs}
    asks = next(line for text, line in lines.items() if text.startswith("1. Invites Member States"))
    assert [run.text for run in asks.runs if run.italic] == ["Invites"]
    point = next(line for text, line in lines.items() if text.startswith("(a) To cooperate"))
    assert point.paragraph_format.left_indent is not None
    assert point.paragraph_format.left_indent > 0
    assert "Belarus, Cuba: revised draft resolution" in lines


def test_footnotes_of_a_word_file_are_footnotes(draft: ReadDraft) -> None:
    with zipfile.ZipFile(io.BytesIO(as_docx(draft))) as package:
        notes = etree.fromstring(package.read("word/footnotes.xml"))
        text = etree.fromstring(package.read("word/document.xml"))
    marked = [each.get(f"{W}id") for each in text.iter(f"{W}footnoteReference")]
    written = {note.get(f"{W}id"): "".join(map(str, note.itertext())).strip() for note in notes}
    assert [written[identifier] for identifier in marked] == ["See A/64/49.", "E/CN.15/2015/3."]


@given(drafts())
@settings(max_examples=30, deadline=None)
def test_every_draft_is_a_word_file_that_opens_with_every_paragraph(draft: ReadDraft) -> None:
    content = as_docx(draft)
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    for paragraph in draft.paragraphs:
        assert "".join(paragraph.text.split())[:30] in "".join(text.split())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            etree.fromstring(package.read(name))


def test_a_word_file_is_read_back_to_the_same_draft(draft: ReadDraft) -> None:
    assert read(as_docx(draft)) == draft


def test_sub_paragraphs_without_a_number_are_bullets_of_a_word_file_and_read_back_as_they_were() -> None:
    bulleted = read(DRAFT.replace(b"(a) To cooperate", b"\xe2\x80\xa2 To cooperate").replace(b"(b)", b"\xe2\x80\xa2"))
    assert [(each.number, each.level) for each in bulleted.paragraphs[3:5]] == [(None, 1), (None, 1)]
    assert read(as_docx(bulleted)) == bulleted


def test_an_amendment_is_exported_without_an_opening_formula_and_reads_back_as_one() -> None:
    lines = [
        "A/80/L.30",
        "Eightieth session",
        "Agenda item 72",
        "Lamps",
        "Peru: amendment to draft resolution A/80/L.1",
    ]
    text = "\n\n".join([*lines, "In operative paragraph 5, replace the words \u201clamps\u201d with \u201coil\u201d"])
    amendment = read(text.encode())
    assert amendment.form == "amendment"
    again = read(as_docx(amendment))
    assert (again.form, again.title, again.paragraphs) == ("amendment", amendment.title, amendment.paragraphs)


@given(drafts())
@settings(max_examples=30, deadline=None)
def test_pieces_put_together_are_the_text(draft: ReadDraft) -> None:
    symbols = [reference.symbol for reference in draft.references]
    for paragraph in draft.paragraphs:
        assert "".join(piece.text for piece in pieces(paragraph.text, paragraph.verbs, symbols)) == paragraph.text


def test_a_session_is_printed_as_the_reader_reads_it() -> None:
    for number in (1, 2, 3, 11, 12, 13, 21, 22, 63, 101, 111):
        assert ordinal(session_line(number).split()[0]) == number
    assert session_line(2022) == "2022 session"
