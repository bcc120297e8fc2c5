"""Fleet plans beside other methods: max-flow, all patterns of minimums and modules, cones, and the allocator."""

import itertools
from dataclasses import replace

import cvxpy
import numpy as np
import pytest
from fleet_sites import CASES, case_site, case_tariff, case_trips
from fleet_sums import worst_excess
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

import evsite
from effort import examples
from evsite.allocation.api import allocate
from evsite.metering.zones import UTC_ZONE
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.studies.fleets.plan import plan_fleets
from evsite.tariffs.model import ALWAYS, SLOTS, DemandCharge, EnergyPeriod, Tariff

STEP_H = 0.25
TREE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "20000 A"
system = "480Y/277"
[catalog.dc]
type = "dc"
ports = 1
phases = 3
max_power = "50 kW"
efficiency = 1.0
power_factor = 1.0
[groups.all]
on = "U"
limit = "{whole} kW"
"""
BRANCH = """
[panels.P{number}]
fed_from = "U"
bus = "10000 A"
[circuits.C{number}_]
panel = "P{number}"
count = {ports}
breaker = "400 A"
poles = 3
[stations.S{number}_]
model = "dc"
count = {ports}
circuits = "C{number}_"
[groups.P{number}]
on = "P{number}"
limit = "{limit} kW"
"""


def trip(port, arrive, depart, need_kwh, **more):
    """A trip whose times are steps of a quarter of an hour."""
    more = {"fleet": "one", "efficiency": 0.9, **more}
    vehicle = more.pop("vehicle", port)
    return Trip("line", vehicle, arrive_s=arrive * 900, depart_s=depart * 900, need_kwh=need_kwh, port=port, **more)


def trip_set(trips, fleets=None):
    fleets = (Fleet("one", 1),) if fleets is None else tuple(fleets)
    return TripSet(tuple(trips), Calendar(1_748_822_400, UTC_ZONE, dated=True), fleets)


@st.composite
def trees(draw):
    """Panels of DC ports under one limit each and one for all, and a trip of two fleets for every port."""
    panels = draw(st.integers(1, 3))
    text = TREE.format(whole=draw(st.integers(10, 120)))
    trips = []
    for number in range(panels):
        ports = draw(st.integers(1, 3))
        text += BRANCH.format(number=number, ports=ports, limit=draw(st.integers(5, 90)))
        for port in range(1, ports + 1):
            arrive = draw(st.integers(0, 6))
            depart = arrive + draw(st.integers(1, 6))
            need = draw(st.integers(1, 40))
            fleet = draw(st.sampled_from(["one", "two"]))
            name = f"S{number}_{port}.1" if ports > 1 else f"S{number}_.1"
            trips.append(trip(name, arrive, depart, need * 0.9, fleet=fleet, max_kw=draw(st.integers(5, 50))))
    return text, trip_set(trips, [Fleet("one", 1), Fleet("two", 2)])


def named(site, trips):
    """The trips at the ports of a site, in its order, whatever families are called."""
    return replace(
        trips, trips=tuple(replace(each, port=port) for each, port in zip(trips.trips, site.ports, strict=True))
    )


def most_flow_kwh(site, trips):
    """The most that chargers draw for some trips, in units of 1/4 kWh that are all whole numbers."""
    names = {"source": 0, "sink": 1}

    def node(name):
        return names.setdefault(name, len(names))

    edges = []
    for number, each in enumerate(trips):
        edges.append((node("source"), node(("trip", number)), round(each.need_kwh / 0.9 * 4)))
        for step in range(round(each.arrive_s / 900), round(each.depart_s / 900)):
            panel = site.circuits[site.ports[each.port].circuit].fed_from
            edges.append((node(("trip", number)), node((panel, step)), round(min(50, each.max_kw))))
    for name, step in [key for key in names if isinstance(key, tuple) and key[0] != "trip"]:
        edges.append((node((name, step)), node(("U", step)), round(site.groups[name].limit_kw)))
    for _, step in [key for key in names if isinstance(key, tuple) and key[0] == "U"]:
        edges.append((node(("U", step)), 1, round(site.groups["all"].limit_kw)))
    rows, columns, values = zip(*edges, strict=True)
    graph = csr_array((np.array(values, dtype=np.int32), (rows, columns)), shape=(len(names), len(names)))
    return maximum_flow(graph, 0, 1).flow_value / 4


@pytest.mark.slow
@settings(max_examples=examples(100), deadline=None, suppress_health_check=list(HealthCheck))
@given(trees())
def test_on_trees_shortfalls_by_rank_are_those_of_a_maximum_flow(drawn):
    text, trips = drawn
    site = evsite.loads(text)
    trips = named(site, trips)
    plan = plan_fleets(site, trips)
    assert worst_excess(site, plan) <= 1e-9
    first = [each for each in trips.trips if each.fleet == "one"]
    for fleet, own, before in (("one", first, []), ("two", trips.trips, first)):
        # the most of ranks up to this one, less the most of those before
        drawn_kwh = (most_flow_kwh(site, own) if own else 0.0) - (most_flow_kwh(site, before) if before else 0.0)
        needed = sum(each.need_kwh for each in trips.trips if each.fleet == fleet)
        short = sum(short for short, each in zip(plan.shortfall_kwh, trips.trips, strict=True) if each.fleet == fleet)
        assert short == pytest.approx(needed - 0.9 * drawn_kwh, abs=1e-5)
    assert all(stage.proved for stage in plan.stages)


PAIR = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[circuits.C]
panel = "U"
count = 2
breaker = "100 A"
phases = "AB"
[stations.S]
count = 2
ports = 1
max_current = "32 A"
circuits = "C"
[groups.G]
on = "U"
limit = "{limit} kW"
min_current = "{minimum} A"
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "minimum", "needs"),
    [(2.6, 6, (1.9, 1.1)), (3.0, 8, (1.0, 1.7)), (2.0, 8, (1.4, 0.9)), (4.0, 10, (2.1, 1.3)), (1.9, 8, (1.0, 1.0))],
)
def test_minimum_currents_cost_what_the_best_of_all_patterns_costs(limit, minimum, needs):
    site = evsite.loads(PAIR.format(limit=limit, minimum=minimum))
    trips = trip_set([trip("S1.1", 0, 3, needs[0]), trip("S2.1", 0, 4, needs[1])])
    plan = plan_fleets(site, trips)
    low_kw, cells = minimum * 0.24, [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (1, 3)]
    best = min(
        patterns_shortfall(pattern, cells, limit, low_kw, needs)
        for pattern in itertools.product((0, 1), repeat=len(cells))
    )
    assert plan.stages[0].value == pytest.approx(best, abs=1e-5)
    assert worst_excess(site, plan) <= 1e-9
    drawn = plan.power_kw[plan.power_kw > 0]
    assert (drawn >= low_kw * (1 - 1e-9)).all()


def patterns_shortfall(pattern, cells, limit, low_kw, needs):
    """The least shortfall with some cells on, by a linear programme of scipy."""
    from scipy.optimize import linprog

    bounds = [(low_kw, 7.68) if on else (0, 0) for on in pattern]
    rows, upper = [], []
    for step in range(4):
        rows.append([1.0 if cell[1] == step else 0.0 for cell in cells])
        upper.append(limit)
    for vehicle, need in enumerate(needs):
        rows.append([0.9 * STEP_H if cell[0] == vehicle else 0.0 for cell in cells])
        upper.append(need)
    found = linprog([-0.9 * STEP_H] * len(cells), rows, upper, bounds=bounds)
    return sum(needs) + found.fun if found.success else np.inf


@pytest.mark.slow
@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(["AB", "BC", "CA"]), min_size=2, max_size=5),
    st.integers(20, 80),
    st.lists(st.integers(1, 8), min_size=5, max_size=5),
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=5, max_size=5),
)
def test_phasor_limits_are_those_of_a_cone_programme(pairs, limit, needs, stays):
    text = (
        '[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "2000 A"\nsystem = "208Y/120"\n'
        f'[panels.P]\nfed_from = "U"\nbus = "2000 A"\n[groups.P]\non = "P"\nlimit = "{limit} A"\n'
        'min_current = "0.001 A"\n'
    )
    trips = []
    for number, pair in enumerate(pairs):
        text += f'[circuits.C{number}]\npanel = "P"\nbreaker = "100 A"\nphases = "{pair}"\n'
        text += (
            f'[stations.S{number}]\nports = 1\nmax_current = "48 A"\nmin_current = "0.001 A"\ncircuits = "C{number}"\n'
        )
        begin, length = stays[number]
        trips.append(trip(f"S{number}.1", begin, begin + length, float(needs[number])))
    site, trips = evsite.loads(text), trip_set(trips)
    plan = plan_fleets(site, trips)
    assert worst_excess(site, plan) <= 1e-9
    amps = cvxpy.Variable((len(pairs), 7), nonneg=True)
    short = cvxpy.Variable(len(pairs), nonneg=True)
    rules = [amps <= 48]
    for number, (pair, each) in enumerate(zip(pairs, trips.trips, strict=True)):
        begin, end = round(each.arrive_s / 900), round(each.depart_s / 900)
        inside = [begin <= step < end for step in range(7)]
        rules.append(amps[number, [step for step in range(7) if not inside[step]]] == 0)
        rules.append(0.9 * STEP_H * 0.208 * cvxpy.sum(amps[number]) + short[number] == each.need_kwh)
        del pair
    angle = {"AB": 30.0, "BC": -90.0, "CA": 150.0}
    for step in range(7):
        for leg in "ABC":
            phasors = []
            for pair in pairs:
                sign = 1 if pair[0] == leg else -1 if pair[1] == leg else 0
                phasors.append(sign * np.exp(1j * np.radians(angle[pair])))
            parts = [cvxpy.sum(cvxpy.multiply([f(p) for p in phasors], amps[:, step])) for f in (np.real, np.imag)]
            rules.append(cvxpy.norm(cvxpy.hstack(parts)) <= limit)
    problem = cvxpy.Problem(cvxpy.Minimize(cvxpy.sum(short)), rules)
    problem.solve(solver=cvxpy.CLARABEL)
    assert plan.shortfall_kwh.sum() == pytest.approx(problem.value, abs=2e-4)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["P02", "P05", "P09", "P10"])
def test_the_allocator_gives_every_step_of_a_plan_as_it_is(name):
    case = CASES[name]
    site = case_site(case, min_current="6 A" if name == "P10" else None)
    plan = plan_fleets(site, case_trips(case), tariff=case_tariff(case), step_min=case["step_min"])
    for step in range(len(plan.edge_s) - 1):
        accept = {
            port: float(power) / site.ports[port].input_kw_per_a
            for port, power in zip(plan.ports, plan.power_kw[:, step], strict=True)
            if power > 0
        }
        if accept:
            found = {share.port: share.current_a for share in allocate(site, occupied=accept, accept_a=accept).shares}
            for port, amps in accept.items():
                assert found[port] == pytest.approx(amps, rel=1e-8)


def tariff():
    day = [0] * SLOTS
    day[4:12] = [1] * 8
    grid = ((tuple(day),) * 7,) * 12
    periods = (EnergyPeriod("low", 0.1), EnergyPeriod("high", 0.3))
    return Tariff("made up", "", "", periods, grid, (DemandCharge("peak", (2.0,) * 12, ALWAYS),), None)


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(trees(), st.randoms(use_true_random=False))
def test_names_and_order_of_trips_change_no_number(drawn, random):
    text, trips = drawn
    site = evsite.loads(text)
    trips = named(site, trips)
    order = list(range(len(trips.trips)))
    random.shuffle(order)
    other = replace(
        trips,
        trips=tuple(replace(trips.trips[place], vehicle=f"truck {place}", name=f"row {place}") for place in order),
    )
    one, two = plan_fleets(site, trips, tariff=tariff()), plan_fleets(site, other, tariff=tariff())
    assert (one.power_kw[order] == two.power_kw).all()
    assert one.cost_usd == pytest.approx(two.cost_usd, abs=1e-12)
    assert [stage.value for stage in one.stages] == pytest.approx([stage.value for stage in two.stages], abs=1e-12)


@pytest.mark.slow
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(trees(), st.integers(0, 11))
def test_more_power_lacks_no_more_and_a_cheaper_hour_costs_no_more(drawn, slot):
    text, trips = drawn
    site = evsite.loads(text)
    trips = named(site, trips)
    plan = plan_fleets(site, trips, tariff=tariff())
    groups = {name: replace(group, limit_kw=group.limit_kw * 1.5) for name, group in site.groups.items()}
    assert plan_fleets(replace(site, groups=groups), trips).stages[0].value <= plan.stages[0].value + 1e-6
    own = tariff()
    hours = tuple(
        tuple(tuple(0 if place == slot else value for place, value in enumerate(day)) for day in week)
        for week in own.hours
    )
    cheaper = plan_fleets(site, trips, tariff=replace(own, hours=hours))
    assert cheaper.cost_usd <= plan.cost_usd + 1e-6
