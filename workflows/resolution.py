"""The workflow of a resolution: when and in which order. What anything means is `resolutions`' business.

An update `record` is judged, applied and answered at once, without waiting for anything: the receipt is durable
because the update is. One loop then takes care of the rest, in order: the ledger, what the state needs to be told
(its text read, its sessions looked up), and time. The same loop continues as new, so that it never happens while
something is half done, and no caller is refused.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey, SearchAttributeUpdate
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts as wire
    from resolutions.elapse import next_deadline
    from resolutions.facts import Fact
    from resolutions.life import Outcome, changes_something, elapse, next_wake, tell
    from resolutions.needs import sessions_of_concern, text_before, text_to_read
    from resolutions.state import Docket, Entry, Surroundings

STAGE = SearchAttributeKey.for_keyword("ResoluteStage")
BODY = SearchAttributeKey.for_keyword("ResoluteBody")
SESSION = SearchAttributeKey.for_int("ResoluteSession")
NEXT_DEADLINE = SearchAttributeKey.for_datetime("ResoluteNextDeadline")
SEARCH_ATTRIBUTES = {
    key.name: kind
    for key, kind in ((STAGE, "Keyword"), (BODY, "Keyword"), (SESSION, "Int"), (NEXT_DEADLINE, "Datetime"))
}
"""What a namespace must know before this workflow runs in it, as the Temporal command line spells it."""

MAX_EVENTS = 500
"""Events of a run before it continues as new: replay of a cold workflow grows with them."""

MAX_RUN_AGE = timedelta(days=3 * 365)
"""A run is no older than this, so that a life goes over to the build of the day; some engines end a run after ten
years.
"""

_UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=20),
    non_retryable_error_types=[wire.LEDGER_CONFLICT],
)
_ACTIVITY_TIMEOUT = timedelta(seconds=5)
# Short, because a worker that is killed in the middle of one is found out only when this has passed. Trying again is
# harmless.
_READING_TIMEOUT = timedelta(seconds=60)
_UNTIL_SUBMITTED = timedelta(minutes=1)
_REPAIR_INTERVAL = timedelta(minutes=10)


@workflow.defn(name="Resolution")
class ResolutionWorkflow:
    """One resolution, from submission to its end, told by updates."""

    @workflow.init
    def __init__(self, carried: wire.CarriedLife) -> None:
        self._docket: Docket = carried.docket
        self._offset = carried.clock_offset
        self._pending: list[Entry] = list(carried.pending)
        self._parked_changed = carried.parked_changed
        self._looked_up = set(carried.looked_up)
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at: dt.datetime | None = None
        self._rang = False
        self._busy = False

    @workflow.run
    async def run(self, carried: wire.CarriedLife) -> None:  # noqa: ARG002 - the engine wants the arguments of __init__
        if not await self._begins():
            return
        while True:
            self._rang = self._rang or self._set_alarm()
            await workflow.wait_condition(self._has_work)
            self._busy = True
            await self._work()
            self._busy = False
            if self._has_run_long():
                self._silence()
                workflow.continue_as_new(self._carried())

    async def _begins(self) -> bool:
        """Whether there is a life here: an engine starts a workflow for a submission that is then refused, too."""
        if self._docket.resolution is not None:
            return True
        try:
            await workflow.wait_condition(lambda: self._docket.resolution is not None, timeout=_UNTIL_SUBMITTED)
        except TimeoutError:
            return False
        return True

    @workflow.update
    def record(self, telling: wire.Telling) -> wire.Receipts:
        """Tell facts; the answer is a receipt for each. Nothing may be awaited here: what was judged must be what is
        applied.
        """
        outcome = self._judged(telling)
        self._take(outcome)
        return wire.Receipts(receipts=outcome.receipts)

    @record.validator
    def _changes_something(self, telling: wire.Telling) -> None:
        """A telling that would change nothing leaves no trace in the history; its receipts travel in the rejection."""
        now, around = self._now(), telling.surroundings
        if not changes_something(self._docket, telling.facts, now, around, telling.authority):
            receipts = wire.Receipts(receipts=self._judged(telling).receipts)
            raise ApplicationError("nothing to record", receipts, type=wire.NOTHING_RECORDED)

    def _judged(self, telling: wire.Telling) -> Outcome:
        return tell(self._docket, telling.facts, self._now(), telling.surroundings, telling.authority)

    @workflow.query
    def standing(self) -> wire.Standing:
        """The docket as it stands, parked facts included, and whether everything of it has settled."""
        return wire.Standing(docket=self._docket, settled=not self._busy and not self._has_work())

    @workflow.query
    def timeline(self) -> tuple[Entry, ...]:
        """The told facts in order, with their numbers and flags."""
        resolution = self._docket.resolution
        return tuple(told.entry for told in resolution.told) if resolution else ()

    def _now(self) -> dt.datetime:
        """Business time: engine time, moved by the rehearsal's offset."""
        return workflow.now() + self._offset

    def _take(self, outcome: Outcome) -> None:
        self._parked_changed = self._parked_changed or outcome.docket.parked != self._docket.parked
        self._docket = outcome.docket
        self._pending.extend(outcome.entries)

    def _has_work(self) -> bool:
        return bool(self._pending or self._parked_changed or self._rang or self._text() or self._sessions())

    def _text(self) -> str | None:
        return text_to_read(self._docket.resolution) if self._docket.resolution else None

    def _sessions(self) -> tuple[tuple[str, int], ...]:
        concerned = sessions_of_concern(self._docket.resolution) if self._docket.resolution else ()
        return tuple(session for session in concerned if session not in self._looked_up)

    async def _work(self) -> None:
        """One piece of work, the most urgent: the ledger before anything that could wait for it."""
        if self._rang:
            self._rang = False
            self._take(elapse(self._docket, self._now()))
        elif self._pending or self._parked_changed:
            self._publish()
            await self._append()
        elif sha256 := self._text():
            await self._read(sha256)
        elif sessions := self._sessions():
            await self._look_up(sessions)

    async def _append(self) -> None:
        """Everything that is pending goes to the ledger in one transaction; what arrives meanwhile goes with the
        next.
        """
        batch = wire.LedgerBatch(
            reference=self._docket.reference,
            rules=self._docket.rules,
            entries=tuple(self._pending),
            parked=self._docket.parked if self._parked_changed else None,
        )
        self._parked_changed = False
        try:
            await workflow.execute_activity(
                wire.APPEND, batch, start_to_close_timeout=_ACTIVITY_TIMEOUT, retry_policy=_UNTIL_IT_WORKS
            )
        except ActivityError:
            # The ledger holds something else under these numbers. Only a person can mend that; meanwhile facts are
            # taken and kept.
            workflow.logger.error("the ledger refuses entries of this resolution; see `resolute ledger verify`")
            self._parked_changed = self._parked_changed or batch.parked is not None
            await asyncio.sleep(_REPAIR_INTERVAL.total_seconds())
            return
        del self._pending[: len(batch.entries)]

    async def _read(self, sha256: str) -> None:
        resolution = self._docket.resolution
        text_time = resolution.text_time if resolution else None
        read: Fact = await workflow.execute_activity(
            wire.READ_DRAFT,
            wire.TextToRead(
                reference=self._docket.reference,
                sha256=sha256,
                event_id=f"{self._docket.reference}/read/{sha256[:16]}/{text_time:%Y%m%dT%H%M%S}",
                at=self._now(),
                previous=text_before(resolution) if resolution else None,
            ),
            result_type=Fact,
            start_to_close_timeout=_READING_TIMEOUT,
            retry_policy=_UNTIL_IT_WORKS,
        )
        self._take(tell(self._docket, (read,), self._now(), Surroundings()))

    async def _look_up(self, sessions: tuple[tuple[str, int], ...]) -> None:
        found: wire.Facts = await workflow.execute_activity(
            wire.LOOK_UP_SESSIONS,
            wire.SessionsAsked(reference=self._docket.reference, sessions=sessions),
            result_type=wire.Facts,
            start_to_close_timeout=_ACTIVITY_TIMEOUT,
            retry_policy=_UNTIL_IT_WORKS,
        )
        self._looked_up.update(sessions)
        self._take(tell(self._docket, found.facts, self._now(), Surroundings()))

    def _set_alarm(self) -> bool:
        """One timer, set again only for an earlier moment: a later one is found when it rings. True when it is due
        already.
        """
        at = self._next_wake()
        if at is None or (self._alarm and not self._alarm.done() and self._alarm_at and self._alarm_at <= at):
            return False
        self._silence()
        delay = (at - self._now()).total_seconds()
        if delay <= 0:
            return True
        self._alarm_at = at
        self._alarm = asyncio.create_task(self._ring_in(delay))
        return False

    def _next_wake(self) -> dt.datetime | None:
        """When time will bring something, or this run gets too old; never, for a life that is over."""
        at = next_wake(self._docket, self._now())
        resolution = self._docket.resolution
        if resolution is None or resolution.stage == "closed":
            return at
        too_old = workflow.info().start_time + MAX_RUN_AGE + self._offset
        return too_old if at is None else min(at, too_old)

    async def _ring_in(self, delay: float) -> None:
        await asyncio.sleep(delay)
        self._rang = True

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _publish(self) -> None:
        """Search attributes follow the state; only what changed is written."""
        resolution = self._docket.resolution
        if resolution is None:
            return
        known = workflow.info().typed_search_attributes
        deadline = next_deadline(resolution)
        changes: list[SearchAttributeUpdate[Any]] = []
        if known.get(STAGE) != resolution.stage:
            changes.append(STAGE.value_set(resolution.stage))
        if known.get(BODY) != resolution.body:
            changes.append(BODY.value_set(resolution.body))
        if known.get(SESSION) != resolution.before_session:
            changes.append(SESSION.value_set(resolution.before_session))
        if known.get(NEXT_DEADLINE) != deadline:
            changes.append(NEXT_DEADLINE.value_set(deadline) if deadline else NEXT_DEADLINE.value_unset())
        if changes:
            workflow.upsert_search_attributes(changes)

    def _has_run_long(self) -> bool:
        info = workflow.info()
        too_old = workflow.now() - info.start_time >= MAX_RUN_AGE
        return too_old or info.get_current_history_length() > MAX_EVENTS or info.is_continue_as_new_suggested()

    def _carried(self) -> wire.CarriedLife:
        return wire.CarriedLife(
            docket=self._docket,
            clock_offset=self._offset,
            pending=tuple(self._pending),
            parked_changed=self._parked_changed,
            looked_up=tuple(sorted(self._looked_up)),
        )
