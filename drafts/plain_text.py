"""Bytes of a plain text to clean blocks: one block a paragraph, heading or footnote, in reading order.

Tolerates what copying from Word, a PDF or a web page leaves behind: byte order marks, any line ending, page breaks,
non-breaking and zero-width characters, soft hyphens, lines broken at any width, Markdown headings and quotations.
Emphasis stays in the blocks as Markdown asterisks; it is evidence for the next step. Pictures, rich text and anything
that is no text are refused by name.
"""

from __future__ import annotations

import re
from typing import Final

from drafts.lines import joined_lines
from drafts.model import UnreadableDraft

MAX_BYTES: Final = 2_000_000

_OTHER_FORMATS: Final = (
    (b"{\\rtf", "a rich text document (.rtf), which is not read: save it as .docx"),
    *(
        (magic, "a picture, which is not read: have it recognized (OCR), or send the Word file")
        for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
    ),
)
_WIDE_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028\u202a-\u202e\u2060-\u2064\ufeff]")
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_RUNS_OF_SPACE: Final = re.compile(" {2,}")
_GLUED_CLOSING: Final = re.compile(r"(?<=[.\u201d\"]) (?=\d{1,3}(?:st|nd|rd|th) plenary meeting\b)")
_MARKDOWN: Final = re.compile(r"^(?:#{1,6} +|(?:> ?)+)|(?<=\S) {0,2}\\$")


def decode(content: bytes, media_type: str | None = None) -> str:
    """The text of a plain text file; raises `UnreadableDraft` for any other format, naming it."""
    if len(content) > MAX_BYTES:
        raise UnreadableDraft("too_large", f"the file is larger than {MAX_BYTES:,} bytes, the most that is read")
    for magic, kind in _OTHER_FORMATS:
        if content.startswith(magic):
            raise _unsupported(kind)
    if media_type and media_type.split(";")[0].strip().lower() in {"application/pdf", "application/msword"}:
        declared = media_type.split(";")[0].strip().lower()
        raise _unsupported(f"declared as {declared} and is none: save it as .docx, PDF or plain text (UTF-8)")
    text = _decoded(content)
    if not text.strip():
        raise UnreadableDraft("empty", "the file is empty: looked for the text of a draft resolution")
    return _cleaned(text)


def blocks(text: str) -> list[str]:
    """The blocks of a cleaned text: lines broken at the width of a page are joined, all others stand alone."""
    lines = _GLUED_CLOSING.sub("\n\n", text).split("\n")
    return joined_lines([_MARKDOWN.sub("", line.strip()) for line in lines])


def _unsupported(kind: str) -> UnreadableDraft:
    return UnreadableDraft("unsupported_format", f"the file is {kind}")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in content:
        raise UnreadableDraft("binary", "the file is binary: looked for plain text in UTF-8 and found zero bytes")
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte {error.start:,} is not {encoding.removesuffix('-sig').upper()}"
        raise UnreadableDraft("not_utf8", f"looked for plain text in UTF-8: {where}") from None


def _cleaned(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _CONTROLS.sub(" ", _WIDE_SPACES.sub(" ", text)).replace("\u2011", "-")
    return _RUNS_OF_SPACE.sub(" ", text)
