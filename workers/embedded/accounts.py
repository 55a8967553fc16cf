"""Which account PostgreSQL runs as: it refuses to be root, so root lends it an account and a way to its files.

The account is `nobody`, which every system has: nothing is added to the machine's accounts. Directories on
the way down are opened for passage (search, not listing) only where they must be and only where they
belong to root; somebody else's closed directory is never touched.
"""

import logging
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from workers.embedded.errors import EmbeddedServerError

_UNPRIVILEGED = "nobody"
_READ_AND_PASS = stat.S_IROTH | stat.S_IXOTH

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Account:
    """An account of the operating system that a server runs as, with no supplementary groups."""

    uid: int
    gid: int

    def can_search(self, directory: os.stat_result) -> bool:
        """Whether the permission bits let this account pass through a directory."""
        if directory.st_uid == self.uid:
            return bool(directory.st_mode & stat.S_IXUSR)
        if directory.st_gid == self.gid:
            return bool(directory.st_mode & stat.S_IXGRP)
        return bool(directory.st_mode & stat.S_IXOTH)


def account_for(data: Path) -> Account | None:
    """The account for a server whose files live in `data`: None, our own, unless we are root.

    Files that exist keep their owner, so that data made by another unprivileged account stays readable.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError:
        raise EmbeddedServerError(
            "account_refused",
            f"PostgreSQL does not run as root, and this machine has no account {_UNPRIVILEGED!r} to run it "
            "as. Run as an ordinary user.",
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)


def make_directory(path: Path) -> None:
    """Make a directory of ours, with its parents: private, but root's lets other accounts pass to what is theirs."""
    path.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)


def give(path: Path, account: Account | None) -> None:
    """Make `path` belong to the account; nothing to do when it is our own."""
    if account is None:
        return
    try:
        os.chown(path, account.uid, account.gid)
    except OSError as error:
        raise EmbeddedServerError(
            "account_refused",
            f"PostgreSQL does not run as root, and {path} cannot be given to another account "
            f"({error.strerror}). Run as an ordinary user.",
        ) from None


def open_passage(path: Path, account: Account | None) -> None:
    """Let the account reach `path`, itself a directory, through every directory above it."""
    if account is None:
        return
    target = path.resolve()
    for directory in (*reversed(target.parents), target):
        status = directory.stat()
        if account.can_search(status):
            continue
        if status.st_uid != 0:
            raise EmbeddedServerError(
                "directory_closed",
                f"PostgreSQL does not run as root, and the account it gets cannot pass through {directory}, "
                "which belongs to another user. Name another directory with --data-dir, or run as that user.",
            )
        logger.warning("opened %s for passage (search only), so that PostgreSQL can run unprivileged", directory)
        directory.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)


def open_installation(root: Path, account: Account | None) -> None:
    """Let the account read and run installed programs, also when they were installed under a strict umask."""
    if account is None:
        return
    open_passage(root, account)
    if root.stat().st_mode & _READ_AND_PASS == _READ_AND_PASS:
        return
    for path in (*root.rglob("*"), root):  # root last: it marks the whole as done
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
