"""What follows from the state without anything more being told: duties opened, stages entered, milestones met, the life closed.

Each consequence is a fact that the service records in the ledger, so that the trail shows it. `consequences` gives those that are
due now; applied by `evolve`, they are due no more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from resolutions.duties import Duty
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
    """What is to be recorded next, in order; empty when the state is at rest. `because` is the number of the entry that led here."""
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
    match resolution.stopped:
        case "withdrawn" | "merged" | "lapsed" as ending:
            return "closed", ending
        case None:
            pass
    commission = resolution.commission
    if commission is None:
        return _before_the_commission_acts(resolution), None
    if commission.outcome in ("rejected", "no_consensus"):
        return "closed", "rejected" if commission.outcome == "rejected" else "no_consensus"
    if any(act is not None and act.outcome == "rejected" for act in (resolution.council, resolution.assembly)):
        return "closed", "rejected"
    if resolution.adopted_at is None:
        return "adoption", None
    if resolution.awaits_reading:
        # What it asks for is not known yet: an adopted text is neither owed nor done before it is read.
        return (resolution.stage, None) if resolution.stage != "closed" else ("follow_up", None)
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
    considered = any(mandate.state == "considered" and mandate.duty.kind == "report" for mandate in dated)
    return "adopted_without_report" if let_off and not considered else "reported"


def labels(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Names for duties in their order: the paragraph, and from its second duty on "11/2", "11/3"."""
    return tuple(
        paragraph if (nth := paragraphs[: place + 1].count(paragraph)) == 1 else f"{paragraph}/{nth}"
        for place, paragraph in enumerate(paragraphs)
    )


def _duties_to_open(resolution: Resolution, at: dt.datetime) -> tuple[Consequence, ...]:
    if resolution.adopted_at is None or resolution.stopped or resolution.awaits_reading or resolution.text is None:
        return ()
    duties = resolution.text.duties
    named = zip(labels(tuple(duty.paragraph for duty in duties)), duties, strict=True)
    return tuple(_opening(resolution, label, duty, at) for label, duty in named if resolution.mandate(label) is None)


def _opening(resolution: Resolution, label: str, duty: Duty, at: dt.datetime) -> Consequence:
    """A duty opened: one already past is marked stale, with its past milestones missed from the start."""
    dated = duty.kind != "continuing"
    stale = dated and is_past(resolution, duty.due, at.date())
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
        milestones=tuple(_as_opened(m, "missed" if stale and m.last_day < at.date() else "ahead") for m in milestones),
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
