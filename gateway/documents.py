"""Documents by SHA-256: brought once, then named in any fact; handed out to whoever may read.

A document is hashed while it is read, and is never more than once in memory on its way in and a piece at a time on its
way out. Few are taken in at once. It is handed out as an attachment under a harmless name, and never as a page.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import math
import re
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response, status
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.datastructures import Headers

from gateway.conditional import is_known, tagged
from gateway.envelopes import refuse_encoded
from gateway.house import DOCUMENT_PATIENCE, House, house_of
from gateway.identity import Known
from gateway.problems import Problem
from intake.turns import NoTurnError
from ledger.documents import MAX_DOCUMENT_BYTES, KeptDocument, document_pieces, keep_document, kept_document
from resolutions.authority import TELLABLE
from resolutions.facts import DATA_CLASSES

router = APIRouter(tags=["documents"])

FACTS_WITH_DOCUMENTS = tuple(name for name in TELLABLE if "document" in DATA_CLASSES[name].model_fields)
"""The facts that bring a document."""

_UNKNOWN_TYPE = "application/octet-stream"
_MEDIA_TYPE = re.compile(
    r"[a-z0-9][a-z0-9!#$&^_.+-]{0,99}/[a-z0-9][a-z0-9!#$&^_.+-]{0,99}(?:\s*;\s*[a-z0-9-]{1,40}=[a-z0-9\"_.:+-]{1,60}){0,3}",
    re.IGNORECASE,
)
_WHAT_CURL_SAYS_OF_ANY_BODY = "application/x-www-form-urlencoded"
_DIGEST_HEADERS = ("content-digest", "repr-digest", "digest")
_NOT_FOR_A_FILE_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_ASCII = re.compile(r"[^ -~]|[%;]")

Name = Annotated[
    str,
    StringConstraints(max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$"),
    Query(description="What the document is called: its file's name."),
]


class DocumentView(BaseModel):
    """A document that is kept. `sha256` in hexadecimal is what facts name it by; `size` in bytes."""

    model_config = ConfigDict(frozen=True)
    sha256: str
    size: int
    name: str
    media_type: str | None


@router.post(
    "/documents",
    summary="Bring a document",
    operation_id="bring_document",
    status_code=status.HTTP_201_CREATED,
    response_model=DocumentView,
)
async def bring_document(request: Request, caller: Known, name: Name = "") -> Response:
    """Keep the body as a document, up to 10 MiB. 200 if the same bytes were kept before, under their first name.

    `Content-Digest: sha-256=:…:` (RFC 9530), where it is sent, must be that of the body.
    """
    if not any(caller.authorities_over(fact) for fact in FACTS_WITH_DOCUMENTS):
        raise Problem("not_authorized")
    refuse_encoded(request.headers)
    media_type = declared_media_type(request.headers)
    async with one_of_few(request, "callers"):
        content, digest = await _read(request)
        _refuse_other_digest(request.headers, digest)
        return _answered(await keep_document(house_of(request).pool, digest, content, name, media_type))


@router.get("/documents/{sha256}", summary="Fetch a document", operation_id="fetch_document")
async def fetch(request: Request, _: Known, sha256: str) -> Response:
    """A document by its SHA-256 in hexadecimal, as it was brought."""
    kept = await _kept(request, sha256)
    headers = _headers(kept)
    if is_known(request, headers["etag"]):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=tagged(headers["etag"]))
    pieces = document_pieces(house_of(request).pool, kept)
    return StreamingResponse(pieces, headers=headers)


@router.head("/documents/{sha256}", summary="Look for a document", operation_id="look_for_document")
async def look(request: Request, _: Known, sha256: str) -> Response:
    """Whether a document is kept, how large it is and what it is called."""
    kept = await _kept(request, sha256)
    return Response(headers=_headers(kept))


async def keep(house: House, content: bytes, name: str, media_type: str | None) -> Response:
    """Keep a document that somebody may bring; the answer to whoever brought it."""
    return _answered(await keep_document(house.pool, hashlib.sha256(content).digest(), content, name, media_type))


def declared_media_type(headers: Headers) -> str | None:
    """The media type that a body says it is, None if it says none, or what curl says of any body.

    Raises `Problem` 415 for a form that holds files among other things.
    """
    declared = headers.get("content-type", "").strip()
    if declared.lower().startswith("multipart/"):
        raise Problem("unsupported_media_type", "Content-Type: the body is the document, not a form")
    usable = _MEDIA_TYPE.fullmatch(declared) and declared.lower() != _WHAT_CURL_SAYS_OF_ANY_BODY
    return declared if usable else None


@contextlib.asynccontextmanager
async def one_of_few(request: Request, of: str) -> AsyncIterator[None]:
    """A turn at holding a document in memory, among those of one kind: who proved who he is does not wait for those
    whose signature is still to come. Raises `Problem` 503 when none comes free in time.
    """
    try:
        async with house_of(request).document_turns.turn(of):
            yield
    except NoTurnError:
        again = str(math.ceil(DOCUMENT_PATIENCE.total_seconds()))
        raise Problem("service_unavailable", "too many documents at once", headers={"retry-after": again}) from None


async def _read(request: Request) -> tuple[bytearray, bytes]:
    """The body and its SHA-256, hashed piece by piece. Raises `Problem` 413, or 400 if there is none."""
    content, digest = bytearray(), hashlib.sha256()
    async for piece in request.stream():
        if len(content) + len(piece) > MAX_DOCUMENT_BYTES:
            raise Problem("payload_too_large", f"larger than {MAX_DOCUMENT_BYTES} bytes")
        content += piece
        digest.update(piece)
    if not content:
        raise Problem("invalid_request", "body: a document has at least one byte")
    return content, digest.digest()


def _refuse_other_digest(headers: Headers, digest: bytes) -> None:
    """Hold a body against the SHA-256 that its headers say it has. Raises `Problem` 400.

    Digests by other algorithms are passed over, as RFC 9530 has it. `Digest` is the older header (RFC 3230).
    """
    for header in _DIGEST_HEADERS:
        for member in ",".join(headers.getlist(header)).split(","):
            algorithm, _, value = member.partition("=")
            if algorithm.strip().lower() == "sha-256" and _decoded(value) != digest:
                raise Problem("invalid_request", f"{header}: is not that of the body")


def _decoded(value: str) -> bytes | None:
    """A digest from base64, between colons (RFC 8941) or bare; None if it is none."""
    bare = value.partition(";")[0].strip()
    try:
        return base64.b64decode(bare.removeprefix(":").removesuffix(":"), validate=True)
    except (binascii.Error, ValueError):
        return None


async def _kept(request: Request, sha256: str) -> KeptDocument:
    kept = await kept_document(house_of(request).pool, sha256)
    if kept is None:
        raise Problem("not_found", "no document is kept under this SHA-256")
    return kept


def _answered(kept: KeptDocument) -> Response:
    view = DocumentView.model_validate(kept, from_attributes=True)
    code = status.HTTP_201_CREATED if kept.is_new else status.HTTP_200_OK
    headers = {"location": f"/documents/{kept.sha256}"}
    return Response(view.model_dump_json(), code, headers, "application/json")


def _headers(kept: KeptDocument) -> dict[str, str]:
    return {
        **tagged(f'"{kept.sha256}"'),
        "content-length": str(kept.size),
        "content-type": _served_type(kept),
        "content-disposition": _disposition(kept),
        "x-content-type-options": "nosniff",
    }


def _served_type(kept: KeptDocument) -> str:
    """What it was declared to be, if that can stand in a header; facts declare documents, too, in any words."""
    declared = kept.media_type or ""
    return declared if _MEDIA_TYPE.fullmatch(declared) else _UNKNOWN_TYPE


def _disposition(kept: KeptDocument) -> str:
    """An attachment (RFC 6266), under a name without directories, controls, or letters that turn its direction."""
    name = _NOT_FOR_A_FILE_NAME.sub("_", kept.name).strip(" .")[:150] or kept.sha256
    plain = _NOT_ASCII.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
