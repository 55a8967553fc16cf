"""Scenario files: one CloudEvent a line, in the order in which they are told; lines that start with `#` are comments.

Also the people of a rehearsal: somebody in every role that its facts and texts name, so that notices have where to go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from drafts.model import UnreadableDraft
from drafts.reader import read
from intake.door import decode_event
from ledger.directory import Stakeholder
from resolutions.facts import (
    DraftRevised,
    DraftSubmitted,
    Fact,
    InvalidFactError,
    MandateAssigned,
    SponsorAdded,
    parse_fact,
)
from resolutions.roles import Role


@dataclass(frozen=True)
class Line:
    """A line of a scenario: the event, whatever JSON it is, and its fact if it is one; or why it is no JSON at all."""

    number: int
    event: object = None
    fact: Fact | None = None
    problem: str | None = None

    @property
    def is_object(self) -> bool:
        """Whether it looks like an event at all: a JSON object."""
        return isinstance(self.event, dict)


def scenario_lines(text: str) -> list[Line]:
    """The lines of a scenario that tell something. Carriage returns and empty lines are no matter."""
    lines = text.split("\n")
    return [_line(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def _line(number: int, text: str) -> Line:
    try:
        event = decode_event(text)
    except InvalidFactError as error:
        return Line(number, problem=error.detail)
    try:
        return Line(number, event, parse_fact(event))
    except InvalidFactError:
        return Line(number, event)


def begins(lines: Sequence[Line]) -> dt.datetime | None:
    """When the first fact happened, None for a scenario without one."""
    return next((line.fact.time for line in lines if line.fact), None)


def people_of(facts: Iterable[Fact]) -> list[Stakeholder]:
    """A stand-in for every role that the facts will want to tell, at addresses that can exist nowhere."""
    people: dict[tuple[str, str | None], Stakeholder] = {}
    for role, of in [*_bodies(), *(pair for fact in facts for pair in _named(fact))]:
        place = re.sub(r"[^a-z0-9]+", "-", (of or role).lower()).strip("-")[:60] or "unnamed"
        people[role, of] = Stakeholder(
            role=role, of=of, name=f"{role.replace('_', ' ').capitalize()}, {of}", address=f"{role}@{place}.invalid"
        )
    return list(people.values())


_ROLES_OF_A_COMMISSION: tuple[Role, ...] = ("secretariat", "documents", "bureau", "observer", "finance")


def _bodies() -> Iterator[tuple[Role, str]]:
    yield from ((role, body) for body in ("CCPCJ", "CND") for role in _ROLES_OF_A_COMMISSION)
    yield "council_secretariat", "ECOSOC"
    yield "assembly_secretariat", "GA"


def _named(fact: Fact) -> Iterator[tuple[Role, str]]:
    match fact.data:
        case DraftSubmitted(sponsors=sponsors, document=document) | DraftRevised(sponsors=sponsors, document=document):
            yield from (("mission", name) for name in sponsors or ())
            if document is not None and document.text is not None:
                yield from _named_in(document.text)
        case SponsorAdded(sponsor=name):
            yield "mission", name
        case MandateAssigned(office=office):
            yield from _office(office)
        case _:
            return


def _office(name: str) -> Iterator[tuple[Role, str]]:
    yield "office", name
    yield "head", name


def _named_in(text: str) -> Iterator[tuple[Role, str]]:
    try:
        draft = read(text.encode())
    except UnreadableDraft:
        return
    yield from (("mission", name) for name in draft.sponsors)
    for duty in draft.mandates:
        yield from _office(duty.addressee)
