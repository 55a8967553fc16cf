"""References: every document, resolution and treaty that a text mentions, resolved to its canonical symbol.

"its resolution 2013/41" is the speaking body's own, unless another body is the subject of the clause ("adopted by
the General Assembly in its resolution 64/293"); "resolutions 55/25 of ... and 58/4 of ..." are two, and "resolutions
2013/39 to 2013/41" three. Treaties are called by series, volume and number (UNTS/2225/39574). Mentions of bodies whose
resolutions have no symbol of their own are left out rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from drafts.treaties import treaties_in
from resolutions.symbols import parse_symbol, parse_symbols, resolution_symbol

_SYMBOL: Final = re.compile(
    r"(?<![\w/.])(?<![A-Z]-)(?:[A-Z]{1,10}(?:/[A-Z][\w.-]{0,12}){0,4}/(?:[A-Z]{0,2}-?\d[\w.-]{0,12}|(?:Res|Dec)\.\d{1,4})"
    r"(?:/(?:[A-Za-z0-9.-]{1,16}(?:\([A-Z0-9-]{1,8}\))?)){0,5})"
    r"(?: ?\((?:[IVXLC]+"
    r"|\d{4})\)| [A-Z](?![\w/]))?"
)
_MORE_PARTS: Final = re.compile(
    r"(?P<joint>(?:,? and |, |/)(?P<part>Add|Corr|Rev)s?\.) ?(?P<first>\d{1,3})"
    r"(?P<others>(?:(?:, | and |, and |\u2013|-)\d{1,3}(?![\w/.-])){0,12})"
)
_OWN_SUFFIX: Final = re.compile(r"/(?:Add|Corr)\.\d{1,3}$")
_RANGE: Final = re.compile(r" ?(?:to|through|\u2013|\u2014|-) ?")
_LONGEST_RANGE: Final = 50
_MOST_FROM_RANGES: Final = 200
"""How many numbers that no text prints, only its ranges imply, are resolved in one text."""
_ANOTHER_LETTER: Final = re.compile(r"(?:, [A-Z])*,? and (?P<last>[A-Z])(?![\w'\u2019])")
_LAST_PART_IS_A_LETTER: Final = re.compile(r"/RES/\d{1,3}/\d{1,4} [A-Z]$")
_NUMBER: Final = re.compile(
    r"(?<![\w/.-])(?:(?:19|20)\d\d/\d{1,4} ?\([IVXLC]{1,8}\)"
    r"|(?:E?S-)?\d{1,4}/\d{1,4}(?: ?[A-Z](?:-[A-Z])?(?![\w/-]))?(?![\w/])"
    r"|\d{1,5}(?: [A-Z](?:-[A-Z])?)? ?\((?:(?:S-)?[IVXLC]{1,8}|(?:19|20)\d\d)\))"
)
_ACT_WORD: Final = re.compile(r"\b(resolution|decision)s?\b", re.IGNORECASE)
_BODY: Final = re.compile(
    r"\b(?P<GA>(?:General |(?<!Health )(?<!Environment ))Assembly)\b|\b(?P<ECOSOC>Economic and Social Council)\b"
    r"|\b(?P<HRC>Human Rights Council)\b|\b(?P<SC>Security Council)\b"
    r"|\b(?P<CCPCJ>Commission on Crime Prevention and Criminal Justice)\b"
    r"|\b(?P<CND>Commission on Narcotic Drugs)\b|\b(?P<other>(?:Conference|Committee|Meeting) (?:of"
    r"|on) [\w ]{3,60}|Congress|[A-Z]\w+ Committee|Governing (?:Body|Council)"
    r"|Commission (?:on|for) (?:the )?[A-Z]\w+(?: [A-Z]\w+| of| on| and){0,6}"
    r"|World Health Assembly|(?:Statistical|Law|Peacebuilding|Service|Disarmament|European|Union"
    r"|Economic|Compensation|Boundary|Truth) Commission)|\b(?P<council>Council)\b|\b(?P<commission>Commission)\b"
)
_LOOK_BACK: Final = 240
_CLOSED_CLAUSE: Final = re.compile(r"[;\u201c\u201d]|\b(?:and|in which|which|that)\b(?! in its\b)")
_SAME_AGAIN: Final = re.compile(
    r"s?(?: thereon)?,? (?:including|in particular|notably|especially|such as|inter alia|most recently"
    r"|the latest of which)[^.;\u201c\u201d]{0,60}"
)
_LETTER_BEFORE_A_SESSION: Final = re.compile(r" [A-Z](?:-[A-Z])?(?= ?\()")
_MOST_FOLLOWED: Final = 2_000
_MOST_OF_A_COMMISSION: Final = 60
"""No commission has adopted as many resolutions in one session; a higher number is the General Assembly's."""


def symbols_in(text: str, speaker: str | None, before: str | None = None) -> tuple[str, ...]:
    """The canonical symbols mentioned in `text`, each once, in order; `speaker` is the code of the body whose text
    it is, `before` that of the body which has it before it: "the Commission" where the text names none.
    """
    mentions = [*_printed(text), *_called_by_number(text, speaker, before), *treaties_in(text)]
    found = sorted(mentions, key=itemgetter(0))
    return tuple(dict.fromkeys(symbol for _, symbol in found))


def _printed(text: str) -> Iterator[tuple[int, str]]:
    for match in _SYMBOL.finditer(text):
        whole = match[0]
        printed = whole if _LAST_PART_IS_A_LETTER.search(whole) or whole.endswith(")") else whole.split(" ")[0]
        symbols = parse_symbols(printed)
        for symbol in symbols:
            yield match.start(), str(symbol)
        if symbols:
            yield from _further_parts(text, match.start() + len(printed), str(symbols[-1]))


def _further_parts(text: str, position: int, symbol: str) -> Iterator[tuple[int, str]]:
    """The corrections and additions named after a symbol: "A/70/100 and Corr.1 and Add.1\u20133"."""
    base = _OWN_SUFFIX.sub("", symbol)
    while more := _MORE_PARTS.match(text, position):
        for number in _enumerated(more["first"] + more["others"]):
            yield more.start(), f"{base}/{more['part']}.{number}"
        position = more.end()


def _enumerated(printed: str) -> Iterator[int]:
    """The numbers of a list such as "1 and 2" or "1\u20133"."""
    for part in re.split(r", and |, | and ", printed):
        first, _, last = part.replace("\u2013", "-").partition("-")
        numbers = range(int(first), int(last or first) + 1)
        yield from numbers if len(numbers) <= _LONGEST_RANGE else (int(first), int(last))


def _called_by_number(text: str, speaker: str | None, before: str | None) -> Iterator[tuple[int, str]]:
    """Resolutions and decisions called by number. The word before a number, however far, says what it is and whose."""
    words = list(_ACT_WORD.finditer(text))
    position = 0
    body = speaker
    last_mentioned = {"commission": before} if before in {"CCPCJ", "CND"} else {}
    previous: re.Match[str] | None = None
    left = _MOST_FROM_RANGES
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
        implied = list(_between(text, previous, number))[:left]
        left -= len(implied)
        for printed in (*implied, number[0], *_other_letter(text, number)):
            symbol = _symbol(printed, body, speaker, act)
            if symbol:
                yield number.start(), symbol
        previous = number


def _between(text: str, first: re.Match[str] | None, last: re.Match[str]) -> Iterator[str]:
    """The numbers that a range leaves out ("2013/39 to 2013/41"); none if the two are no range of one session."""
    if first is None or not _RANGE.fullmatch(text, first.end(), last.start()):
        return
    session, _, begin = first[0].partition("/")
    same, _, end = last[0].partition("/")
    if session == same and begin.isdigit() and end.isdigit() and int(end) - int(begin) <= _LONGEST_RANGE:
        yield from (f"{session}/{number}" for number in range(int(begin) + 1, int(end)))


def _other_letter(text: str, number: re.Match[str]) -> Iterator[str]:
    """The second of "61/247 A and B"."""
    other = _ANOTHER_LETTER.match(text, number.end()) if number[0][-2:-1] == " " else None
    if other:
        yield f"{number[0][:-1]}{other['last']}"


def _whose(text: str, word: re.Match[str], speaker: str | None, last: dict[str, str]) -> str | None:
    """The body whose resolution the word names: named just before it, or subject of its clause, or the speaker."""
    earlier = text[max(0, word.start() - _LOOK_BACK) : word.start()]
    bodies = [(match, _remembered(match, last, speaker)) for match in _BODY.finditer(earlier)]
    after_word = text[word.end() : word.end() + 160]
    if owner := re.match(r"s? [\d/]+(?: [A-Z])? of the (?P<body>[A-Z][\w ]{3,70})", after_word):
        named = _BODY.match(owner["body"])
        return _code(named, last, speaker) if named else "other"
    if not bodies:
        return speaker
    match, code = bodies[-1]
    between = earlier[match.end() :]
    directly = re.fullmatch(r"(?:\u2019s|'s)? (?:\w+ )?", between)
    possessive = re.search(r"\b(?:its|their)\b[^,;]{0,40}$", between)
    if directly or (possessive and not _CLOSED_CLAUSE.search(between[: possessive.start()])):
        return code
    return speaker


def _remembered(match: re.Match[str], last: dict[str, str], speaker: str | None) -> str:
    """The body that a mention names, kept as the one that "the Council" or "the Commission" stands for after it."""
    code = _code(match, last, speaker)
    if match.lastgroup in {"ECOSOC", "HRC", "SC"}:
        last["council"] = code
    elif match.lastgroup in {"CCPCJ", "CND"}:
        last["commission"] = code
    return code


def _code(match: re.Match[str], last: dict[str, str], speaker: str | None) -> str:
    group = match.lastgroup or "other"
    if group not in {"council", "commission"}:
        return group
    fits = {"council": {"ECOSOC", "HRC", "SC"}, "commission": {"CCPCJ", "CND"}}[group]
    own = speaker if speaker in fits else f"unnamed {group}"
    return last.get(group) or own


def _symbol(printed: str, body: str | None, speaker: str | None, act: str) -> str | None:
    """The symbol of a number. Resolutions A, B and C of the old numbering are one document: the letter goes."""
    number = _LETTER_BEFORE_A_SESSION.sub("", printed)
    by_year = parse_symbol(number)
    body = "ECOSOC" if body == "unnamed council" and by_year and by_year.body == "ECOSOC" else body
    if body in {"other", "unnamed council", "unnamed commission"}:
        return None
    if by_year and by_year.body == "SC":
        return str(by_year) if act == "RES" else None
    for whose in (body, speaker):
        if whose and _is_too_high(whose, number):
            continue
        if whose and (symbol := resolution_symbol(whose, number, act)):
            return str(symbol) if _is_possible(whose, number) else None
    guessed = parse_symbol(f"{'resolution' if act == 'RES' else 'decision'} {number}")
    return str(guessed) if guessed and guessed.body != "CCPCJ" else None


def _is_too_high(body: str, number: str) -> bool:
    """Whether the running number is one that a commission never reached in a session."""
    running = number.partition("/")[2]
    return body in {"CCPCJ", "CND"} and running.isdigit() and int(running) > _MOST_OF_A_COMMISSION


def _is_possible(body: str, number: str) -> bool:
    """The General Assembly numbers by session and slash only from its thirty-first session on."""
    session = number.partition("/")[0]
    return not (body == "GA" and "/" in number and session.isdigit() and int(session) < 31)
