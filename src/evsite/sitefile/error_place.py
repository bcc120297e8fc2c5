"""Where what pydantic refuses stands: the innermost table, and the key of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from evsite.sitefile.tables.base import Table, keys_of
from evsite.sitefile.tables.places import table_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Path


class ErrorPlace(NamedTuple):
    """The innermost table that an error is in: its class, what stands there, where; and the route from there on."""

    table: type[Table]
    raw: Mapping[str, Any]
    path: Path
    route: Path

    @property
    def key(self) -> str:
        """The key of the table that the error is about."""
        return str(self.route[0])

    @property
    def where(self) -> Path:
        """Where the error is in the file."""
        return (*self.path, *self.route)


def place_of(route: Path, table: type[Table], raw: Mapping[str, Any], path: Path) -> ErrorPlace:
    """Follow the route of an error inwards, where tables have tables in them."""
    while len(route) > 1:
        key = str(route[0])
        (inner, _), value = table_in(keys_of(table)[key]), raw.get(key)
        if inner is not None and isinstance(value, dict):
            table, raw, path, route = inner, value, (*path, key), route[1:]
        elif inner is not None and isinstance(value, list) and len(route) > 2:
            table, raw, path, route = inner, value[int(route[1])], (*path, key, route[1]), route[2:]
        else:
            break
    return ErrorPlace(table, raw, path, route)


def wrong_keys(error: ValidationError) -> set[str]:
    """The keys of the table itself that something is wrong with, or that are not there."""
    return {str(each["loc"][0]) for each in error.errors(include_url=False, include_context=False, include_input=False)}


def takes(table: type[Table], key: str, value: object) -> bool:
    """Whether a value would do for a key of a table, whatever else stands there."""
    return takes_beside(table, key, value, {})


def takes_beside(table: type[Table], key: str, value: object, raw: Mapping[str, Any]) -> bool:
    """Whether a value would do for a key of a table beside what stands there."""
    try:
        table.model_validate({**raw, key: value})
    except ValidationError as error:
        return key not in wrong_keys(error)
    return True


def is_plain(value: object) -> bool:
    """Whether a value can be that of an edit: a scalar that JSON has too, or a list of these."""
    if isinstance(value, list):
        return all(is_plain(item) and not isinstance(item, list) for item in value)
    return isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))
