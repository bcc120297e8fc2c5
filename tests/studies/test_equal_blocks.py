"""Panels that are alike share what was proved and found for one of them, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsite.allocation.allocator import Allocator
from evsite.network.compile import compile_network
from evsite.proofs import equal_blocks
from evsite.proofs.equal_blocks import EqualBlocks
from evsite.proofs.guarantee import guarantees
from evsite.sitefile.loading import loads
from grouped_panel import panel

HEAD = """[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "{service_a} A"
system = "208Y/120"
[groups.U]
on = "U"
"""
PANELS = st.tuples(st.sampled_from((60, 100, 150)), st.integers(1, 5), st.sampled_from((48, 80)))


def written(service_a: int, panels: list[tuple[int, int, int]]) -> str:
    """A site file with a service and some panels on it, each with its main, its ports and their current."""
    parts = [HEAD.format(service_a=service_a)]
    for number, (main_a, ports, port_a) in enumerate(panels):
        parts.append(panel(number, main_a=main_a, ports=ports, port_a=port_a))
    return "".join(parts)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.sampled_from((100, 200, 300)), st.lists(PANELS, min_size=1, max_size=3), st.integers(1, 2))
def test_guarantees_are_those_of_every_panel_by_itself(
    service_a: int, kinds: list[tuple[int, int, int]], copies: int
) -> None:
    site = loads(written(service_a, kinds * (1 + copies)))
    found = guarantees(site)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EqualBlocks, "counterparts", lambda _, atom: {atom: atom})
        alone = guarantees(site)
    for name, one in found.items():
        other = alone[name]
        assert one.current_a == pytest.approx(other.current_a, rel=1e-12)
        assert one.least_found_a == pytest.approx(other.least_found_a, rel=1e-12)
        assert one.with_offline_current_a == pytest.approx(other.with_offline_current_a, rel=1e-12)
        assert (one.exact, one.limit.kind) == (other.exact, other.limit.kind)


def test_a_witness_of_another_panel_holds_for_this_one() -> None:
    site = loads(written(300, [(100, 7, 80), (150, 5, 48)] * 3))
    allocator = Allocator(site)
    found = guarantees(site)
    assert any(not one.exact or len(one.witness) < len(site.ports) for one in found.values())
    for name, one in found.items():
        assert name in one.witness
        amps = allocator.shares(allocator.moment(one.witness)).current_a[allocator.number[name]]
        assert amps == pytest.approx(one.least_found_a, rel=1e-9)


def test_blocks_change_places_only_where_all_is_equal() -> None:
    network = compile_network(loads(written(300, [(100, 6, 80), (100, 6, 80), (150, 6, 80), (100, 6, 48)])))
    panels: dict[int, set[int]] = {}
    for position, name in enumerate(network.ports):
        panels.setdefault(int(name[1]), set()).add(network.atom[position])
    kinds = [tuple(network.cap_a[port] for port in there) for there in network.ports_of_atom]
    blocks = EqualBlocks(network, kinds)
    first = {panel: set(blocks.counterparts(min(atoms)).values()) for panel, atoms in panels.items()}
    assert first == {0: panels[0], 1: panels[0], 2: panels[2], 3: panels[3]}


def test_a_large_row_ties_no_block_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal_blocks, "MOST_ATOMS", 1)
    network = compile_network(loads(written(300, [(100, 6, 80)] * 2)))
    blocks = EqualBlocks(network, [0] * network.atoms)
    assert all(set(blocks.counterparts(atom)) == {atom} for atom in range(network.atoms))
