"""Commands that tell facts: one for each thing a secretariat, a mission or an office has to say."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, Parameter

from cli.common import BAD_USE, NO_OPTIONS, NOW, CommandError, Options, Telling, open_door, show_receipts, tell
from intake.door import decode_event
from ledger.documents import MAX_DOCUMENT_BYTES
from resolutions.facts import InvalidFactError

Reference = Annotated[str, Parameter(help="The resolution: its reference, or any symbol known for it.")]
Duty = Annotated[str, Parameter(help='The operative paragraph ("11"; "11/2" for its second duty).')]
Several = Annotated[list[str] | None, Parameter(negative="", consume_multiple=True)]
Mode = Literal["without_vote", "vote", "silence"]
LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"]

_MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/plain",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xml": "application/xml",
}
MAX_INPUT_BYTES = 64 * 1024 * 1024


def _document(file: Path) -> dict[str, Any]:
    content = read_bytes(file, MAX_DOCUMENT_BYTES)
    document: dict[str, Any] = {"name": file.name, "media_type": _MEDIA_TYPES.get(file.suffix.lower())}
    try:
        document["text"] = content.decode()
    except UnicodeDecodeError:
        document["base64"] = base64.b64encode(content).decode()
    return {key: value for key, value in document.items() if value is not None}


def read_bytes(file: Path, most: int) -> bytes:
    """A file's content (`-` is standard input). Raises `CommandError` for one that cannot be read or is too large."""
    try:
        if str(file) == "-":
            content = sys.stdin.buffer.read(most + 1)
        else:
            with file.open("rb") as opened:
                content = opened.read(most + 1)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}", BAD_USE) from None
    if len(content) > most:
        raise CommandError(f"{file}: larger than {most // (1024 * 1024)} MiB", BAD_USE)
    return content


def _votes(votes: str | None) -> dict[str, int] | None:
    """`30-3-18` is thirty for, three against, eighteen abstaining."""
    if votes is None:
        return None
    parts = votes.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        raise CommandError("--votes: write FOR-AGAINST-ABSTAINING, such as 30-3-18", BAD_USE)
    return dict(zip(("for", "against", "abstaining"), map(int, parts), strict=True))


draft = App(name="draft", help="Drafts: submitted, issued, revised, withdrawn, merged.")
sponsor = App(name="sponsor", help="Sponsors join and leave.")
commission = App(name="commission", help="What the Commission did.")
council = App(name="council", help="What the Economic and Social Council did.")
assembly = App(name="assembly", help="What the General Assembly did.")
report = App(name="report", help="Reports: assigned, slotted, submitted, issued, considered.")
mandate = App(name="mandate", help="Duties: discharged, waived, handed over.")
committee = App(name="committee", help="What the Committee of the Whole did.")
budget = App(name="budget", help="Financial statements.")
amendment = App(name="amendment", help="Amendments.")


@draft.command
async def submit(
    file: Annotated[Path | None, Parameter(help="The text. What is not said by options is read from it.")] = None,
    /,
    *,
    reference: Annotated[
        str | None, Parameter(help="The reference it shall have. One is minted, if not given.")
    ] = None,
    body: Annotated[Literal["CCPCJ", "CND"] | None, Parameter(help="Read from the text, if not given.")] = None,
    session: Annotated[int | None, Parameter(help="Its number. Read from the text, if not given.")] = None,
    title: str | None = None,
    sponsor: Several = None,
    agenda_item: str | None = None,
    original_language: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A draft was submitted.

    Example: resolute draft submit draft.txt --body CCPCJ --session 24
    """
    if file is not None and (body is None or session is None):
        body, session = _put_to(file, body, session)
    if body is None or session is None:
        raise CommandError("say --body and --session, or give a text that says them on its first page", BAD_USE)
    data: dict[str, object] = {
        "body": body,
        "session": session,
        "title": title,
        "sponsors": sponsor,
        "agenda_item": agenda_item,
        "original_language": original_language,
        "document": _document(file) if file else None,
    }
    return await tell(telling.event("draft.submitted", reference, data), options)


def _put_to(file: Path, body: Any, session: int | None) -> tuple[Any, int | None]:
    """The body and the session that a text names on its first page, where options do not."""
    from drafts.reader import read

    found = read(read_bytes(file, MAX_DOCUMENT_BYTES), file.name)
    if body is None and found.body in ("CCPCJ", "CND"):
        body = found.body
    if session is None and body == found.body:
        session = found.session
    return body, session


@draft.command
async def issue(
    reference: Reference,
    symbol: Annotated[str, Parameter(help="Such as E/CN.15/2015/L.2.")],
    /,
    *,
    languages: Several = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The draft was issued as a document."""
    return await tell(telling.event("draft.issued", reference, {"symbol": symbol, "languages": languages}), options)


@draft.command
async def revise(
    reference: Reference,
    file: Annotated[Path | None, Parameter(help="The revised text.")] = None,
    /,
    *,
    symbol: str | None = None,
    sponsor: Several = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The draft was revised. `--sponsor` gives the whole new list.

    Example: resolute draft revise ccpcj-24-1 draft-rev1.txt --symbol E/CN.15/2015/L.2/Rev.1
    """
    data = {"document": _document(file) if file else None, "symbol": symbol, "sponsors": sponsor}
    return await tell(telling.event("draft.revised", reference, data), options)


@draft.command(name="revise-orally")
async def revise_orally(
    reference: Reference,
    /,
    *,
    text: str | None = None,
    paragraph: Several = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The draft was revised orally."""
    data = {"text": text, "paragraphs": paragraph}
    return await tell(telling.event("draft.orally_revised", reference, data), options)


@draft.command
async def withdraw(
    reference: Reference, /, *, by: Several = None, telling: Telling = NOW, options: Options = NO_OPTIONS
) -> int:
    """The sponsors withdrew the draft."""
    return await tell(telling.event("draft.withdrawn", reference, {"by": by}), options)


@draft.command
async def merge(
    reference: Reference,
    into: Annotated[str, Parameter(help="The draft that goes on.")],
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The draft was merged into another."""
    return await tell(telling.event("draft.merged", reference, {"into": into}), options)


@sponsor.command(name="add")
async def add_sponsor(
    reference: Reference,
    state: Annotated[str, Parameter(help="Its United Nations short name.")],
    /,
    *,
    on_behalf_of: Annotated[str | None, Parameter(help="The group it speaks for.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A State joined the sponsors.

    Example: resolute sponsor add ccpcj-24-1 "Costa Rica"
    """
    return await tell(
        telling.event("sponsor.added", reference, {"sponsor": state, "on_behalf_of": on_behalf_of}), options
    )


@sponsor.command(name="withdraw")
async def withdraw_sponsor(
    reference: Reference, state: str, /, *, telling: Telling = NOW, options: Options = NO_OPTIONS
) -> int:
    """A State left the sponsors."""
    return await tell(telling.event("sponsor.withdrawn", reference, {"sponsor": state}), options)


@budget.command(name="state")
async def state_budget(
    reference: Reference,
    /,
    *,
    item: Annotated[
        list[str] | None, Parameter(negative="", help="PARAGRAPH=AMOUNT:SOURCE, source regular or extrabudgetary.")
    ] = None,
    symbol: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """What the text would cost was stated; without items, that it would cost nothing.

    Example: resolute budget state ccpcj-24-1 --item 11=24300:extrabudgetary
    """
    data: dict[str, object] = {"symbol": symbol}
    data.update({"items": [_budget_item(text) for text in item]} if item else {"none": True})
    return await tell(telling.event("budget.stated", reference, data), options)


def _budget_item(text: str) -> dict[str, object]:
    paragraph, _, rest = text.partition("=")
    amount, _, source = rest.partition(":")
    try:
        return {"paragraph": paragraph, "amount_usd": float(amount.replace(",", "")), "source": source}
    except ValueError:
        raise CommandError("--item: write PARAGRAPH=AMOUNT:SOURCE, such as 11=24300:extrabudgetary", BAD_USE) from None


@amendment.command(name="propose")
async def propose_amendment(
    reference: Reference,
    /,
    *,
    symbol: str | None = None,
    sponsor: str | None = None,
    text: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """An amendment was proposed."""
    data = {"symbol": symbol, "sponsor": sponsor, "text": text}
    return await tell(telling.event("amendment.proposed", reference, data), options)


@committee.command(name="approve")
async def approve(
    reference: Reference,
    /,
    *,
    as_revised: Annotated[bool | None, Parameter(negative="")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The Committee of the Whole approved the text."""
    return await tell(telling.event("committee.approved", reference, {"as_revised": as_revised}), options)


@commission.command(name="act")
async def commission_act(
    reference: Reference,
    outcome: Literal[
        "recommended_to_council", "recommended_to_assembly", "adopted", "deferred", "no_consensus", "rejected"
    ],
    /,
    *,
    mode: Mode = "without_vote",
    votes: Annotated[str | None, Parameter(help="FOR-AGAINST-ABSTAINING, such as 30-3-18.")] = None,
    report: Annotated[str | None, Parameter(help="The session report, such as E/2015/30.")] = None,
    draft_number: str | None = None,
    symbol: Annotated[str | None, Parameter(help="Of the Commission's own resolution, such as 24/1.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The Commission acted on the draft.

    Example: resolute commission act ccpcj-24-1 recommended_to_council --report E/2015/30
    """
    data = {
        "outcome": outcome,
        "mode": mode,
        "votes": _votes(votes),
        "report": report,
        "draft_number": draft_number,
        "symbol": symbol,
    }
    return await tell(telling.event("commission.acted", reference, data), options)


@council.command(name="act")
async def council_act(
    reference: Reference,
    outcome: Literal[
        "adopted", "adopted_as_amended", "recommended_to_assembly", "deferred", "referred_back", "rejected"
    ],
    /,
    *,
    mode: Mode = "without_vote",
    votes: str | None = None,
    symbol: Annotated[str | None, Parameter(help="Such as E/RES/2015/23.")] = None,
    meeting: int | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The Council acted on what the Commission recommended.

    Example: resolute council act ccpcj-24-1 adopted --symbol E/RES/2015/23 --meeting 53
    """
    data = {"outcome": outcome, "mode": mode, "votes": _votes(votes), "symbol": symbol, "meeting": meeting}
    return await tell(telling.event("council.acted", reference, data), options)


@assembly.command(name="act")
async def assembly_act(
    reference: Reference,
    outcome: Literal["adopted", "adopted_as_amended", "deferred", "rejected"],
    /,
    *,
    mode: Mode = "without_vote",
    votes: str | None = None,
    symbol: Annotated[str | None, Parameter(help="Such as A/RES/70/176.")] = None,
    meeting: int | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The General Assembly acted on what the Council passed on."""
    data = {"outcome": outcome, "mode": mode, "votes": _votes(votes), "symbol": symbol, "meeting": meeting}
    return await tell(telling.event("assembly.acted", reference, data), options)


@report.command
async def assign(
    reference: Reference,
    paragraph: Duty,
    office: str,
    /,
    *,
    officer: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was given to an office."""
    data: dict[str, object] = {"paragraph": paragraph, "office": office, "officer": officer}
    return await tell(telling.event("mandate.assigned", reference, data), options)


@report.command
async def slot(
    reference: Reference, paragraph: Duty, slot: str, /, *, telling: Telling = NOW, options: Options = NO_OPTIONS
) -> int:
    """A report was forecast: it has a slot."""
    return await tell(telling.event("report.slotted", reference, {"paragraph": paragraph, "slot": slot}), options)


@report.command(name="submit")
async def submit_report(
    reference: Reference,
    paragraph: Duty,
    file: Path | None = None,
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report's manuscript was submitted."""
    data = {"paragraph": paragraph, "document": _document(file) if file else None}
    return await tell(telling.event("report.submitted", reference, data), options)


@report.command(name="issue")
async def issue_report(
    reference: Reference,
    paragraph: Duty,
    /,
    *,
    symbol: str | None = None,
    form: Literal["report", "crp", "oral"] | None = None,
    languages: Several = None,
    all_languages: Annotated[bool, Parameter(negative="", help="Issued in all six official languages.")] = False,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report was issued.

    Example: resolute report issue ccpcj-24-1 11 --symbol E/CN.15/2017/9 --all-languages
    """
    told = LANGUAGES if all_languages else languages
    data: dict[str, object] = {"paragraph": paragraph, "symbol": symbol, "form": form, "languages": told}
    return await tell(telling.event("report.issued", reference, data), options)


@report.command
async def consider(
    reference: Reference,
    paragraph: Duty,
    /,
    *,
    session: int | None = None,
    outcome: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report was considered by the body it was made for."""
    data: dict[str, object] = {"paragraph": paragraph, "session": session, "outcome": outcome}
    return await tell(telling.event("report.considered", reference, data), options)


@mandate.command
async def discharge(
    reference: Reference,
    paragraph: Duty,
    /,
    *,
    evidence: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was done."""
    data = {"paragraph": paragraph, "evidence": evidence}
    return await tell(telling.event("mandate.discharged", reference, data), options)


@mandate.command
async def waive(
    reference: Reference,
    paragraph: Duty,
    /,
    *,
    authority: str | None = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was waived."""
    data = {"paragraph": paragraph, "authority": authority}
    return await tell(telling.event("mandate.waived", reference, data), options)


@mandate.command(name="hand-over")
async def hand_over(
    reference: Reference, paragraph: Duty, to: str, /, *, telling: Telling = NOW, options: Options = NO_OPTIONS
) -> int:
    """A duty was handed over to another resolution (a symbol)."""
    return await tell(telling.event("mandate.handed_over", reference, {"paragraph": paragraph, "to": to}), options)


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

    Example: resolute tell ccpcj-24-1 report.slotted paragraph=11 slot=2017-0311
    """
    return await tell(telling.event(fact, reference, _pairs(data or [])), options)


def _pairs(pairs: list[str]) -> dict[str, object]:
    data: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise CommandError(f"{pair}: write KEY=VALUE", BAD_USE)
        try:
            data[key] = json.loads(value)
        except ValueError:
            data[key] = value
    return data


async def correct(
    reference: Reference,
    seq: Annotated[int, Parameter(help="The number of the entry that was wrong.")],
    reason: str,
    data: Annotated[list[str], Parameter(help="KEY=VALUE, as it should have been.")],
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """An entry of the ledger was wrong: the old one stays, the state is as if it had been right.

    Example: resolute correct ccpcj-24-1 13 "wrong number printed" symbol=E/RES/2015/23
    """
    correction: dict[str, object] = {"corrects": seq, "reason": reason, "data": _pairs(data)}
    return await tell(telling.event("correction.recorded", reference, correction), options)


async def record(
    file: Annotated[Path, Parameter(help="JSON: one event, a list of them, or one a line. `-` is standard input.")],
    /,
    *,
    options: Options = NO_OPTIONS,
) -> int:
    """Tell any facts, as CloudEvents in JSON; prints a receipt for each.

    Example: resolute record facts.jsonl
    """
    events = _events(read_bytes(file, MAX_INPUT_BYTES))
    if not events:
        raise CommandError(f"{file}: holds no event", BAD_USE)
    async with open_door(options) as door:
        return show_receipts(await door.tell(events), options)


def _events(content: bytes) -> list[object]:
    """One JSON document (an event or a list of events), else one event a line; lines that start with `#` are comments."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError("the input is not UTF-8", BAD_USE) from None
    try:
        whole = decode_event(text)
        return whole if isinstance(whole, list) else [whole]
    except InvalidFactError:
        pass
    events: list[object] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            try:
                events.append(decode_event(line))
            except InvalidFactError as error:
                raise CommandError(f"line {number}: {error.detail}", BAD_USE) from None
    return events


def register(app: App) -> None:
    """Add these commands to the application."""
    for room in (draft, sponsor, budget, amendment, committee, commission, council, assembly, report, mandate):
        app.command(room)
    app.command(record)
    app.command(tell_any, name="tell")
    app.command(correct)
