"""What the ledger knows, for people and programs with a token: resolutions, their ledgers, what is owed, the calendar.

Any role may read. Lists come a page at a time with a cursor for the next one, in the body and as a link (RFC 8288).
Every answer has an entity tag; resolutions go by their reference or by any of their symbols.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Generic, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from gateway import cursors
from gateway.conditional import answered
from gateway.cursors import CalendarCursor, DueCursor, LedgerCursor, ResolutionCursor, StreamCursor
from gateway.house import house_of
from gateway.identity import Known
from gateway.problems import Problem
from ledger.calendar import SESSION_STREAMS
from ledger.listing import (
    OwedFilter,
    StreamRow,
    calendar_page,
    filed_page,
    ledger_page,
    owed_page,
    stream_page,
)
from ledger.reading import filed, reference_of
from resolutions.calendar import provenance, usual_calendar
from resolutions.receipts import Stage
from resolutions.sessions import SessionDates, body_code
from resolutions.times import Day
from resolutions.views import FiledView, OwedView, ResolutionView, filed_view, owed_order

router = APIRouter(tags=["reading"])

MAX_LIMIT = 200
USUAL_LIMIT = 50
YEARS_OF_ESTIMATES = 3
"""How far ahead of the present year the calendar estimates sessions."""

_MAX_NAME = 300


def _by_code(body: str) -> str:
    return body_code(body.strip())


# PostgreSQL cannot be asked about the character U+0000, which an address can hold.
_Words = Annotated[str, StringConstraints(min_length=1, max_length=_MAX_NAME, pattern=r"^[^\x00]+$")]
Body = Annotated[
    Annotated[_Words, AfterValidator(_by_code)] | None, Query(description="Only of this body: CCPCJ, CND, ECOSOC, GA.")
]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="The most rows of a page.")]
CursorText = Annotated[str | None, Query(alias="cursor", description="Where the page before this one ended.")]

Item = TypeVar("Item", bound=BaseModel)


class Page(BaseModel, Generic[Item]):
    """A page of a list. `next` is the cursor of the page after it, null on the last."""

    model_config = ConfigDict(frozen=True)
    items: tuple[Item, ...]
    next: str | None = None


class SessionView(SessionDates):
    """A session's dates; `source`: "announced 2020-10-01", "on record", or "estimate"."""

    source: str


@router.get(
    "/resolutions", summary="List resolutions", operation_id="list_resolutions", response_model=Page[ResolutionView]
)
async def list_resolutions(
    request: Request,
    _: Known,
    body: Body = None,
    session: Annotated[int | None, Query(ge=1, le=2999, description="Only those put to this session.")] = None,
    stage: Annotated[Stage | None, Query(description="Only those at this stage.")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: CursorText = None,
) -> Response:
    """Every resolution as it stands, by body, session and reference."""
    last = cursors.decoded(cursor, ResolutionCursor) if cursor is not None else None
    after = (last.body, last.session, last.reference) if last else None
    rows = await filed_page(house_of(request).pool, body, session, stage, after, limit + 1)
    following = None
    if len(rows) > limit:
        end = rows[limit - 1]
        following = ResolutionCursor(body=end.body, session=end.session, reference=end.reference)
    return _paged(request, rows[:limit], following)


@router.get(
    "/resolutions/{ref:path}/ledger",
    summary="Read the ledger of a resolution",
    operation_id="read_ledger_of_resolution",
    response_model=Page[StreamRow],
)
async def ledger_of_resolution(
    request: Request, _: Known, ref: str, limit: Limit = USUAL_LIMIT, cursor: CursorText = None
) -> Response:
    """The ledger of one resolution, by its reference or a symbol of it, from the first entry."""
    return await _stream(request, await _reference(request, ref), limit, cursor)


@router.get(
    "/resolutions/{ref:path}",
    summary="Read a resolution",
    operation_id="read_resolution",
    response_model=FiledView,
)
async def read_resolution(request: Request, _: Known, ref: str) -> Response:
    """One resolution as it stands, by its reference or a symbol of it, with the facts that wait beside it."""
    known = await filed(house_of(request).pool, await _reference(request, ref))
    if known is None:
        raise _unknown()
    view = filed_view(known.resolution, known.parked)
    return answered(request, view.model_dump_json(by_alias=True).encode())


@router.get("/ledger", summary="Read the ledger", operation_id="read_ledger", response_model=Page[StreamRow])
async def read_ledger(
    request: Request,
    _: Known,
    reference: Annotated[
        _Words | None, Query(description="Only of this resolution, or of this session (session/ccpcj-29).")
    ] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: CursorText = None,
) -> Response:
    """The ledgers of all resolutions and sessions, one after the other."""
    if reference is not None:
        is_session = reference.startswith(SESSION_STREAMS)
        return await _stream(request, reference if is_session else await _reference(request, reference), limit, cursor)
    last = cursors.decoded(cursor, LedgerCursor) if cursor is not None else None
    rows = await ledger_page(house_of(request).pool, (last.stream, last.seq) if last else None, limit + 1)
    following = None
    if len(rows) > limit:
        following = LedgerCursor(stream=rows[limit - 1].stream, seq=rows[limit - 1].seq)
    return _paged(request, rows[:limit], following)


@router.get("/due", summary="Read what is owed", operation_id="read_due", response_model=Page[OwedView])
async def read_due(
    request: Request,
    _: Known,
    body: Body = None,
    office: Annotated[_Words | None, Query(description="Only what this office owes (part of its name).")] = None,
    until: Annotated[Day | None, Query(description="Only what is due by this day.")] = None,
    late: Annotated[bool | None, Query(description="Only what is late, or only what is not.")] = None,
    limit: Limit = USUAL_LIMIT,
    cursor: CursorText = None,
) -> Response:
    """What is owed, by whom and when: the latest first, then what is ahead in the order in which it falls due."""
    house, last = house_of(request), cursors.decoded(cursor, DueCursor) if cursor is not None else None
    after = (last.due, last.reference, last.paragraph) if last else None
    asked = OwedFilter(body=body, office=office, until=until, late=late)
    rows = await owed_page(house.pool, asked, house.now().date(), after, limit + 1)
    following = None
    if len(rows) > limit:
        due, reference, paragraph = owed_order(rows[limit - 1])
        following = DueCursor(due=due, reference=reference, paragraph=paragraph)
    return _paged(request, rows[:limit], following)


@router.get("/calendar", summary="Read the calendar", operation_id="read_calendar", response_model=Page[SessionView])
async def read_calendar(
    request: Request, _: Known, body: Body = None, limit: Limit = USUAL_LIMIT, cursor: CursorText = None
) -> Response:
    """Sessions by body and number: as announced, else as on record, else as estimated some years ahead."""
    house, last = house_of(request), cursors.decoded(cursor, CalendarCursor) if cursor is not None else None
    usual = usual_calendar(body, house.now().year, YEARS_OF_ESTIMATES)
    after = (last.body, last.session) if last else None
    rows = await calendar_page(house.pool, body, usual, after, limit + 1)
    following = None
    if len(rows) > limit:
        following = CalendarCursor(body=rows[limit - 1].body, session=rows[limit - 1].session)
    views = [SessionView(**dict(dates), source=provenance(dates)) for dates in rows[:limit]]
    return _paged(request, views, following)


async def _stream(request: Request, stream: str, limit: int, cursor: str | None) -> Response:
    """A page of one stream of the ledger; a stream without a single entry is none."""
    last = cursors.decoded(cursor, StreamCursor) if cursor is not None else None
    rows = await stream_page(house_of(request).pool, stream, last.seq if last else 0, limit + 1)
    if not rows and last is None:
        raise _unknown()
    following = StreamCursor(seq=rows[limit - 1].seq) if len(rows) > limit else None
    return _paged(request, rows[:limit], following)


async def _reference(request: Request, name: str) -> str:
    """The reference that a reference or symbol means. Raises `Problem` 404."""
    possible = 0 < len(name) <= _MAX_NAME and "\x00" not in name
    found = await reference_of(house_of(request).pool, name) if possible else None
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Problem:
    return Problem("not_found", "no resolution or session is known by this name")


def _paged(request: Request, items: Sequence[Item], following: cursors.Cursor | None) -> Response:
    """A page as JSON, with a link to the next one."""
    text = cursors.encoded(following) if following is not None else None
    content = Page[BaseModel](items=tuple(items), next=text).model_dump_json(by_alias=True, serialize_as_any=True)
    headers = {}
    if text is not None:
        there = request.url.include_query_params(cursor=text)
        headers["link"] = f'<{quote(request.url.path)}?{there.query}>; rel="next"'
    return answered(request, content.encode(), headers)
