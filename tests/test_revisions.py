"""A revised text is compared with the one before it, whatever their formats, and the notice says what changed."""

from __future__ import annotations

import base64
from typing import Literal

import pytest

from activities.reading import _read
from drafts.export.forms import export
from drafts.reader import read
from ledger.documents import StoredDocument
from ledger.outbox import notice_records
from resolutions.facts import DraftRead
from tests.cli_runner import SAMPLES
from tests.stand import Stand, event, submission

TEXT = (SAMPLES / "draft.txt").read_text(encoding="utf-8")


def stored(content: bytes, name: str = "draft.txt") -> StoredDocument:
    return StoredDocument(sha256="0" * 64, name=name, media_type=None, content=content)


async def test_the_notice_of_a_revision_says_what_changed_in_it(stand: Stand) -> None:
    revised = base64.b64encode(export(read(TEXT.replace("twenty-sixth", "twenty-seventh").encode()), "docx")).decode()
    first = submission("revised-1", session=24, document={"name": "draft.txt", "text": TEXT})
    second = event("draft.revised", "revised-1", {"document": {"name": "rev1.docx", "base64": revised}})
    await stand.tell(first)
    await stand.settled("revised-1")
    await stand.tell(second)
    await stand.settled("revised-1")
    readings = [row for row in await stand.ledger("revised-1") if row.type == "draft.read"]
    assert readings[0].data.get("changes", []) == []
    assert any("paragraph 11" in phrase for phrase in readings[1].data["changes"])
    told = [notice.kind for notice in await notice_records(stand.pool, ["revised-1"])]
    assert told.count("text_revised") == 1  # the secretariat's, that nobody holds here
    await stand.assert_sound("revised-1")


def test_a_text_before_it_that_cannot_be_read_is_compared_with_nothing() -> None:
    found = _read(stored(TEXT.encode()), stored(b"\x00\x01", "before.bin"))
    assert isinstance(found, DraftRead)
    assert found.failure is None
    assert found.changes == ()


@pytest.mark.parametrize("form", ["akn", "docx"])
def test_a_text_and_its_own_export_differ_in_nothing(form: Literal["akn", "docx"]) -> None:
    content = export(read(TEXT.encode()), form)
    found = _read(stored(content, f"draft.{form}"), stored(TEXT.encode()))
    assert [phrase for phrase in found.changes if "differ" not in phrase] == []


def test_a_duty_the_reader_is_sure_of_is_in_no_doubt() -> None:
    found = _read(stored(TEXT.encode()), None)
    assert "11" not in {doubt.label for doubt in found.doubts}
