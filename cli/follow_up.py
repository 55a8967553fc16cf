"""Commands for what an adopted resolution asked for: reports on their way, and duties that end without one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from rich.text import Text

from cli.choices import LANGUAGES, Form
from cli.common import (
    DONE,
    NO_OPTIONS,
    REFUSED,
    CommandError,
    Options,
    known_reference,
    ledger_pool,
    out,
    print_json,
    talk,
    unknown,
)
from cli.files import document
from cli.telling import NOW, Paragraph, Reference, Several, Telling, tell

if TYPE_CHECKING:
    from resolutions.state import Resolution

report = App(name="report", help="Reports: assigned, slotted, submitted, issued, considered.")
mandate = App(name="mandate", help="Duties: in doubt, discharged, waived, handed over.")


@report.command
async def assign(
    reference: Reference,
    paragraph: Paragraph,
    office: Annotated[str, Parameter(help="The office that takes it on.")],
    /,
    *,
    officer: Annotated[str | None, Parameter(help="The officer of it.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was given to an office.

    For example:
      resolute report assign ccpcj-24-1 11 "Human trafficking section"
    """
    data: dict[str, object] = {"paragraph": paragraph, "office": office, "officer": officer}
    return await tell(telling.event("mandate.assigned", reference, data), options)


@report.command
async def slot(
    reference: Reference,
    paragraph: Paragraph,
    slot: Annotated[str, Parameter(help="Its number in the documents plan.")],
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report was forecast: it has a slot in the documents plan.

    For example:
      resolute report slot ccpcj-24-1 11 2017-0042
    """
    return await tell(telling.event("report.slotted", reference, {"paragraph": paragraph, "slot": slot}), options)


@report.command(name="submit")
async def submit_report(
    reference: Reference,
    paragraph: Paragraph,
    file: Annotated[
        Path | None, Parameter(allow_leading_hyphen=True, help="The manuscript (- is standard input).")
    ] = None,
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report's manuscript was submitted.

    For example:
      resolute report submit ccpcj-24-1 11 manuscript.docx
    """
    data = {"paragraph": paragraph, "document": document(file) if file else None}
    return await tell(telling.event("report.submitted", reference, data), options)


@report.command(name="issue")
async def issue_report(
    reference: Reference,
    paragraph: Paragraph,
    /,
    *,
    symbol: Annotated[str | None, Parameter(help="Its symbol, such as E/CN.15/2017/9.")] = None,
    form: Annotated[Form | None, Parameter(help="A report, a room paper (crp), or given orally.")] = None,
    languages: Annotated[Several, Parameter(help="The languages it is out in: ar zh en fr ru es.")] = None,
    all_languages: Annotated[bool, Parameter(negative="", show_default=False, help="Out in all six.")] = False,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report was issued.

    For example:
      resolute report issue ccpcj-24-1 11 --symbol E/CN.15/2017/9 --all-languages
    """
    told = list(LANGUAGES) if all_languages else languages
    data: dict[str, object] = {"paragraph": paragraph, "symbol": symbol, "form": form, "languages": told}
    return await tell(telling.event("report.issued", reference, data), options)


@report.command
async def consider(
    reference: Reference,
    paragraph: Paragraph,
    /,
    *,
    session: Annotated[int | None, Parameter(help="The session at which it was considered.")] = None,
    outcome: Annotated[str | None, Parameter(help="What came of it, such as noted.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A report was considered by the body it was made for.

    For example:
      resolute report consider ccpcj-24-1 11 --session 26
    """
    data: dict[str, object] = {"paragraph": paragraph, "session": session, "outcome": outcome}
    return await tell(telling.event("report.considered", reference, data), options)


@mandate.command
async def discharge(
    reference: Reference,
    paragraph: Paragraph,
    /,
    *,
    evidence: Annotated[str | None, Parameter(help="What shows it.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was done.

    For example:
      resolute mandate discharge ccpcj-24-1 5 --evidence "Global Report 2016"
    """
    data = {"paragraph": paragraph, "evidence": evidence}
    return await tell(telling.event("mandate.discharged", reference, data), options)


@mandate.command
async def waive(
    reference: Reference,
    paragraph: Paragraph,
    /,
    *,
    authority: Annotated[str | None, Parameter(help="Who or what waived it.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was waived.

    For example:
      resolute mandate waive ccpcj-24-1 8 --authority "Decision of the bureau"
    """
    data = {"paragraph": paragraph, "authority": authority}
    return await tell(telling.event("mandate.waived", reference, data), options)


@mandate.command(name="hand-over")
async def hand_over(
    reference: Reference,
    paragraph: Paragraph,
    to: Annotated[str, Parameter(help="The symbol of the resolution that carries it on.")],
    /,
    *,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A duty was handed over to another resolution.

    For example:
      resolute mandate hand-over ccpcj-24-1 11 E/RES/2017/18
    """
    return await tell(telling.event("mandate.handed_over", reference, {"paragraph": paragraph, "to": to}), options)


@mandate.command
async def doubts(reference: Reference, /, *, options: Options = NO_OPTIONS) -> int:
    """Duties that the reader was not sure of: the words they rest on, and why.

    For example:
      resolute mandate doubts ccpcj-24-1
    """
    from cli.drawing import plain_table, whole
    from resolutions.confirmation import doubts_of, why_not_in_doubt

    resolution = await _resolution(reference, options)
    found = doubts_of(resolution)
    if not found:
        console = talk() if options.json else out()
        console.print(Text(why_not_in_doubt(resolution)), soft_wrap=True)
    if options.json:
        print_json(list(found))
    if options.json or not found:
        return DONE
    table = plain_table(whole("paragraph"), whole("sure"), "words", "why not")
    for doubt in found:
        table.add_row(*map(Text, (doubt.label, f"{doubt.confidence:.0%}", doubt.words, "; ".join(doubt.why))))
    out().print(table)
    return DONE


@mandate.command
async def confirm(
    reference: Reference, paragraph: Paragraph, /, *, telling: Telling = NOW, options: Options = NO_OPTIONS
) -> int:
    """Yes: what the reader took for a duty is one.

    For example:
      resolute mandate confirm ccpcj-24-1 8
    """
    return await _answer(reference, paragraph, telling, options, stands=True)


@mandate.command
async def deny(
    reference: Reference, paragraph: Paragraph, /, *, telling: Telling = NOW, options: Options = NO_OPTIONS
) -> int:
    """No: what the reader took for a duty is none.

    For example:
      resolute mandate deny ccpcj-24-1 8
    """
    return await _answer(reference, paragraph, telling, options, stands=False)


async def _answer(reference: str, paragraph: str, telling: Telling, options: Options, *, stands: bool) -> int:
    """Tell a yes or a no, and show the words that it is about."""
    from resolutions.confirmation import confirmed, denied, given_before, why_not_in_doubt

    answers = confirmed if stands else denied
    resolution = await _resolution(reference, options)
    if telling.id and (given := given_before(resolution, telling.source, telling.id, paragraph, stands=stands)):
        return await tell(telling.event("correction.recorded", reference, given), options)
    answer = answers(resolution, paragraph)
    if answer is None:
        raise CommandError(why_not_in_doubt(resolution, paragraph))
    talk().print(Text(f'{"yes" if stands else "no"}, to: "{answer.words}"'), soft_wrap=True)
    correction = {"corrects": answer.corrects, "reason": answer.reason, "data": dict(answer.data)}
    named = replace(telling, id=telling.id or answer.event_id)
    code = await tell(named.event("correction.recorded", reference, correction), options)
    if code == REFUSED and answers(await _resolution(reference, options), paragraph) != answer:
        raise CommandError("another answer was recorded meanwhile: look at `resolute mandate doubts`, and answer again")
    return code


async def _resolution(reference: str, options: Options) -> Resolution:
    """A resolution as the ledger has it. Raises `CommandError` for one that nobody knows."""
    from ledger.reading import filed

    async with ledger_pool(options) as pool:
        known = await filed(pool, await known_reference(pool, reference))
    if known is None:
        raise unknown(reference)
    return known.resolution
