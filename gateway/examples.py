"""True examples of every fact: one draft's life from submission to the report it asked for, and three that ended early.

The lives are lived here by the domain itself: what the service records of its own, the receipts and the flags are what
it makes of the facts told, so that no example can say what the service would not. The text, the persons and the symbols
are made up for the purpose.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from resolutions.duties import DueAtSession, DueInYear, Duty
from resolutions.fact_data import Document
from resolutions.facts import (
    SERVICE,
    AmendmentProposed,
    AssemblyActed,
    BudgetItem,
    BudgetStated,
    CommissionActed,
    CommitteeApproved,
    CorrectionRecorded,
    CouncilActed,
    DraftIssued,
    DraftMerged,
    DraftOrallyRevised,
    DraftRead,
    DraftRevised,
    DraftSubmitted,
    DraftWithdrawn,
    Fact,
    FactData,
    MandateAssigned,
    MandateDischarged,
    MandateHandedOver,
    MandateWaived,
    ReadParagraph,
    ReportConsidered,
    ReportIssued,
    ReportSlotted,
    ReportSubmitted,
    SessionScheduled,
    SponsorAdded,
    SponsorWithdrawn,
)
from resolutions.life import next_wake, tell
from resolutions.needs import text_to_read
from resolutions.receipts import Outcome, Receipt
from resolutions.state import Docket, Entry

DRAFT = """\
Economic and Social Council

Distr.: Limited
17 April 2015

Original: English

Commission on Crime Prevention and Criminal Justice

Twenty-fourth session

Vienna, 18-22 May 2015

Agenda item 6

Belarus: draft resolution

The Commission on Crime Prevention and Criminal Justice recommends to the Economic and Social Council the approval of \
the following draft resolution for adoption by the General Assembly:

Strengthening the exchange of court statistics

The General Assembly,

Noting that comparable statistics help courts to learn from one another,

1. Encourages Member States to publish yearly statistics on the work of their criminal courts;

2. Requests the United Nations Office on Drugs and Crime to publish a handbook on court statistics in 2016, subject to \
the availability of extrabudgetary resources;

3. Invites the United Nations Office on Drugs and Crime to present an outline of the handbook to the General Assembly \
at its sixty-ninth session;

4. Requests the Secretary-General to report to the Commission on Crime Prevention and Criminal Justice at its \
twenty-sixth session on the implementation of the present resolution;

5. Requests the United Nations Office on Drugs and Crime to report to the Commission on Crime Prevention and Criminal \
Justice at its twenty-seventh session on the use made of the handbook.
"""
"""The text that the example submits: short, made up, and readable by the reader."""

DRAFT_SHA256 = hashlib.sha256(DRAFT.encode()).hexdigest()

READING = DraftRead(
    sha256=DRAFT_SHA256,
    title="Strengthening the exchange of court statistics",
    sponsors=("Belarus",),
    agenda_item="6",
    original_language="en",
    paragraphs=(
        ReadParagraph(part="preambular", verbs=("Noting",)),
        ReadParagraph(part="operative", number="1", verbs=("Encourages",)),
        ReadParagraph(part="operative", number="2", verbs=("Requests",)),
        ReadParagraph(part="operative", number="3", verbs=("Invites",)),
        ReadParagraph(part="operative", number="4", verbs=("Requests",)),
        ReadParagraph(part="operative", number="5", verbs=("Requests",)),
    ),
    mandates=(
        Duty(paragraph="1", verb="Encourages", kind="continuing", addressee="Member States"),
        Duty(
            paragraph="2",
            verb="Requests",
            kind="deliverable",
            addressee="United Nations Office on Drugs and Crime",
            due=DueInYear(year=2016),
            conditions=("subject to the availability of extrabudgetary resources",),
        ),
        Duty(
            paragraph="3",
            verb="Invites",
            kind="deliverable",
            addressee="United Nations Office on Drugs and Crime",
            to="GA",
            due=DueAtSession(body="GA", session=69),
        ),
        Duty(
            paragraph="4",
            verb="Requests",
            kind="report",
            addressee="Secretary-General",
            to="CCPCJ",
            due=DueAtSession(body="CCPCJ", session=26),
        ),
        Duty(
            paragraph="5",
            verb="Requests",
            kind="report",
            addressee="United Nations Office on Drugs and Crime",
            to="CCPCJ",
            due=DueAtSession(body="CCPCJ", session=27),
        ),
    ),
    asks_money=("2",),
)
"""What the reader finds in that text."""

REFERENCE = "ccpcj-24-example"
LAPSED, WITHDRAWN, MERGED = "ccpcj-24-lapsed", "ccpcj-24-withdrawn", "ccpcj-24-merged"

_SECRETARIAT = "https://example.org/secretariat"
_SPONSORS = "https://example.org/sponsors"
_DOCUMENTS = "https://example.org/documents"
_COUNCIL = "https://example.org/council"
_ASSEMBLY = "https://example.org/assembly"
_OFFICE = "https://example.org/office"

_ALL_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
ADOPTION = 16
"""The number of the Assembly's act in the whole life's ledger: the correction names it."""


def _told(event_id: str, time: str, data: FactData, subject: str | None, source: str = _SECRETARIAT) -> Fact:
    moment = dt.datetime.fromisoformat(time)
    return Fact(id=event_id, source=source, type=data.type, subject=subject, time=moment, data=data)


def _of_the_life(number: int, time: str, data: FactData, source: str = _SECRETARIAT) -> Fact:
    subject = None if isinstance(data, SessionScheduled) else REFERENCE
    return _told(f"example-{number:02d}", time, data, subject, source)


def _submission(title: str, sponsor: str) -> DraftSubmitted:
    return DraftSubmitted(body="CCPCJ", session=24, title=title, sponsors=(sponsor,))


_LIFE = (
    _of_the_life(
        1,
        "2015-04-17T10:00:00Z",
        DraftSubmitted(
            body="CCPCJ",
            session=24,
            document=Document(name="court-statistics.txt", media_type="text/plain", text=DRAFT),
        ),
    ),
    _of_the_life(2, "2015-05-04T08:30:00Z", SponsorAdded(sponsor="Cuba"), _SPONSORS),
    _of_the_life(
        3, "2015-05-11T08:00:00Z", DraftIssued(symbol="E/CN.15/2015/L.99", languages=_ALL_LANGUAGES), _DOCUMENTS
    ),
    _of_the_life(
        4,
        "2015-05-15T09:00:00Z",
        BudgetStated(items=(BudgetItem(paragraph="2", amount_usd=84_000, source="extrabudgetary"),)),
    ),
    _of_the_life(
        5,
        "2015-05-19T10:00:00Z",
        AmendmentProposed(sponsor="Philippines", text="In paragraph 2, after “publish”, insert “in six languages”."),
    ),
    _of_the_life(6, "2015-05-19T15:00:00Z", SponsorWithdrawn(sponsor="Cuba"), _SPONSORS),
    _of_the_life(
        7,
        "2015-05-20T11:00:00Z",
        DraftRevised(symbol="E/CN.15/2015/L.99/Rev.1", sponsors=("Belarus", "Philippines")),
    ),
    _of_the_life(
        8,
        "2015-05-21T16:00:00Z",
        DraftOrallyRevised(text="In paragraph 5, “made” reads “that courts have made”.", paragraphs=("5",)),
    ),
    _of_the_life(9, "2015-05-21T16:30:00Z", CommitteeApproved(as_revised=True)),
    _of_the_life(
        10,
        "2015-05-22T15:40:00Z",
        CommissionActed(outcome="recommended_to_assembly", mode="without_vote", report="E/2015/30", draft_number="II"),
    ),
    _of_the_life(
        11,
        "2015-07-21T15:00:00Z",
        CouncilActed(outcome="recommended_to_assembly", mode="without_vote", meeting=53),
        _COUNCIL,
    ),
    _of_the_life(
        12,
        "2015-12-17T11:00:00Z",
        AssemblyActed(outcome="adopted", mode="without_vote", symbol="A/RES/70/999", meeting=79),
        _ASSEMBLY,
    ),
    _of_the_life(
        13,
        "2015-12-18T09:00:00Z",
        CorrectionRecorded(corrects=ADOPTION, reason="The number of the meeting was misread", data={"meeting": 80}),
        _ASSEMBLY,
    ),
    _of_the_life(
        14, "2016-01-11T09:00:00Z", MandateWaived(paragraph="3", authority="The session named in it had closed")
    ),
    _of_the_life(15, "2016-02-01T09:00:00Z", MandateAssigned(paragraph="4", office="Crime research section")),
    _of_the_life(
        16,
        "2016-09-05T09:00:00Z",
        SessionScheduled(
            body="CCPCJ",
            session=26,
            opens=dt.date(2017, 5, 22),
            closes=dt.date(2017, 5, 26),
            draft_deadline=dt.datetime(2017, 4, 24, 15, tzinfo=dt.UTC),
        ),
    ),
    _of_the_life(17, "2016-10-10T09:00:00Z", ReportSlotted(paragraph="4", slot="2017-0042"), _OFFICE),
    _of_the_life(
        18, "2016-12-19T10:00:00Z", MandateDischarged(paragraph="2", evidence="Handbook on Court Statistics"), _OFFICE
    ),
    _of_the_life(19, "2017-03-15T16:00:00Z", ReportSubmitted(paragraph="4"), _OFFICE),
    _of_the_life(
        20,
        "2017-04-06T08:00:00Z",
        ReportIssued(paragraph="4", symbol="E/CN.15/2017/99", form="report", languages=_ALL_LANGUAGES),
        _DOCUMENTS,
    ),
    _of_the_life(21, "2017-05-23T15:00:00Z", ReportConsidered(paragraph="4", session=26, outcome="noted")),
    _of_the_life(22, "2017-07-07T09:00:00Z", MandateHandedOver(paragraph="5", to="E/RES/2017/99")),
)

_LAPSED_LIFE = (_told("lapsed-1", "2015-04-20T09:00:00Z", _submission("A draft nobody spoke of", "Cuba"), LAPSED),)
_WITHDRAWN_LIFE = (
    _told("withdrawn-1", "2015-04-20T10:00:00Z", _submission("A draft given up", "Cuba"), WITHDRAWN),
    _told("withdrawn-2", "2015-05-19T09:00:00Z", DraftWithdrawn(by=("Cuba",)), WITHDRAWN, _SPONSORS),
)
_MERGED_LIFE = (
    _told("merged-1", "2015-04-21T10:00:00Z", _submission("A draft much like another", "Philippines"), MERGED),
    _told("merged-2", "2015-05-20T09:00:00Z", DraftMerged(into=REFERENCE), MERGED),
)
_TOO_LATE = _told("late-1", "2017-09-01T09:00:00Z", CommitteeApproved(), REFERENCE)
_NEXT_SESSION = dt.datetime(2016, 6, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Lived:
    """What a life came to: the facts told and their receipts in order, and every entry of its ledger."""

    reference: str
    facts: tuple[Fact, ...]
    receipts: tuple[Receipt, ...]
    entries: tuple[Entry, ...]
    docket: Docket


@cache
def lives() -> tuple[Lived, ...]:
    """The lives, the whole one first."""
    return (
        _live(REFERENCE, _LIFE),
        _live(LAPSED, _LAPSED_LIFE, until=_NEXT_SESSION),
        _live(WITHDRAWN, _WITHDRAWN_LIFE),
        _live(MERGED, _MERGED_LIFE),
    )


@cache
def told_examples() -> Mapping[str, Fact]:
    """An example of every fact that can be told, as it is told (a document with its text), by its short name."""
    found: dict[str, Fact] = {}
    for fact in (fact for life in lives() for fact in life.facts):
        found.setdefault(fact.type, fact)
    return found


@cache
def recorded_examples() -> Mapping[str, Entry]:
    """An example of every fact, the service's own too, as it stands in the ledger, by its short name."""
    found: dict[str, Entry] = {}
    for entry in (entry for life in lives() for entry in life.entries):
        found.setdefault(entry.fact.type, entry)
    return found


@cache
def receipt_examples() -> Mapping[Outcome, Receipt]:
    """A true receipt of every outcome, by its name."""
    whole = lives()[0]
    submitted, council = whole.facts[0], next(fact for fact in whole.facts if fact.type == "council.acted")
    begun = tell(Docket(reference=REFERENCE), [kept(submitted)], submitted.time).docket
    return {
        "recorded": whole.receipts[0],
        "duplicate": tell(whole.docket, [kept(submitted)], submitted.time).receipts[0],
        "parked": tell(begun, [council], council.time).receipts[0],
        "refused": tell(whole.docket, [_TOO_LATE], _TOO_LATE.time).receipts[0],
    }


def kept(fact: Fact) -> Fact:
    """The fact as it goes on from the door: a document told with its text is named by its SHA-256 instead."""
    document = getattr(fact.data, "document", None)
    if not isinstance(document, Document) or document.text is None:
        return fact
    content = document.text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    named = Document(name=document.name, media_type=document.media_type, sha256=sha256, size=len(content))
    return fact.model_copy(update={"data": fact.data.model_copy(update={"document": named})})


def _live(reference: str, facts: tuple[Fact, ...], until: dt.datetime | None = None) -> Lived:
    """Tell a life as its workflow does: time passes between the facts, and the reader answers for the text."""
    sitting = _Sitting(Docket(reference=reference))
    receipts = []
    for fact in facts:
        sitting.wait_until(fact.time)
        receipts.append(sitting.tell(kept(fact), fact.time))
        sitting.let_the_reader_answer(fact.time)
    sitting.wait_until(until or facts[-1].time)
    return Lived(reference, facts, tuple(receipts), tuple(sitting.entries), sitting.docket)


class _Sitting:
    """A docket and what was entered on it."""

    def __init__(self, docket: Docket) -> None:
        self.docket = docket
        self.entries: list[Entry] = []

    def wait_until(self, until: dt.datetime) -> None:
        """Let time pass, stopping wherever it brings something."""
        now = dt.datetime.min.replace(tzinfo=dt.UTC)
        while (wake := next_wake(self.docket, now)) is not None and wake <= until:
            now = wake
            self._take((), now)

    def tell(self, fact: Fact, now: dt.datetime) -> Receipt:
        """Tell one fact; its receipt."""
        return self._take((fact,), now)[0]

    def let_the_reader_answer(self, now: dt.datetime) -> None:
        """What the reader finds in the text, if it has yet to be read."""
        resolution = self.docket.resolution
        sha256 = text_to_read(resolution) if resolution else None
        if sha256 is not None:
            event_id = f"{self.docket.reference}/read/{sha256[:16]}/{now:%Y%m%dT%H%M%S}"
            subject = self.docket.reference
            self.tell(
                Fact(id=event_id, source=SERVICE, type=READING.type, subject=subject, time=now, data=READING), now
            )

    def _take(self, facts: tuple[Fact, ...], now: dt.datetime) -> tuple[Receipt, ...]:
        outcome = tell(self.docket, facts, now)
        self.docket = outcome.docket
        self.entries += outcome.entries
        return outcome.receipts
