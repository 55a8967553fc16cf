"""`parse_fact`: any JSON is a fact or an `InvalidFactError` that says why and repeats nothing of what was told."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rfc8785 import dumps

from resolutions.facts import (
    DATA_CLASSES,
    BudgetStated,
    CommissionActed,
    DraftSubmitted,
    Fact,
    InvalidFactError,
    SessionScheduled,
    is_reference,
    parse_fact,
)

QUICK = settings(deadline=None, derandomize=True)
SECRET = "zq7secret"
"""Told where it does not belong, it must not come back."""

VALID: dict[str, dict[str, Any]] = {
    "draft.submitted": {"body": "CCPCJ", "session": 24, "sponsors": ["Cuba"], "agenda_item": 5},
    "sponsor.added": {"sponsor": "Cuba", "on_behalf_of": "GRULAC"},
    "sponsor.withdrawn": {"sponsor": "Cuba"},
    "draft.issued": {"symbol": "E/CN.15/2015/L.2", "languages": ["ar", "zh", "en", "fr", "ru", "es"]},
    "draft.revised": {"document": {"name": "a.txt", "media_type": "text/plain", "text": "Recalling"}},
    "draft.orally_revised": {"text": "and", "paragraphs": ["OP4bis", 8]},
    "amendment.proposed": {"sponsor": "Cuba", "text": "delete"},
    "budget.stated": {"items": [{"paragraph": "11", "amount_usd": 1200.5, "source": "regular"}]},
    "committee.approved": {"as_revised": True},
    "draft.withdrawn": {"by": ["Cuba"]},
    "draft.merged": {"into": "ccpcj-24-2"},
    "commission.acted": {"outcome": "adopted", "mode": "vote", "votes": {"for": 30, "against": 3, "abstaining": 18}},
    "council.acted": {"outcome": "adopted", "mode": "silence", "meeting": 53},
    "assembly.acted": {"outcome": "adopted_as_amended", "mode": "without_vote"},
    "mandate.assigned": {"paragraph": 11, "office": "Research"},
    "report.slotted": {"paragraph": "11", "slot": "2017-0311"},
    "report.submitted": {"paragraph": "11"},
    "report.issued": {"paragraph": "11", "form": "crp", "languages": ["en"]},
    "report.considered": {"paragraph": "11", "session": 26, "outcome": "noted"},
    "mandate.discharged": {"paragraph": "11", "evidence": "the report"},
    "mandate.waived": {"paragraph": "11"},
    "mandate.handed_over": {"paragraph": "11", "to": "E/RES/2017/16"},
    "session.scheduled": {
        "body": "CCPCJ",
        "session": 29,
        "opens": "2020-12-03",
        "reconvened": {"opens": "2020-12-10", "closes": "2020-12-11"},
        "draft_deadline": "2020-11-02",
    },
    "correction.recorded": {"corrects": 3, "reason": "typing", "data": {"symbol": None}},
}


def event(fact: str = "committee.approved", **changed: Any) -> dict[str, Any]:
    valid = {
        "specversion": "1.0",
        "id": "1",
        "source": "https://example.org/secretariat",
        "type": f"resolute.{fact}.v1",
        "subject": "ccpcj-24-1",
        "time": "2015-05-18T09:00:00Z",
        "data": copy.deepcopy(VALID[fact]),
    }
    return {**valid, **changed}


def refused(told: object) -> str:
    with pytest.raises(InvalidFactError) as error:
        parse_fact(told)
    return error.value.detail


@pytest.mark.parametrize("fact", sorted(VALID))
def test_every_fact_of_the_vocabulary_goes_in_and_comes_out_the_same(fact: str) -> None:
    parsed = parse_fact(event(fact))
    assert parsed.type == fact
    assert Fact.model_validate_json(parsed.model_dump_json(by_alias=True)) == parsed
    assert parse_fact(json.loads(dumps(parsed.as_event()))) == parsed


def test_the_vocabulary_is_whole() -> None:
    assert set(VALID) == {kind for kind, each in DATA_CLASSES.items() if not each.by_service}


@pytest.mark.parametrize("fact", sorted(kind for kind, each in DATA_CLASSES.items() if each.by_service))
def test_what_the_service_records_nobody_else_tells(fact: str) -> None:
    told = {**event(), "type": f"resolute.{fact}.v1"}
    assert refused(told) == f"{fact}: only the service itself records this"


def test_nobody_speaks_in_the_services_name() -> None:
    assert "only the service itself" in refused(event(source="resolute"))


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"specversion": None}, "specversion"),
        ({"type": "resolute.nothing.v1"}, "type"),
        ({"type": "resolute.committee.approved.v2"}, "type"),
        ({"type": ["resolute.committee.approved.v1"]}, "type"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": None}, "id"),
        ({"source": None}, "source"),
        ({"subject": 7}, "subject"),
        ({"data": None}, "data"),
        ({"data": []}, "data"),
        ({"datacontenttype": "text/plain"}, "datacontenttype"),
        ({"time": None}, "time"),
        ({"time": 1431939600}, "time"),
        ({"time": "1431939600"}, "time"),
        ({"time": "2015-05-18"}, "time"),
        ({"time": "2015-05-18T09:00:00"}, "time"),
        ({"time": "2015-02-30T09:00:00Z"}, "time"),
        ({"time": "0001-01-01T00:00:00+14:00"}, "time"),
        ({"time": "9999-12-31T23:59:59-10:00"}, "time"),
        ({"time": "1945-12-31T23:59:59Z"}, "time"),
        ({"time": "1946-01-01T00:00:00+01:00"}, "time"),
        ({"time": "\u0662015-05-18T09:00:00Z"}, "time"),
    ],
)
def test_what_is_no_cloudevent_is_refused_by_the_name_of_its_field(changed: dict[str, Any], complaint: str) -> None:
    assert refused(event(**changed)).startswith(complaint)


@pytest.mark.parametrize(
    ("fact", "changed"),
    [
        ("draft.submitted", {"body": "GA"}),
        ("draft.submitted", {"body": "ccpcj"}),
        ("draft.submitted", {"session": 0}),
        ("draft.submitted", {"session": 24.5}),
        ("draft.submitted", {"session": None}),
        ("draft.submitted", {"sponsors": "Cuba"}),
        ("draft.submitted", {"sponsors": ["  "]}),
        ("draft.submitted", {"sponsors": ["x"] * 251}),
        ("draft.submitted", {"title": "x" * 1001}),
        ("draft.submitted", {"agenda_item": True}),
        ("draft.submitted", {"document": {"name": "a", "text": "x", "base64": "eA=="}}),
        ("draft.submitted", {"document": {"name": "a"}}),
        ("draft.submitted", {"document": {"sha256": "short"}}),
        ("draft.issued", {"symbol": ""}),
        ("draft.issued", {"languages": ["de"]}),
        ("budget.stated", {"none": True}),
        ("budget.stated", {"items": []}),
        ("budget.stated", {"items": [{"paragraph": "11", "amount_usd": -1, "source": "regular"}]}),
        ("budget.stated", {"items": [{"paragraph": "11", "amount_usd": 1, "source": "private"}]}),
        ("commission.acted", {"outcome": "applauded"}),
        ("commission.acted", {"mode": "by acclamation"}),
        ("commission.acted", {"votes": {"against": 3}}),
        ("council.acted", {"outcome": "no_consensus"}),
        ("assembly.acted", {"outcome": "referred_back"}),
        ("report.slotted", {"paragraph": ""}),
        ("report.slotted", {"paragraph": "x" * 41}),
        ("report.issued", {"form": "video"}),
        ("session.scheduled", {"opens": 1431939600}),
        ("session.scheduled", {"opens": "2020-12-03T09:00:00Z"}),
        ("session.scheduled", {"closes": "2020-12-02"}),
        ("session.scheduled", {"closes": "9999-12-31"}),
        ("session.scheduled", {"opens": "1945-01-01"}),
        ("session.scheduled", {"reconvened": {"opens": "2020-12-01", "closes": "2020-12-02"}}),
        ("session.scheduled", {"draft_deadline": "2020-11-02T12:00:00"}),
        ("session.scheduled", {"draft_deadline": 7}),
        ("correction.recorded", {"corrects": 0}),
        ("correction.recorded", {"reason": None}),
        ("correction.recorded", {"data": "x"}),
    ],
)
def test_impossible_data_is_refused_by_the_name_of_its_field(fact: str, changed: dict[str, object]) -> None:
    (field,) = changed
    detail = refused(event(fact, data={**VALID[fact], **changed}))
    whole = {"document": "exactly one", "none": "financial statement", "items": "", "closes": "", "reconvened": ""}
    assert detail.startswith(field) or whole[field] in detail


@pytest.mark.parametrize("fact", sorted(VALID))
def test_every_field_that_is_needed_is_missed(fact: str) -> None:
    for field, info in DATA_CLASSES[fact].model_fields.items():
        if info.is_required():
            told = {name: value for name, value in VALID[fact].items() if name != field}
            assert refused(event(fact, data=told)) == f"{field}: Field required"


def test_what_the_vocabulary_does_not_know_is_kept_and_null_is_nothing_said() -> None:
    told = {**VALID["sponsor.added"], "remark": {"deep": [1, None]}, "nothing": None, "on_behalf_of": None}
    parsed = parse_fact(event("sponsor.added", data=told))
    assert parsed.as_event()["data"] == {"sponsor": "Cuba", "remark": {"deep": [1, None]}}
    assert parse_fact(parsed.as_event()) == parsed


def test_a_field_cannot_take_the_place_of_what_a_fact_is() -> None:
    told = {"sponsor": "Cuba", "type": "resolution.closed", "by_service": True, "model_fields": 1, "model_dump": 1}
    parsed = parse_fact(event("sponsor.added", data=told))
    assert (parsed.type, parsed.data.type, parsed.data.by_service) == ("sponsor.added", "sponsor.added", False)
    assert parse_fact(parsed.as_event()) == parsed


def test_values_are_brought_into_one_form() -> None:
    submitted = parse_fact(event("draft.submitted")).data
    assert isinstance(submitted, DraftSubmitted)
    assert submitted.agenda_item == "5"
    acted = parse_fact(event("commission.acted", data={**VALID["commission.acted"], "draft_number": 4.0})).data
    assert isinstance(acted, CommissionActed)
    assert acted.draft_number == "4"
    budget = parse_fact(event("budget.stated", data={"none": True})).data
    assert isinstance(budget, BudgetStated)
    session = parse_fact(
        event("session.scheduled", data={**VALID["session.scheduled"], "body": "general assembly"})
    ).data
    assert isinstance(session, SessionScheduled)
    assert session.body == "GA"
    assert str(session.draft_deadline) == "2020-11-02 23:59:59+00:00"
    assert str(parse_fact(event(time="2015-05-18t11:00:00.25+02:00")).time) == "2015-05-18 09:00:00.250000+00:00"


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("\x00", "U+0000"),
        ("\ud800", "surrogate"),
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        (2**53, "larger than"),
        (1e20, "larger than"),
    ],
)
def test_what_a_ledger_cannot_keep_is_refused_wherever_it_stands(value: object, complaint: str) -> None:
    assert complaint in refused(event("sponsor.added", data={"sponsor": "Cuba", "more": [{"deep": value}]}))
    if isinstance(value, str):
        assert complaint in refused(event("sponsor.added", data={"sponsor": "Cuba", value: 1}))


def test_nesting_has_an_end() -> None:
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]
    assert "nested" in refused(event("sponsor.added", data={"sponsor": "Cuba", "deep": deep}))


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from([SECRET, "2015-05-18T09:00:00Z", "CCPCJ", "11", "recommended_to_council"]),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)),
    max_leaves=12,
)


def fact_or_complaint(told: object) -> None:
    try:
        parsed = parse_fact(told)
    except InvalidFactError as error:
        detail = error.detail
    else:
        assert parse_fact(json.loads(dumps(parsed.as_event()))) == parsed
        return
    assert SECRET not in detail
    assert len(detail) <= 500
    assert "\n" not in detail


@settings(QUICK, max_examples=300)
@given(told=anything)
def test_any_json_is_a_fact_or_a_complaint(told: object) -> None:
    fact_or_complaint(told)


@settings(QUICK, max_examples=600)
@given(told=st.data())
def test_a_fact_with_anything_in_one_place_is_a_fact_or_a_complaint(told: st.DataObject) -> None:
    fact = told.draw(st.sampled_from(sorted(VALID)))
    changed = event(fact)
    if told.draw(st.booleans()):
        changed[told.draw(st.sampled_from([*changed, "datacontenttype"]))] = told.draw(anything)
    else:
        field = told.draw(st.sampled_from([*DATA_CLASSES[fact].model_fields, "more"]))
        changed["data"][field] = told.draw(st.one_of(anything, st.just(SECRET), st.just({SECRET: SECRET})))
    fact_or_complaint(changed)


@pytest.mark.parametrize("text", ["abc", "ccpcj-24-1", "0ab", "a" * 63])
def test_a_reference_is_short_and_plain(text: str) -> None:
    assert is_reference(text)


@pytest.mark.parametrize("text", ["", "ab", "-ab", "Abc", "a_b", "a" * 64, "abc\n", "\u0661bc", "E/RES/2015/23"])
def test_whatever_else_is_no_reference(text: str) -> None:
    assert not is_reference(text)
