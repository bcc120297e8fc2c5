"""Branches that are alike but for their names: what was proved for one holds for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from evsite.model.remedy import REMOVE, Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Finding
    from evsite.model.remedy import KeyPath

_NAMED = ("supplies", "panels", "circuits", "stations", "groups", "loads")
_REFERENCES = {"fed_from", "panel", "on", "circuits", "circuit", "members", "paired"}
"""Keys whose values are names of tables, of one of a family, or of a port."""
_PART = re.compile(r"\d+(?:\.\d+)?$|\.\d+$")
_MARK = "\0"
"""Begins the number that stands for a name; no name of a site file has it."""


class BranchNames:
    """The names of the tables of a branch by their number in it, and back."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._names: list[str] = list(dict.fromkeys(name for section in _NAMED for name in data.get(section, {})))
        self._numbers = {name: number for number, name in enumerate(self._names)}

    def number(self, name: str) -> str:
        """A name, or one of a family, with the number of its table instead."""
        if name in self._numbers:
            return f"{_MARK}{self._numbers[name]}{_MARK}"
        for length in range(len(name) - 1, 0, -1):
            if name[:length] in self._numbers and _PART.fullmatch(name[length:]):
                return f"{_MARK}{self._numbers[name[:length]]}{_MARK}{name[length:]}"
        return name

    def name(self, numbered: str) -> str:
        """A name again."""
        if not numbered.startswith(_MARK):
            return numbered
        _, number, rest = numbered.split(_MARK)
        return self._names[int(number)] + rest

    def translated(self, edit: Edit, others: BranchNames) -> Edit:
        """An edit of this branch as one of another that is alike."""

        def renamed(text: str) -> str:
            return others.name(self.number(text))

        path = (*edit.path[:1], renamed(str(edit.path[1])), *edit.path[2:]) if _names_a_table(edit.path) else edit.path
        value = edit.value if edit.value is REMOVE else _renamed(edit.path[-1], edit.value, renamed)
        return Edit(path, value, edit.noun)

    def kind(self, finding: Finding, data: Mapping[str, Any]) -> object:
        """What is alike for two findings of branches that are alike."""
        return (
            finding.code,
            finding.severity,
            self._path(finding.path),
            repr(data.get("outer")),
            repr([[self._edit(edit) for edit in way.edits] for way in finding.fix.alternatives]),
            self.tables(data),
        )

    def tables(self, data: Mapping[str, Any]) -> str:
        """The tables of a branch without their names."""
        return repr(
            [
                [section, [_renamed(None, table, self.number) for table in data[section].values()]]
                for section in _NAMED
                if section in data
            ]
        )

    def _edit(self, edit: Edit) -> object:
        value = edit.value if edit.value is REMOVE else _renamed(edit.path[-1], edit.value, self.number)
        return self._path(edit.path), value, edit.noun

    def _path(self, path: KeyPath) -> KeyPath:
        return (*path[:1], self.number(str(path[1])), *path[2:]) if _names_a_table(path) else path


def _names_a_table(path: KeyPath) -> bool:
    return len(path) > 1 and path[0] in _NAMED


def _renamed(key: object, value: Any, renamed: Any) -> Any:  # noqa: ANN401 - what TOML holds, and a function of names
    """A value with the names in it replaced; those are the values of keys that refer to tables."""
    if isinstance(value, dict):
        return {inner: _renamed(inner, each, renamed) for inner, each in value.items()}
    if key not in _REFERENCES:
        return value
    return (
        [renamed(each) if isinstance(each, str) else each for each in value]
        if isinstance(value, list)
        else (renamed(value) if isinstance(value, str) else value)
    )
