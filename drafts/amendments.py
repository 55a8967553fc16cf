"""Amendments: documents that change the words of a draft ("In operative paragraph 3, replace ... with ...").

Recognized by their headline; their paragraphs are the instructions, and what an instruction introduces (the words of
a new paragraph) stands one level below it. They set no duties: what they would insert is not adopted with them.
"""

from __future__ import annotations

import re
from typing import Final

_ANNOUNCED: Final = re.compile(
    r"(?:[^:]{2,3000}:\s?\*{0,3}\s?)?(?:proposed |revised |oral |draft )*(?:sub-?)?amendments? (?:to|on) (?:the )?"
    r"(?:revised )?(?:draft )?(?:resolution|decision|document|text)\b.{0,200}"
    r"|[^:]{2,3000}:\s?\*{0,3}\s?(?:revised )?(?:proposed )?amendments?\*{0,3}|proposed amendments?",
    re.IGNORECASE,
)
_ACTION: Final = (
    "amend|replace|insert|delete|add|substitute|renumber|move|revise|reword|reinstate|include|combine|merge|split"
)
_PLACE: Final = (
    r"paragraphs?|preamble|preambular|operative|title|annex|footnotes?|words?|phrase|text|section|sentence|OP|PP"
)
_INSTRUCTION: Final = re.compile(
    rf"(?:\d{{1,3}}\. |\([a-z]\) )?(?:(?:{_ACTION})\b.{{0,200}}?\b(?:{_PLACE})\b"
    rf"|(?:in|after|before|at the end of|at the beginning of|following|under|between|for)\b.{{0,200}}?"
    rf"\b(?:{_PLACE})\b.{{0,300}}?\b(?:{_ACTION})\b|(?:{_ACTION}) [\"\u201c])",
    re.IGNORECASE,
)
_ORDINAL_OR_NUMBER: Final = r"(?:\d{1,3}|[a-z-]{3,40}|OP|PP)"
_PLACE_ALONE: Final = re.compile(
    rf"(?:new )?(?:{_ORDINAL_OR_NUMBER} )?(?:new )?(?:operative |preambular )?paragraphs? ?[\w() ,-]{{0,40}}|title"
    r"|(?:OP|PP) ?\d{1,3} ?(?:bis|ter|alt)?",
    re.IGNORECASE,
)
_ACT: Final = re.compile(rf"\b(?:{_ACTION})\b", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\*?[\"\u201c\u2018]")
_LONGEST_PLACE: Final = 90


def announces_amendment(line: str) -> bool:
    """Whether a line of a header says that the document amends a draft."""
    return len(line) < 3_300 and _ANNOUNCED.fullmatch(line) is not None


def is_instruction(text: str) -> bool:
    """Whether a block says what to change, or names the place ("Operative paragraph 4") before it is said."""
    return is_place(text) or _INSTRUCTION.match(text) is not None


def is_place(text: str) -> bool:
    """Whether a block is a heading that names the paragraph to be changed."""
    return len(text) < _LONGEST_PLACE and _PLACE_ALONE.fullmatch(text.rstrip(".:")) is not None


def is_quoted(block: str) -> bool:
    """Whether a block is quoted, as the words are that an amendment brings."""
    return _QUOTED.match(block) is not None


def action(text: str) -> tuple[str, ...]:
    """What an instruction asks for ("delete"), as printed; empty if it only names a place."""
    found = _ACT.search(text[:600])
    return (found[0],) if found else ()
