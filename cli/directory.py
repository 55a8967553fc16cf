"""Commands of the directory: who holds which role, and so is told: by mail, by webhook, or in a chat channel."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.text import Text

from cli.choices import Language, Role
from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, ledger_pool, out, print_json, sealer, talk
from cli.secret_files import new_secret_file

if TYPE_CHECKING:
    import asyncpg
    from pydantic import SecretStr

    from ledger.directory import Stakeholder
    from ledger.endpoints import Endpoint

stakeholder = App(name="stakeholder", help="The directory: who is told.")

Address = Annotated[str, Parameter(help="The address, as `stakeholder list` shows it.")]
Save = Annotated[
    Path | None,
    Parameter(help="Write a webhook's secret to this new file, for you only to read, and do not print it."),
]

_ALWAYS = dt.date(1946, 1, 1)
_MAX_NAME = 300
_MAX_INPUT = 4096


@stakeholder.command(name="add")
async def add(
    role: Annotated[Role, Parameter(help="The role.")],
    address: Annotated[
        str,
        Parameter(
            allow_leading_hyphen=True,
            help="An e-mail address, a webhook's or a chat channel's URL; - reads it from standard input.",
        ),
    ],
    /,
    *,
    of: Annotated[str | None, Parameter(help="The State of a mission; the body or office of the other roles.")] = None,
    name: Annotated[str | None, Parameter(help="What to call them; the address, if not given.")] = None,
    language: Annotated[Language, Parameter(help="The language they are written to in.")] = "en",
    valid_from: Annotated[
        dt.date, Parameter(name="--from", show_default=False, help="The first day in the role; always, if not given.")
    ] = _ALWAYS,
    valid_until: Annotated[dt.date | None, Parameter(name="--until", help="The last day in the role.")] = None,
    save: Save = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Enter somebody into the directory. Without --of: of every one there is.

    A webhook is sent facts, signed with a secret that is shown this once. A
    chat channel is written to by apprise; its URL is kept sealed.

    For example:
      resolute stakeholder add secretariat ccpcj@example.org --of CCPCJ
      resolute stakeholder add mission vienna@example.org --of Peru --language es
      resolute stakeholder add subscriber https://example.org/hook --save FILE
      resolute stakeholder add bureau - --of CCPCJ < slack.url
    """
    given = _given(address)
    stored = _stored_address(given, options)
    person = _person(role, of, name, stored, language, valid_from, valid_until)
    with new_secret_file(save) as file:
        async with ledger_pool(options) as pool:
            new, secret = await _enter(pool, person, given, save is not None, options)
        if secret is not None:
            file.write(secret)
    held = f"{role} of {of}" if of else role
    words = f"{'entered' if new else 'brought up to date'}: {held}, {stored}"
    _show(person.model_dump(mode="json"), words, secret, save, options)
    return DONE


def _given(address: str) -> str:
    """An address as told: from the command line, or from standard input, where nobody else sees it."""
    return sys.stdin.read(_MAX_INPUT).strip() if address == "-" else address.strip()


def _stored_address(given: str, options: Options) -> str:
    """What stands in the directory for an address. Raises `CommandError` for a URL that nothing can be sent to."""
    from pydantic import SecretStr

    from activities.post.failures import DeliveryFailure
    from ledger.endpoints import EndpointAddressError, chat_address, endpoint_kind, webhook_address

    private = options.settings().private_webhooks
    try:
        if endpoint_kind(given) == "webhook":
            return webhook_address(given, private)
        if "://" not in given:
            return given
        _refuse_silent_chat(given, private)
        return chat_address(SecretStr(given))
    except EndpointAddressError as error:
        raise CommandError(f"ADDRESS: {error}", BAD_USE) from None
    except DeliveryFailure as failure:
        raise CommandError(f"ADDRESS: {failure.detail}", BAD_USE) from None


def _refuse_silent_chat(url: str, private: bool) -> None:
    """Whether a channel can be spoken in is found out here where apprise is installed, else by the worker."""
    from activities.post.chat import opened
    from activities.post.failures import NotNow

    with contextlib.suppress(NotNow):
        opened(url, private)


def _person(
    role: Role,
    of: str | None,
    name: str | None,
    address: str,
    language: Language,
    valid_from: dt.date,
    valid_until: dt.date | None,
) -> Stakeholder:
    from pydantic import ValidationError

    from ledger.directory import Stakeholder

    try:
        return Stakeholder(
            role=role,
            of=of,
            name=name or address[:_MAX_NAME],
            address=address,
            language=language,
            valid_from=valid_from,
            valid_until=valid_until,
        )
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise CommandError(_problem(first["msg"], *first["loc"]), BAD_USE) from None


async def _enter(
    pool: asyncpg.Pool, person: Stakeholder, given: str, saves: bool, options: Options
) -> tuple[bool, SecretStr | None]:
    """Enter somebody, and the endpoint if there is one; whether it is new, and the secret of a new webhook."""
    from pydantic import SecretStr

    from ledger.connection import reaching_the_ledger
    from ledger.directory import add_stakeholder
    from ledger.endpoints import endpoint_kind, enter_chat, enter_webhook

    kind, secret = endpoint_kind(person.address), None
    if saves and kind != "webhook":
        raise CommandError("--save: only a webhook has a secret to save", BAD_USE)
    if kind is None:
        return await add_stakeholder(pool, person), None
    sealed_by = sealer(options)
    async with reaching_the_ledger(), pool.acquire() as connection, connection.transaction():
        if kind == "webhook":
            secret = await enter_webhook(connection, sealed_by, person.address)
            if saves and secret is None:
                raise CommandError("--save: it has its secret already; `resolute stakeholder rotate` makes another")
        else:
            await enter_chat(connection, sealed_by, SecretStr(given))
        return await add_stakeholder(connection, person), secret


def _show(
    record: dict[str, object], words: str, secret: SecretStr | None, saved: Path | None, options: Options
) -> None:
    """What was done, and a secret where there is a new one: printed now and never again, or in its file."""
    if options.json:
        shown = {} if secret is None else {"secret": secret.get_secret_value()} if saved is None else {"saved": saved}
        print_json(record | shown)
        return
    out().print(words, markup=False, soft_wrap=True)
    if secret is not None and saved is None:
        talk().print("its signing secret, shown this once:", markup=False)
        sys.stdout.write(secret.get_secret_value() + "\n")
    elif secret is not None:
        talk().print(f"its signing secret is in {saved}", markup=False, soft_wrap=True)


@stakeholder.command(name="list")
async def list_stakeholders(
    role: Annotated[Role | None, Parameter(help="Only those in this role.")] = None,
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Everybody in the directory, and why an endpoint is told nothing more.

    For example:
      resolute stakeholder list mission
    """
    from ledger.directory import stakeholders
    from ledger.endpoints import endpoints

    async with ledger_pool(options) as pool:
        people = await stakeholders(pool, role)
        disabled = {each.address: each for each in await endpoints(pool) if each.disabled_at is not None}
    if options.json:
        print_json([_record(person, disabled.get(person.address)) for person in people])
    elif not people:
        out().print("nobody yet: `resolute stakeholder add ROLE ADDRESS --of …`")
    else:
        _print_table(people, disabled)
    return DONE


def _record(person: Stakeholder, disabled: Endpoint | None) -> dict[str, object]:
    why = {} if disabled is None else {"disabled_at": disabled.disabled_at, "reason": disabled.reason}
    return person.model_dump(mode="json") | why


def _print_table(people: list[Stakeholder], disabled: dict[str, Endpoint]) -> None:
    from cli.drawing import plain_table, whole

    told_nothing = ("told nothing, for",) if any(person.address in disabled for person in people) else ()
    table = plain_table(whole("role"), "of", "address", "name", whole("in"), "days", *told_nothing)
    for person in people:
        name = "" if person.name == person.address else person.name
        cells = [person.role, person.of or "all", person.address, name, person.language]
        cells.append(_term(person.valid_from, person.valid_until))
        endpoint = disabled.get(person.address)
        cells += [(endpoint.reason or "disabled") if endpoint else ""] * len(told_nothing)
        table.add_row(*map(Text, cells))
    out().print(table)


@stakeholder.command(name="rotate")
async def rotate(address: Address, /, *, save: Save = None, options: Options = NO_OPTIONS) -> int:
    """Make a new signing secret for a webhook, good from its next notice on.

    For example:
      resolute stakeholder rotate https://example.org/hook --save hook.secret
    """
    from ledger.endpoints import renew_webhook

    with new_secret_file(save) as file:
        async with ledger_pool(options) as pool:
            secret = await renew_webhook(pool, sealer(options), address)
        if secret is None:
            raise _no_endpoint("webhook")
        file.write(secret)
    _show({"address": address}, f"another secret: {address}", secret, save, options)
    return DONE


@stakeholder.command(name="disable")
async def disable(address: Address, /, *, options: Options = NO_OPTIONS) -> int:
    """Tell a webhook or a chat channel nothing more, and give up what waits for it.

    For example:
      resolute stakeholder disable https://example.org/hook
    """
    from ledger.endpoints import disable_endpoint, endpoint_of

    async with _known_endpoint(address, options) as pool:
        given_up = await disable_endpoint(pool, address, "disabled by command")
        endpoint = await endpoint_of(pool, address)
    assert endpoint is not None  # noqa: S101 - it is known, and endpoints are never removed
    if options.json:
        print_json({"address": address, "disabled_at": endpoint.disabled_at, "given_up": given_up})
    else:
        out().print(f"disabled: {address}; {given_up} waiting notices given up", markup=False, soft_wrap=True)
    return DONE


@stakeholder.command(name="enable")
async def enable(address: Address, /, *, options: Options = NO_OPTIONS) -> int:
    """Tell a webhook or a chat channel again what is recorded from now on.

    For example:
      resolute stakeholder enable https://example.org/hook
    """
    from ledger.endpoints import enable_endpoint

    async with _known_endpoint(address, options) as pool:
        await enable_endpoint(pool, address)
    if options.json:
        print_json({"address": address, "disabled_at": None})
    else:
        out().print(f"enabled: {address}", markup=False, soft_wrap=True)
    return DONE


@contextlib.asynccontextmanager
async def _known_endpoint(address: str, options: Options) -> AsyncIterator[asyncpg.Pool]:
    from ledger.endpoints import endpoint_of

    async with ledger_pool(options) as pool:
        if await endpoint_of(pool, address) is None:
            raise _no_endpoint("webhook or chat channel")
        yield pool


def _no_endpoint(kind: str) -> CommandError:
    return CommandError(f"there is no {kind} of this address; `resolute stakeholder list` shows all there are")


def _problem(message: str, *field: object) -> str:
    if field == ("address",):
        return f"ADDRESS: {message.removeprefix('Value error, ')}"
    where = f"--{field[0]}: " if field else ""
    return where + message.removeprefix("Value error, ")


def _term(first: dt.date, last: dt.date | None) -> str:
    """The days of a role: from, until, both or always."""
    begins = "" if first == _ALWAYS else f"from {first}"
    ends = f"until {last}" if last else ""
    return " ".join(filter(None, (begins, ends)))
