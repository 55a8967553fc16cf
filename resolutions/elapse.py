"""Time passing: reminders, missed milestones, outcomes nobody told, drafts that lapse.

`next_event` is the single source: time passing records what it gives until nothing is due, and the next wake is its
moment when nothing is. Between two wakes time changes nothing. A milestone is announced so many days before it
(`reminder_days`; of several announcements that were slept through, the last), and a missed one is told to one rung
after the other (`escalation_days`), until what it asks for is done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from resolutions.evolve import asking_key
from resolutions.facts import (
    DraftLapsed,
    DraftRead,
    FactData,
    MilestoneAhead,
    MilestoneMissed,
    OutcomeAsked,
    SessionScheduled,
)
from resolutions.follow_up import was_done
from resolutions.rules import Rules
from resolutions.state import Mandate, Milestone, Resolution
from resolutions.times import is_within_bounds, midnight

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """Something that time alone brings, and when."""

    at: dt.datetime
    data: FactData


def next_event(resolution: Resolution, now: dt.datetime, parked: bool) -> Moment | None:
    """The earliest thing that time brings, past or to come, None if nothing ever will. `parked`: whether a fact is.

    What would come after the last year that facts may speak of never comes.
    """
    coming = (moment for moment in _moments(resolution, now, parked) if is_within_bounds(moment.at))
    return min(coming, key=lambda moment: moment.at, default=None)


def _moments(resolution: Resolution, now: dt.datetime, parked: bool) -> Iterator[Moment]:
    if resolution.stage == "closed":
        return
    if resolution.commission is None:
        yield from _without_an_outcome(resolution, parked)
    elif resolution.adopted_at is None:
        yield from _without_adoption(resolution)
    for mandate in resolution.mandates:
        if not mandate.is_settled:
            for milestone in mandate.milestones:
                yield from _on_the_way_to(milestone, mandate, resolution.rules, now)


def _without_an_outcome(resolution: Resolution, parked: bool) -> Iterator[Moment]:
    """A draft on which the Commission was never reported to act: asked about after its session, lapsed at the next
    one.

    Silence is only held against those who had time to speak: where something was told after the moment itself (an
    old life told at last), the question and the lapse wait as long again as the question does after a session.
    """
    body, session = resolution.body, resolution.before_session
    dates = resolution.dates_of(body, session)
    following = resolution.dates_of(body, session + 1)
    patience = dt.timedelta(days=resolution.rules.asking_days)
    if dates and asking_key(body, session) not in resolution.asked:
        ask_at = _in_silence(resolution, midnight(dates.closes) + patience, patience)
        yield Moment(ask_at, OutcomeAsked(body=body, session=session))
    if following and not parked:
        yield Moment(_in_silence(resolution, midnight(following.opens), 2 * patience), DraftLapsed(session=session))


def _in_silence(resolution: Resolution, moment: dt.datetime, patience: dt.timedelta) -> dt.datetime:
    """The moment, or a while after whatever was told last, if that was later."""
    told = next((t.entry.at for t in reversed(resolution.told) if not _is_looked_up(t.entry.fact.data)), None)
    return moment if told is None or told < moment else told + patience


def _is_looked_up(data: FactData) -> bool:
    """Whether a fact came from the calendar or the reader, not from somebody who follows the draft."""
    return isinstance(data, DraftRead | SessionScheduled)


def _without_adoption(resolution: Resolution) -> Iterator[Moment]:
    """Recommended, and the Council's (or Assembly's) word has not come."""
    waiting_for, since = ("GA", resolution.council) if resolution.council else ("ECOSOC", resolution.commission)
    if asking_key(waiting_for, None) not in resolution.asked and since is not None:
        ask_on = since.time + dt.timedelta(days=resolution.rules.council_asking_days)
        ask_at = _in_silence(resolution, midnight(ask_on.date()), dt.timedelta(days=resolution.rules.asking_days))
        yield Moment(ask_at, OutcomeAsked(body=waiting_for))


def _on_the_way_to(milestone: Milestone, mandate: Mandate, rules: Rules, now: dt.datetime) -> Iterator[Moment]:
    missed_at = midnight(milestone.last_day + _ONE_DAY)
    if milestone.status == "ahead" and now < missed_at:
        yield from _reminders(milestone, mandate, rules, now)
    told = milestone.escalations
    if told and was_done(mandate, milestone):
        return
    if milestone.status != "met" and told < len(rules.escalation_days) and not (mandate.stale and told):
        moment = missed_at + dt.timedelta(days=rules.escalation_days[told])
        missed = MilestoneMissed(
            paragraph=mandate.label,
            milestone=milestone.name,
            due=milestone.due,
            session=milestone.session,
            escalation=told + 1,
        )
        yield Moment(moment, missed)


def _reminders(milestone: Milestone, mandate: Mandate, rules: Rules, now: dt.datetime) -> Iterator[Moment]:
    """The next reminder; of several whose moment has passed unseen, only the last."""
    waiting = rules.reminder_days[milestone.reminders :]
    due = [days for days in waiting if midnight(milestone.due - dt.timedelta(days=days)) <= now]
    chosen = due[-1:] or waiting[:1]
    for days in chosen:
        yield Moment(
            midnight(milestone.due - dt.timedelta(days=days)),
            MilestoneAhead(
                paragraph=mandate.label,
                milestone=milestone.name,
                due=milestone.due,
                session=milestone.session,
                days=days,
            ),
        )


def next_deadline(resolution: Resolution) -> dt.datetime | None:
    """The earliest milestone still ahead of an open duty, as the first instant of its day; None if nothing is owed."""
    ahead = [
        rung.due
        for mandate in resolution.mandates
        if mandate.gates_the_end and not mandate.is_settled
        for rung in mandate.milestones
        if rung.status == "ahead"
    ]
    return midnight(min(ahead)) if ahead else None
