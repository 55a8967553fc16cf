"""What reading a document yields: the structured draft, and the one error that says why there is none.

The JSON of `ReadDraft` is the public contract of `resolute read`: names here are stable.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from drafts.evidence import Evidence
from resolutions.duties import Duty

UnreadableCode = Literal[
    "empty",
    "too_large",
    "binary",
    "not_utf8",
    "unsupported_format",
    "no_operative_paragraph",
]

Part = Literal["preambular", "operative", "annex"]

Form = Literal["resolution", "decision", "amendment", "compilation"]
"""What a document is: a resolution or a draft of one, a decision, an amendment to a draft, or several drafts in one
document, of which the first is read.
"""


class UnreadableDraft(Exception):  # noqa: N818 - it names the document's state, as the vocabulary does
    """The document cannot be read. `message` is one line: what was looked for and not found, never the
    content.
    """

    def __init__(self, code: UnreadableCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class _Printed(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Paragraph(_Printed):
    """One paragraph or sub-paragraph.

    `number` is the printed label without its full stop ("11", "4bis", "(a)"); `verbs` are the acts of
    an operative paragraph in order, or the one opening of a preambular one; `text` has neither number nor
    emphasis nor footnote marks; `level` is 0 for a paragraph, 1 for (a), 2 for (i); `footnotes` are the
    marks found in it, in order. Part "annex" holds the numbered paragraphs of annexes, which set no duty.
    """

    part: Part
    number: str | None = None
    verbs: tuple[str, ...] = ()
    text: str
    level: int = 0
    footnotes: tuple[int | str, ...] = ()


class Footnote(_Printed):
    """One footnote. `number` is its number, or "*" for a note marked by an asterisk."""

    number: int | str
    text: str


class Reference(_Printed):
    """A document mentioned in a paragraph.

    `paragraph` is "11" or "2 (a)" for operative ones, "PP3" or "PP3 (a)" for preambular ones counted from
    one, "note 5" for a footnote, "title" and "annex"; `symbol` is canonical.
    """

    paragraph: str
    symbol: str


class ReadDraft(_Printed):
    """A draft or adopted resolution as it was read; what the document does not say is None or empty.

    `body` is the body it was put to (CCPCJ, CND, ECOSOC, GA ...), `session` its session's number or, for
    ECOSOC, the year; `for_adoption_by` is the body whose resolution the text is to become. `evidence` says of each of
    the `mandates`, in the same order, which words it rests on and how sure the reader is.
    """

    form: Form = "resolution"
    symbol: str | None = None
    body: str | None = None
    session: int | None = None
    agenda_item: str | None = None
    date: dt.date | None = None
    original_language: str | None = None
    distribution: str | None = None
    sponsors: tuple[str, ...] = ()
    revised: bool = False
    title: str | None = None
    for_adoption_by: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    footnotes: tuple[Footnote, ...] = ()
    references: tuple[Reference, ...] = ()
    mandates: tuple[Duty, ...] = ()
    evidence: tuple[Evidence, ...] = ()
