"""The activities that write the ledger and look things up in it for a resolution or a session.

Each can be tried again at any time: what stands already is recognised. Errors that no retry can mend have a type of
their own.
"""

from __future__ import annotations

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities import contracts as wire
from intake.telling import Teller
from ledger.append import Batch, append
from ledger.calendar import announcements_of_interest, concerned_by, record_announcement
from ledger.errors import LedgerConflictError
from resolutions.facts import SessionScheduled
from resolutions.state import Surroundings
from workflows.notices import NoticeWorkflow

_PAGE = 50


class Bookkeeping:
    """Needs a pool to the ledger and a client to wake deliveries and tell resolutions."""

    def __init__(self, pool: asyncpg.Pool, client: Client) -> None:
        self._pool = pool
        self._client = client

    @activity.defn(name=wire.APPEND)
    async def append_to_ledger(self, batch: wire.LedgerBatch) -> None:
        """Append, then wake the deliveries that have something to send. A lost answer makes both happen again,
        harmlessly.
        """
        try:
            appended = await append(
                self._pool,
                Batch(reference=batch.reference, rules=batch.rules, entries=batch.entries, parked=batch.parked),
                wire.NOTICE_SHARDS,
            )
        except LedgerConflictError as conflict:
            raise ApplicationError(str(conflict), type=wire.LEDGER_CONFLICT, non_retryable=True) from None
        for shard in appended.shards_to_wake:
            await self._client.start_workflow(
                NoticeWorkflow.run,
                shard,
                id=wire.notice_workflow_id(shard),
                task_queue=wire.NOTICE_QUEUE,
                start_signal="wake",
            )

    @activity.defn(name=wire.LOOK_UP_SESSIONS)
    async def look_up_sessions(self, asked: wire.SessionsAsked) -> wire.Facts:
        """The announcements of the sessions at which a resolution has something."""
        found = await announcements_of_interest(self._pool, asked.reference, asked.sessions)
        return wire.Facts(facts=tuple(found))

    @activity.defn(name=wire.RECORD_ANNOUNCEMENT)
    async def record_announcement(self, announced: wire.Announced) -> None:
        """Write an announcement into the calendar."""
        await record_announcement(self._pool, announced.fact, announced.at)

    @activity.defn(name=wire.TELL_CONCERNED)
    async def tell_concerned(self, page: wire.ConcernedPage) -> wire.PageTold:
        """Tell a page of the resolutions concerned of an announcement."""
        data = page.fact.data
        if not isinstance(data, SessionScheduled):
            raise ApplicationError("no announcement", type="InvalidAnnouncement", non_retryable=True)
        teller = Teller(self._client, self._pool, clock_offset=page.clock_offset)
        references = await concerned_by(self._pool, data.body, data.session, page.after, _PAGE)
        for reference in references:
            await teller.tell(reference, (page.fact,), Surroundings())
        return wire.PageTold(next_after=references[-1] if len(references) == _PAGE else None, told=len(references))
