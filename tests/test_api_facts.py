"""Telling facts over HTTP: one or many, under whichever of one's roles may tell them; refusals give nothing away."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import OctKey

from gateway.house import House
from ledger.tokens import TokenRecord, record_token
from tests.callers import A_DAY, bearing, token_of
from tests.gateway_stand import BATCH, STRUCTURED, Answer, GatewayStand
from tests.stand import event, joined, submission


@pytest_asyncio.fixture(scope="module")
async def token(gateway: GatewayStand) -> str:
    """The administrator's token."""
    return await token_of(gateway.house, "administrator")


async def tell(gateway: GatewayStand, token: str, content: object, content_type: str = STRUCTURED) -> Answer:
    """What telling is answered with: bytes as they are, anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return await gateway.ask("POST", "/facts", data=body, headers=bearing(token, content_type=content_type))


async def token_with(house: House, *roles: tuple[str, str | None]) -> str:
    """A token of somebody who holds several roles."""
    now, token_id, key = house.now(), uuid.uuid4().hex, house.sealer.signing_keys()[0]
    record = TokenRecord(id=token_id, holder="x", role="administrator", issued_at=now, expires_at=now + A_DAY)
    await record_token(house.pool, record)
    claims: dict[str, Any] = {"iss": "resolute", "aud": "resolute", "sub": "x", "jti": token_id}
    claims |= {"exp": int((now + A_DAY).timestamp()), "roles": [{"role": role, "of": of} for role, of in roles]}
    return jwt.encode({"alg": "HS256", "kid": key.kid}, claims, OctKey.import_key(key.secret.get_secret_value()))


async def test_a_fact_is_recorded_once_and_a_fact_before_its_time_is_parked(gateway: GatewayStand, token: str) -> None:
    told = submission("told")
    first, again = await tell(gateway, token, told), await tell(gateway, token, told, "application/json")
    assert (first.status, first.json["outcome"], first.json["seq"]) == (200, "recorded", 1)
    assert (again.status, again.json) == (200, {**first.json, "outcome": "duplicate"})
    early = event("council.acted", "told", {"outcome": "adopted", "mode": "without_vote"})
    parked = await tell(gateway, token, early)
    assert (parked.status, parked.json["outcome"]) == (202, "parked")
    assert parked.json["reason"]["code"] == "commission_has_not_acted"


async def test_what_was_told_can_be_read(gateway: GatewayStand, token: str) -> None:
    await tell(gateway, token, [submission("read"), joined("read", "Peru")], "application/json")
    await gateway.stand.settled("read")
    shown = await gateway.ask("GET", "/resolutions/read", headers=bearing(token))
    assert shown.json["sponsors"] == ["Cuba", "Peru"]
    rows = (await gateway.ask("GET", "/resolutions/read/ledger", headers=bearing(token))).json["items"]
    assert [row["type"] for row in rows if row["source"] != "resolute"] == ["draft.submitted", "sponsor.added"]


async def test_a_refused_fact_is_a_problem_with_its_receipt(gateway: GatewayStand, token: str) -> None:
    refused = await tell(gateway, token, joined("never-submitted", "Peru"))
    assert (refused.status, refused.code) == (409, "unknown_resolution")
    assert refused.json["receipt"]["outcome"] == "refused"


async def test_a_batch_is_answered_with_a_receipt_for_each_in_order(gateway: GatewayStand, token: str) -> None:
    batch: list[object] = [submission("batch"), joined("batch", "Peru"), joined("batch", "Egypt")]
    for content_type in (BATCH, "application/json"):
        answer = await tell(gateway, token, batch, content_type)
        assert (answer.status, len(answer.json["receipts"])) == (200, 3)
    assert [receipt["outcome"] for receipt in answer.json["receipts"]] == ["duplicate"] * 3
    early = event("council.acted", "batch", {"outcome": "adopted", "mode": "without_vote"})
    assert (await tell(gateway, token, [joined("batch", "Togo"), early], BATCH)).status == 202
    mixed = await tell(gateway, token, [joined("batch", "Mali"), joined("batch", "Mali"), early], BATCH)
    assert (mixed.status, mixed.code) == (409, "partly_refused")
    assert [receipt["outcome"] for receipt in mixed.json["receipts"]] == ["recorded", "refused", "parked"]
    assert (await tell(gateway, token, [], BATCH)).json == {"receipts": []}


@pytest.mark.parametrize(
    ("content", "content_type", "status", "code"),
    [
        (b"{", STRUCTURED, 400, "invalid_envelope"),
        (b"\xff", STRUCTURED, 400, "invalid_envelope"),
        (b"[" * 2000, "application/json", 400, "invalid_envelope"),
        (b"7", "application/json", 400, "invalid_envelope"),
        (b"{}", STRUCTURED, 400, "invalid_data"),
        (b"{}", "text/plain", 415, "unsupported_media_type"),
        ([{}] * 101, BATCH, 413, "payload_too_large"),
        (b" " * (1024 * 1024 + 1), STRUCTURED, 413, "payload_too_large"),
    ],
)
async def test_what_is_no_fact_is_refused(
    gateway: GatewayStand, token: str, content: object, content_type: str, status: int, code: str
) -> None:
    answer = await tell(gateway, token, content, content_type)
    assert (answer.status, answer.code) == (status, code)


async def test_nothing_of_a_batch_is_told_if_any_of_it_may_never_be(gateway: GatewayStand, token: str) -> None:
    await tell(gateway, token, submission("untouched"))
    mission = await token_of(gateway.house, "mission", "Peru")
    for other in (event("draft.withdrawn", "untouched", {}), {**joined("untouched", "Peru"), "time": "yesterday"}):
        answer = await tell(gateway, mission, [joined("untouched", "Peru"), other], BATCH)
        assert answer.status in (400, 403)
    assert [sponsor.name for sponsor in await _sponsors(gateway, "untouched")] == ["Cuba"]


async def _sponsors(gateway: GatewayStand, reference: str) -> Any:
    resolution = (await gateway.stand.standing(reference)).docket.resolution
    assert resolution is not None
    return resolution.sponsors


async def test_of_several_roles_any_may_tell_a_fact(gateway: GatewayStand, token: str) -> None:
    await tell(gateway, token, submission("several"))
    both = await token_with(gateway.house, ("mission", "Peru"), ("mission", "Egypt"), ("observer", None))
    answer = await tell(gateway, both, [joined("several", "Egypt"), joined("several", "Peru")], BATCH)
    assert (answer.status, [receipt["outcome"] for receipt in answer.json["receipts"]]) == (200, ["recorded"] * 2)
    one = await tell(gateway, both, event("sponsor.withdrawn", "several", {"sponsor": "Egypt"}))
    assert one.json["outcome"] == "recorded"
    for refused in (joined("several", "Togo"), event("draft.withdrawn", "several", {})):
        assert (await tell(gateway, both, refused)).code == "not_authorized"


async def test_a_batch_of_which_only_a_part_may_be_told_says_which(gateway: GatewayStand, token: str) -> None:
    await tell(gateway, token, submission("in-part"))
    mission = await token_of(gateway.house, "mission", "Peru")
    answer = await tell(gateway, mission, [joined("in-part", "Peru"), joined("in-part", "Togo")], BATCH)
    assert (answer.status, answer.code) == (409, "partly_refused")
    recorded, refused = answer.json["receipts"]
    assert recorded["outcome"] == "recorded"
    assert refused["reason"]["code"] == "not_authorized"
    assert [refused[name] for name in ("reference", "seq", "stage", "flags")] == [None, None, None, []]


async def test_a_document_brought_before_is_told_by_its_sha256(gateway: GatewayStand, token: str) -> None:
    brought = await gateway.ask("POST", "/documents?name=draft.txt", data=b"A draft", headers=bearing(token))
    told = submission("by-sha256", document={"name": "draft.txt", "sha256": brought.json["sha256"]})
    assert (await tell(gateway, token, told)).json["outcome"] == "recorded"
    unknown = submission("by-no-sha256", document={"name": "draft.txt", "sha256": "0" * 64})
    assert (await tell(gateway, token, unknown)).status in (400, 409)
