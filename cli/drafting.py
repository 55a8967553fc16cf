"""Commands for a draft before the Commission acts: its texts, sponsors, money, amendments, the Committee."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from cli.choices import Body
from cli.common import BAD_USE, NO_OPTIONS, CommandError, Options
from cli.files import document, document_of, read_document
from cli.telling import NOW, Reference, Several, Symbol, Telling, tell

draft = App(name="draft", help="Drafts: submitted, issued, revised, withdrawn, merged.")
sponsor = App(name="sponsor", help="Sponsors: who joins, who leaves.")
budget = App(name="budget", help="Financial statements.")
amendment = App(name="amendment", help="Amendments.")
committee = App(name="committee", help="What the Committee of the Whole did.")

Text = Annotated[Path | None, Parameter(allow_leading_hyphen=True)]
Sponsors = Annotated[
    list[str] | None,
    Parameter(name="--sponsor", negative="", consume_multiple=True, help="A sponsor; may be given several times."),
]


@draft.command
async def submit(
    file: Annotated[
        Text, Parameter(help="The text (- is standard input): what no option says is read from it.")
    ] = None,
    /,
    *,
    reference: Annotated[
        str | None, Parameter(help="The reference it shall have; one such as ccpcj-24-1 is chosen, if not given.")
    ] = None,
    body: Annotated[Body | None, Parameter(help="The commission it is put to.")] = None,
    session: Annotated[int | None, Parameter(help="The number of the session.")] = None,
    title: Annotated[str | None, Parameter(help="Its title.")] = None,
    sponsors: Sponsors = None,
    agenda_item: Annotated[str | None, Parameter(help="The agenda item.")] = None,
    original_language: Annotated[str | None, Parameter(help="The language it was written in, such as en.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A draft was submitted: its life begins.

    Prints the reference by which every later fact names it.

    For example:
      resolute draft submit draft.txt
      resolute draft submit draft.txt --time 2015-04-17 --body CCPCJ --session 24
      resolute draft submit --body CND --session 58 --title "Alternatives"
    """
    content = read_document(file) if file else None
    if file is not None and content is not None and (body is None or session is None):
        body, session = _put_to(content, file, body, session)
    if body is None or session is None:
        raise CommandError("say --body and --session, or give a text that names its commission and session", BAD_USE)
    data: dict[str, object] = {
        "body": body,
        "session": session,
        "title": title,
        "sponsors": sponsors,
        "agenda_item": agenda_item,
        "original_language": original_language,
        "document": document_of(content, file) if file is not None and content is not None else None,
    }
    return await tell(telling.event("draft.submitted", reference, data), options)


def _put_to(content: bytes, file: Path, body: Body | None, session: int | None) -> tuple[Body | None, int | None]:
    """The commission and the session that a text names on its first page, where options do not."""
    from drafts.reader import read

    found = read(content, file.name)
    if body is None and found.body in ("CCPCJ", "CND"):
        body = "CCPCJ" if found.body == "CCPCJ" else "CND"
    if session is None and body == found.body:
        session = found.session
    return body, session


@draft.command
async def issue(
    reference: Reference,
    symbol: Annotated[str, Parameter(help="The symbol, such as E/CN.15/2015/L.2.")],
    /,
    *,
    languages: Annotated[Several, Parameter(help="The languages it is out in: ar zh en fr ru es.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The secretariat issued the draft as a document.

    For example:
      resolute draft issue ccpcj-24-1 E/CN.15/2015/L.2 --languages en fr es
    """
    return await tell(telling.event("draft.issued", reference, {"symbol": symbol, "languages": languages}), options)


@draft.command
async def revise(
    reference: Reference,
    file: Annotated[Text, Parameter(help="The revised text (- is standard input).")] = None,
    /,
    *,
    symbol: Symbol = None,
    sponsors: Sponsors = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The draft was revised.

    The sponsors given by --sponsor are the whole new list.

    For example:
      resolute draft revise ccpcj-24-1 rev1.txt --symbol E/CN.15/2015/L.2/Rev.1
    """
    data = {"document": document(file) if file else None, "symbol": symbol, "sponsors": sponsors}
    return await tell(telling.event("draft.revised", reference, data), options)


@draft.command(name="revise-orally")
async def revise_orally(
    reference: Reference,
    /,
    *,
    text: Annotated[str | None, Parameter(help="What was said.")] = None,
    paragraph: Annotated[Several, Parameter(help="A paragraph it touches; may be given several times.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The draft was revised orally, on the floor.

    For example:
      resolute draft revise-orally ccpcj-24-1 --paragraph 3 --text 'delete "all"'
    """
    data = {"text": text, "paragraphs": paragraph}
    return await tell(telling.event("draft.orally_revised", reference, data), options)


@draft.command
async def withdraw(
    reference: Reference,
    /,
    *,
    by: Annotated[Several, Parameter(help="A sponsor who withdrew it; may be given several times.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The sponsors withdrew the draft.

    For example:
      resolute draft withdraw ccpcj-24-1 --by Belarus
    """
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
    """The draft was merged into another.

    For example:
      resolute draft merge ccpcj-24-2 ccpcj-24-1
    """
    return await tell(telling.event("draft.merged", reference, {"into": into}), options)


State = Annotated[str, Parameter(help="Its United Nations short name, or the group's.")]
Group = Annotated[str | None, Parameter(help="The group it speaks for.")]


@sponsor.command(name="add")
async def add_sponsor(
    reference: Reference,
    state: State,
    /,
    *,
    on_behalf_of: Group = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A State joined the sponsors.

    For example:
      resolute sponsor add ccpcj-24-1 "Costa Rica"
    """
    data = {"sponsor": state, "on_behalf_of": on_behalf_of}
    return await tell(telling.event("sponsor.added", reference, data), options)


@sponsor.command(name="withdraw")
async def withdraw_sponsor(
    reference: Reference,
    state: State,
    /,
    *,
    on_behalf_of: Group = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A State left the sponsors.

    For example:
      resolute sponsor withdraw ccpcj-24-1 "Costa Rica"
    """
    data = {"sponsor": state, "on_behalf_of": on_behalf_of}
    return await tell(telling.event("sponsor.withdrawn", reference, data), options)


@budget.command(name="state")
async def state_budget(
    reference: Reference,
    /,
    *,
    item: Annotated[Several, Parameter(help="PARAGRAPH=AMOUNT:SOURCE in dollars; regular or extrabudgetary.")] = None,
    symbol: Symbol = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """What the text would cost was stated; without --item, that it costs nothing.

    For example:
      resolute budget state ccpcj-24-1 --item 11=24300:extrabudgetary
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
    symbol: Symbol = None,
    sponsor: Annotated[str | None, Parameter(help="Who proposed it.")] = None,
    text: Annotated[str | None, Parameter(help="What it would change.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """An amendment was proposed.

    For example:
      resolute amendment propose ccpcj-24-1 --sponsor Chile --text "Delete 4."
    """
    data = {"symbol": symbol, "sponsor": sponsor, "text": text}
    return await tell(telling.event("amendment.proposed", reference, data), options)


@committee.command(name="approve")
async def approve(
    reference: Reference,
    /,
    *,
    as_revised: Annotated[bool | None, Parameter(negative="", help="With the oral revisions.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The Committee of the Whole approved the text.

    For example:
      resolute committee approve ccpcj-24-1 --as-revised
    """
    return await tell(telling.event("committee.approved", reference, {"as_revised": as_revised}), options)
