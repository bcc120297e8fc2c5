"""Where a value stands in a JSON text, by its route of keys and places."""

from __future__ import annotations

import json
import re

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()

Route = tuple[str | int, ...]


def place_of(text: str, route: Route) -> tuple[int, int]:
    """The offsets of the first line of a value; of the innermost that there is, where the route leads to nothing.

    Parameters
    ----------
    text
        What `json` has read without an error.
    route
        Keys of objects and places in lists, from 0.
    """
    at = _past_space(text, 0)
    for part in route:
        inner = _inner(text, at, part)
        if inner is None:
            break
        at = inner
    _, end = _DECODER.raw_decode(text, at)
    line_end = text.find("\n", at, end)
    return at, end if line_end < 0 else line_end


def show_route(route: Route) -> str:
    """A route as one would write it: "energyratestructure[2][0].rate"."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route)
    return text.removeprefix(".")


def _inner(text: str, at: int, part: str | int) -> int | None:
    """Where the value begins that an object or a list has at one part of a route; None where it has none."""
    opening, number, found = text[at], 0, None
    if opening not in ("{" if isinstance(part, str) else "["):
        return None
    at = _past_space(text, at + 1)
    while text[at] not in "]}":
        here: str | int = number
        if opening == "{":
            here, at = _DECODER.raw_decode(text, at)
            at = _past_space(text, _past_space(text, at) + 1)
        if here == part:
            # of a key that stands twice the last one counts
            found = at
            if opening == "[":
                return at
        _, at = _DECODER.raw_decode(text, at)
        at = _past_space(text, at)
        if text[at] == ",":
            at = _past_space(text, at + 1)
        number += 1
    return found


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
