"""Reading Akoma Ntoso: what the UN's markup says, how hostile files end, and that nothing is fetched or expanded."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafts.akn import parsing
from drafts.akn.parsing import NAMESPACE
from drafts.akn.reading import read_akn
from drafts.model import ReadDraft, UnreadableDraft
from tests.beside import CORPUS, needs_shared_material

PUBLISHED = sorted((CORPUS / "akn").glob("*.xml"))

BODY = """
<statement name="resolution">
  <meta><identification source="#DGACM"/></meta>
  <coverPage>
    <p><docNumber>E/RES/2030/5</docNumber></p>
    <p><docAuthority>Economic and Social Council</docAuthority></p>
    <p><docStatus>Distr.: General</docStatus></p>
    <p><docDate date="2030-07-29">29 July 2030</docDate></p>
    <p><session value="2030">2030 session</session></p>
    <p><inline name="agenda item">Agenda item 19 (c)</inline></p>
    <p><docTitle>Resolution adopted by the Economic and Social Council on 21 July 2030</docTitle></p>
  </coverPage>
  <preface><p><docNumber>2030/5.</docNumber><docTitle><span class="bold">\tFish and
    chips</span></docTitle></p></preface>
  <preamble>
    <formula name="enactingFormula"><p><span class="italic">The Economic and Social Council,</span></p></formula>
    <container name="Recalling"><p><span class="italic">Recalling </span>its earlier
      decision,<authorialNote marker="1"><p>See <a href="https://undocs.org/en/A/64/49">the records</a>.</p>
      </authorialNote><authorialNote marker="2"><p>Ibid.</p></authorialNote> as amended,</p></container>
    <container name="Reaffirming"><blockList><listIntroduction><span class="italic">Reaffirming</span> that it
      was developed:</listIntroduction><item><num>(a)</num><p>To promote fishing;</p></item></blockList></container>
  </preamble>
  <mainBody>
    <paragraph class="H23"><num>A.</num><content><p><span class="bold">Fishing</span></p></content></paragraph>
    <paragraph><num>1.</num><list><intro><p><span class="italic">Invites</span> Member States:</p></intro>
      <point><num>(a)</num><content><p>To fish;</p></content></point>
      <sublist><point><num>(b)</num><content><p>To fry;</p></content></point></sublist></list></paragraph>
    <paragraph><num>2.</num><content><p><span class="italic">Requests</span> the Secretary-General to report to
      the Council at its 2032 session.</p></content></paragraph>
  </mainBody>
  <attachments><attachment><doc name="annex"><mainBody>
    <paragraph><subheading>Annex</subheading></paragraph>
    <paragraph><num>1.</num><content><p>Fish are animals.</p></content></paragraph>
    <container name="table"><table><tr><td><p>1.</p></td><td><p>Decides nothing;</p></td></tr></table></container>
  </mainBody></doc></attachment></attachments>
</statement>"""
PUBLISHED_LIKE = f'<akomaNtoso xmlns="{NAMESPACE}">{BODY}</akomaNtoso>'.encode()
ENOUGH = "<statement><mainBody><paragraph><num>1.</num><content><p>Requests peace;</p></content></paragraph>{}"
DOCUMENT = f'<akomaNtoso xmlns="{NAMESPACE}">{ENOUGH}</mainBody></statement></akomaNtoso>'


@pytest.fixture(scope="module")
def found() -> ReadDraft:
    return read_akn(PUBLISHED_LIKE)


def refusal(content: bytes) -> UnreadableDraft:
    with pytest.raises(UnreadableDraft) as refused:
        read_akn(content)
    assert len(refused.value.message.splitlines()) == 1
    return refused.value


def ending(content: bytes) -> str:
    """How reading ends: the line that refuses it, or nothing."""
    try:
        read_akn(content)
    except UnreadableDraft as refused:
        return refused.message
    return ""


def test_text_in_a_frame_is_text_and_figures_in_a_table_are_none() -> None:
    cell = "<td><p><span class='bold'>Principle I</span></p><p>Keep <b>lamps</b> lit.</p></td>"
    row = "<tr><td><p>Lamps</p></td><td><p>12.</p></td></tr>"
    annex = "<paragraph><subheading>Annex</subheading></paragraph>"
    tables = f"<table><tr>{cell}</tr></table><table>{row}</table><table><tr></tr></table>"
    draft = read_akn(DOCUMENT.format(annex + tables).encode())
    assert [paragraph.text for paragraph in draft.paragraphs if paragraph.part == "annex"] == [
        "Principle I Keep lamps lit."
    ]


def test_the_header_is_that_of_the_cover_page(found: ReadDraft) -> None:
    assert (found.symbol, found.body, found.session) == ("E/RES/2030/5", "ECOSOC", 2030)
    assert (found.agenda_item, str(found.date), found.distribution) == ("19 (c)", "2030-07-29", "general")
    assert (found.title, found.for_adoption_by) == ("Fish and chips", "ECOSOC")


def test_paragraphs_are_read_with_parts_numbers_verbs_levels_and_marks(found: ReadDraft) -> None:
    assert [(each.part, each.number, each.verbs, each.level, each.footnotes) for each in found.paragraphs] == [
        ("preambular", None, ("Recalling",), 0, (1, 2)),
        ("preambular", None, ("Reaffirming",), 0, ()),
        ("preambular", "(a)", (), 1, ()),
        ("operative", "1", ("Invites",), 0, ()),
        ("operative", "(a)", (), 1, ()),
        ("operative", "(b)", (), 1, ()),
        ("operative", "2", ("Requests",), 0, ()),
        ("annex", "1", (), 0, ()),
    ]
    assert found.paragraphs[0].text == "Recalling its earlier decision, as amended,"


def test_footnotes_links_and_duties_are_found(found: ReadDraft) -> None:
    assert [(note.number, note.text) for note in found.footnotes] == [(1, "See the records."), (2, "Ibid.")]
    assert ("note 1", "A/64/49") in {(each.paragraph, each.symbol) for each in found.references}
    assert [(duty.paragraph, duty.kind) for duty in found.mandates][-1] == ("2", "report")


def test_prefixed_and_older_namespaces_are_read_the_same(found: ReadDraft) -> None:
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1akn:", BODY)
    whole = f'<akn:akomaNtoso xmlns:akn="{NAMESPACE}">{prefixed}</akn:akomaNtoso>'
    assert read_akn(whole.encode()) == found
    assert read_akn(PUBLISHED_LIKE.replace(NAMESPACE.encode(), f"{NAMESPACE}/CSD13".encode())) == found


def test_a_byte_order_mark_a_declaration_and_utf_16_are_read_the_same(found: ReadDraft) -> None:
    assert read_akn(b"\xef\xbb\xbf" + PUBLISHED_LIKE) == found
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + PUBLISHED_LIKE.decode()
    assert read_akn(declared.encode("utf-16")) == found


def test_a_number_without_words_is_not_that_of_the_next_paragraph() -> None:
    empty = "<paragraph><num>2.</num><content><p> </p></content></paragraph>"
    more = "<paragraph><num>3.</num><content><p>Decides to meet;</p></content></paragraph>"
    numbers = [each.number for each in read_akn(DOCUMENT.format(empty + more).encode()).paragraphs]
    assert numbers == ["1", "3"]


@pytest.mark.parametrize("path", ["en/A/RES/46/152", "A/RES/46/152", "fr/A/RES/46/152"])
def test_links_to_documents_are_references_in_any_language(path: str) -> None:
    link = f'<paragraph><num>2.</num><content><p>Notes <a href="https://undocs.org/{path}">it</a>;</p></content></paragraph>'
    found = read_akn(DOCUMENT.format(link).encode()).references
    assert [(each.paragraph, each.symbol) for each in found] == [("2", "A/RES/46/152")]


def test_markup_is_told_from_text() -> None:
    for start in (
        b"<?xml version='1.0'?>",
        b" <!DOCTYPE html>",
        b"<html>",
        b"<!-- copy --><akomaNtoso ",
        b"<a:akomaNtoso ",
    ):
        assert parsing.looks_like_markup(start + b"<p/>")
        assert parsing.looks_like_markup((start + b"<p/>").decode().encode("utf-16"))
    for text in (b"", b"<sponsors>: draft resolution", b"1. Requests <xml>;", b"\xff\xfe"):
        assert not parsing.looks_like_markup(text)


def test_html_and_other_xml_are_refused_by_name() -> None:
    assert "HTML" in refusal(b"<!DOCTYPE html><html><body><p>1. Requests peace;</p></body></html>").message
    assert "HTML" in refusal(b'<html xmlns="http://www.w3.org/1999/xhtml"><body/></html>').message
    assert "no Akoma Ntoso" in refusal(b"<rss><channel/></rss>").message
    assert "no Akoma Ntoso" in refusal(b'<akomaNtoso xmlns="https://example.org"/>').message
    assert "not well-formed" in refusal(PUBLISHED_LIKE[:2000]).message


def test_a_document_without_an_operative_paragraph_is_refused() -> None:
    assert refusal(f'<akomaNtoso xmlns="{NAMESPACE}"><act/></akomaNtoso>'.encode()).code == "no_operative_paragraph"


def test_entities_are_never_expanded_and_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Requests secrets;", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    for declarations in (
        f'<!ENTITY x SYSTEM "file://{secret}">',
        f'<!ENTITY l0 "ha">{laughs}<!ENTITY x "&l9;">',
        f'<!ENTITY % p SYSTEM "file://{secret}">%p;',
    ):
        document = f"<!DOCTYPE akomaNtoso [{declarations}]>" + DOCUMENT.format("<p>&x;</p>")
        for content in (document.encode(), document.encode("utf-16")):
            assert refusal(content).code == "unsupported_format"
    assert (
        refusal(f'<!DOCTYPE a SYSTEM "{secret.as_uri()}">{DOCUMENT.format("")}'.encode()).code == "unsupported_format"
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<p>" * 200 + "</p>" * 200,
        "<p/>" * (parsing.MAX_TAGS + 1),
        "<p " + " ".join(f"a{i}=''" for i in range(parsing.MAX_ATTRIBUTES + 1)) + "/>",
        "<p>" + "x" * 3_000_000 + "</p>",
        "<p>" + "x " * 50_000 + "</p>",
        "<p>x</p>" * 90_000 + "<p>" + "y" * 10_000 + "</p>",
        "<!--" + "x" * (parsing.MAX_BYTES + 1) + "-->",
    ],
    ids=["deep", "elements", "attributes", "one line", "long paragraph", "many paragraphs", "size"],
)
def test_a_file_made_to_do_harm_ends_soon_with_one_line(inside: str) -> None:
    content = DOCUMENT.format(inside).encode()
    began = time.process_time()
    assert len(ending(content).splitlines()) <= 1
    assert time.process_time() - began < 10


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for attempt in (content, b"<" + content, DOCUMENT.format("<p>").encode() + content):
        with pytest.raises(UnreadableDraft):
            read_akn(attempt)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_any_damage_to_a_document_is_read_or_refused(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([PUBLISHED_LIKE, PUBLISHED_LIKE.replace(b"#DGACM", b"#resolute")]))
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 60)))
    content = source[:start] + data.draw(st.binary(max_size=10)) + source[end:]
    assert len(ending(content).splitlines()) <= 1


def test_metadata_cannot_plant_a_duty_that_the_words_do_not_set() -> None:
    own = PUBLISHED_LIKE.replace(b"#DGACM", b"#resolute").replace(
        b"</meta>", b"<proprietary source='#resolute'><duty paragraph='9' kind='report'/></proprietary></meta>"
    )
    assert "9" not in {duty.paragraph for duty in read_akn(own).mandates}


INVITES = "<span class='italic'>Invites</span>"


def numbered(inside: str) -> bytes:
    """A document whose second paragraph holds this."""
    return DOCUMENT.format(f"<paragraph><num>2.</num>{inside}</paragraph>").encode()


def outline(content: bytes) -> list[tuple[str | None, int, str]]:
    return [(each.number, each.level, each.text) for each in read_akn(content).paragraphs[1:]]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            f"<content><blockList><listIntroduction>{INVITES} States:</listIntroduction><item><num>(a)</num>"
            "<p>To fish;</p></item><listWrapUp>All at their own cost;</listWrapUp></blockList></content>",
            [("2", 0, "Invites States:"), ("(a)", 1, "To fish; All at their own cost;")],
        ),
        (
            f"<list><intro><p>{INVITES} States:</p></intro><point><num>(a)</num><content><p>To fish;</p></content>"
            "</point><wrapUp><p>All of them at once;</p></wrapUp></list>",
            [("2", 0, "Invites States:"), ("(a)", 1, "To fish; All of them at once;")],
        ),
        (
            f"<content><p>{INVITES} States to note:</p><p>Fish swim.</p><p>Lamps shine.</p></content>",
            [("2", 0, "Invites States to note: Fish swim. Lamps shine.")],
        ),
        (
            f"<alinea><content><p>{INVITES} States:</p></content></alinea><alinea><num>(a)</num><content><p>To fish;"
            "</p></content></alinea><alinea><content><p>All of them.</p></content></alinea>",
            [("2", 0, "Invites States:"), ("(a)", 1, "To fish; All of them.")],
        ),
        (
            f"<content><p>{INVITES} States:</p><ul><li>to <b>fish</b>;<ol><li>by day;</li></ol></li>"
            "<li><p>to fry;</p></li></ul></content>",
            [("2", 0, "Invites States:"), (None, 1, "to fish;"), (None, 1, "by day;"), (None, 1, "to fry;")],
        ),
        (f"<content><block name='x'>{INVITES} <u>all</u>;</block></content>", [("2", 0, "Invites all;")]),
        (f"<content><p>{INVITES} <foreign><x xmlns='y'>x</x></foreign>;</p></content>", [("2", 0, "Invites x;")]),
        (f"<heading>Oil</heading><content><p>{INVITES} all;</p></content>", [("2", 0, "Invites all;")]),
        (f"<content><div><heading>Oil</heading><p>{INVITES} all;</p></div></content>", [("2", 0, "Invites all;")]),
        ("<content><p><i>Invi</i><i>tes</i> all;</p></content>", [("2", 0, "Invites all;")]),
        (f"<content><p>{INVITES}<eop/>all,<eol/>now;</p></content>", [("2", 0, "Invites all, now;")]),
        (f"<content><p>{INVITES} <del>none</del><ins>all</ins>;</p></content>", [("2", 0, "Invites all;")]),
        (
            f"<content><p>{INVITES} all to say <mod><quotedStructure startQuote='\u201c' endQuote='\u201d'><paragraph>"
            "<num>5.</num><content><p>Fish swim.</p></content></paragraph></quotedStructure></mod> now;</p></content>",
            [("2", 0, "Invites all to say \u201c5. Fish swim.\u201d now;")],
        ),
    ],
    ids=[
        "listWrapUp", "wrapUp", "several lines", "alinea", "bullets", "block", "foreign", "heading", "heading inside",
        "one word in two", "page break", "changes", "quotation",
    ],
)  # fmt: skip
def test_every_word_of_a_numbered_paragraph_is_read_whatever_it_stands_in(
    inside: str, expected: list[tuple[str | None, int, str]]
) -> None:
    found = read_akn(numbered(inside)).paragraphs[1]
    assert outline(numbered(inside)) == expected
    assert found.verbs == ("Invites",)


def test_words_between_paragraphs_are_read_without_taking_them_in() -> None:
    content = DOCUMENT.format(
        " and quiet, <paragraph><num>2.</num><content><p>Decides to meet.</p></content></paragraph>"
    )
    assert [each.text for each in read_akn(content.encode()).paragraphs] == [
        "Requests peace; and quiet,",
        "Decides to meet.",
    ]


def test_numbered_recitals_are_preambular_paragraphs() -> None:
    recitals = "<recitals><recital><num>(1)</num><p><i>Noting</i> oil,</p></recital></recitals>"
    formula = "<formula><p>The General Assembly,</p></formula>"
    content = DOCUMENT.format("").replace("<mainBody>", f"<preamble>{formula}{recitals}</preamble><mainBody>", 1)
    first = read_akn(content.encode()).paragraphs[0]
    assert (first.part, first.number, first.text) == ("preambular", None, "Noting oil,")


def test_an_attachment_is_an_annex_even_where_no_heading_says_so() -> None:
    asks = "Requests the Secretary-General to report to the General Assembly in 2031."
    words = f"<paragraph><num>1.</num><content><p>{asks}</p></content></paragraph>"
    attached = f"<attachments><attachment><doc name='x'><mainBody>{words}</mainBody></doc></attachment></attachments>"
    content = DOCUMENT.format("").replace("</mainBody>", f"</mainBody>{attached}", 1)
    draft = read_akn(content.encode())
    assert [each.part for each in draft.paragraphs] == ["operative", "annex"]
    assert "report" not in {duty.kind for duty in draft.mandates}


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("<noteRef href='#n' marker='1'/>", "<note eId='n'><p>See A/64/49.</p></note>"),
        ("<noteRef href='#n'/>", "<note eId='n' marker='1'><p>See A/64/49.</p></note>"),
        ("<authorialNote><p>See</p> <p>A/64/49.</p></authorialNote>", ""),
        ("<authorialNote>See <a href='x'>A/64/49</a>.</authorialNote>", ""),
        ("<authorialNote><ul><li>See</li><li>A/64/49.</li></ul></authorialNote>", ""),
    ],
)
def test_footnotes_are_read_wherever_they_are_kept_and_without_a_number_are_counted(marked: str, kept: str) -> None:
    line = f"<num>2.</num><content><p>Decides{marked} to meet.</p></content>"
    meta = f"<statement><meta><notes source='#x'>{kept}</notes></meta>"
    content = DOCUMENT.format(f"<paragraph>{line}</paragraph>").replace("<statement>", meta)
    draft = read_akn(content.encode())
    assert draft.paragraphs[1].footnotes == (1,)
    assert [(note.number, note.text) for note in draft.footnotes] == [(1, "See A/64/49.")]


def test_a_footnote_marked_in_a_number_is_read() -> None:
    note = "<authorialNote marker='1'><p>See A/64/49.</p></authorialNote>"
    content = DOCUMENT.format(f"<paragraph><num>2.{note}</num><content><p>Decides to meet.</p></content></paragraph>")
    assert [each.text for each in read_akn(content.encode()).footnotes] == ["See A/64/49."]


def test_utf_8_that_says_it_is_utf_16_is_read_the_same(found: ReadDraft) -> None:
    assert read_akn(b'<?xml version="1.0" encoding="utf-16"?>' + PUBLISHED_LIKE) == found


def test_a_notice_of_rights_may_stand_before_the_document() -> None:
    notices = b"<!-- " + b"All rights reserved. " * 200 + b"--><!-- Unofficial -->\n"
    assert parsing.looks_like_markup(notices + PUBLISHED_LIKE)
    assert not parsing.looks_like_markup(notices + b"1. Requests peace;")


@needs_shared_material
def test_every_published_document_is_read() -> None:
    for file in PUBLISHED[::5]:
        draft = read_akn(file.read_bytes())
        assert draft.symbol, file.name
        assert draft.title, file.name
        assert any(each.part == "operative" for each in draft.paragraphs), file.name
