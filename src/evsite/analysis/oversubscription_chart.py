"""The oversubscription of the groups of a site, and the vendor guide's chart of what it recommends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from evsite.analysis.oversubscription import oversubscription
from evsite.codebook.formulas import usable_continuous_a
from evsite.codebook.tables import number, rows
from evsite.model.settings import USUAL_MILES_PER_KWH
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from evsite.analysis.oversubscription import Oversubscription
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group

ADVISED_RATIO = 4.0
"""The vendor guide: rarely above 4:1."""


@dataclass(frozen=True, slots=True)
class ChartCell:
    """What the guide's chart says of stations of a class in an application."""

    application: str
    station_class: str
    model_prefix: str
    circuit_a: float
    """Rating of the circuit that a station of the class is on at full power [A]."""
    ratio: float | None
    """The most ports per port at full power; None where sharing is not recommended."""
    printed_range_mi_per_h: str
    printed_fits_v: str
    """The voltage at which the printed range fits the ratio [V]."""

    @property
    def share_a(self) -> float:
        """What a port gets at the ratio with all in use [A]; 0 where sharing is not recommended."""
        return usable_continuous_a(self.circuit_a) / self.ratio if self.ratio else 0.0

    def range_mi_per_h(self, voltage_v: float) -> float:
        """The range that a port of a voltage gives an hour at the ratio with all in use [mi/h]."""
        return self.share_a * voltage_v / 1000 * USUAL_MILES_PER_KWH


@cache
def chart() -> tuple[ChartCell, ...]:
    """Every cell of the chart."""
    return tuple(
        ChartCell(
            row["application"].replace("-", " "),
            row["station_class"],
            row["model_prefixes"],
            float(row["circuit_a"]),
            number(row["ratio"]),
            row["printed_range_mi_per_h"],
            row["printed_fits_v"],
        )
        for row in rows("oversubscription_chart")
    )


def chart_cell(application: str, station_class: str) -> ChartCell:
    """The cell of a row and a column of the chart.

    Raises
    ------
    StopIteration
        For a row or column that it does not have.
    """
    wanted = (application.replace("-", " "), station_class)
    return next(cell for cell in chart() if (cell.application, cell.station_class) == wanted)


def oversubscription_of(analysis: SiteAnalysis, group: Group) -> Oversubscription:
    """Both ratios of a group: by ports, and by connected power as installed."""
    return oversubscription(analysis.site, group, analysis.network, analysis.installed_a)


def station_class_of(analysis: SiteAnalysis, group: Group) -> str | None:
    """The column of the chart that the stations of a group are in; None where they are in several or none."""
    stations = [analysis.station_of(analysis.site.ports[name]) for name in group.ports]
    models = {id(station.model): station.model for station in stations}
    classes = {
        None if model is None or model.market != "NA" else class_of_model(model.shipped_as) for model in models.values()
    }
    return classes.pop() if len(classes) == 1 else None


def chart_ratio_kept(analysis: SiteAnalysis, group: Group) -> float | None:
    """The ratio of the guide's chart for a group that keeps to it; None for one that does not, or is not in it."""
    use, station_class = analysis.application, station_class_of(analysis, group)
    ratio = oversubscription_of(analysis, group).ports
    if use is None or station_class is None or ratio is None:
        return None
    most = chart_cell(use.chart_row, station_class).ratio
    return None if most is None or exceeds(ratio, most) else most


def class_of_model(model_id: str) -> str | None:
    """The column of the chart that a model is in; None for one that it does not have."""
    return next((cell.station_class for cell in chart() if model_id.lower().startswith(cell.model_prefix)), None)
