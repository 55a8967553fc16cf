"""States and groups in the official languages: every name is there, in its own script, and told apart from every
other; whatever spelling names a State leads to its name.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolutions.member_names import COMMON_NAMES, FORMER_NAMES, GROUP_NAMES, MEMBER_NAMES
from resolutions.member_names_in_languages import NAMES_IN_LANGUAGES, name_in

LANGUAGES = tuple(NAMES_IN_LANGUAGES)
OFFICIAL_NAMES = (*MEMBER_NAMES, *GROUP_NAMES)
SCRIPTS = {"ar": "ARABIC", "zh": "CJK UNIFIED IDEOGRAPH", "fr": "LATIN", "ru": "CYRILLIC", "es": "LATIN"}
"""What the Unicode name of each letter of the language begins with."""

PUNCTUATION = {"ar": " -()", "zh": "（）", "fr": " -'()", "ru": " -—'()", "es": " -'()"}


def test_the_five_official_languages_beside_english_are_there() -> None:
    assert set(LANGUAGES) == {"ar", "zh", "fr", "ru", "es"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_group_has_a_name_in_every_language_and_nobody_else(language: str) -> None:
    assert list(NAMES_IN_LANGUAGES[language]) == list(OFFICIAL_NAMES)
    assert all(NAMES_IN_LANGUAGES[language].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_share_a_name_in_a_language(language: str) -> None:
    names = NAMES_IN_LANGUAGES[language].values()
    assert len({name.casefold() for name in names}) == len(OFFICIAL_NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_of_the_script_of_the_language(language: str) -> None:
    for name in NAMES_IN_LANGUAGES[language].values():
        letters = [char for char in name if char.isalpha()]
        assert letters
        assert all(unicodedata.name(char).startswith(SCRIPTS[language]) for char in letters), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_beside_letters_a_name_has_only_the_punctuation_of_its_language(language: str) -> None:
    for name in NAMES_IN_LANGUAGES[language].values():
        others = {char for char in name.replace("77", "") if not char.isalpha()}
        assert others <= set(PUNCTUATION[language]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_composed_and_without_stray_spaces(language: str) -> None:
    for name in NAMES_IN_LANGUAGES[language].values():
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())
        assert "( " not in name
        assert " )" not in name


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_name_has_in_brackets_it_has_in_every_language(language: str) -> None:
    opening, closing = "（）" if language == "zh" else "()"
    for official, name in NAMES_IN_LANGUAGES[language].items():
        assert (name.count(opening), name.count(closing)) == (official.count("("), official.count(")")), name


@pytest.mark.parametrize(
    ("official", "language", "name"),
    [
        ("Bolivia (Plurinational State of)", "ar", "بوليفيا (دولة - المتعددة القوميات)"),
        ("Bolivia (Plurinational State of)", "zh", "玻利维亚（多民族国）"),
        ("Bolivia (Plurinational State of)", "fr", "Bolivie (État plurinational de)"),
        ("Bolivia (Plurinational State of)", "ru", "Боливия (Многонациональное Государство)"),
        ("Bolivia (Plurinational State of)", "es", "Bolivia (Estado Plurinacional de)"),
        ("Iran (Islamic Republic of)", "fr", "Iran (République islamique d')"),
        ("Iran (Islamic Republic of)", "es", "Irán (República Islámica del)"),
        ("Czechia", "fr", "Tchéquie"),
        ("Türkiye", "fr", "Türkiye"),
        ("Türkiye", "es", "Türkiye"),
        ("Türkiye", "ru", "Турция"),
        ("Netherlands (Kingdom of the)", "fr", "Pays-Bas (Royaume des)"),
        ("Netherlands (Kingdom of the)", "es", "Países Bajos (Reino de los)"),
        (
            "United Kingdom of Great Britain and Northern Ireland",
            "ru",
            "Соединенное Королевство Великобритании и Северной Ирландии",
        ),
        ("United States of America", "zh", "美利坚合众国"),
        ("Republic of Korea", "zh", "大韩民国"),
        ("Benin", "ar", "بنن"),
        ("Holy See", "fr", "Saint-Siège"),
        ("State of Palestine", "es", "Estado de Palestina"),
        ("European Union", "ru", "Европейский союз"),
        ("Group of 77 and China", "zh", "77国集团和中国"),
        ("Group of African States", "es", "Grupo de los Estados de África"),
    ],
)
def test_a_name_is_the_one_the_united_nations_uses(official: str, language: str, name: str) -> None:
    assert name_in(official, language) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_spelling_of_a_state_or_group_leads_to_its_name(language: str) -> None:
    for written, official in {**COMMON_NAMES, **FORMER_NAMES}.items():
        assert name_in(written, language) == name_in(official, language)
    for official, others in GROUP_NAMES.items():
        assert {name_in(other, language) for other in others} <= {name_in(official, language)}
    assert name_in("the european union (EU)", language) == name_in("European Union", language)


@given(name=st.text(), language=st.sampled_from(("en", "de", "", "fr-CA")))
def test_in_english_or_no_official_language_a_name_stays_as_written(name: str, language: str) -> None:
    assert name_in(name, language) == name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["Atlantis", "International Chamber of Shipping", "", "Атлантида"])
def test_a_name_nobody_knows_stays_as_written(name: str, language: str) -> None:
    assert name_in(name, language) == name


@given(name=st.text(), language=st.sampled_from(LANGUAGES))
def test_any_text_has_a_name_that_is_itself_or_one_of_the_language(name: str, language: str) -> None:
    assert name_in(name, language) in {name, *NAMES_IN_LANGUAGES[language].values()}
