"""Who is let in: a token that is right in every way, and nobody else; a revoked one is out within seconds."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import re
import uuid
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from fastapi.routing import APIRoute
from joserfc import jwt
from joserfc.jwk import OctKey
from multidict import CIMultiDict

from gateway import documents, facts, reading
from gateway.bearer import InvalidTokenError
from gateway.house import House, Limits
from gateway.identity import ISSUER, REVOCATION_SECONDS, Registrar, issue_token
from ledger.sealing import Sealer, fresh_key
from ledger.tokens import TokenRecord, record_token, revoke_token
from resolutions.authority import TellerRole
from tests.callers import A_DAY, Library, bearing, house_on, library, token_of
from tests.gateway_stand import own_database
from tests.issuers import RSA, Clock, issuing
from workers.embedded.postgres import EmbeddedPostgres

ROUTES = [
    (method, re.sub(r"\{[^}]*\}", "0" * 64, route.path))
    for room in (facts, reading, documents)
    for route in room.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


@pytest_asyncio.fixture(scope="module")
async def shelf(postgres: EmbeddedPostgres) -> AsyncIterator[Library]:
    """A gateway before an empty ledger."""
    async with own_database(postgres) as pool, library(pool) as opened:
        yield opened


def claims_of(token: str) -> dict[str, object]:
    body = token.split(".")[1]
    claims: dict[str, object] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def signed_again(house: House, **claims: object) -> str:
    """A token with any claims, signed as the house signs."""
    key = house.sealer.signing_keys()[0]
    secret = OctKey.import_key(key.secret.get_secret_value())
    return jwt.encode({"alg": "HS256", "kid": key.kid}, claims, secret)


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_no_route_of_the_peoples_api_answers_without_a_token(shelf: Library, method: str, path: str) -> None:
    for headers, challenge in (({}, "Bearer"), ({"authorization": "Bearer x"}, 'Bearer error="invalid_token"')):
        async with shelf.client.request(method, shelf.url + path, headers=headers) as answer:
            assert answer.status == 401
            assert answer.headers["www-authenticate"] == challenge
            assert method == "HEAD" or (await answer.json())["code"] == "unauthenticated"


async def test_every_broken_authorization_is_refused_in_the_same_words(shelf: Library) -> None:
    token = shelf.token
    values = ["", "Bearer", "Bearer ", "Basic dTpw", token, f"Token {token}", f"Bearer {token}x", f"Bearer {token} x"]
    values += [f"Bearer {token[:-1]}", f"Bearer ,{token}", "Bearer ..", "Bearer \x80", "Bearer " + "x" * 20_000]
    bodies = set()
    for value in values:
        async with shelf.client.get(shelf.url + "/due", headers={"authorization": value}) as answer:
            problem = await answer.json()
            assert answer.status == 401, value
            bodies.add(json.dumps({**problem, "instance": ""}))
    assert len(bodies) == 1
    twice = CIMultiDict([("authorization", f"Bearer {token}"), ("authorization", f"Bearer {token}")])
    async with shelf.client.get(shelf.url + "/due", headers=twice) as answer:
        assert answer.status == 401


async def test_a_token_issued_here_is_believed_whoever_holds_it(shelf: Library) -> None:
    roles: list[tuple[TellerRole, str | None]] = [
        ("administrator", None),
        ("mission", "Côte d’Ivoire"),
        ("bureau", "CND"),
    ]
    for role, of in roles:
        token = await token_of(shelf.house, role, of)
        assert (await shelf.get("/due", token)).status == 200
        for scheme in ("bearer", "BEARER"):
            async with shelf.client.get(shelf.url + "/due", headers={"authorization": f"{scheme} {token}"}) as answer:
                assert answer.status == 200
        assert set(claims_of(token)) == {"iss", "aud", "sub", "jti", "iat", "nbf", "exp", "roles"}


async def test_a_token_that_is_wrong_in_any_one_way_lets_nobody_in(shelf: Library) -> None:
    right = claims_of(await token_of(shelf.house, "administrator"))
    assert (await shelf.get("/due", signed_again(shelf.house, **right))).status == 200
    now = int(shelf.house.now().timestamp())
    wrong: list[dict[str, object]] = [
        {"iss": "another"},
        {"aud": "another"},
        {"exp": now - 61},
        {"nbf": now + 120},
        {"jti": uuid.uuid4().hex},
        {"jti": "a\x00b"},
        {"jti": None},
        {"roles": []},
        {"roles": [{"role": "mission"}]},
        {"sub": ""},
    ]
    for change in wrong:
        assert (await shelf.get("/due", signed_again(shelf.house, **{**right, **change}))).status == 401, change
    for key, header in (
        (OctKey.import_key(b"another secret of thirty-two bytes"), {"alg": "HS256", "kid": _kid(shelf.house)}),
        (RSA, {"alg": "RS256", "kid": _kid(shelf.house)}),
    ):
        assert (await shelf.get("/due", jwt.encode(header, right, key))).status == 401


def _kid(house: House) -> str:
    return house.sealer.signing_keys()[0].kid


async def test_a_token_that_was_never_recorded_lets_nobody_in(shelf: Library) -> None:
    now = shelf.house.now()
    forged = issue_token(shelf.house.sealer, "x", "administrator", None, uuid.uuid4().hex, now, now + A_DAY)
    assert (await shelf.get("/due", forged.get_secret_value())).status == 401


async def test_a_revoked_token_is_refused_within_seconds(pool: asyncpg.Pool) -> None:
    house, clock = await house_on(pool), Clock()
    registrar, token = Registrar(house, clock), await token_of(house, "administrator")
    assert (await registrar.caller(token)).subject == "somebody"
    await revoke_token(pool, str(claims_of(token)["jti"]))
    clock.seconds += REVOCATION_SECONDS
    with pytest.raises(InvalidTokenError):
        await registrar.caller(token)


async def test_a_token_ends_when_it_said_it_would(pool: asyncpg.Pool) -> None:
    moment = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    house = await house_on(pool, now=lambda: moment)
    token = await token_of(house, "administrator")
    for passed, good in ((A_DAY, True), (A_DAY + dt.timedelta(seconds=61), False)):
        later = await house_on(pool, sealer=house.sealer, now=lambda passed=passed: moment + passed)
        with contextlib.nullcontext() if good else pytest.raises(InvalidTokenError):
            await Registrar(later).caller(token)


async def test_tokens_outlive_a_change_of_keys_until_the_old_key_is_taken_away(pool: asyncpg.Pool) -> None:
    old, new = fresh_key(), fresh_key()
    token = await token_of(await house_on(pool, sealer=Sealer([old])), "administrator")
    changing = Registrar(await house_on(pool, sealer=Sealer([new, old])))
    assert (await changing.caller(token)).roles[0].role == "administrator"
    with pytest.raises(InvalidTokenError):
        await Registrar(await house_on(pool, sealer=Sealer([new]))).caller(token)


async def test_the_roles_of_a_token_are_those_it_was_issued_with(pool: asyncpg.Pool) -> None:
    house = await house_on(pool)
    caller = await Registrar(house).caller(await token_of(house, "secretariat", "CCPCJ"))
    assert [(held.role, held.of) for held in caller.roles] == [("secretariat", "CCPCJ")]
    assert [authority.bodies for authority in caller.authorities_over("draft.submitted")] == [("CCPCJ",)]
    assert caller.authorities_over("council.acted") == ()
    assert claims_of(await token_of(house, "bureau"))["iss"] == ISSUER


async def test_a_token_of_another_issuer_is_believed_only_where_that_issuer_is(pool: asyncpg.Pool) -> None:
    async with issuing() as at, library(pool, issuer=at.issuer) as shelf:
        until = int(shelf.house.now().timestamp()) + 600
        token = at.token(exp=until)
        assert (await shelf.get("/due", token)).status == 200
        assert (await shelf.get("/due", at.token(exp=until, resolute_roles=["king"]))).status == 401
        assert (await shelf.get("/due")).status == 200
        at.server.answers = 500
        at.clock.seconds += 3600
        away = await shelf.get("/due", token)
        assert (away.status, away.code) == (503, "service_unavailable")
        assert 1 <= int(away.headers["retry-after"]) <= 30
        assert (await shelf.get("/due")).status == 200
    async with library(pool) as without:
        assert (await without.get("/due", token)).status == 401


async def test_each_token_has_a_rate_of_its_own(pool: asyncpg.Pool) -> None:
    async with library(pool, limits=Limits(rate_per_second=0.01, burst=3)) as shelf:
        assert [(await shelf.get("/due")).status for _ in range(4)] == [200, 200, 200, 429]
        refused = await shelf.get("/due")
        assert refused.code == "too_many_requests"
        assert int(refused.headers["retry-after"]) >= 1
        assert (await shelf.get("/due", await token_of(shelf.house, "observer"))).status == 200


async def test_a_ledger_out_of_reach_is_no_reason_to_let_anybody_in(pool: asyncpg.Pool) -> None:
    async with library(pool) as shelf:
        pool.terminate()
        answer = await shelf.ask("GET", "/due", headers=bearing(shelf.token))
        assert answer.code == "service_unavailable"


async def test_a_token_says_nothing_of_its_secret(pool: asyncpg.Pool) -> None:
    house, now = await house_on(pool), dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    record = TokenRecord(id="a" * 32, holder="x", role="observer", issued_at=now, expires_at=now + A_DAY)
    await record_token(pool, record)
    assert "eyJ" not in repr(issue_token(house.sealer, "x", "observer", None, record.id, now, now + A_DAY))
