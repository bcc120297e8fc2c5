"""Edits made in the text of a site file: what they do not touch stays as it was written, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import tomli

from evsite.model.remedy import REMOVE, Edit
from evsite.sitefile.spans import Place, scan
from evsite.toml_text import assignment, document, header, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.remedy import KeyPath


_NAMED = 2
"""Depth of the tables that have a header of their own when evsite writes them: `[groups.EV1]`."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """A site file after some edits, made one after the other.

    A value is replaced where it stands, a key that is not there yet goes below the others of its table, a new table
    to the end of the file.

    Args:
        text: TOML that tomli accepts.
        edits: each with a route of keys; tables on the way that are missing are made.

    Returns:
        The new text. Where a file is written in a way in which an edit has no place of its own (a table in another
        table's dotted key, say), all of it is written anew, without its comments.

    Raises:
        KeyError: a route leads through what is no table, or to an element that a list does not have.
    """
    for edit in edits:
        wanted = changed(tomli.loads(text), edit)
        try:
            edited = _edited(text, edit)
            good = _filled(tomli.loads(edited)) == _filled(wanted)
        except tomli.TOMLDecodeError:
            good = False
        text = edited if good else document(wanted)
    return text


def changed(data: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """The parsed tables after an edit; those given stay as they are.

    Raises:
        KeyError: a route leads through what is no table, or to an element that a list does not have.
    """
    new = deepcopy(dict(data))
    table: Any = new
    *way, last = edit.path
    for key in way:
        if isinstance(table, dict) and key not in table:
            table[key] = {}
        table = _inner(table, key)
    if edit.value is not REMOVE and isinstance(table, dict):
        table[last] = edit.value
        return new
    old = _inner(table, last)
    if edit.value is not REMOVE:
        table[last] = edit.value
    elif isinstance(table, list) and len(table) == 1 and isinstance(old, dict):
        # without its last [[table]] an array of tables is gone
        return changed(new, Edit(tuple(way), REMOVE))
    else:
        del table[last]
    return new


def _filled(value: Any) -> Any:  # noqa: ANN401 - what TOML holds
    """Tables without those that hold nothing: `[a]` alone, or what is left of `[a.b]` without it."""
    if not isinstance(value, dict):
        return value
    tables = {key: _filled(inner) for key, inner in value.items()}
    return {key: inner for key, inner in tables.items() if inner != {}}


def _inner(table: Any, key: str | int) -> Any:  # noqa: ANN401 - what TOML holds
    """What stands under a key of a table, or at a place of a list."""
    try:
        return table[key]
    except (IndexError, TypeError) as error:
        raise KeyError(key) from error


def _edited(text: str, edit: Edit) -> str:
    places = scan(text)
    place = places.get(edit.path)
    if edit.value is REMOVE:
        return text if place is None else _without(text, places, edit.path, place)
    if place is not None and place.value is not None:
        start, end = place.value
        return text[:start] + value_text(edit.value) + text[end:]
    line_end = "\r\n" if "\r\n" in text else "\n"
    if isinstance(edit.value, Mapping) and len(edit.path) <= _NAMED:
        lines = [header(*map(str, edit.path)), *(assignment(key, value) for key, value in edit.value.items())]
        return _at_the_end(text, lines, line_end)
    parent = places.get(edit.path[:-1])
    if parent is not None and parent.value is not None:
        return _into_inline_table(text, parent.value, assignment(str(edit.path[-1]), edit.value))
    for length in range(len(edit.path) - 1, 0, -1):
        above = places.get(edit.path[:length])
        if above is not None and above.header is not None and _opens(places, above.header) == edit.path[:length]:
            end = text.find("\n", _last_key_end(places, above.header))
            key = header(*map(str, edit.path[length:])).strip("[]")
            line = f"{key} = {value_text(edit.value)}"
            if end < 0:
                return f"{text}{line_end}{line}{line_end}"
            return f"{text[: end + 1]}{line}{line_end}{text[end + 1 :]}"
    lines = [header(*map(str, edit.path[:-1])), assignment(str(edit.path[-1]), edit.value)]
    return _at_the_end(text, lines, line_end)


def _last_key_end(places: Mapping[KeyPath, Place], header_at: tuple[int, int]) -> int:
    """Where the last value under a header ends, or the header where nothing stands under it."""
    following = [place.header[0] for place in places.values() if place.header and place.header[0] > header_at[0]]
    next_header = min(following, default=None)
    ends = [
        place.value[1]
        for place in places.values()
        if place.value and place.value[0] > header_at[0] and (next_header is None or place.value[1] <= next_header)
    ]
    return max([header_at[1], *ends])


def _opens(places: Mapping[KeyPath, Place], header_at: tuple[int, int]) -> KeyPath:
    """The table that a header opens; `[a.b]` is where `a` stands too."""
    return max((path for path, place in places.items() if place.header == header_at), key=len)


def _at_the_end(text: str, lines: list[str], line_end: str) -> str:
    above = text if not text or text.endswith("\n") else text + line_end
    return above + line_end + line_end.join(lines) + line_end


def _into_inline_table(text: str, braces: tuple[int, int], pair: str) -> str:
    start, end = braces
    inside = text[start + 1 : end - 1].rstrip()
    return f"{text[: start + 1]}{inside}{',' if inside.strip() else ''} {pair} {text[end - 1 :]}"


def _without(text: str, places: Mapping[KeyPath, Place], path: KeyPath, place: Place) -> str:
    if place.value is None:
        return _without_table(text, places, path, place)
    start, end = place.key[0] if place.key is not None else place.value[0], place.value[1]
    line_start = text.rfind("\n", 0, start) + 1
    if not text[line_start:start].strip():
        # a line of its own, its comment goes too
        line_end = text.find("\n", end)
        return text[:line_start] + ("" if line_end < 0 else text[line_end + 1 :])
    after = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
    if text[after : after + 1] == ",":
        rest = text[after + 1 :].lstrip(" \t")
        return text[:start] + rest
    return text[:start].rstrip(" \t").removesuffix(",").rstrip(" \t") + text[end:]


def _without_table(text: str, places: Mapping[KeyPath, Place], path: KeyPath, place: Place) -> str:
    if place.header is None:
        return text
    start = text.rfind("\n", 0, place.header[0]) + 1
    others = [
        other.header[0]
        for route, other in places.items()
        if other.header is not None and other.header[0] > place.header[0] and route[: len(path)] != path
    ]
    return text[:start] + (text[text.rfind("\n", 0, min(others)) + 1 :] if others else "")
