"""Which sessions a calendar lists before anybody announces one: those on record, then estimates up to some years ahead.

What is announced takes the place of both. Pure; the present year is the caller's.
"""

from __future__ import annotations

from resolutions.sessions import BODY_NAMES, SessionDates, built_in_dates, sessions_on_record, year_of


def usual_sessions(body: str, present_year: int, years_ahead: int) -> list[SessionDates]:
    """A body's sessions on record, then as estimated up to so many years from the present one, in order."""
    known = {dates.session: dates for dates in sessions_on_record() if dates.body == body}
    before = year_of(body, 0)
    if before is not None:
        present = present_year - before
        for number in range(max(known, default=present - 1) + 1, present + max(0, years_ahead) + 1):
            estimate = built_in_dates(body, number)
            if estimate is not None:
                known[number] = estimate
    return [known[number] for number in sorted(known)]


def usual_calendar(body: str | None, present_year: int, years_ahead: int) -> list[SessionDates]:
    """The same of one body, or (None) of every body whose sessions are counted here."""
    bodies = [body] if body is not None else sorted(BODY_NAMES)
    return [dates for each in bodies for dates in usual_sessions(each, present_year, years_ahead)]


def provenance(dates: SessionDates) -> str:
    """How a session's dates are known."""
    if dates.announced:
        return f"announced {dates.announced:%Y-%m-%d}"
    return "estimate" if dates.estimated else "on record"
