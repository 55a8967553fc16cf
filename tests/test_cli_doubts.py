"""Answers to doubts on the command line: told once under one id, and never on top of somebody else's."""

from __future__ import annotations

from typing import Any

import pytest

from cli import follow_up
from cli.common import DONE, NO_OPTIONS, REFUSED, CommandError, Options
from cli.telling import Telling
from resolutions.confirmation import denied
from resolutions.state import Resolution
from tests.lives import report, submitted
from tests.test_life_confirmation import AT_26, IN_2030, correct, doubt


class Desk:
    """Stands in for the ledger and the engine: what it shows, one state after the other, and what it was told."""

    def __init__(self, *states: Resolution, code: int = DONE) -> None:
        self.states = list(states)
        self.code = code
        self.told: list[dict[str, Any]] = []

    async def show(self, *_: object) -> Resolution:
        return self.states.pop(0)

    async def tell(self, event: dict[str, Any], _: object) -> int:
        self.told.append(event)
        return self.code

    def opened(self, monkeypatch: pytest.MonkeyPatch) -> Desk:
        monkeypatch.setattr(follow_up, "_resolution", self.show)
        monkeypatch.setattr(follow_up, "tell", self.tell)
        return self


def before_and_after() -> tuple[Resolution, Resolution]:
    """A text with two doubts, and the same once the first was denied."""
    life = submitted(report("8", IN_2030), report("11", AT_26), doubts=(doubt("8"), doubt("11")))
    before = life.state
    assert correct(life, denied(before, "8"), "2015-05-01") == "recorded"
    return before, life.state


async def test_an_answer_shows_the_words_that_it_is_about(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, _ = before_and_after()
    desk = Desk(before).opened(monkeypatch)
    assert await follow_up.deny("x", "11", options=NO_OPTIONS) == DONE
    assert capsys.readouterr() == ("", 'no, to: "the words of 11"\n')
    assert desk.told[0]["data"]["reason"] == "paragraph 11: denied by a person"


async def test_an_answer_that_came_second_is_not_told_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = before_and_after()
    Desk(before, after, code=REFUSED).opened(monkeypatch)
    with pytest.raises(CommandError, match="another answer was recorded meanwhile"):
        await follow_up.deny("x", "11")


async def test_what_is_refused_for_another_reason_is_not_laid_to_another_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, _ = before_and_after()
    Desk(before, before, code=REFUSED).opened(monkeypatch)
    assert await follow_up.deny("x", "11", telling=Telling(time="2099-01-01")) == REFUSED


async def test_an_answer_told_again_under_its_id_is_the_same_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    _, after = before_and_after()
    recorded = after.told[-1].entry.fact
    desk = Desk(after, after).opened(monkeypatch)
    again = Telling(id=recorded.id, source=recorded.source)
    assert await follow_up.deny("x", "8", telling=again) == DONE
    assert desk.told[0]["id"] == recorded.id
    assert desk.told[0]["data"] == recorded.data.model_dump()
    with pytest.raises(CommandError, match="answered before: paragraph 8: denied by a person"):
        await follow_up.confirm("x", "8", telling=again)


async def test_a_text_without_a_doubt_says_why_on_the_side_where_json_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(submitted().state, submitted().state).opened(monkeypatch)
    assert await follow_up.doubts("x") == DONE
    assert capsys.readouterr() == ("no text of it was handed in\n", "")
    assert await follow_up.doubts("x", options=Options(json=True)) == DONE
    assert capsys.readouterr() == ("[]\n", "no text of it was handed in\n")
    assert desk.told == []
