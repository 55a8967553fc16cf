"""The engine's floor: a workflow whose update takes the same argument and does nothing but answer."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts as wire
    from resolutions.receipts import Receipt


@workflow.defn
class BareWorkflow:
    """Answers updates until it is ended."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    def record(self, telling: wire.Telling) -> wire.Receipts:
        """A receipt for each fact, without looking at any."""
        return wire.Receipts(receipts=tuple(Receipt(outcome="recorded") for _ in telling.facts))
