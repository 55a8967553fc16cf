"""Proving the ledger: every stream numbered without gaps, every hash right, every column as its entry says, and the read model what the
facts make. A row that was changed, removed or put elsewhere is named.

What it cannot see: the newest rows of a stream removed together with the stream's own head, by somebody who may write both. Keep a
head that was printed elsewhere (`ledger verify` prints them) and compare.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
from pydantic import BaseModel, ConfigDict

from ledger.chain import GENESIS, canonical_body, chained
from ledger.connection import reaching_the_ledger
from ledger.reading import entry_of_body
from resolutions.life import apply
from resolutions.rules import Rules
from resolutions.state import Resolution


class Finding(BaseModel):
    """Something wrong with a stream: at which number (None: with the stream as a whole), and what."""

    model_config = ConfigDict(frozen=True)
    stream: str
    seq: int | None
    problem: str


class Verified(BaseModel):
    """A stream that was read through: how many entries it has, its head, and what is wrong with it."""

    model_config = ConfigDict(frozen=True)
    stream: str
    entries: int
    head: str
    findings: tuple[Finding, ...] = ()


_PAGE = 500


async def verify(pool: asyncpg.Pool, stream: str | None = None) -> AsyncIterator[Verified]:
    """Verify one stream, or all of them by name. Reads page by page; holds one stream's state at a time."""
    async with reaching_the_ledger():
        rows = await pool.fetch(
            "select stream from streams where $1::text is null or stream = $1 order by stream", stream
        )
        for row in rows:
            yield await _verify_stream(pool, row["stream"])


async def _verify_stream(pool: asyncpg.Pool, stream: str) -> Verified:
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        (head,) = await connection.fetch("select head_seq, head_hash from streams where stream = $1", stream)
        model = await connection.fetchrow("select state, rules from resolutions where reference = $1", stream)
        reading = _Reading(stream, Rules.model_validate_json(model["rules"]) if model else None)
        after = 0
        while rows := await connection.fetch(
            "select * from entries where stream = $1 and seq > $2 order by seq limit $3", stream, after, _PAGE
        ):
            for row in rows:
                reading.take(row)
            after = rows[-1]["seq"]
    reading.close(head, model["state"] if model else None)
    return Verified(
        stream=stream, entries=reading.count, head=head["head_hash"].hex(), findings=tuple(reading.findings)
    )


class _Reading:
    """One pass over a stream."""

    def __init__(self, stream: str, rules: Rules | None) -> None:
        self._stream = stream
        self._rules = rules
        self._expected = 1
        self._previous = GENESIS
        self._state: Resolution | None = None
        self._sound = True
        self.count = 0
        self.findings: list[Finding] = []

    def take(self, row: asyncpg.Record) -> None:
        seq = row["seq"]
        for missing in range(self._expected, min(seq, self._expected + 20)):
            self._find(missing, "missing")
        digest = chained(self._previous, row["recorded_at"], row["body"])
        if digest != row["hash"] and self._expected == seq:
            self._find(
                seq, "changed or out of its place: its hash does not follow from the entry before it and its content"
            )
        self._compare(row)
        self._previous = row["hash"]
        self._expected = seq + 1
        self.count += 1

    def _compare(self, row: asyncpg.Record) -> None:
        """The columns beside an entry must say what the entry says, and the entry must still be a fact."""
        seq = row["seq"]
        try:
            entry = entry_of_body(row["body"])
        except (ValueError, KeyError, TypeError):
            self._find(seq, "changed: it is no entry any more")
            return
        fact = entry.fact
        columns = (row["source"], row["event_id"], row["type"], row["happened_at"], row["entered_at"])
        if entry.seq != seq or columns != (fact.source, fact.id, fact.type, fact.time, entry.at):
            self._find(seq, "changed: its columns do not say what its entry says")
        elif canonical_body(self._stream, entry) != row["body"]:
            self._find(seq, "changed: its entry is not in canonical form")
        elif self._rules is not None and self._sound:
            self._state = apply(self._state, entry, self._stream, self._rules)

    def close(self, head: asyncpg.Record, state: str | None) -> None:
        """The stream must end where its head says, and the read model must be what the facts make."""
        if head["head_seq"] >= self._expected:
            self._find(self._expected, "missing: the stream's head lies beyond it")
        elif head["head_seq"] != self._expected - 1 or head["head_hash"] != self._previous:
            self._find(head["head_seq"], "the stream's head is not its newest entry")
        if self._sound and state is not None and self._state != Resolution.model_validate_json(state):
            self._find(None, "the resolution as it is shown is not what its facts make")

    def _find(self, seq: int | None, problem: str) -> None:
        self._sound = False
        self.findings.append(Finding(stream=self._stream, seq=seq, problem=problem))
