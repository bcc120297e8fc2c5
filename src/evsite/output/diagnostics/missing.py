"""What was not checked, by the keys that would have to be written, each with the rules that wait for it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import tomli

from evsite.model.remedy_words import some_tables, table_path
from evsite.sitefile.edits import as_table
from evsite.toml_text import dotted, value_text
from evsite.words import listed, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.finding import Path
    from evsite.model.remedy import Edit
    from evsite.output.located import LocatedFinding
    from evsite.sitefile.document import Document


@dataclass(frozen=True, slots=True)
class MissingInput:
    """A key that a site file lacks, and what waits for it.

    `written` is the key with an example of a value, as it would stand in the file, `tables` the tables that lack it.
    Where no key can be named `written` is what is lacking, in words, and there are no tables. `line` is where to write
    it, or what it is about; `rules` are codes and names.
    """

    written: str
    tables: tuple[Path, ...]
    line: int
    rules: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        """The tables and the line: "in [groups.EV1] (line 39)"; the line alone for keys above all tables."""
        return f"in {self.where} (line {self.line})" if self.where else f"(line {self.line})"

    @property
    def where(self) -> str:
        """The tables, many by the first of them."""
        return some_tables(self.tables) if any(self.tables) else ""

    @property
    def waiting(self) -> str:
        """The rules: one by code and name, several by their codes."""
        if len(self.rules) == 1:
            return " ".join(self.rules[0])
        return listed([code for code, _ in self.rules], "and")

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        if not self.tables:
            return printable(f"{self.waiting}: {self.written} {self.place}")
        return printable(f"{self.written} {self.place} for {self.waiting}")


def missing_inputs(found: Iterable[LocatedFinding]) -> list[MissingInput]:
    """The inputs that findings of one file wait for, in the order of the findings.

    Keys of one inline table are one input; tables that lack the same for the same rules are shown together.

    Parameters
    ----------
    found
        Findings of one file that are not checked because input is missing.
    """
    keys = _Keys()
    others: dict[str, tuple[int, dict[str, str]]] = {}
    for entry in found:
        finding = entry.finding
        for edit in finding.missing:
            keys.add(entry, edit)
        if not finding.missing:
            words = f"{finding.unknown} needs {finding.needs}" if finding.needs else finding.unknown or finding.message
            others.setdefault(words, (entry.span.line, {}))[1][finding.code] = finding.name
    return [
        *keys.joined(),
        *(MissingInput(words, (), line, tuple(rules.items())) for words, (line, rules) in others.items()),
    ]


class _Keys:
    """Keys that are lacking, by table."""

    def __init__(self) -> None:
        self._values: dict[tuple[Path, Path], Any] = {}
        self._rules: dict[tuple[Path, Path], dict[str, str]] = {}
        self._document: Document | None = None
        self._data: dict[str, Any] = {}
        self._opened: set[Path] = set()

    def add(self, entry: LocatedFinding, edit: Edit) -> None:
        """A key that a finding waits for."""
        if self._document is None:
            self._document = entry.file.document
            # a document that a site was made into again knows its text alone
            self._data = self._document.data or tomli.loads(self._document.text)
            self._opened = set({place.header: path for path, place in _by_depth(self._document)}.values())
        table = self._table(edit.path)
        end = len(table) + 1
        while end < len(edit.path) and self._is_dotted(edit.path[:end]):
            end += 1
        place, inner = (table, edit.path[len(table) : end]), edit.path[end:]
        if place not in self._values:
            written = deepcopy(_at(self._data, edit.path[:end]))
            self._values[place] = as_table(written, edit.path[end - 1])
        self._values[place] = _with(self._values[place], inner, edit.value)
        self._rules.setdefault(place, {})[entry.finding.code] = entry.finding.name

    def joined(self) -> list[MissingInput]:
        """What is lacking, tables with the same key, value and rules as one."""
        found: dict[tuple[str, tuple[tuple[str, str], ...]], list[Path]] = {}
        for place, value in self._values.items():
            rules = tuple(sorted(self._rules[place].items()))
            table, keys = place
            found.setdefault((f"{dotted(keys)} = {value_text(value)}", rules), []).append(table)
        return [
            MissingInput(written, tuple(tables), self._line(tables[0]), rules)
            for (written, rules), tables in found.items()
        ]

    def _line(self, table: Path) -> int:
        assert self._document is not None
        return self._document.span(table, "header").line

    def _table(self, path: Path) -> Path:
        """The table under whose header a key is written: an inline table is written anew in the one around it."""
        for length in range(len(path) - 1, 0, -1):
            if path[:length] in self._opened:
                return path[:length]
        usual = table_path(path)
        return () if any(_value(self._document, usual[:length]) for length in range(1, len(usual) + 1)) else usual

    def _is_dotted(self, path: Path) -> bool:
        """Whether a table is made of keys with dots: `G.on = "P"`."""
        assert self._document is not None
        place = self._document.places.get(path)
        return place is not None and place.value is None and path not in self._opened


def _value(document: Document | None, path: Path) -> bool:
    """Whether a table is written as a value: `site = { nec = 2023 }`."""
    place = None if document is None else document.places.get(path)
    return place is not None and place.value is not None


def _by_depth(document: Document) -> Sequence[tuple[Path, Any]]:
    """Places, the deepest routes last: `[a.b]` is where `a` stands too, and opens `a.b`."""
    return sorted(document.places.items(), key=lambda item: len(item[0]))


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401 - what TOML holds
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _with(value: Any, path: Path, new: Any) -> Any:  # noqa: ANN401 - what TOML holds
    """A value with another one at a route into it."""
    if not path:
        return new
    table = value if isinstance(value, dict) else {}
    return {**table, str(path[0]): _with(table.get(path[0]), path[1:], new)}
