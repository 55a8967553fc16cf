"""Delivery through a mail relay (SMTP), within bounded time and without telling secrets.

The two failures are told apart by one rule: what the relay says of this letter (its sender, its recipient,
its content) follows the reply code; what fails before the letter is offered, or says that we may not use
the relay, speaks of the relay and not of the letter, and is always `NotNow`, so that a wrong password loses
nobody's notice.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final, Literal, Self

import aiosmtplib
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from activities.post.failures import DeliveryFailure, NotNow, Undeliverable
from activities.post.letter import Letter, compose

_LOGIN_REPLIES: Final = frozenset({530, 534, 535, 538})
"""RFC 4954: authentication is required, too weak, refused, or wants encryption; no fault of the letter."""

_FAREWELL_SECONDS: Final = 2.0


class SmtpSettings(BaseModel):
    """Where the relay is and how to speak to it. Timeouts are seconds.

    `security` is `starttls` (encryption is required, not merely tried), `tls` (encrypted from the first
    byte) or `none`. `certificates` names a file of authorities to trust beside the system's. `helo_name` is
    the name we greet with, else this host's.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    host: str = Field(min_length=1, max_length=255)
    port: int = Field(default=587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = Field(default=None, min_length=1, max_length=255)
    password: SecretStr | None = None
    certificates: str | None = None
    helo_name: str | None = None
    connect_timeout: float = Field(default=10.0, gt=0, le=300)
    command_timeout: float = Field(default=30.0, gt=0, le=300)
    total_timeout: float = Field(default=120.0, gt=0, le=900)

    @model_validator(mode="after")
    def _credentials_are_whole_and_never_in_clear(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise ValueError("username and password go together")
        if self.password is not None and self.security == "none":
            raise ValueError("a password is only sent over an encrypted connection: set security to starttls or tls")
        return self


class SmtpPostman:
    """Hands letters to a mail relay, each over a connection of its own."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    async def deliver(self, letter: Letter) -> None:
        """Return once the relay has taken the letter.

        A relay whose answer is lost may be given the letter again; its Message-ID is then the same. Raises
        `Undeliverable` (`bad_sender`, `bad_recipient`, `sender_refused`, `recipient_refused`,
        `message_refused`) and `NotNow` (the last three with a 4xx reply, `login_refused`, `timeout`,
        `relay_unavailable`).
        """
        wire = compose(letter).as_bytes()
        relay = self._relay()
        try:
            async with asyncio.timeout(self._settings.total_timeout):
                await relay.connect(timeout=self._settings.connect_timeout)
                await relay.sendmail(letter.sender, [letter.recipient], wire)
            await _take_leave(relay)
        # The causes are left out: a relay may have echoed in its reply what it was sent.
        except TimeoutError:
            raise NotNow("timeout", "the mail relay did not answer in time") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _failure(error) from None
        finally:
            relay.close()

    def _relay(self) -> aiosmtplib.SMTP:
        settings = self._settings
        return aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            username=settings.username,
            password=settings.password.get_secret_value() if settings.password else None,
            cert_bundle=settings.certificates,
            local_hostname=settings.helo_name,
            timeout=settings.command_timeout,
        )


async def _take_leave(relay: aiosmtplib.SMTP) -> None:
    # The letter is taken: a farewell that goes wrong must not send it twice.
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        await relay.quit(timeout=_FAREWELL_SECONDS)


def _failure(error: aiosmtplib.SMTPException | OSError) -> DeliveryFailure:
    match error:
        case aiosmtplib.SMTPRecipientsRefused():
            refusal = error.recipients[0]
            return _refusal("recipient_refused", refusal.code, refusal.message)
        case aiosmtplib.SMTPSenderRefused():
            return _refusal("sender_refused", error.code, error.message)
        case aiosmtplib.SMTPDataError():
            return _refusal("message_refused", error.code, error.message)
        case aiosmtplib.SMTPAuthenticationError():
            return NotNow("login_refused", f"the mail relay refused the user name or password ({error.code})")
        case aiosmtplib.SMTPResponseException():
            return NotNow("relay_unavailable", f"the mail relay turned us away: {error.code} {error.message}")
        case _:
            return NotNow("relay_unavailable", f"{type(error).__name__}: {error}")


def _refusal(code: str, reply: int, text: str) -> DeliveryFailure:
    if reply in _LOGIN_REPLIES:
        return NotNow("login_refused", f"the mail relay wants us to log in differently ({reply})")
    failure = Undeliverable if 500 <= reply < 600 else NotNow
    return failure(code, f"{reply} {text}")
