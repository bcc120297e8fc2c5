"""One session file to rows: which form it has, and who reads that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from evsite.model.remedy import remedy
from evsite.sitefile import problems
from evsite.sitefile.sessions.column_plan import described, plan_columns
from evsite.sitefile.sessions.csv_table import CsvTable
from evsite.sitefile.sessions.dated_rows import DatedRows
from evsite.sitefile.sessions.moments import are_dated
from evsite.sitefile.sessions.rows import SessionFile
from evsite.sitefile.sessions.sources import read_source
from evsite.sitefile.sessions.toml_tables import toml_tables
from evsite.sitefile.sessions.values import with_unit
from evsite.sitefile.sessions.written_rows import WrittenRows, as_text

if TYPE_CHECKING:
    import os

    from evsite.model.finding import Finding, Path, Span
    from evsite.model.site import Site
    from evsite.sitefile.document import Document
    from evsite.sitefile.sessions.column_plan import ColumnPlan
    from evsite.sitefile.sessions.moments import DateOrder
    from evsite.sitefile.sessions.named_columns import NamedColumns
    from evsite.sitefile.sessions.options import Unfit
    from evsite.sitefile.sessions.ports import PortNames
    from evsite.sitefile.sessions.titles import Preset, Role

_IN_CELLS = {"energy", "delivered", "accept", "stay", "patience"}
"""Roles whose title may say the unit of plain numbers."""


class FileReader:
    """Reads session files, each in its form.

    Attributes
    ----------
    bad_rows
        What to do with rows that cannot be read.
    pool
        Whether every vehicle takes any port that is free.
    """

    def __init__(
        self,
        site: Site,
        columns: NamedColumns[Role] | None,
        preset: Preset | None,
        ports: PortNames,
        *,
        unknown: Unfit,
        bad_rows: Unfit,
        pool: bool,
        order: DateOrder | None = None,
    ) -> None:
        self._order = order
        self._site, self._columns, self._preset, self._ports = site, columns, preset, ports
        self._unknown, self.bad_rows, self.pool = unknown, bad_rows, pool

    def read(self, path: str | os.PathLike[str], label: str) -> SessionFile:
        """Read a file; what is wrong with its rows is kept in it. Messages call a row by `label` and its place.

        Raises
        ------
        SiteFileError
            There is nothing to look at.
        """
        document, is_table, notes = read_source(path)
        file = self._table(document, label) if is_table else self._toml(document, label)
        file.notes += notes
        return file

    def _toml(self, document: Document, label: str) -> SessionFile:
        def place_of(row: int, role: str | None) -> tuple[Path, None]:
            return (("arrivals", row) if role is None else ("arrivals", row, role)), None

        file = SessionFile(document, place_of)
        raw_settings, arrivals = toml_tables(document, file.findings)
        tables = [{key: as_text(value) for key, value in table.items()} for table in arrivals]
        settings = {key: as_text(value) for key, value in raw_settings.items()}
        file.form = "dated" if are_dated([str(table.get("time", "")) for table in tables]) else "weekday"
        written = WrittenRows(file, self._site, self._ports, settings, pool=self.pool, label=label, order=self._order)
        written.read(tables, [f"arrival {number}" for number in range(1, len(tables) + 1)])
        return file

    def _table(self, document: Document, label: str) -> SessionFile:
        findings: list[Finding] = []
        table = CsvTable(document, findings)
        plan = plan_columns(table, self._columns, self._preset, findings, pool=self.pool) if table.titles else None

        def place_of(row: int, role: str | None) -> tuple[Path, Span]:
            places = () if plan is None or role is None else plan.places.get(cast("Role", role), ())
            return (), table.span(row, places[0] if places else None) if table.rows else table.titles_span()

        file = SessionFile(document, place_of, findings=findings)
        if plan is None:
            return file
        if not table.rows:
            if not findings:
                message = "the file has no sessions under its titles"
                findings.append(
                    problems.MISSING_KEY.finding(message, remedy="add one for each car", span=table.titles_span())
                )
            return file
        file.notes += table.notes()
        first = plan.places["time"]
        texts = [" ".join(cells[place] for place in first) for cells in table.rows[:50]]
        if are_dated([text.strip() for text in texts if text.strip()]) or plan.preset is not None:
            file.notes += described(plan, table)
            DatedRows(
                table,
                plan,
                file,
                self._site,
                self._ports,
                pool=self.pool,
                unknown=self._unknown,
                bad_rows=self.bad_rows,
                label=label,
                order=self._order,
            ).read()
        else:
            file.form = "weekday"
            self._weekdays(table, plan, file, label)
        return file

    def _weekdays(self, table: CsvTable, plan: ColumnPlan, file: SessionFile, label: str) -> None:
        def cell(cells: list[str], role: Role) -> str:
            text = " ".join(cells[place] for place in plan.places[role] if cells[place])
            return with_unit(text, plan.units.get(role)) if role in _IN_CELLS else text

        tables: list[dict[str, object]] = [
            {role: text for role in plan.places if role != "connector" and (text := cell(cells, role))}
            for cells in table.rows
        ]
        written = WrittenRows(file, self._site, self._ports, {}, pool=self.pool, label=label, order=self._order)
        written.read(tables, [f"line {number}" for number in table.lines])
        file.findings[:] = [_placed(finding, file) for finding in file.findings]


def _placed(finding: Finding, file: SessionFile) -> Finding:
    """A finding with the place that it has in a table, where no edit of TOML can be made."""
    if finding.span is not None:
        return finding
    row = finding.path[1] if len(finding.path) > 1 else 0
    role: Any = finding.path[2] if len(finding.path) > 2 else None
    finding = replace(finding, fix=remedy(finding.remedy))
    return replace(finding, span=file.place_of(int(row), role)[1])
