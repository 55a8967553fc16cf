"""Announcements of a session's dates: whether one can be true at all, before anybody concerned is told of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from resolutions.facts import Fact
from resolutions.receipts import Receipt, refusal
from resolutions.times import lies_ahead


def judge_announcement(fact: Fact, known: Iterable[Fact], now: dt.datetime) -> Receipt:
    """The receipt of an announcement: recorded, a duplicate of a known one, or refused for lying ahead."""
    if any((each.source, each.id) == (fact.source, fact.id) for each in known):
        return Receipt(outcome="duplicate")
    if lies_ahead(fact.time, now):
        return refusal("invalid_data", "time: it lies ahead; only what happened can be told")
    return Receipt(outcome="recorded")
