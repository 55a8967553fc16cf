"""Real resolutions: a PDF reads as the text of the same one, where the shared material lies beside the project."""

from __future__ import annotations

import pytest

from drafts import plain_text
from drafts.pdf import blocks
from drafts.structure import Structure, structure
from tests.beside import CORPUS, needs_shared_material

SHORT = ["A_RES_78_225", "A_RES_80_6", "A_RES_80_11", "A_RES_80_167", "A_RES_80_213"]

pytestmark = needs_shared_material


def words_of(read: Structure) -> list[tuple[str, str | None, int, str]]:
    return [(each.part, each.number, each.level, " ".join(each.text.split())) for each in read.paragraphs]


@pytest.mark.parametrize("name", SHORT)
def test_the_pdf_of_a_resolution_reads_as_its_text(name: str) -> None:
    printed = structure(blocks((CORPUS / "pdf" / f"{name}.pdf").read_bytes()))
    text = structure(plain_text.blocks(plain_text.decode((CORPUS / "text" / f"{name}.txt").read_bytes())))
    assert words_of(printed) == words_of(text)
    assert [note.number for note in printed.footnotes] == [note.number for note in text.footnotes]
