"""Lives for tests of the ledger: facts, and the entries and batches that telling them makes. Always the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from ledger.append import Batch
from resolutions.facts import DATA_CLASSES, SERVICE, Fact
from resolutions.life import tell
from resolutions.rules import Rules
from resolutions.state import Docket, Entry, Parked, Resolution

RULES = Rules()
TELLER = "https://example.org/secretariat"
TEXT = "a" * 64
"""The SHA-256 of a text, as far as a fact is concerned."""

_DUTY = {
    "paragraph": "11",
    "verb": "Requests",
    "kind": "report",
    "addressee": "Secretary-General",
    "to": "CCPCJ",
    "due": {"kind": "session", "body": "CCPCJ", "session": 26},
}


def on(day: str, hour: int = 9) -> dt.datetime:
    """An hour of a day, UTC."""
    return dt.datetime.fromisoformat(day).replace(hour=hour, tzinfo=dt.UTC)


def fact(
    kind: str, data: Mapping[str, Any], when: dt.datetime, event_id: str | None = None, source: str = TELLER
) -> Fact:
    """A fact as told; its id is made of its kind and time unless it is given."""
    return Fact(
        id=event_id or f"{kind}@{when:%Y%m%dT%H%M%S}",
        source=source,
        type=kind,
        time=when,
        data=DATA_CLASSES[kind].model_validate(data),
    )


def submitted(when: str = "2015-04-17", sponsors: Sequence[str] = ("Belarus",), **data: object) -> Fact:
    """A draft submitted to the 24th session of the Commission on Crime Prevention and Criminal Justice."""
    said = {"body": "CCPCJ", "session": 24, "title": "Trafficking in persons", "sponsors": list(sponsors), **data}
    return fact("draft.submitted", said, on(when))


def joined(name: str, when: str = "2015-05-18", hour: int = 9) -> Fact:
    """A sponsor that joins."""
    return fact("sponsor.added", {"sponsor": name}, on(when, hour), f"joined/{name}")


def announced(opens: str, when: str, body: str = "CCPCJ", session: int = 26) -> Fact:
    """An announcement of a session's dates."""
    return fact("session.scheduled", {"body": body, "session": session, "opens": opens}, on(when))


def council_adopts(symbol: str = "E/RES/2015/23", when: str = "2015-07-21") -> Fact:
    """The Council adopts a text."""
    return fact("council.acted", {"outcome": "adopted", "mode": "without_vote", "symbol": symbol}, on(when, 15))


def commission_recommends(when: str = "2015-05-22") -> Fact:
    """The Commission recommends a text to the Council."""
    return fact("commission.acted", {"outcome": "recommended_to_council", "mode": "without_vote"}, on(when, 15))


def issued(symbol: str, when: str = "2015-05-11") -> Fact:
    """A draft issued under a symbol."""
    return fact("draft.issued", {"symbol": symbol, "languages": ["en", "fr"]}, on(when))


def whole_life() -> tuple[Fact, ...]:
    """A life from submission to the report considered, with a symbol corrected on the way."""
    document = {"name": "draft.txt", "media_type": "text/plain", "sha256": TEXT, "size": 10}
    read = {"sha256": TEXT, "mandates": (_DUTY,)}
    return (
        submitted(document=document),
        fact("draft.read", read, on("2015-04-17", 10), source=SERVICE),
        joined("Costa Rica"),
        joined("Viet Nam", hour=10),
        issued("E/CN.15/2015/L.6"),
        fact("sponsor.withdrawn", {"sponsor": "Costa Rica"}, on("2015-05-18", 12)),
        fact("budget.stated", {"none": True}, on("2015-05-19")),
        fact("committee.approved", {}, on("2015-05-21", 16)),
        commission_recommends(),
        council_adopts(symbol="E/RES/2015/32"),
        fact("mandate.assigned", {"paragraph": "11", "office": "Trafficking section"}, on("2016-09-05")),
        fact("report.slotted", {"paragraph": "11", "slot": "2017-0311"}, on("2016-10-03")),
        fact("report.submitted", {"paragraph": "11"}, on("2017-03-10")),
        fact("report.issued", {"paragraph": "11", "symbol": "E/CN.15/2017/5"}, on("2017-04-07")),
        fact("report.considered", {"paragraph": "11", "session": 26}, on("2017-05-24", 15)),
    )


class Filing:
    """One resolution's docket and the entries that made it, told to as a workflow is."""

    def __init__(self, reference: str = "ccpcj-24-plan") -> None:
        self.reference = reference
        self.docket = Docket(reference=reference, rules=RULES)
        self.entries: list[Entry] = []
        self.now = on("1990-01-01")

    def tell(self, *facts: Fact) -> tuple[Entry, ...]:
        """Tell each fact at its own time, or late; returns the new entries."""
        before = len(self.entries)
        for each in facts:
            self.now = max(self.now, each.time)
            outcome = tell(self.docket, (each,), self.now)
            self.docket = outcome.docket
            self.entries += outcome.entries
        return tuple(self.entries[before:])

    def correct(self, kind: str, when: str, **right: object) -> tuple[Entry, ...]:
        """Correct the entry of a kind of fact."""
        (wrong,) = (entry.seq for entry in self.entries if entry.fact.type == kind)
        return self.tell(
            fact("correction.recorded", {"corrects": wrong, "reason": "misprint", "data": right}, on(when))
        )

    @property
    def parked(self) -> tuple[Parked, ...]:
        return self.docket.parked

    @property
    def resolution(self) -> Resolution:
        """The resolution as told so far."""
        assert self.docket.resolution is not None
        return self.docket.resolution

    def batch(self, first: int = 1, last: int | None = None, parked: tuple[Parked, ...] | None = None) -> Batch:
        """The entries numbered from `first` to `last`, as a workflow hands them over."""
        return self.batch_of(self.entries[first - 1 : last], parked)

    def batch_of(self, entries: Sequence[Entry], parked: tuple[Parked, ...] | None = None) -> Batch:
        """Any entries at all, in any order."""
        return Batch(reference=self.reference, rules=RULES, entries=tuple(entries), parked=parked)


def filing(reference: str = "ccpcj-24-plan", facts: Sequence[Fact] | None = None) -> Filing:
    """A resolution told all its facts: the whole life unless others are given."""
    filed = Filing(reference)
    if facts is not None:
        filed.tell(*facts)
        return filed
    adopted = 10
    filed.tell(*whole_life()[:adopted])
    filed.correct("council.acted", "2015-07-22", symbol="E/RES/2015/23")
    filed.tell(*whole_life()[adopted:])
    return filed
