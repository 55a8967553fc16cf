"""The verbs that resolutions open their paragraphs with, and where in a sentence an act begins.

A preambular paragraph opens with a participle or an adjective, an operative one with a verb in the
present tense; both may carry an adverb ("Strongly condemns"), a word of repetition ("Also requests",
"Recalling further") and a complement that belongs to the act ("Takes note with appreciation",
"Expresses its deep concern"). Everything here works on plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_ADVERBS: Final = (
    "also|further|furthermore|strongly|deeply|gravely|fully|firmly|again|once again|particularly|especially"
    "|urgently|hereby|warmly|highly|categorically|unequivocally|equally|seriously|greatly|likewise|keenly"
    "|solemnly|vehemently|therefore"
)
_VERBS: Final = (
    "accepts|acknowledges|adopts|affirms|agrees|appeals|applauds|appreciates|approves|asks|authorizes"
    "|calls(?: upon| for| on)?|commends|concludes|concurs|condemns|confirms|congratulates|considers|decides"
    "|declares|demands|deplores|designates|directs|draws(?= (?:the )?attention)|emphasizes|encourages|endorses"
    "|entrusts|establishes|expresses|extends|highlights|hopes|insists|instructs|invites|looks forward(?: to)?"
    "|mandates|notes|notices|observes|offers|pays tribute|proclaims|promotes|proposes|pledges|reaffirms|realizes"
    "|recalls|recognizes|recommends|reconfirms|refers|regrets|reiterates|rejects|reminds|remains|renews|requests"
    "|resolves|revokes|requires|shares|stresses|suggests|supports|takes(?: good| due)? note|takes into account"
    "|terminates|thanks|transmits|trusts|underlines|underscores|undertakes|urges|uses|welcomes|wishes|withdraws"
    "|continues to (?:welcome|support|urge|encourage|call upon)"
)
_COMPLEMENT: Final = (
    r"(?: with(?: (?:deep|deepest|great|grave|keen|serious|profound|special|sincere|much|particular"
    r"|utmost))?(?: (?:appreciation|concern|satisfaction|regret|interest|alarm|gratitude|approval|dismay|pleasure"
    r"|indignation))(?: and (?:appreciation|concern|satisfaction|regret|interest|alarm|gratitude))?"
    r"| without reservation| in the strongest(?: possible)? terms| once (?:more|again))"
)
_ITS: Final = (
    r"(?:its )?(?:(?:deep|deepest|great|grave|serious|sincere|profound|strong|full|continued|utmost|firm|warm) )?"
)
_FEELINGS: Final = (
    "appreciation|concern|satisfaction|regret|gratitude|solidarity|support|alarm|condolences|sympathy|hope"
    "|interest|thanks|dismay|conviction|outrage|sorrow|readiness|determination"
)
_RENEWED: Final = (
    r"(?:(?!own\b)[a-z-]{3,20}(?:,? and [a-z-]{3,20})? )?(?:call upon|calls upon|call for|call|request|invitation"
    r"|commitment|appeal|condemnation|determination|support|solidarity|readiness|resolve|conviction|intention)\b"
)

_OPERATIVE_OPENING: Final = re.compile(
    rf"(?:(?:{_ADVERBS}),? ){{0,3}}(?:{_VERBS})\b(?: and (?:{_VERBS})\b(?= the\b| all\b| its\b| Member\b))?"
    rf"(?:(?<=xpresses) {_ITS}(?:{_FEELINGS})(?: and (?:{_FEELINGS}))?(?: also"
    rf"| further)?|(?:(?<=eiterates)|(?<=ffirms)|(?<=enews)|(?<=tresses)|(?<=nderlines)) its (?:{_RENEWED})"
    rf"|{_COMPLEMENT})?",
    re.IGNORECASE,
)

_PARTICIPLES_THAT_END_OTHERWISE: Final = (
    "alarmed|appalled|concerned|convinced|determined|disturbed|distressed|encouraged|guided|inspired|outraged"
    "|perturbed|resolved|troubled|horrified|shocked|persuaded|satisfied|aware|cognizant|conscious|mindful"
    "|desirous|hopeful|grateful|thankful|confident|anxious|fully aware"
)
_PARTICIPLES: Final = (
    r"bearing in mind|keeping in mind|taking(?: due| good)? note|taking into (?:account|consideration)"
    r"|looking forward|having (?:also |further )?[a-z]+|paying tribute|[a-z]{2,20}ing|"
    + _PARTICIPLES_THAT_END_OTHERWISE
)
_PREAMBULAR_OPENING: Final = re.compile(
    rf"(?:(?:{_ADVERBS}) ){{0,3}}(?:{_PARTICIPLES})\b(?:(?<=xpressing) {_ITS}(?:{_FEELINGS})(?: and (?:{_FEELINGS}))?"
    rf"|(?<=eiterating) its (?:{_RENEWED})|(?<=eaffirming) its (?:{_RENEWED}))?{_COMPLEMENT}?(?: also"
    rf"| further)?{_COMPLEMENT}?\b",
    re.IGNORECASE,
)

# It begins with the last letter of what leads to an act, so that a search can go from one such letter to the next.
_INNER_ACT: Final = re.compile(
    r"[,;:dtn](?= )(?:(?<=[,;:])|(?<=\band)|(?<=\bregard)|(?<=\bcontext)|(?<=\bend)|(?<=\brespect)|(?<=\bconnection))"
    rf" (?:in (?:this|that) (?:regard|context|respect|connection),? |to (?:this"
    rf"|that) end,? )?(?P<act>(?:(?:{_ADVERBS}),? ){{0,3}}(?:{_VERBS})\b(?:(?<=otes|note){_COMPLEMENT})?)",
)
_ALSO_A_NOUN: Final = frozenset({"requests", "notes", "calls", "demands", "stresses", "appeals", "highlights"})
_A_NOUN_GOES_ON: Final = re.compile(
    r" (?:for|of|from|by|made|in|on|at|and|or|with|to|received|as|regarding|concerning|submitted)\b|[,.;:)]|$"
)
_RARE_AS_AN_INNER_ACT: Final = frozenset(
    {
        *("promotes", "considers", "establishes", "extends", "requires", "remains", "designates", "offers", "uses"),
        *("shares", "supports", "hopes", "wishes", "asks", "refers", "directs", "observes", "accepts", "transmits"),
        *("mandates", "trusts", "concludes", "thanks", "agrees", "proposes", "realizes", "suggests", "draws"),
    }
)


def preambular_opening(text: str) -> str | None:
    """The participle that opens the text, with what belongs to it; None if it opens like no preambular
    paragraph.
    """
    found = _PREAMBULAR_OPENING.match(text)
    return found[0] if found and text[:1].isupper() else None


def operative_opening(text: str) -> str | None:
    """The verb that opens the text, with what belongs to it; None if it opens like no operative paragraph."""
    found = _OPERATIVE_OPENING.match(text)
    return found[0] if found and text[:1].isupper() else None


def acts(text: str, opening: str | None) -> tuple[str, ...]:
    """The verbs of an operative paragraph's acts: the one it opens with, then those inside the sentence.

    `opening` is None if it opens with no verb; then it has no acts of its own.
    """
    return (opening, *(verb for verb, _ in _inner_acts(text, len(opening)))) if opening else ()


def inner_act_starts(text: str) -> tuple[int, ...]:
    """Where inside a sentence a further act begins."""
    return tuple(start for _, start in _inner_acts(text, 0))


def _inner_acts(text: str, begin: int) -> Iterator[tuple[str, int]]:
    for found in _INNER_ACT.finditer(text, begin):
        verb = found["act"]
        bare = verb.split()[-1].lower()
        noun = bare in _ALSO_A_NOUN and _A_NOUN_GOES_ON.match(text, found.end())
        if verb[0].islower() and not noun and bare not in _RARE_AS_AN_INNER_ACT and not _is_quoted(text, found.start()):
            yield verb, found.start("act")


def _is_quoted(text: str, position: int) -> bool:
    """Whether the position stands inside a quotation opened shortly before, as titles of documents do."""
    before = text[max(0, position - 400) : position]
    return before.rfind("\u201c") > before.rfind("\u201d")
