"""The time-skipping engine from an installed wheel: a test server in memory whose clock leaps over idle time.

Promises an environment whose namespace knows the given search attributes: with one missing, a workflow task
fails for ever and the clock stands still for everything. The client library starts and stops this server; it
listens on a port of its own choice and keeps no files, so one left over after a kill blocks nothing.
"""

import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from temporalio.client import Plugin
from temporalio.testing import WorkflowEnvironment

from workers.embedded import search_attributes as attributes
from workers.embedded.processes import installed_program

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextlib.asynccontextmanager
async def time_skipping_engine(
    plugins: Sequence[Plugin] = (), search_attributes: Mapping[str, str] | None = None
) -> AsyncIterator[WorkflowEnvironment]:
    """A running time-skipping server, with `plugins` on its client.

    Step its clock with `env.sleep`: awaiting a workflow's result lets it leap to the run's timeout. It has no
    list, count, schedules or reset. `invalid_search_attribute` or `program_missing` as `EmbeddedServerError`.
    """
    wanted = attributes.indexed_types(search_attributes or {})
    program = installed_program("temporal-test-server")
    with _children_deaf_to_signals():
        started = await WorkflowEnvironment.start_time_skipping(plugins=plugins, test_server_existing_path=str(program))
    async with started as environment:
        await attributes.add(environment.client, wanted)
        yield environment


@contextlib.contextmanager
def _children_deaf_to_signals() -> Iterator[None]:
    """What is started in this block does not hear a signal to our whole process group, as the Ctrl-C of a terminal is.

    An engine that went first would leave its worker waiting for it, instead of being stopped after it. The client
    library starts the server in our process group; an ignored signal is the one thing that it hands down.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = {number: signal.signal(number, signal.SIG_IGN) for number in _STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in heard.items():
            signal.signal(number, handler)
