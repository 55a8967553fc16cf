"""Blocks to structure: which block is which paragraph, which is a footnote, which a heading.

One pass, no backtracking over blocks. A paragraph that a page break or a footnote cut in two is put together again,
a label that stands alone joins its paragraph, words quoted in a paragraph stay in it; page furniture is left out. Any
list of blocks gives a structure or `UnreadableDraft`, in time linear in their length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from drafts.amendments import action, is_instruction, is_quoted
from drafts.emphasis import emphasized_lead, plain
from drafts.footnotes import MARKS_AT_THE_END, NoteBody, glued_numbers, marked_body, numbered_body, without_marks
from drafts.furniture import closes_a_record, is_furniture
from drafts.lexicon import acts, inner_act_starts, operative_opening, preambular_opening
from drafts.lines import is_surely_preambular
from drafts.model import Footnote, Form, Paragraph, Part, UnreadableDraft
from drafts.numbering import (
    Outline,
    bullet_end,
    is_lone_label,
    opens_with_number,
    paragraph_number,
    sub_label,
)
from drafts.opening import find_opening, past_act, runs_on, speaker_of

_ANNEX: Final = re.compile(r"(?:Annex|Appendix|Enclosure)(?:es)?(?: [IVX\d]{1,5})?[.*]*", re.IGNORECASE)
_SECTION: Final = re.compile(
    r"(?:[A-Z]|[IVX]{1,6})(?:[.:]? [A-Z][^.;:]{3,200})?"
    r"|(?:Part|Section|Chapter) (?:[A-Z]|[IVX]{1,6}|\d{1,2}|[a-z]{3,9})(?:[.:]? [A-Z].{3,200})?",
)
_COMPLETE: Final = re.compile(rf"(?:[.;:,]|[;,] and|[;,] or){MARKS_AT_THE_END}")
_COLON: Final = re.compile(rf":{MARKS_AT_THE_END}")
_COMMA: Final = re.compile(rf",{MARKS_AT_THE_END}")
_FINAL: Final = re.compile(rf"(?<!\b[A-Za-z])(?<!\bvol)(?<!\bNo)(?<!\bpara)(?<!\bart)\.{MARKS_AT_THE_END}")
_GOES_ON_IN_FIGURES: Final = re.compile(r"\(?\d{1,4}(?:/\d|[ ,]|st |nd |rd |th )")
_SHORTEST_UNKNOWN: Final = 60
_MOST_NOTES_MISSED: Final = 6
MAX_PARAGRAPH: Final = 20_000
MAX_BLOCKS: Final = 200_000
_LONGEST_QUOTATION: Final = 8_000
_TAIL: Final = 200
_SHORT_HEADING: Final = 160
_SHORT_LINE: Final = 60
_LONGEST_HEADING: Final = 400


@dataclass(frozen=True)
class Heading:
    """A heading ("II", "B. Follow-up", "Annex") and the index of the paragraph before which it stands."""

    text: str
    before: int


@dataclass
class Structure:
    """What the blocks are.

    `formula` is the body that speaks; `header` the blocks before the paragraphs, with the asterisk notes that belong
    to them; `form` the kind of document; `nested` whether the text read is one that another recommends; `headings`
    stand where the text has them.
    """

    header: list[str]
    formula: str | None
    paragraphs: list[Paragraph]
    footnotes: list[Footnote]
    form: Form = "resolution"
    nested: bool = False
    headings: list[Heading] = field(default_factory=list)


@dataclass
class _Open:
    """A paragraph being put together; `text` still has its emphasis and marks, `unclosed` counts open quotations."""

    part: Part
    number: str | None
    text: str
    level: int = 0
    unclosed: int = 0


@dataclass
class _Assembly:
    """The state of the pass: what was put together, and what the last blocks were."""

    form: Form
    lettered: bool
    glued: frozenset[int]
    paragraphs: list[_Open] = field(default_factory=list)
    notes: list[NoteBody] = field(default_factory=list)
    asterisked: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)
    part: Part = "preambular"
    last_number: str = "0"
    last_note: int = 0
    after_note: bool = False
    after_heading: bool = False


def structure(blocks: Sequence[str]) -> Structure:
    """Sort out the blocks of one document; raises `UnreadableDraft` for more than any resolution could have."""
    if len(blocks) > MAX_BLOCKS:
        raise UnreadableDraft("too_large", f"looked for paragraphs and found more than {MAX_BLOCKS:,}")
    opening = find_opening([_bounded(block) for block in blocks])
    assembly = _Assembly(opening.form, opening.lettered, glued_numbers("\n".join(blocks)))
    if opening.form == "amendment" or (opening.formula and opening.text and runs_on(plain(opening.text[0]))):
        assembly.part = "operative"
    for block in _with_labels(opening.text):
        _take(assembly, block)
    header = [block for block in opening.header if not (marked_body(block) and _collect_note(assembly, block))]
    known = frozenset(note.number for note in assembly.notes if isinstance(note.number, int))
    return Structure(
        header=[*header, *assembly.asterisked],
        formula=opening.formula,
        paragraphs=[_finished(paragraph, known, opening.form) for paragraph in assembly.paragraphs],
        footnotes=[Footnote(number=note.number, text=plain(note.text)) for note in assembly.notes],
        form=opening.form,
        nested=opening.nested,
        headings=assembly.headings,
    )


def _bounded(text: str) -> str:
    """No paragraph of a resolution is anywhere near that long; what is done to one may cost more than its length."""
    if len(text) > MAX_PARAGRAPH:
        found = f"found one of more than {MAX_PARAGRAPH:,} characters"
        raise UnreadableDraft("too_large", f"looked for paragraphs and {found}: this is no draft resolution")
    return text


def _with_labels(blocks: Sequence[str]) -> Iterator[str]:
    """The blocks, each label that stands alone joined to the block after it.

    A bare number is a label if it is the next one and a verb without a number follows; else it is a page's.
    """
    label, last = "", 0
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else ""
        if not label and is_lone_label(block) and following and not opens_with_number(following):
            label = block
            continue
        if not label and block == str(last + 1) and operative_opening(plain(following)):
            label = f"{block}."
            continue
        whole, label = f"{label} {block}".lstrip() if label else block, ""
        number = opens_with_number(whole)
        last = int(number) if number else last
        yield whole


def _take(assembly: _Assembly, block: str) -> None:
    """Put one block where it belongs."""
    if _collect_note(assembly, block):
        return
    text = plain(block)
    if is_furniture(text) or closes_a_record(text) or " | " in block:
        return
    if _ANNEX.fullmatch(text):
        assembly.part = "annex"
        _take_heading(assembly, text)
    elif speaker_of(block) and (assembly.part != "annex" or assembly.after_heading):
        # In an annex a body speaks only where, under a letter of its own, the next resolution begins.
        assembly.part = "preambular"
    elif not (_take_quoted(assembly, block) or _take_labelled(assembly, block) or _take_continuation(assembly, block)):
        _take_unnumbered(assembly, block, text)
    assembly.after_note = False


def _collect_note(assembly: _Assembly, block: str) -> bool:
    following = frozenset(range(assembly.last_note + 1, assembly.last_note + 1 + _MOST_NOTES_MISSED))
    note = marked_body(block) or numbered_body(block, following, assembly.glued)
    if note is None:
        return False
    assembly.notes.append(note)
    if isinstance(note.number, int):
        assembly.last_note = note.number
    else:
        assembly.asterisked.append(block)
    assembly.after_note = True
    return True


def _take_quoted(assembly: _Assembly, block: str) -> bool:
    """Take a block that stands inside a quotation which its paragraph opened; only that paragraph's next closes it."""
    last = assembly.paragraphs[-1] if assembly.paragraphs else None
    if last is None or last.part != assembly.part or assembly.form == "amendment":
        return False
    opens = is_quoted(block) and _introduces(last)
    if not opens and (last.unclosed <= 0 or len(last.text) > _LONGEST_QUOTATION):
        return False
    number = opens_with_number(block)
    is_next = number is not None and assembly.last_number.isdigit() and int(number) == int(assembly.last_number) + 1
    if (is_next and not ("\u201d" in block and _lacks_a_verb(block))) or (
        number is None and not is_quoted(block) and not block[:1].islower() and not sub_label(block)
    ):
        return False
    _extend(last, block)
    return True


def _introduces(paragraph: _Open) -> bool:
    """Whether a paragraph ends, as far as it goes, with a colon."""
    return _COLON.search(plain(paragraph.text[-_TAIL:])) is not None


def _lacks_a_verb(block: str) -> bool:
    return operative_opening(plain(block).lstrip("0123456789. ")) is None


def _take_labelled(assembly: _Assembly, block: str) -> bool:
    """Take a block that carries a number, a letter or a bullet of its own."""
    in_annex = assembly.part == "annex"
    number = paragraph_number(block, assembly.last_number, in_annex, counts=assembly.part == "operative")
    if number:
        if not in_annex:
            assembly.part = "preambular" if number.preambular else "operative"
        _begin(assembly, None if number.preambular else number.printed, block[number.text_at :])
        return True
    return _take_sub(assembly, block) or _take_bullet(assembly, block)


def _take_sub(assembly: _Assembly, block: str) -> bool:
    label = sub_label(block)
    last = assembly.paragraphs[-1] if assembly.paragraphs else None
    if label is None:
        return False
    if assembly.part == "preambular" and last and _COMPLETE.search(plain(last.text[-_TAIL:])):
        _begin_lettered(assembly, block[label.text_at :])
    if assembly.lettered and (last is None or assembly.outline.rungs):
        assembly.part = "operative"
    elif not assembly.lettered and (last is None or last.part != assembly.part):
        return False
    after_colon = last is not None and _introduces(last)
    level = assembly.outline.place(label, after_colon)
    if level is None:
        return False
    text = block[label.text_at :]
    assembly.paragraphs.append(
        _Open(assembly.part, label.printed, text, level - assembly.lettered, unclosed=_unclosed(text))
    )
    return True


def _begin_lettered(assembly: _Assembly, text: str) -> None:
    """Begin an operative part whose paragraphs are lettered: acts in the present tense right after a preamble."""
    if operative_opening(plain(text)):
        assembly.part, assembly.lettered = "operative", True


def _take_bullet(assembly: _Assembly, block: str) -> bool:
    text_at = bullet_end(block)
    if text_at is None or not assembly.paragraphs:
        return False
    last = assembly.paragraphs[-1]
    deeper = last.number is not None and last.level > 0 and _introduces(last)
    assembly.paragraphs.append(_Open(assembly.part, None, block[text_at:], max(1, last.level + deeper)))
    return True


def _begin(assembly: _Assembly, number: str | None, text: str) -> None:
    """Begin a paragraph of its own, under which letters and numerals count anew."""
    paragraph = _Open(assembly.part, number, text, unclosed=_unclosed(text))
    assembly.paragraphs.append(paragraph)
    assembly.last_number = number or assembly.last_number
    assembly.outline.clear()
    assembly.after_heading = False


def _extend(paragraph: _Open, block: str) -> None:
    paragraph.text = _bounded(f"{paragraph.text} {block}")
    paragraph.unclosed += _unclosed(block)


def _unclosed(text: str) -> int:
    """How many quotations a text opens more than it closes."""
    return text.count("\u201c") - text.count("\u201d")


def _take_continuation(assembly: _Assembly, block: str) -> bool:
    """Take a block that goes on in a paragraph, or in a footnote, that was cut in two."""
    text = plain(block)
    last = assembly.paragraphs[-1] if assembly.paragraphs else None
    if last is None or not text:
        return not text
    tail = plain(last.text[-_TAIL:])
    complete = bool(_COMPLETE.search(tail))
    if text[0].islower() and assembly.after_note and complete:
        note = assembly.notes[-1]
        assembly.notes[-1] = NoteBody(note.number, _bounded(f"{note.text} {block}"))
        return True
    if last.part != assembly.part or assembly.after_heading:
        return False
    if _GOES_ON_IN_FIGURES.match(text) and _COMMA.search(tail):
        belongs = True
    elif text[0].islower():
        belongs = not (_FINAL.search(tail) and len(text) < _SHORT_LINE and not _COMPLETE.search(text))
    else:
        belongs = not complete and not _opens(assembly, block, text) and not _SECTION.fullmatch(text)
    if belongs:
        _extend(last, block)
    return belongs


def _opens(assembly: _Assembly, block: str, text: str) -> bool:
    """Whether a block opens as a paragraph of this part does."""
    if assembly.form == "amendment":
        return is_instruction(text)
    return _is_preambular(block) if assembly.part == "preambular" else operative_opening(text) is not None


def _take_unnumbered(assembly: _Assembly, block: str, text: str) -> None:
    """Take a preambular paragraph, an operative one without a number, one of an annex, or a heading; what is too long
    for a heading is a paragraph whatever it opens with.
    """
    complete = _COMPLETE.search(text) is not None
    if assembly.form == "amendment":
        _take_instruction(assembly, block, text)
    elif complete if assembly.part == "annex" else assembly.part == "preambular" and _may_be_preambular(block, text):
        _begin(assembly, None, block)
    elif assembly.part == "operative" and assembly.after_heading and complete and _is_preambular(block):
        assembly.part = "preambular"
        _begin(assembly, None, block)
    elif assembly.part != "annex" and complete and (operative_opening(text) or runs_on(text)):
        assembly.part = "operative"
        _begin(assembly, None, block)
    elif len(text) > _LONGEST_HEADING:
        _begin(assembly, None, block)
    else:
        _take_heading(assembly, text)


def _take_heading(assembly: _Assembly, text: str) -> None:
    assembly.headings.append(Heading(text, len(assembly.paragraphs)))
    assembly.after_heading = assembly.after_heading or _SECTION.fullmatch(text) is not None


def _take_instruction(assembly: _Assembly, block: str, text: str) -> None:
    """Take an instruction of an amendment, or below it the words that it brings."""
    below = bool(assembly.paragraphs) and (is_quoted(block) or not is_instruction(text))
    if below:
        assembly.paragraphs.append(_Open("operative", None, block, 1))
    elif is_instruction(text):
        _begin(assembly, None, block)


def _is_preambular(block: str) -> bool:
    text = plain(block)
    lead = emphasized_lead(block)
    if lead and lead != text:
        return not operative_opening(lead)
    heading = len(text) < _SHORT_HEADING and not _COMPLETE.search(text) and not is_surely_preambular(text)
    return preambular_opening(text) is not None and not heading


def _may_be_preambular(block: str, text: str) -> bool:
    """Whether a block of a preamble is one of its paragraphs, if need be by its comma alone."""
    return _is_preambular(block) or (len(text) >= _SHORTEST_UNKNOWN and _COMMA.search(text) is not None)


def _finished(paragraph: _Open, known: frozenset[int], form: Form) -> Paragraph:
    text, marks = without_marks(plain(paragraph.text), known)
    lead = emphasized_lead(paragraph.text) if paragraph.level == 0 else None
    return Paragraph(
        part=paragraph.part,
        number=paragraph.number,
        verbs=action(text) if form == "amendment" and paragraph.level == 0 else _verbs(paragraph, lead, text),
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
    spoken = runs_on(text)
    return _acts_of_a_sentence(text[spoken[1] :]) if spoken else acts(text, lead or operative_opening(text))


def _acts_of_a_sentence(rest: str) -> tuple[str, ...]:
    """The acts of a decision that names its body first ("... decides to ..."), whether it tells or told them."""
    capital = rest[0].upper() + rest[1:]
    if (opening := operative_opening(capital)) is not None:
        return (rest[: len(opening)], *acts(capital, opening)[1:])
    if past := past_act(rest):
        return (past,)
    first = next(iter(inner_act_starts(rest)), None)
    return _acts_of_a_sentence(rest[first:]) if first else ()
