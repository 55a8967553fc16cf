"""What is read becomes a fact whose duties every other fact can speak of; whatever the text, there is such a fact."""

from __future__ import annotations

import pytest

from activities.reading import MAX_CHARACTERS, _read
from drafts.export.forms import export
from drafts.reader import read
from ledger.documents import StoredDocument
from resolutions.confirmation import confirmed, denied
from resolutions.duties import labelled
from resolutions.facts import DraftRead
from tests.lives import Life, sha_of

OPENING = "The Commission on Crime Prevention and Criminal Justice,\n\nRecalling its resolution 22/1,\n\n"
IN_DOUBT = "nvites them to present, in 2026, a study, and to hold a meeting in 2028"
SURE = "Requests the Secretary-General to report to the Commission at its twenty-sixth session"


def found_in(content: str, name: str = "draft.txt") -> DraftRead:
    return _read(StoredDocument(sha256=sha_of("draft"), name=name, media_type=None, content=content.encode()), None)


def adopted_with(found: DraftRead) -> Life:
    life = Life()
    life.document("draft")
    life.readings[sha_of("draft")] = found
    document = {"name": "draft.txt", "sha256": sha_of("draft"), "size": 1}
    life.tell("draft.submitted", "2015-04-17", body="CCPCJ", session=24, sponsors=["Belarus"], document=document)
    life.tell("commission.acted", "2015-05-22", outcome="adopted", mode="without_vote")
    return life


def test_a_duty_without_a_printed_number_can_be_denied_confirmed_and_reported_on() -> None:
    life = adopted_with(found_in(f"{OPENING}{SURE};\n\nI{IN_DOUBT};\n\nAlso i{IN_DOUBT}."))
    for label, answers in (("OP2", denied), ("OP3", confirmed)):
        answer = answers(life.state, label)
        assert answer is not None
        told = {"corrects": answer.corrects, "reason": answer.reason, "data": dict(answer.data)}
        assert life.tell_fact(life.event("correction.recorded", "2015-06-01", told)).outcome == "recorded"
    assert life.tell("report.submitted", "2015-06-02", paragraph="OP1").outcome == "recorded"
    assert [(mandate.label, mandate.state) for mandate in life.state.mandates] == [("1", "submitted"), ("3", "open")]


def test_a_number_means_the_paragraph_printed_with_it_before_one_without() -> None:
    found = found_in(f"{OPENING}{SURE};\n\n1. I{IN_DOUBT};\n\n2. {SURE}.")
    assert [duty.paragraph for duty in found.mandates] == ["unnumbered 1", "1", "2"]
    assert [doubt.label for doubt in found.doubts] == ["1"]


@pytest.mark.parametrize("number", ["OP", "para. 7", ".", "9" * 300, "1 " + "(viii) " * 20])
def test_whatever_is_printed_as_a_number_every_doubt_is_about_a_duty(number: str) -> None:
    document = export(read(f"{OPENING}1. I{IN_DOUBT}.".encode()), "akn").decode()
    assert "<num>1.</num>" in document
    found = found_in(document.replace("<num>1.</num>", f"<num>{number}</num>"), "draft.xml")
    assert {doubt.label for doubt in found.doubts} == set(labelled(found.mandates)) != set()
    life = adopted_with(found)
    (mandate,) = life.state.mandates
    assert life.tell("report.submitted", "2015-06-02", paragraph=mandate.label).outcome == "recorded"


def test_each_change_of_a_revision_is_said_once() -> None:
    texts = [f"{OPENING}1. {SURE}.", f"{OPENING}1. {SURE.replace('sixth', 'seventh')}."]
    before, after = (
        StoredDocument(sha256=sha_of(text[-9:]), name="draft.txt", media_type=None, content=text.encode())
        for text in texts
    )
    changes = _read(after, before).changes
    assert any("twenty-seventh" in phrase for phrase in changes)
    assert len(changes) == len(set(changes))


def test_duties_too_long_for_a_life_to_carry_are_said_not_to_be_read() -> None:
    ask = f"Requests the {'Office of the ' * 200}Office to report to it in 2029;\n\n"
    found = found_in(OPENING + "".join(f"{number}. {ask}" for number in range(1, 100)))
    assert found.failure is not None
    assert (found.failure.code, found.mandates) == ("too_many_duties", ())
    assert f"{MAX_CHARACTERS:,}" in found.failure.detail
