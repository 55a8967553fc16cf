"""A letter: one notice to one person, and the e-mail it becomes.

The same letter always composes to the same bytes, so that a second delivery can be recognised as a copy by
every mail store: the Message-ID comes from the letter's key alone, the Date from the fact, and nothing is
read from a clock or a host name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from activities.post.failures import Undeliverable
from activities.post.languages import ENGLISH, Language
from activities.post.plain import many_lines, one_line

ID_DOMAIN: Final = "resolute.invalid"
"""Right-hand side of message identifiers: `.invalid` is reserved (RFC 2606), so they are nobody else's."""

SUBJECT_LIMIT: Final = 200

# The standard library folds a header between words, but breaks what is longer than one line: a quoted name
# loses its second quotation mark, an identifier becomes an encoded word. Neither is ever given the length
# for it.
NAME_LIMIT: Final = 70
_ID_LENGTH: Final = 40
_UNQUOTABLE: Final = str.maketrans({'"': "'", "\\": "/"})

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# RFC 5321 section 4.1.2 without quoted local parts, address literals and non-ASCII letters.
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*\Z")
_ENCODED_WORD_MARK = "=?"
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


class Letter(BaseModel):
    """One notice to one recipient, complete and unchangeable.

    `key` names the fact and the recipient ("ccpcj-24-1/9/secretariat@example.org") and is the idempotency
    key of the delivery; the part before its first slash is the thread. `language` is the one it is written in.
    `html` says what `body` says, `calendar` is an iCalendar file of METHOD:PUBLISH; a letter may lack either.
    `occurred` is when the fact happened.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    key: str = Field(min_length=1, max_length=1_000)
    sender: str = Field(max_length=1_000)
    recipient: str = Field(max_length=1_000)
    recipient_name: str = Field(default="", max_length=1_000)
    language: Language = ENGLISH
    subject: str = Field(max_length=10_000)
    body: str = Field(max_length=400_000)
    html: str = Field(default="", max_length=2_000_000)
    calendar: bytes | None = Field(default=None, max_length=2_000_000)
    occurred: AwareDatetime = Field(
        ge=dt.datetime(1900, 1, 1, tzinfo=dt.UTC), lt=dt.datetime(3000, 1, 1, tzinfo=dt.UTC)
    )

    @property
    def digest(self) -> str:
        """SHA-256 of the key, in hexadecimal: the name of this delivery wherever one is needed."""
        return _digest(self.key)

    @property
    def thread(self) -> str:
        """The resolution this letter belongs to: the key up to its first slash."""
        return self.key.partition("/")[0]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _address(text: str, whose: str, name: str = "") -> Address:
    # An atom may hold "=?", which mail readers would take for the start of an encoded word.
    if not _ADDRESS.match(text) or _ENCODED_WORD_MARK in text:
        raise Undeliverable(f"bad_{whose}", f"no mail can be sent to this as an address: {one_line(text, 80)}")
    return Address(display_name=_header_text(name, NAME_LIMIT).translate(_UNQUOTABLE), addr_spec=text)


def _header_text(text: str, limit: int) -> str:
    # The standard library decodes encoded words in a value that is set, line breaks included: without this
    # a title could add headers.
    return one_line(text, limit).replace(_ENCODED_WORD_MARK, "= ?")


def _identifier(digest: str) -> str:
    return f"<{digest[:_ID_LENGTH]}@{ID_DOMAIN}>"


def compose(letter: Letter) -> EmailMessage:
    """The letter as an e-mail: seven-bit on the wire, byte for byte the same each time.

    Plain text, with HTML as its alternative if there is any, and the calendar as an attachment. A resolution's
    letters all refer to one message that was never sent, so that mail clients show its life as one thread (RFC 5322,
    section 3.6.4). `Auto-Submitted` (RFC 3834) keeps holiday responders from answering.

    Raises `Undeliverable` with `bad_sender` or `bad_recipient` for what is not an ASCII address of the form
    `local@domain`.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(letter.sender, "sender")
    message["To"] = _address(letter.recipient, "recipient", letter.recipient_name)
    message["Subject"] = _header_text(letter.subject, SUBJECT_LIMIT)
    message["Date"] = format_datetime(letter.occurred.astimezone(dt.UTC))
    message["Message-ID"] = _identifier(letter.digest)
    message["References"] = _identifier(_digest(f"thread of {letter.thread}"))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(many_lines(letter.body), charset="utf-8", cte="quoted-printable")
    if letter.html:
        message.add_alternative(many_lines(letter.html), subtype="html", charset="utf-8", cte="quoted-printable")
    if letter.calendar is not None:
        _attach_calendar(message, letter.calendar, _file_name(letter.thread))
    _set_boundaries(message, letter.digest)
    message["Content-Language"] = letter.language
    return message


def _attach_calendar(message: EmailMessage, calendar: bytes, name: str) -> None:
    message.add_attachment(
        calendar,
        maintype="text",
        subtype="calendar",
        filename=name,
        params={"charset": "utf-8", "method": "PUBLISH"},
    )


def _file_name(reference: str) -> str:
    return f"{_NOT_IN_A_FILE_NAME.sub('-', reference).strip('-.')[:63] or 'dates'}.ics"


def _set_boundaries(message: EmailMessage, digest: str) -> None:
    """Boundaries that are the same each time. "=_" stands in no quoted-printable and no base64 text, so in no part."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{digest[:_ID_LENGTH]}_{number}")
