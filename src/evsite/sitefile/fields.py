"""What a table of the site file is made from: keys of a few kinds, read strictly, with every slip in a table told.

A class body declares its keys with annotations, much as for pydantic, and pydantic makes the JSON Schema from the very
same declarations (see `schema.py`). Reading goes without it: to import pydantic and to build its validators takes as
long as all the rest of `evsite check`, and a site file holds only texts, numbers, choices and tables of these.
"""

from __future__ import annotations

from functools import partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NoReturn,
    Self,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

    from evsite.model.finding import Path

    Read = Callable[[object], Any]

_Step = TypeVar("_Step", str, int)
Kind = Literal["unknown", "missing", "type", "choice", "least", "most", "value", "quantity"]
"""What is wrong: a key that there is not, one that is not there, or a value, in the ways that messages tell apart."""


class Refused(ValueError):  # noqa: N818 - it is caught where it is raised for, and never reaches a user of the library
    """Raised by what reads a value that it cannot take. The message says what was found and what would do.

    For the kind "type" the message is only what would do; for "least" and "most", `limit` is what was passed.
    """

    def __init__(self, message: str, kind: Kind = "value", limit: int = 0) -> None:
        self.kind = kind
        self.limit = limit
        super().__init__(message)


class Slip(NamedTuple):
    """Something wrong in a table: at a route of keys below it, with what was found there."""

    kind: Kind
    route: Path
    found: object
    message: str = ""
    limit: int = 0


class TableError(ValueError):
    """Raised by `Table.read`, with every slip of the table: by the order of its class, then keys that it has not."""

    def __init__(self, slips: list[Slip]) -> None:
        self.slips = slips
        super().__init__(f"{len(slips)} slips, the first is {slips[0]}")


class Key:
    """A key of a table: what a class body says of it, and what follows from its annotation.

    `choices` are the values it can have where these are listed; `table` is the class of the table, or of the tables
    in a list, that it holds.
    """

    __slots__ = ("annotation", "choices", "default", "description", "read", "required", "table")

    def __init__(self, description: str, default: object, *, required: bool, annotation: object = None) -> None:
        self.description = description
        self.default = default
        self.required = required
        self.annotation = annotation
        if annotation is not None:
            parts = _parts(annotation)
            self.read: Read = _reader(annotation)
            self.choices = tuple(part for part in parts if isinstance(part, (str, int)))
            self.table = next((part for part in parts if _is_table(part)), None)


def optional(description: str, *, default: object = None) -> Any:  # noqa: ANN401 - stands where a value of any type will
    """Declare a key that may be left out."""
    return Key(description, default, required=False)


def required(description: str) -> Any:  # noqa: ANN401
    """Declare a key that must be there."""
    return Key(description, None, required=True)


class Table:
    """What all tables share: nothing is converted silently, no key goes unread, and nothing changes afterwards."""

    given: frozenset[str]
    """The keys that stand in the file."""

    @classmethod
    def known_keys(cls) -> dict[str, Key]:
        """What a table of this class can hold."""
        return _keys(cls)

    @classmethod
    def read(cls, raw: Mapping[str, object]) -> Self:
        """A table from raw values. Raises TableError with every slip in it."""
        keys = _keys(cls)
        values: dict[str, object] = {"given": frozenset(raw)}
        slips: list[Slip] = []
        for name, its in keys.items():
            if name not in raw:
                values[name] = its.default.copy() if isinstance(its.default, list) else its.default
                if its.required:
                    slips.append(Slip("missing", (name,), raw))
                continue
            values[name] = _tried(its.read, name, raw[name], slips)
        slips += [Slip("unknown", (name,), value) for name, value in raw.items() if name not in keys]
        if slips:
            raise TableError(slips)
        table = cls.__new__(cls)
        table.__dict__.update(values)
        return table

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a table of a site file stays as it was read, {name} too")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={self.__dict__[name]!r}' for name in sorted(self.given))})"


class Reads:
    """Marks an annotation: values go through a function, and `json_schema` tells editors what it takes."""

    def __init__(self, read: Read, json_schema: dict[str, Any]) -> None:
        self.read = read
        self.json_schema = json_schema

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads the value: alike."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """What editors are told."""
        return self.json_schema


class Between:
    """Marks an annotation: a whole number from `least` to `most`."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def read(self, value: object) -> int:
        """The number; refused where it is none, or beyond the bounds."""
        number = _whole(value)
        if number < self.least:
            raise Refused(f"less than {self.least}", "least", self.least)
        if number > self.most:
            raise Refused(f"more than {self.most}", "most", self.most)
        return number

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """How pydantic reads the value: alike."""
        from pydantic_core import core_schema

        return core_schema.int_schema(strict=True, ge=self.least, le=self.most)


# --- from annotations to readers ----------------------------------------------------------------------------------


_KNOWN: dict[type[Table], dict[str, Key]] = {}


def _keys(table: type[Table]) -> dict[str, Key]:
    """Keys by name, those of a base class first. Worked out when a file has such a table: few have all of them."""
    if table not in _KNOWN:
        found: dict[str, Key] = {}
        for name, annotation in get_type_hints(table, include_extras=True).items():
            said = getattr(table, name, None)
            if isinstance(said, Key):
                found[name] = Key(said.description, said.default, required=said.required, annotation=annotation)
        _KNOWN[table] = found
    return _KNOWN[table]


def _reader(annotation: Any) -> Read:  # noqa: ANN401 - annotations have no type in common
    kind, parts = get_origin(annotation), get_args(annotation)
    if kind in {Union, UnionType}:
        # TOML has no null: what may be None is what may be left out
        (only,) = (part for part in parts if part is not NoneType)
        return _reader(only)
    if kind is Annotated:
        return cast("Read", parts[1].read)
    if kind is Literal:
        return partial(_one_of, parts)
    if kind is list:
        return partial(_each, _reader(parts[0]))
    if kind is dict:
        return partial(_named, _reader(parts[1]))
    if _is_table(annotation):
        return partial(_table, annotation)
    return _PLAIN[annotation]


def _parts(annotation: object) -> list[Any]:
    inner = get_args(annotation)
    return [value for part in inner for value in _parts(part)] if inner else [annotation]


def _is_table(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Table)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("a text in quotes", "type")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:  # True is one to Python
        raise Refused("a whole number", "type")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused("true or false", "type")
    return value


_PLAIN: dict[object, Read] = {str: _text, int: _whole, bool: _yes_or_no}


def _one_of(choices: tuple[object, ...], value: object) -> object:
    if not any(type(value) is type(choice) and value == choice for choice in choices):
        raise Refused("none of the choices", "choice")
    return value


def _each(read: Read, value: object) -> list[object]:
    if not isinstance(value, list):
        raise Refused("a list", "type")
    return list(_all(read, dict(enumerate(value))).values())


def _named(read: Read, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Refused("a table", "type")
    return _all(read, value)


def _all(read: Read, values: dict[_Step, Any]) -> dict[_Step, object]:
    slips: list[Slip] = []
    result = {step: _tried(read, step, value, slips) for step, value in values.items()}
    if slips:
        raise TableError(slips)
    return result


def _tried(read: Read, step: str | int, value: object, slips: list[Slip]) -> object:
    """What is read there, or nothing and one more slip, or several."""
    try:
        return read(value)
    except Refused as refusal:
        slips.append(Slip(refusal.kind, (step,), value, str(refusal), refusal.limit))
    except TableError as error:
        slips += [slip._replace(route=(step, *slip.route)) for slip in error.slips]
    return None


def _table(kind: type[Table], value: object) -> Table:
    if not isinstance(value, dict):
        raise Refused("a table", "type")
    return kind.read(value)
