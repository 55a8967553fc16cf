"""The workflow that delivers notices: drains one shard of what the ledger planned, in bounded batches, then waits to
be woken.

It holds no notice itself: what is to be sent, and what became of it, is in the ledger. A lost wake costs time, never
a notice.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities import contracts as wire

_UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
_LONGEST_WAIT = timedelta(hours=1)
_LONGEST_BATCH = timedelta(hours=1)
_LONGEST_LETTER = timedelta(minutes=3)
"""A letter that a relay holds up is given up after two minutes; a worker that says nothing for longer is dead."""


@workflow.defn(name="Notices")
class NoticeWorkflow:
    """One shard of the deliveries. Ends when nothing waits; the next wake starts it again."""

    def __init__(self) -> None:
        self._woken = True

    @workflow.signal
    def wake(self) -> None:
        """There is something to send."""
        self._woken = True

    @workflow.run
    async def run(self, shard: int) -> None:
        while self._woken:
            self._woken = False
            batch: wire.Delivered = await workflow.execute_activity(
                wire.DELIVER,
                wire.Delivery(shard=shard),
                result_type=wire.Delivered,
                start_to_close_timeout=_LONGEST_BATCH,
                heartbeat_timeout=_LONGEST_LETTER,
                retry_policy=_UNTIL_IT_WORKS,
            )
            if batch.next_in is not None:
                await self._wait(batch.next_in)
                self._woken = True
            if self._woken and workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(shard)

    async def _wait(self, seconds: float) -> None:
        """Until the next attempt is due, or something new is to be sent."""
        if seconds <= 0:
            return
        try:
            await workflow.wait_condition(lambda: self._woken, timeout=min(timedelta(seconds=seconds), _LONGEST_WAIT))
        except TimeoutError:
            return
