"""The tokens that were issued here: for whom, in which role, until when, and which were taken back.

A token itself is kept nowhere; what is kept is enough to list and to revoke it. One that is not recorded here is as
good as revoked: a signature alone lets nobody in.
"""

from __future__ import annotations

import re
from typing import Annotated, Self

import asyncpg
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, model_validator

from ledger.connection import reaching_the_ledger
from resolutions.authority import TellerRole, authority_of
from resolutions.facts import Name

_ID = r"^[A-Za-z0-9_-]{8,64}$"

TokenId = Annotated[str, StringConstraints(pattern=_ID)]


class TokenRecord(BaseModel):
    """An issued token: its id (`jti`), who holds it, in which role and of what, and its days."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    id: TokenId
    holder: Name
    role: TellerRole
    of: Name | None = None
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _held_of_somebody_and_ends_after_it_begins(self) -> Self:
        if authority_of(self.role, self.of) is None:
            raise ValueError("this role is held of a State, of an office, or of the body that it is a role of")
        if self.expires_at <= self.issued_at:
            raise ValueError("a token cannot end before it begins")
        return self


async def record_token(pool: asyncpg.Pool, token: TokenRecord) -> None:
    """Record a token, before it is handed out."""
    async with reaching_the_ledger():
        await pool.execute(
            "insert into tokens (id, holder, role, of, issued_at, expires_at) values ($1, $2, $3, $4, $5, $6)",
            *(token.id, token.holder, token.role, token.of, token.issued_at, token.expires_at),
        )


async def tokens(pool: asyncpg.Pool) -> list[TokenRecord]:
    """Every token that was issued, the newest first."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select id, holder, role, of, issued_at, expires_at, revoked_at from tokens order by issued_at desc, id"
        )
    return [TokenRecord.model_validate(dict(row)) for row in rows]


async def revoke_token(pool: asyncpg.Pool, token_id: str) -> bool:
    """Take a token back, from this moment on; False if none of this id was issued."""
    if not _is_id(token_id):
        return False
    async with reaching_the_ledger():
        return bool(
            await pool.fetchval(
                "update tokens set revoked_at = coalesce(revoked_at, now()) where id = $1 returning true", token_id
            )
        )


async def revoked(pool: asyncpg.Pool, token_id: str) -> bool:
    """Whether a token of this id must not be believed: it was taken back, or never issued here."""
    if not _is_id(token_id):
        return True
    async with reaching_the_ledger():
        return not await pool.fetchval("select true from tokens where id = $1 and revoked_at is null", token_id)


def _is_id(text: str) -> bool:
    return re.fullmatch(_ID, text) is not None
