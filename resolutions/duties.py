"""Duties: what an operative paragraph asks of somebody, and when it falls due.

A `Due` is a tagged union, printed on the wire exactly as the vocabulary shows it:
`{"kind": "session", "body": "CCPCJ", "session": 26}`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

type_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class DueAtSession(BaseModel):
    """At one session of a body. `session` is its number; of ECOSOC, which counts by year, the year."""

    model_config = type_config
    kind: Literal["session"] = "session"
    body: str
    session: int


class DueAtSessions(BaseModel):
    """In instalments, one at each of several sessions of a body ("at its seventy-ninth and eightieth sessions")."""

    model_config = type_config
    kind: Literal["sessions"] = "sessions"
    body: str
    sessions: tuple[int, ...] = Field(min_length=1)


class DueInYear(BaseModel):
    """Some time in a calendar year; its milestone is 31 December."""

    model_config = type_config
    kind: Literal["year"] = "year"
    year: int = Field(ge=1946, le=2999)


class DueOnDate(BaseModel):
    """On or by a date."""

    model_config = type_config
    kind: Literal["date"] = "date"
    date: dt.date


class DueRecurring(BaseModel):
    """Again and again: `every` is an ISO 8601 period (`P1Y`, `P2Y`, `P3M`).

    `until` is the year or session number in which it ends, where the text gives one; absent on the wire where not.
    """

    model_config = type_config
    kind: Literal["recurring"] = "recurring"
    every: str = Field(pattern=r"^P[1-9][0-9]?[YM]$")
    until: int | None = None

    @model_serializer(mode="wrap")
    def _leave_out_what_is_not_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        return {key: value for key, value in handler(self).items() if value is not None}


class DueAfterEvent(BaseModel):
    """After something that has no date yet ("at its session following the meeting of experts")."""

    model_config = type_config
    kind: Literal["event"] = "event"
    after: str


class Undated(BaseModel):
    """No date at all."""

    model_config = type_config
    kind: Literal["none"] = "none"


Due = Annotated[
    DueAtSession | DueAtSessions | DueInYear | DueOnDate | DueRecurring | DueAfterEvent | Undated,
    Field(discriminator="kind"),
]

DutyKind = Literal["report", "deliverable", "continuing"]


class Duty(BaseModel):
    """One duty found in an operative paragraph.

    `paragraph` is the plain label ("11"; sub-paragraphs "2 (a)"); `addressee` is as printed, without its article, short
    forms resolved; `to` is the receiving body (GA, ECOSOC, CCPCJ, CND, HRC, SC, else its full name) or None.
    """

    model_config = type_config
    paragraph: str
    verb: str
    kind: DutyKind
    addressee: str
    to: str | None = None
    due: Due = Field(default_factory=Undated)
    conditions: tuple[str, ...] = ()


def labels(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Names for duties in their order: the paragraph, and from its second duty on "11/2", "11/3"."""
    return tuple(
        paragraph if (nth := paragraphs[: place + 1].count(paragraph)) == 1 else f"{paragraph}/{nth}"
        for place, paragraph in enumerate(paragraphs)
    )


def labelled(duties: Sequence[Duty]) -> dict[str, Duty]:
    """Duties by their labels, in their order."""
    return dict(zip(labels([duty.paragraph for duty in duties]), duties, strict=True))
