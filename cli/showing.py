"""Commands that show what the ledger holds: resolutions, timelines, what is owed, sessions, stakeholders, proofs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, get_args

from cyclopts import App, Parameter
from rich.markup import escape
from rich.table import Table

from cli.common import (
    BAD_USE,
    DONE,
    NO_OPTIONS,
    NOW,
    REFUSED,
    CommandError,
    Options,
    Telling,
    known_reference,
    ledger_pool,
    out,
    print_json,
    talk,
    tell,
)
from cli.drawing import draw_life, show_resolution
from cli.facts import Reference
from cli.views import notice_view, owed, resolution_view
from ledger.calendar import announced_sessions
from ledger.directory import Stakeholder, add_stakeholder, stakeholders
from ledger.outbox import notice_records
from ledger.reading import all_filed, filed, ledger_rows
from ledger.verify import verify as verify_streams
from resolutions.notices import Role
from resolutions.receipts import Stage
from resolutions.sessions import SessionDates, built_in_dates, sessions_on_record

session = App(name="session", help="Sessions: when they sit.")
stakeholder = App(name="stakeholder", help="The directory: who is told.")
ledger = App(name="ledger", help="The ledger: shown, and proved.")


async def list_all(
    *,
    body: str | None = None,
    session: int | None = None,
    stage: Stage | None = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Every resolution, with its stage.

    Example: resolute list --stage follow_up
    """
    async with ledger_pool(options) as pool:
        found = await all_filed(pool, body, session, stage)
    if options.json:
        print_json([resolution_view(each) for each in found])
        return DONE
    table = Table("reference", "stage", "session", "symbol", "title")
    for each in found:
        stage_text = f"closed: {each.ending}" if each.ending else each.stage
        symbol = each.symbols[-1] if each.symbols else ""
        table.add_row(
            each.reference, stage_text, f"{each.body} {each.before_session}", symbol, escape(each.title or "")
        )
    out().print(table if found else "no resolutions yet: `resolute draft submit FILE`")
    return DONE


async def show(reference: Reference, /, *, options: Options = NO_OPTIONS) -> int:
    """One resolution as it stands: its sponsors, symbols, duties, and what is parked."""
    async with ledger_pool(options) as pool:
        name = await known_reference(pool, reference)
        known = await filed(pool, name)
        notices = await notice_records(pool, [name])
    if known is None:
        raise CommandError(f"no resolution is known by {reference!r}")
    if options.json:
        parked = [parked.model_dump(mode="json", by_alias=True) for parked in known.parked]
        view = resolution_view(known.resolution).model_dump(mode="json")
        print_json({**view, "parked": parked, "notices": [notice_view(notice) for notice in notices]})
    else:
        show_resolution(out(), known.resolution, known.parked, notices)
    return DONE


async def timeline(reference: Reference, /, *, options: Options = NO_OPTIONS) -> int:
    """The life of a resolution, drawn."""
    async with ledger_pool(options) as pool:
        name = await known_reference(pool, reference)
        known, rows = await filed(pool, name), await ledger_rows(pool, name)
    if known is None:
        raise CommandError(f"no resolution is known by {reference!r}")
    if options.json:
        print_json(rows)
    else:
        draw_life(out(), known.resolution, rows)
    return DONE


async def due(
    *,
    by: Annotated[str | None, Parameter(help="Only what this office owes (part of its name).")] = None,
    within: Annotated[int | None, Parameter(help="Only what is late or due within so many days.")] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """What is owed: by whom, when, and what is late."""
    today = dt.datetime.now(dt.UTC).date()
    async with ledger_pool(options) as pool:
        rows = owed(await all_filed(pool, stage="follow_up"), today)
    if by is not None:
        rows = [row for row in rows if by.lower() in row.owed_by.lower()]
    if within is not None:
        rows = [row for row in rows if row.due is not None and (row.due - today).days <= within]
    if options.json:
        print_json(rows)
        return DONE
    table = Table("due", "", "owed by", "what", "under", "to")
    for row in rows:
        late = f"[red]{row.days_late} days late[/]" if row.status == "late" else _in_days(row.due, today)
        what = f"{row.milestone} of the {row.kind}" if row.milestone and row.milestone != "due" else row.kind
        under = f"{row.reference} paragraph {row.paragraph}"
        table.add_row(str(row.due or "no date known"), late, escape(row.owed_by), what, under, escape(row.to or ""))
    out().print(table if rows else "nothing is owed")
    return DONE


def _in_days(day: dt.date | None, today: dt.date) -> str:
    return "" if day is None else f"in {(day - today).days} days"


@session.command(name="set")
async def set_session(
    body: str,
    session: int,
    opens: dt.date,
    closes: dt.date | None = None,
    /,
    *,
    reconvened: Annotated[str | None, Parameter(help="FIRST..LAST day of the reconvened part.")] = None,
    draft_deadline: Annotated[str | None, Parameter(help="RFC 3339, or a date.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A session's dates were announced, or moved: everything that hangs on them moves too.

    Example: resolute session set CCPCJ 29 2020-12-03 2020-12-03
    """
    again = None
    if reconvened is not None:
        first, dots, last = reconvened.partition("..")
        if not dots:
            raise CommandError("--reconvened: write FIRST..LAST, such as 2016-12-01..2016-12-02", BAD_USE)
        again = {"opens": first, "closes": last}
    data: dict[str, object] = {
        "body": body,
        "session": session,
        "opens": opens.isoformat(),
        "closes": closes.isoformat() if closes else None,
        "reconvened": again,
        "draft_deadline": draft_deadline,
    }
    return await tell(telling.event("session.scheduled", None, data), options)


@session.command(name="list")
async def list_sessions(
    *,
    body: Annotated[str, Parameter(help="Whose sessions.")] = "CCPCJ",
    ahead: Annotated[int, Parameter(help="How many estimated ones to add.")] = 3,
    options: Options = NO_OPTIONS,
) -> int:
    """The sessions of a body: announced, on record, or estimated."""
    async with ledger_pool(options) as pool:
        announced = await announced_sessions(pool, body)
    known = {dates.session: dates for dates in sessions_on_record() if dates.body == body}
    known |= {dates.session: dates for dates in announced}
    last = max(known, default=dt.datetime.now(dt.UTC).year - 1946 if body == "GA" else 0)
    for number in range(last + 1, last + 1 + ahead if known or body == "GA" else 0):
        estimate = built_in_dates(body, number)
        if estimate is not None:
            known[number] = estimate
    dates = [known[number] for number in sorted(known)]
    if options.json:
        print_json([{**each.model_dump(mode="json"), "source": _source(each)} for each in dates])
        return DONE
    table = Table("session", "opens", "closes", "reconvened", "draft deadline", "")
    for each in dates:
        again = f"{each.reconvened.opens} to {each.reconvened.closes}" if each.reconvened else ""
        deadline = f"{each.draft_deadline:%Y-%m-%d %H:%M} UTC" if each.draft_deadline else ""
        table.add_row(f"{each.body} {each.session}", str(each.opens), str(each.closes), again, deadline, _source(each))
    out().print(table if dates else f"no session of {body} is known")
    return DONE


def _source(dates: SessionDates) -> str:
    if dates.announced:
        return f"announced {dates.announced:%Y-%m-%d}"
    return "estimate" if dates.estimated else "on record"


@stakeholder.command(name="add")
async def add(
    role: Annotated[str, Parameter(help=f"One of: {', '.join(get_args(Role))}.")],
    address: str,
    /,
    *,
    of: Annotated[str | None, Parameter(help="The State of a mission; the body or office of the other roles.")] = None,
    name: str | None = None,
    language: Literal["ar", "zh", "en", "fr", "ru", "es"] = "en",
    valid_from: Annotated[dt.date, Parameter(name="--from", help="First day in the role.")] = dt.date(1946, 1, 1),
    valid_until: Annotated[dt.date | None, Parameter(name="--until", help="Last day in the role.")] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Enter somebody into the directory.

    Example: resolute stakeholder add mission vienna@example.org --of "Costa Rica" --language es
    """
    person = Stakeholder.model_validate(
        {
            "role": role,
            "of": of,
            "name": name or address,
            "address": address,
            "language": language,
            "valid_from": valid_from,
            "valid_until": valid_until,
        }
    )
    async with ledger_pool(options) as pool:
        new = await add_stakeholder(pool, person)
    if options.json:
        print_json(person)
    else:
        out().print(f"{'entered' if new else 'brought up to date'}: {role} {escape(of or '')} {escape(address)}")
    return DONE


@stakeholder.command(name="list")
async def list_stakeholders(role: str | None = None, /, *, options: Options = NO_OPTIONS) -> int:
    """Everybody in the directory."""
    async with ledger_pool(options) as pool:
        people = await stakeholders(pool, role)
    if options.json:
        print_json(people)
        return DONE
    table = Table("role", "of", "name", "address", "language", "from", "until")
    for person in people:
        first = "" if person.valid_from == dt.date(1946, 1, 1) else str(person.valid_from)
        table.add_row(
            *(person.role, escape(person.of or ""), escape(person.name), escape(person.address), person.language),
            *(first, str(person.valid_until or "")),
        )
    out().print(table if people else "nobody yet: `resolute stakeholder add ROLE ADDRESS --of …`")
    return DONE


@ledger.command(name="show")
async def show_ledger(reference: Reference, /, *, options: Options = NO_OPTIONS) -> int:
    """Every entry of a resolution's ledger, with its hash."""
    async with ledger_pool(options) as pool:
        name = reference if reference.startswith("session/") else await known_reference(pool, reference)
        rows = await ledger_rows(pool, name)
    if not rows:
        raise CommandError(f"no ledger is known by {reference!r}")
    if options.json:
        print_json(rows)
        return DONE
    table = Table("seq", "type", "time", "source", "flags", "hash")
    for row in rows:
        flags = ", ".join(flag.code for flag in row.flags)
        table.add_row(str(row.seq), row.type, f"{row.time:%Y-%m-%d %H:%M}", escape(row.source), flags, row.hash[:12])
    out().print(table)
    return DONE


@ledger.command(name="verify")
async def verify(
    reference: Annotated[str | None, Parameter(help="One resolution; all, if not given.")] = None,
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Prove the ledger: every hash, every number, every state. Names what was changed, removed or put elsewhere.

    Prints the head of each stream; kept elsewhere, it proves tomorrow that nothing was cut off the end.
    """
    findings = entries = streams = 0
    async with ledger_pool(options) as pool:
        name = None if reference is None else await known_reference(pool, reference)
        found = []
        async for verified in verify_streams(pool, name):
            streams, entries, findings = streams + 1, entries + verified.entries, findings + len(verified.findings)
            found.append(verified)
            for finding in verified.findings if not options.json else ():
                where = f"{finding.stream} entry {finding.seq}" if finding.seq else finding.stream
                talk().print(f"[red]{where}[/]: {finding.problem}", soft_wrap=True)
    if reference is not None and not streams:
        raise CommandError(f"no ledger is known by {reference!r}")
    if options.json:
        print_json(found)
    else:
        for verified in found:
            mark = "[red]broken[/]" if verified.findings else "[green]sound[/]"
            out().print(f"{mark}  {verified.stream}  {verified.entries} entries  head {verified.head}", soft_wrap=True)
        verdict = "[green]sound[/]" if not findings else f"[red]{findings} findings[/]"
        out().print(f"{entries} entries in {streams} streams: {verdict}")
    return REFUSED if findings else DONE


def register(app: App) -> None:
    """Add these commands to the application."""
    app.command(list_all, name="list")
    app.command(show)
    app.command(timeline)
    app.command(due)
    app.command(session)
    app.command(stakeholder)
    app.command(ledger)
