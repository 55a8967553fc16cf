"""Tokens of an OpenID Connect issuer: believed when all is right, and never otherwise; keys change, issuers fail."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import OctKey, RSAKey

from gateway.bearer import HeldRole, InvalidTokenError, header_of, roles_in
from gateway.oidc import LONGEST_KEY_SECONDS, SECONDS_BETWEEN_REFRESHES, IssuerUnavailableError, OidcIssuer
from tests.issuers import AUDIENCE, EC, ED, RSA, SECONDS, Issuing, issuing, public

ANOTHER = RSAKey.generate_key(2048, {"kid": "rsa"}, private=True)


async def test_a_token_signed_with_any_published_key_is_believed() -> None:
    async with issuing() as at:
        for key, alg in ((RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA")):
            assert await at.roles(at.token(key, alg)) == (HeldRole(role="secretariat", of="CCPCJ"),)
        assert await at.roles(at.token(aud=["https://another.example", AUDIENCE], nbf=SECONDS + 59))
        assert await at.roles(at.token(header={"typ": "at+jwt", "x-note": "not understood"}))
        assert at.server.asked == 1


async def test_a_token_that_is_wrong_in_any_one_way_is_not_believed() -> None:
    async with issuing() as at:
        pem = RSA.as_pem(private=False)
        der = RSA.public_key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        right = at.token()
        head, body, signature = right.split(".")
        _, other_body, _ = at.token(sub="somebody-else").split(".")
        wrong = {
            "another audience": at.token(aud="https://another.example"),
            "no audience": at.token(aud=None),
            "another issuer": at.token(iss="https://another.example"),
            "no issuer": at.token(iss=None),
            "expired": at.token(exp=SECONDS - 61),
            "never expires": at.token(exp=None),
            "expires at no time": at.token(exp="tomorrow"),
            "expires at no number": at.token(exp=float("nan")),
            "not yet valid": at.token(nbf=SECONDS + 61),
            "issued in the future": at.token(iat=SECONDS + 61),
            "of nobody": at.token(sub=None),
            "of nobody by name": at.token(sub=""),
            "of a number": at.token(sub=7),
            "without roles": at.token(resolute_roles=None),
            "with roles of nobody": at.token(resolute_roles=["mission", "mission: ", "secretariat:"]),
            "with roles unknown": at.token(resolute_roles=["king:Peru", 7, None, {"of": "Peru"}]),
            "with roles in no list": at.token(resolute_roles={"role": "mission", "of": "Peru"}),
            "with roles without end": at.token(resolute_roles=["mission:Peru"] * 51),
            "signed by another": at.token(ANOTHER),
            "signed for another": f"{head}.{other_body}.{signature}",
            "signed with the wrong kind of key": at.token(EC, "ES256", header={"kid": "rsa"}),
            "signed by a way that is not allowed": at.token(RSA, "PS256"),
            "unsigned": jws_none(at),
            "unsigned and cut": f"{head}.{body}.",
            "signed with the public key as a secret": signed_with_bytes(right, pem),
            "signed with its bytes as a secret": signed_with_bytes(right, der),
            "with a critical header": at.token(header={"crit": ["x-note"], "x-note": "1"}),
            "without a key's name": at.token(header={"kid": None}),
            "huge": at.token(filler="x" * 100_000),
            "cut": right[:-5],
            "with a space": f" {right}",
            "empty": "",
            "with five parts": f"{head}.{body}.{signature}.{body}.{signature}",
        }
        for what, token in wrong.items():
            assert not await at.believes(token), f"a token {what} was believed"
        assert await at.roles(right)


def signed_with_bytes(token: str, secret: bytes) -> str:
    """The same claims, signed with a secret by HMAC: no library would do it with the bytes of a public key."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"rsa"}').decode().rstrip("=")
    signed = f"{head}.{token.split('.')[1]}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def jws_none(at: Issuing) -> str:
    """A token that says it needs no signature, with something in its place."""
    content = json.dumps(
        {"iss": at.server.url, "aud": AUDIENCE, "sub": "x", "exp": SECONDS + 9, "resolute_roles": ["administrator"]}
    )
    registry = jws.JWSRegistry(algorithms=["none"])
    unsigned = jws.serialize_compact({"alg": "none", "kid": "rsa"}, content, OctKey.generate_key(), registry=registry)
    return unsigned + "AAAA"


async def test_keys_that_the_issuer_should_not_have_published_are_never_used() -> None:
    secret = OctKey.import_key("a secret that everybody can read", {"kid": "oct"})
    async with issuing() as at:
        at.server.keys = [
            {"kty": "oct", "kid": "oct", "k": secret.as_dict()["k"]},
            public(EC, use="enc", kid="for-encryption"),
            {"kty": "RSA", "kid": "broken", "n": "?", "e": 7},
            {"kty": "AKP", "kid": "of-another-time"},
            public(RSA),
        ]
        with pytest.raises(InvalidTokenError):
            await at.roles(at.token(secret, "HS256"))
        with pytest.raises(InvalidTokenError):
            await at.roles(at.token(EC, "ES256", header={"kid": "for-encryption"}))
        assert await at.roles(at.token())


@pytest.mark.parametrize("algorithms", [(), ("none",), ("HS256",), ("RS256", "HS512"), ("rs256",)])
def test_no_issuer_may_sign_with_a_shared_secret_or_with_nothing(algorithms: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="algorithms"):
        OidcIssuer("https://issuer.example", AUDIENCE, algorithms, "roles")


async def test_a_key_that_is_new_is_fetched_at_once_and_the_old_one_is_forgotten() -> None:
    fresh = RSAKey.generate_key(2048, {"kid": "fresh"}, private=True)
    async with issuing() as at:
        old = at.token()
        assert await at.roles(old)
        at.server.keys = [public(fresh)]
        at.clock.seconds += SECONDS_BETWEEN_REFRESHES
        assert await at.roles(at.token(fresh))
        with pytest.raises(InvalidTokenError):
            await at.roles(old)
        assert at.server.asked == 2


async def test_unknown_keys_ask_the_issuer_no_more_than_once_in_half_a_minute_however_many_come() -> None:
    async with issuing() as at:
        unknown = [at.token(header={"kid": f"unknown-{number}"}) for number in range(20)]
        for round_trips in (1, 2, 3):
            for _ in range(2):
                answers = await asyncio.gather(*map(at.roles, unknown), return_exceptions=True)
                assert all(isinstance(answer, InvalidTokenError) for answer in answers)
            assert at.server.asked == round_trips
            at.clock.seconds += SECONDS_BETWEEN_REFRESHES
        assert await at.roles(at.token())
        assert at.server.asked == 3


async def test_keys_are_asked_for_again_when_their_time_is_over() -> None:
    async with issuing() as at:
        at.server.cache_control = "public, max-age=120"
        for seconds, asked in ((0, 1), (119, 1), (2, 2), (119, 2)):
            at.clock.seconds += seconds
            assert await at.roles(at.token())
            assert at.server.asked == asked


async def test_the_last_keys_stay_good_for_an_hour_while_the_issuer_is_out_of_reach() -> None:
    async with issuing() as at:
        assert await at.roles(at.token())
        at.server.answers = 500
        at.clock.seconds += LONGEST_KEY_SECONDS - 1
        assert await at.roles(at.token())
        with pytest.raises(IssuerUnavailableError):
            await at.roles(at.token(header={"kid": "perhaps-new"}))
        at.clock.seconds += 1
        with pytest.raises(IssuerUnavailableError) as refused:
            await at.roles(at.token())
        assert 1 <= refused.value.retry_after <= 30
        at.server.answers = 200
        at.clock.seconds += refused.value.retry_after
        assert await at.roles(at.token())


async def test_an_issuer_that_does_not_answer_as_one_is_out_of_reach() -> None:
    async def refused(at: Issuing) -> bool:
        at.clock.seconds += 60
        try:
            await at.roles(at.token())
        except IssuerUnavailableError:
            return True
        return False

    async with issuing() as at:
        at.server.says_it_is = "https://another.example"
        assert await refused(at)
        at.server.says_it_is = None
        for body in (
            b"",
            b"[]",
            b"{",
            b'{"keys": []}',
            b'{"keys": [7]}',
            b"[" * 100_000,
            b'{"keys":"' + b"x" * 300_000,
        ):
            at.server.body = body
            assert await refused(at), body[:20]
        at.server.body = None
        at.server.keys_at = "ftp://127.0.0.1/keys"
        assert await refused(at)
        at.server.keys_at = "http://127.0.0.1:1/keys"
        assert await refused(at)
        at.server.keys_at = None
        at.server.answers = 302
        assert await refused(at)
        at.server.answers = 200
        assert not await refused(at)


def test_roles_are_read_as_words_and_as_objects_and_bodies_go_by_their_codes() -> None:
    told = [
        "mission:Côte d’Ivoire",
        "secretariat:commission on narcotic drugs",
        {"role": "office", "of": "Office: of two parts", "since": 2020},
        "administrator",
        "observer",
        "mission:Côte d’Ivoire",
    ]
    assert [(held.role, held.of) for held in roles_in(told)] == [
        ("mission", "Côte d’Ivoire"),
        ("secretariat", "CND"),
        ("office", "Office: of two parts"),
        ("administrator", None),
        ("observer", None),
    ]
    assert roles_in("mission:Peru") == (HeldRole(role="mission", of="Peru"),)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("role", "of", "x")), inner),
    max_leaves=10,
)


@given(json_values)
def test_any_claim_is_roles_or_none(claim: object) -> None:
    assert all(isinstance(held, HeldRole) for held in roles_in(claim))


@given(st.one_of(st.text(), st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}")))
def test_any_text_has_a_header_or_is_no_token(token: str) -> None:
    with contextlib.suppress(InvalidTokenError):
        assert header_of(token).alg
