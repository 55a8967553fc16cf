"""The rules that a body may set for itself, each with its visible default.

Nobody here could verify these for Vienna; they are settings of the resolution's file, fixed when the draft is submitted, so that a
change of setting never rewrites a life that has begun.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator


class DocumentClock(BaseModel):
    """Weeks before a session opens by which its report is forecast, submitted and issued (Geneva's published figures)."""

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
    circulation_hours: int = Field(default=24, ge=0, description="ECOSOC rule 54: no discussion or vote earlier")
    financial_statement_hours: int = Field(default=48, ge=0, description="practice of the commissions")
    joining_days: int = Field(default=7, ge=0, description="sponsors are recorded so long after the Commission acted")
    asking_days: int = Field(default=14, ge=0, description="the outcome is asked for so long after the session closed")
    council_asking_days: int = Field(
        default=180, ge=1, description="and so long after it was sent to the Council or Assembly"
    )
    reminder_days: tuple[int, ...] = Field(default=(28, 7), description="a milestone is announced so long before it")
    escalation_days: tuple[int, ...] = Field(
        default=(0, 7, 14), description="a missed one is told to office, head, bureau"
    )

    @field_validator("reminder_days", "escalation_days")
    @classmethod
    def _in_the_order_told(cls, days: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        return tuple(sorted(set(days), reverse=info.field_name == "reminder_days"))

    def clock_of(self, body: str) -> DocumentClock:
        """The document clock of a body."""
        return self.document_clocks.get(body, self.document_clock)
