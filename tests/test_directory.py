"""The directory: who is told, by the role held that day, however it is spelled; and what is left if nobody holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest
import pytest_asyncio
from pydantic import ValidationError

from ledger.append import append
from ledger.connection import open_pool
from ledger.directory import Stakeholder, add_stakeholder, stakeholders
from ledger.outbox import notice_records, notices_to_send
from resolutions.facts import Fact
from resolutions.roles import Role
from tests.emptied import emptied_database
from tests.entries import filing, joined, on, submitted
from workers.embedded.postgres import EmbeddedPostgres

SHARDS = 4


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


def person(
    role: Role, of: str | None, address: str, since: str = "2000-01-01", until: str | None = None
) -> Stakeholder:
    last = dt.date.fromisoformat(until) if until else None
    first = dt.date.fromisoformat(since)
    return Stakeholder(role=role, of=of, name=address, address=address, valid_from=first, valid_until=last)


async def told(pool: asyncpg.Pool, people: Sequence[Stakeholder], facts: Sequence[Fact]) -> list[tuple[int, str]]:
    """Whom the facts' entries tell, once these people are known: (entry, address), those given up apart."""
    for each in people:
        await add_stakeholder(pool, each)
    await append(pool, filing(facts=facts).batch(), SHARDS)
    return sorted((notice.seq or 0, notice.to) for notice in await notice_records(pool) if notice.state == "planned")


async def test_a_hand_over_loses_nobody_and_tells_nobody_who_has_left(pool: asyncpg.Pool) -> None:
    people = [
        person("mission", "Belarus", "first@by.example", "2000-01-01", "2015-05-18"),
        person("mission", "Belarus", "second@by.example", "2015-05-19"),
    ]
    facts = [submitted(), joined("Cuba", "2015-05-18"), joined("Peru", "2015-05-19")]
    assert await told(pool, people, facts) == [
        (1, "first@by.example"),
        (2, "first@by.example"),
        (3, "second@by.example"),
    ]


async def test_the_day_of_a_role_is_a_day_of_universal_time_wherever_the_database_lives(
    pool: asyncpg.Pool, database_url: str
) -> None:
    database = database_url.rsplit("/", 1)[1]
    await pool.execute(f"alter database {database} set timezone to 'Pacific/Auckland'")
    elsewhere = await open_pool(database_url)
    person_of_the_day = person("mission", "Belarus", "day@by.example", "2015-05-18", "2015-05-18")
    assert await told(elsewhere, [person_of_the_day], [submitted(), joined("Cuba", "2015-05-18", hour=22)]) == [
        (2, "day@by.example")
    ]
    elsewhere.terminate()


@pytest.mark.parametrize(
    ("told_as", "entered_as"),
    [("Côte d’Ivoire", "Ivory Coast"), ("the Czech Republic", "CZECHIA"), ("Russia", "Russian Federation")],
)
async def test_a_state_is_told_however_either_side_spells_it(pool: asyncpg.Pool, told_as: str, entered_as: str) -> None:
    people = [person("mission", entered_as, "m@un.example"), person("mission", "Peru", "peru@un.example")]
    assert await told(pool, people, [submitted(sponsors=[told_as])]) == [(1, "m@un.example")]


async def test_names_in_other_scripts_are_not_taken_for_one_another(pool: asyncpg.Pool) -> None:
    people = [person("mission", "中国", "zh@un.example"), person("mission", "مصر", "ar@un.example")]
    assert await told(pool, people, [submitted(sponsors=["中国"])]) == [(1, "zh@un.example")]


async def test_one_address_in_two_roles_is_told_once(pool: asyncpg.Pool) -> None:
    people = [
        person("secretariat", "CCPCJ", "desk@un.example"),
        person("documents", "CCPCJ", "desk@un.example"),
        person("mission", "Belarus", "desk@un.example"),
    ]
    assert await told(pool, people, [submitted()]) == [(1, "desk@un.example")]
    (notice,) = [each for each in await notice_records(pool) if each.state == "planned"]
    assert notice.role == "mission"


async def test_a_role_held_of_nothing_in_particular_is_held_of_all(pool: asyncpg.Pool) -> None:
    people = [person("secretariat", None, "all@un.example"), person("secretariat", "CND", "cnd@un.example")]
    assert await told(pool, people, [submitted()]) == [(1, "all@un.example")]


async def test_a_role_that_nobody_holds_leaves_a_notice_that_says_so_unless_it_may_be_lacking(
    pool: asyncpg.Pool,
) -> None:
    past = person("secretariat", "CCPCJ", "gone@un.example", "2000-01-01", "2014-12-31")
    assert await told(pool, [past], [submitted()]) == []
    left = [(each.role, each.to, each.state, each.reason) for each in await notice_records(pool)]
    assert sorted(left) == [
        ("documents", "nobody:documents:ccpcj", "given_up", "nobody holds this role"),
        ("secretariat", "nobody:secretariat:ccpcj", "given_up", "nobody holds this role"),
    ]
    for shard in range(SHARDS):
        assert await notices_to_send(pool, shard, 10) == []


async def test_a_notice_says_what_its_entry_said_and_when(pool: asyncpg.Pool) -> None:
    await told(pool, [person("mission", "Belarus", "m@by.example")], [submitted(), joined("Cuba")])
    sent = [notice for shard in range(SHARDS) for notice in await notices_to_send(pool, shard, 10)]
    second = next(notice for notice in sent if notice.occasion == "2")
    assert second.content.kind == "sponsors_changed"
    assert second.content.sponsors == ("Belarus", "Cuba")
    assert second.planned_for == on("2015-05-18")


async def test_entering_somebody_again_brings_the_entry_up_to_date(pool: asyncpg.Pool) -> None:
    entered = person("mission", "Ivory Coast", "m@ci.example")
    assert await add_stakeholder(pool, entered) is True
    leaving = entered.model_copy(update={"of": "Côte d’Ivoire", "valid_until": dt.date(2016, 1, 1), "language": "fr"})
    assert await add_stakeholder(pool, leaving) is False
    (kept,) = await stakeholders(pool, "mission")
    assert (kept.valid_until, kept.language) == (dt.date(2016, 1, 1), "fr")
    assert await stakeholders(pool, "head") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "no address"},
        {"address": "a@b@c"},
        {"address": "Desk <desk@un.example>"},
        {"address": "a@b\r\nBcc: c@d"},
        {"address": "a" * 251 + "@b.c"},
        {"address": "https://user@example.org/"},
        {"address": "https://example.org/" + "a" * 2000},
        {"address": "https://example.org/" + "a" * 1900, "of": "名" * 300},
        {"address": "chat:slack"},
        {"role": "subscriber"},
        {"role": "nobody"},
        {"name": ""},
        {"language": "de"},
        {"valid_from": "2016-01-02", "valid_until": "2016-01-01"},
    ],
)
def test_what_is_no_stakeholder_cannot_be_entered(wrong: dict[str, str]) -> None:
    right = {"role": "mission", "of": "Peru", "name": "Mission", "address": "m@pe.example"}
    Stakeholder.model_validate(right)
    with pytest.raises(ValidationError):
        Stakeholder.model_validate({**right, **wrong})
