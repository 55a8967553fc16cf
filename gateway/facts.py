"""Facts that people tell: each under one of the roles that its teller holds.

The roles of a caller are tried in their order: a fact is told under the first that may tell it. What none of them may
tell at all is refused before anything is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from gateway.answers import answer_many, answer_one, lacks_authority
from gateway.envelopes import content_mode, kind_of, opened, refuse_unless_tellable
from gateway.house import house_of
from gateway.identity import Caller, Known
from intake.door import Door, Told
from resolutions.authority import Authority

router = APIRouter(tags=["facts"])


@router.post("/facts", summary="Tell facts", operation_id="tell_facts")
async def tell_facts(request: Request, caller: Known) -> Response:
    """Tell one fact, or a batch of them in order, as CloudEvents 1.0: a receipt for each."""
    mode = content_mode(request.headers)
    envelope = opened(mode, request.headers, await request.body())
    refuse_unless_tellable(envelope.events, _all_of(caller.authorities), batch=envelope.batch)
    told = await _told(house_of(request).door, envelope.events, caller)
    return answer_many(told) if envelope.batch else answer_one(told[0])


def _all_of(authorities: Sequence[Authority]) -> Authority:
    """Every kind of fact that any of them names; the limits of each are judged when a fact is told under it."""
    return Authority(facts=tuple(pattern for authority in authorities for pattern in authority.facts))


async def _told(door: Door, events: Sequence[object], caller: Caller) -> list[Told]:
    """Events told in order: together where there is one authority to tell them under, else each for itself."""
    choices = [caller.authorities_over(kind_of(event) or "") for event in events]
    if all(len(each) == 1 and each == choices[0] for each in choices):
        return await door.tell(events, choices[0][0]) if events else []
    return [await _told_under_any(door, event, each) for event, each in zip(events, choices, strict=True)]


async def _told_under_any(door: Door, event: object, authorities: Sequence[Authority]) -> Told:
    """An event told under the first authority that lets it through; there is one at least that names its kind."""
    for authority in authorities[:-1]:
        (told,) = await door.tell([event], authority)
        if not lacks_authority(told.receipt):
            return told
    (told,) = await door.tell([event], authorities[-1])
    return told
