"""What can go wrong with the ledger, by type. Messages name streams and numbers, never contents or secrets."""

from __future__ import annotations


class LedgerError(Exception):
    """Something is wrong that trying again will not mend."""


class LedgerConflictError(LedgerError):
    """Entries that can never be appended: one differs from what stands, leaves a gap, or cannot be kept at all."""


class LedgerDataError(LedgerError):
    """A value that PostgreSQL cannot keep: the character U+0000, half of a surrogate pair, a number out of range."""


class LedgerSchemaError(LedgerError):
    """The database holds no ledger, or one of another version."""


class LedgerAddressError(LedgerError):
    """The address of the database is no address; it is not repeated, for it may hold a password."""


class LedgerUnavailableError(Exception):
    """PostgreSQL did not answer, or could not take it now; trying again may help."""


class MigrationError(LedgerError):
    """The migrations could not be applied; the message is the migration tool's own, without the database's password."""
