"""What every document starts with, and how a document takes over the fields of a result."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, TypeVar, cast

from evsite._version import __version__

T = TypeVar("T")


FORMAT_VERSION: Literal["2.0"] = "2.0"
"""Keys are only ever added within one major version."""


@dataclass(frozen=True, slots=True)
class Tool:
    """The program that wrote a document."""

    name: str = "evsite"
    version: str = __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every document starts with."""

    format_version: Literal["2.0"] = FORMAT_VERSION
    tool: Tool = Tool()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Head):
    """A document about one file; `file` is None where it is about none."""

    file: str | None = None


def told(kind: type[T], source: object, /, **others: Any) -> T:  # noqa: ANN401 - fields of any type
    """A `kind` with the fields of `source` that have the same name; `others` are those that have not.

    Fields that every document has are not looked for.
    """
    head = {field.name for field in fields(Document)}
    same = {
        field.name: getattr(source, field.name)
        for field in fields(cast("Any", kind))
        if field.name not in others and field.name not in head
    }
    return kind(**same, **others)
