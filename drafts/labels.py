"""Labels: how a paragraph is called in references, duties and facts ("11", "2 (a)", "PP3")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drafts.model import Paragraph, Part


@dataclass(frozen=True)
class Labelled:
    """A paragraph with its label; `lead_in` is the text of the paragraph that a sub-paragraph stands
    under.
    """

    label: str
    part: Part
    text: str
    lead_in: str | None = None


def labelled(paragraphs: Sequence[Paragraph]) -> Iterator[Labelled]:
    """Label paragraphs in order: operative ones by number, preambular ones by count, sub-paragraphs under
    their own.
    """
    preambular = 0
    path: list[tuple[str, str]] = []
    for paragraph in paragraphs:
        if paragraph.level == 0:
            preambular += paragraph.part == "preambular"
            path = []
        label = _own_label(paragraph, preambular)
        path = [*path[: paragraph.level], (label, paragraph.text)]
        lead_in = path[-2][1] if len(path) > 1 else None
        yield Labelled(" ".join(own for own, _ in path if own), paragraph.part, paragraph.text, lead_in)


def _own_label(paragraph: Paragraph, preambular: int) -> str:
    if paragraph.part == "preambular" and paragraph.level == 0:
        return f"PP{preambular}"
    if paragraph.part == "annex" and paragraph.level == 0:
        return f"annex {paragraph.number or ''}".strip()
    return paragraph.number or ""
