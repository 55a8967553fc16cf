"""Authority within a life: who may not tell a fact changes nothing and learns nothing; one name means one fact."""

from __future__ import annotations

from typing import Any

from resolutions.authority import Authority, authority_of
from resolutions.duties import DueAtSession
from resolutions.life import changes_something
from resolutions.receipts import not_authorized
from resolutions.state import Surroundings
from tests.lives import Life, adopted, code, recommended, report, submitted

AT_26 = DueAtSession(body="CCPCJ", session=26)
OF_ANOTHER_BODY = authority_of("secretariat", "CND")
OF_PERU = authority_of("mission", "Peru")


def as_teller(life: Life, authority: Authority | None) -> Life:
    life.authority = authority
    return life


def test_who_may_not_tell_a_fact_changes_nothing() -> None:
    life = as_teller(submitted(), OF_ANOTHER_BODY)
    before, fact = life.docket, life.event("sponsor.added", "2015-05-18", {"sponsor": "Cuba"})
    assert life.tell_fact(fact) == not_authorized()
    assert life.docket == before
    assert not changes_something(before, [fact], life.now, Surroundings(), OF_ANOTHER_BODY)


def test_who_may_not_tell_a_fact_is_not_told_that_it_is_known() -> None:
    life = submitted()
    fact = life.event("sponsor.added", "2015-05-18", {"sponsor": "Cuba"})
    life.tell_fact(fact)
    assert as_teller(life, OF_ANOTHER_BODY).tell_fact(fact) == not_authorized()


def test_a_mission_speaks_for_its_own_state_under_every_name_of_it() -> None:
    life = as_teller(submitted(), authority_of("mission", "Viet Nam"))
    assert code(life.tell("sponsor.added", "2015-05-18", sponsor="Vietnam")) == "recorded"
    assert code(life.tell("sponsor.withdrawn", "2015-05-19", sponsor="Viet Nam")) == "recorded"
    assert code(life.tell("sponsor.added", "2015-05-19", sponsor="Cuba")) == "refused:not_authorized"


def test_an_office_tells_of_its_own_duties_and_of_those_it_was_assigned() -> None:
    life = as_teller(adopted(report("11", AT_26)), authority_of("office", "Treaty Section"))
    assert code(life.tell("report.submitted", "2017-03-01", paragraph="11")) == "refused:not_authorized"
    as_teller(life, authority_of("secretariat", "CCPCJ"))
    life.tell("mandate.assigned", "2017-03-01", paragraph="11", office="Treaty Section")
    as_teller(life, authority_of("office", "Treaty Section"))
    assert code(life.tell("report.submitted", "2017-03-02", paragraph="11")) == "recorded"


def test_whoever_may_tell_a_fact_may_correct_it_and_nobody_else() -> None:
    life = adopted(report("11", AT_26))
    seq = life.recorded("council.acted")[0].seq
    told: dict[str, Any] = {"corrects": seq, "reason": "as in the record", "data": {"meeting": 54}}
    for teller in (authority_of("secretariat", "CCPCJ"), authority_of("finance", "CCPCJ"), OF_PERU):
        as_teller(life, teller)
        assert code(life.tell("correction.recorded", "2016-01-10", **told)) == "refused:not_authorized"
    as_teller(life, authority_of("council_secretariat", "ECOSOC"))
    assert code(life.tell("correction.recorded", "2016-01-10", **told)) == "recorded"


def test_what_the_reader_found_is_corrected_by_whoever_may_revise_the_text() -> None:
    life = adopted(report("11", AT_26))
    opened = life.recorded("mandate.opened")[0]
    duty = opened.fact.data.model_dump(mode="json") | {"due": {"kind": "session", "body": "CCPCJ", "session": 27}}
    told: dict[str, Any] = {"corrects": opened.seq, "reason": "misread", "data": {"due": duty["due"]}}
    as_teller(life, authority_of("documents", "CCPCJ"))
    assert code(life.tell("correction.recorded", "2016-01-10", **told)) == "refused:not_authorized"
    as_teller(life, authority_of("secretariat", "CCPCJ"))
    assert code(life.tell("correction.recorded", "2016-01-10", **told)) == "recorded"


def test_another_fact_under_the_name_of_a_recorded_one_is_refused_not_lost() -> None:
    life = submitted()
    life.tell_fact(life.event("sponsor.added", "2015-05-18", {"sponsor": "Cuba"}, event_id="one-name"))
    other = life.event("sponsor.added", "2015-05-18", {"sponsor": "Peru"}, event_id="one-name")
    assert code(life.tell_fact(other)) == "refused:invalid_data"
    assert life.sponsors == ["Belarus", "Cuba"]


def test_the_same_fact_sent_with_another_time_is_a_duplicate() -> None:
    life = submitted()
    first = life.tell_fact(life.event("sponsor.added", "2015-05-18", {"sponsor": "Cuba"}, event_id="again"))
    again = life.tell_fact(life.event("sponsor.added", "2015-05-19", {"sponsor": "Cuba"}, event_id="again"))
    assert again == first.model_copy(update={"outcome": "duplicate"})


def test_another_fact_under_the_name_of_a_parked_one_is_refused_not_lost() -> None:
    life = submitted()
    acted = {"outcome": "adopted", "mode": "without_vote"}
    assert code(life.tell_fact(life.event("council.acted", "2015-05-20", acted, event_id="one-name"))).startswith(
        "parked"
    )
    other = life.event("council.acted", "2015-05-20", acted | {"outcome": "rejected"}, event_id="one-name")
    assert code(life.tell_fact(other)) == "refused:invalid_data"


def test_whoever_is_limited_to_the_council_tells_its_acts_on_any_draft_and_nothing_else() -> None:
    life = as_teller(recommended(report("11", AT_26)), Authority(facts=("*",), bodies=("ECOSOC",)))
    assert code(life.tell("sponsor.added", "2015-05-25", sponsor="Cuba")) == "refused:not_authorized"
    assert code(life.tell("council.acted", "2015-07-21", outcome="adopted", mode="without_vote")) == "recorded"


def test_a_secretariat_of_the_council_tells_of_the_reports_that_the_council_asked_for() -> None:
    to_council = report("11", AT_26, to="ECOSOC")
    for duty, answer in ((report("11", AT_26), "refused:not_authorized"), (to_council, "recorded")):
        life = as_teller(adopted(duty), authority_of("council_secretariat", "ECOSOC"))
        assert code(life.tell("report.considered", "2017-05-23", paragraph="11")) == answer
