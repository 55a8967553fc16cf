"""Commands for bearer tokens of the API: issuing one for a role, listing them, and taking them back.

A token is shown once, when it is issued, and kept nowhere.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.text import Text

from cli.choices import TellerRole
from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, ledger_pool, out, print_json, sealer, talk

if TYPE_CHECKING:
    from ledger.tokens import TokenRecord

token = App(name="token")

_MOST_DAYS = 366


@token.default
async def issue(
    role: Annotated[TellerRole, Parameter(help="In which role.")],
    /,
    *,
    of: Annotated[str | None, Parameter(help="The State of a mission; the body or office of the other roles.")] = None,
    name: Annotated[str | None, Parameter(help="Who holds it; the role, if not given.")] = None,
    days: Annotated[int, Parameter(validator=Number(gte=1, lte=_MOST_DAYS), help="For how many days.")] = 90,
    options: Options = NO_OPTIONS,
) -> int:
    """Issue a bearer token of the API for a role, or list and revoke those issued.

    Its holder may tell over HTTP what the role may tell. The token is shown
    this once.

    For example:
      resolute token mission --of Peru --name "Permanent Mission of Peru"
      resolute token secretariat --of CCPCJ --days 30
    """
    from gateway.identity import issue_token
    from ledger.tokens import record_token

    record = _record(role, of, name or (f"{role} of {of}" if of else role), dt.timedelta(days=days))
    async with ledger_pool(options) as pool:
        terms = (record.id, record.issued_at, record.expires_at)
        issued = issue_token(sealer(options), record.holder, record.role, record.of, *terms).get_secret_value()
        await record_token(pool, record)
    if options.json:
        print_json({"token": issued, **record.model_dump(mode="json", include={"id", "role", "of", "expires_at"})})
    else:
        until = f"{record.expires_at:%Y-%m-%d}"
        talk().print(f"token {record.id} of {record.holder}, until {until}, shown this once:", markup=False)
        sys.stdout.write(issued + "\n")
    return DONE


def _record(role: TellerRole, of: str | None, holder: str, term: dt.timedelta) -> TokenRecord:
    """A token that begins now. Raises `CommandError` for one that cannot be."""
    import secrets

    from pydantic import ValidationError

    from ledger.tokens import TokenRecord

    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        return TokenRecord(
            id=secrets.token_hex(8), holder=holder, role=role, of=of, issued_at=now, expires_at=now + term
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        option = {"holder": "--name"}.get(str(first["loc"][0]), "--of") if first["loc"] else "--of"
        raise CommandError(f"{option}: {first['msg'].removeprefix('Value error, ')}", BAD_USE) from None


@token.command(name="list")
async def list_tokens(*, options: Options = NO_OPTIONS) -> int:
    """Every token that was issued here, the newest first.

    For example:
      resolute token list
    """
    from cli.drawing import plain_table, whole
    from ledger.tokens import tokens

    async with ledger_pool(options) as pool:
        records = await tokens(pool)
    if options.json:
        print_json(list(records))
        return DONE
    if not records:
        out().print("no token yet: `resolute token ROLE --of …`", markup=False)
        return DONE
    table = plain_table(whole("id"), "holder", "role", "of", whole("until"), "")
    now = dt.datetime.now(dt.UTC)
    for each in records:
        cells = (each.id, each.holder, each.role, each.of or "", f"{each.expires_at:%Y-%m-%d}", _state(each, now))
        table.add_row(*map(Text, cells))
    out().print(table)
    return DONE


def _state(record: TokenRecord, now: dt.datetime) -> str:
    if record.revoked_at is not None:
        return "revoked"
    return "expired" if record.expires_at <= now else ""


@token.command(name="revoke")
async def revoke(
    token_id: Annotated[str, Parameter(name="ID", help="The token's id, as `token list` shows it.")],
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Take a token back: it lets nobody in from now on.

    For example:
      resolute token revoke 5f0e61c2a94b7d38
    """
    from ledger.tokens import revoke_token

    async with ledger_pool(options) as pool:
        known = await revoke_token(pool, token_id)
    if not known:
        raise CommandError("no token of this id was issued; `resolute token list` shows all there are")
    if options.json:
        print_json({"id": token_id, "revoked": True})
    else:
        out().print(f"revoked: {token_id}", markup=False)
    return DONE
