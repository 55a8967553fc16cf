"""The workflow that relays the inbox: tells what gateways let in and could not tell, page by page, until nothing is
left.

It holds no fact itself: what waits, and what became of it, is in the inbox, which gateways look at every few seconds. A
start that comes too late or never costs time, not a fact.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities import contracts as wire

_UNTIL_IT_WORKS = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
_LONGEST_PAGE = timedelta(hours=1)
_LONGEST_LANE = timedelta(minutes=3)
"""A lane that an engine holds up is left for the next time after less than that; a worker that says nothing for
longer is dead.
"""


@workflow.defn(name="Inbox")
class InboxWorkflow:
    """All lanes of the inbox, over and over. Ends when nothing is left; whoever leaves something starts it again, and
    leaves one that runs alone.
    """

    @workflow.run
    async def run(self, page: wire.InboxPage) -> None:
        while True:
            relayed: wire.InboxRelayed = await workflow.execute_activity(
                wire.RELAY_INBOX,
                page,
                result_type=wire.InboxRelayed,
                start_to_close_timeout=_LONGEST_PAGE,
                heartbeat_timeout=_LONGEST_LANE,
                retry_policy=_UNTIL_IT_WORKS,
            )
            page = page.model_copy(update={"after": relayed.next_after or 0})
            if relayed.next_after is None:
                if relayed.next_in is None:
                    return
                if relayed.next_in > 0:
                    await workflow.sleep(relayed.next_in)
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(page)
