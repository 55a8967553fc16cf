"""The command without a stack: help, bad use, settings, what it says when nothing runs, reading, completion."""

from __future__ import annotations

import inspect
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from cyclopts import App
from pydantic import BaseModel

from cli import choices
from cli.main import build
from resolutions.facts import AssemblyActed, CommissionActed, CouncilActed, ReportIssued
from resolutions.receipts import Stage
from resolutions.roles import Role
from resolutions.sessions import Commission
from tests import documents_word as word
from tests.cli_runner import SAMPLES, Resolute, data_directory


@pytest.fixture(scope="module")
def resolute() -> Iterator[Resolute]:
    with data_directory() as directory:
        yield Resolute(directory)


def commands(app: App, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command there is, as it is typed."""
    rooms = [name for name in app if not name.startswith("-")]
    if not rooms:
        yield path
    for name in rooms:
        yield from commands(app[name], (*path, name))


def test_without_a_command_help_is_shown(resolute: Resolute) -> None:
    bare, asked = resolute.together((), ("--help",))
    assert (bare.code, asked.code) == (0, 0)
    assert bare.out == asked.out
    assert (bare.err, asked.err) == ("", "")


def test_examples_stay_on_their_lines_in_a_narrow_terminal(resolute: Resolute) -> None:
    shown = resolute("--help", env={"COLUMNS": "80"}).out
    assert re.search(r"^  resolute demo +a whole life, shown as it is lived$", shown, re.MULTILINE)
    assert all(len(line) <= 80 for line in shown.splitlines())


@pytest.mark.parametrize("path", list(commands(build())), ids=" ".join)
def test_every_command_says_what_it_does_and_shows_how(path: tuple[str, ...]) -> None:
    app = build()
    for name in path:
        app = app[name]
    lines = inspect.cleandoc(app.help).splitlines()
    assert lines[0].endswith(".")
    assert "For example:" in lines
    assert f"resolute {' '.join(path)}" in "\n".join(lines[lines.index("For example:") :])
    assert max(map(len, lines)) <= 79
    for argument in app.assemble_argument_collection():
        assert argument.parameter.help or not argument.parameter.show, argument.name


BAD_USE = (
    ("frobnicate",),
    ("draft", "submitt"),
    ("show",),
    ("show", "one", "two"),
    ("list", "--stage", "nowhere"),
    ("commission", "act", "ccpcj-24-1", "applauded"),
    ("commission", "act", "ccpcj-24-1", "adopted", "--votes", "many"),
    ("budget", "state", "ccpcj-24-1", "--item", "11"),
    ("session", "set", "CCPCJ", "29", "tomorrow"),
    ("session", "set", "CCPCJ", "29", "2020-12-03", "--reconvened", "2020"),
    ("tell", "ccpcj-24-1", "draft.issued", "symbol"),
    ("draft", "submit"),
    ("read", "there-is-no-such-file.txt"),
    ("record", "."),
    ("rehearse", "there-is-no-such-file.jsonl"),
)


def test_bad_use_exits_with_two_and_says_why_on_standard_error(resolute: Resolute) -> None:
    for command, ran in zip(BAD_USE, resolute.together(*BAD_USE), strict=True):
        assert (ran.code, ran.out) == (2, ""), command
        assert ran.err.startswith("resolute: ")
        assert len(ran.err.splitlines()) <= 2


def test_where_nothing_runs_commands_exit_with_three_and_say_how_to_start(resolute: Resolute) -> None:
    for ran in resolute.together(
        ("list", "--json"),
        ("ledger", "verify"),
        ("sponsor", "add", "ccpcj-24-1", "Peru"),
        ("draft", "submit", str(SAMPLES / "draft.txt"), "--json"),
        ("migrate",),
        ("worker",),
    ):
        assert (ran.code, ran.out) == (3, "")
        (line,) = ran.err.splitlines()
        assert "is out of reach" in line
        assert "start the local stack with `resolute up`" in line


def test_a_service_that_does_not_answer_is_named(resolute: Resolute) -> None:
    nowhere = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "RESOLUTE_DATABASE_URL": "postgresql://u:hidden-word@127.0.0.1:1/r"}
    engine, ledger = resolute("committee", "approve", "ccpcj-24-1", env=nowhere), resolute("list", env=nowhere)
    assert (engine.code, ledger.code) == (3, 3)
    assert "the Temporal engine is out of reach: nothing answers at 127.0.0.1:1" in engine.err
    assert "PostgreSQL is out of reach" in ledger.err
    assert "hidden-word" not in ledger.err


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("RESOLUTE_HEALTH_PORT", "a port"),
        ("RESOLUTE_RULES", '{"joining_days": -1}'),
        ("RESOLUTE_DATABASE_URL", "mysql://user:hidden-word@host/name"),
    ],
)
def test_a_setting_that_cannot_be_is_named_and_exits_with_two(resolute: Resolute, variable: str, value: str) -> None:
    ran = resolute("list", env={variable: value})
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith(f"resolute: {variable}")
    assert "hidden-word" not in line


def test_a_draft_is_read_without_anything_running(resolute: Resolute) -> None:
    draft = (SAMPLES / "draft.txt").read_text(encoding="utf-8")
    as_json, piped, page = (
        resolute("read", str(SAMPLES / "draft.txt"), "--json"),
        resolute("read", "-", "--json", stdin=draft),
        resolute("read", str(SAMPLES / "draft.txt"), env={"COLUMNS": "80"}),
    )
    assert as_json.code == piped.code == page.code == 0
    assert as_json.json == piped.json
    assert as_json.json["body"] == "CCPCJ"
    assert "12 preambular, 11 operative" in page.out
    assert all(len(line) <= 80 for line in page.out.splitlines())


def test_tracked_changes_are_read_as_accepted_and_listed_on_demand(resolute: Resolute, tmp_path: Path) -> None:
    asked = word.run("1. Requests the Secretary-General to report to the General Assembly at its ")
    session = word.deleted("eightieth") + word.tracked("ins", word.run("eighty-first")) + word.run(" session.")
    body = word.paragraph(word.run("The General Assembly,")) + word.paragraph(asked + session)
    (tmp_path / "tracked.docx").write_bytes(word.docx(body))
    page, listed, none = (
        resolute("read", str(tmp_path / "tracked.docx")),
        resolute("read", str(tmp_path / "tracked.docx"), "--changes"),
        resolute("read", str(SAMPLES / "draft.txt"), "--changes"),
    )
    assert page.code == listed.code == none.code == 0
    assert "2, read as accepted" in page.out
    assert "at session 81 of GA" in page.out
    changes = [line.split()[:2] for line in listed.out.splitlines()[-2:]]
    assert changes == [["deleted", "eightieth"], ["inserted", "eighty-first"]]
    assert none.out.rstrip().endswith("no tracked changes found")


def test_what_is_no_draft_exits_with_two_and_one_line(resolute: Resolute) -> None:
    ran = resolute("read", "-", "--json", stdin="A shopping list\n\nmilk\n")
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1


def test_completion_is_a_script_that_the_shell_takes(resolute: Resolute) -> None:
    ran = resolute("completion", "bash")
    assert ran.code == 0
    assert "resolute" in ran.out
    assert subprocess.run(["bash", "-n"], input=ran.out, text=True, check=False).returncode == 0


def test_the_words_that_commands_take_are_the_vocabulary_s() -> None:
    def words(model: type[BaseModel], field: str) -> tuple[str, ...]:
        annotation = model.model_fields[field].annotation
        flat = [word for part in get_args(annotation) for word in (get_args(part) or (part,)) if isinstance(word, str)]
        return tuple(flat)

    assert get_args(choices.Body) == get_args(Commission)
    assert get_args(choices.Stage) == get_args(Stage)
    assert get_args(choices.Role) == get_args(Role)
    assert get_args(choices.CommissionOutcome) == words(CommissionActed, "outcome")
    assert get_args(choices.CouncilOutcome) == words(CouncilActed, "outcome")
    assert get_args(choices.AssemblyOutcome) == words(AssemblyActed, "outcome")
    assert get_args(choices.Mode) == words(CouncilActed, "mode")
    assert get_args(choices.Form) == words(ReportIssued, "form")
    assert get_args(choices.Language) == choices.LANGUAGES
