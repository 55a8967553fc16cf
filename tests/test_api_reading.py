"""Reading over HTTP: every list can be walked to its end, whatever is asked is bounded, nothing is sent twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urljoin

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from gateway import cursors
from gateway.problems import Problem
from ledger.append import append
from ledger.calendar import record_announcement
from ledger.listing import OwedFilter, owed_page
from ledger.reading import all_filed
from resolutions.views import owed, owed_order, resolution_view
from tests.callers import Library, library
from tests.entries import announced, filing, on, submitted, whole_life
from tests.gateway_stand import own_database
from workers.embedded.postgres import EmbeddedPostgres

TODAY = dt.date(2017, 4, 1)


async def ledger_of(pool: asyncpg.Pool, lives: int) -> None:
    """Resolutions that owe a report, one that owes none, and two announced sessions."""
    for number in range(lives):
        life = filing(f"ccpcj-24-{number:02}", whole_life()[:10])
        await append(pool, life.batch(), 4)
    await append(pool, filing("ccpcj-24-young", [submitted(when="2015-04-20")]).batch(), 4)
    await record_announcement(pool, announced("2020-12-03", "2020-10-01", session=29), on("2020-10-01"))
    await record_announcement(pool, announced("2027-06-01", "2026-10-01", "HRC", 65), on("2026-10-01"))


def spring_of_2017() -> dt.datetime:
    return dt.datetime(2017, 4, 1, tzinfo=dt.UTC)


@pytest_asyncio.fixture(scope="module")
async def shelf(postgres: EmbeddedPostgres) -> AsyncIterator[Library]:
    """Four lives, and a reader in the spring of 2017; no test changes what is there."""
    async with own_database(postgres) as pool:
        await ledger_of(pool, 3)
        async with library(pool, now=spring_of_2017) as opened:
            yield opened


async def walked(shelf: Library, path: str) -> list[Any]:
    """All items of a list, by following its links; cursor and link must agree."""
    items: list[Any] = []
    for _ in range(100):
        answer = await shelf.get(path)
        assert answer.status == 200, answer.body
        page = answer.json
        items += page["items"]
        if page["next"] is None:
            assert "link" not in answer.headers
            return items
        target, rel = answer.headers["link"].split("; ")
        assert rel == 'rel="next"'
        assert page["next"] in target
        path = urljoin(shelf.url, target.strip("<>"))
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(
    "path",
    [
        "/resolutions",
        "/resolutions?body=CCPCJ&session=24",
        "/ledger",
        "/ledger?reference=ccpcj-24-01",
        "/resolutions/ccpcj-24-01/ledger",
        "/due",
        "/due?office=Secretary&body=ccpcj",
        "/calendar",
        "/calendar?body=Commission%20on%20Crime%20Prevention%20and%20Criminal%20Justice",
    ],
)
async def test_a_list_walked_in_small_pages_is_the_whole_list(shelf: Library, path: str) -> None:
    mark = "&" if "?" in path else "?"
    whole = await walked(shelf, f"{path}{mark}limit=200")
    assert whole
    for limit in (1, 4) if len(whole) < 20 else (7,):
        assert await walked(shelf, f"{path}{mark}limit={limit}") == whole


async def test_a_resolution_is_shown_as_the_command_shows_it_under_every_name_of_it(pool: asyncpg.Pool) -> None:
    await append(pool, filing().batch(), 4)
    (resolution,) = await all_filed(pool)
    async with library(pool) as shelf:
        for name in ("ccpcj-24-plan", "E/RES/2015/23", "E/CN.15/2015/L.6", quote("E/RES/2015/23", safe="")):
            answer = await shelf.get(f"/resolutions/{name}")
            assert answer.status == 200
            assert answer.json == {**resolution_view(resolution).model_dump(mode="json"), "parked": []}
            ledger = (await shelf.get(f"/resolutions/{name}/ledger")).json["items"]
            assert [row["stream"] for row in ledger[:2]] == ["ccpcj-24-plan"] * 2
            assert [row["seq"] for row in ledger] == list(range(1, len(ledger) + 1))
        assert (await shelf.get("/resolutions?stage=closed")).json["items"][0]["ending"] == "reported"
        assert (await shelf.get("/resolutions?stage=adoption")).json["items"] == []


async def test_what_nobody_knows_is_not_found(shelf: Library) -> None:
    for name in ("never-submitted", "E/RES/1999/1", "%00", "a%00b", "x" * 1000, "%0d%0a", "..%2f..", "é"):
        for path in (f"/resolutions/{name}", f"/resolutions/{name}/ledger"):
            answer = await shelf.get(path)
            assert (answer.status, answer.code) == (404, "not_found"), path
    assert (await shelf.get("/ledger?reference=session/ccpcj-99")).code == "not_found"


async def test_a_session_has_a_ledger_too(shelf: Library) -> None:
    items = (await shelf.get("/ledger?reference=session/ccpcj-29")).json["items"]
    assert [(item["stream"], item["type"]) for item in items] == [("session/ccpcj-29", "session.scheduled")]


@pytest.mark.parametrize(
    "path",
    [
        "/resolutions?limit=0",
        "/resolutions?limit=201",
        "/resolutions?limit=many",
        "/resolutions?session=99999999999999999999",
        "/resolutions?stage=limbo",
        "/resolutions?body=%00",
        f"/resolutions?body={'x' * 301}",
        "/ledger?reference=%00",
        "/due?until=tomorrow",
        "/due?until=1",
        "/due?until=0001-01-01",
        "/due?late=perhaps",
        "/due?office=%00",
        "/calendar?limit=-1",
    ],
)
async def test_a_parameter_that_cannot_be_is_refused(shelf: Library, path: str) -> None:
    answer = await shelf.get(path)
    assert answer.status == 400
    assert answer.code == "invalid_request"


async def test_what_is_no_cursor_of_this_list_is_refused(shelf: Library) -> None:
    right = (await shelf.get("/resolutions?limit=1")).json["next"]
    for path in ("/ledger", "/due", "/calendar", "/resolutions/ccpcj-24-01/ledger"):
        assert (await shelf.get(f"{path}?cursor={right}")).code == "invalid_cursor"
    for text in ("", "%00", "!", right + "A", right[:-1], right + "=", "x" * 5000, "bnVsbA", "W10", "e30"):
        answer = await shelf.get(f"/resolutions?cursor={text}")
        assert (answer.status, answer.code) == (400, "invalid_cursor"), text


async def test_what_the_caller_has_is_not_sent_again(shelf: Library) -> None:
    paths = ("/resolutions", "/resolutions/ccpcj-24-01", "/resolutions/ccpcj-24-01/ledger", "/ledger", "/due")
    for path in (*paths, "/calendar"):
        first = await shelf.get(path)
        tag = first.headers["etag"]
        assert tag.startswith('"')
        assert first.headers["cache-control"] == "private, no-cache"
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = await shelf.get(path, **{"if-none-match": known})
            assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        for other in ('"other"', "other", "", tag[:-1], ",,,"):
            assert (await shelf.get(path, **{"if-none-match": other})).body == first.body


async def test_an_entity_tag_changes_with_what_it_stands_for(pool: asyncpg.Pool) -> None:
    async with library(pool) as shelf:
        before = (await shelf.get("/resolutions")).headers["etag"]
        await append(pool, filing("ccpcj-24-new", [submitted()]).batch(), 4)
        after = await shelf.get("/resolutions", **{"if-none-match": before})
    assert after.status == 200
    assert after.headers["etag"] != before


async def test_what_is_owed_is_what_the_command_says_is_owed(shelf: Library) -> None:
    rows = owed(await all_filed(shelf.house.pool), TODAY)
    assert rows
    shown = await walked(shelf, "/due?limit=3")
    assert shown == [row.model_dump(mode="json") for row in rows]
    assert {row["status"] for row in shown} == {"late"}
    assert (await shelf.get("/due?late=false")).json["items"] == []
    assert (await shelf.get("/due?late=true")).json["items"] == shown
    assert (await shelf.get("/due?until=2016-01-01")).json["items"] == []
    assert (await shelf.get("/due?office=treaty")).json["items"] == []
    assert (await shelf.get("/due?office=SECRETARY")).json["items"] == shown
    assert (await shelf.get("/due?body=CND")).json["items"] == []


async def test_more_resolutions_than_are_looked_at_together_are_all_looked_at(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.listing._RESOLUTIONS_AT_ONCE", 2)
    await ledger_of(pool, 5)
    rows = owed(await all_filed(pool), TODAY)
    assert await owed_page(pool, OwedFilter(), TODAY, None, 100) == rows
    assert await owed_page(pool, OwedFilter(), TODAY, owed_order(rows[1]), 2) == rows[2:4]


async def test_the_calendar_says_how_each_date_is_known(shelf: Library) -> None:
    sessions = await walked(shelf, "/calendar?body=CCPCJ&limit=5")
    known = {each["session"]: each["source"] for each in sessions}
    assert known[24] == "on record"
    assert known[29] == "announced 2020-10-01"
    assert [each["opens"] for each in sessions if each["session"] == 29] == ["2020-12-03"]
    everybody = await walked(shelf, "/calendar")
    assert {each["body"] for each in everybody} == {"CCPCJ", "CND", "ECOSOC", "GA", "HRC"}
    assert {each["source"] for each in everybody if each["body"] == "ECOSOC"} == {"estimate"}


words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=99)


@given(
    st.one_of(
        st.builds(cursors.ResolutionCursor, body=words, session=st.integers(0, 2999), reference=words),
        st.builds(cursors.LedgerCursor, stream=words, seq=st.integers(0, 2**63 - 1)),
        st.builds(cursors.DueCursor, due=st.dates(), reference=words, paragraph=words),
    )
)
def test_a_cursor_comes_back_as_it_was(cursor: cursors.Cursor) -> None:
    assert cursors.decoded(cursors.encoded(cursor), type(cursor)) == cursor


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]{0,80}", fullmatch=True), st.binary().map(repr)))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        cursors.decoded(text, cursors.LedgerCursor)
    assert (refused.value.status_code, refused.value.code) == (400, "invalid_cursor")
