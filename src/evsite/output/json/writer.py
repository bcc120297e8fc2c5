"""JSON as evsite writes it: one key a line, one element a line in lists, no NaN, the same bytes each time.

A list of a hundred thousand ports is written piece by piece, so that it never has to be one string.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def number(value: float | None) -> float | None:
    """`value` with twelve significant digits (79.99999999999999 is 80); None stays, as does what is no number.

    An unlimited or undefined value is None in every document: JSON knows neither infinity nor NaN.
    """
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.12g}")


def pieces(document: Mapping[str, Any]) -> Iterator[str]:
    """The text of a document, in pieces that together end with a line break; an iterator in it is a list."""
    yield "{"
    for place, (key, value) in enumerate(document.items()):
        yield f"{',' if place else ''}\n  {_compact(key)}: "
        if isinstance(value, Iterator) or (isinstance(value, list | tuple) and value):
            yield from _elements(value)
        else:
            yield _compact(value)
    yield "\n}\n"


def _elements(values: Iterable[Any]) -> Iterator[str]:
    yield "["
    for place, value in enumerate(values):
        yield f"{',' if place else ''}\n    {_compact(value)}"
    yield "\n  ]"


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON of ASCII alone, so that the bytes are the same whatever the encoding of the stream, and a line end."""
    return json.dumps(value, indent=indent, allow_nan=False) + "\n"


def _compact(value: object) -> str:
    return json.dumps(value, allow_nan=False)
