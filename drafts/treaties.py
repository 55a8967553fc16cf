"""Treaties as texts cite them: volume and registration number of a treaty series.

"United Nations, Treaty Series, vol. 2225, No. 39574" is the symbol UNTS/2225/39574; the League of Nations' series is
LNTS. A treaty printed in several volumes is called by the first of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_AND: Final = r"(?:, and |, | and |\u2013|-)"
_VOLUME: Final = r"[0-9]{1,4}"
_NUMBER: Final = r"(?:I-)?[0-9]{1,6}"
_CITED: Final = re.compile(
    rf"\bvols?\. ?(?P<volumes>{_VOLUME}(?:{_AND}{_VOLUME}){{0,12}}),? "
    rf"Nos?\. ?(?P<numbers>{_NUMBER}(?:{_AND}{_NUMBER}){{0,12}})"
)
_SERIES: Final = re.compile(r"(?P<league>League of Nations,? \*?)?\bTreaty Series\b|\b[Ii]bid\.")
_RANGE: Final = re.compile(r"(\d{1,6})(?:\u2013|-)(\d{1,6})|(\d{1,6})")
_LONGEST_RANGE: Final = 20
_LEAST_AFTER_IBID: Final = 100
"""A journal's "Ibid., vol. 12, No. 3" looks the same; a treaty of so small a number is left out there."""


def treaties_in(text: str) -> Iterator[tuple[int, str]]:
    """Each treaty cited, with the offset at which its volume stands."""
    if "vol" not in text:
        return
    series = list(_SERIES.finditer(text))
    place = 0
    for cited in _CITED.finditer(text):
        while place < len(series) and series[place].start() < cited.start():
            place += 1
        if place == 0:
            continue
        last = series[place - 1]
        volume = int(re.split(r"\D", cited["volumes"], maxsplit=1)[0])
        for number in _numbers(cited["numbers"]):
            if last[0].lower() != "ibid." or number >= _LEAST_AFTER_IBID:
                yield cited.start(), f"{'LNTS' if last['league'] else 'UNTS'}/{volume}/{number}"


def _numbers(printed: str) -> Iterator[int]:
    for found in _RANGE.finditer(printed):
        first, last = int(found[1] or found[3]), int(found[2] or found[3])
        yield from range(first, last + 1) if first <= last < first + _LONGEST_RANGE else (first, last)
