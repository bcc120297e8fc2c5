"""A site file as text: read, parsed, and able to say where everything stands.

Reading a file costs no more than tomli does; lines and columns are worked out only when somebody asks.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from bisect import bisect_right
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self

import tomli

from evsite.model.finding import Anchor, Finding, Path, SiteFileError, Span
from evsite.sitefile import problems
from evsite.sitefile.spans import find_duplicate, scan

if TYPE_CHECKING:
    from evsite.model.site import Site, Source
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.spans import Place

_OWN_PIPES = frozenset({FilePath("/dev/fd"), FilePath("/proc/self/fd")})
MAX_BYTES = 16 * 1024 * 1024
"""Larger inputs are refused: no site is described by hand in so much text, and a device never ends."""
MAX_DEPTH = 100
"""Deepest nesting of tables and lists; a site needs five levels."""

_START = Span(1, 1, 1, 1)
_DEFINED_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate")


class Document:
    """The text of a site file, what it says, and where.

    `text` is the text as it was read (without a byte order mark), `filename` its name as shown to people, `data`
    the tables and values in it. `folder` is where the files are that it names: beside a file, in the working folder
    (or the one that was said to be the root) for standard input; `outside` says that it may name others too.
    """

    __slots__ = (
        "_line_starts",
        "_places",
        "_sound",
        "byte_order_mark",
        "data",
        "filename",
        "folder",
        "outside",
        "text",
    )

    def __init__(self, text: str, filename: str, data: dict[str, Any], folder: FilePath | None = None) -> None:
        self.text = text
        self.byte_order_mark = False
        self.filename = filename
        self.data = data
        self.folder = _folder_of(filename) if folder is None else folder
        self.outside = False
        self._line_starts: list[int] | None = None
        self._places: dict[Path, Place] | None = None
        self._sound = False

    @classmethod
    def parse(cls, text: str, filename: str = "<string>", folder: FilePath | None = None) -> Self:
        """Parse TOML text; the files that it names are looked for in `folder`, else beside `filename`.

        Raises:
            SiteFileError: the text is not TOML (EV001) or not text at all (EV003); nothing more is known then.
        """
        document = cls(text.removeprefix("\ufeff"), filename, {}, folder)
        document.byte_order_mark = text.startswith("\ufeff")
        document._refuse_what_is_no_text()
        try:
            document.data = tomli.loads(document.text)
            document._sound = True
        except tomli.TOMLDecodeError as error:
            document._refuse_syntax(error.msg, document._offset(error.lineno, error.colno))
        except RecursionError:
            document._refuse_depth(document._search(r"(?:[\[{][^\[{\n]*){50}|(?:\.[^.\n]*){50}"))
        except ValueError:
            # the only other error of the parser: Python does not convert numbers of thousands of digits
            document._refuse_syntax("a number of thousands of digits", document._search(r"[0-9][0-9_]{999}"))
        deepest = _too_deep(document.data)
        if deepest is not None:
            span = document.span(deepest, "key")
            document._refuse_depth(document._offset(span.line, span.column))
        return document

    @classmethod
    def of_source(cls, source: Source) -> Self:
        """The document that a site was read from, by the text that the site keeps: to find places in, without data."""
        document = cls(source.text, source.filename, {})
        document._sound = True
        return document

    @classmethod
    def plain(cls, text: str, filename: str = "<string>") -> Self:
        """A text of another form than TOML (CSV, say): it has no data, and findings about it carry their places.

        Raises:
            SiteFileError: it is not text (EV003).
        """
        document = cls(text.removeprefix("\ufeff"), filename, {})
        document._refuse_what_is_no_text()
        return document

    @classmethod
    def read(
        cls,
        source: str | os.PathLike[str],
        *,
        root: str | os.PathLike[str] = "",
        toml: bool = True,
        if_missing: str = "",
    ) -> Self:
        """Read and parse a file, or standard input for "-"; without `toml` it is read as plain text.

        A relative name starts from the folder `root`, the working folder unless given; it is shown as it was given.
        `if_missing` is the help where no file has that name.

        Raises:
            SiteFileError: the file cannot be read (EV002), is not UTF-8 text (EV003) or not TOML (EV001).
        """
        if source == "-":
            return cls.from_bytes(_standard_input(), "<stdin>", FilePath(root), toml=toml)
        path = FilePath(root) / source
        # a file name may hold bytes that are no text; it is shown with marks in their place
        filename = os.fspath(source).encode("utf-8", "replace").decode("utf-8")
        try:
            _refuse_named_pipe(path)
            with path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except OSError as error:
            words = if_missing if isinstance(error, FileNotFoundError) else ""
            _refuse(cls("", filename, {}), problems.UNREADABLE_FILE, _why(error), words=words)
        except ValueError:
            _refuse(cls("", filename, {}), problems.UNREADABLE_FILE, "this cannot be the name of a file")
        return cls.from_bytes(content, filename, path.parent, toml=toml)

    @classmethod
    def from_bytes(cls, content: bytes, filename: str, folder: FilePath | None = None, *, toml: bool = True) -> Self:
        """Parse the content of a file: UTF-8, with or without a byte order mark.

        Raises:
            SiteFileError: as `read`.
        """
        if len(content) > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 2**20} MiB, too large for a site file"
            _refuse(cls("", filename, {}), problems.UNREADABLE_FILE, message)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            document = cls(content.decode("utf-8", "replace").removeprefix("\ufeff"), filename, {}, folder)
            if content.startswith((b"\xff\xfe", b"\xfe\xff")):
                message, span = "the file is UTF-16, expected UTF-8", Span(1, 1, 1, 2)
            else:
                before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
                span = document.between(len(before), len(before) + 1)
                message = f"byte {content[error.start]:#04x} at offset {error.start} is not UTF-8"
            _refuse(document, problems.NOT_TEXT, message, span, "save the file as UTF-8")
        return cls.parse(text, filename, folder) if toml else cls.plain(text, filename)

    def span(self, path: Path, anchor: Anchor = "value") -> Span:
        """Where the value, key or table header at a route stands.

        What a route has not (a header for a plain value, say) falls back to the next best: its header, key or
        value. A route that the file has not falls back to the nearest parent that it has, at last to the header
        of the site table or the first line.
        """
        for length in range(len(path), 0, -1):
            place = self.places.get(path[:length])
            if place is not None:
                # for something missing, its table is what to look at: by header or name, not all that it holds
                wanted = anchor if length == len(path) else "header"
                orders = {"value": ("value", "header", "key"), "key": ("key", "header", "value")}
                order = orders.get(wanted, ("header", "key", "value"))
                found = next((place_range for name in order if (place_range := getattr(place, name)) is not None), None)
                if found is not None:
                    return self.between(*found)
        site = self.places.get(("site",)) if path != ("site",) else None
        if site is not None and site.header is not None:
            return self.between(*site.header)
        first = self.text.partition("\n")[0].rstrip()
        return Span(1, 1, 1, len(first) + 1)

    def locate(self, finding: Finding) -> Span:
        """Where a finding points."""
        return finding.span or self.span(finding.path, finding.anchor)

    def line(self, number: int) -> str:
        """A line of the text without its end; lines count from 1, and beyond the last there is nothing."""
        starts = self._starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] - 1 if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].removesuffix("\r")

    @property
    def places(self) -> dict[Path, Place]:
        """Where everything stands in the text, by its route; nothing of a text that was refused."""
        if self._places is None:
            # the text of a document that was refused cannot be scanned
            self._places = scan(self.text) if self._sound else {}
        return self._places

    def _starts(self) -> list[int]:
        if self._line_starts is None:
            self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        return self._line_starts

    def between(self, start: int, end: int) -> Span:
        """The place of a stretch of the text, by offsets."""
        return Span(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts(), offset)
        return line, offset - self._starts()[line - 1] + 1

    def _offset(self, line: int, column: int) -> int:
        starts = self._starts()
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(self.text))

    def _search(self, pattern: str) -> int:
        found = re.search(pattern, self.text)
        return 0 if found is None else found.start()

    def _refuse_what_is_no_text(self) -> None:
        nul = self.text.find("\0")
        if nul >= 0:
            _refuse(self, problems.NOT_TEXT, "a NUL character: this is not a text file", self.between(nul, nul + 1))
        if not self.text.isascii():
            try:
                self.text.encode("utf-8")
            except UnicodeEncodeError as error:
                span = self.between(error.start, error.start + 1)
                message = f"U+{ord(self.text[error.start]):04X} is half of a character"
                self.text = self.text.encode("utf-8", "replace").decode("utf-8")
                _refuse(self, problems.NOT_TEXT, message, span)

    def _refuse_syntax(self, message: str, offset: int) -> NoReturn:
        if message.startswith(_DEFINED_TWICE):
            self._refuse_duplicate(offset)
        # an error at the end of the text is shown after its last character, not on an empty line below it
        if offset >= len(self.text):
            offset = len(self.text.rstrip())
        line, column = self._position(offset)
        way_out = _quotes(message, self.line(line))
        _refuse(self, problems.TOML_SYNTAX, _lowered(message), Span(line, column, line, column + 1), way_out)

    def _refuse_duplicate(self, offset: int) -> None:
        twice = find_duplicate(self.text[:offset])
        if twice is not None:
            name, first, again = twice
            message = f"'{name}' is defined twice, first in line {self._position(first[0])[0]}"
            _refuse(self, problems.TOML_SYNTAX, message, self.between(*again), "rename or remove one of the two")

    def _refuse_depth(self, offset: int) -> NoReturn:
        line, column = self._position(offset)
        message = f"nested deeper than {MAX_DEPTH} levels"
        self.data, self._sound = {}, False
        _refuse(self, problems.TOML_SYNTAX, message, Span(line, column, line, column + 1))


class LoadedSite(NamedTuple):
    """A site with the document that it was read from, for those who show where in the text something stands."""

    site: Site
    document: Document

    @classmethod
    def of(cls, site: Site) -> LoadedSite:
        """A site with its document, made anew from the text that the site keeps."""
        return cls(site, Document.of_source(site.source))


def _refuse_named_pipe(path: FilePath) -> None:
    """Refuse a named pipe, since opening it waits until something writes to it.

    Pipes that a shell made for this process (`<(...)`, under /dev/fd) are read.
    """
    if path.parent not in _OWN_PIPES and stat.S_ISFIFO(path.stat().st_mode):
        raise OSError(errno.ESPIPE, "this is a named pipe, expected a file; - reads standard input")


def _standard_input() -> bytes:
    document = Document("", "<stdin>", {})
    if sys.stdin is None:
        _refuse(document, problems.UNREADABLE_FILE, "standard input is closed")
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        _refuse(document, problems.UNREADABLE_FILE, _why(error, "standard input"))


def _refuse(document: Document, problem: Problem, message: str, span: Span = _START, words: str = "") -> NoReturn:
    raise SiteFileError(document, [problem.finding(message, remedy=words, span=span)], unreadable=True)


def _folder_of(filename: str) -> FilePath:
    """The folder of a file; the working folder for a text that is in none, whose name is like "<string>"."""
    return FilePath() if filename.startswith("<") else FilePath(filename).parent


def _quotes(message: str, line: str) -> str:
    """The most common slip: a text or a quantity without its quotes."""
    written = re.match(r"\s*+[^=\"']++=\s*+([^\"'\s=#\[{][^\"'=#\[{]*)", line)
    if written is None or not message.startswith(("Invalid value", "Expected newline")):
        return ""
    return f'a text needs quotes: "{written[1].strip()}"'


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _why(error: OSError, what: str = "this file") -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a directory, expected a file"
    if isinstance(error, PermissionError):
        return "no permission to read this file"
    if error.errno == errno.ESPIPE:
        return str(error.strerror)
    return f"cannot read {what}: {_lowered(error.strerror or type(error).__name__)}"


def _too_deep(data: dict[str, Any]) -> Path | None:
    """A route of MAX_DEPTH + 1 keys, if the data has one; walked level by level, so that no depth is too much."""
    level: list[tuple[Path, Any]] = [((), data)]
    for _ in range(MAX_DEPTH + 1):
        level = [
            ((*path, key), value)
            for path, table in level
            for key, value in (table.items() if isinstance(table, dict) else enumerate(table))
            if isinstance(value, (dict, list))
        ]
        if not level:
            return None
    return level[0][0]
