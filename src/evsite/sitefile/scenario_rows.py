"""The two forms of a scenario file, as rows of named values that know their place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from evsite.model.finding import Span
from evsite.sitefile import problems
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Finding, Path
    from evsite.sitefile.document import Document

ARRIVAL_KEYS = ("port", "time", "energy", "accept", "leave", "taper_from", "taper_to", "taper")
"""What may be said of an arrival."""
SETTING_KEYS = ("day", "slot", "until", "taper_from", "taper_to", "taper")
"""What may be said of the whole scenario."""

_UNITS = {"energy_kwh": ("energy", "kWh"), "accept_a": ("accept", "A"), "accept_kw": ("accept", "kW")}
"""Titles of CSV columns that carry the unit of their numbers."""


@dataclass(frozen=True, slots=True)
class Row:
    """Values by key; `title` is what a message calls the row."""

    title: str
    values: Mapping[str, Any]
    path: Path = ()
    spans: Mapping[str, Span] | None = None
    """Where each value stands, and the row itself under ""; None where the path says so."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are there, empty ones of a CSV file too."""
        return tuple(self.values)

    def has(self, key: str) -> bool:
        """Whether there is something under a key: an empty cell is nothing."""
        value = self.values.get(key)
        return value is not None and not (self.spans is not None and not str(value).strip())

    def value(self, key: str) -> object:
        """What stands under a key."""
        return self.values[key]

    def place(self, finding: Finding, key: str = "") -> Finding:
        """The finding at the place of a key, or of the row."""
        if self.spans is not None:
            return replace(finding, span=self.spans.get(key, self.spans[""]))
        if key:
            return replace(finding, path=(*self.path, key))
        return replace(finding, path=self.path, anchor="header")


def toml_rows(document: Document, findings: list[Finding]) -> tuple[Row, list[Row]]:
    """The `[scenario]` table and the `[[arrivals]]` of a TOML document."""
    nearest = Nearest()
    for key in document.data:
        if key not in {"scenario", "arrivals"}:
            near = nearest(key, ["scenario", "arrivals"])
            remedy = f"did you mean '{near}'?" if near else "a scenario has [scenario] and [[arrivals]]"
            message = f"unknown table [{shown(key)}]"
            findings.append(problems.UNKNOWN_KEY.finding(message, (key,), anchor="key", remedy=remedy))
    settings = document.data.get("scenario", {})
    if not isinstance(settings, dict):
        message = "found a value for scenario, expected the table [scenario]"
        findings.append(problems.WRONG_TYPE.finding(message, ("scenario",), anchor="key"))
        settings = {}
    arrivals = document.data.get("arrivals", [])
    if not isinstance(arrivals, list) or not all(isinstance(arrival, dict) for arrival in arrivals):
        message = "found something else for arrivals, expected tables [[arrivals]]"
        findings.append(problems.WRONG_TYPE.finding(message, ("arrivals",), anchor="key"))
        arrivals = []
    rows = [Row(f"arrival {number + 1}", raw, ("arrivals", number)) for number, raw in enumerate(arrivals)]
    return Row("[scenario]", settings, ("scenario",)), rows


def csv_rows(document: Document, findings: list[Finding]) -> tuple[Row, list[Row]]:
    """The rows of a CSV document under its line of titles; empty lines and those that begin with # do not count."""
    titles: list[str] | None = None
    separator = ","
    rows: list[Row] = []
    for number, line in enumerate(document.text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if titles is None:
            separator = next((mark for mark in ",;\t" if mark in line), ",")
        cells = _cells(line, separator)
        if cells is None:
            message = "a quotation mark in the wrong place: quote a whole value, on one line"
            span = Span(number, line.index('"') + 1, number, len(line) + 1)
            findings.append(replace(problems.BAD_VALUE.finding(message), span=span))
            continue
        if titles is None:
            titles = [cell.text.strip().lower() for cell in cells]
            if not _check_titles(titles, cells, number, findings):
                break
            continue
        spans = {"": Span(number, 1, number, len(line.rstrip()) + 1)}
        values: dict[str, Any] = {}
        if len(cells) > len(titles):
            message = f"line {number} has {len(cells)} values, and there are {len(titles)} titles"
            finding = problems.BAD_VALUE.finding(message, remedy="leave out what has no title, or quote a comma")
            findings.append(replace(finding, span=cells[len(titles)].span(number)))
        for title, cell in zip(titles, cells, strict=False):
            key, unit = _UNITS.get(title, (title, ""))
            if key in ARRIVAL_KEYS:
                text = cell.text.strip()
                values[key] = f"{text} {unit}" if unit and text else text
                spans[key] = cell.span(number)
        rows.append(Row(f"line {number}", values, spans=spans))
    if titles is None:
        message = "the file is empty, expected a line of titles like port,time,energy,accept"
        findings.append(replace(problems.MISSING_KEY.finding(message), span=Span(1, 1, 1, 1)))
    return Row("the file", {}, spans={"": Span(1, 1, 1, 1)}), rows


def _check_titles(titles: list[str], cells: list[Cell], number: int, findings: list[Finding]) -> bool:
    """Whether rows under these titles can be read; what is wrong with them goes to the findings."""
    nearest = Nearest()
    known = [*ARRIVAL_KEYS, *_UNITS]
    keys = [_UNITS.get(title, (title, ""))[0] for title in titles]
    meant: set[str] = set()
    for place, (title, cell) in enumerate(zip(titles, cells, strict=True)):
        finding = None
        if title not in known:
            near = nearest(title, known)
            meant |= {near} if near else set()
            remedy = f"did you mean '{near}'?" if near else "titles are " + ", ".join(known)
            finding = problems.UNKNOWN_KEY.finding(f"unknown title '{shown(title)}'", remedy=remedy)
        elif keys[place] in keys[:place]:
            message = f"two columns say '{keys[place]}'"
            finding = problems.DUPLICATE_NAME.finding(message, remedy="keep one of them")
        if finding is not None:
            findings.append(replace(finding, span=cell.span(number)))
    missing = [title for title in ("port", "time") if title not in titles]
    for title in missing:
        if title not in meant:
            finding = problems.MISSING_KEY.finding(f"no column is called '{title}'", remedy="add it to the titles")
            findings.append(replace(finding, span=Span(number, 1, number, cells[-1].end + 1)))
    return not missing


class Cell(NamedTuple):
    """A cell of a line: its text, and the columns that it takes, from 0 with the end exclusive."""

    text: str
    start: int
    end: int

    def span(self, line: int) -> Span:
        """Where it stands; an empty cell is one column wide."""
        return Span(line, self.start + 1, line, max(self.end, self.start + 1) + 1)


def _cells(line: str, separator: str) -> list[Cell] | None:
    """The cells of a line; None where a quotation mark does not begin or end one."""
    mark = re.escape(separator)
    pattern = re.compile(rf'\s*"((?:[^"]|"")*)"[^\S{mark}]*|([^{mark}"]*)')
    cells: list[Cell] = []
    position = 0
    while True:
        match = pattern.match(line, position)
        if match is None or (match.end() < len(line) and line[match.end()] != separator):
            return None
        whole = match[0]
        start = position + len(whole) - len(whole.lstrip()) if whole.strip() else position
        text = match[2] if match[1] is None else match[1].replace('""', '"')
        cells.append(Cell(text, start, start + len(whole.strip())))
        if match.end() == len(line):
            return cells
        position = match.end() + 1
