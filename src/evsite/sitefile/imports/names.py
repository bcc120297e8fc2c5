"""Names of sources that a site file does not take, written so that it does, and said beside what has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.sitefile.imports.draft import Stated
from evsite.sitefile.imports.stations_draft import station_and_port
from evsite.sitefile.table_models import is_usable_name, usable_name
from evsite.sitefile.value_types import MAX_NAME
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.sitefile.imports.draft import Route, SiteDraft

_KINDS = {"supplies": "source", "panels": "source"}
"""Sections whose names stand for each other: what feeds something is a supply or a panel."""
_REFERENCES = {"fed_from": ("source",), "panel": ("source",), "on": ("circuits", "source"), "circuit": ("circuits",)}
"""Keys that hold a name, and what it may be one of."""


def make_usable(draft: SiteDraft) -> None:
    """Give what has a name that a site file does not take a usable one, and say in a comment what it was called.

    Parameters
    ----------
    draft
        What is known of the site; its tables and what they refer to are renamed.
    """
    renamed = _renamed(draft)
    if not renamed:
        return
    routes = {route: _route(route, renamed) for route in {*draft.tables, *draft.remarks, *draft.asked}}
    draft.tables = {
        routes[route]: {key: Stated(_value(key, stated.value, renamed), stated.where) for key, stated in keys.items()}
        for route, keys in draft.tables.items()
    }
    draft.remarks = {routes[route]: texts for route, texts in draft.remarks.items()}
    draft.asked = {routes[route]: keys for route, keys in draft.asked.items()}
    for old, new in routes.items():
        if old != new and len(old) == 2:
            draft.remark(new, f"called '{shown(old[1])}' in the source, which no name may be")


def _renamed(draft: SiteDraft) -> dict[str, dict[str, str]]:
    """New names by old ones, for each kind of thing."""
    names: dict[str, dict[str, None]] = {}
    for route in draft.tables:
        if len(route) > 1:
            names.setdefault(_KINDS.get(route[0], route[0]), {})[route[1]] = None
    found: dict[str, dict[str, str]] = {}
    for kind, of in names.items():
        taken = {name for name in of if is_usable_name(name)}
        numbers: dict[str, int] = {}
        for old in of:
            if is_usable_name(old):
                continue
            stem = new = usable_name(old)
            while new in taken:
                numbers[stem] = numbers.get(stem, 1) + 1
                new = f"{stem[: MAX_NAME - 8]}-{numbers[stem]}"
            taken.add(new)
            found.setdefault(kind, {})[old] = new
    return found


def _route(route: Route, renamed: Mapping[str, Mapping[str, str]]) -> Route:
    if len(route) < 2:
        return route
    return (route[0], renamed.get(_KINDS.get(route[0], route[0]), {}).get(route[1], route[1]), *route[2:])


def _value(key: str, value: object, renamed: Mapping[str, Mapping[str, str]]) -> object:
    """The value of a key, with new names in the place of those that it refers to."""
    if isinstance(value, str) and key in _REFERENCES:
        return next((renamed[kind][value] for kind in _REFERENCES[key] if value in renamed.get(kind, {})), value)
    if key == "circuits" and isinstance(value, list):
        return [renamed.get("circuits", {}).get(name, name) for name in value]
    if key == "members" and isinstance(value, list):
        return [_member(name, renamed.get("stations", {})) for name in value]
    return value


def _member(name: str, stations: Mapping[str, str]) -> str:
    """A station, or a port of one."""
    if name in stations:
        return stations[name]
    station, number = station_and_port(name)
    return f"{stations[station]}.{number}" if number and station in stations else name
