"""What pydantic refuses in a table, in the words of TOML: where, what was found and what would do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError, WithJsonSchema

from evsite.model.remedy import NOTHING, REMOVE, Alternative, Edit, added, meant, one_of, remedy
from evsite.sitefile import problems
from evsite.sitefile.error_place import ErrorPlace, is_plain, place_of, takes
from evsite.sitefile.group_stations import NO_STATIONS
from evsite.sitefile.quantity_errors import NoBreakerError, QuantityError
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.tables.base import Table, keys_of, parts_of
from evsite.sitefile.tables.places import table_in
from evsite.sitefile.unknown_keys import near_key, of_unknown_key
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import found, header_of, number, shown
from evsite.toml_text import value_text
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from evsite.model.finding import Finding, Path
    from evsite.model.remedy import Remedy
    from evsite.sitefile.group_stations import HeldStations
    from evsite.sitefile.lost import Lost
    from evsite.sitefile.nearest import Nearest
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.refused import Fit

_TYPES = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list of tables",
    "dict_type": "a table",
    "model_type": "a table",
}
"""What a key holds, by pydantic's type of error where it holds something else."""
_WHOLE = {"int_type", "literal_error"}
"""Pydantic's types of error for 2.0, where a whole number is expected."""
_SPOKEN = {"true": True, "yes": True, "false": False, "no": False}
"""What people write in quotes for a value that has none."""
_MOST_CHOICES = 4
"""How many values of a key are offered at most, where any of them may be meant."""
_CHOICES = {"literal_error", "int_parsing_size"}
"""Pydantic's types of error for a value that is none of the choices; the second for numbers that are too long."""


MOST_REPORTED = 1_000
"""What is reported at most of one table: it has fewer keys."""


def findings_of(
    error: ValidationError,
    table: type[Table],
    raw: Mapping[str, Any],
    path: Path,
    nearest: Nearest,
    *,
    title: str = "",
    names: Mapping[str, str] | None = None,
    lost: Lost | None = None,
    held: HeldStations = NO_STATIONS,
) -> list[Finding]:
    """Everything that is wrong with a table, put at the keys that it is about.

    Parameters
    ----------
    error
        What reading it raised.
    table
        The class that it was read as.
    raw
        What stands in the file.
    path
        Where the table stands.
    nearest
        Finds the key that was meant.
    title
        What messages call the table; its header unless given.
    names
        Things of the file that keys may name, by key.
    lost
        What could not be read of the file.
    held
        The stations of the group that the table is.

    Returns
    -------
    list[Finding]
        One finding an error. A key that is missing because it is misspelt is reported once.
    """
    every = error.errors(include_url=False)
    errors = [(each, place_of(each["loc"], table, raw, path)) for each in every[:MOST_REPORTED]]
    near_keys: dict[Path, str] = {}
    for each, place in errors:
        if each["type"] == "extra_forbidden":
            near = near_key(place, nearest)
            if near is not None:
                near_keys[place.where] = near
    misspelt = {(*where[:-1], near) for where, near in near_keys.items()}
    full_message = [
        _finding(each, place, near_keys.get(place.where), title, nearest, names or {}, held)
        for each, place in errors
        if each["type"] != "missing" or not (place.where in misspelt or (lost is not None and lost.misses(place.where)))
    ]
    if len(every) > len(errors) and full_message:
        more = f"{full_message[-1].message} (and {len(every) - len(errors):,} more in this table)"
        full_message[-1] = replace(full_message[-1], message=more)
    return full_message


def _finding(
    error: ErrorDetails,
    place: ErrorPlace,
    near: str | None,
    title: str,
    nearest: Nearest,
    names: Mapping[str, str],
    held: HeldStations,
) -> Finding:
    header, key = title or header_of(place.path), place.key
    if error["type"] == "extra_forbidden":
        message = f"unknown key '{shown(key)}' in {header}"
        unknown = of_unknown_key(place, near, header, held)
        return problems.UNKNOWN_KEY.finding(message, place.where, anchor="key", remedy=unknown)
    description = keys_of(place.table)[key].description or ""
    if error["type"] == "missing":
        message = f"{header} has no '{key}': {description}"
        example = names.get(key) or _example(place)
        way = f"add {key} = ..." if example is None else added(Edit(place.where, example), "for instance")
        return problems.MISSING_KEY.finding(message, place.path, anchor="header", remedy=way)
    problem, message = _refused(error, place, _example(place))
    ways = _of_value(error, place, nearest)
    return problem.finding(f"{key}: {message}", place.where, label=description, remedy=ways)


def _of_value(error: ErrorDetails, place: ErrorPlace, nearest: Nearest) -> Remedy:
    """The value that was meant, where that can be determined: the choice that is near, the number that a text holds."""
    kind, value, reason = error["type"], error["input"], error.get("ctx", {}).get("error")
    if isinstance(reason, NoBreakerError) and not keys_of(place.table)[place.key].is_required():
        return remedy(Edit(place.where, REMOVE))
    if isinstance(reason, RefusalError) and _fits(reason, place):
        return one_of(_value_at(place), _fits(reason, place), "written")
    if kind == "literal_error" and isinstance(value, str):
        near = nearest(
            value, [*(choice for choice in _choices(place) if isinstance(choice, str)), *_other_words(place)]
        )
        numbers = [int(number) for number in re.findall("[0-9]{1,6}", value)]
        if near is None and len(numbers) == 1 and numbers[0] in _choices(place):
            return remedy(Edit(place.where, numbers[0]))
        return _any_of(place, value) if near is None else meant(place.where, near)
    meaning = _meaning(kind, value)
    return _any_of(place, value) if meaning is None or not _does(place, meaning) else remedy(Edit(place.where, meaning))


def _any_of(place: ErrorPlace, value: object) -> Remedy:
    """The choices of a key, or an example of what it takes, where what was meant cannot be determined."""
    choices = [choice for choice in _choices(place) if len(place.route) == 1]
    if isinstance(value, int):  # the nearest first
        choices.sort(key=lambda choice: abs(choice - value) if isinstance(choice, int) else MAX_COUNT)
    if 0 < len(choices) <= _MOST_CHOICES:
        return one_of(place.where, choices, "written")
    example = _example(place)
    if example is None or not is_plain(example) or not _does(place, example):
        return NOTHING
    return remedy(Alternative((Edit(place.where, example),), "for instance", "written"))


def _meaning(kind: str, value: object) -> int | bool | None:
    """The number, or the true or false, that a value of another type means; None where it means none."""
    if not isinstance(value, str):
        whole = kind in _WHOLE and isinstance(value, float) and value.is_integer() and abs(value) < MAX_COUNT
        return int(value) if whole else None  # type: ignore[call-overload]
    if kind == "int_type" and re.fullmatch("[1-9][0-9]{0,5}", value):
        return int(value)
    return _SPOKEN.get(value.lower()) if kind == "bool_type" else None


def _does(place: ErrorPlace, value: object) -> bool:
    return (len(place.route) == 1 or _is_text_of_table(place)) and takes(place.table, place.key, value)


def _value_at(place: ErrorPlace) -> Path:
    """Where the value stands that an error is about: a table may be written as the text of one of its keys."""
    return (*place.path, place.key) if _is_text_of_table(place) else place.where


def _is_text_of_table(place: ErrorPlace) -> bool:
    return len(place.route) > 1 and isinstance(place.raw.get(place.key), str)


def _fits(reason: RefusalError, place: ErrorPlace) -> tuple[Fit, ...]:
    """Values that the key takes, of those that would do."""
    return tuple(value for value in reason.fits if _does(place, value))


def _example(place: ErrorPlace) -> Any:  # noqa: ANN401 - a value of TOML
    """A value that the key takes; None where it has no example."""
    examples = keys_of(place.table)[place.key].examples
    return examples[0] if examples and len(place.route) == 1 else None


def _refused(error: ErrorDetails, place: ErrorPlace, example: object) -> tuple[Problem, str]:
    """The problem that a value is, and what is stated of it."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "value_error":
        reason = context["error"]
        full_message = reason.with_example(example) if isinstance(reason, RefusalError) else str(reason)
        if isinstance(reason, QuantityError):
            return problems.BAD_QUANTITY, reason.reason if _fits(reason, place) else full_message
        return problems.BAD_VALUE, full_message
    if kind in _CHOICES:
        choices = [f'"{choice}"' if isinstance(choice, str) else str(choice) for choice in _choices(place)]
        return problems.BAD_VALUE, f"found {found(value)}, expected {listed(choices, 'or')}"
    if kind == "greater_than_equal":
        return problems.BAD_VALUE, f"found {found(value)}, expected at least {context['ge']}"
    if kind == "less_than_equal":
        problem = problems.TOO_MANY if place.key == "count" else problems.BAD_VALUE
        return problem, f"found {number(value)}, expected at most {context['le']:,}"
    expected = _TYPES.get(kind)
    if expected is None:
        return problems.WRONG_TYPE, error["msg"]
    return problems.WRONG_TYPE, f"found {found(value)}, expected {expected}{_like(kind, place, example)}"


def _like(kind: str, place: ErrorPlace, example: object) -> str:
    """An example of a value of the type that was expected, as it is written."""
    if kind in {"list_type", "dict_type", "model_type"}:
        inner, _ = table_in(keys_of(place.table)[place.key])
        if inner is None:
            return ""
        return f": {header_of((*place.where, 0) if kind == 'list_type' else place.where)}"
    return "" if example is None or kind == "bool_type" else f" such as {value_text(example)}"


def _choices(place: ErrorPlace) -> list[str | int]:
    """The values that a key can have where these are listed."""
    return [part for part in parts_of(keys_of(place.table)[place.key]) if isinstance(part, (str, int))]


def _other_words(place: ErrorPlace) -> list[str]:
    """What else a key with choices takes, as the JSON Schema offers it: the guide's words too."""
    parts = parts_of(keys_of(place.table)[place.key])
    schemas = [part.json_schema for part in parts if isinstance(part, WithJsonSchema)]
    return [word for schema in schemas if schema for word in schema.get("enum", ())]
