"""An entry of the ledger in a line of plain English, for timelines and live displays."""

from __future__ import annotations

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
    "reported": "every report and deliverable settled",
    "nothing_due": "adopted, and nothing dated is owed",
    "adopted_without_report": "adopted, but no report was considered",
    "follow_up": "follow-up",
}


def words(code: str) -> str:
    """A code of the vocabulary as people say it."""
    return _WORDS.get(code, code.replace("_", " "))


def describe(kind: str, data: dict[str, Any]) -> str:
    """What an entry says. `data` is a fact's data as the ledger keeps it; anything missing is left out."""
    room, _, act = kind.partition(".")
    describer = _DESCRIBERS.get(kind) or _DESCRIBERS.get(f"{room}.*")
    return describer(data, act) if describer else words(kind.replace(".", " "))


def _symbol(data: dict[str, Any]) -> str:
    return f" as {data['symbol']}" if data.get("symbol") else ""


def _acted(body: str) -> Any:
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


def _opened(data: dict[str, Any], _: str) -> str:
    due = data["due"]
    match due["kind"]:
        case "session":
            when = f"due at session {due['session']} of {due['body']}"
        case "sessions":
            when = f"due at sessions {', '.join(map(str, due['sessions']))} of {due['body']}"
        case "year":
            when = f"due in {due['year']}"
        case "date":
            when = f"due on {due['date']}"
        case "recurring":
            when = f"due again and again ({due['every']})"
        case "event":
            when = f"due after {due['after']}"
        case _:
            when = "without a date"
    return f"paragraph {data['paragraph']}: {words(data['kind'])} by {data['addressee']}, {when}"


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


_DESCRIBERS: dict[str, Any] = {
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
    "resolution.closed": lambda data, _: f"closed: {words(data['ending'])}",
    "session.scheduled": lambda data, _: f"session {data['session']} of {data['body']} opens on {data['opens']}",
    "correction.recorded": lambda data, _: f"entry {data['corrects']} corrected: {data['reason']}",
}
