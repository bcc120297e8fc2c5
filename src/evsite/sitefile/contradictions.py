"""Keys that say something else than the text of another key of their table: `breaker = "40A 2P"` beside `poles = 3`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from evsite.model.finding import Label
from evsite.model.remedy import REMOVE, Edit, remedy
from evsite.sitefile import problems
from evsite.sitefile.tables.base import CompoundTextTable, Table, keys_of
from evsite.sitefile.tables.places import table_in
from evsite.sitefile.wording import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.model.finding import Finding, Path


def contradictions(model: type[Table], raw: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    """Every key that says something else than the text of another one, in a table and in those that it holds.

    Parameters
    ----------
    model
        The class of the table.
    raw
        What stands in the file.
    path
        Where it stands.
    """
    if issubclass(model, CompoundTextTable):
        for key in model.texts:
            for other, stated in model.texts[key](raw[key]).items() if key in raw else ():
                if other in raw and _differs(model, other, raw[other], stated):
                    message = f"{other} is {found(raw[other])}, but {key} says {found(stated)}"
                    yield problems.CONFLICT.finding(
                        message,
                        (*path, other),
                        labels=(Label((*path, key), f"{found(stated)} here"),),
                        remedy=remedy(Edit((*path, other), REMOVE), Edit((*path, other), stated)),  # type: ignore[arg-type]
                    )
    for key, inner in _inner_tables(model):
        value = raw.get(key)
        if isinstance(value, dict):
            yield from contradictions(inner, value, (*path, key))


@cache
def _inner_tables(model: type[Table]) -> tuple[tuple[str, type[Table]], ...]:
    found_in = ((key, *table_in(field)) for key, field in keys_of(model).items())
    return tuple((key, inner) for key, inner, many in found_in if inner is not None and not many)


def _differs(model: type[CompoundTextTable], key: str, written: object, stated: object) -> bool:
    read = model.readings.get(key)
    try:
        return (written if read is None else read(written)) != stated
    except (ValueError, AttributeError):
        # what is wrong with it is reported by itself
        return False
