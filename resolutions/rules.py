"""The rules that a body may set for itself, each with its visible default.

Nobody here could verify these for Vienna; they are settings of the resolution's file, fixed when the draft is
submitted, so that a change of setting never rewrites a life that has begun.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Days = Annotated[int, Field(ge=0, le=3650)]
"""Whole days."""

Hours = Annotated[int, Field(ge=0, le=8760)]
"""Whole hours."""


class DocumentClock(BaseModel):
    """Weeks before a session opens by which a report is forecast, submitted and issued (Geneva's published figures)."""

    model_config = ConfigDict(frozen=True)
    forecast: int = Field(default=14, ge=0, le=104)
    submission: int = Field(default=10, ge=0, le=104)
    issuance: int = Field(default=6, ge=0, le=104)


class Rules(BaseModel):
    """Everything about the procedure that is a setting.

    `document_clocks` holds a clock for each body that has one of its own; hours, days and weeks are whole numbers.
    """

    model_config = ConfigDict(frozen=True)
    document_clock: DocumentClock = DocumentClock()
    document_clocks: dict[str, DocumentClock] = Field(default_factory=dict)
    circulation_hours: Hours = Field(default=24, description="ECOSOC rule 54: no discussion or vote earlier")
    financial_statement_hours: Hours = Field(default=48, description="practice of the commissions")
    joining_days: Days = Field(default=7, description="sponsors are recorded so long after the Commission acted")
    asking_days: Days = Field(default=14, description="the outcome is asked for so long after the session closed")
    council_asking_days: Days = Field(
        default=180, description="and so long after it was sent to the Council or Assembly"
    )
    reminder_days: tuple[Days, ...] = Field(default=(28, 7), description="a milestone is announced so long before it")
    escalation_days: tuple[Days, ...] = Field(
        default=(0, 7, 14), description="a missed one is told to office, head, bureau"
    )

    @field_validator("reminder_days", "escalation_days")
    @classmethod
    def _in_the_order_told(cls, days: tuple[Days, ...], info: ValidationInfo) -> tuple[Days, ...]:
        """A miss is always told at once: only by being told does it stand in the ledger."""
        if info.field_name == "reminder_days":
            return tuple(sorted(set(days), reverse=True))
        return tuple(sorted({0, *days}))

    def clock_of(self, body: str) -> DocumentClock:
        """The document clock of a body."""
        return self.document_clocks.get(body, self.document_clock)
