"""References: printed mentions lead to canonical symbols, and whose resolution is meant follows the sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("United Nations, Treaty Series, vol. 2225, No. 39574, and/or 50/50 shares", "GA", []),
    ],
)
def test_a_mention_leads_to_its_symbol(text: str, speaker: str, symbols: list[str]) -> None:
    assert list(symbols_in(text, speaker)) == symbols


@given(st.text(max_size=400), st.sampled_from([None, "GA", "ECOSOC", "CCPCJ"]))
def test_every_reference_found_anywhere_is_a_canonical_symbol(text: str, speaker: str | None) -> None:
    for symbol in symbols_in(f"resolution 2013/41 {text}", speaker):
        assert str(parse_symbol(symbol)) == symbol
