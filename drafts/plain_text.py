"""Bytes of a plain text to clean blocks: one block a paragraph, heading or footnote, in reading order.

Tolerates what copying from Word, a PDF or a web page leaves behind: byte order marks, any line ending,
page breaks, non-breaking and zero-width characters, soft hyphens, lines broken at the width of a page.
Emphasis stays in the blocks as Markdown asterisks; it is evidence for the next step. Any other format,
and anything that is no text, is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drafts.bodies import formula_body
from drafts.model import UnreadableDraft

MAX_BYTES: Final = 2_000_000

_FORMATS_BY_MAGIC: Final = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word or other zipped document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich text document"),
)
_MARKUP: Final = re.compile(r"\s*<(?:\?xml|!doctype|html|akomantoso|[a-z]+:akomantoso)\b", re.IGNORECASE)

_WIDE_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028\u202a-\u202e\u2060-\u2064\ufeff]")
_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_RUNS_OF_SPACE: Final = re.compile(" {2,}")

_LONGEST_PRINTED_LINE: Final = 180
_FULL_LINE: Final = 0.72
_OPENS_A_BLOCK: Final = re.compile(
    r"""\*?(?:OP|PP)?\s?\d{1,3}\s?(?:bis|ter|quater|alt)?\.\s    # 12. or OP4bis.
      | \(?[a-z]{1,5}\)\s                                          # (a) or iv)
      | [\u00b9\u00b2\u00b3\u2070-\u2079]                          # a footnote of a superscript number
      | [\u2022\u25cf\u25aa\u2013\u2014-]\s                           # a bullet
      | \[\^?\d{1,3}\]                                             # [1] or [^1]
      | \d{1,3}/?\s+[A-Z"\u201c]                                   # 1 United Nations, or 1/ See
      | Resolutions?\sadopted\sby\s|\[(?:on|without)\s|\d+/\d+\.\s # the lines under a header
      | \*+\s?[A-Z]                                                # emphasis, or a note marked by an asterisk
    """,
    re.VERBOSE,
)
_MARKS: Final = r"[\"\u201d)\]*\u00b9\u00b2\u00b3\u2070-\u2079\d]{0,4}$"
_ENDS_A_BLOCK: Final = re.compile(rf"[.;:]{_MARKS}")
_MAY_END_A_BLOCK: Final = re.compile(rf"(?:[.;:,]|[;,] and|[;,] or){_MARKS}")
_PARTICIPLE: Final = re.compile(r"(?:[A-Z][a-z]+ly [a-z]+|[A-Z][a-z]*)(?:ing|ed|ful|ous|are)\b")


def decode(content: bytes, media_type: str | None = None) -> str:
    """The text of a plain text file; raises `UnreadableDraft` for any other format, naming it."""
    if len(content) > MAX_BYTES:
        raise UnreadableDraft("too_large", f"the file is larger than {MAX_BYTES:,} bytes, the most that is read")
    for magic, kind in _FORMATS_BY_MAGIC:
        if content.startswith(magic):
            raise _unsupported(kind)
    if media_type and media_type.split(";")[0].strip().lower() in {"application/pdf", "application/msword"}:
        raise _unsupported(f"declared as {media_type.split(';')[0].strip().lower()[:40]}")
    text = _decoded(content)
    if _MARKUP.match(text[:400]):
        raise _unsupported("an XML (AKN) or HTML document")
    if not text.strip():
        raise UnreadableDraft("empty", "the file is empty: looked for the text of a draft resolution")
    return _cleaned(text)


def blocks(text: str) -> list[str]:
    """The blocks of a cleaned text: lines broken at the width of a page are joined, all others stand
    alone.
    """
    lines = [line.strip() for line in text.split("\n")]
    lengths = sorted(len(line) for line in lines if line)
    if not lengths or lengths[-1] > _LONGEST_PRINTED_LINE:
        return [line for line in lines if line]
    return list(_joined(lines, width=lengths[len(lengths) * 9 // 10]))


def _unsupported(kind: str) -> UnreadableDraft:
    message = f"the file is {kind}, which is not read yet by this version: save it as plain text (UTF-8)"
    return UnreadableDraft("unsupported_format", message)


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


def _joined(lines: list[str], width: int) -> Iterator[str]:
    block = previous = ""
    for line in lines:
        if block and line and _continues(previous, line, width):
            block += line if _is_broken_word(block) else f" {line}"
        else:
            if block:
                yield block
            block = line
        previous = line
    if block:
        yield block


def _continues(previous: str, line: str, width: int) -> bool:
    """Whether `line` goes on in the paragraph whose last line is `previous`."""
    if not previous or formula_body(previous) or formula_body(line):
        return False
    full = len(previous) >= _FULL_LINE * width
    may_end = _MAY_END_A_BLOCK.search(previous) is not None
    if _OPENS_A_BLOCK.match(line):
        return full and not may_end and line[0] not in "*[R"
    if line[0].islower():
        return True
    ended = _ENDS_A_BLOCK.search(previous) or (may_end and _PARTICIPLE.match(line))
    return full and not ended


def _is_broken_word(block: str) -> bool:
    """A hyphen at the end of a line belongs to the word: the editors break compounds only where they are
    hyphenated.
    """
    return block.endswith("-") and not block.endswith(" -")
