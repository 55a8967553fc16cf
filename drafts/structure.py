"""Blocks to structure: where the header ends, which block is which paragraph, which is a footnote and which is a
heading.

One pass, no backtracking over blocks. A paragraph that a page break or a footnote cut in two is put together again;
page numbers, running symbols and headings are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from drafts.bodies import formula_body
from drafts.emphasis import emphasized_lead, plain
from drafts.footnotes import NoteBody, glued_numbers, marked_body, numbered_body, without_marks
from drafts.header import recommended_to
from drafts.lexicon import acts, operative_opening, preambular_opening
from drafts.model import Footnote, Paragraph, Part, UnreadableDraft

_NUMBERED: Final = re.compile(r"(?:OP ?)?(\d{1,3}) ?(bis|ter|quater|quinquies|alt)?\\?\.\s*(?=\S)", re.IGNORECASE)
_NUMBER_WITHOUT_STOP: Final = re.compile(r"(\d{1,3}) (?=\*?[A-Z])")
_LABELLED: Final = re.compile(r"(OP|PP) ?(\d{1,3}) ?(bis|ter|quater|quinquies|alt)?[.:)]?\s+(?=\S)")
_SUB: Final = re.compile(r"\(([a-z]{1,5})\)\s*(?=\S)|([a-z]|[ivx]{2,5})[.)]\s+(?=\S)")
_BULLET: Final = re.compile(r"[\u2022\u25cf\u25aa\u2013\u2014-]\s+(?=\S)")
_ANNEX: Final = re.compile(r"(?:Annex|Appendix|Enclosure)(?:es)?(?: [IVX\d]{1,5})?[.*]*", re.IGNORECASE)
_PART_LETTER: Final = re.compile(r"[A-Z](?: [A-Z][^.;:]{3,200})?")
_CLOSING: Final = re.compile(r"\d{1,3}(?:st|nd|rd|th) (?:plenary )?meeting\b.{0,40}", re.IGNORECASE)
_FURNITURE: Final = re.compile(
    r"""(?:\d{1,3}\s+)?[A-Z]{1,10}/[\w./()* -]{3,60}(?:\s+\d{1,3})?   # a running symbol
      | (?:\d{1,3}/\d{1,3}\s+)?[A-Z]?\.?\d{2}-\d{5}\s*(?:\([A-Z]\))?\*?(?:\s+\d{1,3}(?:/\d{1,3})?)?  # a job number
      | \*?\d{7,8}\*?(?:\s+\*\d+\*)?                                  # a bar code
      | \d{1,3}(?:/\d{1,3})?                                          # a page number
      | /?\.\.\.|[\u2026]|[_\u2014-]{3,}|Please\s+recycle\W*
    """,
    re.VERBOSE,
)
_COMPLETE: Final = re.compile(r"(?:[.;:,]|[;,] and|[;,] or)[\"\u201d\u2019)*\]\u00b9\u00b2\u00b3\u2070-\u2079\d]{0,6}$")
_MOST_NOTES_MISSED: Final = 6
MAX_PARAGRAPH: Final = 20_000
_TAIL: Final = 200
_SHORT_HEADING: Final = 160
_NUMERALS: Final = (
    *("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    *("xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
_ROMAN: Final = {numeral: value for value, numeral in enumerate(_NUMERALS, start=1)}


@dataclass
class Structure:
    """What the blocks are. `formula` is the body that speaks; `header` the blocks before the paragraphs."""

    header: list[str]
    formula: str | None
    paragraphs: list[Paragraph]
    footnotes: list[Footnote]


@dataclass
class _Open:
    """A paragraph being put together; `text` still has its emphasis and marks."""

    part: Part
    number: str | None
    text: str
    level: int = 0


@dataclass
class _Assembly:
    """The state of the pass: what was put together, and the last label of each kind."""

    paragraphs: list[_Open] = field(default_factory=list)
    notes: list[NoteBody] = field(default_factory=list)
    part: Part = "preambular"
    last_number: str = "0"
    last_note: int = 0
    letter: str = ""
    numeral: str = ""
    after_note: bool = False
    glued: frozenset[int] = frozenset()


def structure(blocks: Sequence[str]) -> Structure:
    """Sort out the blocks of one document. A document without an opening formula begins at its first paragraph."""
    for block in blocks:
        _bounded(block)
    begin, formula = _opening(blocks)
    assembly = _Assembly(glued=glued_numbers("\n".join(blocks)))
    for block in blocks[begin:]:
        _take(assembly, block)
    before = [block for block in blocks[:begin] if not formula_body(block)]
    header = [block for block in before if not (marked_body(block) and _collect_note(assembly, block))]
    known = frozenset(note.number for note in assembly.notes if isinstance(note.number, int))
    return Structure(
        header=header,
        formula=formula,
        paragraphs=[_finished(paragraph, known) for paragraph in assembly.paragraphs],
        footnotes=[Footnote(number=note.number, text=plain(note.text)) for note in assembly.notes],
    )


def _opening(blocks: Sequence[str]) -> tuple[int, str | None]:
    """Where the paragraphs begin and in whose name. Of two formulas around a recommending one, the second speaks."""
    position, body, nested = 0, None, False
    for i, block in enumerate(blocks):
        found = formula_body(block)
        if found and (body is None or nested):
            position, body, nested = i + 1, found, False
        elif body and i == position and recommended_to(block):
            position, nested = i + 1, True
        elif body and not nested and i > position:
            return position, body
    return (position, body) if body else (_first_paragraph(blocks), None)


def _first_paragraph(blocks: Sequence[str]) -> int:
    for i, block in enumerate(blocks):
        text = plain(block)
        numbered = _NUMBERED.match(text)
        if (numbered and numbered[1] == "1") or _LABELLED.match(text):
            return i
        if _is_preambular(block) and text.endswith(","):
            return i
    return len(blocks)


def _take(assembly: _Assembly, block: str) -> None:
    """Put one block where it belongs."""
    if _collect_note(assembly, block):
        return
    text = plain(block)
    if _FURNITURE.fullmatch(text) or _CLOSING.fullmatch(text) or " | " in block:
        return
    if _ANNEX.fullmatch(text):
        assembly.part = "annex"
    elif formula_body(block) and assembly.part != "annex":
        assembly.part = "preambular"
    elif not (_take_labelled(assembly, block) or _take_continuation(assembly, text, block)):
        _take_unnumbered(assembly, block, text)
    assembly.after_note = False


def _bounded(text: str) -> str:
    """No paragraph of a resolution is anywhere near that long; what is done to one may cost more than its length."""
    if len(text) > MAX_PARAGRAPH:
        found = f"found one of more than {MAX_PARAGRAPH:,} characters"
        raise UnreadableDraft("too_large", f"looked for paragraphs and {found}: this is no draft resolution")
    return text


def _collect_note(assembly: _Assembly, block: str) -> bool:
    following = frozenset(range(assembly.last_note + 1, assembly.last_note + 1 + _MOST_NOTES_MISSED))
    note = marked_body(block) or numbered_body(block, assembly.glued & following)
    if note is None:
        return False
    assembly.notes.append(note)
    assembly.last_note = note.number if isinstance(note.number, int) else assembly.last_note
    assembly.after_note = True
    return True


def _take_labelled(assembly: _Assembly, block: str) -> bool:
    """Take a block that carries a number, a letter or a bullet of its own."""
    if labelled := _LABELLED.match(block):
        assembly.part = "operative" if labelled[1] == "OP" else "preambular"
        number = labelled[2] + (labelled[3] or "") if labelled[1] == "OP" else None
        _begin(assembly, number, block[labelled.end() :])
        return True
    if numbered := _numbered(assembly, block):
        assembly.part = "annex" if assembly.part == "annex" else "operative"
        number = numbered[1] + ((numbered[2] or "").lower() if numbered.re is _NUMBERED else "")
        _begin(assembly, number, block[numbered.end() :])
        return True
    sub = _SUB.match(block) if assembly.paragraphs else None
    if sub and assembly.paragraphs[-1].part == assembly.part:
        label = sub[1] or sub[2]
        level = _level(assembly, label)
        assembly.letter, assembly.numeral = (label, "") if level == 1 else (assembly.letter, label)
        assembly.paragraphs.append(_Open(assembly.part, f"({label})", block[sub.end() :], level))
        return True
    bullet = _BULLET.match(block) if assembly.paragraphs else None
    if bullet:
        level = max(1, assembly.paragraphs[-1].level)
        assembly.paragraphs.append(_Open(assembly.part, None, block[bullet.end() :], level))
    return bullet is not None


def _begin(assembly: _Assembly, number: str | None, text: str) -> None:
    """Begin a paragraph of its own, under which letters and numerals count anew."""
    assembly.paragraphs.append(_Open(assembly.part, number, text))
    assembly.last_number = number or assembly.last_number
    assembly.letter = assembly.numeral = ""


def _numbered(assembly: _Assembly, block: str) -> re.Match[str] | None:
    """A number that opens the block; one without its full stop counts if it is the next one and a verb follows."""
    found = _NUMBERED.match(block)
    if found or assembly.part != "operative":
        return found
    bare = _NUMBER_WITHOUT_STOP.match(block)
    last = assembly.last_number
    is_next = bare is not None and last.isdigit() and int(bare[1]) == int(last) + 1
    return bare if bare and is_next and operative_opening(plain(block[bare.end() :])) else None


def _level(assembly: _Assembly, label: str) -> int:
    """1 for (a), 2 for (i): "(i)" after "(h)" is a letter, "(v)" after "(iv)" a numeral."""
    letter, numeral = assembly.letter, assembly.numeral
    follows_letter = len(label) == 1 and letter and ord(label) == ord(letter[-1]) + 1
    if follows_letter and (label != "i" or not numeral):
        return 1
    return 2 if label in _ROMAN and letter and _ROMAN[label] == _ROMAN.get(numeral, 0) + 1 else 1


def _take_continuation(assembly: _Assembly, text: str, block: str) -> bool:
    """Take a block that goes on in a paragraph, or in a footnote, that was cut in two."""
    last = assembly.paragraphs[-1] if assembly.paragraphs else None
    if last is None or not text:
        return not text
    complete = bool(_COMPLETE.search(plain(last.text[-_TAIL:])))
    if text[0].islower() and assembly.after_note and complete:
        note = assembly.notes[-1]
        assembly.notes[-1] = NoteBody(note.number, _bounded(f"{note.text} {block}"))
        return True
    opens = _is_preambular(block) if assembly.part == "preambular" else operative_opening(text)
    cut_in_two = text[0].islower() or (not complete and not opens and not _PART_LETTER.fullmatch(text))
    if cut_in_two and last.part == assembly.part:
        last.text = _bounded(f"{last.text} {block}")
        return True
    return False


def _take_unnumbered(assembly: _Assembly, block: str, text: str) -> None:
    """Take a preambular paragraph, an operative one without a number, or leave out a heading."""
    if assembly.part == "preambular" and _is_preambular(block):
        _begin(assembly, None, block)
    elif assembly.part != "annex" and operative_opening(text) and _COMPLETE.search(text):
        assembly.part = "operative"
        _begin(assembly, None, block)


def _is_preambular(block: str) -> bool:
    text = plain(block)
    lead = emphasized_lead(block)
    if lead and lead != text:
        return not operative_opening(lead)
    heading = len(text) < _SHORT_HEADING and not _COMPLETE.search(text)
    return preambular_opening(text) is not None and not heading


def _finished(paragraph: _Open, known: frozenset[int]) -> Paragraph:
    text, marks = without_marks(plain(paragraph.text), known)
    lead = emphasized_lead(paragraph.text) if paragraph.level == 0 else None
    return Paragraph(
        part=paragraph.part,
        number=paragraph.number,
        verbs=_verbs(paragraph, lead, text),
        text=text,
        level=paragraph.level,
        footnotes=marks,
    )


def _verbs(paragraph: _Open, lead: str | None, text: str) -> tuple[str, ...]:
    if paragraph.level or paragraph.part == "annex":
        return ()
    if paragraph.part == "preambular":
        opening = lead or preambular_opening(text)
        return (opening,) if opening else ()
    return acts(text, lead or operative_opening(text))
