"""The same drivers in two designs, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evsite.output.from_result import from_result
from evsite.output.json.contract.drivers import DesignDriversFigures, DriversFigures, MonthCostsFigures
from evsite.output.json.serialize import as_json
from evsite.output.json.simulation import policy_figures, sessions_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.studies.comparison.driver_results import DesignDrivers, DriversComparison, MonthCosts


def drivers_figures(
    found: DriversComparison | None, sites: tuple[Site, Site], files: Sequence[str]
) -> DriversFigures | None:
    """The comparison for a document; None where no sessions were played.

    Parameters
    ----------
    found
        The comparison.
    sites
        Both designs.
    files
        What the sessions were read from.
    """
    if found is None:
        return None
    ends = [each.report.end_s for each in (found.before, found.after) if each.report.end_s is not None]
    return from_result(
        DriversFigures,
        found,
        sessions=sessions_figures(found.before.report.sessions, files, max(ends, default=None)),
        before=_design(sites[0], found.before),
        after=_design(sites[1], found.after),
        months=tuple(map(_month, found.months)),
    )


def _design(site: Site, side: DesignDrivers) -> DesignDriversFigures:
    # limits have the titles of their own site, and a document knows one site at most
    service: Any = as_json(policy_figures(site, side.report, side.level), site)
    return DesignDriversFigures(side.policies, side.shared_ports, service)


def _month(month: MonthCosts) -> MonthCostsFigures:
    return from_result(
        MonthCostsFigures,
        month,
        before_usd=None if month.before is None else month.before_usd,
        after_usd=None if month.after is None else month.after_usd,
    )
