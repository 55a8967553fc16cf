"""A letter put into a maildir lies there whole, once, and nowhere else."""

from __future__ import annotations

import asyncio
import tempfile
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.post.maildir import MaildirPostman, mailbox_name
from activities.post.postman import NotNow, Postman, Undeliverable
from tests.test_post_letter import HOSTILE, letter


def letters_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


async def test_a_delivered_letter_can_be_read(tmp_path: Path) -> None:
    postman: Postman = MaildirPostman(tmp_path)
    await postman.deliver(letter(subject="issued", body="The draft was issued.\n"))
    (path,) = letters_in(tmp_path)
    assert path.parent == tmp_path / "secretariat@example.org" / "new"
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["Subject"] == "issued"
    assert message.get_payload(decode=True) == b"The draft was issued.\n"
    assert b"\r" not in path.read_bytes()


async def test_delivering_again_leaves_one_letter(tmp_path: Path) -> None:
    for _ in range(3):
        await MaildirPostman(tmp_path).deliver(letter())
    assert len(letters_in(tmp_path)) == 1


async def test_delivering_the_same_letter_at_once_leaves_one(tmp_path: Path) -> None:
    postman = MaildirPostman(tmp_path)
    await asyncio.gather(*(postman.deliver(letter()) for _ in range(8)))
    assert len(letters_in(tmp_path)) == 1


@pytest.mark.parametrize("flags", ["", ":2,", ":2,S", ",S=812:2,RS"])
async def test_a_letter_already_read_is_not_delivered_again(tmp_path: Path, flags: str) -> None:
    await MaildirPostman(tmp_path).deliver(letter())
    (path,) = letters_in(tmp_path)
    path.rename(path.parent.parent / "cur" / (path.name + flags))
    await MaildirPostman(tmp_path).deliver(letter())
    assert len(letters_in(tmp_path)) == 1


async def test_two_facts_are_two_letters_and_two_recipients_two_mailboxes(tmp_path: Path) -> None:
    postman = MaildirPostman(tmp_path)
    await postman.deliver(letter(key="ccpcj-24-1/1/a@example.org", recipient="a@example.org"))
    await postman.deliver(letter(key="ccpcj-24-1/2/a@example.org", recipient="a@example.org"))
    await postman.deliver(letter(key="ccpcj-24-1/2/b@example.org", recipient="b@example.org"))
    assert sorted(path.parent.parent.name for path in letters_in(tmp_path)) == [
        "a@example.org",
        "a@example.org",
        "b@example.org",
    ]


async def test_an_interrupted_delivery_is_made_good_by_the_next(tmp_path: Path) -> None:
    mailbox = tmp_path / "secretariat@example.org"
    (mailbox / "tmp").mkdir(parents=True)
    (mailbox / "tmp" / "half").write_bytes(b"From: no")
    await MaildirPostman(tmp_path).deliver(letter())
    assert [path.parent.name for path in letters_in(mailbox)].count("new") == 1


async def test_a_bad_address_is_undeliverable_and_leaves_no_trace(tmp_path: Path) -> None:
    with pytest.raises(Undeliverable):
        await MaildirPostman(tmp_path).deliver(letter(recipient="../../etc/passwd"))
    assert letters_in(tmp_path) == []


async def test_a_disk_that_cannot_be_written_is_not_now(tmp_path: Path) -> None:
    (tmp_path / "secretariat@example.org").write_text("a file where the mailbox should be")
    with pytest.raises(NotNow) as failure:
        await MaildirPostman(tmp_path).deliver(letter())
    assert failure.value.code == "maildir_unavailable"


ODD = ["", ".", "..", "../x", "/etc/passwd", "a/b@c", "-rf@x", ".hidden@x", "a\0b"]


@given(HOSTILE | st.sampled_from(ODD))
def test_a_mailbox_is_one_visible_folder_whatever_the_address(address: str) -> None:
    name = mailbox_name(address)
    assert Path(name).name == name
    assert not name.startswith((".", "-"))
    assert name.isascii()
    assert name.isprintable()
    assert 0 < len(name) <= 120


@given(st.lists(HOSTILE | st.emails(), min_size=2, max_size=2))
def test_different_addresses_never_share_a_mailbox(addresses: list[str]) -> None:
    one, other = addresses
    assert (mailbox_name(one) == mailbox_name(other)) == (one.lower() == other.lower())


@given(recipient=st.emails() | HOSTILE)
async def test_every_letter_lands_under_the_root_or_is_undeliverable(recipient: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "post"
        try:
            await MaildirPostman(root).deliver(letter(recipient=recipient))
        except Undeliverable:
            assert not root.exists()
        else:
            (path,) = letters_in(Path(folder))
            assert path.parent.parent.parent == root
