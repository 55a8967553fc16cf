"""The one place that calls the PDF library: bytes in, positioned spans of text out, or one clear reason why not.

A span is a run of characters that the PDF shows in one go: one font, one size, one baseline. Only text is
taken: no script runs, no embedded file is opened, no image is decoded, nothing outside the bytes is fetched. The
library is not safe to call from two threads at once, so one document is read at a time.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from drafts.model import UnreadableDraft
from drafts.pdf.expansion import refuse_expansion
from drafts.pdf.turning import Quarter, Sheet, runs_to

MAX_PAGES: Final = 400
MAX_CHARACTERS: Final = 2_000_000
MAX_PAGE_CHARACTERS: Final = 50_000
MAX_OBJECTS: Final = 400_000

_LOCK: Final = threading.Lock()

_ITALIC: Final = re.compile(r"ital|obliq", re.IGNORECASE)
_BOLD: Final = re.compile(r"bold|black|heavy", re.IGNORECASE)
_FLAG_ITALIC: Final = 1 << 6
_FLAG_FORCE_BOLD: Final = 1 << 18
_BOLD_WEIGHT: Final = 600
_LONGEST_FONT_NAME: Final = 128
_LARGEST_PAGE: Final = 14_400.0  # points: the most that PDF itself allows
_STRIDE: Final = 32

_HYPHENS: Final = {ord("\ufffe"): "-", 0x02: "-", ord("\u2010"): "-", ord("\u2011"): "-"}
_LIGATURES: Final = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SPACES: Final = dict.fromkeys([0x09, 0x0A, 0x0D, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_INVISIBLE: Final = dict.fromkeys([0x00, 0x01, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF])
_CHARACTERS: Final = _HYPHENS | _LIGATURES | _SPACES | _INVISIBLE
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one font, size and baseline; positions in points from the lower left corner of the page, turned
    so that its text is upright.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    italic: bool
    bold: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page's size in points and its spans, upright, in the order in which the PDF shows them."""

    width: float
    height: float
    spans: tuple[Span, ...]


def pages(content: bytes) -> tuple[Page, ...]:
    """The pages of a PDF; raises `UnreadableDraft` for what is no PDF, is locked, damaged, or beyond the limits."""
    refuse_expansion(content)
    with _LOCK, _document(content) as document:
        count = pdfium.FPDF_GetPageCount(document)
        if count < 1:
            raise _unreadable("the PDF has no pages: looked for the text of a draft resolution")
        if count > MAX_PAGES:
            raise UnreadableDraft("too_large", f"the PDF has {count:,} pages, and at most {MAX_PAGES} are read")
        return tuple(_each_page(document, count))


def _unreadable(message: str) -> UnreadableDraft:
    return UnreadableDraft("unsupported_format", message)


@contextmanager
def _document(content: bytes) -> Iterator[pdfium.FPDF_DOCUMENT]:
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise _unreadable("the PDF is encrypted with a password: save it without protection") from None
        raise _unreadable("the PDF is damaged or incomplete: looked for its table of objects and found none") from None
    try:
        if pdfium.FPDF_GetSecurityHandlerRevision(document.raw) != -1:
            raise _unreadable("the PDF is encrypted: save it without protection")
        yield document.raw
    finally:
        document.close()


def _each_page(document: pdfium.FPDF_DOCUMENT, count: int) -> Iterator[Page]:
    read = objects = 0
    for index in range(count):
        with _text_of_page(document, index) as (page, text):
            characters = pdfium.FPDFText_CountChars(text)
            read += max(0, characters)
            objects += max(0, pdfium.FPDFPage_CountObjects(page))
            if characters > MAX_PAGE_CHARACTERS or read > MAX_CHARACTERS or objects > MAX_OBJECTS:
                raise UnreadableDraft("too_large", "the PDF holds more than is read: this is no draft resolution")
            yield _Reader(text, characters, _sheet(page)).page()


def _sheet(page: pdfium.FPDF_PAGE) -> Sheet:
    """What is shown of a page: a printer's page is cut out of a larger sheet."""
    box = pdfium.FS_RECTF()
    edges = (box.left, box.bottom, box.right, box.top) if pdfium.FPDF_GetPageBoundingBox(page, box) else ()
    if not edges or not all(map(math.isfinite, edges)):
        edges = 0.0, 0.0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    left, bottom, right, top = edges
    return Sheet(left, bottom, min(right, left + _LARGEST_PAGE), min(top, bottom + _LARGEST_PAGE))


@contextmanager
def _text_of_page(
    document: pdfium.FPDF_DOCUMENT, index: int
) -> Iterator[tuple[pdfium.FPDF_PAGE, pdfium.FPDF_TEXTPAGE]]:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise _unreadable(f"the PDF is damaged: its page {index + 1} cannot be read")
    try:
        text = pdfium.FPDFText_LoadPage(page)
        if not text:
            raise _unreadable(f"the PDF is damaged: the text of its page {index + 1} cannot be read")
        try:
            yield page, text
        finally:
            pdfium.FPDFText_ClosePage(text)
    finally:
        pdfium.FPDF_ClosePage(page)


class _Reader:
    """Reads the spans of one page's text; buffers and fonts are shared by all its calls."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, count: int, sheet: Sheet) -> None:
        self._sheet = sheet
        self._turned: Counter[Quarter] = Counter()
        self._page = text
        self._handle = ctypes.cast(text, ctypes.c_void_p).value
        self._count = max(0, count)
        self._characters = _characters(text, self._count)
        self._styles: dict[int, tuple[bool, bool]] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._origin = ctypes.c_double(), ctypes.c_double()
        self._box = pdfium.FS_RECTF()

    def page(self) -> Page:
        """The page, upright: read again where more of its characters run another way."""
        spans = self._spans()
        turn = max(self._turned, key=self._turned.__getitem__, default=self._sheet.turn)
        if self._turned[turn] > self._turned[self._sheet.turn]:
            self._sheet = replace(self._sheet, turn=turn)
            spans = self._spans()
        return Page(*self._sheet.size, tuple(spans))

    def _spans(self) -> list[Span]:
        """The spans that run as the sheet does, in the order of the page's content; a run of spaces belongs to the
        span before it.
        """
        found: list[Span] = []
        for shown, start, end in self._runs():
            raw = self._characters[start:end]
            text = raw.translate(_CHARACTERS)
            if not text.strip():
                if found and not found[-1].text.endswith(" "):
                    found[-1] = replace(found[-1], text=f"{found[-1].text} ")
            elif not _RIGHT_TO_LEFT.search(text) and (span := self._span(shown, start, raw, text)):
                found.append(span)
        return found

    def _runs(self) -> Iterator[tuple[int, int, int]]:
        """Each text object, and where its characters begin and end."""
        start = 0
        while start < self._count:
            shown = _text_object(self._handle, start)
            if shown is None:
                start += 1  # a space or a line end that the library made up
                continue
            end = self._end_of_run(start, shown)
            yield shown, start, end
            start = end

    def _end_of_run(self, start: int, shown: int) -> int:
        """One past the last character of the run that begins at `start`: an object's characters stand together, so
        that striding and halving finds the end in fewer calls than there are characters.
        """
        end = start + 1
        while end < self._count and _text_object(self._handle, min(end + _STRIDE, self._count) - 1) == shown:
            end = min(end + _STRIDE, self._count)
        beyond = min(end + _STRIDE, self._count)
        while end < beyond:
            middle = (end + beyond) // 2
            if _text_object(self._handle, middle) == shown:
                end = middle + 1
            else:
                beyond = middle
        return end

    def _span(self, shown: int, start: int, raw: str, text: str) -> Span | None:
        """The span of a run; None if it runs another way than the sheet, or has no size."""
        matrix, turn = self._matrix, self._sheet.turn
        if not pdfium.FPDFText_GetMatrix(self._page, start, matrix):
            return None
        runs = runs_to(matrix.a, matrix.b)
        if runs is not None:
            self._turned[runs] += len(text)
        size = pdfium.FPDFText_GetFontSize(self._page, start) * abs(matrix.c if turn in {1, 3} else matrix.d)
        if runs != turn or not 1 <= size <= _LARGEST_PAGE:
            return None
        x, y = self._origin
        last = start + len(raw.rstrip()) - 1
        if not pdfium.FPDFText_GetCharOrigin(self._page, start, x, y):
            return None
        if not pdfium.FPDFText_GetLooseCharBox(self._page, last, self._box):
            return None
        edge = (self._box.right, self._box.top, self._box.left, self._box.bottom)[turn]
        if not all(map(math.isfinite, (x.value, y.value, edge))):
            return None
        left, baseline = self._sheet.upright(x.value, y.value)
        right, _ = self._sheet.upright(x.value, edge) if turn in {1, 3} else self._sheet.upright(edge, y.value)
        italic, bold = self._style(shown)
        return Span(text, left, max(left, right), baseline, size, italic, bold)

    def _style(self, shown: int) -> tuple[bool, bool]:
        """Whether the font of a text object is italic, and whether it is bold."""
        font = _font(shown)
        if font is None:
            return False, False
        if font not in self._styles:
            self._styles[font] = _style_of(ctypes.cast(font, pdfium.FPDF_FONT))
        return self._styles[font]


def _by_address(function: object, *argument_types: type) -> Callable[..., int | None]:
    """A function of the library that gives the address of what it found alone: half the cost of a typed pointer."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]  # takes any foreign function
    return ctypes.CFUNCTYPE(ctypes.c_void_p, *argument_types)(address or 0)


_text_object: Final = _by_address(pdfium.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_int)
_font: Final = _by_address(pdfium.FPDFTextObj_GetFont, ctypes.c_void_p)


def _characters(text: pdfium.FPDF_TEXTPAGE, count: int) -> str:
    """One character for each index of the page: in one call where that is so, else one by one."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer) if count else 1
    together = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(together) == count:
        return together
    codes = (pdfium.FPDFText_GetUnicode(text, index) for index in range(count))
    return "".join(chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd" for code in codes)


def _style_of(font: pdfium.FPDF_FONT) -> tuple[bool, bool]:
    name = ctypes.create_string_buffer(_LONGEST_FONT_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, name, _LONGEST_FONT_NAME)
    called = name.value.decode("utf-8", "replace").partition("+")[2] or name.value.decode("utf-8", "replace")
    flags = max(0, pdfium.FPDFFont_GetFlags(font))
    italic = bool(_ITALIC.search(called)) or bool(flags & _FLAG_ITALIC)
    heavy = bool(flags & _FLAG_FORCE_BOLD) or pdfium.FPDFFont_GetWeight(font) >= _BOLD_WEIGHT
    return italic, heavy or bool(_BOLD.search(called))
