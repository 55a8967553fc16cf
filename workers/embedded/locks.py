"""Advisory file locks (flock) that also say which process holds them.

The kernel frees a lock when the last open descriptor of it closes, however its processes ended. So a held
lock proves that a holder lives, which a process id in a file cannot: ids are reused. The id written into
the file is trusted only while the lock is held, and then only to name or to signal the holder.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

_LONGEST_PID = 20


class FileLock:
    """An exclusive lock on `path`, held from `try_acquire` until `release`, or until this process ends.

    A child that inherits `fd` holds the lock too, and keeps it when this process lets go.
    """

    def __init__(self, path: Path, fd: int) -> None:
        self.path = path
        self.fd = fd

    @classmethod
    def try_acquire(cls, path: Path) -> Self | None:
        """Take the lock, or return None at once when somebody holds it. OSError when the file will not open."""
        fd = _open(path)
        if not _flock(fd, fcntl.LOCK_EX):
            os.close(fd)
            return None
        return cls(path, fd)

    def write_pid(self, pid: int) -> None:
        """Name the holder, for people and for `read_pid`."""
        os.ftruncate(self.fd, 0)
        os.pwrite(self.fd, f"{pid}\n".encode(), 0)

    def release(self) -> None:
        """Close our descriptor: the lock is free unless a child holds it too."""
        os.close(self.fd)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Whether any process holds the lock. A missing file is not held; OSError when it cannot be opened."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two processes that ask at the same time do not see each other.
        return not _flock(fd, fcntl.LOCK_SH)
    finally:
        os.close(fd)


def read_pid(path: Path) -> int | None:
    """The process id written in a lock file, or None when there is none yet or the text is not one."""
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_PID).strip()
    except FileNotFoundError:
        return None
    return int(text) if text.isdigit() and int(text) > 1 else None


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _flock(fd: int, operation: int) -> bool:
    try:
        fcntl.flock(fd, operation | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
