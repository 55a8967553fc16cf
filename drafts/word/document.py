"""A Word document to blocks: the package, its styles and lists, the body, the notes and the masthead put together."""

from __future__ import annotations

from dataclasses import dataclass

from drafts.model import UnreadableDraft
from drafts.word.changes import Change
from drafts.word.markup import child
from drafts.word.masthead import first_section, masthead
from drafts.word.notes import KINDS, Notes, Referred, first_number
from drafts.word.numbering import Numbering
from drafts.word.package import Package
from drafts.word.runs import Reading
from drafts.word.story import Story
from drafts.word.styles import Styles


@dataclass(frozen=True)
class WordText:
    """The text of a Word document with its tracked changes accepted, and those changes in reading order."""

    blocks: tuple[str, ...]
    changes: tuple[Change, ...]


def blocks(content: bytes) -> list[str]:
    """The blocks of a Word document, tracked changes accepted; raises `UnreadableDraft` for anything else."""
    return list(read_word(content).blocks)


def read_word(content: bytes) -> WordText:
    """The blocks of a Word document and what was changed in them; raises `UnreadableDraft` for anything else."""
    package = Package(content)
    document = package.document()
    body = child(document, "body")
    if body is None:
        raise UnreadableDraft("unsupported_format", "the file holds no Word text: looked for its body and found none")
    section = first_section(document)
    reading = _begin(package, first_number(package.related_tree("settings"), section))
    main = Story(reading, is_main=True)
    main.read(body)
    before = masthead(package, section, reading, main.blocks)
    found = (*before, *main.blocks, *_note_blocks(reading, len(main.blocks)))
    if not found:
        raise UnreadableDraft("empty", "the Word document is empty: looked for the text of a draft resolution")
    return WordText(found, reading.log.changes(blocks_before=len(before)))


def _begin(package: Package, first_note: int) -> Reading:
    styles = Styles.read(package.related_tree("styles"))
    notes = Notes(first_note)
    for kind in KINDS:
        notes.add_bodies(kind, package.related_tree(f"{kind}s"))
    return Reading(styles, Numbering(package.related_tree("numbering"), styles), notes)


def _note_blocks(reading: Reading, blocks_before: int) -> list[str]:
    """The bodies of the notes referred to; a note may refer to another, which follows it."""
    found: list[str] = []
    for note in reading.notes.referred:
        reading.log.block = blocks_before + len(found)
        text = _note_text(note, reading)
        if text:
            found.append(f"{note.mark} {text}")
    return found


def _note_text(note: Referred, reading: Reading) -> str:
    text = " ".join(Story(reading).read(note.body))
    for typed in (note.typed, note.mark):
        if typed and text.startswith(typed):
            return text.removeprefix(typed).strip()
    return text
