"""Which TCP port a server gets: the usual one when free, so that addresses stay put, else any free one."""

import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
_LISTENING = "0A"


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


def listens_at(pid: int, port: int) -> bool:
    """Whether a process itself listens at a port, by what the system says of both: an answer from there may be another
    server's, that was quicker. Where the system does not say (anywhere but on Linux), it is believed.
    """
    try:
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        opened = {str(descriptor.readlink()) for descriptor in Path(f"/proc/{pid}/fd").iterdir()}
    except OSError:
        return not Path("/proc/net/tcp").exists()
    rows = (line.split() for line in table)
    return any(
        row[3] == _LISTENING and int(row[1].rpartition(":")[2], 16) == port and f"socket:[{row[9]}]" in opened
        for row in rows
    )
