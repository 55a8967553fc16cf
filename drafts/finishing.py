"""Header, paragraphs and footnotes to a whole `ReadDraft`: the last stretch of every road, where references and
duties are found by the same code whatever the document was.
"""

from __future__ import annotations

from collections.abc import Sequence

from drafts.header import Header
from drafts.labels import Labelled, labelled
from drafts.mandates import mandates_with_evidence
from drafts.model import Footnote, Form, Paragraph, ReadDraft, Reference, UnreadableDraft
from drafts.names import Names, Setting
from drafts.references import symbols_in


def finished(
    header: Header,
    speaker: str | None,
    paragraphs: Sequence[Paragraph],
    footnotes: Sequence[Footnote],
    links: Sequence[Reference] = (),
    form: Form = "resolution",
) -> ReadDraft:
    """The draft that header, paragraphs and footnotes make; `speaker` is the body in whose name they speak.

    `links` adds what is linked to without being named; `form` is the kind of document. Raises `UnreadableDraft` where
    no paragraph is operative.
    """
    if not any(paragraph.part == "operative" for paragraph in paragraphs):
        raise no_operative_paragraph()
    places = list(labelled(paragraphs))
    setting = Setting(
        names=_names(header.title, header.body, speaker, places),
        speaker=speaker,
        body=header.body,
        session=header.session,
    )
    # An amendment says how another text is to read: whatever duty is in it, that text will set.
    acts = [place for place in places if place.part == "operative" and form != "amendment"]
    duties = mandates_with_evidence(acts, setting)
    return ReadDraft(
        form=form,
        symbol=header.symbol,
        body=header.body,
        session=header.session,
        agenda_item=header.agenda_item,
        date=header.date,
        original_language=header.original_language,
        distribution=header.distribution,
        sponsors=header.sponsors,
        revised=header.revised,
        title=header.title,
        for_adoption_by=header.for_adoption_by,
        paragraphs=tuple(paragraphs),
        footnotes=tuple(footnotes),
        references=_references(header, places, footnotes, setting, links),
        mandates=tuple(duty for duty, _ in duties),
        evidence=tuple(evidence for _, evidence in duties),
    )


def no_operative_paragraph() -> UnreadableDraft:
    """What is wrong with a document that asks, decides and says nothing."""
    looked_for = 'looked for an operative paragraph ("1. Requests ...") and found none'
    return UnreadableDraft("no_operative_paragraph", f"{looked_for}: this is no draft resolution")


def note_place(note: Footnote) -> str:
    """How a footnote is called as the place of a reference."""
    return f"note {note.number}"


def _references(
    header: Header,
    paragraphs: Sequence[Labelled],
    footnotes: Sequence[Footnote],
    setting: Setting,
    links: Sequence[Reference],
) -> tuple[Reference, ...]:
    commission = setting.names.code("Commission")
    places = [
        ("title", header.title or ""),
        *((paragraph.label, paragraph.text) for paragraph in paragraphs),
        *((note_place(note), note.text) for note in footnotes),
    ]
    found = [
        Reference(paragraph=place, symbol=symbol)
        for place, text in places
        for symbol in symbols_in(text, setting.speaker, commission)
    ]
    linked = dict.fromkeys(links)
    for reference in found:
        linked.pop(reference, None)
    return (*found, *linked)


def _is_a_name(title: str) -> bool:
    """Whether a title is nothing but a name: every longer word is capitalized."""
    return all(word[0].isupper() for word in title.split() if len(word) > 3)


def _names(title: str | None, body: str | None, speaker: str | None, paragraphs: Sequence[Labelled]) -> Names:
    """The names known before the operative part: those of the header and of the preamble."""
    names = Names(body, speaker)
    if title and _is_a_name(title):
        names.learn(title)
    for paragraph in paragraphs:
        if paragraph.part == "preambular":
            names.read(paragraph.text)
    return names
