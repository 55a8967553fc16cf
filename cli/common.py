"""What every command shares: its options, its exit codes, and where it writes.

Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 refused or not found, 2 bad use or
unreadable input, 3 a service that is needed is out of reach. Whatever is slow to load is loaded by the command that
needs it, so that help is quick.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

from cyclopts import Group, Parameter
from rich.console import Console

if TYPE_CHECKING:
    import asyncpg
    from pydantic import BaseModel

    from ledger.sealing import Sealer
    from workers.connections import Addresses
    from workers.settings import Settings

DONE, REFUSED, BAD_USE, OUT_OF_REACH = 0, 1, 2, 3
INTERRUPTED, TERMINATED = 130, 143
"""What a shell expects of a process that a signal ended."""

WIDTH_OF_NO_TERMINAL = 120
"""Columns of a pipe or a file, unless COLUMNS says otherwise."""

EVERYWHERE = Group("Every command", sort_key=9)


class CommandError(Exception):
    """The end of a command: one line for standard error, and the exit code."""

    def __init__(self, message: str, code: int = REFUSED) -> None:
        super().__init__(message)
        self.code = code


@Parameter(name="*")
@dataclass(frozen=True)
class Options:
    """Options of every command."""

    json: Annotated[bool, Parameter(negative="", show_default=False, group=EVERYWHERE)] = False
    "Print JSON on standard output; talk and errors stay on standard error."
    data_dir: Annotated[Path | None, Parameter(group=EVERYWHERE)] = None
    "Where the local stack lives; RESOLUTE_DATA_DIR if not given."

    def settings(self) -> Settings:
        """The settings of the environment, with the data directory named on the command line."""
        from workers.settings import read_settings

        settings = read_settings()
        return settings.model_copy(update={"data_dir": self.data_dir}) if self.data_dir else settings

    def addresses(self) -> Addresses:
        """Where the engine and the ledger are."""
        from workers.connections import find_addresses

        return find_addresses(self.settings())


NO_OPTIONS = Options()


def out() -> Console:
    """Where data goes."""
    return _console(sys.stdout)


def talk() -> Console:
    """Where talk goes."""
    return _console(sys.stderr)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Whoever read us has gone: the command ends as for every other writer."""
        raise BrokenPipeError


def _console(stream: TextIO) -> Console:
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isdecimal() and int(given) > 0 else None
    if width is None and not stream.isatty():
        width = WIDTH_OF_NO_TERMINAL
    return _Console(file=stream, highlight=False, emoji=False, width=width)


@contextlib.contextmanager
def progress(first: str) -> Iterator[Callable[[str], None]]:
    """One line on standard error that says how far things are, and is gone afterwards; nothing where nobody watches."""
    console = talk()
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(first) as status:
        yield status.update


def print_json(value: BaseModel | list[Any] | dict[str, Any]) -> None:
    """One JSON value on standard output, readable by people and programs."""
    sys.stdout.write(_as_json(value, indent=2) + "\n")


def print_json_line(value: BaseModel | dict[str, Any]) -> None:
    """One JSON value on one line of standard output, at once."""
    sys.stdout.write(_as_json(value, indent=None) + "\n")
    sys.stdout.flush()


def _as_json(value: object, indent: int | None) -> str:
    from pydantic import TypeAdapter

    plain = TypeAdapter(Any).dump_python(value, mode="json", by_alias=True)
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(plain, ensure_ascii=not unicode, indent=indent)


@contextlib.asynccontextmanager
async def ledger_pool(options: Options) -> AsyncIterator[asyncpg.Pool]:
    """The ledger, for commands that read it. Raises `DatabaseUnavailableError`."""
    from ledger.connection import open_pool
    from workers.connections import database_url

    pool = await open_pool(database_url(options.addresses()), size=4)
    try:
        yield pool
    finally:
        pool.terminate()


def sealer(options: Options) -> Sealer:
    """What seals the secrets of the ledger. Raises `SettingError` where a key is missing."""
    from workers.secret_keys import sealer_of

    return sealer_of(options.settings(), options.addresses())


async def known_reference(pool: asyncpg.Pool, name: str) -> str:
    """The reference that a name (a reference or a symbol) means. Raises `CommandError`."""
    from ledger.reading import reference_of

    found = await reference_of(pool, name)
    if found is None:
        raise unknown(name)
    return found


def unknown(name: str) -> CommandError:
    """The end of a command that was asked about a resolution nobody knows."""
    return CommandError(f"no resolution is known by {name!r}; `resolute list` shows all there are")
