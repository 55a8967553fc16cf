"""The facts that the service itself records: what it read, what followed, what time brought. Nobody else may tell
them.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from resolutions.duties import Due, Duty, DutyKind, Undated
from resolutions.fact_data import FactData, Label, Line, Name
from resolutions.receipts import Ending, Stage

MilestoneName = Literal["forecast", "submission", "issuance", "session", "due"]


class ReadParagraph(BaseModel):
    """A paragraph as found by the reader; its text stays with the document."""

    model_config = ConfigDict(frozen=True)
    part: Literal["preambular", "operative"]
    number: str | None = None
    verbs: tuple[str, ...] = ()


class ReadingFailure(BaseModel):
    """Why a document could not be read."""

    model_config = ConfigDict(frozen=True)
    code: str
    detail: Line


class Doubt(BaseModel):
    """A duty that the reader is not sure of: its label, the words it rests on, how sure it is (0 to 1), and why it is
    not, in plain sentences. It stands until a person has confirmed the duty, or denied it.
    """

    model_config = ConfigDict(frozen=True)
    label: Label
    words: Line
    confidence: Annotated[float, Field(ge=0, le=1)]
    why: tuple[Line, ...] = ()


class DraftRead(FactData):
    """What the reader found in a document. `asks_money`: the operative paragraphs that ask for or depend on money;
    `doubts`: the duties that somebody should look at; `changes`: what differs from the text before, in phrases.
    """

    type = "draft.read"
    by_service = True
    sha256: str
    title: Line | None = None
    sponsors: tuple[Name, ...] = ()
    agenda_item: Line | None = None
    original_language: Line | None = None
    paragraphs: tuple[ReadParagraph, ...] = ()
    mandates: tuple[Duty, ...] = ()
    asks_money: tuple[str, ...] = ()
    doubts: Annotated[tuple[Doubt, ...], Field(max_length=200)] = ()
    changes: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    failure: ReadingFailure | None = None


class StageEntered(FactData):
    """`because` is the number of the entry that led to it."""

    type = "stage.entered"
    by_service = True
    stage: Stage
    because: int


class MilestoneDue(BaseModel):
    """A milestone as it stands when its duty is opened; `session` where the duty falls due at one."""

    model_config = ConfigDict(frozen=True)
    name: MilestoneName
    due: dt.date
    last_day: dt.date
    status: Literal["ahead", "met", "missed"] = "ahead"
    session: int | None = None


class MandateOpened(FactData):
    """A duty that an adopted text sets; `stale` if its time had run out by then."""

    type = "mandate.opened"
    by_service = True
    paragraph: str
    kind: DutyKind
    verb: str = ""
    addressee: str
    to: str | None = None
    due: Due = Field(default_factory=Undated)
    conditions: tuple[str, ...] = ()
    milestones: tuple[MilestoneDue, ...] = ()
    stale: bool = False


class MilestoneFact(FactData):
    """The service's own word on a milestone. `session` tells apart the instalments of a duty due at several."""

    by_service = True
    paragraph: str
    milestone: MilestoneName
    due: dt.date
    session: int | None = None


class MilestoneAhead(MilestoneFact):
    """A milestone comes up in so many days."""

    type = "milestone.ahead"
    days: int


class MilestoneMissed(MilestoneFact):
    """`escalation` counts how often it was told: first to the office, then to its head, then to the bureau."""

    type = "milestone.missed"
    escalation: int = 1


class MilestoneMet(MilestoneFact):
    """A milestone was met, on this day."""

    type = "milestone.met"
    on: dt.date


class OutcomeAsked(FactData):
    """The session closed (or the Council's turn passed) and nobody told what became of the draft."""

    type = "outcome.asked"
    by_service = True
    body: str
    session: int | None = None


class DraftLapsed(FactData):
    """Nobody told what became of the draft before the next session opened."""

    type = "draft.lapsed"
    by_service = True
    session: int


class ResolutionClosed(FactData):
    """`because` is the number of the entry that led to it."""

    type = "resolution.closed"
    by_service = True
    ending: Ending
    because: int
