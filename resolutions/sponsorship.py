"""The list of sponsors: one entry for each sponsor, under its short name, in English alphabetical order.

A State told under a common name is listed under its official one ("Vietnam" as Viet Nam); one told under the name
it then had, or in other type ("Côte d’Ivoire"), is listed as told.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from resolutions.member_names import MEMBER_NAMES
from resolutions.members import alphabetical, find_member, is_former_name, sponsor_key
from resolutions.state import Sponsor

_KEY_OF_MEMBER = MappingProxyType({name: sponsor_key(name) for name in MEMBER_NAMES})
"""Keys of the names that nearly every list is made of: folding a name costs more than all else that a joining does."""


def listed_name(told: str) -> str:
    """The name under which a sponsor is listed."""
    official = find_member(told)
    if official is None or is_former_name(told) or _same_letters(told, official):
        return told
    return official


def _same_letters(told: str, official: str) -> bool:
    return told.replace("\u2019", "'").casefold() == official.casefold()


def key_of(name: str) -> str:
    """What makes two spellings one sponsor."""
    return _KEY_OF_MEMBER.get(name) or sponsor_key(name)


def sponsor_named(sponsors: Iterable[Sponsor], name: str) -> Sponsor | None:
    """The sponsor of that name, in whatever spelling, None if there is none."""
    key = key_of(name)
    return next((sponsor for sponsor in sponsors if key_of(sponsor.name) == key), None)


def listed(sponsors: Iterable[Sponsor]) -> tuple[Sponsor, ...]:
    """Sponsors in English alphabetical order, as a draft's first page lists them."""
    by_name = {sponsor.name: sponsor for sponsor in sponsors}
    return tuple(by_name[name] for name in alphabetical(by_name))


def all_named(names: Iterable[str]) -> tuple[Sponsor, ...]:
    """A list of sponsors made of names, each sponsor once."""
    return listed({key_of(name): Sponsor(name=listed_name(name)) for name in names}.values())


def joined(sponsors: Iterable[Sponsor], name: str, on_behalf_of: str | None) -> tuple[Sponsor, ...]:
    """The list after a sponsor joined."""
    others = left(sponsors, name)
    return listed((*others, Sponsor(name=listed_name(name), on_behalf_of=on_behalf_of)))


def left(sponsors: Iterable[Sponsor], name: str) -> tuple[Sponsor, ...]:
    """The list after a sponsor left."""
    key = key_of(name)
    return tuple(sponsor for sponsor in sponsors if key_of(sponsor.name) != key)
