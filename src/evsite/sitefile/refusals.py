"""What pydantic refuses in a table, in the words of TOML: where, what was found and what would do."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError, WithJsonSchema

from evsite.model.remedy import NOTHING, REMOVE, Alternative, Edit, added, meant, one_of, remedy, renamed
from evsite.sitefile import problems
from evsite.sitefile.quantity_errors import NoBreakerError, QuantityError
from evsite.sitefile.refused import RefusalError
from evsite.sitefile.tables.base import Table, keys_of, parts_of
from evsite.sitefile.tables.places import header_with, placed_keys, table_in
from evsite.sitefile.tables.sharing import GroupTable
from evsite.sitefile.tables.site import SiteTable
from evsite.sitefile.tables.stations import StationTable
from evsite.sitefile.trade_keys import key_meant
from evsite.sitefile.value_types import MAX_COUNT
from evsite.sitefile.wording import found, header_of, number, shown
from evsite.toml_text import value_text
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

    from evsite.model.finding import Finding, Path
    from evsite.model.remedy import Remedy
    from evsite.sitefile.lost import Lost
    from evsite.sitefile.nearest import Nearest
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.refused import Fit

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


class _Place(NamedTuple):
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

    Returns
    -------
    list[Finding]
        One finding an error. A key that is missing because it is misspelt is reported once.
    """
    every = error.errors(include_url=False)
    errors = [(each, _place(each["loc"], table, raw, path)) for each in every[:MOST_REPORTED]]
    near_keys: dict[Path, str] = {}
    for each, place in errors:
        if each["type"] == "extra_forbidden":
            near = _key_meant(place, nearest)
            if near is not None:
                near_keys[place.where] = near
    misspelt = {(*where[:-1], near) for where, near in near_keys.items()}
    full_message = [
        _finding(each, place, near_keys.get(place.where), title, nearest, names or {})
        for each, place in errors
        if each["type"] != "missing" or not (place.where in misspelt or (lost is not None and lost.misses(place.where)))
    ]
    if len(every) > len(errors) and full_message:
        more = f"{full_message[-1].message} (and {len(every) - len(errors):,} more in this table)"
        full_message[-1] = replace(full_message[-1], message=more)
    return full_message


def wrong_keys(error: ValidationError) -> set[str]:
    """The keys of the table itself that something is wrong with, or that are not there."""
    return {str(each["loc"][0]) for each in error.errors(include_url=False, include_context=False, include_input=False)}


def _finding(
    error: ErrorDetails, place: _Place, near: str | None, title: str, nearest: Nearest, names: Mapping[str, str]
) -> Finding:
    header, key = title or header_of(place.path), place.key
    if error["type"] == "extra_forbidden":
        message = f"unknown key '{shown(key)}' in {header}"
        unknown = _of_unknown_key(place, near, header)
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


def _of_unknown_key(place: _Place, near: str | None, header: str) -> Remedy:
    guides = _OTHER_WORDS.get((place.table, place.key))
    if guides is not None:
        return remedy(guides)
    value = place.raw[place.key]
    takers, homes = homes_of(place.key, value, besides=place.table)
    if near is not None and near == _trade_key(place):
        takers = []
    if takers or (homes and near is None):
        return remedy(belongs(place.key, takers or homes), None if near is None else f"did you mean '{near}'?")
    if near is None:
        others = listed([name for name in keys_of(place.table) if name not in place.raw], "and")
        # a key that cannot be shown as it is, is not written into a remedy
        away = Edit(place.where, REMOVE) if shown(place.key) == place.key else "remove it"
        return remedy(away, f"write what {header} also takes: {others}" if others else None)
    return renamed(place.where, near, value) if _is_plain(value) else remedy(f"did you mean '{near}'?")


def _key_meant(place: _Place, nearest: Nearest) -> str | None:
    """The key of this table that was meant: by a word of the trade, or by a spelling that is near.

    A key that another table has by this very name is a misspelt one of this table only where the value fits.
    """
    meant_key = _trade_key(place)
    if meant_key is not None:
        return meant_key
    near = nearest(place.key, [key for key in keys_of(place.table) if key not in place.raw])
    _, homes = homes_of(place.key, place.raw[place.key], besides=place.table)
    return near if near is None or not homes or takes(place.table, near, place.raw[place.key]) else None


def _trade_key(place: _Place) -> str | None:
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


def _is_plain(value: object) -> bool:
    """Whether a value can be that of an edit: a scalar that JSON has too, or a list of these."""
    if isinstance(value, list):
        return all(_is_plain(item) and not isinstance(item, list) for item in value)
    return isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))


def _of_value(error: ErrorDetails, place: _Place, nearest: Nearest) -> Remedy:
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


def _any_of(place: _Place, value: object) -> Remedy:
    """The choices of a key, or an example of what it takes, where what was meant cannot be determined."""
    choices = [choice for choice in _choices(place) if len(place.route) == 1]
    if isinstance(value, int):  # the nearest first
        choices.sort(key=lambda choice: abs(choice - value) if isinstance(choice, int) else MAX_COUNT)
    if 0 < len(choices) <= _MOST_CHOICES:
        return one_of(place.where, choices, "written")
    example = _example(place)
    if example is None or not _is_plain(example) or not _does(place, example):
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


def _does(place: _Place, value: object) -> bool:
    return (len(place.route) == 1 or _is_text_of_table(place)) and takes(place.table, place.key, value)


def _value_at(place: _Place) -> Path:
    """Where the value stands that an error is about: a table may be written as the text of one of its keys."""
    return (*place.path, place.key) if _is_text_of_table(place) else place.where


def _is_text_of_table(place: _Place) -> bool:
    return len(place.route) > 1 and isinstance(place.raw.get(place.key), str)


def _fits(reason: RefusalError, place: _Place) -> tuple[Fit, ...]:
    """Values that the key takes, of those that would do."""
    return tuple(value for value in reason.fits if _does(place, value))


def takes(table: type[Table], key: str, value: object) -> bool:
    """Whether a value would do for a key of a table, whatever else stands there."""
    try:
        table.model_validate({key: value})
    except ValidationError as error:
        return key not in wrong_keys(error)
    return True


def _example(place: _Place) -> Any:  # noqa: ANN401 - a value of TOML
    """A value that the key takes; None where it has no example."""
    examples = keys_of(place.table)[place.key].examples
    return examples[0] if examples and len(place.route) == 1 else None


def _refused(error: ErrorDetails, place: _Place, example: object) -> tuple[Problem, str]:
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


def _like(kind: str, place: _Place, example: object) -> str:
    """An example of a value of the type that was expected, as it is written."""
    if kind in {"list_type", "dict_type", "model_type"}:
        inner, _ = table_in(keys_of(place.table)[place.key])
        if inner is None:
            return ""
        return f": {header_of((*place.where, 0) if kind == 'list_type' else place.where)}"
    return "" if example is None or kind == "bool_type" else f" such as {value_text(example)}"


def _place(route: Path, table: type[Table], raw: Mapping[str, Any], path: Path) -> _Place:
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
    return _Place(table, raw, path, route)


def _choices(place: _Place) -> list[str | int]:
    """The values that a key can have where these are listed."""
    return [part for part in parts_of(keys_of(place.table)[place.key]) if isinstance(part, (str, int))]


def _other_words(place: _Place) -> list[str]:
    """What else a key with choices takes, as the JSON Schema offers it: the guide's words too."""
    parts = parts_of(keys_of(place.table)[place.key])
    schemas = [part.json_schema for part in parts if isinstance(part, WithJsonSchema)]
    return [word for schema in schemas if schema for word in schema.get("enum", ())]
