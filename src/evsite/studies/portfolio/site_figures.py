"""The key numbers of one site of a portfolio: what its own commands say, in a few figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from evsite.analysis.oversubscription import oversubscription
from evsite.model.installed import installed_a
from evsite.network.compile import compile_network
from evsite.sitefile.sessions.named_columns import SessionOptionError
from evsite.studies.beside_load import beside_loads, left_of
from evsite.studies.fleets.errors import PlanError
from evsite.studies.portfolio.results import DriverFigures, FleetPlanFigures
from evsite.studies.simulation.results import AS_DESIGNED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Finding
    from evsite.model.fleets import TripSet
    from evsite.model.site import Site
    from evsite.rules.checking import CheckResult
    from evsite.studies.fleets.results import FleetPlan

Loaded = TypeVar("Loaded")


class StudyError(ValueError):
    """Raised where a study of a site cannot be made; the message says why."""


def oversubscription_of(site: Site) -> tuple[float | None, float | None]:
    """The greatest oversubscription of the groups of a site, by ports and by power; None where nothing limits one."""
    if not site.groups:
        return None, None
    network, installed, beside = compile_network(site), installed_a(site), beside_loads(site)
    found = [
        oversubscription(site, group, network, installed, left_of(beside.get(group.name)))
        for group in site.groups.values()
    ]
    by_ports = [each.ports for each in found if each.ports is not None]
    by_power = [each.power for each in found if each.power is not None]
    return max(by_ports, default=None), max(by_power, default=None)


def guarantee(site: Site, checked: CheckResult, analysis: SiteAnalysis) -> tuple[float | None, float | None]:
    """The least that a port is guaranteed, as a report heads with [A, kW]; None where nothing is promised."""
    from evsite.allocation.fallback import fallbacks_a
    from evsite.studies.headline import headline
    from evsite.studies.site_report import report

    figures = report(site, fallback_a=fallbacks_a(site), records=checked.records)
    least = headline(site, figures, checked.findings, analysis).guaranteed
    return (None, None) if least is None else (least.current_a, least.power_kw)


def driver_figures(site: Site, files: Sequence[str], zone: str | None) -> DriverFigures:
    """What drivers get under the policies of the site itself.

    Parameters
    ----------
    site
        The site.
    files
        The sessions.
    zone
        The zone of local times; needed where stamps have no offset, and not looked at where there are no dates.

    Raises
    ------
    StudyError
        The sessions need something that is not said.
    SiteFileError
        The sessions cannot be read.
    """
    from evsite.sitefile.sessions.loading import load_sessions
    from evsite.studies.service.service_level import service_level
    from evsite.studies.simulation.simulate import simulate

    try:
        sessions = _in_zone(lambda zone: load_sessions(files, site, zone=zone), zone)
    except SessionOptionError as error:
        raise StudyError(str(error)) from None
    played = simulate(site, sessions, policies=[AS_DESIGNED])
    tally = service_level(played.runs[0], played.sessions).tally
    return DriverFigures(
        sessions=tally.sessions,
        wanted_kwh=tally.wanted_kwh,
        possible_kwh=tally.possible_kwh + tally.unstated_possible_kwh,
        delivered_kwh=tally.total_energy_kwh,
        can_be_full=tally.can_be_full,
        full=tally.full,
    )


def fleet_figures(
    site: Site, files: Sequence[str], zone: str | None, tariff: str | None
) -> tuple[FleetPlanFigures, tuple[Finding, ...]]:
    """The plan for the fleets of a site, and its alerts.

    Parameters
    ----------
    site
        The site.
    files
        The trips.
    zone
        The zone of local times; needed where stamps have no offset, and not looked at where there are no dates.
    tariff
        By what costs count: a file, or one that comes with evsite.

    Raises
    ------
    StudyError
        Trips, tariff and site do not go together.
    SiteFileError
        A file cannot be read.
    """
    from evsite.sitefile.tariffs.load import load_tariff
    from evsite.sitefile.trips.loading import load_trips
    from evsite.studies.fleets.plan import plan_fleets
    from evsite.studies.fleets.report import fleet_report

    prices = None if tariff is None else load_tariff(tariff)

    def solve(site: Site, trips: TripSet, *, search: bool = True) -> FleetPlan:
        return plan_fleets(site, trips, tariff=prices, search=search)

    try:
        trips = _in_zone(lambda zone: load_trips(files, site, zone=zone), zone)
        if prices is not None and not trips.calendar.dated:
            raise StudyError("prices need dates, and these trips have none")
        report = fleet_report(site, solve(site, trips), solve)
    except (SessionOptionError, PlanError) as error:
        raise StudyError(str(error)) from None
    plan = report.plan
    figures = FleetPlanFigures(
        trips=sum(tally.trips for tally in report.tallies),
        ready=sum(tally.ready for tally in report.tallies),
        shortfall_kwh=sum(tally.shortfall_kwh for tally in report.tallies),
        cost_usd=plan.cost_usd if prices is not None else None,
    )
    return figures, (*report.trip_findings, *report.site_findings)


def _in_zone(load: Callable[[str | None], Loaded], zone: str | None) -> Loaded:
    """Files read in a zone; those that have weekdays and no dates go by none, so they are read without it."""
    try:
        return load(zone)
    except SessionOptionError as error:
        if error.option != "zone" or zone is None:
            raise
        return load(None)
