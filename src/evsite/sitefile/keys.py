"""Every key of the site file by its place, and what it can be: the tables themselves, asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import starmap
from typing import TYPE_CHECKING, Any

from evsite.sitefile.quantity_types import QuantityIn
from evsite.sitefile.quantity_units import noun_of, unit_of
from evsite.sitefile.schema import EditorSchema
from evsite.sitefile.suggested import Holds, Spelled, Suggested
from evsite.sitefile.tables.base import OTHERWISE, Table, keys_of, parts_of
from evsite.sitefile.tables.places import ANY, SINGLE_TABLES, PlacedKey, describes, header_with, placed_keys, table_in
from evsite.toml_text import assignment
from evsite.words import alternatives, listed

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from evsite.sitefile.tables.places import KeyPlace

_EXAMPLE_NAMES = {
    "supplies": "T1",
    "panels": "EV1",
    "circuits": "C",
    "stations": "S",
    "groups": "EV1",
    "loads": "HVAC",
    "fleets": "Vans",
    "catalog": "mine",
    "profiles": "ours",
}
"""What examples call a thing of each section."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the site file. Keys of several tables that are the same in all of them are one, with several places.

    `values` are those that are listed, as they are written; `spellings` what is understood besides. `open` says that
    others do as well: names of one's own.
    """

    name: str
    places: tuple[KeyPlace, ...]
    meaning: str
    kind: str
    """What it holds: "a current, as a text with its unit", "a whole number from 1 to 24"."""
    units: tuple[str, ...]
    required: bool
    default: str | int | bool | None
    """The value that counts where it is left out; None where there is no such value."""
    otherwise: str
    """What counts where it is left out, in words, where that is no one value."""
    values: tuple[str | int, ...]
    spellings: tuple[str, ...]
    open: bool
    example: str
    """Lines of a site file, the first of them the header of a table."""
    keys: tuple[str, ...]
    """The keys of the table or tables that it holds; empty for a value."""
    descriptive: bool
    """Whether it only describes: no finding and no figure depends on it."""

    @property
    def paths(self) -> tuple[str, ...]:
        """Its places as they are written: "groups.*.limit"."""
        return tuple(".".join(place) for place in self.places)


@cache
def all_keys() -> tuple[Key, ...]:
    """Every key, in the order of the tables."""
    found: dict[tuple[object, ...], list[PlacedKey]] = {}
    for place, table, field in placed_keys():
        typed = repr(field.annotation), repr(field.metadata), repr(field.default)
        equal = (place[-1], field.description, *typed, describes(field))
        found.setdefault(equal, []).append(PlacedKey(place, table, field))
    return tuple(_key(*entries) for entries in found.values())


def find_keys(word: str) -> tuple[Key, ...]:
    """The keys that a word names: `slot`, `groups.slot`, `groups.*.slot`, `groups.EV1.slot`, `conductor.size`.

    Parameters
    ----------
    word
        Names with dots between, the last of them that of the key; in any case, and with brackets around it or
        not. What does not say which table is meant names the keys of all.
    """
    parts = tuple(part.strip().strip("\"'") for part in word.strip().strip("[]").split("."))
    taken = {
        key: min(filter(None, (_named(place, parts) for place in key.places)), default=None)
        for key in _by_name().get(parts[-1].lower(), ())
    }
    found = {key: names for key, names in taken.items() if names is not None}
    if found:
        # groups.schedule.limit is the limit of a schedule, not that of a group of this name
        return tuple(key for key, names in found.items() if names == min(found.values()))
    if not word.strip().startswith("[") and parts[-1] != ANY:
        return ()
    # a table by its header: [groups.EV1]
    tables = {each.place[:-2] for each in placed_keys() if each.place[-2:-1] == (ANY,)}
    return tuple(
        key
        for key in all_keys()
        if any(place in tables and _named((*place, ANY), parts) is not None for place in key.places)
    )


@cache
def _by_name() -> dict[str, tuple[Key, ...]]:
    """Keys by what each is called without its table."""
    found: dict[str, list[Key]] = {}
    for key in all_keys():
        for name in {place[-1] for place in key.places}:
            found.setdefault(name, []).append(key)
    return {name: tuple(keys) for name, keys in found.items()}


def names_of_keys() -> dict[str, tuple[Key, ...]]:
    """All that names a key without stars, "slot" and "groups.slot", each with the keys that are called so."""
    named: dict[str, dict[str, Key]] = {}
    for key in all_keys():
        for place in key.places:
            named.setdefault(".".join(part for part in place if part != ANY), {})[key.paths[0]] = key
    for key in all_keys():
        named.setdefault(key.name, {})[key.paths[0]] = key
    return {name: tuple(keys.values()) for name, keys in named.items()}


def _named(place: KeyPlace, parts: tuple[str, ...]) -> int | None:
    """How many names stand among the parts, plus one, if they are those of a place or of its end; None if not."""
    found = [_follows(place[start:], parts, 1) for start in range(len(place)) if place[start] != ANY]
    return min((names for names in found if names), default=None)


def _follows(place: KeyPlace, parts: tuple[str, ...], names: int) -> int | None:
    """The names among the parts of a place, whose stars stand for any name, or are left out."""
    if not place or not parts:
        return names if not place and not parts else None
    if place[0] == ANY:
        without = _follows(place[1:], parts, names)
        return without or (_follows(place[1:], parts[1:], names + 1) if parts[0] else None)
    return _follows(place[1:], parts[1:], names) if place[0] == parts[0].lower() else None


def _key(first: PlacedKey, *equal: PlacedKey) -> Key:
    place, table, field = first
    parts = parts_of(field)
    described = _schemas(table)[place[-1]]
    inner, _ = table_in(field)
    quantity = next((part for part in parts if isinstance(part, QuantityIn)), None)
    suggested = next((part for part in parts if isinstance(part, Suggested)), None)
    spelled = next((part for part in parts if isinstance(part, Spelled)), None)
    kind_words = next((part.words for part in parts if isinstance(part, Holds)), None)
    values, spellings = _choices(described, parts)
    if suggested is not None:
        values = tuple(suggested.values())
    elif spelled is not None:
        values, spellings = tuple(spelled.values()), tuple(spelled.spellings())
    return Key(
        name=place[-1],
        places=(place, *(each.place for each in equal)),
        meaning=field.description or "",
        kind=kind_words
        or (_quantity_kind(quantity) if quantity is not None else _kind(described, choice=bool(values))),
        units=() if quantity is None else tuple(unit_of(dimension) for dimension in quantity.dimensions),
        required=field.is_required(),
        default=_default(field),
        otherwise=extra.get(OTHERWISE, "") if isinstance(extra := field.json_schema_extra, dict) else "",  # type: ignore[arg-type]
        values=values,
        spellings=spellings,
        open=suggested is not None,
        example=_example(place, inner, _value(field, described, values)),
        keys=() if inner is None else tuple(keys_of(inner)),
        descriptive=describes(field),
    )


@cache
def _schemas(table: type[Table]) -> dict[str, dict[str, Any]]:
    schema: dict[str, dict[str, Any]] = table.model_json_schema(schema_generator=EditorSchema)["properties"]
    return schema


def _choices(described: dict[str, Any], parts: list[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The values of a key that has a few, and other words for them."""
    offered = described.get("enum", [])
    values = tuple(part for part in parts if isinstance(part, (str, int)) and part in offered)
    return values or tuple(offered), tuple(each for each in offered if values and each not in values)


def _quantity_kind(quantity: QuantityIn) -> str:
    nouns = listed([f"{noun_of(dimension)} [{unit_of(dimension)}]" for dimension in quantity.dimensions])
    return f"{nouns}, as a text with its unit, {quantity.bounds}"


_KINDS = {
    "boolean": "true or false",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "array": "a list",
    "object": "a table",
}


def _kind(described: dict[str, Any], *, choice: bool) -> str:
    """What a key holds, by its schema."""
    if "anyOf" in described:
        kinds = dict.fromkeys(_kind(each, choice=choice) for each in described["anyOf"])
        return alternatives([each for each in kinds if each != "a text" or len(kinds) == 1 or not choice])
    if "enum" in described:
        return "one of these values"
    if "$ref" in described:
        return "a table"
    kind = "a date" if described.get("format") == "date" else _KINDS[described["type"]]
    if described["type"] == "array":
        return f"{kind} of {_plural(_kind(described['items'], choice=choice))}"
    if described["type"] == "object":
        inner = described["additionalProperties"]
        return "tables by name" if "$ref" in inner else f"a table of {_plural(_kind(inner, choice=choice))}"
    return kind + _range(described)


def _plural(kind: str) -> str:
    words = kind.removeprefix("a ").split(" ", 1)
    if words[0] == "one":
        return "these values"
    if words[0] == "whole":
        return "whole numbers" + words[1].removeprefix("number")
    return " ".join([words[0] + "s", *words[1:]])


def _range(described: dict[str, Any]) -> str:
    least, most = described.get("minimum"), described.get("maximum")
    if "exclusiveMinimum" in described:
        return f" above {described['exclusiveMinimum']}" + ("" if most is None else f", at most {most}")
    if least is None:
        return ""
    return f" from {least:,} on" if most is None else f" from {least:,} to {most:,}"


def _default(field: FieldInfo) -> str | int | bool | None:
    extra = field.json_schema_extra
    value = extra.get("default") if isinstance(extra, dict) else field.default
    return value if isinstance(value, (str, int)) else None


def _value(field: FieldInfo, described: dict[str, Any], values: tuple[Any, ...]) -> Any:  # noqa: ANN401 - any of TOML
    """A value that would do: the example of the key or of its type, or else the first of a few, or true."""
    examples = field.examples or described.get("examples")
    if examples:
        return examples[0]
    if values:
        return values[0]
    return True if described.get("type") == "boolean" else None


def _example(place: KeyPlace, inner: type[Table] | None, value: Any) -> str:  # noqa: ANN401 - a value of TOML
    """The key with its example in its table; for a key that holds tables one with the keys that it needs."""
    if inner is None:
        return "\n".join([_header(place[:-1]), assignment(place[-1], value)])
    if value is None:
        needed = [(name, field) for name, field in keys_of(inner).items() if field.is_required()]
        shown = needed or list(keys_of(inner).items())[:1]
        value = {name: _value(field, _schemas(inner)[name], ()) for name, field in shown}
    many = isinstance(value, list) or (len(place) == 1 and place[0] not in SINGLE_TABLES)
    table = value[0] if isinstance(value, list) else value
    return "\n".join([_header((*place, ANY) if many else place), *starmap(assignment, table.items())])


def _header(place: KeyPlace) -> str:
    """The header of a table, with a name for its star: `[groups.EV1]`, or `[[groups.EV1.schedule]]`."""
    return header_with(place, _EXAMPLE_NAMES.get(place[0], ""))
