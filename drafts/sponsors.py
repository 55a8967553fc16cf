"""Sponsors: the States, groups and officers in whose name a draft is put, out of the lines of its header.

A list may run over many lines; a State may speak on behalf of a group, in brackets, after a comma or in a note marked
by an asterisk: then the group is the sponsor. States are given by their official short names, all else as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.footnotes import without_marks
from resolutions.members import find_member

_KIND: Final = r"(?:draft (?:resolution|decision)|(?:sub-?|proposed |draft )*amendments?)"
_SPONSOR_LINE: Final = re.compile(
    rf"(?P<who>[^:]{{2,3000}})(?:\[?\*{{0,3}}\]?): ?(?P<mark>\*{{0,3}}) ?(?P<revised>revised )?{_KIND}\b.{{0,120}}",
    re.IGNORECASE,
)
_SUBMITTED_BY: Final = re.compile(
    r"(?P<revised>Revised )?draft (?:resolution|decision) (?:submitted|proposed|sponsored) by (?:the )?"
    r"(?P<who>.{2,3000})",
    re.IGNORECASE,
)
_OFFICER: Final = re.compile(
    r"(?P<office>(?:Vice-|Co-)?(?:Chair(?:person|man|woman|s)?|Presidents?|Rapporteur|Bureau|Facilitators?)"
    r"(?: of the (?:Commission|Committee|General Assembly|Council|Economic and Social Council))?)\b"
)
_HOW: Final = re.compile(r",? (?:on the basis|on the recommendation|following|after|in accordance|pursuant|under)\b")
_ON_BEHALF: Final = re.compile(r",? (?:acting )?on behalf of (?:the )?", re.IGNORECASE)
_BEHALF_NOTE: Final = re.compile(r"(?P<mark>\*{1,3})\s?On behalf of (?:the )?(?P<group>[^.]{3,400})", re.IGNORECASE)
_MEMBERS_OF: Final = re.compile(
    r"^(?:(?:States|(?:States Members|Member States|Members) of the United Nations)"
    r" (?:that|which) are members of (?:the )?"
    r"|(?:States (?:members|parties)|Member States|members|countries) of (?:the )?)",
    re.IGNORECASE,
)
_GROUP_WITH_AN_AND: Final = re.compile(r"(?:the )?Group of 77 and China\*{0,3}")
_GOES_ON: Final = re.compile(r"(?:,|\band|;)$")
_HEADLINE: Final = re.compile(rf"\*{{0,3}}\s?(?:revised )?{_KIND}\b.*", re.IGNORECASE)
_MOST_LINES: Final = 80


@dataclass(frozen=True)
class Sponsors:
    """Who puts the draft, whether the line says "revised", and which lines of the header say so (first, past last)."""

    names: tuple[str, ...] = ()
    revised: bool = False
    lines: tuple[int, int] | None = None


def read_sponsors(lines: Sequence[str]) -> Sponsors:
    """The sponsors named in the lines of a header, of which asterisk notes are a part."""
    notes = {note["mark"]: _group(note["group"]) for line in lines if (note := _BEHALF_NOTE.match(line[:500]))}
    for i, line in enumerate(lines):
        if by := _SUBMITTED_BY.fullmatch(line):
            return Sponsors(_submitters(by["who"]), bool(by["revised"]), (i, i + 1))
        first, whole, last = _whole_list(lines, i)
        if found := _SPONSOR_LINE.fullmatch(whole):
            names = _spoken_for(names_in_list(found["who"]), found, notes)
            return Sponsors(names, bool(found["revised"]), (first, last))
    return Sponsors()


def is_sponsor_line(line: str) -> bool:
    """Whether a line by itself names who puts the draft."""
    return bool(_SPONSOR_LINE.fullmatch(line) or _SUBMITTED_BY.fullmatch(line))


def names_in_list(printed: str) -> tuple[str, ...]:
    """The names of a printed list of sponsors; States as their official short names, anyone else as printed."""
    printed = without_marks(printed, frozenset())[0]
    spoken = _ON_BEHALF.search(printed)
    if spoken and "(" not in printed[: spoken.start()].rsplit(")", 1)[-1]:
        earlier = names_in_list(printed[: spoken.start()])[:-1]
        return tuple(dict.fromkeys([*earlier, _group(printed[spoken.end() :])]))
    names: list[str] = []
    for part in re.split(r"[,;] (?:and )?(?![^()]*\))", printed.strip(" ,;")):
        names.extend(_split_at_and(part.strip(" *")))
    return tuple(dict.fromkeys(_official(name) for name in names if name))


def _whole_list(lines: Sequence[str], i: int) -> tuple[int, str, int]:
    """The list of sponsors that ends in a line, with the lines above and the headline below that belong to it."""
    last = i + 1
    if lines[i].rstrip("* ").endswith(":") and last < len(lines) and _HEADLINE.fullmatch(lines[last]):
        last += 1
    parts = list(lines[i:last])
    first = i
    if not _HEADLINE.search(lines[last - 1]):
        return first, lines[i], last
    while first and i - first < _MOST_LINES and _belongs_before(lines[first - 1], parts[0]):
        first -= 1
        parts.insert(0, lines[first])
    return first, " ".join(parts), last


def _belongs_before(previous: str, line: str) -> bool:
    """Whether a line is the one before in a list of names: it breaks off, or the next goes on in lower case."""
    if not (_GOES_ON.search(previous) or line[:1].islower() or line.startswith("(")):
        return False
    named = [name for name in re.split(r", |;| and\b", previous) if name]
    return any(find_member(name.strip(" *,;")) for name in named)


def _spoken_for(names: tuple[str, ...], line: re.Match[str], notes: dict[str, str]) -> tuple[str, ...]:
    """The names, with a State that a note marks as speaking for a group replaced by the group."""
    if not notes:
        return names
    mark = line["mark"] or (re.search(r"\*{1,3}$", line["who"]) or [""])[0]
    if mark in notes and len(names) == 1:
        return (notes[mark],)
    for number, group in notes.items():
        if marked := re.search(rf"([^,;*]+)(?<!\*){re.escape(number)}(?!\*)", line["who"]):
            speaker = names_in_list(marked[1].removeprefix(" and "))
            names = tuple(dict.fromkeys(group if name in speaker else name for name in names))
    return names


def _submitters(printed: str) -> tuple[str, ...]:
    bare = without_marks(_HOW.split(printed)[0], frozenset())[0]
    officer = _OFFICER.match(bare)
    if officer:
        return (officer["office"].split(" of the ")[0],)
    return names_in_list(bare)


def _split_at_and(part: str) -> Iterable[str]:
    """Split "Antigua and Barbuda and Cuba" at the "and" that joins two sponsors, not at one inside a name."""
    part = part.removeprefix("and ")
    if _GROUP_WITH_AN_AND.fullmatch(part) or find_member(_without_remark(part)) or " and " not in part:
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
        return _group(group[1])
    bare = name.strip(" *")
    return find_member(bare) or bare.removeprefix("the ")


def _group(printed: str) -> str:
    """The short name of a group, out of the words that a draft gives it."""
    if "European Union" in printed:
        return "European Union"
    bare = _MEMBERS_OF.sub("", without_marks(printed, frozenset())[0].strip(" *.,"))
    return re.split(r", (?:and of|taking|as well as|bearing)\b", bare.removeprefix("the "))[0]
