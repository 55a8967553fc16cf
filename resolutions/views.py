"""Resolutions as they are shown, in the vocabulary's shapes: one as it stands, its duties, and what is owed.

One shape for every door: the command prints what the API answers. Pure; `today` is the caller's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ConfigDict

from resolutions.duties import Due
from resolutions.state import Mandate, Parked, Resolution


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class MilestoneView(_View):
    """One date on the way of a duty, and whether it was met."""

    name: str
    due: dt.date
    status: str
    on: dt.date | None
    session: int | None = None


class MandateView(_View):
    """A duty as it stands; `paragraph` is its label."""

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


class ResolutionView(_View):
    """A resolution as it stands."""

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


class FiledView(ResolutionView):
    """A resolution as it stands, and the facts that wait beside it to become true."""

    parked: tuple[Parked, ...]


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


def filed_view(resolution: Resolution, parked: Iterable[Parked]) -> FiledView:
    """A resolution with what is parked beside it."""
    view = resolution_view(resolution)
    return FiledView(**{name: getattr(view, name) for name in type(view).model_fields}, parked=tuple(parked))


def owed(resolutions: Iterable[Resolution], today: dt.date) -> list[OwedView]:
    """Everything dated that is owed, the latest first, then what is ahead in the order in which it falls due."""
    rows = [
        row
        for each in resolutions
        if each.stage == "follow_up"
        for row in owed_under(each.reference, each.title, each.mandates, today)
    ]
    return sorted(rows, key=owed_order)


def owed_order(row: OwedView) -> tuple[dt.date, str, str]:
    """What `owed` is ordered by: what no date is known of comes last."""
    return row.due or dt.date.max, row.reference, row.paragraph


def owed_under(reference: str, title: str | None, mandates: Iterable[Mandate], today: dt.date) -> Iterator[OwedView]:
    """What is owed under the duties of one resolution in follow-up."""
    for mandate in mandates:
        if mandate.is_settled or not mandate.gates_the_end:
            continue
        late = [
            rung for rung in mandate.milestones if rung.status == "missed" or _past(rung.last_day, rung.status, today)
        ]
        ahead = [rung for rung in mandate.milestones if rung.status == "ahead" and rung not in late]
        chosen = late[-1] if late else (ahead[0] if ahead else None)
        yield OwedView(
            reference=reference,
            title=title,
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
