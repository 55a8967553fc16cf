"""Becomes a server program that holds a lock, has an account of its own and does not outlive its parent.

Run by path as a small process of its own, because what it does must happen between fork and exec, and
Python code is not safe there in a parent that has threads (the Temporal client brings its own). It needs
the standard library only. Usage: launch.py LOCK_FD PARENT STOP_SIGNAL UID:GID|- PROGRAM [ARGUMENT...]
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Prepare this process and replace it with the program. Arguments as in the module's text."""
    lock_fd, parent, stop_signal, account, *program = arguments
    _name_holder(int(lock_fd))
    if account != "-":
        _become(*(int(part) for part in account.split(":")))
    _die_with_parent(int(parent), int(stop_signal))
    os.execv(program[0], program)  # noqa: S606 - no shell is wanted; the caller gives an absolute path


def _name_holder(lock_fd: int) -> None:
    os.ftruncate(lock_fd, 0)
    os.pwrite(lock_fd, f"{os.getpid()}\n".encode(), 0)


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _die_with_parent(parent: int, stop_signal: int) -> None:
    """Have the kernel send `stop_signal` when the parent dies.

    Linux only: elsewhere the next start stops what is left. It comes after `_become`, because a change of
    account clears the request; exec does not.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)
    if os.getppid() != parent:  # the parent died before the kernel knew of the request
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
