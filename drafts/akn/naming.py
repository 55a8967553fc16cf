"""Names of resolutions in the naming convention of Akoma Ntoso, as the UN uses it for its own
(`/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from drafts.akn.life import Life
from drafts.bodies import NAMES
from drafts.model import ReadDraft
from resolutions.symbols import parse_symbol

EDITOR: Final = "resolute"
"""The editor of documents that this product wrote; what marks them as such when they are read."""

NO_DATE: Final = dt.date.min
"""The UN writes 0001-01-01 where it has no date."""

_AGENTS: Final = {"GA": "unga", "ECOSOC": "unecosoc", "SC": "unsc", "HRC": "unhrc", "CCPCJ": "unccpcj", "CND": "uncnd"}
_LANGUAGE: Final = "eng"
_NOT_A_NAME: Final = re.compile(r"[^A-Za-z0-9]+")
_LETTERED: Final = re.compile(r" (?P<first>[A-Z])(?:-(?P<last>[A-Z]))?$")


@dataclass(frozen=True)
class Name:
    """What identifies a resolution: its work's URI without the last part, and the three dates of its making.

    `letters` are those of the resolutions that one number holds ("ABC" of 77/264 A-C).
    """

    work: str
    agent: str
    agent_name: str
    made: dt.date
    published: dt.date
    marked_up: dt.date
    is_draft: bool
    aliases: tuple[str, ...]
    letters: str = ""

    def lettered(self, place: int) -> Name | None:
        """The name of one of the resolutions that one number holds, by its place from 0; None if it has no letter."""
        if place >= len(self.letters):
            return None
        return replace(self, work=self.work + self.letters[place], aliases=(), letters="")

    def levels(self, part: str) -> Iterator[tuple[str, str, str, dt.date, str]]:
        """Work, expression and manifestation: the level's name, the URI of `part` ("main", "main/annex"), the URI of
        the whole, and the level's date with what it is.
        """
        expression = f"{self.work}/{_LANGUAGE}@"
        slash = "" if "/" in part else "/"
        made = "draft" if self.is_draft else "adoption"
        yield "FRBRWork", f"{self.work}/!{part}{slash}", f"{self.work}/", self.made, made
        yield "FRBRExpression", f"{expression}!{part}{slash}", f"{expression}/", self.published, "publication"
        yield "FRBRManifestation", f"{expression}/!{part}.xml", f"{expression}.xml", self.marked_up, "markup"


def name_of(draft: ReadDraft, life: Life) -> Name:
    """The name of a resolution: by the symbol it was adopted under, else by its own."""
    printed = [*life.symbols, *([draft.symbol] if draft.symbol else [])]
    resolutions = [symbol for text in printed if (symbol := parse_symbol(text)) and symbol.series in {"RES", "DEC"}]
    symbol = resolutions[-1] if resolutions else parse_symbol(draft.symbol or "")
    body = (symbol.body if symbol else None) or draft.body or ""
    steps = [step.date for step in life.steps if step.date]
    number, letters = _numbered(str(symbol)) if resolutions else (_slug(str(symbol or "nn")), "")
    made = life.adopted or draft.date or NO_DATE
    agent = _AGENTS.get(body, _slug(body) or "un")
    known = body in _AGENTS
    kind = "deliberation" if resolutions else "draft"
    return Name(
        work=f"/akn/un/statement/{kind}/{agent}/{made.isoformat()}/{number}",
        agent=_slug(body) if known else f"body-{_slug(body)}",
        agent_name=NAMES.get(body, body) or "United Nations",
        made=made,
        published=draft.date or made,
        marked_up=max([draft.date or made, *steps]),
        is_draft=not resolutions,
        aliases=tuple(dict.fromkeys(printed)),
        letters=letters,
    )


def ontology_name(name: str) -> str:
    """A name as the UN's ontology spells it: "generalAssembly"."""
    first, *rest = _NOT_A_NAME.sub(" ", name).split() or [EDITOR]
    return first.lower() + "".join(word.capitalize() for word in rest)


def uri(text: str) -> str:
    """Words as an attribute that must be a URI holds them: what would make them an impossible one is escaped."""
    return quote(text, safe=" !$&'()*+,-./;=?@_~", encoding="utf-8") if _impossible(text) else text


def _impossible(text: str) -> bool:
    return re.search(r"[:#%\[\]?@\\<>\"{}|^`\x00-\x1f]|^/", text) is not None


def _numbered(symbol: str) -> tuple[str, str]:
    """The number of a resolution as the UN writes it into a URI ("2015-23", "ES-11-1", "77-264B"), and the letters of
    those that it holds.
    """
    number = re.split(r"/(?:RES|DEC)/", symbol)[-1]
    found = _LETTERED.search(number)
    bare = _NOT_A_NAME.sub("-", number[: found.start()] if found else number).strip("-")
    if found is None or not found["last"]:
        return bare + (found["first"] if found else ""), ""
    return bare, "".join(map(chr, range(ord(found["first"]), ord(found["last"]) + 1)))


def _slug(text: str) -> str:
    return _NOT_A_NAME.sub("-", text).lower().strip("-")[:80]
