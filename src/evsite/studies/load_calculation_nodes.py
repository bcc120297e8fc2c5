"""The loads of one service, transformer or panel, side by side, and the verdict on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.node_demand import managed_kva, vehicles_a
from evsite.analysis.primary_load import primary_legs, primary_vehicles_a
from evsite.codebook.formulas import CONTINUOUS_FACTOR, METERED_FACTOR, MONTH_DAYS, YEAR_DAYS
from evsite.codebook.ocpd import next_standard_a, next_usual_kva
from evsite.network.limits import line_rating_a
from evsite.network.loads import OtherLoad
from evsite.network.places import node_place, primary_place
from evsite.studies.load_calculation_checks import (
    least_transformer_kva,
    panel_checks,
    primary_checks,
    supply_checks,
)
from evsite.studies.load_calculation_results import OUTCOMES, Needed, NodeCalculation, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Panel, Supply
    from evsite.model.records import MeteredRecord
    from evsite.network.places import Place
    from evsite.studies.load_calculation_results import Check, CheckKind, Method, NodeKind, Outcome

NOT_STATED = "existing load is not stated"
NO_RATING = "no rating is stated"
_SIZED_BY: frozenset[CheckKind] = frozenset(
    {"device", "bus", "metered", "metered at 125 %", "metered, by value", "metered, all new", "value", "dwelling"}
)
"""Checks by which a device, a bus or a service is chosen."""


class NodeCalculator:
    """What there is to say of each node of a site.

    Parameters
    ----------
    analysis
        The site.
    existing
        Loads by place that were there before, as the file gives them.
    recorded
        Those that meters recorded.
    new
        Loads that come with the project.
    """

    def __init__(
        self,
        analysis: SiteAnalysis,
        existing: dict[Place, OtherLoad],
        recorded: dict[Place, OtherLoad],
        new: dict[Place, OtherLoad],
    ) -> None:
        self.analysis = analysis
        self._existing = existing
        self._recorded = recorded
        self._new = new

    def supply(self, supply: Supply, *, new: bool) -> NodeCalculation:
        """A service, or a transformer with its secondary side."""
        metered, dwelling = supply.metered, self.analysis.site.dwelling
        place = node_place(supply.name)
        method = self._method(place, new=new)
        demand = self._demand(place, supply.system.legs)
        if metered is not None:
            method = "metered peak"
            if metered.peak_kva is not None:
                line_a = line_rating_a(metered.peak_kva, supply.system)
                demand = Part(dict.fromkeys(supply.system.legs, line_a), metered.peak_kva)
        elif dwelling is not None and dwelling.on == supply.name:
            method = "calculated"
        checks = supply_checks(self.analysis, supply, *self._others(place))
        reasons = () if metered is None else tuple(_about(metered))
        return self._node(supply.name, supply.kind, place, supply.system.legs, method, demand, checks, reasons)

    def panel(self, panel: Panel, *, new: bool) -> NodeCalculation:
        """A panel with the feeder to it."""
        place = node_place(panel.name)
        checks = panel_checks(self.analysis, panel, *self._others(place))
        reasons = () if panel.rating is not None else (NO_RATING,)
        demand = self._demand(place, panel.system.legs)
        method = self._method(place, new=new)
        return self._node(panel.name, "panel", place, panel.system.legs, method, demand, checks, reasons)

    def primary(self, supply: Supply, *, new: bool) -> NodeCalculation:
        """The primary side of a transformer whose primary system is known, with the feeder to it."""
        place, legs = primary_place(supply.name), primary_legs(supply)
        checks = primary_checks(self.analysis, supply, *self._others(place))
        demand, method = self._demand(place, legs), self._method(place, new=new)
        if supply.metered is not None:
            method = "not stated"
        return self._node(supply.name, "transformer", place, legs, method, demand, checks, (), primary=supply)

    def _others(self, place: Place) -> tuple[OtherLoad, OtherLoad]:
        """Existing load there, and new load; recorded load is existing."""
        existing = OtherLoad()
        for part in (self._existing.get(place), self._recorded.get(place)):
            if part is not None:
                existing.add(part.continuous_a, part.power_kva, continuous=True)
                existing.add(part.noncontinuous_a, 0.0, continuous=False)
        return existing, self._new.get(place) or OtherLoad()

    def _method(self, place: Place, *, new: bool) -> Method:
        if place in self._recorded:
            return "record"
        if place in self._existing:
            return "connected"
        return "none" if new else "not stated"

    def _demand(self, place: Place, legs: Sequence[str]) -> Part:
        found = self._recorded.get(place) or OtherLoad()
        return Part({leg: found.total_a(leg) for leg in legs}, found.power_kva)

    def _node(
        self,
        name: str,
        kind: NodeKind,
        place: Place,
        legs: tuple[str, ...],
        method: Method,
        demand: Part,
        checks: tuple[Check, ...],
        reasons: tuple[str, ...],
        *,
        primary: Supply | None = None,
    ) -> NodeCalculation:
        analysis = self.analysis
        vehicles = analysis.connected(name) if primary is None else analysis.connected(name).to_primary(primary)
        managed_a = vehicles_a(analysis, name) if primary is None else primary_vehicles_a(analysis, primary)
        connected = Part({leg: vehicles.line_a(leg) for leg in legs}, vehicles.power_kva)
        managed = Part(managed_a, min(vehicles.power_kva, managed_kva(analysis, name)))
        value = value_managed = None
        if primary is None and analysis.calculated.least_below(name):
            counted = analysis.calculated
            value = Part({leg: counted.connected(name).line_a(leg) for leg in legs}, counted.connected(name).power_kva)
            line_a = {leg: both[0] for leg, both in counted.line_a(name).items()}
            value_managed = Part(line_a, min(value.power_kva, counted.greatest_kva(name)))
        if method == "not stated":
            reasons = (*reasons, NOT_STATED)
        if name in analysis.unfit.nodes:
            reasons = (*reasons, analysis.unfit.words)
        existing = _part(self._existing.get(place), legs, continuous=True)
        new = _part(self._new.get(place), legs, continuous=True)
        groups = any(port.name in analysis.managed_ports for port in analysis.ports_below[name])
        return NodeCalculation(
            node=name,
            kind=kind,
            primary=primary is not None,
            legs=legs,
            method=method,
            demand=demand,
            demand_at_125=_times(demand, METERED_FACTOR),
            existing_continuous=existing,
            existing_continuous_at_125=_times(existing, CONTINUOUS_FACTOR),
            existing_noncontinuous=_part(self._existing.get(place), legs, continuous=False),
            new_continuous=new,
            new_continuous_at_125=_times(new, CONTINUOUS_FACTOR),
            new_noncontinuous=_part(self._new.get(place), legs, continuous=False),
            existing=demand if method == "metered peak" else _all(self._others(place)[0], legs),
            new=_all(self._others(place)[1], legs),
            connected=connected,
            connected_at_125=_times(connected, CONTINUOUS_FACTOR),
            managed=managed,
            managed_at_125=_times(managed, CONTINUOUS_FACTOR),
            value=value,
            value_managed=value_managed,
            has_groups=groups,
            checks=checks,
            outcome=_outcome(checks, reasons, managed=True),
            unmanaged_outcome=_outcome(checks, reasons, managed=False),
            reasons=reasons,
            needed_managed=tuple(self._needed(name, checks, managed=True)),
            needed_unmanaged=tuple(self._needed(name, checks, managed=False)),
        )

    def _needed(self, name: str, checks: Iterable[Check], *, managed: bool) -> Iterator[Needed]:
        """The next size of whatever the load asks for, one of each kind."""
        site = self.analysis.site
        most_a = required_a(checks, managed=managed)
        for noun, amps in most_a.items():
            yield Needed(noun, next_standard_a(amps, site.nec), "A")
        if any(check.kind == "transformer" for check in checks):
            supply = site.supplies[name]
            kva = least_transformer_kva(self.analysis, supply, managed=managed)
            yield Needed("transformer", next_usual_kva(kva, three_phase=supply.system.three_phase), "kVA")


def required_a(checks: Iterable[Check], *, managed: bool) -> dict[str, float]:
    """The least rating that each device, bus or service of a node may have by its checks, by its noun [A].

    Parameters
    ----------
    checks
        Those of the node.
    managed
        Whether load management holds the chargers.
    """
    most_a: dict[str, float] = {}
    for check in checks:
        if check.kind in _SIZED_BY and not check.superseded and check.noun != "transformer":
            loads = check.managed if managed else check.unmanaged
            most_a[check.noun] = max(most_a.get(check.noun, 0.0), *loads.values())
    return most_a


def _all(load: OtherLoad, legs: Sequence[str]) -> Part:
    return Part({leg: load.total_a(leg) for leg in legs}, load.power_kva)


def _times(part: Part, factor: float) -> Part:
    return Part({leg: factor * amps for leg, amps in part.line_a.items()}, factor * part.power_kva)


def _part(load: OtherLoad | None, legs: Sequence[str], *, continuous: bool) -> Part:
    """One half of a load; its kVA in proportion to the amperes, for only those of both halves together are known."""
    if load is None:
        return Part(dict.fromkeys(legs, 0.0), 0.0)
    mine = load.continuous_a if continuous else load.noncontinuous_a
    both = sum(load.total_a(leg) for leg in legs)
    share = sum(mine.get(leg, 0.0) for leg in legs) / both if both else 0.0
    return Part({leg: mine.get(leg, 0.0) for leg in legs}, share * load.power_kva)


def _about(metered: MeteredRecord) -> Iterator[str]:
    """Why nothing is settled by a metered peak."""
    if metered.peak_kva is None:
        yield "the metered peak is in kW and its power factor is not stated"
    if metered.days is None:
        yield "how long the demand was recorded is not stated"
    elif metered.days < MONTH_DAYS:
        yield f"the record of {metered.days} days is shorter than {MONTH_DAYS} days"
    elif metered.days < YEAR_DAYS and (metered.generation or metered.peak_shaving):
        yield f"the record of {metered.days} days is shorter than a year, with generation or peak shaving"


def _outcome(checks: Iterable[Check], reasons: Sequence[str], *, managed: bool) -> Outcome:
    found: list[Outcome] = ["fits"]
    for check in checks:
        if not check.superseded and not (check.fits_managed if managed else check.fits_unmanaged):
            requested = not check.strict or (check.at_100_managed if managed else check.at_100_unmanaged)
            found.append("ask the authority" if requested else "does not fit")
    if reasons:
        found.append("not established")
    return max(found, key=OUTCOMES.index)
