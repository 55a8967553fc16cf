"""The embedded servers, real ones: they keep their data, stay out of each other's way and leave nothing behind."""

import asyncio
import functools
import os
import signal
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from workers.embedded import accounts, processes
from workers.embedded.engine import DevServer
from workers.embedded.errors import EmbeddedServerError
from workers.embedded.locks import is_held, read_pid
from workers.embedded.ports import pick_port
from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.processes import ServerFiles, ServerProgram
from workers.embedded.rehearsal_engine import time_skipping_engine

STAGE = SearchAttributeKey.for_keyword("RehearsalStage")
SESSION = SearchAttributeKey.for_keyword("RehearsalSession")
BOTH_SERVERS = """
import asyncio, sys
from pathlib import Path
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres
async def main():
    place = Path(sys.argv[1])
    postgres = EmbeddedPostgres(place / "postgres", durable=False)
    async with postgres, DevServer(place / "temporal.db", preferred_ui_port=None):
        print("ready", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""
as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="about what root does; this is an ordinary user")


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory outside pytest's own, which root keeps closed to the account that PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="resolute-test-") as directory:
        yield Path(directory)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """A directory whose cluster is made once, for tests that start it and leave nothing in it."""
    with tempfile.TemporaryDirectory(prefix="resolute-test-") as directory:
        yield Path(directory)


@workflow.defn
class Rehearsal:
    """Waits a year, with its stage visible."""

    @workflow.run
    async def run(self) -> str:
        workflow.upsert_search_attributes([STAGE.value_set("tabled")])
        await workflow.sleep(timedelta(days=365))
        return "adopted"


async def query(url: str, *statements: str) -> object:
    """The value of the last statement's first row."""
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetchval(statement) for statement in statements][-1]
    finally:
        await connection.close()


def attributes(*pairs: tuple[SearchAttributeKey[str], str]) -> TypedSearchAttributes:
    return TypedSearchAttributes([SearchAttributePair(key, value) for key, value in pairs])


async def begin(client: Client, workflow_id: str, visible: TypedSearchAttributes) -> None:
    """Start a workflow that no worker listens to."""
    await client.start_workflow(Rehearsal.run, id=workflow_id, task_queue="silent", search_attributes=visible)


async def test_committed_rows_survive_stop_and_start(place: Path) -> None:
    async with EmbeddedPostgres(place / "postgres") as server:
        assert await query(server.url, "SHOW fsync") == "on"
        await query(server.url, "CREATE TABLE kept AS SELECT 'né' AS word")
    async with EmbeddedPostgres(place / "postgres") as server:
        assert await query(server.url, "SELECT word FROM kept") == "né"


async def test_committed_rows_survive_a_kill_and_the_kill_is_reported(place: Path) -> None:
    async with EmbeddedPostgres(place / "postgres", durable=False) as server:
        await query(server.url, "CREATE TABLE kept AS SELECT 1 AS one")
        os.kill(server_pid(place / "postgres" / "postgres.server.lock"), signal.SIGKILL)
        with pytest.raises(EmbeddedServerError) as reported:
            await server.watch()
    assert reported.value.code == "stopped_unexpectedly"
    async with EmbeddedPostgres(place / "postgres", durable=False) as server:
        assert await query(server.url, "SELECT one FROM kept") == 1


async def test_a_process_id_left_in_the_cluster_and_used_again_by_another_does_not_block(place: Path) -> None:
    async with EmbeddedPostgres(place / "postgres", durable=False):
        pass
    other = await processes.start(ServerFiles(place, "other"), sleeper())
    (place / "postgres" / "cluster" / "postmaster.pid").write_text(f"{other.pid}\n")
    async with EmbeddedPostgres(place / "postgres", durable=False) as server:
        assert await query(server.url, "SELECT 1") == 1
    await other.stop()


async def test_the_database_sorts_and_encodes_alike_everywhere_and_listens_on_loopback_only(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        assert urlsplit(server.url).path == "/resolute"
        assert await query(server.url, "SELECT current_database()") == "resolute"
        assert await query(server.url, "SHOW server_encoding") == "UTF8"
        locale = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'resolute'"
        assert await query(server.url, locale) == "bC.UTF-8"
        assert await query(server.url, "SHOW listen_addresses") == "127.0.0.1"
        assert await query(server.url, "SHOW unix_socket_directories") == ""
        assert await query(server.url, "SHOW fsync") == "off"


async def test_the_database_is_entered_by_password_only_and_never_shows_it(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        password = urlsplit(server.url).password
        assert password is not None
        for wrong in ("guessed", ""):
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(server.url, password=wrong)
        assert password not in f"{server!r} {server}"
        assert password not in server.log.read_text()
        kept = cluster / "password"
        assert kept.read_text() == password
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


async def test_a_server_that_cannot_start_says_why_without_the_password(place: Path) -> None:
    async with EmbeddedPostgres(place / "postgres", durable=False) as server:
        password = str(urlsplit(server.url).password)
    with (place / "postgres" / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write(f"work_mem = '{password}'\n")
    with pytest.raises(EmbeddedServerError) as refused:
        await EmbeddedPostgres(place / "postgres", durable=False).__aenter__()
    assert refused.value.code == "exited_early"
    assert refused.value.log == server.log
    assert "work_mem" in str(refused.value)
    assert password not in f"{refused.value} {refused.value!r} {refused.value.tail}"


async def test_a_directory_in_use_is_refused_and_its_server_goes_on(cluster: Path) -> None:
    async with EmbeddedPostgres(cluster, durable=False) as server:
        with pytest.raises(EmbeddedServerError) as refused:
            await EmbeddedPostgres(cluster, durable=False).__aenter__()
        assert refused.value.code == "directory_in_use"
        assert await query(server.url, "SELECT 1") == 1


async def test_two_of_each_at_once_get_different_ports(place: Path) -> None:
    preferred = pick_port(0)
    async with AsyncExitStack() as running:
        first, second, one, other = await asyncio.gather(
            running.enter_async_context(EmbeddedPostgres(place / "a", preferred, durable=False)),
            running.enter_async_context(EmbeddedPostgres(place / "b", preferred, durable=False)),
            running.enter_async_context(DevServer(place / "c.db", preferred, preferred_ui_port=None)),
            running.enter_async_context(DevServer(None, preferred, preferred)),
        )
        ports = {first.port, second.port, *(urlsplit(f"//{server.address}").port for server in (one, other))}
        assert len(ports | {urlsplit(other.ui_url).port}) == 5
        assert one.ui_url is None
        assert await query(first.url, "SELECT 1") == await query(second.url, "SELECT 1")


async def test_a_killed_owner_leaves_nothing_that_blocks_the_next_start(place: Path) -> None:
    command = (sys.executable, "-c", BOTH_SERVERS, str(place))
    owner = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[1]
    )
    assert owner.stdout is not None
    assert await owner.stdout.readline() == b"ready\n"
    owner.kill()
    await owner.wait()
    async with (
        EmbeddedPostgres(place / "postgres", durable=False) as postgres,
        DevServer(place / "temporal.db", preferred_ui_port=None) as engine,
    ):
        assert await query(postgres.url, "SELECT 1") == 1
        await Client.connect(engine.address)


async def test_workflows_survive_stop_and_start_and_a_newer_build_gains_search_attributes(place: Path) -> None:
    database = place / "engine" / "temporal.db"
    older, newer = {STAGE.name: "Keyword"}, {STAGE.name: "Keyword", SESSION.name: "Keyword"}
    async with DevServer(database, preferred_ui_port=None, search_attributes=older, namespace="body") as server:
        client = await Client.connect(server.address, namespace=server.namespace)
        await begin(client, "kept", attributes((STAGE, "tabled")))
    async with DevServer(database, preferred_ui_port=None, search_attributes=newer, namespace="body") as server:
        client = await Client.connect(server.address, namespace=server.namespace)
        kept = await client.get_workflow_handle("kept").describe()
        assert kept.status is WorkflowExecutionStatus.RUNNING
        assert kept.typed_search_attributes[STAGE] == "tabled"
        both = attributes((STAGE, "tabled"), (SESSION, "70"))
        await begin(client, "new", both)
        gained = await client.get_workflow_handle("new").describe()
        assert gained.typed_search_attributes[SESSION] == "70"
    with pytest.raises(EmbeddedServerError) as refused:
        await DevServer(
            database, preferred_ui_port=None, search_attributes={STAGE.name: "Int"}, namespace="body"
        ).__aenter__()
    assert refused.value.code == "search_attribute_conflict"


@pytest.mark.parametrize("wrong", [{"Stage": "Keywords"}, {"": "Keyword"}, {"a=b": "Keyword"}, {"--port": "Int"}])
async def test_a_search_attribute_that_is_none_is_refused_before_anything_starts(wrong: dict[str, str]) -> None:
    with pytest.raises(EmbeddedServerError) as refused:
        await DevServer(None, search_attributes=wrong).__aenter__()
    assert refused.value.code == "invalid_search_attribute"


async def test_the_rehearsal_engine_leaps_over_a_year_and_knows_its_search_attributes() -> None:
    async with time_skipping_engine(search_attributes={STAGE.name: "Keyword"}) as environment:
        worker = Worker(
            environment.client,
            task_queue="rehearsal",
            workflows=[Rehearsal],
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        async with worker:
            handle = await environment.client.start_workflow(Rehearsal.run, id="one", task_queue="rehearsal")
            await environment.sleep(timedelta(days=366))
            assert await handle.result() == "adopted"


async def test_a_server_does_not_get_the_terminals_interrupt(place: Path) -> None:
    files = ServerFiles(place, "sleeper")
    process = await processes.start(files, sleeper())
    assert os.getsid(process.pid) == process.pid != os.getsid(0)
    await process.stop()


@pytest.mark.parametrize("ignored", ["None", "signal.SIGTERM"])
async def test_a_leftover_server_is_stopped_before_its_files_are_used(
    place: Path, ignored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_STOP_WITHIN", 0.2)
    files = ServerFiles(place, "sleeper")
    leftover = await processes.start(files, sleeper(ignored))
    await leftover.wait_until(functools.partial(is_awake, files), within=10)
    assert is_held(files.server_lock)
    async with processes.claim(files, signal.SIGTERM):
        assert not is_held(files.server_lock)
    with pytest.raises(EmbeddedServerError):
        await leftover.watch()


async def test_a_server_that_ignores_the_request_to_stop_is_killed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_STOP_WITHIN", 0.2)
    files = ServerFiles(place, "sleeper")
    process = await processes.start(files, sleeper("signal.SIGTERM"))
    await process.wait_until(functools.partial(is_awake, files), within=10)
    await process.stop()
    assert not is_held(files.server_lock)
    await process.watch()


async def test_a_start_that_is_cancelled_leaves_no_server(place: Path) -> None:
    starting = asyncio.create_task(EmbeddedPostgres(place / "postgres", durable=False).__aenter__())
    lock = place / "postgres" / "postgres.server.lock"
    async with asyncio.timeout(10):
        while not is_held(lock):
            await asyncio.sleep(0)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    async with EmbeddedPostgres(place / "postgres", durable=False) as server:
        assert await query(server.url, "SELECT 1") == 1


async def test_a_program_that_is_not_installed_is_a_typed_error() -> None:
    with pytest.raises(EmbeddedServerError) as missing:
        processes.installed_program("no-such-program-anywhere")
    assert missing.value.code == "program_missing"


def test_the_usual_port_is_kept_when_free_and_left_when_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        usual = taken.getsockname()[1]
        assert pick_port(usual) != usual
    assert pick_port(usual) == usual


@as_root_only
async def test_root_lends_postgresql_an_unprivileged_account_and_opens_only_its_own_directories(place: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    async with EmbeddedPostgres(private / "postgres", durable=False) as server:
        pid = server_pid(private / "postgres" / "postgres.server.lock")
        assert uid_of(pid) != 0
        assert stat.S_IMODE(private.stat().st_mode) == 0o701
        assert await query(server.url, "SELECT 1") == 1
    os.chown(private, 12345, 12345)
    private.chmod(0o700)
    with pytest.raises(EmbeddedServerError) as refused:
        await EmbeddedPostgres(private / "postgres", durable=False).__aenter__()
    assert refused.value.code == "directory_closed"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


@as_root_only
def test_programs_installed_under_a_strict_umask_become_readable_and_no_more(place: Path) -> None:
    program, notes = place / "bin" / "postgres", place / "share" / "notes"
    for path, mode in ((program, 0o700), (notes, 0o600)):
        path.parent.mkdir(mode=0o700)
        path.touch(mode)
    accounts.open_installation(place, accounts.account_for(place / "absent"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (place, program.parent, program, notes)}
    assert modes == {place.name: 0o705, "bin": 0o705, "postgres": 0o705, "notes": 0o604}


def server_pid(lock: Path) -> int:
    pid = read_pid(lock)
    assert pid is not None
    return pid


def uid_of(pid: int) -> int:
    return Path(f"/proc/{pid}").stat().st_uid


def sleeper(ignored: str = "None") -> ServerProgram:
    """A program that sleeps, deaf to one signal when asked."""
    deaf = f"import signal, time; {ignored} and signal.signal({ignored}, signal.SIG_IGN)"
    code = f"{deaf}; print('ready', flush=True); time.sleep(60)"
    return ServerProgram("The sleeper", (sys.executable, "-c", code), signal.SIGTERM)


async def is_awake(files: ServerFiles) -> bool:
    return b"ready" in files.log.read_bytes()
