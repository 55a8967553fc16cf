"""Commands for what the bodies did (Commission, Council, General Assembly), and for when they sit."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from cyclopts import App, Parameter

from cli.choices import AssemblyOutcome, CommissionOutcome, CouncilOutcome, Mode
from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, ledger_pool, out, print_json
from cli.telling import NOW, Reference, Telling, Votes, tell, votes_of

commission = App(name="commission", help="What the Commission did.")
council = App(name="council", help="What the Economic and Social Council did.")
assembly = App(name="assembly", help="What the General Assembly did.")
session = App(name="session", help="Sessions: when they sit.")

How = Annotated[Mode, Parameter(help="How it acted.")]
Meeting = Annotated[int | None, Parameter(help="The number of the plenary meeting.")]


@commission.command(name="act")
async def commission_act(
    reference: Reference,
    outcome: Annotated[CommissionOutcome, Parameter(help="What it decided.")],
    /,
    *,
    mode: How = "without_vote",
    votes: Votes = None,
    report: Annotated[str | None, Parameter(help="The session report, such as E/2015/30.")] = None,
    draft_number: Annotated[str | None, Parameter(help="Its number in that report, such as II.")] = None,
    symbol: Annotated[str | None, Parameter(help="Of a resolution of its own, such as 24/1.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The Commission acted on the draft.

    For example:
      resolute commission act ccpcj-24-1 recommended_to_council --report E/2015/30
      resolute commission act ccpcj-24-1 adopted --mode vote --votes 30-3-18
    """
    data = {
        "outcome": outcome,
        "mode": mode,
        "votes": votes_of(votes),
        "report": report,
        "draft_number": draft_number,
        "symbol": symbol,
    }
    return await tell(telling.event("commission.acted", reference, data), options)


@council.command(name="act")
async def council_act(
    reference: Reference,
    outcome: Annotated[CouncilOutcome, Parameter(help="What it decided.")],
    /,
    *,
    mode: How = "without_vote",
    votes: Votes = None,
    symbol: Annotated[str | None, Parameter(help="Of the resolution, such as E/RES/2015/23.")] = None,
    meeting: Meeting = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The Council acted on what the Commission recommended.

    For example:
      resolute council act ccpcj-24-1 adopted --symbol E/RES/2015/23 --meeting 53
    """
    data = {"outcome": outcome, "mode": mode, "votes": votes_of(votes), "symbol": symbol, "meeting": meeting}
    return await tell(telling.event("council.acted", reference, data), options)


@assembly.command(name="act")
async def assembly_act(
    reference: Reference,
    outcome: Annotated[AssemblyOutcome, Parameter(help="What it decided.")],
    /,
    *,
    mode: How = "without_vote",
    votes: Votes = None,
    symbol: Annotated[str | None, Parameter(help="Of the resolution, such as A/RES/70/176.")] = None,
    meeting: Meeting = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """The General Assembly acted on what the Council passed on.

    For example:
      resolute assembly act ccpcj-24-2 adopted --symbol A/RES/70/176 --meeting 80
    """
    data = {"outcome": outcome, "mode": mode, "votes": votes_of(votes), "symbol": symbol, "meeting": meeting}
    return await tell(telling.event("assembly.acted", reference, data), options)


@session.command(name="set")
async def set_session(
    body: Annotated[str, Parameter(help="Whose session: CCPCJ, CND, ECOSOC, GA.")],
    session: Annotated[int, Parameter(help="Its number.")],
    opens: Annotated[dt.date, Parameter(help="The first day, such as 2020-12-03.")],
    closes: Annotated[dt.date | None, Parameter(help="The last day.")] = None,
    /,
    *,
    reconvened: Annotated[str | None, Parameter(help="FIRST..LAST day of the reconvened part.")] = None,
    draft_deadline: Annotated[str | None, Parameter(help="When drafts must be in: RFC 3339, or a date.")] = None,
    telling: Telling = NOW,
    options: Options = NO_OPTIONS,
) -> int:
    """A session's dates were announced, or moved: all that hangs on them moves too.

    For example:
      resolute session set CCPCJ 29 2020-12-03 2020-12-03
      resolute session set CND 59 2016-03-14 2016-03-22 --draft-deadline 2016-02-15
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
    body: Annotated[str, Parameter(help="Whose sessions: CCPCJ, CND, ECOSOC, GA.")] = "CCPCJ",
    ahead: Annotated[int, Parameter(help="How many estimated ones to add.")] = 3,
    options: Options = NO_OPTIONS,
) -> int:
    """The sessions of a body: announced, on record, or estimated.

    For example:
      resolute session list --body CND
    """
    from cli.calendar import known_sessions, sessions_table
    from ledger.calendar import announced_sessions
    from resolutions.calendar import provenance
    from resolutions.sessions import body_code

    code = body_code(body)
    async with ledger_pool(options) as pool:
        dates = known_sessions(code, await announced_sessions(pool, code), ahead)
    if options.json:
        print_json([{**each.model_dump(mode="json"), "source": provenance(each)} for each in dates])
    elif dates:
        out().print(sessions_table(dates))
    else:
        out().print(f"no session of {body} is known", markup=False)
    return DONE
