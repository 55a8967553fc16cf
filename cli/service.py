"""Processes: `up` (the local stack), `worker`, `gateway` and `migrate` (a real deployment)."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from cli.common import BAD_USE, DONE, NO_OPTIONS, CommandError, Options, print_json_line, talk

if TYPE_CHECKING:
    from temporalio.client import Client

    from workers.connections import Addresses
    from workers.embedded.stack_file import StackAddresses
    from workers.settings import Settings

_RETRY_SECONDS = 2.0


async def up(*, options: Options = NO_OPTIONS) -> int:
    """Start the local stack, and keep it running.

    PostgreSQL, Temporal with its UI, a worker and the gateway, in the
    foreground; Ctrl-C drains and stops them. State stays in the data
    directory, and the other commands find the stack by it. Where the usual
    ports are taken, free ones are found. With --json, one line says where
    each part is once all are ready. A second stack in the same directory is
    refused (exit 1).

    For example:
      resolute up
      resolute up --data-dir /tmp/trial --json
    """
    from workers.local import local_stack
    from workers.logs import configure_logs, quiet_engine_library
    from workers.worker import stop_signal

    settings = options.settings()
    configure_logs("warning", "console")
    quiet_engine_library()
    console = talk()
    console.print(f"starting in {settings.data_dir} …", markup=False, soft_wrap=True)
    stop = asyncio.create_task(stop_signal())
    async with local_stack(settings) as stack:
        if options.json:
            print_json_line(_places(stack.addresses, settings))
        _say_where(stack.addresses, settings)
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


def _places(where: StackAddresses, settings: Settings) -> dict[str, object]:
    return {
        "data_dir": str(where.data_dir),
        "pid": where.pid,
        "database": _without_password(where.database_url.get_secret_value()),
        "temporal": where.temporal_address,
        "namespace": where.namespace,
        "ui": where.temporal_ui,
        "health": where.health_url,
        "gateway": where.gateway_url,
        "mail": str(settings.mail_root),
    }


def _say_where(where: StackAddresses, settings: Settings) -> None:
    notices = settings.mail_root if settings.post == "maildir" else f"{settings.smtp_host}:{settings.smtp_port}"
    console = talk()
    console.print("[green]ready[/]")
    for part, place in (
        ("Temporal", f"{where.temporal_address}   UI {where.temporal_ui}"),
        ("PostgreSQL", _without_password(where.database_url.get_secret_value())),
        ("health", f"{where.health_url}/ready"),
        ("gateway", str(where.gateway_url)),
        ("notices", str(notices)),
    ):
        console.print(f"  {part:<11} {place}", markup=False, soft_wrap=True)
    console.print("In another terminal: `resolute draft submit FILE`, `resolute list`. Ctrl-C stops.", soft_wrap=True)


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.username}@{parts.hostname}:{parts.port}{parts.path}"


async def worker(*, options: Options = NO_OPTIONS) -> int:
    """Run a worker, configured by the environment.

    TEMPORAL_* and RESOLUTE_* say where engine and ledger are. It waits for an
    engine that is out of reach, and goes on when it is back. SIGTERM drains
    it. With --json, one line says when it works.

    For example:
      TEMPORAL_ADDRESS=temporal:7233 RESOLUTE_DATABASE_URL=… resolute worker
    """
    import structlog

    from ledger.connection import open_pool
    from workers.connections import database_url, find_addresses
    from workers.health import Health, answering_for_health
    from workers.logs import configure_logs
    from workers.secret_keys import sealer_if_any
    from workers.worker import stop_signal, working_as_set

    settings = options.settings()
    configure_logs(settings.log_level, settings.log_format)
    log = structlog.stdlib.get_logger("resolute.worker")
    addresses = find_addresses(settings)
    url, sealer = database_url(addresses), sealer_if_any(settings, addresses)
    stop = asyncio.create_task(stop_signal())
    pool = await open_pool(url, settings.pool_size)
    health = Health(pool)
    try:
        async with answering_for_health(health, settings.health_address, settings.health_port) as where:
            health.client = await _engine_when_it_answers(addresses, stop)
            if health.client is None:
                return DONE
            async with working_as_set(settings, health.client, pool, sealer):
                log.info("working", engine=addresses.temporal, health=where)
                if options.json:
                    print_json_line({"temporal": addresses.temporal, "health": where})
                await stop
                log.info("draining", seconds=settings.grace_seconds)
    finally:
        pool.terminate()
    log.info("stopped")
    return DONE


async def gateway(*, options: Options = NO_OPTIONS) -> int:
    """Run the gateway, configured by the environment.

    The HTTP door: signed facts from other systems, facts and questions from
    people. It starts whatever is out of reach, and says so until it is back.
    SIGTERM drains it. With --json, one line says where it listens.

    For example:
      RESOLUTE_SECRET_KEY=… TEMPORAL_ADDRESS=temporal:7233 resolute gateway
    """
    import structlog

    from intake.errors import EngineUnavailableError
    from ledger.connection import open_pool
    from workers.connections import HOW_TO_START, connect_engine, database_url, find_addresses
    from workers.gateway import running_gateway
    from workers.logs import configure_logs
    from workers.secret_keys import sealer_of
    from workers.worker import stop_signal

    settings = options.settings()
    configure_logs(settings.log_level, settings.log_format)
    log = structlog.stdlib.get_logger("resolute.gateway")
    addresses = find_addresses(settings)
    url, sealer = database_url(addresses), sealer_of(settings, addresses)
    if addresses.temporal is None:
        raise EngineUnavailableError(f"nobody said where it is; {HOW_TO_START}")
    stop = asyncio.create_task(stop_signal())
    pool = await open_pool(url, settings.pool_size)
    try:
        client = await connect_engine(addresses, lazy=True)
        async with running_gateway(settings, sealer, client, pool) as where:
            log.info("listening", gateway=where)
            if options.json:
                print_json_line({"gateway": where})
            await stop
            log.info("draining")
    except OSError as error:
        raise CommandError(
            f"cannot listen at {settings.gateway_address}:{settings.gateway_port}: {error.strerror}", BAD_USE
        ) from None
    finally:
        pool.terminate()
    log.info("stopped")
    return DONE


async def _engine_when_it_answers(addresses: Addresses, stop: asyncio.Task[None]) -> Client | None:
    """A client as soon as the engine answers, None when the process was asked to stop before."""
    import structlog

    from intake.errors import EngineUnavailableError
    from workers.connections import connect_engine

    log = structlog.stdlib.get_logger("resolute.worker")
    while not stop.done():
        try:
            return await connect_engine(addresses)
        except EngineUnavailableError as error:
            if addresses.temporal is None:
                raise
            log.warning("waiting for the engine", detail=error.detail, health="live, not ready")
            await asyncio.wait({stop}, timeout=_RETRY_SECONDS)
    return None


async def migrate(*, options: Options = NO_OPTIONS) -> int:
    """Bring database and engine up to date.

    The schema of the ledger, and the search attributes of the namespace. Safe
    to run again, and from several places at once.

    For example:
      RESOLUTE_DATABASE_URL=… TEMPORAL_ADDRESS=temporal:7233 resolute migrate
    """
    from ledger.migrate import migrate as migrate_ledger
    from workers.connections import connect_engine, database_url
    from workers.embedded.search_attributes import indexed_types, register_missing
    from workflows.resolution import SEARCH_ATTRIBUTES

    addresses = options.addresses()
    applied = (await migrate_ledger(database_url(addresses))).splitlines()
    talk().print("\n".join(applied) or "the schema is the newest already", markup=False, soft_wrap=True)
    registered: list[str] = []
    if addresses.temporal is not None:
        await register_missing(await connect_engine(addresses), indexed_types(SEARCH_ATTRIBUTES))
        registered = sorted(SEARCH_ATTRIBUTES)
        talk().print("search attributes are registered")
    if options.json:
        applied = [line.removeprefix("Applied:").strip() for line in applied]
        print_json_line({"applied": applied, "search_attributes": registered})
    return DONE
