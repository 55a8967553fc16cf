"""Migrations: plain SQL files, applied in order by dbmate under a lock, so that several processes may start at once."""

from __future__ import annotations

import asyncio
import os
import shutil
import sysconfig
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from ledger.connection import CONNECT_TIMEOUT, connect, reaching_the_ledger
from ledger.errors import MigrationError

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_SECONDS = 60


async def migrate(url: str) -> str:
    """Bring the database to the newest schema; returns what was applied, one line each. A second run applies nothing.

    Raises `LedgerUnavailableError` when the database does not answer, `LedgerAddressError` for an address that is none,
    `MigrationError` when a migration fails: that one is rolled back, those before it stand.
    """
    async with reaching_the_ledger():
        # The tool's own word for it is a sentence; this says by type whether there is a database at all.
        connection = await connect(url, timeout=CONNECT_TIMEOUT)
        await connection.close(timeout=CONNECT_TIMEOUT)
    status, said = await _run_dbmate(_for_dbmate(url), "migrate")
    if status != 0:
        raise MigrationError(_without_password(said, url)[-1000:])
    return "\n".join(line for line in said.splitlines() if line.startswith("Applied:"))


async def _run_dbmate(url: str, command: str) -> tuple[int, str]:
    """The tool's exit status and all it said. It runs among the migrations; no settings found around it apply."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("DBMATE_")}
    process = await asyncio.create_subprocess_exec(
        _dbmate(),
        "--no-dump-schema",
        "--migration-lock",
        f"--migration-lock-timeout={_LOCK_SECONDS}s",
        "--migrations-dir=.",
        command,
        cwd=MIGRATIONS,
        env={**surroundings, "DATABASE_URL": url},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode or 0, output.decode(errors="replace").strip()


def _dbmate() -> str:
    beside_python = Path(sysconfig.get_path("scripts")) / "dbmate"
    found = str(beside_python) if beside_python.exists() else shutil.which("dbmate")
    if found is None:
        raise MigrationError("dbmate is not installed beside this Python")
    return found


def _for_dbmate(url: str) -> str:
    """The same database for dbmate, whose driver insists on TLS unless told to use it where it is offered."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    options.setdefault("sslmode", os.environ.get("PGSSLMODE", "prefer"))
    return urlunsplit(("postgres", parts.netloc, parts.path or "/", urlencode(options), ""))


def _without_password(text: str, url: str) -> str:
    parts = urlsplit(url)
    passwords = {parts.password or "", dict(parse_qsl(parts.query)).get("password", "")}
    for password in passwords | {unquote(each) for each in passwords}:
        text = text.replace(password, "…") if password else text
    return text
