"""Sources and tokens from the command line: secrets are shown once, saved for their owner only, and signed with as the
standard says.
"""

from __future__ import annotations

import datetime as dt
import json
import stat
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import asyncpg
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr
from standardwebhooks import Webhook, WebhookVerificationError

from cli import choices
from ledger.connection import open_pool
from ledger.sealing import Sealer, fresh_key, fresh_webhook_secret
from ledger.sources import SourceBody, admitted
from ledger.tokens import revoked
from resolutions.authority import FACTS_OF_ROLES
from tests.cli_runner import Ran, Resolute, event
from tests.emptied import emptied_database
from workers.embedded.postgres import EmbeddedPostgres

KEY = fresh_key()
SEALER = Sealer([KEY])
AT = "2026-03-02T10:00:00Z"
JOINING = event("sponsor.added", "ccpcj-24-1", "1", AT, sponsor="Perú")


@dataclass(frozen=True)
class Deployed(Resolute):
    """The command beside a database that the environment names."""

    url: str
    key: SecretStr | None = KEY

    def environment(self) -> dict[str, str]:
        key = {"RESOLUTE_SECRET_KEY": self.key.get_secret_value()} if self.key else {}
        return {**super().environment(), "RESOLUTE_DATABASE_URL": self.url, **key}


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database with nothing in it yet."""
    async with emptied_database(postgres) as url:
        yield url


@pytest_asyncio.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    opened = await open_pool(database_url)
    yield opened
    opened.terminate()


@pytest.fixture
def resolute(database_url: str, tmp_path: Path) -> Deployed:
    return Deployed(tmp_path / "data", database_url)


async def good_secrets(pool: asyncpg.Pool, name: str) -> list[str]:
    found = await admitted(pool, SEALER, name)
    return [secret.get_secret_value() for secret in found.secrets] if found else []


def refused(ran: Ran, code: int, *words: str) -> bool:
    """Whether a command ended with a code, nothing on standard output, and one line that holds these words."""
    return (ran.code, ran.out, len(ran.err.splitlines())) == (code, "", 1) and all(word in ran.err for word in words)


async def test_a_secret_is_shown_once_and_is_the_one_that_is_good(resolute: Deployed, pool: asyncpg.Pool) -> None:
    plain = resolute("source", "add", "plain", "--allow", "sponsor.*", "--allow", "draft.issued", "--body", "CCPCJ")
    as_json, again, listed = (
        resolute("source", "add", "portal", "--allow", "sponsor.*", "--json"),
        resolute("source", "add", "plain", "--allow", "*"),
        resolute("source", "list", "--json"),
    )
    assert plain.out.splitlines() == await good_secrets(pool, "plain")
    assert set(as_json.json) == {"source", "secret"}
    assert [as_json.json["secret"]] == await good_secrets(pool, "portal")
    assert refused(again, 1, "plain", "resolute source rotate plain")
    found = {each["name"]: (each["allow"], each["bodies"], each["good_secrets"]) for each in listed.json}
    assert found == {"plain": (["sponsor.*", "draft.issued"], ["CCPCJ"], 1), "portal": (["sponsor.*"], None, 1)}
    shown_later = plain.err + as_json.err + again.err + listed.out + listed.err
    assert "whsec_" not in shown_later


async def test_two_who_add_one_name_at_once_do_not_both_succeed(resolute: Deployed, pool: asyncpg.Pool) -> None:
    add = ("source", "add", "portal", "--allow", "*")
    ran = sorted(resolute.together(add, add), key=lambda each: each.code)
    assert [each.code for each in ran] == [0, 1]
    assert ran[0].out.splitlines() == await good_secrets(pool, "portal")


async def test_a_saved_secret_is_its_owner_s_only_and_takes_the_place_of_nothing(
    resolute: Deployed, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    file, lost = tmp_path / "portal.secret", tmp_path / "lost.secret"
    saved = resolute("source", "add", "portal", "--allow", "*", "--save", str(file), "--json")
    assert saved.json == {"source": "portal", "saved": str(file)}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_text(encoding="ascii")
    assert content.split() == await good_secrets(pool, "portal")
    over, taken, nowhere = resolute.together(
        ("source", "add", "other", "--allow", "*", "--save", str(file)),
        ("source", "add", "portal", "--allow", "*", "--save", str(lost)),
        ("source", "add", "other", "--allow", "*", "--save", str(tmp_path / "none" / "file")),
    )
    assert refused(over, 2, str(file), "not written over")
    assert refused(taken, 1, "portal")
    assert refused(nowhere, 2, "No such file")
    assert file.read_text(encoding="ascii") == content
    assert not lost.exists()
    assert await good_secrets(pool, "other") == []


async def test_a_rotated_secret_is_good_at_once_beside_the_one_before(resolute: Deployed, pool: asyncpg.Pool) -> None:
    first = resolute("source", "add", "portal", "--allow", "*").out.strip()
    rotated = resolute("source", "rotate", "portal", "--json")
    assert set(rotated.json) == {"source", "secret"}
    assert await good_secrets(pool, "portal") == [rotated.json["secret"], first]
    last = resolute("source", "rotate", "portal", "--keep", "0").out.strip()
    assert await good_secrets(pool, "portal") == [last]


async def test_a_disabled_source_is_shown_so_until_it_is_enabled(resolute: Deployed, pool: asyncpg.Pool) -> None:
    resolute("source", "add", "portal", "--allow", "*")
    assert resolute("source", "disable", "portal", "--json").json == {"source": "portal", "disabled": True}
    assert await good_secrets(pool, "portal") == []
    assert "disabled" in resolute("source", "list").out
    assert resolute("source", "enable", "portal").code == 0
    assert len(await good_secrets(pool, "portal")) == 1


def test_what_no_source_is_asked_for_is_refused_in_one_line(resolute: Deployed) -> None:
    add = ("source", "add", "portal")
    pattern, body, name, nothing, long, *unknown = resolute.together(
        (*add, "--allow", "sponsr.*"),
        (*add, "--allow", "sponsor.added", "--body", "ECOSOC"),
        ("source", "add", "The Portal", "--allow", "*"),
        add,
        ("source", "rotate", "portal", "--keep", "100000000000"),
        ("source", "rotate", "portal"),
        ("source", "disable", "portal"),
        ("source", "enable", "portal"),
    )
    assert refused(pattern, 2, "'sponsr.*'", "sponsor.*")
    assert refused(body, 2, "session.scheduled")
    assert refused(name, 2, "small letters")
    assert (nothing.code, long.code) == (2, 2)
    assert all(refused(ran, 1, "portal", "resolute source list") for ran in unknown)


def secret_in(directory: Path) -> tuple[str, Path]:
    secret, file = fresh_webhook_secret().get_secret_value(), directory / "portal.secret"
    file.write_text(secret + "\n", encoding="ascii")
    return secret, file


def headers_of(ran: Ran) -> dict[str, str]:
    """Headers as curl reads them from a file: one a line."""
    return dict(line.split(": ", 1) for line in ran.out.splitlines())


def test_what_is_signed_verifies_and_signing_again_is_the_same_delivery(resolute: Deployed, tmp_path: Path) -> None:
    secret, file = secret_in(tmp_path)
    (tmp_path / "fact.json").write_text(JOINING, encoding="utf-8")
    (tmp_path / "facts.json").write_text(f"[{JOINING}]\n", encoding="utf-8")
    once, again, batch, as_json = resolute.together(
        ("source", "sign", str(file), str(tmp_path / "fact.json")),
        ("source", "sign", str(file), str(tmp_path / "fact.json")),
        ("source", "sign", str(file), str(tmp_path / "facts.json")),
        ("source", "sign", str(file), str(tmp_path / "fact.json"), "--json"),
    )
    headers = headers_of(once)
    assert list(headers) == ["webhook-id", "webhook-timestamp", "webhook-signature", "content-type"]
    assert Webhook(secret).verify(JOINING, headers) == json.loads(JOINING)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(JOINING + " ", headers)
    assert headers["content-type"] == "application/cloudevents+json"
    assert headers_of(batch)["content-type"] == "application/cloudevents-batch+json"
    assert Webhook(secret).verify(f"[{JOINING}]\n", headers_of(batch))
    assert headers["webhook-id"] == headers_of(again)["webhook-id"] != headers_of(batch)["webhook-id"]
    assert list(as_json.json) == list(headers)
    assert not any(secret.removeprefix("whsec_") in ran.out + ran.err for ran in (once, again, batch, as_json))


CANNOT_BE_SIGNED: tuple[tuple[str | None, bytes, str], ...] = (
    ("hidden-word", JOINING.encode(), "holds no secret"),
    ("whsec_", JOINING.encode(), "holds no secret"),
    ("whsec_c2hvcnQ=", JOINING.encode(), "holds no secret"),
    (None, b"{", "no JSON"),
    (None, b'"text"', "neither a CloudEvent nor a list"),
    (None, b"\xff\xfe", "UTF-8"),
    (None, b"[" * 100_000, "nested too deep"),
    (None, b" " * (1024 * 1024 + 1), "larger than 1 MiB"),
)
"""What is in the file of the secret (None: a secret) and in the file of the fact, and what is said of it."""


def test_what_cannot_be_signed_is_refused_in_one_line_without_repeating_a_secret(
    resolute: Deployed, tmp_path: Path
) -> None:
    good, _ = secret_in(tmp_path)
    commands = []
    for number, (secret, body, _) in enumerate(CANNOT_BE_SIGNED):
        files = tmp_path / f"{number}.secret", tmp_path / f"{number}.json"
        files[0].write_text(secret or good, encoding="ascii")
        files[1].write_bytes(body)
        commands.append(("source", "sign", *map(str, files)))
    for (_, _, words), ran in zip(CANNOT_BE_SIGNED, resolute.together(*commands), strict=True):
        assert refused(ran, 2, words)
        assert "hidden-word" not in ran.err
        assert good.removeprefix("whsec_") not in ran.err


async def test_a_token_is_shown_once_believed_and_can_be_taken_back(resolute: Deployed, pool: asyncpg.Pool) -> None:
    now = dt.datetime.now(dt.UTC)
    as_json, plain = resolute.together(
        ("token", "mission", "--of", "Peru", "--days", "30", "--json"),
        ("token", "secretariat", "--of", "CCPCJ", "--name", "The desk"),
    )
    said: dict[str, Any] = as_json.json
    assert set(said) == {"token", "id", "role", "of", "expires_at"}
    assert (said["role"], said["of"]) == ("mission", "Peru")
    term = dt.datetime.fromisoformat(said["expires_at"]) - now
    assert dt.timedelta(days=29, hours=23) < term < dt.timedelta(days=30, minutes=5)
    key = OctKey.import_key(SEALER.signing_keys()[0].secret.get_secret_value())
    claims = jwt.decode(said["token"], key, algorithms=["HS256"]).claims
    assert (claims["jti"], claims["sub"]) == (said["id"], "mission of Peru")
    listed, table = resolute.together(("token", "list", "--json"), ("token", "list"))
    assert {each["holder"] for each in listed.json} == {"mission of Peru", "The desk"}
    shown_later = as_json.err + plain.err + listed.out + table.out
    assert said["token"] not in shown_later
    assert plain.out.strip() not in shown_later
    assert not await revoked(pool, said["id"])
    assert resolute("token", "revoke", said["id"], "--json").json == {"id": said["id"], "revoked": True}
    assert await revoked(pool, said["id"])
    assert "revoked" in resolute("token", "list").out


def test_a_token_that_cannot_be_is_refused_in_one_line(resolute: Deployed) -> None:
    nobody, blank, role, days, unknown = resolute.together(
        ("token", "mission"),
        ("token", "observer", "--name", " "),
        ("token", "king"),
        ("token", "observer", "--days", "0"),
        ("token", "revoke", "5f0e61c2a94b7d38"),
    )
    assert refused(nobody, 2, "--of")
    assert refused(blank, 2, "--name")
    assert (role.code, days.code) == (2, 2)
    assert refused(unknown, 1, "resolute token list")


def test_a_deployment_without_a_key_is_told_how_to_make_one(resolute: Deployed) -> None:
    bare = Deployed(resolute.data_dir, resolute.url, key=None)
    broken = Deployed(resolute.data_dir, resolute.url, key=SecretStr("hidden-word"))
    add = ("source", "add", "portal", "--allow", "*")
    missing, malformed, made = bare(*add), broken(*add), bare("source", "key")
    assert refused(missing, 2, "RESOLUTE_SECRET_KEY", "resolute source key")
    assert refused(malformed, 2, "RESOLUTE_SECRET_KEY")
    assert "hidden-word" not in malformed.err
    assert Deployed(resolute.data_dir, resolute.url, key=SecretStr(made.out.strip()))(*add).code == 0
    assert not resolute.data_dir.exists()


def test_where_nothing_runs_a_source_is_neither_registered_nor_its_secret_s_file_left(tmp_path: Path) -> None:
    nowhere = Resolute(tmp_path / "data")
    file = tmp_path / "portal.secret"
    ran = nowhere("source", "add", "portal", "--allow", "*", "--save", str(file))
    assert refused(ran, 3, "out of reach")
    assert not file.exists()


def test_the_words_of_these_commands_are_the_domain_s() -> None:
    assert get_args(choices.SittingBody) == get_args(SourceBody)
    roles = {word for part in get_args(choices.TellerRole) for word in (get_args(part) or (part,))}
    assert roles == set(FACTS_OF_ROLES)
