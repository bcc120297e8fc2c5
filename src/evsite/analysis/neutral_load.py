"""What neutrals carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import SiteAnalysis


def neutral_a(analysis: SiteAnalysis, run: Run) -> float:
    """The most that a neutral can carry [A]: all load to neutral on the line that has most of it (220.61)."""
    by_line: dict[str, float] = {}
    for port in analysis.ports_below[run.node]:
        if port.connection is not None and port.connection.endswith("N"):
            by_line[port.connection[0]] = by_line.get(port.connection[0], 0.0) + port.max_a
    for load in analysis.site.loads_below(run.node):
        if load.connection.endswith("N"):
            for leg, value in load.line_a.items():
                by_line[leg] = by_line.get(leg, 0.0) + value
    return min(max(by_line.values(), default=0.0), run.duty.carried_a)
