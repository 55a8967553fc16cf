"""Commands that tell any fact of the vocabulary: as CloudEvents in a file, in words, or as a correction."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli.common import BAD_USE, NO_OPTIONS, CommandError, Options
from cli.files import read_facts
from cli.telling import NOW, Reference, Telling, tell, tell_all


async def record(
    file: Annotated[Path, Parameter(allow_leading_hyphen=True, help="JSON in UTF-8; - is standard input.")],
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Tell facts as CloudEvents in JSON, from a file.

    The file holds one event, a list of them, or one a line; lines that start
    with # are comments. Prints a receipt for each (with --json, a line of
    JSON), and exits with 1 when any was refused. Telling a fact twice is
    safe. A file with a line that is no JSON is not told at all.

    For example:
      resolute record facts.jsonl
      resolute record - --json < fact.json
    """
    events = _events(read_facts(file))
    if not events:
        raise CommandError(f"{file}: holds no event", BAD_USE)
    return await tell_all(events, options)


def _events(text: str) -> list[object]:
    """One JSON document (an event or a list of them), else one event a line; lines that start with `#` are comments."""
    from intake.door import decode_event
    from resolutions.facts import InvalidFactError

    try:
        whole = decode_event(text)
    except InvalidFactError:
        pass
    else:
        return whole if isinstance(whole, list) else [whole]
    events: list[object] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            try:
                events.append(decode_event(line))
            except InvalidFactError as error:
                raise CommandError(f"line {number}: {error.detail}; nothing was told", BAD_USE) from None
    return events


async def tell_any(
    reference: Reference,
    fact: Annotated[str, Parameter(help="Its short name, such as draft.issued.")],
    data: Annotated[list[str] | None, Parameter(help="KEY=VALUE; a value that is JSON is taken as such.")] = None,
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """Tell any fact of the vocabulary about a resolution.

    For example:
      resolute tell ccpcj-24-1 report.slotted paragraph=11 slot=2017-0311
    """
    return await tell(telling.event(fact, reference, _pairs(data or [])), options)


async def correct(
    reference: Reference,
    seq: Annotated[int, Parameter(help="The number of the entry that was wrong.")],
    reason: Annotated[str, Parameter(help="What was wrong with it.")],
    data: Annotated[list[str], Parameter(help="KEY=VALUE, as it should have been.")],
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """Correct an entry of the ledger.

    The entry stays, and the state is as if it had been right.
    `resolute ledger show REFERENCE` numbers the entries.

    For example:
      resolute correct ccpcj-24-1 13 "misprint" symbol=E/RES/2015/23
    """
    correction: dict[str, object] = {"corrects": seq, "reason": reason, "data": _pairs(data)}
    return await tell(telling.event("correction.recorded", reference, correction), options)


def _pairs(pairs: list[str]) -> dict[str, object]:
    data: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"{pair}: write KEY=VALUE", BAD_USE)
        data[key] = _json_or_text(value)
    return data


def _json_or_text(value: str) -> object:
    from intake.door import decode_event
    from resolutions.facts import InvalidFactError

    try:
        return decode_event(value)
    except InvalidFactError:
        return value
