"""A comparison in a few finished English phrases, for notices and terminals: one line each, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from drafts.comparison.model import Comparison, DutyChange, ParagraphChange, WordChange
from resolutions.duties import Due, Duty

MOST_PHRASES: Final = 200
_LONGEST_QUOTATION: Final = 70
_LONGEST_LIST: Final = 12
_MOST_QUOTED: Final = 3
_ONE_LINE: Final = 400


def headline(comparison: Comparison) -> str:
    """How much differs: "16 of 30 paragraphs differ, 1 in substance"."""
    if not comparison.differing:
        return f"none of {comparison.compared} paragraphs differs"
    verb = "differs" if comparison.differing == 1 else "differ"
    grave = f"{comparison.substantive} in substance" if comparison.substantive else "none in substance"
    return f"{comparison.differing} of {comparison.compared} paragraphs {verb}, {grave}"


def summary(comparison: Comparison) -> tuple[str, ...]:
    """What changed, at most `MOST_PHRASES` lines; empty if nothing did."""
    if comparison.same:
        return ()
    phrases = [" ".join(phrase.split()) for phrase in _phrases(comparison)]
    if len(phrases) > MOST_PHRASES:
        left_out = len(phrases) - MOST_PHRASES + 1
        phrases = [*phrases[: MOST_PHRASES - 1], f"and {left_out} more changes"]
    return tuple(_cut(phrase, _ONE_LINE) for phrase in phrases)


def called(entry: ParagraphChange) -> str:
    """What a paragraph is called in a sentence, by its new label if it has one."""
    return named(entry.new[:1] or entry.old[:1], entry.part)


def named(labels: Sequence[str], part: str) -> str:
    """Labels in a sentence: "operative paragraph 11", "preambular paragraphs 3 and 4"."""
    if part in {"title", "footnote"}:
        return (
            "the title" if part == "title" else _joined("footnote", [label.removeprefix("note ") for label in labels])
        )
    if part == "annex":
        return _joined("annex paragraph", [label.removeprefix("annex").strip() for label in labels])
    return _joined(f"{part} paragraph", [label.removeprefix("PP") for label in labels])


def due_phrase(due: Due) -> str:
    """A due date in words: "session 26 of the CCPCJ"."""
    match due.kind:
        case "session":
            return f"session {due.session} of {due.body}"
        case "sessions":
            return f"sessions {', '.join(map(str, due.sessions))} of {due.body}"
        case "year" | "date":
            return str(due.year if due.kind == "year" else due.date)
        case "recurring":
            return f"every {due.every.removeprefix('P').replace('Y', ' years').replace('M', ' months')}"
        case "event":
            return f"after {due.after}"
    return "no date"


def _joined(noun: str, labels: Sequence[str]) -> str:
    if len(labels) < 2:
        return " ".join([noun, *labels]).strip()
    shown = labels[:_LONGEST_LIST]
    if len(shown) < len(labels):
        return f"{noun}s {', '.join(shown)} and {len(labels) - len(shown)} more"
    return f"{noun}s {', '.join(shown[:-1])} and {shown[-1]}"


def _phrases(comparison: Comparison) -> Iterator[str]:
    if comparison.compared:
        yield headline(comparison)
    grave = [entry for entry in comparison.paragraphs if entry.change_class == "substantive"]
    for entry in grave:
        yield _substantive(entry)
    yield from (phrase for change in comparison.duties if (phrase := _duty(change)))
    for entry in comparison.paragraphs:
        if entry.change_class == "editorial" and entry.fate != "changed":
            yield _rearranged(entry)
    yield from _edited(comparison.paragraphs)
    yield from _renumbered(comparison.paragraphs)
    yield from _footnotes(comparison.footnotes)
    if comparison.sponsors_joined:
        yield f"joined as sponsors: {', '.join(comparison.sponsors_joined)}"
    if comparison.sponsors_left:
        yield f"no longer sponsors: {', '.join(comparison.sponsors_left)}"


def _substantive(entry: ParagraphChange) -> str:
    name = called(entry)
    if entry.fate in {"inserted", "deleted"}:
        return f"{name} {entry.fate}: {_quoted(entry.new_text or entry.old_text)}"
    changes = [change for change in entry.changes if change.change_class == "substantive"]
    if not changes:
        return f"{name}: a date that it sets changed"
    shown = "; ".join(change_phrase(change) for change in changes[:_MOST_QUOTED])
    more = f"; and {len(changes) - _MOST_QUOTED} more" if len(changes) > _MOST_QUOTED else ""
    how = "changed in substance" if entry.fate == "changed" else f"{_where(entry)} and changed in substance"
    return f"{name}: {how}: {shown}{more}"


def change_phrase(change: WordChange) -> str:
    """A change of words with the word beside it, where one side is empty: "'all other' → 'other'"."""
    deleted, inserted = change.deleted, change.inserted
    if not deleted or not inserted:
        after, before = change.after.split()[:1], change.before.split()[-1:]
        if before and _leans_back(deleted or inserted):
            after = []
        beside = after[0].rstrip(",;.:") if after and any(map(str.isalnum, after[0])) else ""
        if beside:
            deleted, inserted = _after(deleted, beside), _after(inserted, beside)
        elif before:
            deleted, inserted = _after(before[0], deleted), _after(before[0], inserted)
    return f"{_quoted(deleted)} → {_quoted(inserted)}"


def _leans_back(text: str) -> bool:
    """Whether a text goes on from the word before it, as a comma does."""
    return text[:1] in {",", ";", ".", ":", ")", "”", "’"}


def _after(text: str, more: str) -> str:
    return f"{text}{'' if _leans_back(more) else ' '}{more}".strip()


def _where(entry: ParagraphChange) -> str:
    old, new = named(entry.old, entry.part), named(entry.new, entry.part)
    if entry.fate == "split":
        return f"{old} split into {_short(entry.new)}"
    if entry.fate == "merged":
        return f"{old} merged into {_short(entry.new)}"
    return f"moved from {old}" if old != new else "moved"


def _rearranged(entry: ParagraphChange) -> str:
    old = named(entry.old, entry.part)
    words = ", and edited" if entry.changes and entry.fate == "moved" else ""
    if entry.fate == "split":
        return f"{old} split into {_short(entry.new)}"
    if entry.fate == "merged":
        return f"{old} merged into {_short(entry.new)}"
    return f"{old} moved to {_short(entry.new)}{words}" if entry.old != entry.new else f"{old} moved{words}"


def _short(labels: Sequence[str]) -> str:
    return _joined("", [label.removeprefix("PP") for label in labels]).removeprefix("s ").strip()


def _edited(entries: Sequence[ParagraphChange]) -> Iterator[str]:
    """The paragraphs that editors changed, in one line for each part."""
    for part in ("title", "preambular", "operative", "annex"):
        labels = [
            entry.new[0]
            for entry in entries
            if entry.part == part and entry.fate == "changed" and entry.change_class == "editorial"
        ]
        if labels:
            yield f"{named(labels, part)}: edited, not changed in substance"


def _renumbered(entries: Sequence[ParagraphChange]) -> Iterator[str]:
    """Paragraphs that were all shifted alike, in one line: "operative paragraphs 4 to 11 renumbered 5 to 12"."""
    shifted = [each for each in entries if each.renumbered and not each.moved and not each.level]
    for (part, _), group in groupby(shifted, key=lambda each: (each.part, _shift(each))):
        yield _new_numbers(part, list(group))


def _shift(entry: ParagraphChange) -> int | str:
    """By how much a number grew; the label itself where it is no plain number."""
    old, new = entry.old[0], entry.new[0]
    return int(new) - int(old) if old.isdecimal() and new.isdecimal() else new


def _new_numbers(part: str, group: Sequence[ParagraphChange]) -> str:
    first, last = group[0], group[-1]
    if len(group) == 1:
        return f"{named(first.old, part)} renumbered {_short(first.new)}"
    olds, news = f"{_short(first.old)} to {_short(last.old)}", f"{_short(first.new)} to {_short(last.new)}"
    return f"{part} paragraphs {olds} renumbered {news}"


def _footnotes(entries: Sequence[ParagraphChange]) -> Iterator[str]:
    for fate in ("changed", "inserted", "deleted", "moved", "split", "merged"):
        labels = [(entry.new or entry.old)[0] for entry in entries if entry.fate == fate]
        if labels:
            yield f"{named(labels, 'footnote')} {fate}"


def _duty(change: DutyChange) -> str | None:
    """A change of duty worth telling: undated ones that come and go are said by their paragraph."""
    duty = change.new or change.old
    if duty is None or (change.fate in {"added", "removed"} and duty.kind == "continuing"):
        return None
    what = f"duty of {duty.addressee} under operative paragraph {change.paragraph}"
    old, new = change.old, change.new
    if old is None or new is None:
        return f"{what} {change.fate}: {_owed(duty)}"
    now, before = {
        "due": (f"due {due_phrase(new.due)}", due_phrase(old.due)),
        "addressee": (f"now of {new.addressee}", f"of {old.addressee}"),
        "recipient": (f"to {new.to or 'nobody named'}", f"to {old.to or 'nobody named'}"),
        "kind": (_kind(new), _kind(old)),
    }.get(change.fate, (f"conditions {_quoted_list(new.conditions)}", _quoted_list(old.conditions)))
    return f"{what}: {now}, before {before}"


def _owed(duty: Duty) -> str:
    to = f" to {duty.to}" if duty.to else ""
    return f"{duty.kind}{to}, due {due_phrase(duty.due)}"


def _kind(duty: Duty) -> str:
    return "an undated duty" if duty.kind == "continuing" else f"a {duty.kind}"


def _quoted_list(texts: Sequence[str]) -> str:
    return ", ".join(map(_quoted, texts)) or "none"


def _quoted(text: str) -> str:
    return f"'{_cut(' '.join(text.split()), _LONGEST_QUOTATION)}'"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
