"""A person's yes or no to a duty that the reader was not sure of.

Both are corrections of what was read: a yes takes the doubt away, a no the duty as well. The life is then as if it had
been read that way, before adoption and after it. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from resolutions.duties import Duty, labelled
from resolutions.facts import Doubt, DraftRead
from resolutions.state import ReadText, Resolution


@dataclass(frozen=True)
class Answer:
    """A correction that answers a doubt: the entry that it corrects, and that entry's fields as they should be."""

    corrects: int
    data: Mapping[str, object]


def doubts_of(resolution: Resolution) -> tuple[Doubt, ...]:
    """The duties of the text that stands which nobody has confirmed or denied yet."""
    return resolution.text.doubts if resolution.text else ()


def confirmed(resolution: Resolution, label: str) -> Answer | None:
    """The answer that a duty in doubt stands, None if no duty of this label is in doubt."""
    return _answer(resolution, label, stands=True)


def denied(resolution: Resolution, label: str) -> Answer | None:
    """The answer that a duty in doubt is none, None if no duty of this label is in doubt."""
    return _answer(resolution, label, stands=False)


def _answer(resolution: Resolution, label: str, *, stands: bool) -> Answer | None:
    text, seq = resolution.text, _entry_of_the_reading(resolution)
    if text is None or seq is None or all(doubt.label != label for doubt in text.doubts):
        return None
    duties = labelled(text.duties)
    left = duties if stands else {each: duty for each, duty in duties.items() if each != label}
    doubts = [doubt.model_dump(mode="json") for doubt in _renamed(text, label, left)]
    mandates = [duty.model_dump(mode="json") for duty in left.values()]
    return Answer(seq, {"doubts": doubts} if stands else {"doubts": doubts, "mandates": mandates})


def _renamed(text: ReadText, answered: str, left: Mapping[str, Duty]) -> list[Doubt]:
    """The other doubts, under the labels that their duties have without the one that fell away."""
    labels = dict(zip(left, labelled(tuple(left.values())), strict=True))
    return [
        doubt.model_copy(update={"label": labels[doubt.label]})
        for doubt in text.doubts
        if doubt.label != answered and doubt.label in labels
    ]


def _entry_of_the_reading(resolution: Resolution) -> int | None:
    """The number of the entry that holds the reading of the text that stands."""
    for told in reversed(resolution.told):
        data = told.entry.fact.data
        if isinstance(data, DraftRead) and resolution.text and data.sha256 == resolution.text.sha256:
            return told.entry.seq
    return None
