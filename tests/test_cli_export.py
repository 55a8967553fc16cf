"""`resolute export`: a file without a life, a resolution with its own, and no file written over unasked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import asyncpg
import pytest
from lxml import etree

from cli import exporting
from cli.common import CommandError
from drafts.akn.parsing import NAMESPACE
from drafts.akn.reading import read_akn
from drafts.export import forms
from drafts.reader import read
from ledger.append import append
from ledger.documents import store_document
from resolutions.facts import SERVICE, Fact
from tests.cli_runner import Ran, Resolute, data_directory
from tests.entries import fact, filing, on, submitted, whole_life

DRAFT = b"""Commission on Crime Prevention and Criminal Justice
Twenty-fourth session
Belarus: draft resolution
Trafficking in persons
The Economic and Social Council,
*Recalling* General Assembly resolution 64/293 of 30 July 2010,
11. *Requests* the Secretary-General to report to the Commission on Crime Prevention and Criminal Justice at its
twenty-sixth session.
"""
STEPS = f".//{{{NAMESPACE}}}workflow/{{{NAMESPACE}}}step"


@pytest.fixture(scope="module")
def resolute() -> Iterator[Resolute]:
    with data_directory() as directory:
        yield Resolute(directory)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.txt"
    file.write_bytes(DRAFT)
    return file


def whole_life_of(sha256: str) -> list[Fact]:
    duties = read(DRAFT).mandates
    document = {"name": "draft.txt", "media_type": "text/plain", "sha256": sha256, "size": len(DRAFT)}
    found = {"sha256": sha256, "mandates": duties}
    return [
        submitted(document=document),
        fact("draft.read", found, on("2015-04-17", 10), source=SERVICE),
        *whole_life()[2:],
    ]


async def test_a_resolution_is_exported_with_its_life_by_any_of_its_names(
    resolute: Resolute, pool: asyncpg.Pool, database_url: str
) -> None:
    sha256 = await store_document(pool, DRAFT, "draft.txt", "text/plain")
    await append(pool, filing("ccpcj-24-plan", whole_life_of(sha256)).batch(), 4)
    await append(pool, filing("ccpcj-24-bare", [submitted()]).batch(), 4)
    env = {"RESOLUTE_DATABASE_URL": database_url, "TEMPORAL_ADDRESS": "127.0.0.1:1"}

    async def run(*arguments: str) -> Ran:
        return await asyncio.to_thread(lambda: resolute("export", *arguments, env=env))

    akn, data, bare, nobody = await asyncio.gather(
        run("E/RES/2015/32"), run("ccpcj-24-plan", "--json"), run("ccpcj-24-bare"), run("ccpcj-24-nobody")
    )
    assert akn.code == 0, akn
    assert read_akn(akn.out.encode()).mandates == read(DRAFT).mandates
    steps = etree.fromstring(akn.out.encode()).findall(STEPS)
    outcomes = [step.get("outcome") for step in steps]
    assert outcomes[-3:] == ["reportIssued", "reportConsidered", "closed"]
    assert outcomes.index("recommendedForAdoption") < outcomes.index("adopted") < outcomes.index("reportAssigned")
    assert "/akn/un/statement/deliberation/unecosoc/2015-07-21/2015-32/" in akn.out
    assert [step["outcome"] for step in data.json["workflow"]] == outcomes
    assert (bare.code, nobody.code) == (1, 1)
    assert "no text" in bare.err
    assert len(nobody.err.splitlines()) == 1


def test_a_file_is_exported_without_a_life_and_nothing_needs_to_run(resolute: Resolute, draft: Path) -> None:
    akn, page, data, wrong, missing = resolute.together(
        ("export", str(draft)),
        ("export", str(draft), "--format", "html"),
        ("export", str(draft), "--json"),
        ("export", str(draft), "--json", "--format", "html"),
        ("export", str(draft), "--format", "pdf"),
    )
    assert read_akn(akn.out.encode()) == read(DRAFT)
    assert etree.fromstring(akn.out.encode()).find(STEPS) is None
    assert page.out.startswith("<!DOCTYPE html>")
    assert data.json == read(DRAFT).model_dump(mode="json")
    assert (wrong.code, missing.code) == (2, 2)


def test_a_file_that_is_there_is_written_over_only_when_asked(resolute: Resolute, draft: Path, tmp_path: Path) -> None:
    written = tmp_path / "draft.docx"
    command = ("export", str(draft), "--format", "docx", "--out", str(written))
    assert resolute(*command).code == 0
    assert written.read_bytes().startswith(b"PK")
    written.write_bytes(b"precious")
    refused = resolute(*command)
    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
    assert written.read_bytes() == b"precious"
    forced = resolute(*command, "--force", "--json")
    assert json.loads(forced.out)["bytes"] == len(written.read_bytes())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["draft.docx", "draft.txt"]


def test_a_place_that_cannot_be_written_to_is_named_in_one_line(resolute: Resolute, draft: Path) -> None:
    ran = resolute("export", str(draft), "--out", str(draft.parent / "nowhere" / "x.xml"))
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "nowhere" in ran.err


async def test_a_terminal_is_shown_no_word_file(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    with pytest.raises(CommandError) as refused:
        await exporting.export(str(draft), format="docx")
    assert refused.value.code == 2


def test_the_forms_that_the_command_takes_are_those_that_are_exported() -> None:
    assert get_args(exporting.Form) == get_args(forms.Form)
    assert exporting._BINARY == forms.BINARY
