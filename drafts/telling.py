"""Telling: which body an ask wants told, by which clause, and when; nothing where nobody is to be told anything.

A report is told by a verb ("report", "inform", "keep ... informed") or by a product that is handed over ("submit ...
a report", "that an update be presented"). Its time is the clause's own, else one in the rest of the ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from drafts.asks import Ask
from drafts.dates import (
    When,
    calendar_time,
    event_time,
    next_session,
    periodic_product,
    recurring_time,
    same_session,
    session_after,
    session_times,
)
from drafts.evidence import DoubtCode
from drafts.names import BODY, Names, Setting
from resolutions.duties import DueAtSession, DueAtSessions

_REPORT_VERB: Final = re.compile(
    r"(?:^|\bto |\band |, |\bview to )(?:regularly |periodically |duly |continue to |also |further "
    r"|continue ){0,3}(?P<verb>report|(?<=view to )reporting)(?: back| [a-z]+ly| in writing){0,3}(?=,| to | on"
    r" | thereon| at | in | its | his | the | progress| every | each | by | within | before | no later | not later "
    r"| after | through | during | as | upon | again|;|\.|$)"
)
_KEEP_INFORMED: Final = re.compile(
    r"\bkeep(?:ing)? (?P<whom>[^,;]{2,160}?)(?: [a-z]+ly| fully)? (?:informed|updated|apprised|abreast)\b"
)
_MAY_INFORM: Final = re.compile(r"inform|updat|brief")
_INFORM: Final = re.compile(
    rf"(?:^|\bto |\band |\bview to |\b\w{{1,20}}ly |continue )(?:inform|informing|update|updating|brief"
    rf"|briefing)(?:,[^,]{{3,60}},)? (?:the )?(?P<whom>{BODY}|it\b)(?!\u2019s|'s)"
)
_PRODUCT: Final = re.compile(
    r"(?<!by )(?<!the )\b(?:submit|submitting|present|presenting|provide|providing|transmit|prepare|preparing"
    r"|produce|issue|deliver|share|sharing|include|(?:consider|continue) including|compile|convey|communicate"
    r"|comment|undertake|reflect|make available"
    r"|giv(?:e|ing)(?= (?:[\w-]+ ){0,3}(?:reports?|updates?|briefings?)\b)"
    r"|submission)\b[^;]{0,220}?"
    r"(?<!of )(?<!of the )(?<!implement )(?<!in the )(?<!from )(?<!from the )(?<!on the )\b(?P<noun>reports?"
    r"|updates?|briefings?|information paper|information|recommendations|views|analysis|contributions|outcome"
    r"|analytical section|section|chapter|proposals|suggestions|findings|paper|lessons learned|comment)\b"
)
_RECIPIENT: Final = re.compile(
    rf"(?:(?P<to>\bto|\bwith|\bprovid(?:e|ing)(?= the [^;]{{3,160}} with (?:[\w-]+ ){{0,5}}(?:reports?|updates?"
    rf"|briefings?|recommendations|views|paper)\b)|\binform(?:ing)?|\bupdat(?:e|ing)|\bbrief(?:ing)?|\bkeep(?:ing)?)"
    rf"|(?P<for>consideration (?:and action )?(?:by|of)"
    rf"|attention of))(?:,[^,]{{0,60}},)?,? (?:(?P<the>the |all )?(?P<body>{BODY})"
    rf"(?!\u2019s|'s| process| declaration| resolution| decision)|(?P<it>it\b))"
)
_NOT_RECEIVING: Final = re.compile(
    r"(?:support|assistance|advice|contribut\w+|parties|relevant|relating|related|respect|according|pursuant"
    r"|attention|thanks|subordinate|member|members|addition|secretariat|services|follow-up|preparations?|access"
    r"|reference|respon[ds]\w*|prior|delegat\w+|candidat\w+|(?<!be )(?:submitted|presented"
    r"|transmitted)|up|linked) $"
)
_NOT_SHARING: Final = re.compile(
    r"(?:cooperat\w+|collaborat\w+|coordinat\w+|consult\w+|accordance|work|line|compliance|discussions?|dialogue"
    r"|meetings?) $"
)
_OFFICIAL: Final = re.compile(
    r"Secretary-General|Executive Director|Office|Secretariat|secretariat|Director-General|High Commissioner"
    r"|Rapporteur|Chair\b|Coordinator|Board|Institute|expert group|Group|Bureau|Commission|Court|Expert|Programme"
    r"|Director|Executive Secretary|President|Panel|Monitoring Team|Special Representative|Special Envoy|Auditors"
    r"|[Ii]ndependent [Ee]xpert|mandate holder|Joint Inspection Unit|UN-Women|Committee\b|[Ww]orking [Gg]roup"
    r"|[Tt]ask [Ff]orce"
)
_REPORT_NOUN: Final = re.compile(
    r"\b(?:reports?|updates?|briefings?|reporting|analytical section|(?:information|room) paper|chapter)\b"
)
_OWN_REPORT: Final = re.compile(
    r"\bin (?:his|its|her|their|the)(?: \w+){0,3} report(?:s|ing)?\b|\bas part of (?:his|its"
    r"|their)(?: \w+){0,2} reports?\b|\bwithin (?:its|his|her|their) existing reporting (?:obligations|requirements)\b"
)
_HANDS_OVER_A_REPORT: Final = re.compile(
    r"(?:submit|present|provide|deliver|issue) (?:(?:an?|his|her|its|regular|further|periodic)(?: [\w-]+){0,3}?"
    r" (?:reports?|updates?|briefings?)|updates|briefings)\b"
)
_SOMEBODY_ELSES: Final = re.compile(r"\breports? (?:of|by|prepared by|submitted by) ")
_TOLD_PASSIVELY: Final = re.compile(
    r"[^;]{0,200}?\b(?:reports?|updates?|briefings?|information|recommendations|findings|study|analysis)\b[^;]{0,200}?"
    r"(?<!to )be (?:[a-z]+ly )?(?:submitted|prepared|presented|provided|transmitted|circulated)\b"
)
_VERB_OF_TELLING: Final = re.compile(
    r"(?:submi|present|provid|transmi|shar|communicat|convey|deliver|issu|report|inform|updat|brief|keep)"
)
_HANDED_BY_ANYBODY: Final = re.compile(r"submit|provide|share|communicate")
_SHARED: Final = re.compile(r"\bshar(?:e|ing)\b[^;]*$")
_TELLS_IT: Final = re.compile(r"keep|inform|brief")
_ANOTHER_INSTALMENT: Final = re.compile(
    r"(?:\band\b|\bfollowed by\b)[^;]{0,120}\b(?:report|update|briefing|written|oral|interim|final|paper)\b[^;]{0,60}$"
)
_SECOND_SESSION: Final = re.compile(r"\band,? (?:at|during|for) $")
_SECOND_INSTALMENT: Final = re.compile(r"[^;]{0,60}\b(?:report|update|briefing|paper)\b")
_LOOK_BACK: Final = 24
_SHARED_BEFORE: Final = 400
_NAMED_BEFORE: Final = 600
_MOST_RECIPIENTS: Final = 10


@dataclass(frozen=True)
class Told:
    """A body to be told, None where the text names none; when, None where it sets no time; and what is doubtful.

    The offsets of the time are into the paragraph, and negative where the lead-in above it sets the time.
    """

    body: str | None
    when: When | None
    doubts: tuple[DoubtCode, ...] = ()


@dataclass(frozen=True)
class _Passage:
    """A piece of an ask that ends where another begins; `start` is its offset in the paragraph, `default` the body
    whose session it means where it names none.
    """

    text: str
    start: int
    default: str | None


@dataclass(frozen=True)
class _Telling:
    """Where in the action the telling begins, and whether a verb says so or only a noun."""

    begin: int
    doubts: tuple[DoubtCode, ...] = ()


def is_official(authors: Sequence[str]) -> bool:
    """Whether an office or an officer is among the authors, not only States and organizations at large."""
    return any(_OFFICIAL.search(author) for author in authors)


def tellings(ask: Ask, authors: Sequence[str], text: str, setting: Setting) -> Iterator[Told]:
    """The bodies that an ask of the paragraph `text` wants told, each with its time; none if it asks for no report."""
    telling = _telling(ask, authors, setting)
    if telling is None:
        return
    own = _own_body(authors, setting.names)
    default = own or setting.speaker
    action = _Passage(ask.action, ask.end - len(ask.action), default)
    clause = _from(action, telling.begin)
    recipients = _recipients(ask.action, telling.begin)
    if not recipients:
        found = _when((clause, action), setting) or _elsewhere(ask, text, setting, default)
        if found or _tells_officially(ask, clause.text, authors):
            yield Told(found.body if found else None, found, telling.doubts)
        return
    alone = len(recipients) == 1
    period = recurring_time(ask.action[telling.begin : recipients[0].start()])
    ends = [match.start() for match in recipients[1:]] + [len(ask.action)]
    for match, end in zip(recipients, ends, strict=True):
        body = setting.speaker if match["it"] else setting.names.code(match["body"])
        segment = _Passage(ask.action[match.start() : end], action.start + match.start(), body)
        segment = replace(clause, default=body) if alone and recurring_time(clause.text) else segment
        # What is to be done before anybody is told, a body does at its own session.
        found = _when((segment, replace(action, default=own or body)) if alone else (segment,), setting)
        if found is None:
            found = period.moved(clause.start) if period else _periodic(clause)
        if found is None and alone:
            found = _elsewhere(ask, text, setting, body)
        yield Told(body, found, telling.doubts if alone else (*telling.doubts, "several_recipients"))


def _from(action: _Passage, begin: int) -> _Passage:
    return replace(action, text=action.text[begin:], start=action.start + begin)


def _recipients(action: str, begin: int) -> list[re.Match[str]]:
    """Whom the clause that begins at `begin` hands something to, in order, no more than a sentence can mean."""
    named = (
        match
        for match in _RECIPIENT.finditer(action)
        if not _NOT_RECEIVING.search(action[max(0, match.start() - _LOOK_BACK) : match.start()])
        and match.start() + 1 >= (begin if match["to"] else 0)
        and (match["to"] != "with" or _is_shared(action[max(0, match.start() - _SHARED_BEFORE) : match.start()]))
        and _is_named_as_one(match)
    )
    return list(islice(named, _MOST_RECIPIENTS))


def _is_shared(before: str) -> bool:
    """Whether "with" after that text says with whom something is shared."""
    return _SHARED.search(before) is not None and not _NOT_SHARING.search(before)


def _is_named_as_one(match: re.Match[str]) -> bool:
    """Whether a mention after "to" is a body that receives, not a word that happens to look like one."""
    if match["it"]:
        return match["to"] == "to" or _TELLS_IT.match(match["to"] or "") is not None
    if match["body"] == "Member States" and match[0].startswith("attention"):
        return False
    return bool(match["the"]) or " " in match["body"]


def _telling(ask: Ask, authors: Sequence[str], setting: Setting) -> _Telling | None:
    """Where in the action the telling begins; None if the ask wants nobody told."""
    action = ask.action
    if ask.is_passive:
        return _Telling(0) if _TOLD_PASSIVELY.match(action) else None
    if "report" in action and (found := _REPORT_VERB.search(action)):
        return _Telling(found.start("verb"))
    if found := _KEEP_INFORMED.search(action) or (_MAY_INFORM.search(action) and _INFORM.search(action)):
        told = found["whom"] == "it" or re.search(BODY, found["whom"])
        return _Telling(found.start()) if told else None
    if ask.is_decision and not is_official(ask.addressees):
        return None
    return _handing_over(ask, is_official(authors), setting)


def _handing_over(ask: Ask, official: bool, setting: Setting) -> _Telling | None:
    """Where a clause that hands over something to read begins; None if it is handed to nobody who counts."""
    action = ask.action
    own_report = _OWN_REPORT.search(ask.text) is not None
    products = list(_PRODUCT.finditer(action))
    if not products:
        return None
    last_recipient = max((match.start() for match in _RECIPIENT.finditer(action)), default=-1)
    timed = bool(session_times(action, setting, setting.speaker))
    for product in products:
        is_report = _REPORT_NOUN.search(product[0]) and not _SOMEBODY_ELSES.match(action, product.start("noun"))
        report = own_report or bool(is_report)
        received = product.start() <= last_recipient and (report or official or _HANDED_BY_ANYBODY.match(product[0]))
        if received or (official and (report or timed)):
            doubts: tuple[DoubtCode, ...] = () if _VERB_OF_TELLING.match(product[0]) else ("noun_without_telling",)
            return _Telling(product.start(), doubts)
    return None


def _own_body(authors: Sequence[str], names: Names) -> str | None:
    """The body that the authors are an organ of ("Bureau of the Statistical Commission")."""
    found = re.search(BODY, " ".join(authors))
    return names.code(found[0]) if found and found[0] != "Member States" else None


def _tells_officially(ask: Ask, clause: str, authors: Sequence[str]) -> bool:
    """Whether a report without recipient or time is still a report: an official body's own, not what it
    is to collect.
    """
    tells = clause.startswith("report") or _HANDS_OVER_A_REPORT.match(clause) or _OWN_REPORT.search(ask.text)
    return tells is not None and is_official(authors)


def _when(passages: Sequence[_Passage], setting: Setting) -> When | None:
    """The time that a clause, the first passage, sets; where it sets none, one that the other passages set."""
    clause = passages[0]
    if recurring := recurring_time(clause.text):
        return recurring.moved(clause.start)
    for passage in passages:
        if found := _session(passage, setting):
            return found
    for passage in passages:
        if dated := calendar_time(passage.text):
            return dated.moved(passage.start)
    if periodic := _periodic(clause):
        return periodic
    event = event_time(clause.text)
    return event.moved(clause.start) if event else None


def _session(passage: _Passage, setting: Setting) -> When | None:
    """The session or sessions that a passage sets, numbered, next or after something."""
    if sessions := session_times(passage.text, setting, passage.default):
        return _instalments(passage.text, sessions).moved(passage.start)
    found = next_session(passage.text, setting, passage.default)
    if found is None and (after := session_after(passage.text)):
        found = replace(after, body=passage.default)
    return found.moved(passage.start) if found else None


def _instalments(text: str, sessions: Sequence[When]) -> When:
    """The first session; together with a later one where that has an instalment of its own ("followed by a final
    report at its sixty-third session").
    """
    first = sessions[0]
    for later in sessions[1:]:
        one, other = first.due, later.due
        if not isinstance(one, DueAtSession) or not isinstance(other, DueAtSession) or one.body != other.body:
            continue
        between = text[first.end : later.start]
        second = _SECOND_SESSION.search(between) and _SECOND_INSTALMENT.match(text, later.end)
        if second or _ANOTHER_INSTALMENT.search(between):
            both = DueAtSessions(body=one.body, sessions=(one.session, other.session))
            return replace(first, end=later.end, due=both)
    return first


def _periodic(clause: _Passage) -> When | None:
    found = periodic_product(clause.text)
    return found.moved(clause.start) if found else None


def _elsewhere(ask: Ask, text: str, setting: Setting, default: str | None) -> When | None:
    """A time that stands before the action, as a remark of the ask, or as a session that the paragraph named before."""
    if (
        same := same_session(ask.action, text[max(0, ask.start - _NAMED_BEFORE) : ask.start], setting, default)
    ) is not None:
        return same.moved(ask.end - len(ask.action))
    remark = _Passage(ask.text[: len(ask.text) - len(ask.action)], ask.end - len(ask.text), default)
    found = _session(remark, setting)
    if found is None and (other := calendar_time(remark.text) or event_time(remark.text)):
        found = other.moved(remark.start)
    return replace(found, doubts=(*found.doubts, "time_elsewhere")) if found else None
