"""The names of States and groups of States in the other official languages of the United Nations.

Pure and total. Each language has the short names of the United Nations list of Member States and of its
terminology database, as a list of sponsors prints them; names from ISO 3166 or CLDR differ. `MEMBER_NAMES` and
`GROUP_NAMES` are complete in every language; whoever else is named keeps the name as written.
"""

from __future__ import annotations

from typing import Final

from resolutions.member_names import GROUP_NAMES, MEMBER_NAMES
from resolutions.member_names_arabic import ARABIC_NAMES
from resolutions.member_names_chinese import CHINESE_NAMES
from resolutions.member_names_french import FRENCH_NAMES
from resolutions.member_names_russian import RUSSIAN_NAMES
from resolutions.member_names_spanish import SPANISH_NAMES
from resolutions.members import sponsor_key

NAMES_IN_LANGUAGES: Final = {
    "ar": ARABIC_NAMES,
    "zh": CHINESE_NAMES,
    "fr": FRENCH_NAMES,
    "ru": RUSSIAN_NAMES,
    "es": SPANISH_NAMES,
}
"""By language code, the name under each English official name."""

_OFFICIAL_BY_KEY: Final = {sponsor_key(name): name for name in (*MEMBER_NAMES, *GROUP_NAMES)}


def name_in(official_name: str, language: str) -> str:
    """The name of a State or group in the language of the code `language` ("fr").

    Any spelling `sponsor_key` knows will do. The name comes back unchanged if it is nobody's known here, or the
    language is English or none of the official ones.
    """
    official = _OFFICIAL_BY_KEY.get(sponsor_key(official_name))
    names = NAMES_IN_LANGUAGES.get(language)
    return official_name if official is None or names is None else names[official]
