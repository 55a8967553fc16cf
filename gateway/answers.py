"""What telling facts is answered with over HTTP: receipts where they stand, a problem where one was refused.

One fact is answered with its receipt: 200 recorded or a duplicate, 202 parked. A batch with all receipts in order: 200,
or 202 if one of them is parked. A refusal is a problem that carries what was answered, except for lack of authority:
that says so and nothing more, for whoever may not tell a fact learns nothing of the resolution either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from fastapi import Response, status
from pydantic import BaseModel, ConfigDict

from gateway.problems import Problem
from intake.door import Told
from resolutions.receipts import Receipt, RefusalCode

_REFUSALS: Mapping[str, RefusalCode] = {code: code for code in get_args(RefusalCode)}
"""The codes of refusals, which are codes of problems, too."""


class Receipts(BaseModel):
    """The receipts of a batch, in the order in which its facts were told."""

    model_config = ConfigDict(frozen=True)
    receipts: tuple[Receipt, ...]


def answer_one(told: Told) -> Response:
    """The answer to one fact. Raises `Problem` if it was refused: 409 by the refusal's own code, or 403."""
    receipt = told.receipt
    if lacks_authority(receipt):
        raise Problem("not_authorized")
    if receipt.outcome == "refused" and receipt.reason is not None:
        code, shown = _REFUSALS[receipt.reason.code], receipt.model_dump(mode="json")
        raise Problem(code, receipt.reason.detail, status=status.HTTP_409_CONFLICT, extensions={"receipt": shown})
    return _json(receipt, parked=receipt.outcome == "parked")


def answer_many(tolds: Sequence[Told]) -> Response:
    """The answer to a batch. Raises `Problem` if any of it was refused; what was recorded stands all the same."""
    receipts = tuple(told.receipt for told in tolds)
    if receipts and all(map(lacks_authority, receipts)):
        raise Problem("not_authorized")
    answer = Receipts(receipts=receipts)
    outcomes = {receipt.outcome for receipt in receipts}
    if "refused" in outcomes:
        raise Problem("partly_refused", extensions=answer.model_dump(mode="json"))
    return _json(answer, parked="parked" in outcomes)


def lacks_authority(receipt: Receipt) -> bool:
    """Whether a fact was refused because its teller may not tell it."""
    return receipt.reason is not None and receipt.reason.code == "not_authorized"


def _json(answer: BaseModel, *, parked: bool) -> Response:
    code = status.HTTP_202_ACCEPTED if parked else status.HTTP_200_OK
    return Response(answer.model_dump_json(), code, media_type="application/json")
