"""What facts make of one mandate: opened, taken step by step, told of its milestones. Nothing is judged here but
dates.
"""

from __future__ import annotations

import datetime as dt

from resolutions.duties import Duty
from resolutions.facts import (
    FactData,
    MandateAssigned,
    MandateFact,
    MandateOpened,
    MilestoneAhead,
    MilestoneFact,
    MilestoneMet,
    MilestoneMissed,
    ReportConsidered,
    ReportIssued,
    ReportSlotted,
    ReportSubmitted,
    printed_symbol,
)
from resolutions.follow_up import (
    as_it_begins,
    at_instalment,
    instalment_meant,
    met_in_time,
    met_long_ago,
    next_instalment,
)
from resolutions.rules import Rules
from resolutions.state import Entry, Mandate, MandateState, Milestone, Resolution

_ORDER: tuple[MandateState, ...] = ("open", "assigned", "slotted", "submitted", "issued", "considered")


def opened(resolution: Resolution, data: MandateOpened, at: dt.datetime) -> Mandate:
    """A mandate as it begins."""
    duty = Duty(
        paragraph=data.paragraph.partition("/")[0],
        verb=data.verb,
        kind=data.kind,
        addressee=data.addressee,
        to=data.to,
        due=data.due,
        conditions=data.conditions,
    )
    milestones = tuple(
        as_it_begins(
            Milestone(name=m.name, due=m.due, last_day=m.last_day, session=m.session),
            resolution.rules,
            at,
            quiet=data.stale,
        )
        for m in data.milestones
    )
    return Mandate(label=data.paragraph, duty=duty, opened=at, milestones=milestones, stale=data.stale)


def stepped(resolution: Resolution, mandate: Mandate, data: MandateFact, entry: Entry) -> Mandate:
    """A mandate after one more step: its date kept, its state moved forward and never back, its milestones judged."""
    time = entry.fact.time
    match data:
        case MandateAssigned(office=office, officer=officer):
            return _step(mandate, "assigned", time, office=office, officer=officer)
        case ReportSlotted(slot=slot):
            return _reported(resolution, mandate, "slotted", data, entry, slot=slot)
        case ReportSubmitted():
            return _reported(resolution, mandate, "submitted", data, entry)
        case ReportIssued(symbol=symbol):
            known = printed_symbol(symbol) if symbol else mandate.symbol
            return _reported(resolution, mandate, "issued", data, entry, symbol=known)
        case ReportConsidered():
            return next_instalment(resolution, _reported(resolution, mandate, "considered", data, entry), entry.at)
        case _:
            return _settle(mandate, data, time)


def _reported(
    resolution: Resolution, mandate: Mandate, step: MandateState, data: FactData, entry: Entry, **known: str | None
) -> Mandate:
    """A report's step, taken for the instalment it belongs to; one told late of an instalment gone by meets its
    dates only.
    """
    time = entry.fact.time
    meant = instalment_meant(resolution, mandate, data, time.date())
    if meant < mandate.instalment:
        return met_long_ago(mandate, meant, step, time.date())
    return _step(at_instalment(mandate, meant), step, time, **known)


def _step(mandate: Mandate, step: MandateState, time: dt.datetime, **known: str | None) -> Mandate:
    taken = getattr(mandate.steps, step)
    steps = mandate.steps.model_copy(update={step: time if taken is None else min(taken, time)})
    further = mandate.state in _ORDER and _ORDER.index(step) > _ORDER.index(mandate.state)
    state = step if further else mandate.state
    return met_in_time(mandate.model_copy(update={"steps": steps, "state": state, **known}))


def _settle(mandate: Mandate, data: MandateFact, time: dt.datetime) -> Mandate:
    """Discharged, waived or handed over: the state is what the fact is called."""
    if mandate.is_settled:
        return mandate
    steps = mandate.steps.model_copy(update={"settled": time})
    state = data.type.removeprefix("mandate.")
    return met_in_time(mandate.model_copy(update={"steps": steps, "state": state}))


def told_of_milestone(rules: Rules, mandate: Mandate, data: MilestoneFact) -> Mandate:
    """A mandate after something was said of a milestone: it lies ahead, was met, or was missed."""

    def told(milestone: Milestone) -> Milestone:
        match data:
            case MilestoneMet(on=on):
                return milestone.model_copy(update={"status": "met", "on": on, "met_told": True})
            case MilestoneMissed(escalation=escalation) if milestone.status != "met":
                return milestone.model_copy(update={"status": "missed", "escalations": escalation})
            case MilestoneAhead(days=days):
                reminders = sum(each >= days for each in rules.reminder_days)
                return milestone.model_copy(update={"reminders": max(milestone.reminders, reminders)})
            case _:
                return milestone

    milestones = tuple(
        told(m) if (m.name, m.due, m.session) == (data.milestone, data.due, data.session) else m
        for m in mandate.milestones
    )
    return mandate.model_copy(update={"milestones": milestones})
