"""The header of a document: whose it is, which session, who sponsors it, its title and who is to adopt it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drafts.bodies import CODES, FIRST_YEARS, code_of
from drafts.dates import MONTHS
from drafts.emphasis import plain
from drafts.footnotes import marked_body, without_marks
from drafts.ordinals import ORDINAL, ordinal
from resolutions.members import find_member
from resolutions.symbols import Symbol, parse_symbol

_LANGUAGES: Final = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "russian": "ru",
    "spanish": "es",
}
_DATE: Final = rf"(?P<day>\d{{1,2}}) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})"
_ISSUED: Final = re.compile(rf"(?:.{{0,60}}Distr\.?:? ?[A-Z][a-z]+ )?{_DATE}(?: Original: .*)?\*?", re.IGNORECASE)
_DISTRIBUTION: Final = re.compile(r"\bDistr(?:\.|ibution)?:? ?(general|limited|restricted)\b", re.IGNORECASE)
_ORIGINAL: Final = re.compile(rf"\bOriginal: ?({'|'.join(_LANGUAGES)})\b", re.IGNORECASE)
_OWN_SYMBOL: Final = re.compile(
    r"(?:United Nations )?([A-Z]{1,10}/[A-Z0-9./ ()-]{3,60}?)\*?(?: GENERAL)?", re.IGNORECASE
)
_SESSION: Final = re.compile(rf"(?:Reconvened |Resumed )?({ORDINAL}) session\b.*", re.IGNORECASE)
_SESSION_OF_YEAR: Final = re.compile(
    r"(?:.{0,60}\bsession,? (?:of )?)?((?:19|20)\d\d)(?: session\b.{0,40})?", re.IGNORECASE
)
_AGENDA_ITEM: Final = re.compile(
    r"(?:Agenda )?items? (\d{1,3}(?: ?\([a-z]{1,4}\))*(?:(?:, | and | to )(?:\d{1,3}"
    r"|\([a-z]{1,4}\))(?: ?\([a-z]{1,4}\))*)*)(?: of the (?:provisional |preliminary )?agenda)?\*{0,3}",
    re.IGNORECASE,
)
_SPONSOR_LINE: Final = re.compile(
    r"(?P<who>[^:]{2,3000}): ?(?P<revised>revised )?(?:draft (?:resolution|decision)|amendments?)\b.{0,80}",
    re.IGNORECASE,
)
_SUBMITTED_BY: Final = re.compile(
    r"(?P<revised>Revised )?draft (?:resolution|decision) submitted by (?:the )?(?P<who>.{2,300})", re.IGNORECASE
)
_RECOMMENDS: Final = re.compile(
    r"(?:The .{3,160}? )?recommends (?:also )?to the (?P<to>[A-Z][\w ]{3,80}?)(?:,| the | that )(?P<how>.{0,300})",
    re.IGNORECASE,
)
_ADOPTION_BY: Final = re.compile(r"\badoption by the (?P<by>[A-Z][\w ]{3,60}?)(?=[:,.]| of )")
_NUMBERED_TITLE: Final = re.compile(
    r"(?:Resolution |Decision )?(?:(?:E?S-)?\d{1,4}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?)?"
    r"|\d{1,5}(?: [A-Z])? \([A-Z]+\))\. ?(?P<title>\S.*)"
)
_NO_TITLE: Final = re.compile(
    r"(?:draft )?(?:resolution|decision) [IVXLC\d/ A-Z-]{1,12}\*?|[A-Z]|\[.*\]|Resolutions? adopted by .*"
    r"|Corrigendum|Addendum",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Header:
    symbol: str | None
    body: str | None
    session: int | None
    agenda_item: str | None
    date: dt.date | None
    original_language: str | None
    distribution: str | None
    sponsors: tuple[str, ...]
    revised: bool
    title: str | None
    for_adoption_by: str | None


def read_header(blocks: Sequence[str], formula: str | None) -> Header:
    """Read the blocks that stand before the paragraphs; `formula` is the body in whose name the
    paragraphs speak.
    """
    lines = [plain(block) for block in blocks]
    symbol = next((own for line in lines if (own := _own_symbol(line))), None)
    body = (symbol.body if symbol else None) or _named_body(lines) or formula
    sponsors, revised = _sponsors(lines)
    recommended = next((found for line in lines if (found := recommended_to(line))), None)
    return Header(
        symbol=str(symbol) if symbol else None,
        body=body,
        session=_session(lines, symbol, body),
        agenda_item=_first(_AGENDA_ITEM, lines),
        date=_date(lines),
        original_language=_LANGUAGES.get((_search(_ORIGINAL, lines) or "").lower()),
        distribution=(_search(_DISTRIBUTION, lines) or "").lower() or None,
        sponsors=sponsors,
        revised=revised or bool(symbol and symbol.revision),
        title=_title(lines),
        for_adoption_by=recommended or formula or body,
    )


def recommended_to(block: str) -> str | None:
    """The body that a recommending formula names as the one to adopt the text; None if the block is no
    such formula.
    """
    line = plain(block)
    found = _RECOMMENDS.fullmatch(line) if "following" in line else None
    if found is None:
        return None
    by = _ADOPTION_BY.search(found["how"])
    return code_of(by["by"] if by else found["to"])


def names_in_list(printed: str) -> tuple[str, ...]:
    """The names of a printed list of sponsors; States as their official short names, anyone else as
    printed.
    """
    names: list[str] = []
    for part in re.split(r", (?:and )?(?![^()]*\))", printed.strip(" ,")):
        names.extend(_split_at_and(part.strip(" *")))
    return tuple(dict.fromkeys(_official(name) for name in names if name))


def _split_at_and(part: str) -> list[str]:
    """Split "Antigua and Barbuda and Cuba" at the "and" that joins two sponsors, not at one inside a name."""
    if find_member(_without_remark(part)) or " and " not in part:
        return [part]
    words = part.split(" and ")
    for cut in range(1, len(words)):
        left, right = " and ".join(words[:cut]), " and ".join(words[cut:])
        if find_member(_without_remark(left)) or find_member(_without_remark(right)):
            return [*_split_at_and(left), *_split_at_and(right)]
    return [part]


def _without_remark(name: str) -> str:
    """Without an asterisk or a remark in brackets ("Egypt (on behalf of the Group of 77 and China)")."""
    return re.sub(r" \(on behalf of.*\)$", "", name.strip(" *"))


def _official(name: str) -> str:
    """A State's official short name; a group on whose behalf a State speaks is the sponsor itself."""
    group = re.search(r"\(on behalf of (?:the )?(.+)\)$", name)
    if group:
        return "European Union" if "European Union" in group[1] else group[1]
    bare = name.strip(" *")
    return find_member(bare) or bare.removeprefix("the ")


def _own_symbol(line: str) -> Symbol | None:
    found = _OWN_SYMBOL.fullmatch(line)
    return parse_symbol(found[1]) if found and any(char.isdigit() for char in found[1]) else None


def _named_body(lines: Sequence[str]) -> str | None:
    named = [CODES[line.strip(" *")] for line in lines if line.strip(" *") in CODES]
    return named[-1] if named else None


def _session(lines: Sequence[str], symbol: Symbol | None, body: str | None) -> int | None:
    for line in lines:
        if (by_number := _SESSION.fullmatch(line)) and not re.search(r"\bspecial session", line):
            return ordinal(by_number[1])
        if (by_year := _SESSION_OF_YEAR.fullmatch(line)) and "session" in line:
            return int(by_year[1])
    counted = symbol.session_or_year if symbol else None
    first_year = FIRST_YEARS.get(body or "")
    return counted - first_year if counted and first_year and counted > first_year else counted


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    return next((found[1] for line in lines if (found := pattern.fullmatch(line))), None)


def _search(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    return next((found[1] for line in lines if (found := pattern.search(line[:300]))), None)


def _date(lines: Sequence[str]) -> dt.date | None:
    for line in lines:
        if found := _ISSUED.fullmatch(line[:200]):
            try:
                return dt.date(int(found["year"]), MONTHS.index(found["month"].capitalize()) + 1, int(found["day"]))
            except ValueError:
                return None
    return None


def _sponsors(lines: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    for line in lines:
        if found := _SPONSOR_LINE.fullmatch(line):
            return names_in_list(found["who"]), bool(found["revised"])
        if found := _SUBMITTED_BY.fullmatch(line):
            return names_in_list(re.split(r",| on the basis", found["who"])[0]), bool(found["revised"])
    return (), False


def _title(lines: Sequence[str]) -> str | None:
    for line in lines:
        if found := _NUMBERED_TITLE.fullmatch(line):
            return _without_note_marks(found["title"])
    recommending = next((i for i, line in enumerate(lines) if recommended_to(line)), None)
    if recommending is not None and recommending + 1 < len(lines):
        following = [line for line in lines[recommending + 1 :] if _may_be_title(line)]
        return _without_note_marks(" ".join(following)) if following else None
    return next((_without_note_marks(line) for line in reversed(lines) if _may_be_title(line)), None)


def _may_be_title(line: str) -> bool:
    fields = (_NO_TITLE, _SPONSOR_LINE, _SUBMITTED_BY, _AGENDA_ITEM, _ISSUED, _OWN_SYMBOL, _SESSION)
    known = (
        any(field.fullmatch(line) for field in fields)
        or line in CODES
        or _DISTRIBUTION.match(line)
        or _ORIGINAL.match(line)
    )
    return not known and not recommended_to(line) and marked_body(line) is None


def _without_note_marks(title: str) -> str:
    return without_marks(title, frozenset())[0]
