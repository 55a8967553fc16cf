"""A fact on its way to another system: the ledger's entry as a CloudEvent, signed by Standard Webhooks, and what the
receiver's answer means.

The id of a delivery is made of what it is about and whom it is for: tried again, it is the same, so that a receiver
that has had it knows. See https://www.standardwebhooks.com and CloudEvents 1.0.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import json
import re
from typing import Any, Final

from pydantic import SecretStr
from standardwebhooks import Webhook

from activities.post.failures import NotNow, Undeliverable
from activities.post.reaching import Answer, Reaching
from resolutions.state import Entry, Parked

MEDIA_TYPE: Final = "application/cloudevents+json; charset=utf-8"
USER_AGENT: Final = "Resolute (webhooks)"

LONGEST_RETRY_AFTER: Final = dt.timedelta(hours=24)
"""How long a receiver may ask us to wait."""

_SECONDS = re.compile(r"[0-9]{1,12}")
_GONE: Final = 410


class Gone(Undeliverable):
    """The receiver wants nothing more, ever (410)."""

    def __init__(self) -> None:
        super().__init__("gone", "the receiver answered 410 Gone")


class Asked(NotNow):
    """The receiver refused for now; `retry_after` is how long it wants to be left alone, if it said so."""

    def __init__(self, code: str, detail: str, retry_after: dt.timedelta | None) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


def event_of(told: Entry | Parked, reference: str) -> dict[str, Any]:
    """What is sent of an entry, or of a parked fact: its CloudEvent, with the resolution as its subject.

    Extension attributes: `sequence` (with `sequencetype` "Integer"), the entry's number in the resolution's ledger;
    `resoluteflags`, the codes of its flags with commas between them; `resoluteparked`, for a parked fact, what it waits
    for. Each is left out where there is none.
    """
    event = told.fact.as_event() | {"subject": reference}
    if isinstance(told, Parked):
        return event | {"resoluteparked": told.reason.code}
    event |= {"sequence": str(told.seq), "sequencetype": "Integer"}
    return event | ({"resoluteflags": ",".join(flag.code for flag in told.flags)} if told.flags else {})


def delivery_id(reference: str, occasion: str, address: str) -> str:
    """The `webhook-id` of a notice, the same for each attempt."""
    return "msg_" + hashlib.sha256(f"{reference}/{occasion}/{address}".encode()).hexdigest()[:32]


async def send_event(
    reaching: Reaching, url: str, secret: SecretStr, message_id: str, event: dict[str, Any], now: dt.datetime
) -> None:
    """Return once the receiver has taken an event (2xx). `now` is the time that is signed.

    Raises `Gone`, `Undeliverable` for an address that nothing may be sent to, else `NotNow`.
    """
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    headers = {
        "Content-Type": MEDIA_TYPE,
        "User-Agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret.get_secret_value()).sign(message_id, now, body),
    }
    _judge(await reaching.post(url, body.encode(), headers), now)


def _judge(answer: Answer, now: dt.datetime) -> None:
    if 200 <= answer.status < 300:
        return
    if answer.status == _GONE:
        raise Gone
    wait = retry_after(answer.retry_after, now)
    if 300 <= answer.status < 400:
        raise Asked("redirect_refused", f"the receiver answered {answer.status}; no redirect is followed", wait)
    said = f": {answer.excerpt}" if answer.excerpt else ""
    raise Asked(f"http_{answer.status}", f"the receiver answered {answer.status}{said}", wait)


def retry_after(value: str | None, now: dt.datetime) -> dt.timedelta | None:
    """What a `Retry-After` header asks for (RFC 9110, 10.2.3), at most a day; None if it asks for nothing sensible."""
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        return min(dt.timedelta(seconds=int(text)), LONGEST_RETRY_AFTER)
    try:
        then = email.utils.parsedate_to_datetime(text[:100])
    except (ValueError, OverflowError):
        return None
    wait = (then if then.tzinfo else then.replace(tzinfo=dt.UTC)) - now
    return min(wait, LONGEST_RETRY_AFTER) if wait > dt.timedelta() else None
