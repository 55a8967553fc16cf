"""Announcements of a session's dates: whether one can be true at all, before anybody concerned is told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from resolutions.facts import Fact
from resolutions.life import name_taken, says_the_same
from resolutions.receipts import Receipt, refusal
from resolutions.times import lies_ahead


def judge_announcement(fact: Fact, known: Iterable[Fact], now: dt.datetime) -> Receipt:
    """The receipt of an announcement: recorded, a duplicate of a known one, or refused for lying ahead."""
    first = next((each for each in known if (each.source, each.id) == (fact.source, fact.id)), None)
    if first is not None:
        return Receipt(outcome="duplicate") if says_the_same(first, fact) else name_taken(None, None)
    if lies_ahead(fact.time, now):
        return refusal("invalid_data", "time: it lies ahead; only what happened can be told")
    return Receipt(outcome="recorded")
