"""Labels: how a paragraph is called in references, duties and facts ("11", "2 (a)", "PP3").

No two paragraphs of one text share a label: where numbers begin again in another part, or are misprinted, the second
paragraph of a number is "11 [2]", the third "11 [3]".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from drafts.model import Paragraph, Part


@dataclass(frozen=True)
class Labelled:
    """A paragraph with its label; `lead_in` is the text of the paragraph that a sub-paragraph stands under."""

    label: str
    part: Part
    text: str
    lead_in: str | None = None


def labelled(paragraphs: Sequence[Paragraph]) -> Iterator[Labelled]:
    """Label paragraphs in order: operative ones by number, those without one by count ("OP2"), preambular ones by
    count, sub-paragraphs under their own.
    """
    counted: Counter[Part] = Counter()
    seen: Counter[str] = Counter()
    path: list[tuple[str, str]] = []
    for paragraph in paragraphs:
        if paragraph.level == 0:
            counted[paragraph.part] += paragraph.part == "preambular" or paragraph.number is None
        above = path[: paragraph.level]
        own = _own_label(paragraph, counted[paragraph.part])
        label = " ".join([above[-1][0], own] if above and own else [own or above[-1][0] if above else own])
        seen[label] += bool(own)
        if own and seen[label] > 1:
            label = f"{label} [{seen[label]}]"
        path = [*above, (label, paragraph.text)]
        yield Labelled(label, paragraph.part, paragraph.text, above[-1][1] if above else None)


def place_named(label: str | None, places: Mapping[str, str]) -> str | None:
    """Where the paragraph stands that a fact about a duty names, `places` being those of all labels: "11", "11/2" for
    its second duty, "2" or "unnumbered 2" for the second paragraph without a number. None if there is none.
    """
    bare = (label or "").partition("/")[0]
    return places.get(bare) or places.get(f"OP{bare.removeprefix('unnumbered ')}")


def _own_label(paragraph: Paragraph, count: int) -> str:
    """What a paragraph is called under the one above it; nothing for a bullet, which is called as that one."""
    if paragraph.level == 0 and paragraph.part == "preambular":
        return f"PP{count}"
    if paragraph.level == 0 and paragraph.part == "annex":
        return f"annex {paragraph.number or ''}".strip()
    return paragraph.number or ("" if paragraph.level else f"OP{count}")
