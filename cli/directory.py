"""Commands of the directory: who holds which role, and so is told."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from cyclopts import App, Parameter
from rich.text import Text

from cli.choices import Language, Role
from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, ledger_pool, out, print_json

stakeholder = App(name="stakeholder", help="The directory: who is told.")

_ALWAYS = dt.date(1946, 1, 1)


@stakeholder.command(name="add")
async def add(
    role: Annotated[Role, Parameter(help="The role.")],
    address: Annotated[str, Parameter(help="The e-mail address.")],
    /,
    *,
    of: Annotated[str | None, Parameter(help="The State of a mission; the body or office of the other roles.")] = None,
    name: Annotated[str | None, Parameter(help="What to call them; the address, if not given.")] = None,
    language: Annotated[Language, Parameter(help="The language they are written to in.")] = "en",
    valid_from: Annotated[
        dt.date, Parameter(name="--from", show_default=False, help="The first day in the role; always, if not given.")
    ] = _ALWAYS,
    valid_until: Annotated[dt.date | None, Parameter(name="--until", help="The last day in the role.")] = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Enter somebody into the directory. Without --of: of every one there is.

    For example:
      resolute stakeholder add secretariat ccpcj@example.org --of CCPCJ
      resolute stakeholder add mission vienna@example.org --of Peru --language es
    """
    from pydantic import ValidationError

    from ledger.directory import Stakeholder, add_stakeholder

    try:
        person = Stakeholder(
            role=role,
            of=of,
            name=name or address,
            address=address,
            language=language,
            valid_from=valid_from,
            valid_until=valid_until,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise CommandError(_problem(first["msg"], *first["loc"]), BAD_USE) from None
    async with ledger_pool(options) as pool:
        new = await add_stakeholder(pool, person)
    if options.json:
        print_json(person)
    else:
        held = f"{role} of {of}" if of else role
        out().print(f"{'entered' if new else 'brought up to date'}: {held}, {address}", markup=False, soft_wrap=True)
    return DONE


@stakeholder.command(name="list")
async def list_stakeholders(
    role: Annotated[Role | None, Parameter(help="Only those in this role.")] = None,
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Everybody in the directory.

    For example:
      resolute stakeholder list mission
    """
    from cli.drawing import plain_table, whole
    from ledger.directory import stakeholders

    async with ledger_pool(options) as pool:
        people = await stakeholders(pool, role)
    if options.json:
        print_json(list(people))
        return DONE
    if not people:
        out().print("nobody yet: `resolute stakeholder add ROLE ADDRESS --of …`")
        return DONE
    table = plain_table(whole("role"), "of", "address", "name", whole("in"), "days")
    for person in people:
        name = "" if person.name == person.address else person.name
        days = _term(person.valid_from, person.valid_until)
        cells = (person.role, person.of or "all", person.address, name, person.language, days)
        table.add_row(*map(Text, cells))
    out().print(table)
    return DONE


def _problem(message: str, *field: object) -> str:
    if field == ("address",):
        return "ADDRESS: write an e-mail address, such as mission@example.org"
    where = f"--{field[0]}: " if field else ""
    return where + message.removeprefix("Value error, ")


def _term(first: dt.date, last: dt.date | None) -> str:
    """The days of a role: from, until, both or always."""
    begins = "" if first == _ALWAYS else f"from {first}"
    ends = f"until {last}" if last else ""
    return " ".join(filter(None, (begins, ends)))
