"""The flags of the vocabulary: what is irregular about a fact that is recorded all the same, and the rule it strains.

An irregularity that lies between two facts (a text and the act on it) is flagged on whichever of them is told last.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from resolutions.facts import (
    AssemblyActed,
    BudgetStated,
    CommissionActed,
    CommitteeApproved,
    CorrectionRecorded,
    CouncilActed,
    DraftIssued,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    Fact,
    FactData,
    MandateFact,
    MilestoneName,
    ReportConsidered,
    ReportIssued,
    ReportSubmitted,
    SessionScheduled,
    SponsorAdded,
    languages_missing,
    symbol_told,
)
from resolutions.follow_up import belongs_to, instalment_meant
from resolutions.members import find_member
from resolutions.receipts import Flag
from resolutions.sessions import built_in_dates, year_of
from resolutions.state import Mandate, Resolution, Surroundings
from resolutions.symbols import Symbol, parse_symbol

_THE_CHAIR = re.compile(r"(?:the )?(?:chair|president)(?:man|woman|person)?(?: of the .*)?", re.IGNORECASE)


def flags_of(resolution: Resolution | None, fact: Fact, surroundings: Surroundings) -> tuple[Flag, ...]:
    """Every flag of a fact that is about to be recorded."""
    found = [*_sponsors(resolution, fact.data), *_symbols(resolution, fact.data), *_languages(fact.data)]
    if resolution is None:
        found += _late_submission(fact, surroundings)
    else:
        found += [
            *_deadline_learnt_late(resolution, fact),
            *_dates(resolution, fact),
            *_circulation(resolution, fact),
            *_money(resolution, fact),
            *_committee(resolution, fact.data),
            *_late_report(resolution, fact),
        ]
    return tuple(found)


def _sponsors(resolution: Resolution | None, data: FactData) -> Iterator[Flag]:
    """A sponsor need not be a member of the Commission, but only States (and the Chair) sponsor."""
    told: tuple[str, ...]
    match data:
        case DraftSubmitted(sponsors=names) | DraftRevised(sponsors=names):
            told = names or ()
        case SponsorAdded(sponsor=name):
            told = (name,)
        case DraftRead(sponsors=names) if resolution is not None and not resolution.sponsors:
            told = names
        case _:
            told = ()
    for name in told:
        if find_member(name) is None and not _THE_CHAIR.fullmatch(name.strip()):
            yield Flag(code="not_a_member_state", detail=f"{name} is not a Member State of the United Nations")


def _symbols(resolution: Resolution | None, data: FactData) -> Iterator[Flag]:
    told = symbol_told(data)
    if told is not None and not _is_regular(resolution, data, told):
        yield Flag(code="irregular_symbol", detail=f"{told} is not a symbol as this document would carry it")
    report = data.report if isinstance(data, CommissionActed) else None
    if report is not None and parse_symbol(report) is None:
        yield Flag(code="irregular_symbol", detail=f"{report} is not a document symbol")


def _is_regular(resolution: Resolution | None, data: FactData, told: str) -> bool:
    body = resolution.body if resolution else None
    match data:
        case DraftIssued() | DraftRevised():
            symbol = parse_symbol(told)
            return symbol is not None and symbol.is_draft and _sits_in_its_year(resolution, symbol)
        case CommissionActed():
            symbol = parse_symbol(told, body)
            return symbol is not None and symbol.body == body
        case CouncilActed():
            symbol = parse_symbol(told, "ECOSOC")
            return symbol is not None and symbol.body == "ECOSOC" and symbol.is_resolution
        case AssemblyActed():
            symbol = parse_symbol(told, "GA")
            return symbol is not None and symbol.body == "GA" and symbol.is_resolution
        case _:
            return parse_symbol(told) is not None


def _sits_in_its_year(resolution: Resolution | None, symbol: Symbol) -> bool:
    """A commission's draft carries the year of its session; once recommended, a text is a document of Council and
    Assembly, too.
    """
    if resolution is None:
        return True
    if symbol.body != resolution.body:
        return resolution.commission is not None
    sessions = range(resolution.session, resolution.before_session + 1)
    return symbol.session_or_year in {year_of(resolution.body, session) for session in sessions}


def _languages(data: FactData) -> Iterator[Flag]:
    """A draft is public once translated into all six languages; so is a report, but not a room paper or an oral one."""
    if not isinstance(data, DraftIssued | ReportIssued):
        return
    if isinstance(data, ReportIssued) and data.form in ("crp", "oral"):
        return
    missing = languages_missing(data.languages)
    if missing:
        yield Flag(code="not_all_languages", detail=f"lacks {', '.join(missing)}")


def _late_submission(fact: Fact, surroundings: Surroundings) -> Iterator[Flag]:
    """After the session's deadline for drafts where one was announced, else after the session had opened."""
    data = fact.data
    if not isinstance(data, DraftSubmitted):
        return
    told = next((s for s in surroundings.sessions if (s.body, s.session) == (data.body, data.session)), None)
    dates = told or built_in_dates(data.body, data.session)
    if dates is None:
        return
    if dates.draft_deadline is not None:
        if fact.time > dates.draft_deadline:
            yield _late(dates.draft_deadline)
    elif fact.time.date() > dates.opens and not dates.estimated:
        yield Flag(code="late_submission", detail=f"the session had opened on {dates.opens}; no deadline is known")


def _deadline_learnt_late(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """A deadline that stood when the draft was submitted, though nobody had told this resolution of it yet."""
    data = fact.data
    if not isinstance(data, SessionScheduled) or data.draft_deadline is None:
        return
    its_own = (data.body, data.session) == (resolution.body, resolution.session)
    flagged = any(flag.code == "late_submission" for flag in resolution.flags)
    if its_own and not flagged and fact.time <= resolution.submitted and resolution.submitted > data.draft_deadline:
        yield _late(data.draft_deadline)


def _late(deadline: dt.datetime) -> Flag:
    return Flag(code="late_submission", detail=f"the deadline was {deadline:%Y-%m-%d %H:%M} UTC")


def _dates(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """A step told with a time before that of a step it follows. Taken as told: the published record has such dates."""
    if isinstance(fact.data, SessionScheduled | CorrectionRecorded | DraftRead):
        return
    earlier: list[tuple[str, dt.datetime | None]] = [("the submission", resolution.submitted)]
    match fact.data:
        case CommissionActed():
            earlier += [
                ("circulation", resolution.circulated),
                ("the Committee's approval", resolution.committee),
            ]
        case CouncilActed():
            earlier += [("the Commission's act", resolution.commission.time if resolution.commission else None)]
        case AssemblyActed():
            earlier += [("the Council's act", resolution.council.time if resolution.council else None)]
        case MandateFact(paragraph=label):
            earlier += [
                ("adoption", resolution.adopted_at),
                *_steps_before(resolution.mandate(label), fact.data),
            ]
        case _:
            pass
    for name, time in earlier:
        if time is not None and fact.time < time:
            yield Flag(
                code="dates_out_of_order",
                detail=f"told as {fact.time:%Y-%m-%d}, before {name} on {time:%Y-%m-%d}",
            )
            return


def _steps_before(mandate: Mandate | None, data: FactData) -> list[tuple[str, dt.datetime | None]]:
    if mandate is None:
        return []
    steps = mandate.steps
    match data:
        case ReportIssued():
            return [("its submission", steps.submitted)]
        case ReportConsidered():
            return [("its submission", steps.submitted), ("its issuance", steps.issued)]
        case _:
            return []


def _circulation(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """ECOSOC rule 54 (commissions alike): no discussion or vote earlier than 24 hours after circulation unless
    waived.
    """
    match fact.data:
        case CommitteeApproved() | CommissionActed():
            circulated, discussed = resolution.circulated, [fact.time]
        case DraftIssued() | DraftRevised():
            acted = resolution.commission.time if resolution.commission else None
            circulated, discussed = fact.time, [time for time in (resolution.committee, acted) if time]
        case _:
            return
    hours = resolution.rules.circulation_hours
    after = [time - circulated for time in discussed if circulated and time >= circulated]
    if after and min(after) < dt.timedelta(hours=hours):
        detail = f"circulated {_hours(min(after))} hours before; the rule wants {hours}"
        yield Flag(code="circulated_under_24h", detail=detail)


def _money(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """ECOSOC rule 28: a text that costs money wants a statement of what it costs, in time to be read."""
    stated, acted = resolution.budget_stated, resolution.commission.time if resolution.commission else None
    asking = resolution.text.asks_money if resolution.text else ()
    match fact.data:
        case CommissionActed():
            acted = fact.time
        case BudgetStated():
            stated, asking = fact.time, ()
        case DraftRead(sha256=sha256, asks_money=paragraphs) if sha256 == resolution.text_sha256:
            asking = paragraphs
        case _:
            return
    if acted is None:
        return
    if stated is None or stated > acted:
        if asking:
            yield Flag(code="no_financial_statement", detail=f"money is asked for in paragraph {', '.join(asking)}")
    elif not isinstance(fact.data, DraftRead) and acted - stated < _span(resolution.rules.financial_statement_hours):
        wanted = resolution.rules.financial_statement_hours
        detail = f"stated {_hours(acted - stated)} hours before; the practice wants {wanted}"
        yield Flag(code="financial_statement_under_48h", detail=detail)


def _span(hours: int) -> dt.timedelta:
    return dt.timedelta(hours=hours)


def _hours(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 3600)


def _committee(resolution: Resolution, data: FactData) -> Iterator[Flag]:
    if isinstance(data, CommissionActed) and resolution.committee is None:
        yield Flag(code="bypassed_committee", detail="the Committee of the Whole was not reported to approve it")


def _late_report(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """A report submitted, issued or considered after the milestone that its step meets."""
    data = fact.data
    milestone: MilestoneName
    match data:
        case ReportSubmitted():
            milestone = "submission"
        case ReportIssued():
            milestone = "issuance"
        case ReportConsidered():
            milestone = "session"
        case _:
            return
    mandate = resolution.mandate(data.paragraph)
    if mandate is None:
        return
    meant = instalment_meant(resolution, mandate, data, fact.time.date())
    for rung in mandate.milestones:
        its_own = rung.name in (milestone, "due") and belongs_to(mandate, rung, meant)
        if its_own and rung.status != "met" and fact.time.date() > rung.last_day:
            yield Flag(code="late_report", detail=f"{rung.name} was due on {rung.due}")
