"""Documents by SHA-256: kept once, whoever brings them and however often."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.connection import reaching_the_ledger

MAX_DOCUMENT_BYTES = 10 * 1024 * 1024
"""The largest document that is kept; doors refuse a larger one."""

PIECE_BYTES = 512 * 1024
"""How much of a document is read at a time by whoever hands it out."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class StoredDocument(BaseModel):
    """A document's bytes and what it was called."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    sha256: str
    name: str
    media_type: str | None
    content: bytes


class KeptDocument(BaseModel):
    """What is known of a document without its bytes. `size` in bytes; `is_new` if it was kept just now."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    sha256: str
    size: int
    name: str
    media_type: str | None
    is_new: bool = False


async def store_document(pool: asyncpg.Pool, content: bytes, name: str, media_type: str | None) -> str:
    """Keep a document; returns its SHA-256 in hexadecimal. The same bytes again are the same document."""
    digest = hashlib.sha256(content)
    async with reaching_the_ledger():
        await pool.execute(
            "insert into documents (sha256, content, name, media_type) values ($1, $2, $3, $4) on conflict do nothing",
            *(digest.digest(), content, name, media_type),
        )
    return digest.hexdigest()


async def keep_document(
    pool: asyncpg.Pool, digest: bytes, content: bytes | bytearray, name: str, media_type: str | None
) -> KeptDocument:
    """Keep a document whose SHA-256 is `digest`; what it was called when it first came is what it is called."""
    async with reaching_the_ledger():
        fresh = await pool.fetchval(
            "insert into documents (sha256, content, name, media_type) values ($1, $2, $3, $4)"
            " on conflict do nothing returning true",
            *(digest, content, name, media_type),
        )
    kept = await kept_document(pool, digest.hex())
    assert kept is not None  # noqa: S101 - documents are never taken away
    return kept.model_copy(update={"is_new": bool(fresh)})


async def kept_document(pool: asyncpg.Pool, sha256: str) -> KeptDocument | None:
    """What is known of a document by its SHA-256 in hexadecimal, None if it is not kept here."""
    if _SHA256.fullmatch(sha256) is None:
        return None
    async with reaching_the_ledger():
        row = await pool.fetchrow(
            "select name, media_type, octet_length(content) as size from documents where sha256 = $1",
            bytes.fromhex(sha256),
        )
    return None if row is None else KeptDocument(sha256=sha256, **row)


async def document_pieces(pool: asyncpg.Pool, kept: KeptDocument) -> AsyncIterator[bytes]:
    """A document's bytes in order, a piece at a time, so that no more than a piece of it is held."""
    for start in range(0, kept.size, PIECE_BYTES):
        async with reaching_the_ledger():
            piece = await pool.fetchval(
                "select substring(content from $2 for $3) from documents where sha256 = $1",
                *(bytes.fromhex(kept.sha256), start + 1, PIECE_BYTES),
            )
        yield piece


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
