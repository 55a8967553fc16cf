"""What a paragraph asks of whom: each request, invitation or decision with its addressee and its action.

Works on the sentence as UN editors build it: verb, addressee, remarks between commas, then "to" and what
is to be done. A sub-paragraph takes verb and addressee from its lead-in unless it opens with a verb of
its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from drafts.lexicon import inner_act_starts, operative_opening

_ADVERBS: Final = r"(?:(?:also|further|strongly|again|once again|urgently|therefore|hereby|equally|warmly) ){0,3}"
_ASKING: Final = (
    r"requests?(?! (?:for|of|from|by|made|and|received|contained)\b)|requesting|invites?|inviting|encourages?"
    r"|encouraging|urges?|urging|calls? upon|calling upon|calls? on|calls? for|asks?|authorizes?|authorizing"
    r"|directs?|instructs?|entrusts?|decides?|deciding|recommends?|recommending|looks? forward to"
)
_RENEWED: Final = r"(?:reiterates?|renews?|reaffirms?) its (?:request|invitation|call|appeal)(?: upon)?(?: to)?"
_NEED: Final = r"need for(?= the [A-Z])"
_ASK: Final = re.compile(
    rf"(?<![\w-])(?P<verb>{_ADVERBS}(?:{_RENEWED}|{_ASKING}|{_NEED}))(?=:$|,? (?:that |in |with |the |all |its |his "
    rf"|to |also |an? |other |relevant |those |further |States|[A-Z]|within |through |major |interested |on |non-"
    rf"|intergovernmental |regional |international |parties |countries |donors |members |civil |bilateral "
    rf"|multilateral |this |each |any |both |such |as |where |pursuant |subject |at |again |once |therefore "
    rf"|strongly |competent |concerned |national ))",
    re.IGNORECASE,
)
_PRESENT: Final = re.compile(r"(?:^| )\w+s(?: upon| for| on| forward to| its .*)?$|^need for$", re.IGNORECASE)
_RENEWAL: Final = re.compile(r"(?:\w+ ){0,4}(?:reiterate|renew|reaffirm|need)", re.IGNORECASE)
_BEFORE_A_NOUN: Final = re.compile(
    r"\b(?:the|its|his|their|a|an|this|that|such|any|upon|on|of|as|recalls?|which|who)\s+$", re.IGNORECASE
)
_INFINITIVE: Final = re.compile(
    r"(?:^|,? )(?<!right )(?<!rights )(?<!access )to (?!the\b|that\b|those\b|this\b|these\b|its\b|his\b|their\b"
    r"|an?\b|all\b|such\b|which\b|whom\b"
    r"|other\b|relevant\b|Member\b|[A-Z]|date\b|and\b|each\b|any\b|terrorism\b|justice\b"
    r"|education\b)(?=(?:[a-z]+ly )?[a-z])"
)
_REMARK: Final = re.compile(
    r"(?:within|in|through|subject|taking|as|with|on|upon|pursuant|where|when|if|including|bearing|recalling"
    r"|consistent|under|at|by|for|following|building|based|also|particularly|especially|according|without|using"
    r"|drawing|whenever|from|during|after|inter|until|mindful|noting|acting|having|wherever|while|together"
    r"|jointly|utilizing|depending|beginning|starting|no later|not later|and,? (?:in|within|where|as|through|with"
    r"|when|if)|or|who|which|that|such as|pending|provided|notwithstanding|given|before|prior|despite)\b"
)
_PART_OF_A_NAME: Final = re.compile(
    r"(?:[Tt]rafficking in [Pp]ersons, especially [Ww]omen and [Cc]hildren|slavery, including its causes and "
    r"(?:its )?consequences|sexual exploitation of children, including .*)"
)
_AT_A_SESSION: Final = re.compile(r" at (?:its|the) [\w-]+ session$")
_SUBJUNCTIVE: Final = re.compile(
    r" (?=(?:also |further )?(?:review|submit|report|provide|present|update|keep|prepare|continue|convene"
    r"|transmit|include|establish|consider|be|take|develop|inform|brief|ensure|make|undertake|conduct|organize"
    r"|resume|shall|should)\b)"
)
_DROPPED_OTHERS: Final = re.compile(r"^(?:all )?(?:other|any other)\b")
_ENDING_OTHERS: Final = re.compile(r" and (?:all )?other (?:relevant |interested )*(?:stakeholders|partners|actors)$")
_GROUPS: Final = (
    *("States", "entities", "bodies", "holders", "mechanisms", "organizations", "organisations", "institutions"),
    *("institutes", "networks", "offices", "centres", "commissions", "committees"),
)
_MOST_AUTHORS: Final = 20
_AFTER_A_GROUP: Final = "|".join(f"(?<= {group})" for group in _GROUPS)
_PARTIES: Final = re.compile(
    r"(?:the |all ){0,2}(?:States parties|parties|members|signatories) (?:to|of)\b", re.IGNORECASE
)
_AUTHORS: Final = re.compile(
    r",? and (?=the (?!Protocols?\b|Optional\b|Pacific\b|Caribbean\b|Empowerment\b|Treatment\b|Advancement\b"
    r"|Elimination\b|Prevention\b|Promotion\b|Protection\b))|, (?=the )"
    r"|(?<=Member States) and (?=relevant |international "
    r"|the )|(?<=Member States), "
    rf"|(?:{_AFTER_A_GROUP}), (?!funds |programmes |agencies |bodies |and )"
)


_PASSIVE: Final = re.compile(
    r"that,? (?:an?|the|its|his|any|all|such|further|regular|annual|biennial|these|those|reports?|updates?)\b"
    r"(?: [\w\u2019(),-]+){0,30}? (?<!to )be (?:[a-z]+ly )?(?:submitted|prepared|presented|provided|transmitted"
    r"|issued|produced|published|held"
    r"|convened|organized|conducted|undertaken|completed|finalized|made|circulated|carried|drafted|compiled"
    r"|launched)\b"
)
_AGENT: Final = re.compile(
    r"(?: [\w\u2019-]+){0,12}? by (?!the (?:end|time|beginning|opening|start|main|close)\b)(?P<agent>(?:the |its "
    r"|his )[^,;]{3,120}?)"
    r"(?= to | at | for | in | on | no later | not later | by |[,;.]|$)"
)
_PLEDGE: Final = re.compile(
    r"(?:^|(?<=\. ))We (?:also |further )?(?P<verb>will)"
    r"(?= (?:also )?(?:convene|hold|review|reconvene|organize|meet again)\b)"
)
"""How a declaration takes upon its body what a resolution decides."""

_SET_UP: Final = re.compile(
    r"to (?:appoint|establish|create|constitute|set up|convene)\b[^:]{0,120}?\b(?:an?|one) (?!period|term|view)"
    r"(?P<whom>[A-Za-z][^,:;]{3,160}?)(?=,| with the | which | that | who |$)"
)
_WITH_TASKS: Final = re.compile(
    r"(?: with the (?:following |tasks? |functions |mandate )[^:]{0,80}|,? (?:which|that|who) (?:shall|should|will))$"
)
_LONGEST_TASKS: Final = 120
_TO_ANOTHER_BODY: Final = re.compile(
    r"^to the [A-Z][^,;]{3,90}? (?:that it (?:request|invite|encourage|urge) (?=[a-zA-Z])|(?=that ))"
)
_CONVENES: Final = re.compile(r"(?:also |further )?(?:hold|convene|organize|conduct|review)\b")


@dataclass(frozen=True)
class Ask:
    """One thing asked. `addressees` are as printed; `action` is what follows, starting at its verb;
    `text` is all of it.

    `start` and `end` are offsets into the paragraph: where the ask begins, at its verb or, if a lead-in holds that, at
    the start of the text, and where its last word ends. `text` and `action` both end at `end`.
    """

    verb: str
    addressees: tuple[str, ...]
    action: str
    text: str
    start: int
    end: int
    is_led: bool = False

    @property
    def is_decision(self) -> bool:
        """Whether the speaking body takes it upon itself."""
        return self.verb.lower().split()[-1] in {"decides", "decide", "deciding", "will"}

    @property
    def is_passive(self) -> bool:
        """Whether it says what is to be done, not who is to do it ("requests that a report be submitted")."""
        return _PASSIVE.match(self.text) is not None


def asks_in(text: str, lead_in: str | None = None) -> tuple[Ask, ...]:
    """The asks of a paragraph in order; for a sub-paragraph, `lead_in` is the text of the paragraph it
    stands under.
    """
    found = sorted((*_PLEDGE.finditer(text), *_verbs(text, is_sub=lead_in is not None)), key=re.Match.start)
    asks = [_ask(text, verb, end) for verb, end in zip(found, _ends(text, found), strict=True)]
    led = _led_by(lead_in, text, found[0].start() if found else len(text)) if lead_in else None
    return (led, *asks) if led else tuple(asks)


def _printed_verb(text: str, verb: str) -> str:
    """The verb as an act: "Stresses" for a need that it stresses, "Reiterates its request" without the
    preposition.
    """
    if verb.lower() == "need for":
        return operative_opening(text) or verb
    return verb if verb.lower().endswith("forward to") else verb.removesuffix(" to")


def _led_by(lead_in: str, text: str, end: int) -> Ask | None:
    """The ask that a lead-in such as "Requests the Secretariat:" makes of its sub-paragraph."""
    if not lead_in.rstrip().endswith(":"):
        return None
    found = list(_verbs(lead_in, is_sub=True))
    if not found or end < len("To do"):
        return None
    opener = lead_in[found[-1].end() :].strip(" :,")
    mandated = _SET_UP.match(opener) if _WITH_TASKS.search(opener[-_LONGEST_TASKS:]) else None
    said = _led(f"that the {mandated['whom']}" if mandated else opener, text[:end].rstrip())
    addressees, rest = _addressees(said)
    led = Ask(found[-1]["verb"], addressees, rest, said, 0, len(text[:end].rstrip()), is_led=True)
    own = led.is_decision and not mandated and opener != "that"
    return None if own and not _CONVENES.match(rest) else led


def _led(opener: str, text: str) -> str:
    """A sub-paragraph as one sentence with its lead-in, which names the addressee unless the sub-paragraph does."""
    if not opener and not text.startswith("To "):
        return text.removeprefix("The ") if text.startswith("The ") else text
    action = text[:1].lower() + text[1:]
    if opener == "that":
        return f"that {action}"
    if opener.startswith("that the "):
        return f"{opener} shall {action.removeprefix('to ')}"
    return f"{opener} {action if action.startswith('to ') else f'to {action}'}".lstrip()


def _verbs(text: str, is_sub: bool = False) -> Iterator[re.Match[str]]:
    for found in _ASK.finditer(text):
        before = text[max(0, found.start() - 20) : found.start()]
        said = bool(_PRESENT.search(found["verb"])) or _may_be_said(before, is_sub)
        if said and (not _BEFORE_A_NOUN.search(before) or _RENEWAL.match(found["verb"])):
            yield found


def _may_be_said(before: str, is_sub: bool) -> bool:
    """Whether an infinitive or participle there speaks for the body: opening the text, after "We", on in
    a sub-paragraph.
    """
    return not before or before.endswith(("We ", "we ")) or (is_sub and before.endswith((" and ", " also ")))


def _ends(text: str, found: list[re.Match[str]]) -> list[int]:
    """Where each ask ends: at the next ask or the next act of another kind."""
    starts = sorted({*inner_act_starts(text), *(match.start() for match in found)})
    following = (bisect_right(starts, match.end()) for match in found)
    return [starts[place] if place < len(starts) else len(text) for place in following]


def _ask(text: str, verb: re.Match[str], end: int) -> Ask:
    said = text[verb.end() : end].rstrip()
    last = verb.end() + len(said)
    said = f"to {said.lstrip()}" if verb.re is _PLEDGE else said.lstrip()
    addressees, action = _addressees(said)
    return Ask(_printed_verb(text, verb["verb"]), addressees, action, said, verb.start(), last)


def _addressees(said: str) -> tuple[tuple[str, ...], str]:
    """Split what follows the verb into addressees and action."""
    said = _TO_ANOTHER_BODY.sub("", said.removeprefix("to recommend "), count=1)
    if said.startswith(("that ", "that, ")):
        clause = said.removeprefix("that").lstrip(" ,")
        if passive := _PASSIVE.match(said):
            agent = _AGENT.match(said, passive.end())
            return (_named(agent["agent"]) if agent else ()), clause
        parts = _SUBJUNCTIVE.split(clause, maxsplit=1)
        action = parts[-1].removeprefix("shall ").removeprefix("should ")
        return (_named(parts[0]), action) if len(parts) == 2 else ((), said)
    infinitive = _INFINITIVE.search(said)
    if infinitive is None:
        bare = _SUBJUNCTIVE.split(said, maxsplit=1)
        is_clause = len(bare) == 2 and len(bare[0]) < 120 and not bare[0].startswith(("a ", "an "))
        return (_named(bare[0]), bare[1]) if is_clause else ((), said)
    return _named(said[: infinitive.start()]), said[infinitive.end() :]


def _named(phrase: str) -> tuple[str, ...]:
    """The authors in a phrase that may hold remarks between commas; "other stakeholders" beside named
    ones are no author.
    """
    items = [item.strip() for item in re.split(r", ", phrase.strip(" ,"))]
    kept = [items[i] for i in range(len(items)) if items[i] and not (_is_remark(items, i))]
    together = ", ".join(kept)
    authors = [together] if _PARTIES.match(together) else [part.strip(" ,") for part in _AUTHORS.split(together)]
    several = [_DROPPED_OTHERS.sub("", author) and author for author in authors if not _DROPPED_OTHERS.match(author)]
    chosen = several if several else authors
    without_others = (_ENDING_OTHERS.sub("", author) if len(chosen) > 1 else author for author in chosen)
    return tuple(_bare(author) for author in islice(without_others, _MOST_AUTHORS) if author)


def _is_remark(items: list[str], i: int) -> bool:
    """Whether an item between commas is a remark, or goes on in one."""
    if _REMARK.match(items[i]):
        return not (i and _PART_OF_A_NAME.search(f"{items[i - 1]}, {items[i]}"))
    remarks = [_REMARK.match(item) is not None for item in items[:i]]
    named_before = False in remarks
    remarked_since = named_before and True in remarks[remarks.index(False) :]
    goes_on = True in remarks and not items[i].startswith(("the ", "all "))
    return (remarked_since and not items[i].startswith("and other ")) or goes_on


def _bare(author: str) -> str:
    return re.sub(r"^(?:the|an?|all|its|all the) ", "", re.sub(r"^(?:all|and) ", "", _AT_A_SESSION.sub("", author)))
