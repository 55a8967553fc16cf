"""Mandates: which duties the operative paragraphs set, on whom, towards which body and until when.

A duty is a *report* where something is to be told to a body, a *deliverable* where something else is due
at a time, and *continuing* where a paragraph only asks without a time. Recalling, noting and welcoming
set none; nor does asking for money. Two authors, or two bodies to report to, are two duties; a paragraph
that sets a report or a deliverable is not listed as continuing besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from drafts.asks import Ask, asks_in
from drafts.bodies import NAMES
from drafts.delivering import before_telling, calls_for_a_review, delivery, handed_to, maker_awaited
from drafts.doubts import doubts_about
from drafts.evidence import Evidence, confidence_of
from drafts.labels import Labelled
from drafts.money import is_about_money
from drafts.names import BODY, Names, Setting
from drafts.telling import Told, is_official, tellings
from resolutions.duties import Duty, DutyKind, Undated

_CONDITION: Final = re.compile(
    r"(?P<condition>\b(?:within (?:his |her |its |their |the )?(?:respective |existing "
    r"|available )*(?:mandates?(?: and (?:existing )?resources)?|resources|reporting obligations"
    r"|reporting requirements|modalities)|subject to [^,;]{5,120}|through existing modalities|upon request"
    r"|as appropriate|where appropriate|if [a-z][^,;]{4,100}|pending [^,;]{5,100}|provided that [^,;]{5,120}"
    r"|(?:no|not) later than [^,;]{1,60}?(?:\bsession\b|\b20\d\d\b)|through the (?:Commission"
    r"|Economic and Social Council|Council)[^,;]{0,80}?(?= at | on |,|;|\.|$)))"
)
_ITS_ORGAN: Final = re.compile(r"\bhave (?:its|their|the) (?P<organ>Chair|Bureau|President|[Ss]ecretariat)\b")
_SIGNS: Final = " ,;:\t\n"
_PRONOUN: Final = frozenset({"he", "she", "him", "it", "they"})
_SETS_NOTHING: Final = frozenset({"decides", "decide", "deciding", "recommends", "to", "for"})


@dataclass(frozen=True)
class _Owed:
    """One duty as it is being read: what is asked, of whom (printed and in full), and who is to be told when."""

    ask: Ask
    kind: DutyKind
    printed: str
    author: str
    told: Told


def mandates_of(paragraphs: Sequence[Labelled], setting: Setting) -> tuple[Duty, ...]:
    """The duties that labelled operative paragraphs set, in order. Reading them adds to the names of
    `setting`.
    """
    return tuple(duty for duty, _ in mandates_with_evidence(paragraphs, setting))


def mandates_with_evidence(paragraphs: Sequence[Labelled], setting: Setting) -> tuple[tuple[Duty, Evidence], ...]:
    """The duties of `mandates_of`, each with the words it rests on and the doubts about it. A duty that a paragraph
    sets twice is listed once, with the words of the first.
    """
    return tuple(pair for paragraph in paragraphs for pair in _duties(paragraph, setting))


def _duties(paragraph: Labelled, setting: Setting) -> list[tuple[Duty, Evidence]]:
    setting.names.read(paragraph.text)
    asks = asks_in(paragraph.text, paragraph.lead_in)
    owed = [one for ask in asks for one in _dated(ask, paragraph.text, setting)]
    if not owed:
        owed = [_continuing(ask, setting.names) for ask in asks if _continues(ask)][:1]
    found: dict[Duty, Evidence] = {}
    for one in owed:
        duty = _duty(paragraph.label, one)
        if duty not in found:
            found[duty] = _evidence(paragraph, one, duty, setting)
    return list(found.items())


def _duty(label: str, owed: _Owed) -> Duty:
    return Duty(
        paragraph=label,
        verb=owed.ask.verb,
        kind=owed.kind,
        addressee=owed.author,
        to=owed.told.body,
        due=owed.told.when.due if owed.told.when else Undated(),
        conditions=_conditions(owed.ask.text),
    )


def _evidence(paragraph: Labelled, owed: _Owed, duty: Duty, setting: Setting) -> Evidence:
    ask, when = owed.ask, owed.told.when
    end = ask.start + len(_without_trailing(paragraph.text[ask.start : ask.end]))
    here = when is not None and ask.start <= when.start <= when.end <= len(paragraph.text)
    doubts = doubts_about(paragraph.text, ask, owed.printed, duty, owed.told, setting)
    return Evidence(
        paragraph=paragraph.label,
        words=paragraph.text[ask.start : end],
        start=ask.start,
        end=end,
        due_start=when.start if when and here else None,
        due_end=when.end if when and here else None,
        confidence=confidence_of(doubts),
        doubts=doubts,
    )


def _without_trailing(words: str) -> str:
    """An ask without the "and" and the signs that lead on to the next."""
    bare = words.rstrip(_SIGNS)
    led = bare.removesuffix("and")
    return led.rstrip(_SIGNS) if led[-1:] in _SIGNS else bare


def _dated(ask: Ask, text: str, setting: Setting) -> Iterator[_Owed]:
    """The duties with a time, or to tell somebody, that an ask of the paragraph `text` sets; each author owes each."""
    authors = _authors(ask, setting)
    names = [author for _, author in authors]
    told = list(tellings(ask, names, text, setting))
    done = _done_before(ask, names, text, setting) if told else ask
    due = delivery(done, setting) if done else None
    if due and due.due in {one.when.due for one in told if one.when}:
        due = None  # one time for what is done and for the report on it
    if not authors and (told or due) and (ask.is_passive or calls_for_a_review(ask)):
        authors = [("", "")]
    for printed, author in authors:
        if done and due:
            yield _Owed(done, "deliverable", printed, author, Told(handed_to(done, setting.names), due))
        for one in told:
            yield _Owed(ask, "report", printed, author, one)


def _done_before(ask: Ask, names: Sequence[str], text: str, setting: Setting) -> Ask | None:
    """What is to be done before anybody is told of it, if nobody is to be told of anything by then."""
    done = before_telling(ask)
    return None if done is None or any(tellings(done, names, text, setting)) else done


def _authors(ask: Ask, setting: Setting) -> list[tuple[str, str]]:
    """Who is to act, as printed and in full; the speaking body, printed nowhere, where it decides for itself."""
    if maker := maker_awaited(ask):
        return [(maker, setting.names.full(maker))]
    somebody = is_official(ask.addressees) or re.search(BODY, "".join(ask.addressees))
    if ask.is_decision and not (re.match("that|to recommend", ask.text) and somebody):
        return [("", NAMES.get(setting.speaker or "", setting.speaker or ""))]
    authors = [(name, _author(name, setting.names)) for name in ask.addressees]
    organ = _ITS_ORGAN.search(ask.action)
    return [(organ["organ"], f"{organ['organ']} of the {author}") for _, author in authors] if organ else authors


def _author(name: str, names: Names) -> str:
    if name.lower() in _PRONOUN:
        return "Secretary-General"
    bare = re.split(r"(?:,| in) (?:its|his|her) capacity\b", name)[0] if " and other " not in name else name
    first, other, rest = re.sub(r" in (?:its|his) capacity as [^,]*", "", bare).partition(" and other ")
    return f"{names.full(first.strip(' ,'))}{other}{rest}"


def _continues(ask: Ask) -> bool:
    """Whether an ask without a time is listed as a continuing duty: it asks somebody, and not for money."""
    last = ask.verb.lower().split()[-1]
    asks = last not in _SETS_NOTHING and (last.endswith("s") or last == "upon")
    return asks and bool(ask.addressees) and not is_about_money(ask.action)


def _continuing(ask: Ask, names: Names) -> _Owed:
    """What an ask without a time owes: all its authors owe it together."""
    authors = " and ".join(_author(name, names) for name in ask.addressees)
    return _Owed(ask, "continuing", " and ".join(ask.addressees), authors, Told(None, None))


def _conditions(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found["condition"].strip() for found in _CONDITION.finditer(text)))
