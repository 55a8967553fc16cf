"""What commands show beyond a resolution as it stands, as JSON: its ledger and its notices. The vocabulary's shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict

from ledger.outbox import NoticeRecord
from ledger.reading import LedgerRow
from resolutions.state import Resolution
from resolutions.views import ResolutionView, resolution_view


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


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


class LivedView(ResolutionView):
    """A resolution with its whole ledger."""

    ledger: tuple[EntryView, ...]


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
