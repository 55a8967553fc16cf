"""Letters handed to real mail relays: good ones, refusing ones, slow ones and ones that are not there."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr, ValidationError

from activities.post.letter import compose
from activities.post.postman import NotNow, Postman, Undeliverable
from activities.post.smtp import SmtpPostman, SmtpSettings
from tests.test_post_letter import letter

PASSWORD = "correct horse battery staple"


class Relay:
    """What a relay does at each step; keeps what it was given. A reply of None means: never answer."""

    def __init__(
        self, *, mail: str | None = "250 OK", rcpt: str | None = "250 OK", data: str | None = "250 OK"
    ) -> None:
        self._replies = {"mail": mail, "rcpt": rcpt, "data": data}
        self.envelopes: list[tuple[str | None, list[str], bytes]] = []

    async def _reply(self, step: str) -> str:
        reply = self._replies[step]
        if reply is None:
            await asyncio.Event().wait()
        return str(reply)

    async def handle_MAIL(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._reply("mail")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._reply("rcpt")

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        reply = await self._reply("data")
        if reply.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return reply


@asynccontextmanager
async def serving(
    protocol: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A server on a free port of this host, for as long as the block lasts; gives the port."""
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def speaking(relay: Relay, **options: Any) -> Callable[[], SMTP]:
    return lambda: SMTP(relay, hostname="relay.example.org", **options)


def postman(port: int, **settings: object) -> SmtpPostman:
    defaults: dict[str, object] = {
        "host": "localhost",
        "port": port,
        "security": "none",
        "helo_name": "service.example.org",
        "connect_timeout": 5,
        "command_timeout": 5,
        "total_timeout": 10,
    }
    return SmtpPostman(SmtpSettings.model_validate(defaults | settings))


class Certificate:
    """A certificate for localhost, made for this run."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "certificate.pem"
        self._key = folder / "key.pem"
        command = "openssl req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1"
        names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        names += ["-keyout", str(self._key), "-out", str(self.path)]
        subprocess.run([*command.split(), *names], check=True, capture_output=True)

    def server_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.path, self._key)
        return context


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, so no certificate can be made for the encrypted relays")
    return Certificate(tmp_path_factory.mktemp("certificate"))


async def test_a_letter_reaches_the_relay_as_it_was_composed() -> None:
    relay = Relay()
    async with serving(speaking(relay)) as port:
        carrier: Postman = postman(port)
        await carrier.deliver(letter(subject="Türkiye joins", body=".\n..\nend\n"))
    expected = compose(letter(subject="Türkiye joins", body=".\n..\nend\n")).as_bytes()
    assert relay.envelopes == [("notices@example.org", ["secretariat@example.org"], expected)]


@pytest.mark.parametrize(
    ("step", "code"), [("mail", "sender_refused"), ("rcpt", "recipient_refused"), ("data", "message_refused")]
)
async def test_a_5xx_reply_is_undeliverable_and_a_4xx_reply_is_not_now(step: str, code: str) -> None:
    async with serving(speaking(Relay(**{step: "550 5.1.1 no such user"}))) as port:
        with pytest.raises(Undeliverable) as never:
            await postman(port).deliver(letter())
    async with serving(speaking(Relay(**{step: "450 4.2.1 try later"}))) as port:
        with pytest.raises(NotNow) as later:
            await postman(port).deliver(letter())
    assert (never.value.code, later.value.code) == (code, code)
    assert "550" in never.value.detail
    assert "450" in later.value.detail


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
async def test_a_relay_that_stops_answering_is_not_now_within_the_timeout(step: str) -> None:
    async with serving(speaking(Relay(**{step: None}))) as port:
        with pytest.raises(NotNow) as failure:
            await postman(port, command_timeout=0.2).deliver(letter())
    assert failure.value.code == "timeout"


async def test_a_relay_that_never_greets_is_not_now_within_the_timeout() -> None:
    async with serving(asyncio.Protocol) as port:
        with pytest.raises(NotNow) as failure:
            await postman(port, connect_timeout=0.2).deliver(letter())
    assert failure.value.code == "timeout"


async def test_a_delivery_ends_within_its_total_time_however_slowly_the_relay_goes_on() -> None:
    async with serving(speaking(Relay(data=None))) as port:
        with pytest.raises(NotNow) as failure:
            await postman(port, command_timeout=300, total_timeout=0.3).deliver(letter())
    assert failure.value.code == "timeout"


async def test_a_refused_connection_is_not_now() -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        with pytest.raises(NotNow) as failure:
            await postman(bound_but_deaf.getsockname()[1]).deliver(letter())
    assert failure.value.code == "relay_unavailable"


class Greeting(asyncio.Protocol):
    """A server that says its line, whatever comes, and hangs up."""

    line = b"554 5.3.2 no service for you\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self.line)
        transport.close()


class Gibberish(Greeting):
    line = b"\x00\xff\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"


class Silence(Greeting):
    line = b""


@pytest.mark.parametrize("server", [Greeting, Gibberish, Silence])
async def test_a_relay_that_serves_nobody_is_not_now(server: type[Greeting]) -> None:
    async with serving(server) as port:
        with pytest.raises(NotNow) as failure:
            await postman(port).deliver(letter())
    assert failure.value.code == "relay_unavailable"
    assert len(failure.value.detail.splitlines()) == 1


class LeavesWithoutGoodbye(SMTP):
    async def smtp_QUIT(self, _arg: str) -> None:  # noqa: N802 - the name is aiosmtpd's
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.abort()


async def test_a_letter_taken_counts_as_delivered_though_the_farewell_fails() -> None:
    relay = Relay()
    async with serving(lambda: LeavesWithoutGoodbye(relay, hostname="relay.example.org")) as port:
        await postman(port).deliver(letter())
    assert len(relay.envelopes) == 1


async def test_a_long_answer_is_cut_to_one_short_line() -> None:
    async with serving(speaking(Relay(rcpt=f"550-{'x' * 400}\r\n550 {'y' * 400}"))) as port:
        with pytest.raises(Undeliverable) as failure:
            await postman(port).deliver(letter())
    assert len(failure.value.detail) == 300


async def test_starttls_is_required_and_not_merely_tried() -> None:
    relay = Relay()
    async with serving(speaking(relay)) as port:
        with pytest.raises(NotNow) as failure:
            await postman(port, security="starttls").deliver(letter())
    assert failure.value.code == "relay_unavailable"
    assert relay.envelopes == []


async def test_a_relay_with_an_unknown_certificate_gets_no_letter(certificate: Certificate) -> None:
    relay = Relay()
    async with serving(speaking(relay, tls_context=certificate.server_context())) as port:
        with pytest.raises(NotNow):
            await postman(port, security="starttls").deliver(letter())
    assert relay.envelopes == []


def asking_for(password: str, relay: Relay, certificate: Certificate) -> Callable[[], SMTP]:
    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"resolute", password.encode()), handled=False)

    return speaking(
        relay,
        tls_context=certificate.server_context(),
        require_starttls=True,
        auth_required=True,
        authenticator=authenticate,
    )


async def test_a_letter_goes_encrypted_and_logged_in(certificate: Certificate) -> None:
    relay = Relay()
    async with serving(asking_for(PASSWORD, relay, certificate)) as port:
        carrier = postman(
            port,
            security="starttls",
            certificates=str(certificate.path),
            username="resolute",
            password=SecretStr(PASSWORD),
        )
        await carrier.deliver(letter())
    assert len(relay.envelopes) == 1


async def test_a_letter_goes_encrypted_from_the_first_byte(certificate: Certificate) -> None:
    relay = Relay()
    async with serving(speaking(relay), tls=certificate.server_context()) as port:
        await postman(port, security="tls", certificates=str(certificate.path)).deliver(letter())
    assert len(relay.envelopes) == 1


async def test_a_wrong_password_is_not_now_and_is_never_told(
    certificate: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(asking_for("another", Relay(), certificate)) as port:
        carrier = postman(
            port,
            security="starttls",
            certificates=str(certificate.path),
            username="resolute",
            password=SecretStr(PASSWORD),
        )
        with pytest.raises(NotNow) as failure:
            await carrier.deliver(letter())
    assert failure.value.code == "login_refused"
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    assert PASSWORD not in f"{failure.value!r} {failure.value.__cause__!r} {ours}"


async def test_a_relay_that_wants_a_login_loses_no_letter(certificate: Certificate) -> None:
    async with serving(asking_for(PASSWORD, Relay(), certificate)) as port:
        with pytest.raises(NotNow) as failure:
            await postman(port, security="starttls", certificates=str(certificate.path)).deliver(letter())
    assert failure.value.code == "login_refused"


async def test_a_bad_address_is_undeliverable_before_any_connection_is_made() -> None:
    with pytest.raises(Undeliverable) as failure:
        await postman(1).deliver(letter(recipient="nobody"))
    assert failure.value.code == "bad_recipient"


def test_settings_never_print_the_password() -> None:
    settings = SmtpSettings(host="relay.example.org", username="resolute", password=SecretStr(PASSWORD))
    assert PASSWORD not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "resolute"},
        {"password": PASSWORD},
        {"username": "resolute", "password": PASSWORD, "security": "none"},
        {"port": 0},
        {"command_timeout": 0},
    ],
)
def test_settings_that_cannot_work_are_refused_without_telling_the_password(
    fields: dict[str, object],
) -> None:
    with pytest.raises(ValidationError) as refusal:
        SmtpSettings.model_validate({"host": "relay.example.org", **fields})
    assert PASSWORD not in str(refusal.value)
