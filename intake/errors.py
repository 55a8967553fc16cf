"""Why a fact could not be told at all. Each names the service that is out of reach; a receipt is never made up."""

from __future__ import annotations


class ServiceUnavailableError(Exception):
    """A service that telling needs is out of reach. `service` is what it is called in the README."""

    def __init__(self, service: str, detail: str) -> None:
        super().__init__(f"{service} is out of reach: {detail}")
        self.service = service
        self.detail = detail


class EngineUnavailableError(ServiceUnavailableError):
    """The Temporal engine, or every worker behind it, is out of reach."""

    def __init__(self, detail: str) -> None:
        super().__init__("the Temporal engine", detail)


class DatabaseUnavailableError(ServiceUnavailableError):
    """PostgreSQL is out of reach."""

    def __init__(self, detail: str = "it did not answer") -> None:
        super().__init__("PostgreSQL", detail)
