"""A queue whose own limit cannot carry its minimums: who comes too late there waits, and nobody else takes turns."""

import itertools

import pytest

import evsite
from evsite.allocation.allocator import Allocator
from evsite.proofs.guarantee import guarantees

SITE = """
[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "400 A"
system = "240/120"
[panels.P]
fed_from = "U"
main = "200 A"
[circuits.C]
panel = "P"
count = 5
breaker = "40 A"
[stations.W]
max_current = "32 A"
count = 3
circuits = "C"
[stations.V]
max_current = "24 A"
count = 2
circuits = "C"
[groups.All]
members = ["W", "V"]
limit = "50 A"
[groups.Fast]
members = ["V"]
limit = "12 A"
policy = "fcfs"
"""
"""Five minimums of 8 A fit into 50 A; two of them do not fit into 12 A."""


def test_those_who_share_beside_it_keep_their_shares():
    site = evsite.loads(SITE)
    found = guarantees(site)
    # the queue has 12 A at most: (50 - 12) / 3
    assert {name: (one.current_a, one.exact) for name, one in found.items() if name[0] == "W"} == {
        name: (pytest.approx(38 / 3), True) for name in ("W1.1", "W2.1", "W3.1")
    }
    allocator, names = Allocator(site), list(site.ports)
    for there in itertools.product((False, True), repeat=len(names)):
        chosen = list(itertools.compress(names, there))
        for order in itertools.permutations(name for name in chosen if name[0] == "V"):
            delivered = allocator.delivered(allocator.moment(chosen, order=order))
            assert delivered.cycle is None
            for name in chosen:
                if name[0] == "W":
                    assert delivered.current_a[allocator.number[name]] >= found[name].current_a * (1 - 1e-9)


def test_check_blames_no_group_for_ports_that_are_not_in_it():
    """Nor does it say that anybody takes turns; where some do, those near them are told of by a limit of their own."""
    assert not [each for each in evsite.check(evsite.loads(SITE)).findings if each.code in {"EV405", "EV406"}]
    crowded = evsite.loads(SITE.replace('limit = "50 A"', 'limit = "39 A"'))
    small = [finding for finding in evsite.check(crowded).findings if finding.code == "EV406"]
    assert [finding.path[:2] for finding in small] == [("groups", "All")]
