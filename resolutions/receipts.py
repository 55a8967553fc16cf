"""What telling a fact returns: a receipt, with the codes and flags of the vocabulary."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Stage = Literal["sponsorship", "revision", "recommendation", "adoption", "follow_up", "closed"]
Ending = Literal[
    "reported",
    "nothing_due",
    "adopted_without_report",
    "withdrawn",
    "merged",
    "no_consensus",
    "rejected",
    "lapsed",
]
Outcome = Literal["recorded", "duplicate", "parked", "refused"]
RefusalCode = Literal[
    "unknown_resolution",
    "already_exists",
    "closed",
    "not_a_sponsor",
    "already_a_sponsor",
    "wrong_body",
    "symbol_in_use",
    "already_acted",
    "unknown_paragraph",
    "mandate_closed",
    "invalid_data",
    "not_authorized",
]
ParkingCode = Literal["commission_has_not_acted", "council_has_not_acted", "not_adopted_yet"]
FlagCode = Literal[
    "late_submission",
    "circulated_under_24h",
    "financial_statement_under_48h",
    "no_financial_statement",
    "dates_out_of_order",
    "stale_deadline",
    "same_session_deadline",
    "not_a_member_state",
    "bypassed_committee",
    "irregular_symbol",
    "late_report",
    "not_all_languages",
]


class Flag(BaseModel):
    """Something irregular about a fact that was recorded all the same."""

    model_config = ConfigDict(frozen=True)
    code: FlagCode
    detail: str


class Reason(BaseModel):
    """Why a fact was parked or refused."""

    model_config = ConfigDict(frozen=True)
    code: RefusalCode | ParkingCode
    detail: str


class Receipt(BaseModel):
    """The answer to one fact. `seq` is its number in the resolution's ledger, None unless it stands there."""

    model_config = ConfigDict(frozen=True)
    outcome: Outcome
    reference: str | None = None
    seq: int | None = None
    stage: Stage | None = None
    flags: tuple[Flag, ...] = ()
    reason: Reason | None = None


def refusal(code: RefusalCode, detail: str, reference: str | None = None, stage: Stage | None = None) -> Receipt:
    """A receipt that says no."""
    return Receipt(outcome="refused", reference=reference, stage=stage, reason=Reason(code=code, detail=detail))


def not_authorized() -> Receipt:
    """The refusal of a teller who may not tell this; it says nothing of the resolution."""
    return refusal("not_authorized", "this teller may not tell this fact")
