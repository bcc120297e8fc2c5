"""What the keys of a site file hold, by their names alone: for text whose tables are not known yet."""

from __future__ import annotations

from datetime import date
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from evsite.sitefile.tables.base import Table
from evsite.sitefile.tables.places import ANY, placed_keys, table_in

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def kinds_of_keys() -> dict[str, frozenset[type]]:
    """The types of TOML that each key takes, as those of Python; a key of several tables has those of all."""
    found: dict[str, set[type]] = {}
    for place, _, field in placed_keys():
        kinds = found.setdefault(place[-1], set())
        for part in _alternatives(field.annotation):
            origin = get_origin(part) or part
            if origin in {list, tuple}:
                kinds.add(list)
            elif origin is dict or (isinstance(origin, type) and issubclass(origin, Table)):
                kinds.add(dict)
            elif origin is Literal:
                kinds.update(type(choice) for choice in get_args(part))
            elif origin in {bool, int, float, str, date}:
                kinds.add(origin)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def _alternatives(annotation: object) -> Iterator[Any]:
    """The types of a union, without what annotates them."""
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _alternatives(part)
    elif origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    else:
        yield annotation


@cache
def inner_tables() -> dict[str, bool]:
    """The names of tables that stand in other tables, like `conductor`, and whether there are several in a list."""
    return {
        place[-1]: table_in(field)[1]
        for place, _, field in placed_keys()
        if len(place) > 1 and place[-1] != ANY and table_in(field)[0] is not None
    }


def example_of_key(name: str) -> Any:  # noqa: ANN401 - a value of TOML
    """A value that a key of this name takes; None where it has no example."""
    fields = (field for place, _, field in placed_keys() if place[-1] == name)
    return next((field.examples[0] for field in fields if field.examples), None)
