"""What every command shares: its options, its exit codes, where it writes, and how it reaches the engine and the ledger.

Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 refused or not found, 2 bad use or unreadable input, 3 a
service that is needed is out of reach.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import asyncpg
from cyclopts import Parameter
from pydantic import BaseModel, TypeAdapter
from rich.console import Console

from intake.door import Door, Told
from ledger.connection import open_pool
from ledger.reading import reference_of
from workers.connections import Addresses, connect_engine, database_url, find_addresses
from workers.settings import Settings

DONE, REFUSED, BAD_USE, OUT_OF_REACH = 0, 1, 2, 3

SOURCE = "urn:resolute:command-line"
"""The source of facts told from the command line."""

_ANY = TypeAdapter(Any)


class CommandError(Exception):
    """The end of a command: one line for standard error, and the exit code."""

    def __init__(self, message: str, code: int = REFUSED) -> None:
        super().__init__(message)
        self.code = code


@Parameter(name="*")
@dataclass(frozen=True)
class Options:
    """Options of every command."""

    json: Annotated[bool, Parameter(negative="", group="Everywhere")] = False
    "Print JSON on standard output."
    data_dir: Annotated[Path | None, Parameter(env_var="RESOLUTE_DATA_DIR", group="Everywhere")] = None
    "Where the local stack lives."

    def settings(self) -> Settings:
        """The settings of the environment, with the data directory named on the command line."""
        settings = Settings()
        return settings.model_copy(update={"data_dir": self.data_dir}) if self.data_dir else settings

    def addresses(self) -> Addresses:
        """Where the engine and the ledger are."""
        return find_addresses(self.settings())


NO_OPTIONS = Options()


@Parameter(name="*")
@dataclass(frozen=True)
class Telling:
    """Options of every command that tells a fact."""

    time: Annotated[str | None, Parameter(group="The fact")] = None
    "When it happened: RFC 3339, or a date (then noon UTC). Now, if not given."
    id: Annotated[str | None, Parameter(group="The fact")] = None
    "The event's id: the same id told again is recorded once. A new one, if not given."
    source: Annotated[str, Parameter(group="The fact")] = SOURCE
    "Who says so, as a URI reference."

    def event(self, fact: str, subject: str | None, data: Mapping[str, object]) -> dict[str, object]:
        """The CloudEvent of a fact."""
        event: dict[str, object] = {
            "specversion": "1.0",
            "id": self.id or str(uuid.uuid4()),
            "source": self.source,
            "type": f"resolute.{fact}.v1",
            "time": self._moment(),
            "data": {key: value for key, value in data.items() if value is not None},
        }
        return event if subject is None else {**event, "subject": subject}

    def _moment(self) -> str:
        if self.time is None:
            return dt.datetime.now(dt.UTC).isoformat()
        if len(self.time) == len("2015-05-22"):
            return f"{self.time}T12:00:00Z"
        return self.time


NOW = Telling()


def out() -> Console:
    """Where data goes. Not wrapped to a narrow width when it is no terminal."""
    return Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 200)


def talk() -> Console:
    """Where talk goes."""
    return Console(file=sys.stderr, highlight=False, width=None if sys.stderr.isatty() else 200)


def print_json(value: BaseModel | list[Any] | dict[str, Any]) -> None:
    """One JSON value on standard output, readable by people and programs."""
    plain = _ANY.dump_python(value, mode="json", by_alias=True)
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def print_json_line(value: BaseModel | dict[str, Any]) -> None:
    """One JSON value on one line of standard output, at once."""
    plain = _ANY.dump_python(value, mode="json", by_alias=True)
    sys.stdout.write(json.dumps(plain, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@contextlib.asynccontextmanager
async def ledger_pool(options: Options) -> AsyncIterator[asyncpg.Pool]:
    """The ledger, for commands that read it. Raises `DatabaseUnavailableError`."""
    pool = await open_pool(database_url(options.addresses()), size=4)
    try:
        yield pool
    finally:
        pool.terminate()


@contextlib.asynccontextmanager
async def open_door(options: Options) -> AsyncIterator[Door]:
    """The door, for commands that tell facts. The ledger is taken along where an address of it is known."""
    addresses = options.addresses()
    client = await connect_engine(addresses)
    pool = await open_pool(addresses.database_url, size=4) if addresses.database_url else None
    try:
        yield Door(client, pool, options.settings().rules)
    finally:
        if pool is not None:
            pool.terminate()


async def known_reference(pool: asyncpg.Pool, name: str) -> str:
    """The reference that a name (a reference or a symbol) means. Raises `CommandError`."""
    found = await reference_of(pool, name)
    if found is None:
        raise CommandError(f"no resolution is known by {name!r}")
    return found


def receipt_line(told: Told) -> dict[str, Any]:
    """A receipt with the id of its event, as JSON shows it."""
    return {"id": told.id, "type": told.type, **told.receipt.model_dump(mode="json")}


def show_receipts(told: list[Told], options: Options) -> int:
    """Print receipts; the exit code is 1 when any fact was refused."""
    for each in told:
        if options.json:
            print_json_line(receipt_line(each))
        else:
            _say(each)
    return REFUSED if any(each.receipt.outcome == "refused" for each in told) else DONE


def _say(told: Told) -> None:
    receipt, console = told.receipt, talk() if told.receipt.outcome == "refused" else out()
    fact, where = told.type or "this event", receipt.reference or "the calendar"
    match receipt.outcome:
        case "recorded" | "duplicate":
            number = f" as entry {receipt.seq}" if receipt.seq else ""
            again = " (told before)" if receipt.outcome == "duplicate" else ""
            stage = f"; stage: {receipt.stage}" if receipt.stage else ""
            console.print(f"[green]recorded[/] {fact} of {where}{number}{again}{stage}", soft_wrap=True)
        case "parked":
            reason = receipt.reason.detail if receipt.reason else ""
            console.print(f"[yellow]parked[/] {fact} of {where}: {reason}", soft_wrap=True)
        case "refused":
            reason = f"{receipt.reason.code}: {receipt.reason.detail}" if receipt.reason else ""
            console.print(f"[red]refused[/] {fact}", f"({reason})", soft_wrap=True, markup=True)
    for flag in receipt.flags:
        console.print(f"  [yellow]{flag.code}[/] {flag.detail}", soft_wrap=True)


async def tell(event: dict[str, object], options: Options) -> int:
    """Tell one fact and print its receipt."""
    async with open_door(options) as door:
        return show_receipts(await door.tell([event]), options)
