"""The normal form of a text: what is left when everything editorial is taken away.

A text becomes a row of units, each with a key and the tokens it stands on. Case, marks, accents, hyphens, spelling, the
form of numbers and dates, articles and the house style are gone from the keys; two texts with equal keys say the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from num2words import num2words

from drafts.comparison.house_style import PHRASES, SPELLINGS, WITHOUT_SUBSTANCE
from drafts.comparison.words import is_word
from drafts.ordinals import ordinal

UnitKind = Literal["word", "number", "date", "symbol"]

_MONTH_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS: Final = {month: place for place, month in enumerate(_MONTH_NAMES, start=1)}
_CARDINALS: Final = {str(num2words(number)): str(number) for number in range(100)}
_SCALES: Final = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_DAY: Final = re.compile(r"([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_YEAR: Final = re.compile(r"(?:1[89]|2[01])\d\d")
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DAYS: Final = re.compile(r"(\d{1,2})[-\u2010\u2011](\d{1,2})")
_RESOLUTION: Final = re.compile(r"(?:[aes]|e/cn\.\d+|a/hrc)/(?:res|dec)/(.+)")
_SYMBOL: Final = re.compile(r"(?=.*\d)[\w.-]+(?:/[\w.-]+)+")
_ORDINAL_ENDINGS: Final = ("st", "nd", "rd", "th")
_DIGITS: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_KEPT_MARKS: Final = frozenset("%$€£¥&<>≤≥±+")
_PARTING: Final = frozenset("()[];:")
_LONGEST_BY_FIRST_WORD: Final = {phrase[0]: len(phrase) for phrase in sorted(PHRASES, key=len)}
_ENDINGS: Final = (
    ("isation", re.compile(r"(?<=\w{3})isation(?=s?$)"), "ization"),
    ("is", re.compile(r"(?<=\w{3})is(?=(?:e|es|ed|ing|er|ers)$)"), "iz"),
    ("ys", re.compile(r"(?<=\w{3})ys(?=(?:e|es|ed|ing)$)"), "yz"),
    ("our", re.compile(r"(?<=\w{3})our(?=$|s$|ed$|ing$|al$|able$|ful$)"), "or"),
)


@dataclass(frozen=True)
class Unit:
    """One thing said. `begin` and `end` bound its tokens; `capital` tells that it is printed as a name
    is; the word that opens the text is not, whatever its letter. `apart` tells that no name goes on from the unit
    before it to this one: a bracket stands between, or the article of another name.
    """

    key: str
    begin: int
    end: int
    kind: UnitKind = "word"
    capital: bool = False
    apart: bool = False


@dataclass(frozen=True)
class _Word:
    """A folded word and the token it comes from; a token with a hyphen may give several."""

    text: str
    token: int


def folded(token: str) -> str:
    """A token without case, accents, typographic forms and space."""
    bare = token.strip().casefold()
    if bare.isascii():
        return bare
    decomposed = unicodedata.normalize("NFKD", bare)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.replace("\u2019", "'").replace("\u2010", "-").replace("\u2011", "-")


def normal_form(tokens: Sequence[str]) -> list[Unit]:
    """The units of a text, in order. Linear in the number of tokens."""
    words = list(_words(tokens))
    units: list[Unit] = []
    place = 0
    while place < len(words):
        key, length, kind = _next_unit(words, place)
        if key:
            begin, end = words[place].token, words[place + length - 1].token + 1
            capital = begin > 0 and tokens[begin].strip()[:1].isupper()
            units.append(Unit(key, begin, end, kind, capital, bool(units) and _is_apart(units[-1], tokens, begin)))
        place += length
    return units


def _is_apart(before: Unit, tokens: Sequence[str], begin: int) -> bool:
    between = [folded(token) for token in tokens[before.end : begin]]
    if not _PARTING.isdisjoint(between):
        return True
    return "the" in between and (before.key == "and" or "," in between)


def _words(tokens: Sequence[str]) -> Iterator[_Word]:
    for place, token in enumerate(tokens):
        if not is_word(token):
            if token.strip() in _KEPT_MARKS:
                yield _Word(token.strip(), place)
            continue
        word = folded(token)
        for part in _parts(word):
            yield _Word(part, place)


def _parts(word: str) -> Sequence[str]:
    """A word, or the words of a compound that begins with a number ("four-year", "13-15")."""
    first, hyphen, rest = word.partition("-")
    if not hyphen:
        return (word,)
    if days := _DAYS.fullmatch(word):
        return days[1], days[2]
    counted = first in _CARDINALS or first.isdecimal()
    is_number = word in _CARDINALS or ordinal(word) is not None or _ISO_DATE.fullmatch(word) is not None
    return (first, rest) if counted and not is_number and "/" not in word else (word,)


def _next_unit(words: Sequence[_Word], place: int) -> tuple[str, int, UnitKind]:
    """The unit that begins at a place: its key (empty for what carries no substance), how many words, its kind."""
    if dated := _date_at(words, place):
        return (*dated, "date")
    if every := _period_at(words, place):
        return (*every, "number")
    longest = _LONGEST_BY_FIRST_WORD.get(words[place].text, 0)
    for length in range(min(longest, len(words) - place), 0, -1):
        phrase = tuple(word.text for word in words[place : place + length])
        if phrase in PHRASES:
            return PHRASES[phrase], length, "word"
    word = words[place].text
    if word in WITHOUT_SUBSTANCE or (word == "from" and _is_range(words, place + 1)):
        return "", 1, "word"
    return _number_at(words, place) or (*_named(word), "word")


def _text(words: Sequence[_Word], place: int) -> str:
    return words[place].text if place < len(words) else ""


def _date_at(words: Sequence[_Word], place: int) -> tuple[str, int] | None:
    """A date in any of its forms; without its year it stays without."""
    here = words[place].text
    if iso := _ISO_DATE.fullmatch(here):
        return f"{iso[1]}-{iso[2]}-{iso[3]}", 1
    if day := _DAY.fullmatch(here):
        month_at = place + 1 + (_text(words, place + 1) == "of")
        month, length = _MONTHS.get(_text(words, month_at)), month_at - place + 1
        number = day[1]
    elif here in _MONTHS and (day := _DAY.fullmatch(_text(words, place + 1))):
        month, length, number = _MONTHS[here], 2, day[1]
    else:
        return None
    if month is None:
        return None
    year = _text(words, place + length)
    if _YEAR.fullmatch(year):
        return f"{year}-{month:02}-{int(number):02}", length + 1
    return f"--{month:02}-{int(number):02}", length


def _period_at(words: Sequence[_Word], place: int) -> tuple[str, int] | None:
    """ "on a four-year basis" and "every four years"."""
    if words[place].text not in {"on", "every"}:
        return None
    start = place + 2 if (_text(words, place), _text(words, place + 1)) == ("on", "a") else place + 1
    number = _CARDINALS.get(_text(words, start), _text(words, start))
    unit = _text(words, start + 1).removesuffix("s")
    if not number.isdecimal() or unit not in {"year", "month"}:
        return None
    if words[place].text == "every" and start == place + 1:
        return f"every-{number}-{unit}", 3
    if start == place + 2 and _text(words, start + 2) == "basis":
        return f"every-{number}-{unit}", 5
    return None


def _is_range(words: Sequence[_Word], place: int) -> bool:
    return bool(_DAY.fullmatch(_text(words, place))) and any(
        _text(words, at) in _MONTHS for at in range(place + 1, place + 4)
    )


def _number_at(words: Sequence[_Word], place: int) -> tuple[str, int, UnitKind] | None:
    word = words[place].text
    if resolution := _RESOLUTION.fullmatch(word):
        return resolution[1], 1, "symbol"
    if _SYMBOL.fullmatch(word):
        return word, 1, "symbol"
    digits = _CARDINALS.get(word) or (word.replace(",", "") if _DIGITS.fullmatch(word) else None)
    if digits is not None:
        scale = _SCALES.get(_text(words, place + 1))
        return (f"{float(digits) * scale:.0f}", 2, "number") if scale else (digits, 1, "number")
    nth = ordinal(word) if word.endswith(_ORDINAL_ENDINGS) else None
    return (f"{nth}th", 1, "number") if nth is not None else None


def _named(word: str) -> tuple[str, int]:
    spelled = SPELLINGS.get(word, word)
    for letters, ending, plain in _ENDINGS:
        if letters in spelled:
            spelled = ending.sub(plain, spelled)
    return spelled.replace("-", "") or spelled, 1
