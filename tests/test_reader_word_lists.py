"""Automatic numbers of Word: printed where Word prints them, counted as Word counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.word import blocks
from drafts.word.numerals import numeral
from tests.documents_word import (
    RESOLUTION_LEVELS,
    RESOLUTION_LIST,
    abstract_list,
    docx,
    level,
    list_of,
    numbered,
    paragraph,
    style,
    styled,
)


def labels(body: str, numbering: str, styles: str = "") -> list[str]:
    """The labels printed before paragraphs whose text is "x"."""
    return [block.removesuffix("x").rstrip() for block in blocks(docx(body, numbering=numbering, styles=styles))]


def levels_in(*at: int) -> str:
    return "".join(numbered("x", level=one) for one in at)


def test_levels_nest_and_start_anew_under_each_parent() -> None:
    assert labels(levels_in(0, 1, 1, 2, 2, 1, 0, 1, 2), RESOLUTION_LIST) == [
        *("1.", "(a)", "(b)", "(i)", "(ii)", "(c)", "2.", "(a)", "(i)")
    ]


def test_a_label_may_show_the_counts_of_the_levels_above_in_digits() -> None:
    roman = level(0, "%1.", "upperRoman")
    plain, legal = level(1, "%1.%2"), level(1, "%1.%2", more="<w:isLgl/>")
    assert labels(levels_in(0, 1, 0, 1), abstract_list(0, roman, plain) + list_of(1, 0))[1::2] == ["I.1", "II.1"]
    assert labels(levels_in(0, 1, 0, 1), abstract_list(0, roman, legal) + list_of(1, 0))[1::2] == ["1.1", "2.1"]


def test_a_level_never_used_counts_as_its_start() -> None:
    numbering = abstract_list(0, level(0, "%1", start=3), level(1, "%1.%2")) + list_of(1, 0)
    assert labels(levels_in(1, 0), numbering) == ["3.1", "3"]


def test_a_level_that_never_restarts_counts_on() -> None:
    on = level(1, "(%2)", "lowerLetter", more='<w:lvlRestart w:val="0"/>')
    assert labels(levels_in(0, 1, 0, 1), abstract_list(0, level(0, "%1."), on) + list_of(1, 0)) == [
        *("1.", "(a)", "2.", "(b)")
    ]


def test_a_level_restarts_only_after_the_level_it_names() -> None:
    third = level(2, "%3", more='<w:lvlRestart w:val="1"/>')
    numbering = abstract_list(0, level(0, "%1."), level(1, "(%2)"), third) + list_of(1, 0)
    assert labels(levels_in(0, 1, 2, 1, 2, 0, 1, 2), numbering) == ["1.", "(1)", "1", "(2)", "2", "2.", "(1)", "1"]


def test_lists_of_one_definition_count_on_unless_one_overrides_its_start() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract_list(0, *RESOLUTION_LEVELS) + list_of(1, 0) + list_of(2, 0) + list_of(3, 0, override)
    body = "".join(numbered("x", list_id=one) for one in (1, 1, 2, 3, 3, 1))
    assert labels(body, numbering) == ["1.", "2.", "3.", "1.", "2.", "3."]


def test_a_list_may_replace_a_level_of_its_definition() -> None:
    replaced = f'<w:lvlOverride w:ilvl="0">{level(0, "PP%1", start=4)}</w:lvlOverride>'
    numbering = abstract_list(0, *RESOLUTION_LEVELS) + list_of(1, 0, replaced)
    assert labels(levels_in(0, 0), numbering) == ["PP4", "PP5"]


def test_a_style_numbers_its_paragraphs_and_those_of_styles_based_on_it() -> None:
    operative = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = style("OP", operative) + style("Sub", operative) + style("Operative", '<w:basedOn w:val="OP"/>')
    sub = level(1, "(%2)", "lowerLetter", more='<w:pStyle w:val="Sub"/>')
    numbering = abstract_list(0, level(0, "%1.", more='<w:pStyle w:val="OP"/>'), sub) + list_of(1, 0)
    body = styled("OP", "x") + styled("Sub", "x") + styled("Operative", "x")
    assert labels(body, numbering, styles) == ["1.", "(a)", "2."]


def test_a_paragraph_may_step_out_of_the_list_of_its_style() -> None:
    styles = style("OP", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    out = paragraph("x", properties='<w:pStyle w:val="OP"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert labels(styled("OP", "x") + out + styled("OP", "x"), RESOLUTION_LIST, styles) == ["1.", "", "2."]


def test_a_definition_may_lie_with_a_numbering_style() -> None:
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="List"/></w:abstractNum>'
    styles = style("List", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    numbering = abstract_list(0, *RESOLUTION_LEVELS) + linked + list_of(1, 0) + list_of(2, 1)
    body = numbered("x", list_id=2) + numbered("x", list_id=2, level=1)
    assert labels(body, numbering, styles) == ["1.", "(a)"]


def test_bullets_are_one_sign_and_empty_labels_nothing() -> None:
    numbering = abstract_list(0, level(0, "\uf0b7", "bullet"), level(1, "", "none")) + list_of(1, 0)
    assert labels(levels_in(0, 1), numbering) == ["\u2022", ""]


def test_an_empty_numbered_paragraph_takes_its_number_and_is_no_block() -> None:
    assert blocks(docx(numbered("x") + numbered() + numbered("x"), numbering=RESOLUTION_LIST)) == ["1. x", "3. x"]


def test_lists_that_are_not_there_print_nothing() -> None:
    assert labels(numbered("x", list_id=7) + numbered("x", level=8), RESOLUTION_LIST) == ["", ""]


@pytest.mark.parametrize(
    ("count", "number_format", "printed"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (4, "lowerRoman", "iv"),
        (19, "upperRoman", "XIX"),
        (3, "lowerLetter", "c"),
        (28, "lowerLetter", "bb"),
        (26, "upperLetter", "Z"),
        (2, "ordinal", "2nd"),
        (21, "ordinalText", "Twenty-first"),
        (3, "cardinalText", "Three"),
        (0, "lowerLetter", "0"),
        (5, "none", ""),
        (5, "japaneseCounting", "5"),
    ],
)
def test_numerals_are_printed_as_word_prints_them(count: int, number_format: str, printed: str) -> None:
    assert numeral(count, number_format) == printed


@given(st.lists(st.integers(0, 2), min_size=1, max_size=30))
def test_numbers_count_the_paragraphs_of_their_level_since_the_last_one_above(at: list[int]) -> None:
    printed = labels("".join(numbered("x", level=one) for one in at), RESOLUTION_LIST)
    for position, (one, label) in enumerate(zip(at, printed, strict=True)):
        since = max((i for i in range(position) if at[i] < one), default=-1)
        count = at[since + 1 : position + 1].count(one)
        assert label == ("{}.", "({})", "({})")[one].format(numeral(count, _FORMATS[one]))


_FORMATS = ("decimal", "lowerLetter", "lowerRoman")
