"""What must be true of every allocation, whatever the site: tried on random sites."""

from dataclasses import replace

import numpy as np
import pytest
import tomli
import tomli_w
from asking import ceilings_of, minimums_of, shares, weights_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from physics import bounds_of
from sites import cases
from stepped_sites import panel

from effort import examples
from evsite.allocation import filling
from evsite.allocation.allocator import Allocator
from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.filling import fill, make_cells
from evsite.model.limit_id import PORT_RATING, POWER_SELECT, VEHICLE, by_limit
from evsite.sitefile.loading import loads

EXACT = 1e-9
stable = settings(
    max_examples=examples(55), derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
same = pytest.approx


def close(amps, rel=1e-9, floor=1e-9):
    """Amperes by port, each to be met to rounding."""
    return {port: same(value, rel=rel, abs=floor) for port, value in amps.items()}


@stable
@given(cases(), st.randoms(use_true_random=False), st.sampled_from(["equal", "proportional"]))
def test_the_order_of_tables_does_not_matter(case, dice, policy):
    data = tomli.loads(case.text)
    for kind, table in data.items():
        if kind == "circuits" and any("phases" not in each for each in table.values()):
            continue  # their spaces are filled in the order of the file
        for name in dice.sample(sorted(table), len(table)):
            table[name] = table.pop(name)
    text = tomli_w.dumps({name: data[name] for name in dice.sample(sorted(data), len(data))})
    mixed = replace(case, text=text, occupied=tuple(dice.sample(case.occupied, len(case.occupied))))
    assert shares(loads(text), mixed, policy) == close(shares(loads(case.text), case, policy))


@stable
@given(cases(), st.sampled_from(["equal", "proportional"]))
def test_who_gets_more_than_a_stopped_port_is_not_under_the_limit_that_stops_it(case, policy):
    """The certificate of max-min: whoever is short stands under a full limit where nobody has a higher level."""
    site = loads(case.text)
    amps, weight, ceiling = shares(site, case, policy), weights_of(site, policy), ceilings_of(site, case)
    bounds, needed = bounds_of(site), minimums_of(site, case)
    for port, value in amps.items():
        if value >= ceiling[port] * (1 - EXACT) or (value == 0 and _too_little_alone(bounds, port, needed[port])):
            continue
        level = value / weight[port]
        assert any(_stops(bound, port, level, amps, weight, needed) for bound in bounds if port in bound.parts), port


def _too_little_alone(bounds, port, needed_a):
    """Whether some limit leaves a port less than it needs to charge, even alone."""
    return any(abs(bound.parts[port]) * needed_a > bound.value * (1 + EXACT) for bound in bounds if port in bound.parts)


def _stops(bound, port, level, amps, weight, needed):
    for side in bound.cones():
        if port not in side:
            continue
        total = sum(bound.parts[one] * amps[one] for one in side)
        if abs(total) < bound.value * (1 - EXACT):
            continue
        # only who adds to the load could give way; a draw that turns it down helps by staying
        adding = [one for one in side if (bound.parts[one] * total.conjugate()).real > 0 and amps[one] > 0]
        # who has no more than its minimum keeps it
        raised = [one for one in adding if amps[one] > needed[one] * (1 + EXACT)]
        if all(amps[one] / weight[one] <= level * (1 + EXACT) + EXACT for one in raised):
            return True
    return False


@stable
@given(cases(policies=("equal", "proportional")))
def test_whoever_could_take_more_is_stopped_by_the_full_limit_that_is_named(case):
    site = loads(case.text)
    allocator = Allocator(site)
    moment = allocator.moment(**case.moment)
    assume(allocator.rotation(moment, allocator.shares(moment)) is None)
    answer = allocator.allocate(moment)
    used = {}
    for use in answer.limits:
        used.setdefault(by_limit(use.limit), []).append(use)
    ceiling = ceilings_of(site, case)
    for share in answer.shares:
        if share.port not in case.occupied:
            assert (share.state, share.current_a) == ("idle", 0)
        elif share.current_a >= ceiling[share.port] * (1 - EXACT):
            assert share.limited_by in {VEHICLE, PORT_RATING, POWER_SELECT, *used}
        elif share.current_a or not _too_little_alone(bounds_of(site), share.port, minimums_of(site, case)[share.port]):
            assert any(use.fullness >= 1 - EXACT or _shut(use) for use in used[share.limited_by]), share


def _shut(use):
    return (use.limit_a if use.limit_a is not None else use.power[1]) == 0


@stable
@given(cases(), st.sampled_from(["equal", "proportional"]))
def test_the_loads_that_are_shown_are_those_of_the_site(case, policy):
    site = loads(case.text)
    allocator = Allocator(site, policy)
    answer = allocator.allocate(allocator.moment(**case.moment))
    amps = {share.port: share.current_a for share in answer.shares}
    shown = sorted((use.load_a if use.load_a is not None else use.power[0]) for use in answer.limits)
    wanted = sorted(bound.worst(amps)[0] for bound in bounds_of(site))
    assert shown == same(wanted, rel=1e-9, abs=1e-9)


RATINGS = [("circuits", "breaker"), ("panels", "main"), ("panels", "bus"), ("supplies", "rating"), ("groups", "limit")]


@stable
@given(cases(), st.floats(1, 3))
def test_more_capacity_never_lowers_the_least_share(case, factor):
    data = tomli.loads(case.text)
    # a breaker of a station's own sets the station too, so only what is shared grows
    before = loads(case.text)
    for section, key in RATINGS[1:]:
        for table in data.get(section, {}).values():
            if key in table:
                number, unit = table[key].split()
                table[key] = f"{float(number) * factor!r} {unit}"
    after = loads(tomli_w.dumps(data))
    weight = weights_of(before, "equal")
    ceiling = ceilings_of(before, case)
    less, more = (
        {port: amps / weight[port] for port, amps in shares(site, case, "equal").items() if ceiling[port] > 0}
        for site in (before, after)
    )
    assume(less)
    assert min(more.values()) >= min(less.values()) * (1 - EXACT)
    assert sorted(more.values()) >= sorted(level * (1 - EXACT) - EXACT for level in less.values())


@stable
@given(cases())
def test_with_equal_shares_only_a_smaller_vehicle_gets_less_on_the_same_circuit(case):
    site = loads(case.text)
    amps, ceiling = shares(site, case, "equal"), ceilings_of(site, case)
    bounds, needed = bounds_of(site), minimums_of(site, case)
    for one in site.ports.values():
        if not _fits(bounds, dict.fromkeys(site.ports, 0.0) | {one.name: needed[one.name]}, slack=EXACT):
            continue  # not even alone can it have its minimum, so it has nothing
        for other in site.ports.values():
            if one.circuit is None or one.circuit != other.circuit:
                continue
            free = not any(
                (one.name in group.ports) != (other.name in group.ports) for group in site.groups.values()
            ) and (one.station == other.station or not site.stations[one.station].jumper)
            if free and ceiling[one.name] >= ceiling[other.name]:
                assert amps[one.name] >= amps[other.name] * (1 - EXACT)


@stable
@given(cases(policies=("fcfs",)))
def test_first_come_first_served_gives_each_in_turn_all_that_still_fits(case):
    site = loads(case.text)
    allocator = Allocator(site, "fcfs")
    amps = shares(site, case, "fcfs")
    bounds = bounds_of(site)
    ceiling = ceilings_of(site, case)
    least = dict(zip(site.ports, allocator.minimum_a.tolist(), strict=True))
    served = dict.fromkeys(site.ports, 0.0)
    for port in case.order:
        enough = min(least[port], ceiling[port])
        if amps[port] <= EXACT * ceiling[port]:
            # whatever it is offered is below the minimum, or what rounding leaves of a limit that is full
            assert ceiling[port] == 0 or enough == 0 or not _fits(bounds, served | {port: enough * (1 + 1e-6)})
            continue
        assert amps[port] >= enough * (1 - EXACT)
        served[port] = amps[port]
        assert _fits(bounds, served, slack=EXACT)
        if amps[port] < ceiling[port] * (1 - EXACT):
            assert not _fits(bounds, served | {port: amps[port] * (1 + 1e-6)})


def _fits(bounds, amps, slack=0.0):
    return all(bound.worst(amps)[0] <= bound.value * (1 + slack) for bound in bounds)


@stable
@given(cases(), st.data())
def test_many_occupancies_at_once_are_the_same_as_one_by_one(case, data):
    allocator = Allocator(loads(case.text), "equal")
    arrays, ports = allocator.arrays, len(case.ports)
    there = np.array(
        data.draw(st.lists(st.lists(st.booleans(), min_size=ports, max_size=ports), min_size=1, max_size=30))
    )
    level_at_ceiling = allocator.moment(case.ports, case.accept_a).ceiling_a / allocator.rate
    cells, _, port_cell = make_cells(arrays, level_at_ceiling, allocator.rate)
    weight = np.stack([np.bincount(port_cell, allocator.rate * row, len(cells.atom)) for row in there])
    together = fill(arrays, cells, weight)
    for number, row in enumerate(there):
        occupied = [port for port, is_there in zip(case.ports, row, strict=True) if is_there]
        moment = allocator.moment(occupied, case.accept_a)
        alone = allocator.shares(moment).current_a
        level = np.minimum(together.level[number][arrays.port_atom], level_at_ceiling)
        if (row & (allocator.rate * level < allocator.enough_a(moment) * (1 - EXACT))).any():
            continue  # minimums come first there
        assert np.where(row, allocator.rate * level, 0.0) == same(alone, rel=1e-12, abs=1e-12)


@stable
@given(cases(), st.data())
def test_limits_given_for_each_occupancy_are_the_same_as_sites_with_those_limits(case, data):
    allocator = Allocator(loads(case.text), "equal")
    arrays = allocator.arrays
    assume(arrays.rows)
    factors = np.array(data.draw(st.lists(st.floats(0, 2), min_size=2, max_size=5)))
    level_at_ceiling = arrays.cap_a / allocator.rate
    cells, weight, _ = make_cells(arrays, level_at_ceiling, allocator.rate)
    many = fill(arrays, cells, np.tile(weight, (len(factors), 1)), limit=arrays.limit * factors[:, None])
    for number, factor in enumerate(factors):
        one = fill(arrays, cells, weight[None, :], limit=arrays.limit * factor)
        # sums of one occupancy are taken in another order than those of many
        assert many.level[number] == same(one.level[0], rel=1e-12, abs=1e-12)


@stable
@given(cases(), st.data())
def test_filling_on_top_of_what_is_drawn_already_keeps_every_row(case, data):
    allocator = Allocator(loads(case.text), "equal")
    arrays = allocator.arrays
    assume(arrays.rows)
    full = allocator.shares(allocator.moment(case.occupied, case.accept_a)).current_a
    base = full * data.draw(st.floats(0, 1))
    cells, weight, _ = make_cells(arrays, (arrays.cap_a - base) / allocator.rate, allocator.rate)
    levels = fill(arrays, cells, weight[None, :], base=drawn_by_atom(arrays, base)[None, :])
    level = np.minimum(levels.level[0][arrays.port_atom], (arrays.cap_a - base) / allocator.rate)
    amps = dict(zip(case.ports, (base + allocator.rate * level).tolist(), strict=True))
    for bound in bounds_of(allocator.site):
        assert bound.worst(amps)[0] <= bound.value * (1 + EXACT) + 1e-12


@stable
@given(cases())
def test_what_a_proportional_vehicle_leaves_goes_to_the_others_by_their_ratings(case):
    site = loads(case.text)
    amps, ceiling = shares(site, case, "proportional"), ceilings_of(site, case)
    by_circuit = {}
    for port in site.ports.values():
        if port.circuit is not None and amps[port.name] < ceiling[port.name] * (1 - EXACT):
            key = (port.circuit, *(name for name, group in site.groups.items() if port.name in group.ports))
            own = site.stations[port.station].jumper
            by_circuit.setdefault((*key, port.station if own else ""), []).append(amps[port.name] / port.max_a)
    for levels in by_circuit.values():
        assert levels == same([levels[0]] * len(levels), rel=1e-9, abs=1e-12)


def test_a_proportional_surplus_is_shared_by_rating():
    site = loads(
        """
        [supplies.U]
        kind = "service"
        rating = "400 A"
        system = "208Y/120"
        [circuits.C]
        panel = "U"
        breaker = "100 A"
        phases = "AB"
        [stations.S]
        circuit = "C"
        max_current = "32 A"
        [stations.T]
        circuit = "C"
        max_current = "48 A"
        [stations.V]
        circuit = "C"
        max_current = "80 A"
        [groups.C]
        on = "C"
        policy = "proportional"
        """
    )
    allocator = Allocator(site)
    assert allocator.shares(allocator.moment()).current_a == same([16, 24, 40])
    assert allocator.shares(allocator.moment(accept_a={"V.1": 20.0})).current_a == same([24, 36, 20])
    assert allocator.shares(allocator.moment(accept_a={"V.1": 8.0})).current_a == same([28.8, 43.2, 8])
    assert allocator.shares(allocator.moment(accept_a={"V.1": 0.0})).current_a == same([32, 48, 0])


def test_of_many_occupancies_each_has_its_own_limits_and_what_draws_beside_it(monkeypatch):
    """Three ports of 32 A under one limit, in batches of one occupancy and of all."""
    arrays = Allocator(loads(panel("30 A", ("S", 3, "AB", 'max_current = "32 A"')))).arrays
    limit, base = np.array([[30.0], [60.0], [30.0], [90.0]]), np.array([[0.0], [6.0], [12.0], [3.0]])
    cells, weight, _ = make_cells(arrays, np.full(3, 32.0), np.ones(3))
    for entries in (1, 20_000):
        monkeypatch.setattr(filling, "_BATCH_ENTRIES", entries)
        found = fill(arrays, cells, np.tile(weight, (4, 1)), limit, base)
        assert found.level[:, 0].tolist() == pytest.approx([10, 18, 6, 29])
        assert (found.row == 0).all()
