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
from drafts.furniture import is_furniture
from drafts.ordinals import ORDINAL, ordinal
from drafts.sponsors import is_sponsor_line, read_sponsors
from resolutions.symbols import Symbol, parse_symbol

_LANGUAGES: Final = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "russian": "ru",
    "spanish": "es",
}
_MONTH: Final = "|".join(f"{month}|{month[:3]}|{month[:4]}" for month in MONTHS)
_DATE: Final = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<month>{_MONTH})\.?,? (?P<year>\d{{4}})"
    rf"|(?P<us_month>{_MONTH})\.? (?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?, (?P<us_year>\d{{4}})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})"
    r"|(?P<short_day>\d{1,2})[./](?P<short_month>\d{1,2})[./](?P<short_year>\d{4}))"
)
_ISSUED: Final = re.compile(
    rf"(?:.{{0,60}}Distr\.?:? ?[A-Z][a-z]+ )?(?:Date: ?)?{_DATE}(?: (?:Original: .*|English only))?\*?", re.IGNORECASE
)
_DISTRIBUTION: Final = re.compile(r"\bDistr(?:\.|ibution)?:?\s{0,3}(general|limited|restricted)\b", re.IGNORECASE)
_ORIGINAL: Final = re.compile(
    rf"\bOriginal(?: language)?:?\s{{0,3}}\[?({'|'.join(_LANGUAGES)})\b|\b({'|'.join(_LANGUAGES)}) only\b",
    re.IGNORECASE,
)
_OWN_SYMBOL: Final = re.compile(
    r"(?:United Nations )?([A-Z]{1,10}/[A-Z0-9./ ()-]{3,60}?)\*?(?: GENERAL)?", re.IGNORECASE
)
_SESSION: Final = re.compile(rf"(?:Reconvened |Resumed )?({ORDINAL}) session\b.*", re.IGNORECASE)
_SESSION_OF_YEAR: Final = re.compile(
    r"(?:.{0,60}\bsession,? (?:of |for )?)?((?:19|20)\d\d)(?: session\b.{0,40})?", re.IGNORECASE
)
_SESSION_AFTER_BODY: Final = re.compile(
    rf"[A-Z][\w ]{{3,90}}, (?:(?:reconvened|resumed) )?({ORDINAL}) session", re.IGNORECASE
)
_AGENDA_ITEM: Final = re.compile(
    r"(?:(?:Provisional )?Agenda )?items? (\d{1,3}(?: ?\([a-z]{1,4}\))*(?:(?:,? and |, | to |[\u2013-])(?:\d{1,3}"
    r"|\([a-z]{1,4}\))(?: ?\([a-z]{1,4}\))*)*)(?: of the (?:(?:provisional |preliminary )?agenda|preliminary list))?"
    r"[*\u00b9\u00b2\u00b3]{0,3}(?: ?[:.\u2013\u2014] ?\S.{2,300})?",
    re.IGNORECASE,
)
_RECOMMENDS: Final = re.compile(
    r"(?:\d{1,3}\. )?(?:(?:At .{3,160}?, )?The .{3,160}? )?(?:also |further |therefore |hereby ){0,2}recommends "
    r"(?:also |further )?(?:to|that) the (?P<to>[A-Z][\w ]{3,80}?)"
    r"(?:,| the | that | for | (?:adopts?|approves?|endorses?)\b)(?P<how>.{0,300})",
    re.IGNORECASE,
)
_WHAT_FOLLOWS: Final = re.compile(
    r"\bfollowing (?:\w+ )?(?:draft )?(?:resolution|decision|text|proposal)s?\b|\bfollowing:", re.I
)
_ADOPTION_BY: Final = re.compile(r"\badoption by the (?P<by>[A-Z][\w ]{3,60}?)(?=[:,.]| of )")
_NUMBERED_TITLE: Final = re.compile(
    r"(?:Resolution |Decision )?(?:(?:E?S-)?\d{1,4}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?)?"
    r"|\d{1,5}(?: [A-Z])? \([A-Z]+\))\. ?(?P<title>\S.*)"
)
_BREAKS_OFF: Final = re.compile(r"(?:[,-]|\b(?:and|or|of|the|to|in|for|on|with|by|from|a|an|at|its|against))$")
_LONGEST_LINE: Final = 1_000
_NO_TITLE: Final = re.compile(
    r"(?:revised )?(?:draft )?(?:resolution|decision)(?: [IVXLC\d/ A-Z-]{1,12})?\*?|[A-Z]|[IVX]{1,5}|\[.*\]"
    r"|Resolution \d{1,5} \(\d{4}\)|(?:Resolutions?|Decisions?|Adopted) (?:adopted )?by .*|Corrigendum|Addendum",
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
    sponsors = read_sponsors(lines)
    recommended = next((found for line in reversed(lines) if (found := recommended_to(line))), None)
    return Header(
        symbol=str(symbol) if symbol else None,
        body=body,
        session=_session(lines, symbol, body),
        agenda_item=_first(_AGENDA_ITEM, lines),
        date=_date(lines),
        original_language=_LANGUAGES.get((_search(_ORIGINAL, lines) or "").lower()),
        distribution=(_search(_DISTRIBUTION, lines) or "").lower() or None,
        sponsors=sponsors.names,
        revised=sponsors.revised or bool(symbol and symbol.revision),
        title=_title(lines, sponsors.lines),
        for_adoption_by=formula or recommended or body,
    )


def recommended_to(block: str) -> str | None:
    """The body that a recommending formula names as the one to adopt the text; None if the block is no
    such formula.
    """
    if len(block) > _LONGEST_LINE or "following" not in block:
        return None
    line = plain(block)
    found = _RECOMMENDS.fullmatch(line) if _WHAT_FOLLOWS.search(line) else None
    if found is None:
        return None
    by = _ADOPTION_BY.search(found["how"])
    return code_of(by["by"] if by else found["to"])


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
    if after_body := next((found for line in lines if (found := _SESSION_AFTER_BODY.fullmatch(line))), None):
        return ordinal(after_body[1])
    counted = symbol.session_or_year if symbol else None
    first_year = FIRST_YEARS.get(body or "")
    return counted - first_year if counted and first_year and counted > first_year else counted


def _first(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    return next((found[1] for line in lines if (found := pattern.fullmatch(line))), None)


def _search(pattern: re.Pattern[str], lines: Sequence[str]) -> str | None:
    """The first group that is filled, in the lines and, where a label and its value stand on two, across them."""
    found = pattern.search("\n".join(line[:300] for line in lines))
    return next(group for group in found.groups() if group) if found else None


def _date(lines: Sequence[str]) -> dt.date | None:
    for line in lines:
        if found := _ISSUED.fullmatch(line[:200]):
            return _calendar_date({name.split("_")[-1]: part for name, part in found.groupdict().items() if part})
    return None


def _calendar_date(parts: dict[str, str]) -> dt.date | None:
    month = parts["month"]
    named = next((i for i, name in enumerate(MONTHS, start=1) if name.startswith(month.capitalize()[:3])), 0)
    try:
        return dt.date(int(parts["year"]), int(month) if month.isdigit() else named, int(parts["day"]))
    except ValueError:
        return None


def _title(lines: Sequence[str], sponsored: tuple[int, int] | None) -> str | None:
    for i, line in enumerate(lines):
        if found := _NUMBERED_TITLE.fullmatch(line):
            return _without_note_marks(_whole_title(found["title"], lines[i + 1 :]))
    recommending = max((i for i, line in enumerate(lines) if recommended_to(line)), default=None)
    for after in (recommending, sponsored[1] - 1 if sponsored else None):
        following = [line for line in lines[after + 1 :] if _may_be_title(line)] if after is not None else []
        if following:
            return _without_note_marks(" ".join(following))
    before = lines[:recommending]
    return next((_without_note_marks(line) for line in reversed(before) if _may_be_title(line)), None)


def _whole_title(title: str, following: Sequence[str]) -> str:
    """A title with the lines that plainly go on in it: it breaks off, or they go on in lower case."""
    for line in following:
        if not _may_be_title(line) or not (line[:1].islower() or _BREAKS_OFF.search(title)):
            break
        title = f"{title} {line}"
    return title


def _may_be_title(line: str) -> bool:
    fields = (_NO_TITLE, _AGENDA_ITEM, _ISSUED, _OWN_SYMBOL, _SESSION, _SESSION_OF_YEAR, _SESSION_AFTER_BODY)
    known = (
        any(field.fullmatch(line) for field in fields)
        or line in CODES
        or _DISTRIBUTION.match(line)
        or _ORIGINAL.match(line)
        or is_sponsor_line(line)
        or is_furniture(line)
    )
    return not known and len(line) < _LONGEST_LINE and not recommended_to(line) and marked_body(line) is None


def _without_note_marks(title: str) -> str:
    return re.sub(r"\s?\[\^?\d{1,3}\]$", "", without_marks(title, frozenset())[0])
