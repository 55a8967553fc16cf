"""United Nations document symbols: read in every printed form, printed in one.

Pure and total: `parse_symbol` never raises and looks at no more than `MAX_SYMBOL_LENGTH` characters. Two
spellings of one document (case, spaces, a trailing `*` that only says "reissued for technical reasons")
give equal symbols, and `parse_symbol(str(symbol)) == symbol` always holds. The forms are those of the
United Nations documents system: `body / year-or-session / series / suffixes`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, total_ordering
from typing import Final

MAX_SYMBOL_LENGTH: Final = 200

_BODY_BY_ROOT: Final = (
    (("E", "CN.15"), "CCPCJ"),
    (("E", "CN.7"), "CND"),
    (("A", "HRC"), "HRC"),
    (("E",), "ECOSOC"),
    (("A",), "GA"),
    (("S",), "SC"),
)
_ROOT_BY_BODY: Final = {body: root for root, body in _BODY_BY_ROOT}
_NAMES_OF_BODIES: Final = {
    "general assembly": "GA",
    "assembly": "GA",
    "economic and social council": "ECOSOC",
    "council": "ECOSOC",
    "security council": "SC",
    "human rights council": "HRC",
    "commission on crime prevention and criminal justice": "CCPCJ",
    "commission on narcotic drugs": "CND",
}
_BODIES_NUMBERED_BY_SESSION: Final = frozenset({"CCPCJ", "CND", "HRC", "GA"})
_FIRST_ASSEMBLY_SESSION_NUMBERED_WITH_A_SLASH: Final = 31
_SUFFIX_NAMES: Final = {"REV": "Rev", "CORR": "Corr", "ADD": "Add", "AMEND": "Amend"}
_SERIES: Final = frozenset({"L", "CRP", "INF", "NGO", "RES", "DEC", "PV", "SR"})
_ROMAN_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_SPACES: Final = re.compile(r"\s+")
_PINPOINT: Final = re.compile(
    r"\s*,\s*((?:paras?|paragraphs?|sects?|sections?|chaps?|chapters?|arts?|annex|part|appendix|table|p|pp)\b.*)$",
    re.IGNORECASE,
)
_JOB_NUMBER: Final = re.compile(r"([A-Z]{1,3})\.? ?(\d\d)-(\d{5})(?: ?\([A-Z]\))?", re.IGNORECASE)
_SUFFIX: Final = re.compile(r"(REV|CORR|ADD|AMEND)\.? ?([0-9]{1,4})")
_NUMBERED_SERIES: Final = re.compile(r"(L|CRP|INF|NGO|PV|SR|WP) ?\.? ?([0-9]{1,5})")
_SESSION_IN_BRACKETS: Final = re.compile(
    r"([0-9]{1,5}) ?([A-Z](?:-[A-Z])?)? ?\(((?:S-)?[A-Z]{1,8}|[0-9]{4})\)(?: ?\[?([A-Z](?:-[A-Z])?)\]?)?"
)
_LETTERED_NUMBER: Final = re.compile(r"([0-9]{1,5}) ?\[?([A-Z](?:-[A-Z])?)\]?")
_SEGMENT: Final = re.compile(
    r"[A-Z0-9](?:[A-Z0-9.-]{0,28}[A-Z0-9])?(?:\((?:(?:S-)?[A-Z]{1,8}|[0-9]{4})\))?(?: [A-Z](?:-[A-Z])?)?"
)
_ROOT: Final = re.compile(r"[A-Z]{1,12}")
_WORDED: Final = re.compile(
    r"(?:(?P<body>[a-z .]{2,60}?) )?(?P<act>resolution|decision) (?P<number>[0-9].{0,30})", re.IGNORECASE
)
_BY_YEAR: Final = re.compile(r"(?:19|20)\d\d/[0-9]{1,4}(?: ?\((?P<roman>[IVXLC]{1,8})\))?(?: ?[A-Z](?:-[A-Z])?)?")
_BY_SESSION: Final = re.compile(r"(?:E?S-)?[0-9]{1,3}/[0-9]{1,4}(?: ?\[?[A-Z](?:-[A-Z])?\]?)?")
_IN_BRACKETS: Final = re.compile(
    r"[0-9]{1,5}(?: ?[A-Z](?:-[A-Z])?)? ?\((?:(?:S-)?[IVXLC]{1,8}|(?P<year>[0-9]{4}))\)"
    r"(?: ?\[?[A-Z](?:-[A-Z])?\]?)?"
)
_BETWEEN_SYMBOLS: Final = re.compile(r"\s*=\s*|-(?=[A-Z]{1,12}/)")
_DIGIT_RUN: Final = re.compile(r"([0-9]+)")


@total_ordering
@dataclass(frozen=True)
class Symbol:
    """One document symbol in canonical form; equal, ordered and hashed by that form.

    `stem` and `suffixes` are its segments, the suffixes being Rev., Corr., Add. and Amend. `pinpoint` is
    the place inside the document that the text named after it ("para. 26"); it is no part of the symbol's
    identity.
    """

    stem: tuple[str, ...]
    suffixes: tuple[str, ...] = ()
    pinpoint: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.canonical

    def __lt__(self, other: object) -> bool:
        """Order by the canonical form with its numbers as numbers: L.2 comes before L.10."""
        if not isinstance(other, Symbol):
            return NotImplemented
        return _sort_key(self.canonical) < _sort_key(other.canonical)

    @cached_property
    def canonical(self) -> str:
        """The printed form, "E/CN.15/2015/L.2/Rev.1"."""
        return "/".join(self.stem + self.suffixes)

    @property
    def base(self) -> Symbol:
        """The same document without revision, correction and addition."""
        return Symbol(self.stem)

    @property
    def body(self) -> str | None:
        """The body that issues it: CCPCJ, CND, HRC, ECOSOC, GA, SC, or None for any other."""
        for root, body in _BODY_BY_ROOT:
            if self.stem[: len(root)] == root:
                subsidiary = body == "ECOSOC" and self.stem[1].startswith("C")
                return None if subsidiary else body
        return None

    @property
    def series(self) -> str | None:
        """L, CRP, INF, NGO, RES, DEC, PV or SR; None for a document of no series."""
        for segment in self.stem[1:]:
            name = segment.partition(".")[0]
            if name in _SERIES:
                return name
        return None

    @property
    def session_or_year(self) -> int | None:
        """The session's number or, for bodies that count by year, the year; None for special sessions and
        job numbers.
        """
        in_brackets = re.search(r"\(([A-Z]+|[0-9]{4})\)", self.stem[-1])
        for segment in self.stem[1:-1]:
            if segment.isdigit():
                return int(segment)
        if in_brackets is None:
            return None
        return int(in_brackets[1]) if in_brackets[1].isdigit() else _roman(in_brackets[1])

    @property
    def number(self) -> int | None:
        """The running number: 2 of L.2, 23 of E/RES/2015/23; None where the last segment carries none."""
        found = _DIGIT_RUN.search(self.stem[-1].partition(".")[2] if "." in self.stem[-1] else self.stem[-1])
        return int(found[1]) if found and len(self.stem) > 1 else None

    @property
    def revision(self) -> int:
        """1 of Rev.1; 0 for a document that is not a revision."""
        return self._suffix_number("Rev")

    @property
    def corrigendum(self) -> int:
        """1 of Corr.1; 0 for a document that is not a correction."""
        return self._suffix_number("Corr")

    @property
    def addendum(self) -> int:
        """1 of Add.1; 0 for a document that is not an addition."""
        return self._suffix_number("Add")

    @property
    def is_resolution(self) -> bool:
        return self.series == "RES"

    @property
    def is_draft(self) -> bool:
        """Whether it is a document of the limited series, in which draft resolutions and amendments are
        issued.
        """
        return self.series == "L"

    def _suffix_number(self, name: str) -> int:
        for suffix in self.suffixes:
            if suffix.startswith(name + "."):
                return int(suffix.partition(".")[2])
        return 0


def parse_symbol(text: str, body: str | None = None) -> Symbol | None:
    """Read one symbol, or a resolution or decision called by its number; None if `text` is neither.

    Of a document that carries two symbols, this is the first; `parse_symbols` reads both.
    `body` (CCPCJ, CND, HRC, ECOSOC, GA, SC) says whose resolution a bare number is. Where nobody says it:
    a year before the slash means ECOSOC; a bracketed year the Security Council, a bracketed Roman numeral
    the General Assembly; a session from the thirty-first on the General Assembly, which numbered that way
    only from then; an earlier one the CCPCJ.
    """
    cleaned = _clean(text)
    if cleaned is None:
        return None
    pinpoint = _PINPOINT.search(cleaned)
    name = _BETWEEN_SYMBOLS.split(cleaned[: pinpoint.start()] if pinpoint else cleaned)[0]
    segments = _job_number(name) or _from_number(name, body) or _segments(name)
    if segments is None:
        return None
    stem, suffixes = _split_suffixes(segments)
    names_a_document = any(char.isdigit() for char in "/".join(stem[1:]) or "".join(stem))
    return Symbol(stem, suffixes, pinpoint[1] if pinpoint else None) if names_a_document else None


def parse_symbols(text: str) -> tuple[Symbol, ...]:
    """Read the symbols of a document that carries several: "E/2017/30-E/CN.15/2017/13", "E/2017/30 =
    E/CN.15/2017/13".
    """
    cleaned = _clean(text)
    found = (parse_symbol(part) for part in _BETWEEN_SYMBOLS.split(cleaned)) if cleaned else ()
    return tuple(symbol for symbol in found if symbol is not None)


def resolution_symbol(body: str, number: str, act: str = "RES") -> Symbol | None:
    """The symbol of a body's resolution (or, with `act` "DEC", decision) from its printed number.

    ("ECOSOC", "2013/41") is E/RES/2013/41 and ("CCPCJ", "24/1") is E/CN.15/RES/24/1. None if the body is
    not known or the number is not written as that body writes it.
    """
    if body not in _ROOT_BY_BODY or not _fits(number.upper(), body):
        return None
    return parse_symbol("/".join((*_ROOT_BY_BODY[body], act, number)))


def _clean(text: str) -> str | None:
    if len(text) > MAX_SYMBOL_LENGTH:
        return None
    spaced = _SPACES.sub(" ", _DASHES.sub("-", text)).strip()
    bare = spaced.rstrip("*. ,;:").replace(" /", "/").replace("/ ", "/")
    return bare or None


def _job_number(name: str) -> tuple[str, ...] | None:
    found = _JOB_NUMBER.fullmatch(name)
    return (f"{found[1].upper()}.{found[2]}-{found[3]}",) if found else None


def _from_number(name: str, body: str | None) -> tuple[str, ...] | None:
    """Segments of a resolution called by its number, with or without the words before it."""
    worded = _WORDED.fullmatch(name)
    number = (worded["number"] if worded else name).upper()
    act = "DEC" if worded and worded["act"].lower() == "decision" else "RES"
    said = worded["body"] if worded else None
    body = _named_body(said) if said else body or _body_of_number(number)
    if body is None or not number[:1].isalnum() or not _fits(number, body):
        return None
    return _segments("/".join((*_ROOT_BY_BODY[body], act, number)))


def _named_body(words: str) -> str | None:
    name = words.lower().removeprefix("the ").strip(" .")
    return _NAMES_OF_BODIES.get(name) or (name.upper() if name.upper() in _ROOT_BY_BODY else None)


def _body_of_number(number: str) -> str | None:
    if _BY_YEAR.fullmatch(number):
        return "ECOSOC"
    if bracketed := _IN_BRACKETS.fullmatch(number):
        return "SC" if bracketed["year"] else "GA"
    if not _BY_SESSION.fullmatch(number):
        return None
    session = number.partition("/")[0]
    ordinary = session.isdigit() and int(session) < _FIRST_ASSEMBLY_SESSION_NUMBERED_WITH_A_SLASH
    return "CCPCJ" if ordinary else "GA"


def _fits(number: str, body: str) -> bool:
    """Whether a body numbers its resolutions that way."""
    if bracketed := _IN_BRACKETS.fullmatch(number):
        return body == "SC" if bracketed["year"] else body in {"GA", "ECOSOC"}
    if body == "ECOSOC":
        return bool(_BY_YEAR.fullmatch(number))
    by_session = body in _BODIES_NUMBERED_BY_SESSION and not _BY_YEAR.fullmatch(number)
    return by_session and bool(_BY_SESSION.fullmatch(number))


def _segments(name: str) -> tuple[str, ...] | None:
    parts = tuple(_segment(part) for part in name.upper().split("/"))
    shaped = len(parts) > 1 and _ROOT.fullmatch(parts[0]) and all(_is_segment(part) for part in parts)
    return parts if shaped else None


def _is_segment(part: str) -> bool:
    return bool(_SEGMENT.fullmatch(part) or _SUFFIX.fullmatch(part.upper()))


def _segment(part: str) -> str:
    part = part.strip().rstrip("*")
    if suffix := _SUFFIX.fullmatch(part):
        return f"{_SUFFIX_NAMES[suffix[1]]}.{int(suffix[2])}"
    if series := _NUMBERED_SERIES.fullmatch(part):
        return f"{series[1]}.{int(series[2])}"
    if old := _SESSION_IN_BRACKETS.fullmatch(part):
        part_letter = old[2] or old[4]
        return f"{old[1]}({old[3]})" + (f" {part_letter}" if part_letter else "")
    if lettered := _LETTERED_NUMBER.fullmatch(part):
        return f"{lettered[1]} {lettered[2]}"
    return part


def _split_suffixes(segments: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    first = next((i for i, segment in enumerate(segments) if _SUFFIX.fullmatch(segment.upper())), len(segments))
    return segments[:first], segments[first:]


def _sort_key(canonical: str) -> tuple[tuple[str, int], ...]:
    words_and_numbers = _DIGIT_RUN.split(canonical)
    numbers = [*map(int, words_and_numbers[1::2]), -1]
    return tuple(zip(words_and_numbers[::2], numbers, strict=True))


def _roman(numeral: str) -> int | None:
    values = [_ROMAN_DIGITS.get(char, 0) for char in numeral]
    if 0 in values:
        return None
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
