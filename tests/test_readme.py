"""The README's own commands work as they stand there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
SCRIPTS = Path(sys.executable).parent


def commands_of(block: str) -> list[list[str]]:
    """The commands of a console block, without the one that activates the environment."""
    lines = [line.removeprefix("$ ").split("  #")[0] for line in block.splitlines() if line.startswith("$ ")]
    return [shlex.split(line) for line in lines if not line.startswith(". ")]


def test_the_life_that_the_readme_tells_ends_reported(tmp_path: Path) -> None:
    found = re.search(r"<!-- life -->\n```console\n(.*?)```\n<!-- /life -->", README, re.DOTALL)
    assert found is not None
    environment = {**os.environ, "RESOLUTE_DATA_DIR": str(tmp_path / "data"), "NO_COLOR": "1"}
    with subprocess.Popen([SCRIPTS / "resolute", "up", "--json"], env=environment, stdout=subprocess.PIPE) as stack:
        try:
            assert stack.stdout is not None
            json.loads(stack.stdout.readline())
            for command in commands_of(found[1]):
                done = subprocess.run(
                    [SCRIPTS / command[0], *command[1:]],
                    cwd=PROJECT,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, (command, done.stdout, done.stderr)
            shown = subprocess.run(
                [SCRIPTS / "resolute", "show", "my-first", "--json"],
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
        finally:
            stack.send_signal(signal.SIGINT)
    resolution = json.loads(shown.stdout)
    assert (resolution["stage"], resolution["ending"]) == ("closed", "reported")
    assert stack.returncode == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
def test_a_newcomer_tells_a_fact_by_webhook_in_three_commands(tmp_path: Path) -> None:
    found = re.search(
        r"<!-- webhook -->\n```console\n(.*?)```\n<!-- /webhook -->\n\n```json\n(.*?)\n```", README, re.DOTALL
    )
    assert found is not None
    commands = [line.removeprefix("$ ") for line in found[1].splitlines()]
    assert len(commands) == 3
    shutil.copytree(PROJECT / "cli" / "samples", tmp_path / "cli" / "samples")
    path = f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "RESOLUTE_DATA_DIR": str(tmp_path / "data"), "PATH": path, "NO_COLOR": "1"}
    with subprocess.Popen([SCRIPTS / "resolute", "up", "--json"], env=environment, stdout=subprocess.PIPE) as stack:
        try:
            assert stack.stdout is not None
            gateway = json.loads(stack.stdout.readline())["gateway"]
            for command in commands:
                done = subprocess.run(
                    ["sh", "-c", command.replace("http://127.0.0.1:8085", gateway)],
                    cwd=tmp_path,
                    env=environment,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, (command, done.stdout, done.stderr)
        finally:
            stack.send_signal(signal.SIGINT)
    assert json.loads(done.stdout) == json.loads(found[2])


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_what_the_readme_links_to_is_there(link: str) -> None:
    assert (PROJECT / link).exists()


def test_the_readme_names_only_make_targets_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets
