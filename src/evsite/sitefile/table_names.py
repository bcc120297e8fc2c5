"""The names of the tables of a site file, and which of them a misspelt one means."""

from __future__ import annotations

from functools import cache

from evsite.sitefile.nearest import nearest_of
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.file import SiteFile

OTHER_WORDS = {
    "service": "supplies",
    "services": "supplies",
    "utility": "supplies",
    "utilities": "supplies",
    "source": "supplies",
    "sources": "supplies",
    "transformer": "supplies",
    "transformers": "supplies",
    "xfmr": "supplies",
    "panelboard": "panels",
    "panelboards": "panels",
    "switchboard": "panels",
    "switchboards": "panels",
    "loadcenter": "panels",
    "subpanel": "panels",
    "subpanels": "panels",
    "breaker": "circuits",
    "breakers": "circuits",
    "branch_circuits": "circuits",
    "branches": "circuits",
    "charger": "stations",
    "chargers": "stations",
    "evse": "stations",
    "evses": "stations",
    "sharing": "groups",
    "power_sharing": "groups",
    "fleet": "fleets",
    "model": "catalog",
    "models": "catalog",
    "catalogue": "catalog",
    "ignored": "ignore",
    "ignores": "ignore",
    "general": "site",
    "house": "dwelling",
    "home": "dwelling",
}
"""Other names that people give to the tables."""
SERVICES = {"service", "services", "utility", "utilities"}
"""Words for a supply that also say its kind."""
TRANSFORMERS = {"transformer", "transformers", "xfmr"}

SECTIONS_OF_NAMES = ("supplies", "panels", "circuits", "stations", "groups", "loads", "fleets", "catalog", "profiles")
"""The tables that hold tables by name."""


@cache
def table_names() -> tuple[str, ...]:
    """The tables of a site file, by their keys at the top."""
    return tuple(keys_of(SiteFile))


@cache
def section_meant(word: str) -> str | None:
    """The table that a name is or means; None where it comes near none."""
    folded = word.casefold().strip().replace("-", "_")
    if folded in table_names():
        return folded
    return OTHER_WORDS.get(folded) or nearest_of(folded, table_names())
