"""The flags of the vocabulary: what is irregular about a fact that is recorded all the same, with the rule it strains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from resolutions.facts import (
    AssemblyActed,
    CommissionActed,
    CommitteeApproved,
    CouncilActed,
    DraftIssued,
    DraftRevised,
    DraftSubmitted,
    Fact,
    FactData,
    MandateFact,
    ReportConsidered,
    ReportIssued,
    ReportSubmitted,
    SponsorAdded,
    languages_missing,
)
from resolutions.members import find_member
from resolutions.receipts import Flag
from resolutions.sessions import built_in_dates
from resolutions.state import Mandate, MilestoneName, Resolution, Surroundings
from resolutions.symbols import Symbol, parse_symbol

_THE_CHAIR = ("chair", "the chair", "chairperson", "president", "the president")


def flags_of(resolution: Resolution | None, fact: Fact, surroundings: Surroundings) -> tuple[Flag, ...]:
    """Every flag of a fact that is about to be recorded."""
    found = [*_sponsors(fact.data), *_symbols(resolution, fact.data), *_languages(fact.data)]
    if resolution is None:
        found += _late_submission(fact, surroundings)
    else:
        found += [
            *_dates(resolution, fact),
            *_circulation(resolution, fact),
            *_money(resolution, fact),
            *_committee(resolution, fact.data),
            *_late_report(resolution, fact),
        ]
    return tuple(found)


def _sponsors(data: FactData) -> Iterator[Flag]:
    """A sponsor need not be a member of the Commission, but only States (and the Chair) sponsor."""
    match data:
        case DraftSubmitted(sponsors=names) | DraftRevised(sponsors=names):
            told = names or ()
        case SponsorAdded(sponsor=name):
            told = (name,)
        case _:
            told = ()
    for name in told:
        if find_member(name) is None and name.strip().lower() not in _THE_CHAIR:
            yield Flag(code="not_a_member_state", detail=f"{name} is not a Member State of the United Nations")


def _symbols(resolution: Resolution | None, data: FactData) -> Iterator[Flag]:
    told = getattr(data, "symbol", None)
    if isinstance(told, str) and not _is_regular(resolution, data, told):
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
    """A commission's draft carries the year of its session; before the Council or the Assembly it is a document of theirs."""
    if resolution is None or symbol.body != resolution.body:
        return resolution is None or resolution.commission is not None
    dates = resolution.dates_of(resolution.body, resolution.before_session)
    return dates is None or symbol.session_or_year == dates.opens.year


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
            yield Flag(code="late_submission", detail=f"the deadline was {dates.draft_deadline:%Y-%m-%d %H:%M} UTC")
    elif fact.time.date() > dates.opens and not dates.estimated:
        yield Flag(code="late_submission", detail=f"the session had opened on {dates.opens}; no deadline is known")


def _dates(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """A step told with a time before that of a step it follows. Taken as told: the published record has such dates, too."""
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
    """ECOSOC rule 54 (commissions alike): no discussion or vote earlier than 24 hours after circulation unless waived."""
    if not isinstance(fact.data, CommitteeApproved | CommissionActed) or resolution.circulated is None:
        return
    after = fact.time - resolution.circulated
    hours = resolution.rules.circulation_hours
    if dt.timedelta(0) <= after < dt.timedelta(hours=hours):
        yield Flag(
            code="circulated_under_24h",
            detail=f"circulated {_hours(after)} hours before; the rule wants {hours}",
        )


def _money(resolution: Resolution, fact: Fact) -> Iterator[Flag]:
    """ECOSOC rule 28: a text that costs money wants a statement of what it costs, in time to be read."""
    if not isinstance(fact.data, CommissionActed):
        return
    hours = resolution.rules.financial_statement_hours
    stated = resolution.budget_stated
    if stated is None:
        asking = resolution.text.asks_money if resolution.text else ()
        if asking:
            yield Flag(code="no_financial_statement", detail=f"money is asked for in paragraph {', '.join(asking)}")
    elif dt.timedelta(0) <= fact.time - stated < dt.timedelta(hours=hours):
        before = _hours(fact.time - stated)
        yield Flag(
            code="financial_statement_under_48h",
            detail=f"stated {before} hours before; the practice wants {hours}",
        )


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
    running = [m for m in mandate.milestones if m.name in (milestone, "due") and m.status != "met"] if mandate else []
    if running and fact.time.date() > running[0].last_day:
        yield Flag(code="late_report", detail=f"{running[0].name} was due on {running[0].due}")
