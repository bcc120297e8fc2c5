"""What the load of a node is compared with: its devices, its bus, its transformer, and what was metered there.

Under management each load is the one that the rules compare (EV102 to EV105, EV120 to EV122, EV127, EV133); without it
the connected load stands in its place, beside the highest other load of the week.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.analysis.calculated_load_excess import rated_at, rated_on_primary
from evsite.analysis.device_loading import full_a, required_of
from evsite.analysis.node_demand import vehicles_a
from evsite.analysis.primary_load import primary_legs, primary_lines
from evsite.analysis.transformers import transformer_loads
from evsite.codebook.formulas import minimum_ocpd_a
from evsite.network.limits import line_rating_a, rating_kva
from evsite.network.loads import OtherLoad
from evsite.network.places import primary_place
from evsite.rounding import fits
from evsite.studies.load_calculation_existing import dwelling_checks, metered_checks, recorded_checks
from evsite.studies.load_calculation_results import ALL, Apart, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.devices import Device
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.distribution import Panel, Supply


_SERVICE = ("service-conductors", "service-disconnect", "evse-overcurrent")
_FEEDER = ("feeder-rating", "evse-overcurrent")


def supply_checks(analysis: SiteAnalysis, supply: Supply, existing: OtherLoad, new: OtherLoad) -> tuple[Check, ...]:
    """What a service or the secondary of a transformer is judged by; `existing` and `new` are load of no vehicle."""
    found: list[Check] = []
    device = analysis.devices.get(supply.name)
    if device is not None:
        dwelling = analysis.site.dwelling
        of_dwelling = dwelling is not None and dwelling.on == supply.name
        apart: Apart | None = "metered demand" if supply.metered else "load of the dwelling" if of_dwelling else None
        found.append(replace(_device(analysis, device, existing, _SERVICE), partial=apart))
    found += dwelling_checks(analysis, supply)
    found += metered_checks(analysis, supply, new)
    if supply.kind == "transformer":
        found += _transformer(analysis, supply, existing)
    found += (
        replace(each, partial=None if supply.metered is None else "metered demand")
        for each in _value(analysis, supply.name, existing)
    )
    return tuple(found)


def panel_checks(analysis: SiteAnalysis, panel: Panel, existing: OtherLoad, new: OtherLoad) -> tuple[Check, ...]:
    """What a panel is judged by."""
    found: list[Check] = []
    device = analysis.devices.get(panel.name)
    if device is not None:
        found.append(_device(analysis, device, existing, _FEEDER))
    if panel.rating is not None:
        noun = "bus" if device is None else device.noun
        found += recorded_checks(analysis, panel.name, panel.rating.rating_a, noun, new)
    if panel.bus_a is not None:
        connected, highest = analysis.connected(panel.name), analysis.highest_other_at(panel.name)
        legs = panel.system.legs
        found.append(
            Check(
                kind="bus",
                noun="bus",
                rating=panel.bus_a,
                unit="A",
                topics=("panelboard-rating",),
                existing={leg: existing.total_a(leg) for leg in legs},
                unmanaged={leg: connected.line_a(leg) + highest.total_a(leg) for leg in legs},
                managed=analysis.highest_line_a(panel.name),
            )
        )
    return (*found, *_value(analysis, panel.name, existing))


def primary_checks(analysis: SiteAnalysis, supply: Supply, existing: OtherLoad, _new: OtherLoad) -> tuple[Check, ...]:
    """What the primary side of a transformer is judged by."""
    assert supply.primary is not None
    legs, highest = primary_legs(supply), analysis.highest_other_on_primary(supply.name)
    connected = analysis.connected(supply.name).to_primary(supply)
    found = []
    device = supply.primary_device
    if device is not None:
        lines = primary_lines(analysis, supply)
        found.append(
            Check(
                kind="device",
                noun="feeder breaker" if "feeder" in device.path else "primary breaker",
                rating=device.rating_a,
                unit="A",
                topics=("feeder-rating",),
                existing={leg: existing.required_ocpd_a(leg, 0.0) for leg in legs},
                unmanaged={leg: highest.required_ocpd_a(leg, connected.line_a(leg)) for leg in legs},
                managed={leg: minimum_ocpd_a(*lines[leg]) for leg in legs},
            )
        )
    proved = {leg: analysis.equipment.load_on(primary_place(supply.name), leg) for leg in legs}
    if supply.winding == "delta-wye":
        found.append(
            Check(
                kind="primary lines",
                noun="rated primary current",
                rating=line_rating_a(rating_kva(supply), supply.primary),
                unit="A",
                topics=(),
                existing={leg: existing.total_a(leg) for leg in legs},
                unmanaged={leg: connected.line_a(leg) + highest.total_a(leg) for leg in legs},
                managed={
                    leg: (0.0 if load is None else load.reached if load.overloaded else load.greatest)
                    + highest.total_a(leg)
                    for leg, load in proved.items()
                },
                strict=False,
            )
        )
    return (*found, *_value_on_primary(analysis, supply, existing))


def _value_on_primary(analysis: SiteAnalysis, supply: Supply, existing: OtherLoad) -> Iterator[Check]:
    """The same calculated load on the primary side of a transformer (EV121)."""
    calculated, legs = analysis.calculated, primary_legs(supply)
    if not calculated.least_below(supply.name):
        return
    highest = analysis.highest_other_on_primary(supply.name)
    connected = calculated.connected(supply.name).to_primary(supply)
    for rated in rated_on_primary(supply, None):
        yield Check(
            kind="value",
            noun=rated.noun,
            rating=rated.rating_a,
            unit="A",
            topics=("evse-load-value",),
            existing={leg: existing.total_a(leg) for leg in legs},
            unmanaged={leg: connected.line_a(leg) + highest.total_a(leg) for leg in legs},
            managed={leg: sum(both) for leg, both in calculated.primary_line_a(supply).items()},
        )


def _device(analysis: SiteAnalysis, device: Device, existing: OtherLoad, topics: tuple[str, ...]) -> Check:
    """The overcurrent device, with continuous load at 125 %."""
    node = device.node
    legs, highest, connected = analysis.legs(node), analysis.highest_other_at(node), analysis.connected(node)
    return Check(
        kind="device",
        noun=device.noun,
        rating=device.rating_a,
        unit="A",
        topics=topics,
        existing={leg: existing.required_ocpd_a(leg, 0.0) for leg in legs},
        unmanaged={leg: highest.required_ocpd_a(leg, connected.line_a(leg)) for leg in legs},
        managed=required_of(analysis, device),
        at_100_unmanaged=device.full_rated
        and all(fits(connected.line_a(leg) + highest.total_a(leg), device.rating_a) for leg in legs),
        at_100_managed=device.full_rated
        and all(fits(amps, device.rating_a) for amps in full_a(analysis, device).values()),
    )


def _value(analysis: SiteAnalysis, node: str, existing: OtherLoad) -> Iterator[Check]:
    """The calculated load with chargers at their least value, where that is more than they draw."""
    calculated, dwelling = analysis.calculated, analysis.site.dwelling
    if not calculated.least_below(node) or (dwelling is not None and dwelling.on == node):
        return
    legs, highest, connected = analysis.legs(node), analysis.highest_other_at(node), calculated.connected(node)
    managed = {leg: sum(both) for leg, both in calculated.line_a(node).items()}
    least_a = math.inf
    for rated in rated_at(analysis, node, analysis.devices, {}):
        if rated.rating_a >= least_a:
            continue  # a bus that is no smaller than its main
        least_a = rated.rating_a
        yield Check(
            kind="value",
            noun=rated.noun,
            rating=rated.rating_a,
            unit="A",
            topics=("evse-load-value",),
            existing={leg: existing.total_a(leg) for leg in legs},
            unmanaged={leg: connected.line_a(leg) + highest.total_a(leg) for leg in legs},
            managed=managed,
            strict=rated.kind != "transformer",
        )


def _transformer(analysis: SiteAnalysis, supply: Supply, existing: OtherLoad) -> Iterator[Check]:
    """The rating of a transformer in all and on each line, and the device on its secondary."""
    name, legs, rated_kva = supply.name, supply.system.legs, rating_kva(supply)
    loads = transformer_loads(analysis, name)
    highest, connected = analysis.highest_other_at(name), analysis.connected(name)
    yield Check(
        kind="transformer",
        noun="transformer",
        rating=rated_kva,
        unit="kVA",
        topics=(),
        existing={ALL: existing.power_kva},
        unmanaged={ALL: connected.power_kva + highest.power_kva},
        managed={ALL: max(load.power_kva + other.power_kva for load, other in loads)},
    )
    yield Check(
        kind="transformer",
        noun="transformer",
        rating=line_rating_a(rated_kva, supply.system),
        unit="A",
        topics=(),
        existing={leg: existing.total_a(leg) for leg in legs},
        unmanaged={leg: connected.line_a(leg) + highest.total_a(leg) for leg in legs},
        managed={leg: max(load.line_a(leg) + other.total_a(leg) for load, other in loads) for leg in legs},
    )
    if supply.secondary_breaker_a is not None:
        yield Check(
            kind="device",
            noun="secondary breaker",
            rating=supply.secondary_breaker_a,
            unit="A",
            topics=("feeder-rating", "evse-overcurrent"),
            existing={leg: existing.required_ocpd_a(leg, 0.0) for leg in legs},
            unmanaged={leg: highest.required_ocpd_a(leg, connected.line_a(leg)) for leg in legs},
            managed={leg: max(other.required_ocpd_a(leg, load.line_a(leg)) for load, other in loads) for leg in legs},
        )


def least_transformer_kva(analysis: SiteAnalysis, supply: Supply, *, managed: bool) -> float:
    """What a transformer is chosen for: its fullest line with continuous load at 125 %, on all lines alike [kVA].

    Where chargers at their least value are more, these count, without 125 %. The NEC has no such limit; a transformer
    of that size is full to 80 % of what is drawn at most, where the rules say nothing of it.
    """
    name = supply.name
    highest = analysis.highest_other_at(name)
    connected, held = analysis.connected(name), vehicles_a(analysis, name)
    vehicles = {leg: held[leg] if managed else connected.line_a(leg) for leg in supply.system.legs}
    most_a = max(highest.required_ocpd_a(leg, line_a) for leg, line_a in vehicles.items())
    if analysis.calculated.least_below(name):
        loads = [each.managed if managed else each.unmanaged for each in _value(analysis, name, OtherLoad())]
        most_a = max(most_a, *(amps for load in loads for amps in load.values()))
    return most_a / line_rating_a(1.0, supply.system)
