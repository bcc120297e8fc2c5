"""The oversubscription of a group, and what the vendor guide says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.oversubscription import oversubscription
from evsite.codebook.tables import rows
from evsite.words import digits_apart, format_number

if TYPE_CHECKING:
    from evsite.analysis.oversubscription import Oversubscription
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.site import Group, Port

ADVISED_RATIO = 4.0
"""The vendor guide: rarely above 4:1."""


def oversubscription_of(analysis: SiteAnalysis, item: Group) -> Oversubscription:
    """Both ratios of a group: by ports, and by connected power as installed."""
    return oversubscription(analysis.site, item, analysis.network, analysis.installed_a)


def station_class_of(analysis: SiteAnalysis, item: Group) -> str | None:
    """The column of the guide's chart that the stations of a group are in; None where they are in several or none."""
    models = {id(station.model): station.model for station in map(analysis.station_of, _ports(analysis, item))}
    classes = {
        None if model is None or model.market != "NA" else _column(model.shipped_as) for model in models.values()
    }
    return classes.pop() if len(classes) == 1 else None


def _ports(analysis: SiteAnalysis, item: Group) -> list[Port]:
    return [analysis.site.ports[name] for name in item.ports]


def _column(model_id: str) -> str | None:
    return next(
        (
            row["station_class"]
            for row in rows("oversubscription_chart")
            if model_id.lower().startswith(row["model_prefixes"])
        ),
        None,
    )


def chart_row(application: str, station_class: str) -> dict[str, str]:
    """A cell of the guide's oversubscription chart with what stands beside it.

    Raises:
        StopIteration: for a row or column that it does not have.
    """
    return next(
        row
        for row in rows("oversubscription_chart")
        if (row["application"], row["station_class"]) == (application, station_class)
    )


def ratio_text(value: float, limit: float | None = None) -> str:
    """A ratio for a message, beside a limit that it misses with as many decimals as tell the two apart."""
    return f"{format_number(value, None if limit is None else digits_apart(value, limit))}:1"


def one_rating(analysis: SiteAnalysis, item: Group) -> bool:
    """Whether the ports of a group have one rating, as they are installed."""
    return len({analysis.installed_a[name] for name in item.ports}) == 1
