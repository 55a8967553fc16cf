"""What can go wrong with the ledger, by type. Messages name streams and numbers, never contents or secrets."""

from __future__ import annotations


class LedgerError(Exception):
    """Something is wrong with the ledger itself; trying again will not mend it."""


class LedgerConflictError(LedgerError):
    """An entry to be appended differs from the one that already stands under its number, or leaves a gap before it."""


class LedgerUnavailableError(Exception):
    """PostgreSQL did not answer; trying again may help."""


class MigrationError(LedgerError):
    """The migrations could not be applied; the message is the migration tool's own, without the address of the database."""
