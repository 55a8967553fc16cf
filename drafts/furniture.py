"""Page furniture: what a printed page or a web page adds to a text and a reader has to leave out.

Running symbols, job numbers, bar codes, page numbers, boxes that say how far a text has come, addresses that a browser
prints, the line that closes a record. Every pattern is anchored to the whole block and linear in its length.
"""

from __future__ import annotations

import re
from typing import Final

_FURNITURE: Final = re.compile(
    r"""(?:\d{1,3}\s+)?[A-Z]{1,10}/[\w./()* -]{3,60}(?:\s+(?:page\s)?\d{1,3})?   # a running symbol
      | (?:\d{1,3}/\d{1,3}\s+)?[A-Z]?\.?\d{2}-\d{5}\s*(?:\([A-Z]\))?\*?(?:\s+\d{6})?(?:\s+\d{1,3}(?:/\d{1,3})?)?
      | \*?\d{7,8}\*?(?:\s+\*\d+\*)?                                  # a bar code
      | \d{1,3}(?:\s?/\s?\d{1,3})?                                    # a page number
      | [-\u2013\u2014]\s?\d{1,3}\s?[-\u2013\u2014]                   # - 3 -
      | page\s\d{1,3}(?:\s?(?:of|/)\s?\d{1,3})?|\d{1,3}\sof\s\d{1,3}
      | /?\.\.\.|[\u2026]|[_\u2014=*-]{3,}|please\s+recycle\W*
      | \[?(?:advance\s)?(?:unedited|unofficial)(?:\s(?:copy|version|translation|text))?[\])]?
      | \[?(?:as\s)?(?-i:(?:Orally\srevised\sand\sa|A)dopted|ADOPTED)\s(?:by|without|on|at)\s[^;:]{3,120}(?<!,)
      | (?:https?://|www\.)\S{3,300}(?:\s+\d{1,3}(?:/\d{1,3})?)?
      | \d{1,2}/\d{1,2}/\d{2,4},?\s\d{1,2}:\d{2}\b.{0,160}             # the head of a page that a browser printed
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CLOSING: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th) (?:plenary )?meeting\b.{0,40}", re.IGNORECASE)
_LONGEST: Final = 400


def is_furniture(text: str) -> bool:
    """Whether a whole line or block is page furniture; a bare number is, unless its reader knows better."""
    return len(text) <= _LONGEST and _FURNITURE.fullmatch(text) is not None


def closes_a_record(text: str) -> bool:
    """Whether a block is the line that closes an adopted text ("53rd plenary meeting, 21 July 2015")."""
    return len(text) <= _LONGEST and _CLOSING.fullmatch(text) is not None
