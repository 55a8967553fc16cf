"""Reaching the engine and the database: a real deployment's by the environment, else the local stack's by its data
directory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intake.errors import DatabaseUnavailableError, EngineUnavailableError
from workers.embedded.stack_file import find_running_stack
from workers.settings import SettingError, Settings

if TYPE_CHECKING:
    from temporalio.client import Client

HOW_TO_START = "start the local stack with `resolute up`, or set TEMPORAL_ADDRESS and RESOLUTE_DATABASE_URL"


@dataclass(frozen=True)
class Addresses:
    """Where the engine and the ledger are; None where nobody said and no local stack runs."""

    temporal: str | None
    database_url: str | None
    data_dir: Path


def find_addresses(settings: Settings) -> Addresses:
    """What the environment says comes first, then the local stack that runs in the data directory."""
    configured = os.environ.get("TEMPORAL_ADDRESS") or None
    url = settings.database_url.get_secret_value() if settings.database_url else None
    stack = None if configured and url else find_running_stack(settings.data_dir)
    return Addresses(
        temporal=configured or (stack.temporal_address if stack else None),
        database_url=url or (stack.database_url.get_secret_value() if stack else None),
        data_dir=settings.data_dir,
    )


async def connect_engine(addresses: Addresses, lazy: bool = False) -> Client:
    """A client to the engine, with the one plugin. `lazy`: it connects on first use, and again after every failure,
    which is what a door needs and a worker must not have. Raises `EngineUnavailableError`, `SettingError`.
    """
    if addresses.temporal is None:
        raise EngineUnavailableError(_nothing_runs(addresses))
    # The client library is slow to load, and what only reads the ledger goes without it.
    from temporalio.client import Client
    from temporalio.envconfig import ClientConfig

    from workers.plugin import plugin

    try:
        config = ClientConfig.load_client_connect_config()
    except (RuntimeError, ValueError, TypeError, OSError) as error:
        raise SettingError(f"the TEMPORAL_* variables cannot be used: {error}") from None
    config["target_host"] = addresses.temporal
    try:
        return await Client.connect(**config, lazy=lazy, plugins=[plugin()])
    except ValueError as error:
        raise SettingError(f"TEMPORAL_ADDRESS: {error}") from None
    except (RuntimeError, OSError):
        raise EngineUnavailableError(f"nothing answers at {addresses.temporal}; {HOW_TO_START}") from None


def database_url(addresses: Addresses) -> str:
    """The ledger's address. Raises `DatabaseUnavailableError` when nobody said where it is."""
    if addresses.database_url is None:
        raise DatabaseUnavailableError(_nothing_runs(addresses))
    return addresses.database_url


def _nothing_runs(addresses: Addresses) -> str:
    return f"no local stack runs in {addresses.data_dir}; {HOW_TO_START}"
