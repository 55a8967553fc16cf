"""What can go wrong with an embedded server, as types and codes, in plain English and without secrets."""

from pathlib import Path
from typing import Literal

FailureCode = Literal[
    "account_refused",
    "directory_closed",
    "directory_in_use",
    "exited_early",
    "initialisation_failed",
    "invalid_search_attribute",
    "leftover_will_not_stop",
    "not_ready",
    "password_missing",
    "program_missing",
    "search_attribute_conflict",
    "stack_already_running",
    "stopped_unexpectedly",
    "unreadable",
]


class EmbeddedServerError(Exception):
    """An embedded server could not start, stop or be found.

    `code` is stable and meant for decisions; `message` is meant for people. `log` is the file to look at,
    when there is one, and `tail` its last lines: bounded, without secrets.
    """

    def __init__(self, code: FailureCode, message: str, *, log: Path | None = None, tail: tuple[str, ...] = ()) -> None:
        super().__init__(code, message)
        self.code: FailureCode = code
        self.message = message
        self.log = log
        self.tail = tail

    def __str__(self) -> str:
        lines = [self.message]
        if self.log is not None:
            lines.append(f"Its log is {self.log}" + (", which ends:" if self.tail else "."))
        lines.extend(f"  {line}" for line in self.tail)
        return "\n".join(lines)


class StackAlreadyRunningError(EmbeddedServerError):
    """A second stack was refused; `pid` is the process that holds the data directory, when it is known."""

    def __init__(self, data_dir: Path, pid: int | None) -> None:
        holder = f"process {pid}" if pid is not None else "another process"
        super().__init__(
            "stack_already_running",
            f"A local stack is already running in {data_dir} ({holder}). "
            "Stop it first, or name another directory with --data-dir.",
        )
        self.pid = pid
