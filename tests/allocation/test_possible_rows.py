"""Rows that can be full with those who are there, against sharing under all rows and against optimisation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from sites import cases

import evsite
from effort import examples
from evsite.allocation.allocator import Allocator
from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.possible_rows import PossibleRows

PANEL = """
[panels.P{0}]
fed_from = "U"
main = "200 A"
[circuits.C{0}_]
panel = "P{0}"
count = 12
breaker = "40 A"
[stations.S{0}_]
count = 12
ports = 1
max_current = "32 A"
circuits = "C{0}_"
"""


def owners_of(allocator):
    """By row, the equipment or group that it belongs to."""
    numbers = {}
    owner_of = [
        numbers.setdefault(limit.id._replace(side=None, leg=None), len(numbers)) for limit in allocator.network.limits
    ]
    return [owner_of[limit] for limit in allocator.arrays.row_limit.tolist()]


def possible_with(allocator, moment):
    rows = PossibleRows(allocator.arrays, owners_of(allocator))
    return rows.possible(drawn_by_atom(allocator.arrays, np.where(moment.occupied, moment.ceiling_a, 0.0)))


def three_panels(rating_a):
    text = f'[site]\nnec = 2023\n[supplies.U]\nkind = "service"\nrating = "{rating_a} A"\nsystem = "208Y/120"\n'
    return Allocator(evsite.loads(text + "".join(PANEL.format(number) for number in range(3))), "equal")


def owners(allocator, rows):
    limits = allocator.network.limits
    return {limits[int(allocator.arrays.row_limit[row])].id.owner for row in rows}


def test_a_service_is_possible_only_where_enough_panels_have_vehicles():
    # a panel of 12 x 32 A puts 160 A on a line, and 12 / 3 x 2 x 32 A = 256 A as a plain sum; the service has 400 A
    allocator = three_panels(500)
    for panels, expected in ((0, set()), (1, {"P0"}), (2, {"P0", "P1"}), (3, {"P0", "P1", "P2", "U"})):
        there = [name for name in allocator.site.ports if int(name[1]) < panels]
        rows = possible_with(allocator, allocator.moment(there))
        assert owners(allocator, rows) == expected
    few = [name for name in allocator.site.ports if name.endswith(("1", "2", "3"))]
    assert "U" not in owners(allocator, possible_with(allocator, allocator.moment(few[:8])))


@settings(max_examples=examples(500), deadline=None)
@given(cases(max_ports=14), st.data())
def test_shares_are_the_same_without_rows_that_cannot_be_full(case, data):
    allocator = Allocator(evsite.loads(case.text), "equal")
    ports = list(allocator.site.ports)
    there = data.draw(st.lists(st.sampled_from(ports), unique=True))
    moment = allocator.moment(there, {name: data.draw(st.sampled_from([80.0, 32.0, 12.0])) for name in there})
    possible = possible_with(allocator, moment)
    expected = allocator.unrounded(moment)
    keeps = np.array([row in possible for row in range(allocator.arrays.rows)], dtype=np.bool_)
    # a limit without end is as none
    allocator.arrays = replace(allocator.arrays, limit=np.where(keeps, allocator.arrays.limit, 1e9))
    found = allocator.unrounded(moment)
    assert found.current_a == pytest.approx(expected.current_a, rel=1e-9, abs=1e-9)


@settings(max_examples=examples(150), deadline=None)
@given(cases(max_ports=10), st.data())
def test_a_row_that_cannot_be_full_is_not_whatever_the_others_allow(case, data):
    allocator = Allocator(evsite.loads(case.text), "equal")
    arrays = allocator.arrays
    there = data.draw(st.lists(st.sampled_from(list(allocator.site.ports)), unique=True))
    moment = allocator.moment(there)
    most_a = drawn_by_atom(arrays, np.where(moment.occupied, moment.ceiling_a, 0.0))
    possible = possible_with(allocator, moment)
    matrix = np.zeros((arrays.rows, arrays.atoms), dtype=np.complex128)
    matrix[arrays.entry_row, arrays.row_atom] = arrays.coefficient
    turns = np.exp(1j * np.linspace(0, 2 * np.pi, 48, endpoint=False))
    kept = [row for row in range(arrays.rows) if row in possible]
    # polygons around the circles of the rows that count, and the row that does not as far as it goes any way
    bounds = np.concatenate([(matrix[kept] * turn).real for turn in turns]) if kept else None
    limits = np.tile(arrays.limit[kept], len(turns)) / np.cos(np.pi / len(turns))
    for row in set(range(arrays.rows)) - possible:
        for turn in turns[:12]:
            wanted = (matrix[row] * turn).real
            found = linprog(-wanted, A_ub=bounds, b_ub=limits if kept else None, bounds=[(0, most) for most in most_a])
            assert -found.fun <= arrays.limit[row] * (1 + 5e-3)
