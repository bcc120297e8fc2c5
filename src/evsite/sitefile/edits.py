"""Edits made in the text of a site file: what they do not touch stays as it was written, comments too."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import tomli

from evsite.model.remedy import REMOVE, Edit, Replacement
from evsite.sitefile.spans import Place, scan
from evsite.sitefile.tables.places import key_of_text
from evsite.toml_text import assignment, document, header, value_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.remedy import Alternative, KeyPath
    from evsite.sitefile.document import Document


_NAMED = 2
"""Depth of the tables that have a header of their own when evsite writes them: `[groups.EV1]`."""


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """A site file after some edits, made one after the other.

    A value is replaced where it stands, a key that is not there yet goes below the others of its table, a new table
    to the end of the file.

    Parameters
    ----------
    text
        TOML that tomli accepts.
    edits
        Each with a route of keys; tables on the way that are missing are made.

    Returns
    -------
    str
        The new text. Where a file is written in a way in which an edit has no place of its own (a table in another
        table's dotted key, say), all of it is written anew, without its comments.

    Raises
    ------
    KeyError
        A route leads through what is no table, or to an element that a list does not have.
    """
    data: dict[str, Any] | None = None
    for each in edits:
        data = tomli.loads(text) if data is None else data
        (edit,) = _into_tables(data, [each])
        wanted = changed(data, edit)
        text = _replaced(text, [_replacement(text, scan(text), edit)])
        data = _read(text)
        if not _holds(data, wanted):
            text, data = document(wanted), None
    return text


def replacements(text: str, edits: Iterable[Edit], places: Mapping[KeyPath, Place] | None = None) -> list[Replacement]:
    """What to replace in a site file so that all of some edits are made at once, in the order of the file.

    Parameters
    ----------
    text
        TOML that tomli accepts.
    edits
        As for `apply_edits`.
    places
        Where things stand in the text, if that is known already.

    Returns
    -------
    list[Replacement]
        Stretches that do not meet; none where an edit has no place of its own.
    """
    places = scan(text) if places is None else places
    wanted, found = tomli.loads(text), list[Replacement]()
    for edit in _into_tables(wanted, edits):
        try:
            wanted = changed(wanted, edit)
        except KeyError:
            return []
        found.append(_replacement(text, places, edit))
    found = [each for each in found if each.text or each.start < each.end]
    found.sort(key=lambda each: each.start)
    apart = all(before.end <= after.start for before, after in pairwise(found))
    return found if apart and _holds(_read(_replaced(text, found)), wanted) else []


def stretches(document: Document, way: Alternative) -> list[Replacement]:
    """What to replace in the text of a document for one way out of a finding: the edits of keys, or of the text itself.

    Returns
    -------
    list[Replacement]
        Stretches that do not meet, in the order of the file; none where an edit has no place of its own.
    """
    if way.rewrites:
        return sorted(way.rewrites)
    if not way.edits:
        return []
    meant = document.meant
    try:
        found = replacements(meant, way.edits, document.places if meant is document.text else None)
    except tomli.TOMLDecodeError:
        return []
    placed = [document.in_text(each) for each in found]
    return [each for each in placed if each is not None] if None not in placed else []


def _replaced(text: str, found: list[Replacement]) -> str:
    for start, end, new in reversed(found):
        text = text[:start] + new + text[end:]
    return text


def _read(text: str) -> dict[str, Any] | None:
    """What a text holds; None if it is no TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None


def _holds(data: Mapping[str, Any] | None, wanted: Mapping[str, Any]) -> bool:
    """Whether what was read from a text is what is wanted."""
    return data is not None and (data == wanted or bool(_filled(data) == _filled(wanted)))


def as_table(value: Any, name: str | int) -> Any:  # noqa: ANN401 - what TOML holds
    """What a key holds, as a table where it is written as one text: `conductor = "6 AWG"`."""
    key = key_of_text(str(name)) if isinstance(value, str) else None
    return value if key is None else {key: value}


def _into_tables(data: Mapping[str, Any], edits: Iterable[Edit]) -> list[Edit]:
    """Edits of keys in a table that is written as one text are one edit, which writes the table."""
    found: list[Edit] = []
    opened: dict[KeyPath, tuple[int, dict[str, Any]]] = {}
    for edit in edits:
        above = edit.path[:-1]
        if above not in opened:
            old = _held(data, above)
            table = as_table(old, above[-1]) if above else old
            if table is old or edit.value is REMOVE or isinstance(edit.value, Mapping):
                found.append(edit)
                continue
            opened[above] = len(found), table
            found.append(edit)
        at, table = opened[above]
        table[str(edit.path[-1])] = edit.value
        found[at] = Edit(above, table)
    return found


def _held(data: Any, path: KeyPath) -> Any:  # noqa: ANN401 - what TOML holds
    """What stands at a route; None where it leads nowhere."""
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def changed(data: Mapping[str, Any], edit: Edit) -> dict[str, Any]:
    """The parsed tables after an edit; those given stay as they are.

    Raises
    ------
    KeyError
        A route leads through what is no table, or to an element that a list does not have.
    """
    new = deepcopy(dict(data))
    table: Any = new
    *way, last = edit.path
    for key in way:
        if isinstance(table, dict) and key not in table:
            table[key] = {}
        inner = _inner(table, key)
        if isinstance(inner, str) and isinstance(table, dict):
            table[key] = inner = as_table(inner, key)
        table = inner
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


def _replacement(text: str, places: Mapping[KeyPath, Place], edit: Edit) -> Replacement:
    place = places.get(edit.path)
    if edit.value is REMOVE:
        return Replacement(0, 0, "") if place is None else _without(text, places, edit.path, place)
    if place is not None and place.value is not None:
        return Replacement(*place.value, value_text(edit.value))
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
            line = f"{key} = {value_text(edit.value)}{line_end}"
            if end < 0:
                return Replacement(len(text), len(text), line_end + line)
            return Replacement(end + 1, end + 1, line)
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


def _at_the_end(text: str, lines: list[str], line_end: str) -> Replacement:
    above = "" if not text or text.endswith("\n") else line_end
    return Replacement(len(text), len(text), above + line_end + line_end.join(lines) + line_end)


def _into_inline_table(text: str, braces: tuple[int, int], pair: str) -> Replacement:
    start, end = braces
    inside = text[start + 1 : end - 1].rstrip()
    return Replacement(start + 1 + len(inside), end - 1, f"{',' if inside.strip() else ''} {pair} ")


def _without(text: str, places: Mapping[KeyPath, Place], path: KeyPath, place: Place) -> Replacement:
    if place.value is None:
        return _without_table(text, places, path, place)
    start, end = place.key[0] if place.key is not None else place.value[0], place.value[1]
    line_start = text.rfind("\n", 0, start) + 1
    if not text[line_start:start].strip():
        # a line of its own, its comment goes too
        return Replacement(line_start, text.find("\n", end) + 1 or len(text), "")
    after = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
    if text[after : after + 1] == ",":
        rest = text[after + 1 :].lstrip(" \t")
        return Replacement(start, len(text) - len(rest), "")
    return Replacement(len(text[:start].rstrip(" \t").removesuffix(",").rstrip(" \t")), end, "")


def _without_table(text: str, places: Mapping[KeyPath, Place], path: KeyPath, place: Place) -> Replacement:
    if place.header is None:
        return Replacement(0, 0, "")
    start = text.rfind("\n", 0, place.header[0]) + 1
    others = [
        other.header[0]
        for route, other in places.items()
        if other.header is not None and other.header[0] > place.header[0] and route[: len(path)] != path
    ]
    return Replacement(start, text.rfind("\n", 0, min(others)) + 1 if others else len(text), "")
