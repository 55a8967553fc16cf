"""Sealing: what is sealed opens for its owner alone, under every key that is still there, and shows nowhere; and where
a process has its keys from.
"""

from __future__ import annotations

import base64
import multiprocessing
import stat
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from ledger.sealing import (
    MAX_KEYS,
    MalformedKeyError,
    SealedElsewhereError,
    Sealer,
    fresh_key,
    fresh_webhook_secret,
)
from workers.connections import Addresses
from workers.secret_keys import KEY_FILE, sealer_of
from workers.settings import SettingError, Settings

KEY = fresh_key()
SEALER = Sealer([KEY])
TEXTS = st.text(st.characters(), max_size=200)


@given(owner=TEXTS, text=TEXTS)
def test_what_is_sealed_opens_for_its_owner(owner: str, text: str) -> None:
    assert SEALER.open(owner, SEALER.seal(owner, SecretStr(text))).get_secret_value() == text


@given(owner=TEXTS, other=TEXTS, text=TEXTS)
def test_what_is_sealed_opens_for_nobody_else(owner: str, other: str, text: str) -> None:
    sealed = SEALER.seal(owner, SecretStr(text))
    if owner != other:
        with pytest.raises(SealedElsewhereError):
            SEALER.open(other, sealed)


@given(junk=st.binary(max_size=300))
@example(b"")
@example(SEALER.seal("a", SecretStr("x"))[:-1])
@example(Sealer([fresh_key()]).seal("a", SecretStr("x")))
def test_what_was_not_sealed_here_is_a_clean_error(junk: bytes) -> None:
    with pytest.raises(SealedElsewhereError):
        SEALER.open("a", junk)


@settings(max_examples=20)
@given(place=st.integers(0, 200), flipped=st.integers(1, 255))
def test_what_was_changed_after_it_was_sealed_does_not_open_as_anything_else(place: int, flipped: int) -> None:
    sealed = bytearray(SEALER.seal("a", SecretStr("secret")))
    sealed[place % len(sealed)] ^= flipped
    try:
        opened = SEALER.open("a", bytes(sealed)).get_secret_value()
    except SealedElsewhereError:
        opened = "secret"
    assert opened == "secret"


def test_sealing_twice_gives_two_texts_and_neither_holds_the_secret() -> None:
    secret = fresh_webhook_secret()
    first, second = SEALER.seal("a", secret), SEALER.seal("a", secret)
    assert first != second
    assert secret.get_secret_value().encode() not in first + base64.urlsafe_b64decode(first)


def test_what_an_older_key_sealed_opens_once_a_new_key_is_put_first() -> None:
    old, new = fresh_key(), fresh_key()
    before = Sealer([old]).seal("a", SecretStr("x"))
    changed = Sealer([new, old])
    assert changed.open("a", before).get_secret_value() == "x"
    after = changed.seal("a", SecretStr("y"))
    assert Sealer([new]).open("a", after).get_secret_value() == "y"
    with pytest.raises(SealedElsewhereError):
        Sealer([old]).open("a", after)


def test_signing_keys_follow_the_keys_newest_first_and_reveal_nothing_of_them() -> None:
    old, new = fresh_key(), fresh_key()
    (only,) = Sealer([old]).signing_keys()
    first, second = Sealer([new, old]).signing_keys()
    assert second == only
    assert first.kid != second.kid
    assert len(first.secret.get_secret_value()) == 32
    raw = base64.urlsafe_b64decode(old.get_secret_value())
    assert only.secret.get_secret_value() not in (raw, raw[:16], raw[16:])
    assert raw.hex() not in repr(only) + only.kid
    assert only.secret.get_secret_value().hex() not in repr(only)


def test_a_webhook_secret_is_as_the_standard_writes_it_and_never_the_same() -> None:
    made = {fresh_webhook_secret().get_secret_value() for _ in range(50)}
    assert len(made) == 50
    for secret in made:
        assert secret.startswith("whsec_")
        assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32


MALFORMED: tuple[list[str], ...] = (
    [],
    [""],
    ["short"],
    [KEY.get_secret_value()[:-1]],
    [KEY.get_secret_value() + "\n"],
    ["ключ" * 11],
    [KEY.get_secret_value(), "second-is-wrong"],
    ["+" + KEY.get_secret_value()[1:]],
    [KEY.get_secret_value()] * (MAX_KEYS + 1),
)


@pytest.mark.parametrize("keys", MALFORMED)
def test_a_key_that_is_none_is_refused_and_not_repeated(keys: Sequence[str]) -> None:
    with pytest.raises(MalformedKeyError) as refused:
        Sealer([SecretStr(key) for key in keys])
    assert not any(key.strip() in str(refused.value) for key in keys if key)


def test_neither_keys_nor_secrets_show_in_a_representation_or_an_error() -> None:
    secret = fresh_webhook_secret()
    shown = [repr(SEALER), str(SEALER), repr(KEY), repr(secret), repr(SEALER.signing_keys())]
    with pytest.raises(SealedElsewhereError) as refused:
        SEALER.open("b", SEALER.seal("a", secret))
    chain = [refused.value, refused.value.__cause__]
    shown.extend(repr(error) for error in chain)
    assert not any(KEY.get_secret_value() in text or secret.get_secret_value() in text for text in shown)


def nobody_says(data_dir: Path, **given: object) -> tuple[Settings, Addresses]:
    """Settings where the environment says nothing else, and the addresses of a local stack in the directory."""
    wanted = Settings.model_validate({"data_dir": data_dir, **given})
    return wanted, Addresses("127.0.0.1:1", "postgresql://local/stack", data_dir)


def opens(one: Sealer, other: Sealer) -> bool:
    try:
        return other.open("a", one.seal("a", SecretStr("x"))).get_secret_value() == "x"
    except SealedElsewhereError:
        return False


@pytest.fixture(autouse=True)
def silent_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("RESOLUTE_SECRET_KEY", "RESOLUTE_DATABASE_URL", "RESOLUTE_DATA_DIR", "TEMPORAL_ADDRESS"):
        monkeypatch.delenv(variable, raising=False)


def test_the_local_stack_makes_its_key_once_for_its_owner_only(tmp_path: Path) -> None:
    where = nobody_says(tmp_path / "data")
    first = sealer_of(*where)
    assert opens(first, sealer_of(*where))
    made = tmp_path / "data" / KEY_FILE
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [path.name for path in made.parent.iterdir()] == [KEY_FILE]


def sealed_by_another_process(data_dir: Path) -> bytes:
    return sealer_of(*nobody_says(data_dir)).seal("a", SecretStr("x"))


def test_processes_that_need_a_key_at_once_end_with_one(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, mp_context=multiprocessing.get_context("spawn")) as processes:
        sealed = list(processes.map(sealed_by_another_process, [tmp_path / "data"] * 6))
    mine = sealer_of(*nobody_says(tmp_path / "data"))
    assert {mine.open("a", each).get_secret_value() for each in sealed} == {"x"}


def test_two_who_find_no_key_at_the_same_instant_end_with_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = nobody_says(tmp_path)
    raced: list[Sealer] = []

    def another_is_quicker() -> SecretStr:
        monkeypatch.undo()
        raced.append(sealer_of(*where))
        return fresh_key()

    monkeypatch.setattr("workers.secret_keys.fresh_key", another_is_quicker)
    second = sealer_of(*where)
    (first,) = raced
    assert opens(first, second)


def test_keys_of_the_environment_come_first_and_may_be_several(tmp_path: Path) -> None:
    old, new = fresh_key().get_secret_value(), fresh_key().get_secret_value()
    both = sealer_of(*nobody_says(tmp_path, secret_key=f" {new} , {old},"))
    assert opens(Sealer([SecretStr(old)]), both)
    assert opens(both, Sealer([SecretStr(new)]))
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_the_environment_names_has_no_key_made_up_for_it(tmp_path: Path) -> None:
    url = "postgresql://user:hidden-word@db/resolute"
    wanted = Settings.model_validate({"data_dir": tmp_path, "database_url": url})
    with pytest.raises(SettingError, match=r"^RESOLUTE_SECRET_KEY: .*`resolute source key`") as refused:
        sealer_of(wanted, Addresses("temporal:7233", url, tmp_path))
    assert "hidden-word" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    assert sealer_of(wanted, Addresses("127.0.0.1:1", "postgresql://local/stack", tmp_path))


@pytest.mark.parametrize(
    "value",
    ["hidden-word", ",", pytest.param(f"{KEY.get_secret_value()},hidden-word", id="a key and a word"), "ü"],
)
def test_a_malformed_key_names_the_variable_and_never_its_value(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingError, match=r"^RESOLUTE_SECRET_KEY: ") as refused:
        sealer_of(*nobody_says(tmp_path, secret_key=value))
    assert "hidden-word" not in str(refused.value)
    assert KEY.get_secret_value() not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"hidden-word", b"\xff\xfe", b"A" * 10_000])
def test_a_key_file_that_holds_no_key_is_named_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(SettingError, match=KEY_FILE) as refused:
        sealer_of(*nobody_says(tmp_path))
    assert "hidden-word" not in str(refused.value)
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_a_data_directory_that_cannot_be_used_is_a_clean_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingError, match="cannot be used"):
        sealer_of(*nobody_says(tmp_path / "file" / "data"))
