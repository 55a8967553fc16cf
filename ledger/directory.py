"""The directory of stakeholders: who holds which role, under which address, from when until when. A hand-over loses
nobody.

An address is a mailbox's, the URL of a webhook, or the short name of a chat channel (see `ledger.endpoints`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal, Self

import asyncpg
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator

from ledger.connection import reaching_the_ledger
from ledger.endpoints import MAX_URL, Connection, endpoint_kind, webhook_address
from ledger.planning import role_key
from resolutions.facts import Name
from resolutions.roles import Role

_MAILBOX = re.compile(r"[^\s@<>\x00-\x1f]+@[^\s@<>\x00-\x1f]+")
_MAX_MAILBOX = 254
_MAX_KEY_BYTES = 2500
"""What an index of PostgreSQL can hold of one row, and some to spare."""


def _address(text: str) -> str:
    kind = endpoint_kind(text)
    if kind == "webhook":
        return webhook_address(text, private=True)
    if kind is None and not (len(text) <= _MAX_MAILBOX and _MAILBOX.fullmatch(text)):
        raise ValueError("write an e-mail address, such as mission@example.org, or the URL of a webhook")
    return text


Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_URL), AfterValidator(_address)]


class Stakeholder(BaseModel):
    """A person or mailbox in a role, from its first to its last day.

    `of` is the State of a mission, the body or office of the others; None: of every one there is.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    role: Role
    of: Name | None = None
    name: Name
    address: Address
    language: Literal["ar", "zh", "en", "fr", "ru", "es"] = "en"
    valid_from: dt.date = dt.date(1946, 1, 1)
    valid_until: dt.date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("a role cannot end before it begins")
        return self

    @model_validator(mode="after")
    def _a_subscriber_is_a_system(self) -> Self:
        if self.role == "subscriber" and endpoint_kind(self.address) != "webhook":
            raise ValueError("a subscriber is a webhook: it is told facts, not words")
        return self

    @model_validator(mode="after")
    def _fits_an_index(self) -> Self:
        if len((self.address + (self.of or "")).encode()) > _MAX_KEY_BYTES:
            raise ValueError("the address and what the role is held of are too long together")
        return self


async def add_stakeholder(pool: Connection, stakeholder: Stakeholder) -> bool:
    """Enter a stakeholder; False if it stood there already (its name, language and last day are brought up to date)."""
    async with reaching_the_ledger():
        return bool(
            await pool.fetchval(
                "insert into stakeholders (role, of, of_key, name, address, language, valid_from, valid_until)"
                " values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (role, of_key, address, valid_from) do update"
                " set name = excluded.name, language = excluded.language, valid_until = excluded.valid_until"
                " returning xmax = 0",
                *(stakeholder.role, stakeholder.of, role_key(stakeholder.of), stakeholder.name, stakeholder.address),
                *(stakeholder.language, stakeholder.valid_from, stakeholder.valid_until),
            )
        )


async def stakeholders(pool: asyncpg.Pool, role: str | None = None) -> list[Stakeholder]:
    """Everybody in the directory, or everybody in one role, by role and what it is held of."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select role, of, name, address, language, valid_from, valid_until from stakeholders"
            " where $1::text is null or role = $1 order by role, of nulls first, valid_from, address",
            role,
        )
    return [Stakeholder.model_validate(dict(row)) for row in rows]
