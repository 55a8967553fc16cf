"""The worker: takes the engine's tasks for resolutions, sessions, notices and webhooks, and drains before it goes.

It waits for an engine or a database that is out of reach and goes on when they are back; being killed at any instant
loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import functools
import signal
from collections.abc import AsyncIterator

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities import contracts as wire
from activities.bookkeeping import Bookkeeping
from activities.delivery import Delivery
from activities.post.chat import Chat
from activities.post.maildir import MaildirPostman
from activities.post.postman import Postman
from activities.post.reaching import Reaching
from activities.post.smtp import SmtpPostman, SmtpSettings
from activities.reading import Reading
from activities.relaying import Relaying
from activities.webhooks import WebhookDelivery
from intake.door import Door
from ledger.sealing import Sealer
from resolutions.rules import Rules
from workers.settings import Settings
from workflows.inbox import InboxWorkflow
from workflows.notices import NoticeWorkflow
from workflows.resolution import ResolutionWorkflow
from workflows.session import RescheduleWorkflow
from workflows.webhooks import WebhookWorkflow

log = structlog.stdlib.get_logger("resolute.worker")

MAX_CACHED_WORKFLOWS = 1000
MAX_WEBHOOKS = 400
"""Notices to systems and chat channels under way at once: many may stall, and hold up no others."""

STICKY_TIMEOUT = dt.timedelta(seconds=3)
"""How long the engine waits for the worker that has a workflow in its cache before it asks another: after a kill,
that long.
"""


def postman_of(settings: Settings) -> Postman:
    """How notices are delivered: into maildirs, or by a mail relay."""
    if settings.post == "maildir":
        return MaildirPostman(settings.mail_root)
    return SmtpPostman(
        SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            username=settings.smtp_username,
            password=settings.smtp_password,
        )
    )


@contextlib.asynccontextmanager
async def working(
    client: Client,
    pool: asyncpg.Pool,
    postman: Postman,
    sender: str,
    grace: dt.timedelta = dt.timedelta(),
    max_cached_workflows: int = MAX_CACHED_WORKFLOWS,
    sealer: Sealer | None = None,
    private_webhooks: bool = False,
    rules: Rules | None = None,
) -> AsyncIterator[None]:
    """Workers for every task queue, for as long as the block runs; leaving it drains them within `grace`.

    Without a `sealer`, what is for webhooks and chat channels waits; `private_webhooks` lets it go to private
    addresses. `rules` are those of drafts that the inbox held back.
    """
    bookkeeping, reading = Bookkeeping(pool, client), Reading(pool)
    webhooks = WebhookDelivery(pool, client, sealer, Reaching(private_webhooks), Chat(private_webhooks))
    delivery = Delivery(pool, postman, sender, webhooks)
    relaying = Relaying(Door(client, pool, rules), pool)
    worker = functools.partial(
        Worker,
        client,
        graceful_shutdown_timeout=grace,
        max_cached_workflows=max_cached_workflows,
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
    )
    lives = worker(
        task_queue=wire.TASK_QUEUE,
        workflows=[ResolutionWorkflow, RescheduleWorkflow, InboxWorkflow],
        activities=[
            bookkeeping.append_to_ledger,
            bookkeeping.look_up_sessions,
            bookkeeping.record_announcement,
            bookkeeping.tell_concerned,
            reading.read_draft,
            relaying.relay_inbox,
        ],
    )
    notices = worker(task_queue=wire.NOTICE_QUEUE, workflows=[NoticeWorkflow], activities=[delivery.deliver_notices])
    endpoints = worker(
        task_queue=wire.WEBHOOK_QUEUE,
        workflows=[WebhookWorkflow],
        activities=[webhooks.deliver_to_endpoint],
        max_concurrent_activities=MAX_WEBHOOKS,
    )
    async with lives, notices, endpoints:
        yield


def working_as_set(
    settings: Settings, client: Client, pool: asyncpg.Pool, sealer: Sealer | None
) -> contextlib.AbstractAsyncContextManager[None]:
    """`working` as a process's settings have it."""
    return working(
        client,
        pool,
        postman_of(settings),
        settings.sender,
        dt.timedelta(seconds=settings.grace_seconds),
        sealer=sealer,
        private_webhooks=settings.private_webhooks,
        rules=settings.rules,
    )


async def stop_signal() -> None:
    """Returns when the process is asked to stop (SIGINT, SIGTERM). A second signal ends it at once."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.remove_signal_handler(number)
        signal.signal(number, signal.SIG_DFL)
