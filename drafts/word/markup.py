"""The XML of a part: bytes to a tree without fetching, expanding or trusting anything, and the names in it.

Document type declarations are refused, as the Office Open XML standard does (ECMA-376 part 2, 8.1.4): with them go
entities, internal or external. The "strict" namespaces are read as the transitional ones, which mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from drafts.model import UnreadableDraft
from drafts.xml import parsed

WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
COMPATIBILITY: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
RELATED: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
_DECLARATION: Final = "<!DOCTYPE"
_OFF: Final = frozenset({"0", "false", "off", "none"})


def parse(part: bytes, name: str) -> etree._Element:
    """The root element of a part; raises `UnreadableDraft` if it is no well-formed XML or declares a document type."""
    if any(_DECLARATION.encode(encoding) in part for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise _refused_declaration(name)
    for strict, transitional in _STRICT:
        part = part.replace(strict, transitional)
    try:
        root = parsed(part)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise UnreadableDraft(
            "unsupported_format", f"the Word document is broken: its part {name} is no well-formed XML"
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refused_declaration(name)
    return root


def _refused_declaration(name: str) -> UnreadableDraft:
    message = f"the Word document declares a document type in its part {name}, which no Word document may"
    return UnreadableDraft("unsupported_format", message)


def elements(parent: etree._Element) -> Iterator[etree._Element]:
    """The children that are elements, without the nodes of anything else."""
    return (child for child in parent if isinstance(child.tag, str))


def child(parent: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant at a path of WordprocessingML names, child by child."""
    for name in path:
        if parent is None:
            return None
        parent = parent.find(WORD + name)
    return parent


def value(parent: etree._Element | None, *path: str) -> str | None:
    """The `w:val` of the first descendant at a path of names; None if either is absent."""
    found = child(parent, *path)
    return None if found is None else found.get(f"{WORD}val")


def number(parent: etree._Element | None, *path: str) -> int | None:
    """The whole number in `w:val` at a path of names; None if there is none."""
    return whole(value(parent, *path))


def whole(text: str | None) -> int | None:
    """A whole number of at most nine digits, None for anything else."""
    if text is None:
        return None
    digits = text.strip()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.removeprefix("-")
    return sign * int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def switch(parent: etree._Element | None, name: str) -> bool | None:
    """A property that is on or off (`w:i`, `w:vanish`); None if it is not said."""
    found = child(parent, name)
    return None if found is None else is_on(found.get(f"{WORD}val"))


def is_on(said: str | None) -> bool:
    """Whether the `w:val` of a property that is on or off, or its absence, turns it on."""
    return (said or "true").lower() not in _OFF
