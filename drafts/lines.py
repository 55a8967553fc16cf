"""Lines to blocks: lines that a page or a screen broke are joined again into paragraphs.

Which lines belong together is told by their length against the width of the page, by how they end and how the next
begins. Page furniture in the middle of a paragraph stands aside, a note's number on a line of its own goes back to
its word, double spacing is undone, a word that was hyphenated at the end of a line is one again where the text itself
shows that it is one word. Linear in the number of lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final

from drafts.bodies import formula_body
from drafts.footnotes import MARKS_AT_THE_END, opens_like_a_note, superscript
from drafts.furniture import is_furniture
from drafts.lexicon import operative_opening

_LONGEST_PRINTED_LINE: Final = 180
_SHARE_OF_LONG_LINES: Final = 0.25
_FULL_LINE: Final = 0.72
_FEWEST_LINES: Final = 12
_SHARE_BROKEN: Final = 0.15
_OPENS_A_BLOCK: Final = re.compile(
    r"""\*?(?:OP|PP)?\s?\d{1,3}\s?(?:bis|ter|quater|alt)?\.\s    # 12. or OP4bis.
      | \(?[a-z]{1,5}\)\s                                          # (a) or iv)
      | [\u00b9\u00b2\u00b3\u2070-\u2079]                          # a footnote of a superscript number
      | [\u2022\u25cf\u25aa\uf0b7\u2013\u2014-]\s                    # a bullet
      | \[\^?\d{1,3}\]                                             # [1] or [^1]
      | \d{1,3}/?\s+[A-Z"\u201c]                                   # 1 United Nations, or 1/ See
      | Resolutions?\sadopted\sby\s|\[(?:on|without)\s|\d+/\d+\.\s # the lines under a header
      | \*+\s?[A-Z]                                                # emphasis, or a note marked by an asterisk
    """,
    re.VERBOSE,
)
_OPENS_FOR_SURE: Final = re.compile(
    r"""[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}\s?(?:[A-Z"\u201c][\w\u2019'./-]|\*)   # a footnote, not a mark
      | (?:In|After|Before|At\sthe\send\sof)\s(?:the\s[a-z-]+\s)?(?:preambular|operative)\sparagraph
    """,
    re.VERBOSE,
)
_PREAMBULAR_FOR_SURE: Final = re.compile(
    r"(?:Recalling|Reaffirming|Noting|Recognizing|Having|Taking note|Welcoming|Acknowledging|Stressing|Emphasizing"
    r"|Bearing in mind|Expressing|Considering|Underlining|Mindful|Convinced|Concerned|Deeply concerned|Aware|Guided"
    r"|Alarmed) (?:also |further |again )?(?:its|that|the|with|of|by|in|all|considered|received|and) "
)
_ENDS_A_BLOCK: Final = re.compile(rf"[.;:]{MARKS_AT_THE_END}")
_MAY_END_A_BLOCK: Final = re.compile(rf"(?:[.;:,]|[;,] and|[;,] or){MARKS_AT_THE_END}")
_PARTICIPLE: Final = re.compile(r"(?:[A-Z][a-z]+ly [a-z]+|[A-Z][a-z]*)(?:ing|ed|ful|ous|are|zant|dent)\b")
_NUMBER: Final = re.compile(r"(?:OP)?\d{1,3}\.\s+")
_SECTION: Final = re.compile(r"(?:[A-Z]|[IVX]{1,6})\. [A-Z][a-z]")
_NUMBER_AWAITED: Final = re.compile(r"\b(?:paras?|arts?|[Nn]os?|vols?|sects?|chaps?|pp?)\.$")
_RULE: Final = re.compile(r"[_\u2014\u2015\u2500]{5,}")
_PLAIN_NOTE: Final = re.compile(r"(\d{1,3})\s+(?=[^\s.])")
_BARE_NUMBER: Final = re.compile(r"\d{1,3}")
_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_BROKEN_WORD: Final = re.compile(r"([A-Za-z]{1,40})-$")
_WORD_GOES_ON: Final = re.compile(r"[a-z]{1,40}")
_ENDING: Final = re.compile(
    r"(?!(?:n|r|st|mis)?(?:ation|sion)s?$|(?:ac|mo|sec|op|no|por)tions?$)(?:men|fi|li)?(?:[a-z]{0,2}[aeiou])?(?:tion|sion)s?"
    r"|[a-z]{0,4}(?:tional|ments|mental|tive|tively)|ment|ings?|ed|ly|ity|ities|ance|ence|ble|bly|ized"
)
_PREFIXES: Final = frozenset(
    {
        *("anti", "co", "counter", "cross", "ex", "high", "ill", "inter", "long", "low", "mid", "multi", "non", "post"),
        *("pre", "pro", "re", "self", "semi", "short", "socio", "sub", "well"),
    }
)
_NOTE: Final = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}\s?(?=\S)|\d{1,3}\s+(?=[^\s.])")
_OWN_SYMBOL: Final = re.compile(r"(?:United Nations )?([A-Z]{1,10}/[A-Z0-9./-]{3,40})\*?")
_HEAD: Final = 15
_FRONT: Final = 60
_MOST_TITLE_LINES: Final = 4
_SHORTEST_TITLE_LINE: Final = 15
_LABELLED: Final = re.compile(r"(?:OP)?\d{1,3}\.|\([a-z]{1,4}\)")
_LETTER: Final = re.compile(r"\(([b-z])\) ")
_VERY_FULL_LINE: Final = 0.85
_MOST_MARKS_MISSED: Final = 2


def joined_lines(lines: Sequence[str]) -> list[str]:
    """The blocks that stripped lines form; an empty line ends a block unless the text is spaced double."""
    filled = [line for line in lines if line]
    lengths = sorted(map(len, filled))
    long = sum(length for length in lengths if length > _LONGEST_PRINTED_LINE)
    if not lengths or long > _SHARE_OF_LONG_LINES * sum(lengths):
        return filled
    width = lengths[len(lengths) * 9 // 10]
    words = Counter(word.lower() for line in filled for word in _WORD.findall(line))
    spaced = _single_spaced(lines) if _is_double_spaced(lines, filled, width) else lines
    return list(_blocks(_with_marks(_without_running_titles(spaced)), width, words))


def is_surely_preambular(text: str) -> bool:
    """Whether a text opens with words that open preambular paragraphs, and hardly anything else, with a capital."""
    return _PREAMBULAR_FOR_SURE.match(text) is not None


def _is_double_spaced(lines: Sequence[str], filled: Sequence[str], width: int) -> bool:
    """Whether an empty line follows every line, and lines plainly go on over it."""
    close = sum(1 for one, other in pairwise(lines) if one and other)
    broken = sum(
        1
        for one, other in pairwise(filled)
        if other[0].islower() and len(one) >= _FULL_LINE * width and not _ENDS_A_BLOCK.search(one)
    )
    return len(filled) >= _FEWEST_LINES and close < 0.05 * len(filled) and broken > _SHARE_BROKEN * len(filled)


def _single_spaced(lines: Sequence[str]) -> list[str]:
    """The lines without the empty line after each; where there are more than one, an empty line stays."""
    kept: list[str] = []
    empty = 0
    for line in lines:
        if line and empty > 1:
            kept.append("")
        if line:
            kept.append(line)
        empty = 0 if line else empty + 1
    return kept


def _without_running_titles(lines: Sequence[str]) -> list[str]:
    """The lines without the heads of pages: the document's own symbol, and the lines of its title beside it."""
    end = next((i for i, line in enumerate(lines[:_FRONT]) if formula_body(line)), _HEAD)
    own = frozenset(found[1] for line in lines[:end] if (found := _OWN_SYMBOL.fullmatch(line)))
    front = " ".join(line for line in lines[:end] if line)
    dropped: set[int] = set()
    for i in range(end, len(lines)):
        words = lines[i].split(" ", 1)[0], lines[i].rpartition(" ")[2]
        if len(lines[i]) > _LONGEST_PRINTED_LINE or own.isdisjoint(words):
            continue
        dropped.add(i)
        for beside in (range(i - 1, i - 1 - _MOST_TITLE_LINES, -1), range(i + 1, i + 1 + _MOST_TITLE_LINES)):
            dropped.update(_titles(lines, [j for j in beside if end <= j < len(lines)], front))
    return [line for i, line in enumerate(lines) if i not in dropped]


def _titles(lines: Sequence[str], places: Sequence[int], front: str) -> list[int]:
    """The first of some places, up to the last line of some length that stands among those of the first page's head;
    empty lines may stand between.
    """
    found = list(takewhile(lambda j: not lines[j] or _is_printed(lines[j], front), places))
    while found and not lines[found[-1]]:
        found.pop()
    return found


def _is_printed(line: str, front: str) -> bool:
    return len(line) >= _SHORTEST_TITLE_LINE and line in front


def _with_marks(lines: Sequence[str]) -> list[str]:
    """The lines, with the numbers of notes as marks: those under the rule at the foot of a page, and those that stand
    on lines of their own, put back to the word before or the note after.
    """
    kept: list[str] = []
    last = 0
    under_rule = False
    for i, line in enumerate(lines):
        following = lines[i + 1] if i + 1 < len(lines) else ""
        expected = bool(_BARE_NUMBER.fullmatch(line)) and last < int(line) <= last + _MOST_MARKS_MISSED
        under_rule = _RULE.fullmatch(line) is not None or (under_rule and not is_furniture(line))
        if under_rule and (note := _PLAIN_NOTE.match(line)):
            kept.append(f"{superscript(int(note[1]))} {line[note.end() :]}")
        elif kept and kept[-1] and expected and following[:1].islower() and not _ENDS_A_BLOCK.search(kept[-1]):
            last = int(line)
            kept[-1] += superscript(last)
        elif _BARE_NUMBER.fullmatch(line) and opens_like_a_note(following):
            kept.append(superscript(int(line)))
        elif kept and kept[-1] and not kept[-1].strip("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"):
            kept[-1] += f" {line}"
        else:
            kept.append(line)
    return kept


def _blocks(lines: Sequence[str], width: int, words: Counter[str]) -> Iterator[str]:
    block = previous = ""
    for line in lines:
        aside = bool(line) and is_furniture(line)
        if aside and (not previous or _MAY_END_A_BLOCK.search(previous) or formula_body(previous)):
            if block:
                yield block
            yield line
            block = previous = ""
        elif aside:
            yield line
        elif block and line and _continues(block, previous, line, width):
            block = _joined(block, line, words)
            previous = line
        else:
            if block:
                yield block
            block = previous = line
    if block:
        yield block


def _continues(block: str, previous: str, line: str, width: int) -> bool:
    """Whether `line` goes on in the paragraph whose last line is `previous`."""
    if _is_awaited(block, previous, line):
        return True
    if _stands_apart(block, previous, line):
        return False
    full = len(previous) >= _FULL_LINE * width
    may_end = _MAY_END_A_BLOCK.search(previous) is not None
    if _OPENS_A_BLOCK.match(line):
        return full and not may_end and line[0] not in "*[R"
    if line[0].islower():
        return not (_is_note(block) and _ENDS_A_BLOCK.search(previous) and not full)
    if _is_next_sentence(block, previous, line, width):
        return True
    heads = _SECTION.match(line) and (may_end or _SECTION.match(block))
    ended = _ENDS_A_BLOCK.search(previous) or heads or (may_end and _PARTICIPLE.match(line))
    return full and not ended


def _stands_apart(block: str, previous: str, line: str) -> bool:
    """Whether a line begins a block whatever the width of the page says, or the one before ended it."""
    if formula_body(previous) or formula_body(line) or (previous.endswith("]") and block.startswith("[")):
        return True
    number = _NUMBER.match(line)
    if number and operative_opening(line[number.end() :].lstrip("*_")):
        return True
    return _OPENS_FOR_SURE.match(line) is not None or is_surely_preambular(line) or _is_note(line)


def _is_awaited(block: str, previous: str, line: str) -> bool:
    """Whether what opens a line was announced: a number by "para.", "(b)" by an "(a)" in the running text."""
    if _NUMBER_AWAITED.search(previous) and line[0].isdigit():
        return True
    found = _LETTER.match(line)
    if found is None:
        return False
    before = f"({chr(ord(found[1]) - 1)}) "
    return f" {before}" in block and not block.startswith(before)


def _is_next_sentence(block: str, previous: str, line: str, width: int) -> bool:
    """Whether a labelled paragraph goes on in a new sentence: this line is full, the one before full to the edge."""
    full = len(previous) >= _VERY_FULL_LINE * width and len(line) >= _FULL_LINE * width
    return full and previous.endswith(".") and _LABELLED.match(block) is not None


def _is_note(text: str) -> bool:
    """Whether a line or block opens with a number and the words that footnotes open with."""
    found = _NOTE.match(text)
    return found is not None and opens_like_a_note(text[found.end() :])


def _joined(block: str, line: str, words: Counter[str]) -> str:
    """The block with its next line. A hyphen at the end of a line is dropped where the word stands elsewhere without
    it, or where what follows is an ending and no word; else it belongs to the word, as in printed documents.
    """
    if not block.endswith("-") or block.endswith(" -"):
        return f"{block} {line}"
    first, second = _BROKEN_WORD.search(block[-42:]), _WORD_GOES_ON.match(line)
    if first is None or second is None or words[f"{first[1]}-{second[0]}".lower()]:
        return block + line
    is_ending = first[1].lower() not in _PREFIXES and words[second[0]] <= 1 and _ENDING.fullmatch(second[0])
    return block[:-1] + line if words[f"{first[1]}{second[0]}".lower()] or is_ending else block + line
