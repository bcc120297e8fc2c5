"""The level that a row is raised to is where it can first be full, and the lowest of all rows over a port decides."""

import itertools
import math

import pytest
from asking import fixed
from hypothesis import given
from test_mixed_policies import mixed_sites

from evsite import loads
from evsite.allocation.allocator import Allocator
from evsite.network.compile import compile_network
from evsite.proofs.columns import columns_of
from evsite.proofs.guarantee import guarantees
from evsite.proofs.raised import RaisedLevels
from evsite.proofs.sharers import sharers

NEAR = 1e-6


def raised_levels(site):
    ports = sharers(site, compile_network(site), "equal")
    columns = columns_of(ports.network, ports.rate, ports.most_a, ports.least_a)
    return ports.network, RaisedLevels(ports.network, columns, [0.0] * ports.network.atoms)


@pytest.mark.parametrize("number", range(2))
def test_a_row_is_raised_to_where_it_can_be_full_and_no_further(number):
    seen = set()

    @fixed(800 + number, 80)
    @given(mixed_sites(10))
    def holds(text):
        network, levels = raised_levels(loads(text))
        for index, row in enumerate(network.rows):
            level, direct = levels.level(index), levels.direct[index]
            ceiling = max(kind.ceiling for atom in row.atoms for kind in levels._columns[atom])
            if level == math.inf:
                assert levels._reach(index, ceiling) <= row.value * (1 + NEAR)
                seen.add("never")
                continue
            assert level >= direct
            assert levels._reach(index, level * (1 + NEAR) + NEAR) >= row.value * (1 - NEAR)
            if level > direct * (1 + NEAR):
                assert levels._reach(index, level * (1 - NEAR)) < row.value * (1 + NEAR)
                seen.add("raised")
            if levels._reach(index, ceiling) < row.value * 1.05:
                seen.add("just")

    holds()
    assert seen >= {"never", "just"}


@pytest.mark.parametrize("number", range(2))
def test_the_lowest_of_all_rows_over_a_port_decides(number):
    @fixed(820 + number, 60)
    @given(mixed_sites(10))
    def holds(text):
        network, levels = raised_levels(loads(text))
        for atom in range(network.atoms):
            rows = {index for index, _ in levels.rows.of_atom[atom]}
            level, row = levels.lowest(atom)
            assert level == min((levels.level(index) for index in rows), default=math.inf)
            assert row == -1 or levels.level(row) == level

    holds()


SMALL_PANEL = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "1000 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "250 A"
[panels.Q]
fed_from = "P"
main = "60 A"
[circuits.B]
panel = "P"
breaker = "100 A"
phases = "BC"
[stations.B]
max_current = "80 A"
circuit = "B"
[circuits.C_]
panel = "P"
count = 2
breaker = "100 A"
phases = "CA"
[stations.C_]
max_current = "80 A"
count = 2
circuits = "C_"
[circuits.Q_]
panel = "Q"
count = 3
breaker = "100 A"
phases = "AB"
[stations.Q_]
max_current = "80 A"
count = 3
circuits = "Q_"
[groups.P]
on = "P"
[groups.Q]
on = "Q"
"""


def test_the_row_that_decides_need_not_be_the_one_that_is_full_first_by_itself():
    """Line B would be full at 55.5 A, but the small panel keeps its three ports off it; line C is full at 75.6 A."""
    site = loads(SMALL_PANEL)
    network, levels = raised_levels(site)
    atom = network.atom[network.position["B.1"]]
    rows = {index for index, _ in levels.rows.of_atom[atom]}
    first = min(rows, key=lambda index: levels.direct[index])
    assert levels.direct[first] == pytest.approx(55.47, abs=0.01)
    assert levels.level(first) == math.inf
    found = guarantees(site)["B.1"]
    assert found.current_a == pytest.approx(200 / 7**0.5)
    assert found.exact
    allocator = Allocator(site)
    for there in itertools.product((False, True), repeat=5):
        others = list(itertools.compress([name for name in site.ports if name != "B.1"], there))
        amps = allocator.shares(allocator.moment(["B.1", *others])).current_a[allocator.number["B.1"]]
        assert amps >= found.current_a * (1 - 1e-9)


def test_a_row_that_is_raised_beyond_another_one_leaves_it_the_word():
    """Three ports on CA and two in the small panel: line A is raised to 57.2 A, and line C decides at 55.5 A."""
    text = SMALL_PANEL.replace("count = 2", "count = x")
    text = text.replace("count = 3", "count = 2").replace("count = x", "count = 3")
    site = loads(text)
    network, levels = raised_levels(site)
    atom = network.atom[network.position["C_1.1"]]
    rows = {index for index, _ in levels.rows.of_atom[atom]}
    first = min(rows, key=lambda index: levels.direct[index])
    assert levels.direct[first] == pytest.approx(45.88, abs=0.01)
    assert levels.level(first) == pytest.approx(57.21, abs=0.01)
    assert guarantees(site)["C_1.1"].current_a == pytest.approx(55.47, abs=0.01)
