"""Deliveries: what a registered source tells is answered as the vocabulary says, and is told once."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from cloudevents.core.bindings.http import to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from multidict import CIMultiDict
from standardwebhooks import Webhook

from ledger.connection import open_pool
from ledger.sources import disable_source, enable_source, rotate_source
from tests.gateway_stand import (
    BATCH,
    Answer,
    GatewayStand,
    Sender,
    at_once,
    fresh_id,
    gateway_before,
    signed,
)
from tests.stand import event, joined, submission

HOUR = dt.timedelta(hours=1)


def outcomes(answer: Answer) -> list[str]:
    return [receipt["outcome"] for receipt in answer.json["receipts"]]


async def test_a_fact_is_recorded_and_the_same_fact_again_is_a_duplicate(gateway: GatewayStand, sender: Sender) -> None:
    told = submission("told-twice")
    first = await gateway.deliver(sender, told)
    again = await gateway.deliver(sender, told)
    assert (first.status, first.json["outcome"], first.json["seq"]) == (200, "recorded", 1)
    assert (again.status, again.json["outcome"], again.json["seq"]) == (200, "duplicate", 1)


async def test_what_cannot_be_true_yet_is_parked_with_202(gateway: GatewayStand, sender: Sender) -> None:
    await gateway.deliver(sender, submission("too-early"))
    answer = await gateway.deliver(
        sender, event("council.acted", "too-early", {"outcome": "adopted", "mode": "without_vote"})
    )
    assert (answer.status, answer.json["outcome"]) == (202, "parked")


async def test_a_refusal_is_a_problem_with_its_code_and_receipt(gateway: GatewayStand, sender: Sender) -> None:
    answer = await gateway.deliver(sender, joined("never-heard-of", "Peru"))
    assert (answer.status, answer.code) == (409, "unknown_resolution")
    assert answer.json["receipt"]["outcome"] == "refused"
    assert answer.json["instance"].endswith(answer.headers["x-request-id"])


async def test_a_fact_that_the_source_may_not_tell_is_403_and_nothing_more(gateway: GatewayStand) -> None:
    limited = await gateway.source("sponsor.*")
    answer = await gateway.deliver(limited, submission("not-for-you"))
    assert (answer.status, answer.code) == (403, "not_authorized")
    assert answer.json.keys() == {"type", "title", "status", "code", "instance"}


async def test_a_source_of_one_body_tells_nothing_of_another(gateway: GatewayStand, sender: Sender) -> None:
    await gateway.deliver(sender, submission("of-the-ccpcj"))
    narcotics = await gateway.source(bodies=["CND"])
    answer = await gateway.deliver(narcotics, joined("of-the-ccpcj", "Peru"))
    assert (answer.status, answer.code) == (403, "not_authorized")
    assert "receipt" not in answer.json


async def test_a_batch_is_answered_with_a_receipt_for_each(gateway: GatewayStand, sender: Sender) -> None:
    answer = await gateway.deliver(sender, [submission("a-batch"), joined("a-batch", "Peru")], BATCH)
    assert (answer.status, outcomes(answer)) == (200, ["recorded", "recorded"])


async def test_an_empty_batch_is_no_error(gateway: GatewayStand, sender: Sender) -> None:
    answer = await gateway.deliver(sender, [], BATCH)
    assert (answer.status, answer.json) == (200, {"receipts": []})


async def test_what_a_batch_recorded_before_a_refusal_stands(gateway: GatewayStand, sender: Sender) -> None:
    batch = [submission("half-true"), joined("half-true", "Cuba"), joined("half-true", "Peru")]
    answer = await gateway.deliver(sender, batch, BATCH)
    assert (answer.status, answer.code) == (409, "partly_refused")
    assert outcomes(answer) == ["recorded", "refused", "recorded"]


async def test_of_a_batch_with_a_fact_that_may_not_be_told_nothing_is_told(
    gateway: GatewayStand, sender: Sender
) -> None:
    limited = await gateway.source("draft.submitted")
    answer = await gateway.deliver(limited, [submission("all-or-none"), joined("all-or-none", "Peru")], BATCH)
    assert (answer.status, answer.code) == (403, "not_authorized")
    assert (await gateway.deliver(sender, joined("all-or-none", "Peru"))).code == "unknown_resolution"


async def test_of_a_batch_with_something_that_is_no_fact_nothing_is_told(gateway: GatewayStand, sender: Sender) -> None:
    wrong = event("sponsor.added", "none-of-it", {"sponsor": ""})
    answer = await gateway.deliver(sender, [submission("none-of-it"), wrong], BATCH)
    assert (answer.status, answer.code, answer.json["index"]) == (400, "invalid_data", 1)
    assert (await gateway.deliver(sender, joined("none-of-it", "Peru"))).code == "unknown_resolution"


async def test_plain_json_is_an_event_or_a_list_of_them(gateway: GatewayStand, sender: Sender) -> None:
    one = await gateway.deliver(sender, submission("with-curl"), "application/json; charset=UTF-8")
    many = await gateway.deliver(sender, [joined("with-curl", "Peru")], "application/json")
    assert one.json["outcome"] == "recorded"
    assert outcomes(many) == ["recorded"]


def peer_event(reference: str, sponsor: str, **attributes: object) -> CloudEvent:
    """An event as the CloudEvents project's own package makes it."""
    said = {
        "id": fresh_id(),
        "source": 'https://portal.invalid/délégation?q="50 %"',
        "type": "resolute.sponsor.added.v1",
        "subject": reference,
        "specversion": "1.0",
        "time": dt.datetime.now(dt.UTC),
        "datacontenttype": "application/json",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }
    return CloudEvent({**said, **attributes}, {"sponsor": sponsor})


@pytest.mark.parametrize("mode", [to_structured, to_binary])
async def test_events_of_the_cloudevents_package_are_understood(
    gateway: GatewayStand, sender: Sender, mode: Any
) -> None:
    reference = f"interop-{mode.__name__.replace('_', '-')}"
    await gateway.deliver(sender, submission(reference))
    told = peer_event(reference, "Côte d'Ivoire")
    message = mode(told, JSONFormat())
    headers = {name.lower(): value for name, value in message.headers.items()}
    answer = await gateway.deliver(sender, message.body, headers.pop("content-type"), headers)
    assert (answer.status, answer.json["outcome"]) == (200, "recorded")
    await gateway.stand.settled(reference)
    rows = await gateway.stand.ledger(reference)
    recorded = next(row for row in rows if row.type == "sponsor.added")
    assert (recorded.source, recorded.id) == (told.get_source(), told.get_id())
    assert recorded.data == {"sponsor": "Côte d'Ivoire"}


async def test_a_batch_of_the_cloudevents_package_is_understood(gateway: GatewayStand, sender: Sender) -> None:
    await gateway.deliver(sender, submission("interop-batch"))
    events = [JSONFormat().write(peer_event("interop-batch", name)) for name in ("Peru", "Chad")]
    answer = await gateway.deliver(sender, b"[" + b",".join(events) + b"]", BATCH)
    assert outcomes(answer) == ["recorded", "recorded"]


async def test_quoted_header_values_of_older_senders_are_understood(gateway: GatewayStand, sender: Sender) -> None:
    await gateway.deliver(sender, submission("quoted"))
    headers = {
        "ce-specversion": "1.0",
        "ce-id": '"an \\"old\\" id"',
        "ce-source": "https://portal.invalid",
        "ce-type": "resolute.sponsor.added.v1",
        "ce-subject": '"quoted"',
        "ce-time": '"2026-05-04T09:00:00Z"',
    }
    answer = await gateway.deliver(sender, {"sponsor": "Peru"}, "application/json", headers)
    assert answer.json["outcome"] == "recorded"


async def test_data_in_base64_is_data(gateway: GatewayStand, sender: Sender) -> None:
    told = submission("in-base64")
    told["data_base64"] = base64.b64encode(json.dumps(told.pop("data")).encode()).decode()
    assert (await gateway.deliver(sender, told)).json["outcome"] == "recorded"


async def test_signatures_of_the_standards_own_package_are_believed(gateway: GatewayStand, sender: Sender) -> None:
    body = json.dumps(submission("by-the-package")).encode()
    now = dt.datetime.now(dt.UTC)
    headers = {
        "webhook-id": "msg_by_the_package",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(sender.secret.get_secret_value()).sign("msg_by_the_package", now, body.decode()),
    }
    answer = await gateway.deliver(sender, body, headers=headers)
    assert answer.json["outcome"] == "recorded"


async def test_two_hundred_identical_deliveries_at_once_are_one_entry(gateway: GatewayStand, sender: Sender) -> None:
    body, webhook_id = json.dumps(submission("two-hundred")).encode(), fresh_id()
    answers = await at_once(200, lambda: gateway.deliver(sender, body, webhook_id=webhook_id))
    assert {answer.status for answer in answers} == {200}
    assert [answer.json["seq"] for answer in answers] == [1] * 200
    assert sorted(answer.json["outcome"] for answer in answers).count("recorded") == 1
    await gateway.stand.settled("two-hundred")
    ledger = await gateway.stand.ledger("two-hundred")
    assert [row.type for row in ledger].count("draft.submitted") == 1


async def test_a_delivery_that_is_repeated_within_the_window_changes_nothing(
    gateway: GatewayStand, sender: Sender
) -> None:
    body, webhook_id = json.dumps(submission("delivered-again")).encode(), fresh_id()
    first = await gateway.deliver(sender, body, webhook_id=webhook_id)
    again = await gateway.deliver(sender, body, webhook_id=webhook_id)
    assert (first.json["seq"], again.json["seq"], again.json["outcome"]) == (1, 1, "duplicate")


async def test_one_webhook_id_means_one_body(gateway: GatewayStand, sender: Sender) -> None:
    webhook_id = fresh_id()
    await gateway.deliver(sender, submission("first-body"), webhook_id=webhook_id)
    answer = await gateway.deliver(sender, submission("second-body"), webhook_id=webhook_id)
    assert (answer.status, answer.code) == (409, "webhook_id_reused")


async def test_a_caught_binary_delivery_cannot_be_sent_again_as_another_event(
    gateway: GatewayStand, sender: Sender
) -> None:
    await gateway.deliver(sender, submission("caught"))
    body = b'{"sponsor": "Peru"}'
    message = to_binary(peer_event("caught", "Peru"), JSONFormat())
    headers = {name.lower(): value for name, value in message.headers.items()} | sender.signed(body)
    content_type = headers.pop("content-type")
    first = await gateway.deliver(sender, body, content_type, headers)
    forged = await gateway.deliver(
        sender, body, content_type, headers | {"ce-type": "resolute.sponsor.withdrawn.v1", "ce-id": "another"}
    )
    assert first.json["outcome"] == "recorded"
    assert (forged.status, forged.code) == (409, "webhook_id_reused")


async def test_the_same_webhook_id_of_two_sources_are_two_deliveries(gateway: GatewayStand, sender: Sender) -> None:
    other, webhook_id = await gateway.source(), fresh_id()
    assert (await gateway.deliver(sender, submission("same-id-1"), webhook_id=webhook_id)).status == 200
    assert (await gateway.deliver(other, submission("same-id-2"), webhook_id=webhook_id)).status == 200


async def test_a_new_and_a_kept_old_secret_are_both_good_and_an_ended_one_is_not(gateway: GatewayStand) -> None:
    old = await gateway.source()
    new = Sender(old.name, await rotate_source(gateway.house.pool, gateway.house.sealer, old.name, HOUR))
    assert [(await gateway.deliver(each, submission("rotating"))).status for each in (old, new)] == [200, 409]
    newest = Sender(old.name, await rotate_source(gateway.house.pool, gateway.house.sealer, old.name, 0 * HOUR))
    answers = [await gateway.deliver(each, joined("rotating", "Peru")) for each in (old, new, newest)]
    assert [answer.status for answer in answers] == [401, 401, 200]


async def test_a_sender_that_changes_secrets_may_sign_with_both(gateway: GatewayStand) -> None:
    source = await gateway.source()
    body, webhook_id = json.dumps(submission("both-signatures")).encode(), fresh_id()
    headers = source.signed(body, webhook_id)
    stranger = signed("whsec_" + base64.b64encode(b"another").decode(), body, webhook_id)["webhook-signature"]
    headers["webhook-signature"] = f"{stranger} v1a,ed25519 {headers['webhook-signature']}"
    assert (await gateway.deliver(source, body, headers=headers)).status == 200


async def test_unknown_and_disabled_sources_answer_as_a_bad_signature_does(gateway: GatewayStand) -> None:
    known, disabled = await gateway.source(), await gateway.source()
    await disable_source(gateway.house.pool, disabled.name)
    unknown = Sender("nobody-knows", known.secret)
    wrong = Sender(known.name, disabled.secret)
    answers = [await gateway.deliver(each, submission("hidden")) for each in (wrong, disabled, unknown)]
    assert {(answer.status, answer.code) for answer in answers} == {(401, "bad_signature")}
    shown = [answer.json | {"instance": ""} for answer in answers]
    assert shown[0] == shown[1] == shown[2]
    assert {tuple(sorted(answer.headers.keys())) for answer in answers} == {tuple(sorted(answers[0].headers.keys()))}
    await enable_source(gateway.house.pool, disabled.name)
    assert (await gateway.deliver(disabled, submission("hidden"))).status == 200


async def test_a_signature_of_another_source_is_none(gateway: GatewayStand, sender: Sender) -> None:
    other = await gateway.source()
    answer = await gateway.deliver(Sender(sender.name, other.secret), submission("of-another"))
    assert (answer.status, answer.code) == (401, "bad_signature")


async def test_what_is_said_twice_in_ce_headers_is_refused(gateway: GatewayStand, sender: Sender) -> None:
    headers = CIMultiDict({"ce-specversion": "1.0", "ce-id": "one"})
    headers.add("ce-id", "two")
    body = b"{}"
    headers.update(sender.signed(body))
    headers.add("content-type", "application/json")
    answer = await gateway.ask("POST", f"/webhooks/{sender.name}", data=body, headers=headers)
    assert (answer.status, answer.code) == (400, "invalid_envelope")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
async def test_a_webhook_is_for_posting_only(gateway: GatewayStand, sender: Sender, method: str) -> None:
    answer = await gateway.ask(method, f"/webhooks/{sender.name}")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert method == "HEAD" or answer.code == "method_not_allowed"


async def test_a_document_is_delivered_once_and_named_in_facts_by_its_sha256(
    gateway: GatewayStand, sender: Sender
) -> None:
    content = b"%PDF-1.7 \xff\xfe not text at all"
    first = await gateway.deliver(sender, content, "application/pdf", path="/documents?name=draft.pdf")
    again = await gateway.deliver(sender, content, "application/pdf", path="/documents?name=other.pdf")
    sha256 = hashlib.sha256(content).hexdigest()
    assert (first.status, again.status) == (201, 200)
    document = {"sha256": sha256, "name": "draft.pdf", "media_type": "application/pdf"}
    assert first.json == again.json == document | {"size": len(content)}
    answer = await gateway.deliver(sender, submission("by-sha256", document=document))
    assert answer.json["outcome"] == "recorded"


async def test_a_document_may_be_ten_times_as_large_as_a_fact(gateway: GatewayStand, sender: Sender) -> None:
    content = b"x" * (10 * 1024 * 1024)
    answer = await gateway.deliver(sender, content, "application/pdf", path="/documents")
    assert (answer.status, answer.json["size"]) == (201, len(content))
    answer = await gateway.deliver(sender, content + b"x", "application/pdf", path="/documents")
    assert (answer.status, answer.code) == (413, "payload_too_large")


@pytest.mark.parametrize("wrong", ["unsigned", "not allowed", "compressed", "empty", "named as no file is"])
async def test_a_document_that_may_not_be_delivered_is_not_kept(gateway: GatewayStand, wrong: str) -> None:
    source = await gateway.source("sponsor.*" if wrong == "not allowed" else "*")
    content = b"" if wrong == "empty" else wrong.encode()
    headers = {"unsigned": {"webhook-signature": "v1,"}, "compressed": {"content-encoding": "gzip"}}.get(wrong, {})
    path = "/documents?name=%00" if wrong == "named as no file is" else "/documents"
    answer = await gateway.deliver(source, content, "application/pdf", headers, path=path)
    expected = {"unsigned": 401, "not allowed": 403, "compressed": 415, "empty": 400, "named as no file is": 400}
    assert answer.status == expected[wrong]
    assert answer.code
    kept = "select count(*) from documents where content = $1"
    assert await gateway.house.pool.fetchval(kept, content) == 0


async def test_an_unreachable_database_is_503_and_a_time_to_come_back(gateway: GatewayStand, sender: Sender) -> None:
    nowhere = await open_pool("postgresql://nobody:hunter2@127.0.0.1:1/none")
    async with gateway_before(gateway.stand, pool=nowhere, sealer=gateway.house.sealer) as cut_off:
        answer = await cut_off.deliver(sender, submission("no-database"))
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "service_unavailable", "5")
    assert b"hunter2" not in answer.body
    assert b"127.0.0.1" not in answer.body


async def test_a_lost_key_is_503_and_not_a_broken_service(gateway: GatewayStand, sender: Sender) -> None:
    async with gateway_before(gateway.stand) as with_another_key:
        answer = await with_another_key.deliver(sender, submission("no-key"))
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "service_unavailable", "5")
