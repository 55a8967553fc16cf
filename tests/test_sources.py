"""Sources and tokens on a real PostgreSQL: one name is one source, secrets change over without a gap and show nowhere,
deliveries are remembered, tokens can be taken back.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import io
import traceback
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from ledger.connection import open_pool
from ledger.errors import LedgerDataError, LedgerError, LedgerUnavailableError
from ledger.sealing import SealedElsewhereError, Sealer, fresh_key
from ledger.sources import (
    MAX_GOOD_SECRETS,
    MAX_KEEP,
    MAX_WEBHOOK_ID,
    Admitted,
    InvalidSourceError,
    Source,
    SourceExistsError,
    UnknownSourceError,
    add_source,
    admitted,
    disable_source,
    enable_source,
    forget_deliveries,
    remember_delivery,
    rotate_source,
    sources,
)
from ledger.tokens import TokenRecord, record_token, revoke_token, revoked, tokens
from resolutions.authority import TELLABLE, Authority
from tests.emptied import emptied_database
from workers.embedded.postgres import EmbeddedPostgres

KEY = fresh_key()
SEALER = Sealer([KEY])
HOUR = dt.timedelta(hours=1)
AT_ONCE = dt.timedelta()


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


async def add(pool: asyncpg.Pool, name: str = "portal", *allow: str) -> str:
    secret = await add_source(pool, SEALER, name, allow or ("sponsor.*",), None)
    return secret.get_secret_value()


async def rotate(pool: asyncpg.Pool, keep: dt.timedelta, name: str = "portal") -> str:
    return (await rotate_source(pool, SEALER, name, keep)).get_secret_value()


async def good_secrets(pool: asyncpg.Pool, name: str = "portal", sealer: Sealer = SEALER) -> list[str]:
    found = await admitted(pool, sealer, name)
    assert found is not None
    return [secret.get_secret_value() for secret in found.secrets]


async def let_pass(pool: asyncpg.Pool, time: dt.timedelta) -> None:
    """Move what the clock is held against into the past."""
    await pool.execute("update source_secrets set expires_at = expires_at - $1::interval", time)
    await pool.execute("update deliveries set received_at = received_at - $1::interval", time)


async def test_a_source_is_admitted_with_what_it_may_tell_and_its_secret(pool: asyncpg.Pool) -> None:
    secret = await add_source(pool, SEALER, "portal", [" sponsor.*", "draft.issued", "sponsor.*"], ["CCPCJ", "GA"])
    found = await admitted(pool, SEALER, "portal")
    assert found is not None
    assert found.secrets == (secret,)
    assert found.source.authority == Authority(facts=("sponsor.*", "draft.issued"), bodies=("CCPCJ", "GA"))
    (listed,) = await sources(pool)
    assert (listed.name, listed.good_secrets, listed.disabled_at) == ("portal", 1, None)


@pytest.mark.parametrize("name", ["nobody", "", "Portal", "portal ", "a\x00b", "\ud800", "x" * 10_000, "'; --"])
async def test_whoever_is_not_registered_is_not_admitted(pool: asyncpg.Pool, name: str) -> None:
    await add(pool)
    assert await admitted(pool, SEALER, name) is None
    assert await disable_source(pool, name) is False
    assert await enable_source(pool, name) is False
    with pytest.raises(UnknownSourceError):
        await rotate_source(pool, SEALER, name, HOUR)


async def test_of_many_who_register_one_name_at_once_one_succeeds(pool: asyncpg.Pool) -> None:
    outcomes = await asyncio.gather(*(add(pool) for _ in range(10)), return_exceptions=True)
    won = [outcome for outcome in outcomes if isinstance(outcome, str)]
    assert len(won) == 1
    assert sum(isinstance(outcome, SourceExistsError) for outcome in outcomes) == 9
    assert await good_secrets(pool) == won


async def test_of_two_transactions_that_insert_one_name_the_second_leaves_nothing(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as first, first.transaction():
        await first.execute("insert into sources (name, allow) values ('portal', '{*}')")
        second = asyncio.create_task(add(pool))
        while not await pool.fetchval("select exists (select from pg_locks where not granted)"):
            assert not second.done()
    with pytest.raises(SourceExistsError):
        await second
    assert await pool.fetchval("select count(*) from source_secrets") == 0


@pytest.mark.parametrize(
    ("pattern", "nearest"),
    [
        ("sponsr.*", "sponsor.*"),
        ("sponsor.add", "sponsor.added"),
        ("draft.read", "draft"),
        ("stage.*", "*"),
        ("", "*"),
        ("hat\x00", "*"),
    ],
)
async def test_a_pattern_that_names_no_fact_is_refused_with_the_nearest(
    pool: asyncpg.Pool, pattern: str, nearest: str
) -> None:
    with pytest.raises(InvalidSourceError, match="names no fact that can be told") as refused:
        await add(pool, "portal", "draft.issued", pattern)
    assert nearest in str(refused.value).partition("such as: ")[2]
    assert await sources(pool) == []


@pytest.mark.parametrize("fact", TELLABLE)
async def test_every_fact_that_can_be_told_can_be_allowed(pool: asyncpg.Pool, fact: str) -> None:
    await add(pool, "portal", fact)
    found = await admitted(pool, SEALER, "portal")
    assert found is not None
    assert [each for each in TELLABLE if found.source.authority.names(each)] == [fact]


@pytest.mark.parametrize(
    ("name", "allow", "bodies"),
    [
        ("Portal", ["*"], None),
        ("-portal", ["*"], None),
        ("portal\n", ["*"], None),
        ("p" * 64, ["*"], None),
        ("portal", [], None),
        ("portal", ["sponsor.added", "[a-z]*.added"], None),
        ("portal", ["*"], []),
        ("portal", ["*"], ["HRC"]),
        ("portal", ["sponsor.added"], ["ECOSOC"]),
    ],
)
async def test_what_could_be_no_source_is_refused_in_one_line(
    pool: asyncpg.Pool, name: str, allow: list[str], bodies: list[str] | None
) -> None:
    with pytest.raises(InvalidSourceError) as refused:
        await add_source(pool, SEALER, name, allow, bodies)
    assert len(str(refused.value).splitlines()) == 1


@given(
    name=st.text(max_size=80), allow=st.lists(st.text(max_size=30), max_size=4), bodies=st.none() | st.lists(st.text())
)
def test_whatever_is_asked_for_is_a_source_or_a_clean_error(
    name: str, allow: list[str], bodies: list[str] | None
) -> None:
    async def attempt() -> None:
        nowhere = await open_pool("postgresql://user@127.0.0.1:1/nowhere")
        with pytest.raises((InvalidSourceError, LedgerUnavailableError)):
            await add_source(nowhere, SEALER, name, allow, bodies)
        nowhere.terminate()

    asyncio.run(attempt())


async def test_after_a_rotation_the_new_secret_is_good_at_once_and_the_old_one_for_a_while(pool: asyncpg.Pool) -> None:
    old = await add(pool)
    new = await rotate(pool, HOUR)
    assert await good_secrets(pool) == [new, old]
    await let_pass(pool, HOUR)
    assert await good_secrets(pool) == [new]


async def test_a_rotation_that_keeps_nothing_ends_every_other_secret_and_leaves_none_behind(pool: asyncpg.Pool) -> None:
    await add(pool)
    await rotate(pool, HOUR)
    newest = await rotate(pool, AT_ONCE)
    assert await good_secrets(pool) == [newest]
    assert await pool.fetchval("select count(*) from source_secrets") == 1


async def test_a_later_rotation_never_makes_an_old_secret_last_longer(pool: asyncpg.Pool) -> None:
    first = await add(pool)
    second = await rotate(pool, HOUR)
    third = await rotate(pool, 10 * HOUR)
    assert await good_secrets(pool) == [third, second, first]
    await let_pass(pool, HOUR)
    assert await good_secrets(pool) == [third, second]


async def test_a_secret_that_ended_takes_no_place_from_one_that_is_good(pool: asyncpg.Pool) -> None:
    made = [await add(pool), *[await rotate(pool, 2 * HOUR) for _ in range(MAX_GOOD_SECRETS - 1)]]
    await pool.execute(
        "update source_secrets set expires_at = now() where id = (select max(id) - 1 from source_secrets)"
    )
    newest = await rotate(pool, 2 * HOUR)
    assert await good_secrets(pool) == [newest, made[4], made[2], made[1], made[0]]


async def test_only_so_many_secrets_are_good_at_a_time_however_many_rotate_at_once(pool: asyncpg.Pool) -> None:
    first = await add(pool)
    made = await asyncio.gather(*(rotate(pool, HOUR) for _ in range(8)))
    good = await good_secrets(pool)
    assert len(good) == MAX_GOOD_SECRETS
    assert set(good) < set(made)
    assert first not in good


@pytest.mark.parametrize("keep", [-HOUR, MAX_KEEP + HOUR])
async def test_a_secret_is_kept_within_bounds(pool: asyncpg.Pool, keep: dt.timedelta) -> None:
    old = await add(pool)
    with pytest.raises(InvalidSourceError):
        await rotate(pool, keep)
    assert await good_secrets(pool) == [old]


async def test_a_disabled_source_is_not_admitted_until_it_is_enabled_again(pool: asyncpg.Pool) -> None:
    secret = await add(pool)
    assert await disable_source(pool, "portal")
    assert await admitted(pool, SEALER, "portal") is None
    (since,) = [each.disabled_at for each in await sources(pool)]
    assert await disable_source(pool, "portal")
    assert [each.disabled_at for each in await sources(pool)] == [since]
    assert await enable_source(pool, "portal")
    assert await good_secrets(pool) == [secret]


async def test_a_secret_moved_to_another_source_s_row_admits_nobody(pool: asyncpg.Pool) -> None:
    await add(pool, "portal")
    await add(pool, "thief")
    await pool.execute(
        "update source_secrets set sealed = (select sealed from source_secrets where source = 'thief')"
        " where source = 'portal'"
    )
    with pytest.raises(SealedElsewhereError, match="sealed for somebody else"):
        await admitted(pool, SEALER, "portal")


async def test_what_a_lost_key_sealed_does_not_take_the_good_secrets_with_it(pool: asyncpg.Pool) -> None:
    await add(pool)
    another = Sealer([fresh_key()])
    with pytest.raises(SealedElsewhereError):
        await admitted(pool, another, "portal")
    newer = await rotate_source(pool, another, "portal", HOUR)
    assert await good_secrets(pool, sealer=another) == [newer.get_secret_value()]


async def test_secrets_open_after_a_new_key_is_put_first(pool: asyncpg.Pool) -> None:
    old = await add(pool)
    changed = Sealer([fresh_key(), KEY])
    new = (await rotate_source(pool, changed, "portal", HOUR)).get_secret_value()
    assert await good_secrets(pool, sealer=changed) == [new, old]


async def test_no_secret_is_in_the_database_in_clear_nor_in_what_is_shown_or_raised(pool: asyncpg.Pool) -> None:
    made = [await add(pool), await rotate(pool, HOUR)]
    found = await admitted(pool, SEALER, "portal")
    assert found is not None
    with pytest.raises(LedgerError) as exists:
        await add(pool)
    with pytest.raises(LedgerError) as elsewhere:
        await admitted(pool, Sealer([fresh_key()]), "portal")
    raised = ["".join(traceback.format_exception(each.value)) for each in (exists, elsewhere)]
    listed = await sources(pool)
    shown = [repr(found), str(found), found.model_dump_json(), repr(found.model_dump()), repr(listed), *raised]
    with io.BytesIO() as dumped:
        for table in ("sources", "source_secrets"):
            await pool.execute(f"select 1 from {table}")
            async with pool.acquire() as connection:
                await connection.copy_from_table(table, output=dumped)
        rows = dumped.getvalue()
    sealed = b"".join([row["sealed"] for row in await pool.fetch("select sealed from source_secrets")])
    for secret in made:
        plain = secret.removeprefix("whsec_")
        assert not any(plain in text for text in shown)
        assert plain.encode() not in rows + sealed
        assert plain.encode().hex().encode() not in rows


def test_a_model_that_is_refused_does_not_repeat_its_secrets() -> None:
    with pytest.raises(ValidationError) as refused:
        Admitted.model_validate({"source": "hidden-word", "secrets": [SecretStr("hidden-word"), 3]})
    assert "hidden-word" not in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        Source.model_validate({"name": "hidden word"})
    assert "hidden word" not in str(refused.value)


def digest(body: str) -> bytes:
    return hashlib.sha256(body.encode()).digest()


async def test_one_webhook_id_means_one_body_for_each_source(pool: asyncpg.Pool) -> None:
    await add(pool, "portal")
    await add(pool, "other")
    assert await remember_delivery(pool, "portal", "msg_1", digest("a"))
    assert await remember_delivery(pool, "portal", "msg_1", digest("a"))
    assert not await remember_delivery(pool, "portal", "msg_1", digest("b"))
    assert await remember_delivery(pool, "portal", "msg_1", digest("a"))
    assert await remember_delivery(pool, "other", "msg_1", digest("b"))
    assert await remember_delivery(pool, "portal", "msg_2", digest("a"))


async def test_of_two_bodies_at_once_under_one_webhook_id_one_is_let_in(pool: asyncpg.Pool) -> None:
    await add(pool)
    bodies = [digest("ab"[number % 2]) for number in range(20)]
    let_in = await asyncio.gather(*(remember_delivery(pool, "portal", "msg_1", body) for body in bodies))
    assert {body for body, good in zip(bodies, let_in, strict=True) if good} == {bodies[let_in.index(True)]}
    assert sum(let_in) == 10


@pytest.mark.parametrize("webhook_id", ["m" * (MAX_WEBHOOK_ID + 1), "m" * 10_000, "a\x00b", "\ud800"])
async def test_a_webhook_id_that_cannot_be_kept_is_a_clean_error(pool: asyncpg.Pool, webhook_id: str) -> None:
    await add(pool)
    with pytest.raises(LedgerDataError):
        await remember_delivery(pool, "portal", webhook_id, digest("a"))


async def test_deliveries_are_forgotten_once_they_have_not_come_again_for_long_enough(pool: asyncpg.Pool) -> None:
    await add(pool)
    for webhook_id in ("old", "again"):
        await remember_delivery(pool, "portal", webhook_id, digest("a"))
    await let_pass(pool, 2 * HOUR)
    await remember_delivery(pool, "portal", "again", digest("a"))
    assert await forget_deliveries(pool, HOUR) == 1
    assert await remember_delivery(pool, "portal", "old", digest("b"))
    assert not await remember_delivery(pool, "portal", "again", digest("b"))


NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
TOKEN = "first-token"


def issued(token_id: str = TOKEN, at: dt.datetime = NOON) -> TokenRecord:
    return TokenRecord(
        id=token_id, holder="Mission", role="mission", of="Peru", issued_at=at, expires_at=at + dt.timedelta(days=90)
    )


async def test_a_recorded_token_is_believed_until_it_is_revoked(pool: asyncpg.Pool) -> None:
    await record_token(pool, issued())
    assert await revoked(pool, TOKEN) is False
    assert await revoke_token(pool, TOKEN) is True
    assert await revoked(pool, TOKEN) is True
    (listed,) = await tokens(pool)
    assert listed.revoked_at is not None
    assert listed.model_copy(update={"revoked_at": None}) == issued()
    assert await revoke_token(pool, TOKEN) is True
    assert await tokens(pool) == [listed]


@pytest.mark.parametrize("token_id", ["second-token", "", "a\x00b", "\ud800", "x" * 10_000])
async def test_a_token_that_was_never_recorded_is_as_good_as_revoked(pool: asyncpg.Pool, token_id: str) -> None:
    await record_token(pool, issued())
    assert await revoked(pool, token_id) is True
    assert await revoke_token(pool, token_id) is False


async def test_tokens_are_listed_newest_first(pool: asyncpg.Pool) -> None:
    for token_id, at in ((TOKEN, NOON), ("third-token", NOON + 2 * HOUR), ("second-token", NOON + HOUR)):
        await record_token(pool, issued(token_id, at))
    assert [each.id for each in await tokens(pool)] == ["third-token", "second-token", TOKEN]


@pytest.mark.parametrize(
    "wrong",
    [
        {"of": None},
        {"of": " "},
        {"role": "king"},
        {"holder": ""},
        {"holder": "x" * 301},
        {"id": "short"},
        {"expires_at": NOON},
        {"issued_at": NOON.replace(tzinfo=None)},
    ],
)
def test_what_is_no_token_cannot_be_recorded(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TokenRecord.model_validate({**issued().model_dump(), **wrong})
