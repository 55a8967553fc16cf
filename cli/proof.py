"""Commands of the ledger: its entries with their hashes, and the proof that none was tampered with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.text import Text

from cli.common import (
    DONE,
    NO_OPTIONS,
    REFUSED,
    Options,
    known_reference,
    ledger_pool,
    out,
    print_json,
    progress,
    talk,
    unknown,
)

if TYPE_CHECKING:
    import asyncpg

    from ledger.verify import Verified

ledger = App(name="ledger", help="The ledger: shown, and proved.")

Stream = Annotated[str, Parameter(help="A resolution, by reference or symbol; or a session, such as session/ccpcj-29.")]
_HASH_SHOWN = 12


@ledger.command(name="show")
async def show_ledger(reference: Stream, /, *, options: Options = NO_OPTIONS) -> int:
    """Every entry of a resolution's ledger, with its hash.

    For example:
      resolute ledger show ccpcj-24-1
      resolute ledger show session/ccpcj-29 --json
    """
    from cli.drawing import one_line, plain_table, whole
    from ledger.reading import ledger_rows

    async with ledger_pool(options) as pool:
        rows = await ledger_rows(pool, await _stream(pool, reference))
    if not rows:
        raise unknown(reference)
    if options.json:
        print_json(list(rows))
        return DONE
    table = plain_table(whole("no."), whole("fact"), whole("happened"), "told by", whole("hash"))
    for row in rows:
        fact = Text("\n").join([Text(row.type), *(Text(f"⚑ {flag.code}", style="yellow") for flag in row.flags)])
        happened = f"{row.time:%Y-%m-%d %H:%M}"
        table.add_row(str(row.seq), fact, happened, one_line(row.source), row.hash[:_HASH_SHOWN])
    out().print(table)
    return DONE


@ledger.command(name="verify")
async def verify(reference: Stream | None = None, /, *, options: Options = NO_OPTIONS) -> int:
    """Prove the ledger: every hash, every number, every state.

    Names what was changed, removed or put elsewhere, and exits with 1 then.
    Prints the head of each stream; kept elsewhere, it proves tomorrow that
    nothing was cut off the end. Without REFERENCE, all streams.

    For example:
      resolute ledger verify
    """
    from ledger.verify import verify as verify_streams

    found: list[Verified] = []
    with progress("verifying …") as say:
        async with ledger_pool(options) as pool:
            name = None if reference is None else await _stream(pool, reference)
            async for verified in verify_streams(pool, name):
                found.append(verified)
                say(f"{len(found)} verified, last {verified.stream}")
    if reference is not None and not found:
        raise unknown(reference)
    if options.json:
        print_json(found)
    else:
        _say(found)
    return REFUSED if any(verified.findings for verified in found) else DONE


@ledger.command(name="take-up")
async def take_up(*, options: Options = NO_OPTIONS) -> int:
    """Take up every life that is not over from the ledger.

    For an engine that is new, or lost its data: each life goes on where its
    ledger ends. Lives that run already are left alone, so it is always safe.

    For example:
      resolute ledger take-up
    """
    from intake.telling import Teller
    from ledger.reading import all_filed
    from workers.connections import connect_engine

    client = await connect_engine(options.addresses())
    async with ledger_pool(options) as pool:
        going_on = [each.reference for each in await all_filed(pool) if each.stage != "closed"]
        teller = Teller(client, pool)
        for reference in going_on:
            await teller.take_up(reference)
    if options.json:
        print_json(list(going_on))
    else:
        out().print(f"{len(going_on)} lives go on")
    return DONE


async def _stream(pool: asyncpg.Pool, name: str) -> str:
    from ledger.calendar import SESSION_STREAMS

    return name if name.startswith(SESSION_STREAMS) else await known_reference(pool, name)


def _say(found: list[Verified]) -> None:
    console = out()
    for verified in found:
        mark = "[red]broken[/]" if verified.findings else "[green]sound[/]"
        counted = f"{verified.entries} entries  head {verified.head}"
        console.print(f"{mark}  {verified.stream}  {counted}", soft_wrap=True)
        for finding in verified.findings:
            where = f"{finding.stream} entry {finding.seq}" if finding.seq else finding.stream
            talk().print(Text(f"{where}: {finding.problem}", style="red"), soft_wrap=True)
    findings = sum(len(verified.findings) for verified in found)
    entries = sum(verified.entries for verified in found)
    verdict = f"[red]{findings} findings[/]" if findings else "[green]sound[/]"
    console.print(f"{entries} entries in {len(found)} streams: {verdict}")
