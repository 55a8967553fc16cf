"""The state of a resolution: everything its facts have made of it, and nothing else.

It is the fold of the entries of its ledger: same entries in, same state out. It carries the told entries
themselves, because they answer whoever tells a fact twice and because a correction lives the life again as if the
fact had been right.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from resolutions.duties import Duty
from resolutions.facts import Doubt, Fact, MilestoneName, Name, ReadingFailure, Votes
from resolutions.receipts import Ending, Flag, Reason, Stage
from resolutions.rules import Rules
from resolutions.sessions import SessionDates, built_in_dates, session_key
from resolutions.times import Instant

MandateState = Literal[
    "open", "assigned", "slotted", "submitted", "issued", "considered", "discharged", "waived", "handed_over"
]
SETTLED: frozenset[MandateState] = frozenset({"considered", "discharged", "waived", "handed_over"})


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Sponsor(_Frozen):
    """A sponsor as it is listed, and the group it speaks for, if any."""

    name: str
    on_behalf_of: str | None = None


class Act(_Frozen):
    """What a body did with the text, when, and how."""

    outcome: str
    mode: str
    time: Instant
    votes: Votes | None = None
    symbol: str | None = None
    report: str | None = None
    meeting: int | None = None


class ReadText(_Frozen):
    """What was read in the text that stands: its duties, those of them that are in doubt, the paragraphs that ask for
    money, or why it could not be read.
    """

    sha256: str
    duties: tuple[Duty, ...] = ()
    asks_money: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    failure: ReadingFailure | None = None


class Milestone(_Frozen):
    """One date on the way of a duty: met up to and including `last_day`, missed after it.

    `due` is the date that is printed; only of a session does `last_day` lie behind it, for a session lasts.
    `reminders` and `escalations` count what was already told (or needs no telling any more).
    """

    name: MilestoneName
    due: dt.date
    last_day: dt.date
    status: Literal["ahead", "met", "missed"] = "ahead"
    on: dt.date | None = None
    session: int | None = None
    reminders: int = 0
    escalations: int = 0
    met_told: bool = False


class Steps(_Frozen):
    """When each step of a duty was taken."""

    assigned: Instant | None = None
    slotted: Instant | None = None
    submitted: Instant | None = None
    issued: Instant | None = None
    considered: Instant | None = None
    settled: Instant | None = None


class Mandate(_Frozen):
    """A duty that an adopted text sets, from its opening to its end.

    `label` names it in facts ("11", "11/2"); `stale` marks one whose time had run out before it was opened;
    `instalment` is the place (from 0) of the one that is running, of a duty due at several sessions or again and
    again.
    """

    label: str
    duty: Duty
    opened: Instant
    state: MandateState = "open"
    steps: Steps = Steps()
    milestones: tuple[Milestone, ...] = ()
    stale: bool = False
    instalment: int = 0
    considered: int = 0
    """Instalments considered before the one that is running."""
    office: str | None = None
    officer: str | None = None
    slot: str | None = None
    symbol: str | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def gates_the_end(self) -> bool:
        """Only a dated report or deliverable keeps a resolution in follow-up."""
        return self.duty.kind != "continuing" and self.duty.due.kind != "none"

    @property
    def was_reported(self) -> bool:
        """Whether a report was considered under it, in whichever instalment."""
        return self.duty.kind == "report" and (self.state == "considered" or self.considered > 0)


class Entry(_Frozen):
    """A line of the ledger: a fact with its number, its flags, and the (business) time at which it was recorded."""

    seq: int
    fact: Fact
    flags: tuple[Flag, ...] = ()
    at: Instant


class Told(_Frozen):
    """A told entry and the stage in which it left the resolution: what its receipt says when it is told again."""

    entry: Entry
    stage: Stage


class Resolution(_Frozen):
    """The life of one resolution so far.

    `session` is the one it was submitted to, `before_session` the one it now stands before. `openings` are the
    labels of the duties by the number of the entry that opened (or changed) each, so that these entries can be
    corrected.
    """

    reference: str
    rules: Rules
    body: str
    session: int
    before_session: int
    submitted: Instant
    title: str | None = None
    title_told: bool = False
    sponsors: tuple[Sponsor, ...] = ()
    agenda_item: str | None = None
    original_language: str | None = None
    stage: Stage = "sponsorship"
    ending: Ending | None = None
    seq: int = 0
    symbols: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    text_time: Instant | None = None
    text_sha256: str | None = None
    text: ReadText | None = None
    circulated: Instant | None = None
    budget_stated: Instant | None = None
    committee: Instant | None = None
    commission: Act | None = None
    council: Act | None = None
    assembly: Act | None = None
    referred_back: bool = False
    stopped: Literal["withdrawn", "merged", "lapsed"] | None = None
    merged_into: Name | None = None
    asked: tuple[str, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    openings: dict[int, str] = Field(default_factory=dict)
    announced: dict[str, SessionDates] = Field(default_factory=dict)
    told: tuple[Told, ...] = ()
    weight: int = 0

    def dates_of(self, body: str, session: int) -> SessionDates | None:
        """A session's dates as this resolution knows them: announced, on record or estimated."""
        return self.announced.get(session_key(body, session)) or built_in_dates(body, session)

    @property
    def awaits_reading(self) -> bool:
        """A text was told that the reader has not answered for yet."""
        return self.text_sha256 is not None and (self.text is None or self.text.sha256 != self.text_sha256)

    @property
    def bound_for_assembly(self) -> bool:
        """A text on its way to the Assembly, by the Commission's or by the Council's word."""
        return any(
            act is not None and act.outcome == "recommended_to_assembly" for act in (self.commission, self.council)
        )

    @property
    def adopted_at(self) -> dt.datetime | None:
        """When the last body that must adopt it did, else None."""
        if self.commission is None:
            return None
        if self.commission.outcome == "adopted":
            return self.commission.time
        last = self.assembly if self.bound_for_assembly else self.council
        adopted = last is not None and last.outcome in ("adopted", "adopted_as_amended")
        return last.time if last is not None and adopted else None

    def mandate(self, label: str) -> Mandate | None:
        """The mandate of a label, None if there is none."""
        return next((mandate for mandate in self.mandates if mandate.label == label), None)

    def recorded(self, source: str, event_id: str) -> Told | None:
        """The told entry of an event, None if it was never recorded."""
        return next((t for t in self.told if t.entry.fact.id == event_id and t.entry.fact.source == source), None)


class Parked(_Frozen):
    """A fact that cannot be true yet, kept and tried again after every new one; `stage` is that of its receipt."""

    fact: Fact
    at: Instant
    reason: Reason
    stage: Stage | None = None


class Docket(_Frozen):
    """Everything kept about one reference: the resolution once it is submitted, and what is parked beside it."""

    reference: str
    rules: Rules = Rules()
    resolution: Resolution | None = None
    parked: tuple[Parked, ...] = ()


class Surroundings(_Frozen):
    """What a door knows beyond the one resolution when it tells facts.

    Who owns the symbols named, which references do not exist, and the announced dates of the sessions named. Empty
    where the door could not look; nothing depends on its being complete.
    """

    symbol_owners: dict[str, str] = Field(default_factory=dict)
    unknown_references: tuple[str, ...] = ()
    sessions: tuple[SessionDates, ...] = ()
