"""References: printed mentions lead to canonical symbols, and whose resolution is meant follows the sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.reader import read
from drafts.references import symbols_in
from resolutions.symbols import parse_symbol


@pytest.mark.parametrize(
    ("text", "speaker", "symbols"),
    [
        ("Recalling its resolution 2013/41 of 25 July 2013,", "ECOSOC", ["E/RES/2013/41"]),
        ("Recalling its resolution 68/192 of 18 December 2013,", "GA", ["A/RES/68/192"]),
        ("Recalling its resolution 24/1,", "CCPCJ", ["E/CN.15/RES/24/1"]),
        ("adopted by the General Assembly in its resolution 64/293,", "ECOSOC", ["A/RES/64/293"]),
        ("the decision of the General Assembly, in its resolution 68/192 of 2013,", "ECOSOC", ["A/RES/68/192"]),
        (
            "its resolutions 55/25 of 15 November 2000, on crime, and 58/4 of 31 October 2003",
            "GA",
            ["A/RES/55/25", "A/RES/58/4"],
        ),
        (
            "Recalling Economic and Social Council resolutions 2019/21 and 2019/23 and its resolution 75/196",
            "GA",
            ["E/RES/2019/21", "E/RES/2019/23", "A/RES/75/196"],
        ),
        ("Security Council resolutions 1373 (2001) and 1540 (2004)", "GA", ["S/RES/1373(2001)", "S/RES/1540(2004)"]),
        (
            "all Human Rights Council resolutions, including resolutions 23/9 of 13 June 2013 and 29/11",
            "GA",
            ["A/HRC/RES/23/9", "A/HRC/RES/29/11"],
        ),
        ("Resolution 217 A (III).", "GA", ["A/RES/217(III)"]),
        ("its resolution 57/270 B of 23 June 2003 and decision 2011/259", "GA", ["A/RES/57/270 B", "E/DEC/2011/259"]),
        ("See A/68/213/Add.1 and E/2017/30-E/CN.15/2017/13.", "GA", ["A/68/213/Add.1", "E/2017/30", "E/CN.15/2017/13"]),
        ("Commission on Narcotic Drugs resolution 58/1", "ECOSOC", ["E/CN.7/RES/58/1"]),
        ("the Conference of the Parties in its resolution 6/1 of 19 October 2012", "GA", []),
        ("24/7 services, and/or 50/50 shares, in the biennium 2015/2016", "GA", []),
        ("Recalling its resolutions 2013/39 to 2013/41", "ECOSOC", ["E/RES/2013/39", "E/RES/2013/40", "E/RES/2013/41"]),
        ("resolutions 45/110\u201345/112", "GA", ["A/RES/45/110", "A/RES/45/111", "A/RES/45/112"]),
        ("resolutions 61/247 A and B of 22 December 2006", "GA", ["A/RES/61/247 A", "A/RES/61/247 B"]),
        ("its resolution S-20/2 and resolution ES-11/1", "GA", ["A/RES/S-20/2", "A/RES/ES-11/1"]),
        ("Economic and Social Council resolution 1848 (LVI) of 9 May 1974", "GA", ["E/RES/1848(LVI)"]),
        ("its resolution 1974/1848 (LVI)", "ECOSOC", ["E/RES/1974/1848(LVI)"]),
        ("General Assembly resolution 3363 (XXX)", "ECOSOC", ["A/RES/3363(XXX)"]),
        ("See A/CONF.222/17, chap. I, resolution 1.", "GA", ["A/CONF.222/17"]),
        ("Supplement No. 10 (E/2016/30), chap. I, sect. B.", "GA", ["E/2016/30"]),
        ("A/70/490 and Corr.1, paras. 5 and 6.", "GA", ["A/70/490", "A/70/490/Corr.1"]),
        (
            "A/70/100 and Corr.1 and Add.1 and 2",
            "GA",
            [f"A/70/100{part}" for part in ("", "/Corr.1", "/Add.1", "/Add.2")],
        ),
        ("A/70/100/Add.1 and Add.2\u20133", "GA", ["A/70/100/Add.1", "A/70/100/Add.2", "A/70/100/Add.3"]),
        ("A/C.3/70/L.3/Rev.1 and A/HRC/53/42", "GA", ["A/C.3/70/L.3/Rev.1", "A/HRC/53/42"]),
        ("resolution 2021/5 of the Council", "GA", ["E/RES/2021/5"]),
        ("the Commission on Narcotic Drugs and Commission resolution 62/2", "ECOSOC", ["E/CN.7/RES/62/2"]),
        ("Recalling resolution 45/107 of 14 December 1990", "CCPCJ", ["A/RES/45/107"]),
        ("UNEP/EA.5/Res.14 and CAC/COSP/2021/4", "GA", ["UNEP/EA.5/RES.14", "CAC/COSP/2021/4"]),
        ("decision 1/CP.21 of the Conference of the Parties", "GA", []),
        ("Commission on the Status of Women resolution 54/1", "ECOSOC", []),
        ("ICC-ASP/10/20 and E/2017/30-E/CN.15/2017/13", "GA", ["E/2017/30", "E/CN.15/2017/13"]),
        ("United Nations, Treaty Series, vol. 2225, No. 39574.", "GA", ["UNTS/2225/39574"]),
        ("United Nations, Treaty Series, vols. 2225, 2237, 2241 and 2326, No. 39574.", "GA", ["UNTS/2225/39574"]),
        ("Treaty Series, vol. 976, No. 14152; and vol. 1019, No. 14956", "GA", ["UNTS/976/14152", "UNTS/1019/14956"]),
        ("Treaty Series, vol. 75, Nos. 970\u2013972.", "GA", ["UNTS/75/970", "UNTS/75/971", "UNTS/75/972"]),
        ("League of Nations, Treaty Series, vol. 99, No. 2273", "GA", ["LNTS/99/2273"]),
        ("Ibid., vol. 2349, No. 42146.", "GA", ["UNTS/2349/42146"]),
        ("Ibid., vol. 12, No. 3, p. 40.", "GA", []),
        ("International Review, vol. 12, No. 345", "GA", []),
    ],
)
def test_a_mention_leads_to_its_symbol(text: str, speaker: str, symbols: list[str]) -> None:
    assert list(symbols_in(text, speaker)) == symbols


def test_the_commission_of_a_text_that_names_none_is_the_one_that_has_it_before_it() -> None:
    assert symbols_in("Commission resolution 28/1", "ECOSOC") == ()
    assert symbols_in("Commission resolution 28/1", "ECOSOC", "CCPCJ") == ("E/CN.15/RES/28/1",)
    assert symbols_in("Statistical Commission decision 48/110", "GA", "CCPCJ") == ()


def test_the_commission_of_an_adopted_text_is_the_one_that_it_names() -> None:
    text = "The Economic and Social Council,\n\n1. Notes the report of the Commission on Narcotic Drugs;\n\n"
    draft = read(f"{text}2. Recalls Commission resolution 58/1 of 2015.".encode())
    assert [(found.paragraph, found.symbol) for found in draft.references] == [("2", "E/CN.7/RES/58/1")]


def test_no_range_however_long_is_more_than_its_two_ends() -> None:
    assert symbols_in("resolutions 70/1 to 70/9999", "GA") == ("A/RES/70/1", "A/RES/70/9999")


PIECES = st.sampled_from(
    [
        "resolutions 70/1",
        " to 70/9",
        "A/70/100",
        " and Add.1",
        "\u20133",
        "vol. 1, Nos. 1\u20139",
        "Treaty Series, ",
        "(XXX)",
    ]
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=20).map("".join))
def test_every_reference_made_of_printed_pieces_is_a_canonical_symbol(text: str) -> None:
    for symbol in symbols_in(text, "GA"):
        assert str(parse_symbol(symbol)) == symbol


@given(st.text(max_size=400), st.sampled_from([None, "GA", "ECOSOC", "CCPCJ"]))
def test_every_reference_found_anywhere_is_a_canonical_symbol(text: str, speaker: str | None) -> None:
    for symbol in symbols_in(f"resolution 2013/41 {text}", speaker):
        assert str(parse_symbol(symbol)) == symbol
