"""The house style: words and phrases that United Nations editors put for one another without changing what is said.

Tables only. A phrase on the left is read as the one on the right; an empty right side says that it carries no substance
of its own. Whatever a table does not name is not house style, and a change of it counts as one of substance.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from drafts.comparison.model import Reason

PHRASES: Final = MappingProxyType(
    {
        tuple(phrase.split()): key
        for phrase, key in (
            ("in order to", ""),
            ("so as to", ""),
            ("with a view to", ""),
            ("with the aim of", ""),
            ("for the purpose of", ""),
            ("held", ""),
            ("contained", ""),
            ("described", ""),
            ("set out", ""),
            ("set forth", ""),
            ("in this regard", ""),
            ("in that regard", ""),
            ("in this respect", ""),
            ("in that respect", ""),
            ("in this context", ""),
            ("in this connection", ""),
            ("as well as", "and"),
            ("and also", "and"),
            ("&", "and"),
            ("by means of", "by"),
            ("through the use of", "by"),
            ("in accordance with", "according"),
            ("in conformity with", "according"),
            ("in compliance with", "according"),
            ("in line with", "according"),
            ("in keeping with", "according"),
            ("consistent with", "according"),
            ("consistently with", "according"),
            ("according to", "according"),
            ("pursuant to", "according"),
            ("with regard to", "concerning"),
            ("with respect to", "concerning"),
            ("in regard to", "concerning"),
            ("in respect of", "concerning"),
            ("in relation to", "concerning"),
            ("regarding", "concerning"),
            ("relating to", "concerning"),
            ("related to", "concerning"),
            ("within the framework of", "in-the-framework"),
            ("in the framework of", "in-the-framework"),
            ("in the area of", "in-the-field"),
            ("in the field of", "in-the-field"),
            ("on the basis of", "based-on"),
            ("based on", "based-on"),
            ("based upon", "based-on"),
            ("owing to", "because"),
            ("due to", "because"),
            ("because of", "because"),
            ("as appropriate", "as-appropriate"),
            ("where appropriate", "as-appropriate"),
            ("when appropriate", "as-appropriate"),
            ("take into consideration", "take-into-account"),
            ("take into account", "take-into-account"),
            ("taking into consideration", "taking-into-account"),
            ("taking into account", "taking-into-account"),
            ("this resolution", "present-resolution"),
            ("present resolution", "present-resolution"),
            ("no later than", "not-later-than"),
            ("not later than", "not-later-than"),
            ("us $", "$"),
            ("well being", "wellbeing"),
            ("on a regular basis", "regularly"),
            ("prior to", "before"),
            ("subsequent to", "after"),
            ("up to", "until"),
            ("per cent", "percent"),
            ("%", "percent"),
            ("can not", "cannot"),
            ("in particular", "particularly"),
            ("especially", "particularly"),
            ("call on", "call-upon"),
            ("calls on", "calls-upon"),
            ("calling on", "calling-upon"),
            ("call upon", "call-upon"),
            ("calls upon", "calls-upon"),
            ("calling upon", "calling-upon"),
            ("trafficking in persons", "trafficking-in-persons"),
            ("trafficking in human beings", "trafficking-in-persons"),
            ("human trafficking", "trafficking-in-persons"),
            ("on an annual basis", "every-1-year"),
            ("on a yearly basis", "every-1-year"),
            ("every year", "every-1-year"),
            ("each year", "every-1-year"),
            ("annually", "every-1-year"),
            ("yearly", "every-1-year"),
            ("on a biennial basis", "every-2-year"),
            ("biennially", "every-2-year"),
            ("every other year", "every-2-year"),
            ("on a triennial basis", "every-3-year"),
            ("triennially", "every-3-year"),
            ("on a quadrennial basis", "every-4-year"),
            ("quadrennially", "every-4-year"),
            ("on a monthly basis", "every-1-month"),
            ("every month", "every-1-month"),
            ("monthly", "every-1-month"),
            ("on a quarterly basis", "every-3-month"),
            ("quarterly", "every-3-month"),
            ("first time", "first-time"),
            ("inter alia", "inter-alia"),
            ("among others", "inter-alia"),
            ("among other things", "inter-alia"),
        )
    }
)

ACRONYMS: Final[Mapping[tuple[str, ...], str]] = MappingProxyType({("economic", "and", "social", "council"): "ecosoc"})
"""Names whose acronym is not made of their initials."""

SPELLINGS: Final = MappingProxyType(
    {
        "amongst": "among",
        "between": "among",
        "para": "paragraph",
        "paras": "paragraphs",
        "turkey": "turkiye",
        "whilst": "while",
        "towards": "toward",
        "upon": "on",
        "centre": "center",
        "centres": "centers",
        "defence": "defense",
        "offence": "offense",
        "offences": "offenses",
        "licence": "license",
        "fulfil": "fulfill",
        "fulfils": "fulfills",
        "fulfilment": "fulfillment",
        "enrol": "enroll",
        "enrolment": "enrollment",
        "instalment": "installment",
        "instalments": "installments",
        "judgement": "judgment",
        "judgements": "judgments",
        "acknowledgement": "acknowledgment",
        "programme": "program",
        "programmes": "programs",
        "focussed": "focused",
        "focussing": "focusing",
        "cheque": "check",
        "grey": "gray",
        "ageing": "aging",
        "sceptical": "skeptical",
        "skilful": "skillful",
        "cancelled": "canceled",
        "travelling": "traveling",
        "travelled": "traveled",
        "modelling": "modeling",
        "labelled": "labeled",
        "labelling": "labeling",
        "counselling": "counseling",
        "signalling": "signaling",
        "channelled": "channeled",
        "channelling": "channeling",
    }
)

_LIGHT_WORDS: Final[tuple[tuple[Reason, tuple[str, ...]], ...]] = (
    ("article", ("the", "a", "an")),
    ("agreement", ("its", "their", "is", "are", "was", "were", "been", "being", "has", "have", "had")),
    ("house style", ("that", "which", "who", "whom", "hereby")),
    ("preposition", ("of", "to")),
    ("repetition word", ("also",)),
)
WITHOUT_SUBSTANCE: Final[Mapping[str, Reason]] = MappingProxyType(
    {word: reason for reason, words in _LIGHT_WORDS for word in words}
)
"""Words that are not looked at, each with what a change of it is called."""

INTERCHANGEABLE: Final = frozenset(("in", "at", "on", "during"))
"""Prepositions of place and time that editors exchange."""

MINOR_PREPOSITIONS: Final = INTERCHANGEABLE | {"for", "as", "with"}
"""Prepositions that come and go with a turn of phrase, except before a number or a date."""

DIRECTIONS: Final = frozenset(("to", "of", "from", "by"))
"""Prepositions that say who does something to whom: one for another turns a sentence round."""

REPETITION: Final = frozenset(("also", "further", "again"))
"""Words that tell a paragraph from the one before it that opens with the same verb."""

SUBSTANTIVE_WORDS: Final = MappingProxyType(
    {
        "negation": frozenset(
            ("not", "no", "nor", "neither", "never", "without", "none", "cannot", "except", "unless", "nothing")
        ),
        "quantifier": frozenset(
            (
                *("all", "any", "each", "every", "both", "either", "some", "several", "certain", "most", "many", "few"),
                *("only", "other", "others", "relevant", "full", "fully", "entire", "whole", "more", "less"),
                *("additional", "adequate", "sufficient", "respective", "minimum", "maximum"),
            )
        ),
        "modal": frozenset(
            ("shall", "should", "may", "might", "must", "can", "could", "will", "would", "need", "needs", "ought")
        ),
        "condition": frozenset(
            (
                *("if", "where", "when", "whenever", "within", "or", "and/or", "subject", "provided", "possible"),
                *("as-appropriate", "availability", "available", "resources", "extrabudgetary", "depending"),
                *("request", "voluntary"),
            )
        ),
    }
)
"""Words whose coming or going is of substance whatever stands beside them, and what such a change is called."""

NEVER_INFLECTED: Final = frozenset(
    (
        *("report", "session", "year", "month", "week", "day", "meeting", "conference", "decision", "resolution"),
        *("state", "workshop", "seminar", "group", "panel", "committee", "study", "survey", "hard"),
    )
)
"""Nouns of which one or several is a matter of substance: who owes how much, and when. And "hard" is not "hardly"."""
