"""The two forms of a scenario file, as tables that know their place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from evsite.model.finding import Span
from evsite.model.remedy import remedy
from evsite.sitefile import problems
from evsite.sitefile.csv_lines import cells_of
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.sessions.toml_tables import toml_tables
from evsite.sitefile.tables.base import keys_of
from evsite.sitefile.tables.scenario import ArrivalTable
from evsite.sitefile.wording import shown

if TYPE_CHECKING:
    from evsite.model.finding import Finding, Path
    from evsite.sitefile.csv_lines import Cell
    from evsite.sitefile.document import Document

_UNITS = {"energy_kwh": ("energy", "kWh"), "accept_a": ("accept", "A"), "accept_kw": ("accept", "kW")}
"""Titles of CSV columns that carry the unit of their numbers."""


@dataclass(slots=True)
class Rows:
    """What stands in a scenario file: the settings, and a table for each arrival.

    `titles` are what messages call the arrivals. `spans` has the places of a CSV file, by the route that a TOML file
    would have.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    arrivals: list[dict[str, Any]] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    spans: dict[Path, Span] | None = None

    def placed(self, finding: Finding) -> Finding:
        """A finding with the place that it has in a CSV file, where no edit of TOML can be made."""
        if self.spans is None or finding.span is not None:
            return finding
        finding = replace(finding, fix=remedy(finding.remedy))
        span = self.spans.get(finding.path) or self.spans.get(finding.path[:2]) or Span(1, 1, 1, 1)
        return replace(finding, span=span)


def toml_rows(document: Document, findings: list[Finding]) -> Rows:
    """The `[scenario]` table and the `[[arrivals]]` of a TOML document."""
    settings, arrivals = toml_tables(document, findings)
    return Rows(settings, arrivals, [f"arrival {number}" for number in range(1, len(arrivals) + 1)])


def csv_rows(document: Document, findings: list[Finding]) -> Rows:
    """The rows of a CSV document under its line of titles; empty lines and those that begin with # do not count."""
    titles: list[str] | None = None
    separator = ","
    spans: dict[Path, Span] = {}
    rows = Rows(spans=spans)
    for number, line in enumerate(document.text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if titles is None:
            separator = next((mark for mark in ",;\t" if mark in line), ",")
        cells = cells_of(line, separator)
        if cells is None:
            message = "a quotation mark in the wrong place: quote a whole value, on one line"
            span = Span(number, line.index('"') + 1, number, len(line) + 1)
            findings.append(problems.BAD_VALUE.finding(message, span=span))
            continue
        if titles is None:
            titles = [cell.text.strip().lower() for cell in cells]
            if not _check_titles(titles, cells, number, findings):
                break
            continue
        if len(cells) > len(titles):
            message = f"line {number} has {len(cells)} values, and there are {len(titles)} titles"
            way, span = "leave out what has no title, or quote a comma", cells[len(titles)].span(number)
            findings.append(problems.BAD_VALUE.finding(message, remedy=way, span=span))
        path = ("arrivals", len(rows.arrivals))
        spans[path] = Span(number, 1, number, len(line.rstrip()) + 1)
        values: dict[str, Any] = {}
        for title, cell in zip(titles, cells, strict=False):
            key, unit = _UNITS.get(title, (title, ""))
            text = cell.text.strip()
            if text and key in keys_of(ArrivalTable):
                values[key] = f"{text} {unit}" if unit else text
                spans[*path, key] = cell.span(number)
        rows.arrivals.append(values)
        rows.titles.append(f"line {number}")
    if titles is None:
        message = "the file is empty, expected a line of titles like port,time,energy,accept"
        findings.append(problems.MISSING_KEY.finding(message, span=Span(1, 1, 1, 1)))
    return rows


def _check_titles(titles: list[str], cells: list[Cell], number: int, findings: list[Finding]) -> bool:
    """Whether rows under these titles can be read; what is wrong with them goes to the findings."""
    nearest = Nearest()
    known = [*keys_of(ArrivalTable), *_UNITS]
    keys = [_UNITS.get(title, (title, ""))[0] for title in titles]
    meant: set[str | None] = set()
    for place, (title, cell) in enumerate(zip(titles, cells, strict=True)):
        span = cell.span(number)
        if title not in known:
            near = nearest(title, known)
            meant.add(near)
            way = f"did you mean '{near}'?" if near else "titles are " + ", ".join(known)
            findings.append(problems.UNKNOWN_KEY.finding(f"unknown title '{shown(title)}'", remedy=way, span=span))
        elif keys[place] in keys[:place]:
            message = f"two columns say '{keys[place]}'"
            findings.append(problems.DUPLICATE_NAME.finding(message, remedy="keep one of them", span=span))
    missing = [title for title in ("port", "time") if title not in titles]
    for title in missing:
        if title not in meant:
            message, span = f"no column is called '{title}'", Span(number, 1, number, cells[-1].end + 1)
            findings.append(problems.MISSING_KEY.finding(message, remedy="add it to the titles", span=span))
    return not missing
