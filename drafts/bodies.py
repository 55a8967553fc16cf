"""The bodies that adopt resolutions and receive reports: their names as texts print them, and their short
codes.
"""

from __future__ import annotations

import re
from typing import Final

CODES: Final = {
    "General Assembly": "GA",
    "Economic and Social Council": "ECOSOC",
    "Commission on Crime Prevention and Criminal Justice": "CCPCJ",
    "Commission on Narcotic Drugs": "CND",
    "Human Rights Council": "HRC",
    "Security Council": "SC",
}
NAMES: Final = {code: name for name, code in CODES.items()}

FIRST_YEARS: Final = {"CCPCJ": 1991, "CND": 1957}
"""Session N of these commissions sits in this year plus N."""

_BODY_WORDS: Final = "Assembly|Council|Commission|Conference|Committee|Forum|Board|Congress|Governing Body"
_NAME_WORD: Final = r"(?:\(?[A-Z][\w'\u2019-]*\)?|of|on|for|and|in|to|the|against|with|at|its)"
SPEAKING: Final = rf"(?=[A-Z])(?=[^.:;]{{0,200}}?\b(?:{_BODY_WORDS})\b){_NAME_WORD}(?:,? {_NAME_WORD}){{0,40}}"
"""A regular expression, without groups, for the name of a body that speaks, without its article."""

_FORMULA: Final = re.compile(
    rf"The (?P<name>(?=[A-Z])[\w '\u2019,()-]{{0,160}}?\b(?:{_BODY_WORDS})\b[\w '\u2019,()-]{{0,160}}?)(?P<comma>,?)"
)
_NAME_ONLY: Final = re.compile(SPEAKING)


def code_of(name: str) -> str:
    """The short code of a body, or its name where it has none."""
    return CODES.get(name.strip(), name.strip())


def formula_body(block: str) -> str | None:
    """The code or name of the body whose opening formula a block is ("The General Assembly,"); None if it
    is none. Without the comma that ends it, a formula is nothing but a name.
    """
    found = _FORMULA.fullmatch(block.replace("*", "").strip())
    if found is None or not (found["comma"] or _NAME_ONLY.fullmatch(found["name"])):
        return None
    return code_of(found["name"])
