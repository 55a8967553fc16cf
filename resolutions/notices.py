"""Who is told of what: the routing table.

`plan` answers, for one entry of the ledger, which notices it calls for; pure, so that the ledger plans them in the
same transaction that appends the entry. Who holds a role on that day is looked up there; words are found when a
notice is delivered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from resolutions.duties import labelled
from resolutions.facts import (
    AssemblyActed,
    BudgetStated,
    CommissionActed,
    CorrectionRecorded,
    CouncilActed,
    Document,
    DraftIssued,
    DraftLapsed,
    DraftOrallyRevised,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    Fact,
    FactData,
    MandateAssigned,
    MandateDischarged,
    MandateFact,
    MandateHandedOver,
    MandateOpened,
    MandateWaived,
    MilestoneAhead,
    MilestoneFact,
    MilestoneMissed,
    OutcomeAsked,
    ReportConsidered,
    ReportIssued,
    ReportSubmitted,
    ResolutionClosed,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
)
from resolutions.notice_content import NoticeAmount, NoticeContent, NoticeItem, NoticeKind
from resolutions.roles import Audience
from resolutions.sessions import BODY_NAMES
from resolutions.state import Entry, Mandate, Parked, Resolution


@dataclass(frozen=True)
class PlannedNotice:
    """A notice that an entry calls for, and for whom."""

    content: NoticeContent
    audience: tuple[Audience, ...]


def plan(before: Resolution | None, entry: Entry, after: Resolution) -> PlannedNotice | None:
    """The notice that an entry calls for, None for one that tells nobody anything new."""
    told = _told_of(before, entry.fact, after)
    return None if told is None else _planned(*told, entry, after)


def _planned(
    kind: NoticeKind, audience: tuple[Audience, ...], about: _About, entry: Entry, after: Resolution
) -> PlannedNotice:
    content = NoticeContent(
        kind=kind,
        reference=after.reference,
        title=after.title,
        body_name=BODY_NAMES.get(after.body, after.body),
        session=after.before_session,
        stage=after.stage,
        fact_time=entry.fact.time,
        symbol=after.symbols[-1] if after.symbols else None,
    ).model_copy(update={name: getattr(about, name) for name in about.model_fields_set})
    return PlannedNotice(content=content, audience=tuple(dict.fromkeys(audience)))


def plan_for_subscribers(entry: Entry, after: Resolution) -> PlannedNotice:
    """The notice to the systems that are told of every entry. What they get is the fact: little is said here."""
    content = NoticeContent(kind="fact_recorded", reference=after.reference, fact_time=entry.fact.time)
    return PlannedNotice(content=content, audience=(Audience("subscriber", after.body),))


def plan_of_a_revision(entry: Entry, after: Resolution) -> PlannedNotice | None:
    """The notice that a revised text was read and what changed in it, beside whatever else its reading calls for; None
    for any other entry.
    """
    data = entry.fact.data
    if not isinstance(data, DraftRead):
        return None
    revised = next((fact for told in reversed(after.told) if _brings(fact := told.entry.fact, data.sha256)), None)
    if revised is None:
        return None
    about = _About(sponsors=_names(after), changes=data.changes, fact_time=revised.time)
    return _planned("text_revised", _circle(after).everybody, about, entry, after)


def _brings(fact: Fact, sha256: str) -> bool:
    """Whether a fact revised the draft by this very text."""
    return (
        isinstance(fact.data, DraftRevised) and fact.data.document is not None and fact.data.document.sha256 == sha256
    )


def plan_parked(parked: Parked, resolution: Resolution | None, reference: str) -> PlannedNotice:
    """The notice that a parked fact calls for: the secretariat should know what waits, and for what."""
    body = resolution.body if resolution else None
    content = NoticeContent(
        kind="fact_parked",
        reference=reference,
        title=resolution.title if resolution else None,
        stage=resolution.stage if resolution else None,
        fact_time=parked.fact.time,
        outcome=parked.fact.type,
        detail=parked.reason.detail,
    )
    return PlannedNotice(content=content, audience=(Audience("secretariat", body),))


class _About(NoticeContent):
    """The part of a notice that its kind fills in; the rest is the same for all."""

    kind: NoticeKind = "correction"
    reference: str = ""


_Told = tuple[NoticeKind, tuple[Audience, ...], _About]


@dataclass(frozen=True)
class _Circle:
    """Who stands around a resolution."""

    body: str
    sponsors: tuple[Audience, ...]
    secretariat: Audience
    documents: Audience
    bureau: Audience

    @property
    def everybody(self) -> tuple[Audience, ...]:
        return Audience("mission"), self.secretariat, self.bureau, Audience("observer", self.body)


def _circle(resolution: Resolution) -> _Circle:
    body = resolution.body
    return _Circle(
        body=body,
        sponsors=tuple(Audience("mission", sponsor.name) for sponsor in resolution.sponsors),
        secretariat=Audience("secretariat", body),
        documents=Audience("documents", body),
        bureau=Audience("bureau", body),
    )


def _names(resolution: Resolution) -> tuple[str, ...]:
    return tuple(sponsor.name for sponsor in resolution.sponsors)


def _told_of(before: Resolution | None, fact: Fact, after: Resolution) -> _Told | None:
    """The routing table: the kind of notice and its audience for each kind of fact."""
    circle = _circle(after)
    match fact.data:
        case CommissionActed() | CouncilActed() | AssemblyActed() as data:
            return _told_of_an_act(data, circle)
        case MandateOpened() | MandateFact() | MilestoneFact() as data:
            mandate = after.mandate(data.paragraph)
            return _told_of_a_duty(data, mandate, circle, fact.time.date()) if mandate else None
        case SessionScheduled() as data:
            return _session_moved(before, data, after)
        case CorrectionRecorded(reason=reason, corrects=seq):
            audience = (circle.secretariat, *circle.sponsors, *_offices_let_off(before, after))
            return "correction", audience, _About(changes=(f"entry {seq}",), detail=reason)
        case OutcomeAsked() | DraftLapsed() | ResolutionClosed() as data:
            return _told_of_silence_and_ends(data, circle)
        case data:
            return _told_of_the_text(data, after, circle)


def _told_of_the_text(data: FactData, after: Resolution, circle: _Circle) -> _Told | None:  # noqa: PLR0911 - a case a fact
    secretariat, documents, sponsors = circle.secretariat, circle.documents, circle.sponsors
    match data:
        case DraftSubmitted():
            languages = (after.original_language,) if after.original_language else ()
            about = _About(sponsors=_names(after), languages=languages)
            return "draft_received", (*sponsors, secretariat, documents), about
        case DraftIssued(languages=languages):
            return "text_issued", circle.everybody, _About(languages=languages or ())
        case DraftRevised(document=document) if document is not None and not _stands_read(document, after):
            return None  # they are told what changed in it, once it was read
        case DraftRevised() | DraftOrallyRevised():
            return "text_revised", circle.everybody, _About(sponsors=_names(after))
        case SponsorAdded(sponsor=name):
            about = _About(sponsors=_names(after), changes=(f"{name} joined",))
            return "sponsors_changed", (*sponsors, secretariat), about
        case SponsorWithdrawn(sponsor=name):
            about = _About(sponsors=_names(after), changes=(f"{name} withdrew",))
            return "sponsors_changed", (*sponsors, Audience("mission", name), secretariat), about
        case BudgetStated(items=items):
            amounts = tuple(NoticeAmount.model_validate(item.model_dump()) for item in items)
            return "money_stated", (circle.bureau, Audience("finance", circle.body), *sponsors), _About(amounts=amounts)
        case DraftRead(failure=failure) if failure is not None:
            return "text_unreadable", (secretariat, documents), _About(detail=failure.detail)
        case DraftRead(doubts=doubts) if doubts:
            return "duties_in_doubt", (secretariat,), _About(items=_in_doubt(data))
        case _:
            return None


def _stands_read(document: Document, after: Resolution) -> bool:
    """Whether a revision brings the very text that was read already: nothing more will be read of it."""
    return document.sha256 == after.text_sha256 and not after.awaits_reading


def _offices_let_off(before: Resolution | None, after: Resolution) -> tuple[Audience, ...]:
    """The offices that had been told of a duty which a correction took away."""
    return tuple(
        Audience("office", mandate.office or mandate.duty.addressee)
        for mandate in (before.mandates if before else ())
        if mandate.duty.kind != "continuing" and not mandate.is_settled and after.mandate(mandate.label) is None
    )


def _in_doubt(read: DraftRead) -> tuple[NoticeItem, ...]:
    duties = labelled(read.mandates)
    return tuple(
        NoticeItem(paragraph=doubt.label, kind=duty.kind, addressee=duty.addressee, words=doubt.words)
        for doubt in read.doubts
        if (duty := duties.get(doubt.label)) is not None
    )


def _told_of_an_act(data: CommissionActed | CouncilActed | AssemblyActed, circle: _Circle) -> _Told:
    audience = (*circle.sponsors, circle.secretariat)
    if isinstance(data, CommissionActed):
        about = _About(outcome=data.outcome, votes=data.votes, report_symbol=data.report)
        return "commission_acted", (*audience, circle.bureau, Audience("council_secretariat", "ECOSOC")), about
    body = "ECOSOC" if isinstance(data, CouncilActed) else "GA"
    if data.outcome == "recommended_to_assembly":
        audience = (*audience, Audience("assembly_secretariat", "GA"))
    about = _About(outcome=data.outcome, votes=data.votes, meeting=data.meeting, body_name=BODY_NAMES[body])
    return "body_acted", audience, about


def _told_of_silence_and_ends(data: OutcomeAsked | DraftLapsed | ResolutionClosed, circle: _Circle) -> _Told | None:
    audience = (circle.secretariat, *circle.sponsors)
    match data:
        case OutcomeAsked(body=body, session=session):
            return "outcome_asked", audience, _About(body_name=BODY_NAMES.get(body, body), session=session)
        case DraftLapsed():
            return "draft_lapsed", audience, _About()
        case ResolutionClosed(ending="lapsed"):
            return None  # they were told that it lapsed
        case ResolutionClosed(ending=ending):
            return "life_closed", audience, _About(outcome=ending)


def _told_of_a_duty(data: FactData, mandate: Mandate, circle: _Circle, day: dt.date) -> _Told | None:
    office = Audience("office", mandate.office or mandate.duty.addressee)
    match data:
        case MandateOpened() if data.kind != "continuing":
            kind: NoticeKind = "duty_opened_late" if data.stale else "duty_changed"
            return kind, (office, circle.secretariat), _About(outcome="opened", items=_items(mandate, day))
        case MilestoneAhead():
            return "milestone_ahead", (office, circle.secretariat), _About(items=_items(mandate, day, data))
        case MilestoneMissed(escalation=escalation) if not mandate.stale:
            # One rung after the other; a body that sets more rungs than there are has the last one told again.
            rung = (office, Audience("head", office.of), circle.bureau)[min(escalation, 3) - 1]
            return "milestone_missed", (rung,), _About(items=_items(mandate, day, data))
        case MandateAssigned() | MandateDischarged() | MandateWaived() | MandateHandedOver():
            about = _About(outcome=data.type.removeprefix("mandate."), items=_items(mandate, day))
            return "duty_changed", (office, *circle.sponsors, circle.secretariat), about
        case ReportSubmitted() | ReportIssued() | ReportConsidered():
            symbol = data.symbol if isinstance(data, ReportIssued) else mandate.symbol
            outcome = data.type.removeprefix("report.")
            about = _About(outcome=outcome, report_symbol=symbol, items=_items(mandate, day))
            return "report_progress", (*circle.sponsors, circle.secretariat, circle.documents), about
        case _:
            return None


def _items(mandate: Mandate, day: dt.date, about: MilestoneFact | None = None) -> tuple[NoticeItem, ...]:
    """What is due of a mandate: the milestone a notice is about, else all of them, else the duty itself."""
    duty = mandate.duty
    chosen = [
        rung
        for rung in mandate.milestones
        if about is None or (rung.name, rung.due, rung.session) == (about.milestone, about.due, about.session)
    ]
    if not chosen:
        return (NoticeItem(paragraph=mandate.label, kind=duty.kind, addressee=mandate.office or duty.addressee),)
    return tuple(
        NoticeItem(
            paragraph=mandate.label,
            kind=duty.kind,
            addressee=mandate.office or duty.addressee,
            milestone=rung.name,
            due=rung.due,
            status=rung.status,
            days=None if rung.status == "met" else (rung.due - day).days,
        )
        for rung in chosen
    )


def _session_moved(before: Resolution | None, data: SessionScheduled, after: Resolution) -> _Told | None:
    """Everyone with something due there is told the old and the new date of each milestone; nobody, if nothing
    moved.
    """
    if before is None:
        return None
    old = before.dates_of(data.body, data.session)
    new = after.dates_of(data.body, data.session)
    if old is None or new is None or (old.opens, old.last_day) == (new.opens, new.last_day):
        return None
    audience: list[Audience] = [Audience("secretariat", after.body)]
    changes = [f"session {data.session} of {data.body}: {old.opens}, now {new.opens}"]
    for mandate, was in _moved_mandates(before, after):
        audience.append(Audience("office", mandate.office or mandate.duty.addressee))
        changes += was
    if after.commission is None:
        audience += _circle(after).sponsors
    return "session_moved", tuple(audience), _About(changes=tuple(changes[:200]))


def _moved_mandates(before: Resolution, after: Resolution) -> Iterator[tuple[Mandate, list[str]]]:
    for mandate in after.mandates:
        known = before.mandate(mandate.label)
        was = {(rung.name, rung.session): rung.due for rung in known.milestones} if known else {}
        moved = [
            f"paragraph {mandate.label}, {rung.name}: {was[key]}, now {rung.due}"
            for rung in mandate.milestones
            if (key := (rung.name, rung.session)) in was and was[key] != rung.due
        ]
        if moved:
            yield mandate, moved


def occasion_of(fact: Fact) -> str:
    """What a parked fact's notice is keyed by, for it has no number yet."""
    return f"{fact.source}#{fact.id}"
