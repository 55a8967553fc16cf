"""The activity that reads a draft: the document from the ledger, through the reader, into the fact `draft.read`."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

import asyncpg
from pydantic import TypeAdapter, ValidationError
from temporalio import activity

from activities import contracts as wire
from drafts.comparison import compare, headline, summary
from drafts.evidence import Evidence
from drafts.model import ReadDraft, UnreadableDraft
from drafts.money import asks_money
from drafts.reader import read
from ledger.documents import StoredDocument, fetch_document
from resolutions.duties import Duty, labelled
from resolutions.facts import SERVICE, Doubt, DraftRead, Fact, Label, ReadingFailure, ReadParagraph

MAX_PARAGRAPHS = 1000
MAX_DUTIES = 200
MAX_CHANGES = 100
"""What travels in the fact; a document with more is read whole, and what lies beyond is said to be missing."""

MAX_CHARACTERS = 200_000
"""Of the duties as JSON: several times what the longest resolutions set, and little enough for a life to carry."""

_LABEL = TypeAdapter(Label)
_LONGEST_LABEL = 30
"""Characters, so that "/200" still fits behind it."""


class Reading:
    """Needs a pool to the ledger, where the documents are."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    @activity.defn(name=wire.READ_DRAFT)
    async def read_draft(self, text: wire.TextToRead) -> Fact:
        """What the reader finds in a document. One that cannot be read gives a fact that says so, not an error."""
        document = await fetch_document(self._pool, text.sha256)
        if document is None:
            found = _failed(text.sha256, "not_kept", "the document is not in the ledger")
        else:
            before = await fetch_document(self._pool, text.previous) if text.previous else None
            found = await asyncio.to_thread(_read, document, before)
        return Fact(id=text.event_id, source=SERVICE, type=found.type, subject=text.reference, time=text.at, data=found)


def _failed(sha256: str, code: str, detail: str) -> DraftRead:
    return DraftRead(sha256=sha256, failure=ReadingFailure(code=code, detail=detail[:1000]))


def _read(document: StoredDocument, before: StoredDocument | None) -> DraftRead:
    try:
        draft = _drafted(document)
    except UnreadableDraft as error:
        return _failed(document.sha256, error.code, error.message)
    if len(draft.mandates) > MAX_DUTIES:
        return _failed(document.sha256, "too_many_duties", f"more than {MAX_DUTIES} duties were found; read it by hand")
    found = _found(document.sha256, draft, _changes(before, draft))
    if len(found.model_dump_json(include={"mandates", "doubts"})) > MAX_CHARACTERS:
        detail = f"its duties fill more than {MAX_CHARACTERS:,} characters; read it by hand"
        return _failed(document.sha256, "too_many_duties", detail)
    return found


def _drafted(document: StoredDocument) -> ReadDraft:
    return read(document.content, document.name, document.media_type)


def _changes(before: StoredDocument | None, draft: ReadDraft) -> tuple[str, ...]:
    """What a text changed in the one before it; nothing where there was none, or none that can be read."""
    if before is None:
        return ()
    try:
        comparison = compare(_drafted(before), draft)
    except UnreadableDraft:
        return ()
    # Where paragraphs differ, the summary opens with the headline itself.
    phrases = dict.fromkeys((headline(comparison), *summary(comparison)))
    return tuple(phrase[:1000] for phrase in phrases)[:MAX_CHANGES]


def _as_told(label: str, printed: Collection[str]) -> str:
    """A paragraph's label as facts about it spell it: an unnumbered one, "OP2" to the reader, is 2 to them, unless
    another one is printed with that number.
    """
    try:
        plain = _LABEL.validate_python(label[:_LONGEST_LABEL])
    except ValidationError:  # nothing but a misprint stands before the paragraph
        return "?"
    return f"unnumbered {plain}"[:_LONGEST_LABEL] if plain != label and plain in printed else plain


def _doubts(duties: Sequence[Duty], evidences: Sequence[Evidence]) -> tuple[Doubt, ...]:
    """The duties with a time that a person should confirm before a deadline depends on them."""
    return tuple(
        Doubt(label=label, words=evidence.words[:1000], confidence=evidence.confidence, why=evidence.sentences)
        for (label, duty), evidence in zip(labelled(duties).items(), evidences, strict=True)
        if evidence.needs_confirmation and duty.kind != "continuing"
    )


def _found(sha256: str, draft: ReadDraft, changes: tuple[str, ...]) -> DraftRead:
    money = asks_money(draft)
    printed = {*money, *(duty.paragraph for duty in draft.mandates)}
    duties = tuple(duty.model_copy(update={"paragraph": _as_told(duty.paragraph, printed)}) for duty in draft.mandates)
    return DraftRead(
        sha256=sha256,
        title=draft.title[:1000] if draft.title else None,
        sponsors=tuple(name[:300] for name in draft.sponsors if name.strip()),
        agenda_item=draft.agenda_item,
        original_language=draft.original_language,
        paragraphs=tuple(
            ReadParagraph(part=paragraph.part, number=paragraph.number, verbs=tuple(paragraph.verbs))
            for paragraph in draft.paragraphs[:MAX_PARAGRAPHS]
            if paragraph.part != "annex"
        ),
        mandates=duties,
        asks_money=tuple(_as_told(label, printed) for label in money),
        doubts=_doubts(duties, draft.evidence),
        changes=changes,
    )
