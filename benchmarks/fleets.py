"""Depots of any size for benchmarks: vehicles on panels with limits in kW, three fleets, prices by time of use."""

from __future__ import annotations

import random

from evsite.metering.zones import find_zone
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.tariffs.model import ALWAYS, SLOTS, DemandCharge, EnergyPeriod, Tariff

A_PANEL = 10
ORIGIN_S = 1_748_822_400
"""2025-06-02 00:00 UTC, a Monday."""


def depot_site(vehicles: int, *, share: float = 0.45, limit: str = "kW") -> str:
    """A site file with panels of ten ports of 19.2 kW, a limit for each panel and one for all, in kW or in amperes."""
    panels = vehicles // A_PANEL
    rated_a = 400 * panels
    most_kw = 19.2 * A_PANEL
    panel = f"{1.4 * share * most_kw:.3f} kW" if limit == "kW" else f"{1.4 * share * 460:.1f} A"
    whole = f"{share * most_kw * panels:.3f} kW" if limit == "kW" else f"{share * 460 * panels:.1f} A"
    lines = [
        f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{10 * rated_a} A"\nsystem = "240/120"\n'
        if limit == "kW"
        else f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{10 * rated_a} A"\nsystem = "208Y/120"\n'
    ]
    lines.append(f'[groups.all]\non = "U"\nlimit = "{whole}"\n')
    lines += [
        f'[panels.P{number}]\nfed_from = "U"\nbus = "4000 A"\n[circuits.C{number}_]\npanel = "P{number}"\n'
        f'count = {A_PANEL}\nbreaker = "100 A"\npoles = 2\n'
        f'[stations.S{number}_]\ncount = {A_PANEL}\nports = 1\nmax_current = "80 A"\ncircuits = "C{number}_"\n'
        f'[groups.P{number}]\non = "P{number}"\nlimit = "{panel}"\n'
        for number in range(panels)
    ]
    return "".join(lines)


def depot_trips(site, vehicles: int, *, need: float = 1.0, on_grid: bool = True, seed: int = 1) -> TripSet:
    """A night of trips of three fleets at a depot, one for each port, over 24 hours."""
    rng = random.Random(seed)
    trips = []
    for number, port in enumerate(list(site.ports)[:vehicles]):
        arrive = rng.randrange(0, 32) * 900 + (0 if on_grid else rng.randrange(900))
        stay = rng.randrange(40, 64) * 900
        arrive, depart = (0, 86_400) if number == 0 else (arrive, min(arrive + stay, 86_400))
        trips.append(
            Trip(
                f"line {number + 2}",
                f"V{number}",
                ("first", "second", "third")[number % 3],
                arrive,
                depart,
                round(need * rng.uniform(30, 110), 1),
                rng.choice((0.86, 0.9, 0.92)),
                port,
                rng.choice((7.68, 11.52, 19.2)),
            )
        )
    fleets = tuple(Fleet(name, rank) for rank, name in enumerate(("first", "second", "third"), 1))
    return TripSet(
        tuple(trips), Calendar(ORIGIN_S + 16 * 3600 + 7 * 3600, find_zone("America/Los_Angeles"), dated=True), fleets
    )


def depot_tariff() -> Tariff:
    """Three prices by the hour, and a demand charge."""
    day = [0] * SLOTS
    day[64:84] = [2] * 20
    day[32:64] = [1] * 32
    hours = ((tuple(day),) * 7,) * 12
    periods = (EnergyPeriod("night", 0.12), EnergyPeriod("day", 0.19), EnergyPeriod("evening", 0.41))
    return Tariff("made up", "", "", periods, hours, (DemandCharge("peak", (15.0,) * 12, ALWAYS),), None)
