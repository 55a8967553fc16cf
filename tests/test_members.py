"""Sponsors' names: every spelling of a State leads to its official short name; lists keep the printed
order.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolutions.member_names import COMMON_NAMES, FORMER_NAMES, MEMBER_NAMES
from resolutions.members import alphabetical, find_member, is_former_name, same_sponsor, sponsor_key


def test_there_are_193_members_and_each_is_listed_once() -> None:
    assert len(MEMBER_NAMES) == 193
    assert len({sponsor_key(name) for name in MEMBER_NAMES}) == 193


def test_every_official_name_is_found_as_itself() -> None:
    assert [find_member(name) for name in MEMBER_NAMES] == list(MEMBER_NAMES)


def test_every_other_name_leads_to_an_official_one() -> None:
    for other, official in {**FORMER_NAMES, **COMMON_NAMES}.items():
        assert find_member(other) == official
        assert official in MEMBER_NAMES


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("TURKEY", "Türkiye"),
        ("turkiye", "Türkiye"),
        ("Cote d\u2019Ivoire", "Côte d'Ivoire"),
        ("  the   Gambia ", "Gambia"),
        ("The former Yugoslav Republic of Macedonia", "North Macedonia"),
        ("Bolivia (Plurinational State  of)", "Bolivia (Plurinational State of)"),
        ("bolivia", "Bolivia (Plurinational State of)"),
        ("Russia", "Russian Federation"),
        ("U.K.", None),
        ("UK", "United Kingdom of Great Britain and Northern Ireland"),
        ("USA", "United States of America"),
        ("Guinea Bissau", "Guinea-Bissau"),
        ("European Union", None),
        ("", None),
        ("Atlantis", None),
    ],
)
def test_a_state_is_found_whatever_the_spelling(written: str, official: str | None) -> None:
    assert find_member(written) == official


def test_a_former_name_is_told_from_a_current_one() -> None:
    assert is_former_name("Swaziland")
    assert is_former_name("czech republic")
    assert not is_former_name("Eswatini")
    assert not is_former_name("UK")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Turkey", "Türkiye"),
        ("EU", "European Union"),
        ("the European Union", "European Union"),
        ("Group of Latin American and Caribbean States (GRULAC)", "GRULAC"),
        ("Group of 77 and China", "G77 and China"),
        ("Some Observer Organization", "some observer organization"),
    ],
)
def test_two_spellings_of_one_sponsor_are_the_same_sponsor(first: str, second: str) -> None:
    assert same_sponsor(first, second)


@pytest.mark.parametrize(
    ("first", "second"), [("Niger", "Nigeria"), ("Congo", "Democratic Republic of the Congo"), ("", "")]
)
def test_different_sponsors_stay_different(first: str, second: str) -> None:
    assert not same_sponsor(first, second)


def test_the_list_of_members_stands_in_the_order_it_is_printed_in() -> None:
    assert alphabetical(reversed(MEMBER_NAMES)) == list(MEMBER_NAMES)


def test_accents_do_not_move_a_name() -> None:
    printed = ["Costa Rica", "Côte d'Ivoire", "Croatia", "Tunisia", "Türkiye", "Turkmenistan", "Tuvalu"]
    assert alphabetical(reversed(printed)) == printed


@given(st.text())
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    key = sponsor_key(text)
    assert sponsor_key(key) == key
    find_member(text)
    is_former_name(text)
