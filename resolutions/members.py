"""Who sponsors: Member States by their United Nations short names, and groups by an identity that
survives spelling.

Pure and total. A State is recognized under its official short name, a former official name or a common
short form, whatever the case, the accents, the apostrophes or a leading article; the answer is always the
official short name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from resolutions.member_names import COMMON_NAMES, FORMER_NAMES, GROUP_NAMES, MEMBER_NAMES

MAX_NAME_LENGTH: Final = 200

_APOSTROPHES: Final = re.compile("['\u2018\u2019\u02bc\u00b4`]")
_NOT_WORDS: Final = re.compile(r"[^a-z0-9]+")
_ACRONYM_AT_THE_END: Final = re.compile(r"\s*\([A-Z][A-Z0-9-]{1,11}\)\s*$")


def find_member(text: str) -> str | None:
    """The official short name of the Member State that `text` names, or None if it names none."""
    return _MEMBER_BY_KEY.get(_fold(text))


def is_former_name(text: str) -> bool:
    """Whether `text` is what a Member State was officially called before ("Czech Republic")."""
    return _fold(text) in _FORMER_KEYS


def sponsor_key(text: str) -> str:
    """What makes two spellings one sponsor: equal for every name of a State or group, whoever else keeps
    its own words.
    """
    folded = _fold(_ACRONYM_AT_THE_END.sub("", text[:MAX_NAME_LENGTH]))
    official = _MEMBER_BY_KEY.get(folded) or _GROUP_BY_KEY.get(folded)
    # A name in another script than Latin folds to nothing; it keeps its own letters.
    return _fold(official) if official else folded or " ".join(text.casefold().split())


def same_sponsor(first: str, second: str) -> bool:
    """Whether the two names are of one sponsor. A name without a single letter or digit is nobody's."""
    key = sponsor_key(first)
    return bool(key) and key == sponsor_key(second)


def alphabetical(names: Iterable[str]) -> list[str]:
    """In English alphabetical order word by word, accents folded, as a list of sponsors is printed."""
    return sorted(names, key=lambda name: (_fold(name), name))


def _fold(text: str) -> str:
    """Lower-case words of the basic alphabet, single-spaced, without a leading article."""
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text[:MAX_NAME_LENGTH]))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return _NOT_WORDS.sub(" ", letters.replace("\u0131", "i")).strip().removeprefix("the ")


_FORMER_KEYS: Final = frozenset(map(_fold, FORMER_NAMES))
_MEMBER_BY_KEY: Final = {
    **{_fold(other): name for other, name in (COMMON_NAMES | FORMER_NAMES).items()},
    **{_fold(name): name for name in MEMBER_NAMES},
}
_GROUP_BY_KEY: Final = {_fold(written): name for name, others in GROUP_NAMES.items() for written in (name, *others)}
