"""Schemathesis over the whole API, against the real gateway: what it documents is what it does, and nothing breaks it.

Requests are made from the document that the gateway serves, valid ones and such as violate it, always the same ones. An
administrator's token and a source's signature let them in. How many are made, and how long each may take, is bounded.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
import requests
import schemathesis
from pydantic import SecretStr
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
    StatefulPhaseConfig,
)
from schemathesis.core.failures import Failure
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine import StopReason, from_schema
from schemathesis.engine.events import EngineFinished, FatalError, NonFatalError, ScenarioFinished
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.schemas import BaseSchema

from gateway.examples import DRAFT as EXAMPLE_DRAFT
from gateway.examples import lives
from gateway.identity import issue_token
from ledger.tokens import TokenRecord, record_token
from tests.gateway_stand import GatewayStand, Sender, gateway_standing
from tests.stand import Stand, submission
from workers.embedded.engine import DevServer
from workers.embedded.postgres import EmbeddedPostgres

pytestmark = pytest.mark.timeout(180)

SECONDS_FOR_AN_ANSWER = 10
SECONDS_FOR_A_RUN = 100
DRAFT = "ccpcj-24-schemathesis"
"""A draft that facts can be told about."""

TELLING = r"^/(facts|webhooks/\{source\})$"
CANNOT_BE_MADE_UP = ("invalid_cursor",)
"""Problems of valid requests: a cursor is what an answer said, and nothing else."""


@dataclass(frozen=True)
class Credentials:
    """What lets requests in, and where to."""

    stand: Stand
    url: str
    token: SecretStr
    sender: Sender


@dataclass
class Report:
    """What came of a run: the statuses that each operation answered with, and whatever was not as it should be."""

    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def statuses(self, label: str) -> set[int]:
        """The statuses that an operation answered with."""
        return {status for answering, status in self.answered if answering == label}


class Bearing(requests.auth.AuthBase):
    """Sends the token."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["authorization"] = f"Bearer {self._token.get_secret_value()}"
        return request


class Signing(requests.auth.AuthBase):
    """Signs the bytes of the body, whatever they are."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        request.headers.update(self._sender.signed(body if isinstance(body, bytes) else str(body).encode()))
        return request


@pytest_asyncio.fixture(scope="module")
async def credentials(
    postgres: EmbeddedPostgres, engine: DevServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Credentials]:
    """A gateway for the module, with a source and an administrator."""
    async with gateway_standing(postgres, engine, tmp_path_factory.mktemp("mail")) as gateway:
        submitted = submission(DRAFT, session=24, document={"name": "a.txt", "text": EXAMPLE_DRAFT})
        assert [receipt.outcome for receipt in await gateway.stand.tell(submitted)] == ["recorded"]
        token, sender = await administrators_token(gateway), await gateway.source("*")
        yield Credentials(gateway.stand, gateway.url, token, sender)


async def administrators_token(gateway: GatewayStand) -> SecretStr:
    now = dt.datetime.now(dt.UTC)
    record = TokenRecord(
        id="schemathesis",
        holder="tests",
        role="administrator",
        issued_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )
    await record_token(gateway.house.pool, record)
    return issue_token(
        gateway.house.sealer, record.holder, record.role, record.of, record.id, record.issued_at, record.expires_at
    )


def loaded(credentials: Credentials, examples: int, *, coverage: bool) -> BaseSchema:
    """The document as the gateway serves it, with how requests are to be made of it.

    `coverage`: whether every boundary of every parameter and field is tried, one by one.
    """
    project = ProjectConfig(
        base_url=credentials.url,
        request_timeout=SECONDS_FOR_AN_ANSWER,
        workers=1,
        continue_on_failure=True,
        parameters={"path.source": credentials.sender.name},
        generation=GenerationConfig(max_examples=examples, deterministic=True, no_shrink=True, allow_x00=False),
        phases=PhasesConfig(
            coverage=CoveragePhaseConfig(enabled=coverage, unexpected_methods={"put"}),
            stateful=StatefulPhaseConfig(enabled=False),
        ),
    )
    config = SchemathesisConfig(seed=1, projects=ProjectsConfig(default=project))
    schema = schemathesis.openapi.from_url(f"{credentials.url}/openapi.json", config=config)
    schema.auth.set_from_requests(Signing(credentials.sender)).apply_to(path_regex="^/webhooks/")
    schema.auth.set_from_requests(Bearing(credentials.token)).skip_for(path_regex="^/webhooks/")
    for name, hook in (
        ("map_body", about_the_draft),
        ("map_query", without_a_cursor),
        ("map_path_parameters", of_the_draft),
        ("filter_case", can_be_signed),
        ("filter_failure", is_a_fault),
    ):
        schema.hook(name)(hook)
    return schema


def about_the_draft(_context: schemathesis.HookContext, body: Any) -> Any:
    """Facts are told of a draft that is there: some are recorded, and no unknown symbol is looked up for a while."""
    for event in body if isinstance(body, list) else [body]:
        if isinstance(event, dict) and isinstance(event.get("subject"), str) and 0 < len(event["subject"]) <= 200:
            event["subject"] = DRAFT
    return body


def without_a_cursor(_context: schemathesis.HookContext, query: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in query.items() if name != "cursor"} if query else query


def of_the_draft(_context: schemathesis.HookContext, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """What is asked of a resolution by a name without a slash is asked of the one that is there."""
    ref = parameters.get("ref") if parameters else None
    return {**(parameters or {}), "ref": DRAFT} if isinstance(ref, str) and "/" not in ref else parameters


def can_be_signed(_context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Headers that violate the document would be signed over, and be valid again."""
    spoilt = case.meta is not None and case.meta.is_negative_at(ParameterLocation.HEADER)
    return not (spoilt and case.operation.path.startswith("/webhooks/"))


def is_a_fault(
    _context: schemathesis.HookContext, _failure: Failure, _case: schemathesis.Case[Any], response: Response
) -> bool:
    problem = response.json() if response.headers.get("content-type") == ["application/problem+json"] else {}
    return problem.get("code") not in CANNOT_BE_MADE_UP


def ran(schema: BaseSchema) -> Report:
    """Run everything that is to be run of a document."""
    report, began = Report(), time.monotonic()
    events = from_schema(schema).execute()
    for event in events:
        match event:
            case ScenarioFinished(recorder=recorder):
                _note(report, recorder)
            case NonFatalError(label=label, value=error):
                report.complaints.append(f"{label}: {error!r}")
            case FatalError(exception=error):
                report.complaints.append(repr(error))
            case EngineFinished(stop_reason=reason) if reason is not StopReason.COMPLETED:
                report.complaints.append(f"stopped: {reason}")
            case _:
                pass
        if time.monotonic() - began > SECONDS_FOR_A_RUN:
            events.stop()
    return report


def _note(report: Report, recorder: ScenarioRecorder) -> None:
    for case, interaction in recorder.interactions.items():
        if interaction.response is None:
            report.complaints.append(f"{recorder.label}: no answer to {case}")
            continue
        report.answered[recorder.label, interaction.response.status_code] += 1
        if "x-request-id" not in interaction.response.headers:
            report.complaints.append(f"{recorder.label}: an answer without the request's id")
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure, sent = check.failure_info.failure, check.failure_info.code_sample
                report.complaints.append(f"{recorder.label}: {check.name}: {failure.message[:500]}\n{sent[:1000]}")


async def run(load: Callable[[], BaseSchema]) -> Report:
    """A run beside the gateway, which answers in this event loop."""
    return await asyncio.to_thread(lambda: ran(load()))


async def test_the_examples_told_in_order_make_the_life_that_they_tell(credentials: Credentials) -> None:
    life = lives()[0]
    headers = {"authorization": f"Bearer {credentials.token.get_secret_value()}"}
    async with aiohttp.ClientSession(credentials.url, headers=headers) as client:
        for fact in life.facts:
            async with client.post("/facts", json=fact.as_event()) as answer:
                assert (answer.status, (await answer.json())["outcome"]) == (200, "recorded"), fact.type
            await credentials.stand.settled(life.reference)
        async with client.get(f"/resolutions/{life.reference}") as answer:
            assert (await answer.json())["ending"] == "reported"


async def test_facts_are_answered_as_documented_whatever_they_are(credentials: Credentials) -> None:
    report = await run(lambda: loaded(credentials, 10, coverage=False).include(path_regex=TELLING))
    assert not report.complaints, "\n\n".join(report.complaints)
    for label in ("POST /facts", "POST /webhooks/{source}"):
        assert {200, 400, 401, 409} <= report.statuses(label)


async def test_everything_else_is_answered_as_documented_at_every_boundary(credentials: Credentials) -> None:
    report = await run(lambda: loaded(credentials, 2, coverage=True).exclude(path_regex=TELLING))
    assert not report.complaints, "\n\n".join(report.complaints)
    assert {200, 400, 401} <= report.statuses("GET /resolutions")
    assert {200, 404, 401} <= report.statuses("GET /resolutions/{ref}")
