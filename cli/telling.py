"""Telling facts from the command line: the options of a fact, the way to the door, and receipts as they are shown."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Group, Parameter
from rich.markup import escape

from cli.common import BAD_USE, DONE, REFUSED, CommandError, Options, out, print_json_line, progress, talk

if TYPE_CHECKING:
    from intake.door import Door, Told

SOURCE = "urn:resolute:command-line"
"""The source of facts told from the command line."""

AT_ONCE = 100
"""Facts told before their receipts are shown."""

THE_FACT = Group("The fact", sort_key=8)

Reference = Annotated[str, Parameter(help="The resolution: its reference, or any symbol known for it.")]
Paragraph = Annotated[str, Parameter(help='The operative paragraph: "11", or "11/2" for its second duty.')]
Several = Annotated[list[str] | None, Parameter(negative="", consume_multiple=True)]
Symbol = Annotated[str | None, Parameter(help="The symbol of the document, such as E/CN.15/2015/L.2/Rev.1.")]
Votes = Annotated[str | None, Parameter(help="FOR-AGAINST-ABSTAINING, such as 30-3-18.")]


@Parameter(name="*")
@dataclass(frozen=True)
class Telling:
    """Options of every command that tells a fact."""

    time: Annotated[str | None, Parameter(group=THE_FACT)] = None
    "When it happened: RFC 3339, or a date (then noon UTC). Now, if not given."
    id: Annotated[str | None, Parameter(group=THE_FACT)] = None
    "The event's id: the same id told again is recorded once. A new one, if not given."
    source: Annotated[str, Parameter(group=THE_FACT)] = SOURCE
    "Who says so, as a URI reference."

    def event(self, fact: str, subject: str | None, data: Mapping[str, object]) -> dict[str, object]:
        """The CloudEvent of a fact; what is None is left out."""
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


def votes_of(votes: str | None) -> dict[str, int] | None:
    """`30-3-18` is thirty for, three against, eighteen abstaining."""
    if votes is None:
        return None
    parts = votes.split("-")
    if len(parts) != 3 or not all(part.isdecimal() and len(part) < 5 for part in parts):
        raise CommandError("--votes: write FOR-AGAINST-ABSTAINING, such as 30-3-18", BAD_USE)
    return dict(zip(("for", "against", "abstaining"), map(int, parts), strict=True))


async def tell(event: dict[str, object], options: Options) -> int:
    """Tell one fact and print its receipt."""
    return await tell_all([event], options)


async def tell_all(events: Sequence[object], options: Options) -> int:
    """Tell facts and print a receipt for each as they come; the exit code is 1 when any was refused."""
    code = DONE
    async with _door(options) as door:
        with progress("telling …") as say:
            for begin in range(0, len(events), AT_ONCE):
                for told in await door.tell(events[begin : begin + AT_ONCE]):
                    _show(told, options)
                    code = REFUSED if told.receipt.outcome == "refused" else code
                say(f"{min(begin + AT_ONCE, len(events))} of {len(events)} told")
    return code


@contextlib.asynccontextmanager
async def _door(options: Options) -> AsyncIterator[Door]:
    """The door. The ledger is taken along where an address of it is known."""
    from intake.door import Door
    from ledger.connection import open_pool
    from workers.connections import connect_engine

    addresses = options.addresses()
    client = await connect_engine(addresses)
    pool = await open_pool(addresses.database_url, size=4) if addresses.database_url else None
    try:
        yield Door(client, pool, options.settings().rules)
    finally:
        if pool is not None:
            pool.terminate()


def receipt_line(told: Told) -> dict[str, Any]:
    """A receipt with the id and the short name of its event, as JSON shows it."""
    return {"id": told.id, "type": told.type, **told.receipt.model_dump(mode="json")}


def _show(told: Told, options: Options) -> None:
    if options.json:
        print_json_line(receipt_line(told))
        return
    receipt = told.receipt
    console = talk() if receipt.outcome == "refused" else out()
    console.print(_in_words(told), soft_wrap=True)
    for flag in receipt.flags:
        console.print(f"  [yellow]⚑ {flag.code}[/] {escape(flag.detail)}", soft_wrap=True)


def _in_words(told: Told) -> str:
    receipt = told.receipt
    fact, where = escape(told.type or "what is no fact"), receipt.reference or "the calendar"
    reason = escape(f"{receipt.reason.detail} ({receipt.reason.code})") if receipt.reason else ""
    match receipt.outcome:
        case "recorded" | "duplicate":
            number = f" as entry {receipt.seq}" if receipt.seq else ""
            stage = f"; stage: {receipt.stage}" if receipt.stage else ""
            again = "; it had been told before" if receipt.outcome == "duplicate" else ""
            return f"[green]recorded[/] {fact} of {where}{number}{stage}{again}"
        case "parked":
            return f"[yellow]parked[/] {fact} of {where} until it can be true: {reason}"
        case "refused":
            return f"[red]refused[/] {fact}: {reason}"
