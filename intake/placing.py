"""Where a fact goes in the inbox: into the lane of its resolution or session, with what telling it later takes.

A symbol is resolved when a fact is let in, if it is known. One that only a fact in the inbox gives puts the fact into
that fact's lane, behind it; whom it then concerns is found out when it is told. One that nobody knows has a lane of its
own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import asyncpg

from intake.door import Addressed, Door, Told
from ledger.inbox import Arrival, lane_of_symbol, lane_that_waits
from ledger.reading import reference_of
from resolutions.authority import Authority, could_permit
from resolutions.facts import (
    DraftSubmitted,
    Fact,
    InvalidFactError,
    MandateFact,
    SessionScheduled,
    claimed_symbol,
    is_reference,
    parse_fact,
    printed_symbol,
)
from resolutions.receipts import not_authorized
from resolutions.sessions import Commission, session_key


@dataclass(frozen=True)
class Placed:
    """A fact and the row that it is to get."""

    fact: Fact
    arrival: Arrival


class Placing:
    """The events of one teller, placed in order. `teller` is under which name he was let in."""

    def __init__(self, door: Door, pool: asyncpg.Pool, authority: Authority | None, teller: str) -> None:
        self._door = door
        self._pool = pool
        self._authority = authority
        self._teller = teller
        self._given: dict[str, str] = {}

    async def place(self, events: Sequence[object]) -> list[Told | Placed]:
        """A row for each event, or the receipt that refuses it. Documents and minted references are kept by then.

        Raises `DatabaseUnavailableError` or `LedgerUnavailableError`.
        """
        return [await self._place(place, event) for place, event in enumerate(events)]

    async def _place(self, place: int, event: object) -> Told | Placed:
        try:
            fact = parse_fact(event)
        except InvalidFactError:
            return _refused(await self._door.address(place, event, self._authority))
        if not _goes_by_symbol(fact):
            return await self._place_addressed(place, fact, fact)
        if self._authority is not None and not could_permit(self._authority, fact):
            return Told(fact.id, fact.type, not_authorized())
        symbol = printed_symbol(fact.subject or "")
        lane = self._given.get(symbol) or await self._lane_behind(symbol)
        if lane is None:
            reference = await reference_of(self._pool, symbol)
            if reference is not None:
                return await self._place_addressed(place, fact, fact.model_copy(update={"subject": reference}))
            lane = await lane_of_symbol(self._pool, symbol) or symbol
        return self._placed(fact, fact, lane, addressed=False)

    async def _lane_behind(self, symbol: str) -> str | None:
        """The symbol's own lane while something waits there, though it be known by now: order comes first."""
        return symbol if await lane_that_waits(self._pool, symbol) else None

    async def _place_addressed(self, place: int, told: Fact, fact: Fact) -> Told | Placed:
        addressed = await self._door.address(place, fact.as_event(), self._authority)
        if isinstance(addressed, Told):
            return addressed
        return self._placed(told, addressed.fact, addressed.reference or _session_lane(addressed.fact), addressed=True)

    def _placed(self, told: Fact, fact: Fact, lane: str, *, addressed: bool) -> Placed:
        """`told` is the fact as its teller told it, by which it is known when it is told again."""
        symbol = _symbol_given(fact)
        if symbol is not None:
            self._given[symbol] = lane
        arrival = Arrival(
            lane=lane,
            source=self._teller,
            event_id=fact.id,
            digest=hashlib.sha256(_as_json([self._teller, told.as_event()]).encode()).digest(),
            event=_as_json(fact.as_event()),
            authority="null" if self._authority is None else self._authority.model_dump_json(),
            addressed=addressed,
            symbol=symbol,
        )
        return Placed(fact, arrival)


def _as_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _refused(addressed: Addressed | Told) -> Told:
    if isinstance(addressed, Addressed):
        raise TypeError("the door addressed what is no fact")
    return addressed


def _goes_by_symbol(fact: Fact) -> bool:
    if fact.subject is None or isinstance(fact.data, DraftSubmitted | SessionScheduled):
        return False
    return not is_reference(fact.subject)


def _session_lane(fact: Fact) -> str:
    data = fact.data
    if not isinstance(data, SessionScheduled):
        raise TypeError(f"{fact.type} is addressed to nobody")
    return f"session/{session_key(data.body, data.session)}"


def _symbol_given(fact: Fact) -> str | None:
    """The symbol that a fact gives its resolution, printed; None where that depends on which commission acted."""
    if isinstance(fact.data, MandateFact):
        return None
    prints = {claimed_symbol(fact.data, commission) for commission in get_args(Commission)}
    return prints.pop() if len(prints) == 1 else None
