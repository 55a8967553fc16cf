"""Commands that show resolutions as the ledger has them: all, one, a life as it went, and what is owed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from rich.text import Text

from cli.choices import Stage
from cli.common import DONE, NO_OPTIONS, Options, known_reference, ledger_pool, out, print_json, unknown
from cli.telling import Reference

if TYPE_CHECKING:
    from rich.table import Table

    from resolutions.state import Resolution
    from resolutions.views import OwedView

_ROOM_FOR_SESSIONS = 100
"""Columns from which on a list has room for one that the reference says already."""


async def list_all(
    *,
    body: Annotated[str | None, Parameter(help="Only those of this body: CCPCJ, CND.")] = None,
    session: Annotated[int | None, Parameter(help="Only those put to this session.")] = None,
    stage: Annotated[Stage | None, Parameter(help="Only those at this stage.")] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Every resolution, with its stage.

    For example:
      resolute list --stage follow_up
      resolute list --body CCPCJ --session 24 --json
    """
    from ledger.reading import all_filed
    from resolutions.sessions import body_code
    from resolutions.views import resolution_view

    async with ledger_pool(options) as pool:
        found = await all_filed(pool, body and body_code(body), session, stage)
    if options.json:
        print_json([resolution_view(each) for each in found])
    elif found:
        console = out()
        console.print(_listed(found, with_session=console.width >= _ROOM_FOR_SESSIONS))
    elif body or session or stage:
        out().print("no such resolution")
    else:
        out().print("no resolutions yet: `resolute draft submit FILE`")
    return DONE


def _listed(found: list[Resolution], *, with_session: bool) -> Table:
    from cli.drawing import one_line, plain_table, whole
    from cli.wording import words

    sessions = [whole("session")] if with_session else []
    table = plain_table(whole("reference"), whole("stage"), *sessions, whole("symbol"), "title")
    for each in found:
        stage = f"closed, {words(each.ending)}" if each.ending else words(each.stage)
        session = [f"{each.body} {each.before_session}"] if with_session else []
        symbol = each.symbols[-1] if each.symbols else ""
        table.add_row(each.reference, stage, *session, Text(symbol), one_line(each.title or ""))
    return table


async def show(reference: Reference, /, *, options: Options = NO_OPTIONS) -> int:
    """One resolution as it stands, on a page.

    For example:
      resolute show ccpcj-24-1
      resolute show E/RES/2015/23 --json
    """
    from cli.drawing import show_resolution
    from cli.views import notice_view
    from ledger.outbox import notice_records
    from ledger.reading import filed, ledger_rows
    from resolutions.views import filed_view

    async with ledger_pool(options) as pool:
        name = await known_reference(pool, reference)
        known, rows = await filed(pool, name), await ledger_rows(pool, name)
        notices = await notice_records(pool, [name])
    if known is None:
        raise unknown(reference)
    if options.json:
        view = filed_view(known.resolution, known.parked).model_dump(mode="json", by_alias=True)
        print_json({**view, "notices": [notice_view(notice) for notice in notices]})
    else:
        show_resolution(out(), known.resolution, rows, known.parked, notices)
    return DONE


async def timeline(reference: Reference, /, *, options: Options = NO_OPTIONS) -> int:
    """The life of a resolution, drawn.

    For example:
      resolute timeline E/RES/2015/23
    """
    from cli.drawing import draw_life
    from ledger.reading import filed, ledger_rows

    async with ledger_pool(options) as pool:
        name = await known_reference(pool, reference)
        known, rows = await filed(pool, name), await ledger_rows(pool, name)
    if known is None:
        raise unknown(reference)
    if options.json:
        print_json(list(rows))
    else:
        draw_life(out(), known.resolution, rows)
    return DONE


async def due(
    *,
    by: Annotated[str | None, Parameter(help="Only what this office owes (part of its name).")] = None,
    within: Annotated[int | None, Parameter(help="Only what is late or due within so many days.")] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """What is owed: by whom, when, and what is late.

    For example:
      resolute due
      resolute due --by "Secretary-General" --within 90
    """
    from ledger.reading import all_filed
    from resolutions.views import owed

    today = dt.datetime.now(dt.UTC).date()
    async with ledger_pool(options) as pool:
        rows = owed(await all_filed(pool, stage="follow_up"), today)
    if by is not None:
        rows = [row for row in rows if by.casefold() in row.owed_by.casefold()]
    if within is not None:
        rows = [row for row in rows if row.due is not None and (row.due - today).days <= within]
    if options.json:
        print_json(list(rows))
    elif rows:
        out().print(_owed(rows))
    else:
        out().print("nothing is owed")
    return DONE


def _owed(rows: list[OwedView]) -> Table:
    from cli.drawing import day, lateness, plain_table, whole

    table = plain_table(whole("due"), whole(""), "owed by", "what", "under")
    for row in rows:
        late = row.status == "late"
        away = Text(lateness(row.days_late) if row.days_late is not None else "", style="red" if late else "")
        what = row.kind + (f" to {row.to}" if row.to else "")
        if row.milestone and row.milestone != "due":
            what += f": {row.milestone}"
        under = Text(f"{row.reference}, para. {row.paragraph}")
        table.add_row(day(row.due) if row.due else "no date known", away, Text(row.owed_by), Text(what), under)
    return table
