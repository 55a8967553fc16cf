"""The Temporal development server from an installed wheel, tuned for a local stack, with its UI when wanted.

Promises a server on 127.0.0.1 that answers for its namespace and knows the given search attributes when
entered. With a database file, workflows survive stop, kill and start; without one they are gone at the end.
The server asks nobody for a password: any user of the same machine can reach it.
"""

import contextlib
import functools
import signal
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workers.embedded import processes, search_attributes
from workers.embedded.accounts import make_directory
from workers.embedded.ports import LOOPBACK, listens_at, pick_port
from workers.embedded.processes import ServerFiles, ServerProcess, ServerProgram

USUAL_PORT = 7233
USUAL_UI_PORT = 8233
NAMESPACE = "default"

_READY_WITHIN = 60.0  # seconds; a large database on a busy machine is slow to open
_CALL_TIMEOUT = timedelta(seconds=2)
_STOP = signal.SIGTERM
# As delivered, the server adds about 50 ms to each step with a follow-on task: its queues poll too rarely.
_QUEUES = ("transfer", "timer", "visibility", "outbound")
_POLLS_PER_SECOND = 2000


class DevServer:
    """`async with DevServer(database) as server`: a running Temporal server with its state in that file.

    `database` None keeps the state in memory; `preferred_ui_port` None means no UI. `search_attributes` maps
    names to types as the Temporal command line spells them. Raises `EmbeddedServerError`. Start it from a
    thread that lives as long as the server should: on Linux the kernel stops it when that thread ends.
    """

    def __init__(
        self,
        database: Path | None,
        preferred_port: int = USUAL_PORT,
        preferred_ui_port: int | None = USUAL_UI_PORT,
        search_attributes: Mapping[str, str] | None = None,
        namespace: str = NAMESPACE,
    ) -> None:
        self._database = database.absolute() if database else None
        self._preferred_port = preferred_port
        self._preferred_ui_port = preferred_ui_port
        self._search_attributes = dict(search_attributes or {})
        self._namespace = namespace
        self._port = preferred_port
        self._ui_port = preferred_ui_port
        self._process: ServerProcess | None = None
        self._cleanup = contextlib.AsyncExitStack()

    @property
    def address(self) -> str:
        """Host and port of the gRPC endpoint, known once entered."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def ui_url(self) -> str | None:
        """The address of the UI, or None when it runs without."""
        return f"http://{LOOPBACK}:{self._ui_port}" if self._ui_port is not None else None

    @property
    def namespace(self) -> str:
        """The namespace that exists and knows the search attributes."""
        return self._namespace

    async def watch(self) -> None:
        """Wait until the server stops; raises `stopped_unexpectedly` unless this object stopped it."""
        if self._process is None:
            raise RuntimeError("watch() is for an entered DevServer")
        await self._process.watch()

    async def __aenter__(self) -> Self:
        wanted = search_attributes.indexed_types(self._search_attributes)
        async with contextlib.AsyncExitStack() as cleanup:
            files = self._place_files(cleanup)
            await cleanup.enter_async_context(processes.claim(files, _STOP))
            self._process = await processes.start_again_if_it_ends(lambda: self._begin(files, wanted))
            cleanup.push_async_callback(self._process.stop)
            self._cleanup = cleanup.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._cleanup.aclose()

    def _place_files(self, cleanup: contextlib.AsyncExitStack) -> ServerFiles:
        if self._database is None:
            temporary = cleanup.enter_context(tempfile.TemporaryDirectory(prefix="resolute-engine-"))
            return ServerFiles(Path(temporary), "temporal")
        make_directory(self._database.parent)
        return ServerFiles(self._database.parent, self._database.stem)

    async def _begin(self, files: ServerFiles, wanted: search_attributes.IndexedTypes) -> ServerProcess:
        self._port = pick_port(self._preferred_port)
        if self._preferred_ui_port is not None:
            self._ui_port = pick_port(self._preferred_ui_port)
        process = await processes.start(files, ServerProgram("Temporal", self._command(), _STOP))
        try:
            await process.wait_until(functools.partial(self._answers, process.pid), _READY_WITHIN)
            await self._ensure_search_attributes(process, wanted)
        except BaseException:
            await process.stop()
            raise
        return process

    async def _ensure_search_attributes(self, process: ServerProcess, wanted: search_attributes.IndexedTypes) -> None:
        """The command line registers them only when it makes the namespace; an older database may lack some."""
        try:
            client = await self._connect()
            await search_attributes.register_missing(client, wanted)
            await process.wait_until(functools.partial(search_attributes.are_known, client, wanted), _READY_WITHIN)
        except (RuntimeError, RPCError) as error:
            raise process.failure(
                "not_ready", f"did not take its search attributes ({type(error).__name__})."
            ) from None

    def _command(self) -> tuple[str, ...]:
        options = {
            "--ip": [LOOPBACK],
            "--port": [str(self._port)],
            "--namespace": [self._namespace],
            "--search-attribute": [f"{name}={kind}" for name, kind in self._search_attributes.items()],
            "--dynamic-config-value": [f"history.{queue}ProcessorMaxPollRPS={_POLLS_PER_SECOND}" for queue in _QUEUES],
        }
        if self._database is not None:
            options |= {"--db-filename": [str(self._database)], "--sqlite-pragma": ["journal_mode=wal"]}
        if self._ui_port is not None:
            options["--ui-port"] = [str(self._ui_port)]
        return (
            str(processes.installed_program("temporal")),
            *("server", "start-dev", "--disable-config-file", "--disable-config-env"),
            *("--ui-disable-news-fetch" if self._ui_port is not None else "--headless",),
            *(part for option, values in options.items() for value in values for part in (option, value)),
        )

    async def _answers(self, pid: int) -> bool:
        if not listens_at(pid, self._port):
            return False
        try:
            client = await self._connect()
            await client.workflow_service.describe_namespace(
                DescribeNamespaceRequest(namespace=self._namespace), timeout=_CALL_TIMEOUT
            )
        except (RuntimeError, RPCError):  # the client says RuntimeError when it cannot connect
            return False
        return True

    async def _connect(self) -> Client:
        return await Client.connect(self.address, namespace=self._namespace, connect_timeout=_CALL_TIMEOUT)
