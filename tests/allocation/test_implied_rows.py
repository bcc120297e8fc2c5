"""Rows that are left out before a network is split, against optimisation and against sharing under all rows."""

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
from evsite.allocation.arrays import sum_by
from evsite.allocation.components import components
from evsite.allocation.implied_rows import needed_rows

PANELS = """[site]
nec = 2023
[supplies.T]
kind = "transformer"
rating = "{rating} kVA"
primary = "480 delta"
system = "208Y/120"
"""
PANEL = """[panels.P{0}]
fed_from = "T"
main = "225 A"
[circuits.C{0}_]
panel = "P{0}"
count = 25
breaker = "40 A"
[stations.S{0}_]
count = 25
ports = 1
max_current = "32 A"
circuits = "C{0}_"
[groups.G{0}]
on = "P{0}"
"""


def four_panels(rating_kva):
    text = PANELS.format(rating=rating_kva) + "".join(PANEL.format(number) for number in range(4))
    return evsite.loads(text + f'[groups.All]\non = "T"\nlimit = "{rating_kva} kVA"\n')


def needed_of(site):
    allocator = Allocator(site, "equal")
    needed = needed_rows(allocator.arrays)
    return allocator, needed, components(allocator.network, allocator.arrays, needed)


def test_panels_that_cannot_fill_their_transformer_share_no_limit():
    # 4 panels x 180 A on a line; 300 kVA at 208 V carry 832.7 A, 225 kVA 624.5 A
    _, needed, parts = needed_of(four_panels(300))
    assert len(parts) == 4
    assert needed.sum() == 12
    _, _, parts = needed_of(four_panels(225))
    assert len(parts) == 1


def most_load(arrays, row, kept):
    """An upper bound of what a row carries under the rows kept, that is within 0.2 % of the greatest."""
    steps = 64
    turns = np.exp(2j * np.pi * np.arange(steps) / steps)
    coefficient = np.zeros((arrays.rows, arrays.atoms), dtype=complex)
    coefficient[arrays.entry_row, arrays.row_atom] = arrays.coefficient
    under = np.flatnonzero(kept)
    above = (turns[:, None, None] * coefficient[under]).real.reshape(-1, arrays.atoms)
    limits = np.tile(arrays.limit[under], steps)
    cap_a = sum_by(arrays.port_atom, arrays.cap_a, arrays.atoms)
    bounds = [(0, cap) for cap in cap_a]
    found = [
        -linprog(
            -(turn * coefficient[row]).real,
            A_ub=above if len(under) else None,
            b_ub=limits if len(under) else None,
            bounds=bounds,
        ).fun
        for turn in turns[::4]
    ]
    return max(found)


@pytest.mark.slow
@settings(max_examples=examples(25), deadline=None)
@given(cases(max_ports=10))
def test_no_row_that_is_left_out_can_be_full(case):
    arrays = Allocator(evsite.loads(case.text), "equal").arrays
    needed = needed_rows(arrays)
    for row in np.flatnonzero(~needed)[:3].tolist():
        # an outer polygon of the other rows may allow 1 / cos(pi / 64) more than they do
        assert most_load(arrays, row, needed) * np.cos(np.pi / 64) <= arrays.limit[row]


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None)
@given(cases(max_ports=14), st.data())
def test_shares_are_the_same_without_the_rows_that_are_left_out(case, data):
    allocator = Allocator(evsite.loads(case.text), "equal")
    needed = needed_rows(allocator.arrays)
    ports = list(allocator.site.ports)
    moment = allocator.moment(data.draw(st.lists(st.sampled_from(ports), min_size=1, unique=True)))
    expected = allocator.unrounded(moment).current_a
    # a limit without end is as none
    allocator.arrays = replace(allocator.arrays, limit=np.where(needed, allocator.arrays.limit, 1e9))
    assert allocator.unrounded(moment).current_a == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("cap_a", [32.0, 0.0])
def test_limits_of_nothing_are_full_from_the_beginning_where_somebody_would_draw(cap_a):
    arrays = Allocator(four_panels(300), "equal").arrays
    arrays = replace(arrays, limit=np.zeros(arrays.rows), cap_a=np.full(len(arrays.cap_a), cap_a))
    assert (needed_rows(arrays) == (cap_a > 0)).all()
