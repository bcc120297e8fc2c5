"""Where things stand in a TOML file: for every route of keys the place of its key, its value and its header.

The scanner runs over text that tomli has accepted, so it only finds where things begin and end and never judges
them. It runs once from start to end, keeps open brackets on a list of its own, and so takes time in proportion to
the text and no depth of nesting can break it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import tomli

if TYPE_CHECKING:
    from evsite.model.finding import Path

Range = tuple[int, int]
"""Offsets into the text, the end exclusive."""


@dataclass(slots=True)
class Place:
    """Where one route of keys stands; None for what it has not: an element of an array has no key, say.

    A table opened by a header has no value. A table that only exists because of a longer header or a dotted key
    (`a` in `[a.b]`) has the place of its name there.
    """

    key: Range | None = None
    value: Range | None = None
    header: Range | None = None


_BLANK = re.compile(r"[ \t\r\n]*+(?:#[^\n]*+[ \t\r\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\]|\\.)*+"|'[^']*+'""")
_SCALAR = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'''
    r"""|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"""
    r'''|"(?:[^"\\]|\\.)*+"'''
    r"""|'[^']*+'"""
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[^\s,\]}#]++"
    r"|[^\s,\]}#]++",
    re.DOTALL,
)


class Head(NamedTuple):
    """A header: its parts with their places, its own place, and whether it has double brackets."""

    keys: list[tuple[str, Range]]
    at: Range
    double: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The parts alone."""
        return tuple(name for name, _ in self.keys)


class Double(NamedTuple):
    """A name that is defined twice: where first, where again, and the header that does so, if it is one."""

    path: Path
    first: Range
    again: Range
    header: Range | None


@dataclass(slots=True)
class _Open:
    """An array or inline table whose bracket is not closed yet."""

    path: Path
    start: int
    array: bool
    items: int = 0


class _Scanner:
    """One run over one text; `places` grows as it goes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[Path, Place] = {}
        self.arrays: dict[Path, int] = {}
        """Index of the last element of every array of tables."""
        self.table: Path = ()
        self.doubles: list[Double] = []
        """Names that are defined twice; only text that tomli refuses has any."""
        self.heads: list[Head] = []
        """The headers, in their order."""
        self.tops: list[tuple[str, Range]] = []
        """The first parts of the keys above all headers."""
        self._defined: set[Path] = set()

    def run(self) -> None:
        """Scan the whole text."""
        at = self._after(_BLANK, 0)
        while at < len(self.text):
            at = self._header(at) if self.text[at] == "[" else self._pair(at)
            at = self._after(_BLANK, at)

    def _after(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self.text, at)
        return at if found is None else found.end()

    def _place(self, path: Path) -> Place:
        return self.places.setdefault(path, Place())

    def _define(self, path: Path, at: Range, header: Range | None = None) -> None:
        """Note that a value or a header defines this route; those that do so twice are remembered."""
        if path in self._defined:
            first = self.places[path].header or self.places[path].key
            assert first is not None
            self.doubles.append(Double(path, first, at, header))
        self._defined.add(path)

    def _keys(self, at: int) -> tuple[list[tuple[str, Range]], int]:
        """The parts of a dotted key, each with its range, and where the key ends."""
        parts = []
        while True:
            found = _KEY.match(self.text, at)
            if found is None:
                raise ValueError("no key here")
            parts.append((unquoted(found[0]), found.span()))
            dot = _DOT.match(self.text, found.end())
            if dot is None:
                return parts, found.end()
            at = dot.end()

    def _header(self, at: int) -> int:
        start, double = at, self.text.startswith("[[", at)
        keys, at = self._keys(self._after(_SPACE, at + 1 + double))
        end = self._after(_SPACE, at) + 1 + double
        self.heads.append(Head(keys, (start, end), double))
        path: Path = ()
        for number, (name, key) in enumerate(keys):
            path = (*path, name)
            place = self._place(path)
            last = number == len(keys) - 1
            if last and not double:
                self._define(path, key, (start, end))
            if place.key is None or last:
                place.key = key
            if place.header is None or last:
                place.header = (start, end)
            if last and double:
                self.arrays[path] = self.arrays.get(path, -1) + 1
            if path in self.arrays:
                path = (*path, self.arrays[path])
                if last:
                    self.places[path] = Place(key=key, header=(start, end))
        self.table = path
        return end

    def _pair(self, at: int) -> int:
        """A key and its value at the top level; what is nested in it is worked off a list, not by recursion."""
        path, at = self._name(self.table, at)
        opened: list[_Open] = []
        while True:
            # here stands a value, the one of `path`
            if self.text[at] in "[{":
                opened.append(_Open(path, at, self.text[at] == "["))
                at += 1
            else:
                end = self._after(_SCALAR, at)
                self._place(path).value = (at, end)
                at = end
            following = self._next(opened, at)
            if isinstance(following, int):
                return following
            path, at = following

    def _next(self, opened: list[_Open], at: int) -> tuple[Path, int] | int:
        """Close what ends here; then the next value with its route, or where the whole pair ended."""
        while opened:
            inner = opened[-1]
            at = self._after(_BLANK, at)
            if self.text[at] == ",":
                at = self._after(_BLANK, at + 1)
            if self.text[at] in "]}":
                at += 1
                self._place(inner.path).value = (inner.start, at)
                opened.pop()
            elif inner.array:
                inner.items += 1
                return (*inner.path, inner.items - 1), at
            else:
                return self._name(inner.path, at)
        return at

    def _name(self, table: Path, at: int) -> tuple[Path, int]:
        """The route that a key in `table` names, and where its value begins."""
        keys, at = self._keys(at)
        path = table
        if not table:
            self.tops.append(keys[0])
        for name, key in keys:
            path = (*path, name)
            place = self._place(path)
            if place.key is None:
                place.key = key
        self._define(path, keys[-1][1])
        return path, self._after(_BLANK, self._after(_SPACE, at) + 1)


def scan(text: str) -> dict[Path, Place]:
    """Find the place of every key, value and table header of a TOML text.

    Parameters
    ----------
    text
        TOML that tomli accepts; for other text the answer means nothing, and a `ValueError` or `IndexError`
        may come instead.

    Returns
    -------
    dict[Path, Place]
        A place for every route of keys and indices that the parsed document has, in the order of the text.
    """
    scanner = _Scanner(text)
    scanner.run()
    return scanner.places


class Outline(NamedTuple):
    """The headers of a text, the keys above them, and the names that are defined twice."""

    heads: list[Head]
    tops: list[tuple[str, Range]]
    doubles: list[Double]


def outline(text: str) -> Outline:
    """Find the headers of a text, of which each statement alone is TOML, and the names that are defined twice."""
    scanner = _Scanner(text)
    with suppress(ValueError, IndexError):
        # whatever else is wrong with the text stands further down
        scanner.run()
    return Outline(scanner.heads, scanner.tops, scanner.doubles)


def unquoted(key: str) -> str:
    """The name that one part of a key stands for: without its quotes, its escapes resolved."""
    if key[0] == "'" or (key[0] == '"' and "\\" not in key):
        return key[1:-1]
    if key[0] == '"':
        name: str = tomli.loads(f"key = {key}")["key"]
        return name
    return key
