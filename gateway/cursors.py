"""Cursors: where a page of a list ended, as text that goes into an address and means something to us only.

A cursor holds the place of the last row that was shown, and the list that it belongs to. It opens nothing that could
not be asked for without it, so it is not signed; but what is no cursor of that list, whatever else it is, is refused.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from gateway.problems import Problem

MAX_CURSOR_CHARACTERS = 2000
"""The longest cursor that is looked at; the longest that is made is shorter."""

_TEXT = re.compile(r"[A-Za-z0-9_-]+")

_Words = Annotated[str, StringConstraints(max_length=600, pattern=r"^[^\x00]*$")]
_Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
_SmallNumber = Annotated[int, Field(ge=0, le=2**31 - 1)]


class Cursor(BaseModel):
    """A place in a list. Each list has a class of its own, told apart by `list_name`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class ResolutionCursor(Cursor):
    """Among resolutions by body, session and reference."""

    list_name: Literal["resolutions"] = "resolutions"
    body: _Words
    session: _SmallNumber
    reference: _Words


class LedgerCursor(Cursor):
    """Among all rows of the ledger by stream and number."""

    list_name: Literal["ledger"] = "ledger"
    stream: _Words
    seq: _Number


class StreamCursor(Cursor):
    """Among the rows of one stream."""

    list_name: Literal["stream"] = "stream"
    seq: _Number


class DueCursor(Cursor):
    """Among what is owed, by day (none known: the last day there is), reference and paragraph."""

    list_name: Literal["due"] = "due"
    due: dt.date
    reference: _Words
    paragraph: _Words


class CalendarCursor(Cursor):
    """Among sessions by body and number."""

    list_name: Literal["calendar"] = "calendar"
    body: _Words
    session: _SmallNumber


AnyCursor = TypeVar("AnyCursor", bound=Cursor)


def encoded(cursor: Cursor) -> str:
    """A cursor as text of the URL-safe base64 alphabet, without padding."""
    return base64.urlsafe_b64encode(cursor.model_dump_json().encode()).decode().rstrip("=")


def decoded(text: str, shape: type[AnyCursor]) -> AnyCursor:
    """A cursor of one list. Raises `Problem` 400 `invalid_cursor` for any other text."""
    if len(text) > MAX_CURSOR_CHARACTERS or _TEXT.fullmatch(text) is None:
        raise Problem("invalid_cursor")
    try:
        opened = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = shape.model_validate_json(opened)
    except (binascii.Error, ValidationError):
        raise Problem("invalid_cursor") from None
    if encoded(cursor) != text:  # one place, one text: what we did not write ourselves is refused
        raise Problem("invalid_cursor")
    return cursor
