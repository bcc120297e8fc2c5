"""Depots of a few AC ports under tight limits, whose vehicles take turns, and their plans without exchanges."""

import contextlib
import random
from dataclasses import replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

import evsite
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.studies.fleets import plan
from evsite.tariffs.model import ALWAYS, SLOTS, DemandCharge, EnergyPeriod, Tariff

SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "4000 A"
system = "208Y/120"
[groups.all]
on = "U"
limit = "{whole}"
"""
PANEL = """
[panels.P{number}]
fed_from = "U"
bus = "2000 A"
[groups.P{number}]
on = "P{number}"
limit = "{limit}"
"""
PORT = """
[circuits.C{number}]
panel = "P{panel}"
breaker = "100 A"
phases = "{phases}"
[stations.S{number}]
ports = 1
max_current = "48 A"
circuits = "C{number}"
"""


def depot(seed, vehicles=8, *, amperes=False, asap=False, steps=24, twins=1, panels=None, tight=1.3):
    """A site of one or two panels with limits in kW or A, and a trip of two fleets to every port."""
    rng = random.Random(seed)
    some = rng.randint(1, 2)
    panels = min(some, vehicles) if panels is None else panels
    share = rng.uniform(0.3, 0.5)
    unit = "A" if amperes else "kW"
    each = 48 * 1.1 if amperes else 48 * 0.208
    text = SITE.format(whole=f"{share * vehicles * each:.2f} {unit}")
    for number in range(panels):
        limit = tight * share * vehicles * each / panels
        text += PANEL.format(number=number, limit=f"{limit:.2f} {unit}")
    trips = []
    for number in range(vehicles):
        pair = ("AB", "BC", "CA")[number % 3]
        text += PORT.format(number=number, panel=number % panels, phases=pair)
        if number % twins == 0:
            arrive = rng.randrange(0, steps // 3)
            depart = rng.randrange(2 * steps // 3, steps + 1)
            need_kwh = round(rng.uniform(0.2, 0.9) * share * (depart - arrive) * 0.25 * 48 * 0.208, 2)
            efficiency, fleet = rng.choice((0.88, 0.92)), rng.choice(("one", "two"))
        trips.append(
            Trip(
                f"line {number}", f"V{number}", fleet, arrive * 900, depart * 900, need_kwh, efficiency, f"S{number}.1"
            )
        )
    fleets = (Fleet("one", 1), Fleet("two", 2, "asap" if asap else "by-departure"))
    return evsite.loads(text), TripSet(tuple(trips), Calendar(1_748_822_400, UTC_ZONE, dated=True), fleets)


def tariff():
    """Cheap hours, dear ones and cheap ones again, and a demand charge."""
    day = [0] * SLOTS
    day[6:12] = [1] * 6
    grid = ((tuple(day),) * 7,) * 12
    periods = (EnergyPeriod("low", 0.1), EnergyPeriod("high", 0.3))
    return Tariff("made up", "", "", periods, grid, (DemandCharge("peak", (2.0,) * 12, ALWAYS),), None)


def without_exchanges(monkeypatch, site, trips, **how):
    """The plan that no energy is exchanged in."""
    with monkeypatch.context() as patched:
        patched.setattr(plan, "steadied", lambda *given: given[2])
        return plan.plan_fleets(site, trips, **how)


class StopHereError(Exception):
    """What is planned is known."""


def problem_of(monkeypatch, site, trips, **how):
    """What is decided when trips are planned, before anything is solved."""
    seen = []

    def stop(problem):
        seen.append(problem)
        raise StopHereError

    with monkeypatch.context() as patched:
        patched.setattr(plan, "solve", stop)
        with contextlib.suppress(StopHereError):
            plan.plan_fleets(site, trips, **how)
    return seen[0]


def by_chance(problem, rng, module_kw=None):
    """A plan within all limits in which vehicles charge in no order, by cell [kW]; with modules whole ones."""
    cells, vehicles = problem.cells, problem.vehicles
    power_kw, left_kwh = np.zeros(len(cells.step)), vehicles.need_kwh.copy()
    order = list(range(len(cells.step)))
    rng.shuffle(order)
    for cell in order:
        least_kw = max(vehicles.min_kw[cells.vehicle[cell]], 0.15 * cells.cap_kw[cell])
        kw = rng.choice((least_kw, cells.cap_kw[cell], rng.uniform(least_kw, cells.cap_kw[cell])))
        kw = kw if module_kw is None else module_kw * rng.randint(1, int(cells.cap_kw[cell] / module_kw + 1e-6))
        if kw * cells.battery_kwh_per_kw[cell] <= left_kwh[cells.vehicle[cell]]:
            power_kw[cell] = kw
            if np.abs(problem.limits.loads(power_kw)).max(initial=0.0) > 1:
                power_kw[cell] = 0.0
            left_kwh[cells.vehicle[cell]] -= power_kw[cell] * cells.battery_kwh_per_kw[cell]
    return power_kw


def starts_of(found):
    """How often vehicles start in a plan, counted step by step."""
    starts = 0
    for row in found.power_kw.tolist():
        before = 0.0
        for power_kw in row:
            starts += power_kw > 0 and before == 0
            before = power_kw
    return starts


def fewest_starts(site, found, least_kw=0.0):
    """The fewest starts with the same energy for each vehicle and in each step, by an integer programme of scipy.

    For limits in kW alone. Columns are the power of each vehicle in each step, whether it charges, and whether it
    starts.
    """
    vehicles, steps = found.power_kw.shape
    cells = vehicles * steps
    number = np.arange(cells).reshape(vehicles, steps)
    rows, lower, upper = [], [], []

    def row(columns, values, low, high):
        rows.append((np.ravel(columns), np.ravel(values)))
        lower.append(low)
        upper.append(high)

    cap_kw = np.where(found.present_h > 0, 48 * 0.208, 0.0)
    for vehicle in range(vehicles):
        kwh = found.power_kw[vehicle] @ found.present_h[vehicle]
        row(number[vehicle], found.present_h[vehicle], kwh - 1e-7, kwh + 1e-7)
        for step in range(steps):
            cell = number[vehicle, step]
            row([cell, cells + cell], [1.0, -cap_kw[vehicle, step]], -np.inf, 0.0)
            row([cell, cells + cell], [1.0, -least_kw], 0.0, np.inf)
            before = [cells + cell - 1] if step else []
            row([2 * cells + cell, cells + cell, *before], [1.0, -1.0, *[1.0] * len(before)], 0.0, np.inf)
    for step in range(steps):
        total = found.power_kw[:, step].sum()
        row(number[:, step], np.ones(vehicles), total - 1e-7, total + 1e-7)
        for group in site.groups.values():
            own = [place for place, port in enumerate(found.ports) if port in group.ports]
            row(number[own, step], np.ones(len(own)), -np.inf, group.limit_kw + 1e-7)
    place = np.repeat(np.arange(len(rows)), [len(columns) for columns, _ in rows])
    columns, values = (np.concatenate([each[part] for each in rows]) for part in (0, 1))
    matrix = coo_array((values, (place, columns)), shape=(len(rows), 3 * cells)).tocsc()
    cost = np.repeat((0.0, 0.0, 1.0), cells)
    solved = milp(
        cost,
        integrality=np.repeat((0, 1, 0), cells),
        bounds=Bounds(0, np.concatenate((cap_kw.ravel(), np.ones(2 * cells)))),
        constraints=LinearConstraint(matrix, lower, upper),
        options={"mip_rel_gap": 0.0},
    )
    assert solved.status == 0, solved.message
    return round(solved.fun)


def in_another_order(trips, seed):
    """The same trips with other names, and their places in the new order."""
    order = list(range(len(trips.trips)))
    random.Random(seed).shuffle(order)
    moved = tuple(replace(trips.trips[place], vehicle=f"truck {place}", name=f"row {place}") for place in order)
    return replace(trips, trips=moved), order
