"""The calendar: an announcement stands once, the latest is shown, and nobody whom it concerns misses it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from ledger.calendar import announced_sessions, announcements_of_interest, concerned_by, record_announcement
from ledger.connection import open_pool
from ledger.reading import ledger_rows, surroundings_of
from ledger.verify import verify
from tests.emptied import emptied_database
from tests.entries import announced, joined, on, submitted
from tests.held import kept_from_writing
from workers.embedded.postgres import EmbeddedPostgres

SESSION = ("CCPCJ", 26)
NOW = on("2016-03-01")


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


async def test_an_announcement_told_again_stands_once_under_its_first_number(pool: asyncpg.Pool) -> None:
    first, second = announced("2017-05-22", "2016-01-04"), announced("2017-05-15", "2016-02-01")
    assert [await record_announcement(pool, each, NOW) for each in (first, second, first, second)] == [1, 2, 1, 2]
    assert [row.id for row in await ledger_rows(pool, "session/ccpcj-26")] == [first.id, second.id]


async def test_announcements_made_at_once_are_numbered_one_after_another(pool: asyncpg.Pool, database_url: str) -> None:
    facts = [announced(f"2017-05-{day}", f"2016-01-{day}") for day in range(10, 20)]
    other = await open_pool(database_url)
    numbers = await asyncio.gather(
        *(record_announcement(place, each, NOW) for each in facts for place in (pool, other))
    )
    other.terminate()
    assert sorted(set(numbers)) == list(range(1, 11))
    assert numbers[::2] == numbers[1::2]
    async for verified in verify(pool):
        assert (verified.entries, verified.findings) == (10, ())
    (shown,) = await announced_sessions(pool, "CCPCJ")
    assert shown.opens.isoformat() == "2017-05-19"


async def test_of_two_announcements_the_one_made_last_is_shown_in_whichever_order_they_are_told(
    pool: asyncpg.Pool,
) -> None:
    later, earlier = announced("2017-05-15", "2016-02-01"), announced("2017-05-22", "2016-01-04")
    await record_announcement(pool, later, NOW)
    await record_announcement(pool, earlier, NOW)
    (shown,) = await announced_sessions(pool)
    assert shown.opens.isoformat() == "2017-05-15"
    assert await announcements_of_interest(pool, "ccpcj-24-1", [SESSION, ("CND", 60)]) == [later]
    known = await surroundings_of(pool, [submitted(session=26)])
    assert known.sessions == (shown,)
    assert (await surroundings_of(pool, [joined("Cuba")])).sessions == ()


async def test_only_an_announcement_can_be_announced(pool: asyncpg.Pool) -> None:
    with pytest.raises(TypeError):
        await record_announcement(pool, joined("Cuba"), NOW)


async def test_a_resolution_that_comes_before_the_announcement_is_found_by_it(
    pool: asyncpg.Pool, database_url: str
) -> None:
    """The lookup finds an empty calendar while the announcement is held up on its way in."""
    announcing = await open_pool(database_url)
    async with kept_from_writing(database_url, "calendar", writers=1):
        announcement = asyncio.create_task(record_announcement(announcing, announced("2017-05-22", "2016-01-04"), NOW))
        assert await announcements_of_interest(pool, "ccpcj-24-1", [SESSION]) == []
    await announcement
    assert await concerned_by(announcing, *SESSION, after="", limit=10) == ["ccpcj-24-1"]
    announcing.terminate()


async def test_a_resolution_that_comes_after_the_announcement_finds_it(pool: asyncpg.Pool, database_url: str) -> None:
    """The announcement finds nobody concerned while the lookup's interest is held up on its way in."""
    announcing = await open_pool(database_url)
    announcement = announced("2017-05-22", "2016-01-04")
    async with kept_from_writing(database_url, "session_interests", writers=1):
        looking_up = asyncio.create_task(announcements_of_interest(pool, "ccpcj-24-1", [SESSION]))
        await record_announcement(announcing, announcement, NOW)
        assert await concerned_by(announcing, *SESSION, after="", limit=10) == []
    assert await looking_up == [announcement]
    announcing.terminate()


async def test_however_lookups_and_an_announcement_fall_together_nobody_misses_it(
    pool: asyncpg.Pool, database_url: str
) -> None:
    announcing = await open_pool(database_url)
    references = [f"ccpcj-24-{number}" for number in range(60)]
    announcement = announced("2017-05-22", "2016-01-04")

    async def told() -> set[str]:
        await record_announcement(announcing, announcement, NOW)
        return set(await concerned_by(announcing, *SESSION, after="", limit=100))

    async def found(reference: str) -> str | None:
        return reference if await announcements_of_interest(pool, reference, [SESSION]) else None

    before = [asyncio.create_task(found(reference)) for reference in references[:30]]
    telling = asyncio.create_task(told())
    after = [asyncio.create_task(found(reference)) for reference in references[30:]]
    heard = {reference for reference in await asyncio.gather(*before, *after) if reference}
    assert heard | await telling == set(references)
    announcing.terminate()


async def test_those_concerned_are_told_page_by_page_in_order(pool: asyncpg.Pool) -> None:
    for number in (5, 1, 4, 2, 3):
        await announcements_of_interest(pool, f"ccpcj-24-{number}", [SESSION, ("CCPCJ", 27)])
    await announcements_of_interest(pool, "ccpcj-24-6", [("CCPCJ", 27)])
    pages, after = [], ""
    while page := await concerned_by(pool, *SESSION, after=after, limit=2):
        pages.append(page)
        after = page[-1]
    assert pages == [["ccpcj-24-1", "ccpcj-24-2"], ["ccpcj-24-3", "ccpcj-24-4"], ["ccpcj-24-5"]]
