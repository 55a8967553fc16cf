"""A life told fact by fact, as tests tell it: short names for facts, a clock that goes with them, and what came of
it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from resolutions.authority import Authority
from resolutions.duties import Due, Duty, DutyKind
from resolutions.facts import SERVICE, DraftRead, Fact, parse_fact
from resolutions.life import elapse, fold, next_wake, tell
from resolutions.needs import text_to_read
from resolutions.receipts import Receipt
from resolutions.rules import Rules
from resolutions.state import Docket, Entry, Mandate, Milestone, Resolution, Surroundings

REFERENCE = "ccpcj-24-global-plan"
ALL_LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"]


def at(text: str) -> dt.datetime:
    """An instant from "2015-05-18" or "2015-05-18 09:00", UTC."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def sha_of(name: str) -> str:
    """A stand-in for a document's SHA-256: the test reads documents by name."""
    return name.encode().hex().ljust(64, "0")[:64]


def report(paragraph: str, due: Due, kind: DutyKind = "report", to: str | None = "CCPCJ") -> Duty:
    """A duty of the Secretary-General."""
    return Duty(paragraph=paragraph, verb="Requests", kind=kind, addressee="Secretary-General", to=to, due=due)


class Life:
    """One resolution, told through `tell` as its workflow would. Every step checks that the ledger folds to the
    state.
    """

    def __init__(self, reference: str = REFERENCE, rules: Rules | None = None) -> None:
        self.docket = Docket(reference=reference, rules=rules or Rules())
        self.entries: list[Entry] = []
        self.readings: dict[str, DraftRead] = {}
        self.told = 0
        self.now = at("1990-01-01")
        self.authority: Authority | None = None
        """Whoever tells: everybody may tell everything, unless a test says otherwise."""

    def document(self, name: str, *duties: Duty, **found: Any) -> dict[str, object]:
        """A document in which the reader will find these duties, as a fact carries it."""
        self.readings[sha_of(name)] = DraftRead(sha256=sha_of(name), mandates=duties, **found)
        return {"name": f"{name}.txt", "sha256": sha_of(name), "size": 1}

    def event(self, fact: str, time: str, data: dict[str, Any], event_id: str | None = None) -> Fact:
        """A fact, as a door would parse it."""
        self.told += 1
        event = {
            "specversion": "1.0",
            "id": event_id or f"event-{self.told}",
            "source": "https://example.org/secretariat",
            "type": f"resolute.{fact}.v1",
            "subject": self.docket.reference,
            "time": at(time).isoformat(),
            "data": data,
        }
        return parse_fact(event)

    def tell(self, fact: str, time: str, told: str | None = None, **data: Any) -> Receipt:
        """Tell a fact of a time, when the clock stands at `told` (as a rule: at that time), and let the reader
        answer.
        """
        return self.tell_fact(self.event(fact, time, data), told)

    def tell_fact(self, fact: Fact, told: str | None = None, surroundings: Surroundings | None = None) -> Receipt:
        self.now = max(self.now, at(told) if told else fact.time)
        (receipt,) = self.take([fact], surroundings or Surroundings())
        self.read()
        return receipt

    def wait_until(self, time: str) -> None:
        """Let time pass, stopping wherever it brings something."""
        until = at(time)
        while (wake := next_wake(self.docket, self.now)) and wake <= until:
            self.now = max(self.now, wake)
            self.take([], Surroundings())
            self.read()
        self.now = max(self.now, until)

    def read(self) -> None:
        """The reader's answer to whatever text stands unread."""
        while self.docket.resolution and (sha256 := text_to_read(self.docket.resolution)):
            self._answer(sha256)

    def read_again(self, document: str) -> None:
        """The reader's answer for a text that nobody asked it about."""
        self._answer(sha_of(document))

    def _answer(self, sha256: str) -> None:
        self.told += 1
        read = Fact(
            id=f"read-{self.told}",
            source=SERVICE,
            type="draft.read",
            subject=self.docket.reference,
            time=self.now,
            data=self.readings[sha256],
        )
        self.take([read], Surroundings())

    def take(self, facts: Sequence[Fact], surroundings: Surroundings) -> tuple[Receipt, ...]:
        outcome = (
            tell(self.docket, facts, self.now, surroundings, None if facts[0].source == SERVICE else self.authority)
            if facts
            else elapse(self.docket, self.now)
        )
        self.docket = outcome.docket
        self.entries += outcome.entries
        assert [entry.seq for entry in self.entries] == list(range(1, len(self.entries) + 1))
        assert fold(self.entries, self.docket.reference, self.docket.rules) == self.docket.resolution
        return outcome.receipts

    @property
    def state(self) -> Resolution:
        assert self.docket.resolution is not None
        return self.docket.resolution

    def standing(self) -> tuple[str, str | None]:
        return self.state.stage, self.state.ending

    @property
    def flags(self) -> set[str]:
        return {flag.code for flag in self.state.flags}

    @property
    def sponsors(self) -> list[str]:
        return [sponsor.name for sponsor in self.state.sponsors]

    def mandate(self, label: str) -> Mandate:
        found = self.state.mandate(label)
        assert found is not None, [mandate.label for mandate in self.state.mandates]
        return found

    def milestones(self, label: str) -> dict[str, tuple[str, str]]:
        """The milestones of a duty due once: date and status by name."""
        return {rung.name: (rung.due.isoformat(), rung.status) for rung in self.mandate(label).milestones}

    def rungs(self, label: str, session: int) -> dict[str, str]:
        """The statuses of one instalment's milestones."""
        return {rung.name: rung.status for rung in self._of(label, session)}

    def _of(self, label: str, session: int) -> list[Milestone]:
        return [rung for rung in self.mandate(label).milestones if rung.session == session]

    def said(self, fact: str) -> list[dict[str, Any]]:
        """What the ledger's entries of one kind say."""
        return [entry.fact.data.model_dump() for entry in self.recorded(fact)]

    def recorded(self, fact: str) -> list[Entry]:
        """The ledger's entries of one kind."""
        return [entry for entry in self.entries if entry.fact.type == fact]


def submitted(*duties: Duty, session: int = 24, sponsors: Sequence[str] = ("Belarus",), **found: Any) -> Life:
    """A draft submitted to the Commission four weeks before its 24th session, with a text that sets these duties."""
    life = Life()
    document = life.document("draft", *duties, **found) if duties or found else None
    receipt = life.tell(
        "draft.submitted",
        f"{1991 + session}-04-17 10:00",
        body="CCPCJ",
        session=session,
        title="Trafficking",
        sponsors=list(sponsors),
        document=document,
    )
    assert receipt.outcome == "recorded", receipt
    return life


def recommended(*duties: Duty, to: str = "council", **found: Any) -> Life:
    """The same, approved in Committee on 21 May 2015 and recommended on 22 May."""
    life = submitted(*duties, **found)
    life.tell("draft.issued", "2015-05-04 09:00", symbol="E/CN.15/2015/L.2", languages=ALL_LANGUAGES)
    life.tell("budget.stated", "2015-05-05 09:00", none=True)
    life.tell("committee.approved", "2015-05-21 16:00")
    receipt = life.tell("commission.acted", "2015-05-22 15:00", outcome=f"recommended_to_{to}", mode="without_vote")
    assert (receipt.outcome, receipt.flags) == ("recorded", ()), receipt
    return life


def adopted(*duties: Duty, **found: Any) -> Life:
    """The same, adopted by the Council on 21 July 2015."""
    life = recommended(*duties, **found)
    receipt = life.tell(
        "council.acted", "2015-07-21 15:00", outcome="adopted", mode="without_vote", symbol="E/RES/2015/23"
    )
    assert (receipt.outcome, receipt.flags) == ("recorded", ()), receipt
    return life


def code(receipt: Receipt) -> str:
    """A receipt in short: "recorded", "refused:closed"."""
    return f"{receipt.outcome}:{receipt.reason.code}" if receipt.reason else receipt.outcome


def step(life: Life, time: str, fact: str, told: str | None = None, **more: Any) -> str:
    """Take a step of the duty of paragraph 11; its receipt in short."""
    needed: dict[str, dict[str, Any]] = {
        "mandate.assigned": {"office": "Organized crime section"},
        "report.slotted": {"slot": "2017-0311"},
        "mandate.handed_over": {"to": "E/RES/2017/16"},
    }
    data = {"paragraph": "11", **needed.get(fact, {}), **more}
    return code(life.tell(fact, time, told=told, **data))


def move(life: Life, time: str, opens: str, closes: str | None = None, session: int = 26, **more: Any) -> str:
    """Announce a session of the Commission; the receipt in short."""
    dates = {"opens": opens, **({"closes": closes} if closes else {}), **more}
    return code(life.tell("session.scheduled", time, body="CCPCJ", session=session, **dates))


def acted(life: Life, time: str, outcome: str, body: str = "commission", **more: Any) -> str:
    """Tell an act of a body; its receipt in short."""
    return code(life.tell(f"{body}.acted", time, outcome=outcome, mode="without_vote", **more))
