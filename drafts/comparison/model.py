"""What a comparison of two drafts says. The JSON of `Comparison` is what `resolute diff --format json` prints: names
here are stable.

The runs of a paragraph are lossless: its equal and deleted runs put together are the old text, its equal and inserted
runs the new one. Where one paragraph stands against several, their texts are put together with line feeds.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from drafts.model import Part
from resolutions.duties import Duty

Fate = Literal["kept", "renumbered", "changed", "moved", "inserted", "deleted", "split", "merged"]
"""What became of a paragraph. The later name holds where two do: a paragraph that was moved and changed is "moved"."""

ChangeClass = Literal["editorial", "substantive"]

Reason = Literal[
    "abbreviation",
    "agreement",
    "article",
    "capitals",
    "citation",
    "date form",
    "footnote mark",
    "house style",
    "hyphens",
    "inflection",
    "number form",
    "order",
    "preposition",
    "punctuation",
    "repetition word",
    "spelling",
    "condition",
    "date",
    "modal",
    "negation",
    "number",
    "paragraph",
    "quantifier",
    "verb",
    "wording",
]
"""Why a change has its class: down to "spelling" the reasons of an editorial one, from "condition" on of the others."""

DutyFate = Literal["added", "removed", "due", "addressee", "recipient", "kind", "conditions"]


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Run(_Said):
    """A stretch of text, with its spaces and punctuation as printed."""

    kind: Literal["equal", "inserted", "deleted"]
    text: str


class WordChange(_Said):
    """One change inside a paragraph: the words that went, those that came (either may be empty), and its class.

    `before` and `after` are the equal words beside it, by which a reader finds it.
    """

    deleted: str
    inserted: str
    change_class: ChangeClass
    reason: Reason
    before: str = ""
    after: str = ""


class ParagraphChange(_Said):
    """What became of one paragraph, or of several that were split or merged.

    `old` and `new` are labels ("11", "2 (a)", "PP3", "title", "note 5"), `old_numbers` and `new_numbers` the numbers as
    printed, without their full stop ("11", "(a)", None for a paragraph without one), `old_places` and `new_places` the
    places of the paragraphs in their drafts, counted from nought (the title has none). `level` and `part` are those of
    the new paragraph, or of the old one if it was deleted. `change_class` is None where no word differs and nothing
    moved.
    """

    fate: Fate
    part: Part | Literal["title", "footnote"]
    level: int = 0
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    old_numbers: tuple[str | None, ...] = ()
    new_numbers: tuple[str | None, ...] = ()
    old_places: tuple[int, ...] = ()
    new_places: tuple[int, ...] = ()
    moved: bool = False
    renumbered: bool = False
    change_class: ChangeClass | None = None
    runs: tuple[Run, ...] = ()
    changes: tuple[WordChange, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether there is anything to show but a new number."""
        return self.change_class is not None

    @property
    def old_text(self) -> str:
        """The text as it was."""
        return "".join(run.text for run in self.runs if run.kind != "inserted")

    @property
    def new_text(self) -> str:
        """The text as it is."""
        return "".join(run.text for run in self.runs if run.kind != "deleted")


class FieldChange(_Said):
    """A field of the header that differs, as printed; None where a draft does not say."""

    field: str
    old: str | None
    new: str | None


class DutyChange(_Said):
    """What changed of a duty. `paragraph` is the new label, or the old one of a duty that went."""

    fate: DutyFate
    paragraph: str
    old: Duty | None = None
    new: Duty | None = None


class Comparison(_Said):
    """Two drafts compared.

    `paragraphs` holds the title and every paragraph in reading order: the new order, with what was deleted at the
    place where it stood. Counts are of its entries: `differing` of `compared`, of them `substantive`.
    """

    title: str | None = None
    header: tuple[FieldChange, ...] = ()
    sponsors_joined: tuple[str, ...] = ()
    sponsors_left: tuple[str, ...] = ()
    paragraphs: tuple[ParagraphChange, ...] = ()
    footnotes: tuple[ParagraphChange, ...] = ()
    duties: tuple[DutyChange, ...] = ()
    compared: int = Field(default=0, ge=0)
    differing: int = Field(default=0, ge=0)
    substantive: int = Field(default=0, ge=0)

    @property
    def same(self) -> bool:
        """Whether the two drafts say the same in every respect that is compared."""
        listed = (*self.paragraphs, *self.footnotes)
        unchanged = all(entry.fate == "kept" for entry in listed)
        return unchanged and not (self.header or self.sponsors_joined or self.sponsors_left or self.duties)
