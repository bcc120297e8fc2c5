"""All charts of a site that a terminal shows, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.allocation.api import allocate
from evsite.allocation.fallback import fallbacks_a
from evsite.allocation.premises import control_notes
from evsite.analysis.record_notes import site_records, unfit_loads
from evsite.proofs.occupancy import occupancy_table
from evsite.proofs.offline import fallback_loads
from evsite.proofs.week_loads import greatest_loads
from evsite.studies.charts.limits import fallback_bars, limit_bars
from evsite.studies.charts.vehicles import vehicles_chart
from evsite.studies.charts.week import week_charts
from evsite.studies.left_over import left_over
from evsite.studies.premise import premise
from evsite.studies.week import week_report

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.studies.charts.limits import LimitBar
    from evsite.studies.charts.vehicles import VehiclesChart
    from evsite.studies.charts.week import WeekChart


@dataclass(frozen=True, slots=True)
class SiteCharts:
    """Charts of a site at a moment; `offline` and `weeks` are of the whole week."""

    vehicles: VehiclesChart
    limits: tuple[LimitBar, ...]
    in_turns: bool
    """Whether ports take turns with every port in use, so that limits are those of the first slot."""
    offline: tuple[LimitBar, ...]
    weeks: tuple[WeekChart, ...]
    premise: str | None
    notes: tuple[str, ...]


def site_charts(site: Site, now: Site) -> SiteCharts:
    """The charts of a site.

    Parameters
    ----------
    site
        The site, of the whole week.
    now
        The site at one moment; the same as `site` for the fixed limits.
    """
    allocation = allocate(now)
    return SiteCharts(
        vehicles=vehicles_chart(now, occupancy_table(now)),
        limits=limit_bars(allocation.limits),
        in_turns=bool(allocation.slots),
        offline=offline_bars(site),
        weeks=site_weeks(site),
        premise=site_premise(site),
        notes=control_notes(now),
    )


def offline_bars(site: Site) -> tuple[LimitBar, ...]:
    """What offline stations put on each limit, as the report shows it."""
    return fallback_bars(site, fallback_loads(site, fallbacks_a(site)))


def site_weeks(site: Site) -> tuple[WeekChart, ...]:
    """The weeks of the groups of a site, as the report shows them."""
    return week_charts(site, week_report(site), left_over(site))


def site_premise(site: Site) -> str | None:
    """What has to hold for what charts show; None where no port is in a group."""
    return premise(site, unfit_loads(site, site_records(site)), greatest_loads(site, fallbacks_a(site)))
