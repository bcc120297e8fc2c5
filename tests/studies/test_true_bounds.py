"""Bounds that were once too high, or witnesses that did not give what was said: one small site each."""

import itertools

import pytest
from stepped_sites import panel

import evsite
from evsite.allocation.allocator import Allocator
from evsite.proofs.guarantee import guarantees
from evsite.proofs.lower_bound import share_bounds
from evsite.proofs.occupancy import occupancy_table

EXACT = 1e-9
SMALL_IN_TURNS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "240/120"
[circuits.C]
panel = "U"
count = 4
breaker = "40 A"
phases = "AB"
[stations.S]
ports = 1
count = 4
max_current = "32 A"
circuits = "C"
[groups.Ten]
members = ["S1", "S2", "S3"]
limit = "10 A"
[groups.Small]
members = ["S1", "S4"]
limit = "4 A"
"""
"""S1 charges only vehicles of 4 A or less, in turns with S4 and with S2 and S3; without S4 it has more turns."""

SMALL_BESIDE_NO_GROUP = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "40 A"
system = "208Y/120"
[panels.Q]
fed_from = "U"
main = "10 A"
[circuits.F]
panel = "U"
breaker = "40 A"
phases = "CA"
[circuits.QC]
panel = "Q"
breaker = "40 A"
phases = "BC"
[circuits.BC]
panel = "U"
count = 2
breaker = "40 A"
phases = "BN"
[stations.Free]
max_current = "32 A"
circuit = "F"
[stations.Q]
max_current = "32 A"
circuit = "QC"
[stations.B]
count = 2
max_current = "32 A"
circuits = "BC"
[groups.G]
members = ["Q", "B"]
limit = "34 A"
min_current = "12 A"
"""
"""Q charges only vehicles of 8 A or less, and none beside the port in no group, which leaves line C nothing."""


def least_a(text, accepts):
    """The least that each port gets with a vehicle that takes all, over every occupancy and these demands [A]."""
    site = evsite.loads(text)
    allocator = Allocator(site)
    least = dict.fromkeys(site.ports, float("inf"))
    for demands in itertools.product((None, 0.0, *accepts), repeat=len(site.ports)):
        accept_a = {name: amps for name, amps in zip(site.ports, demands, strict=True) if amps is not None}
        amps = allocator.delivered(allocator.moment(None, accept_a)).current_a
        for name in site.ports.keys() - accept_a.keys():
            least[name] = min(least[name], float(amps[allocator.number[name]]))
    return least


@pytest.mark.parametrize(
    ("text", "accepts", "pressed"),
    [(SMALL_IN_TURNS, (2.0, 4.0), "S2.1"), (SMALL_BESIDE_NO_GROUP, (8.0, 4.0), "B1.1")],
    ids=["in turns", "beside a port in no group"],
)
def test_vehicles_that_accept_less_than_the_minimum_press_others(text, accepts, pressed):
    site = evsite.loads(text)
    found, bounds, least = guarantees(site), share_bounds(site), least_a(text, accepts)
    everybody = Allocator(site)
    with_all = everybody.delivered(everybody.moment()).current_a
    assert least[pressed] < with_all[everybody.number[pressed]] * (1 - EXACT), "nobody presses: the site tests nothing"
    for name, one in found.items():
        assert one.current_a <= least[name] * (1 + EXACT), name
        assert bounds[name].current_a <= least[name] * (1 + EXACT), name


@pytest.mark.parametrize("text", [SMALL_IN_TURNS, SMALL_BESIDE_NO_GROUP], ids=["in turns", "beside no group"])
def test_what_is_exact_is_seen_with_vehicles_that_take_all(text):
    site = evsite.loads(text)
    for name, one in guarantees(site).items():
        shares = {share.port: share for share in evsite.allocate(site, occupied=one.witness).shares}
        got = shares[name].current_a if shares[name].average_current_a is None else shares[name].average_current_a
        assert got == pytest.approx(one.least_found_a, rel=1e-7, abs=1e-9)
        assert one.exact == (one.least_found_a <= one.current_a * (1 + EXACT))


SERVED_ALWAYS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "200 A"
system = "240/120"
[circuits.Full]
panel = "U"
breaker = "20 A"
phases = "AB"
[circuits.Half]
panel = "U"
breaker = "20 A"
phases = "AN"
[stations.F]
count = 2
max_current = "40 A"
circuit = "Full"
[stations.H]
count = 2
max_current = "40 A"
circuit = "Half"
[groups.G]
on = "U"
limit = "27 A"
"""
"""H1 and H2 have 8 A at 120 V in every slot of the cycle of all ports, the least power of all who share it."""


def test_who_is_served_in_every_slot_of_the_full_cycle_is_promised_what_it_has_there():
    site = evsite.loads(SERVED_ALWAYS)
    allocator = Allocator(site)
    found = guarantees(site)
    for accept_a in ({}, {"F1.1": 6.0, "F2.1": 10.0, "H1.1": 13.0}, {"F1.1": 6.0, "H2.1": 13.0}):
        amps = allocator.delivered(allocator.moment(None, accept_a)).current_a
        for name in found.keys() - accept_a.keys():
            assert amps[allocator.number[name]] >= found[name].current_a * (1 - EXACT), (name, accept_a)
    assert found["H2.1"].current_a == pytest.approx(8)


ONE_NEEDS_MORE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "240/120"
[circuits.C]
panel = "U"
count = 4
breaker = "40 A"
phases = "AB"
[stations.S]
count = 4
max_current = "12 A"
circuits = "C"
[groups.G]
on = "U"
limit = "29 A"
[groups.One]
members = ["S1"]
limit = "20 A"
min_current = "12 A"
"""


def test_ports_that_need_unlike_minimums_are_not_alike_in_a_table():
    site = evsite.loads(ONE_NEEDS_MORE)
    allocator = Allocator(site)
    for row in occupancy_table(site):
        least = []
        for chosen in itertools.combinations(site.ports, row.vehicles):
            amps = allocator.delivered(allocator.moment(chosen)).current_a
            least.append(min(float(amps[allocator.number[name]]) for name in chosen))
        assert row.worst.current_a == row.worst_bound_a == pytest.approx(min(least))
        assert row.best.current_a == row.best_bound_a == pytest.approx(max(least))


MINIMUM_FILLS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "208Y/120"
[circuits.D]
panel = "U"
breaker = "40 A"
phases = "ABC"
[circuits.C]
panel = "U"
breaker = "20 A"
phases = "BN"
[stations.D]
max_power = "10 kW"
circuit = "D"
[stations.S]
max_current = "16 A"
circuit = "C"
[groups.G]
on = "U"
limit = "8 A"
"""


def test_a_minimum_that_fills_a_limit_is_guaranteed_beside_a_port_without_one():
    site = evsite.loads(MINIMUM_FILLS)
    assert {share.port: share.current_a for share in evsite.allocate(site).shares} == {"D.1": 0, "S.1": 8}
    found = guarantees(site)
    assert {name: (one.current_a, one.exact) for name, one in found.items()} == {"D.1": (0, True), "S.1": (8, True)}
    assert guarantees(evsite.loads(MINIMUM_FILLS.replace('"8 A"', '"7.9 A"')))["S.1"].current_a == 0


def members(*groups):
    """Groups of some stations: their names, and the limit [A]."""
    return "".join(
        f'[groups.M{number}]\nmembers = [{", ".join(repr(name) for name in names.split())}]\nlimit = "{limit_a} A"\n'
        for number, (names, limit_a) in enumerate(groups)
    )


def rated(*amps, names="ABCDE"):
    """Banks of one station of 240 V, by their largest currents [A]."""
    return [(name, 1, "AB", f'max_current = "{each} A"') for name, each in zip(names, amps, strict=False)]


def test_an_occupancy_that_breaks_a_limit_by_one_percent_is_none():
    """A and B share 40 A, but B never has more than 19.8 A: 20 A is a bound for A, and 20.2 A what it really gets."""
    site = evsite.loads(panel("500 A", *rated(40, 40, 40)) + members(("A1 B1", 40), ("B1 C1", 19.8)))
    bound, one = share_bounds(site)["A1.1"], guarantees(site)["A1.1"]
    assert (bound.current_a, bound.exact) == (pytest.approx(20), False)
    assert (one.current_a, one.exact) == (pytest.approx(20.2), True)


def test_a_witness_that_gets_one_percent_more_proves_nothing():
    """C and D have 20 A together; B has what either leaves of 20 A: 8.9 A, and by its level alone 9.4 A."""
    pairs = members(("B1 C1", 20), ("C1 D1", 20), ("B1 D1", 20))
    one = guarantees(
        evsite.loads(panel("105 A", *rated(80, 10, 32, 40), policy="proportional") + pairs), "proportional"
    )["A1.1"]
    assert one.current_a == pytest.approx((105 - 20) * 80 / 90)
    assert one.least_found_a == pytest.approx(105 - 20 - 20 * 32 / 72)
    assert not one.exact


def test_beside_turns_a_witness_that_gets_one_percent_more_proves_nothing_either():
    """A and B take turns on 10 A, but each draws 9.5 A at most: C is sure of what 10 A leave, and has 0.5 A more."""
    one = guarantees(evsite.loads(panel("60 A", *rated(9.5, 9.5, 80)) + members(("A1 B1", 10))))["C1.1"]
    assert (one.current_a, one.least_found_a, one.exact) == (pytest.approx(50), pytest.approx(50.5), False)


def test_turns_that_give_one_percent_more_than_is_promised_prove_nothing():
    """A and B have 5 A on average, C and D 5.05 A; all who take turns are promised the least of these."""
    site = evsite.loads(panel("500 A", *rated(32, 32, 32, 32)) + members(("A1 B1", 10), ("C1 D1", 10.1)))
    found, bounds = guarantees(site), share_bounds(site)
    for name, seen_a in {"A1.1": 5, "B1.1": 5, "C1.1": 5.05, "D1.1": 5.05}.items():
        one = found[name]
        assert (one.current_a, one.least_found_a) == (pytest.approx(5), pytest.approx(seen_a))
        assert one.exact == bounds[name].exact == (seen_a == 5)
        mixed = one.with_offline
        assert mixed.exact == (mixed.least_found_a <= mixed.current_a * (1 + EXACT))


def test_a_bound_beside_a_port_for_small_vehicles_alone_is_not_seen_with_vehicles_that_take_all():
    """A charges only what takes 4 A or less: beside such a vehicle B and C have 28 A each, beside any other 30 A."""
    banks = [(*bank, f'{keys}\nfallback = "{0 if bank[0] == "A" else 8} A"') for *bank, keys in rated(40, 40, 40)]
    site = evsite.loads(panel("60 A", *banks) + members(("A1", 4)))
    one = guarantees(site)["B1.1"]
    assert (share_bounds(site)["B1.1"].current_a, share_bounds(site)["B1.1"].exact) == (28, False)
    for found in (one, one.with_offline):
        assert (found.current_a, found.least_found_a, found.exact) == (28, 30, False)
