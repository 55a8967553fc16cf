"""The door: events as they come (a command's, a webhook's, a scenario's) become facts, are brought to whom they
concern, and get their receipts.

In order: each event is validated; documents are kept by SHA-256 and travel by reference; the subject is resolved to a
reference (or one is minted); neighbouring facts about one resolution are told together. Nothing is acknowledged that
the engine has not taken.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import asyncpg
from temporalio.client import Client

from intake.errors import DatabaseUnavailableError
from intake.telling import ANSWER_TIMEOUT, Teller
from ledger.documents import MAX_DOCUMENT_BYTES, document_size, store_document
from ledger.errors import LedgerUnavailableError
from ledger.reading import mint_reference, reference_of, surroundings_of
from resolutions.authority import Authority, could_permit
from resolutions.facts import (
    MAX_FACT_BYTES,
    Document,
    DraftSubmitted,
    Fact,
    InvalidFactError,
    SessionScheduled,
    is_reference,
    parse_fact,
)
from resolutions.receipts import Receipt, not_authorized, refusal
from resolutions.rules import Rules
from resolutions.state import Surroundings

MAX_TOGETHER = 100
"""Facts in one update."""

MAX_BYTES_TOGETHER = 1_000_000
"""Bytes of JSON in one update, well below what the engine can carry (2 MiB)."""


_LOOKS_FOR_A_SYMBOL = 6
_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class Told:
    """An event's id (None where it has none that can be read), its fact's short name if it is one, and its receipt."""

    id: str | None
    type: str | None
    receipt: Receipt


@dataclass(frozen=True)
class Addressed:
    """A fact on its way: where it stands among the events, the reference it concerns (empty: a session's
    announcement), its size in bytes. Its document is kept already.
    """

    place: int
    fact: Fact
    reference: str
    size: int


class Door:
    """One door for all tellers. `pool` is needed for documents, symbols and minted references; a fact that needs none
    of these is told while PostgreSQL is out of reach. `patience` is how long the engine may take to answer.
    """

    def __init__(
        self,
        client: Client,
        pool: asyncpg.Pool | None,
        rules: Rules | None = None,
        clock_offset: dt.timedelta = dt.timedelta(),
        patience: dt.timedelta = ANSWER_TIMEOUT,
    ) -> None:
        self._pool = pool
        self._teller = Teller(client, pool, rules, clock_offset, patience)

    async def tell(self, events: Sequence[object], authority: Authority | None = None) -> list[Told]:
        """Tell events in order; a receipt for each. `authority` is the teller's (None: everything may be told).

        Raises `EngineUnavailableError` or `DatabaseUnavailableError` at the first event that could not be told; what
        was told before it stands, and telling all of them again is safe.
        """
        told: list[Told | None] = [None] * len(events)
        waiting: list[Addressed] = []
        for place, event in enumerate(events):
            if _names_a_symbol(event):
                await self._tell_waiting(waiting, authority, told)
            addressed = await self.address(place, event, authority)
            if isinstance(addressed, Addressed):
                waiting.append(addressed)
                continue
            await self._tell_waiting(waiting, authority, told)
            told[place] = addressed
        await self._tell_waiting(waiting, authority, told)
        return [each for each in told if each is not None]

    async def tell_facts(self, facts: Sequence[Fact], authority: Authority | None) -> list[Receipt]:
        """Tell facts that were addressed before (their subject is the reference, their documents are kept), in order;
        a receipt for each. Raises as `tell` does.
        """
        told: list[Told | None] = [None] * len(facts)
        waiting = [Addressed(place, fact, _concerned(fact), _size(fact)) for place, fact in enumerate(facts)]
        await self._tell_waiting(waiting, authority, told)
        return [each.receipt for each in told if each is not None]

    async def _tell_waiting(
        self, waiting: list[Addressed], authority: Authority | None, told: list[Told | None]
    ) -> None:
        """Neighbours about one resolution go together, in pieces that the engine can carry."""
        for reference, neighbours in groupby(waiting, key=lambda addressed: addressed.reference):
            for piece in _pieces(list(neighbours)):
                facts = [addressed.fact for addressed in piece]
                receipts = await self._tell_piece(reference, facts, authority)
                for addressed, receipt in zip(piece, receipts, strict=True):
                    told[addressed.place] = Told(addressed.fact.id, addressed.fact.type, receipt)
        waiting.clear()

    async def _tell_piece(
        self, reference: str, facts: Sequence[Fact], authority: Authority | None
    ) -> Sequence[Receipt]:
        if reference:
            surroundings = await self._surroundings(facts)
            return await self._teller.tell(reference, facts, surroundings, authority)
        return [await self._teller.tell_session(fact) for fact in facts]

    async def _surroundings(self, facts: Sequence[Fact]) -> Surroundings:
        """What the ledger knows beyond the resolution; nothing while it is out of reach, for a fact is told all the
        same.
        """
        if self._pool is None:
            return Surroundings()
        try:
            return await surroundings_of(self._pool, facts)
        except LedgerUnavailableError:
            return Surroundings()

    async def address(self, place: int, event: object, authority: Authority | None = None) -> Addressed | Told:
        """A fact with the reference it concerns, its document kept; or the receipt that refuses it.

        What this teller may tell of no resolution at all is refused before anything of it is kept.
        """
        try:
            fact = parse_fact(event)
            if authority is not None and not could_permit(authority, fact):
                return Told(fact.id, fact.type, not_authorized())
            fact = await self._with_document_kept(fact)
        except InvalidFactError as error:
            return Told(_readable_id(event), _readable_type(event), refusal("invalid_data", error.detail))
        size = _size(fact)
        if size > MAX_FACT_BYTES:
            return Told(fact.id, fact.type, refusal("invalid_data", f"larger than {MAX_FACT_BYTES} bytes"))
        if isinstance(fact.data, SessionScheduled):
            return Addressed(place, fact, "", size)
        reference = await self._reference(fact)
        if isinstance(reference, Receipt):
            return Told(fact.id, fact.type, reference)
        return Addressed(place, fact.model_copy(update={"subject": reference}), reference, size)

    async def _reference(self, fact: Fact) -> str | Receipt:
        subject = fact.subject
        if isinstance(fact.data, DraftSubmitted):
            if subject is None:
                return await self._minted(fact, fact.data)
            return (
                subject
                if is_reference(subject)
                else refusal(
                    "invalid_data",
                    "subject: a reference is 3 to 63 small letters, digits and hyphens, the first no hyphen",
                )
            )
        if subject is None:
            return refusal("invalid_data", "subject: must name the resolution")
        if is_reference(subject):
            return subject
        return await self._known_by(subject) or refusal("unknown_resolution", "subject: no resolution is known by it")

    async def _known_by(self, symbol: str) -> str | None:
        """The reference of a symbol. One that was told a moment ago may still be on its way to the ledger: look
        again.
        """
        for _ in range(_LOOKS_FOR_A_SYMBOL):
            try:
                found = await reference_of(self._reachable_pool(), symbol)
            except LedgerUnavailableError:
                raise DatabaseUnavailableError from None
            if found is not None:
                return found
            await asyncio.sleep(_BETWEEN_LOOKS)
        return None

    async def _minted(self, fact: Fact, data: DraftSubmitted) -> str:
        try:
            return await mint_reference(self._reachable_pool(), data.body, data.session, fact.source, fact.id)
        except LedgerUnavailableError:
            raise DatabaseUnavailableError from None

    async def _with_document_kept(self, fact: Fact) -> Fact:
        """The document's bytes go to the ledger; the fact goes on with their SHA-256."""
        document = getattr(fact.data, "document", None)
        if not isinstance(document, Document):
            return fact
        try:
            kept = await self._kept(document)
        except LedgerUnavailableError:
            raise DatabaseUnavailableError from None
        return fact.model_copy(update={"data": fact.data.model_copy(update={"document": kept})})

    async def _kept(self, document: Document) -> Document:
        """The document by its SHA-256: of the content it came with, or of one that was handed in before."""
        pool = self._reachable_pool()
        if document.sha256 is not None:
            size = await document_size(pool, document.sha256)
            if size is None:
                raise InvalidFactError("data.document.sha256: no such document was handed in")
            return document.model_copy(update={"size": size})
        content = _content(document)
        sha256 = await store_document(pool, content, document.name, document.media_type)
        return Document(name=document.name, media_type=document.media_type, sha256=sha256, size=len(content))

    def _reachable_pool(self) -> asyncpg.Pool:
        if self._pool is None:
            raise DatabaseUnavailableError
        return self._pool


def _concerned(fact: Fact) -> str:
    return "" if isinstance(fact.data, SessionScheduled) else fact.subject or ""


def _names_a_symbol(event: object) -> bool:
    """Whether an event's subject must be looked up: a fact told just before may be what gives it its meaning."""
    subject = event.get("subject") if isinstance(event, dict) else None
    return isinstance(subject, str) and not is_reference(subject)


def _size(fact: Fact) -> int:
    return len(fact.model_dump_json(by_alias=True).encode())


def _content(document: Document) -> bytes:
    if document.text is not None:
        content = document.text.encode()
    else:
        try:
            content = base64.b64decode(document.base64 or "", validate=True)
        except (binascii.Error, ValueError):
            raise InvalidFactError("data.document.base64: is not base64") from None
    if len(content) > MAX_DOCUMENT_BYTES:
        raise InvalidFactError(f"data.document: larger than {MAX_DOCUMENT_BYTES} bytes")
    return content


def _pieces(neighbours: list[Addressed]) -> Iterator[list[Addressed]]:
    piece: list[Addressed] = []
    for addressed in neighbours:
        full = len(piece) == MAX_TOGETHER or sum(each.size for each in piece) + addressed.size > MAX_BYTES_TOGETHER
        if piece and full:
            yield piece
            piece = []
        piece.append(addressed)
    if piece:
        yield piece


def _readable_id(event: object) -> str | None:
    found = event.get("id") if isinstance(event, dict) else None
    return found if isinstance(found, str) and 0 < len(found) <= 300 else None


def _readable_type(event: object) -> str | None:
    found = event.get("type") if isinstance(event, dict) else None
    if not isinstance(found, str) or len(found) > 100:
        return None
    return found.removeprefix("resolute.").removesuffix(".v1")


def decode_event(text: str) -> object:
    """JSON text as an event. Raises `InvalidFactError` for what is no JSON, or JSON that cannot be kept."""

    def refuse_constant(name: str) -> object:
        raise InvalidFactError(f"{name} is no JSON number")

    try:
        return json.loads(text, parse_constant=refuse_constant)
    except RecursionError:
        raise InvalidFactError("nested too deep") from None
    except json.JSONDecodeError as error:
        raise InvalidFactError(f"no JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except ValueError:
        raise InvalidFactError("a number is too long") from None
