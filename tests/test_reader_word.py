"""Word documents to blocks: what Word prints is what is read, whatever the XML looks like."""

from __future__ import annotations

import datetime as dt

import pytest

from drafts.reader import read
from drafts.word import Change, blocks, read_word
from tests.beside import CORPUS, needs_shared_material
from tests.documents_word import (
    RESOLUTION_LIST,
    abstract_list,
    complex_field,
    deleted,
    docx,
    hidden,
    italic,
    level,
    list_of,
    mark,
    note,
    numbered,
    paragraph,
    raised,
    reference,
    run,
    style,
    styled,
    table,
    tracked,
)

MASTHEAD = table(
    ("", "United Nations", "", paragraph(run("E"), run("/CN.15/2015/L.2/Rev.1"))),
    (
        "",
        "Economic and Social Council",
        "",
        paragraph("Distr.: Limited") + paragraph("19 May 2015") + paragraph() + paragraph("Original: English"),
    ),
)
HEAD = (
    paragraph("Commission on Crime Prevention and Criminal Justice")
    + paragraph("Twenty-fourth session")
    + paragraph("Agenda item 5")
    + paragraph("Belarus and Cuba: revised draft resolution")
    + paragraph(
        italic("The Commission on Crime Prevention and Criminal Justice"),
        " recommends to the Economic and Social Council the adoption of the following draft resolution:",
    )
    + paragraph("Global Plan of Action")
)


def one(*content: str, styles: str = "") -> str:
    """The one block of a document of one paragraph."""
    (block,) = blocks(docx(paragraph(*content), styles=styles))
    return block


def test_a_draft_of_the_united_nations_is_read_whole() -> None:
    text = (
        paragraph(italic("The Economic and Social Council"), ",")
        + paragraph(italic("Recalling"), " its resolution 2013/41,", reference(1))
        + numbered(italic("Requests"), " the Office:")
        + numbered("To help;", level=1)
        + numbered("To report to the Commission at its twenty-sixth session.", level=1)
    )
    draft = read(docx(MASTHEAD + HEAD + text, numbering=RESOLUTION_LIST, footnotes=note(1, "\tSee A/70/1.")))
    assert (draft.symbol, draft.body, draft.session) == ("E/CN.15/2015/L.2/Rev.1", "CCPCJ", 24)
    assert (draft.date, draft.distribution, draft.original_language) == (dt.date(2015, 5, 19), "limited", "en")
    assert (draft.sponsors, draft.title) == (("Belarus", "Cuba"), "Global Plan of Action")
    assert [(found.number, found.verbs) for found in draft.paragraphs] == [
        (None, ("Recalling",)),
        ("1", ("Requests",)),
        ("(a)", ()),
        ("(b)", ()),
    ]
    assert [(found.number, found.text) for found in draft.footnotes] == [(1, "See A/70/1.")]


FIRST_PAGE = '<w:sectPr><w:headerReference w:type="{kind}" r:id="header1"/>{more}</w:sectPr>'


def test_the_header_of_the_first_page_is_the_masthead() -> None:
    section = FIRST_PAGE.format(kind="first", more="<w:titlePg/>")
    assert blocks(docx(paragraph("Text") + section, header1=MASTHEAD)) == [
        *("United Nations", "E/CN.15/2015/L.2/Rev.1", "Economic and Social Council"),
        *("Distr.: Limited", "19 May 2015", "Original: English", "Text"),
    ]


def test_running_headers_are_dropped_but_for_a_symbol_that_nothing_else_says() -> None:
    running = table(("E/CN.15/2015/L.2", "Global Plan of Action"))
    section = FIRST_PAGE.format(kind="default", more="")
    assert blocks(docx(paragraph("Text") + section, header1=running)) == ["E/CN.15/2015/L.2", "Text"]
    assert blocks(docx(MASTHEAD + section, header1=running)).count("E/CN.15/2015/L.2") == 0


def test_a_masthead_broken_by_line_breaks_is_read_line_by_line() -> None:
    line_break = "<w:r><w:br/></w:r>"
    body = paragraph("Distr.: Limited", line_break, "19 May 2015", line_break, "Original: English")
    assert blocks(docx(body)) == ["Distr.: Limited", "19 May 2015", "Original: English"]


def test_a_line_break_inside_a_sentence_is_a_space_and_between_paragraphs_an_end() -> None:
    line_break = "<w:r><w:br/></w:r>"
    assert one("Implementation of the", line_break, "Global Plan") == "Implementation of the Global Plan"
    body = paragraph("1. Requests the Office;", line_break, "2. Also requests it.")
    assert blocks(docx(body)) == ["1. Requests the Office;", "2. Also requests it."]


def test_emphasis_covers_whole_words_and_neither_spaces_nor_a_typed_number() -> None:
    assert one(italic("1.\tAlso"), " ", italic("requests "), "it") == "1. *Also requests* it"
    assert one(italic("Request"), "s the Office") == "*Requests* the Office"
    assert one("4 ", italic("bis"), ".\t", italic("Urges"), " it") == "4 bis. *Urges* it"
    assert one(italic("Title"), "*") == "Title*"


def test_emphasis_comes_from_styles_as_well_and_two_of_them_cancel_each_other() -> None:
    styles = (
        style("Base", "<w:rPr><w:i/></w:rPr>")
        + style("Quote", '<w:basedOn w:val="Base"/>')
        + style("Emphasis", "<w:rPr><w:i/></w:rPr>", kind="character")
    )
    emphasis = '<w:rStyle w:val="Emphasis"/>'
    assert one(run("Noting", emphasis), " it", styles=styles) == "*Noting* it"
    body = styled("Quote", run("Noting", emphasis), run(" it"), run(" now", '<w:i w:val="0"/>'))
    assert blocks(docx(body, styles=styles)) == ["Noting *it* now"]


def test_styles_that_are_based_on_one_another_in_a_circle_do_no_harm() -> None:
    styles = style("A", '<w:basedOn w:val="B"/>') + style("B", '<w:basedOn w:val="A"/>')
    assert blocks(docx(styled("A", "Text"), styles=styles)) == ["Text"]


def test_hidden_text_placeholders_and_instructions_are_left_out() -> None:
    field = complex_field(' REF "a" ', run("paragraph 2"))
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>"
    assert one("See ", field, hidden(" secret"), prompt, " above") == "See paragraph 2 above"


def test_fields_inside_fields_keep_the_result_of_the_outer_one() -> None:
    inner = complex_field("PAGE", run("7"))
    outer = complex_field("IF", run("shown")).replace("<w:instrText>", f"{inner}<w:instrText>")
    assert one(outer, " after") == "shown after"


def test_a_field_that_refers_to_a_note_shows_its_mark_raised_or_not_and_once() -> None:
    plain_mark = complex_field(" NOTEREF _Ref504150024 \\h ", run("13"))
    raised_mark = complex_field(" NOTEREF _Ref504150024 \\h ", raised("13"))
    assert one("on cybercrime,", raised_mark, plain_mark, " and") == "on cybercrime,\u00b9\u00b3 and"
    assert one("on page ", complex_field(" PAGEREF a ", run("13"))) == "on page 13"


def test_a_simple_field_that_refers_to_a_note_shows_its_mark() -> None:
    assert one("Act", f'<w:fldSimple w:instr=" NOTEREF a \\h ">{run("3")}</w:fldSimple>', " of") == "Act\u00b3 of"


def test_a_number_that_a_field_counts_is_printed() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    first = paragraph(begin, "<w:r><w:instrText> AUTONUM </w:instrText></w:r>", end, "\t", italic("Requests"), " it;")
    gone = paragraph(tracked("del", '<w:fldSimple w:instr="AUTONUM"/>'), "and")
    second = paragraph('<w:fldSimple w:instr=" AUTONUMLGL "/>', " ", italic("Urges"), " it.")
    assert blocks(docx(first + gone + second)) == ["1. *Requests* it;", "and", "2. *Urges* it."]


def test_an_automatic_number_alone_in_its_cell_is_read() -> None:
    body = table((numbered(), "Requests the Office;"), (numbered(), "Urges it."))
    assert blocks(docx(paragraph("A") + body, numbering=RESOLUTION_LIST)) == [
        *("A", "1. Requests the Office;", "2. Urges it.")
    ]


def test_links_controls_smart_tags_and_formulas_keep_their_text() -> None:
    link = f'<w:hyperlink r:id="rId9">{run("A/70/1")}</w:hyperlink>'
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' of ')}</w:sdtContent></w:sdt>"
    tag = f"<w:smartTag>{run('2015')}</w:smartTag>"
    formula = "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
    assert one(link, control, tag, " ", formula) == "A/70/1 of 2015 x"


def test_hyphens_symbols_and_spaces_are_ordinary_signs() -> None:
    signs = "<w:r><w:noBreakHyphen/><w:t>a\u00adge</w:t><w:softHyphen/><w:tab/><w:t>\u00a0x\u200b</w:t></w:r>"
    symbol = '<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:sym w:font="Arial" w:char="2019"/></w:r>'
    assert one("follow", signs, symbol) == "follow-age x\u2022\u2019"


def test_a_text_box_is_read_once_after_the_paragraph_that_holds_it() -> None:
    box = f"<w:txbxContent>{paragraph('In the box')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert blocks(docx(paragraph("Before", both, " after"))) == ["Before after", "In the box"]


def test_notes_are_numbered_in_the_order_of_reference_and_stand_at_the_end() -> None:
    body = paragraph("One", reference(7), " two", reference(3), " three", reference(1, "endnote"))
    notes = note(3, "Second.") + note(7, " ", italic("First"), ".")
    assert blocks(docx(body, footnotes=notes, endnotes=note(1, "Last.", kind="endnote"))) == [
        *("One\u00b9 two\u00b2 three\u00b3", "\u00b9 *First*.", "\u00b2 Second.", "\u00b3 Last.")
    ]


def test_marks_side_by_side_stay_two_marks() -> None:
    found = blocks(docx(paragraph("Act", reference(1), reference(2)), footnotes=note(1, "A.") + note(2, "B.")))
    assert found == ["Act\u00b9,\u00b2", "\u00b9 A.", "\u00b2 B."]


def test_a_mark_of_its_own_is_kept_and_takes_no_number() -> None:
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    notes = f'<w:footnote w:id="1">{paragraph("*", "<w:r><w:tab/></w:r>", "Reissued.")}</w:footnote>' + note(2, "See.")
    assert blocks(docx(paragraph("Title", own) + paragraph("Text", reference(2)), footnotes=notes)) == [
        *("Title*", "Text\u00b9", "* Reissued.", "\u00b9 See.")
    ]


def test_a_typed_mark_of_digits_and_a_slash_is_a_number() -> None:
    own = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>7/</w:t></w:r>'
    notes = f'<w:footnote w:id="1">{paragraph("7/ See A/45/1.")}</w:footnote>'
    assert blocks(docx(paragraph("Act", own), footnotes=notes)) == ["Act\u2077", "\u2077 See A/45/1."]


def test_footnotes_start_where_the_document_says() -> None:
    settings = '<w:footnotePr><w:numStart w:val="12"/></w:footnotePr>'
    assert blocks(docx(paragraph("Act", reference(1)), footnotes=note(1, "A."), settings=settings)) == [
        *("Act\u00b9\u00b2", "\u00b9\u00b2 A.")
    ]


def test_typed_raised_digits_are_marks_and_raised_letters_are_letters() -> None:
    assert one("Act", raised("3"), " on the 1", raised("st")) == "Act\u00b3 on the 1st"


def test_changes_are_accepted_and_told() -> None:
    body = paragraph("1. Requests ", tracked("ins", run("kindly ")), deleted("all "), "States;") + paragraph(
        tracked("moveTo", run("2. Urges them."))
    )
    text = read_word(docx(paragraph("Head") + body + paragraph(tracked("moveFrom", run("2. Urges them.")))))
    assert text.blocks == ("Head", "1. Requests kindly States;", "2. Urges them.")
    who, when = "A. Delegate", "2015-05-19T10:00:00Z"
    assert text.changes == (
        Change("inserted", "kindly ", 1, who, when),
        Change("deleted", "all ", 1, who, when),
        Change("moved_here", "2. Urges them.", 2, who, when),
        Change("moved_away", "2. Urges them.", 3, who, when),
    )


def test_what_was_inserted_and_then_deleted_is_deleted() -> None:
    assert one("Keep", tracked("ins", deleted(" this"))) == "Keep"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = (
        paragraph("Requests", properties=mark("del"))
        + paragraph(" the Office,")
        + paragraph(deleted("Gone"), properties=mark("del"))
        + paragraph("Urges,", properties=mark("ins"))
    )
    assert blocks(docx(body)) == ["Requests the Office,", "Urges,"]


def test_a_deleted_numbered_paragraph_takes_no_number() -> None:
    properties = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>{mark("del")}'
    body = numbered("First;") + paragraph(deleted("Gone;"), properties=properties) + numbered("Second.")
    assert blocks(docx(body, numbering=RESOLUTION_LIST)) == ["1. First;", "2. Second."]


def test_deleted_rows_and_cells_are_left_out() -> None:
    rows = table(("Kept", "Value"), ("Gone", "Value"), ("Also", "Value"))
    first, second, third = rows.split("<w:tr>")[1:]
    body = f"<w:tbl><w:tr>{first}<w:tr><w:trPr><w:del/></w:trPr>{second}<w:tr>{third}"
    assert blocks(docx(body)) == ["Kept | Value", "Also | Value"]


def test_a_table_of_figures_is_rows_and_a_table_of_paragraphs_is_paragraphs() -> None:
    body = table(("1", "Policymaking", "86"), ("", "Subtotal", "435")) + table(("1.", "Requests the Office;"))
    assert blocks(docx(paragraph("A") + body)) == [
        *("A", "1 | Policymaking | 86", " | Subtotal | 435", "1. Requests the Office;")
    ]


def test_a_frame_around_paragraphs_is_no_table_and_tables_nest() -> None:
    inner = table(("(a)", "To act;"))
    body = table((paragraph("1. Requests:") + inner + paragraph("2. Urges."),))
    assert blocks(docx(body)) == ["1. Requests:", "(a) To act;", "2. Urges."]


def test_contents_and_lists_of_sources_are_left_out() -> None:
    gallery = '<w:docPartObj><w:docPartGallery w:val="Bibliographies"/></w:docPartObj>'
    sources = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{paragraph('Source')}</w:sdtContent></w:sdt>"
    styles = style("Verzeichnis1", name="toc 1")
    assert blocks(docx(styled("Verzeichnis1", "1. Text 7") + sources + paragraph("1. Text"), styles=styles)) == [
        "1. Text"
    ]


def test_the_strict_kind_of_word_document_reads_as_the_usual_one() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    main = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("Text")}</w:body></w:document>'
    assert blocks(docx("", replaced={"word/document.xml": main})) == ["Text"]


@needs_shared_material
@pytest.mark.parametrize(
    ("name", "symbol", "preambular", "operative", "notes"),
    [
        ("A_RES_72_180", "A/RES/72/180", 16, 27, 18),
        ("A_RES_72_196", "A/RES/72/196", 62, 57, 33),
        ("A_RES_72_284", "A/RES/72/284", 38, 85, 11),
        ("E_RES_2018_20", "E/RES/2018/20", 42, 22, 9),
    ],
)
def test_real_word_files_are_read_whole(name: str, symbol: str, preambular: int, operative: int, notes: int) -> None:
    draft = read((CORPUS / "word" / f"{name}.docx").read_bytes())
    tops = [found.part for found in draft.paragraphs if found.level == 0]
    assert (draft.symbol, tops.count("preambular"), tops.count("operative")) == (symbol, preambular, operative)
    assert [found.number for found in draft.footnotes] == list(range(1, notes + 1))
    assert draft.title
    assert draft.distribution == "general"


def test_numbers_of_different_lists_in_one_document_do_not_mix() -> None:
    lists = abstract_list(0, level(0, "%1.")) + abstract_list(1, level(0, "OP%1")) + list_of(1, 0) + list_of(2, 1)
    body = numbered("a") + numbered("b", list_id=2) + numbered("c")
    assert blocks(docx(body, numbering=lists)) == ["1. a", "OP1 b", "2. c"]
