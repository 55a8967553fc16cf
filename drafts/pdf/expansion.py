"""What a PDF may unfold to: checked before the library sees it, as it would unfold everything.

A PDF is a set of compressed streams that may draw each other. Refused: streams that unpack to more than any resolution
needs (a zip bomb), packed twice, in a way that cannot be measured, forms that draw forms that draw forms (a billion
laughs), a form drawn too often, and more state kept open than any page needs. The bytes are walked once; what is
unpacked is measured and dropped, so that memory stays small.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from drafts.model import UnreadableDraft

MAX_BYTES: Final = 20_000_000
MAX_UNPACKED: Final = 200_000_000
MAX_DRAWING: Final = 24_000_000  # of what is written in letters, as drawing instructions are
MAX_UNMEASURED: Final = 400_000
MAX_DRAWN: Final = 1_000_000
MAX_DRAWN_BYTES: Final = 100_000_000  # of the largest form, as often as anything is drawn
MAX_REPEATED: Final = 100
MAX_MARKS: Final = 400_000  # of marked content, and of states of the page that are kept
MAX_OPEN_MARKS: Final = 1_000  # the library copies all that are open at each further one

_STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
_LONGEST_DICTIONARY: Final = 4_096
_OTHER_PACKERS: Final = re.compile(rb"/(?:LZWDecode|RunLengthDecode|LZW|RL)\b")
_IN_LETTERS: Final = re.compile(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)\b")
_DRAWS: Final = re.compile(rb"/[^\s/<>\[\]()]{1,127}\s{1,8}Do\b")
_IS_FORM: Final = re.compile(rb"/BBox\b|/Form\b")
_IN_HEXADECIMAL: Final = re.compile(rb"/(?:ASCIIHexDecode|AHx)\b")
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKS: Final = re.compile(rb"B(?:DC|MC)|EMC")
_ARRAY: Final = re.compile(rb"\[([^\[\]]*)\]")
_COMMENT: Final = re.compile(rb"%[^\r\n]*")
_REFERENCE: Final = re.compile(rb"(\d{1,10})\s{1,8}\d{1,5}\s{1,8}R\b")
_LETTERS: Final = bytes([9, 10, 13, *range(32, 127)])
_TOO_MUCH: Final = "the PDF unfolds to more than any resolution: it is not read"
_CHUNK: Final = 16_384
_HEAD: Final = 512
_UNPACKED_CHUNK: Final = 1 << 20
_NO_LETTERS: Final = 0.3  # of a piece: more than that is no drawing


@dataclass
class _Sum:
    """What the streams walked so far add up to."""

    unpacked: int = 0
    drawing: int = 0
    unmeasured: int = 0
    draws: int = 0
    nested: int = 1
    largest_form: int = 0
    marks: int = 0
    open_marks: int = 0
    most_open: int = 0

    def add(self, piece: bytes) -> int:
        """Count a piece of an unpacked stream; returns how many drawings it asks for."""
        self.unpacked += len(piece)
        if _repeats(piece):
            self.draws = MAX_DRAWN + 1
        if len(piece.translate(None, _LETTERS)) > _NO_LETTERS * len(piece):
            return 0
        self.drawing += len(piece)
        draws = len(_DRAWS.findall(piece)) if b"Do" in piece else 0
        self.draws += draws
        self._count_marks(piece)
        return draws

    def _count_marks(self, piece: bytes) -> None:
        """Count what a piece keeps open, at the most: as if it opened all of it before it closed any."""
        opened = piece.count(b"BDC") + piece.count(b"BMC")
        closed = piece.count(b"EMC")
        self.marks += opened + closed + piece.count(b"q")
        self.most_open = max(self.most_open, self._most_open_in(piece, opened))
        self.open_marks = max(0, self.open_marks + opened - closed)

    def _most_open_in(self, piece: bytes, opened: int) -> int:
        """How many marks are open at once in a piece; where all together are few enough, they are not looked at."""
        if self.open_marks + opened <= MAX_OPEN_MARKS:
            return self.open_marks + opened
        most = now = self.open_marks
        for found in _MARKS.finditer(piece):
            now = now + 1 if found[0] != b"EMC" else max(0, now - 1)
            most = max(most, now)
        return most

    @property
    def too_much(self) -> bool:
        return (
            self.unpacked > MAX_UNPACKED
            or self.drawing > MAX_DRAWING
            or self.unmeasured > MAX_UNMEASURED
            or self.draws * self.nested > MAX_DRAWN
            or self.draws * self.nested * self.largest_form > MAX_DRAWN_BYTES
            or self.marks > MAX_MARKS
            or self.most_open > MAX_OPEN_MARKS
        )


def refuse_expansion(content: bytes) -> None:
    """Raise `UnreadableDraft` if a PDF is larger, or unfolds to more, than is read."""
    if len(content) > MAX_BYTES:
        raise UnreadableDraft("too_large", f"the PDF is larger than {MAX_BYTES:,} bytes, the most that is read")
    total = _Sum()
    if _repeats(content):
        raise UnreadableDraft("too_large", _TOO_MUCH)
    for stream in _STREAM.finditer(content):
        dictionary = _dictionary(content, stream.start())
        is_form = _IS_FORM.search(dictionary) is not None
        draws, drawing = 0, total.drawing
        for piece in _unpacked(content, stream.end(), dictionary, total):
            draws += total.add(piece)
            if total.too_much:
                break
        if is_form:
            total.largest_form = max(total.largest_form, total.drawing - drawing)
        if draws > 1 and is_form:
            total.nested = min(total.nested * draws, MAX_DRAWN + 1)
        if total.too_much:
            raise UnreadableDraft("too_large", _TOO_MUCH)


def _repeats(content: bytes) -> bool:
    """Whether an array names the same object over and over, as a page that draws the same stream many times."""
    if content.count(b"R") <= MAX_REPEATED:
        return False
    for found in _ARRAY.finditer(content):
        if found[1].count(b"R") > MAX_REPEATED:
            references = _REFERENCE.findall(_COMMENT.sub(b" ", found[1]))
            if len(references) - len(set(references)) > MAX_REPEATED:
                return True
    return False


def _dictionary(content: bytes, end: int) -> bytes:
    """What describes the stream that begins at `end`: the bytes since its object began."""
    earliest = max(0, end - _LONGEST_DICTIONARY)
    begin = content.rfind(b"obj", earliest, end)
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), content[max(earliest, begin) : end])


def _unpacked(content: bytes, start: int, dictionary: bytes, total: _Sum) -> Iterator[bytes]:
    """The pieces of a stream unpacked; one that cannot be measured is counted as such."""
    if _OTHER_PACKERS.search(dictionary):
        total.unmeasured += _end(content, start) - start
        yield b""
    elif _IN_LETTERS.search(dictionary):
        letters = content[start : _end(content, start)]
        total.unpacked += len(letters)
        yield from _inflated(_out_of_letters(letters, _IN_HEXADECIMAL.search(dictionary) is not None), 0)
    elif _is_packed(content[start : start + _HEAD]):
        for i, piece in enumerate(_inflated(content, start)):
            total.unmeasured += MAX_UNMEASURED + 1 if i == 0 and _is_packed(piece[:_HEAD]) else 0
            yield piece
    else:
        yield content[start : _end(content, start)]


def _end(content: bytes, start: int) -> int:
    found = content.find(b"endstream", start)
    return found if found >= 0 else len(content)


def _is_packed(head: bytes) -> bool:
    """Whether bytes begin deflated data, whatever the dictionary says of them."""
    if len(head) < 2 or head[0] & 0x0F != 8 or int.from_bytes(head[:2], "big") % 31:
        return False
    try:
        return bool(zlib.decompressobj().decompress(head, 1)) or len(head) < _HEAD
    except zlib.error:
        return False


def _out_of_letters(data: bytes, in_hexadecimal: bool) -> bytes:
    try:
        if in_hexadecimal:
            return bytes.fromhex(data.partition(b">")[0].decode("ascii"))
        return base64.a85decode(data.strip().removesuffix(b"~>"))
    except ValueError:
        return data


def _inflated(data: bytes, start: int) -> Iterator[bytes]:
    """The pieces that a stream inflates to; as far as it goes, if it is damaged."""
    inflater = zlib.decompressobj()
    position, rest = start, b""
    while not inflater.eof:
        if not rest:
            rest = data[position : position + _CHUNK]
            position += _CHUNK
        if not rest:
            return
        try:
            yield inflater.decompress(rest, _UNPACKED_CHUNK)
        except zlib.error:
            return
        rest = inflater.unconsumed_tail
