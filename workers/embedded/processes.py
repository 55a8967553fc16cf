"""A server as a child process: started in a session of its own, watched until ready, stopped within a bound.

A session of its own keeps the terminal's Ctrl-C away, so that work can drain before its servers stop. On
Linux the kernel tells a server to stop when its parent dies. Whatever happens, the server holds a lock that
it inherits: the next start sees by it that a server was left over, and stops it before touching its files.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import sysconfig
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from workers.embedded.accounts import Account
from workers.embedded.errors import EmbeddedServerError, FailureCode
from workers.embedded.locks import FileLock, read_pid

_LAUNCHER = Path(__file__).with_name("launch.py")
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_LOG_LIMIT = 5 * 1024 * 1024  # bytes; a longer log is set aside when the server starts
_TAIL_BYTES = 4096
_TAIL_LINES = 12
_POLL = 0.02  # seconds
_STOP_WITHIN = 10.0  # seconds; PostgreSQL's last checkpoint and Temporal's drain take about one
_KILL_WITHIN = 5.0
_ATTEMPTS = 8

Started = TypeVar("Started")


@dataclass(frozen=True)
class ServerFiles:
    """The files kept beside a server's data, named after `stem` in `directory`."""

    directory: Path
    stem: str

    @property
    def log(self) -> Path:
        return self.directory / f"{self.stem}.log"

    @property
    def owner_lock(self) -> Path:
        """Held by the process that uses the server."""
        return self.directory / f"{self.stem}.owner.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the server, and by all its own children."""
        return self.directory / f"{self.stem}.server.lock"


@dataclass(frozen=True)
class ServerProgram:
    """What to run: `name` for people, `arguments` with the program's absolute path first, how it stops.

    `secrets` are taken out of whatever is shown of its log; `account` is None for our own.
    """

    name: str
    arguments: tuple[str, ...]
    stop_signal: signal.Signals
    account: Account | None = None
    secrets: tuple[str, ...] = ()


class ServerProcess:
    """One running server."""

    def __init__(self, program: ServerProgram, process: asyncio.subprocess.Process, log: Path, log_start: int) -> None:
        self._program = program
        self._process = process
        self._log = log
        self._log_start = log_start
        self._stopping = False

    @property
    def pid(self) -> int:
        return self._process.pid

    async def wait_until(self, ready: Callable[[], Awaitable[bool]], within: float) -> None:
        """Ask `ready` until it says yes, for at most `within` seconds.

        `exited_early` when the server ends first, `not_ready` when the time is over.
        """
        try:
            async with asyncio.timeout(within):
                while not await ready():
                    self._check_running()
                    await asyncio.sleep(_POLL)
        except TimeoutError:
            raise self.failure("not_ready", f"was not ready within {within:.0f} seconds.") from None
        self._check_running()

    async def exit_status(self, within: float) -> int:
        """Wait for the program to end by itself; `not_ready` after `within` seconds."""
        try:
            return await asyncio.wait_for(self._process.wait(), within)
        except TimeoutError:
            raise self.failure("not_ready", f"was not done within {within:.0f} seconds.") from None

    async def watch(self) -> None:
        """Wait for the end: returns when `stop` caused it, else raises `stopped_unexpectedly`."""
        await self._process.wait()
        if not self._stopping:
            raise self.failure("stopped_unexpectedly", "stopped unexpectedly.")

    async def stop(self) -> None:
        """End the server: politely, then, after a bound, by force. Returns when it is gone."""
        self._stopping = True
        self._signal(self._program.stop_signal)
        try:
            async with asyncio.timeout(_STOP_WITHIN):
                await self._process.wait()
        except TimeoutError:
            self._signal(signal.SIGKILL)
            await self._process.wait()
        except asyncio.CancelledError:  # no time is left to be polite, and no server is left behind
            self._signal(signal.SIGKILL)
            raise

    def failure(self, code: FailureCode, what: str) -> EmbeddedServerError:
        """An error about this server, with what it last wrote."""
        tail = _log_tail(self._log, self._log_start, self._program.secrets)
        return EmbeddedServerError(code, f"{self._program.name} {what}", log=self._log, tail=tail)

    def _check_running(self) -> None:
        if self._process.returncode is not None:
            raise self.failure("exited_early", "ended before it was ready.")

    def _signal(self, number: signal.Signals) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)


@contextlib.asynccontextmanager
async def claim(files: ServerFiles, stop_signal: signal.Signals) -> AsyncIterator[None]:
    """Own a server's files: refuse when another live process uses them, stop a server that was left over.

    `directory_in_use` in the first case, `leftover_will_not_stop` when the second does not succeed.
    """
    owner = _open_lock(files.owner_lock)
    if owner is None:
        pid = read_pid(files.owner_lock)
        raise EmbeddedServerError(
            "directory_in_use", f"{files.directory} is in use by another process ({pid or 'unknown'})."
        )
    with owner:
        owner.write_pid(os.getpid())
        await _stop_leftover(files.server_lock, stop_signal)
        yield


async def start(files: ServerFiles, program: ServerProgram) -> ServerProcess:
    """Start a program whose files are claimed; it is not ready yet. Its output goes to the log."""
    _set_aside_long_log(files.log)
    lock = _open_lock(files.server_lock)
    if lock is None:
        raise EmbeddedServerError("directory_in_use", f"A server is already running in {files.directory}.")
    with lock, files.log.open("ab") as log:
        files.log.chmod(0o600)
        log_start = log.tell()
        process = await asyncio.create_subprocess_exec(
            *_launch_command(lock.fd, program),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",  # a directory that every account can be in
            env=_environment(files.directory),
            start_new_session=True,
            pass_fds=(lock.fd,),
            umask=0o077,
        )
    return ServerProcess(program, process, files.log, log_start)


async def start_again_if_it_ends(begin: Callable[[], Awaitable[Started]]) -> Started:
    """Call `begin` until its server does not end early: a port may be taken between choice and use."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return await begin()
        except EmbeddedServerError as error:
            if error.code != "exited_early":
                raise
    return await begin()


def installed_program(name: str) -> Path:
    """The program an installed wheel put beside this Python, or one on the PATH; else `program_missing`."""
    beside = Path(sysconfig.get_path("scripts"), name)
    if os.access(beside, os.X_OK):
        return beside
    found = shutil.which(name)
    if found is None:
        raise EmbeddedServerError(
            "program_missing",
            f"The program {name!r} is not installed. Install this project's requirements again.",
        )
    return Path(found).resolve()


def _launch_command(lock_fd: int, program: ServerProgram) -> Sequence[str]:
    account = f"{program.account.uid}:{program.account.gid}" if program.account else "-"
    launcher = (sys.executable, "-I", "-S", str(_LAUNCHER))
    return (
        *launcher,
        str(lock_fd),
        str(os.getpid()),
        str(program.stop_signal.value),
        account,
        *program.arguments,
    )


def _environment(home: Path) -> dict[str, str]:
    """A small environment of its own: ours may hold secrets and settings that are not the server's.

    Only where to find libraries is passed on, because the Python that launches the server may need it.
    """
    own = {"HOME": str(home), "LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}
    return {name: os.environ[name] for name in _LIBRARY_PATHS if name in os.environ} | own


def _open_lock(path: Path) -> FileLock | None:
    try:
        return FileLock.try_acquire(path)
    except OSError as error:
        raise EmbeddedServerError("unreadable", f"{path} cannot be opened ({error.strerror}).") from None


async def _stop_leftover(server_lock: Path, stop_signal: signal.Signals) -> None:
    for number, within in ((stop_signal, _STOP_WITHIN), (signal.SIGKILL, _KILL_WITHIN)):
        if await _is_free(server_lock, within=0):
            return
        pid = read_pid(server_lock)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)
        if await _is_free(server_lock, within=within):
            return
    raise EmbeddedServerError(
        "leftover_will_not_stop",
        f"A server left over from an earlier run ({read_pid(server_lock) or 'unknown process'}) does not stop.",
    )


async def _is_free(path: Path, within: float) -> bool:
    """Whether nobody holds the lock, now or at some moment in the next `within` seconds."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + within
    while True:
        lock = _open_lock(path)
        if lock is not None:
            lock.release()
            return True
        if clock() >= deadline:
            return False
        await asyncio.sleep(_POLL)


def _set_aside_long_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_name(log.name + ".1"))


def _log_tail(log: Path, start: int, secrets: tuple[str, ...]) -> tuple[str, ...]:
    """The last lines written since `start`, without secrets, at most `_TAIL_BYTES` and `_TAIL_LINES`."""
    with log.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(start, size - _TAIL_BYTES))
        text = file.read(_TAIL_BYTES).decode(errors="replace")
    for secret in secrets:
        text = text.replace(secret, "[removed]")
    return tuple(text.splitlines()[-_TAIL_LINES:])
