"""A site beside a regular installation of the same stations: what sharing saves, and what drivers get for it.

Vendor guide, "Compare a Regular Install to Power Sharing".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.allocation.fallback import fallbacks_a
from evsite.analysis.record_notes import site_records, unfit_loads
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.finding import Severity
from evsite.model.moments import lower_envelope
from evsite.network.limits import line_rating_a, rating_kva
from evsite.proofs.guarantee import guarantees
from evsite.proofs.occupancy import balanced_placement
from evsite.proofs.week_loads import greatest_loads
from evsite.rules import check_loaded
from evsite.sitefile.document import LoadedSite
from evsite.studies.comparison.regular_results import (
    BreakerCount,
    CircuitFeet,
    Cost,
    DriverClass,
    DriverRate,
    InstallationSide,
    Material,
    PanelCount,
    RegularComparison,
    SupplySide,
    Typical,
    UnusedPrice,
)
from evsite.studies.comparison.regular_sizes import RegularSite, needs_a, regular_site
from evsite.studies.headline import half
from evsite.studies.load_calculation import load_calculation
from evsite.studies.load_calculation_checks import least_transformer_kva
from evsite.studies.premise import premise
from evsite.studies.takeoff.bill import bill_of_materials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from evsite.model.prices import PriceList
    from evsite.model.site import Port, Site
    from evsite.studies.takeoff.bill import Bill
    from evsite.studies.takeoff.items import Quantity
    from evsite.studies.takeoff.runs import Allowances

DEFINITION = (
    "the same stations without load management: no group, no jumper, no shared circuit, no port set below its rating",
    (
        "a circuit for each port, or for each station that is built with one feed, on the breaker of its model, or the "
        "next standard one from 125 % of its rating, as long as the circuit that it takes the place of"
    ),
    (
        "panels, transformers and services as they are where they carry all that is connected by the load calculation "
        "of the edition, continuous load at 125 %; else panels with the next usual main, and more panels beyond 800 A "
        "(switchboards up to 4,000 A where they feed others), the next usual transformer, the next standard service"
    ),
    "conductors as the site file has them where they do, else the smallest that would; other load as it is",
)
"""What a regular installation is here."""
FEET = ("wire", "cable", "raceway")
"""What is bought by the foot."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison, and the site file of the regular installation."""

    comparison: RegularComparison
    regular: RegularSite


def compare_with_regular(
    loaded: LoadedSite,
    allowances: Allowances,
    prices: PriceList | None = None,
    others: Callable[[Site], Iterable[Quantity]] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> Compared:
    """Compare a site with a regular installation of its stations.

    Parameters
    ----------
    loaded
        The site with the document that it was read from.
    allowances
        Tails, waste, and the kind of raceway where the file says none, of both bills of materials.
    prices
        What items cost; None without prices.
    others
        Further quantities of the bill of a site, such as labels.
    show
        Hears the share of the work that is done.
    """
    site, document = loaded
    made = regular_site(site, document.data, document.filename)
    found_guarantees = guarantees(
        lower_envelope(site, shut=False), on_progress=on_progress, fallback_a=fallbacks_a(site)
    )
    miles = site.settings.miles_per_kwh
    analysis, made_analysis = SiteAnalysis(site), SiteAnalysis(made.site)

    def least(port: Port) -> float:
        promised = found_guarantees.get(port.name)
        # no controller holds a port in no group, but its own station does: two ports on one feed share it
        return analysis.guaranteed_a.get(port.name, port.max_a) if promised is None else promised.current_a

    classes: dict[tuple[object, ...], list[str]] = {}
    for port in site.ports.values():
        promised = found_guarantees.get(port.name)
        proof = "none" if promised is None else "exact" if promised.exact else "bound"
        key = (port.voltage_v, port.rated_a, port.output_kw_per_a, round(least(port), 9), proof)
        classes.setdefault(key, []).append(port.name)
    drivers = []
    for names in classes.values():
        port, promised = site.ports[names[0]], found_guarantees.get(names[0])
        drivers.append(
            DriverClass(
                ports=tuple(names),
                voltage_v=port.voltage_v,
                regular=_rate(port, made.site.ports[port.name].max_a, miles),
                guaranteed=_rate(port, least(port), miles),
                proof="none" if promised is None else "exact" if promised.exact else "bound",
            )
        )
    bills = [
        bill_of_materials(each.site, allowances, prices, () if others is None else others(each.site), analysis=each)
        for each in (made_analysis, analysis)
    ]
    comparison = RegularComparison(
        site=site.name,
        nec=site.nec,
        regular=_side(made_analysis, bills[0]),
        sharing=_side(analysis, bills[1]),
        drivers=tuple(drivers),
        typical=_typical(site),
        no_standard_size=tuple(made.too_large),
        stations_without_circuit=sum(1 for station in site.stations.values() if not station.circuits),
        errors=_errors(loaded, analysis),
        regular_errors=_errors(LoadedSite.of(made.site), made_analysis),
        unused_prices=_unused_prices(bills),
        tail_ft=allowances.tail_ft,
        waste_percent=allowances.waste_percent,
        premise=premise(site, unfit_loads(site, site_records(site)), greatest_loads(site, analysis.fallback_a)),
        definition=DEFINITION,
    )
    return Compared(comparison, made)


def _errors(loaded: LoadedSite, analysis: SiteAnalysis) -> int:
    found = check_loaded(loaded, remedies=False, analysis=analysis).findings
    return sum(1 for finding in found if finding.severity is Severity.ERROR)


def _rate(port: Port, current_a: float, miles_per_kwh: float) -> DriverRate:
    power_kw = current_a * port.output_kw_per_a
    return DriverRate(current_a, power_kw, power_kw * miles_per_kwh)


def _typical(site: Site) -> Typical | None:
    if not site.ports:
        return None
    vehicles = half(len(site.ports))
    found = balanced_placement(site, vehicles)
    rate = DriverRate(found.current_a, found.power_kw, found.range_mi_per_h)
    return Typical(vehicles, len(site.ports), found.port, rate)


def _side(analysis: SiteAnalysis, bill: Bill) -> InstallationSide:
    site, runs = analysis.site, bill.home_runs
    panels = Counter(
        (None if panel.rating is None else panel.rating.rating_a, panel.spaces if panel.spaces_given else None)
        for panel in site.panels.values()
    )
    breakers = Counter((circuit.breaker_a, circuit.poles) for circuit in site.circuits.values())
    return InstallationSide(
        home_runs=0 if runs is None else runs.runs,
        jumper_kits=0 if runs is None else runs.jumper_kits,
        circuits_feet=_circuit_feet(bill),
        supplies=_supplies(analysis),
        panels=tuple(
            PanelCount(number, *equal)
            for equal, number in sorted(panels.items(), key=lambda each: (-(each[0][0] or 0.0), -(each[0][1] or 0)))
        ),
        breakers=tuple(
            BreakerCount(number, *equal) for equal, number in sorted(breakers.items(), key=lambda each: each[0][::-1])
        ),
        materials=_materials(bill),
        cost=_cost(bill),
    )


def _circuit_feet(bill: Bill) -> CircuitFeet:
    """The home runs as the bill of materials shows them, as in the site file."""
    if not bill.lengths:
        return CircuitFeet(0.0, 0.0, 0.0, 0)
    own = bill.lengths[-1]
    return CircuitFeet(own.phase_ft, own.ground_ft, own.raceway_ft, own.unknown_runs)


def _materials(bill: Bill) -> tuple[Material, ...]:
    """Feet that are bought by item, whatever they are used for; each line of the bill is in whole feet."""
    found: dict[tuple[str, str], list[int]] = {}
    for line in bill.lines:
        if line.quantity.item.category in FEET and line.to_price:
            both = found.setdefault(line.quantity.item, [0, 0])
            both[0] += line.number
            both[1] += line.quantity.unknown_runs
    return tuple(Material(item.category, item.name, *both) for item, both in found.items())  # type: ignore[attr-defined]


def _cost(bill: Bill) -> Cost | None:
    if bill.prices is None:
        return None
    lines = [line for line in bill.lines if line.to_price]
    return Cost(f"{bill.total:.2f}", bill.prices.currency, len(lines), len(bill.not_in_total))


def _unused_prices(bills: Sequence[Bill]) -> tuple[UnusedPrice, ...]:
    """Prices that no line of any bill has."""
    first, *others = (bill.unused_prices for bill in bills)
    return tuple(UnusedPrice(*name) for name in first if all(name in other for other in others))


def _supplies(analysis: SiteAnalysis) -> tuple[SupplySide, ...]:
    site, found = analysis.site, []
    for each in load_calculation(site, analysis):
        supply, own = site.supplies[each.supply], each.own
        rated: dict[str, float]
        if supply.kind == "service":
            rating_a = supply.rating_a
            if rating_a is None:
                rating_a = line_rating_a(rating_kva(supply), supply.system)
            rated = {"rating_a": rating_a, "needed_a": needs_a(own, managed=True)}
        else:
            needed_kva = least_transformer_kva(analysis, supply, managed=True)
            rated = {"rating_kva": rating_kva(supply), "needed_kva": needed_kva}
        found.append(
            SupplySide(
                supply=supply.name,
                kind=supply.kind,
                connected_kva=own.connected.power_kva,
                managed_kva=own.managed.power_kva,
                **rated,
            )
        )
    return tuple(found)
