"""Rows in blocks, from the ports upwards."""

import numpy as np
import pytest
from hypothesis import given
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.row_blocks import row_blocks
from evsite.network.titles import equipment_title

CIRCUITS_OF_TWO_PANELS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[groups.All]
on = "U"
""" + "".join(
    f"""
[panels.P{panel}]
fed_from = "U"
main = "225 A"
[groups.P{panel}]
on = "P{panel}"
[circuits.C{panel}]
panel = "P{panel}"
breaker = "40 A"
[circuits.D{panel}]
panel = "P{panel}"
breaker = "40 A"
[stations.S{panel}]
count = 4
max_current = "32 A"
circuit = "C{panel}"
[stations.T{panel}]
count = 4
max_current = "32 A"
circuit = "D{panel}"
[groups.C{panel}]
on = "C{panel}"
[groups.D{panel}]
on = "D{panel}"
"""
    for panel in range(2)
)

CIRCUIT_OF_MANY_GROUPS = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
spaces = 200
[circuits.C_]
panel = "P"
count = 80
breaker = "40 A"
[stations.S_]
count = 80
max_current = "32 A"
circuits = "C_"
""" + "".join(
    f"""
[groups.G{number}]
members = ["S_{number}", "S_{number + 1}"]
limit = "40 A"
"""
    for number in range(1, 80)
)
"""Each group has a station in common with the next."""


def covered(arrays, rows):
    """The atoms under some rows."""
    parts = np.split(arrays.row_atom, arrays.row_start[1:])
    return {int(atom) for row in rows for atom in parts[row]}


@given(cases(max_ports=12))
def test_every_row_is_in_one_block_or_apart_and_blocks_lowest_down_share_nobody(case):
    arrays = Allocator(evsite.loads(case.text), "fcfs").arrays
    blocks = row_blocks(arrays)
    every = [row for block in (*blocks.lowest, *blocks.above, blocks.apart) for row in block]
    assert sorted(every) == list(range(arrays.rows))
    lowest = [covered(arrays, block) for block in blocks.lowest]
    assert sum(map(len, lowest)) == len(set().union(*lowest))
    for block in blocks.above:
        assert sum(bool(each & covered(arrays, block)) for each in lowest) > 1


def test_circuits_are_lowest_then_panels_then_the_service():
    allocator = Allocator(evsite.loads(CIRCUITS_OF_TWO_PANELS), "fcfs")
    blocks = row_blocks(allocator.arrays)

    def owners(rows):
        return {equipment_title(allocator.network.limits[int(allocator.arrays.row_limit[row])].id) for row in rows}

    assert [owners(each) for each in blocks.lowest] == [{"group C0"}, {"group D0"}, {"group C1"}, {"group D1"}]
    assert [owners(each) for each in blocks.above] == [{"group P0"}, {"group P1"}, {"group All"}]


def test_a_block_has_so_many_rows_at_most():
    allocator = Allocator(evsite.loads(CIRCUIT_OF_MANY_GROUPS), "fcfs")
    blocks = row_blocks(allocator.arrays)
    assert max(map(len, blocks.lowest)) == 64
    assert blocks.apart


@pytest.mark.parametrize("levels", [1, 2])
def test_rows_above_so_many_blocks_are_apart(monkeypatch, levels):
    monkeypatch.setattr("evsite.allocation.row_blocks._MOST_LEVELS", levels)
    allocator = Allocator(evsite.loads(CIRCUITS_OF_TWO_PANELS), "fcfs")
    blocks = row_blocks(allocator.arrays)
    titles = [allocator.network.limits[int(allocator.arrays.row_limit[row])].id for row in blocks.apart]
    panels = {"group P0", "group P1"} if levels == 1 else set()
    assert {equipment_title(each) for each in titles} == {"group All", *panels}
