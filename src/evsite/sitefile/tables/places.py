"""Where every key of a site file stands: the tables and what they hold, walked from the top."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, get_args, get_origin

from evsite.sitefile.tables.base import CompoundTextTable, Table, is_descriptive, keys_of, parts_of
from evsite.sitefile.tables.file import SiteFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

KeyPlace = tuple[str, ...]
"""A route of keys in which a name, or a place in a list, is a star: `("groups", "*", "limit")`."""
ANY = "*"
SINGLE_TABLES = ("site", "project", "dwelling")
"""Sections that are one table; the others hold tables by name."""


class PlacedKey(NamedTuple):
    """A key, where it stands, and the class of its table."""

    place: KeyPlace
    table: type[Table]
    field: FieldInfo


@cache
def placed_keys() -> tuple[PlacedKey, ...]:
    """Every key of a site file, in the order of the tables."""
    return tuple(_walk(SiteFile, ()))


def table_in(field: FieldInfo) -> tuple[type[Table] | None, bool]:
    """The class of the table that a key holds, and whether it holds many: by name, or in a list."""
    inner = next((part for part in parts_of(field) if isinstance(part, type) and issubclass(part, Table)), None)
    containers = {get_origin(part) for part in (field.annotation, *get_args(field.annotation))}
    return inner, bool(containers & {dict, list})


@cache
def key_of_text(name: str) -> str | None:
    """The key that a table holds where it is written as one text: `size` for `conductor = "6 AWG"`; None for others.

    Parameters
    ----------
    name
        The key that holds the table.
    """
    inner = (table_in(each.field)[0] for each in placed_keys() if each.place[-1] == name)
    return (
        next((table.whole for table in inner if table is not None and issubclass(table, CompoundTextTable)), None)
        or None
    )


def describes(field: FieldInfo) -> bool:
    """Whether a key only describes, or holds a table whose keys all do."""
    inner, _ = table_in(field)
    return is_descriptive(field) if inner is None else all(map(describes, keys_of(inner).values()))


def _walk(table: type[Table], above: KeyPlace) -> Iterator[PlacedKey]:
    for name, field in keys_of(table).items():
        place = (*above, name)
        yield PlacedKey(place, table, field)
        inner, many = table_in(field)
        if inner is not None:
            yield from _walk(inner, (*place, ANY) if many else place)


def header_with(place: KeyPlace, name: str) -> str:
    """The header of a table as it is written, with a name for its star: `[groups.NAME]`, `[[groups.NAME.schedule]]`.

    Parameters
    ----------
    place
        That of the table.
    name
        What a thing of its section is called here.
    """
    named = place[:1] == ("ignore",) or len(place) > 2
    if place[-1] == ANY and named:
        return f"[{header_with(place[:-1], name)}]"
    return f"[{'.'.join(name if part == ANY else part for part in place)}]"
