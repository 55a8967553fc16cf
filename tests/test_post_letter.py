"""A letter becomes the same harmless e-mail every time, whatever its fields hold."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.post.letter import ID_DOMAIN, Letter, compose
from activities.post.plain import many_lines, one_line
from activities.post.postman import Undeliverable

OCCURRED = dt.datetime(2017, 3, 13, 9, 30, tzinfo=dt.UTC)
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
    "Content-Language",
]
ANY_CHARACTERS = st.text(max_size=300)
NASTY = st.lists(
    st.sampled_from(
        [
            "\r\n",
            "\n",
            "\r",
            "\0",
            "\u2028",
            "\x85",
            "\u202e",
            '"',
            "<",
            ">",
            ",",
            "\\",
            "(",
            ";",
            "@",
            " ",
            "Bcc: thief@example.org",
            "Subject: x",
            "=?utf-8?q?=0D=0ABcc:?=",
            "=?",
            "?=",
            "é",
            "中文",
            "مكتب",
            "🕊",
            "a" * 90,
        ]
    ),
    max_size=12,
).map("".join)
HOSTILE = ANY_CHARACTERS | NASTY


def letter(**fields: object) -> Letter:
    given_fields: dict[str, object] = {
        "key": "ccpcj-24-1/9/secretariat@example.org",
        "sender": "notices@example.org",
        "recipient": "secretariat@example.org",
        "recipient_name": "Secretariat of the Commission",
        "subject": "ccpcj-24-1: issued as E/CN.15/2015/L.2",
        "body": "Dear colleague,\n\nThe draft was issued.\n",
        "occurred": OCCURRED,
    }
    return Letter.model_validate(given_fields | fields)


def read_back(message: EmailMessage) -> EmailMessage:
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def text_of(message: EmailMessage) -> str:
    """The plain text of a message, with or without other parts."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


@given(subject=HOSTILE, name=HOSTILE, body=HOSTILE)
@example(subject="=?utf-8?q?x=0D=0ABcc:_thief=40example.org?=", name="", body="")
@example(subject="x" * 200, name='"' + "0" * 119, body="x" * 2_000)
@example(subject="a\r\nBcc: thief@example.org", name='"a"\n<thief@example.org>,', body="\n.\nQUIT\n")
def test_no_field_can_add_a_header_or_a_recipient(subject: str, name: str, body: str) -> None:
    message = compose(letter(subject=subject, recipient_name=name, body=body))
    parsed = read_back(message)
    assert parsed.keys() == HEADERS
    assert [address.addr_spec for address in parsed["To"].addresses] == ["secretariat@example.org"]
    assert not parsed.defects


@given(subject=HOSTILE, name=HOSTILE, body=HOSTILE)
def test_every_letter_is_seven_bit_and_its_lines_are_short_enough_for_any_relay(
    subject: str, name: str, body: str
) -> None:
    wire = compose(letter(subject=subject, recipient_name=name, body=body)).as_bytes()
    assert wire.isascii()
    assert all(len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in wire.split(b"\r\n"))


@given(sender=HOSTILE, recipient=HOSTILE)
@example(sender="=?utf-8?q?=0ABcc?=@example.org", recipient="a@b@c.org")
@example(sender="notices@example.org", recipient="secretariat@example.org\nBcc: thief@example.org")
def test_what_is_no_address_is_undeliverable_and_nothing_else(sender: str, recipient: str) -> None:
    try:
        headers = read_back(compose(letter(sender=sender, recipient=recipient))).keys()
    except Undeliverable:
        return
    assert headers == HEADERS


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@example.org",
        "a@",
        "a@-example.org",
        "a b@example.org",
        ".a@example.org",
        "a..b@example.org",
        "a@example..org",
        "é@example.org",
        "a@example.org\n",
        "a@[10.0.0.1]",
        f"{'a' * 65}@example.org",
        f"a@{'b.' * 130}org",
    ],
)
def test_a_bad_address_is_undeliverable(address: str) -> None:
    with pytest.raises(Undeliverable) as failure:
        compose(letter(recipient=address))
    assert failure.value.code == "bad_recipient"


LOCAL_PART = r"[a-z0-9!#$%&'*+/^_`{|}~-]{1,40}(\.[a-z0-9]{1,10}){0,2}"
DOMAIN = r"[a-z0-9]{1,60}(\.[a-z0-9]{2,60}){0,2}"


@given(address=st.from_regex(f"{LOCAL_PART}@{DOMAIN}", fullmatch=True), name=HOSTILE)
def test_a_good_address_arrives_as_it_was_given(address: str, name: str) -> None:
    parsed = read_back(compose(letter(recipient=address, recipient_name=name)))
    assert [found.addr_spec for found in parsed["To"].addresses] == [address]


@given(text=HOSTILE)
def test_the_subject_arrives_as_one_clean_line(text: str) -> None:
    subject = str(read_back(compose(letter(subject=text)))["Subject"])
    # A header may be folded at its blanks, and blanks between encoded words are not the reader's.
    assert subject.replace(" ", "") == one_line(text, 200).replace(" ", "")
    assert "\n" not in subject


@given(key=st.text(min_size=1, max_size=300), subject=HOSTILE, body=HOSTILE)
def test_the_same_key_always_has_the_same_message_id(key: str, subject: str, body: str) -> None:
    one = compose(letter(key=key))
    other = compose(letter(key=key, subject=subject, body=body, sender="other@example.org"))
    assert one["Message-ID"] == other["Message-ID"]
    assert read_back(one)["Message-ID"].endswith(f"@{ID_DOMAIN}>")


def test_the_same_letter_composes_to_the_same_bytes() -> None:
    assert compose(letter()).as_bytes() == compose(letter()).as_bytes()


def test_different_keys_have_different_message_ids() -> None:
    keys = [f"ccpcj-24-1/{seq}/{name}@example.org" for seq in range(20) for name in ("a", "b")]
    assert len({compose(letter(key=key))["Message-ID"] for key in keys}) == len(keys)


def test_a_life_is_one_thread_and_two_lives_are_two() -> None:
    threads = [
        compose(letter(key=key))["References"]
        for key in ("ccpcj-24-1/1/a@example.org", "ccpcj-24-1/7/b@example.org", "ccpcj-24-2/1/a@example.org")
    ]
    assert threads[0] == threads[1] != threads[2]


def test_the_identifiers_are_on_the_wire_as_mail_clients_compare_them() -> None:
    wire = compose(letter()).as_bytes()
    for header in (b"Message-ID", b"References"):
        assert re.search(rb"^" + header + rb": <[0-9a-f]{40}@resolute\.invalid>\r$", wire, re.MULTILINE)


def test_the_date_is_the_day_of_the_fact_and_not_of_the_run() -> None:
    vienna = dt.timezone(dt.timedelta(hours=1))
    message = compose(letter(occurred=dt.datetime(2017, 3, 13, 0, 30, tzinfo=vienna)))
    assert message["Date"].datetime == dt.datetime(2017, 3, 12, 23, 30, tzinfo=dt.UTC)


def test_a_letter_says_that_a_machine_wrote_it_and_in_which_language() -> None:
    message = compose(letter(language="fr"))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "fr"


def test_accents_and_scripts_arrive_unchanged() -> None:
    body = "Côte d'Ivoire, Türkiye, Российская Федерация, 中国, مصر\n"
    message = compose(letter(body=body, subject="Türkiye joins", recipient_name="Señora Muñoz, Ana"))
    parsed = read_back(message)
    assert text_of(parsed) == body
    assert parsed["Subject"] == "Türkiye joins"
    assert parsed["To"].addresses[0].display_name == "Señora Muñoz, Ana"


WHOLE = {"html": "<!DOCTYPE html>\n<title>issued</title>\n", "calendar": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}


def test_a_letter_is_text_and_html_with_the_dates_attached() -> None:
    parsed = read_back(compose(letter(**WHOLE)))
    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert text_of(parsed) == "Dear colleague,\n\nThe draft was issued.\n"
    assert html_of(parsed) == WHOLE["html"]


def test_the_dates_are_an_attachment_that_a_calendar_opens() -> None:
    (attachment,) = read_back(compose(letter(**WHOLE))).iter_attachments()
    assert attachment.get_filename() == "ccpcj-24-1.ics"
    assert attachment.get_param("method") == "PUBLISH"
    assert attachment.get_param("charset") == "utf-8"
    assert attachment.get_payload(decode=True) == WHOLE["calendar"]


@pytest.mark.parametrize("lacking", [(), ("html",), ("calendar",), ("html", "calendar")])
def test_a_letter_has_the_parts_it_is_given_and_always_text(lacking: tuple[str, ...]) -> None:
    parsed = read_back(compose(letter(**{name: part for name, part in WHOLE.items() if name not in lacking})))
    kinds = {part.get_content_type() for part in parsed.walk() if not part.is_multipart()}
    assert ("text/html" in kinds) == ("html" not in lacking)
    assert ("text/calendar" in kinds) == ("calendar" not in lacking)
    assert text_of(parsed).startswith("Dear colleague")


@given(key=HOSTILE.filter(bool), body=HOSTILE, html=HOSTILE, calendar=st.binary(max_size=300))
def test_no_part_can_end_itself_or_add_another(key: str, body: str, html: str, calendar: bytes) -> None:
    inner = f"--=_{letter(key=key).digest[:40]}_0--\r\n"
    given_parts = {"body": inner + body, "html": inner + html, "calendar": inner.encode() + calendar}
    message = compose(letter(key=key, **given_parts))
    parsed = read_back(message)
    assert len(list(parsed.walk())) == 5
    assert set(parsed.keys()) == set(HEADERS) - {"Content-Transfer-Encoding"}
    assert message.as_bytes().isascii()
    assert message.as_bytes() == compose(letter(key=key, **given_parts)).as_bytes()
    assert next(parsed.iter_attachments()).get_payload(decode=True) == inner.encode() + calendar


@given(key=HOSTILE.filter(bool))
def test_the_name_of_the_attachment_is_a_harmless_file_name(key: str) -> None:
    (attachment,) = read_back(compose(letter(key=key, **WHOLE))).iter_attachments()
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.ics", attachment.get_filename() or "")


@given(text=HOSTILE | st.text(st.characters()), limit=st.integers(min_value=2, max_value=400))
def test_one_line_is_one_bounded_printable_line(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line.encode("utf-8") == line.strip().encode("utf-8")
    assert one_line(line, limit) == line


@given(text=HOSTILE | st.text(st.characters()))
def test_many_lines_end_in_one_line_feed_and_know_no_other_control(text: str) -> None:
    clean = many_lines(text)
    assert clean.endswith("\n")
    assert not clean.endswith("\n\n") or clean == "\n"
    assert all(character == "\n" or character.isprintable() or not character.isascii() for character in clean)
    assert many_lines(clean) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("before \u2068inside\u2069 after", "before \u2068inside\u2069 after\n"),
        ("before \u2068inside", "before inside\n"),
        ("before\u2069 \u2068inside", "before inside\n"),
        ("one \u2068two\nthree\u2069 four", "one two\nthree four\n"),
        ("\u202eone\u202c \u2066two\u2069", "one two\n"),
    ],
)
def test_only_isolates_that_end_on_their_line_are_let_through(text: str, clean: str) -> None:
    assert many_lines(text) == clean


@given(detail=HOSTILE | st.text(st.characters()))
def test_a_failure_tells_at_most_300_characters_on_one_line(detail: str) -> None:
    failure = Undeliverable("code", detail)
    assert len(failure.detail) <= 300
    assert len(str(failure).splitlines()) == 1
