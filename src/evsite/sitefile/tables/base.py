"""What all tables of a site file share."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

OTHERWISE = "x-otherwise"
"""Where the schema of a key keeps what counts if it is left out, in words; `site_schema` takes it out again."""

DESCRIPTIVE = "x-descriptive"
"""Where the schema of a key keeps that it only describes; `site_schema` takes it out again."""


class Table(BaseModel):
    """A table as it is written: nothing is converted silently, no key goes unread, and nothing changes afterwards.

    A model is built when a file first has such a table: few files have all of them.
    """

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class CompoundTextTable(Table):
    """A table some of whose texts say what other keys hold too: `breaker = "40A 2P"` says the poles.

    `texts` reads the text of a key and gives what it says of others; `readings` reads such another key, to see whether
    both say the same. A table may be written as one text, that of the key `whole`.
    """

    texts: ClassVar[Mapping[str, Callable[[object], Mapping[str, object]]]] = {}
    readings: ClassVar[Mapping[str, Callable[[Any], object]]] = {}
    whole: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _read_texts(cls, raw: object) -> object:
        if isinstance(raw, str) and cls.whole:
            raw = {cls.whole: raw}
        if not isinstance(raw, dict):
            return raw
        stated = {other: value for key in cls.texts if key in raw for other, value in cls.texts[key](raw[key]).items()}
        return {**stated, **raw} if stated else raw


@cache
def keys_of(table: type[Table]) -> dict[str, FieldInfo]:
    """What a table can hold, by the key that the file has for it."""
    return {field.alias or name: field for name, field in table.model_fields.items()}


def parts_of(field: FieldInfo) -> list[Any]:
    """All that the type of a key is made of: classes, the choices of a literal, and what annotates them."""
    return [*field.metadata, *_parts(field.annotation)]


def _parts(annotation: object) -> list[Any]:
    inner = get_args(annotation)
    return [value for part in inner for value in _parts(part)] if inner else [annotation]


def key(description: str, *, example: Any = None, default: Any = ..., unit: str = "", alias: str | None = None) -> Any:  # noqa: ANN401
    """A key that has to be there, or that has the value `default` where it is left out.

    Parameters
    ----------
    description
        What it means, for editors.
    example
        A value that would do; not needed where the type of the key lists its values.
    default
        The value that counts where it is left out.
    unit
        What a quantity is given in, for people.
    alias
        How the file writes it, where that is no name of Python.
    """
    return Field(
        default=default, alias=alias, description=_described(description, "", unit), examples=_examples(example)
    )


def optional(description: str, *, example: Any = None, usual: Any = None, otherwise: str = "", unit: str = "") -> Any:  # noqa: ANN401
    """A key that may be left out, and is None then.

    Parameters
    ----------
    description
        What it means, for editors.
    example
        A value that would do; not needed where the type of the key lists its values.
    usual
        The value that counts where it is left out.
    otherwise
        In words what counts where it is left out, if that is no one value.
    unit
        What a quantity is given in, for people.
    """
    left_out = otherwise or ("" if usual is None else str(usual))
    extra: dict[str, Any] = {OTHERWISE: otherwise} if otherwise else {} if usual is None else {"default": usual}
    return Field(
        default=None,
        description=_described(description, left_out, unit),
        examples=_examples(example),
        json_schema_extra=extra or None,
    )


def descriptive(description: str, *, example: Any = None, unit: str = "") -> Any:  # noqa: ANN401
    """A key that only describes: it is None where it is left out, and no finding or figure depends on it.

    Parameters
    ----------
    description
        What it means, for editors.
    example
        A value that would do; not needed where the type of the key lists its values.
    unit
        What a quantity is given in, for people.
    """
    return Field(
        default=None,
        description=_described(description, "", unit),
        examples=_examples(example),
        json_schema_extra={DESCRIPTIVE: True},
    )


def is_descriptive(field: FieldInfo) -> bool:
    """Whether a key only describes."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and DESCRIPTIVE in extra


def _described(description: str, left_out: str, unit: str) -> str:
    text = f"{description}; {left_out} unless given" if left_out else description
    return f"{text} [{unit}]" if unit else text


def _examples(example: object) -> list[Any] | None:
    return None if example is None else [example]
