"""A data directory has one stack at a time, and other commands find exactly that one."""

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from workers.embedded.errors import EmbeddedServerError, StackAlreadyRunningError
from workers.embedded.locks import read_pid
from workers.embedded.stack_file import StackAddresses, find_running_stack, hold

PASSWORD = "correct-horse"
HOLDER = """
import sys, time
from pathlib import Path
from workers.embedded.stack_file import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="resolute-test-") as directory:
        yield Path(directory, "data")


def addresses(data_dir: Path, pid: int | None = None) -> StackAddresses:
    return StackAddresses(
        data_dir=data_dir,
        pid=pid or os.getpid(),
        database_url=SecretStr(f"postgresql://resolute:{PASSWORD}@127.0.0.1:54329/resolute"),
        temporal_address="127.0.0.1:7233",
        temporal_ui="http://127.0.0.1:8233",
        namespace="default",
        started_at=datetime(2024, 9, 1, tzinfo=UTC),
    )


def test_a_published_stack_is_found_whole_while_it_is_held_and_not_after(data_dir: Path) -> None:
    with hold(data_dir) as held:
        assert find_running_stack(data_dir) is None
        held.publish(addresses(data_dir))
        assert find_running_stack(data_dir) == addresses(data_dir)
    assert find_running_stack(data_dir) is None


def test_a_directory_without_a_stack_has_none(data_dir: Path) -> None:
    assert find_running_stack(data_dir) is None


def test_a_second_hold_is_refused_and_names_the_first_process(data_dir: Path) -> None:
    with hold(data_dir), pytest.raises(StackAlreadyRunningError) as refused, hold(data_dir):
        pass
    assert refused.value.code == "stack_already_running"
    assert refused.value.pid == os.getpid()
    assert str(os.getpid()) in str(refused.value)
    with hold(data_dir):
        pass


def test_a_killed_holder_frees_the_directory_and_its_file_is_ignored(data_dir: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StackAlreadyRunningError) as refused, hold(data_dir):
            pass
        assert refused.value.pid == holder.pid
        (data_dir / "stack.json").write_text(revealed(addresses(data_dir, holder.pid)))
        assert find_running_stack(data_dir) == addresses(data_dir, holder.pid)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert find_running_stack(data_dir) is None
    with hold(data_dir):
        assert not (data_dir / "stack.json").exists()


def test_addresses_of_a_process_that_is_not_the_holder_are_ignored(data_dir: Path) -> None:
    with hold(data_dir):
        (data_dir / "stack.json").write_text(revealed(addresses(data_dir, pid=1)))
        assert find_running_stack(data_dir) is None


def test_only_the_process_that_runs_a_stack_publishes_it(data_dir: Path) -> None:
    with hold(data_dir) as held, pytest.raises(ValueError, match="published by the process that runs it"):
        held.publish(addresses(data_dir, pid=1))


def test_the_file_is_private_and_nothing_else_is_left_beside_it(data_dir: Path) -> None:
    with hold(data_dir) as held:
        held.publish(addresses(data_dir))
        held.publish(addresses(data_dir))
        assert stat.S_IMODE((data_dir / "stack.json").stat().st_mode) == 0o600
        assert {path.name for path in data_dir.iterdir()} == {"stack.json", "stack.lock"}


def test_the_password_is_only_in_the_file(data_dir: Path) -> None:
    shown = addresses(data_dir)
    assert PASSWORD not in f"{shown!r} {shown} {shown.model_dump()} {shown.model_dump_json()}"


def test_a_data_directory_that_cannot_be_used_is_a_typed_error(data_dir: Path) -> None:
    data_dir.write_text("a file, not a directory")
    with pytest.raises(EmbeddedServerError) as refused, hold(data_dir):
        pass
    assert refused.value.code == "unreadable"


any_value = st.integers() | st.text("0123456789:/@.-TZ\N{SNOWMAN}", max_size=40)
any_document = st.dictionaries(st.sampled_from(sorted(StackAddresses.model_fields)), any_value)


@settings(deadline=None)
@given(content=st.binary(max_size=200) | any_document.map(lambda document: json.dumps(document).encode()))
def test_whatever_a_stack_file_holds_it_is_an_address_or_nothing(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory, hold(Path(directory)):
        Path(directory, "stack.json").write_bytes(content)
        found = find_running_stack(Path(directory))
        assert found is None or found.pid == os.getpid()


@settings(deadline=None)
@given(content=st.binary(max_size=40))
def test_whatever_a_lock_file_holds_it_is_a_process_id_or_nothing(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "lock").write_bytes(content)
        pid = read_pid(Path(directory, "lock"))
        assert pid is None or pid > 1


def revealed(shown: StackAddresses) -> str:
    document = json.loads(shown.model_dump_json())
    return json.dumps(document | {"database_url": shown.database_url.get_secret_value()})
