"""What a paragraph asks of whom: each request, invitation or decision with its addressee and its action.

Works on the sentence as UN editors build it: verb, addressee, remarks between commas, then "to" and what
is to be done. A sub-paragraph takes verb and addressee from its lead-in unless it opens with a verb of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    rf"(?<![\w-])(?P<verb>{_ADVERBS}(?:{_RENEWED}|{_ASKING}|{_NEED}))(?=,? (?:that |in |with |the |all |its |his "
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
    r"(?:^|,? )to (?!the\b|that\b|those\b|this\b|these\b|its\b|his\b|their\b|an?\b|all\b|such\b|which\b|whom\b"
    r"|other\b|relevant\b|Member\b|[A-Z]|date\b|and\b|each\b|any\b|terrorism\b|justice\b"
    r"|education\b)(?=(?:[a-z]+ly )?[a-z])"
)
_REMARK: Final = re.compile(
    r"(?:within|in|through|subject|taking|as|with|on|upon|pursuant|where|when|if|including|bearing|recalling"
    r"|consistent|under|at|by|for|following|building|based|also|particularly|especially|according|without|using"
    r"|drawing|whenever|from|during|after|inter|until|mindful|noting|acting|having|wherever|while|together"
    r"|jointly|utilizing|depending|beginning|starting|no later|not later|and,? (?:in|within|where|as|through|with"
    r"|when|if)|or|who|which|that|such as)\b",
    re.IGNORECASE,
)
_SUBJUNCTIVE: Final = re.compile(
    r" (?=(?:also |further )?(?:review|submit|report|provide|present|update|keep|prepare|continue|convene"
    r"|transmit|include|establish|consider|be|take|develop|inform|brief|ensure|make|undertake|conduct|organize"
    r"|resume|shall|should)\b)"
)
_DROPPED_OTHERS: Final = re.compile(r"^(?:all )?(?:other|any other)\b")
_PARTIES: Final = re.compile(
    r"(?:the |all ){0,2}(?:States parties|parties|members|signatories) (?:to|of)\b", re.IGNORECASE
)
_AUTHORS: Final = re.compile(
    r",? and (?=the (?!Protocols?\b|Optional\b))|, (?=the )|(?<=Member States) and (?=relevant |international "
    r"|the )|(?<=Member States), "
)


@dataclass(frozen=True)
class Ask:
    """One thing asked. `addressees` are as printed; `action` is what follows, starting at its verb;
    `text` is all of it.
    """

    verb: str
    addressees: tuple[str, ...]
    action: str
    text: str

    @property
    def is_decision(self) -> bool:
        """Whether the speaking body takes it upon itself."""
        return self.verb.lower().split()[-1] in {"decides", "decide", "deciding"}


def asks_in(text: str, lead_in: str | None = None) -> tuple[Ask, ...]:
    """The asks of a paragraph in order; for a sub-paragraph, `lead_in` is the text of the paragraph it
    stands under.
    """
    found = list(_verbs(text, is_sub=lead_in is not None))
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
    action = text[:end].strip()
    action = action[:1].lower() + action[1:]
    addressees, rest = _addressees(f"{opener} {action if action.startswith('to ') else f'to {action}'}")
    led = Ask(found[-1]["verb"], addressees, rest, f"{opener} {action}")
    return None if led.is_decision else led


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
    acts = inner_act_starts(text)
    starts = [match.start() for match in found]
    ends = []
    for match in found:
        later = [start for start in (*acts, *starts) if start > match.end()]
        ends.append(min(later, default=len(text)))
    return ends


def _ask(text: str, verb: re.Match[str], end: int) -> Ask:
    said = text[verb.end() : end].strip()
    addressees, action = _addressees(said)
    return Ask(_printed_verb(text, verb["verb"]), addressees, action, said)


def _addressees(said: str) -> tuple[tuple[str, ...], str]:
    """Split what follows the verb into addressees and action."""
    said = said.removeprefix("to recommend ")
    if said.startswith(("that ", "that, ")):
        parts = _SUBJUNCTIVE.split(said.removeprefix("that").strip(" ,"), maxsplit=1)
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
    return tuple(_bare(author) for author in chosen if author)


def _is_remark(items: list[str], i: int) -> bool:
    """Whether an item between commas is a remark, or goes on in one."""
    if _REMARK.match(items[i]):
        return True
    remarks = [_REMARK.match(item) is not None for item in items[:i]]
    named_before = False in remarks
    remarked_since = named_before and True in remarks[remarks.index(False) :]
    goes_on = True in remarks and not items[i].startswith(("the ", "all "))
    return (remarked_since and not items[i].startswith("and other ")) or goes_on


def _bare(author: str) -> str:
    return re.sub(r"^(?:the|all|its|all the) ", "", re.sub(r"^(?:all|and) ", "", author))
