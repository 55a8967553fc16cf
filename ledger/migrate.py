"""Migrations: plain SQL files, applied in order by dbmate under a lock, so that several workers may start at once."""

from __future__ import annotations

import asyncio
import os
import shutil
import sysconfig
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ledger.errors import LedgerUnavailableError, MigrationError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_SECONDS = 60


def _dbmate() -> str:
    beside_python = Path(sysconfig.get_path("scripts")) / "dbmate"
    found = str(beside_python) if beside_python.exists() else shutil.which("dbmate")
    if found is None:
        raise MigrationError("dbmate is not installed beside this Python")
    return found


def _for_dbmate(url: str) -> str:
    """The same database for dbmate, whose driver asks for TLS even of this machine unless told not to."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.hostname in (None, "localhost", "127.0.0.1", "::1"):
        options.setdefault("sslmode", "disable")
    return urlunsplit(("postgres", parts.netloc, parts.path, urlencode(options), ""))


async def migrate(url: str) -> str:
    """Bring the database to the newest schema; returns what was applied, one line each. A second run applies nothing.

    Raises `LedgerUnavailableError` when the database does not answer, `MigrationError` when a migration fails.
    """
    process = await asyncio.create_subprocess_exec(
        _dbmate(),
        "--no-dump-schema",
        "--migration-lock",
        f"--migration-lock-timeout={_LOCK_SECONDS}s",
        f"--migrations-dir={MIGRATIONS}",
        "migrate",
        env={**os.environ, "DATABASE_URL": _for_dbmate(url)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    said = _without_address(output.decode(errors="replace"), url)
    if process.returncode == 0:
        return said
    if any(sign in said for sign in ("connection refused", "unable to connect", "no such host", "timeout")):
        raise LedgerUnavailableError("PostgreSQL did not answer the migrations")
    raise MigrationError(said[-1000:])


def _without_address(text: str, url: str) -> str:
    password = urlsplit(url).password
    return text.replace(url, "the database").replace(password, "…") if password else text.replace(url, "the database")
