"""Reading a document: bytes in, a structured draft out, or one clear reason why not.

The road is always the same: format to blocks, blocks to structure, structure to references and duties. Another
format joins by turning its bytes into blocks. Never raises anything but `UnreadableDraft`; time is linear in the
size of the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from drafts.header import read_header
from drafts.labels import Labelled, labelled
from drafts.mandates import mandates_of
from drafts.model import Footnote, ReadDraft, Reference, UnreadableDraft
from drafts.names import Names, Setting
from drafts.plain_text import blocks, decode
from drafts.references import symbols_in
from drafts.structure import structure


def read(content: bytes, name: str = "", media_type: str | None = None) -> ReadDraft:
    """Read a draft or adopted resolution; raises `UnreadableDraft` with a code and one line that says what was
    missing.

    `name` is the file's name, used only to say which file could not be read; `media_type` what its sender declared.
    """
    try:
        return _read(decode(content, media_type))
    except UnreadableDraft as error:
        raise UnreadableDraft(error.code, f"{name}: {error.message}" if name else error.message) from None


def _read(text: str) -> ReadDraft:
    found = structure(blocks(text))
    if not any(paragraph.part == "operative" for paragraph in found.paragraphs):
        raise UnreadableDraft(
            "no_operative_paragraph",
            'looked for an operative paragraph ("1. Requests ...") and found none: this is no draft resolution',
        )
    header = read_header(found.header, found.formula)
    speaker = found.formula or header.for_adoption_by
    paragraphs = list(labelled(found.paragraphs))
    return ReadDraft(
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
        paragraphs=tuple(found.paragraphs),
        footnotes=tuple(found.footnotes),
        references=_references(header.title, paragraphs, found.footnotes, speaker),
        mandates=mandates_of(
            [paragraph for paragraph in paragraphs if paragraph.part == "operative"],
            Setting(
                names=_names(header.title, header.body, speaker, paragraphs),
                speaker=speaker,
                body=header.body,
                session=header.session,
            ),
        ),
    )


def _references(
    title: str | None, paragraphs: Sequence[Labelled], footnotes: Sequence[Footnote], speaker: str | None
) -> tuple[Reference, ...]:
    places = [
        ("title", title or ""),
        *((paragraph.label, paragraph.text) for paragraph in paragraphs),
        *((f"note {note.number}", note.text) for note in footnotes),
    ]
    return tuple(
        Reference(paragraph=place, symbol=symbol) for place, text in places for symbol in symbols_in(text, speaker)
    )


def _is_a_name(title: str) -> bool:
    """Whether a title is nothing but a name ("United Nations African Institute for ..."): every longer word is
    capitalized.
    """
    return all(word[0].isupper() for word in title.split() if len(word) > 3)


def _names(title: str | None, body: str | None, speaker: str | None, paragraphs: Sequence[Labelled]) -> Names:
    """The names known before the operative part: those of the header and of the preamble."""
    names = Names(body, speaker, title if title and _is_a_name(title) else None)
    for paragraph in paragraphs:
        if paragraph.part == "preambular":
            names.read(paragraph.text)
    return names
