"""Corrections: an entry of the ledger as it should have been.

A told entry can be corrected, the reading of a document, and a duty as it was opened (which corrects the reading it
came from). A correction names fields of the fact it corrects, or its `time`; the old entry stays, the life is lived
again with the right one.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError

from resolutions.duties import Duty, labelled
from resolutions.facts import DATA_CLASSES, CorrectionRecorded, Document, DraftRead, Fact
from resolutions.state import Entry, Resolution
from resolutions.times import Instant, is_rfc_3339

_INSTANT = TypeAdapter(Instant)
_FIELDS_OF_A_DUTY = frozenset(Duty.model_fields) - {"paragraph"}


def is_correctable(resolution: Resolution, seq: int) -> bool:
    """Whether an entry can be corrected: what was told, read or opened, but not what only followed, and no
    correction.
    """
    return seq in resolution.openings or any(
        told.entry.seq == seq and not isinstance(told.entry.fact.data, CorrectionRecorded) for told in resolution.told
    )


def is_possible(resolution: Resolution, correction: CorrectionRecorded) -> bool:
    """Whether the entry, so corrected, is a fact that could have been told."""
    entries = [told.entry for told in resolution.told]
    target = _target(resolution, entries, correction)
    return target is not None and _corrected(target[0].fact, target[1]) is not None


def lived_entries(resolution: Resolution, corrections: Iterable[CorrectionRecorded]) -> list[tuple[Entry, bool]]:
    """What was told, in order, as it should have been, and whether that differs from how it was told."""
    entries = [told.entry for told in resolution.told if not isinstance(told.entry.fact.data, CorrectionRecorded)]
    as_told = list(entries)
    for correction in corrections:
        target = _target(resolution, entries, correction)
        fact = _corrected(target[0].fact, target[1]) if target else None
        if target and fact:
            entries[entries.index(target[0])] = target[0].model_copy(update={"fact": fact})
    return [(entry, entry is not told) for entry, told in zip(entries, as_told, strict=True)]


def _target(
    resolution: Resolution, entries: Iterable[Entry], correction: CorrectionRecorded
) -> tuple[Entry, dict[str, object]] | None:
    """The told entry that a correction concerns, and the fields of it that it changes."""
    label = resolution.openings.get(correction.corrects)
    for entry in entries:
        if label is None and entry.seq == correction.corrects:
            return entry, correction.data
        if label is not None and _is_the_reading(resolution, entry):
            return _in_the_reading(entry, label, correction)
    return None


def _is_the_reading(resolution: Resolution, entry: Entry) -> bool:
    """Whether this is where the mandates come from."""
    data = entry.fact.data
    return isinstance(data, DraftRead) and resolution.text is not None and data.sha256 == resolution.text.sha256


def _in_the_reading(
    reading: Entry, label: str, correction: CorrectionRecorded
) -> tuple[Entry, dict[str, object]] | None:
    """A duty's fields as a change of the list of duties that was read."""
    data = reading.fact.data
    duties = labelled(data.mandates) if isinstance(data, DraftRead) else {}
    if label not in duties or not _FIELDS_OF_A_DUTY.issuperset(correction.data):
        return None
    as_read = {name: duty.model_dump(mode="json") for name, duty in duties.items()}
    as_read[label] |= correction.data
    return reading, {"mandates": list(as_read.values())}


def _corrected(fact: Fact, fields: dict[str, object]) -> Fact | None:
    """The fact with these fields, None if there can be no such fact.

    A document is told by `draft.revised`: its content does not fit into a correction.
    """
    as_told = fact.data.model_dump(mode="json", by_alias=True)
    changed = {name: value for name, value in fields.items() if name != "time"}
    time = fields.get("time", fact.time)
    if not fields or not changed.keys() <= as_told.keys() or not (time is fact.time or is_rfc_3339(time)):
        return None
    try:
        data = DATA_CLASSES[fact.type].model_validate(as_told | changed)
        corrected = fact.model_copy(update={"data": data, "time": _INSTANT.validate_python(time)})
    except ValidationError:
        return None
    document = getattr(data, "document", None)
    return None if isinstance(document, Document) and document.sha256 is None else corrected
