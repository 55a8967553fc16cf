"""What the workflows promise, on a real engine with a real ledger."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from pathlib import Path

import asyncpg
from num2words import num2words

from activities import contracts as wire
from activities.post.postman import NotNow, Undeliverable
from intake.telling import Teller
from ledger.connection import open_pool
from ledger.directory import Stakeholder, add_stakeholder
from ledger.migrate import migrate
from ledger.outbox import notice_records
from resolutions.state import Mandate
from tests.stand import SESSION_AHEAD, FailingPostman, Stand, event, joined, standing_on, submission
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres
from workflows.resolution import MAX_EVENTS
from workflows.session import RescheduleWorkflow

TEXT = """The Commission on Crime Prevention and Criminal Justice

Requests a thing

The Economic and Social Council,

Recalling its resolution 2013/41 of 25 July 2013,

1. Requests the Secretary-General to report to the Commission on Crime Prevention and Criminal Justice at its \
{session} session on the implementation of the present resolution.
"""


def text_due_at(ordinal: str) -> dict[str, object]:
    return {"name": "draft.txt", "media_type": "text/plain", "text": TEXT.format(session=ordinal)}


async def adopted(stand: Stand, reference: str, session: int) -> None:
    """A life told up to its adoption by the Council, with a report due at a session."""
    await stand.tell(submission(reference, document=text_due_at(num2words(session, to="ordinal"))))
    await stand.settled(reference)
    await stand.tell(
        event("commission.acted", reference, {"outcome": "recommended_to_council", "mode": "without_vote"}),
        event("council.acted", reference, {"outcome": "adopted", "mode": "without_vote"}),
    )
    await stand.settled(reference)


async def test_a_recorded_fact_reaches_the_ledger_once_and_in_order(stand: Stand) -> None:
    receipts = await stand.tell(submission("life-1"), joined("life-1", "Peru"), joined("life-1", "Egypt"))
    assert [receipt.outcome for receipt in receipts] == ["recorded"] * 3
    await stand.assert_sound("life-1")
    told = [row for row in await stand.ledger("life-1") if row.source != "resolute"]
    assert [row.seq for row in told] == [receipt.seq for receipt in receipts]


async def test_a_fact_told_again_gets_its_first_receipt_and_leaves_no_trace_in_the_history(stand: Stand) -> None:
    again = joined("life-2", "Peru")
    first = (await stand.tell(submission("life-2"), again))[1]
    await stand.settled("life-2")
    events = (await stand.life("life-2").describe()).history_length
    second = (await stand.tell(again))[0]
    assert second == first.model_copy(update={"outcome": "duplicate"})
    assert (await stand.life("life-2").describe()).history_length == events


async def test_a_refused_fact_leaves_no_trace_in_the_history(stand: Stand) -> None:
    await stand.tell(submission("life-3"))
    await stand.settled("life-3")
    events = (await stand.life("life-3").describe()).history_length
    (receipt,) = await stand.tell(event("sponsor.withdrawn", "life-3", {"sponsor": "Peru"}))
    assert receipt.reason is not None
    assert receipt.reason.code == "not_a_sponsor"
    assert (await stand.life("life-3").describe()).history_length == events


async def test_a_lone_fact_costs_at_most_11_events_and_twenty_together_at_most_16(stand: Stand) -> None:
    await stand.tell(submission("life-4"))
    await stand.settled("life-4")
    lengths = [(await stand.life("life-4").describe()).history_length]
    for told in ([joined("life-4", "Peru")], [joined("life-4", f"Sponsor {n}") for n in range(20)]):
        await stand.tell(*told)
        await stand.settled("life-4")
        lengths.append((await stand.life("life-4").describe()).history_length)
    assert lengths[1] - lengths[0] <= 11
    assert lengths[2] - lengths[1] <= 16


async def test_steady_traffic_through_continue_as_new_refuses_and_loses_nobody(stand: Stand) -> None:
    await stand.tell(submission("busy"))
    first_run = (await stand.life("busy").describe()).run_id
    told_early = joined("busy", "Early bird")
    early = (await stand.tell(told_early))[0]

    async def teller(name: str) -> list[str]:
        outcomes: list[str] = []
        for turn in range(60):
            fact = "sponsor.added" if turn % 2 == 0 else "sponsor.withdrawn"
            outcomes += [receipt.outcome for receipt in await stand.tell(event(fact, "busy", {"sponsor": name}))]
        return outcomes

    outcomes = await asyncio.gather(*(teller(f"Teller {number}") for number in range(5)))
    assert {outcome for each in outcomes for outcome in each} == {"recorded"}
    await stand.assert_sound("busy")
    described = await stand.life("busy").describe()
    assert described.run_id != first_run
    assert described.history_length <= MAX_EVENTS + 100
    assert (await stand.tell(told_early))[0] == early.model_copy(update={"outcome": "duplicate"})


async def test_a_fact_that_cannot_be_true_yet_is_parked_and_recorded_when_it_can(stand: Stand) -> None:
    await stand.tell(submission("early"))
    council = event("council.acted", "early", {"outcome": "adopted", "mode": "without_vote"})
    (parked,) = await stand.tell(council)
    assert (parked.outcome, parked.seq) == ("parked", None)
    await stand.settled("early")
    assert await stand.parked("early") == ["council.acted"]
    acted = {"outcome": "recommended_to_council", "mode": "without_vote"}
    await stand.tell(event("commission.acted", "early", acted))
    await stand.assert_sound("early")
    assert [row.type for row in await stand.ledger("early")].count("council.acted") == 1
    assert await stand.parked("early") == []
    assert (await stand.tell(council))[0].outcome == "duplicate"


async def test_a_moved_session_moves_the_milestones_of_everyone_concerned_and_of_nobody_else(stand: Stand) -> None:
    concerned = [f"concerned-{number}" for number in range(3)]
    for reference in concerned:
        await adopted(stand, reference, SESSION_AHEAD + 2)
    await adopted(stand, "unconcerned", SESSION_AHEAD + 3)
    opens = dt.date(SESSION_AHEAD + 2 + 1991, 12, 3)
    told = {"body": "CCPCJ", "session": SESSION_AHEAD + 2, "opens": opens.isoformat()}
    announcement = event("session.scheduled", None, told)
    assert (await stand.tell(announcement))[0].outcome == "recorded"
    session = stand.client.get_workflow_handle(wire.session_workflow_id(f"ccpcj-{SESSION_AHEAD + 2}"))
    async with asyncio.timeout(20):
        while not await session.query(RescheduleWorkflow.settled):
            await asyncio.sleep(0.02)
    for reference in concerned:
        mandate = _mandate(await stand.settled(reference))
        assert {rung.name: rung.due for rung in mandate.milestones}["submission"] == opens - dt.timedelta(weeks=10)
        await stand.assert_sound(reference)
    assert opens not in {rung.due for rung in _mandate(await stand.settled("unconcerned")).milestones}
    assert (await stand.tell(announcement))[0].outcome == "duplicate"


async def test_a_duty_opened_after_its_session_was_moved_has_the_moved_dates(stand: Stand) -> None:
    opens = dt.date(SESSION_AHEAD + 2 + 1991, 11, 2)
    told = {"body": "CCPCJ", "session": SESSION_AHEAD + 2, "opens": opens.isoformat()}
    await stand.tell(event("session.scheduled", None, told))
    await adopted(stand, "later", SESSION_AHEAD + 2)
    mandate = _mandate(await stand.settled("later"))
    assert {rung.name: rung.due for rung in mandate.milestones}["session"] == opens


def _mandate(standing: wire.Standing) -> Mandate:
    resolution = standing.docket.resolution
    assert resolution is not None
    (mandate,) = [each for each in resolution.mandates if each.gates_the_end]
    return mandate


async def test_a_life_that_the_engine_lost_is_taken_up_again_from_the_ledger(stand: Stand) -> None:
    first = joined("lost", "Peru")
    await stand.tell(submission("lost"), first)
    before = await stand.settled("lost")
    await stand.life("lost").terminate("the engine lost it")
    (receipt,) = await stand.tell(joined("lost", "Egypt"))
    assert receipt.outcome == "recorded"
    assert (await stand.tell(first))[0].outcome == "duplicate"
    after = await stand.settled("lost")
    assert before.docket.resolution is not None
    assert after.docket.resolution is not None
    assert after.docket.resolution.seq > before.docket.resolution.seq
    await stand.assert_sound("lost")


async def test_a_text_that_cannot_be_read_is_said_so_and_stops_nothing(stand: Stand) -> None:
    await stand.tell(submission("unreadable", document={"name": "x.pdf", "base64": "JVBERi0xLjQKJcOkw7zDtsOfCg=="}))
    standing = await stand.settled("unreadable")
    assert standing.docket.resolution is not None
    assert standing.docket.resolution.text is not None
    assert standing.docket.resolution.text.failure is not None
    assert (await stand.tell(joined("unreadable", "Peru")))[0].outcome == "recorded"


async def test_one_dead_address_delays_nobody_else_and_nothing_is_sent_twice(
    engine: DevServer, pool: asyncpg.Pool
) -> None:
    for address in ("dead@x.invalid", "busy@x.invalid", "alive@x.invalid"):
        await add_stakeholder(
            pool, Stakeholder.model_validate({"role": "mission", "name": address, "address": address})
        )
    failures = {"dead@x.invalid": Undeliverable("no_such_user", "550"), "busy@x.invalid": NotNow("busy", "450")}
    postman = FailingPostman(failures)
    async with standing_on(engine.address, pool, postman) as stand:
        issued = event("draft.issued", "mail", {"symbol": "E/CN.15/2099/L.2"})
        await stand.tell(submission("mail"), issued)
        await stand.settled("mail")
        async with asyncio.timeout(20):
            while any(notice.state == "planned" for notice in await notice_records(pool, ["mail"])):
                await asyncio.sleep(0.02)
        await stand.tell(issued)
    states = {
        notice.to: notice.state for notice in await notice_records(pool, ["mail"]) if notice.kind == "text_issued"
    }
    assert states["alive@x.invalid"] == "delivered"
    assert states["dead@x.invalid"] == "given_up"
    assert states["busy@x.invalid"] == "failed"
    keys = [letter.key for letter in postman.delivered]
    assert len(keys) == len(set(keys))


async def test_facts_told_while_the_database_is_away_reach_the_ledger_when_it_is_back(
    engine: DevServer, tmp_path: Path
) -> None:
    with tempfile.TemporaryDirectory(prefix="resolute-test-") as directory:
        place = Path(directory) / "postgres"
        async with EmbeddedPostgres(place, 0) as server:
            url, port = server.url, server.port
            await migrate(url)
        pool = await open_pool(url)
        async with standing_on(engine.address, pool, tmp_path / "mail") as stand:
            async with EmbeddedPostgres(place, port):
                await stand.tell(submission("away"))
                await stand.settled("away")
            receipts = await stand.tell(*(joined("away", f"Sponsor {number}") for number in range(5)))
            assert {receipt.outcome for receipt in receipts} == {"recorded"}
            assert not (await stand.standing("away")).settled
            async with EmbeddedPostgres(place, port):
                await stand.assert_sound("away")
        pool.terminate()


async def test_a_batch_may_hold_its_own_submission_wherever_it_stands(stand: Stand) -> None:
    receipts = await stand.tell(joined("batch", "Peru"), submission("batch"), joined("batch", "Egypt"))
    assert [receipt.outcome for receipt in receipts] == ["refused", "recorded", "recorded"]


async def test_an_announcement_dated_in_the_future_is_refused_and_moves_nothing(stand: Stand) -> None:
    opens = {"body": "CND", "session": 90, "opens": "2047-03-04"}
    (receipt,) = await stand.tell(event("session.scheduled", None, opens, time="2900-01-01T00:00:00Z"))
    assert receipt.reason is not None
    assert receipt.reason.code == "invalid_data"
    (receipt,) = await stand.tell(event("session.scheduled", None, opens))
    assert receipt.outcome == "recorded"


async def test_a_resolution_answers_to_a_symbol_told_a_moment_ago(stand: Stand) -> None:
    await stand.tell(submission("named"), event("draft.issued", "named", {"symbol": "E/CN.15/2088/L.7"}))
    (receipt,) = await stand.tell(joined("E/CN.15/2088/L.7", "Peru"))
    assert (receipt.outcome, receipt.reference) == ("recorded", "named")


async def test_a_life_is_taken_up_from_the_ledger_when_asked(stand: Stand) -> None:
    await stand.tell(submission("taken-up"))
    await stand.settled("taken-up")
    await stand.life("taken-up").terminate("the engine lost it")
    teller = Teller(stand.client, stand.pool)
    assert await teller.take_up("taken-up")
    assert await teller.take_up("taken-up")
    assert not await teller.take_up("never-there")
    await stand.assert_sound("taken-up")


async def test_a_symbol_belongs_to_one_resolution_however_it_is_written(stand: Stand) -> None:
    acted = event("commission.acted", "owner", {"outcome": "recommended_to_council", "mode": "without_vote"})
    council = {"outcome": "adopted", "mode": "without_vote"}
    await stand.tell(
        submission("owner"), acted, event("council.acted", "owner", {**council, "symbol": "E/RES/2015/23"})
    )
    await stand.settled("owner")
    await stand.tell(submission("other"), {**acted, "subject": "other"})
    await stand.settled("other")
    (receipt,) = await stand.tell(event("council.acted", "other", {**council, "symbol": "2015/23"}))
    assert receipt.reason is not None
    assert receipt.reason.code == "symbol_in_use"
