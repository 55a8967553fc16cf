"""How the header of a draft and its numbers are printed, wherever they are: the lines that the reader looks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from drafts.bodies import NAMES
from drafts.dates import MONTHS
from drafts.model import Form, ReadDraft

LANGUAGES: Final = {
    "ar": "Arabic",
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "es": "Spanish",
}
_KINDS: Final[Mapping[Form, str]] = MappingProxyType(
    {
        "resolution": "draft resolution",
        "decision": "draft decision",
        "amendment": "amendment",
        "compilation": "draft resolution",
    }
)
_FIRST_YEAR: Final = 1900
"""Sessions are numbered; from here on, a number is the year of a body that counts by year."""


def cover_lines(draft: ReadDraft) -> Iterator[str]:
    """The lines of the header, down to the sponsors and the recommendation; what is not known has no line."""
    if draft.symbol:
        yield draft.symbol
    if draft.body:
        yield body_name(draft.body)
    if draft.distribution:
        yield f"Distr.: {draft.distribution.capitalize()}"
    if draft.date:
        yield printed_date(draft.date)
    if draft.original_language:
        yield f"Original: {LANGUAGES.get(draft.original_language, draft.original_language)}"
    if draft.session is not None:
        yield session_line(draft.session)
    if draft.agenda_item:
        yield f"Agenda item {draft.agenda_item}"
    if draft.sponsors:
        yield f"{', '.join(draft.sponsors)}: {kind_of(draft)}"
    if draft.for_adoption_by and draft.body and draft.for_adoption_by != draft.body:
        to = f"to the {body_name(draft.for_adoption_by)} the adoption of the following {_KINDS[draft.form]}:"
        yield f"The {body_name(draft.body)} recommends {to}"


def kind_of(draft: ReadDraft) -> str:
    """What a draft calls itself after its sponsors: "revised draft resolution"."""
    return f"revised {_KINDS[draft.form]}" if draft.revised else _KINDS[draft.form]


def formula(draft: ReadDraft) -> str | None:
    """The opening formula of the body in whose name the paragraphs speak; an amendment has instructions instead."""
    speaks = draft.for_adoption_by if draft.form != "amendment" else None
    return f"The {body_name(speaks)}," if speaks else None


def session_line(session: int) -> str:
    """How a header names a session: by its number, or by its year where the body counts by year."""
    if session > _FIRST_YEAR:
        return f"{session} session"
    return f"{ordinal_number(session)} session"


def ordinal_number(number: int) -> str:
    """A number as its ordinal: "53rd"."""
    suffix = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def printed_date(date: dt.date) -> str:
    """A date as the UN prints it: "21 July 2015"."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def printed_number(number: str) -> str:
    """A number as it is printed: "11" with a full stop, "(a)" without."""
    return number if number.startswith("(") else f"{number}."


def body_name(code: str) -> str:
    """The name of a body as it is printed."""
    return NAMES.get(code, code)
