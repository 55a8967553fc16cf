"""Drafts to compare, and a Word redline read back with its changes accepted or rejected. Always the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from hypothesis import strategies as st
from lxml import etree

from drafts.comparison import compare
from drafts.comparison.model import ParagraphChange
from drafts.model import Footnote, Paragraph, ReadDraft
from resolutions.duties import Duty

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {True: frozenset({"del", "moveFrom"}), False: frozenset({"ins", "moveTo"})}

_WORDS = st.sampled_from(
    (
        *("States", "urge", "the", "all", "not", "of", "a", "report", "in", "2016", ",", ";", "(", ")", "“", "”"),
        *("Office", "United", "Nations", "and", "or", "twenty-sixth", "64/293"),
    )
)
TEXTS = st.lists(_WORDS, min_size=1, max_size=25).map(" ".join)
"""Texts of a few words, in which every class of change can happen."""

OFFICE = "Recalling the mandate of the United Nations Office on Drugs and Crime,"
OPERATIVE = (
    "Requests the Secretary-General to report to the Commission at its twenty-sixth session on progress made;",
    "Urges Member States to strengthen cooperation among border agencies, police and customs services;",
    "Invites donors to provide extrabudgetary resources for the purposes described above;",
    "Encourages civil society to take part in the annual observance of the international day;",
    "Welcomes the publication of the global report on trafficking and its statistical annex;",
)


def operative(text: str, number: str | None, level: int = 0) -> Paragraph:
    """An operative paragraph that opens with its verb."""
    return Paragraph(part="operative", number=number, text=text, level=level, verbs=(text.partition(" ")[0],))


def draft(*texts: str, preamble: Sequence[str] = (), notes: Sequence[str] = (), **fields: object) -> ReadDraft:
    """A draft of these operative paragraphs, numbered from 1; a text that begins with a tab is a sub-paragraph."""
    paragraphs = [Paragraph(part="preambular", text=text) for text in preamble]
    number, letter = 0, 0
    for text in texts:
        number, letter = (number, letter + 1) if text.startswith("\t") else (number + 1, 0)
        label = f"({chr(96 + letter)})" if letter else str(number)
        paragraphs.append(operative(text.lstrip("\t"), label, level=min(letter, 1)))
    footnotes = tuple(Footnote(number=place, text=text) for place, text in enumerate(notes, start=1))
    said = {"title": "Trafficking in persons", "paragraphs": tuple(paragraphs), "footnotes": footnotes, **fields}
    return ReadDraft.model_validate(said)


def with_duties(read: ReadDraft, *duties: Duty) -> ReadDraft:
    """The draft with these duties found in it."""
    return read.model_copy(update={"mandates": duties})


def lines(read: ReadDraft) -> list[str]:
    """The lines that a Word file of a draft shows: title, paragraphs and footnotes, behind their numbers."""
    title = [read.title] if read.title else []
    notes = [f"{note.number}.\t{note.text}" for note in read.footnotes]
    return [*title, *(f"{_number(paragraph.number)}{paragraph.text}" for paragraph in read.paragraphs), *notes]


def _number(number: str | None) -> str:
    if number is None:
        return ""
    return f"{number}\t" if number.startswith("(") else f"{number}.\t"


def lines_of_word(content: bytes, *, accepted: bool) -> list[str]:
    """The lines of a Word file when every tracked change is accepted, or rejected; empty ones are left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found: list[str] = []
    line = ""
    for paragraph in root.iter(f"{_W}p"):
        for piece in paragraph.iter(f"{_W}t", f"{_W}delText", f"{_W}tab"):
            around = {etree.QName(ancestor).localname for ancestor in piece.iterancestors()}
            if not around & _GONE[accepted]:
                line += "\t" if piece.tag == f"{_W}tab" else piece.text or ""
        mark = paragraph.find(f"{_W}pPr/{_W}rPr")
        if mark is None or not any(etree.QName(child).localname in _GONE[accepted] for child in mark):
            found.append(line)
            line = ""
    return [each for each in found if each]


def only_change(old: str, new: str, *others: str) -> ParagraphChange:
    """What became of a paragraph between two drafts that have nothing else that differs."""
    comparison = compare(draft(old, *others, preamble=[OFFICE]), draft(new, *others, preamble=[OFFICE]))
    (changed,) = (each for each in comparison.paragraphs if each.fate != "kept")
    return changed
