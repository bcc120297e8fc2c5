"""A whole queue at once, again and again in other orders, against serving one vehicle after the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.orders import serve_in_order
from evsite.allocation.queue_pass import QueuePass


@given(cases(max_ports=12), st.data())
def test_in_whatever_order_all_are_served_as_if_one_after_the_other(case, data):
    allocator = Allocator(evsite.loads(case.text), "fcfs")
    arrays = allocator.arrays
    ports = len(allocator.network.ports)
    queue = QueuePass(arrays, np.zeros(arrays.atoms))
    enough_a = np.minimum(allocator.minimum_a, arrays.cap_a)
    takes = st.sampled_from([8.0, 11.5, 20.0, 100.0])
    ceiling_a = np.zeros(ports)
    for _ in range(data.draw(st.integers(1, 6))):
        here = [port for port in data.draw(st.permutations(range(ports))) if data.draw(st.integers(0, 4))]
        for port in here:
            ceiling_a[port] = min(float(arrays.cap_a[port]), data.draw(takes))
        kinds = [
            queue.kind(int(arrays.port_atom[port]), float(ceiling_a[port]), float(enough_a[port])) for port in here
        ]
        granted_a, binding = queue.serve(kinds)
        amps, row = serve_in_order(arrays, here, ceiling_a, enough_a)
        assert granted_a == pytest.approx([amps[port] for port in here], rel=1e-9, abs=1e-9)
        less = [port for port in here if row[port] >= 0 and amps[port] < ceiling_a[port] * (1 - 1e-9)]
        assert bool(binding) == bool(less)
        drawn = np.zeros(arrays.atoms)
        np.add.at(drawn, arrays.port_atom[here], [amps[port] for port in here])
        for number in binding:
            own = slice(arrays.row_start[number], None if number + 1 == arrays.rows else arrays.row_start[number + 1])
            load = abs(arrays.coefficient[own] @ drawn[arrays.row_atom[own]])
            most = max((abs(each) for each in arrays.coefficient[own]), default=0.0) * max(enough_a[here])
            assert load >= arrays.limit[number] * (1 - 1e-9) - most


PANEL_BELOW_SERVICE = """
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
count = 2
breaker = "40 A"
phases = "AB"
[stations.S]
count = 2
ports = 1
max_current = "32 A"
circuits = "C"
[circuits.D]
panel = "U"
count = 2
breaker = "40 A"
phases = "AB"
[stations.T]
count = 2
ports = 1
max_current = "32 A"
circuits = "D"
[groups.OfPanel]
on = "P"
limit = "35 A"
[groups.All]
on = "U"
limit = "37 A"
"""


def test_which_limit_leaves_a_vehicle_too_little_does_not_depend_on_who_was_there_before_a_queue_was_empty():
    allocator = Allocator(evsite.loads(PANEL_BELOW_SERVICE), "fcfs")
    arrays = allocator.arrays
    before, new = (QueuePass(arrays, np.zeros(arrays.atoms)) for _ in range(2))

    def served(queue, first, second):
        kinds = [queue.kind(int(arrays.port_atom[port]), 32.0, 6.0) for port in (first, second)]
        granted_a, binding = queue.serve(kinds)
        assert granted_a == [32.0, 0.0]
        return {allocator.network.limits[int(arrays.row_limit[row])].id.owner for row in binding}

    assert served(before, 2, 3) == {"All"}
    # the panel leaves 3 A, all together 5 A
    assert served(new, 0, 1) == {"OfPanel"}
    before.clear()
    assert served(before, 0, 1) == {"OfPanel"}
