"""Where the running local stack of a data directory is, so that other commands find it by that directory.

`hold` makes one process the owner of a data directory; the owner publishes its addresses in `stack.json`,
which only its account can read. The addresses are believed only while the owner's lock is held by the
process they name: a file left over after a kill, or a process id used again, is never mistaken for a stack.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    SerializationInfo,
    ValidationError,
    field_serializer,
)

from workers.embedded.accounts import make_directory
from workers.embedded.errors import EmbeddedServerError, StackAlreadyRunningError
from workers.embedded.locks import FileLock, is_held, read_pid

_FILE_NAME = "stack.json"
_LOCK_NAME = "stack.lock"
_FILE = object()  # the serialization context in which the password is written out
_LARGEST_FILE = 64 * 1024  # bytes
_HOLD_ATTEMPTS = 10
_HOLD_PAUSE = 0.01  # seconds

Address = Annotated[str, Field(min_length=1, max_length=2048)]


class StackAddresses(BaseModel):
    """The parts of a running local stack. Printing it, or dumping it, hides the database's password."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    data_dir: Path
    pid: Annotated[int, Field(gt=0)]
    database_url: SecretStr
    temporal_address: Address
    temporal_ui: Address | None = None
    namespace: Address
    health_url: Address | None = None
    gateway_url: Address | None = None
    started_at: AwareDatetime

    @field_serializer("database_url", when_used="json")
    def _reveal_only_to_the_file(self, url: SecretStr, info: SerializationInfo) -> str:
        return url.get_secret_value() if info.context is _FILE else str(url)


class StackHold:
    """The right to say where the stack of a data directory is; see `hold`."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def publish(self, addresses: StackAddresses) -> None:
        """Write `stack.json` in one step, readable by its owner only: a reader sees all of it or none."""
        if addresses.pid != os.getpid():
            raise ValueError("a stack is published by the process that runs it")
        fd, name = tempfile.mkstemp(dir=self.data_dir, prefix=f".{_FILE_NAME}.")  # made with mode 0600
        with os.fdopen(fd, "w", encoding="utf-8") as file:
            file.write(addresses.model_dump_json(context=_FILE))
        Path(name).replace(self.data_dir / _FILE_NAME)


@contextlib.contextmanager
def hold(data_dir: Path) -> Iterator[StackHold]:
    """Own a data directory, which is made when missing, until the block or the process ends.

    `StackAlreadyRunningError` when another process owns it.
    """
    data_dir = data_dir.absolute()
    with _opening(data_dir):
        make_directory(data_dir)
        lock = _acquire(data_dir / _LOCK_NAME)
    if lock is None:
        raise StackAlreadyRunningError(data_dir, read_pid(data_dir / _LOCK_NAME))
    published = data_dir / _FILE_NAME
    with lock:
        published.unlink(missing_ok=True)  # before our id is in the lock: nobody may pair the two
        lock.write_pid(os.getpid())
        try:
            yield StackHold(data_dir)
        finally:
            published.unlink(missing_ok=True)


def find_running_stack(data_dir: Path) -> StackAddresses | None:
    """The addresses of the stack that runs in `data_dir`, or None when none runs or it is not ready yet.

    `unreadable` as `EmbeddedServerError` when the directory is another user's.
    """
    with _opening(data_dir):
        addresses = _read(data_dir / _FILE_NAME)
        lock = data_dir / _LOCK_NAME
        if addresses is None or not is_held(lock) or read_pid(lock) != addresses.pid:
            return None
    return addresses


@contextlib.contextmanager
def _opening(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise EmbeddedServerError(
            "unreadable", f"The data directory {data_dir} cannot be used ({error.strerror})."
        ) from None


def _acquire(path: Path) -> FileLock | None:
    """The lock, in spite of those who only look whether it is held: each of them holds it for an instant."""
    for _ in range(_HOLD_ATTEMPTS):
        lock = FileLock.try_acquire(path)
        if lock is not None:
            return lock
        time.sleep(_HOLD_PAUSE)
    return None


def _read(path: Path) -> StackAddresses | None:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_FILE)
        return StackAddresses.model_validate_json(text)
    except (FileNotFoundError, ValidationError):
        return None
