"""The workflow of a session: its dates were announced or moved, and every resolution with something there is told.

An announcement is written into the calendar first, then the concerned are told page by page. Where it stands in the
pages is part of its state, so that it goes on from there whatever happens to the worker. Telling is idempotent by the
announcement's own id.
"""

from __future__ import annotations

import datetime as dt
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import contracts as wire
    from resolutions.announcements import judge_announcement
    from resolutions.facts import Fact
    from resolutions.receipts import Receipt

_UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=20))


@workflow.defn(name="Session")
class RescheduleWorkflow:
    """One session of one body, and the announcements of its dates."""

    @workflow.init
    def __init__(self, carried: wire.CarriedSession) -> None:
        self._session = carried.session
        self._offset = carried.clock_offset
        self._told = list(carried.told)
        self._pending = list(carried.pending)
        self._cursor = carried.cursor
        self._recorded = carried.recorded

    @workflow.run
    async def run(self, carried: wire.CarriedSession) -> None:  # noqa: ARG002 - the engine wants the arguments of __init__
        while True:
            await workflow.wait_condition(lambda: bool(self._pending))
            await self._announce(self._pending[0])
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(
                    wire.CarriedSession(
                        session=self._session,
                        clock_offset=self._offset,
                        told=tuple(self._told),
                        pending=tuple(self._pending),
                        cursor=self._cursor,
                        recorded=self._recorded,
                    )
                )

    @workflow.update
    def record(self, telling: wire.SessionTelling) -> Receipt:
        """Take an announcement; the resolutions concerned are told after the answer."""
        self._told.append(telling.fact)
        self._pending.append(telling.fact)
        return Receipt(outcome="recorded")

    @record.validator
    def _is_to_be_told(self, telling: wire.SessionTelling) -> None:
        receipt = judge_announcement(telling.fact, self._told, self._now())
        if receipt.outcome != "recorded":
            raise ApplicationError("nothing to record", wire.Receipts(receipts=(receipt,)), type=wire.NOTHING_RECORDED)

    @workflow.query
    def settled(self) -> bool:
        """Whether everybody concerned was told."""
        return not self._pending

    def _now(self) -> dt.datetime:
        return workflow.now() + self._offset

    async def _announce(self, fact: Fact) -> None:
        """One step: the calendar first, then a page of the concerned."""
        if not self._recorded:
            await workflow.execute_activity(
                wire.RECORD_ANNOUNCEMENT,
                wire.Announced(fact=fact, at=self._now()),
                start_to_close_timeout=timedelta(seconds=15),
                retry_policy=_UNTIL_IT_WORKS,
            )
            self._recorded = True
        page: wire.PageTold = await workflow.execute_activity(
            wire.TELL_CONCERNED,
            wire.ConcernedPage(fact=fact, after=self._cursor, clock_offset=self._offset),
            result_type=wire.PageTold,
            start_to_close_timeout=timedelta(seconds=60),
            retry_policy=_UNTIL_IT_WORKS,
        )
        self._cursor = page.next_after or ""
        if page.next_after is None:
            self._pending.remove(fact)
            self._recorded = False
