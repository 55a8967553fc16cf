"""Comparing two read drafts: paragraphs aligned, the words of pairs compared and classed, all of it put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.comparison.alignment import Aligned, align
from drafts.comparison.classes import classed
from drafts.comparison.conventions import Surroundings
from drafts.comparison.duties import duty_changes
from drafts.comparison.likeness import Piece
from drafts.comparison.model import (
    ChangeClass,
    Comparison,
    DutyChange,
    Fate,
    FieldChange,
    ParagraphChange,
    Run,
    WordChange,
)
from drafts.comparison.names import KnownNames
from drafts.comparison.normal_form import normal_form
from drafts.comparison.placing import in_reading_order, moved
from drafts.comparison.words import changes_between, runs_of, tokens
from drafts.labels import labelled
from drafts.model import Footnote, Paragraph, ReadDraft

_FIELDS: Final = (
    "form",
    "symbol",
    "body",
    "session",
    "agenda_item",
    "date",
    "original_language",
    "distribution",
    "for_adoption_by",
)


@dataclass(frozen=True)
class _Side:
    """The paragraphs, or the footnotes, of one draft, with what each is called and the verbs of its acts."""

    pieces: Sequence[Piece]
    labels: Sequence[str]
    verbs: Sequence[tuple[str, ...]]


def compare(old: ReadDraft, new: ReadDraft) -> Comparison:
    """What changed from the old draft to the new one. Total: any two drafts compare.

    The time grows with the length of the drafts and the number of paragraphs that differ; see `alignment` and `words`
    for the bounds.
    """
    known = _surroundings(old, new) if _differ(old, new) else Surroundings.unknown()
    old_side, new_side = _paragraphs(old), _paragraphs(new)
    entries = _entries(old_side, new_side, known)
    duties = duty_changes(old.mandates, new.mandates, _new_labels(entries))
    entries = [_with_duties(entry, duties) for entry in entries]
    titles = _title(old.title, new.title, known)
    paragraphs = (*titles, *entries)
    joined = tuple(name for name in new.sponsors if name not in old.sponsors)
    left = tuple(name for name in old.sponsors if name not in new.sponsors)
    return Comparison(
        title=new.title or old.title,
        header=_fields(old, new),
        sponsors_joined=joined if old.sponsors else (),
        sponsors_left=left if new.sponsors else (),
        paragraphs=paragraphs,
        footnotes=tuple(_entries(_footnotes(old.footnotes), _footnotes(new.footnotes), known)),
        duties=duties,
        compared=len(paragraphs),
        differing=sum(entry.differs for entry in paragraphs),
        substantive=sum(entry.change_class == "substantive" for entry in paragraphs),
    )


def _differ(old: ReadDraft, new: ReadDraft) -> bool:
    """Whether any words differ, so that it is worth while to know the words of both drafts."""
    return _all_texts(old) != _all_texts(new)


def _all_texts(draft: ReadDraft) -> Counter[str]:
    paragraphs, notes = (each.text for each in draft.paragraphs), (each.text for each in draft.footnotes)
    return Counter([draft.title or "", *paragraphs, *notes])


def _surroundings(old: ReadDraft, new: ReadDraft) -> Surroundings:
    texts = [
        normal_form(tokens(text))
        for draft in (old, new)
        for text in (draft.title or "", *(paragraph.text for paragraph in draft.paragraphs))
    ]
    notes = frozenset(str(note.number) for draft in (old, new) for note in draft.footnotes)
    return Surroundings(KnownNames(texts), Counter(unit.key for units in texts for unit in units), notes)


def _paragraphs(draft: ReadDraft) -> _Side:
    pieces: list[Piece] = []
    above: list[int] = []
    for place, paragraph in enumerate(draft.paragraphs):
        del above[paragraph.level :]
        pieces.append(_piece(place, paragraph, above[-1] if above else None))
        above.append(place)
    labels = [each.label or f"{each.part} paragraph" for each in labelled(draft.paragraphs)]
    return _Side(pieces, labels, [paragraph.verbs for paragraph in draft.paragraphs])


def _piece(place: int, paragraph: Paragraph, parent: int | None) -> Piece:
    return Piece(place, paragraph.part, paragraph.text, paragraph.level, paragraph.number, parent)


def _footnotes(notes: Sequence[Footnote]) -> _Side:
    pieces = [Piece(place, "footnote", note.text, 0, str(note.number)) for place, note in enumerate(notes)]
    return _Side(pieces, [f"note {note.number}" for note in notes], [()] * len(pieces))


def _entries(old: _Side, new: _Side, known: Surroundings) -> list[ParagraphChange]:
    answers = align(old.pieces, new.pieces)
    elsewhere = moved(answers, old.pieces, new.pieces)
    return [
        _entry(each, old, new, each in elsewhere, known) for each in in_reading_order(answers, old.pieces, new.pieces)
    ]


def _entry(aligned: Aligned, old: _Side, new: _Side, is_moved: bool, known: Surroundings) -> ParagraphChange:
    went, came = [old.pieces[place] for place in aligned.old], [new.pieces[place] for place in aligned.new]
    shown = (came or went)[0]
    verbs = [
        verb for side, places in ((old, aligned.old), (new, aligned.new)) for at in places for verb in side.verbs[at]
    ]
    runs, changes = _worded([piece.text for piece in went], [piece.text for piece in came], verbs, known)
    renumbered = len(went) == len(came) == 1 and went[0].number != came[0].number
    fate = _fate(aligned, changes, is_moved, renumbered)
    return ParagraphChange.model_validate(
        {
            "fate": fate,
            "part": shown.part,
            "level": shown.level,
            "old": tuple(old.labels[place] for place in aligned.old),
            "new": tuple(new.labels[place] for place in aligned.new),
            "old_numbers": tuple(piece.number for piece in went),
            "new_numbers": tuple(piece.number for piece in came),
            "old_places": aligned.old,
            "new_places": aligned.new,
            "moved": is_moved,
            "renumbered": renumbered,
            "change_class": _class_of(fate, changes),
            "runs": runs,
            "changes": changes,
        }
    )


def _worded(
    old: Sequence[str], new: Sequence[str], verbs: Sequence[str], known: Surroundings
) -> tuple[tuple[Run, ...], tuple[WordChange, ...]]:
    """The runs and the classed changes between texts; several are put together with line feeds."""
    text, text_of_new = "\n".join(old), "\n".join(new)
    if text == text_of_new:
        return ((Run(kind="equal", text=text),) if text else ()), ()
    if not old or not new:
        run = Run(kind="deleted" if old else "inserted", text=text or text_of_new)
        return (run,), (_whole(text, text_of_new),)
    tokens_of_old, tokens_of_new = tokens(text), tokens(text_of_new)
    changes = changes_between(tokens_of_old, tokens_of_new)
    runs = runs_of(tokens_of_old, tokens_of_new, changes)
    return runs, classed(tokens_of_old, tokens_of_new, changes, known, verbs)


def _whole(old: str, new: str) -> WordChange:
    return WordChange(deleted=old, inserted=new, change_class="substantive", reason="paragraph")


def _fate(aligned: Aligned, changes: Sequence[WordChange], is_moved: bool, renumbered: bool) -> Fate:
    if not aligned.old or not aligned.new:
        return "deleted" if aligned.old else "inserted"
    if len(aligned.old) > 1 or len(aligned.new) > 1:
        return "merged" if len(aligned.old) > 1 else "split"
    if is_moved or changes:
        return "moved" if is_moved else "changed"
    return "renumbered" if renumbered else "kept"


def _class_of(fate: Fate, changes: Sequence[WordChange]) -> ChangeClass | None:
    """The class of a paragraph: that of its gravest change. A new number is none; a new place alone is editorial."""
    if fate in {"kept", "renumbered"}:
        return None
    grave = fate in {"inserted", "deleted"} or any(change.change_class == "substantive" for change in changes)
    return "substantive" if grave else "editorial"


def _new_labels(entries: Sequence[ParagraphChange]) -> Mapping[str, Sequence[str]]:
    return {label: entry.new for entry in entries for label in entry.old}


def _with_duties(entry: ParagraphChange, duties: Sequence[DutyChange]) -> ParagraphChange:
    """A paragraph whose words changed and with them a date that it sets is changed in substance, whatever the words."""
    if entry.change_class != "editorial" or not entry.changes:
        return entry
    dated = any(
        change.fate == "due" and change.old and change.new and change.new.due.kind != "none"
        for change in duties
        if change.paragraph in entry.new and change.old and change.old.due.kind != "none"
    )
    return entry.model_copy(update={"change_class": "substantive"}) if dated else entry


def _title(old: str | None, new: str | None, known: Surroundings) -> tuple[ParagraphChange, ...]:
    if old is None or new is None:
        return ()
    runs, changes = _worded([old], [new], (), known)
    return (
        ParagraphChange(
            fate="changed" if changes else "kept",
            part="title",
            old=("title",),
            new=("title",),
            change_class=_class_of("changed", changes) if changes else None,
            runs=runs,
            changes=changes,
        ),
    )


def _fields(old: ReadDraft, new: ReadDraft) -> tuple[FieldChange, ...]:
    found = [(name, getattr(old, name), getattr(new, name)) for name in _FIELDS]
    if old.title is None or new.title is None:
        found.append(("title", old.title, new.title))
    return tuple(
        FieldChange(field=name, old=_printed(was), new=_printed(now)) for name, was, now in found if was != now
    )


def _printed(value: object) -> str | None:
    return None if value is None else str(value)
