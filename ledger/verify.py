"""Proving the ledger: every stream numbered without gaps, every hash right, every column as its entry says, and the
read model what the facts make. A row that was changed, removed, put elsewhere or added is named.

What it cannot see is what somebody does who may write everything and does it consistently: a stream rewritten from some
row to its end with every hash computed anew, its newest rows removed and its head set back, a stream removed with all
that speaks of it. Against that, keep the heads that `ledger verify` prints where the same hands do not reach, and
compare. Nor does the chain cover the rules that a resolution was opened with, the directory, documents (they are named
by their own hash) and notices.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, TypeVar

import asyncpg
from pydantic import BaseModel, ConfigDict, ValidationError

from ledger.calendar import SESSION_STREAMS
from ledger.chain import GENESIS, chained, entry_of_body
from ledger.connection import reaching_the_ledger
from resolutions.evolve import announced_dates
from resolutions.facts import DraftSubmitted, Fact, SessionScheduled
from resolutions.life import apply
from resolutions.rules import Rules
from resolutions.sessions import SessionDates
from resolutions.state import Entry, Resolution


class Finding(BaseModel):
    """Something wrong with a stream: at which number (None: with the stream as a whole), and what."""

    model_config = ConfigDict(frozen=True)
    stream: str
    seq: int | None
    problem: str


class Verified(BaseModel):
    """A stream that was read through: how many entries it has, its head in hexadecimal, and what is wrong with it."""

    model_config = ConfigDict(frozen=True)
    stream: str
    entries: int
    head: str
    findings: tuple[Finding, ...] = ()


PAGE = 500
"""Entries read at a time."""

MAX_NAMED = 20
"""Missing entries named one by one in one gap."""

_Model = TypeVar("_Model", bound=BaseModel)

_STREAMS = """
select stream from streams where $1::text is null or stream = $1
union select stream from entries where $1::text is null or stream = $1
union select reference from resolutions where $1::text is null or reference = $1
order by 1
"""

_SHOWN = "select body, session, title, stage, ending, seq, state, rules from resolutions where reference = $1"

_CALENDAR = "select dates, fact from calendar where body = $1 and session = $2"

_ENTRIES = """
select seq, source, event_id, type, happened_at, entered_at, recorded_at, body, hash from entries
where stream = $1 and seq > $2 order by seq limit $3
"""


async def verify(pool: asyncpg.Pool, stream: str | None = None) -> AsyncIterator[Verified]:
    """Verify one stream, or all of them by name. Reads page by page; holds one stream's state at a time."""
    async with reaching_the_ledger():
        rows = await pool.fetch(_STREAMS, stream)
    for row in rows:
        async with reaching_the_ledger():
            verified = await _verify_stream(pool, row["stream"])
        yield verified


async def _verify_stream(pool: asyncpg.Pool, stream: str) -> Verified:
    """Everything about a stream as it stood at one moment."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        head = await connection.fetchrow("select head_seq, head_hash from streams where stream = $1", stream)
        subject = _Session() if stream.startswith(SESSION_STREAMS) else await _shown_resolution(connection, stream)
        reading = _Reading(stream, subject)
        after, page_is_full = 0, True
        while page_is_full:
            rows = await connection.fetch(_ENTRIES, stream, after, PAGE)
            for row in rows:
                reading.take(row)
            page_is_full = len(rows) == PAGE
            after = rows[-1]["seq"] if rows else after
        reading.close(head)
        if not reading.findings:
            for problem in await subject.compared(connection):
                reading.find(None, problem)
    head_hash = head["head_hash"] if head else GENESIS
    return Verified(stream=stream, entries=reading.count, head=head_hash.hex(), findings=tuple(reading.findings))


class _Subject(Protocol):
    """What a stream's facts make, to be compared with what is shown of it."""

    def fold(self, entry: Entry) -> str | None:
        """Take the next sound entry; what is wrong with it, if it cannot stand there."""

    async def compared(self, connection: asyncpg.pool.PoolConnectionProxy) -> Sequence[str]:
        """What is wrong with what is shown."""


class _Reading:
    """One pass over a stream: its numbers, its hashes, its columns."""

    def __init__(self, stream: str, subject: _Subject) -> None:
        self._stream = stream
        self._subject = subject
        self._expected = 1
        self._previous = GENESIS
        self.count = 0
        self.findings: list[Finding] = []

    def take(self, row: asyncpg.Record) -> None:
        """Judge the next row."""
        seq = row["seq"]
        for missing in range(self._expected, min(seq, self._expected + MAX_NAMED)):
            self.find(missing, "missing")
        if self._expected == seq and chained(self._previous, row["recorded_at"], row["body"]) != row["hash"]:
            self.find(
                seq, "changed or out of its place: its hash does not follow from the entry before it and its content"
            )
        self._judge_content(row)
        self._previous = row["hash"]
        self._expected = seq + 1
        self.count += 1

    def _judge_content(self, row: asyncpg.Record) -> None:
        """A row must still hold an entry of this stream, and the columns beside it must say what the entry says."""
        try:
            entry = entry_of_body(row["body"], self._stream)
        except ValueError:
            self.find(row["seq"], "changed: it is no entry of this stream any more")
            return
        fact = entry.fact
        columns = (row["seq"], row["source"], row["event_id"], row["type"], row["happened_at"], row["entered_at"])
        if columns != (entry.seq, fact.source, fact.id, fact.type, fact.time, entry.at):
            self.find(row["seq"], "changed: its columns do not say what its entry says")
        elif not self.findings:
            problem = self._subject.fold(entry)
            if problem is not None:
                self.find(entry.seq, problem)

    def close(self, head: asyncpg.Record | None) -> None:
        """The stream must end where its head says."""
        newest = self._expected - 1
        if head is None:
            self.find(None, "the stream has no head")
        elif head["head_seq"] > newest:
            self.find(newest + 1, "missing: the stream's head lies beyond it")
        elif head["head_seq"] < newest:
            self.find(head["head_seq"] + 1, "added: the stream's head lies before it")
        elif head["head_hash"] != self._previous:
            self.find(newest or None, "the stream's head is not the hash of its newest entry")

    def find(self, seq: int | None, problem: str) -> None:
        """Note something wrong."""
        self.findings.append(Finding(stream=self._stream, seq=seq, problem=problem))


class _Resolution:
    """A resolution: what its facts make is shown of it, and no symbol leads to it that they do not give it."""

    def __init__(self, reference: str, shown: asyncpg.Record | None) -> None:
        self._reference = reference
        self._shown = shown
        self._rules = _read(Rules, shown["rules"]) if shown else None
        self._state: Resolution | None = None

    def fold(self, entry: Entry) -> str | None:
        if self._state is None and not isinstance(entry.fact.data, DraftSubmitted):
            return "a resolution's ledger opens with draft.submitted"
        self._state = apply(self._state, entry, self._reference, self._rules or Rules())
        return None

    async def compared(self, connection: asyncpg.pool.PoolConnectionProxy) -> Sequence[str]:
        state, shown = self._state, self._shown
        if state is None and shown is None:
            return ()
        if state is None or shown is None:
            return ("the resolution is shown without entries" if state is None else "the resolution is not shown",)
        problems = []
        columns = tuple(shown[column] for column in ("body", "session", "title", "stage", "ending", "seq"))
        made = (state.body, state.before_session, state.title, state.stage, state.ending, state.seq)
        if self._rules is None or columns != made or state != _read(Resolution, shown["state"]):
            problems.append("the resolution as it is shown is not what its facts make")
        symbols = await connection.fetch("select symbol from symbols where reference = $1", self._reference)
        if not {row["symbol"] for row in symbols} <= set(state.symbols):
            problems.append("a symbol leads to the resolution that its facts do not give it")
        return problems


async def _shown_resolution(connection: asyncpg.pool.PoolConnectionProxy, reference: str) -> _Resolution:
    return _Resolution(reference, await connection.fetchrow(_SHOWN, reference))


class _Session:
    """A session: of its announcements, the one made last is in the calendar."""

    def __init__(self) -> None:
        self._latest: dict[tuple[str, int], tuple[SessionDates, Fact]] = {}

    def fold(self, entry: Entry) -> str | None:
        fact, data = entry.fact, entry.fact.data
        if not isinstance(data, SessionScheduled):
            return "it announces no session"
        key = (data.body, data.session)
        if key not in self._latest or self._latest[key][1].time <= fact.time:
            self._latest[key] = announced_dates(data, fact.time), fact
        return None

    async def compared(self, connection: asyncpg.pool.PoolConnectionProxy) -> Sequence[str]:
        problems = []
        for (body, session), latest in self._latest.items():
            shown = await connection.fetchrow(_CALENDAR, body, session)
            if shown is None or (_read(SessionDates, shown["dates"]), _read(Fact, shown["fact"])) != latest:
                problems.append("the calendar does not say what was announced last")
        return problems


def _read(model: type[_Model], text: str) -> _Model | None:
    """What was written down, None if it cannot be read any more."""
    try:
        return model.model_validate_json(text)
    except ValidationError:
        return None
