"""Reads back the finished phrases in which the domain words a change, so that each can be said in any language.

A notice that waits in the outbox carries changes as English phrases ("Cuba joined"). The forms that
`resolutions.notices` writes are known here; any other phrase is kept as it came. Total: any text is some change.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Manner = Literal["joined", "withdrew", "entry", "session", "milestone", "other"]


@dataclass(frozen=True)
class Change:
    """One change. `name` is whom or what it is about: a sponsor, a body's code, a paragraph, or the whole phrase.

    A session has `number`, `old` and `new` (its opening dates), an entry `number`, a milestone its name and dates.
    """

    manner: Manner
    name: str = ""
    number: int = 0
    milestone: str = ""
    old: dt.date = dt.date.min
    new: dt.date = dt.date.min


_DATES: Final = r"(?P<old>\d{4}-\d\d-\d\d), now (?P<new>\d{4}-\d\d-\d\d)"
_FORMS: Final[Mapping[Manner, re.Pattern[str]]] = {
    "entry": re.compile(r"entry (?P<number>[0-9]{1,9})", re.ASCII),
    "session": re.compile(rf"session (?P<number>[0-9]{{1,4}}) of (?P<name>[A-Z]+): {_DATES}", re.ASCII),
    "milestone": re.compile(rf"paragraph (?P<name>.+), (?P<milestone>[a-z_]+): {_DATES}", re.ASCII),
    "joined": re.compile(r"(?P<name>.+) joined"),
    "withdrew": re.compile(r"(?P<name>.+) withdrew"),
}


def read_change(phrase: str) -> Change:
    """The change that a phrase speaks of, of manner `other` if it has none of the known forms."""
    for manner, form in _FORMS.items():
        if found := form.fullmatch(phrase):
            try:
                return _change(manner, found.groupdict())
            except ValueError:  # the digits are no date
                break
    return Change("other", name=phrase)


def _change(manner: Manner, said: Mapping[str, str]) -> Change:
    return Change(
        manner,
        name=said.get("name", ""),
        number=int(said.get("number", 0)),
        milestone=said.get("milestone", ""),
        old=dt.date.fromisoformat(said["old"]) if "old" in said else dt.date.min,
        new=dt.date.fromisoformat(said["new"]) if "new" in said else dt.date.min,
    )
