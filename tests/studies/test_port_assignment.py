"""Ports for trips that name none: nobody is where another is, as many as can get one, and names do not matter."""

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.metering.zones import fixed_zone
from evsite.model.calendar import Calendar
from evsite.model.fleets import Fleet, Trip, TripSet
from evsite.studies.fleets.assignment import assign_ports
from evsite.studies.fleets.port_selection import Stay, most_at_once, select_stays

HOUR = 3600.0
SITE = evsite.loads("""
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1600 A"
system = "480Y/277"
[panels.P1]
fed_from = "U"
main = "800 A"
bus = "800 A"
[panels.P2]
fed_from = "U"
main = "400 A"
bus = "400 A"
[circuits.A]
panel = "P1"
count = 3
breaker = "100 A"
poles = 3
[circuits.B]
panel = "P2"
count = 3
breaker = "100 A"
poles = 3
[circuits.L]
panel = "P2"
breaker = "40 A"
phases = "AB"
[stations.A]
model = "cpe250"
count = 3
circuits = "A"
[stations.B]
model = "cpe250"
count = 3
circuits = "B"
[stations.L]
max_current = "32 A"
circuit = "L"
""")
CALENDAR = Calendar(4 * 86_400, fixed_zone(0), dated=False)


def trip(vehicle, start_h, end_h, *, fleet="F", port=None, need_kwh=10.0, max_kw=None):
    return Trip(vehicle, vehicle, fleet, start_h * HOUR, end_h * HOUR, need_kwh, 0.9, port, max_kw)


ONE = (Fleet("F", 1),)


def trips(*found, fleets=ONE):
    return TripSet(found, CALENDAR, fleets)


def clashes(found, ports):
    """Pairs of trips at one port at once."""
    return [
        (one.vehicle, other.vehicle)
        for number, one in enumerate(found.trips)
        for place, other in enumerate(found.trips[:number])
        if ports[number] is not None
        and ports[number] == ports[place]
        and one.arrive_s < other.depart_s
        and other.arrive_s < one.depart_s
    ]


# --- who gets one of some alike ports ---------------------------------------------------------------------------------

STAYS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(1, 4), st.integers(1, 3)).map(
        lambda it: Stay(it[0], it[0] + it[1], it[2])
    ),
    min_size=1,
    max_size=8,
)


def best_by_trying(stays, ports):
    """The greatest numbers of stays by rank, of all sets that fit."""
    ranks = sorted({stay.rank for stay in stays})
    best = ()
    for kept in product([False, True], repeat=len(stays)):
        chosen = [stay for stay, keeps in zip(stays, kept, strict=True) if keeps]
        if all(sum(each.arrive_s <= hour < each.depart_s for each in chosen) <= ports for hour in range(12)):
            best = max(best, tuple(sum(stay.rank == rank for stay in chosen) for rank in ranks))
    return best


@pytest.mark.slow
@settings(max_examples=examples(80), deadline=None)
@given(STAYS, st.integers(1, 3))
def test_as_many_as_can_get_a_port_rank_by_rank(stays, ports):
    gets = select_stays(stays, ports)
    chosen = [stay for stay, keeps in zip(stays, gets, strict=True) if keeps]
    assert most_at_once(chosen) <= ports
    ranks = sorted({stay.rank for stay in stays})
    assert tuple(sum(stay.rank == rank for stay in chosen) for rank in ranks) == best_by_trying(stays, ports)


def test_a_stay_of_rank_2_decides_between_equal_ones_of_rank_1():
    # the first two of rank 1 exclude each other; only with the later one the stay of rank 2 has room
    stays = [Stay(0, 5.5, 1), Stay(5, 20, 1), Stay(0, 4, 2)]
    assert select_stays(stays, 1) == [False, True, True]


def test_a_large_number_of_ranks_weighs_exactly():
    stays = [Stay(0, 1, rank) for rank in range(1, 61)]
    assert select_stays(stays, 1) == [True] + [False] * 59


# --- which port -------------------------------------------------------------------------------------------------------


def test_ports_that_are_given_are_kept_and_nobody_stands_where_another_does():
    found = trips(trip("a", 0, 8, port="A1.1"), trip("b", 2, 4), trip("c", 4, 6, port="A2.1"), trip("d", 3, 5))
    ports = assign_ports(SITE, found)
    assert (ports[0], ports[2]) == ("A1.1", "A2.1")
    assert None not in ports
    assert clashes(found, ports) == []


def test_a_port_is_free_in_the_moment_in_which_it_is_left():
    fleet = Fleet("F", 1, ports=("A1.1",))
    assert assign_ports(SITE, trips(trip("a", 0, 4), trip("b", 4, 8), fleets=(fleet,))) == ("A1.1", "A1.1")


def test_a_fleet_stays_at_its_ports_and_the_rest_finds_none():
    fleet = Fleet("F", 1, ports=("A2.1", "B1.1"))
    ports = assign_ports(SITE, trips(*(trip(str(n), 0, 4) for n in range(3)), fleets=(fleet,)))
    assert sorted(filter(None, ports)) == ["A2.1", "B1.1"]
    assert ports.count(None) == 1


def test_where_ports_are_short_the_smaller_rank_gets_them():
    two = ("A1.1", "A2.1")
    fleets = Fleet("late", 2, ports=two), Fleet("first", 1, ports=two)
    found = trips(
        trip("a", 0, 4, fleet="late"),
        trip("b", 1, 4, fleet="first"),
        trip("c", 2, 4, fleet="first"),
        fleets=fleets,
    )
    assert [port is None for port in assign_ports(SITE, found)] == [True, False, False]


def test_a_vehicle_that_needs_nothing_leaves_the_port_to_one_that_does():
    fleet = Fleet("F", 1, ports=("A1.1",))
    found = trips(trip("full", 0, 4, need_kwh=0.0), trip("empty", 0, 4), fleets=(fleet,))
    assert assign_ports(SITE, found) == (None, "A1.1")


def test_a_vehicle_goes_where_it_gets_what_it_can_draw_and_no_larger_port_than_that():
    # L.1 gives 6.7 kW, the others more than 50 kW
    found = trips(trip("van", 0, 4, max_kw=6.0), trip("truck", 0, 4, max_kw=60.0))
    for order in (1, -1):
        ports = assign_ports(SITE, replace(found, trips=found.trips[::order]))[::order]
        assert ports[0] == "L.1"
        assert ports[1] != "L.1"
    slow = assign_ports(SITE, trips(*(trip(str(n), 0, 4, max_kw=60.0) for n in range(7))))
    assert slow.count("L.1") == 1
    assert slow[-1] == "L.1"


def test_vehicles_spread_over_panels_by_what_these_may_carry():
    # 800 A and 400 A: of three alike vehicles two stand below the larger panel
    ports = assign_ports(SITE, trips(*(trip(str(n), 0, 4, max_kw=60.0) for n in range(3))))
    assert sorted(name[0] for name in ports) == ["A", "A", "B"]


def test_offline_ports_are_given_to_nobody_and_kept_where_they_are_named():
    found = trips(trip("a", 0, 4, port="A1.1"), *(trip(str(n), 0, 4) for n in range(6)))
    ports = assign_ports(SITE, found, offline=["A1.1", "A2.1"])
    assert ports[0] == "A1.1"
    assert "A2.1" not in ports
    assert ports.count(None) == 1


def test_one_in_the_way_moves_where_that_makes_room():
    # the first takes A1 or A2; the second may use one of them alone, whichever that is
    for only in ("A1.1", "A2.1"):
        fleets = Fleet("F", 1, ports=("A1.1", "A2.1")), Fleet("G", 2, ports=(only,))
        found = trips(trip("a", 0, 4), trip("b", 0, 4, fleet="G"), fleets=fleets)
        assert None not in assign_ports(SITE, found)


CASES = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(1, 5),
        st.sampled_from([None, None, None, "A1.1", "B2.1"]),
        st.sampled_from("FG"),
        st.sampled_from([None, 7.0, 60.0]),
    ),
    min_size=1,
    max_size=12,
)


def made(cases, fleets):
    """Trips of some cases; ports that are named go to the first who names them."""
    found = []
    for number, (start, stay, port, fleet, max_kw) in enumerate(cases):
        one = trip(f"v{number}", start, start + stay, fleet=fleet, port=port, max_kw=max_kw, need_kwh=5.0 + number)
        taken = [other for other in found if port is not None and other.port == port]
        if any(one.arrive_s < other.depart_s and other.arrive_s < one.depart_s for other in taken):
            one = replace(one, port=None)
        found.append(one)
    return trips(*found, fleets=fleets)


@pytest.mark.slow
@settings(max_examples=examples(60), deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_nobody_stands_where_another_does_and_names_and_order_do_not_matter(cases, turn):
    fleets = Fleet("F", 1, ports=("A1.1", "A2.1", "B1.1")), Fleet("G", 2)
    found = made(cases, fleets)
    ports = assign_ports(SITE, found)
    assert clashes(found, ports) == []
    for each, port in zip(found.trips, ports, strict=True):
        assert each.port in {None, port}
        assert each.fleet == "G" or each.port or port in {None, *fleets[0].ports}
    order = list(range(len(found.trips)))
    turn.shuffle(order)
    mixed = replace(found, trips=tuple(replace(found.trips[at], vehicle=f"w{at * 7 % 13}", name="") for at in order))
    assert assign_ports(SITE, mixed) == tuple(ports[at] for at in order)


@settings(max_examples=examples(30), deadline=None)
@given(CASES)
def test_nobody_is_left_out_who_could_stand_at_a_free_port(cases):
    fleets = Fleet("F", 1, ports=("A1.1", "A2.1", "B1.1")), Fleet("G", 2)
    found = made(cases, fleets)
    ports = assign_ports(SITE, found)
    for number, port in enumerate(ports):
        for free in (fleets[found.trips[number].fleet == "G"].ports or SITE.ports) if port is None else ():
            assert clashes(found, (*ports[:number], free, *ports[number + 1 :]))


@pytest.mark.slow
def test_a_thousand_trips_take_no_time():
    chance = random.Random(5)
    found = []
    for number in range(1_000):
        start = chance.randrange(0, 160)
        found.append(trip(str(number), start, start + chance.randrange(2, 20), max_kw=60.0))
    ports = assign_ports(SITE, trips(*found))
    assert clashes(trips(*found), ports) == []
    assert sum(port is not None for port in ports) == sum(
        select_stays([Stay(each.arrive_s, each.depart_s, 1) for each in found], 7)
    )
