"""From the routing table to rows: the notices that an entry calls for, one for each role it names."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from resolutions.members import sponsor_key
from resolutions.notices import (
    ROLES_EVERYBODY_MAY_LACK,
    Audience,
    NoticeContent,
    PlannedNotice,
    occasion_of,
    plan,
    plan_parked,
)
from resolutions.state import Entry, Parked, Resolution


class AskedNotice(BaseModel):
    """A notice for whoever holds a role on a day."""

    model_config = ConfigDict(frozen=True)
    occasion: str
    seq: int | None
    kind: str
    role: str
    of_key: str | None
    may_lack: bool
    content: NoticeContent
    planned_for: dt.datetime


def role_key(of: str | None) -> str | None:
    """What a role is held of, spelled so that every printed form of a State, body or office is one."""
    return None if of is None else sponsor_key(of)


def _for_each_role(planned: PlannedNotice, occasion: str, seq: int | None, when: dt.datetime) -> list[AskedNotice]:
    def asked(audience: Audience) -> AskedNotice:
        return AskedNotice(
            occasion=occasion,
            seq=seq,
            kind=planned.content.kind,
            role=audience.role,
            of_key=role_key(audience.of),
            may_lack=audience.role in ROLES_EVERYBODY_MAY_LACK,
            content=planned.content,
            planned_for=when,
        )

    return [asked(audience) for audience in planned.audience]


def notices_for_entry(before: Resolution | None, entry: Entry, after: Resolution) -> list[AskedNotice]:
    """The notices that an entry calls for."""
    planned = plan(before, entry, after)
    return _for_each_role(planned, str(entry.seq), entry.seq, entry.at) if planned else []


def notices_for_parked(parked: Parked, resolution: Resolution | None, reference: str) -> list[AskedNotice]:
    """The notices that a parked fact calls for."""
    planned = plan_parked(parked, resolution, reference)
    return _for_each_role(planned, occasion_of(parked.fact), None, parked.at)
