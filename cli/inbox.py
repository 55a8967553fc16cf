"""The command that shows what waits in the inbox: facts that were let in and are still to be told to the engine."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.text import Text

from cli.common import DONE, NO_OPTIONS, Options, ledger_pool, out, print_json


async def inbox(
    *,
    limit: Annotated[
        int, Parameter(validator=Number(gte=1, lte=1000), help="How many facts to show, the oldest first.")
    ] = 50,
    after: Annotated[int, Parameter(validator=Number(gte=0), help="Only facts with numbers past this one.")] = 0,
    options: Options = NO_OPTIONS,
) -> int:
    """What waits to be told to the engine, where the gateway keeps it first.

    Facts wait while the engine is away (RESOLUTE_INBOX=1), and are told in
    order when it is back. Nobody need do anything; an old fact that was tried
    again and again is a sign that its resolution's workflow is stuck.

    For example:
      resolute inbox
      resolute inbox --limit 200 --json
    """
    from cli.drawing import plain_table, whole
    from ledger.inbox import inbox_rows, waiting

    async with ledger_pool(options) as pool:
        summary = await waiting(pool)
        rows = await inbox_rows(pool, limit, after)
    if options.json:
        facts = [row.model_dump(mode="json") for row in rows]
        print_json({**summary.model_dump(mode="json"), "facts": facts})
        return DONE
    if summary.oldest is None:
        out().print("nothing waits: everything that was let in was told")
        return DONE
    table = plain_table(whole("no."), "of", "fact", "from", whole("since"), whole("tried"))
    for row in rows:
        kind = row.type.removeprefix("resolute.").removesuffix(".v1")
        tried = _moment(row.begun_at) if row.begun_at else ""
        table.add_row(*map(Text, (str(row.id), row.lane, kind, row.source, _moment(row.received_at), tried)))
    out().print(table)
    out().print(f"{summary.count} in all wait, the oldest since {_moment(summary.oldest)}", soft_wrap=True)
    return DONE


def _moment(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}Z"
