"""The gateway's application: its routes, what surrounds every request, and how whatever goes wrong is answered.

Every answer that is no success is a problem of the one table; what is out of reach is 503 with Retry-After, never 500.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from gateway import asyncapi, documents, facts, openapi, pages, reading, webhooks
from gateway.house import House
from gateway.limits import Throttle
from gateway.middleware import Bounded, Identified, Unbroken
from gateway.problems import Problem, ProblemCode, answer_problem
from gateway.signatures import Verifier
from intake.errors import ServiceUnavailableError
from ledger.errors import LedgerDataError, LedgerError, LedgerUnavailableError

RETRY_AFTER_SECONDS = 5
"""When to try again what was out of reach."""

_CODES_OF_STATUSES: dict[int, ProblemCode] = {
    401: "unauthenticated",
    403: "not_authorized",
    404: "not_found",
    405: "method_not_allowed",
    413: "payload_too_large",
    415: "unsupported_media_type",
}

_log = structlog.stdlib.get_logger("resolute.gateway")


def build(house: House) -> FastAPI:
    """The application on a house."""
    app = FastAPI(
        title="Resolute",
        version=_version(),
        summary="Follows a resolution from sponsorship to the report it asked for: facts in, the ledger out.",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.house = house
    app.state.throttle = Throttle(house.limits)
    app.state.verifier = Verifier(house)
    for room in (webhooks, facts, reading, documents, pages):
        app.include_router(room.router)
    openapi.install(app)
    asyncapi.install(app)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(ServiceUnavailableError, _answer_unavailable)
    app.add_exception_handler(LedgerUnavailableError, _answer_unavailable)
    app.add_exception_handler(LedgerDataError, _answer_unkeepable)
    app.add_exception_handler(LedgerError, _answer_unusable)
    app.add_exception_handler(ClientDisconnect, _answer_nobody)
    for middleware in (Bounded, Unbroken, Identified):
        app.add_middleware(middleware)
    return app


def _version() -> str:
    try:
        return version("resolution-lifecycle")
    except PackageNotFoundError:
        return "0"


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    """A problem as it is; what the framework raises, by its status, without the framework's words."""
    if isinstance(error, Problem):
        return answer_problem(request, error)
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES_OF_STATUSES.get(error.status_code, "invalid_request")
    return answer_problem(request, Problem(code, headers=error.headers))


async def _answer_invalid(request: Request, error: Exception) -> JSONResponse:
    """A parameter or body that its model refuses: where and why, not what it was."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])[:100]
    message = str(first["msg"])[:300] if first["type"] != "json_invalid" else "no JSON"
    return answer_problem(request, Problem("invalid_request", f"{where}: {message}"))


async def _answer_unavailable(request: Request, error: Exception) -> JSONResponse:
    """What is out of reach is named by its service; addresses and the driver's words stay in the house."""
    service = error.service if isinstance(error, ServiceUnavailableError) else "PostgreSQL"
    _log.warning("out of reach", service=service, error=type(error).__name__)
    return answer_problem(request, _unavailable(f"{service} is out of reach"))


async def _answer_unkeepable(request: Request, _error: Exception) -> JSONResponse:
    """A value that no database keeps: U+0000, half of a surrogate pair."""
    return answer_problem(request, Problem("invalid_request", "holds a character or a number that cannot be kept"))


async def _answer_unusable(request: Request, error: Exception) -> JSONResponse:
    """The ledger answers, but cannot be used (no schema, keys of another time): for the operator to mend."""
    _log.error("unusable", error=type(error).__name__, detail=str(error))
    return answer_problem(request, _unavailable("the ledger cannot be used as it is"))


async def _answer_nobody(request: Request, _error: Exception) -> JSONResponse:
    """Whoever asked is gone; the answer is for the log."""
    return answer_problem(request, Problem("request_timeout", "the request broke off"))


def _unavailable(detail: str) -> Problem:
    return Problem("service_unavailable", detail, headers={"retry-after": str(RETRY_AFTER_SECONDS)})
