"""A person's yes or no to a duty that the reader was not sure of.

Both are corrections of what was read: a yes takes the doubt away, a no the duty as well. The life is then as if it had
been read that way, before adoption and after it. The other duties keep their labels, so that an answer never comes to
mean another duty than the one that was shown. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from resolutions.duties import Duty, labelled, labels
from resolutions.facts import CorrectionRecorded, Doubt, DraftRead, Label
from resolutions.state import Resolution

_LABEL = TypeAdapter(Label)


@dataclass(frozen=True)
class Answer:
    """A correction that answers a doubt: the entry that it corrects, the reason it gives, and that entry's fields as
    they should be.

    `event_id` is the same for every answer to the doubts as they stood: of two people who answer at once, the second
    is refused and nobody's answer is undone. `words` are those that the duty rests on.
    """

    corrects: int
    reason: str
    data: Mapping[str, object]
    event_id: str
    words: str


def doubts_of(resolution: Resolution) -> tuple[Doubt, ...]:
    """The duties of the text that stands which nobody has confirmed or denied yet; none before it was read."""
    return () if resolution.text is None or resolution.awaits_reading else resolution.text.doubts


def confirmed(resolution: Resolution, label: str) -> Answer | None:
    """The answer that a duty in doubt stands, None if no duty of this label is in doubt."""
    return _answer(resolution, label, stands=True)


def denied(resolution: Resolution, label: str) -> Answer | None:
    """The answer that a duty in doubt is none, None if no duty of this label is in doubt."""
    return _answer(resolution, label, stands=False)


def why_not_in_doubt(resolution: Resolution, label: str | None = None) -> str:
    """Why there is nothing to answer about a text, or about one duty of it: one line."""
    text = resolution.text
    if resolution.awaits_reading:
        return "its text is still being read: ask again in a moment"
    if text is None:
        return "no text of it was handed in"
    if text.failure is not None:
        return f"its text could not be read: {text.failure.detail}"
    if label is None:
        return "nothing is in doubt"
    given = [answer.reason for answer in _answers(resolution) if answer.reason in (_yes(label), _no(label))]
    if given:
        return f"answered before: {given[-1]}"
    return f"no duty under paragraph {label} is in doubt; `resolute mandate doubts` shows those"


def given_before(
    resolution: Resolution, source: str, event_id: str, label: str, *, stands: bool
) -> Mapping[str, object]:
    """The data of the correction by which this very answer was told under this id; empty if it was not."""
    told = resolution.recorded(source, event_id)
    data = told.entry.fact.data if told else None
    if not isinstance(data, CorrectionRecorded) or data.reason != (_yes(label) if stands else _no(label)):
        return {}
    return {"corrects": data.corrects, "reason": data.reason, "data": data.data}


def _yes(label: str) -> str:
    return f"paragraph {_plain(label)}: confirmed by a person"


def _no(label: str) -> str:
    return f"paragraph {_plain(label)}: denied by a person"


def _plain(label: str) -> str:
    """A label as facts spell it; as it came, if it can be none."""
    try:
        return _LABEL.validate_python(label)
    except ValidationError:
        return label


def _answer(resolution: Resolution, label: str, *, stands: bool) -> Answer | None:
    label, seq = _plain(label), _entry_of_the_reading(resolution)
    doubt = next((doubt for doubt in doubts_of(resolution) if doubt.label == label), None)
    if resolution.text is None or seq is None or doubt is None:
        return None
    data = {"doubts": [each.model_dump(mode="json") for each in resolution.text.doubts if each != doubt]}
    if not stands:
        data["mandates"] = [duty.model_dump(mode="json") for duty in _without(label, resolution.text.duties)]
    return Answer(
        corrects=seq,
        reason=_yes(label) if stands else _no(label),
        data=data,
        event_id=f"{resolution.reference}/doubts/{seq}/{len(_answers(resolution))}",
        words=doubt.words,
    )


def _without(denied_label: str, duties: tuple[Duty, ...]) -> list[Duty]:
    """The other duties, each under the label it has: of what "11/2" owes is told under "11/2", also without a "11"."""
    left = {label: duty for label, duty in labelled(duties).items() if label != denied_label}
    counted = labels([duty.paragraph for duty in left.values()])
    return [
        duty if label == as_counted else duty.model_copy(update={"paragraph": label})
        for (label, duty), as_counted in zip(left.items(), counted, strict=True)
    ]


def _answers(resolution: Resolution) -> list[CorrectionRecorded]:
    """What was corrected so far in the reading of the text that stands."""
    seq = _entry_of_the_reading(resolution)
    corrections = (told.entry.fact.data for told in resolution.told)
    return [data for data in corrections if isinstance(data, CorrectionRecorded) and data.corrects == seq]


def _entry_of_the_reading(resolution: Resolution) -> int | None:
    """The number of the entry that holds the reading of the text that stands."""
    for told in reversed(resolution.told):
        data = told.entry.fact.data
        if isinstance(data, DraftRead) and resolution.text and data.sha256 == resolution.text.sha256:
            return told.entry.seq
    return None
