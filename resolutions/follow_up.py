"""Following a duty up: its milestones, counted from the session it falls due at, and what each step of a report does to them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from resolutions.duties import Due, DueAtSession, DueAtSessions, DueInYear, DueOnDate, DueRecurring
from resolutions.rules import Rules
from resolutions.sessions import SessionDates, assembly_session_on, year_of
from resolutions.state import Mandate, Milestone, MilestoneName, Resolution, Steps

_STEPS_THAT_MEET: dict[MilestoneName, tuple[str, ...]] = {
    "forecast": ("slotted", "submitted", "issued", "considered", "settled"),
    "submission": ("submitted", "issued", "considered", "settled"),
    "issuance": ("issued", "considered", "settled"),
    "session": ("considered", "settled"),
    "due": ("considered", "settled"),
}
"""A milestone is met by its own step or any later one, if that came in time."""


def midnight(day: dt.date) -> dt.datetime:
    """The first instant of a day, UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _later_by(day: dt.date, period: str) -> dt.date:
    """A day moved on by an ISO 8601 period of years or months, kept inside its month."""
    count, unit = int(period[1:-1]), period[-1]
    months = day.month - 1 + (count * 12 if unit == "Y" else count)
    year, month = day.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _until_year(due: DueRecurring, to: str | None) -> int | None:
    """The year in which a recurring duty ends: `until` is a year, or a session of the body that receives the report."""
    if due.until is None or due.until > 1945:
        return due.until
    return year_of(to or "", due.until)


def recurrence(due: DueRecurring, to: str | None, adopted: dt.date, instalment: int) -> dt.date | None:
    """The date of one instalment (0 is the first) of a recurring duty, None when it lies past the duty's end."""
    day = adopted
    for _ in range(instalment + 1):
        if day.year > 2990:
            return None
        day = _later_by(day, due.every)
    last = _until_year(due, to)
    return None if last is not None and day.year > last else day


def session_milestones(rules: Rules, dates: SessionDates) -> tuple[Milestone, ...]:
    """Forecast, submission, issuance and the session itself, from the session's opening date."""
    clock = rules.clock_of(dates.body)
    rungs: tuple[tuple[MilestoneName, int], ...] = (
        ("forecast", clock.forecast),
        ("submission", clock.submission),
        ("issuance", clock.issuance),
    )
    before = tuple(
        Milestone(name=name, due=day, last_day=day, session=dates.session)
        for name, weeks in rungs
        for day in [dates.opens - dt.timedelta(weeks=weeks)]
    )
    return (
        *before,
        Milestone(name="session", due=dates.opens, last_day=dates.last_day, session=dates.session),
    )


def sessions_of(due: Due) -> tuple[tuple[str, int], ...]:
    """The sessions (body, number) at which a duty falls due."""
    match due:
        case DueAtSession(body=body, session=session):
            return ((body, session),)
        case DueAtSessions(body=body, sessions=sessions):
            return tuple((body, session) for session in sessions)
        case _:
            return ()


def milestones_of(resolution: Resolution, due: Due, to: str | None) -> tuple[Milestone, ...]:
    """The milestones of a duty, none where no date is known."""
    match due:
        case DueAtSession() | DueAtSessions():
            known = [resolution.dates_of(body, session) for body, session in sessions_of(due)]
            return tuple(rung for dates in known if dates for rung in session_milestones(resolution.rules, dates))
        case DueInYear(year=year):
            last = dt.date(year, 12, 31)
            return (Milestone(name="due", due=last, last_day=last),)
        case DueOnDate(date=date):
            return (Milestone(name="due", due=date, last_day=date),)
        case DueRecurring():
            adopted = resolution.adopted_at or resolution.submitted
            first = recurrence(due, to, adopted.date(), 0)
            return (Milestone(name="due", due=first, last_day=first),) if first else ()
        case _:
            return ()


def is_past(resolution: Resolution, due: Due, today: dt.date) -> bool:
    """Whether a duty's time had run out on a day: its (last) session had opened, its year or date had ended."""
    match due:
        case DueAtSession() | DueAtSessions():
            dates = resolution.dates_of(*sessions_of(due)[-1])
            return dates is not None and dates.opens <= today
        case DueInYear(year=year):
            return year < today.year
        case DueOnDate(date=date):
            return date < today
        case _:
            return False


def names_adopting_session(resolution: Resolution, due: Due) -> bool:
    """Whether a clause names the very session that adopts it: a human should look."""
    named = set(sessions_of(due))
    adopting = {(resolution.body, resolution.before_session)}
    if resolution.assembly is not None:
        adopting.add(("GA", assembly_session_on(resolution.assembly.time.date())))
    return bool(named & adopting)


def with_what_was_told(milestone: Milestone, rules: Rules, as_of: dt.datetime, quiet: bool = False) -> Milestone:
    """A new milestone, with the reminders whose moment has passed counted as told; a quiet one never speaks again."""
    passed = sum(midnight(milestone.due - dt.timedelta(days=days)) <= as_of for days in rules.reminder_days)
    missed = quiet and milestone.last_day < as_of.date()
    return milestone.model_copy(
        update={
            "status": "missed" if missed else "ahead",
            "reminders": len(rules.reminder_days) if quiet else passed,
            "escalations": len(rules.escalation_days) if missed else 0,
        }
    )


def _current(mandate: Mandate) -> int | None:
    """The session of the instalment that is running, None for duties that are not due at several."""
    due = mandate.duty.due
    return due.sessions[min(mandate.instalment, len(due.sessions) - 1)] if isinstance(due, DueAtSessions) else None


def met_in_time(mandate: Mandate) -> Mandate:
    """The mandate with every milestone of the running instalment met that a step came in time for."""
    running = _current(mandate)
    taken: dict[str, dt.date] = {name: moment.date() for name, moment in mandate.steps if moment is not None}
    if mandate.state in ("waived", "handed_over"):
        taken.pop("settled", None)

    def judged(milestone: Milestone) -> Milestone:
        if milestone.status == "met" or (running is not None and milestone.session != running):
            return milestone
        days = [taken[step] for step in _STEPS_THAT_MEET[milestone.name] if step in taken]
        if days and min(days) <= milestone.last_day:
            return milestone.model_copy(update={"status": "met", "on": min(days)})
        return milestone

    return mandate.model_copy(update={"milestones": tuple(judged(milestone) for milestone in mandate.milestones)})


def next_instalment(resolution: Resolution, mandate: Mandate) -> Mandate:
    """After a report was considered: the mandate with its next instalment begun, or itself if that was the last."""
    due, begun = mandate.duty.due, mandate.instalment + 1
    if isinstance(due, DueAtSessions) and begun < len(due.sessions):
        return mandate.model_copy(update={"instalment": begun, "state": "open", "steps": Steps()})
    if isinstance(due, DueRecurring):
        adopted = resolution.adopted_at or resolution.submitted
        day = recurrence(due, mandate.duty.to, adopted.date(), begun)
        if day is not None:
            following = (*mandate.milestones, Milestone(name="due", due=day, last_day=day))
            return mandate.model_copy(
                update={"instalment": begun, "state": "open", "steps": Steps(), "milestones": following}
            )
    return mandate


def moved(resolution: Resolution, mandate: Mandate, dates: SessionDates, at: dt.datetime) -> Mandate:
    """The mandate after a session's dates changed: its milestones there count anew from the new opening date."""
    if mandate.is_settled or (dates.body, dates.session) not in sessions_of(mandate.duty.due):
        return mandate
    old = {(m.name, m.session): m for m in mandate.milestones}

    def counted_anew(milestone: Milestone) -> Milestone:
        before = old.get((milestone.name, milestone.session))
        if before and (before.due, before.last_day) == (milestone.due, milestone.last_day):
            return before
        return with_what_was_told(milestone, resolution.rules, at, quiet=mandate.stale)

    kept = [rung for rung in mandate.milestones if rung.session != dates.session]
    new = [counted_anew(milestone) for milestone in session_milestones(resolution.rules, dates)]
    ordered = sorted([*kept, *new], key=lambda rung: (rung.session or 0, rung.due))
    return met_in_time(mandate.model_copy(update={"milestones": tuple(ordered)}))


def open_duties(mandates: Iterable[Mandate]) -> tuple[Mandate, ...]:
    """Those that still keep a resolution in follow-up."""
    return tuple(mandate for mandate in mandates if mandate.gates_the_end and not mandate.is_settled)
