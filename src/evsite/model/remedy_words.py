"""A remedy in words. Every number in the sentence is that of the edit."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from evsite.model.remedy import REMOVE
from evsite.toml_text import assignment, dotted, header, value_text
from evsite.words import alternatives, article, count, enumeration, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.model.remedy import Alternative, Edit, KeyPath, Remedy

SIZED = {("circuits", "breaker"): "breaker", ("panels", "main"): "main", ("panels", "bus"): "bus"}
"""Keys whose value is the size of a thing, by section, and what people call the thing."""
_SINGLE = {"site", "project", "dwelling", "scenario"}
"""Sections that are one table of keys."""
_MOST_TABLES = 4
"""Of more tables that take the same value the first ones are named, and how many more there are."""


def sentence(remedy: Remedy, at: KeyPath) -> str:
    """All ways out: "a 125 A breaker, or a group on EV1 of at most 80 A".

    Parameters
    ----------
    remedy
        The ways out.
    at
        The place of the finding. Keys of its own table need no more than their name.
    """
    misspelt = [way for way in remedy.alternatives if way.manner == "meant"]
    if misspelt:
        return _question(misspelt)
    runs: list[list[Alternative]] = []
    for way in remedy.alternatives:
        if runs and _goes_on(runs[-1][-1], way):
            runs[-1].append(way)
        else:
            runs.append([way])
    parts = [_words(run, at, adds=number > 0 and _adds(runs[number - 1])) for number, run in enumerate(runs)]
    bounded = any(way.edits and way.words for way in remedy.alternatives)
    return "; or ".join(parts) if bounded else alternatives(parts)


def keys_to_write(edits: Sequence[Edit]) -> str:
    """The keys of edits with their tables, without the values: "primary in [supplies.T]"."""
    tables: dict[KeyPath, list[KeyPath]] = {}
    for edit in edits:
        table = table_path(edit.path)
        tables.setdefault(table, []).append(edit.path[len(table) :])
    found: dict[tuple[KeyPath, ...], list[KeyPath]] = {}
    for table, keys in tables.items():
        found.setdefault(tuple(keys), []).append(table)
    return "; ".join(
        f"{enumeration([dotted(key) for key in keys])} in {some_tables(where)}" for keys, where in found.items()
    )


def table_path(path: KeyPath) -> KeyPath:
    """The table of a key, by the header that it usually has: `[site]`, `[circuits.C1]`."""
    return path[: 1 if path[0] in _SINGLE else 2]


def some_tables(tables: Sequence[KeyPath]) -> str:
    """Headers of tables, of many the first and how many more there are."""
    shown = tables[: _MOST_TABLES - 1] if len(tables) > _MOST_TABLES else tables
    more = [f"{len(tables) - len(shown):,} more"] if len(shown) < len(tables) else []
    return enumeration([*(header(*map(str, table)) for table in shown), *more]) if tables else ""


def _question(misspelt: Sequence[Alternative]) -> str:
    names = []
    for way in misspelt:
        first, last = way.edits[0], way.edits[-1]
        names.append(f"'{last.path[-1] if first.value is REMOVE else last.value}'")
    return " ".join(filter(None, [f"did you mean {listed(names)}?", misspelt[-1].words]))


def _goes_on(before: Alternative, way: Alternative) -> bool:
    """Whether two ways out are values of the same key: plan = "enterprise", or "fleet-enterprise"."""
    one, other = (each.edits[0] if len(each.edits) == 1 else None for each in (before, way))
    return (
        one is not None
        and other is not None
        and one.path == other.path
        and not before.words
        and isinstance(other.value, (str, int))
        and not other.noun
        and (way.manner != "set" or _sized(other.path) is None)
    )


def _adds(run: Sequence[Alternative]) -> bool:
    return run[-1].manner == "added"


def _words(run: Sequence[Alternative], at: KeyPath, *, adds: bool) -> str:
    """Values of one key, or one way out; `adds` says that "add" stands before it already."""
    first, last = run[0], run[-1]
    if not first.edits:
        return first.words
    groups = [list(equal) for _, equal in groupby(first.edits, _kind)]
    if first.manner == "added":
        gone = _phrases([group for group in groups if group[0].value is REMOVE], at)
        new = enumeration(_phrases([group for group in groups if group[0].value is not REMOVE], at, as_key=True))
        phrases = [*gone, new if adds else f"add {new}"] if new else gone
    else:
        phrases = _phrases(groups, at, as_key=first.manner == "written")
    stated = enumeration(phrases)
    values = [stated, *(value_text(way.edits[0].value) for way in run[1:])]
    if not last.words:
        return _choice(values)
    bounded = f"{values.pop()}, {last.words}"
    return "; or ".join(filter(None, [_choice(values), bounded]))


def _choice(values: Sequence[str]) -> str:
    return listed(values) if len(values) > 2 else alternatives(values)


def _kind(edit: Edit) -> tuple[object, ...]:
    """Edits of the same key to the same value in several tables are reported as one."""
    key = edit.path[1:] if edit.path[0] in _SINGLE else edit.path[2:]
    return edit.path[0], key, repr(edit.value)


def _phrases(groups: Sequence[Sequence[Edit]], at: KeyPath, *, as_key: bool = False) -> list[str]:
    """Edits in words, several of the same tables with these named once, behind the last of them."""
    stated = [_change(edits[0], as_key=as_key)[0] for edits in groups]
    where = [*(_tables(edits, at, as_key=as_key) for edits in groups), ""]
    return [
        " in ".join(filter(None, [text, place if place != following else ""]))
        for text, (place, following) in zip(stated, pairwise(where), strict=True)
    ]


def _tables(edits: Sequence[Edit], at: KeyPath, *, as_key: bool) -> str:
    """The tables of edits, where they have to be named; nothing for the table of the finding itself."""
    if _change(edits[0], as_key=as_key)[1] or all(edit.path[:2] == at[:2] for edit in edits):
        return ""
    tables = [edit.path[:2] for edit in edits if edit.path[0] not in _SINGLE]
    return some_tables(tables)


def _change(edit: Edit, *, as_key: bool) -> tuple[str, bool]:
    """An edit in words, and whether they show the table too; `as_key` shows the key by its name."""
    key, value = edit.path[-1], edit.value
    if value is REMOVE:
        return _removal(edit.path)
    if isinstance(value, dict):
        return _new_table(edit.path, value), True
    noun = "" if as_key else edit.noun or _sized(edit.path)
    if noun and isinstance(value, str):
        return f"{article(value)} {value} {noun}", False
    if noun and isinstance(value, int):
        return f"at most {count(value, noun)}", True
    return assignment(str(key), value), False


def _removal(path: KeyPath) -> tuple[str, bool]:
    if isinstance(path[-1], int):
        return f"remove this [[{'.'.join(str(part) for part in path[:-1])}]]", True
    table = len(path) == 2 and path[0] not in _SINGLE
    return f"remove {header(*map(str, path)) if table else path[-1]}", table


def _sized(path: KeyPath) -> str | None:
    return SIZED.get((str(path[0]), str(path[-1])))


def _new_table(path: KeyPath, table: Mapping[str, object]) -> str:
    if path[0] == "groups" and {"on", "limit"} <= set(table):
        more = enumeration([assignment(key, value) for key, value in table.items() if key not in {"on", "limit"}])
        return f"a group on {table['on']} of at most {table['limit']}{f' with {more}' if more else ''}"
    keys = enumeration([assignment(key, value) for key, value in table.items()])
    return f"{header(*(str(part) for part in path))} with {keys}"
