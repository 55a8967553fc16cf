"""Processes: `up` (the local stack), `worker` and `migrate` (a real deployment)."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt

from cyclopts import App

from cli.common import DONE, NO_OPTIONS, Options, print_json_line, talk
from intake.errors import EngineUnavailableError

_RETRY_SECONDS = 2.0


async def up(*, options: Options = NO_OPTIONS) -> int:
    """Start the whole local stack in the foreground: PostgreSQL, Temporal with its UI, migrations, a worker.

    State stays in the data directory. Ctrl-C drains and stops. With --json, one line of JSON says where each part is once all are
    ready.
    """
    from workers.local import local_stack
    from workers.logs import configure_logs, quiet_engine_library
    from workers.worker import stop_signal

    settings = options.settings()
    configure_logs("warning", "console")
    quiet_engine_library()
    console = talk()
    console.print(f"starting in {settings.data_dir} …", soft_wrap=True)
    stop = asyncio.create_task(stop_signal())
    async with local_stack(settings) as stack:
        where = stack.addresses
        if options.json:
            print_json_line(
                {
                    "data_dir": str(where.data_dir),
                    "pid": where.pid,
                    "database": where.database_url.get_secret_value(),
                    "temporal": where.temporal_address,
                    "namespace": where.namespace,
                    "ui": where.temporal_ui,
                    "health": where.health_url,
                    "mail": str(settings.mail_root),
                }
            )
        console.print(
            f"[green]ready[/]\n"
            f"  Temporal    {where.temporal_address}   UI {where.temporal_ui}\n"
            f"  PostgreSQL  {_without_password(where.database_url.get_secret_value())}\n"
            f"  health      {where.health_url}/ready\n"
            f"  notices     {settings.mail_root if settings.post == 'maildir' else settings.smtp_host}\n"
            f"In another terminal: `resolute draft submit FILE`, `resolute list`, `resolute due`. Ctrl-C stops.",
            soft_wrap=True,
        )
        watch = asyncio.create_task(stack.watch())
        await asyncio.wait({stop, watch}, return_when=asyncio.FIRST_COMPLETED)
        console.print("stopping: finishing what is under way …")
        failed = watch.done() and not stop.done()
        watch.cancel()
        if failed:
            await watch
        with contextlib.suppress(asyncio.CancelledError):
            await watch
    console.print("stopped; everything is kept")
    return DONE


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}{parts.path}"


async def worker(*, options: Options = NO_OPTIONS) -> int:
    """Run a worker, configured by the environment (TEMPORAL_*, RESOLUTE_*). SIGTERM drains it.

    It waits for an engine that is out of reach, and goes on when it is back.
    """
    import structlog

    from ledger.connection import open_pool
    from workers.connections import connect_engine, database_url, find_addresses
    from workers.health import Health, answering_for_health
    from workers.logs import configure_logs
    from workers.worker import postman_of, stop_signal, working

    settings = options.settings()
    configure_logs(settings.log_level, settings.log_format)
    log = structlog.stdlib.get_logger("resolute.worker")
    addresses = find_addresses(settings)
    url = database_url(addresses)
    stop = asyncio.create_task(stop_signal())
    client = None
    while client is None and not stop.done():
        try:
            client = await connect_engine(addresses)
        except EngineUnavailableError as error:
            if addresses.temporal is None:
                raise
            log.warning("waiting for the engine", detail=error.detail)
            await asyncio.wait({stop}, timeout=_RETRY_SECONDS)
    if client is None:
        return DONE
    pool = await open_pool(url, settings.pool_size)
    grace = dt.timedelta(seconds=settings.grace_seconds)
    try:
        async with (
            answering_for_health(Health(client, pool), settings.health_address, settings.health_port) as health,
            working(client, pool, postman_of(settings), settings.sender, grace),
        ):
            log.info("working", engine=addresses.temporal, health=health)
            await stop
            log.info("draining", seconds=settings.grace_seconds)
    finally:
        pool.terminate()
    log.info("stopped")
    return DONE


async def migrate(*, options: Options = NO_OPTIONS) -> int:
    """Bring the ledger's database to the newest schema, and make the engine's namespace know the search attributes."""
    from ledger.migrate import migrate as migrate_ledger
    from workers.connections import connect_engine, database_url
    from workers.embedded.search_attributes import indexed_types, register_missing
    from workflows.resolution import SEARCH_ATTRIBUTES

    addresses = options.addresses()
    applied = await migrate_ledger(database_url(addresses))
    talk().print(applied.strip() or "the schema is the newest already")
    if addresses.temporal is not None:
        await register_missing(await connect_engine(addresses), indexed_types(SEARCH_ATTRIBUTES))
        talk().print("search attributes are registered")
    return DONE


def register(app: App) -> None:
    """Add these commands to the application."""
    app.command(up)
    app.command(worker)
    app.command(migrate)
