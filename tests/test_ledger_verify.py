"""Proving the ledger: whatever a superuser does to it with the triggers off is found, and the row is named."""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest
import pytest_asyncio

from ledger.append import append
from ledger.calendar import record_announcement
from ledger.chain import canonical_body, chained
from ledger.connection import open_pool
from ledger.migrate import migrate
from ledger.verify import MAX_NAMED, PAGE, Finding, Verified, verify
from tests.conftest import database_named
from tests.emptied import emptied_database
from tests.entries import Filing, announced, fact, filing, on, submitted
from workers.embedded.postgres import EmbeddedPostgres

PLAN = "ccpcj-24-plan"
OTHER = "ccpcj-24-other"
SESSION = "session/ccpcj-26"
LAST = 29
CHANGED, MISSING, COLUMNS = "its hash does not follow", "missing", "its columns do not say"
_numbers = itertools.count(1)
MODEL = "not what its facts make"


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


async def a_ledger(pool: asyncpg.Pool) -> Filing:
    """Two resolutions and a session."""
    life = filing(PLAN)
    await append(pool, life.batch(), 4)
    await append(pool, filing(OTHER).batch(1, 12), 4)
    await record_announcement(pool, announced("2017-05-22", "2016-01-04"), on("2016-01-04"))
    await record_announcement(pool, announced("2017-05-23", "2016-02-01"), on("2016-02-01"))
    return life


async def tamper(pool: asyncpg.Pool, *statements: str) -> None:
    """As somebody who may do anything, past every trigger and constraint that can be passed."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        for statement in statements:
            await connection.execute(statement)


async def verdicts(pool: asyncpg.Pool, stream: str | None = None) -> list[Verified]:
    return [verified async for verified in verify(pool, stream)]


async def findings(pool: asyncpg.Pool) -> list[Finding]:
    return [finding for verified in await verdicts(pool) for finding in verified.findings]


async def test_a_ledger_that_nobody_touched_is_sound(pool: asyncpg.Pool) -> None:
    await a_ledger(pool)
    verified = await verdicts(pool)
    assert [(each.stream, each.entries, each.findings) for each in verified] == [
        (OTHER, 12, ()),
        (PLAN, LAST, ()),
        (SESSION, 2, ()),
    ]
    heads = {row["stream"]: row["head_hash"].hex() for row in await pool.fetch("select * from streams")}
    assert {each.stream: each.head for each in verified} == heads
    assert await verdicts(pool, PLAN) == [verified[1]]
    assert await verdicts(pool, "ccpcj-24-unknown") == []


@pytest_asyncio.fixture(scope="module")
async def shared_pool(postgres: EmbeddedPostgres) -> AsyncIterator[asyncpg.Pool]:
    """A database for all tests that damage one resolution each."""
    admin = await asyncpg.connect(postgres.url)
    await admin.execute("create database damaged")
    await admin.close()
    url = database_named(postgres.url, "damaged")
    await migrate(url)
    pool = await open_pool(url)
    yield pool
    pool.terminate()


async def damaged(pool: asyncpg.Pool, *statements: str) -> tuple[str, list[Finding]]:
    """A resolution of its own, what `:plan` says in the statements done to it, and what is found then."""
    reference = f"ccpcj-24-{next(_numbers)}"
    await append(pool, filing(reference).batch(), 4)
    await tamper(pool, *(statement.replace(":plan", f"'{reference}'") for statement in statements))
    (verified,) = await verdicts(pool, reference)
    return reference, list(verified.findings)


ROW = "where stream = :plan and seq"
MISPRINT = """set body = replace(body, '"Viet Nam"', '"Viet Man"')"""
SWAP = (
    "create temporary table swapped on commit drop as select stream, 17 - seq as seq, source, event_id, type,"
    f" happened_at, entered_at, recorded_at, body, hash from entries {ROW} in (8, 9)",
    f"delete from entries {ROW} in (8, 9)",
    "insert into entries select * from swapped",
)


@pytest.mark.parametrize(
    ("statements", "seqs", "problem"),
    [
        ([f"update entries {MISPRINT} {ROW} = 4"], [4], CHANGED),
        ([f"update entries set body = body || ' ' {ROW} = {LAST}"], [LAST], CHANGED),
        ([f"update entries set recorded_at = recorded_at + interval '1 s' {ROW} = 1"], [1], CHANGED),
        ([f"update entries set hash = sha256('') {ROW} = 4"], [4, 5], CHANGED),
        ([f"update entries set hash = sha256('') {ROW} = {LAST}"], [LAST, LAST], "hash"),
        ([f"update entries set source = 'x' {ROW} = 4"], [4], COLUMNS),
        ([f"update entries set event_id = 'x' {ROW} = 4"], [4], COLUMNS),
        ([f"update entries set type = 'draft.issued' {ROW} = 4"], [4], COLUMNS),
        ([f"update entries set happened_at = now() {ROW} = 4"], [4], COLUMNS),
        ([f"update entries set entered_at = now() {ROW} = 4"], [4], COLUMNS),
        ([f"update entries set body = '[]' {ROW} = 4"], [4, 4], "changed"),
        ([f"update entries set body = repeat('[', 100000) {ROW} = 4"], [4, 4], "changed"),
        ([f"delete from entries {ROW} = 1"], [1], MISSING),
        ([f"delete from entries {ROW} = 15"], [15], MISSING),
        ([f"delete from entries {ROW} in (15, 16)"], [15, 16], MISSING),
        ([f"delete from entries {ROW} = {LAST}"], [LAST], MISSING),
        ([f"delete from entries {ROW} > 0"], [1], MISSING),
        (SWAP, [8, 8, 9, 9, 10], "changed"),
        ([f"update entries set seq = seq + 1000 {ROW} = 15"], [15, *range(30, 30 + MAX_NAMED), 1015, 30], ""),
    ],
)
async def test_a_row_that_was_changed_removed_or_put_elsewhere_is_named(
    shared_pool: asyncpg.Pool, statements: Sequence[str], seqs: list[int], problem: str
) -> None:
    _, found = await damaged(shared_pool, *statements)
    assert [finding.seq for finding in found] == seqs
    assert all(re.search(problem, finding.problem) for finding in found)


PLAN_ROW = f"where stream = '{PLAN}' and seq"


async def test_a_row_changed_together_with_its_own_hash_is_betrayed_by_the_next(pool: asyncpg.Pool) -> None:
    life = await a_ledger(pool)
    previous, row = await pool.fetch("select * from entries where stream = $1 and seq in (3, 4) order by seq", PLAN)
    forged = canonical_body(PLAN, life.entries[3]).replace('"Viet Nam"', '"Viet Man"')
    digest = chained(previous["hash"], row["recorded_at"], forged)
    await tamper(pool, f"update entries set body = $${forged}$$, hash = '\\x{digest.hex()}' {PLAN_ROW} = 4")
    assert [finding.seq for finding in await findings(pool)] == [5]


async def forge_one_more(pool: asyncpg.Pool, *more: str) -> None:
    """A row added at the end, its hash as it should be."""
    life = await a_ledger(pool)
    entry = life.entries[0].model_copy(
        update={"seq": LAST + 1, "fact": fact("draft.withdrawn", {}, on("2017-06-01"), "forged")}
    )
    last = await pool.fetchrow("select hash from entries where stream = $1 and seq = $2", PLAN, LAST)
    assert last is not None
    body = canonical_body(PLAN, entry)
    digest = chained(last["hash"], on("2017-06-01"), body).hex()
    fields = f"'forged', 'draft.withdrawn', '2017-06-01 09:00+00', '{entry.at}', '2017-06-01 09:00+00'"
    source = entry.fact.source
    await tamper(
        pool,
        f"insert into entries select '{PLAN}', {LAST + 1}, '{source}', {fields}, $${body}$$, '\\x{digest}'",
        *(statement.format(digest=digest) for statement in more),
    )


async def test_a_row_forged_at_the_end_is_named(pool: asyncpg.Pool) -> None:
    await forge_one_more(pool)
    (found,) = await findings(pool)
    assert (found.stream, found.seq, found.problem) == (PLAN, LAST + 1, "added: the stream's head lies before it")


async def test_a_row_forged_at_the_end_with_the_head_moved_is_betrayed_by_the_state(pool: asyncpg.Pool) -> None:
    head = f"update streams set head_seq = {LAST + 1}, head_hash = '\\x{{digest}}' where stream = '{PLAN}'"
    await forge_one_more(pool, head)
    (found,) = await findings(pool)
    assert (found.stream, found.seq) == (PLAN, None)
    assert MODEL in found.problem


OF_PLAN = "where reference = :plan"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (f"update resolutions set state = replace(state::text, 'Viet Nam', 'Viet Man')::json {OF_PLAN}", MODEL),
        (f"update resolutions set state = replace(state::text, 'Trafficking section', 'x')::json {OF_PLAN}", MODEL),
        (f"update resolutions set state = '[]' {OF_PLAN}", MODEL),
        (f"update resolutions set stage = 'adoption' {OF_PLAN}", MODEL),
        (f"update resolutions set title = null {OF_PLAN}", MODEL),
        (f"update resolutions set ending = 'withdrawn' {OF_PLAN}", MODEL),
        (f"update resolutions set session = 25 {OF_PLAN}", MODEL),
        (f"update resolutions set seq = 1 {OF_PLAN}", MODEL),
        (f"""update resolutions set rules = '{{"joining_days": 8}}' {OF_PLAN}""", MODEL),
        (f"update resolutions set rules = '[]' {OF_PLAN}", MODEL),
        (f"delete from resolutions {OF_PLAN}", "is not shown"),
        ("insert into symbols values ('E/RES/2015/99', :plan)", "a symbol leads to"),
        ("delete from streams where stream = :plan", "no head"),
        ("update streams set head_hash = sha256('') where stream = :plan", "head is not the hash"),
    ],
)
async def test_what_is_shown_of_a_resolution_and_is_not_what_its_facts_make_is_found(
    shared_pool: asyncpg.Pool, statement: str, problem: str
) -> None:
    reference, (found,) = await damaged(shared_pool, statement)
    assert found.stream == reference
    assert problem in found.problem


@pytest.mark.parametrize("statement", ["update calendar set dates = '{}'", "delete from calendar"])
async def test_a_calendar_that_does_not_say_what_was_announced_last_is_found(
    pool: asyncpg.Pool, statement: str
) -> None:
    await a_ledger(pool)
    await tamper(pool, statement)
    (found,) = await findings(pool)
    assert found.stream == SESSION
    assert "the calendar does not say" in found.problem


async def test_a_resolution_that_is_shown_without_a_ledger_is_found(pool: asyncpg.Pool) -> None:
    await a_ledger(pool)
    ghost = "select 'ghost', body, session, title, stage, ending, seq, state, rules from resolutions limit 1"
    await tamper(pool, f"insert into resolutions {ghost}")
    (found,) = await findings(pool)
    assert (found.stream, found.problem) == ("ghost", "the stream has no head")


async def test_a_row_moved_in_from_another_stream_is_named(pool: asyncpg.Pool) -> None:
    await a_ledger(pool)
    await tamper(
        pool,
        f"delete from entries {PLAN_ROW} = 3",
        f"update entries set stream = '{PLAN}' where stream = '{OTHER}' and seq = 3",
    )
    found = [(finding.stream, finding.seq) for finding in await findings(pool)]
    assert set(found) == {(OTHER, 3), (PLAN, 3), (PLAN, 4)}


async def test_a_ledger_that_opens_with_no_submission_is_named(pool: asyncpg.Pool) -> None:
    entry = filing(PLAN).entries[2].model_copy(update={"seq": 1})
    body = canonical_body(PLAN, entry)
    digest = chained(b"", on("2017-06-01"), body).hex()
    await pool.execute("insert into streams values ($1, 1, decode($2, 'hex'))", PLAN, digest)
    await pool.execute(
        "insert into entries values ($1, 1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'))",
        *(PLAN, entry.fact.source, entry.fact.id, entry.fact.type, entry.fact.time, entry.at),
        *(on("2017-06-01"), body, digest),
    )
    (found,) = await findings(pool)
    assert (found.seq, found.problem) == (1, "a resolution's ledger opens with draft.submitted")


async def test_a_long_gap_is_named_by_its_first_entries_only(pool: asyncpg.Pool) -> None:
    await a_ledger(pool)
    await tamper(pool, f"update entries set seq = seq + 1000000 {PLAN_ROW} > 2")
    named = [finding.seq for finding in await findings(pool) if finding.problem == MISSING]
    assert named == list(range(3, 3 + MAX_NAMED))


async def test_a_long_ledger_is_read_page_by_page(pool: asyncpg.Pool) -> None:
    life = filing(PLAN, [submitted()])
    life.tell(*(fact("draft.orally_revised", {}, on("2015-05-01"), f"revision-{number}") for number in range(749)))
    await append(pool, life.batch(), 4)
    read: list[int] = []

    def note(query: asyncpg.connection.LoggedQuery) -> None:
        if "limit $3" in query.query:
            read.append(1)

    async with pool.acquire() as connection:
        connection.add_query_logger(note)
        # The pool hands its most recently returned connection out again.
    (verified,) = await verdicts(pool)
    assert (verified.entries, verified.findings) == (750, ())
    assert len(read) == 2
    await tamper(pool, f"delete from entries {PLAN_ROW} = {PAGE + 1}")
    assert [finding.seq for finding in await findings(pool)] == [PAGE + 1]
