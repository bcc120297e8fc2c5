"""Fields of result types of which one is given: a number in one of several units."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import Field


def one_of() -> Any:  # noqa: ANN401 - as what `dataclasses.field` answers, it stands for a value of any type
    """A field that is None by default, and left out of documents where it is None."""
    return field(default=None, metadata={"one_of": True})


def is_one_of(of: Field[Any]) -> bool:
    """Whether a field was declared with `one_of`."""
    return "one_of" in of.metadata
