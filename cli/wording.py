"""What the ledger and the state hold, in plain English: entries, due dates, codes of the vocabulary."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from num2words import num2words

_WORDS = {
    "recommended_to_council": "recommended to the Economic and Social Council",
    "recommended_to_assembly": "recommended, through the Council, to the General Assembly",
    "adopted_as_amended": "adopted as amended",
    "no_consensus": "dropped for want of consensus",
    "referred_back": "referred back to the Commission",
    "without_vote": "without a vote",
    "vote": "by vote",
    "silence": "by silence procedure",
    "follow_up": "follow-up",
}

_ENDINGS = {
    "reported": "reported (every report and deliverable is settled)",
    "nothing_due": "nothing due (adopted, and nothing dated is owed)",
    "adopted_without_report": "adopted without report (all is settled, no report was considered)",
    "no_consensus": "no consensus (dropped by the Commission)",
    "lapsed": "lapsed (nobody told what became of it)",
}

_Describer = Callable[[dict[str, Any], str], str]
"""From a fact's data and the last part of its name to a line."""


def words(code: str) -> str:
    """A code of the vocabulary as people say it."""
    return _WORDS.get(code, code.replace("_", " "))


def ending_words(ending: str) -> str:
    """How a life ended: the vocabulary's word, and what it means where that is not plain."""
    return _ENDINGS.get(ending, words(ending))


def describe(kind: str, data: dict[str, Any]) -> str:
    """What an entry says. `data` is a fact's data as the ledger keeps it; anything missing is left out."""
    room, _, act = kind.partition(".")
    describer = _DESCRIBERS.get(kind) or _DESCRIBERS.get(f"{room}.*")
    return describer(data, act) if describer else words(kind.replace(".", " "))


def _symbol(data: dict[str, Any]) -> str:
    return f" as {data['symbol']}" if data.get("symbol") else ""


def _acted(body: str) -> _Describer:
    def acted(data: dict[str, Any], _: str) -> str:
        votes = data.get("votes")
        count = f" ({votes['for']}-{votes['against']}-{votes['abstaining']})" if votes else ""
        number = f" as {data['symbol']}" if data.get("symbol") else ""
        report = f", report {data['report']}" if data.get("report") else ""
        return f"{body}: {words(data['outcome'])}{number}, {words(data['mode'])}{count}{report}"

    return acted


def _submitted(data: dict[str, Any], _: str) -> str:
    sponsors = f" by {', '.join(data['sponsors'])}" if data.get("sponsors") else ""
    return f"draft submitted to the {num2words(data['session'], to='ordinal_num')} session of {data['body']}{sponsors}"


def _read(data: dict[str, Any], _: str) -> str:
    if data.get("failure"):
        return f"the text could not be read: {data['failure']['detail']}"
    dated = [duty for duty in data.get("mandates", []) if duty["kind"] != "continuing"]
    return f"text read: {len(data.get('paragraphs', []))} paragraphs, {len(dated)} duties that somebody will owe"


def _budget(data: dict[str, Any], _: str) -> str:
    if not data.get("items"):
        return "no financial implications stated"
    total = sum(item["amount_usd"] for item in data["items"])
    return f"financial implications stated: ${total:,.0f} in {len(data['items'])} items"


def due_words(due: dict[str, Any]) -> str:
    """When a duty falls due, as it reads after "due"; empty without a date. `due` is the vocabulary's object."""
    say = _DUE.get(due["kind"])
    return say(due) if say else ""


def _recurring(due: dict[str, Any]) -> str:
    until = f" until {due['until']}" if due.get("until") else ""
    return _PERIODS.get(due["every"], f"every {due['every'].removeprefix('P')}") + until


_PERIODS = {"P1Y": "every year", "P2Y": "every two years", "P3Y": "every three years", "P6M": "every six months"}


_DUE: dict[str, Callable[[dict[str, Any]], str]] = {
    "session": lambda due: f"at session {due['session']} of {due['body']}",
    "sessions": lambda due: f"at sessions {', '.join(map(str, due['sessions']))} of {due['body']}",
    "year": lambda due: f"in {due['year']}",
    "date": lambda due: f"on {due['date']}",
    "recurring": _recurring,
    "event": lambda due: f"after {due['after']}",
}


def _opened(data: dict[str, Any], _: str) -> str:
    when = due_words(data["due"])
    what = words(data["kind"]) if data["kind"] != "continuing" else "asked, without a date"
    return f"paragraph {data['paragraph']}: {what}, by {data['addressee']}{f', due {when}' if when else ''}"


def _duty(data: dict[str, Any], act: str) -> str:
    extra = next(
        (data[key] for key in ("office", "slot", "evidence", "authority", "to", "outcome") if data.get(key)), None
    )
    return f"paragraph {data['paragraph']}: {words(act)}{_symbol(data)}{f' ({extra})' if extra else ''}"


def _milestone(data: dict[str, Any], act: str) -> str:
    again = f" (told a {num2words(data['escalation'], to='ordinal')} time)" if data.get("escalation", 1) > 1 else ""
    ahead = f"lies {data['days']} days ahead" if act == "ahead" else act
    milestone = "due date" if data["milestone"] == "due" else data["milestone"]
    return f"paragraph {data['paragraph']}: {milestone} {data['due']} {ahead}{again}"


_DESCRIBERS: dict[str, _Describer] = {
    "draft.submitted": _submitted,
    "draft.issued": lambda data, _: f"draft issued{_symbol(data)}",
    "draft.revised": lambda data, _: f"draft revised{_symbol(data)}",
    "draft.orally_revised": lambda *_: "draft orally revised",
    "draft.withdrawn": lambda *_: "draft withdrawn",
    "draft.merged": lambda data, _: f"draft merged into {data['into']}",
    "draft.lapsed": lambda *_: "the next session opened, nobody told what became of the draft: it lapsed",
    "draft.read": _read,
    "sponsor.added": lambda data, _: f"{data['sponsor']} joined the sponsors",
    "sponsor.withdrawn": lambda data, _: f"{data['sponsor']} withdrew from the sponsors",
    "amendment.proposed": lambda data, _: f"amendment proposed{_symbol(data)}",
    "budget.stated": _budget,
    "committee.approved": lambda *_: "approved in the Committee of the Whole",
    "commission.acted": _acted("Commission"),
    "council.acted": _acted("Council"),
    "assembly.acted": _acted("Assembly"),
    "stage.entered": lambda data, _: f"stage: {words(data['stage'])}",
    "mandate.opened": _opened,
    "mandate.*": _duty,
    "report.*": lambda data, act: _duty(data, f"report_{act}"),
    "milestone.*": _milestone,
    "outcome.asked": lambda data, _: f"nobody told what {data['body']} did: asked",
    "resolution.closed": lambda data, _: f"closed: {ending_words(data['ending'])}",
    "session.scheduled": lambda data, _: f"session {data['session']} of {data['body']} opens on {data['opens']}",
    "correction.recorded": lambda data, _: f"entry {data['corrects']} corrected: {data['reason']}",
}
