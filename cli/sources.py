"""Commands for the systems that tell facts by webhook: registering them, their secrets, and signing as they do.

A secret is shown once, when it is made: on standard output, or in a new file that only its owner can read.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number
from rich.text import Text

from cli.choices import SittingBody
from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, ledger_pool, out, print_json, sealer, talk
from cli.files import read_bytes
from cli.secret_files import new_secret_file, read_webhook_secret

if TYPE_CHECKING:
    from pydantic import SecretStr

source = App(name="source", help="The systems that tell facts by webhook.")

Name = Annotated[str, Parameter(help="The source's name: small letters, digits and hyphens.")]
Save = Annotated[
    Path | None, Parameter(help="Write the secret to this new file, for you only to read, and do not print it.")
]

_MOST_HOURS = 90 * 24
_MAX_BODY_BYTES = 1024 * 1024


@source.command(name="add")
async def add(
    name: Name,
    /,
    *,
    allow: Annotated[list[str], Parameter(negative="", help="A fact it may tell, sponsor.*, or *; may be repeated.")],
    body: Annotated[
        list[SittingBody] | None,
        Parameter(negative="", help="Only drafts and sessions of this body; may be repeated."),
    ] = None,
    save: Save = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Register a system, and make the secret that it signs with.

    The secret is shown this once. A name that is taken is refused (exit 1).

    For example:
      resolute source add sponsors --allow 'sponsor.*' --body CCPCJ
      resolute source add council --allow council.acted --save council.secret
    """
    from ledger.sources import InvalidSourceError, add_source

    with new_secret_file(save) as file:
        async with ledger_pool(options) as pool:
            try:
                secret = await add_source(pool, sealer(options), name, allow, body)
            except InvalidSourceError as error:
                raise CommandError(str(error), BAD_USE) from None
        file.write(secret)
    _hand_over(name, secret, save, options)
    return DONE


@source.command(name="rotate")
async def rotate(
    name: Name,
    /,
    *,
    keep: Annotated[
        int, Parameter(validator=Number(gte=0, lte=_MOST_HOURS), help="Hours for which older secrets stay good.")
    ] = 24,
    save: Save = None,
    options: Options = NO_OPTIONS,
) -> int:
    """Make a new secret, good at once; those before stay good for a while.

    With --keep 0 they end at once. Up to five are good at a time.

    For example:
      resolute source rotate sponsors --keep 48
    """
    from ledger.sources import rotate_source

    with new_secret_file(save) as file:
        async with ledger_pool(options) as pool:
            secret = await rotate_source(pool, sealer(options), name, dt.timedelta(hours=keep))
        file.write(secret)
    _hand_over(name, secret, save, options)
    return DONE


def _hand_over(name: str, secret: SecretStr, saved: Path | None, options: Options) -> None:
    if options.json:
        shown = {"secret": secret.get_secret_value()} if saved is None else {"saved": str(saved)}
        print_json({"source": name, **shown})
    elif saved is None:
        talk().print(f"the secret of {name}, shown this once:", markup=False)
        sys.stdout.write(secret.get_secret_value() + "\n")
    else:
        talk().print(f"the secret of {name} is in {saved}", markup=False, soft_wrap=True)


@source.command(name="list")
async def list_sources(*, options: Options = NO_OPTIONS) -> int:
    """Every source: what it may tell, and how many of its secrets are good.

    For example:
      resolute source list
    """
    from cli.drawing import plain_table, whole
    from ledger.sources import sources

    async with ledger_pool(options) as pool:
        records = await sources(pool)
    if options.json:
        print_json(list(records))
        return DONE
    if not records:
        out().print("no source yet: `resolute source add NAME --allow 'sponsor.*'`", markup=False)
        return DONE
    table = plain_table(whole("source"), "may tell", "of", "secrets", "since", "")
    for each in records:
        bodies = ", ".join(each.bodies) if each.bodies else "all"
        since = each.created_at.date().isoformat()
        state = "disabled" if each.disabled_at else ""
        cells = (each.name, ", ".join(each.allow), bodies, str(each.good_secrets), since, state)
        table.add_row(*map(Text, cells))
    out().print(table)
    return DONE


@source.command(name="disable")
async def disable(name: Name, /, *, options: Options = NO_OPTIONS) -> int:
    """Let in nothing more of a source.

    For example:
      resolute source disable sponsors
    """
    from ledger.sources import disable_source

    async with ledger_pool(options) as pool:
        known = await disable_source(pool, name)
    return _switched(name, known, True, options)


@source.command(name="enable")
async def enable(name: Name, /, *, options: Options = NO_OPTIONS) -> int:
    """Let a disabled source in again, with the secrets that are still good.

    For example:
      resolute source enable sponsors
    """
    from ledger.sources import enable_source

    async with ledger_pool(options) as pool:
        known = await enable_source(pool, name)
    return _switched(name, known, False, options)


def _switched(name: str, known: bool, disabled: bool, options: Options) -> int:
    if not known:
        raise CommandError(f"there is no source {name!r}; `resolute source list` shows all there are")
    if options.json:
        print_json({"source": name, "disabled": disabled})
    else:
        out().print(f"{'disabled' if disabled else 'enabled'}: {name}", markup=False)
    return DONE


@source.command(name="key")
async def key(*, options: Options = NO_OPTIONS) -> int:
    """Make a key for RESOLUTE_SECRET_KEY, with which a deployment seals secrets.

    Keep it beside the deployment's other secrets, never in the database. To
    change it, put a new key first, a comma, and the one before: what was
    sealed still opens. The local stack makes its own.

    For example:
      resolute source key
    """
    from ledger.sealing import fresh_key

    made = fresh_key().get_secret_value()
    if options.json:
        print_json({"key": made})
    else:
        sys.stdout.write(made + "\n")
    return DONE


@source.command(name="sign")
async def sign(
    secret_file: Annotated[Path, Parameter(help="The file that `source add --save` wrote.")],
    fact_file: Annotated[Path, Parameter(help="A CloudEvent in JSON, or a list of them; - is standard input.")],
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Sign a fact as a webhook: prints the headers to send it with.

    Standard Webhooks, over the file as it is. Good for five minutes; signing
    the same file again is the same delivery.

    For example:
      resolute source sign sponsors.secret fact.json > headers
      curl --header @headers --data-binary @fact.json URL/webhooks/sponsors
    """
    secret = read_webhook_secret(secret_file)
    body = read_bytes(fact_file, _MAX_BODY_BYTES)
    headers = _signed(secret, body, fact_file, dt.datetime.now(dt.UTC))
    if options.json:
        print_json(dict(headers))
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in headers.items())
    return DONE


def _signed(secret: SecretStr, body: bytes, file: Path, now: dt.datetime) -> dict[str, str]:
    """The headers of a delivery. Raises `CommandError` for a body that is neither an event nor a list of them."""
    import hashlib

    from standardwebhooks import Webhook

    text = _text(body, file)
    # Its name follows from its content, so that a delivery told again is known again.
    webhook_id = f"msg_{hashlib.sha256(body).hexdigest()[:32]}"
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret.get_secret_value()).sign(webhook_id, now, text),
        "content-type": _media_type(text, file),
    }


def _text(body: bytes, file: Path) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise CommandError(f"{file}: facts are written in UTF-8, and this is not", BAD_USE) from None


def _media_type(text: str, file: Path) -> str:
    from intake.door import decode_event
    from resolutions.facts import InvalidFactError

    try:
        event = decode_event(text)
    except InvalidFactError as error:
        raise CommandError(f"{file}: {error.detail}", BAD_USE) from None
    match event:
        case dict():
            return "application/cloudevents+json"
        case list():
            return "application/cloudevents-batch+json"
        case _:
            raise CommandError(f"{file}: holds neither a CloudEvent nor a list of them", BAD_USE)
