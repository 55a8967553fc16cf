"""Evidence: the words that a duty rests on, where they stand, and what about them a person should look at.

Confidence is 1.0 less what the doubts weigh, so that every figure can be said in words. A duty below
`CONFIRM_BELOW` is to be confirmed by a person before a deadline depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

CONFIRM_BELOW: Final = 0.7
"""The confidence under which a duty waits for a person's yes."""

DoubtCode = Literal[
    "addressee_missing",
    "addressee_implied",
    "addressee_list",
    "addressee_unclear",
    "body_by_common_noun",
    "body_unnamed",
    "several_times",
    "relative_session",
    "event",
    "days_as_months",
    "time_elsewhere",
    "periodic_product",
    "undated",
    "no_recipient",
    "several_recipients",
    "states_at_large",
    "recalled",
    "own_decision",
    "noun_without_telling",
    "soft_wording",
    "soft_towards_states",
    "existing_report",
    "long_paragraph",
]


class Doubt(NamedTuple):
    """What a doubt takes from the confidence, and how it is said to a secretariat."""

    weight: float
    sentence: str


DOUBTS: Final[Mapping[DoubtCode, Doubt]] = MappingProxyType(
    {
        "addressee_missing": Doubt(0.35, "no addressee was found"),
        "addressee_implied": Doubt(0.15, "the addressee is only implied"),
        "addressee_list": Doubt(0.15, "several addressees are named in one phrase"),
        "addressee_unclear": Doubt(0.25, "the addressee is like no office, body or State that texts address"),
        "body_by_common_noun": Doubt(0.15, "a body is named by a common noun that this text does not explain"),
        "body_unnamed": Doubt(0.05, "the clause does not say whose session it means"),
        "several_times": Doubt(0.15, "the clause names more than one time"),
        "relative_session": Doubt(0.15, "the session is counted from the one that has the text before it"),
        "event": Doubt(0.1, "the time depends on an event that has no date yet"),
        "days_as_months": Doubt(0.1, "a period given in days is counted in months of thirty days"),
        "time_elsewhere": Doubt(0.25, "the time stands apart from what is to be done"),
        "periodic_product": Doubt(0.1, "the period is said of the report, not of the duty to report"),
        "undated": Doubt(0.1, "no time was found"),
        "no_recipient": Doubt(0.1, "the text does not say whom the report is for"),
        "several_recipients": Doubt(0.1, "more than one recipient is named in one clause"),
        "states_at_large": Doubt(0.1, "the recipient is all Member States, which is no body"),
        "recalled": Doubt(0.15, "the paragraph recalls or renews what was asked before"),
        "own_decision": Doubt(0.15, "the body decides this for itself and nobody else is named"),
        "noun_without_telling": Doubt(0.1, "a report is named without a verb of telling"),
        "soft_wording": Doubt(0.15, "the wording invites or encourages, it does not request"),
        "soft_towards_states": Doubt(0.2, "the wording is soft and addresses States, not an office"),
        "existing_report": Doubt(0.1, "what is asked may only add to a report that is due anyway"),
        "long_paragraph": Doubt(0.1, "the paragraph is unusually long"),
    }
)


class Evidence(BaseModel):
    """What one duty rests on.

    `paragraph` is its label ("11", "2 (a)"). `start` and `end` are offsets in characters into the text of that
    paragraph or sub-paragraph, and `words` is exactly what stands between them: the ask from its verb on, or the whole
    of a sub-paragraph led by a verb above it. `due_start` and `due_end` are those of the words that set the time; None
    where no words of this paragraph do. `confidence` is 1.0 less what the `doubts` weigh, never under 0.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    paragraph: str
    words: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    due_start: int | None = Field(default=None, ge=0)
    due_end: int | None = Field(default=None, ge=0)
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    doubts: tuple[DoubtCode, ...] = ()

    @model_validator(mode="after")
    def _stand_where_they_say(self) -> Self:
        if self.end - self.start != len(self.words):
            raise ValueError("the words are as long as the offsets say")
        if (self.due_start is None) != (self.due_end is None):
            raise ValueError("the time has both its offsets or none")
        return self

    @property
    def needs_confirmation(self) -> bool:
        """Whether a person is to say yes before a deadline depends on the duty."""
        return self.confidence < CONFIRM_BELOW

    @property
    def sentences(self) -> tuple[str, ...]:
        """The doubts in words, in the order of `doubts`."""
        return tuple(DOUBTS[doubt].sentence for doubt in self.doubts)


def confidence_of(doubts: Iterable[DoubtCode]) -> float:
    """1.0 less what the doubts weigh, each counted once, in hundredths; never under 0."""
    return max(0.0, round(1.0 - sum(DOUBTS[doubt].weight for doubt in dict.fromkeys(doubts)), 2))
