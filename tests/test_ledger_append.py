"""Appending: exactly once, in order, without gaps, whoever appends what at the same time; and what is read from it."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.append import Appended, Batch, append
from ledger.chain import canonical_body, entry_of_body
from ledger.connection import open_pool
from ledger.directory import Stakeholder, add_stakeholder
from ledger.errors import LedgerConflictError
from ledger.outbox import NoticeRecord, notice_records
from ledger.reading import docket_of, filed, reference_of
from ledger.verify import verify
from resolutions.state import Entry
from tests.emptied import emptied_database
from tests.entries import (
    Filing,
    commission_recommends,
    council_adopts,
    fact,
    filing,
    issued,
    joined,
    on,
    submitted,
)
from tests.held import kept_from_writing, until_waiting
from workers.embedded.postgres import EmbeddedPostgres

SHARDS = 4
_numbers = itertools.count(1)


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


async def bodies(pool: asyncpg.Pool, reference: str) -> list[str]:
    rows = await pool.fetch("select body from entries where stream = $1 order by seq", reference)
    return [row["body"] for row in rows]


async def assert_filed(pool: asyncpg.Pool, life: Filing, entries: Sequence[Entry] | None = None) -> None:
    """The ledger holds these entries (all of the life's, if not given), each once, and shows what they make."""
    expected = life.entries if entries is None else entries
    assert await bodies(pool, life.reference) == [canonical_body(life.reference, entry) for entry in expected]
    async for verified in verify(pool, life.reference):
        assert verified.findings == ()
    if entries is None:
        known = await filed(pool, life.reference)
        assert known is not None
        assert known.resolution == life.resolution


async def everybody(pool: asyncpg.Pool) -> None:
    """A directory in which somebody can be told."""
    for role, of in (("secretariat", "CCPCJ"), ("mission", "Belarus"), ("mission", "Viet Nam"), ("bureau", "CCPCJ")):
        address = f"{of}-{role}@un.example".replace(" ", "-")
        await add_stakeholder(
            pool, Stakeholder.model_validate({"role": role, "of": of, "name": of, "address": address})
        )


def told(notices: Sequence[NoticeRecord]) -> list[tuple[int | None, str, str]]:
    return sorted((notice.seq, notice.to, notice.state) for notice in notices if notice.seq is not None)


async def test_the_same_batch_attempted_twice_at_once_stands_once_and_both_attempts_succeed(
    pool: asyncpg.Pool, database_url: str
) -> None:
    life = filing()
    other_worker = await open_pool(database_url)
    async with kept_from_writing(database_url, "streams", writers=2):
        attempts = asyncio.gather(
            append(pool, life.batch(), SHARDS), append(other_worker, life.batch(), SHARDS), return_exceptions=True
        )
    assert [isinstance(answer, Appended) and answer.head_seq for answer in await attempts] == [29, 29]
    other_worker.terminate()
    await assert_filed(pool, life)


async def test_batches_that_overlap_and_are_appended_at_once_make_one_ledger_and_its_state(
    pool: asyncpg.Pool, database_url: str
) -> None:
    life = filing()
    await append(pool, life.batch(1, 2), SHARDS)
    async with kept_from_writing(database_url, "streams", writers=3):
        attempts = asyncio.gather(*(append(pool, life.batch(1, last), SHARDS) for last in (6, 29, 12)))
    await attempts
    await assert_filed(pool, life)


async def test_many_attempts_that_each_know_more_leave_each_entry_once(pool: asyncpg.Pool) -> None:
    life = filing()
    await asyncio.gather(*(append(pool, life.batch(1, last), SHARDS) for last in range(1, 30)))
    await assert_filed(pool, life)


async def test_the_same_batch_again_changes_nothing_and_answers_the_same(pool: asyncpg.Pool) -> None:
    life = filing()
    first = await append(pool, life.batch(), SHARDS)
    before = await pool.fetch("select * from entries order by seq")
    assert await append(pool, life.batch(), SHARDS) == first
    assert await pool.fetch("select * from entries order by seq") == before
    await assert_filed(pool, life)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 12)), max_size=10))
async def test_however_a_life_is_cut_into_batches_and_repeated_the_ledger_is_the_same(
    pool: asyncpg.Pool, cuts: list[tuple[int, int]]
) -> None:
    await everybody(pool)
    whole, pieces = filing(f"whole-{next(_numbers)}"), filing(f"pieces-{next(_numbers)}")
    await append(pool, whole.batch(), SHARDS)
    head, last = 0, len(pieces.entries)
    for overlap, length in (*cuts, (last, last)):
        first = max(1, head + 1 - overlap)
        end = min(last, first + length - 1)
        head = max(head, end)
        answer = await append(pool, pieces.batch(first, end), SHARDS)
        assert answer.head_seq == head
    await assert_filed(pool, pieces)
    notices = [await notice_records(pool, [life.reference]) for life in (whole, pieces)]
    assert told(notices[0]) == told(notices[1])


def changed(entry: Entry) -> Entry:
    return entry.model_copy(update={"fact": entry.fact.model_copy(update={"id": "another"})})


@pytest.mark.parametrize(
    ("before", "sent"),
    [
        (6, [0, 1, 2, -4, 4, 5]),  # the fourth differs from the one that stands
        (6, [0, 1, 2, -4, 4, 5, 6, 7]),  # and new ones come with it
        (3, [4, 5]),  # a gap after the head
        (0, [1, 2]),  # a beginning without a first
        (0, [0, 2]),  # a gap in the batch
        (0, [1, 0]),  # out of order
        (0, [0, 0]),  # a number twice
        (3, [0, 0]),  # a number twice, standing already
        (3, [2, 3, 3]),
        (0, [-1]),  # another event under a first number that opens nothing
    ],
)
async def test_entries_that_differ_leave_a_gap_or_stand_out_of_order_are_a_conflict_and_change_nothing(
    pool: asyncpg.Pool, before: int, sent: list[int]
) -> None:
    life = filing()
    if before:
        await append(pool, life.batch(1, before), SHARDS)
    tables = ("streams", "entries", "resolutions", "symbols", "notices", "session_interests")
    stood = {table: await pool.fetch(f"select * from {table}") for table in tables}
    entries = [life.entries[place] if place >= 0 else changed(life.entries[-place - 1]) for place in sent]
    if sent == [-1]:
        entries = [life.entries[2].model_copy(update={"seq": 1})]
    with pytest.raises(LedgerConflictError, match="ccpcj-24-plan"):
        await append(pool, life.batch_of(entries), SHARDS)
    assert {table: await pool.fetch(f"select * from {table}") for table in tables} == stood


async def test_an_event_stands_once_in_a_stream_whatever_its_number(pool: asyncpg.Pool) -> None:
    life = filing()
    await append(pool, life.batch(1, 4), SHARDS)
    again = life.entries[2].model_copy(update={"seq": 5})
    with pytest.raises(LedgerConflictError, match="one_entry_for_each_event"):
        await append(pool, life.batch_of([again]), SHARDS)
    await assert_filed(pool, life, life.entries[:4])


async def test_an_event_named_as_long_as_a_fact_may_be_is_appended(pool: asyncpg.Pool) -> None:
    letters = "".join(chr(0x20000 + 7 * number) for number in range(500))
    life = filing(facts=[submitted()])
    life.tell(fact("budget.stated", {"none": True}, on("2015-05-01"), event_id=letters[:300], source=letters))
    life.tell(fact("assembly.acted", {"outcome": "adopted", "mode": "vote"}, on("2015-05-02"), letters[-300:], letters))
    assert life.parked
    await append(pool, life.batch(parked=life.parked), SHARDS)
    await append(pool, life.batch(parked=life.parked), SHARDS)
    await assert_filed(pool, life)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
async def test_what_the_ledger_cannot_hold_is_a_conflict_that_repeats_nothing_of_it(
    pool: asyncpg.Pool, text: str
) -> None:
    life = filing(facts=[submitted()])
    odd = life.entries[0].fact.model_copy(
        update={"data": life.entries[0].fact.data.model_copy(update={"title": f"secret {text}"})}
    )
    with pytest.raises(LedgerConflictError) as raised:
        await append(pool, life.batch_of([life.entries[0].model_copy(update={"fact": odd})]), SHARDS)
    assert "secret" not in str(raised.value)


async def test_text_of_every_script_stands_as_it_was_told(pool: asyncpg.Pool) -> None:
    title = 'Côte d’Ivoire — Ελλάδα 中国 مصر 🇺🇳 e\u0301 \u202e \u2028 \\u0000 "quoted" \t'
    life = filing(facts=[submitted(title=title, note={"nested": [title]})])
    await append(pool, life.batch(), SHARDS)
    (body,) = await bodies(pool, life.reference)
    assert entry_of_body(body) == life.entries[0]
    await assert_filed(pool, life)


async def test_an_entry_written_by_an_older_release_equals_the_same_entry_of_this_one(pool: asyncpg.Pool) -> None:
    life = filing(facts=[submitted(), fact("budget.stated", {"none": True}, on("2015-05-01"))])
    newer = life.entries[1]
    # The older release did not know (and so did not write) what has a default today.
    older = canonical_body(life.reference, newer).replace('"items":[],', "")
    assert older != canonical_body(life.reference, newer)
    assert entry_of_body(older) == newer
    await append(pool, life.batch(1, 1), SHARDS)
    await pool.execute(
        "with head as (update streams set head_seq = 2 where stream = $1)"
        " insert into entries select stream, 2, $2, $3, 'budget.stated', happened_at, entered_at, recorded_at, $4, hash"
        " from entries where stream = $1",
        *(life.reference, newer.fact.source, newer.fact.id, older),
    )
    assert (await append(pool, life.batch(), SHARDS)).head_seq == 2


async def test_the_read_model_is_the_fold_of_the_entries_after_every_batch(pool: asyncpg.Pool) -> None:
    whole = filing()
    for last in range(1, len(whole.entries) + 1):
        await append(pool, whole.batch(last, last), SHARDS)
        async for verified in verify(pool, whole.reference):
            assert verified.findings == ()
    await assert_filed(pool, whole)
    docket = await docket_of(pool, whole.reference)
    assert docket == whole.docket


@pytest.mark.parametrize(
    "damage",
    [
        "delete from resolutions",
        "update resolutions set seq = (:older ->> 'seq')::int, state = :older -> 'state'",
        "update resolutions set state = '{}'",
    ],
)
async def test_a_read_model_that_was_lost_is_made_again_from_the_entries(pool: asyncpg.Pool, damage: str) -> None:
    life = filing()
    await append(pool, life.batch(1, 5), SHARDS)
    older = await pool.fetchval("select jsonb_build_object('seq', seq, 'state', state) from resolutions")
    await append(pool, life.batch(6, 20), SHARDS)
    await pool.execute(damage.replace(":older", f"$older${older}$older$::json"))
    await append(pool, life.batch(21), SHARDS)
    await assert_filed(pool, life)


async def test_a_thousand_entries_go_in_one_batch(pool: asyncpg.Pool) -> None:
    life = filing(facts=[submitted()])
    start = on("2015-05-01")
    life.tell(
        *(
            fact("draft.orally_revised", {"text": "x" * 500}, start + dt.timedelta(minutes=number), f"revised-{number}")
            for number in range(999)
        )
    )
    assert len(life.entries) == 1000
    await everybody(pool)
    answer = await append(pool, life.batch(), SHARDS)
    assert answer.head_seq == 1000
    assert (await append(pool, life.batch(), SHARDS)) == answer
    await assert_filed(pool, life)


async def test_a_symbol_given_by_mistake_is_free_for_its_owner_once_it_is_corrected(pool: asyncpg.Pool) -> None:
    mistaken = filing("ccpcj-24-first", [submitted(), commission_recommends(), council_adopts("E/RES/2015/24")])
    owner = filing("ccpcj-24-second", [submitted(), commission_recommends(), council_adopts("E/RES/2015/24")])
    await append(pool, mistaken.batch(), SHARDS)
    await append(pool, owner.batch(1, 2), SHARDS)
    assert await reference_of(pool, "E/RES/2015/24") == mistaken.reference
    mistaken.correct("council.acted", "2015-07-22", symbol="E/RES/2015/23")
    await append(pool, mistaken.batch(), SHARDS)
    await append(pool, owner.batch(), SHARDS)
    assert await reference_of(pool, "E/RES/2015/24") == owner.reference
    assert await reference_of(pool, "2015/23") == mistaken.reference
    await assert_filed(pool, mistaken)


async def test_resolutions_that_claim_the_same_symbols_in_any_order_never_lock_each_other_out(
    pool: asyncpg.Pool, database_url: str
) -> None:
    """Claimed as they were told, each would hold one end of the list, wait for the middle, and then for the other."""
    first, middle, last = (f"E/CN.15/2015/L.{number}" for number in (2, 9, 3))
    lives = [
        filing(
            f"ccpcj-24-{end[-1]}",
            [submitted(), issued(end), issued(middle, "2015-05-12"), issued(other_end, "2015-05-13")],
        )
        for end, other_end in ((first, last), (last, first))
    ]
    holder = await asyncpg.connect(database_url)
    await holder.execute("insert into streams (stream) values ('holder')")
    claim = holder.transaction()
    await claim.start()
    await holder.execute("insert into symbols values ($1, 'holder')", middle)
    attempts = []
    for waiting, life in enumerate(lives, 1):
        attempts.append(asyncio.create_task(append(pool, life.batch(), SHARDS)))
        await until_waiting(holder, waiting)
    await claim.rollback()
    await asyncio.gather(*attempts)
    await holder.close()
    for life in lives:
        await assert_filed(pool, life)


async def test_what_is_parked_stands_beside_the_resolution_and_is_told_to_the_secretariat_once(
    pool: asyncpg.Pool,
) -> None:
    await everybody(pool)
    life = filing(facts=[submitted()])
    await append(pool, life.batch(), SHARDS)
    assert life.tell(council_adopts(when="2015-05-01")) == ()
    for _ in range(2):
        await append(pool, life.batch_of([], life.parked), SHARDS)
    known = await filed(pool, life.reference)
    assert known is not None
    assert known.parked == life.parked != ()
    notices = [notice for notice in await notice_records(pool) if notice.kind == "fact_parked"]
    assert [(notice.to, notice.seq) for notice in notices] == [("CCPCJ-secretariat@un.example", None)]


async def test_a_batch_that_says_nothing_of_what_is_parked_leaves_it(pool: asyncpg.Pool) -> None:
    life = filing(facts=[submitted(), council_adopts(when="2015-05-01")])
    await append(pool, life.batch(parked=life.parked), SHARDS)
    life.tell(joined("Cuba"))
    await append(pool, life.batch(), SHARDS)
    known = await filed(pool, life.reference)
    assert known is not None
    assert known.parked == life.parked != ()


async def test_a_late_copy_of_an_attempt_does_not_park_again_what_was_recorded_meanwhile(pool: asyncpg.Pool) -> None:
    life = filing(facts=[submitted(), council_adopts(when="2015-05-01")])
    with_entries, parked_only = life.batch(parked=life.parked), life.batch_of([], life.parked)
    await append(pool, with_entries, SHARDS)
    life.tell(commission_recommends())
    assert life.parked == ()
    await append(pool, life.batch(parked=life.parked), SHARDS)
    for late in (with_entries, parked_only):
        await append(pool, late, SHARDS)
        known = await filed(pool, life.reference)
        assert known is not None
        assert known.parked == ()
    await assert_filed(pool, life)


async def test_a_late_copy_of_an_attempt_does_not_forget_what_was_parked_meanwhile(pool: asyncpg.Pool) -> None:
    life = filing(facts=[submitted(), council_adopts(when="2015-05-01")])
    early = life.batch(parked=life.parked)
    await append(pool, early, SHARDS)
    assembly_adopts = fact("assembly.acted", {"outcome": "adopted", "mode": "vote"}, on("2015-05-03"))
    life.tell(joined("Cuba", "2015-05-02"), assembly_adopts)
    assert len(life.parked) == 2
    await append(pool, life.batch(parked=life.parked), SHARDS)
    await append(pool, early, SHARDS)
    known = await filed(pool, life.reference)
    assert known is not None
    assert known.parked == life.parked


async def test_nothing_is_parked_beside_what_was_never_submitted(pool: asyncpg.Pool) -> None:
    life = filing(facts=[submitted(), council_adopts(when="2015-05-01")])
    with pytest.raises(LedgerConflictError):
        await append(pool, life.batch_of([], life.parked), SHARDS)
    assert await pool.fetchval("select count(*) from streams") == 0


async def test_an_empty_batch_leaves_no_trace(pool: asyncpg.Pool) -> None:
    answer = await append(pool, Batch(reference="ccpcj-24-nobody", rules=filing().docket.rules), SHARDS)
    assert answer == Appended(head_seq=0)
    assert await pool.fetchval("select count(*) from streams") == 0


@pytest.mark.parametrize(
    "statement",
    ["update entries set body = '{}' where seq = 1", "delete from entries where seq = 1", "truncate entries cascade"],
)
async def test_the_database_refuses_to_change_or_remove_an_entry(pool: asyncpg.Pool, statement: str) -> None:
    life = filing()
    await append(pool, life.batch(), SHARDS)
    with pytest.raises(asyncpg.RestrictViolationError):
        await pool.execute(statement)
    await assert_filed(pool, life)
