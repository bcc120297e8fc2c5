"""Where a value stands in a JSON text, by its route of keys and places."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()

Route = tuple[str | int, ...]


def places_of(text: str, routes: Iterable[Route]) -> dict[Route, tuple[int, int]]:
    """The offsets of the first line of each of some values; of the innermost one where a route leads nowhere.

    The text is gone through once for all of them.

    Parameters
    ----------
    text
        What `json` has read without an error.
    routes
        Keys of objects and places in lists, from 0.
    """
    places: dict[Route, tuple[int, int]] = {}
    waiting = [(_past_space(text, 0), 0, [*dict.fromkeys(routes)])]
    while waiting:
        at, depth, through = waiting.pop()
        wanted: dict[str | int, list[Route]] = {}
        for route in through:
            if depth < len(route):
                wanted.setdefault(route[depth], []).append(route)
        found = _inner(text, at, wanted) if wanted else {}
        waiting += [(where, depth + 1, wanted[part]) for part, where in found.items()]
        here = [route for route in through if depth == len(route) or route[depth] not in found]
        if here:
            _, end = _DECODER.raw_decode(text, at)
            line_end = text.find("\n", at, end)
            places.update(dict.fromkeys(here, (at, end if line_end < 0 else line_end)))
    return places


def show_route(route: Route) -> str:
    """A route as one would write it: "energyratestructure[2][0].rate"."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in route)
    return text.removeprefix(".")


def _inner(text: str, at: int, wanted: Container[str | int]) -> dict[str | int, int]:
    """Where the values begin that an object or a list has at some keys or places."""
    opening, number = text[at], 0
    found: dict[str | int, int] = {}
    if opening not in "{[":
        return found
    at = _past_space(text, at + 1)
    while text[at] not in "]}":
        here: str | int = number
        if opening == "{":
            here, at = _DECODER.raw_decode(text, at)
            at = _past_space(text, _past_space(text, at) + 1)
        if here in wanted:
            # of a key that stands twice the last one counts
            found[here] = at
        _, at = _DECODER.raw_decode(text, at)
        at = _past_space(text, at)
        if text[at] == ",":
            at = _past_space(text, at + 1)
        number += 1
    return found


def _past_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()
