"""A remedy in words. Every number in the sentence is that of the edit."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE
from evsite.toml_text import assignment, header, value_text
from evsite.words import alternatives, article, count, enumeration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.remedy import Alternative, Edit, KeyPath, Remedy

SIZED = {("circuits", "breaker"): "breaker", ("panels", "main"): "main", ("panels", "bus"): "bus"}
"""Keys whose value is the size of a thing, by section, and what people call the thing."""


def sentence(remedy: Remedy, at: KeyPath) -> str:
    """All ways out: "a 125 A breaker, or a group on EV1 of at most 80 A".

    Args:
        remedy: the ways out.
        at: the place of the finding. Keys of its own table need no more than their name.
    """
    parts, before = [], None
    for alternative in remedy.alternatives:
        parts.append(_words(alternative, at, before))
        before = alternative.edits
    bounded = any(each.edits and each.words for each in remedy.alternatives)
    return "; or ".join(parts) if bounded else alternatives(parts)


def _words(alternative: Alternative, at: KeyPath, before: Sequence[Edit] | None) -> str:
    edits = alternative.edits
    if not edits:
        return alternative.words
    if before and [edit.path for edit in before] == [edit.path for edit in edits[:1]] and _shortens(edits):
        # the same key once more: plan = "enterprise", or "fleet-enterprise"
        said = value_text(edits[0].value)
    else:
        said = enumeration([_phrase(list(alike), at) for _, alike in groupby(edits, _kind)])
    return f"{said}, {alternative.words}" if alternative.words else said


def _shortens(edits: Sequence[Edit]) -> bool:
    (edit,) = edits if len(edits) == 1 else (None,)
    return edit is not None and isinstance(edit.value, str) and not edit.noun and _sized(edit.path) is None


def _kind(edit: Edit) -> tuple[object, ...]:
    """Edits of the same key to the same value in several tables are told as one."""
    return edit.path[0], edit.path[2:], repr(edit.value)


def _phrase(edits: Sequence[Edit], at: KeyPath) -> str:
    said, whole = _change(edits[0])
    if whole or all(edit.path[:2] == at[:2] for edit in edits):
        return said
    tables = [header(*map(str, edit.path[:2])) for edit in edits if edit.path[0] != "site"]
    return f"{said} in {enumeration(tables)}" if tables else said


def _change(edit: Edit) -> tuple[str, bool]:
    """An edit in words, and whether they tell the table too."""
    key, value = edit.path[-1], edit.value
    if value is REMOVE:
        return _removal(edit.path)
    if isinstance(value, dict):
        return _new_table(edit.path, value), True
    noun = edit.noun or _sized(edit.path)
    if noun and isinstance(value, str):
        return f"{article(value)} {value} {noun}", False
    if noun and isinstance(value, int):
        return f"at most {count(value, noun)}", True
    return assignment(str(key), value), False


def _removal(path: KeyPath) -> tuple[str, bool]:
    if isinstance(path[-1], int):
        return f"remove this [[{path[0]}]]", True
    table = len(path) == 2 and path[0] != "site"
    return f"remove {header(*map(str, path)) if table else path[-1]}", table


def _sized(path: KeyPath) -> str | None:
    return SIZED.get((str(path[0]), str(path[-1])))


def _new_table(path: KeyPath, table: Mapping[str, object]) -> str:
    if path[0] == "groups" and set(table) == {"on", "limit"}:
        return f"a group on {table['on']} of at most {table['limit']}"
    keys = enumeration([assignment(key, value) for key, value in table.items()])
    return f"{header(*(str(part) for part in path))} with {keys}"
