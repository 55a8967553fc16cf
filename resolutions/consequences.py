"""What follows from the state without anything more being told: duties opened, stages entered, milestones met, the
end.

Each consequence is a fact that the service records in the ledger, so that the trail shows it. `consequences` gives
those that are due now; applied by `evolve`, they are due no more. A stage and an ending name the entry that led to
them (`because`): the one just told, or the service's own where time or a reading brought it about; a duplicate's
receipt takes its stage from there.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from resolutions.duties import Duty, labelled
from resolutions.facts import (
    FactData,
    MandateOpened,
    MilestoneDue,
    MilestoneMet,
    ResolutionClosed,
    StageEntered,
)
from resolutions.follow_up import is_past, milestones_of, names_adopting_session, open_duties
from resolutions.receipts import Ending, Flag, Stage
from resolutions.state import Milestone, Resolution


@dataclass(frozen=True)
class Consequence:
    """A fact of the service's own, with its flags."""

    data: FactData
    flags: tuple[Flag, ...] = ()


def consequences(resolution: Resolution, because: int, at: dt.datetime) -> tuple[Consequence, ...]:
    """What is to be recorded next, in order; empty when the state is at rest. `because`: the entry that led here."""
    opened = _duties_to_open(resolution, at)
    if opened:
        return opened
    met = _milestones_met(resolution)
    stage, ending = standing(resolution)
    if (stage, ending) == (resolution.stage, resolution.ending):
        return met
    if ending is not None:
        return (*met, Consequence(ResolutionClosed(ending=ending, because=because)))
    return (*met, Consequence(StageEntered(stage=stage, because=because)))


def standing(resolution: Resolution) -> tuple[Stage, Ending | None]:
    """The stage in which the facts leave a resolution, and the ending if it is closed."""
    if resolution.stopped is not None:
        return "closed", resolution.stopped
    if resolution.commission is None:
        return _before_the_commission_acts(resolution), None
    outcomes = {act.outcome for act in (resolution.commission, resolution.council, resolution.assembly) if act}
    if "rejected" in outcomes:
        return "closed", "rejected"
    if "no_consensus" in outcomes:
        return "closed", "no_consensus"
    if resolution.adopted_at is None:
        return "adoption", None
    return _of_an_adopted_text(resolution)


def _of_an_adopted_text(resolution: Resolution) -> tuple[Stage, Ending | None]:
    """What a text asks for is not known before it is read: until then it is neither owed nor done."""
    if resolution.awaits_reading:
        return ("follow_up" if resolution.stage == "closed" else resolution.stage), None
    if open_duties(resolution.mandates):
        return "follow_up", None
    return "closed", _ending_of_an_adopted_text(resolution)


def _before_the_commission_acts(resolution: Resolution) -> Stage:
    if resolution.committee is not None:
        return "recommendation"
    return "revision" if resolution.circulated is not None or resolution.referred_back else "sponsorship"


def _ending_of_an_adopted_text(resolution: Resolution) -> Ending:
    dated = [mandate for mandate in resolution.mandates if mandate.gates_the_end]
    if not dated:
        return "nothing_due"
    let_off = any(mandate.state in ("waived", "handed_over") for mandate in dated)
    reported = any(mandate.was_reported for mandate in dated)
    return "adopted_without_report" if let_off and not reported else "reported"


def _duties_to_open(resolution: Resolution, at: dt.datetime) -> tuple[Consequence, ...]:
    if resolution.adopted_at is None or resolution.stopped or resolution.awaits_reading or resolution.text is None:
        return ()
    known = {mandate.label for mandate in resolution.mandates}
    duties = labelled(resolution.text.duties)
    return tuple(_opening(resolution, label, duty, at) for label, duty in duties.items() if label not in known)


def _opening(resolution: Resolution, label: str, duty: Duty, at: dt.datetime) -> Consequence:
    """A duty opened: one already past is marked stale, with its past milestones missed from the start."""
    dated = duty.kind != "continuing"
    stale = dated and is_past(resolution, duty.due, duty.to, at.date())
    milestones = milestones_of(resolution, duty.due, duty.to) if dated else ()
    data = MandateOpened(
        paragraph=label,
        kind=duty.kind,
        verb=duty.verb,
        addressee=duty.addressee,
        to=duty.to,
        due=duty.due,
        conditions=duty.conditions,
        stale=stale,
        milestones=tuple(_as_opened(m, "missed" if m.last_day < at.date() else "ahead") for m in milestones),
    )
    flags = []
    if stale:
        flags.append(Flag(code="stale_deadline", detail=f"paragraph {label}: its time had run out when it was opened"))
    if dated and names_adopting_session(resolution, duty.due):
        flags.append(Flag(code="same_session_deadline", detail=f"paragraph {label} names the session that adopts it"))
    return Consequence(data, tuple(flags))


def _as_opened(milestone: Milestone, status: Literal["ahead", "missed", "met"]) -> MilestoneDue:
    return MilestoneDue(
        name=milestone.name,
        due=milestone.due,
        last_day=milestone.last_day,
        session=milestone.session,
        status=status,
    )


def differences(before: Resolution, after: Resolution, because: int) -> tuple[FactData, ...]:
    """What a correction changed of what had been announced: duties opened anew or otherwise, the stage, the ending."""
    changed: list[FactData] = []
    for mandate in after.mandates:
        known = before.mandate(mandate.label)
        if known is None or known.duty != mandate.duty:
            changed.append(
                MandateOpened(
                    paragraph=mandate.label,
                    kind=mandate.duty.kind,
                    verb=mandate.duty.verb,
                    addressee=mandate.duty.addressee,
                    to=mandate.duty.to,
                    due=mandate.duty.due,
                    conditions=mandate.duty.conditions,
                    stale=mandate.stale,
                    milestones=tuple(_as_opened(rung, rung.status) for rung in mandate.milestones),
                )
            )
    if (before.stage, before.ending) != (after.stage, after.ending):
        if after.ending is not None:
            changed.append(ResolutionClosed(ending=after.ending, because=because))
        else:
            changed.append(StageEntered(stage=after.stage, because=because))
    return tuple(changed)


def _milestones_met(resolution: Resolution) -> tuple[Consequence, ...]:
    return tuple(
        Consequence(
            MilestoneMet(paragraph=mandate.label, milestone=rung.name, due=rung.due, session=rung.session, on=rung.on)
        )
        for mandate in resolution.mandates
        for rung in mandate.milestones
        if rung.status == "met" and not rung.met_told and rung.on is not None
    )
