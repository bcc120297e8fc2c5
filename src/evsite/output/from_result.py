"""How what is shown takes over the fields of a result."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar, cast

T = TypeVar("T")


def from_result(kind: type[T], source: object, /, **others: Any) -> T:  # noqa: ANN401 - fields of any type
    """A `kind` with the fields of `source` that have the same name; `others` are those that have not."""
    names = (field.name for field in fields(cast("Any", kind)) if field.name not in others)
    return kind(**{name: getattr(source, name) for name in names if hasattr(source, name)}, **others)
