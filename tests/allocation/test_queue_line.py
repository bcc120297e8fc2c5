"""A queue that changes, against serving everybody anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.orders import serve_in_order
from evsite.allocation.queue_line import Place, QueueLine


@given(cases(max_ports=12), st.data())
def test_whoever_comes_or_leaves_all_are_served_as_if_anew(case, data):
    allocator = Allocator(evsite.loads(case.text), "fcfs")
    arrays = allocator.arrays
    ports = len(allocator.network.ports)
    line = QueueLine(arrays, np.zeros(arrays.atoms))
    ceiling_a, enough_a = np.zeros(ports), np.minimum(allocator.minimum_a, arrays.cap_a)
    here = {}
    for step in range(data.draw(st.integers(1, 30))):
        port = data.draw(st.integers(0, ports - 1))
        if port in here and data.draw(st.booleans()):
            line.remove(here.pop(port))
        elif port not in here:
            key = data.draw(st.integers(0, 5))
            ceiling_a[port] = min(float(arrays.cap_a[port]), data.draw(st.sampled_from([8.0, 20.0, 100.0])))
            here[port] = Place((float(key), step), port, int(arrays.port_atom[port]), ceiling_a[port], enough_a[port])
            line.insert(here[port])
        if data.draw(st.booleans()):
            line.settle()
    line.settle()
    order = [place.vehicle for place in sorted(here.values())]
    amps, row = serve_in_order(arrays, order, ceiling_a, enough_a)
    for port, place in here.items():
        assert place.granted_a == pytest.approx(amps[port], rel=1e-9, abs=1e-9)
    assert bool(line.binding) == any(place.row >= 0 for place in here.values())
    stopped = {port for port in order if row[port] >= 0 and amps[port] < ceiling_a[port] * (1 - 1e-9)}
    assert {port for port, place in here.items() if place.granted_a < ceiling_a[port] * (1 - 1e-9)} == stopped
