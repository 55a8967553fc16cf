"""The sessions calendar: number to year is safe, dates on record are on record, everything else is an estimate and
says so.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from resolutions.evolve import announced_dates
from resolutions.facts import SessionScheduled
from resolutions.rules import Rules
from resolutions.sessions import (
    SessionDates,
    assembly_session_on,
    body_code,
    built_in_dates,
    session_key,
    sessions_on_record,
    year_of,
)
from tests.lives import at


def dates(body: str, session: int) -> SessionDates:
    found = built_in_dates(body, session)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "session", "year"),
    [
        ("CCPCJ", 24, 2015),
        ("CCPCJ", 34, 2025),
        ("CND", 58, 2015),
        ("CND", 68, 2025),
        ("GA", 70, 2015),
        ("ECOSOC", 2015, 2015),
    ],
)
def test_a_sessions_number_is_its_year(body: str, session: int, year: int) -> None:
    assert year_of(body, session) == dates(body, session).opens.year == year


def test_a_body_whose_counting_is_unknown_has_no_dates() -> None:
    assert year_of("Statistical Commission", 46) is None
    assert built_in_dates("Statistical Commission", 46) is None


@pytest.mark.parametrize(
    ("session", "opens", "closes"),
    [
        (22, "2013-04-22", "2013-04-26"),
        (23, "2014-05-12", "2014-05-16"),
        (24, "2015-05-18", "2015-05-22"),
        (26, "2017-05-22", "2017-05-26"),
        (29, "2020-05-18", "2020-05-22"),
        (34, "2025-05-19", "2025-05-23"),
    ],
)
def test_a_session_on_record_sits_when_it_sat_or_was_planned(session: int, opens: str, closes: str) -> None:
    found = dates("CCPCJ", session)
    assert (found.opens.isoformat(), found.closes.isoformat(), found.estimated) == (opens, closes, False)


def test_a_reconvened_part_is_the_last_of_a_session() -> None:
    assert dates("CCPCJ", 25).last_day == dt.date(2016, 12, 2)
    assert dates("CCPCJ", 26).last_day == dt.date(2017, 5, 26)


@pytest.mark.parametrize(
    ("body", "session", "opens"),
    [
        ("CCPCJ", 21, "2012-05-21"),
        ("CCPCJ", 35, "2026-05-18"),
        ("CCPCJ", 36, "2027-05-17"),
        ("CND", 66, "2023-03-13"),
        ("CND", 69, "2026-03-09"),
        ("ECOSOC", 2015, "2015-07-20"),
    ],
)
def test_a_session_not_on_record_is_estimated_on_a_monday_and_marked(body: str, session: int, opens: str) -> None:
    found = dates(body, session)
    assert (found.opens.isoformat(), found.estimated, found.opens.weekday()) == (opens, True, 0)


@pytest.mark.parametrize(
    ("session", "opens"),
    [
        (67, "2012-09-18"),
        (68, "2013-09-17"),
        (69, "2014-09-16"),
        (70, "2015-09-15"),
        (71, "2016-09-13"),
        (72, "2017-09-12"),
        (73, "2018-09-18"),
        (74, "2019-09-17"),
        (75, "2020-09-15"),
        (76, "2021-09-14"),
        (77, "2022-09-13"),
        (78, "2023-09-05"),
        (79, "2024-09-10"),
        (80, "2025-09-09"),
    ],
)
def test_the_assembly_opens_on_its_tuesday_and_sits_until_the_next_one_opens(session: int, opens: str) -> None:
    found = dates("GA", session)
    assert found.opens.isoformat() == opens
    assert found.closes == dates("GA", session + 1).opens - dt.timedelta(days=1)
    assert assembly_session_on(found.opens) == assembly_session_on(found.closes) == session


@settings(deadline=None, derandomize=True)
@given(
    body=st.sampled_from(["CCPCJ", "CND", "GA", "ECOSOC", "HRC"]),
    session=st.one_of(st.integers(-10, 3000), st.integers(-(10**12), 10**12)),
)
def test_no_number_is_too_strange_to_be_asked_about(body: str, session: int) -> None:
    found = built_in_dates(body, session)
    assert found is None or (found.session == session and found.opens <= found.closes <= found.last_day)


@given(first=st.integers(1, 500))
@settings(deadline=None, derandomize=True)
def test_sessions_follow_one_another(first: int) -> None:
    for body in ("CCPCJ", "CND", "GA"):
        assert dates(body, first).closes < dates(body, first + 1).opens


def test_every_session_on_record_sits_in_the_year_of_its_number() -> None:
    for known in sessions_on_record():
        assert known.opens.year == year_of(known.body, known.session)
        assert known.opens <= known.closes <= known.last_day


def test_a_session_has_a_name_for_ids() -> None:
    assert session_key("CCPCJ", 29) == "ccpcj-29"
    assert session_key("Statistical Commission", 46) == "statistical-commission-46"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("ccpcj", "CCPCJ"),
        ("General Assembly", "GA"),
        ("economic and social council", "ECOSOC"),
        ("HRC", "HRC"),
        ("Board", "Board"),
    ],
)
def test_a_body_is_known_by_its_code_and_its_name(told: str, code: str) -> None:
    assert body_code(told) == code


def test_an_announcement_without_a_last_day_lasts_as_long_as_expected() -> None:
    scheduled = SessionScheduled.model_validate({"body": "CCPCJ", "session": 29, "opens": "2020-12-03"})
    announced = announced_dates(scheduled, at("2020-04-20"))
    assert (announced.closes, announced.estimated, announced.announced) == (
        dt.date(2020, 12, 7),
        False,
        at("2020-04-20"),
    )
    assembly = SessionScheduled.model_validate({"body": "GA", "session": 75, "opens": "2020-09-22"})
    assert announced_dates(assembly, at("2020-04-20")).closes == dt.date(2021, 9, 13)


def test_the_rules_bound_what_they_take_and_always_tell_a_miss_at_once() -> None:
    assert Rules(reminder_days=(7, 28, 7), escalation_days=(14, 7)).reminder_days == (28, 7)
    assert Rules(escalation_days=(14, 7)).escalation_days == (0, 7, 14)
    for wrong in ({"reminder_days": (-1,)}, {"asking_days": 10**9}, {"document_clock": {"forecast": -1}}):
        with pytest.raises(ValidationError):
            Rules.model_validate(wrong)
