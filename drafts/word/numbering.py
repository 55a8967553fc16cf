"""Automatic numbers: the label that Word prints before a paragraph, which stands nowhere in its text.

ECMA-376 part 1, 17.9: a paragraph names a list (`w:num`), by itself or through its style; lists made from one
definition (`w:abstractNum`) count on together unless a list overrides where a level starts; a level starts anew after
one above it. Bullets are printed as one sign, whatever symbol font draws them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from drafts.word.markup import WORD, number, switch, value, whole
from drafts.word.numerals import numeral
from drafts.word.styles import ListPlace, Styles, read_place

_LEVELS: Final = 9
_NO_LIST: Final = "0"
_NEVER: Final = 0
_BULLET: Final = "\u2022"
_OVERRIDE: Final = f"{WORD}lvlOverride"
_LONGEST_LABEL: Final = 60
_PLACEHOLDER: Final = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class _Level:
    """One level of a list. `restart` is the level (counted from 1) whose use starts this one anew; 0 is never."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    restart: int | None = None
    in_digits: bool = False
    style: str | None = None


@dataclass
class _Definition:
    """A `w:abstractNum` and how far its levels have counted; a level not yet used has no count."""

    levels: dict[int, _Level]
    style_link: str | None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass
class _List:
    """A `w:num`. `starts` are its overrides of where levels start; its first paragraph starts those levels anew."""

    definition: str
    starts: dict[int, int]
    levels: dict[int, _Level]
    begun: bool = False


class Numbering:
    """The lists of one document; `label` is asked for each paragraph once, in order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, _Definition] = {}
        self._unread: dict[str, etree._Element] = {}
        self._lists: dict[str, _List] = {}
        if root is not None:
            self._unread = {
                found.get(f"{WORD}abstractNumId", ""): found for found in root.iterchildren(f"{WORD}abstractNum")
            }
            self._lists = {
                found.get(f"{WORD}numId", ""): _read_list(found) for found in root.iterchildren(f"{WORD}num")
            }

    def label(self, properties: etree._Element | None) -> str:
        """The label that the paragraph with these properties (`w:pPr`) is printed with: "1.", "(a)", or nothing."""
        place = self._place(properties)
        of = self._lists.get(place.list_id or _NO_LIST) if place else None
        definition = self._defined(of) if of else None
        if place is None or of is None or definition is None:
            return ""
        levels = _effective(definition, of)
        at = min(max(place.level or 0, 0), _LEVELS - 1)
        if at not in levels:
            return ""
        _count(definition, of, levels, at)
        return _printed(definition.counts, levels, at)

    def _place(self, properties: etree._Element | None) -> ListPlace | None:
        """Where a paragraph stands: its own `w:numPr` before that of its style."""
        own = read_place(properties)
        styled = self._styles.styled_list(self._styles.paragraph_style(properties))
        if own and own.list_id:
            return own
        if styled is None or not styled.place.list_id:
            return None
        level = own.level if own and own.level is not None else self._styled_level(styled.place, styled.style)
        return ListPlace(styled.place.list_id, level)

    def _styled_level(self, place: ListPlace, style: str) -> int:
        """The level that a style numbers: the one linked to it in the list, else the one it names."""
        of = self._lists.get(place.list_id or _NO_LIST)
        definition = self._defined(of) if of else None
        linked = [at for at, level in definition.levels.items() if level.style == style] if definition else []
        return linked[0] if linked else place.level or 0

    def _defined(self, of: _List) -> _Definition | None:
        """The definition of a list, which may lie with a numbering style that it only links to (17.9.21)."""
        definition = self._definition(of.definition)
        if definition is None or definition.style_link is None:
            return definition
        styled = self._styles.styled_list(definition.style_link)
        linked = self._lists.get(styled.place.list_id or _NO_LIST) if styled else None
        return (self._definition(linked.definition) if linked else None) or definition

    def _definition(self, definition_id: str) -> _Definition | None:
        """A definition, read when first asked for: templates carry dozens that no paragraph uses."""
        element = self._unread.pop(definition_id, None)
        if element is not None:
            self._definitions[definition_id] = _Definition(_read_levels(element), value(element, "numStyleLink"))
        return self._definitions.get(definition_id)


def _read_list(num: etree._Element) -> _List:
    overrides = [(whole(override.get(f"{WORD}ilvl")) or 0, override) for override in num.iterchildren(_OVERRIDE)]
    starts = {at: number(override, "startOverride") for at, override in overrides}
    return _List(
        definition=value(num, "abstractNumId") or "",
        starts={at: start for at, start in starts.items() if start is not None},
        levels={at: level for _, override in overrides for at, level in _read_levels(override).items()},
    )


def _read_levels(parent: etree._Element) -> dict[int, _Level]:
    return {
        whole(level.get(f"{WORD}ilvl")) or 0: _Level(
            start=number(level, "start") or 0,
            number_format=value(level, "numFmt") or "decimal",
            text=(value(level, "lvlText") or "")[:_LONGEST_LABEL],
            restart=number(level, "lvlRestart"),
            in_digits=switch(level, "isLgl") or False,
            style=value(level, "pStyle"),
        )
        for level in parent.iterchildren(f"{WORD}lvl")
    }


def _effective(definition: _Definition, of: _List) -> dict[int, _Level]:
    """The levels of a list: those of its definition, as the list overrides them."""
    levels = {**definition.levels, **of.levels}
    return levels | {at: replace(levels.get(at, _Level()), start=start) for at, start in of.starts.items()}


def _count(definition: _Definition, of: _List, levels: dict[int, _Level], at: int) -> None:
    """Count one paragraph at a level, and forget the counts of the levels that start anew after it."""
    if not of.begun:
        of.begun = True
        for overridden in of.starts:
            definition.counts.pop(overridden, None)
    definition.counts[at] = definition.counts.get(at, levels[at].start - 1) + 1
    for below in range(at + 1, _LEVELS):
        restart = levels.get(below, _Level()).restart
        if restart is None or (restart != _NEVER and at < restart):
            definition.counts.pop(below, None)


def _printed(counts: dict[int, int], levels: dict[int, _Level], at: int) -> str:
    level = levels[at]
    if level.number_format == "bullet":
        return _BULLET if level.text else ""

    def count(found: re.Match[str]) -> str:
        shown = int(found[1]) - 1
        of = levels.get(shown, _Level())
        form = "decimal" if level.in_digits and of.number_format not in {"none", "bullet"} else of.number_format
        return numeral(counts.get(shown, of.start), form)

    return _PLACEHOLDER.sub(count, level.text).strip()
