"""A plan for fleets with all that there is to say about it: who is ready, alerts with remedies, the cost without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.remedy import NOTHING
from evsite.sitefile.document import Document
from evsite.studies.fleets.alerts import find_alerts
from evsite.studies.fleets.findings import limit_finding, missed_finding, trip_finding
from evsite.studies.fleets.remedies import BudgetError, Solver, limit_remedy, remedies_of
from evsite.studies.fleets.report_results import FleetReport, FleetTally, Unplanned
from evsite.studies.fleets.results import MISSED_KWH
from evsite.studies.fleets.unplanned import charge_on_arrival

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.remedy import Remedy
    from evsite.model.site import Site
    from evsite.studies.fleets.charges import Charges
    from evsite.studies.fleets.remedies import Solve
    from evsite.studies.fleets.report_results import Alert, BindingLimit, SinceThen
    from evsite.studies.fleets.results import FleetPlan


def fleet_report(
    site: Site,
    plan: FleetPlan,
    solve: Solve,
    *,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    charges: Charges | None = None,
    notes: Iterable[str] = (),
    since: SinceThen | None = None,
) -> FleetReport:
    """What there is to say about a plan.

    Parameters
    ----------
    site
        The site.
    plan
        The plan.
    solve
        Makes the plan of a changed site, or of changed trips, for which all else stays.
    offline
        Ports that cannot be reached.
    loads
        Uncontrolled load by node.
    charges
        What energy by step costs, in the way of the plan; None without a tariff.
    notes
        What there is to add.
    since
        What is new, for a plan from now on.
    """
    offline = tuple(offline)
    solver = Solver(site, plan, solve)
    alerts, binding = find_alerts(site, plan, offline, solver.alone, since)
    tried = _Tried(solver)
    # limits first: one remedy of theirs is worth many of vehicles
    of_limits = [tried.limit(limit) for limit in binding]
    of_alerts = tuple(tried.alert(alert) for alert in alerts)
    faulted = frozenset[str]() if since is None else since.faulted
    delivered_kwh, drawn_kwh = charge_on_arrival(site, plan, offline=offline, loads=loads, faulted=faulted)
    documents = [Document.plain(each.text, each.filename) for each in plan.trips.sources]
    needs = [trip.need_kwh for trip in plan.trips.trips]
    missing = tuple(max(need - float(kwh), 0.0) for need, kwh in zip(needs, delivered_kwh, strict=True))
    energy_usd = None if charges is None else charges.energy_usd(drawn_kwh)
    demand_usd = None if charges is None else charges.demand_usd(drawn_kwh)
    unplanned = Unplanned(tuple(delivered_kwh.tolist()), missing, tuple(drawn_kwh.tolist()), energy_usd, demand_usd)
    return FleetReport(
        plan=plan,
        tallies=tuple(_tallies(plan, missing)),
        alerts=alerts,
        binding=binding,
        remedies=of_alerts,
        trip_findings=tuple(
            trip_finding(plan, alert, fix, documents, since) for alert, fix in zip(alerts, of_alerts, strict=True)
        ),
        site_findings=tuple(limit_finding(site, plan, each, fix) for each, fix in zip(binding, of_limits, strict=True)),
        unplanned=unplanned,
        untried=tried.untried,
        usd_per_kwh=None if charges is None else tuple(charges.usd_per_kwh.tolist()),
        notes=tuple(notes),
        since=since,
        missed_findings=tuple(
            missed_finding(plan, each, documents, since) for each in (() if since is None else since.missed)
        ),
    )


@dataclass(slots=True)
class _Tried:
    """Remedies, and how many could not be tried."""

    solver: Solver
    untried: int = 0

    def limit(self, limit: BindingLimit) -> Remedy:
        try:
            return limit_remedy(self.solver, limit)
        except BudgetError:
            self.untried += 1
            return NOTHING

    def alert(self, alert: Alert) -> Remedy:
        try:
            return remedies_of(self.solver, alert)
        except BudgetError:
            self.untried += 1
            return NOTHING


def _tallies(plan: FleetPlan, unplanned_kwh: Sequence[float]) -> Iterable[FleetTally]:
    for fleet in plan.trips.fleets:
        own = [number for number, trip in enumerate(plan.trips.trips) if trip.fleet == fleet.name]
        missing = [float(plan.shortfall_kwh[number]) for number in own]
        without = [unplanned_kwh[number] for number in own]
        yield FleetTally(
            fleet=fleet,
            trips=len(own),
            ready=sum(kwh <= MISSED_KWH for kwh in missing),
            need_kwh=sum(plan.trips.trips[number].need_kwh for number in own),
            delivered_kwh=sum(float(plan.delivered_kwh[number]) for number in own),
            shortfall_kwh=sum(missing),
            stages=tuple(stage for stage in plan.stages if stage.rank == fleet.rank),
            unplanned_ready=sum(kwh <= MISSED_KWH for kwh in without),
            unplanned_shortfall_kwh=sum(without),
        )
