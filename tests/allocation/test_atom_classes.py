"""Proofs take circuits together that no limit tells apart, and a site's limits are compiled once for all who ask."""

from dataclasses import replace

import pytest
from stepped_sites import panel

from evsite.network.compile import compile_network
from evsite.network.load_bounds import ConstraintIndex
from evsite.proofs.equipment import Equipment
from evsite.sitefile.loading import loads

SITE = """
[supplies.U]
kind = "service"
rating = "4000 A"
system = "480Y/277"
[supplies.T]
kind = "transformer"
rating = "300 kVA"
system = "208Y/120"
fed_from = "U"
[panels.M]
fed_from = "T"
main = "800 A"
[circuits.C]
panel = "M"
count = 20
breaker = "100 A"
poles = 2
[stations.S]
count = 20
max_current = "80 A"
circuits = "C"
[circuits.D]
panel = "M"
count = 4
breaker = "40 A"
phases = "AB"
[stations.R]
count = 4
max_current = "32 A"
circuits = "D"
[groups.G]
on = "M"
limit = "{limit} A"
[groups.H]
members = ["S1", "S2", "S7", "R"]
limit = "100 A"
"""


@pytest.mark.parametrize("limit", [300, 640, 1200])
def test_a_conductor_is_loaded_the_same_whether_atoms_are_taken_together_or_not(limit, monkeypatch):
    site = loads(SITE.format(limit=limit))
    together = Equipment(site)
    found = {index: together.load_of(index) for index in together.ways}
    classes = [len(together._rows.classes(row, together._ceilings)) for row in together.network.watched]
    assert any(few < len(row.atoms) for few, row in zip(classes, together.network.watched, strict=True))
    monkeypatch.setattr(ConstraintIndex, "kind_of_atom", property(lambda self: range(len(self.of_atom))))
    apart = Equipment(site)
    for index, load in found.items():
        alone = apart.load_of(index)
        assert load.greatest == pytest.approx(alone.greatest, rel=1e-9)
        assert load.safe == alone.safe
        assert load.overloaded == alone.overloaded
        # what is reached is looked for, and may be a little less than what other orders reach
        assert load.reached >= 0.99 * alone.reached


def test_the_witness_of_an_overload_overloads_it():
    equipment = Equipment(loads(SITE.format(limit=1200)))
    network = equipment.network
    over = [(index, load) for index in equipment.ways if (load := equipment.load_of(index)).overloaded]
    assert over
    for index, load in over:
        drawn = sum(amps * dict(network.terms[network.position[port]])[index] for port, amps in load.witness)
        assert abs(drawn) == pytest.approx(load.witness_load)
        assert load.allowed < load.witness_load <= load.reached * (1 + 1e-9)
        assert all(amps <= network.cap_a[network.position[port]] for port, amps in load.witness)


def test_limits_are_compiled_once_for_a_site_and_anew_for_a_changed_copy():
    site = loads(SITE.format(limit=300))
    assert compile_network(site) is compile_network(site)
    assert compile_network(site) is not compile_network(site, watch_equipment=True)
    changed = replace(site, groups={})
    assert compile_network(changed) is not compile_network(site)
    assert changed == replace(site, groups={})
    assert {limit.id.kind for limit in compile_network(changed).limits}.isdisjoint({"group"})


def test_equipment_is_watched_whatever_was_compiled_before():
    """Both networks of this site share the same limits, of which one alone watches equipment."""
    site = loads(panel("60 A", ("S", 2, "AB", 'max_current = "32 A"')))
    assert not compile_network(site).watched
    assert compile_network(site, watch_equipment=True).watched
