"""A whole queue at once, again and again in other orders, against serving one vehicle after the other."""

import cmath
import gc
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import cases

import evsite
from evsite.allocation.allocator import Allocator
from evsite.allocation.arrays import rows_by_atom
from evsite.allocation.orders import serve_in_order
from evsite.allocation.queue_pass import QueuePass
from evsite.allocation.queue_states import BlockKind, BlockState, QueueBlock
from evsite.network.phasors import crossing

TAKES = st.sampled_from([8.0, 11.5, 20.0, 100.0])


@pytest.fixture(scope="module", params=[(64, 8), (1, 8), (64, 1), (2, 2)], ids="{0[0]} rows, {0[1]} levels".format)
def most(request):
    """The most rows of a block, and the most blocks one above the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evsite.allocation.row_blocks._MOST_ROWS", request.param[0])
        patch.setattr("evsite.allocation.row_blocks._MOST_LEVELS", request.param[1])
        yield request.param


@pytest.mark.usefixtures("most")
@given(cases(max_ports=12), st.data())
def test_in_whatever_order_all_are_served_as_if_one_after_the_other(case, data):
    allocator = Allocator(evsite.loads(case.text), "fcfs")
    arrays = allocator.arrays
    ports = len(allocator.network.ports)
    base_a = np.zeros(arrays.atoms)
    for port in data.draw(st.lists(st.integers(0, ports - 1), max_size=3)):
        base_a[arrays.port_atom[port]] += data.draw(TAKES)
    queue = QueuePass(arrays, base_a)
    enough_a = np.minimum(allocator.minimum_a, arrays.cap_a)
    ceiling_a = np.zeros(ports)
    for _ in range(data.draw(st.integers(1, 6))):
        here = [port for port in data.draw(st.permutations(range(ports))) if data.draw(st.integers(0, 4))]
        for port in here:
            ceiling_a[port] = min(float(arrays.cap_a[port]), data.draw(TAKES))
        alike = [(int(arrays.port_atom[port]), float(ceiling_a[port]), float(enough_a[port])) for port in here]
        kinds = [queue.kind(*each) for each in alike]
        for kind in kinds:
            queue.join(kind)
        may_wait = queue.may_wait
        granted_a, binding = queue.serve(kinds)
        for kind in kinds:
            queue.part(kind)
        # whoever came first, numbers are the same to the last bit
        other = QueuePass(arrays, base_a)
        numbers = [other.kind(*each) for each in reversed(alike)][::-1]
        assert other.serve(numbers) == (granted_a, binding)
        amps, _ = serve_in_order(arrays, here, ceiling_a, enough_a, base_a)
        assert granted_a == pytest.approx([amps[port] for port in here], rel=1e-9, abs=1e-9)
        less = [place for place, port in enumerate(here) if amps[port] < ceiling_a[port] * (1 - 1e-9)]
        assert may_wait or not less
        assert not queue.may_wait
        # the tightest row over the first of each kind that gets less is named; others only if they are full
        tightest = named(arrays, base_a, alike, granted_a)
        assert all(any(row in binding for row in rows) for rows in tightest)
        load = loads(arrays, base_a, alike, granted_a)
        assert all(abs(load[row]) >= arrays.limit[row] * (1 - 2e-9) for row in binding.difference(*tightest))
        assert binding >= also_full(arrays, load, alike, granted_a)


def loads(arrays, base_a, alike, granted_a):
    """What rows carry, by row."""
    drawn_a = base_a.copy()
    np.add.at(drawn_a, [atom for atom, _, _ in alike], granted_a)
    found = np.zeros(arrays.rows, dtype=complex)
    for atom, over in enumerate(rows_by_atom(arrays)):
        for row, by in over:
            found[row] += drawn_a[atom] * by
    return found


def also_full(arrays, load, alike, granted_a):
    """The full rows that would carry more if a vehicle drew more that gets less than it takes."""
    over = rows_by_atom(arrays)
    return {
        row
        for (atom, ceiling_a, _), amps in zip(alike, granted_a, strict=True)
        for row, by in over[atom]
        if amps < ceiling_a * (1 - 1e-9)
        and abs(load[row]) >= arrays.limit[row] * (1 - 1e-12)
        and (not load[row] or (load[row].conjugate() * by).real > 1e-9 * abs(load[row] * by))
    }


def named(arrays, base_a, alike, granted_a):
    """For the first vehicle of each kind that gets less than it takes, the rows that leave it least."""
    load = loads(arrays, base_a, [], [])
    over = rows_by_atom(arrays)
    found = {}
    for kind, amps in zip(alike, granted_a, strict=True):
        atom, ceiling_a, _ = kind
        if amps < ceiling_a * (1 - 1e-9) and kind not in found:
            left_a = {row: crossing(load[row], by, arrays.limit[row]) for row, by in over[atom]}
            least_a = min(left_a.values(), default=np.inf)
            if least_a < ceiling_a * (1 - 1e-9):
                found[kind] = {row for row, each in left_a.items() if each <= least_a + 1e-6}
        for row, by in over[atom]:
            load[row] += amps * by
    return list(found.values())


PANELS_BELOW_SERVICE = """
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
[panels.Q]
fed_from = "U"
main = "100 A"
[circuits.D]
panel = "Q"
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
[groups.OfOther]
on = "Q"
limit = "60 A"
[groups.All]
on = "U"
limit = "37 A"
"""

OTHER_LOAD = """
[loads.L]
on = "Q"
current = "{}"
"""


class Queue:
    """A queue at two panels below one limit; ports 0 and 1 are at the first, 2 and 3 at the other."""

    def __init__(self, other="60 A", load="0 A"):
        text = PANELS_BELOW_SERVICE.replace("60 A", other) + OTHER_LOAD.format(load)
        self.allocator = Allocator(evsite.loads(text), "fcfs")
        self.arrays = self.allocator.arrays
        self.queue = QueuePass(self.arrays, np.zeros(self.arrays.atoms))

    def join(self, *who, enough_a=2.0):
        kinds = [self.queue.kind(int(self.arrays.port_atom[port]), takes_a, enough_a) for port, takes_a in who]
        for kind in kinds:
            self.queue.join(kind)
        return kinds

    def served(self, *who, enough_a=2.0):
        """What each gets, served in this order, and who keeps somebody from more."""
        kinds = self.join(*who, enough_a=enough_a)
        granted_a, binding = self.queue.serve(kinds)
        for kind in kinds:
            self.queue.part(kind)
        limits = self.allocator.network.limits
        return granted_a, {limits[int(self.arrays.row_limit[row])].id.owner for row in binding}


def test_the_limit_that_leaves_a_vehicle_least_is_named_whoever_was_there_before():
    before, new = Queue(), Queue()
    assert before.served((2, 32.0), (3, 36.0)) == ([32.0, 5.0], {"All"})
    # the panel leaves 1 A, all together 3 A
    assert new.served((0, 34.0), (1, 34.0)) == ([34.0, 0.0], {"OfPanel"})
    assert before.served((0, 34.0), (1, 34.0)) == ([34.0, 0.0], {"OfPanel"})


@pytest.mark.parametrize("other", ["60 A", "80 A"])
def test_a_limit_that_is_full_besides_is_named_too(other):
    """At 80 A the other panel can never be full, so that all together are no longer above two panels that can."""
    queue = Queue(other)
    for who in ([(0, 32.0), (1, 32.0), (2, 2.0)], [(2, 2.0), (0, 32.0), (1, 32.0)]):
        amps, binding = queue.served(*who)
        assert sorted(amps) == pytest.approx([2, 3, 32])
        assert binding == {"OfPanel", "All"}
    # all together are not full
    assert queue.served((0, 34.0), (1, 34.0), (2, 2.0)) == ([34.0, 0.0, 2.0], {"OfPanel"})


def test_limits_that_other_load_has_filled_are_all_named():
    queue = Queue(load="100 A")
    # nothing is left of the second panel and of the service, before anybody draws; the first panel has 35 A
    assert queue.served((2, 32.0)) == ([0.0], {"Q", "U"})
    assert queue.served((0, 32.0)) == ([0.0], {"U"})


@pytest.mark.parametrize(("second_a", "waits"), [(2.9, False), (3.1, True)])
def test_somebody_may_wait_where_a_limit_could_be_full(second_a, waits):
    queue = Queue()
    queue.join((0, 32.0))
    (kind,) = queue.join((1, second_a))
    assert queue.queue.may_wait == waits
    queue.queue.part(kind)
    assert not queue.queue.may_wait


def test_what_is_known_of_loads_stays_little():
    queue, dice = Queue(), random.Random(1)
    gc.collect()
    gc.disable()
    try:
        for _ in range(2000):
            # who takes what is left, however little, changes no load
            queue.served(*((dice.randrange(2), dice.uniform(6, 30)) for _ in range(8)), enough_a=0.0)
        states = sum(isinstance(each, BlockState) for each in gc.get_objects())
    finally:
        gc.enable()
    assert states < 100


def test_a_row_is_no_longer_full_where_somebody_turns_its_load():
    block = QueueBlock([10.0], [0j], {})
    turned = cmath.rect(1, 2 * math.pi / 3)
    straight = block.kind(BlockKind(10.0, 1.0, ((0, 10 + 0j, 1 + 0j, 10.0),)))
    across = block.kind(BlockKind(5.0, 1.0, ((0, 5 * turned, turned, 10.0),)))
    _, _, following, _ = block.start()[straight]
    assert following.full == (0,)
    _, _, following, _ = following[across]
    assert abs(following.load[0]) == pytest.approx(math.sqrt(75))
    assert not following.full
