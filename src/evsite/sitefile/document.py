"""A site file as text: read, parsed, and able to say where everything stands.

Reading a file costs no more than tomli does; lines and columns are worked out only when somebody asks.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn, Self

import tomli

from evsite.model.finding import Anchor, Finding, Path, SiteFileError, Span
from evsite.model.remedy import Replacement, rewritten
from evsite.sitefile import problems
from evsite.sitefile.file_bytes import (
    UnreadableError,
    bytes_of_file,
    bytes_of_standard_input,
    in_another_encoding,
)
from evsite.sitefile.file_names import file_name
from evsite.sitefile.lost import Lost
from evsite.sitefile.misnamed import TableNames, are_named_well
from evsite.sitefile.other_forms import other_form
from evsite.sitefile.recovery import Slip, in_original, original, recover
from evsite.sitefile.rewriting import Rewriting
from evsite.sitefile.spans import Place, scan

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Site, Source
    from evsite.sitefile.misnamed import Misnamed
    from evsite.sitefile.problem import Problem
    from evsite.sitefile.spans import Range

MAX_BYTES = 16 * 1024 * 1024
"""Larger inputs are refused: no site is described by hand in so much text, and a device never ends."""
MAX_DEPTH = 100
"""Deepest nesting of tables and lists; a site needs five levels."""

_START = Span(1, 1, 1, 1)
_OF_NAMES = {"name": problems.UNKNOWN_KEY, "place": problems.UNKNOWN_KEY, "shape": problems.WRONG_TYPE}


class Document:
    """The text of a site file, what it says, and where.

    `text` is the text as it was read (without a byte order mark), `filename` its name as shown to people, `source` the
    one to open it by ("-" for standard input), `data` the tables and values in it. `folder` is where the files are that
    it names: beside a file, in the working folder (or the one that was said to be the root) for standard input;
    `outside` says that it may name others too.

    A text that is not quite TOML may be read as it was meant: `slips` show what is wrong with it, `lost` what could not
    be read, and `meant` is the text that `data` was read from. Places are those of `text` in any case.
    """

    __slots__ = (
        "_last_line",
        "_line_starts",
        "_places",
        "_rewritings",
        "_sound",
        "byte_order_mark",
        "data",
        "filename",
        "folder",
        "lost",
        "outside",
        "slips",
        "source",
        "text",
    )

    def __init__(self, text: str, filename: str, data: dict[str, Any], folder: FilePath | None = None) -> None:
        self.text = text
        self.byte_order_mark = False
        self.filename = filename
        self.data = data
        self.folder = _folder_of(filename) if folder is None else folder
        self.outside = False
        self.source = filename
        self.slips: list[Finding] = []
        self.lost = Lost()
        self._rewritings: list[Rewriting] = []
        self._line_starts: list[int] | None = None
        self._last_line: tuple[int, str] | None = None  # asked for again by whoever shows all that is wrong in it
        self._places: dict[Path, Place] | None = None
        self._sound = False

    @classmethod
    def parse(
        cls, text: str, filename: str = "<string>", folder: FilePath | None = None, *, site: bool = False
    ) -> Self:
        """Parse TOML text; the files that it names are looked for in `folder`, else beside `filename`.

        With `site` it is a site file: what is no TOML, and tables under misspelt names, are read as they were meant,
        and reported in `slips`.

        Raises
        ------
        SiteFileError
            The text is not TOML (EV001) or not text at all (EV003); nothing more is known then.
        """
        document = cls(text.removeprefix("\ufeff"), filename, {}, folder)
        document.byte_order_mark = text.startswith("\ufeff")
        document._parse(site=site)
        return document

    def _parse(self, *, site: bool) -> None:
        self._refuse_what_is_no_text()
        try:
            self.data = tomli.loads(self.text)
            self._sound = True
        except RecursionError:
            self._refuse_endless_depth()
        except ValueError:
            # TOMLDecodeError, or a number of thousands of digits, which Python does not convert
            self._recover(site=site)
        deepest = _too_deep(self.data)
        if deepest is not None:
            span = self.span(deepest, "key")
            self._refuse_depth(self._offset(span.line, span.column))
        if site and not are_named_well(self.data, self.lost):
            self._read_misnamed()

    @classmethod
    def of_source(cls, source: Source) -> Self:
        """The document that a site was read from, by the text that the site keeps: to find places in, without data."""
        document = cls(source.text, source.filename, {})
        document._sound = True
        return document

    @classmethod
    def plain(cls, text: str, filename: str = "<string>") -> Self:
        """A text of another form than TOML (CSV, say): it has no data, and findings about it carry their places.

        Raises
        ------
        SiteFileError
            It is not text (EV003).
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
        site: bool = False,
        if_missing: str = "",
    ) -> Self:
        """Read and parse a file, or standard input for "-"; without `toml` it is read as plain text.

        With `site` it is read as far as it can be, as `parse` does.

        A relative name starts from the folder `root`, the working folder unless given; what lies below that folder is
        shown relative to it.
        `if_missing` is the help where no file has that name.

        Raises
        ------
        SiteFileError
            The file cannot be read (EV002), is not UTF-8 text (EV003) or not TOML (EV001).
        """
        if source == "-":
            document = cls.from_bytes(standard_input(), "<stdin>", FilePath(root), toml=toml, site=site)
            document.source = "-"
            return document
        path = FilePath(root) / source
        filename = file_name(source, root)
        content = content_of(path, filename, if_missing=if_missing)
        document = cls.from_bytes(content, filename, path.parent, toml=toml, site=site)
        document.source = str(path)
        return document

    @classmethod
    def from_bytes(
        cls, content: bytes, filename: str, folder: FilePath | None = None, *, toml: bool = True, site: bool = False
    ) -> Self:
        """Parse the content of a file: UTF-8, with or without a byte order mark.

        Raises
        ------
        SiteFileError
            As `read`.
        """
        if len(content) > MAX_BYTES:
            message = f"the file is larger than {MAX_BYTES // 2**20} MiB, too large for a site file"
            _refuse(cls("", filename, {}), problems.UNREADABLE_FILE, message)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            text, message, at = in_another_encoding(content, error)
            document = cls(text, filename, {}, folder)
            finding = problems.NOT_TEXT.finding(
                message, remedy="save the file as UTF-8", span=document.between(at, at + 1)
            )
            if not site:
                raise SiteFileError(document, [finding], unreadable=True) from None
            document.slips.append(finding)
            document._parse(site=True)
            return document
        return cls.parse(text, filename, folder, site=site) if toml else cls.plain(text, filename)

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
        if self._last_line is None or self._last_line[0] != number:
            end = starts[number] - 1 if number < len(starts) else len(self.text)
            self._last_line = number, self.text[starts[number - 1] : end].removesuffix("\r")
        return self._last_line[1]

    @property
    def places(self) -> dict[Path, Place]:
        """Where everything stands in the text, by its route; nothing of a text that was refused."""
        if self._places is None:
            # the text of a document that was refused cannot be scanned
            self._places = scan(self.meant) if self._sound else {}
            if self._rewritings:
                self._places = {path: self._back(place) for path, place in self._places.items()}
        return self._places

    @property
    def meant(self) -> str:
        """The text that the data was read from: `text`, with what is no TOML written as it was probably meant."""
        return self._rewritings[-1].text if self._rewritings else self.text

    def in_text(self, edit: Replacement) -> Replacement | None:
        """A replacement in `meant` as one in `text`; None where it meets what was not read as it stands."""
        return in_original(self._rewritings, edit)

    def _back(self, place: Place) -> Place:
        ranges = (place.key, place.value, place.header)
        return Place(*(None if each is None else original(self._rewritings, each) for each in ranges))

    def _starts(self) -> list[int]:
        if self._line_starts is None:
            # a carriage return alone ends a line for those who look at the file
            ends = r"\n|\r(?!\n)" if "\r" in self.text else "\n"
            self._line_starts = [0, *(match.end() for match in re.finditer(ends, self.text))]
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
            ways = [Replacement(found.start(), found.end(), "") for found in re.finditer("\0", self.text)]
            _refuse(
                self,
                problems.NOT_TEXT,
                "a NUL character: this is not a text file",
                self.between(nul, nul + 1),
                rewritten("save the file as text, or remove what is no text", *ways),
            )
        if not self.text.isascii():
            try:
                self.text.encode("utf-8")
            except UnicodeEncodeError as error:
                span = self.between(error.start, error.start + 1)
                message = f"U+{ord(self.text[error.start]):04X} is half of a character"
                self.text = self.text.encode("utf-8", "replace").decode("utf-8")
                _refuse(self, problems.NOT_TEXT, message, span)

    def _recover(self, *, site: bool) -> None:
        """Read what can be read of a text that is no TOML."""
        form = other_form(self.text)
        if form is not None:
            way: Way | Remedy = "write it as TOML: [site], then name = ..., nec = ... and so on"
            if form.toml is not None:
                way = rewritten("write it as TOML: the fix holds all of it", Replacement(0, len(self.text), form.toml))
            span = self._first_line()
            self._give_up([*self.slips, self._syntax(f"this is {form.name}, expected TOML", span, way)])
        try:
            recovered = recover(self.text)
        except RecursionError:
            self._refuse_endless_depth()
        self._add_slips(recovered.slips)
        if not site or not recovered.whole:
            self._give_up(self.slips)
        self.data, self._rewritings, self.lost = recovered.data, recovered.rewritings, recovered.lost
        self._sound = True

    def _add_slips(self, slips: Iterable[Slip]) -> None:
        for slip in slips:
            self.slips.append(self._syntax(slip.message, self._of_slip(slip.at), slip.remedy))

    def _syntax(self, message: str, span: Span, remedy: Way | Remedy) -> Finding:
        return problems.TOML_SYNTAX.finding(message, remedy=remedy, span=span)

    def _of_slip(self, at: Range) -> Span:
        """The place of a slip; one at the end of the text is shown after its last character, not on a line below."""
        start, end = at
        if start >= len(self.text):
            start = len(self.text.rstrip())
        line, column = self._position(start)
        last = min(end, len(self.text))
        within = start < last and self.text[start] not in "\r\n"
        return self.between(start, last) if within else Span(line, column, line, column + 1)

    def _give_up(self, findings: list[Finding]) -> NoReturn:
        findings = sorted(findings, key=lambda finding: self.locate(finding)[:2])
        raise SiteFileError(self, findings, unreadable=True)

    def _read_misnamed(self) -> None:
        """Read tables under misspelt names as those that were meant."""
        names = TableNames(self.meant, self.data, self.lost)
        if not names.edits:
            return
        before = [*self._rewritings]
        rewriting = Rewriting(self.meant, names.edits)
        try:
            self.data = tomli.loads(rewriting.text)
            after: list[Rewriting] = []
        except ValueError:
            again = recover(rewriting.text)
            if not again.whole:
                return
            self.data, after = again.data, again.rewritings
            self.lost.add(again.lost)
            below = [*before, rewriting]
            self._add_slips(Slip(original(below, slip.at), slip.message, slip.remedy) for slip in again.slips)
        self._rewritings = [*before, rewriting, *after]
        self.slips += [self._misnamed(each, before) for each in names.found]

    def _misnamed(self, found: Misnamed, before: list[Rewriting]) -> Finding:
        edits = [in_original(before, edit) for edit in found.ways]
        ways = [edit for edit in edits if edit is not None]
        way = rewritten(found.words, *(ways if len(ways) == len(edits) else ()))
        span = self.between(*original(before, found.at))
        return _OF_NAMES[found.kind].finding(found.message, found.path, anchor="key", remedy=way, span=span)

    def _first_line(self) -> Span:
        first = self.text.partition("\n")[0].rstrip()
        return Span(1, 1, 1, max(len(first), 1) + 1)

    def _refuse_endless_depth(self) -> NoReturn:
        self._refuse_depth(self._search(r"(?:[\[{][^\[{\n]*){50}|(?:\.[^.\n]*){50}"))

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


def content_of(path: FilePath, filename: str, *, most_bytes: int = MAX_BYTES, if_missing: str = "") -> bytes:
    """All bytes of a file.

    Parameters
    ----------
    path
        The file.
    filename
        Its name as shown to people.
    most_bytes
        Larger files are refused.
    if_missing
        The help where no file has that name.

    Raises
    ------
    SiteFileError
        The file cannot be read, or it is larger (EV002).
    """
    try:
        return bytes_of_file(path, most_bytes)
    except UnreadableError as error:
        words = if_missing if error.missing else ""
        _refuse(Document("", filename, {}), problems.UNREADABLE_FILE, str(error), words=words)


def standard_input(most_bytes: int = MAX_BYTES) -> bytes:
    """All bytes of standard input, and one more than `most_bytes` where there are more.

    Raises
    ------
    SiteFileError
        It is closed, or cannot be read (EV002).
    """
    try:
        return bytes_of_standard_input(most_bytes)
    except UnreadableError as error:
        _refuse(Document("", "<stdin>", {}), problems.UNREADABLE_FILE, str(error))


def _refuse(
    document: Document, problem: Problem, message: str, span: Span = _START, words: Way | Remedy = ""
) -> NoReturn:
    raise SiteFileError(document, [problem.finding(message, remedy=words, span=span)], unreadable=True)


def _folder_of(filename: str) -> FilePath:
    """The folder of a file; the working folder for a text that is in none, whose name is like "<string>"."""
    return FilePath() if filename.startswith("<") else FilePath(filename).parent


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
