"""What energy by step costs in the way of a plan, and what of its tariff that leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.api import LOAD_UNITS
from evsite.sitefile.quantities import read_quantity
from evsite.studies.fleets.charges import charges_of
from evsite.studies.fleets.other_load import other_load
from evsite.studies.fleets.steps import steps_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evsite.model.site import Site
    from evsite.studies.fleets.charges import Charges
    from evsite.studies.fleets.results import FleetPlan
    from evsite.tariffs.model import Tariff


def charges_of_plan(
    site: Site,
    plan: FleetPlan,
    tariff: Tariff,
    *,
    step_min: float = 15,
    loads: Mapping[str, str] | None = None,
    peak_so_far_kw: Mapping[str, float] | None = None,
    begun: bool = False,
) -> Charges:
    """What a tariff asks for in the steps of a plan, to be asked of other schedules in the same steps.

    Parameters
    ----------
    site
        The site.
    plan
        The plan.
    tariff
        The tariff.
    step_min
        Length of a step [min].
    loads
        Uncontrolled load by node.
    peak_so_far_kw
        What demand charges have reached before [kW].
    begun
        As for `plan_fleets`.

    Raises
    ------
    PlanError
        The tariff does not go together with the plan.
    """
    calendar, edge_s = plan.trips.calendar, plan.edge_s
    steps = steps_between(site, calendar, float(edge_s[0]), float(edge_s[-1]), step_min)
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    other_kw, _ = other_load(site, steps, measured)
    return charges_of(tariff, calendar, steps, other_kw, peak_so_far_kw or {}, begun=begun)


def left_out(tariff: Tariff) -> Iterator[str]:
    """What a tariff asks for, or may ask for, that no plan counts."""
    if tariff.subscription is not None and tariff.subscription.overage_usd_per_kw is None:
        yield f"{tariff.title} does not price demand above its blocks: all of it is subscribed"
    if tariff.demand is None:
        yield f"{tariff.title} does not say what it asks for demand: the plan counts none"
    if any(charge.ratchet is not None for charge in tariff.demand or ()):
        yield (
            f"{tariff.title} bills earlier peaks by a ratchet: the plan counts those of its own months and of "
            "--peak-so-far; peaks of months before are not known and raise no demand here"
        )
    if tariff.minimum is not None:
        yield f"{tariff.title} bills a month at least at some amount, which the plan does not count"
