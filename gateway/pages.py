"""What the gateway says of itself: what it is, whether it lives and can work, and a page for every problem.

The address in a problem's `type` resolves to its page, for a browser or as plain text. Nothing here needs a token.
"""

from __future__ import annotations

import html
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from gateway.house import house_of
from gateway.problems import PROBLEMS, Problem, ProblemCode, ProblemKind, problem_type

router = APIRouter(tags=["service"])

_CACHED = {"cache-control": "public, max-age=3600", "vary": "accept"}
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Resolute</title>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""


class About(BaseModel):
    """What this is, and where to read on: addresses relative to the gateway."""

    model_config = ConfigDict(frozen=True)
    service: Literal["resolute"] = "resolute"
    version: str
    openapi: str = "/openapi.json"
    problems: str = "/problems"
    ready: str = "/ready"


class Standing(BaseModel):
    """Whether the gateway lives, or can work."""

    model_config = ConfigDict(frozen=True)
    status: Literal["live", "ready"]


@router.get("/", summary="What this is", operation_id="about")
async def about(request: Request) -> About:
    """What this is, and where to read on."""
    return About(version=request.app.version)


@router.get("/live", summary="Whether the gateway lives", operation_id="live")
async def live() -> Standing:
    """It does, or there would be no answer."""
    return Standing(status="live")


@router.get("/ready", summary="Whether the gateway can work", operation_id="ready")
async def ready(request: Request) -> Standing:
    """The engine and the database answer; otherwise 503 names those that do not."""
    missing = await house_of(request).readiness()
    if missing:
        detail = "out of reach: " + ", ".join(missing)
        extensions = {"services": list(missing)}
        raise Problem("service_unavailable", detail, headers={"retry-after": "5"}, extensions=extensions)
    return Standing(status="ready")


@router.get("/problems", summary="All problems", operation_id="list_problems", response_class=Response)
async def all_problems(request: Request) -> Response:
    """Every problem that an answer of this gateway may name."""
    if _wants_plain(request.headers.get("accept", "")):
        lines = (f"{code}: {kind.status} {kind.title}\n" for code, kind in PROBLEMS.items())
        return Response("".join(lines), headers=_CACHED, media_type="text/plain")
    items = "\n".join(
        f'<li><a href="{problem_type(code)}">{html.escape(kind.title)}</a> (<code>{code}</code>, {kind.status})</li>'
        for code, kind in PROBLEMS.items()
    )
    return _page("Problems", f"<ul>\n{items}\n</ul>")


@router.get("/problems/{code}", summary="What a problem means", operation_id="explain_problem", response_class=Response)
async def explain_problem(code: str, request: Request) -> Response:
    """The page of one problem: what it means, and what whoever meets it can do."""
    known: dict[str, ProblemCode] = {each: each for each in PROBLEMS}
    if code not in known:
        raise Problem("not_found")
    kind = PROBLEMS[known[code]]
    if _wants_plain(request.headers.get("accept", "")):
        return Response(_as_text(code, kind), headers=_CACHED, media_type="text/plain")
    body = (
        f"<p>{html.escape(kind.meaning)}</p>\n"
        f"<dl>\n<dt>Status</dt><dd>{kind.status}</dd>\n<dt>Code</dt><dd><code>{code}</code></dd>\n</dl>\n"
        '<p><a href="/problems">All problems</a></p>'
    )
    return _page(kind.title, body)


def _as_text(code: str, kind: ProblemKind) -> str:
    return f"{kind.title}\n\n{kind.meaning}\n\nStatus: {kind.status}\nCode: {code}\n"


def _page(title: str, body: str) -> Response:
    return Response(_PAGE.format(title=html.escape(title), body=body), headers=_CACHED, media_type="text/html")


def _wants_plain(accept: str) -> bool:
    """Whether plain text is preferred to HTML. Where both are as welcome, it is HTML."""
    return _weight(accept, "text/plain") > _weight(accept, "text/html")


def _weight(accept: str, media_type: str) -> float:
    """How welcome a media type is, from 0 to 1; the most specific range that it falls in decides (RFC 9110, 12.5.1)."""
    weights: dict[str, float] = {}
    for part in accept.lower().split(",")[:50]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        weights[name] = _quality(quality)
    ranges = (media_type, media_type.split("/", maxsplit=1)[0] + "/*", "*/*")
    return next((weights[name] for name in ranges if name in weights), 0.0)


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
