"""The workflow of one notice to a system or a chat channel: one activity, tried again for as long as it asks to be.

When is the activity's to say, attempt by attempt; this workflow is what remembers it over any restart.
"""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities import contracts as wire

_UNTIL_SETTLED = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
"""Of failures that are ours, a ledger out of reach above all; those of the receiver say themselves when to go on."""

_LONGEST_ATTEMPT = timedelta(seconds=90)
"""Waiting for a turn, sending, and writing down what came of it, each of them bounded by itself."""


@workflow.defn(name="Webhook")
class WebhookWorkflow:
    """One notice, until it is delivered or given up."""

    @workflow.run
    async def run(self, handed: wire.HandedOver) -> None:
        await workflow.execute_activity(
            wire.DELIVER_TO_ENDPOINT,
            handed,
            start_to_close_timeout=_LONGEST_ATTEMPT,
            retry_policy=_UNTIL_SETTLED,
        )
