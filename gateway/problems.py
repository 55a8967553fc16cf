"""Problems: every answer of the gateway that is not what was asked for, in the form of RFC 9457.

One table says which problems there are, with which status, and what somebody who meets one can do; the page of a
problem is made of it. A problem says what is wrong and where; it repeats nothing of what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from resolutions.receipts import RefusalCode

ProblemCode = (
    RefusalCode
    | Literal[
        "malformed_http",
        "invalid_request",
        "invalid_cursor",
        "invalid_envelope",
        "unauthenticated",
        "bad_signature",
        "not_found",
        "method_not_allowed",
        "request_timeout",
        "webhook_id_reused",
        "partly_refused",
        "payload_too_large",
        "unsupported_media_type",
        "too_many_requests",
        "internal_error",
        "service_unavailable",
    ]
)
"""The codes of refused facts, and of everything else that can be wrong with a request."""

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True)
class ProblemKind:
    """One kind of problem: the status it is answered with, its title, and a paragraph for whoever meets it."""

    status: int
    title: str
    meaning: str


PROBLEMS: Mapping[ProblemCode, ProblemKind] = {
    "malformed_http": ProblemKind(
        400,
        "Not HTTP",
        "What arrived is not a request that HTTP/1.1 knows: its head is broken or too large, its lengths contradict"
        " each other, or its chunks are cut off. The connection is closed.",
    ),
    "invalid_request": ProblemKind(
        400,
        "Invalid request",
        "The request was read, but something that belongs in it is missing or cannot be. The detail names the field.",
    ),
    "invalid_cursor": ProblemKind(
        400,
        "Invalid cursor",
        "The cursor was not issued by this gateway, or for another list. Begin again without a cursor.",
    ),
    "invalid_envelope": ProblemKind(
        400,
        "Not a CloudEvent",
        "The body or the ce- headers hold no CloudEvent 1.0: not JSON in UTF-8, a name given twice in one object, too"
        " deeply nested, or attributes that contradict the content mode. Nothing was told.",
    ),
    "invalid_data": ProblemKind(
        400,
        "Not a fact",
        "The event is no fact of the vocabulary (answered 400, nothing was told), or the resolution refuses its data"
        " (answered 409, with the receipt). The detail names the field.",
    ),
    "unauthenticated": ProblemKind(
        401,
        "Who are you?",
        "The request carries no bearer token, or one that is not valid: expired, revoked, issued by another, or issued"
        " for another service.",
    ),
    "bad_signature": ProblemKind(
        401,
        "Not signed by a source known here",
        "The Standard Webhooks signature is missing, malformed, stale (more than five minutes from now), or not made"
        " with a secret of this source. A source that is unknown or disabled is answered the same way.",
    ),
    "not_authorized": ProblemKind(
        403, "Not authorized", "Whoever asks may not tell this fact, or may not see this. Nothing was told."
    ),
    "not_found": ProblemKind(404, "Not found", "There is nothing here."),
    "method_not_allowed": ProblemKind(
        405, "Method not allowed", "There is something here, but not for this method. The header Allow says which are."
    ),
    "request_timeout": ProblemKind(
        408, "The request did not arrive in time", "The body of the request came too slowly. Send it again."
    ),
    "webhook_id_reused": ProblemKind(
        409,
        "A webhook id means one message",
        "This webhook-id came before with another message. A message that is sent again keeps its id and its"
        " content; another message needs an id of its own.",
    ),
    "partly_refused": ProblemKind(
        409,
        "A fact of the batch was refused",
        "At least one fact of the batch was refused. `receipts` holds an answer for each, in order; those that were"
        " recorded stand.",
    ),
    "unknown_resolution": ProblemKind(
        409, "Unknown resolution", "No resolution is known by the reference or symbol that the fact names."
    ),
    "already_exists": ProblemKind(
        409, "Already exists", "A draft was submitted under this reference before, by another fact."
    ),
    "closed": ProblemKind(409, "Closed", "The life of the resolution is over, and this fact changes nothing in it."),
    "not_a_sponsor": ProblemKind(409, "Not a sponsor", "Whoever is named is not among the sponsors."),
    "already_a_sponsor": ProblemKind(409, "Already a sponsor", "Whoever is named is among the sponsors already."),
    "wrong_body": ProblemKind(
        409, "Wrong body", "The body that is said to have acted is not one that this resolution goes to."
    ),
    "symbol_in_use": ProblemKind(409, "Symbol in use", "The symbol belongs to another resolution."),
    "already_acted": ProblemKind(409, "Already acted", "The body has acted on this resolution already."),
    "unknown_paragraph": ProblemKind(
        409, "Unknown paragraph", "The resolution has no mandate under this paragraph's number."
    ),
    "mandate_closed": ProblemKind(409, "Mandate closed", "The mandate is settled: discharged, waived or handed over."),
    "payload_too_large": ProblemKind(
        413,
        "Too large",
        "A request holds at most 1 MiB, a document at most 10 MiB, a batch at most 100 events.",
    ),
    "unsupported_media_type": ProblemKind(
        415,
        "Unsupported media type",
        "The body must be of a media type that this resource takes, in UTF-8 where it is text, and not compressed.",
    ),
    "too_many_requests": ProblemKind(
        429, "Too many requests", "Wait for as many seconds as the header Retry-After says, then go on more slowly."
    ),
    "internal_error": ProblemKind(
        500,
        "Something broke here",
        "This is a fault of the service, and it is in the logs under the request's id. Telling a fact again is safe:"
        " it is recorded once.",
    ),
    "service_unavailable": ProblemKind(
        503,
        "A service is out of reach",
        "The engine or the database does not answer just now. Send the same request again after as many seconds as the"
        " header Retry-After says; a fact that was taken already is recorded once.",
    ),
}
"""Every problem there is. The address of its page is `/problems/<code>`."""


class Problem(HTTPException):
    """Raised anywhere in a request to answer it with a problem.

    `status` differs from the kind's where one code has two (`invalid_data`); `extensions` are further members of the
    answer (receipts, for instance) and must be JSON.
    """

    def __init__(
        self,
        code: ProblemCode,
        detail: str | None = None,
        *,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        extensions: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(status or PROBLEMS[code].status, detail, dict(headers or {}))
        self.code: ProblemCode = code
        self.problem_detail = detail
        self.extensions: Mapping[str, object] = extensions or {}


def problem_type(code: ProblemCode) -> str:
    """The `type` of a problem, a reference relative to the gateway, where a page explains it."""
    return f"/problems/{code}"


def problem_content(problem: Problem, request_id: str | None) -> dict[str, object]:
    """A problem's members as JSON."""
    content: dict[str, object] = {
        "type": problem_type(problem.code),
        "title": PROBLEMS[problem.code].title,
        "status": problem.status_code,
        "code": problem.code,
    }
    if problem.problem_detail is not None:
        content["detail"] = problem.problem_detail
    if request_id is not None:
        content["instance"] = f"urn:resolute:request:{request_id}"
    return content | dict(problem.extensions)


def problem_response(problem: Problem, request_id: str | None) -> JSONResponse:
    """A problem as an answer."""
    return JSONResponse(
        problem_content(problem, request_id), problem.status_code, dict(problem.headers or {}), PROBLEM_JSON
    )


def answer_problem(request: Request, problem: Problem) -> JSONResponse:
    """The answer to a request that met a problem, with the request's id."""
    return problem_response(problem, request.scope.get("state", {}).get("request_id"))
