"""What a notice is about: its kind, and all that its words may draw on. Pure: the words are found on delivery."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from resolutions.facts import Instant, Votes

NoticeKind = Literal[
    "draft_received",
    "text_issued",
    "text_revised",
    "sponsors_changed",
    "money_stated",
    "commission_acted",
    "body_acted",
    "milestone_ahead",
    "milestone_missed",
    "duty_opened_late",
    "report_progress",
    "duty_changed",
    "session_moved",
    "outcome_asked",
    "draft_lapsed",
    "life_closed",
    "fact_parked",
    "text_unreadable",
    "duties_in_doubt",
    "correction",
]
"""The kinds of notice that people are told in words."""

SystemNoticeKind = Literal["fact_recorded"]
"""What only systems are told: the fact itself, without words."""


class NoticeItem(BaseModel):
    """A duty, or one milestone of it. `days` are whole days from the fact to `due`, negative when it is past; `words`
    are those that a duty in doubt rests on.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    paragraph: str
    kind: str
    addressee: str
    milestone: str | None = None
    due: dt.date | None = None
    status: str | None = None
    days: int | None = None
    words: str | None = None


class NoticeAmount(BaseModel):
    """Money asked for by one operative paragraph, in United States dollars."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    paragraph: str
    amount_usd: float
    source: str


class NoticeContent(BaseModel):
    """All that a notice may speak of; a kind uses what is there and does without what is not.

    `stage` is where the resolution stands after the fact. `outcome` is a code: what a body decided, the step a
    report took, what became of a duty, the ending of a life; of a parked or corrected fact, its type. `symbol` is
    the text's own, `report_symbol` that of a report, of the session or under a paragraph. `changes` are finished
    phrases ("submission: 13 March 2017, now 20 March 2017"); `detail` is free text that came with the fact.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    kind: NoticeKind | SystemNoticeKind
    reference: str
    title: str | None = None
    body_name: str | None = None
    session: int | None = None
    stage: str | None = None
    fact_time: Instant | None = None
    symbol: str | None = None
    languages: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    outcome: str | None = None
    votes: Votes | None = None
    report_symbol: str | None = None
    meeting: int | None = None
    items: tuple[NoticeItem, ...] = ()
    amounts: tuple[NoticeAmount, ...] = ()
    changes: tuple[str, ...] = Field(default=(), max_length=200)
    detail: str | None = None
