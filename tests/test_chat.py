"""Notices in chat channels: written by apprise, to public services unless private ones are allowed, and never told of
in a log.
"""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import datetime as dt
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import web
from apprise import Apprise
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError
from temporalio.client import Client

from activities.post.chat import HOSTED, TEAMS, Chat, opened
from activities.post.failures import NotNow, Undeliverable
from activities.post.maildir import MaildirPostman
from intake.door import Door
from ledger.directory import Stakeholder, add_stakeholder
from ledger.endpoints import EndpointAddressError, chat_address, endpoint_kind, endpoint_of, enter_chat
from ledger.outbox import notice_records
from ledger.sealing import Sealer, fresh_key
from tests.cli_runner import Resolute
from tests.receiving import Receiver, receiving, status
from tests.stand import SENDER, Stand, end_all, submission
from workers.embedded.engine import DevServer
from workers.plugin import plugin
from workers.worker import working

SEALER = Sealer([fresh_key()])
SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/"
TEAMS_URL = "workflow://{}/ABCD1234/SIGNATURE1234"


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A real server on this machine."""
    async with receiving() as running:
        yield running


@pytest.fixture(autouse=True)
def _loggers_as_they_were() -> Iterator[None]:
    """Speaking in a channel silences loggers for the whole process."""
    names = ("apprise", "requests", "urllib3")
    before = {name: logging.getLogger(name).level for name in names}
    yield
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def channel(receiver: Receiver, path: str = "/room") -> SecretStr:
    """A chat channel on a server of this machine, as apprise writes it, with a secret in it."""
    return SecretStr(receiver.url.replace("http://", "json://") + path + "?+token=sesame")


async def test_a_notice_reaches_a_channel_in_words_in_the_reader_s_language(
    engine: DevServer, pool: asyncpg.Pool, receiver: Receiver, tmp_path: Path
) -> None:
    address = await enter_chat(pool, SEALER, channel(receiver))
    person = Stakeholder(role="secretariat", of="CCPCJ", name="Room", address=address, language="fr")
    await add_stakeholder(pool, person)
    client = await Client.connect(engine.address, plugins=[plugin()])
    async with working(client, pool, MaildirPostman(tmp_path), SENDER, sealer=SEALER, private_webhooks=True):
        stand = Stand(client, pool, Door(client, pool))
        await stand.tell(submission("chat-1"))
        (said,) = await receiver.until(1, "/room")
        async with asyncio.timeout(30):
            while {each.state for each in await notice_records(pool) if each.to == address} != {"delivered"}:
                await asyncio.sleep(0.02)
        await end_all(client)
    assert "chat-1" in said.event["title"] + said.event["message"]
    stored = await pool.fetchrow("select string_agg(address, ' ') as addresses, string_agg(reason, ' ') from notices")
    assert "sesame" not in str(dict(stored or {}))


async def test_no_log_at_any_level_holds_the_url(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.NOTSET):
        await Chat(private=True).say(channel(receiver, "/room/secret-path"), "Title", "Body")
        receiver.answer("/room/secret-path", status(500))
        with pytest.raises(NotNow, match="chat_refused"):
            await Chat(private=True).say(channel(receiver, "/room/secret-path"), "Title", "Body")
    assert "sesame" not in caplog.text
    assert "secret-path" not in caplog.text


async def test_a_channel_that_stalls_is_left_after_the_time_limit(receiver: Receiver) -> None:
    released = asyncio.Event()

    async def stall(_request: web.Request, _number: int) -> web.StreamResponse:
        await released.wait()
        return web.Response()

    receiver.answer("/room", stall)
    with pytest.raises(NotNow, match="timed_out"):
        await Chat(private=True, time_limit=0.3).say(channel(receiver), "Title", "Body")
    released.set()


@pytest.mark.parametrize(
    "url",
    [
        "json://127.0.0.1:8080/",
        "jsons://example.org/",
        "xml://localhost/",
        "form://169.254.169.254/",
        "mailto://user:pass@example.org",
        "gotify://example.org/token",
        "matrix://user:pass@example.org/#room",
        "mmost://example.org/3ccdd113474722377935511fc85d3dd4",
        "rocket://user:pass@example.org/#room",
        "syslog://",
        "apprise://example.org/token",
        TEAMS_URL.format("example.org"),
        TEAMS_URL.format("evil-logic.azure.com.example"),
    ],
)
def test_a_channel_at_any_host_is_refused_unless_private_ones_are_allowed(url: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        opened(url, private=False)
    assert refused.value.code in ("forbidden_address", "bad_address")


@pytest.mark.parametrize("url", [SLACK, TEAMS_URL.format("prod-1.westus.logic.azure.com")])
def test_a_channel_of_a_public_service_is_allowed(url: str) -> None:
    assert opened(url, private=False) is not None


def test_the_services_that_are_allowed_name_no_host_of_their_own() -> None:
    details = {
        scheme: service
        for service in Apprise().details()["schemas"]
        for scheme in (*(service["secure_protocols"] or ()), *(service["protocols"] or ()))
    }
    assert set(details) >= HOSTED | TEAMS
    for scheme in HOSTED:
        assert "host" not in details[scheme]["details"]["tokens"], scheme
        assert not details[scheme]["protocols"], scheme


async def test_without_apprise_a_notice_waits_and_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., object] = builtins.__import__

    def lacking(name: str, *rest: object) -> object:
        if name.partition(".")[0] == "apprise":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", lacking)
    with pytest.raises(NotNow, match=re.escape("pip install 'resolution-lifecycle[chat]'")):
        await Chat().say(SecretStr(SLACK), "Title", "Body")


@pytest.mark.parametrize("url", ["", "slack", "slack://", "https://example.org/hook", "1slack://x", "slack://a b"])
def test_what_is_no_channel_has_no_name(url: str) -> None:
    with pytest.raises(EndpointAddressError):
        chat_address(SecretStr(url))


@given(st.text(max_size=100))
def test_any_text_is_a_channel_with_a_short_name_or_a_clean_error(text: str) -> None:
    for url in (text, f"slack://{text}"):
        with contextlib.suppress(EndpointAddressError):
            address = chat_address(SecretStr(url))
            assert endpoint_kind(address) == "chat"
            assert len(address) < 60


async def test_the_url_of_a_channel_is_sealed(pool: asyncpg.Pool) -> None:
    address = await enter_chat(pool, SEALER, SecretStr(SLACK))
    assert re.fullmatch(r"chat:slack-[0-9a-f]{12}", address)
    assert await enter_chat(pool, SEALER, SecretStr(SLACK)) == address
    endpoint = await endpoint_of(pool, address)
    assert endpoint is not None
    assert b"TIiajkdnl" not in endpoint.sealed
    assert endpoint.unsealed(SEALER).get_secret_value() == SLACK


def test_a_subscriber_is_a_webhook_only() -> None:
    for address in (chat_address(SecretStr(SLACK)), "desk@example.org"):
        with pytest.raises(ValidationError):
            Stakeholder(role="subscriber", name="System", address=address)
    Stakeholder(role="subscriber", name="System", address="https://example.org/hook", valid_from=dt.date(2026, 1, 1))


async def test_the_command_enters_systems_and_channels_and_shows_a_secret_once(
    database_url: str, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    deployment = {"RESOLUTE_DATABASE_URL": database_url, "RESOLUTE_SECRET_KEY": fresh_key().get_secret_value()}
    hook, saved, channel_url = "https://example.org/hook", tmp_path / "hook.secret", "json://example.org/hook"
    resolute = Resolute(tmp_path)

    async def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        ran = await asyncio.to_thread(resolute, "stakeholder", *arguments, stdin=stdin, env=deployment)
        return ran.code, ran.out, ran.err

    first, again, silent = await asyncio.gather(
        run("add", "subscriber", f"{hook}/2", "--save", str(saved)),
        run("add", "secretariat", "-", "--of", "CCPCJ", "--json", stdin=f"{SLACK}\n"),
        run("add", "secretariat", "-", "--of", "CCPCJ", stdin=f"{channel_url}\n"),
    )
    assert first[0] == again[0] == 0
    assert silent[0] == 2
    secret = saved.read_text().strip()
    assert secret.startswith("whsec_")
    assert secret not in first[1] + first[2]
    assert saved.stat().st_mode & 0o777 == 0o600
    assert "TIiajkdnl" not in again[1] + again[2]
    entered, other = await asyncio.gather(run("add", "subscriber", hook, "--json"), run("disable", f"{hook}/2"))
    assert '"secret": "whsec_' in entered[1]
    assert other[0] == 0
    listed, known, bad, plain, nothing = await asyncio.gather(
        run("list", "subscriber"),
        run("add", "secretariat", hook, "--of", "CCPCJ", "--json"),
        run("add", "subscriber", "http://example.org/hook"),
        run("add", "subscriber", "desk@example.org"),
        run("enable", "https://example.org/unknown"),
    )
    assert "disabled by command" in listed[1]
    assert "secret" not in known[1].replace("secretariat", "")
    assert (bad[0], plain[0], nothing[0]) == (2, 2, 1)
    assert all(each[2].count("\n") == 1 for each in (bad, plain, nothing))
    rotated, enabled = await asyncio.gather(run("rotate", hook), run("enable", f"{hook}/2"))
    assert rotated[1].count("whsec_") == 1
    assert enabled[0] == 0
    assert await pool.fetchval("select count(*) from endpoints where disabled_at is null") == 3
