"""Documents by SHA-256: kept once, whoever brings them and however often."""

from __future__ import annotations

import hashlib
import re

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.connection import reaching_the_ledger

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
"""The largest document that is kept; doors refuse a larger one."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class StoredDocument(BaseModel):
    """A document's bytes and what it was called."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    sha256: str
    name: str
    media_type: str | None
    content: bytes


async def store_document(pool: asyncpg.Pool, content: bytes, name: str, media_type: str | None) -> str:
    """Keep a document; returns its SHA-256 in hexadecimal. The same bytes again are the same document."""
    digest = hashlib.sha256(content)
    async with reaching_the_ledger():
        await pool.execute(
            "insert into documents (sha256, content, name, media_type) values ($1, $2, $3, $4) on conflict do nothing",
            *(digest.digest(), content, name, media_type),
        )
    return digest.hexdigest()


async def fetch_document(pool: asyncpg.Pool, sha256: str) -> StoredDocument | None:
    """A document by its SHA-256 in hexadecimal, None if it is not kept here (or what is asked for is no SHA-256)."""
    if _SHA256.fullmatch(sha256) is None:
        return None
    async with reaching_the_ledger():
        row = await pool.fetchrow(
            "select name, media_type, content from documents where sha256 = $1", bytes.fromhex(sha256)
        )
    if row is None:
        return None
    return StoredDocument(sha256=sha256, name=row["name"], media_type=row["media_type"], content=row["content"])


async def document_size(pool: asyncpg.Pool, sha256: str) -> int | None:
    """The bytes of a document by its SHA-256 in hexadecimal, None if it is not kept here."""
    if _SHA256.fullmatch(sha256) is None:
        return None
    async with reaching_the_ledger():
        size = await pool.fetchval(
            "select octet_length(content) from documents where sha256 = $1", bytes.fromhex(sha256)
        )
    return None if size is None else int(size)
