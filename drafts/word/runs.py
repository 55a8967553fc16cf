"""The runs of one paragraph to pieces of wording: what Word shows of them once all changes are accepted.

Instructions of fields, hidden text, deleted text, comments and placeholders are left out; results of fields, inserted
text, links, content controls and formulas are kept. Text boxes are handed over for the caller to read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from drafts.word.changes import KINDS, ChangeLog, Tracked
from drafts.word.limits import MAX_CHARACTERS, MAX_DEPTH, too_large
from drafts.word.markup import COMPATIBILITY, MATH, WORD, child, elements
from drafts.word.notes import KINDS as NOTE_KINDS
from drafts.word.notes import Notes
from drafts.word.numbering import Numbering
from drafts.word.signs import clean, ends_with_mark, is_mark, lowered, raised, symbol
from drafts.word.styles import Face, Styles
from drafts.word.wording import BREAK, Piece

_CONTAINERS: Final = frozenset(
    {
        *(WORD + name for name in ("hyperlink", "smartTag", "customXml", "sdtContent", "dir", "bdo")),
        *(MATH + name for name in ("oMathPara", "oMath")),
    }
)
_SPACES: Final = frozenset({f"{WORD}tab", f"{WORD}ptab"})
_BREAKS: Final = frozenset({f"{WORD}br", f"{WORD}cr"})
_GRAPHICS: Final = frozenset({f"{WORD}drawing", f"{WORD}pict", f"{WORD}object"})
_NOTE_REFERENCES: Final = {f"{WORD}{kind}Reference": kind for kind in NOTE_KINDS}
_DELETED_TEXT: Final = f"{WORD}delText"
_INSTRUCTION: Final = 80
_TEXT: Final = frozenset({f"{WORD}t", _DELETED_TEXT, f"{MATH}t"})


@dataclass
class _Field:
    """A field that is open: between begin and separate stands its instruction, then what it shows."""

    in_instruction: bool = True
    _instruction: str = ""

    def take(self, text: str) -> None:
        """Take in a piece of the instruction, of which only the beginning matters."""
        if len(self._instruction) < _INSTRUCTION:
            self._instruction += text[:_INSTRUCTION]

    @property
    def refers_to_a_note(self) -> bool:
        """Whether the field shows the mark of a footnote that stands elsewhere."""
        return self._instruction.lstrip().upper().startswith(("NOTEREF", "FTNREF"))

    @property
    def numbers(self) -> bool:
        """Whether the field is a paragraph's automatic number (`AUTONUM` and its kin)."""
        return self._instruction.lstrip().upper().startswith("AUTONUM")


@dataclass
class Reading:
    """What the reading of one document knows and counts."""

    styles: Styles
    numbering: Numbering
    notes: Notes
    log: ChangeLog = field(default_factory=ChangeLog)
    automatic_numbers: int = 0
    paragraphs: int = 0
    characters: int = 0

    def count(self, text: str) -> None:
        """Count characters that were read."""
        self.characters += len(text)
        if self.characters > MAX_CHARACTERS:
            raise too_large(f"more than {MAX_CHARACTERS:,} characters of text")


@dataclass
class Runs:
    """Reads the runs of one paragraph; afterwards `pieces` is its wording and `boxes` are the text boxes in it."""

    reading: Reading
    style: str
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    _fields: list[_Field] = field(default_factory=list)

    def read(self, parent: etree._Element, tracked: Tracked | None = None, depth: int = 0) -> None:
        """Read what a paragraph, or a container inside one, holds."""
        refuse_depth(depth)
        for element in elements(parent):
            tag = str(element.tag)
            if tag in {f"{WORD}r", f"{MATH}r"}:
                self._run(element, tracked)
            elif tag in KINDS:
                self.read(element, Tracked.inside(element, tracked), depth + 1)
            elif tag == f"{WORD}fldSimple":
                self._fields.append(_Field(in_instruction=False))
                self._fields[-1].take(element.get(f"{WORD}instr", ""))
                self.read(element, tracked, depth + 1)
                self._field("end", tracked)
            elif tag in _CONTAINERS or tag.startswith(MATH):
                self.read(element, tracked, depth + 1)
            elif tag == f"{WORD}ruby":
                self._ruby(element, tracked, depth)
            elif tag == f"{WORD}sdt" and not is_left_out(element):
                self.read(element, tracked, depth + 1)
            elif (chosen := alternative(element)) is not None:
                self.read(chosen, tracked, depth + 1)

    def _ruby(self, ruby: etree._Element, tracked: Tracked | None, depth: int) -> None:
        base = child(ruby, "rubyBase")
        if base is not None:
            self.read(base, tracked, depth + 1)

    def _run(self, run: etree._Element, tracked: Tracked | None) -> None:
        face = self.reading.styles.face(self.style, child(run, "rPr"))
        own_mark: tuple[etree._Element, int] | None = None
        for element in elements(run):
            tag = str(element.tag)
            if tag == f"{WORD}fldChar":
                self._field(element.get(f"{WORD}fldCharType"), tracked)
            elif tag == f"{WORD}instrText" and self._fields:
                self._fields[-1].take(element.text or "")
            elif face.hidden or any(open_field.in_instruction for open_field in self._fields):
                continue
            elif tag in _NOTE_REFERENCES and not (tracked and tracked.dropped):
                if _says_true(element, "customMarkFollows"):
                    own_mark = (element, len(self.pieces))
                else:
                    self._refer(self._note_mark(element), tracked)
            elif tag == f"{WORD}ruby":
                self._ruby(element, tracked, 0)
            else:
                self._content(element, face, tracked)
        if own_mark:
            self._own_mark(*own_mark, tracked)

    def _content(self, element: etree._Element, face: Face, tracked: Tracked | None) -> None:
        """Take one thing that a run shows."""
        tag = str(element.tag)
        if tag == _DELETED_TEXT and not (tracked and tracked.dropped):
            return
        if tag in _TEXT:
            text = clean(element.text or "")
            if self._fields and self._fields[-1].refers_to_a_note and text.strip().isdigit():
                self._refer(raised(text.strip()), tracked)
            else:
                self._show(raised(text) if face.raised else text, face.italic, tracked)
        elif tag in _SPACES:
            self._show(" ", face.italic, tracked)
        elif tag in _BREAKS:
            self._show(BREAK, face.italic, tracked)
        elif tag == f"{WORD}noBreakHyphen":
            self._show("-", face.italic, tracked)
        elif tag == f"{WORD}sym":
            shown = symbol(element.get(f"{WORD}font", ""), element.get(f"{WORD}char", ""))
            self._show(shown, face.italic, tracked)
        elif tag in _GRAPHICS and not (tracked and tracked.dropped):
            self.boxes.extend(_text_boxes(element, 0))
        elif (chosen := alternative(element)) is not None:
            for inner in elements(chosen):
                self._content(inner, face, tracked)

    def _show(self, text: str, emphasized: bool, tracked: Tracked | None) -> None:
        if not text:
            return
        self.reading.count(text)
        self.reading.log.read(text, tracked)
        if not (tracked and tracked.dropped):
            self.pieces.append(Piece(text, emphasized and not is_mark(text)))

    def _field(self, kind: str | None, tracked: Tracked | None) -> None:
        """Fields nest; between begin and separate stands an instruction, between separate and end the result."""
        if kind == "begin":
            refuse_depth(len(self._fields))
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_instruction = False
        elif kind == "end" and self._fields:
            self._close(self._fields.pop(), tracked)

    def _close(self, closed: _Field, tracked: Tracked | None) -> None:
        """Print the number that a field stands for: Word keeps none with the field, but counts anew."""
        if not closed.numbers or (tracked and tracked.dropped) or any(each.in_instruction for each in self._fields):
            return
        self.reading.automatic_numbers += 1
        self._show(f"{self.reading.automatic_numbers}.", emphasized=False, tracked=tracked)

    def _note_mark(self, reference: etree._Element) -> str:
        kind = _NOTE_REFERENCES[str(reference.tag)]
        return self.reading.notes.mark(kind, reference.get(f"{WORD}id", ""))

    def _refer(self, mark: str, tracked: Tracked | None) -> None:
        last = self.pieces[-1].text if self.pieces else ""
        if last == mark:  # a note referred to twice in one place
            return
        self._show(f",{mark}" if ends_with_mark(last) else mark, emphasized=False, tracked=tracked)

    def _own_mark(self, reference: etree._Element, at: int, tracked: Tracked | None) -> None:
        """The rest of the run is the mark itself (`w:customMarkFollows`)."""
        typed = "".join(piece.text for piece in self.pieces[at:])
        del self.pieces[at:]
        kind = _NOTE_REFERENCES[str(reference.tag)]
        self._refer(self.reading.notes.own_mark(kind, reference.get(f"{WORD}id", ""), lowered(typed)), tracked)


def alternative(element: etree._Element) -> etree._Element | None:
    """The one branch of an `mc:AlternateContent` that is read: its first choice, else its fallback."""
    if element.tag != f"{COMPATIBILITY}AlternateContent":
        return None
    choice = element.find(f"{COMPATIBILITY}Choice")
    return choice if choice is not None else element.find(f"{COMPATIBILITY}Fallback")


def is_left_out(control: etree._Element) -> bool:
    """Whether a content control (`w:sdt`) holds no text of the document: a prompt, a table of contents, a list of
    sources.
    """
    properties = child(control, "sdtPr")
    gallery = child(properties, "docPartObj", "docPartGallery")
    named = "" if gallery is None else gallery.get(f"{WORD}val", "")
    return (
        child(properties, "showingPlcHdr") is not None
        or child(properties, "bibliography") is not None
        or named in {"Table of Contents", "Bibliographies"}
    )


def refuse_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise too_large(f"elements more than {MAX_DEPTH} deep inside one another")


def _says_true(element: etree._Element, attribute: str) -> bool:
    return element.get(f"{WORD}{attribute}", "0").lower() in {"1", "true", "on"}


def _text_boxes(graphic: etree._Element, depth: int) -> list[etree._Element]:
    """The text boxes in a drawing, each once: Word stores them twice, for itself and for its older versions."""
    refuse_depth(depth)
    if graphic.tag == f"{WORD}txbxContent":
        return [graphic]
    chosen = alternative(graphic)
    inside = elements(graphic) if chosen is None else elements(chosen)
    return [box for element in inside for box in _text_boxes(element, depth + 1)]
