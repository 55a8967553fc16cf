"""Emphasis as plain texts carry it: Markdown asterisks or underscores around words, which are evidence but no words."""

from __future__ import annotations

import re
from typing import Final

# Each of these begins with its sign, so that a search goes from sign to sign.
_STARRED: Final = re.compile(r"(?P<signs>\*\*?\*?)(?=[^\s*])(?P<words>[^*]*[^\s*])(?P=signs)(?!\*)")
_UNDERSCORED: Final = re.compile(r"_(?<!\w_)(?=[^\s_])(?P<words>[^_]*[^\s_])_(?!\w)")
_LEAD: Final = re.compile(r"(?:\*{1,3}(?=[^\s*])([^*]{1,120}[^\s*])\*{1,3}|_(?=[^\s_])([^_]{1,120}[^\s_])_)")
_LONE_ASTERISK: Final = re.compile(r"\*(?:(?<=\w\*)(?=\w)|(?<=[\s(]\*)(?=\S)|(?<![\s\S]\*)(?=\w))")
_ESCAPED: Final = re.compile(r"\\([*_.()\[\]])")
_EVIDENCE: Final = re.compile(r"[*_\\]")
MOST_WORDS_OF_A_VERB: Final = 9


def plain(text: str) -> str:
    """The text without its emphasis; an asterisk that marks a footnote stays."""
    if not _EVIDENCE.search(text):
        return text.strip()
    unescaped = _ESCAPED.sub(r"\1", text) if "\\" in text else text
    stripped = _STARRED.sub(r"\g<words>", unescaped) if "*" in unescaped else unescaped
    stripped = _UNDERSCORED.sub(r"\g<words>", stripped) if "_" in stripped else stripped
    return _LONE_ASTERISK.sub("", stripped).strip() if "*" in stripped else stripped.strip()


def emphasized_lead(text: str) -> str | None:
    """The few emphasized words that open the text, as verbs are printed; None if it opens otherwise."""
    found = _LEAD.match(text)
    lead = (found[1] or found[2]).strip(" ,;:.") if found else ""
    return lead if lead and len(lead.split()) <= MOST_WORDS_OF_A_VERB else None
