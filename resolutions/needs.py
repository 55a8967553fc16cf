"""What a resolution needs to be told next by the service itself: its text read, and the dates of its sessions."""

from __future__ import annotations

from resolutions.facts import DraftRead
from resolutions.follow_up import sessions_of
from resolutions.state import Resolution


def sessions_of_concern(resolution: Resolution) -> tuple[tuple[str, int], ...]:
    """The sessions (body, number) at which something of this resolution happens or falls due, in order, each once.

    Those that its text names are among them before it is adopted, so that the day it is adopted their dates are known.
    """
    if resolution.stage == "closed" and resolution.stopped != "lapsed":
        return ()
    concerned: list[tuple[str, int]] = []
    if resolution.commission is None:
        concerned += [(resolution.body, resolution.before_session), (resolution.body, resolution.before_session + 1)]
    if resolution.adopted_at is None and resolution.text is not None:
        for duty in resolution.text.duties:
            concerned += sessions_of(duty.due)
    for mandate in resolution.mandates:
        if not mandate.is_settled:
            concerned += sessions_of(mandate.duty.due)
    return tuple(dict.fromkeys(concerned))


def text_to_read(resolution: Resolution) -> str | None:
    """The SHA-256 of the text that the reader has yet to answer for, None if there is none."""
    return resolution.text_sha256 if resolution.awaits_reading else None


def text_before(resolution: Resolution) -> str | None:
    """The SHA-256 of the text that people were last told of before the one that stands: the last that could be read,
    so that nothing of a revision goes untold which was itself revised before it was read. None if there is none.
    """
    readings = (told.entry.fact.data for told in reversed(resolution.told))
    return next(
        (
            data.sha256
            for data in readings
            if isinstance(data, DraftRead) and data.failure is None and data.sha256 != resolution.text_sha256
        ),
        None,
    )
