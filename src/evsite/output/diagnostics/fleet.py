"""`evsite fleet` for people: the verdict, alerts with the lines that they are about, and the figures of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite._version import __version__
from evsite.output.diagnostics.fix_texts import FixTexts
from evsite.output.diagnostics.full import render_frame
from evsite.output.located import ToolInfo, located_findings, summary_line
from evsite.output.text.fleet import fleet_figures, fleet_verdict
from evsite.output.text.terminal_style import notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.site import Site
    from evsite.output.located import CheckedFile, LocatedFinding
    from evsite.output.text.terminal_style import TerminalStyle
    from evsite.studies.fleets.report_results import FleetReport
    from evsite.tariffs.model import Tariff

_MOST_OF_A_CODE = 5
"""So many findings of one code are shown unless all are asked for."""


def render_fleet(
    site: Site,
    report: FleetReport,
    files: Sequence[CheckedFile],
    terminal: TerminalStyle,
    *,
    tariff: Tariff | None = None,
    every: bool = False,
) -> Iterator[str]:
    """The plan, verdict first.

    Parameters
    ----------
    site
        The site.
    report
        The plan, and what there is to say about it.
    files
        The files with the findings in each.
    terminal
        Where it is shown.
    tariff
        By what costs count.
    every
        Show every alert, vehicle and limit.
    """
    yield f"{fleet_verdict(site, report, terminal)}\n\n"
    yield from _alerts(files, terminal, every=every)
    for part in fleet_figures(site, report, terminal, tariff=tariff, every=every):
        if part:
            yield f"{part}\n\n"
    yield f"{notice(terminal)}\n"


def _alerts(files: Sequence[CheckedFile], terminal: TerminalStyle, *, every: bool) -> Iterator[str]:
    """The findings with the lines that they are about, of each code the first few."""
    found = located_findings(files, ToolInfo(__version__))
    if not found:
        return
    texts = FixTexts()
    by_code: dict[str, list[LocatedFinding]] = {}
    for entry in sorted(found, key=lambda entry: (entry.finding.severity.rank, entry.finding.code)):
        by_code.setdefault(entry.finding.code, []).append(entry)
    for code, entries in by_code.items():
        shown = entries if every else entries[:_MOST_OF_A_CODE]
        for entry in shown:
            yield f"{render_frame(entry.file.document, entry.finding, terminal, texts)}\n\n"
        if len(shown) < len(entries):
            yield f"{len(entries) - len(shown):,} more of {code}: --all shows them\n\n"
    yield f"{terminal.styled(summary_line(files), 'bold')}\n\n"
