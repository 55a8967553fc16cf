"""The activity that delivers one notice to a system or a chat channel, and the way a notice gets there.

A notice is handed over to a workflow of its own, so that an endpoint that is slow or dead is waited for beside
everything else. Each failure is written down and tried again when the standard's schedule, or the receiver, says so.
The ledger counts the attempts, for the engine would also count those that failed for want of the ledger.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from urllib.parse import urlsplit

import asyncpg
from pydantic import SecretStr
from temporalio import activity
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities import contracts as wire
from activities.post.chat import Chat
from activities.post.failures import DeliveryFailure, NotNow, Undeliverable
from activities.post.languages import language_of
from activities.post.reaching import Reaching
from activities.post.webhook import Asked, Gone, delivery_id, event_of, send_event
from activities.post.wording import NoticeSubject, word
from intake.turns import NoTurnError, Turns
from ledger.endpoints import SealedEndpoint, disable_endpoint, endpoint_of
from ledger.outbox import NoticeToSend, mark_delivered, mark_failed, notice_waiting, put_off, told_of
from ledger.sealing import SealedElsewhereError, Sealer
from workflows.webhooks import WebhookWorkflow

SCHEDULE: Final = (
    dt.timedelta(seconds=5),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=5),
    dt.timedelta(hours=10),
    dt.timedelta(hours=14),
    dt.timedelta(hours=20),
    dt.timedelta(hours=24),
)
"""Between attempts, the first being made at once; after the last a notice is given up
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
"""

MARGIN: Final = dt.timedelta(hours=1)
"""How long after its next attempt a notice must have been due before the drain takes its workflow for lost."""

WITHOUT_A_KEY: Final = dt.timedelta(hours=1)
"""How long a notice waits at a time where there is no key to open its endpoint's secret with."""

AT_ONCE: Final = 8
"""Attempts under way at the same time at one host."""

IN_LINE: Final = 32
"""Attempts that wait for one of these to end; whoever comes then comes again later."""

LONGEST_WAIT: Final = dt.timedelta(seconds=5)
"""For how long they wait."""

BUSY = "EndpointBusy"
FAILED = "NotDelivered"

_DELIVERED: Final = "delivered"


class WebhookDelivery:
    """Needs a pool to the ledger, a client to start workflows with, what opens sealed secrets (None: there is no key,
    and notices wait until there is one), and the ways to webhooks and to chat channels.
    """

    def __init__(
        self, pool: asyncpg.Pool, client: Client, sealer: Sealer | None, reaching: Reaching, chat: Chat | None = None
    ) -> None:
        self._pool = pool
        self._client = client
        self._sealer = sealer
        self._reaching = reaching
        self._chat = chat or Chat()
        self._hosts = Turns(AT_ONCE, LONGEST_WAIT, IN_LINE)

    async def hand_over(self, notice: NoticeToSend) -> None:
        """Have a notice delivered by its own workflow; handed over again, it is still delivered by one only."""
        if self._sealer is None:
            await put_off(self._pool, notice.id, WITHOUT_A_KEY, "no_secret_key: set RESOLUTE_SECRET_KEY")
            return
        await self._client.start_workflow(
            WebhookWorkflow.run,
            wire.HandedOver(notice_id=notice.id),
            id=wire.webhook_workflow_id(notice.id),
            task_queue=wire.WEBHOOK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        await put_off(self._pool, notice.id, MARGIN)

    @activity.defn(name=wire.DELIVER_TO_ENDPOINT)
    async def deliver_to_endpoint(self, handed: wire.HandedOver) -> None:
        """Deliver a notice, or write down why not. Raises `ApplicationError` to be tried again after a while."""
        notice = await notice_waiting(self._pool, handed.notice_id)
        if notice is None:
            return
        if _DELIVERED in activity.info().heartbeat_details:
            # The receiver had it, and it was the ledger that could not be told.
            await mark_delivered(self._pool, notice.id)
            return
        try:
            async with self._hosts.turn(_host(notice.address)):
                await self._send(notice)
        except NoTurnError:
            raise _again(BUSY, "others are being delivered there", _after_others(notice.id)) from None
        except Gone as failure:
            await disable_endpoint(self._pool, notice.address, str(failure))
        except Undeliverable as failure:
            await mark_failed(self._pool, notice.id, str(failure), None)
        except NotNow as failure:
            await self._try_later(notice, failure)
        else:
            activity.heartbeat(_DELIVERED)
            await mark_delivered(self._pool, notice.id)

    async def _send(self, notice: NoticeToSend) -> None:
        endpoint = await endpoint_of(self._pool, notice.address)
        if endpoint is None:
            raise Undeliverable("unknown_endpoint", "nobody entered it with `resolute stakeholder add`")
        if endpoint.disabled_at is not None:
            raise Undeliverable("endpoint_disabled", endpoint.reason or "it was disabled")
        if endpoint.kind == "webhook":
            await self._send_to_webhook(notice, endpoint)
        else:
            await self._say_in_chat(notice, endpoint)

    async def _send_to_webhook(self, notice: NoticeToSend, endpoint: SealedEndpoint) -> None:
        secret = self._unsealed(endpoint)
        told = await told_of(self._pool, notice)
        if told is None:
            raise Undeliverable("fact_gone", "it was parked, and is so no more")
        message_id = delivery_id(notice.reference, notice.occasion, notice.address)
        event = event_of(told, notice.reference)
        await send_event(self._reaching, notice.address, secret, message_id, event, dt.datetime.now(dt.UTC))

    async def _say_in_chat(self, notice: NoticeToSend, endpoint: SealedEndpoint) -> None:
        url = self._unsealed(endpoint)
        content = notice.content.model_dump(by_alias=True)
        subject = NoticeSubject(role=notice.role, recipient_name=notice.name or None, **content)
        text = word(subject, language_of(notice.language))
        await self._chat.say(url, text.subject, text.body)

    def _unsealed(self, endpoint: SealedEndpoint) -> SecretStr:
        if self._sealer is None:
            raise NotNow("no_secret_key", "set RESOLUTE_SECRET_KEY")
        try:
            return endpoint.unsealed(self._sealer)
        except SealedElsewhereError:
            raise NotNow("sealed_elsewhere", "no key in RESOLUTE_SECRET_KEY opens its secret") from None

    async def _try_later(self, notice: NoticeToSend, failure: NotNow) -> None:
        """Write down a failure and have it tried again, or give the notice up after the last attempt."""
        wait = wait_after(notice.attempts + 1, failure)
        await mark_failed(self._pool, notice.id, str(failure), None if wait is None else wait + MARGIN)
        if wait is not None:
            raise _again(FAILED, failure.code, wait) from None


def wait_after(attempts: int, failure: DeliveryFailure) -> dt.timedelta | None:
    """How long to wait after so many failed attempts: the schedule's time, or the receiver's if that is longer; None
    when there is no further attempt.
    """
    if attempts > len(SCHEDULE):
        return None
    asked = failure.retry_after if isinstance(failure, Asked) else None
    return max(SCHEDULE[attempts - 1], asked or dt.timedelta())


def _again(error_type: str, message: str, wait: dt.timedelta) -> ApplicationError:
    return ApplicationError(message, type=error_type, next_retry_delay=wait, category=ApplicationErrorCategory.BENIGN)


def _after_others(notice_id: int) -> dt.timedelta:
    """Ever later for one that finds its host busy again and again, and not all at the same instant."""
    attempt = activity.info().attempt
    return dt.timedelta(seconds=min(2 * attempt, 60), milliseconds=notice_id % 1000)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower() or address
