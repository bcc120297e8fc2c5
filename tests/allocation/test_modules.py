"""Power modules of paired stations and blocks: given out whole, within every limit, none idle that somebody needs."""

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evsite
from effort import examples
from evsite.allocation.allocator import Allocator
from evsite.model.finding import SiteFileError
from evsite.model.limit_id import LimitId
from evsite.proofs.equipment import equipment_loads
from evsite.proofs.guarantee import guarantees
from evsite.proofs.lower_bound import share_bounds

YARD = """
[site]
nec = 2023

[supplies.Service]
kind = "service"
rating = "1600 A"
system = "480Y/277"

[panels.DC]
fed_from = "Service"
main = "1200 A"
bus = "1200 A"

[circuits.C]
panel = "DC"
count = {stations}
breaker = "{breaker}"
poles = 3
"""

PAIR = (
    YARD.format(stations=2, breaker="{breaker}")
    + """
[stations.S]
model = "{model}"
count = 2
paired = true
circuits = "C"
"""
)
EXPRESS_250 = PAIR.format(model="CPE250", breaker="100 A")
EXPRESS_280 = PAIR.format(model="CPE280", breaker="150 A")
BLOCK = (
    YARD.format(stations=1, breaker="350 A")
    + """
[stations.B]
model = "express-plus-block"
ports = 4
circuits = "C"
"""
)


def kilowatts(text, **moment):
    allocator = Allocator(evsite.loads(text))
    return {share.port: round(share.power_kw, 6) for share in allocator.allocate(allocator.moment(**moment)).shares}


def group(limit, policy="equal", on="DC"):
    return f'\n[groups.G]\non = "{on}"\nlimit = "{limit}"\npolicy = "{policy}"\n'


@pytest.mark.parametrize(("text", "alone", "both"), [(EXPRESS_250, 125, 62.5), (EXPRESS_280, 160, 80)])
def test_one_vehicle_has_all_four_modules_and_two_have_two_each(text, alone, both):
    assert kilowatts(text, occupied=["S1.1"]) == {"S1.1": alone, "S2.1": 0}
    assert kilowatts(text) == {"S1.1": both, "S2.1": both}


def test_the_two_feeds_carry_a_lone_vehicle_together():
    allocator = Allocator(evsite.loads(EXPRESS_250))
    answer = allocator.allocate(allocator.moment(["S2.1"]))
    loads = {use.limit: use.load_a for use in answer.limits}
    assert (loads[LimitId("circuit", "C1")], loads[LimitId("circuit", "C2")]) == (80, 80)
    assert loads[LimitId("panel", "DC", leg="A")] == 160
    assert {share.port: share.modules for share in answer.shares} == {"S1.1": 0, "S2.1": 4}


def test_a_module_stays_with_the_station_that_feeds_it():
    # 40 A of a module's own feed is all that a vehicle on one module draws; the other circuit carries nothing
    allocator = Allocator(evsite.loads(EXPRESS_250))
    answer = allocator.allocate(allocator.moment(["S1.1"], {"S1.1": 90.0}))
    loads = {use.limit: use.load_a for use in answer.limits}
    assert (loads[LimitId("circuit", "C1")], loads[LimitId("circuit", "C2")]) == (80, 10)


def test_a_vehicle_takes_less_than_the_modules_that_it_holds_and_the_rest_go_to_the_other():
    # 20 kW need one module, so the other port has three
    accept = {"S1.1": 20 / 0.78125}
    assert kilowatts(EXPRESS_250, accept_a=accept) == {"S1.1": 20, "S2.1": 93.75}
    # 40 kW need two
    accept = {"S1.1": 40 / 0.78125}
    assert kilowatts(EXPRESS_250, accept_a=accept) == {"S1.1": 40, "S2.1": 62.5}


def test_vehicles_that_take_a_part_of_a_module_hold_it_whole():
    # 35 kW need two modules and 70 kW three: together they are within 125 kW, but there are four modules
    accept = {"S1.1": 35 / 0.78125, "S2.1": 70 / 0.78125}
    assert kilowatts(EXPRESS_250, accept_a=accept) == {"S1.1": 35, "S2.1": 62.5}


def test_a_circuit_that_carries_one_module_leaves_three_to_the_pair():
    text = (
        YARD.format(stations=1, breaker="60 A")
        + """
[circuits.D]
panel = "DC"
breaker = "100 A"
poles = 3

[stations.West]
model = "CPE250"
circuit = "C1"
paired = "East"

[stations.East]
model = "CPE250"
circuit = "D"
"""
    )
    assert kilowatts(text, occupied=["West.1"]) == {"West.1": 93.75, "East.1": 0}
    site = evsite.loads(text)
    assert site.pools[0].ports == ("West.1", "East.1")


def test_a_pair_may_also_be_one_entry_of_the_catalogue_with_two_ports():
    text = YARD.format(stations=2, breaker="100 A") + '\n[stations.S]\nmodel = "cpe250-paired"\ncircuits = "C"\n'
    assert kilowatts(text, occupied=["S.2"]) == {"S.1": 0, "S.2": 125}


def test_four_links_of_a_block_have_a_module_each_and_the_first_a_second_one():
    assert kilowatts(BLOCK) == {"B.1": 80, "B.2": 40, "B.3": 40, "B.4": 40}
    assert kilowatts(BLOCK, order=["B.3"]) == {"B.1": 40, "B.2": 40, "B.3": 80, "B.4": 40}
    assert kilowatts(BLOCK, occupied=["B.4"])["B.4"] == 200


def test_a_block_can_hold_fewer_modules():
    text = BLOCK + "modules = 3\n"
    assert kilowatts(text, occupied=["B.1"])["B.1"] == 120
    assert sorted(kilowatts(text).values()) == [0, 40, 40, 40]


def test_shares_follow_the_policy_as_closely_as_whole_modules_allow():
    # the limit has room for three modules, with their losses: two and one
    limit = f"{3 * 31.25 / 0.78125 * 0.831384387633061 + 1:.1f} kW"
    assert kilowatts(EXPRESS_250 + group(limit)) == {"S1.1": 62.5, "S2.1": 31.25}
    assert kilowatts(EXPRESS_250 + group(limit), order=["S2.1"]) == {"S1.1": 31.25, "S2.1": 62.5}
    first_come = EXPRESS_250 + group(limit, "fcfs")
    assert kilowatts(first_come, order=["S2.1"]) == {"S1.1": 0, "S2.1": 93.75}


AC_BESIDE = """
[supplies.T1]
kind = "transformer"
rating = "75 kVA"
fed_from = "DC"
system = "208Y/120"
primary = "480 delta"

[circuits.AC]
panel = "T1"
breaker = "100 A"
phases = "AB"

[stations.AC]
max_current = "80 A"
circuit = "AC"
"""


def test_what_no_whole_module_fits_into_goes_to_the_others():
    # a third of 40 kW is no module; one would fit beside the AC port's share only if its vehicle took less
    text = EXPRESS_250 + AC_BESIDE + group("40 kW")
    shares = kilowatts(text)
    assert shares["S1.1"] + shares["S2.1"] == 0
    assert shares["AC.1"] == pytest.approx(16.64)
    without = kilowatts(text, occupied=["S1.1", "AC.1"], accept_a={"AC.1": 10})
    assert without["S1.1"] == 31.25
    assert without["AC.1"] == pytest.approx(2.08)


def test_a_port_without_modules_never_falls_below_what_it_had_if_modules_could_be_cut():
    text = EXPRESS_250 + '\n[circuits.D]\npanel = "DC"\nbreaker = "100 A"\npoles = 3\n'
    text += '\n[stations.D]\nmax_power = "40 kW"\ncircuit = "D"\n' + group("60 kW")
    shares = kilowatts(text, occupied=["S1.1", "D.1"])
    # half of 60 kVA is 28.2 kW for the vehicle at S1, less than a module
    assert shares == {"S1.1": 0, "S2.1": 0, "D.1": 40}


def test_what_rounding_leaves_to_one_port_does_not_press_another():
    # S1 and X share 80 kW, X and Y 150 kW: rounding S1 down would let X rise and take that from Y
    text = EXPRESS_250
    for name in "XY":
        text += f'\n[circuits.{name}]\npanel = "DC"\nbreaker = "250 A"\npoles = 3\n'
        text += f'\n[stations.{name}]\nmax_power = "140 kW"\ncircuit = "{name}"\n'
    text += '\n[groups.G]\nmembers = ["S1", "X"]\nlimit = "80 kW"\n'
    text += '\n[groups.H]\nmembers = ["X", "Y"]\nlimit = "150 kW"\n'
    level = 80 / (1 + 0.831384387633061 / 0.78125)
    assert kilowatts(text, occupied=["S1.1", "X.1", "Y.1"]) == {
        "S1.1": 31.25,
        "S2.1": 0,
        "X.1": pytest.approx(level),
        "Y.1": pytest.approx(150 - level),
    }


def test_offline_ports_keep_the_modules_that_their_fallback_needs():
    allocator = Allocator(evsite.loads(EXPRESS_250), offline=True)
    answer = allocator.allocate(allocator.moment(offline_a={"S1.1": 50.0}))
    assert {share.port: share.modules for share in answer.shares} == {"S1.1": 2, "S2.1": 2}


def test_what_is_guaranteed_is_whole_modules_and_reached():
    text = EXPRESS_250 + group("90 kW")
    found = guarantees(evsite.loads(text))
    # 45 kVA each is 42.3 kW: one module each, and 90 kVA do not hold a third one
    assert {name: one.current_a for name, one in found.items()} == {"S1.1": 40, "S2.1": 40}
    assert all(one.exact for one in found.values())


def test_a_pair_loads_no_circuit_beyond_its_own_modules():
    loads = {load.limit: load for load in equipment_loads(evsite.loads(EXPRESS_250 + group("150 kW")))}
    assert loads[LimitId("circuit", "C1")].greatest == pytest.approx(80)
    assert loads[LimitId("circuit", "C1")].safe
    assert loads[LimitId("panel", "DC", leg="A")].greatest == pytest.approx(160)


def test_a_station_that_may_not_charge_now_still_feeds_the_other_one():
    site = evsite.loads(EXPRESS_250)
    ports = {**site.ports, "S1.1": replace(site.ports["S1.1"], max_a=0.0)}
    now = replace(site, ports=ports)
    allocator = Allocator(now)
    assert allocator.allocate(allocator.moment()).shares[1].power_kw == 125
    loads = {load.limit: load for load in equipment_loads(now)}
    assert loads[LimitId("circuit", "C1")].greatest == pytest.approx(80)


def test_a_group_with_one_station_of_a_pair_does_not_protect_that_station_s_circuit():
    text = EXPRESS_250 + '\n[groups.G]\nmembers = "S1"\nlimit = "30 kW"\n'
    loads = {load.limit: load for load in equipment_loads(evsite.loads(text))}
    # the modules of S1 may serve the vehicle at S2
    assert loads[LimitId("circuit", "C1")].greatest == pytest.approx(80)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("count = 2\npaired", "count = 3\npaired", "there are 3"),
        ('circuits = "C"', 'circuit = "C1"', "shared too"),
        ("paired = true", 'paired = "S1"', "has 2 itself"),
        ("paired = true", 'paired = "T"', "no station is called 'T'"),
        ("paired = true", "paired = true\nmodules = 3", "no power modules to choose"),
    ],
)
def test_a_pair_that_cannot_be_is_reported(wrong, right, message):
    text = EXPRESS_250.replace("count = 2", "count = 4", 1).replace(wrong, right)
    with pytest.raises(SiteFileError) as caught:
        evsite.loads(text)
    assert any(message in finding.message for finding in caught.value.findings)


def test_a_pair_on_two_panels_is_reported():
    text = EXPRESS_250.replace("count = 2\nbreaker", "breaker").replace('count = 2\npaired = true\ncircuits = "C"', "")
    text = (
        text.replace('[stations.S]\nmodel = "CPE250"\n', "")
        + """
[panels.P2]
fed_from = "Service"
main = "400 A"

[circuits.D]
panel = "P2"
breaker = "100 A"
poles = 3

[stations.West]
model = "CPE250"
circuit = "C"
paired = "East"

[stations.East]
model = "CPE250"
circuit = "D"
"""
    )
    with pytest.raises(SiteFileError) as caught:
        evsite.loads(text)
    assert ["'DC' and 'P2'" in finding.message for finding in caught.value.findings] == [True]


@st.composite
def yards(draw):
    """Sites with pairs, blocks, plain DC and AC stations under one service, and a moment there."""
    parts = [YARD.format(stations=8, breaker=draw(st.sampled_from(["60 A", "100 A", "150 A"])))]
    ports = []
    for number in range(draw(st.integers(1, 2))):
        model = draw(st.sampled_from(["CPE250", "CPE280"]))
        parts.append(f'\n[stations.P{number}_]\nmodel = "{model}"\ncount = 2\npaired = true\ncircuits = "C"\n')
        ports += [f"P{number}_1.1", f"P{number}_2.1"]
    if draw(st.booleans()):
        links = draw(st.integers(1, 5))
        parts.append('\n[circuits.B]\npanel = "DC"\nbreaker = "350 A"\npoles = 3\n')
        parts.append(f'\n[stations.B]\nmodel = "express-plus-block"\nports = {links}\ncircuits = "B"\n')
        parts.append(f"modules = {draw(st.integers(1, 5))}\n")
        ports += [f"B.{link}" for link in range(1, links + 1)]
    parts.append(AC_BESIDE)
    ports.append("AC.1")
    if draw(st.booleans()):
        parts.append(
            '\n[circuits.D]\npanel = "DC"\nbreaker = "70 A"\npoles = 3\n'
            f'\n[stations.D]\nmax_power = "{draw(st.integers(10, 45))} kW"\ncircuit = "D"\n'
        )
        ports.append("D.1")
    unit = draw(st.sampled_from(["kW", "A"]))
    policy = draw(st.sampled_from(["equal", "proportional", "fcfs"]))
    parts.append(group(f"{draw(st.integers(5, 400))} {unit}", policy))
    if draw(st.booleans()):
        some = draw(st.lists(st.sampled_from(ports), min_size=1, unique=True))
        parts.append(f'\n[groups.H]\nmembers = {some}\nlimit = "{draw(st.integers(5, 250))} kW"\n'.replace("'", '"'))
    occupied = [port for port in ports if draw(st.integers(0, 3))]
    accept = {
        port: draw(st.one_of(st.floats(1, 200), st.integers(20, 140).map(float)))
        for port in ports
        if draw(st.integers(0, 2))
    }
    return "".join(parts), occupied, accept, draw(st.permutations(occupied))


def within(network, amps):
    """Whether every row holds, worked out from the rows themselves."""
    for row in network.rows:
        drawn = [0.0] * network.atoms
        for position, atom in enumerate(network.atom):
            drawn[atom] += amps[position]
        load = abs(sum(value * drawn[atom] for atom, value in zip(row.atoms, row.coefficients, strict=True)))
        if load > row.value * (1 + 1e-9):
            return False
    return True


@settings(max_examples=examples(150), deadline=None)
@given(yards())
def test_modules_are_whole_limits_hold_and_no_module_is_idle_that_somebody_needs(case):
    text, occupied, accept, order = case
    site = evsite.loads(text)
    allocator = Allocator(site)
    moment = allocator.moment(occupied, accept, order)
    answer = allocator.allocate(moment)
    for use in answer.limits:
        assert use.fullness <= 1 + 1e-9, use
    shares = allocator.shares(moment).current_a
    assert within(allocator.network, shares)
    number = allocator.number
    for pool, steered in zip(site.pools, allocator.network.pools, strict=True):
        held = {}
        for name, module_a in zip(pool.ports, steered.module_a, strict=True):
            amps = shares[number[name]]
            count = amps / module_a
            whole = isclose(count, round(count), rel_tol=1e-9, abs_tol=1e-12)
            assert whole or isclose(amps, accept[name], rel_tol=1e-9), (name, count)
            held[name] = round(count) if whole else int(count) + 1
            assert held[name] <= pool.port_modules
        assert sum(held.values()) <= steered.modules <= sum(pool.modules)
        for name, module_a in zip(pool.ports, steered.module_a, strict=True):
            ceiling = moment.ceiling_a[number[name]]
            wanted = min(ceiling, (held[name] + 1) * module_a)
            if (
                name not in occupied
                or shares[number[name]] >= ceiling * (1 - 1e-9)
                or sum(held.values()) >= steered.modules
            ):
                continue
            more = shares.copy()
            more[number[name]] = wanted
            assert not within(allocator.network, more), f"{name} could have a module more"


@settings(max_examples=examples(100), deadline=None)
@given(yards())
def test_nobody_gets_less_than_the_floor_and_no_equipment_more_than_the_bound(case):
    text, occupied, accept, order = case
    site = evsite.loads(text)
    allocator = Allocator(site)
    moment = allocator.moment(occupied, accept, order)
    shares = allocator.shares(moment).current_a
    for name, floor in share_bounds(site, allocator.network).items():
        if name in occupied and name not in accept:
            assert shares[allocator.number[name]] >= floor.current_a * (1 - 1e-9), name
    bounds = {load.limit: load.greatest for load in equipment_loads(site)}
    for use in allocator.allocate(moment).limits:
        if use.limit in bounds and use.load_a is not None:
            assert use.load_a <= bounds[use.limit] * (1 + 1e-9), use


@settings(max_examples=examples(40), deadline=None)
@given(yards())
def test_guarantees_hold_and_their_witness_gives_what_it_says(case):
    site = evsite.loads(case[0])
    allocator = Allocator(site)
    for name, found in guarantees(site).items():
        full = allocator.shares(allocator.moment()).current_a[allocator.number[name]]
        if allocator.policies[name].in_order:
            continue
        assert full >= found.current_a * (1 - 1e-9)
        last = [*(other for other in found.witness if other != name), name]
        there = allocator.shares(allocator.moment(found.witness, order=last)).current_a[allocator.number[name]]
        assert there == pytest.approx(found.least_found_a)
        assert there >= found.current_a * (1 - 1e-9)


SMALL_BESIDE_MODULES = """
[site]
nec = 2023
[supplies.U]
system = "480 delta"
kind = "transformer"
rating = "22.5 kVA"
[circuits.C]
panel = "U"
count = 3
breaker = "100 A"
phases = "AB"
[stations.S]
count = 3
max_current = "7 A"
circuits = "C"
[stations.DC]
model = "CPE250"
count = 2
paired = true
[groups.G]
members = ["S", "DC"]
limit = "5 kVA"
"""


def test_a_port_beside_modules_is_never_left_with_less_than_its_minimum():
    """Rounding modules down makes room; what a port had of the limit while it was to take turns is no share yet."""
    allocator = Allocator(evsite.loads(SMALL_BESIDE_MODULES))
    moment = allocator.moment(["S1.1", "S2.1", "DC1.1", "DC2.1"], {"DC1.1": 20.0, "DC2.1": 3.0, "S2.1": 5.5})
    delivered = allocator.delivered(moment)
    slots = [delivered.current_a] if delivered.cycle is None else delivered.cycle.slots
    for slot in slots:
        for name in ("S1.1", "S2.1"):
            amps, enough_a = slot[allocator.number[name]], allocator.enough_a(moment)[allocator.number[name]]
            assert amps == 0 or amps >= enough_a * (1 - 1e-9)
