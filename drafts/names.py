"""Names inside a text: the bodies and offices it mentions, and what their short forms stand for.

A text names an entity in full once and then calls it "the Office", "the Commission", "the Forum". A short
form stands for the full name with that head word in the same paragraph, else for a body whose text it is, else for
the one named most often; but "the Office" is the United Nations Office on Drugs and Crime wherever the text has named
that.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from drafts.bodies import NAMES, code_of
from drafts.lexicon import operative_opening

_HEADS: Final = "Assembly|Council|Commission|Committee|Forum|Board|Conference|Congress|Partnership"
_CONNECTED: Final = (
    r"(?:(?: (?:of|on|for|against|in|to)(?: the)?| and(?: the(?= Pacific| Caribbean))?)? [A-Z][\w\u2019-]+)"
)
BODY: Final = (
    rf"(?:Economic and Social (?:Council|Commission for [A-Z]\w{{2,20}}(?: and the [A-Z]\w{{2,20}})?)"
    rf"|(?:\b[A-Z][\w\u2019-]{{1,40}} ){{0,5}}(?:{_HEADS})\b{_CONNECTED}{{0,14}}"
    r"|high-level political forum(?: on sustainable development)?|Member States|respective committees"
    r"|treaty bodies)"
)
"""A regular expression, without groups, for the name of a body, long or short, without its article."""

_LONG_BODY: Final = re.compile(BODY)
_COMMON_BODY: Final = re.compile(
    r"high-level political forum(?: on sustainable development)?|respective committees|treaty bodies"
)
_CAPITALIZED: Final = re.compile(
    r"[A-Z][\w\u2019-]*(?: (?:(?:of|on|for|against|in|to|and) (?:the )?)?[A-Z][\w\u2019-]*)*"
)
_OFFICE_HEADS: Final = (
    "Office|Institute|Centre|Group|Bureau|Programme|Fund|Agency|Mechanism|Secretariat|Special Rapporteur|Expert"
)
_LONG_OFFICE: Final = re.compile(
    rf"(?:\b[A-Z][\w\u2019-]{{1,40}} ){{0,5}}(?:{_OFFICE_HEADS})\b{_CONNECTED}{{1,14}}"
    rf"|(?:\b[A-Z][\w\u2019-]{{1,40}} ){{1,5}}(?:{_OFFICE_HEADS})\b"
)
_SPECIAL_RAPPORTEUR: Final = re.compile(
    r"Special Rapporteur on (?:the )?[a-z][\w\u2019-]*(?: [\w\u2019-]+){0,4}?"
    r"(?:, [\w\u2019-]+(?: [\w\u2019-]+){0,2}){0,4} and [a-z\u2019-]+ [a-z\u2019-]+"
)
_HIGH_COMMISSIONER: Final = re.compile(r"United Nations High Commissioner for (?:Human Rights|Refugees)")
_SHORT_COMMISSIONER: Final = re.compile(r"(?P<office>Office of the )?(?:United Nations )?High Commissioner")
_ACRONYM: Final = re.compile(r"(?<= )\((?P<acronym>[A-Z][A-Z-]{2,12})\)")
_NAME_BEFORE_IT: Final = re.compile(
    r"\b[A-Z][\w\u2019-]{1,40}(?:(?: of| on| for| against| in| to| and)?(?: the)? [A-Z][\w\u2019-]{1,40}){1,14} $"
)
_LONGEST_NAME: Final = 160
_BEFORE_A_NAME: Final = re.compile(r"^[A-Z][a-z]+(?:s|ing|ed)(?: upon| also| further| on| of| that| to)? the ")
_OPENING_VERB: Final = re.compile(r"(?!United)[A-Z][a-z]+(?:ed|ing|s) ")
_HEAD: Final = re.compile(rf"\b(?:{_HEADS}|{_OFFICE_HEADS})\b")
_SHORT: Final = re.compile(rf"(?:the )?(?P<head>{_HEADS}|{_OFFICE_HEADS})")
_ALWAYS: Final = {
    "Assembly": "General Assembly",
    "high-level political forum": "high-level political forum on sustainable development",
}
DRUGS_AND_CRIME: Final = "United Nations Office on Drugs and Crime"


@dataclass
class Setting:
    """What a clause is read against: the names met so far, the body that speaks, and the session it was
    put to.
    """

    names: Names
    speaker: str | None = None
    body: str | None = None
    session: int | None = None


class Names:
    """The full names met so far, by head word. `read` adds those of a paragraph; `full` resolves a short form.

    `bodies` are those whose text it is: the one that has it before it and the one that speaks; None is none.
    """

    def __init__(self, *bodies: str | None) -> None:
        self._last: dict[str, str] = {}
        self._here: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._usual: dict[str, str] = {}
        self._times: Counter[str] = Counter()
        self._drugs_and_crime = False
        self._commissioner: str | None = None
        self._acronyms: dict[str, str] = {}
        for name in bodies:
            if name:
                self.learn(name)

    def learn(self, name: str) -> None:
        """Remember the full name of something that the whole text is of or about, before any paragraph is read."""
        self._remember(NAMES.get(name, name))
        self._own |= self._here

    def read(self, text: str) -> None:
        """Remember the full names in a paragraph."""
        self._here = {}
        self._drugs_and_crime = self._drugs_and_crime or DRUGS_AND_CRIME in text
        for commissioner in _HIGH_COMMISSIONER.finditer(text):
            self._commissioner = commissioner[0]
        self._acronyms |= _acronyms_in(text)
        rapporteurs = _SPECIAL_RAPPORTEUR.finditer(text)
        for found in (*bodies_in(text), *_within_names(_LONG_OFFICE, text), *rapporteurs):
            opening = _OPENING_VERB.match(found[0]) if found.start() == 0 else None
            self._remember(found[0][opening.end() :] if opening else found[0])

    def full(self, name: str) -> str:
        """The full name behind a short form; any other name as it is, without its article."""
        bare = name.strip(" ,;.").removeprefix("the ").removeprefix("The ")
        if bare in {"UNODC", "Office"} and (self._drugs_and_crime or bare == "UNODC"):
            return DRUGS_AND_CRIME
        if bare in _ALWAYS:
            return _ALWAYS[bare]
        if self._commissioner and (commissioner := _SHORT_COMMISSIONER.fullmatch(bare)):
            return f"Office of the {self._commissioner}" if commissioner["office"] else self._commissioner
        if bare in self._acronyms:
            return self._acronyms[bare]
        short = _SHORT.fullmatch(bare)
        if short is None:
            return bare
        head = short["head"]
        return self._here.get(head) or self._own.get(head) or self._usual.get(head, bare)

    def is_unexplained(self, name: str) -> bool:
        """Whether a name is a common noun ("the Committee") that nothing in the text explains."""
        full = self.full(name)
        return _SHORT.fullmatch(full) is not None

    def code(self, name: str) -> str:
        """The code of the body behind a name ("the Commission" is CCPCJ), or its full name where it has
        none.
        """
        return code_of(self.full(name))

    def _remember(self, name: str) -> None:
        verb = operative_opening(name)
        name = name.removeprefix(verb).strip() if verb else name
        head = _HEAD.search(name)
        if head is None or re.match(rf"{head[0]}(?: and\b|$)", name):
            return
        last = self._last.get(head[0], "")
        full = last if last.startswith(name) else name
        self._last[head[0]] = self._here[head[0]] = full
        self._times[full] += 1
        if self._times[full] >= self._times[self._usual.get(head[0], full)]:
            self._usual[head[0]] = full


def _acronyms_in(text: str) -> dict[str, str]:
    """The acronyms that a text explains in brackets after a name, with that name without its article."""
    explained = {}
    for found in _ACRONYM.finditer(text):
        name = _NAME_BEFORE_IT.search(text[max(0, found.start() - _LONGEST_NAME) : found.start()])
        if name:
            explained[found["acronym"]] = _BEFORE_A_NAME.sub("", name[0].strip())
    return explained


def bodies_in(text: str) -> list[re.Match[str]]:
    """Every mention of a body in a text, in order."""
    named = _within_names(_LONG_BODY, text)
    common = list(_COMMON_BODY.finditer(text))
    return sorted(named + common, key=lambda found: found.start()) if common else named


def _within_names(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """What a pattern for names finds in the runs of capitalized words of a text, outside of which no name is."""
    runs = (run.span() for run in _CAPITALIZED.finditer(text))
    return [found for start, end in runs for found in pattern.finditer(text, start, end)]
