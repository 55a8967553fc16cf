"""From the routing table to rows: the notices that an entry or a parked fact calls for, and for whom."""

from __future__ import annotations

import datetime as dt
import hashlib

from pydantic import BaseModel, ConfigDict

from resolutions.members import sponsor_key
from resolutions.notice_content import NoticeContent
from resolutions.notices import PlannedNotice, occasion_of, plan, plan_for_subscribers, plan_of_a_revision, plan_parked
from resolutions.roles import ROLES_EVERYBODY_MAY_LACK, Audience
from resolutions.state import Entry, Parked, Resolution

PARKED = "parked/"
"""How the occasion of a notice about a parked fact begins."""


class AskedRole(BaseModel):
    """Whoever holds a role, of whom by its key (None: of any); `may_lack` if nothing is lost when nobody does."""

    model_config = ConfigDict(frozen=True)
    role: str
    of_key: str | None
    may_lack: bool


class AskedNotice(BaseModel):
    """A notice for whoever holds one of the roles that day. `occasion` is what nobody is told of twice."""

    model_config = ConfigDict(frozen=True)
    occasion: str
    seq: int | None
    kind: str
    content: NoticeContent
    planned_for: dt.datetime
    roles: tuple[AskedRole, ...]


def role_key(of: str | None) -> str | None:
    """What a role is held of, spelled so that every printed form of a State, body or office is one."""
    return None if of is None else sponsor_key(of)


def _asked_role(audience: Audience) -> AskedRole:
    return AskedRole(
        role=audience.role,
        of_key=role_key(audience.of),
        may_lack=audience.role in ROLES_EVERYBODY_MAY_LACK,
    )


def _asked(planned: PlannedNotice, occasion: str, seq: int | None, when: dt.datetime) -> AskedNotice:
    return AskedNotice(
        occasion=occasion,
        seq=seq,
        kind=planned.content.kind,
        content=planned.content,
        planned_for=when,
        roles=tuple(dict.fromkeys(map(_asked_role, planned.audience))),
    )


def notices_for_entry(before: Resolution | None, entry: Entry, after: Resolution) -> tuple[AskedNotice, ...]:
    """The notices that an entry calls for: one for whom it concerns, if it tells anybody anything new; for the reading
    of a revised text another, of an occasion of its own; and one for those who are told of every entry.
    """
    occasion = str(entry.seq)
    planned = (
        (plan(before, entry, after), occasion),
        (plan_of_a_revision(entry, after), f"{occasion}/revised"),
        (plan_for_subscribers(entry, after), occasion),
    )
    return tuple(_asked(each, named, entry.seq, entry.at) for each, named in planned if each is not None)


def notice_for_parked(parked: Parked, resolution: Resolution | None, reference: str) -> AskedNotice:
    """The notice that a parked fact calls for."""
    return _asked(plan_parked(parked, resolution, reference), parked_occasion(parked), None, parked.at)


def parked_occasion(parked: Parked) -> str:
    """What a parked fact's notice is kept under, for it has no number yet."""
    # A digest, for a fact's name may be longer than an index or a letter's key can hold.
    return PARKED + hashlib.sha256(occasion_of(parked.fact).encode()).hexdigest()
