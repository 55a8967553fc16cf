"""Connecting to PostgreSQL: one pool for a process, and one way to say what is wrong with the connection.

Whatever PostgreSQL or its driver says of an address, a user or a value stays here: the errors that leave are the
ledger's own, and name nothing but the kind of failure.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from ledger.errors import LedgerAddressError, LedgerDataError, LedgerSchemaError, LedgerUnavailableError

OUT_OF_REACH = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.PostgresSystemError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""Not there, going down or coming up, short of something, a standby, a race lost, closed to us, or the connection lost.

A wrong password and a missing database are among them: whoever sets them right does not touch this process.
"""

_OTHER_SCHEMA = (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.UndefinedFunctionError)

CONNECT_TIMEOUT = 5.0
COMMAND_TIMEOUT = 30.0


async def open_pool(url: str, size: int = 10) -> asyncpg.Pool:
    """A pool of up to `size` connections, none of them opened yet: a process may start before its database."""
    return await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=size,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        connect=connect,
        reset=_nothing_to_reset,
    )


async def connect(*where: Any, **options: Any) -> asyncpg.Connection:
    """`asyncpg.connect`, silent about an address it cannot understand. Raises `LedgerAddressError`."""
    try:
        return await asyncpg.connect(*where, **options)
    except ValueError:
        raise LedgerAddressError("the address of the database cannot be understood") from None


async def _nothing_to_reset(_connection: asyncpg.Connection) -> None:
    """Nothing outlives its transaction here, so a connection goes back to the pool as it is, a round trip sooner."""


@asynccontextmanager
async def reaching_the_ledger() -> AsyncIterator[None]:
    """Turns what PostgreSQL and its driver raise into the ledger's errors, without addresses, values or secrets.

    What is left as it is can only be a mistake of ours: a violated constraint, a statement that is no SQL.
    """
    try:
        yield
    except asyncpg.DataError as error:
        raise LedgerDataError(f"PostgreSQL cannot keep a value ({type(error).__name__})") from None
    except _OTHER_SCHEMA:
        raise LedgerSchemaError("the database holds no ledger of this version; run `resolute migrate`") from None
    except OUT_OF_REACH as error:
        raise LedgerUnavailableError(f"PostgreSQL did not answer ({type(error).__name__})") from None
