"""The inside of a line of Akoma Ntoso to one string, as a text prints it: emphasis as asterisks, footnote marks as
superscripts; what stands in the line besides its words is kept apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from lxml import etree

from drafts.akn.parsing import local

NO_TEXT: Final = frozenset({"meta", "presentation", "img", "documentRef", "toc", "del"})
"""Elements whose words are not those of the text; what was deleted is read as gone, as it is in Word."""
HEADINGS: Final = frozenset({"heading", "subheading", "crossHeading"})
LINES: Final = frozenset({"p", "listIntroduction", "listWrapUp"}) | HEADINGS
LISTS: Final = frozenset({"blockList", "ul", "ol"})

_STRUCTURES: Final = frozenset({"embeddedStructure", "quotedStructure", "table"}) | LISTS
"""What may stand in a line and is read after it."""
_APART: Final = LINES | _STRUCTURES | {"block", "eol", "eop", "item", "li", "num", "popup", "subFlow", "td", "th"}
"""Elements whose words are apart from those before and after them."""
_LONGEST_QUOTATION: Final = 4_000
_LINKS: Final = frozenset({"a", "ref", "rref", "mref"})
_SUPERSCRIPT: Final = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_SPACES: Final = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SYMBOL_HOSTS: Final = frozenset({"undocs.org", "www.undocs.org", "docs.un.org"})
_LANGUAGE_OF_LINK: Final = re.compile(r"^/(?:ar|zh|en|fr|ru|es)/", re.IGNORECASE)

_Kind = Literal["words", "mark", "emphasis"]


@dataclass
class Inside:
    """What is met inside a line besides its words, in order; where the line `is_whole`, all that stands in it is of its
    words.
    """

    is_whole: bool = False
    links: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    structures: list[etree._Element] = field(default_factory=list)


def words_in(element: etree._Element, inside: Inside) -> str:
    """The words inside an element on one line; what it holds besides is added to `inside`."""
    return _clean(_inline(element, inside))


def printed_mark(note: etree._Element) -> str:
    """The mark of a footnote as a text prints it."""
    marker = (note.get("marker") or "").strip()
    return marker.translate(_SUPERSCRIPT) if marker.isascii() and marker.isdecimal() and len(marker) < 4 else "*"


def linked_symbol(href: str) -> list[str]:
    """The symbol that a link to the UN's documents names ("https://undocs.org/en/A/RES/46/152"), if it is one."""
    try:
        address = urlsplit(href)
    except ValueError:
        return []
    if (address.hostname or "") not in _SYMBOL_HOSTS:
        return []
    symbol = unquote(_LANGUAGE_OF_LINK.sub("", address.path, count=1)).strip("/ ")
    return [symbol] if 0 < len(symbol) <= 80 else []


def _inline(element: etree._Element, inside: Inside) -> str:
    parts = [element.text or ""]
    before: _Kind = "words"
    for child in element:
        piece, kind = _inline_child(child, inside)
        if kind == before == "mark":
            piece = f",{piece}"
        elif kind == before == "emphasis":
            # One word may be emphasized in pieces.
            parts[-1], piece = parts[-1][:-1], piece[1:]
        tail = child.tail or ""
        parts.append(f"{piece}{tail}")
        goes_on = not tail if kind == "emphasis" else not tail.strip()
        before = kind if goes_on else "words"
    return "".join(parts)


def _inline_child(child: etree._Element, inside: Inside) -> tuple[str, _Kind]:
    """What a child element prints in a line, and what that is."""
    name = local(child)
    if name in {"authorialNote", "noteRef"}:
        inside.notes.extend([child] if name == "authorialNote" else [])
        return printed_mark(child), "mark"
    if name in _STRUCTURES and not (inside.is_whole or _is_quotation(child)):
        inside.structures.append(child)
        return "", "words"
    if name in NO_TEXT:
        return "", "words"
    inner = _inline(child, inside)
    if child.get("startQuote") or child.get("endQuote"):
        inner = f"{child.get('startQuote') or ''}{inner.strip()}{child.get('endQuote') or ''}"
    if name in _LINKS:
        inside.links.extend(linked_symbol(child.get("href") or ""))
    if name == "sup" and inner.strip().isdecimal() and inner.isascii():
        return inner.strip().translate(_SUPERSCRIPT), "mark"
    if name in {"i", "em"} or "italic" in (child.get("class") or "").split():
        return _emphasized(inner)
    return f" {inner} " if name in _APART else inner, "words"


def _is_quotation(structure: etree._Element) -> bool:
    """Whether a structure is quoted in the middle of a line, which goes on after it."""
    quoted = local(structure) == "quotedStructure" or structure.get("startQuote")
    return bool(quoted) and sum(map(len, structure.itertext())) <= _LONGEST_QUOTATION


def _emphasized(text: str) -> tuple[str, _Kind]:
    bare = text.strip()
    if not bare or "*" in bare:
        return text, "words"
    whole = text == bare
    return text.replace(bare, f"*{bare}*", 1), "emphasis" if whole else "words"


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _INVISIBLE.sub("", text)).replace("\u2011", "-").strip()
