"""What a notice says: the facts it is about go in, a subject line and a plain-text body come out.

The words themselves are in `activities/templates`, one file for each kind: first line the subject, an empty
line, the body. Every text that goes in is made one safe line first, and every command that comes out can be
pasted into a shell as it stands.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import re
import shlex
import textwrap
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from num2words import num2words
from pydantic import BaseModel, ConfigDict, model_validator

from activities.post.letter import SUBJECT_LIMIT
from activities.post.plain import one_line
from resolutions.notices import NoticeContent

_LINE_LIMIT: Final = 400
_WIDTH: Final = 76
_COMMAND_INDENT: Final = " " * 4
_NO_BREAK: Final = "\u00a0"


def _cleaned(value: object) -> object:
    """Text from outside: control characters go, the length is cut, nothing is refused. A notice must go out."""
    match value:
        case str():
            return one_line(value, _LINE_LIMIT)
        case list() | tuple():
            return tuple(_cleaned(each) for each in value)
        case dict():
            return {key: _cleaned(each) for key, each in value.items()}
        case BaseModel():
            return _cleaned(value.model_dump(by_alias=True))
        case _:
            return value


class NoticeSubject(NoticeContent):
    """A notice as one reader gets it: what the ledger planned, and in which role and under which name the reader gets
    it.
    """

    role: str
    recipient_name: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_safe_line_each(cls, data: object) -> object:
        return _cleaned(data)


class NoticeText(BaseModel):
    """A notice in words: `subject` is one line of at most 200 characters, `body` plain text wrapped for
    reading as mail.
    """

    model_config = ConfigDict(frozen=True)
    subject: str
    body: str


# Not strftime's names, which follow the locale of the process.
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_LANGUAGES: Final[Mapping[str, str]] = {
    "ar": "Arabic",
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "es": "Spanish",
}

_WORDS: Final[Mapping[str, str]] = {
    # outcomes of a body
    "recommended_to_council": "recommended to the Economic and Social Council for adoption",
    "recommended_to_assembly": "recommended to the General Assembly for adoption",
    "adopted_as_amended": "adopted as amended",
    "no_consensus": "not adopted, there being no consensus",
    "referred_back": "referred back to the Commission",
    # stages
    "follow_up": "follow-up",
    # milestones
    "forecast": "forecast of the report",
    "submission": "submission of the manuscript",
    "issuance": "issue in the six official languages",
    "session": "consideration at the session",
    "due": "completion",
    # sources of money
    "regular": "regular budget",
    "extrabudgetary": "extrabudgetary resources",
    # roles
    "mission": "a mission that follows this text",
    "sponsor": "the mission of a sponsor",
    "secretariat": "the secretariat of the Commission",
    "documents": "documents management",
    "bureau": "the bureau",
    "observer": "an observer",
    "finance": "the finance section",
    "council_secretariat": "the secretariat of the Economic and Social Council",
    "office": "the office that owes the work",
    "head": "the head of the office that owes the work",
}


def _words(code: str) -> str:
    return _WORDS.get(code, code.replace("_", " "))


def _day(date: dt.date) -> str:
    # A datetime is a date too, and is written as the day it has in UTC.
    if isinstance(date, dt.datetime):
        date = date.astimezone(dt.UTC).date()
    return _NO_BREAK.join((str(date.day), _MONTHS[date.month - 1], str(date.year)))


def _session(number: int) -> str:
    # Bodies that count their sessions by year (the Council) have no thousandth session.
    return f"{number} session" if number > 1_000 else f"{num2words(number, to='ordinal')} session"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _language_names(codes: Sequence[str]) -> str:
    return _listed([_LANGUAGES.get(code, code) for code in codes])


@functools.cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("activities", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text mail, where markup means nothing
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": _day,
        "language_names": _language_names,
        "listed": _listed,
        "ordinal": functools.partial(num2words, to="ordinal_num"),
        "session": _session,
        "shell": shlex.quote,
        "words": _words,
    }
    return environment


def word(subject: NoticeSubject) -> NoticeText:
    """The notice in words. Total: every kind, however much or little is known, with whatever strings."""
    template = _templates().get_template(f"{subject.kind}.txt.jinja")
    rendered = template.render(notice=subject, item=next(iter(subject.items), None))
    first, _, rest = rendered.partition("\n")
    return NoticeText(subject=one_line(first, SUBJECT_LIMIT), body=_laid_out(rest))


def _laid_out(text: str) -> str:
    """Paragraphs, lists and commands, an empty line between them and none inside.

    A template breaks its lines where its author did. Lines of a paragraph run on until an empty line; a
    line that starts with "- " is an entry of a list; one that starts with four spaces is a command.
    """
    lines: list[str] = []
    in_paragraph = False
    for line in text.split("\n"):
        if in_paragraph and _manner(line) == "paragraph":
            lines[-1] += f" {line}"
        elif line.strip():
            lines.append(line)
        in_paragraph = _manner(line) == "paragraph"
    gaps = ("\n" if a == b != "paragraph" else "\n\n" for a, b in itertools.pairwise(map(_manner, lines)))
    return "".join(_wrapped(line) + gap for line, gap in zip(lines, (*gaps, "\n"), strict=True))


def _manner(line: str) -> Literal["paragraph", "entry", "command", "empty"]:
    if not line.strip():
        return "empty"
    if line.startswith(_COMMAND_INDENT):
        return "command"
    return "entry" if line.startswith("- ") else "paragraph"


def _wrapped(line: str) -> str:
    # A command must stay on one line to be pasted.
    if _manner(line) == "command":
        return line
    filled = textwrap.fill(
        re.sub(" +", " ", line),
        _WIDTH,
        subsequent_indent="  " if _manner(line) == "entry" else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled.replace(_NO_BREAK, " ")
