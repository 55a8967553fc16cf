"""Styles: what a paragraph or a run inherits that decides how it reads - italic, hidden, raised, numbered.

A style inherits from the one it is based on (ECMA-376 part 1, 17.7.2). Italic and hidden are toggle properties
(17.7.3): set by the style of the paragraph and by the style of the run they cancel each other; set on the run itself
they are what they say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from lxml import etree

from drafts.word.markup import WORD, child, is_on, number, switch, value

_LONGEST_CHAIN: Final = 50
_RAISED: Final = "superscript"
_VALUE: Final = f"{WORD}val"
_STYLE: Final = f"{WORD}rStyle"
_ITALIC: Final = f"{WORD}i"
_HIDDEN: Final = f"{WORD}vanish"
_POSITION: Final = f"{WORD}vertAlign"


@dataclass(frozen=True)
class Face:
    """How characters look, as far as it bears on reading."""

    italic: bool = False
    hidden: bool = False
    raised: bool = False


@dataclass(frozen=True)
class ListPlace:
    """A place in a list as a paragraph or a style names it: the list (`w:numId`, "0" for none) and its level."""

    list_id: str | None = None
    level: int | None = None


@dataclass(frozen=True)
class _Style:
    name: str
    based_on: str | None
    italic: bool | None
    hidden: bool | None
    raised: bool | None
    place: ListPlace | None


@dataclass(frozen=True)
class _Inherited:
    """What a style comes to, with all that it is based on; `numbered_by` is the style that names the list."""

    italic: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    place: ListPlace | None = None
    numbered_by: str | None = None


@dataclass(frozen=True)
class StyledList:
    """The list that a style puts its paragraphs in, and the style in the chain that says so."""

    place: ListPlace
    style: str


@dataclass
class Styles:
    """The styles of one document, each read when first asked for; an unknown style has no properties."""

    _elements: dict[str, etree._Element] = field(default_factory=dict)
    _defaults: Face = field(default_factory=Face)
    _normal: str = ""
    _styles: dict[str, _Style | None] = field(default_factory=dict)
    _inherited: dict[str, _Inherited] = field(default_factory=dict)

    @classmethod
    def read(cls, root: etree._Element | None) -> Styles:
        """Read the part of styles; a document without one has none."""
        if root is None:
            return cls()
        found = {}
        normal = ""
        for style in root.iterchildren(f"{WORD}style"):
            style_id = style.get(f"{WORD}styleId", "")
            found[style_id] = style
            if style.get(f"{WORD}default") in {"1", "true"} and style.get(f"{WORD}type") == "paragraph":
                normal = style_id
        defaults = child(root, "docDefaults", "rPrDefault", "rPr")
        face = Face(italic=switch(defaults, "i") or False, hidden=switch(defaults, "vanish") or False)
        return cls(found, face, normal)

    def paragraph_style(self, properties: etree._Element | None) -> str:
        """The id of the style that a `w:pPr` names, else of the document's default one."""
        return value(properties, "pStyle") or self._normal

    def name(self, style_id: str) -> str:
        """The name of a style in lower case ("toc 1"), which is the same in every language of Word."""
        style = self._style(style_id)
        return style.name if style else ""

    def face(self, paragraph_style: str, run: etree._Element | None) -> Face:
        """How a run with these properties (`w:rPr`) looks in a paragraph of this style."""
        around = self._resolve(paragraph_style)
        said = {} if run is None else {property_.tag: property_.get(_VALUE) for property_ in run}
        own = self._resolve(said.get(_STYLE) or "")
        raised = said.get(_POSITION)
        return Face(
            italic=_toggled(_said(said, _ITALIC), around.italic, own.italic, self._defaults.italic),
            hidden=_toggled(_said(said, _HIDDEN), around.hidden, own.hidden, self._defaults.hidden),
            raised=raised == _RAISED if raised else bool(own.raised if own.raised is not None else around.raised),
        )

    def styled_list(self, style_id: str) -> StyledList | None:
        """The list that a style numbers its paragraphs by; None if neither it nor what it is based on does."""
        found = self._resolve(style_id)
        return StyledList(found.place, found.numbered_by) if found.place and found.numbered_by else None

    def _style(self, style_id: str) -> _Style | None:
        if style_id not in self._styles:
            element = self._elements.get(style_id)
            self._styles[style_id] = None if element is None else _read_style(element)
        return self._styles[style_id]

    def _resolve(self, style_id: str) -> _Inherited:
        if style_id not in self._inherited:
            self._inherited[style_id] = self._follow(style_id)
        return self._inherited[style_id]

    def _follow(self, style_id: str) -> _Inherited:
        found, at = _Inherited(), style_id
        for _ in range(_LONGEST_CHAIN):
            style = self._style(at)
            if style is None:
                break
            found = replace(
                found,
                italic=style.italic if found.italic is None else found.italic,
                hidden=style.hidden if found.hidden is None else found.hidden,
                raised=style.raised if found.raised is None else found.raised,
            )
            found = _with_place(found, style, at)
            at = style.based_on or ""
        return found


def read_place(properties: etree._Element | None) -> ListPlace | None:
    """The place in a list that a `w:pPr` names; None if it names none."""
    numbering = child(properties, "numPr")
    if numbering is None:
        return None
    return ListPlace(value(numbering, "numId"), number(numbering, "ilvl"))


def _read_style(style: etree._Element) -> _Style:
    run = child(style, "rPr")
    raised = value(run, "vertAlign")
    return _Style(
        name=(value(style, "name") or "").lower(),
        based_on=value(style, "basedOn"),
        italic=switch(run, "i"),
        hidden=switch(run, "vanish"),
        raised=raised == _RAISED if raised else None,
        place=read_place(child(style, "pPr")),
    )


def _with_place(found: _Inherited, style: _Style, style_id: str) -> _Inherited:
    """A style may name the level and leave the list to the style it is based on."""
    if style.place is None or (found.place and found.place.list_id):
        return found
    level = found.place.level if found.place and found.place.level is not None else style.place.level
    return replace(found, place=ListPlace(style.place.list_id, level), numbered_by=found.numbered_by or style_id)


def _said(said: Mapping[str, str | None], name: str) -> bool | None:
    """Whether a property that is on or off is on; None if it is not said."""
    return is_on(said[name]) if name in said else None


def _toggled(direct: bool | None, paragraph: bool | None, character: bool | None, default: bool) -> bool:
    if direct is not None:
        return direct
    if paragraph is None and character is None:
        return default
    return bool(paragraph) != bool(character)
