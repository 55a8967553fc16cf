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
_FORMULA: Final = re.compile(
    rf"The (?P<name>[A-Z][\w '\u2019,()-]{{0,160}}?\b(?:{_BODY_WORDS})\b[\w '\u2019,()-]{{0,160}}?),?"
)


def code_of(name: str) -> str:
    """The short code of a body, or its name where it has none."""
    return CODES.get(name.strip(), name.strip())


def formula_body(block: str) -> str | None:
    """The code or name of the body whose opening formula a block is ("The General Assembly,"); None if it
    is none.
    """
    found = _FORMULA.fullmatch(block.replace("*", "").strip())
    return code_of(found["name"]) if found else None
