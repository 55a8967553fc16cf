"""Which TCP port a server gets: the usual one when free, so that addresses stay put, else any free one."""

import socket

LOOPBACK = "127.0.0.1"


def pick_port(preferred: int) -> int:
    """Return `preferred` when it is free on 127.0.0.1, else one the system says is free; 0 prefers none.

    Nothing reserves the port between this answer and the server's own bind: another process may take it
    first. That cannot be avoided with servers that are told a number, so callers start again, with a newly
    picked port, when the server ends before it is ready.
    """
    try:
        return _bind(preferred)
    except OSError:
        return _bind(0)


def _bind(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an earlier run that linger in TIME_WAIT do not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        bound: int = probe.getsockname()[1]
        return bound
