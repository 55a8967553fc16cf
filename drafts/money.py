"""Money: which paragraphs ask for resources, or make what they ask depend on them.

Rule 28 of the functional commissions and rule 31 of the Council want a statement of costs before such a
text is acted on.
"""

from __future__ import annotations

import re
from typing import Final

from drafts.labels import labelled
from drafts.model import ReadDraft

_MONEY: Final = re.compile(
    r"\bextra-?budgetary\b|\bregular budget\b|\bvoluntary (?:financial )?(?:contributions?|funds|funding)\b"
    r"|\b(?:additional|adequate|sufficient|necessary|new|predictable|financial"
    r"|required)(?: and [a-z]+)?(?: financial| budgetary)? resources\b|\bavailability of (?:\w+ )?(?:resources"
    r"|funds|funding)\b|\bfinancial (?:contributions?|support)\b|\b(?:appropriat(?:e|ion)s?) [^;]{0,60}dollars\b",
    re.IGNORECASE,
)
_GIVES: Final = re.compile(
    r"(?:consider |continue to )?(?:also )?(?:provid(?:e|ing)|contribut(?:e|ing)|mak(?:e|ing)|increas(?:e|ing)"
    r"|support(?:ing)?|allocat(?:e|ing))\b"
)


def asks_money(draft: ReadDraft) -> tuple[str, ...]:
    """Labels of the operative paragraphs that ask for money or make an action depend on it, in order."""
    return tuple(
        paragraph.label
        for paragraph in labelled(draft.paragraphs)
        if paragraph.part == "operative" and _MONEY.search(paragraph.text)
    )


def is_about_money(action: str) -> bool:
    """Whether what is asked is itself money ("provide extrabudgetary resources for the purposes described
    above").
    """
    return _GIVES.match(action) is not None and _MONEY.search(action[:200]) is not None
