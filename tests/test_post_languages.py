"""Every message is translated into every official language; names, dates and numbers are written as each has them."""

from __future__ import annotations

import datetime as dt
import re
from typing import get_args

import pytest
from babel.messages import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from activities.post import languages
from activities.post.changes import read_change
from activities.post.languages import CODES, LANGUAGES, Language
from activities.post.plain import NO_BREAK, without_isolates
from resolutions.duties import DutyKind
from resolutions.facts import AssemblyActed, CommissionActed, CouncilActed
from resolutions.receipts import Ending, Stage
from resolutions.roles import Role
from resolutions.service_facts import MilestoneName
from resolutions.sessions import BODY_NAMES
from resolutions.state import Milestone
from tests.catalogues import FOLDER, TRANSLATED, files
from tests.lives import Life, adopted, report, submitted
from tests.test_notices_routing import AT_26, planned
from tests.test_post_letter import HOSTILE
from tests.test_post_wording import UNHURRIED

PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|%")


def catalog(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, charset="utf-8", abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(each or "" for each in (string if isinstance(string, list | tuple) else (string,)))


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def test_the_catalogs_are_those_that_the_templates_and_codes_make() -> None:
    for path, content in files():
        assert path.read_bytes() == content, f"{path.name} is behind: run python -m tests.catalogues"


def test_a_catalog_names_no_day_no_machine_and_nobody() -> None:
    for path in FOLDER.iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"Creation-Date|Revision-Date|Generated|Translator|#: /|:\d+$", text)
        assert "\r" not in text


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_none_is_a_guess(language: str) -> None:
    lacking = [message.id for message in messages(language) if message.fuzzy or not all(forms(message))]
    assert lacking == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_counted_message_has_every_plural_form_of_the_language(language: str) -> None:
    found = catalog(language)
    assert found.num_plurals == get_plural(language).num_plurals
    counted = [message for message in messages(language) if message.pluralizable]
    assert counted
    assert {len(forms(message)) for message in counted} == {found.num_plurals}


def says_only_one_number(language: Language, form: int) -> bool:
    """Whether a plural form is that of a single number, which its words may then say by themselves ("two days")."""
    count = languages.catalog(language)
    plural = getattr(count, "plural")  # noqa: B009 - set by gettext when a catalog is read, unknown to its types
    return [plural(number) for number in range(1_000)].count(form) == 1


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_values_of_its_message_and_no_other(language: Language) -> None:
    for message in messages(language):
        expected = sorted(PLACEHOLDER.findall(ids(message)[-1]))
        for number, form in enumerate(forms(message)):
            found = sorted(PLACEHOLDER.findall(form))
            counted_in_words = message.pluralizable and says_only_one_number(language, number)
            assert found == expected or (counted_in_words and [*found, "%(num)s"] == expected), form


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_begins_and_ends_as_its_message_does(language: str) -> None:
    for message in messages(language):
        for form in forms(message):
            assert form == form.strip()
            assert "\n" not in form
            # What introduces a command or a list says so.
            assert ids(message)[0].endswith(":") == form.endswith((":", "：")) or ids(message)[0].startswith("Dear")


@pytest.mark.parametrize(
    ("language", "first", "sixth"),
    [
        ("en", "1 March 2017", "6 March 2017"),
        ("fr", "1er mars 2017", "6 mars 2017"),
        ("es", "1 de marzo de 2017", "6 de marzo de 2017"),
        ("ru", "1 марта 2017 года", "6 марта 2017 года"),
        ("zh", "2017年3月1日", "2017年3月6日"),
        ("ar", "1 آذار/مارس 2017", "6 آذار/مارس 2017"),
    ],
)
def test_a_day_is_written_as_the_united_nations_write_it(language: Language, first: str, sixth: str) -> None:
    assert languages.day(dt.date(2017, 3, 1), language) == first.replace(" ", NO_BREAK)
    assert languages.day(dt.date(2017, 3, 6), language) == sixth.replace(" ", NO_BREAK)
    late_in_new_york = dt.datetime(2017, 3, 5, 22, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
    assert languages.day(late_in_new_york, language) == sixth.replace(" ", NO_BREAK)


@pytest.mark.parametrize("language", LANGUAGES)
@UNHURRIED
@given(date=st.dates())
def test_every_day_can_be_written_and_is_never_broken(language: Language, date: dt.date) -> None:
    text = languages.day(date, language)
    assert str(date.day) in text
    assert str(date.year) in text
    assert " " not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_twelve_months_have_twelve_names(language: Language) -> None:
    assert len({languages.day(dt.date(2017, month, 14), language) for month in range(1, 13)}) == 12


@pytest.mark.parametrize(
    ("language", "first", "twenty_sixth", "of_a_year"),
    [
        ("en", "first session", "twenty-sixth session", "2015 session"),
        ("fr", "première session", "vingt-sixième session", "session de 2015"),
        ("es", "1er período de sesiones", "26º período de sesiones", "período de sesiones de 2015"),
        ("ru", "1-я сессия", "26-я сессия", "сессия 2015 года"),
        ("zh", "第1届会议", "第26届会议", "2015年届会"),
        ("ar", "الدورة 1", "الدورة 26", "دورة عام 2015"),
    ],
)
def test_a_session_is_named_by_its_number_or_its_year(
    language: Language, first: str, twenty_sixth: str, of_a_year: str
) -> None:
    assert [languages.session(number, language) for number in (1, 26, 2015)] == [first, twenty_sixth, of_a_year]


@pytest.mark.parametrize(("number", "form"), [(11, "11º"), (13, "13er"), (21, "21er"), (111, "111º"), (23, "23er")])
def test_spanish_ordinals_are_shortened_before_a_noun(number: int, form: str) -> None:
    assert languages.session(number, "es") == f"{form} período de sesiones"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "1,200,000 US dollars"),
        ("fr", "1 200 000 dollars des États-Unis"),
        ("es", "1.200.000 dólares estadounidenses"),
        ("ru", "1 200 000 долларов США"),
        ("zh", "1,200,000美元"),
        ("ar", "1,200,000 دولار أمريكي"),
    ],
)
def test_money_is_written_in_whole_dollars(language: Language, text: str) -> None:
    written = languages.dollars(1_200_000.4, language)
    assert re.sub(r"\s", " ", written) == text
    assert " " not in written


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A, B and Italia"),
        ("fr", "A, B et Italia"),
        ("es", "A, B e Italia"),
        ("ru", "A, B и Italia"),
        ("zh", "A、B和Italia"),
        ("ar", "A وB وItalia"),
    ],
)
def test_names_are_listed_with_an_and_before_the_last(language: Language, text: str) -> None:
    assert without_isolates(languages.listed(["A", "B", "Italia"], language)) == text
    assert without_isolates(languages.listed(["A"], language)) == "A"
    assert languages.listed([], language) == ""


@pytest.mark.parametrize(("last", "conjunction"), [("Islandia", "e"), ("Cuba", "y"), ("Hungría", "y"), ("Yemen", "y")])
def test_the_spanish_and_changes_before_its_own_sound(last: str, conjunction: str) -> None:
    assert without_isolates(languages.listed(["Chile", last], "es")) == f"Chile {conjunction} {last}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_bodies_and_offices_have_their_official_names(language: Language) -> None:
    names = [*BODY_NAMES.values(), "Secretary-General", "United Nations Office on Drugs and Crime"]
    translated = [languages.name(name, language) for name in names]
    assert not set(names) & set(translated)
    assert len(set(translated)) == len(names)
    assert [languages.name(code, language) for code in BODY_NAMES] == translated[: len(BODY_NAMES)]


@pytest.mark.parametrize(
    ("language", "name"),
    [("fr", "Autriche"), ("es", "Austria"), ("ru", "Австрия"), ("zh", "奥地利"), ("ar", "النمسا"), ("en", "Austria")],
)
def test_states_have_their_names_in_each_language(language: Language, name: str) -> None:
    assert languages.name("Austria", language) == name


@UNHURRIED
@given(text=HOSTILE, language=st.sampled_from(LANGUAGES))
def test_what_nobody_knows_keeps_its_name(text: str, language: Language) -> None:
    assert languages.name(f"{text} (unheard of)", language) == f"{text} (unheard of)"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_code_has_its_words(language: Language) -> None:
    for context, words in CODES.items():
        for code, english in words.items():
            # Some words are the same in two languages ("observation"); none of these is a sentence.
            translated = languages.words_of(code, context, language)
            assert translated != english or (len(english.split()) == 1 and language in {"fr", "es"})


def test_every_code_of_the_domain_has_words() -> None:
    acts = (CommissionActed, CouncilActed, AssemblyActed)
    decisions = {code for act in acts for code in get_args(act.model_fields["outcome"].annotation)}
    assert decisions == set(CODES["decision"])
    assert set(get_args(Ending)) == set(CODES["ending"])
    assert set(get_args(Stage)) == set(CODES["stage"])
    assert set(get_args(Role)) <= set(CODES["role"])
    assert set(get_args(DutyKind)) == set(CODES["kind of duty"])
    assert set(get_args(MilestoneName)) == set(CODES["milestone"])
    assert set(get_args(Milestone.model_fields["status"].annotation)) == set(CODES["status"])


def test_a_code_to_come_is_shown_as_it_is() -> None:
    assert languages.words_of("a_new_outcome", "decision", "fr") == "a new outcome"
    assert languages.language_of("fr") == "fr"
    assert languages.language_of("tlh") == "en"


def changes_of(life: Life) -> list[str]:
    return [change for _, notice in planned(life) for change in notice.content.changes]


def test_every_change_that_the_domain_words_is_read_back() -> None:
    life = submitted()
    life.tell("sponsor.added", "2015-05-01", sponsor="Costa Rica")
    life.tell("sponsor.withdrawn", "2015-05-02", sponsor="Costa Rica")
    followed = adopted(report("11", AT_26))
    followed.tell("session.scheduled", "2016-11-01", body="CCPCJ", session=26, opens="2017-12-04")
    followed.tell("correction.recorded", "2016-11-02", corrects=1, reason="a slip", data={"title": "Other"})
    manners = {read_change(change).manner for change in changes_of(life) + changes_of(followed)}
    assert manners == {"joined", "withdrew", "session", "milestone", "entry"}


@UNHURRIED
@given(phrase=HOSTILE)
def test_any_phrase_is_some_change(phrase: str) -> None:
    change = read_change(phrase)
    assert change.manner != "other" or change.name == phrase


@pytest.mark.parametrize("phrase", ["session 26 of CCPCJ: 2017-02-30, now 2017-99-99", "entry ٣", "joined", ""])
def test_a_phrase_that_only_looks_like_a_change_is_kept_as_it_came(phrase: str) -> None:
    assert read_change(phrase).manner == "other"
