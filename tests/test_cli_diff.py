"""`resolute diff` as a person runs it: files and kept texts, every format, and one clear line where it cannot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import docx
import pytest

from ledger.append import append
from ledger.documents import store_document
from tests.cli_runner import Resolute
from tests.entries import fact, filing, on, submitted
from tests.redrafts import lines_of_word

FIRST = """\
The Economic and Social Council,

Recalling its resolution 2013/41 of 25 July 2013,

1. Requests the Secretary-General to report to the Commission at its twenty-sixth session;

2. Urges all other States to act.
"""
SECOND = FIRST.replace("twenty-sixth", "26th")
THIRD = SECOND.replace("all other", "other").replace("25 July 2013,", "25 July 2013, and noting its importance,")


@dataclass(frozen=True)
class Deployed(Resolute):
    """The command beside a database that the environment names."""

    url: str

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "RESOLUTE_DATABASE_URL": self.url}


@pytest.fixture
def resolute(tmp_path: Path) -> Resolute:
    return Resolute(tmp_path / "data")


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, str]:
    written = []
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND), ("third.txt", THIRD)):
        (tmp_path / name).write_text(text)
        written.append(str(tmp_path / name))
    return written[0], written[1], written[2]


def test_two_files_are_compared_and_only_what_differs_is_shown(resolute: Resolute, files: tuple[str, str, str]) -> None:
    edited, changed, same = resolute.together(
        ("diff", files[0], files[1]), ("diff", files[0], files[2]), ("diff", files[0], files[0])
    )
    assert (edited.code, changed.code, same.code) == (0, 0, 0)
    assert "1 of 3 paragraphs differs, none in substance" in edited.out
    assert "[-twenty-sixth-] {+26th+} session" in edited.out
    assert "3 of 3 paragraphs differ, 2 in substance" in changed.out
    assert "operative paragraph 2: changed, in substance (quantifier)" in changed.out
    assert "Urges [-all-] other States to act." in changed.out
    assert "none of 3 paragraphs differs" in same.out


def test_a_redline_is_written_in_the_format_asked_for_or_told_by_the_file(
    resolute: Resolute, files: tuple[str, str, str], tmp_path: Path
) -> None:
    word, page, plain = tmp_path / "redline.docx", tmp_path / "redline.html", tmp_path / "redline"
    ran = resolute.together(
        ("diff", files[0], files[2], "--out", str(word)),
        ("diff", files[0], files[2], "--format", "html", "--out", str(page)),
        ("diff", files[0], files[2], "--out", str(plain)),
    )
    assert [(each.code, each.out) for each in ran] == [(0, "")] * 3
    assert all("3 of 3 paragraphs differ, 2 in substance" in each.err for each in ran)
    assert docx.Document(str(word)).paragraphs
    accepted = lines_of_word(word.read_bytes(), accepted=True)
    assert accepted[-1] == "2.\tUrges other States to act."
    assert "<del> all</del>" not in page.read_text()
    assert "deleted: </span>all<span" in page.read_text()
    assert "{+26th+}" in plain.read_text()


def test_json_says_the_same_by_either_option(resolute: Resolute, files: tuple[str, str, str]) -> None:
    one, other = resolute.together(
        ("diff", files[0], files[2], "--json"), ("diff", files[0], files[2], "--format", "json")
    )
    assert one.json == other.json
    assert (one.json["compared"], one.json["differing"], one.json["substantive"]) == (3, 3, 2)
    assert one.json["paragraphs"][2]["changes"][0]["reason"] == "quantifier"


def test_one_text_may_come_from_standard_input(resolute: Resolute, files: tuple[str, str, str]) -> None:
    assert "1 of 3 paragraphs differs" in resolute("diff", files[0], "-", stdin=SECOND).out
    both = resolute("diff", "-", "-", stdin=SECOND)
    assert (both.code, both.out) == (2, "")


async def told(pool: asyncpg.Pool, *texts: str) -> None:
    """A resolution whose texts the ledger keeps."""
    facts = [fact("draft.issued", {"symbol": "E/CN.15/2015/L.2"}, on("2015-05-01"))]
    for place, text in enumerate(texts):
        digest = await store_document(pool, text.encode(), f"text{place}.txt", "text/plain")
        document = {"name": f"text{place}.txt", "media_type": "text/plain", "sha256": digest, "size": len(text)}
        when = f"2015-05-{place + 2:02}"
        facts.append(
            fact("draft.revised", {"document": document}, on(when))
            if place
            else submitted("2015-04-17", document=document)
        )
    facts.sort(key=lambda each: each.time)
    await append(pool, filing("ccpcj-24-plan", facts).batch(), 4)


async def test_the_texts_of_a_resolution_are_named_by_their_place(
    pool: asyncpg.Pool, database_url: str, tmp_path: Path, files: tuple[str, str, str]
) -> None:
    await told(pool, FIRST, SECOND, THIRD)
    resolute = Deployed(tmp_path / "data", database_url)
    first, newest, by_symbol, beyond = resolute.together(
        ("diff", "ccpcj-24-plan@0", "ccpcj-24-plan@1", "--json"),
        ("diff", "ccpcj-24-plan@1", "ccpcj-24-plan", "--json"),
        ("diff", "E/CN.15/2015/L.2@last", files[2], "--json"),
        ("diff", "ccpcj-24-plan@0", "ccpcj-24-plan@3"),
    )
    assert (first.json["differing"], first.json["substantive"]) == (1, 0)
    assert (newest.json["differing"], newest.json["substantive"]) == (2, 2)
    assert by_symbol.json["differing"] == 0
    assert (beyond.code, beyond.out) == (1, "")
    assert beyond.err == "resolute: ccpcj-24-plan has texts @0 to @2: there is no @3\n"


async def test_a_resolution_without_that_text_is_refused_in_one_line(
    pool: asyncpg.Pool, database_url: str, tmp_path: Path
) -> None:
    await append(pool, filing("ccpcj-24-bare", [submitted()]).batch(), 4)
    resolute = Deployed(tmp_path / "data", database_url)
    ran = resolute.together(
        ("diff", "ccpcj-24-bare", "ccpcj-24-bare"),
        ("diff", "nobody-knows", "nobody-knows@0"),
        ("diff", "ccpcj-24-bare@newest", "ccpcj-24-bare"),
    )
    assert [(each.code, each.out, each.err.count("\n")) for each in ran[:2]] == [(1, "", 1)] * 2
    assert "no text of ccpcj-24-bare was told" in ran[0].err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("diff", "there-is-no/such-file.txt", "there-is-no/such-file.txt"), "such-file.txt"),
        (("diff", "{first}", "{broken}"), "looked for"),
        (("diff", "{first}", "{second}", "--json", "--format", "html"), "contradict"),
        (("diff", "{first}", "{second}", "--format", "pdf"), "--format"),
        (("diff", "{first}", "{second}", "--out", "/nowhere/at/all.html"), "/nowhere/at/all.html"),
        (("diff", "{first}"), "NEW"),
    ],
)
def test_what_cannot_be_read_or_written_exits_2_and_says_why(
    resolute: Resolute, files: tuple[str, str, str], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    broken = tmp_path / "broken.txt"
    broken.write_text("Nothing is asked of anybody here.")
    named = {"first": files[0], "second": files[1], "broken": str(broken)}
    ran = resolute(*(argument.format(**named) for argument in arguments))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_ledger_out_of_reach_exits_3(resolute: Resolute, files: tuple[str, str, str]) -> None:
    ran = resolute("diff", "ccpcj-24-1@0", files[0], env={"RESOLUTE_DATABASE_URL": "postgresql://localhost:1/none"})
    assert (ran.code, ran.out) == (3, "")


def test_the_json_is_the_model_that_programs_read(resolute: Resolute, files: tuple[str, str, str]) -> None:
    from drafts.comparison.model import Comparison

    printed = resolute("diff", files[0], files[2], "--json").out
    assert json.loads(Comparison.model_validate_json(printed).model_dump_json()) == json.loads(printed)
