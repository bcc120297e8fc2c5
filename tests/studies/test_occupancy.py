"""The occupancy table against every placement there is, against the allocator, and on sites that are known."""

import json
import math
from collections import Counter

import numpy as np
import pytest
from asking import fixed
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

from evsite.allocation.allocator import Allocator
from evsite.model.finding import SiteFileError
from evsite.model.limit_id import PORT_RATING, LimitId, by_limit
from evsite.proofs.occupancy import balanced_placement, best, delivered, occupancy_table, worst
from evsite.proofs.occupancy.balanced import balanced_order
from evsite.sitefile.loading import load, loads

EXACT = 1e-9


def panel(ports, *, panels=1, jumper=False, amps=80):
    """Panels of 400 A with two-port stations on two-pole breakers down the spaces, under a service of 100 A each."""
    station = 'model = "CP6021B-80A"' if amps == 80 else f'ports = 2\nmax_current = "{amps} A"'
    return loads(
        f"""
        [supplies.T]
        kind = "service"
        system = "208Y/120"
        rating = "{1000 if panels == 1 else panels * 100} A"
        [groups.T]
        on = "T"
        """
        + "".join(
            f"""
        [panels.P{number}]
        fed_from = "T"
        main = "400 A"
        spaces = 84
        [circuits.C{number}_]
        panel = "P{number}"
        count = {ports // 2 if jumper else ports}
        breaker = "100 A"
        poles = 2
        [stations.S{number}_]
        {station}
        count = {ports // 2}
        circuits = "C{number}_"
        jumper = {str(jumper).lower()}
        [groups.P{number}]
        on = "P{number}"
        """
            for number in range(panels)
        )
    )


def circuit(count, *, policy="equal", amps=80, breaker=100):
    return loads(
        f"""
        [supplies.T]
        kind = "service"
        rating = "1000 A"
        system = "208Y/120"
        [circuits.C]
        panel = "T"
        breaker = "{breaker} A"
        phases = "AB"
        [stations.S]
        ports = 1
        count = {count}
        max_current = "{amps} A"
        circuit = "C"
        [groups.G]
        on = "C"
        policy = "{policy}"
        """
    )


def units(site):
    """What an ampere of each port counts in a minimum: 1, or kilowatts where voltages differ."""
    per_a = {name: port.output_kw_per_a for name, port in site.ports.items()}
    alike = max(per_a.values()) <= min(per_a.values()) * (1 + EXACT)
    return dict.fromkeys(per_a, 1.0) if alike else per_a


def value(site, result):
    """A figure of the table as minimums are compared: amperes, or kilowatts where voltages differ."""
    return result.current_a * units(site)[result.port]


def given_a(allocator, there):
    """Amperes by port, on average over a cycle where ports take turns."""
    return allocator.delivered(allocator.moment(there)).current_a


def every_minimum(site, allocator, minimum):
    """The least and the largest minimum over all placements, by number of vehicles."""
    names = list(site.ports)
    least, most = Counter(), Counter()
    for bits in range(1, 1 << len(names)):
        there = [name for index, name in enumerate(names) if bits >> index & 1]
        found = minimum(allocator, there)
        least[len(there)] = min(least.get(len(there), math.inf), found)
        most[len(there)] = max(most[len(there)], found)
    return least, most


def least_share(allocator, there):
    amps, unit = given_a(allocator, there), units(allocator.site)
    return min(float(amps[allocator.number[name]]) * unit[name] for name in there)


def least_promise(allocator, there):
    """The least share, and 0 where somebody stands in a queue under a limit that cannot carry everybody there."""
    numbers = {allocator.number[name] for name in there}
    # nobody draws more than a vehicle that is there alone
    most_a = {
        number: float(allocator.shares(allocator.moment([allocator.network.ports[number]])).current_a[number])
        for number in numbers
    }
    for row in allocator.network.rows:
        atoms = dict(zip(row.atoms, row.coefficients, strict=True))
        below = [number for number in numbers if allocator.network.atom[number] in atoms]
        total = sum(atoms[allocator.network.atom[number]] * most_a[number] for number in below)
        queued = any(allocator.policies[allocator.network.ports[number]].in_order for number in below)
        if queued and len(below) > 1 and abs(total) > row.value * (1 + EXACT):
            return 0.0
    # of those in queues nobody waits then, and each has all that it can take
    amps, unit = given_a(allocator, there), units(allocator.site)
    return min(
        (most_a[number] if allocator.policies[name].in_order else float(amps[number])) * unit[name]
        for name, number in ((name, allocator.number[name]) for name in there)
    )


def close(found, expected):
    # averages over turns are solutions of linear programmes, good to nine digits
    return found == pytest.approx(expected, rel=1e-8, abs=1e-9)


def read(case):
    try:
        return loads(case.text)
    except SiteFileError:
        return None


@fixed(20_301, 30)
@given(cases(max_ports=8, policies=("equal", "proportional")))
def test_worst_and_best_are_those_of_all_placements(case):
    site = read(case)
    if site is None:
        return
    allocator = Allocator(site)
    least, most = every_minimum(site, allocator, least_share)
    for row in occupancy_table(site):
        assert close(value(site, row.worst), least[row.vehicles])
        assert close(value(site, row.best), most[row.vehicles])
        assert row.best_bound_a == pytest.approx(row.best.current_a, rel=3 * EXACT)


@fixed(20_302, 25)
@given(cases(max_ports=10, policies=("equal", "proportional")))
def test_figures_are_what_the_allocator_gives_in_that_placement(case):
    site = read(case)
    if site is None:
        return
    allocator = Allocator(site)
    for row in occupancy_table(site):
        for result in (row.worst, row.balanced, row.best):
            assert len(set(result.placement)) == len(result.placement) == row.vehicles
            assert result.port in result.placement
            answer = allocator.allocate(allocator.moment(result.placement))
            amps = given_a(allocator, result.placement)
            assert close(float(amps[allocator.number[result.port]]), result.current_a)
            assert close(least_share(allocator, result.placement), value(site, result))
            assert close(result.power_kw, result.current_a * site.ports[result.port].output_kw_per_a)
            full = {by_limit(use.limit) for use in answer.limits if use.fullness >= 1 - EXACT or not use.limit_a}
            names = {allocator.network.cap_by[allocator.number[result.port]], *full}
            assert answer.slots or result.current_a == 0 or result.limited_by in names


@fixed(20_303, 25)
@given(cases(max_ports=8, policies=("equal", "fcfs", "proportional")))
def test_first_come_first_served_counts_as_nothing_once_a_limit_binds(case):
    site = read(case)
    if site is None:
        return
    allocator = Allocator(site)
    least, most = every_minimum(site, allocator, least_promise)
    for row in occupancy_table(site):
        assert close(value(site, row.worst), least[row.vehicles])
        assert close(value(site, row.best), most[row.vehicles])


def test_nobody_waits_for_current_that_the_others_circuit_does_not_carry():
    # each of two 48 A stations draws 16 A at most, by itself: with the queued 32 A that is 64 A of 80 A, nobody waits
    site = loads(
        """
        [supplies.T]
        kind = "service"
        rating = "100 A"
        system = "208Y/120"
        [circuits.Q]
        panel = "T"
        breaker = "40 A"
        phases = "AB"
        [circuits.C]
        panel = "T"
        breaker = "20 A"
        phases = "AB"
        [stations.Q]
        ports = 1
        max_current = "32 A"
        circuit = "Q"
        [stations.C]
        ports = 1
        count = 2
        max_current = "48 A"
        circuit = "C"
        [groups.Q]
        on = "Q"
        policy = "fcfs"
        [groups.C]
        on = "C"
        """
    )
    assert [(row.best.current_a, row.best_bound_a) for row in occupancy_table(site)] == [(32, 32), (16, 16), (8, 8)]


@fixed(20_304, 40)
@given(cases(max_ports=8, policies=("equal", "proportional")))
def test_bounds_hold_where_not_every_placement_is_looked_at(case):
    site = read(case)
    if site is None:
        return
    allocator = Allocator(site)
    least, most = every_minimum(site, allocator, least_share)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(best, "_MOST_TRIED", 0)
        patch.setattr(delivered, "_MOST_ASKED", 0)
        rows = occupancy_table(site)
    for row in rows:
        unit = units(site)
        assert row.best_bound_a * unit[row.best.port] >= most[row.vehicles] * (1 - EXACT)
        assert row.worst_bound_a * unit[row.worst.port] <= least[row.vehicles] * (1 + EXACT) + 1e-12
        assert value(site, row.worst) >= least[row.vehicles] * (1 - EXACT) - 1e-12
        assert value(site, row.best) <= most[row.vehicles] * (1 + EXACT) + 1e-12


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 80)), min_size=1, max_size=9))
def test_largest_sums_of_phasors_are_those_of_all_subsets(kinds):
    load = np.array([size * np.exp(1j * math.pi / 3 * turn) for turn, size in kinds])
    largest, which, orders = worst._largest_sums(load)
    for count in range(1, len(load) + 1):
        subsets = (bits for bits in range(1 << len(load)) if bits.bit_count() <= count)
        brute = max(abs(sum(load[i] for i in range(len(load)) if bits >> i & 1)) for bits in subsets)
        assert largest[count - 1] == pytest.approx(brute, rel=EXACT)
        prefix = max(abs(load[orders[which[count - 1]][: size + 1]].sum()) for size in range(count))
        assert prefix == pytest.approx(brute, rel=EXACT)


def test_many_kinds_of_port_give_a_floor_that_is_almost_reached():
    load = np.array([size * np.exp(1j * turn) for turn in (-0.5, 0.5) for size in np.linspace(1, 2, 40)])
    largest, which, orders = worst._largest_sums(load)
    for count in (1, 7, 40, 80):
        reached = abs(load[orders[which[count - 1]][:count]].sum())
        assert reached <= largest[count - 1] <= reached * (1 + 1e-6)


def test_ten_ports_on_a_circuit_of_100_a_share_80_a():
    rows = occupancy_table(circuit(10))
    for row in rows:
        for result in (row.worst, row.balanced, row.best):
            assert close(result.current_a, 80 / row.vehicles)
        assert close(row.best_bound_a, 80 / row.vehicles)
    assert rows[0].worst.limited_by == PORT_RATING
    assert rows[9].worst.limited_by == by_limit(LimitId("group", "G"))


def test_panel_of_400_a_with_7_7_6_ports():
    site = panel(20)
    assert Counter(port.connection for port in site.ports.values()) == {"AB": 7, "BC": 6, "CA": 7}
    rows = occupancy_table(site)
    assert rows[3].worst.current_a == 80
    assert close(rows[4].worst.current_a, 64)
    assert len({site.ports[name].connection for name in rows[4].worst.placement}) == 1
    # seven on one pair and seven on a neighbour fill the conductor that they share
    assert close(rows[13].worst.current_a, 320 / (7 * math.sqrt(3)))
    assert rows[19].worst.current_a == pytest.approx(26.3932, abs=1e-4)
    assert [row.best.current_a for row in rows[:6]] == [80] * 6
    assert close(rows[6].best.current_a, 320 / math.sqrt(2**2 + 3**2 + 2 * 3))
    assert all(row.best_bound_a == pytest.approx(row.best.current_a, rel=3 * EXACT) for row in rows)


def test_two_vehicles_on_one_jumper_are_the_worst_pair():
    site = panel(20, jumper=True)
    row = occupancy_table(site, [2])[0]
    assert row.worst.current_a == 40
    assert row.worst.limited_by == by_limit(LimitId("jumper", "S0_1"))
    assert row.worst.placement == ("S0_1.1", "S0_1.2")
    assert row.balanced.current_a == row.best.current_a == 80


def test_like_panels_under_one_supply_have_a_proved_best():
    site = panel(20, panels=10)
    for row in occupancy_table(site, [1, 10, 30, 31, 77, 100, 150, 199, 200]):
        assert row.worst.current_a <= row.balanced.current_a <= row.best.current_a
        if row.worst.current_a >= 8:
            assert row.best_bound_a == pytest.approx(row.best.current_a, rel=3 * EXACT)
        else:
            # a rotation comes near the equal shares that bound it
            assert row.best_bound_a * 0.98 <= row.best.current_a <= row.best_bound_a
        assert row.worst_bound_a <= row.worst.current_a


def test_caltech_garage_is_proved_for_every_number_of_vehicles(project):
    rows = occupancy_table(load(str(project / "examples" / "caltech-garage.toml")))
    assert rows[53].worst.current_a == pytest.approx(10)
    assert rows[7].worst.current_a == pytest.approx(10)
    assert rows[7].worst.limited_by.limit[:2] == ("group", "Pod1")
    assert all(row.best_bound_a == pytest.approx(row.best.current_a, rel=3 * EXACT) for row in rows)


def test_a_queue_of_two_promises_nothing_and_one_gets_what_the_circuit_carries():
    rows = occupancy_table(circuit(3, policy="fcfs", amps=48, breaker=50))
    assert [row.worst.current_a for row in rows] == [40, 0, 0]
    assert [row.best.current_a for row in rows] == [40, 0, 0]
    assert rows[0].worst.limited_by == rows[1].worst.limited_by == by_limit(LimitId("group", "G"))
    assert rows[1].best_bound_a == 0


def test_proportional_shows_the_smallest_port_at_the_least_fraction():
    site = loads(
        """
        [supplies.T]
        kind = "service"
        rating = "1000 A"
        system = "208Y/120"
        [circuits.C]
        panel = "T"
        breaker = "100 A"
        phases = "AB"
        [stations.Big]
        ports = 1
        max_current = "80 A"
        circuit = "C"
        [stations.Small]
        ports = 1
        max_current = "20 A"
        circuit = "C"
        [groups.C]
        on = "C"
        policy = "proportional"
        """
    )
    worst_of_two = occupancy_table(site)[1].worst
    assert worst_of_two.port == "Small.1"
    assert close(worst_of_two.current_a, 16)


def test_balanced_spreads_over_phases_then_circuits_then_stations():
    site = panel(20, panels=3, amps=48)
    order = balanced_order(site, range(60))
    ports = [list(site.ports.values())[number] for number in order]
    assert sorted(order) == list(range(60))
    for vehicles in range(1, 55):
        pairs = Counter(port.connection for port in ports[:vehicles])
        assert max(pairs.values()) - min(pairs[pair] for pair in ("AB", "BC", "CA")) <= 1
    for vehicles in range(3, 31, 3):
        panels = Counter(site.circuits[port.circuit].fed_from for port in ports[:vehicles])
        assert len(panels) == 3
    assert max(Counter(port.station for port in ports[:15]).values()) == 1


def test_placements_are_sequences_of_names_in_the_order_of_the_site():
    site = panel(20)
    placement = occupancy_table(site, [3])[0].balanced.placement
    names = [name for name in site.ports if name in placement]
    assert list(placement) == names
    assert placement == tuple(names)
    assert placement[0] == names[0]
    assert placement[1:] == tuple(names[1:])
    assert placement != tuple(names[1:])
    assert hash(placement) == hash(tuple(names))
    assert repr(placement) == repr(tuple(names))


def test_rows_come_in_the_order_asked_for():
    site = circuit(5)
    assert [row.vehicles for row in occupancy_table(site, [4, 2])] == [4, 2]
    assert occupancy_table(site, []) == ()


@pytest.mark.parametrize("number", [0, 6])
def test_more_vehicles_than_ports_are_refused(number):
    with pytest.raises(ValueError, match=f"{number} vehicles: this site has 1 to 5 ports"):
        occupancy_table(circuit(5), [number])


@pytest.mark.slow
def test_a_large_site_is_answered_for_single_numbers_without_a_table():
    site = panel(20, panels=100)
    row = occupancy_table(site, [14])[0]
    assert close(row.worst.current_a, 320 / (7 * math.sqrt(3)))
    assert len({name.split("_")[0] for name in row.worst.placement}) == 1
    full = occupancy_table(site, [2000])[0]
    assert full.worst.current_a == full.best.current_a == full.best_bound_a


def test_a_minimum_is_taken_over_amperes_and_never_over_shares_of_a_rating():
    """A port of 80 A and one of 16 A under 40 A: alone each has all that it takes, which is 16 A at least."""
    site = loads("""
        [site]
        nec = 2023
        [supplies.U]
        kind = "service"
        rating = "400 A"
        system = "208Y/120"
        [panels.P]
        fed_from = "U"
        main = "200 A"
        [circuits.C]
        panel = "P"
        breaker = "100 A"
        [circuits.D]
        panel = "P"
        breaker = "20 A"
        [stations.Big]
        max_current = "80 A"
        circuit = "C"
        [stations.Small]
        max_current = "16 A"
        circuit = "D"
        [groups.G]
        members = ["Big", "Small"]
        limit = "40 A"
        policy = "proportional"
    """)
    one, two = occupancy_table(site)
    assert (one.worst.current_a, one.best.current_a) == (16, 40)
    assert (one.worst.placement[0], one.best.placement[0]) == ("Small.1", "Big.1")
    assert two.worst.current_a == two.best.current_a == 8


@fixed(20_305, 40)
@given(cases(max_ports=8, policies=("equal", "fcfs", "proportional")))
def test_the_worst_is_never_above_the_balanced_or_the_best(case):
    site = read(case)
    for row in occupancy_table(site) if site is not None else ():
        worst, balanced, most = (value(site, each) for each in (row.worst, row.balanced, row.best))
        assert worst <= balanced * (1 + EXACT) + 1e-9
        assert balanced <= most * (1 + EXACT) + 1e-9


@pytest.mark.slow
def test_of_a_large_site_some_numbers_of_vehicles_that_take_turns_are_reported():
    """A rotation for every number would take hours; a number that is asked for is worked out all the same."""
    site = panel(20, panels=6)
    rows = occupancy_table(site)
    reported = [row.vehicles for row in rows]
    turning = [row for row in rows if row.worst.current_a < 8]
    assert reported[0] == 1
    assert reported[-1] == 120
    assert len(turning) <= 24
    assert [row.vehicles for row in rows if row not in turning] == list(range(1, len(rows) - len(turning) + 1))
    between = next(number for number in range(reported[0], reported[-1]) if number not in reported)
    assert occupancy_table(site, [between])[0].vehicles == between


IN_TURNS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "100 A"
[circuits.C]
panel = "P"
count = 3
breaker = "40 A"
phases = "AB"
[stations.S]
max_current = "32 A"
count = 3
circuits = "C"
[groups.G]
on = "P"
limit = "13 A"
"""
"""Three ports of which one at a time can charge, in turns of 15 minutes."""


def test_an_average_over_turns_has_the_longest_wait_beside_it(reported):
    waits = [
        (row.worst.longest_wait_h, row.balanced.longest_wait_h, row.best.longest_wait_h)
        for row in occupancy_table(loads(IN_TURNS))
    ]
    assert waits == [(None,) * 3, pytest.approx((0.25,) * 3), pytest.approx((0.5,) * 3)]
    document = json.loads(reported("table", IN_TURNS, "--format", "json"))
    assert [row["best"]["longest_wait_h"] for row in document["rows"]] == [
        None,
        pytest.approx(0.25),
        pytest.approx(0.5),
    ]
    for command, times in (("table", 3), ("report", 1)):
        lines = reported(command, IN_TURNS).splitlines()
        heading = next(number for number, line in enumerate(lines) if " waits" in line)
        assert max(line.count("30 min") for line in lines[heading + 1 : heading + 4]) == times


@pytest.mark.parametrize(
    "site", [circuit(14), circuit(14, policy="fcfs"), panel(6, jumper=True)], ids=["turns", "queue", "levels"]
)
def test_the_balanced_placement_alone_is_that_of_the_table(site):
    for number in range(1, len(site.ports) + 1):
        (row,) = occupancy_table(site, [number])
        assert balanced_placement(site, number) == row.balanced
    with pytest.raises(ValueError, match="0 vehicles"):
        balanced_placement(site, 0)


def test_the_balanced_placement_asks_for_no_other(monkeypatch):
    def refuse(*_):
        raise AssertionError("more than one placement")

    monkeypatch.setattr(delivered.PlacementAllocator, "of_all", refuse)
    monkeypatch.setattr("evsite.proofs.occupancy.rows.BestSearch", refuse)
    assert balanced_placement(circuit(40), 20).longest_wait_h is not None
