"""Any facts at all, as hypothesis draws them: every kind, valid or hostile within its bounds, and readings of texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from resolutions.duties import (
    Due,
    DueAfterEvent,
    DueAtSession,
    DueAtSessions,
    DueInYear,
    DueOnDate,
    DueRecurring,
    Duty,
    Undated,
)
from resolutions.facts import DATA_CLASSES, DraftRead, FactData
from resolutions.sessions import SessionDates
from resolutions.state import Surroundings

REFERENCE = "ccpcj-24-x"
ON_THE_WAY = ("recommended_to_council", "recommended_to_assembly", "adopted")
START = dt.datetime(2015, 4, 1, tzinfo=dt.UTC)
SHAS = ("a" * 64, "b" * 64)
LABELS = ("11", "11/2", "5", "77", "OP 11.")
SYMBOLS = (
    "E/CN.15/2015/L.2",
    "E/CN.15/2015/L.2/Rev.1",
    "2015/23",
    "A/RES/70/176",
    "24/1",
    "no symbol at all",
    "V.15-03567",
)
NAMES = ("Belarus", "Cuba", "viet nam", "Vietnam", "Turkey", "the Chair", "European Union", "Atlantis", "Côte d’Ivoire")


def sometimes(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


hours_ago = st.one_of(st.integers(-100, 30), st.integers(-24 * 800, 30))
labels = st.sampled_from(LABELS)
symbols = st.sampled_from(SYMBOLS)
names = st.sampled_from(NAMES)
modes = st.sampled_from(("without_vote", "vote", "silence"))
languages = st.lists(st.sampled_from(("ar", "zh", "en", "fr", "ru", "es")), max_size=6)
documents = st.sampled_from(SHAS).map(lambda sha: {"name": "draft", "sha256": sha, "size": 1})
days = st.one_of(
    st.dates(dt.date(2014, 1, 1), dt.date(2021, 1, 1)), st.sampled_from((dt.date(1946, 1, 1), dt.date(2999, 12, 31)))
)
sessions = st.one_of(st.integers(24, 30), st.sampled_from((1, 69, 70, 999)))
extras = st.dictionaries(
    st.sampled_from(("type", "symbol", "paragraph", "model_config", "remark")),
    st.sampled_from(("11", "E/2015/30", None)),
    max_size=1,
)


def outcomes(*each: str) -> st.SearchStrategy[dict[str, Any]]:
    needed = st.fixed_dictionaries({"outcome": st.sampled_from(each), "mode": modes})
    more = sometimes(symbol=symbols, votes=st.just({"for": 30, "against": 3, "abstaining": 18}))
    return st.builds(lambda a, b: {**a, **b}, needed, more)


def with_label(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"paragraph": labels}, optional=fields)


spans = st.tuples(days, st.integers(0, 20)).map(
    lambda span: {
        "opens": span[0],
        "closes": min(
            span[0] + dt.timedelta(days=min(span[1], 0 if span[0].year == 2999 else 20)),
            span[0].replace(month=12, day=31),
        ),
    }
)
TOLD: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "draft.submitted": st.fixed_dictionaries(
        {"body": st.sampled_from(("CCPCJ", "CND")), "session": st.sampled_from((24, 25, 58))},
        optional={"sponsors": st.lists(names, max_size=3), "title": st.text(max_size=5), "document": documents},
    ),
    "sponsor.added": st.fixed_dictionaries({"sponsor": names}, optional={"on_behalf_of": names}),
    "sponsor.withdrawn": st.fixed_dictionaries({"sponsor": names}),
    "draft.issued": st.fixed_dictionaries({"symbol": symbols}, optional={"languages": languages}),
    "draft.revised": sometimes(document=documents, symbol=symbols, sponsors=st.lists(names, max_size=3)),
    "draft.orally_revised": sometimes(text=st.text(max_size=9), paragraphs=st.lists(labels, max_size=2)),
    "amendment.proposed": sometimes(symbol=symbols, sponsor=names),
    "budget.stated": st.one_of(
        st.just({"none": True}),
        st.just({"items": [{"paragraph": "11", "amount_usd": 1.5, "source": "extrabudgetary"}]}),
    ),
    "committee.approved": sometimes(as_revised=st.booleans()),
    "draft.withdrawn": sometimes(by=st.lists(names, max_size=2)),
    "draft.merged": st.fixed_dictionaries({"into": st.sampled_from(("ccpcj-24-y", REFERENCE, "nobody"))}),
    "commission.acted": outcomes(
        "recommended_to_council", "recommended_to_assembly", "adopted", "deferred", "no_consensus", "rejected"
    ),
    "council.acted": outcomes(
        "adopted", "adopted_as_amended", "recommended_to_assembly", "deferred", "referred_back", "rejected"
    ),
    "assembly.acted": outcomes("adopted", "adopted_as_amended", "deferred", "rejected"),
    "mandate.assigned": st.fixed_dictionaries({"paragraph": labels, "office": names}),
    "report.slotted": st.fixed_dictionaries({"paragraph": labels, "slot": st.just("2017-1")}),
    "report.submitted": with_label(document=documents),
    "report.issued": with_label(symbol=symbols, form=st.sampled_from(("report", "crp", "oral")), languages=languages),
    "report.considered": with_label(session=sessions),
    "mandate.discharged": with_label(),
    "mandate.waived": with_label(),
    "mandate.handed_over": st.fixed_dictionaries({"paragraph": labels, "to": symbols}),
    "session.scheduled": st.builds(
        lambda named, span, more: {**named, **span, **more},
        st.fixed_dictionaries({"body": st.sampled_from(("CCPCJ", "General Assembly", "HRC")), "session": sessions}),
        spans,
        sometimes(draft_deadline=st.just("2015-04-03")),
    ),
    "correction.recorded": st.fixed_dictionaries(
        {
            "corrects": st.integers(1, 30),
            "reason": st.just("wrong"),
            "data": sometimes(
                outcome=st.sampled_from(("adopted", "rejected", "recommended_to_council")),
                symbol=symbols,
                session=sessions,
                sponsor=names,
                time=st.sampled_from(("2015-05-01T00:00:00Z", "yesterday", "0001-01-01T00:00:00+14:00")),
                due=st.just({"kind": "session", "body": "CCPCJ", "session": 27}),
                mandates=st.just([{"paragraph": "5", "verb": "Requests", "kind": "report", "addressee": "SG"}]),
                document=st.just({"name": "x", "text": "content"}),
            ),
        }
    ),
}


dues: st.SearchStrategy[Due] = st.one_of(
    st.builds(DueAtSession, body=st.just("CCPCJ"), session=st.integers(25, 27)),
    st.builds(DueAtSessions, body=st.just("CCPCJ"), sessions=st.just((25, 26))),
    st.builds(
        DueAtSession,
        body=st.sampled_from(("CCPCJ", "GA", "ECOSOC", "HRC")),
        session=st.one_of(sessions, st.integers(-(10**9), 10**9)),
    ),
    st.builds(
        DueAtSessions,
        body=st.sampled_from(("CCPCJ", "GA")),
        sessions=st.lists(sessions, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(DueInYear, year=st.sampled_from((1946, 2015, 2016, 2999))),
    st.builds(DueOnDate, date=st.one_of(days, st.sampled_from((dt.date.min, dt.date.max)))),
    st.builds(
        DueRecurring,
        every=st.sampled_from(("P1Y", "P3M", "P99Y")),
        until=st.one_of(st.none(), st.sampled_from((2015, 2019, 27))),
    ),
    st.just(DueAfterEvent(after="the meeting")),
    st.just(Undated()),
)
duties = st.builds(
    Duty,
    paragraph=st.sampled_from(("5", "11")),
    verb=st.just("Requests"),
    kind=st.sampled_from(("report", "report", "deliverable", "continuing")),
    addressee=st.just("Secretary-General"),
    to=st.sampled_from(("CCPCJ", None)),
    due=dues,
)
readings = st.builds(
    DraftRead,
    sha256=st.sampled_from(SHAS),
    title=st.one_of(st.none(), st.just("A title")),
    sponsors=st.lists(names, max_size=2).map(tuple),
    mandates=st.lists(duties, min_size=1, max_size=3).map(tuple),
    asks_money=st.sampled_from(((), ("11",))),
)
surroundings = st.builds(
    Surroundings,
    symbol_owners=st.sampled_from(({}, {"E/RES/2015/23": "ccpcj-24-y"})),
    unknown_references=st.sampled_from(((), ("nobody",))),
    sessions=st.just(
        (
            SessionDates(
                body="CCPCJ", session=24, opens=dt.date(2015, 5, 18), closes=dt.date(2015, 5, 22), draft_deadline=START
            ),
        )
    ),
)


ENDS = ("commission.acted", "draft.withdrawn", "draft.merged")
EARLY = [kind for kind in TOLD if not kind.startswith(("mandate.", "report.")) and kind not in ENDS]
LATE = [kind for kind in TOLD if kind.startswith(("mandate.", "report."))]


@st.composite
def told_data(draw: st.DrawFn, kinds: st.SearchStrategy[str]) -> FactData:
    kind = draw(kinds)
    data = {**draw(extras), **draw(TOLD[kind])}
    return DATA_CLASSES[kind].model_validate({name: value for name, value in data.items() if value is not None})


anything = told_data(st.sampled_from([*EARLY, *EARLY, *LATE, *ENDS]))
about_a_duty = told_data(st.sampled_from(LATE))
