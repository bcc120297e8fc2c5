"""A site file without what only describes: for whatever is decided from its tables."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.file import SiteFile
from evsite.sitefile.tables.places import describes, table_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.sitefile.tables.base import Table


class _Kept(NamedTuple):
    """Which keys of a table describe, and which hold tables that may have such keys in them, alone or many by name."""

    away: frozenset[str]
    inner: dict[str, tuple[type[Table], bool]]


@cache
def _kept(table: type[Table]) -> _Kept:
    away = frozenset(name for name, field in keys_of(table).items() if describes(field))
    inner = {}
    for name, field in keys_of(table).items():
        below, many = table_in(field)
        if below is not None and name not in away and any(_kept(below)):
            inner[name] = below, many
    return _Kept(away, inner)


def without_descriptions(data: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of a site file without the keys that only describe; what is not there to take away stays the same."""
    return _without(SiteFile, data)


def design_only(data: Mapping[str, Any]) -> dict[str, Any]:
    """The tables of a site file without what only describes, and without the record of what was built of it."""
    found = without_descriptions(data)
    site = found.get("site")
    if isinstance(site, dict) and "as_built" in site:
        found["site"] = {key: value for key, value in site.items() if key != "as_built"}
    return found


def _without(table: type[Table], data: Mapping[str, Any]) -> dict[str, Any]:
    away, inner = _kept(table)
    found = {key: value for key, value in data.items() if key not in away}
    for key, (below, many) in inner.items():
        value = found.get(key)
        if isinstance(value, dict):
            found[key] = (
                {name: _without(below, each) if isinstance(each, dict) else each for name, each in value.items()}
                if many
                else _without(below, value)
            )
    return found
