"""The forms in which a draft is exported, by the names that the command line gives them."""

from __future__ import annotations

from typing import Final, Literal

from drafts.akn.life import Life
from drafts.akn.writing import write_akn
from drafts.export.data import as_json
from drafts.export.html import as_html
from drafts.export.word import as_docx
from drafts.model import ReadDraft

Form = Literal["akn", "json", "html", "docx"]

BINARY: Final[frozenset[Form]] = frozenset({"docx"})
"""Forms that no terminal can show."""


def export(draft: ReadDraft, form: Form, life: Life | None = None) -> bytes:
    """The draft in a form; the Word document, which is the text alone, has no place for the steps of a life."""
    match form:
        case "akn":
            return write_akn(draft, life)
        case "json":
            return as_json(draft, life)
        case "html":
            return as_html(draft, life)
        case "docx":
            return as_docx(draft)
