"""Following a duty up: its milestones, counted from the session it falls due at, and what each step does to them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping

from resolutions.duties import Due, DueAtSession, DueAtSessions, DueInYear, DueOnDate, DueRecurring
from resolutions.facts import FactData, MilestoneName, ReportConsidered
from resolutions.rules import Rules
from resolutions.sessions import SessionDates, assembly_session_on, year_of
from resolutions.state import Mandate, Milestone, Resolution, Steps
from resolutions.times import is_within_bounds, midnight

_STEPS_THAT_MEET: dict[MilestoneName, tuple[str, ...]] = {
    "forecast": ("slotted", "submitted", "issued", "considered", "settled"),
    "submission": ("submitted", "issued", "considered", "settled"),
    "issuance": ("issued", "considered", "settled"),
    "session": ("considered", "settled"),
    "due": ("considered", "settled"),
}
"""A milestone is met by its own step or any later one, if that came in time."""


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
    """The sessions (body, number) at which a duty falls due, in their order."""
    match due:
        case DueAtSession(body=body, session=session):
            return ((body, session),)
        case DueAtSessions(body=body, sessions=sessions):
            return tuple((body, session) for session in sorted(set(sessions)))
        case _:
            return ()


def milestones_of(resolution: Resolution, due: Due, to: str | None) -> tuple[Milestone, ...]:
    """The milestones of a duty, none where no date is known."""
    match due:
        case DueAtSession() | DueAtSessions():
            known = [resolution.dates_of(body, session) for body, session in sessions_of(due)]
            return tuple(rung for dates in known if dates for rung in session_milestones(resolution.rules, dates))
        case DueInYear(year=year):
            return _due_by(dt.date(year, 12, 31))
        case DueOnDate(date=date):
            return _due_by(date)
        case DueRecurring():
            adopted = resolution.adopted_at or resolution.submitted
            return _due_by(recurrence(due, to, adopted.date(), 0))
        case _:
            return ()


def _due_by(day: dt.date | None) -> tuple[Milestone, ...]:
    return (Milestone(name="due", due=day, last_day=day),) if day and is_within_bounds(day) else ()


def is_past(resolution: Resolution, due: Due, to: str | None, today: dt.date) -> bool:
    """Whether a duty's time had run out on a day: its (last) session had opened, its year, date or recurrence had
    ended.
    """
    match due:
        case DueAtSession() | DueAtSessions():
            dates = resolution.dates_of(*sessions_of(due)[-1])
            return dates is not None and dates.opens <= today
        case DueInYear(year=year):
            return year < today.year
        case DueOnDate(date=date):
            return date < today
        case DueRecurring():
            return not milestones_of(resolution, due, to)
        case _:
            return False


def names_adopting_session(resolution: Resolution, due: Due) -> bool:
    """Whether a clause names the very session that adopts it: a human should look."""
    adopting = {(resolution.body, resolution.before_session)}
    if resolution.council is not None:
        adopting.add(("ECOSOC", resolution.council.time.year))
    if resolution.assembly is not None:
        adopting.add(("GA", assembly_session_on(resolution.assembly.time.date())))
    return not adopting.isdisjoint(sessions_of(due))


def as_it_begins(milestone: Milestone, rules: Rules, at: dt.datetime, quiet: bool = False) -> Milestone:
    """A milestone that is counted (or counted anew) at a moment.

    One already past is missed from the start and told with the fact that brought it, so that it never speaks;
    reminders whose moment has passed are not made up for. A quiet one reminds nobody.
    """
    passed = sum(midnight(milestone.due - dt.timedelta(days=days)) <= at for days in rules.reminder_days)
    missed = milestone.last_day < at.date()
    return milestone.model_copy(
        update={
            "status": "missed" if missed else "ahead",
            "reminders": len(rules.reminder_days) if quiet or missed else passed,
            "escalations": len(rules.escalation_days) if missed else 0,
        }
    )


def belongs_to(mandate: Mandate, milestone: Milestone, instalment: int) -> bool:
    """Whether a milestone is one of that instalment's; of a duty due once, every one is."""
    match mandate.duty.due:
        case DueAtSessions() as due:
            return milestone.session == _session_at(due, instalment)
        case DueRecurring():
            return milestone.due == mandate.milestones[min(instalment, len(mandate.milestones) - 1)].due
        case _:
            return True


def _session_at(due: DueAtSessions, instalment: int) -> int:
    sessions = sessions_of(due)
    return sessions[min(instalment, len(sessions) - 1)][1]


def instalment_meant(resolution: Resolution, mandate: Mandate, data: FactData, day: dt.date) -> int:
    """The instalment that a report told on a day belongs to.

    Of a duty due at several sessions, the one whose session the fact names, else the first whose session was not
    over by then; of one due again and again, whichever is running.
    """
    due = mandate.duty.due
    if not isinstance(due, DueAtSessions):
        return mandate.instalment
    numbers = [session for _, session in sessions_of(due)]
    if isinstance(data, ReportConsidered) and data.session in numbers:
        return numbers.index(data.session)
    for place, (body, session) in enumerate(sessions_of(due)):
        dates = resolution.dates_of(body, session)
        if dates is None:
            return mandate.instalment
        if day <= dates.last_day:
            return place
    return len(numbers) - 1


def at_instalment(mandate: Mandate, instalment: int) -> Mandate:
    """The mandate with that instalment running."""
    if instalment == mandate.instalment or mandate.is_settled:
        return mandate
    return mandate.model_copy(update={"instalment": instalment, "state": "open", "steps": Steps()})


def met_in_time(mandate: Mandate) -> Mandate:
    """The mandate with every milestone of the running instalment met that a step came in time for."""
    taken: dict[str, dt.date] = {name: moment.date() for name, moment in mandate.steps if moment is not None}
    if mandate.state in ("waived", "handed_over"):
        taken.pop("settled", None)
    return _judging(mandate, mandate.instalment, taken)


def was_done(mandate: Mandate, milestone: Milestone) -> bool:
    """Whether what a milestone of the running instalment asks for was done at last, in time or not."""
    steps = (getattr(mandate.steps, step) for step in _STEPS_THAT_MEET[milestone.name])
    return belongs_to(mandate, milestone, mandate.instalment) and any(step is not None for step in steps)


def met_long_ago(mandate: Mandate, instalment: int, step: str, day: dt.date) -> Mandate:
    """The mandate after a step was told late of an instalment gone by: only that instalment's milestones are judged."""
    return _judging(mandate, instalment, {step: day})


def _judging(mandate: Mandate, instalment: int, taken: Mapping[str, dt.date]) -> Mandate:
    milestones = tuple(
        _judged(rung, taken) if belongs_to(mandate, rung, instalment) else rung for rung in mandate.milestones
    )
    return mandate.model_copy(update={"milestones": milestones})


def _judged(milestone: Milestone, taken: Mapping[str, dt.date]) -> Milestone:
    days = [taken[step] for step in _STEPS_THAT_MEET[milestone.name] if step in taken]
    if milestone.status == "met" or not days or min(days) > milestone.last_day:
        return milestone
    return milestone.model_copy(update={"status": "met", "on": min(days)})


def next_instalment(resolution: Resolution, mandate: Mandate, at: dt.datetime) -> Mandate:
    """After a report was considered: the mandate with its next instalment begun, or itself if that was the last."""
    if mandate.state != "considered":
        return mandate
    due, begun = mandate.duty.due, mandate.instalment + 1
    update: dict[str, object] = {
        "instalment": begun,
        "considered": mandate.considered + 1,
        "state": "open",
        "steps": Steps(),
    }
    if isinstance(due, DueAtSessions) and begun < len(sessions_of(due)):
        return mandate.model_copy(update=update)
    if isinstance(due, DueRecurring):
        adopted = resolution.adopted_at or resolution.submitted
        following = _due_by(recurrence(due, mandate.duty.to, adopted.date(), begun))
        if following:
            rungs = tuple(as_it_begins(rung, resolution.rules, at) for rung in following)
            return mandate.model_copy(update={**update, "milestones": (*mandate.milestones, *rungs)})
    return mandate


def moved(resolution: Resolution, mandate: Mandate, dates: SessionDates, at: dt.datetime) -> Mandate:
    """The mandate after a session's dates changed: its milestones there count anew from the new opening date.

    A duty that had seemed too late when it was opened is not so any more if, by the new dates, it was in time.
    """
    due = mandate.duty.due
    if mandate.is_settled or (dates.body, dates.session) not in sessions_of(due):
        return mandate
    stale = mandate.stale and is_past(resolution, due, mandate.duty.to, mandate.opened.date())
    old = {(m.name, m.session): m for m in mandate.milestones}

    def counted_anew(milestone: Milestone) -> Milestone:
        before = old.get((milestone.name, milestone.session))
        if before and (before.due, before.last_day) == (milestone.due, milestone.last_day):
            return before
        return as_it_begins(milestone, resolution.rules, at, quiet=stale)

    kept = [rung for rung in mandate.milestones if rung.session != dates.session]
    new = [counted_anew(milestone) for milestone in session_milestones(resolution.rules, dates)]
    ordered = sorted([*kept, *new], key=lambda rung: (rung.session or 0, rung.due))
    return met_in_time(mandate.model_copy(update={"milestones": tuple(ordered), "stale": stale}))


def open_duties(mandates: Iterable[Mandate]) -> tuple[Mandate, ...]:
    """Those that still keep a resolution in follow-up."""
    return tuple(mandate for mandate in mandates if mandate.gates_the_end and not mandate.is_settled)
