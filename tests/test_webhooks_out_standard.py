"""What Standard Webhooks asks of a sender: when a delivery is tried again, how long it waits, what it is called."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.post.failures import NotNow
from activities.post.webhook import LONGEST_RETRY_AFTER, Asked, delivery_id, retry_after
from activities.webhooks import SCHEDULE, wait_after

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_the_schedule_is_the_standard_s() -> None:
    """https://github.com/standard-webhooks/standard-webhooks: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."""
    hours = [each.total_seconds() / 3600 for each in SCHEDULE[3:]]
    assert [each.total_seconds() for each in SCHEDULE[:3]] == [5, 300, 1800]
    assert hours == [2, 5, 10, 14, 20, 24]


@given(st.integers(1, 30), st.none() | st.timedeltas(dt.timedelta(), LONGEST_RETRY_AFTER))
def test_the_longer_of_schedule_and_retry_after_wins_and_there_are_ten_attempts(
    attempts: int, asked: dt.timedelta | None
) -> None:
    wait = wait_after(attempts, Asked("http_503", "", asked))
    if attempts >= 10:
        assert wait is None
    else:
        assert wait == max(SCHEDULE[attempts - 1], asked or dt.timedelta())
        assert wait_after(attempts, NotNow("timed_out", "")) == SCHEDULE[attempts - 1]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("999999999999", 86400),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("Thu, 08 Jan 2026 00:01:00 GMT", 86400),
        ("Thu, 01 Jan 2026 01:01:00 +0100", 60),
        ("Wed, 31 Dec 2025 00:00:00 GMT", None),
        ("-5", None),
        ("1e3", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: int | None) -> None:
    wait = retry_after(value, NOW)
    assert wait == (None if seconds is None else dt.timedelta(seconds=seconds))


@given(st.text(max_size=300))
def test_any_retry_after_is_a_time_within_a_day_or_nothing(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or dt.timedelta() <= wait <= LONGEST_RETRY_AFTER


@given(st.text(), st.text(), st.text())
def test_a_delivery_s_id_is_printable_and_always_the_same(reference: str, occasion: str, address: str) -> None:
    made = delivery_id(reference, occasion, address)
    assert made == delivery_id(reference, occasion, address)
    assert made.isascii()
    assert len(made) < 64
