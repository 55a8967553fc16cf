"""The inbox on a real engine and a real database: what is let in is told once, in order, and answered as if it had been
told directly; whoever dies on the way loses nothing.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

import asyncpg
import pytest
from temporalio.testing import ActivityEnvironment

from activities import contracts as wire
from activities.relaying import Relaying
from intake.door import Door, Told
from intake.errors import EngineUnavailableError
from intake.inbox import Inbox, Kept
from intake.lanes import Lanes
from ledger.inbox import LEFT_AFTER, begin, inbox_rows, waiting
from resolutions.authority import Authority
from resolutions.receipts import Receipt
from tests.stand import SESSION_AHEAD, Stand, event, joined, submission

TELLER = "portal"


class BrokenDoor(Door):
    """The stand's own door, but that tellings break off while `broken` says so: before, or after, the engine heard."""

    broken: str | None = None

    async def tell(self, events: Sequence[object], authority: Authority | None = None) -> list[Told]:
        if self.broken == "before":
            raise EngineUnavailableError("cut off")
        told = await super().tell(events, authority)
        if self.broken == "after":
            raise EngineUnavailableError("cut off")
        return told


@pytest.fixture
def door(stand: Stand) -> BrokenDoor:
    return BrokenDoor(stand.client, stand.pool)


@pytest.fixture
def inbox(stand: Stand, door: BrokenDoor) -> Inbox:
    return Inbox(door, stand.pool, stand.client)


@pytest.fixture
def relaying(stand: Stand) -> Relaying:
    return Relaying(stand.door, stand.pool)


async def take(inbox: Inbox, *events: object, authority: Authority | None = None) -> list[Told | Kept]:
    return await inbox.take(events, authority, TELLER)


async def receipts(inbox: Inbox, *events: object) -> list[Receipt]:
    """The receipts of events, all of which must be told at once."""
    answers = await take(inbox, *events)
    assert all(isinstance(answer, Told) for answer in answers)
    return [answer.receipt for answer in answers if isinstance(answer, Told)]


async def keep(stand: Stand, door: BrokenDoor, *events: object) -> None:
    """Have events kept, one after another, because the engine is away; then it is back."""
    door.broken = "before"
    for one in events:
        (answer,) = await take(Inbox(door, stand.pool, stand.client), one)
        assert isinstance(answer, Kept)
    door.broken = None


async def everything_is_left(pool: asyncpg.Pool) -> None:
    await pool.execute("update inbox set received_at = received_at - $1::interval", 2 * LEFT_AFTER)


async def relay(relaying: Relaying, pool: asyncpg.Pool) -> wire.InboxRelayed:
    await everything_is_left(pool)
    return await ActivityEnvironment().run(relaying.relay_inbox, wire.InboxPage())


async def ledger_ids(stand: Stand, reference: str) -> list[str]:
    await stand.settled(reference)
    return [row.id for row in await stand.ledger(reference) if row.source != "resolute"]


async def test_what_can_be_told_at_once_is_answered_as_the_door_answers_it(stand: Stand, inbox: Inbox) -> None:
    twice = joined("in-1", "Peru")
    told = await receipts(
        inbox,
        submission("in-1"),
        twice,
        twice,
        event("sponsor.withdrawn", "in-1", {"sponsor": "Atlantis"}),
        event("council.acted", "in-1", {"outcome": "adopted", "mode": "without_vote"}),
        {"specversion": "1.0", "id": "nonsense"},
    )
    assert [each.outcome for each in told] == ["recorded", "recorded", "duplicate", "refused", "parked", "refused"]
    assert told[1].seq == told[2].seq
    assert (await waiting(stand.pool)).count == 0
    await stand.assert_sound("in-1")


async def test_two_hundred_deliveries_at_once_are_one_row_told_once(stand: Stand, door: BrokenDoor) -> None:
    await stand.tell(submission("in-2"))
    gateways = [Inbox(door, stand.pool, stand.client) for _ in range(2)]
    one = joined("in-2", "Peru")
    answers = await asyncio.gather(*(receipts(gateways[number % 2], one) for number in range(200)))
    outcomes = [receipt.outcome for (receipt,) in answers]
    assert sorted(set(outcomes)) == ["duplicate", "recorded"]
    assert outcomes.count("recorded") == 1
    assert len({receipt.seq for (receipt,) in answers}) == 1
    assert await stand.pool.fetchval("select count(*) from inbox") == 1
    assert (await ledger_ids(stand, "in-2")).count(str(one["id"])) == 1


async def test_a_draft_without_a_reference_gets_the_same_one_however_often_it_comes(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    draft = event("draft.submitted", None, {"body": "CCPCJ", "session": SESSION_AHEAD, "sponsors": ["Cuba"]})
    await keep(stand, door, draft)
    await relay(relaying, stand.pool)
    (again,) = await receipts(inbox, draft)
    assert again.outcome == "duplicate"
    assert again.reference == f"ccpcj-{SESSION_AHEAD}-1"
    assert await ledger_ids(stand, again.reference) == [draft["id"]]


async def test_what_was_kept_is_told_in_order_before_what_comes_after_it(
    stand: Stand, inbox: Inbox, door: BrokenDoor
) -> None:
    events = [submission("in-3"), *(joined("in-3", f"Group {number}") for number in range(5))]
    await keep(stand, door, *events)
    last = joined("in-3", "Peru")
    (receipt,) = await receipts(inbox, last)
    assert receipt.outcome == "recorded"
    assert await ledger_ids(stand, "in-3") == [each["id"] for each in [*events, last]]


async def test_what_was_kept_is_relayed_in_order_and_its_teller_gets_the_receipt_when_he_asks_again(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    events = [submission("in-4"), *(joined("in-4", f"Group {number}") for number in range(5))]
    await keep(stand, door, *events)
    assert await relay(relaying, stand.pool) == wire.InboxRelayed(told=6)
    assert await relay(relaying, stand.pool) == wire.InboxRelayed(told=0)
    assert await ledger_ids(stand, "in-4") == [each["id"] for each in events]
    again = await receipts(inbox, *events)
    assert [receipt.outcome for receipt in again] == ["duplicate"] * 6
    rows = await stand.ledger("in-4")
    assert [receipt.seq for receipt in again] == [row.seq for row in rows if row.source != "resolute"]


async def test_a_fact_told_by_one_who_died_before_he_wrote_it_down_is_recorded_once_and_for_its_first_teller(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    await stand.tell(submission("in-5"))
    door.broken = "after"
    one = joined("in-5", "Peru")
    (kept,) = await take(inbox, one)
    assert isinstance(kept, Kept)
    assert await ledger_ids(stand, "in-5")
    assert (await relay(relaying, stand.pool)).told == 1
    stored = await stand.pool.fetchval("select receipt from inbox where id = $1", kept.inbox_id)
    assert Receipt.model_validate_json(stored).outcome == "recorded"
    assert (await ledger_ids(stand, "in-5")).count(str(one["id"])) == 1


async def test_what_was_told_by_another_road_before_stays_a_duplicate(stand: Stand, inbox: Inbox) -> None:
    one = joined("in-6", "Peru")
    await stand.tell(submission("in-6"), one)
    (receipt,) = await receipts(inbox, one)
    assert receipt.outcome == "duplicate"


async def test_a_refused_fact_is_judged_again_when_it_is_told_again(stand: Stand, inbox: Inbox) -> None:
    one = joined("in-7", "Peru")
    (before,) = await receipts(inbox, one)
    assert before.reason is not None
    assert before.reason.code == "unknown_resolution"
    (_, after) = await receipts(inbox, submission("in-7"), one)
    assert after.outcome == "recorded"


async def test_another_fact_under_the_same_name_is_not_taken_for_the_first(stand: Stand, inbox: Inbox) -> None:
    first = joined("in-8", "Peru")
    other = joined("in-8", "Egypt", id=first["id"])
    outcomes = [each.outcome for each in await receipts(inbox, submission("in-8"), first, other)]
    assert outcomes == ["recorded", "recorded", "refused"]


async def test_one_teller_s_refusal_does_not_stand_in_the_way_of_another(stand: Stand, inbox: Inbox) -> None:
    await receipts(inbox, submission("in-9"))
    one = joined("in-9", "Peru")
    (refused,) = await inbox.take([one], Authority(facts=("*",), state="Cuba"), "mission of Cuba")
    assert isinstance(refused, Told)
    assert refused.receipt.reason is not None
    assert refused.receipt.reason.code == "not_authorized"
    (receipt,) = await inbox.take([one], Authority(facts=("*",), state="Peru"), "mission of Peru")
    assert isinstance(receipt, Told)
    assert receipt.receipt.outcome == "recorded"
    (still_refused,) = await inbox.take([one], Authority(facts=("*",), state="Cuba"), "mission of Cuba")
    assert still_refused == refused
    (nothing_learned,) = await inbox.take([one], Authority(facts=("*",), bodies=("CND",)), "secretariat of the CND")
    assert isinstance(nothing_learned, Told)
    assert nothing_learned.receipt == refused.receipt


async def test_what_its_teller_may_not_tell_is_refused_when_the_relay_tells_it(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    await stand.tell(submission("in-10"))
    door.broken = "before"
    nd = Authority(facts=("sponsor.*",), bodies=("CND",))
    mine, his = joined("in-10", "Peru"), joined("in-10", "Egypt")
    await inbox.take([mine], None, "secretariat")
    (kept,) = await inbox.take([his], nd, "another body's")
    assert isinstance(kept, Kept)
    assert (await relay(relaying, stand.pool)).told == 2
    stored = await stand.pool.fetchval("select receipt from inbox where id = $1", kept.inbox_id)
    refused = Receipt.model_validate_json(stored)
    assert refused.reason is not None
    assert refused.reason.code == "not_authorized"
    assert mine["id"] in await ledger_ids(stand, "in-10")
    assert his["id"] not in await ledger_ids(stand, "in-10")


async def test_a_symbol_that_a_kept_fact_gives_is_known_by_the_time_its_followers_are_told(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    symbol = f"E/CN.15/{SESSION_AHEAD + 1991}/L.77"
    events = [
        submission("in-11"),
        event("draft.issued", "in-11", {"symbol": symbol, "languages": ["en"]}),
        joined(symbol, "Peru"),
        joined("in-11", "Egypt"),
        joined(symbol.lower(), "Italy"),
    ]
    await keep(stand, door, *events)
    assert {row.lane for row in await inbox_rows(stand.pool, 10)} == {"in-11"}
    relayed = await relay(relaying, stand.pool)
    assert relayed.told == 5
    assert await ledger_ids(stand, "in-11") == [each["id"] for each in events]


async def test_a_symbol_that_nobody_knows_is_refused_as_the_door_refuses_it(stand: Stand, inbox: Inbox) -> None:
    (receipt,) = await receipts(inbox, joined("E/CN.15/1999/L.1", "Peru"))
    assert receipt.reason is not None
    assert receipt.reason.code == "unknown_resolution"
    assert (await waiting(stand.pool)).count == 0


async def test_a_symbol_s_own_lane_is_told_before_what_comes_when_the_symbol_is_known(
    stand: Stand, inbox: Inbox, door: BrokenDoor
) -> None:
    symbol = f"E/CN.15/{SESSION_AHEAD + 1991}/L.78"
    first, second = joined(symbol, "Peru"), joined(symbol, "Egypt")
    await keep(stand, door, first)
    await stand.tell(submission("in-12"), event("draft.issued", "in-12", {"symbol": symbol, "languages": ["en"]}))
    await stand.settled("in-12")
    (receipt,) = await receipts(inbox, second)
    assert receipt.reference == "in-12"
    assert (await ledger_ids(stand, "in-12"))[-2:] == [first["id"], second["id"]]


async def test_a_document_is_kept_with_its_fact_and_read_when_the_fact_is_told(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    text = {"name": "draft.txt", "media_type": "text/plain", "text": "The Commission\n\n1. Requests a report."}
    await keep(stand, door, submission("in-13", document=text))
    assert "Requests a report" not in await stand.pool.fetchval("select event from inbox")
    await relay(relaying, stand.pool)
    await stand.assert_sound("in-13")
    assert "draft.read" in [row.type for row in await stand.ledger("in-13")]


async def test_a_session_s_dates_are_kept_and_told_in_a_lane_of_their_own(
    stand: Stand, inbox: Inbox, door: BrokenDoor, relaying: Relaying
) -> None:
    year = SESSION_AHEAD + 1991
    dates = {"opens": f"{year}-05-18", "closes": f"{year}-05-22", "draft_deadline": f"{year}-04-20T12:00:00Z"}
    await keep(stand, door, event("session.scheduled", None, {"body": "CCPCJ", "session": SESSION_AHEAD, **dates}))
    (row,) = await inbox_rows(stand.pool, 10)
    assert row.lane == f"session/ccpcj-{SESSION_AHEAD}"
    assert (await relay(relaying, stand.pool)).told == 1
    stored = await stand.pool.fetchval("select receipt from inbox")
    assert Receipt.model_validate_json(stored).outcome == "recorded"


async def test_an_engine_that_was_away_is_not_waited_for_again_at_once(
    stand: Stand, inbox: Inbox, door: BrokenDoor
) -> None:
    door.broken = "before"
    await take(inbox, submission("in-14"))
    door.broken = None
    (kept,) = await take(inbox, joined("in-14", "Peru"))
    assert isinstance(kept, Kept)
    assert (await waiting(stand.pool)).count == 2


async def test_a_lane_whose_teller_vanished_is_told_when_his_lease_has_run_out(
    stand: Stand, inbox: Inbox, relaying: Relaying
) -> None:
    await stand.tell(submission("in-15"))
    assert await begin(stand.pool, "in-15", uuid4(), dt.timedelta(minutes=1), 10) is not None
    taking = asyncio.create_task(take(inbox, joined("in-15", "Peru")))
    while not (await waiting(stand.pool)).count:
        await asyncio.sleep(0.01)
    assert await relay(relaying, stand.pool) == wire.InboxRelayed(told=0, next_in=5.0)
    await stand.pool.execute("update inbox_lanes set leased_until = now()")
    (told,) = await taking
    assert isinstance(told, Told)
    assert told.receipt.outcome == "recorded"


async def test_a_teller_who_goes_away_does_not_stop_what_others_wait_for(stand: Stand, inbox: Inbox) -> None:
    await stand.tell(submission("in-16"))
    first, second = joined("in-16", "Peru"), joined("in-16", "Egypt")
    impatient = asyncio.create_task(take(inbox, first))
    patient = asyncio.create_task(take(inbox, second))
    while not (await stand.pool.fetchval("select count(*) from inbox")):
        await asyncio.sleep(0)
    impatient.cancel()
    (told,) = await patient
    assert isinstance(told, Told)
    assert second["id"] in await ledger_ids(stand, "in-16")


async def test_a_lane_that_cannot_be_told_delays_no_other(stand: Stand, door: BrokenDoor, inbox: Inbox) -> None:
    await keep(stand, door, submission("in-17"), submission("in-18"))
    await stand.pool.execute("update inbox set authority = '{}' where lane = 'in-17'")
    relayed = await relay(Relaying(stand.door, stand.pool), stand.pool)
    assert relayed == wire.InboxRelayed(told=1, next_in=0.0)
    assert [row.lane for row in await inbox_rows(stand.pool, 10)] == ["in-17"]
    (kept,) = await take(inbox, joined("in-17", "Peru"))
    assert isinstance(kept, Kept)


async def test_the_relay_goes_through_all_lanes_page_by_page_past_those_that_cannot_be_told(
    stand: Stand, door: BrokenDoor, inbox: Inbox, relaying: Relaying
) -> None:
    await keep(stand, door, *(submission(f"in-19-{number}") for number in range(5)))
    await everything_is_left(stand.pool)
    await stand.pool.execute("update inbox set authority = '{}' where lane in ('in-19-0', 'in-19-1')")
    page, told = wire.InboxPage(lanes=2), []
    for _ in range(3):
        relayed = await ActivityEnvironment().run(relaying.relay_inbox, page)
        told.append(relayed.told)
        page = page.model_copy(update={"after": relayed.next_after or 0})
    assert told == [0, 2, 1]
    assert page.after == 0
    assert (await waiting(stand.pool)).count == 2


async def test_a_long_lane_is_told_in_runs_that_an_engine_can_carry(
    stand: Stand, door: BrokenDoor, inbox: Inbox
) -> None:
    door.broken = "before"
    await inbox.take([submission("in-20"), *(joined("in-20", f"Group {n}") for n in range(249))], None, TELLER)
    lanes = Lanes(stand.door, stand.pool)
    assert await lanes.drain("in-20", 1) == 100
    assert await lanes.drain("in-20", 10) == 150
    assert len(await ledger_ids(stand, "in-20")) == 250


async def test_a_wake_starts_the_relay_which_ends_when_nothing_is_left(
    stand: Stand, door: BrokenDoor, inbox: Inbox
) -> None:
    assert not await inbox.wake_if_left()
    await keep(stand, door, submission("in-21"))
    await everything_is_left(stand.pool)
    assert await inbox.wake_if_left()
    await stand.client.get_workflow_handle(wire.INBOX_WORKFLOW_ID).result()
    assert (await waiting(stand.pool)).count == 0
    await stand.assert_sound("in-21")
