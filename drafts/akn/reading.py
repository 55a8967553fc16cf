"""Reading Akoma Ntoso: what the UN published, and what this product exported, to the same `ReadDraft` as a text.

A document of this product's own says by its markup what each part is, and is taken at its word; of any other the
blocks are read as those of a text are. References and duties are found in the words either way, never taken from
metadata.
"""

from __future__ import annotations

from collections.abc import Sequence

from drafts.akn.blocks import Block, document_blocks
from drafts.akn.own import is_own, read_own
from drafts.akn.parsing import akn_root
from drafts.finishing import finished, note_place
from drafts.header import read_header
from drafts.labels import labelled
from drafts.model import ReadDraft, Reference
from drafts.structure import Structure, structure
from resolutions.symbols import parse_symbol


def read_akn(content: bytes) -> ReadDraft:
    """Read an Akoma Ntoso document; raises `UnreadableDraft` and nothing else, for any bytes."""
    root = akn_root(content)
    if is_own(root):
        own = read_own(root)
        return finished(own.header, own.header.for_adoption_by, own.paragraphs, own.footnotes, own.links, own.form)
    blocks = document_blocks(root)
    found = structure([block.printed for block in blocks])
    header = read_header(found.header, found.formula)
    speaker = found.formula or header.for_adoption_by
    links = _links(blocks, found, header.title)
    return finished(header, speaker, found.paragraphs, found.footnotes, links, found.form)


def _links(blocks: Sequence[Block], found: Structure, title: str | None) -> list[Reference]:
    """The documents that hyperlinks name, by the paragraph, footnote or title whose words hold the link."""
    labels = {_key(title or ""): "title"}
    labels.update((_key(place.text), place.label) for place in labelled(found.paragraphs))
    labels.update((_key(note.text), note_place(note)) for note in found.footnotes)
    return [
        Reference(paragraph=labels[key], symbol=str(symbol))
        for block in blocks
        if block.links and (key := _key(block.text)) in labels
        for link in block.links
        if (symbol := parse_symbol(link))
    ]


def _key(text: str) -> str:
    """The letters of a text: what stays the same when numbers, marks and emphasis are taken off it."""
    return "".join(filter(str.isalpha, text))
