"""Names that are defined twice in a text: how to read on nevertheless, and what to do about each."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

import tomli

from evsite.model.remedy import Replacement
from evsite.sitefile.lost import names_in
from evsite.sitefile.spans import outline
from evsite.sitefile.statements import statements
from evsite.sitefile.table_names import SECTIONS_OF_NAMES
from evsite.toml_text import header

if TYPE_CHECKING:
    from evsite.sitefile.lost import Lost
    from evsite.sitefile.spans import Double, Outline, Range


class RepeatedName(NamedTuple):
    """A name that is defined twice: its places, and what to replace to have it once."""

    name: str
    first: Range
    again: Range
    ways: list[Replacement]


class Doubles:
    """Names of a text that are defined twice; `edits` make it one that tomli reads, if these are `all` of them."""

    def __init__(self, text: str, lost: Lost, most: int) -> None:
        self.text = text
        self.lost = lost
        self.repeated: list[RepeatedName] = []
        self.edits: list[Replacement] = []
        self.all = True
        self._number: dict[str, int] = {}
        found = outline(text)
        self._taken = {name for head in found.heads for name in head.names} | {name for name, _ in found.tops}
        until = 0
        for double in found.doubles:
            if double.header is None and double.again[0] < until:
                # below a header that is there twice
                continue
            if len(self.repeated) == most:
                self.all = False
                break
            if double.header is not None:
                until = self._next_head(found, double.header)
            ways = self._key(double) if double.header is None else self._table(double, double.header, found)
            self.repeated.append(RepeatedName(str(double.path[-1]), double.first, double.again, ways))

    def _key(self, double: Double) -> list[Replacement]:
        start, end = self._statement(double.again[0])
        first = self._statement(double.first[0])
        self.edits.append(Replacement(start, end, "\n" * self.text.count("\n", start, end)))
        if _values(self.text[start:end]) != _values(self.text[slice(*first)]):
            self.lost.keys.add(names_in(double.path))
        return [Replacement(start, min(end + 1, len(self.text)), "")]

    def _table(self, double: Double, at: Range, found: Outline) -> list[Replacement]:
        names = names_in(double.path)
        part = header(self._free(names[-1])).strip("[]")
        end = self._next_head(found, at)
        renamed = Replacement(*double.again, part)
        if len(names) == 2 and names[0] in SECTIONS_OF_NAMES:
            self.edits.append(renamed)
            self.lost.tables |= {names, (names[0], part.strip('"'))}
            return [renamed]
        if len(names) == 1 and names[0] not in SECTIONS_OF_NAMES:
            self.edits.append(renamed)
            self.lost.doubles[part] = names[0]
            first = self.text.find("\n", double.first[1])
            body = self.text[self.text.find("\n", at[1]) + 1 : end] if "\n" in self.text[at[1] : end] else ""
            body += "" if body.endswith("\n") or not body else "\n"
            return [Replacement(first + 1, first + 1, body), Replacement(at[0], end, "")]
        self.lost.tables |= {names[:2], names}
        self.edits.append(Replacement(at[0], end, "\n" * self.text.count("\n", at[0], end)))
        return [Replacement(at[0], end, "")]

    def _next_head(self, found: Outline, at: Range) -> int:
        number = bisect_right(found.heads, at[0], key=lambda head: head.at[0])
        return found.heads[number].at[0] if number < len(found.heads) else len(self.text)

    def _free(self, name: str) -> str:
        number = self._number.get(name, 2)
        while f"{name}-{number}" in self._taken:
            number += 1
        self._number[name] = number
        self._taken.add(f"{name}-{number}")
        return f"{name}-{number}"

    def _statement(self, offset: int) -> Range:
        line = self.text.rfind("\n", 0, offset) + 1
        return next(statements(self.text, line), (line, len(self.text)))


def _values(statement: str) -> object:
    try:
        return tomli.loads(re.sub(r"^\s*\[", "#", statement))
    except ValueError:
        return statement
