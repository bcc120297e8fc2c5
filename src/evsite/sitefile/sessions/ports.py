"""From what session files call a port or a station to a port of the site, through a list of other names."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import TYPE_CHECKING, NamedTuple

from evsite.metering.errors import DataError
from evsite.model.finding import SiteFileError, Span
from evsite.model.remedy import meant, one_of
from evsite.sitefile import problems
from evsite.sitefile.document import Document, content_of
from evsite.sitefile.file_names import file_name
from evsite.sitefile.nearest import Nearest
from evsite.sitefile.sessions.csv_table import CsvTable, decoded_table
from evsite.sitefile.wording import found, shown
from evsite.words import listed

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from evsite.model.finding import Finding, Path
    from evsite.model.remedy import Remedy, Way
    from evsite.model.site import Site
    from evsite.sitefile.problem import FindingMarks, Problem


class UnknownPort(NamedTuple):
    """Why a name is no port of the site."""

    problem: Problem
    message: str
    remedy: Way | Remedy


class PortNames:
    """Finds the ports that names mean; each name is looked up once."""

    def __init__(self, site: Site, aliases: Mapping[str, str]) -> None:
        self._site = site
        self._aliases = aliases
        self._known: dict[tuple[str, str], str | None] = {}
        self._nearest = Nearest()

    def find(self, name: str, connector: str = "") -> str | None:
        """The port of a name: its own, that of a station with one port, or another name for either.

        With the number of a connector, it is the port of that number, or the station alone where it has one port.
        """
        key = (name, connector)
        if key not in self._known:
            names = (f"{name}.{connector}", name) if connector else (name,)
            self._known[key] = next((port for each in names if (port := self._find(each)) is not None), None)
        return self._known[key]

    def _find(self, name: str) -> str | None:
        target = self._aliases.get(name, name)
        if target in self._site.ports:
            return target
        station = self._site.stations.get(target)
        return station.ports[0].name if station is not None and len(station.ports) == 1 else None

    def refusal(self, name: str, path: Path = ()) -> UnknownPort:
        """Why a name is no port, and what may have been meant; `path` is where a file of TOML has it."""
        site, target = self._site, self._aliases.get(name, name)
        if target in site.stations:
            ports = [port.name for port in site.stations[target].ports]
            message = f"'{shown(target)}' is a station of {len(ports)} ports, expected one of them"
            words = f"expected {listed(ports[:4])}"
            return UnknownPort(problems.WRONG_KIND, message, one_of(path, ports) if path else words)
        near = self._nearest(target, site.ports)
        known = list(site.ports)
        if near:
            ways: Way | Remedy = meant(path, near) if path else f"did you mean '{near}'?"
        else:
            ways = f"there are {known[0]} to {known[-1]}" if known else ""
        return UnknownPort(problems.UNKNOWN_NAME, f"no port is called '{shown(target)}'", ways)


def load_port_names(path: str | os.PathLike[str], site: Site) -> dict[str, str]:
    """Read a list of other names of ports: TOML with a table `[ports]`, or CSV of two columns, name and port.

    Parameters
    ----------
    path
        The file.
    site
        The site whose ports or stations the names stand for.

    Returns
    -------
    dict[str, str]
        The port of the site by each name.

    Raises
    ------
    SiteFileError
        With every problem of the file; `unreadable` if there was nothing to look at.
    """
    if FilePath(path).suffix.lower() == ".toml":
        document = Document.read(path)
        findings: list[Finding] = []
        names = _toml_names(document, findings)
    else:
        filename = file_name(path)
        content = content_of(FilePath(path), filename)
        try:
            document, _ = decoded_table(content, filename)
        except DataError as error:
            nothing = Document.plain("", filename)
            finding = problems.NOT_TEXT.finding(str(error), span=Span(1, 1, 1, 1))
            raise SiteFileError(nothing, [finding], unreadable=True) from None
        findings = []
        names = _csv_names(document, findings)
    ports = PortNames(site, {})
    aliases: dict[str, str] = {}
    for name, (target, where, span) in names.items():
        port = ports.find(target)
        if port is None:
            unknown = ports.refusal(target, where)
            marks: FindingMarks = {} if span is None else {"span": span}
            finding = unknown.problem.finding(unknown.message, where, remedy=unknown.remedy, **marks)
            findings.append(finding)
        else:
            aliases[name] = port
    if findings:
        raise SiteFileError(document, sorted(findings, key=lambda each: document.locate(each)[:2]))
    return aliases


_Names = dict[str, tuple[str, tuple[str | int, ...], Span | None]]


def _toml_names(document: Document, findings: list[Finding]) -> _Names:
    table = document.data.get("ports")
    for key in document.data:
        if key != "ports":
            message = f"unknown key '{shown(key)}'"
            way = 'other names stand in [ports], like "AG-1F12" = "S1.1"'
            findings.append(problems.UNKNOWN_KEY.finding(message, (key,), anchor="key", remedy=way))
    if not isinstance(table, dict):
        if not findings or table is not None:
            message = "the file has no table [ports]" if table is None else f"found {found(table)} for ports"
            way = 'write [ports], then lines like "AG-1F12" = "S1.1"'
            findings.append(problems.MISSING_KEY.finding(message, (), remedy=way))
        return {}
    names: _Names = {}
    for name, target in table.items():
        if isinstance(target, str):
            names[name] = (target.strip(), ("ports", name), None)
        else:
            message = f"found {found(target)}, expected the name of a port"
            findings.append(problems.WRONG_TYPE.finding(message, ("ports", name)))
    return names


def _csv_names(document: Document, findings: list[Finding]) -> _Names:
    table = CsvTable(document, findings)
    if not table.titles:
        return {}
    if len(table.titles) != 2:
        message = f"found {len(table.titles)} columns, expected two: the name in the sessions, and the port"
        findings.append(problems.BAD_VALUE.finding(message, span=table.titles_span()))
        return {}
    names: _Names = {}
    rows = [(table.titles, [table.title_span(0), table.title_span(1)])]
    if table.titles[1].lower() in {"port", "ports"}:
        rows = []
    rows += [(cells, [table.span(row, 0), table.span(row, 1)]) for row, cells in enumerate(table.rows)]
    for (name, target), (name_span, target_span) in rows:
        if name in names and names[name][0] != target:
            message = f"'{shown(name)}' stands for two ports"
            findings.append(problems.CONFLICT.finding(message, span=name_span))
        elif not name or not target:
            message = "a line needs a name and a port"
            findings.append(problems.MISSING_KEY.finding(message, span=name_span if not name else target_span))
        names[name] = (target, (), target_span)
    return names
