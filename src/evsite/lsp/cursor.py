"""Where in a site file a place of its text is: in which header, key or value of which table.

The text may be one in which somebody types: nothing has to be whole but what stands before the place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from evsite.sitefile.spans import unquoted
from evsite.sitefile.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.finding import Path
    from evsite.sitefile.spans import Range

_NAME = re.compile(r"""[\w-]+|"(?:[^"\\\n]|\\[^\n])*"?|'[^'\n]*'?""")
_TOKEN = re.compile(
    r'''(?P<text>"""(?:[^"\\]|\\.|"{1,2}(?!"))*+(?:"{3,5})?|\'\'\'(?:[^']|'{1,2}(?!'))*+(?:'{3,5})?'''
    r"""|"(?:[^"\\\n]|\\[^\n])*+"?|'[^'\n]*+'?)"""
    r"|(?P<comment>\#[^\n]*+)|(?P<sign>[\[\]{},=])|(?P<bare>[^\s\"'#\[\]{},=]++)|(?P<space>\s++)",
    re.DOTALL,
)

Kind = Literal["header", "key", "value", "nothing"]


class Name(NamedTuple):
    """A part of a header or of a key with dots: what it says, and where it stands."""

    text: str
    at: Range


class Header(NamedTuple):
    """A header, whole or not: its parts, where it stands, and the route of the table that it opens."""

    names: list[Name]
    at: Range
    double: bool
    route: Path


class Pair(NamedTuple):
    """A key with its value, as far as they are typed: the parts of the key, and where each of the two stands.

    `header` is the number of the header above; -1 where there is none.
    """

    names: list[Name]
    at: Range
    value: Range | None
    header: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """What stands at a place.

    `table` is the route of the table that a key is in; of a header all that stands before the part of it. `word` is
    the part of the header, the key, or the value up to its end, and `at` where it stands; both are empty where nothing
    is typed yet. `key` names whose value it is. `quoted` says that it is a text in quotes.
    """

    kind: Kind
    table: Path = ()
    word: str = ""
    at: Range = (0, 0)
    key: str = ""
    quoted: bool = False
    index: int | None = None
    """The place of a value in its list; None for one that is in none."""
    opens: Path = ()
    """Of a header the route of the table that it opens."""

    @property
    def route(self) -> Path:
        """The route of what stands there: of the table of a header, of the key, or of the key that has the value."""
        name = self.key if self.kind == "value" else self.word
        return (*self.table, name) if name else self.table


class Layout:
    """The headers and keys of a text, in their order; keys are taken apart when somebody asks for them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.headers: list[Header] = []
        self._pair_starts: list[int] = []
        self._pair_ends: list[int] = []
        self._first_pairs = [0]
        """Of what stands above all headers, and of each header: the number of its first key."""
        numbers: dict[Path, int] = {}
        for start, end in statements(text):
            first = start
            while text[first] in " \t\r":
                first += 1
            if text[first] == "[":
                last = first + len(text[first:end].rstrip())
                self.headers.append(_header(text, first, last, numbers))
                self._first_pairs.append(len(self._pair_starts))
            else:
                self._pair_starts.append(first)
                self._pair_ends.append(end)

    @property
    def number_of_keys(self) -> int:
        """How many keys there are."""
        return len(self._pair_starts)

    def pairs(self, header: int) -> list[Pair]:
        """The keys under a header, by its number; -1 for those above all headers."""
        following = self._first_pairs[header + 2] if header + 2 < len(self._first_pairs) else len(self._pair_starts)
        return [self._pair(number, header) for number in range(self._first_pairs[header + 1], following)]

    def _pair(self, number: int, header: int) -> Pair:
        start, end = self._pair_starts[number], self._pair_ends[number]
        return _pair(self.text, start, start + len(self.text[start:end].rstrip()), header)

    def at(self, offset: int) -> Cursor:
        """What stands at an offset."""
        number = bisect_right(self.headers, offset, key=lambda header: header.at[0]) - 1
        line_start = self.text.rfind("\n", 0, offset) + 1
        if number >= 0 and (header := self.headers[number]).at[0] <= offset and line_start <= header.at[0]:
            return self._in_header(header, offset)
        pair_number = bisect_right(self._pair_starts, offset) - 1
        table = self.headers[number].route if number >= 0 else ()
        if pair_number >= self._first_pairs[number + 1]:
            pair = self._pair(pair_number, number)
            if offset <= _reach(self.text, pair):
                return self._in_pair(pair, table, offset)
        if "#" in self.text[line_start:offset]:
            return Cursor("nothing")
        return Cursor("key", table, at=(offset, offset))

    def _in_header(self, header: Header, offset: int) -> Cursor:
        if offset > header.at[1] or offset < header.at[0] + 1 + header.double:
            return Cursor("nothing")
        before: list[str | int] = []
        for name in header.names:
            if name.at[0] <= offset <= name.at[1]:
                return Cursor("header", tuple(before), name.text, name.at, opens=header.route)
            if name.at[1] > offset:
                break
            before.append(name.text)
        return Cursor("header", tuple(before), at=(offset, offset), opens=header.route)

    def _in_pair(self, pair: Pair, table: Path, offset: int) -> Cursor:
        if pair.value is None or offset < pair.value[0]:
            before: list[str | int] = list(table)
            for name in pair.names:
                if offset <= name.at[1]:
                    return Cursor("key", tuple(before), name.text, name.at)
                before.append(name.text)
            return Cursor("nothing")
        *above, last = [name.text for name in pair.names] or [""]
        return _in_value(self.text, pair.value, (*table, *above), last, offset)


def _header(text: str, start: int, end: int, numbers: dict[Path, int]) -> Header:
    double = text.startswith("[[", start)
    first = start + 1 + double
    closing = next((found.start() for found in _TOKEN.finditer(text, first, end) if found["sign"] == "]"), end)
    names = list(_names(text, first, closing))
    route: Path = tuple(name.text for name in names)
    if double:
        numbers[route] = numbers.get(route, -1) + 1
        route = (*route, numbers[route])
    return Header(names, (start, end), double, route)


def _pair(text: str, start: int, end: int, header: int) -> Pair:
    equals = next((token.start() for token in _TOKEN.finditer(text, start, end) if token["sign"] == "="), None)
    comment = text.find("#", start, end) if equals is None else -1
    stop = (comment if comment >= 0 else end) if equals is None else equals
    return Pair(list(_names(text, start, stop)), (start, end), None if equals is None else (equals + 1, end), header)


def _reach(text: str, pair: Pair) -> int:
    """Up to where somebody still types this pair: the end of its line."""
    end = text.find("\n", pair.at[1])
    return len(text) if end < 0 else end


def _names(text: str, start: int, end: int) -> Iterator[Name]:
    for found in _NAME.finditer(text, start, end):
        yield Name(_meant(found[0]), found.span())


def _meant(written: str) -> str:
    """What a name or text in quotes says, whether its quotes are closed or not."""
    quote = written[:1]
    if quote not in {'"', "'"}:
        return written
    closed = len(written) > 1 and written.endswith(quote)
    try:
        return unquoted(written if closed else written + quote)
    except ValueError:
        return written.strip(quote)


@dataclass(slots=True)
class _Open:
    """A list or an inline table that is not closed yet: the route of it, and how far it has come."""

    table: Path
    key: str | int
    """The last part of that route: a number of what stands in a list."""
    array: bool
    index: int = 0
    named: str = ""
    """The key of an inline table whose value is being read; empty before its equals sign."""


def _in_value(text: str, at: Range, table: Path, key: str, offset: int) -> Cursor:
    """What stands at an offset in a value: walked through from its start."""
    opened: list[_Open] = []
    read, ended = "", False
    for token in _TOKEN.finditer(text, at[0], max(at[1], offset)):
        if token.start() > offset or (token.start() == offset and token["text"] is None and token["bare"] is None):
            break
        inside = token.start() <= offset <= token.end()
        if token["comment"] is not None:
            if token.start() < offset <= token.end():
                return Cursor("nothing")
        elif token["sign"] is not None:
            read, ended = _step(opened, token["sign"], table, key, read, ended=ended)
        elif token["space"] is None:
            read, ended = _meant(token[0]), not opened or opened[-1].array or bool(opened[-1].named)
            if inside:
                return _cursor(opened, table, key, token[0], token.span())
    if ended:
        return Cursor("nothing")
    return _cursor(opened, table, key, "", (offset, offset))


def _step(opened: list[_Open], sign: str, table: Path, key: str, read: str, *, ended: bool) -> tuple[str, bool]:
    """Go on by a sign; the last word that was read, and whether a value has come to its end."""
    inner = opened[-1] if opened else None
    if sign in "[{":
        if inner is None:
            opened.append(_Open(table, key, sign == "["))
        elif inner.array:
            # what stands in a list of tables is of the table at its place
            opened.append(_Open((*inner.table, inner.key), inner.index, sign == "["))
        else:
            opened.append(_Open((*inner.table, inner.key), inner.named, sign == "["))
        return "", False
    if inner is None:
        return read, ended
    if sign in "]}":
        opened.pop()
        return "", True
    if sign == ",":
        inner.index += inner.array
        inner.named = ""
        return "", False
    if not inner.array:
        inner.named = read
    return "", False


def _cursor(opened: list[_Open], table: Path, key: str, written: str, at: Range) -> Cursor:
    inner = opened[-1] if opened else None
    quoted = written[:1] in {'"', "'"}
    word = _meant(written) if written else ""
    if inner is None:
        return Cursor("value", table, word, at, key, quoted)
    if inner.array:
        return Cursor("value", inner.table, word, at, str(inner.key), quoted, inner.index)
    route = (*inner.table, inner.key)
    if inner.named:
        return Cursor("value", route, word, at, inner.named, quoted)
    return Cursor("key", route, word, at)
