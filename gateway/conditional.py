"""Answers that need not be sent twice: each has an entity tag, and whoever names it is told that nothing changed.

Source: RFC 9110, sections 8.8.3 (strong validators) and 13.1.2 (If-None-Match, by weak comparison).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from fastapi import Request, Response, status

CACHE_CONTROL = "private, no-cache"
"""For this caller only, and to be asked about again each time."""

_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(content: bytes) -> str:
    """The strong entity tag of a content: its SHA-256."""
    return f'"{hashlib.sha256(content).hexdigest()}"'


def answered(request: Request, content: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """JSON with its entity tag; 304 without it for a caller who has it already."""
    tag = entity_tag(content)
    said = {**(headers or {}), **tagged(tag)}
    if is_known(request, tag):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers=said)
    return Response(content, headers=said, media_type="application/json")


def tagged(tag: str) -> dict[str, str]:
    """The headers of an answer with an entity tag; what it is depends on who asks."""
    return {"etag": tag, "cache-control": CACHE_CONTROL, "vary": "Authorization"}


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has what a tag stands for, so that it need not be sent."""
    listed = ", ".join(request.headers.getlist("if-none-match"))
    return listed.strip() == "*" or tag in _ENTITY_TAG.findall(listed)
