"""The six official languages of the United Nations: catalogs of messages, words for codes, dates, numbers and names.

Sentences and words are translated by the catalogs in `activities/languages` (one `.po` file a language, English being
the language of the messages themselves). Calendars, money and lists follow CLDR, but for the names of months in
Arabic, which are the double ones that United Nations documents use. What has no translation here is given back as it
came: a notice in which one name is foreign is better than none.
"""

from __future__ import annotations

import datetime as dt
import functools
import gettext
import importlib.resources
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Literal, get_args

from babel import dates, lists, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from num2words import num2words

from activities.post.plain import NO_BREAK, isolated
from resolutions.member_names_in_languages import name_in as member_name_in
from resolutions.sessions import BODY_NAMES

Language = Literal["en", "fr", "es", "ru", "zh", "ar"]

ENGLISH: Final[Language] = "en"
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
RIGHT_TO_LEFT: Final[frozenset[Language]] = frozenset({"ar"})
WITHOUT_SPACES: Final[frozenset[Language]] = frozenset({"zh"})
"""Languages that put no space between words, so that a line cannot be broken at one."""

CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "decision": {
        "recommended_to_council": "recommended to the Economic and Social Council for adoption",
        "recommended_to_assembly": "recommended to the General Assembly for adoption",
        "adopted": "adopted",
        "adopted_as_amended": "adopted as amended",
        "deferred": "deferred",
        "no_consensus": "not adopted, there being no consensus",
        "rejected": "rejected",
        "referred_back": "referred back to the Commission",
    },
    "step of a report": {"submitted": "submitted", "issued": "issued", "considered": "considered"},
    "state of a duty": {
        "opened": "opened",
        "assigned": "assigned",
        "discharged": "discharged",
        "waived": "waived",
        "handed_over": "handed over",
    },
    "ending": {
        "reported": "everything reported",
        "nothing_due": "nothing due",
        "adopted_without_report": "adopted, without a report",
        "withdrawn": "withdrawn",
        "merged": "merged",
        "no_consensus": "no consensus",
        "rejected": "rejected",
        "lapsed": "lapsed",
    },
    "kind of duty": {"report": "report", "deliverable": "deliverable", "continuing": "continuing duty"},
    "milestone": {
        "forecast": "forecast of the report",
        "submission": "submission of the manuscript",
        "issuance": "issue in the six official languages",
        "session": "consideration at the session",
        "due": "completion",
    },
    "status": {"ahead": "still ahead", "met": "met", "missed": "missed"},
    "stage": {
        "sponsorship": "sponsorship",
        "revision": "revision",
        "recommendation": "recommendation",
        "adoption": "adoption",
        "follow_up": "follow-up",
        "closed": "closed",
    },
    "source of money": {"regular": "regular budget", "extrabudgetary": "extrabudgetary resources"},
    "role": {
        "mission": "mission of a State that follows this text",
        "sponsor": "mission of a sponsor",
        "secretariat": "secretariat of the Commission",
        "documents": "documents management",
        "bureau": "bureau of the Commission",
        "observer": "observer",
        "finance": "finance section",
        "council_secretariat": "secretariat of the Economic and Social Council",
        "assembly_secretariat": "secretariat of the General Assembly",
        "office": "office that owes the work",
        "head": "head of the office that owes the work",
        "subscriber": "subscriber",
    },
    "language": {
        "ar": "Arabic",
        "zh": "Chinese",
        "en": "English",
        "fr": "French",
        "ru": "Russian",
        "es": "Spanish",
    },
}
"""Codes that notices carry, by what they are codes of (the context in the catalogs), and their words in English.

Every one can stand alone after a label, so that no language has to bend it.
"""

_NAMES: Final[Mapping[str, Mapping[Language, str]]] = {
    "Commission on Crime Prevention and Criminal Justice": {
        "fr": "Commission pour la prévention du crime et la justice pénale",
        "es": "Comisión de Prevención del Delito y Justicia Penal",
        "ru": "Комиссия по предупреждению преступности и уголовному правосудию",
        "zh": "预防犯罪和刑事司法委员会",
        "ar": "لجنة منع الجريمة والعدالة الجنائية",
    },
    "Commission on Narcotic Drugs": {
        "fr": "Commission des stupéfiants",
        "es": "Comisión de Estupefacientes",
        "ru": "Комиссия по наркотическим средствам",
        "zh": "麻醉药品委员会",
        "ar": "لجنة المخدرات",
    },
    "Economic and Social Council": {
        "fr": "Conseil économique et social",
        "es": "Consejo Económico y Social",
        "ru": "Экономический и Социальный Совет",
        "zh": "经济及社会理事会",
        "ar": "المجلس الاقتصادي والاجتماعي",
    },
    "General Assembly": {
        "fr": "Assemblée générale",
        "es": "Asamblea General",
        "ru": "Генеральная Ассамблея",
        "zh": "大会",
        "ar": "الجمعية العامة",
    },
    "Human Rights Council": {
        "fr": "Conseil des droits de l’homme",
        "es": "Consejo de Derechos Humanos",
        "ru": "Совет по правам человека",
        "zh": "人权理事会",
        "ar": "مجلس حقوق الإنسان",
    },
    "Security Council": {
        "fr": "Conseil de sécurité",
        "es": "Consejo de Seguridad",
        "ru": "Совет Безопасности",
        "zh": "安全理事会",
        "ar": "مجلس الأمن",
    },
    "Secretary-General": {
        "fr": "Secrétaire général",
        "es": "Secretario General",
        "ru": "Генеральный секретарь",
        "zh": "秘书长",
        "ar": "الأمين العام",
    },
    "United Nations Office on Drugs and Crime": {
        "fr": "Office des Nations Unies contre la drogue et le crime",
        "es": "Oficina de las Naciones Unidas contra la Droga y el Delito",
        "ru": "Управление Организации Объединенных Наций по наркотикам и преступности",
        "zh": "联合国毒品和犯罪问题办公室",
        "ar": "مكتب الأمم المتحدة المعني بالمخدرات والجريمة",
    },
    "International Narcotics Control Board": {
        "fr": "Organe international de contrôle des stupéfiants",
        "es": "Junta Internacional de Fiscalización de Estupefacientes",
        "ru": "Международный комитет по контролю над наркотиками",
        "zh": "国际麻醉品管制局",
        "ar": "الهيئة الدولية لمراقبة المخدرات",
    },
}
"""Official names of bodies and offices, by the English one. States are in `resolutions.member_names_in_languages`."""

_LOCALES: Final[Mapping[Language, str]] = {
    # United Nations English: day before month, no comma before the last of a list.
    "en": "en_GB",
    "fr": "fr",
    "es": "es",
    "ru": "ru",
    "zh": "zh",
    "ar": "ar",
}

_ARABIC_MONTHS: Final = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)

_COMMAS: Final[Mapping[Language, str]] = {"ar": "، ", "zh": "，"}

_SPANISH_I: Final = re.compile("h?[ií](?![ae])", re.IGNORECASE)
"""Names before which the Spanish "and" is "e" and not "y"."""


def language_of(code: str) -> Language:
    """The language of a code, English for a code of none."""
    return next((language for language in LANGUAGES if language == code), ENGLISH)


@functools.cache
def catalog(language: Language) -> gettext.NullTranslations:
    """The translations of a language; for English, and for a message without one, the message itself."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    source = importlib.resources.files("activities") / "languages" / f"{language}.po"
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, charset="utf-8"))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def words_of(code: str, context: str, language: Language) -> str:
    """A code in words; one that has none, with blanks for its underscores."""
    english = CODES[context].get(code)
    return code.replace("_", " ").strip() if english is None else catalog(language).pgettext(context, english)


def name(text: str, language: Language) -> str:
    """A State, body or office by its official name in a language; whatever else, as it came.

    A body may also be given by its code ("CCPCJ").
    """
    official = BODY_NAMES.get(text, text)
    known = _NAMES.get(official)
    return member_name_in(official, language) if known is None else known.get(language, official)


def day(date: dt.date, language: Language) -> str:
    """A date in full ("6 March 2017"), never to be broken over two lines. A datetime is the day it has in UTC."""
    if isinstance(date, dt.datetime):
        date = date.astimezone(dt.UTC).date()
    return _date_in_words(date, language).replace(" ", NO_BREAK)


def _date_in_words(date: dt.date, language: Language) -> str:
    match language:
        case "ar":
            return f"{date.day} {_ARABIC_MONTHS[date.month - 1]} {date.year}"
        case "ru":
            return dates.format_date(date, "d MMMM y 'года'", _LOCALES[language])
        case "fr" if date.day == 1:
            return dates.format_date(date, "d'er' MMMM y", _LOCALES[language])
        case _:
            return dates.format_date(date, "long", _LOCALES[language])


def session(number: int, language: Language) -> str:
    """A session by its number, in the nominative; by its year where a body (the Council) counts its sessions so."""
    forms = _SESSIONS_BY_YEAR if number > 1_000 else _SESSIONS
    return forms[language](number)


def _french_session(number: int) -> str:
    return "première session" if number == 1 else f"{num2words(number, to='ordinal', lang='fr')} session"


def _spanish_session(number: int) -> str:
    # primer, tercer, vigésimo primer; but undécimo.
    shortened = number % 10 == 3 or (number % 10 == 1 and number % 100 != 11)
    return f"{number}{'er' if shortened else 'º'} período de sesiones"


_SESSIONS: Final[Mapping[Language, Callable[[int], str]]] = {
    "en": lambda number: f"{num2words(number, to='ordinal')} session",
    "fr": _french_session,
    "es": _spanish_session,
    "ru": lambda number: f"{number}-я сессия",
    "zh": lambda number: f"第{number}届会议",
    "ar": lambda number: f"الدورة {number}",
}
_SESSIONS_BY_YEAR: Final[Mapping[Language, Callable[[int], str]]] = {
    "en": lambda year: f"{year} session",
    "fr": lambda year: f"session de {year}",
    "es": lambda year: f"período de sesiones de {year}",
    "ru": lambda year: f"сессия {year} года",
    "zh": lambda year: f"{year}年届会",
    "ar": lambda year: f"دورة عام {year}",
}


def dollars(amount: float, language: Language) -> str:
    """An amount of United States dollars, rounded to whole ones: any that a fact can state (below 10**27)."""
    written = numbers.format_currency(
        round(amount),
        "USD",
        locale=_LOCALES[language],
        format_type="name",
        currency_digits=False,
    )
    return written.replace(" ", NO_BREAK)


def listed(names: Sequence[str], language: Language) -> str:
    """Names with commas between them and an "and" before the last. Each is kept from reordering its neighbours."""
    together = lists.format_list([isolated(each) for each in names], locale=_LOCALES[language])
    if language == "es" and len(names) > 1 and _SPANISH_I.match(names[-1]):
        last = isolated(names[-1])
        return together.removesuffix(f"y {last}") + f"e {last}"
    return together


def listing(phrases: Iterable[str], language: Language) -> str:
    """Phrases that stand each for themselves, a comma between them; the empty ones left out."""
    return _COMMAS.get(language, ", ").join(filter(None, phrases))
