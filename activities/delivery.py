"""The activity that delivers notices: a batch at a time, each on its own, so that one dead address delays nobody else.

A notice is marked delivered after the postman has it. A worker that dies in between delivers it again under the same
key: a maildir recognises it and keeps one; a mail server gets the same Message-ID, by which mail programs do.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Literal

import asyncpg
from temporalio import activity

from activities import contracts as wire
from activities.post.calendars import calendar_of
from activities.post.languages import language_of
from activities.post.letter import Letter
from activities.post.postman import NotNow, Postman, Undeliverable
from activities.post.wording import NoticeSubject, word
from activities.webhooks import WebhookDelivery
from ledger.endpoints import names_an_endpoint
from ledger.outbox import NoticeToSend, mark_delivered, mark_failed, notices_to_send, seconds_to_next

AT_ONCE = 8
"""Deliveries under way at the same time in one batch."""

_WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440, 1440, 1440))
"""Between attempts; after the last of them a notice is given up, some four days after it was planned."""

_Fate = Literal["delivered", "failed", "handed_over"]


class Delivery:
    """Needs a pool to the ledger, a postman, the address that notices come from, and whoever delivers to systems and
    chat channels.
    """

    def __init__(self, pool: asyncpg.Pool, postman: Postman, sender: str, webhooks: WebhookDelivery) -> None:
        self._pool = pool
        self._postman = postman
        self._sender = sender
        self._webhooks = webhooks

    @activity.defn(name=wire.DELIVER)
    async def deliver_notices(self, delivery: wire.Delivery) -> wire.Delivered:
        """Deliver what is due of a shard, at most `limit` notices."""
        due = await notices_to_send(self._pool, delivery.shard, delivery.limit)
        at_once = asyncio.Semaphore(AT_ONCE)

        async def one(notice: NoticeToSend) -> _Fate:
            async with at_once:
                fate = await self._deliver(notice)
                activity.heartbeat()
                return fate

        fates = await asyncio.gather(*(one(notice) for notice in due))
        return wire.Delivered(
            delivered=fates.count("delivered"),
            failed=fates.count("failed"),
            handed_over=fates.count("handed_over"),
            next_in=await seconds_to_next(self._pool, delivery.shard),
        )

    async def _deliver(self, notice: NoticeToSend) -> _Fate:
        """Deliver one notice and write down what became of it, or hand it over to those who do."""
        if names_an_endpoint(notice.address):
            await self._webhooks.hand_over(notice)
            return "handed_over"
        try:
            await self._postman.deliver(self._letter(notice))
        except Undeliverable as failure:
            await mark_failed(self._pool, notice.id, str(failure), None)
        except NotNow as failure:
            again = _WAITS[notice.attempts] if notice.attempts < len(_WAITS) else None
            await mark_failed(self._pool, notice.id, str(failure), again)
        else:
            await mark_delivered(self._pool, notice.id)
            return "delivered"
        return "failed"

    def _letter(self, notice: NoticeToSend) -> Letter:
        subject = NoticeSubject(
            role=notice.role, recipient_name=notice.name or None, **notice.content.model_dump(by_alias=True)
        )
        language = language_of(notice.language)
        occurred = notice.content.fact_time or notice.planned_for
        text = word(subject, language)
        return Letter.model_validate(
            {
                "key": f"{notice.reference}/{notice.occasion}/{notice.address}"[:1000],
                "sender": self._sender,
                "recipient": notice.address,
                "recipient_name": notice.name,
                "language": language,
                "subject": text.subject,
                "body": text.body,
                "html": text.html,
                "calendar": calendar_of(
                    subject, stamp=occurred, sequence=_sequence(notice.occasion), language=language
                ),
                "occurred": occurred,
            }
        )


def _sequence(occasion: str) -> int:
    """Where a notice stands among those of its resolution: its entry's number; 0 for one about a parked fact."""
    return int(occasion) if occasion.isdecimal() else 0
