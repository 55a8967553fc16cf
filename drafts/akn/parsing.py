"""Bytes to an XML tree that is safe to walk and is Akoma Ntoso, or one line that says why not.

Nothing is ever fetched or expanded: a document type declaration is refused, and with it every entity; size, elements,
attributes and depth are bounded before or while parsing. The tree has no comments and no processing instructions.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from drafts.model import UnreadableDraft
from drafts.xml import parsed

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_TAGS: Final = 400_000
"""Opening and closing tags; the longest resolution the UN has published in this form has 12,000."""
MAX_ATTRIBUTES: Final = 400_000
MAX_TAG_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 100

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_NAMESPACES: Final = re.compile(
    r"http://docs\.oasis-open\.org/legaldocml/ns/akn/3\.0(?:/\w{1,20})?|http://www\.akomantoso\.org/[123]\.0|"
)
_MARKUP: Final = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<!--(?:(?!-->).)*-->\s*){0,9}<(?:\?xml|!doctype|html|(?:[\w.-]{1,40}:)?akomantoso)\b",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_BEGINNING: Final = 16_000
"""Bytes in which markup shows itself; a notice of rights may stand before it as a comment."""
_DECLARATION: Final = r"^\s*<\?xml[^>]{0,300}\?>"
_DECLARED_ENCODING: Final = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS: Final = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252", b"utf-16"})
_UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_LONG_TAG: Final = re.compile(rb"<[^<>]{%d}" % MAX_TAG_BYTES)


def looks_like_markup(content: bytes) -> bool:
    """Whether bytes are XML or HTML rather than a text, in whatever encoding: what `read_akn` is to be asked about."""
    return _MARKUP.match(content[:_LONGEST_BEGINNING].replace(b"\x00", b"")) is not None


def akn_root(content: bytes) -> etree._Element:
    """The root element of an Akoma Ntoso document. Raises `UnreadableDraft` for anything else, naming it."""
    if len(content) > MAX_BYTES:
        raise UnreadableDraft("too_large", f"the XML is larger than {MAX_BYTES:,} bytes, the most that is read")
    root = _parsed(_bounded(_in_utf_8(content)))
    name = etree.QName(root)
    if name.localname.lower() == "html":
        raise _not_read("an HTML page, which is not read: save it as plain text (UTF-8)")
    if name.localname != "akomaNtoso" or not _NAMESPACES.fullmatch(name.namespace or ""):
        raise _not_read("an XML document that is no Akoma Ntoso: looked for the root element akomaNtoso")
    _check_depth(root)
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def _not_read(what: str) -> UnreadableDraft:
    return UnreadableDraft("unsupported_format", f"the file is {what}")


def _in_utf_8(content: bytes) -> bytes:
    """The document in an encoding in which its markup is what its bytes say, so that it can be counted."""
    if content.startswith(_UTF_16_MARKS):
        try:
            text = content.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableDraft("not_utf8", "the XML says it is UTF-16 and is not") from None
        return re.sub(_DECLARATION, "", text).encode(errors="replace")
    declared = _DECLARED_ENCODING.match(content.removeprefix(b"\xef\xbb\xbf"))
    if b"\x00" in content or (declared and declared[1].lower() not in _ENCODINGS):
        raise UnreadableDraft("not_utf8", "the XML is in an encoding that is not read: save it as UTF-8")
    if declared and declared[1].lower() == b"utf-16":
        # What was written as UTF-16 and saved as UTF-8 still says that it is the former.
        return re.sub(_DECLARATION.encode(), b"", content.removeprefix(b"\xef\xbb\xbf"))
    return content


def _bounded(content: bytes) -> bytes:
    """Refuse what would cost more to parse than its size says."""
    if re.search(rb"<!DOCTYPE\s+html", content[:2000], re.IGNORECASE):
        raise _not_read("an HTML page, which is not read: save it as plain text (UTF-8)")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _not_read("an XML document with a document type declaration, which is not read")
    if content.count(b"<") > MAX_TAGS or content.count(b"=") > MAX_ATTRIBUTES or _LONG_TAG.search(content):
        raise UnreadableDraft("too_large", "the XML has more elements or attributes than any resolution has")
    return content


def _parsed(content: bytes) -> etree._Element:
    try:
        return parsed(content)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise _not_read(f"an XML document that is not well-formed (line {line:,})") from None
    except (ValueError, LookupError):
        raise _not_read("an XML document that is not well-formed") from None


def _check_depth(root: etree._Element) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise UnreadableDraft("too_large", f"the XML is nested deeper than {MAX_DEPTH} levels")
