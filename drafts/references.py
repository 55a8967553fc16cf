"""References: every document and resolution that a text mentions, resolved to its canonical symbol.

"its resolution 2013/41" is the speaking body's own, unless another body is the subject of the clause ("adopted by
the General Assembly in its resolution 64/293"); "resolutions 55/25 of ... and 58/4 of ..." are two. Mentions of
bodies whose resolutions have no symbol of their own are left out rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from resolutions.symbols import parse_symbol, parse_symbols, resolution_symbol

_SYMBOL: Final = re.compile(
    r"(?<![\w/.])(?:[A-Z]{1,10}(?:/[A-Z][\w.-]{0,12}){0,4}/(?:[A-Z]{0,2}-?\d[\w.-]{0,12})(?:/[A-Za-z0-9.()-]{1,16}){0,5})"
    r"(?: ?\((?:[IVXLC]+"
    r"|\d{4})\)| [A-Z](?![\w/]))?"
)
_LAST_PART_IS_A_LETTER: Final = re.compile(r"/RES/\d{1,3}/\d{1,4} [A-Z]$")
_NUMBER: Final = re.compile(
    r"(?<![\w/.-])(?:(?:E?S-)?\d{1,4}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?(?![\w/-]))?(?![\w/])"
    r"|\d{1,5}(?: [A-Z](?:-[A-Z])?)? ?\((?:(?:S-)?[IVXLC]{1,8}|(?:19|20)\d\d)\))"
)
_ACT_WORD: Final = re.compile(r"\b(resolution|decision)s?\b", re.IGNORECASE)
_BODY: Final = re.compile(
    r"\b(?P<GA>(?:General |(?<!Health )(?<!Environment ))Assembly)\b|\b(?P<ECOSOC>Economic and Social Council)\b"
    r"|\b(?P<HRC>Human Rights Council)\b|\b(?P<SC>Security Council)\b"
    r"|\b(?P<CCPCJ>Commission on Crime Prevention and Criminal Justice)\b"
    r"|\b(?P<CND>Commission on Narcotic Drugs)\b|\b(?P<other>(?:Conference|Committee|Meeting) (?:of"
    r"|on) [\w ]{3,60}|Congress|[A-Z]\w+ Committee|Governing (?:Body|Council)|Commission on [A-Z]\w+(?: [A-Z]\w+"
    r"| of| on| and){0,6}|World Health Assembly)|\b(?P<council>Council)\b|\b(?P<commission>Commission)\b"
)
_LOOK_BACK: Final = 240
_CLOSED_CLAUSE: Final = re.compile(r"[;\u201c\u201d]|\b(?:and|in which|which|that)\b(?! in its\b)")
_SAME_AGAIN: Final = re.compile(
    r"s?(?: thereon)?,? (?:including|in particular|notably|especially|such as|inter alia|most recently"
    r"|the latest of which)[^.;\u201c\u201d]{0,60}"
)
_LETTER_BEFORE_A_SESSION: Final = re.compile(r" [A-Z](?:-[A-Z])?(?= ?\()")
_MOST_FOLLOWED: Final = 2_000


def symbols_in(text: str, speaker: str | None) -> tuple[str, ...]:
    """The canonical symbols mentioned in `text`, each once, in order; `speaker` is the code of the body whose text
    it is.
    """
    found = sorted([*_printed(text), *_called_by_number(text, speaker)])
    return tuple(dict.fromkeys(symbol for _, symbol in found))


def _printed(text: str) -> Iterator[tuple[int, str]]:
    for match in _SYMBOL.finditer(text):
        printed = (
            match[0] if _LAST_PART_IS_A_LETTER.search(match[0]) or match[0].endswith(")") else match[0].split(" ")[0]
        )
        for symbol in parse_symbols(printed):
            yield match.start(), str(symbol)


def _called_by_number(text: str, speaker: str | None) -> Iterator[tuple[int, str]]:
    """Resolutions and decisions called by number. The word before a number, however far, says what it is and whose."""
    words = list(_ACT_WORD.finditer(text))
    position = 0
    body = speaker
    last_mentioned: dict[str, str] = {}
    for number in _NUMBER.finditer(text):
        while position < len(words) and words[position].start() < number.start():
            so_far = text[words[position - 1].end() : words[position].start()] if position else None
            if so_far is None or not _SAME_AGAIN.fullmatch(so_far):
                body = _whose(text, words[position], speaker, last_mentioned)
            position += 1
        word = words[position - 1] if position else None
        if word is None or number.start() - word.end() > _MOST_FOLLOWED:
            continue
        act = "RES" if word[1].lower() == "resolution" else "DEC"
        symbol = _symbol(number[0], body, speaker, act)
        if symbol:
            yield number.start(), symbol


def _whose(text: str, word: re.Match[str], speaker: str | None, last: dict[str, str]) -> str | None:
    """The body whose resolution the word names: named just before it, or subject of its clause, or the speaker."""
    before = text[max(0, word.start() - _LOOK_BACK) : word.start()]
    bodies = [(match, _code(match, last, speaker)) for match in _BODY.finditer(before)]
    for match, code in bodies:
        if match.lastgroup in {"GA", "ECOSOC", "HRC", "SC", "CCPCJ", "CND"}:
            last["council" if code in {"ECOSOC", "HRC", "SC"} else "commission"] = code
    after_word = text[word.end() : word.end() + 160]
    if owner := re.match(r"s? [\d/]+(?: [A-Z])? of the (?P<body>[A-Z][\w ]{3,70})", after_word):
        named = _BODY.match(owner["body"])
        return _code(named, last, speaker) if named else "other"
    if not bodies:
        return speaker
    match, code = bodies[-1]
    between = before[match.end() :]
    directly = re.fullmatch(r"(?:\u2019s|'s)? (?:\w+ )?", between)
    possessive = re.search(r"\b(?:its|their)\b[^,;]{0,40}$", between)
    if directly or (possessive and not _CLOSED_CLAUSE.search(between[: possessive.start()])):
        return code
    return speaker


def _code(match: re.Match[str], last: dict[str, str], speaker: str | None) -> str:
    group = match.lastgroup or "other"
    if group in {"council", "commission"}:
        fits = {"council": {"ECOSOC", "HRC", "SC"}, "commission": {"CCPCJ", "CND"}}[group]
        return last.get(group) or (speaker if speaker in fits else "other")
    return group


def _symbol(printed: str, body: str | None, speaker: str | None, act: str) -> str | None:
    """The symbol of a number. Resolutions A, B and C of the old numbering are one document: the letter goes."""
    number = _LETTER_BEFORE_A_SESSION.sub("", printed)
    by_year = parse_symbol(number)
    if body == "other":
        return None
    if by_year and by_year.body == "SC":
        return str(by_year) if act == "RES" else None
    for whose in (body, speaker):
        if whose and (symbol := resolution_symbol(whose, number, act)):
            return str(symbol) if _is_possible(whose, number) else None
    guessed = parse_symbol(f"{'resolution' if act == 'RES' else 'decision'} {number}")
    return str(guessed) if guessed and guessed.body != "CCPCJ" else None


def _is_possible(body: str, number: str) -> bool:
    """The General Assembly numbers by session and slash only from its thirty-first session on."""
    session = number.partition("/")[0]
    return not (body == "GA" and "/" in number and session.isdigit() and int(session) < 31)
