"""What commands show, as JSON: a resolution, its duties, its ledger, what is owed. The vocabulary's shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from ledger.outbox import NoticeRecord
from ledger.reading import LedgerRow
from resolutions.duties import Due
from resolutions.state import Mandate, Resolution


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class MilestoneView(_View):
    name: str
    due: dt.date
    status: str
    on: dt.date | None
    session: int | None = None


class MandateView(_View):
    paragraph: str
    kind: str
    addressee: str
    to: str | None
    due: Due
    conditions: tuple[str, ...]
    state: str
    office: str | None
    officer: str | None
    slot: str | None
    symbol: str | None
    milestones: tuple[MilestoneView, ...]


class EntryView(_View):
    seq: int
    type: str
    time: dt.datetime
    source: str
    id: str
    flags: tuple[str, ...]


class NoticeView(_View):
    reference: str
    seq: int | None
    kind: str
    role: str
    to: str
    state: str
    reason: str | None
    time: dt.datetime


class ResolutionView(_View):
    reference: str
    title: str | None
    body: str
    session: int
    before_session: int
    agenda_item: str | None
    original_language: str | None
    stage: str
    ending: str | None
    sponsors: tuple[str, ...]
    symbols: tuple[str, ...]
    flags: tuple[str, ...]
    mandates: tuple[MandateView, ...]


class LivedView(ResolutionView):
    """A resolution with its whole ledger."""

    ledger: tuple[EntryView, ...]


class OwedView(_View):
    """Something that is owed: by whom, what, under which paragraph, by when, how late (days; negative: ahead)."""

    reference: str
    title: str | None
    paragraph: str
    kind: str
    owed_by: str
    to: str | None
    milestone: str | None
    due: dt.date | None
    status: str
    days_late: int | None
    late_milestones: tuple[str, ...]


def mandate_view(mandate: Mandate) -> MandateView:
    """A duty as it stands."""
    duty = mandate.duty
    return MandateView(
        paragraph=mandate.label,
        kind=duty.kind,
        addressee=duty.addressee,
        to=duty.to,
        due=duty.due,
        conditions=duty.conditions,
        state=mandate.state,
        office=mandate.office,
        officer=mandate.officer,
        slot=mandate.slot,
        symbol=mandate.symbol,
        milestones=tuple(
            MilestoneView(name=rung.name, due=rung.due, status=rung.status, on=rung.on, session=rung.session)
            for rung in mandate.milestones
        ),
    )


def resolution_view(resolution: Resolution) -> ResolutionView:
    """A resolution as it stands."""
    return ResolutionView(
        reference=resolution.reference,
        title=resolution.title,
        body=resolution.body,
        session=resolution.session,
        before_session=resolution.before_session,
        agenda_item=resolution.agenda_item,
        original_language=resolution.original_language,
        stage=resolution.stage,
        ending=resolution.ending,
        sponsors=tuple(sponsor.name for sponsor in resolution.sponsors),
        symbols=resolution.symbols,
        flags=tuple(dict.fromkeys(flag.code for flag in resolution.flags)),
        mandates=tuple(mandate_view(mandate) for mandate in resolution.mandates),
    )


def entry_view(row: LedgerRow) -> EntryView:
    """A line of the ledger."""
    return EntryView(
        seq=row.seq,
        type=row.type,
        time=row.time,
        source=row.source,
        id=row.id,
        flags=tuple(flag.code for flag in row.flags),
    )


def lived_view(resolution: Resolution, ledger: Iterable[LedgerRow]) -> LivedView:
    """A resolution with its whole ledger."""
    return LivedView(**_fields(resolution_view(resolution)), ledger=tuple(entry_view(row) for row in ledger))


def notice_view(notice: NoticeRecord) -> NoticeView:
    """A notice and what became of it."""
    return NoticeView(**_fields(notice))


def _fields(model: BaseModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def owed(resolutions: Iterable[Resolution], today: dt.date) -> list[OwedView]:
    """Everything dated that is owed, the latest first, then what is ahead in the order in which it falls due."""
    rows = [row for resolution in resolutions for row in _owed_of(resolution, today)]
    return sorted(rows, key=lambda row: (row.due or dt.date.max, row.reference, row.paragraph))


def _owed_of(resolution: Resolution, today: dt.date) -> Iterator[OwedView]:
    if resolution.stage != "follow_up":
        return
    for mandate in resolution.mandates:
        if mandate.is_settled or not mandate.gates_the_end:
            continue
        late = [
            rung for rung in mandate.milestones if rung.status == "missed" or _past(rung.last_day, rung.status, today)
        ]
        ahead = [rung for rung in mandate.milestones if rung.status == "ahead" and rung not in late]
        chosen = late[-1] if late else (ahead[0] if ahead else None)
        yield OwedView(
            reference=resolution.reference,
            title=resolution.title,
            paragraph=mandate.label,
            kind=mandate.duty.kind,
            owed_by=mandate.office or mandate.duty.addressee,
            to=mandate.duty.to,
            milestone=chosen.name if chosen else None,
            due=chosen.due if chosen else None,
            status="late" if late else ("ahead" if chosen else "no date known"),
            days_late=(today - chosen.due).days if chosen else None,
            late_milestones=tuple(rung.name for rung in late),
        )


def _past(day: dt.date, status: str, today: dt.date) -> bool:
    return status == "ahead" and day < today
