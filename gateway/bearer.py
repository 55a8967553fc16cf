"""Bearer tokens: what a JSON Web Token must be to be believed, whoever issued it, and the roles that it may name.

A token is a signed JWT (RFC 7519) with `iss`, `aud`, `sub` and `exp`, signed as its issuer is known to sign. Whatever
else it is, for whatever reason, is one `InvalidTokenError`, which does not say why: only a forger would want to know.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Self

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FiniteFloat,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from resolutions.authority import Authority, TellerRole, authority_of
from resolutions.facts import Name
from resolutions.sessions import body_code

MAX_TOKEN_BYTES = 8 * 1024
"""The longest token that is looked at."""

MAX_ROLES = 50
"""Roles of one token that are looked at."""

LEEWAY_SECONDS = 60
"""How far the issuer's clock and ours may differ."""

_COMPACT = re.compile(r"[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}")
_OF_A_STATE_OR_AN_OFFICE = frozenset({"mission", "office", "head"})

Words = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]


class InvalidTokenError(Exception):
    """Not a token that is believed here."""


class HeldRole(BaseModel):
    """A role and the State, body or office of which it is held; a body goes by its short code."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    role: TellerRole
    of: Name | None = None

    @field_validator("of")
    @classmethod
    def _body_by_its_code(cls, of: str | None, told: ValidationInfo) -> str | None:
        return of if of is None or told.data.get("role") in _OF_A_STATE_OR_AN_OFFICE else body_code(of)

    @model_validator(mode="after")
    def _is_held_of_somebody(self) -> Self:
        if authority_of(self.role, self.of) is None:
            raise ValueError("this role is held of a State, of an office, or of the body that it is a role of")
        return self

    @property
    def authority(self) -> Authority:
        """What whoever holds it may tell."""
        return authority_of(self.role, self.of) or Authority(facts=())


class TokenHeader(BaseModel):
    """What a token says of its own signature, before anything of it is believed."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, strict=True)
    alg: Annotated[str, StringConstraints(max_length=20)]
    kid: Annotated[str, StringConstraints(max_length=300)] | None = None


class _Claims(BaseModel):
    """The claims that are read when the signature holds; their times are seconds since 1970."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, strict=True)
    sub: Words
    exp: FiniteFloat
    nbf: FiniteFloat | None = None
    iat: FiniteFloat | None = None
    jti: Words | None = None


@dataclass(frozen=True)
class Issuance:
    """Whose tokens are believed: `iss`, `aud`, how they are signed, and the claim that names the holder's roles."""

    issuer: str
    audience: str
    algorithms: tuple[str, ...]
    role_claim: str


@dataclass(frozen=True)
class Bearer:
    """What a believed token says: who bears it, in which roles, and its id if it has one."""

    subject: str
    roles: tuple[HeldRole, ...]
    token_id: str | None


def header_of(token: str) -> TokenHeader:
    """The header of a token in compact form. Raises `InvalidTokenError`."""
    if len(token) > MAX_TOKEN_BYTES or _COMPACT.fullmatch(token) is None:
        raise InvalidTokenError
    encoded = token.partition(".")[0]
    try:
        return TokenHeader.model_validate_json(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except ValueError:  # of base64, of UTF-8, of JSON, of the model
        raise InvalidTokenError from None


def believed(token: str, key: Key, issuance: Issuance, now: dt.datetime) -> Bearer:
    """What a token says, if it was issued as it must have been, is for us, and is of this time.

    Raises `InvalidTokenError`, also for a bearer without any role that is known here.
    """
    # A header may say more than we understand (RFC 7515, section 4), unless it calls that critical.
    registry = JWSRegistry(algorithms=issuance.algorithms, strict_check_header=False)
    try:
        claims = jwt.decode(token, key, algorithms=issuance.algorithms, registry=registry).claims
        expected = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuance.issuer},
            aud={"essential": True, "value": issuance.audience},
            exp={"essential": True},
        )
        expected.validate(claims)
        read = _Claims.model_validate(claims)
    except (JoseError, ValueError, TypeError, RecursionError):
        raise InvalidTokenError from None
    roles = roles_in(claims.get(issuance.role_claim))
    if not roles:
        raise InvalidTokenError
    return Bearer(subject=read.sub, roles=roles, token_id=read.jti)


_Listed = Annotated[list[object], Field(max_length=MAX_ROLES)]
_LISTED: TypeAdapter[list[object]] = TypeAdapter(_Listed)


def roles_in(claim: object) -> tuple[HeldRole, ...]:
    """The roles that a claim names: "secretariat:CCPCJ", "mission:Peru", or objects with `role` and `of`.

    One that is not known here, or that is held of nobody though it must be, is passed over: an issuer serves others
    besides us.
    """
    try:
        listed = [claim] if isinstance(claim, str) else _LISTED.validate_python(claim, strict=True)
    except ValidationError:
        return ()
    return tuple(dict.fromkeys(role for each in listed if (role := _role(each)) is not None))


def _role(told: object) -> HeldRole | None:
    if isinstance(told, str):
        name, colon, of = told.partition(":")
        told = {"role": name.strip(), "of": of} if colon else {"role": name.strip()}
    try:
        return HeldRole.model_validate(told)
    except ValidationError:
        return None


def algorithms_allowed(algorithms: Collection[str]) -> tuple[str, ...]:
    """Algorithms by which somebody else may sign. Raises `ValueError` for one with a shared secret, or none at all.

    A key that is published can be taken for a shared secret by whoever lets a token choose; nobody may choose that.
    """
    known = [name for name in algorithms if re.fullmatch(r"(RS|PS|ES)(256|384|512)|EdDSA|Ed25519", name)]
    if not known or len(known) != len(algorithms):
        raise ValueError("the algorithms of an issuer are some of RS256, PS256, ES256 and their kin, EdDSA and Ed25519")
    return tuple(known)
