"""Document symbols: every printed form is read, one canonical form is printed, nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolutions.symbols import MAX_SYMBOL_LENGTH, Symbol, parse_symbol, parse_symbols, resolution_symbol


def symbol(text: str, body: str | None = None) -> Symbol:
    found = parse_symbol(text, body)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("E/CN.15/2015/L.2", "E/CN.15/2015/L.2"),
        ("e/cn.15/2015/l.2/rev.1", "E/CN.15/2015/L.2/Rev.1"),
        ("E/CN.15/2015/L. 2 / Rev. 1", "E/CN.15/2015/L.2/Rev.1"),
        ("E/CN.15/2017/CRP.1*", "E/CN.15/2017/CRP.1"),
        ("E/CN.15/2018/INF/1", "E/CN.15/2018/INF/1"),
        ("E/2016/30/Add.1", "E/2016/30/Add.1"),
        ("E/RES/2015/23", "E/RES/2015/23"),
        ("resolution 2015/23", "E/RES/2015/23"),
        ("decision 2011/259", "E/DEC/2011/259"),
        ("A/RES/57/283 B", "A/RES/57/283 B"),
        ("A/RES/57/283B", "A/RES/57/283 B"),
        ("resolution 57/270 B", "A/RES/57/270 B"),
        ("A/RES/77/264 A\u2013C", "A/RES/77/264 A-C"),
        ("A/RES/S-20/2", "A/RES/S-20/2"),
        ("A/RES/ES-11/1", "A/RES/ES-11/1"),
        ("A/C.3/70/L.3", "A/C.3/70/L.3"),
        ("A/76/463, para. 26", "A/76/463"),
        ("UNODC/CCPCJ/EG.1/2014/3", "UNODC/CCPCJ/EG.1/2014/3"),
        ("E/RES/1974/1848(LVI)", "E/RES/1974/1848(LVI)"),
        ("E/RES/1974/1848 (LVI)", "E/RES/1974/1848(LVI)"),
        ("resolution 3363 (XXX)", "A/RES/3363(XXX)"),
        ("resolution 3201 (S-VI)", "A/RES/3201(S-VI)"),
        ("Security Council resolution 1373 (2001)", "S/RES/1373(2001)"),
        ("General Assembly resolution 64/293", "A/RES/64/293"),
        ("Commission on Crime Prevention and Criminal Justice resolution 31/1", "E/CN.15/RES/31/1"),
        ("resolution 24/1", "E/CN.15/RES/24/1"),
        ("24/1", "E/CN.15/RES/24/1"),
        ("V.15-03567 (E)", "V.15-03567"),
    ],
)
def test_every_printed_form_is_read_into_its_canonical_form(printed: str, canonical: str) -> None:
    assert str(symbol(printed)) == canonical


@pytest.mark.parametrize(
    ("number", "body", "canonical"),
    [
        ("31/1", "CCPCJ", "E/CN.15/RES/31/1"),
        ("58/1", "CND", "E/CN.7/RES/58/1"),
        ("resolution 18/15", "HRC", "A/HRC/RES/18/15"),
        ("1373 (2001)", "SC", "S/RES/1373(2001)"),
    ],
)
def test_a_bare_number_belongs_to_the_body_that_says_it(number: str, body: str, canonical: str) -> None:
    assert str(symbol(number, body)) == canonical


def test_a_number_that_the_body_cannot_have_written_is_no_symbol() -> None:
    assert resolution_symbol("CCPCJ", "2013/41") is None
    assert resolution_symbol("ECOSOC", "64/293") is None
    assert resolution_symbol("nobody", "1/1") is None


@pytest.mark.parametrize("text", ["", "*", "and/or", "E/Rev.1", "https://example.org/1", "15", "a text of 2015"])
def test_what_is_no_symbol_is_none(text: str) -> None:
    assert parse_symbol(text) is None


def test_a_revision_never_compares_equal_to_its_base() -> None:
    base, revised = symbol("E/CN.15/2015/L.2"), symbol("E/CN.15/2015/L.2/Rev.1")
    assert revised != base
    assert revised.base == base
    assert (base.revision, revised.revision) == (0, 1)


def test_a_document_reissued_for_technical_reasons_is_the_same_document() -> None:
    assert symbol("E/CN.15/2017/CRP.1*") == symbol("E/CN.15/2017/CRP.1")


def test_the_place_named_after_a_symbol_is_kept_but_is_no_part_of_it() -> None:
    found = symbol("A/76/463, para. 26")
    assert found == symbol("A/76/463")
    assert found.pinpoint == "para. 26"


def test_numbers_order_as_numbers() -> None:
    printed = ["E/CN.15/2015/L.10", "E/CN.15/2015/L.2/Rev.1", "E/CN.15/2015/L.2"]
    assert [str(found) for found in sorted(map(symbol, printed))] == printed[::-1]


@pytest.mark.parametrize(
    ("printed", "body", "session_or_year", "series", "number"),
    [
        ("E/CN.15/2015/L.2/Rev.1", "CCPCJ", 2015, "L", 2),
        ("E/CN.7/2015/CRP.3", "CND", 2015, "CRP", 3),
        ("E/CN.15/RES/24/1", "CCPCJ", 24, "RES", 1),
        ("E/2015/30", "ECOSOC", 2015, None, 30),
        ("E/CN.3/2015/1", None, 2015, None, 1),
        ("A/RES/3363(XXX)", "GA", 30, "RES", 3363),
        ("A/RES/S-20/2", "GA", None, "RES", 2),
        ("S/RES/1373(2001)", "SC", 2001, "RES", 1373),
        ("UNODC/CCPCJ/EG.1/2014/3", None, 2014, None, 3),
        ("V.15-03567", None, None, None, None),
    ],
)
def test_the_parts_of_a_symbol_say_what_the_domain_asks(
    printed: str, body: str | None, session_or_year: int | None, series: str | None, number: int | None
) -> None:
    found = symbol(printed)
    assert (found.body, found.session_or_year, found.series, found.number) == (
        body,
        session_or_year,
        series,
        number,
    )
    assert found.is_draft == (series == "L")
    assert found.is_resolution == (series == "RES")


def test_one_document_may_carry_two_symbols() -> None:
    expected = (symbol("E/2017/30"), symbol("E/CN.15/2017/13"))
    assert parse_symbols("E/2017/30 = E/CN.15/2017/13") == expected
    assert parse_symbols("E/2017/30-E/CN.15/2017/13") == expected


segments = st.one_of(
    st.integers(1, 2999).map(str),
    st.sampled_from(["CN.15", "CN.7", "RES", "DEC", "INF", "NGO", "C.3", "HRC", "S-20", "1848(LVI)", "283 B"]),
    st.tuples(st.sampled_from(["L", "CRP", "PV", "SR"]), st.integers(1, 99)).map(lambda pair: f"{pair[0]}.{pair[1]}"),
)
suffixes = st.tuples(st.sampled_from(["Rev", "Corr", "Add"]), st.integers(1, 9)).map(
    lambda pair: f"{pair[0]}.{pair[1]}"
)
written = st.builds(
    lambda root, middle, end: "/".join([root, *middle, *end]),
    st.sampled_from(["E", "A", "S", "UNODC", "CTOC"]),
    st.lists(segments, min_size=1, max_size=4),
    st.lists(suffixes, max_size=2),
)


@given(written, st.sampled_from(["", "*", " "]))
def test_what_is_printed_is_read_back_as_the_same_symbol(text: str, tail: str) -> None:
    found = parse_symbol(text.lower() + tail)
    if found is not None:
        assert parse_symbol(str(found)) == found
        assert str(parse_symbol(str(found))) == str(found)


@given(st.text(max_size=2 * MAX_SYMBOL_LENGTH), st.sampled_from([None, "CCPCJ", "GA", "elsewhere"]))
@example(", para. 5", "CCPCJ")
@example("", "GA")
def test_no_text_makes_the_parser_raise(text: str, body: str | None) -> None:
    found = parse_symbol(text, body)
    parse_symbols(text)
    if found is not None:
        assert parse_symbol(str(found)) == found
        assert found.revision >= 0
        assert found.number is None or found.number >= 0
        assert found.session_or_year is None or found.session_or_year >= 0
        assert found.body != found.series or found.body is None
        assert not found < found.base
