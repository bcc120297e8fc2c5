"""Rows over much of a site, over classes of atoms, stop the same ports at the same currents as rows over each atom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evsite.allocation import wide_rows
from evsite.allocation.arrays import NetworkArrays, network_arrays
from evsite.allocation.filling import fill, make_cells
from evsite.network.compile import Network, compile_network
from evsite.sitefile.loading import loads
from grouped_panel import panel

HEAD = """[site]
nec = 2023
[supplies.U]
kind = "service"
rating = "{service_a} A"
system = "480Y/277"
[supplies.T]
kind = "transformer"
rating = "{kva} kVA"
system = "208Y/120"
fed_from = "U"
[groups.U]
on = "U"
[groups.T]
on = "T"
"""
PANELS = st.lists(
    st.tuples(st.sampled_from("UT"), st.sampled_from((100, 150, 300)), st.integers(1, 6)), min_size=1, max_size=5
)


def compiled(service_a: int, kva: int, panels: list[tuple[str, int, int]]) -> Network:
    """The limits of a site with a transformer, and panels on either side of it."""
    parts = [HEAD.format(service_a=service_a, kva=kva)]
    parts += [
        panel(number, feed=feed, main_a=main_a, ports=ports) for number, (feed, main_a, ports) in enumerate(panels)
    ]
    return compile_network(loads("".join(parts)))


def with_wide_rows(network: Network, wide: int) -> NetworkArrays:
    """The arrays of a network in which a row over so many atoms is a wide one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wide_rows, "WIDE", wide)
        return replace(network_arrays(network), matrix=None)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(
    st.sampled_from((60, 200, 600)),
    st.sampled_from((30, 75, 150)),
    PANELS,
    st.integers(1, 2),
    st.integers(1, 4),
    st.booleans(),
    st.integers(0, 2**32 - 1),
)
def test_levels_and_rows_are_the_same(
    service_a: int, kva: int, panels: list[tuple[str, int, int]], wide: int, occupancies: int, floors: bool, seed: int
) -> None:
    network = compiled(service_a, kva, [("T", 150, 2), *panels])
    arrays = with_wide_rows(network, wide)
    plain = replace(arrays, wide=None)
    assert arrays.wide is not None
    dice = np.random.default_rng(seed)
    ceiling = np.minimum(arrays.cap_a, dice.choice((6.0, 16.0, 32.0, 80.0), len(arrays.cap_a)))
    floor = np.full(len(ceiling), 0.5) if floors else np.zeros(len(ceiling))
    cells, weight, _ = make_cells(arrays, ceiling, np.ones(len(ceiling)), floor)
    there = weight * (dice.random((occupancies, len(weight))) < 0.7)
    one, other = fill(arrays, cells, there), fill(plain, cells, there)
    np.testing.assert_allclose(one.level, other.level, rtol=1e-12)
    # one occupancy is filled by other steps than several, of which some rows are left out as they come to rest
    for which in range(occupancies):
        alone, twice = (fill(arrays, cells, np.repeat(there[which : which + 1], times, axis=0)) for times in (1, 2))
        np.testing.assert_allclose(alone.level[0], twice.level[1], rtol=1e-12)
        np.testing.assert_array_equal(alone.row[0], twice.row[1])
    assert (one.row == other.row).all()


def test_a_row_of_few_atoms_is_none() -> None:
    network = compiled(200, 75, [("U", 100, 6), ("T", 150, 6)])
    most = max(len(row.atoms) for row in network.rows)
    assert with_wide_rows(network, most + 1).wide is None
    arrays = with_wide_rows(network, most)
    assert arrays.wide is not None
    assert {len(network.rows[index].atoms) for index in arrays.wide.wide} == {most}
    assert sorted([*arrays.wide.wide, *arrays.wide.narrow]) == list(range(len(network.rows)))
