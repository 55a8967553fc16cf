"""Migrations: applied once by whomever and however often; what goes up comes down; errors keep the password."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from ledger import migrate as migrations
from ledger.errors import LedgerAddressError, LedgerUnavailableError, MigrationError
from ledger.migrate import MIGRATIONS, migrate
from tests.conftest import database_named
from workers.embedded.postgres import EmbeddedPostgres

_numbers = itertools.count(1)

CATALOGUE = {
    "columns": "select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns"
    " where table_schema = 'public' order by 1, 2",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace = 'public'::regnamespace order by 1, 2",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public' order by 1, 2",
    "triggers": "select tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) from pg_trigger"
    " where not tgisinternal order by 1, 2",
    "functions": "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace order by 1, 2",
}


@pytest_asyncio.fixture
async def empty_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it."""
    name = f"empty_{next(_numbers)}"
    admin = await asyncpg.connect(postgres.url)
    await admin.execute(f"create database {name}")
    yield database_named(postgres.url, name)
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def schema(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is defined in a database, but for the migration tool's own table."""
    connection = await asyncpg.connect(url)
    rows = {part: await connection.fetch(query) for part, query in CATALOGUE.items()}
    await connection.close()
    return {part: [tuple(row) for row in found if row[0] != "schema_migrations"] for part, found in rows.items()}


async def rolled_back(url: str) -> None:
    status, said = await migrations._run_dbmate(migrations._for_dbmate(url), "rollback")
    assert status == 0, said


async def test_a_second_run_applies_nothing_and_says_nothing(empty_url: str) -> None:
    applied = (await migrate(empty_url)).splitlines()
    assert len(applied) == len(list(MIGRATIONS.glob("*.sql")))
    assert all(line.startswith("Applied: ") for line in applied)
    before = await schema(empty_url)
    assert await migrate(empty_url) == ""
    assert await schema(empty_url) == before


async def test_processes_that_start_at_once_apply_each_migration_once(empty_url: str) -> None:
    said = await asyncio.gather(*(migrate(empty_url) for _ in range(3)))
    applied = [line.split()[1] for each in said for line in each.splitlines()]
    assert sorted(applied) == sorted(path.name for path in MIGRATIONS.glob("*.sql"))


async def test_the_schema_is_the_sum_of_its_migrations_and_every_one_of_them_comes_down_again(
    empty_url: str, database_url: str
) -> None:
    nothing = await schema(empty_url)
    await migrate(empty_url)
    everything = await schema(empty_url)
    assert everything == await schema(database_url)
    for _ in MIGRATIONS.glob("*.sql"):
        await rolled_back(empty_url)
    assert await schema(empty_url) == nothing
    await migrate(empty_url)
    assert await schema(empty_url) == everything


async def test_a_migration_that_fails_is_told_without_the_password_and_leaves_what_was(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = tmp_path / "migrations, more or less"
    shutil.copytree(MIGRATIONS, copies)
    (copies / "9999_broken.sql").write_text("-- migrate:up\ncreate table half (id int); selekt;\n-- migrate:down\n")
    monkeypatch.setattr(migrations, "MIGRATIONS", copies)
    with pytest.raises(MigrationError, match="syntax error") as raised:
        await migrate(empty_url)
    password = empty_url.split("@", maxsplit=1)[0].rsplit(":", 1)[1]
    assert password not in str(raised.value)
    tables = {row[0] for row in (await schema(empty_url))["columns"]}
    assert "entries" in tables
    assert "half" not in tables


async def test_settings_found_in_the_surroundings_do_not_move_the_migrations(
    empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("DBMATE_MIGRATIONS_TABLE=elsewhere\nDATABASE_URL=postgres://127.0.0.1:1/none\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DBMATE_MIGRATIONS_DIR", str(tmp_path))
    monkeypatch.setenv("DBMATE_MIGRATIONS_TABLE", "elsewhere")
    assert await migrate(empty_url)
    assert await migrate(empty_url) == ""


async def test_a_database_out_of_reach_is_told_apart_from_an_address_that_is_none(postgres: EmbeddedPostgres) -> None:
    for url in ("postgresql://resolute:hunter2@127.0.0.1:1/none", database_named(postgres.url, "no_such_database")):
        with pytest.raises(LedgerUnavailableError) as unreachable:
            await migrate(url)
        assert "hunter2" not in str(unreachable.value)
    with pytest.raises(LedgerAddressError) as no_address:
        await migrate("postgresql://resolute:hunter2@127.0.0.1:port/none")
    assert "hunter2" not in str(no_address.value)


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("postgresql://r:p@db.example:5432/resolute", "postgres://r:p@db.example:5432/resolute?sslmode=prefer"),
        ("postgresql://db.example/resolute?sslmode=require", "postgres://db.example/resolute?sslmode=require"),
        ("postgresql:///resolute?host=/run", "postgres:/resolute?host=%2Frun&sslmode=prefer"),
    ],
)
def test_dbmate_is_given_the_same_database_with_the_same_care_for_tls(
    address: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert migrations._for_dbmate(address) == given
