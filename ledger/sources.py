"""The systems that may tell facts by webhook: what each may tell, the secrets it signs with, and what it delivered.

A source has a secret from the beginning and, while its operator changes over, more than one. Secrets are sealed for the
source they belong to; they leave this file only when they are made, and for whoever checks a signature.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Literal, get_args

import asyncpg
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from ledger.connection import reaching_the_ledger
from ledger.errors import LedgerDataError, LedgerError
from ledger.sealing import SealedElsewhereError, Sealer, fresh_webhook_secret
from resolutions.authority import BODY_OF_ACTS, TELLABLE, Authority, FactPattern
from resolutions.facts import SessionScheduled
from resolutions.sessions import Commission

MAX_GOOD_SECRETS = 5
"""How many secrets of one source are good at a time; a newer one ends the oldest."""

MAX_KEEP = dt.timedelta(days=90)
"""How long a secret may stay good after a newer one took its place."""

MAX_WEBHOOK_ID = 256
"""Characters of the name of a delivery."""

_NAME = r"^[a-z0-9][a-z0-9-]{0,62}$"
_MAX_PATTERNS = 64

SourceName = Annotated[str, StringConstraints(pattern=_NAME)]
SourceBody = Literal["CCPCJ", "CND", "ECOSOC", "GA"]


class SourceExistsError(LedgerError):
    """A source of this name is registered already."""


class UnknownSourceError(LedgerError):
    """No source of this name is registered."""


class InvalidSourceError(LedgerError):
    """What is asked for is no source: a name, a pattern or a body that cannot be, or a time that is too long."""


class Source(BaseModel):
    """A registered system. `bodies` None: resolutions and sessions of any body."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    name: SourceName
    allow: Annotated[tuple[FactPattern, ...], Field(min_length=1, max_length=_MAX_PATTERNS)]
    bodies: Annotated[tuple[SourceBody, ...], Field(min_length=1)] | None = None
    created_at: dt.datetime
    disabled_at: dt.datetime | None = None

    @property
    def authority(self) -> Authority:
        """What it may tell."""
        return Authority(facts=self.allow, bodies=self.bodies)


class SourceRecord(Source):
    """A registered system, and how many of its secrets are good now."""

    good_secrets: int


class Admitted(BaseModel):
    """A source that may deliver now, and the secrets that are good now, the newest first."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    source: Source
    secrets: tuple[SecretStr, ...]


async def add_source(
    pool: asyncpg.Pool, sealer: Sealer, name: str, allow: Sequence[str], bodies: Sequence[str] | None = None
) -> SecretStr:
    """Register a source; returns its secret, which is told this once. Raises `SourceExistsError`, `InvalidSourceError`.

    Of two who register one name at once, one succeeds.
    """
    source = _checked(name, allow, bodies)
    secret = fresh_webhook_secret()
    async with reaching_the_ledger():
        new = await pool.fetchval(
            "with source as (insert into sources (name, allow, bodies) values ($1, $2, $3)"
            " on conflict do nothing returning name)"
            " insert into source_secrets (source, sealed) select name, $4 from source returning true",
            *(source.name, source.allow, source.bodies, sealer.seal(_owner(source.name), secret)),
        )
    if not new:
        raise SourceExistsError(f"there is a source {name} already; `resolute source rotate {name}` makes a new secret")
    return secret


async def sources(pool: asyncpg.Pool) -> list[SourceRecord]:
    """Every source by name, those that are disabled among them."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select name, allow, bodies, created_at, disabled_at, (select count(*) from source_secrets"
            " where source = name and (expires_at is null or expires_at > now())) as good_secrets"
            " from sources order by name"
        )
    return [SourceRecord.model_validate(dict(row)) for row in rows]


async def rotate_source(pool: asyncpg.Pool, sealer: Sealer, name: str, keep: dt.timedelta) -> SecretStr:
    """Give a source a new secret, good at once; those it has are good for `keep` still (none: they end at once).

    Raises `UnknownSourceError`, and `InvalidSourceError` for a time below nothing or above `MAX_KEEP`.
    """
    if not dt.timedelta() <= keep <= MAX_KEEP:
        raise InvalidSourceError(f"an old secret is kept for up to {MAX_KEEP.days} days")
    if not _is_name(name):
        raise _unknown(name)
    secret = fresh_webhook_secret()
    sealed = sealer.seal(_owner(name), secret)
    async with reaching_the_ledger(), pool.acquire() as connection, connection.transaction():
        # One rotation of a source at a time: each counts the secrets that the one before it left.
        if not await connection.fetchval("select true from sources where name = $1 for update", name):
            raise _unknown(name)
        await connection.execute(
            "update source_secrets set expires_at = least(coalesce(expires_at, 'infinity'), clock_timestamp() + $2)"
            " where source = $1",
            *(name, keep),
        )
        await connection.execute(
            "delete from source_secrets where source = $1 and id not in (select id from source_secrets"
            " where source = $1 and expires_at > clock_timestamp() order by id desc limit $2)",
            *(name, MAX_GOOD_SECRETS - 1),
        )
        await connection.execute("insert into source_secrets (source, sealed) values ($1, $2)", name, sealed)
    return secret


async def disable_source(pool: asyncpg.Pool, name: str) -> bool:
    """Let a source deliver nothing more from now on; False if there is no such source."""
    return await _set_disabled(pool, name, True)


async def enable_source(pool: asyncpg.Pool, name: str) -> bool:
    """Let a source deliver again, with the secrets that are still good; False if there is no such source."""
    return await _set_disabled(pool, name, False)


async def admitted(pool: asyncpg.Pool, sealer: Sealer, name: str) -> Admitted | None:
    """A source with its good secrets, None if there is none of this name or it is disabled.

    Raises `SealedElsewhereError` when it has good secrets and none of them opens.
    """
    if not _is_name(name):
        return None
    async with reaching_the_ledger():
        row = await pool.fetchrow(
            "select name, allow, bodies, created_at, disabled_at, array(select sealed from source_secrets"
            " where source = name and (expires_at is null or expires_at > now()) order by id desc) as sealed"
            " from sources where name = $1 and disabled_at is null",
            name,
        )
    if row is None:
        return None
    return Admitted(source=Source.model_validate(dict(row)), secrets=_opened(sealer, name, row["sealed"]))


async def remember_delivery(pool: asyncpg.Pool, source: str, webhook_id: str, body_sha256: bytes) -> bool:
    """Remember what was delivered under a name; False if this name came before with another body.

    Raises `LedgerDataError` for a name longer than `MAX_WEBHOOK_ID`, or one that cannot be kept.
    """
    if len(webhook_id) > MAX_WEBHOOK_ID:
        raise LedgerDataError(f"the name of a delivery has up to {MAX_WEBHOOK_ID} characters")
    async with reaching_the_ledger():
        return bool(
            await pool.fetchval(
                "insert into deliveries (source, webhook_id, body_sha256) values ($1, $2, $3)"
                " on conflict (source, webhook_id) do update set received_at = excluded.received_at"
                " where deliveries.body_sha256 = excluded.body_sha256 returning true",
                *(source, webhook_id, body_sha256),
            )
        )


async def forget_deliveries(pool: asyncpg.Pool, older_than: dt.timedelta) -> int:
    """Forget deliveries that last came longer ago than this; returns how many."""
    async with reaching_the_ledger():
        done = await pool.execute("delete from deliveries where received_at < now() - $1::interval", older_than)
    return int(done.removeprefix("DELETE "))


async def _set_disabled(pool: asyncpg.Pool, name: str, disabled: bool) -> bool:
    if not _is_name(name):
        return False
    async with reaching_the_ledger():
        return bool(
            await pool.fetchval(
                "update sources set disabled_at = case when $2 then coalesce(disabled_at, now()) end"
                " where name = $1 returning true",
                *(name, disabled),
            )
        )


def _checked(name: str, allow: Sequence[str], bodies: Sequence[str] | None) -> Source:
    """A source that can be registered. Raises `InvalidSourceError`."""
    try:
        source = Source(
            name=name,
            allow=tuple(dict.fromkeys(pattern.strip() for pattern in allow if _names_a_fact(pattern))),
            bodies=None if bodies is None else tuple(dict.fromkeys(bodies)),
            created_at=dt.datetime.now(dt.UTC),
        )
    except ValidationError as error:
        raise InvalidSourceError(_WRONG[str(error.errors(include_input=False)[0]["loc"][0])]) from None
    if source.bodies is not None and not set(source.bodies) & set(get_args(Commission)):
        acts = {fact for fact, body in BODY_OF_ACTS.items() if body in source.bodies}
        if not any(source.authority.names(fact) for fact in (*acts, SessionScheduled.type)):
            raise InvalidSourceError(_NO_DRAFTS)
    return source


def _names_a_fact(pattern: str) -> bool:
    """Whether anything at all can be told by a pattern. Raises `InvalidSourceError` with what may have been meant."""
    if any(fnmatchcase(fact, pattern.strip()) for fact in TELLABLE):
        return True
    known = sorted({*TELLABLE, *(f"{fact.partition('.')[0]}.*" for fact in TELLABLE), "*"})
    near = difflib.get_close_matches(pattern[:100], known, cutoff=0.5) or ["sponsor.added", "sponsor.*", "*"]
    raise InvalidSourceError(f"{pattern[:100]!r} names no fact that can be told; such as: {', '.join(near)}")


_WRONG = {
    "name": "the name of a source has up to 63 small letters, digits and hyphens, and no hyphen first",
    "allow": f"a source may tell from 1 to {_MAX_PATTERNS} kinds of facts, such as sponsor.added, sponsor.* or *",
    "bodies": "a body is one of CCPCJ, CND, ECOSOC, GA",
}

_NO_DRAFTS = (
    "drafts are before CCPCJ or CND: limited to ECOSOC or GA, a source tells council.acted or assembly.acted and"
    " session.scheduled, and nothing else"
)


def _opened(sealer: Sealer, name: str, sealed: Sequence[bytes]) -> tuple[SecretStr, ...]:
    """The secrets that open. One that a lost key sealed takes nothing from those that are good."""
    opened: list[SecretStr] = []
    lost: SealedElsewhereError | None = None
    for each in sealed:
        try:
            opened.append(sealer.open(_owner(name), each))
        except SealedElsewhereError as error:
            lost = error
    if lost is not None and not opened:
        raise lost
    return tuple(opened)


def _owner(name: str) -> str:
    return f"source {name}"


def _is_name(name: str) -> bool:
    return re.fullmatch(_NAME, name) is not None


def _unknown(name: str) -> UnknownSourceError:
    return UnknownSourceError(f"there is no source {name[:63]!r}; `resolute source list` shows all there are")
