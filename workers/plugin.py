"""One Temporal plugin for client, worker, replayer and tests: the same converter and the same sandbox everywhere.

A replay with another converter would pass without proving anything. The sandbox stays on; what it passes through is
named here, and a workflow that imports anything else stops the worker from starting.
"""

from __future__ import annotations

import dataclasses
from typing import Final

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import SandboxImportNotificationPolicy

from workflows.inbox import InboxWorkflow
from workflows.notices import NoticeWorkflow
from workflows.resolution import ResolutionWorkflow
from workflows.session import RescheduleWorkflow
from workflows.webhooks import WebhookWorkflow

WORKFLOWS: Final = (ResolutionWorkflow, RescheduleWorkflow, NoticeWorkflow, WebhookWorkflow, InboxWorkflow)

_PASSED_THROUGH: Final = ("activities.contracts", "resolutions", "pydantic", "pydantic_core", "annotated_types")
"""Loaded once for all workflows. Pure, by test, or libraries without state of their own."""


def _sandbox(runner: WorkflowRunner | None) -> WorkflowRunner:
    if not isinstance(runner, SandboxedWorkflowRunner):
        runner = SandboxedWorkflowRunner()
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*_PASSED_THROUGH)
    strict = dataclasses.replace(
        restrictions,
        import_notification_policy=SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
        | SandboxImportNotificationPolicy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH,
    )
    return dataclasses.replace(runner, restrictions=strict)


def plugin() -> SimplePlugin:
    """The plugin, to be given to a client, whose workers have it too; a replayer takes it by itself."""
    return SimplePlugin("resolute", data_converter=pydantic_data_converter, workflow_runner=_sandbox)
