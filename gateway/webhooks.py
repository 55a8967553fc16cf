"""Facts from other systems: a signed delivery becomes events, and each gets its receipt.

A delivery is looked at from the outside in: size, form, signature, rate, whether its id stands for something else, and
only then what it holds. Nothing of a delivery is told before all of it may be told. Delivering again is safe.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from gateway.answers import answer_many, answer_one
from gateway.documents import FACTS_WITH_DOCUMENTS, DocumentView, Name, declared_media_type, keep, one_of_few
from gateway.envelopes import Envelope, content_mode, fingerprint, opened, refuse_encoded, refuse_unless_tellable
from gateway.house import House, house_of
from gateway.limits import throttle_of
from gateway.problems import Problem
from gateway.signatures import Signed, verifier_of
from intake.door import Told
from intake.inbox import Kept
from ledger.sources import Source, remember_delivery

router = APIRouter(tags=["webhooks"])


class Accepted(BaseModel):
    """The answer to a fact that is kept while the engine is away, and told later: its number in the inbox."""

    model_config = ConfigDict(frozen=True)
    outcome: Literal["accepted"] = "accepted"
    inbox: int


@router.post("/webhooks/{source}", summary="Deliver facts", operation_id="deliver_facts")
async def deliver(source: str, request: Request) -> Response:
    """Facts from a registered source, as CloudEvents 1.0 signed by Standard Webhooks: a receipt for each."""
    mode = content_mode(request.headers)
    body = await request.body()
    signed = await _admitted(request, source, body, fingerprint(mode, request.headers, body))
    envelope = opened(mode, request.headers, body)
    refuse_unless_tellable(envelope.events, signed.source.authority, batch=envelope.batch)
    return _answer(await _told(house_of(request), envelope, signed.source), batch=envelope.batch)


@router.post(
    "/webhooks/{source}/documents",
    summary="Deliver a document",
    operation_id="deliver_document",
    status_code=status.HTTP_201_CREATED,
    response_model=DocumentView,
)
async def deliver_document(source: str, request: Request, name: Name = "") -> Response:
    """A document from a registered source, up to 10 MiB, its bytes signed as they are. Facts name it by its SHA-256.

    200 if the same bytes were kept before, under their first name.
    """
    refuse_encoded(request.headers)
    media_type = declared_media_type(request.headers)
    async with one_of_few(request, "sources"):
        body = await request.body()
        signed = await _admitted(request, source, body, await asyncio.to_thread(_fingerprint, name, media_type, body))
        if not any(signed.source.authority.names(kind) for kind in FACTS_WITH_DOCUMENTS):
            raise Problem("not_authorized")
        if not body:
            raise Problem("invalid_request", "body: a document has at least one byte")
        return await keep(house_of(request), body, name, media_type)


async def _admitted(request: Request, source: str, body: bytes, content_sha256: bytes) -> Signed:
    """Whose delivery this is, within its rate, and under an id that stands for nothing else.

    `content_sha256` is of all that makes the delivery what it is. Raises `Problem` 401, 409, 429.
    """
    signed = await verifier_of(request).verify(request, source, body)
    throttle_of(request).count_source(signed.source.name)
    if not await remember_delivery(house_of(request).pool, signed.source.name, signed.webhook_id, content_sha256):
        raise Problem("webhook_id_reused")
    return signed


def _fingerprint(name: str, media_type: str | None, body: bytes) -> bytes:
    """SHA-256 of a document's delivery as it is understood: what it is called is not signed, and part of it."""
    digest = hashlib.sha256(json.dumps(["document", name, media_type]).encode() + b"\n\n")
    digest.update(body)
    return digest.digest()


async def _told(house: House, envelope: Envelope, source: Source) -> Sequence[Told | Kept]:
    if house.inbox is not None:
        return await house.inbox.take(envelope.events, source.authority, source.name)
    return await house.door.tell(envelope.events, source.authority)


def _answer(answers: Sequence[Told | Kept], *, batch: bool) -> Response:
    """Receipts as the API answers them; 202 where something is kept. Raises `Problem` for a refusal."""
    told = [each for each in answers if isinstance(each, Told)]
    if len(told) == len(answers):
        return answer_many(told) if batch else answer_one(told[0])
    shown = [_shown(each) for each in answers]
    if any(each.receipt.outcome == "refused" for each in told):
        raise Problem("partly_refused", extensions={"receipts": shown})
    return JSONResponse({"receipts": shown} if batch else shown[0], status.HTTP_202_ACCEPTED)


def _shown(answer: Told | Kept) -> dict[str, object]:
    if isinstance(answer, Kept):
        return Accepted(inbox=answer.inbox_id).model_dump(mode="json")
    return answer.receipt.model_dump(mode="json")
