"""Shares that are worked out change by change, against filling by arrays."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.arrays import sum_by
from evsite.allocation.class_shares import ClassShares, fill_classes
from evsite.allocation.components import components
from evsite.allocation.vehicle_classes import Classes
from evsite.network.compile import compile_network


def parts_of(text):
    site = evsite.loads(text)
    network = compile_network(site)
    allocator = Allocator(site, "proportional", network)
    return allocator, components(network, allocator.arrays)


@given(cases(max_ports=14), st.data())
def test_shares_are_those_of_filling_anew_whoever_comes_and_leaves(case, data):
    allocator, parts = parts_of(case.text)
    allocator.minimum_a[:] = 0.0
    for part in parts:
        classes = Classes(allocator, part, [0] * len(allocator.site.ports))
        base_a = np.zeros(part.arrays.atoms)
        shares = ClassShares(part, classes, base_a, None, range(len(allocator.network.limits)))
        here, known = {}, {}
        for port in data.draw(st.lists(st.sampled_from(part.ports.tolist()), min_size=1, max_size=25)):
            if port in here:
                shares.leave(here.pop(port))
            else:
                here[port] = classes.of(port, data.draw(st.sampled_from([6.0, 16.0, 32.0, 100.0])))
                shares.join(here[port])
            if data.draw(st.booleans()):
                known |= {share.number: share for share in shares.settle(dict)}
        known |= {share.number: share for share in shares.settle(dict)}
        counts = Counter(own.number for own in here.values())
        present = [(classes.all[number], count) for number, count in sorted(counts.items())]
        if not present:
            continue
        for number, (amps, row) in fill_classes(part.arrays, present, base_a).items():
            share = known[number]
            assert share.current_a == pytest.approx(amps, rel=1e-9, abs=1e-9)
            assert share.vehicles == counts[number]
            if amps < classes.all[number].ceiling_a * (1 - 1e-9):
                assert share.stopped_by >= 0 <= row


@given(cases(max_ports=14))
def test_components_share_no_limit_and_leave_out_no_port(case):
    allocator, parts = parts_of(case.text)
    ports = sorted(port for part in parts for port in part.ports.tolist())
    assert ports == list(range(len(allocator.site.ports)))
    limits = [set(part.arrays.row_limit.tolist()) for part in parts]
    assert sum(map(len, limits)) == len(set().union(*limits)) == len(set(allocator.arrays.row_limit.tolist()))
    # what all ports draw at their ceilings loads every row as it does in the whole
    whole = np.zeros(allocator.arrays.rows)
    drawn = sum_by(allocator.arrays.port_atom, allocator.arrays.cap_a, allocator.arrays.atoms)
    np.add.at(
        whole, allocator.arrays.entry_row, np.abs(drawn[allocator.arrays.row_atom] * allocator.arrays.coefficient)
    )
    own = np.concatenate([_loads(part) for part in parts]) if parts else np.zeros(0)
    assert np.sort(own) == pytest.approx(np.sort(whole))


def _loads(part):
    loads = np.zeros(part.arrays.rows)
    drawn = sum_by(part.arrays.port_atom, part.arrays.cap_a, part.arrays.atoms)
    np.add.at(loads, part.arrays.entry_row, np.abs(drawn[part.arrays.row_atom] * part.arrays.coefficient))
    return loads
