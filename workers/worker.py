"""The worker: takes the engine's tasks for resolutions, sessions and notices, and drains before it goes.

It waits for an engine or a database that is out of reach and goes on when they are back; being killed at any instant
loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import signal
from collections.abc import AsyncIterator

import asyncpg
import structlog
from temporalio.client import Client
from temporalio.worker import Worker

from activities import contracts as wire
from activities.bookkeeping import Bookkeeping
from activities.delivery import Delivery
from activities.post.maildir import MaildirPostman
from activities.post.postman import Postman
from activities.post.smtp import SmtpPostman, SmtpSettings
from activities.reading import Reading
from workers.settings import Settings
from workflows.notices import NoticeWorkflow
from workflows.resolution import ResolutionWorkflow
from workflows.session import RescheduleWorkflow

log = structlog.stdlib.get_logger("resolute.worker")

MAX_CACHED_WORKFLOWS = 1000

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
) -> AsyncIterator[None]:
    """Workers for both task queues, for as long as the block runs; leaving it drains them within `grace`."""
    bookkeeping, reading, delivery = Bookkeeping(pool, client), Reading(pool), Delivery(pool, postman, sender)
    lives = Worker(
        client,
        task_queue=wire.TASK_QUEUE,
        workflows=[ResolutionWorkflow, RescheduleWorkflow],
        activities=[
            bookkeeping.append_to_ledger,
            bookkeeping.look_up_sessions,
            bookkeeping.record_announcement,
            bookkeeping.tell_concerned,
            reading.read_draft,
        ],
        graceful_shutdown_timeout=grace,
        max_cached_workflows=max_cached_workflows,
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
    )
    notices = Worker(
        client,
        task_queue=wire.NOTICE_QUEUE,
        workflows=[NoticeWorkflow],
        activities=[delivery.deliver_notices],
        graceful_shutdown_timeout=grace,
        max_cached_workflows=max_cached_workflows,
        sticky_queue_schedule_to_start_timeout=STICKY_TIMEOUT,
    )
    async with lives, notices:
        yield


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
