"""What workflows and activities say to each other: names, task queues, arguments and answers. Nothing here does
anything.

These models are on the wire for years: they only grow, by fields with defaults.
"""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

from resolutions.authority import Authority
from resolutions.facts import Fact
from resolutions.receipts import Receipt
from resolutions.rules import Rules
from resolutions.state import Docket, Entry, Parked, Surroundings

TASK_QUEUE = "resolute"
"""Resolutions and sessions: their workflows, and the activities that write the ledger."""

NOTICE_QUEUE = "resolute-notices"
"""The delivery of notices, apart, so that a slow mail server never holds up the ledger."""

WEBHOOK_QUEUE = "resolute-webhooks"
"""What goes to systems and chat channels, apart again: one that stalls holds up no letter."""

NOTICE_SHARDS = 4
"""Deliveries side by side. Recipients are dealt out over them by address."""

APPEND = "append_to_ledger"
READ_DRAFT = "read_draft"
LOOK_UP_SESSIONS = "look_up_sessions"
RECORD_ANNOUNCEMENT = "record_announcement"
TELL_CONCERNED = "tell_concerned"
DELIVER = "deliver_notices"
RELAY_INBOX = "relay_inbox"
DELIVER_TO_ENDPOINT = "deliver_to_endpoint"

NOTHING_RECORDED = "NothingRecorded"
"""The error type of a telling that changes nothing; its detail is the receipts."""

LEDGER_CONFLICT = "LedgerConflict"
"""The error type of an append that no retry will mend."""


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class Telling(_Wire):
    """Facts told together about one resolution, what the door knew when it told them, and what their teller may tell
    (None: everything).
    """

    facts: tuple[Fact, ...]
    surroundings: Surroundings = Surroundings()
    authority: Authority | None = None


class Receipts(_Wire):
    """A receipt for each fact, in order."""

    receipts: tuple[Receipt, ...]


class CarriedLife(_Wire):
    """A resolution's workflow as it goes from run to run.

    `clock_offset` is business time less engine time: zero in service, years when a life is rehearsed. `pending` are
    entries accepted but not yet in the ledger; `parked_changed` says that what is parked must be written there, too;
    `looked_up` are the sessions (body, number) whose announcements were asked for.
    """

    docket: Docket
    clock_offset: dt.timedelta = dt.timedelta()
    pending: tuple[Entry, ...] = ()
    parked_changed: bool = False
    looked_up: tuple[tuple[str, int], ...] = ()


class Standing(_Wire):
    """A resolution's docket as its workflow holds it now, and whether all of it is in the ledger and nothing more is
    to be asked.
    """

    docket: Docket
    settled: bool


class LedgerBatch(_Wire):
    """Entries to append, and everything that is parked now (None: unchanged)."""

    reference: str
    rules: Rules
    entries: tuple[Entry, ...] = ()
    parked: tuple[Parked, ...] | None = None


class TextToRead(_Wire):
    """A document to read, the one before it to compare it with, and the id that its reading gets as a fact."""

    reference: str
    sha256: str
    event_id: str
    at: dt.datetime
    previous: str | None = None


class SessionsAsked(_Wire):
    """The sessions at which a resolution has something."""

    reference: str
    sessions: tuple[tuple[str, int], ...]


class Facts(_Wire):
    """Facts found by an activity."""

    facts: tuple[Fact, ...] = ()


class SessionTelling(_Wire):
    """An announcement of a session's dates."""

    fact: Fact


class CarriedSession(_Wire):
    """A session's workflow as it goes from run to run: what was announced, and how far it has come in telling it."""

    session: str
    clock_offset: dt.timedelta = dt.timedelta()
    told: tuple[Fact, ...] = ()
    pending: tuple[Fact, ...] = ()
    cursor: str = ""
    recorded: bool = False


class Announced(_Wire):
    """An announcement to write down at a business time."""

    fact: Fact
    at: dt.datetime


class ConcernedPage(_Wire):
    """A page of resolutions to tell of an announcement: those past `after`."""

    fact: Fact
    after: str = ""
    clock_offset: dt.timedelta = dt.timedelta()


class PageTold(_Wire):
    """Where the next page begins, None when everybody was told."""

    next_after: str | None = None
    told: int = 0


class Delivery(_Wire):
    """What to deliver: at most so many of a shard's notices that are due."""

    shard: int
    limit: int = Field(default=50, ge=1, le=500)


class HandedOver(_Wire):
    """A notice for a system or a chat channel, to be delivered by a workflow of its own."""

    notice_id: int


class Delivered(_Wire):
    """How many were delivered, failed, and were handed over, and in how many seconds the next is due (None: nothing
    waits).
    """

    delivered: int = 0
    failed: int = 0
    handed_over: int = 0
    next_in: float | None = None


class InboxPage(_Wire):
    """A page of the inbox's lanes to relay: those whose oldest fact came after `after`."""

    after: int = 0
    lanes: int = Field(default=200, ge=1, le=1000)


class InboxRelayed(_Wire):
    """How many facts were told, where the next page begins (None: this was the last one), and in how many seconds to
    begin again at the first (None: nothing is left).
    """

    told: int = 0
    next_after: int | None = None
    next_in: float | None = None


def resolution_workflow_id(reference: str) -> str:
    """The workflow of a resolution."""
    return f"resolution/{reference}"


def session_workflow_id(session: str) -> str:
    """The workflow of a session: `session/ccpcj-29`."""
    return f"session/{session}"


def notice_workflow_id(shard: int) -> str:
    """The workflow that drains one shard of the notices."""
    return f"notices/{shard}"


def webhook_workflow_id(notice_id: int) -> str:
    """The workflow that delivers one notice to a system or a chat channel."""
    return f"webhook/{notice_id}"


INBOX_WORKFLOW_ID = "inbox"
"""The workflow that relays what was left in the inbox."""
