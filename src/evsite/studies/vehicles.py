"""What vehicles can take of what a site offers: those of the list, and a mix of them at every number of vehicles.

Vendor guide, "Combining Power Sharing Strategies": most vehicles cannot take what an 80 A port could give, so the
vehicle is what holds many of them back, and no limit of the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.model.vehicles import load_vehicles
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.site import Site
    from evsite.model.vehicles import Mix

_NEARLY = 0.99
"""A vehicle of 48 A can take what a 10 kW port gives at 208 V, which is 48.08 A: nameplates are rounded."""
_MOST_PLACED, _FEWEST_SHOWN = 50_000, 6
"""Of a mix so many vehicles are dealt in all placements together, and so many placements are shown at least."""


@dataclass(frozen=True, slots=True)
class ListedVehicles:
    """How many vehicles of the list cannot take the most that an AC port of the site can give."""

    current_a: float
    """The most that an AC port can give."""
    voltage_v: float
    listed: int
    unable: int
    """How many of them take less."""
    median_current_a: float
    """Half of them take no more than this."""


@dataclass(frozen=True, slots=True)
class MixPart:
    """A kind of vehicle in a mix, and its share of it."""

    vehicle: str
    name: str
    max_current_a: float
    share_percent: float


@dataclass(frozen=True, slots=True)
class MixRow:
    """So many vehicles of a mix, evenly spread: the least that one gets, and how many get all that they can take."""

    vehicles: int
    current_a: float
    power_kw: float
    range_mi_per_h: float
    port: str
    vehicle: str
    """The kind of the vehicle at that port."""
    satisfied: int


@dataclass(frozen=True, slots=True)
class MixTable:
    """A mix of vehicles, and what it gets."""

    parts: tuple[MixPart, ...]
    rows: tuple[MixRow, ...]


def listed_vehicles(site: Site) -> ListedVehicles | None:
    """The vehicles of the list beside the AC port that can give most; None for a site without AC ports."""
    ports = [port for port in site.ports.values() if not port.dc]
    if not ports:
        return None
    greatest = max(ports, key=lambda port: (port.max_a, -port.voltage_v))
    taken_a = [vehicle.accept_a(greatest.voltage_v) for vehicle in load_vehicles().values()]
    return ListedVehicles(
        current_a=greatest.max_a,
        voltage_v=greatest.voltage_v,
        listed=len(taken_a),
        unable=sum(
            exceeds(greatest.max_a * _NEARLY, vehicle.surely_at_most_a(greatest.voltage_v))
            for vehicle in load_vehicles().values()
        ),
        median_current_a=median(taken_a),
    )


def _shown_placements(placements: list[Sequence[str]]) -> list[Sequence[str]]:
    """All placements, or as many of them as have about `_MOST_PLACED` vehicles together."""
    placed = sum(map(len, placements))
    some = max(_FEWEST_SHOWN, len(placements) * _MOST_PLACED // max(1, placed))
    if some >= len(placements):
        return placements
    return [placements[round(step * (len(placements) - 1) / (some - 1))] for step in range(some)]


def mix_table(site: Site, mix: Mix, placements: Iterable[Sequence[str]]) -> MixTable:
    """What vehicles of a mix get in each placement, dealt over its AC ports in order; those at DC ports take all.

    Parameters
    ----------
    site
        The site, at one moment.
    mix
        The vehicles.
    placements
        Names of the ports in use, evenly spread ones for a table; one of no ports has no row.

    Returns
    -------
    MixTable
        One row a placement, of many large ones only some, evenly spread, with the first and the last. Where ports take
        turns the figures are those of the cycle.
    """
    allocator = Allocator(site)
    miles = site.settings.miles_per_kwh
    rows = []
    for placement in _shown_placements(list(filter(None, placements))):
        alternating = [name for name in placement if not site.ports[name].dc]
        assigned = dict(zip(alternating, mix.assign(len(alternating)), strict=True))
        accept_a = {name: vehicle.accept_a(site.ports[name].voltage_v) for name, vehicle in assigned.items()}
        found = allocator.allocate(allocator.moment(placement, accept_a))
        got_a = {
            share.port: share.current_a if share.average_current_a is None else share.average_current_a
            for share in found.shares
        }
        most_a = {name: min(accept_a[name], site.ports[name].max_a) for name in alternating}
        served = alternating or list(placement)
        least = min(served, key=lambda name: got_a[name] * site.ports[name].output_kw_per_a)
        power_kw = got_a[least] * site.ports[least].output_kw_per_a
        rows.append(
            MixRow(
                vehicles=len(placement),
                current_a=got_a[least],
                power_kw=power_kw,
                range_mi_per_h=power_kw * miles,
                port=least,
                vehicle=assigned[least].vehicle if least in assigned else "",
                satisfied=sum(not exceeds(most_a.get(name, site.ports[name].max_a), got_a[name]) for name in placement),
            )
        )
    parts = tuple(MixPart(each.vehicle, each.name, each.max_current_a, 100 * share) for each, share in mix.parts)
    return MixTable(parts, tuple(rows))
