"""What people in the trade call a key of a table, where it has another name here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.tables.equipment import CircuitTable, FeederTable, PanelTable, SupplyTable
from evsite.sitefile.tables.sharing import GroupTable, LoadTable
from evsite.sitefile.tables.site import IgnoreTable
from evsite.sitefile.tables.stations import StationTable

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from evsite.sitefile.tables.base import Table

_FEEDS = ("feed", "source", "supply", "supplied_by", "upstream", "from")
_NUMBER = ("quantity", "qty", "number", "how_many")
_AMPS = ("amps", "ampacity", "amperage", "rating", "size")
_WORDS: dict[type[Table], dict[str, tuple[str, ...]]] = {
    SupplyTable: {
        "system": ("voltage", "volts", "secondary", "secondary_voltage", "secondary_system"),
        "primary": ("primary_voltage", "primary_system"),
        "rating": ("size", "kva", "capacity", "amps", "ampacity", "amperage"),
        "fed_from": (*_FEEDS, "panel"),
        "kind": ("type",),
    },
    PanelTable: {
        "fed_from": (*_FEEDS, "panel", "on"),
        "main": ("main_breaker", "mcb", "ocpd"),
        "bus": ("bus_rating", "busbar", "busbars", *_AMPS),
        "spaces": ("slots", "ways", "positions"),
    },
    CircuitTable: {
        "panel": (*_FEEDS, "fed_from", "on"),
        "breaker": ("ocpd", "breaker_size", *_AMPS),
        "conductor": ("wire", "wires", "conductors", "wire_size", "cable"),
        "count": _NUMBER,
        "spaces": ("slots", "positions", "space"),
    },
    FeederTable: {
        "breaker": ("ocpd", "breaker_size", *_AMPS),
        "conductor": ("wire", "wires", "conductors", "wire_size", "cable"),
    },
    StationTable: {
        "max_current": ("current", "max", "max_amps", "maximum_current", *_AMPS),
        "max_power": ("power", "kw", "max_kw", "max", "rating", "size"),
        "count": _NUMBER,
    },
    GroupTable: {
        "on": ("panel", "fed_from", *_FEEDS),
        "members": ("stations", "ports"),
        "limit": ("cap", "ceiling", "max", "setpoint", "max_current", "max_power", "nte"),
        "schedule": ("tdl",),
        "meter": ("meter_id",),
        "sharing_intent": ("intent",),
        "defer_to_fleet": ("defer", "fleet"),
    },
    LoadTable: {
        "on": ("panel", "fed_from", *_FEEDS),
        "current": ("amps", "amperage", "load", "max_current"),
        "power": ("kw", "kva", "max_power", "load"),
    },
    IgnoreTable: {
        "rule": ("code", "codes", "rules", "finding", "id", "check"),
        "path": ("where", "place", "key", "table", "on", "at", "name", "target"),
        "reason": ("why", "because", "comment", "note", "remark", "justification"),
        "until": ("expires", "expiry", "expiration", "end", "to", "through"),
    },
}


def key_meant(
    table: type[Table], word: str, taken: Container[str], fits: Callable[[str], bool] | None = None
) -> str | None:
    """The key of a table that a word of the trade means.

    Parameters
    ----------
    table
        The class of the table.
    word
        The unknown key, as it is written.
    taken
        The keys that the table has already.
    fits
        Whether the value that stands there would do for a key; of several keys that a word may mean, the first that it
        would do for is meant. Any will do where this is not given.

    Returns
    -------
    str | None
        The key; None where the word is not known for this table, or the key is there already.
    """
    said = word.casefold().replace("-", "_")
    keys = [key for key, words in _WORDS.get(table, {}).items() if said in words and key not in taken]
    return next((key for key in keys if fits is None or fits(key)), keys[0] if keys else None)
