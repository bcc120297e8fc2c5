"""Keys that a table does not have: what was meant, or where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE, Edit, added, remedy, renamed
from evsite.sitefile.error_place import is_plain, takes, takes_beside
from evsite.sitefile.tables.base import CompoundTextTable, Table, keys_of
from evsite.sitefile.tables.places import ANY, header_with, placed_keys, table_in
from evsite.sitefile.tables.sharing import GroupTable
from evsite.sitefile.tables.site import SiteTable
from evsite.sitefile.tables.stations import StationTable
from evsite.sitefile.trade_keys import key_meant
from evsite.sitefile.wording import header_of, shown
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.remedy import Remedy
    from evsite.sitefile.error_place import ErrorPlace
    from evsite.sitefile.group_stations import HeldStations
    from evsite.sitefile.nearest import Nearest

_JUMPER = "jumper = true says that both ports of a station share one feed"
_SETTING = 'setting = "32 A" says what a port was set to at installation'
_FALLBACK = 'fallback = "8 A" says what a port draws when its station cannot be reached'
_OTHER_WORDS: dict[tuple[type[Table], str], str] = {
    (StationTable, "cable_sharing"): _JUMPER,
    (StationTable, "circuit_sharing"): _JUMPER,
    (StationTable, "power_sharing_jumper"): _JUMPER,
    (StationTable, "power_select"): _SETTING,
    (StationTable, "failsafe"): _FALLBACK,
    (StationTable, "offline_power"): _FALLBACK,
    (StationTable, "default_power"): _FALLBACK,
    (GroupTable, "power_ceiling"): 'limit = "320 A" says what the group may draw in all',
    (GroupTable, "sharing_policy"): 'policy = "Equal Share" says how the limit is shared',
    (GroupTable, "algorithm"): 'policy = "Equal Share" says how the limit is shared',
    (GroupTable, "time_of_use"): "limits by day and hour stand in [[groups.NAME.schedule]]",
    (SiteTable, "cloud_plan"): 'plan = "Enterprise" says which features there are',
    (SiteTable, "vertical"): 'application = "workplace" says what the cars do here',
}
"""What the vendor guide calls keys, and what to write instead."""
_STATION = header_with(("stations", ANY), "NAME")
_MOST_STATIONS = 4
"""How many tables of stations of a group are named at most."""
_EACH_PORT = "where that is for each port"
_OF_EACH_PORT = {"fallback": _EACH_PORT, "setting": _EACH_PORT}
"""Keys of stations for a current of each port, which a group may have been given for all of its ports together."""


def of_unknown_key(place: ErrorPlace, near: str | None, header: str, held: HeldStations) -> Remedy:
    """What to do about a key.

    Parameters
    ----------
    place
        Where it stands.
    near
        The key of its table which was meant.
    header
        What messages call the table.
    held
        The stations of the group that the table is.
    """
    guides = _OTHER_WORDS.get((place.table, place.key))
    if guides is not None:
        return remedy(guides)
    value = place.raw[place.key]
    takers, homes = homes_of(place.key, value, besides=place.table)
    if near is not None and near == _trade_key(place):
        takers = []
    elif (within := _in_table_within(place)) is not None:
        return within
    if takers == [_STATION] and near is None and (moved := _in_stations(place, held)) is not None:
        return moved
    if takers or (homes and near is None):
        takers, homes = (_with_stations(headers, held) for headers in (takers, homes))
        return remedy(belongs(place.key, takers or homes), None if near is None else f"did you mean '{near}'?")
    if near is None:
        others = listed([name for name in keys_of(place.table) if name not in place.raw], "and")
        # a key that cannot be shown as it is, is not written into a remedy
        away = Edit(place.where, REMOVE) if shown(place.key) == place.key else "remove it"
        return remedy(away, f"write what {header} also takes: {others}" if others else None)
    return renamed(place.where, near, value) if is_plain(value) else remedy(f"did you mean '{near}'?")


def _in_table_within(place: ErrorPlace) -> Remedy | None:
    """The key put into a table that this one holds, where it belongs there: `length` in `conductor`."""
    key, value = place.key, place.raw[place.key]
    for name, field in keys_of(place.table).items():
        inner, many = table_in(field)
        if inner is None or many or key not in keys_of(inner) or not (is_plain(value) and takes(inner, key, value)):
            continue
        there, path = place.raw.get(name), (*place.path, name)
        whole = inner.whole if issubclass(inner, CompoundTextTable) else ""
        table = {whole: there} if isinstance(there, str) and whole else there
        if isinstance(table, dict) and key not in table and takes(place.table, name, table | {key: value}):
            if table is there:
                return remedy(added([Edit((*path, key), value), Edit(place.where, REMOVE)], f"in {header_of(path)}"))
            return remedy(added([Edit(path, table | {key: value}), Edit(place.where, REMOVE)]))
        return remedy(belongs(key, [header_of(path), *_whole_things_with(place)]))
    return None


def _with_stations(headers: Sequence[str], held: HeldStations) -> list[str]:
    """Headers with those of the stations of a group in place of that of any station."""
    own = [header_of(("stations", name)) for name in held.tables]
    few = 0 < len(own) <= _MOST_STATIONS
    return [each for header in headers for each in (own if few and header == _STATION else [header])]


def _in_stations(place: ErrorPlace, held: HeldStations) -> Remedy | None:
    """The key of a group put into the tables of all its stations, where it can be meant for each of them."""
    key, value = place.key, place.raw[place.key]
    if not held.whole or not (isinstance(value, bool) or key in _OF_EACH_PORT):
        return None
    if any(key in raw or not takes_beside(StationTable, key, value, raw) for raw in held.tables.values()):
        return None
    edits = [Edit(("stations", name, key), value) for name in held.tables]
    return remedy(added([*edits, Edit(place.where, REMOVE)], _OF_EACH_PORT.get(key, "")))


def _whole_things_with(place: ErrorPlace) -> list[str]:
    """The headers of things of other sections that have the key of a table themselves."""
    found = [each for each in placed_keys() if each.place[-1] == place.key and len(each.place) == 3]
    return [header_with(each.place[:-1], "NAME") for each in found if each.table is not place.table]


def near_key(place: ErrorPlace, nearest: Nearest) -> str | None:
    """The key of this table that was meant: by a word of the trade, or by a spelling that is near.

    A key that another table has by this very name is a misspelt one of this table only where the value fits.
    """
    meant_key = _trade_key(place)
    if meant_key is not None:
        return meant_key
    near = nearest(place.key, [key for key in keys_of(place.table) if key not in place.raw])
    _, homes = homes_of(place.key, place.raw[place.key], besides=place.table)
    return near if near is None or not homes or takes(place.table, near, place.raw[place.key]) else None


def _trade_key(place: ErrorPlace) -> str | None:
    value = place.raw[place.key]
    return key_meant(place.table, place.key, place.raw, lambda key: takes(place.table, key, value))


def homes_of(key: str, value: object, besides: type[Table] | None = None) -> tuple[list[str], list[str]]:
    """The headers of other tables that have a key of this name: of those that take the value, and of all."""
    if besides is not None and all(each.table is not besides for each in placed_keys()):
        return [], []  # a table of sessions
    found = [each for each in placed_keys() if each.place[-1] == key and each.table is not besides]
    homes = {header_with(each.place[:-1], "NAME"): takes(each.table, key, value) for each in found if each.place[1:]}
    return [header for header, does in homes.items() if does], list(homes)


def belongs(key: str, headers: Sequence[str]) -> str:
    """Where a key is to be put."""
    return f"`{key}` belongs in {listed(headers)}"
