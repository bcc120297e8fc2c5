"""Parts of a network that share no limit: what happens in one of them changes nothing in the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import NetworkArrays, coefficient_matrix
from evsite.allocation.disjoint_sets import DisjointSets

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.network.compile import Network

    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a network: the ports in it by number, and its rows and atoms with numbers of their own.

    `arrays.port_atom` and `arrays.cap_a` are by position in `ports`; `arrays.row_limit` has the numbers of the limits
    of the whole network.
    """

    ports: Ints
    arrays: NetworkArrays


def components(network: Network, arrays: NetworkArrays, needed: NDArray[np.bool_] | None = None) -> list[Component]:
    """Split a network where no row joins it. Time grows with its entries.

    Parameters
    ----------
    network
        The network; ports that share power modules stay in one component.
    arrays
        The same as arrays.
    needed
        By row, whether it counts (`implied_rows`); default all.

    Returns
    -------
    list[Component]
        Components in the order of their first ports.
    """
    part = DisjointSets(arrays.atoms)
    counts = np.ones(arrays.rows, dtype=np.bool_) if needed is None else needed
    for row, atoms_of_row in enumerate(np.split(arrays.row_atom, arrays.row_start[1:])[: arrays.rows]):
        if counts[row]:
            part.join(atoms_of_row.tolist())
    for pool in network.pools:
        part.join([int(arrays.port_atom[port]) for port in pool.ports])
    owner = np.array([part.find(atom) for atom in range(arrays.atoms)], dtype=np.int64)
    kept = np.flatnonzero(counts[arrays.entry_row])
    atoms, ports = _grouped(owner), _grouped(owner[arrays.port_atom])
    entries = {own: kept[places] for own, places in _grouped(owner[arrays.row_atom[kept]]).items()}
    number = np.empty(arrays.atoms, dtype=np.int64)
    for own in atoms.values():
        number[own] = np.arange(len(own))
    none = np.zeros(0, dtype=np.int64)
    return [
        _component(arrays, number, len(atoms[own]), entries.get(own, none), of_port) for own, of_port in ports.items()
    ]


def _grouped(owner: Ints) -> dict[int, Ints]:
    """Positions by owner, in order; owners in the order of their first positions."""
    order = np.argsort(owner, kind="stable")
    owners, starts = np.unique(owner[order], return_index=True)
    groups = zip(owners.tolist(), np.split(order, starts[1:]), strict=False)  # one empty part where there are none
    return dict(sorted(groups, key=lambda group: int(group[1][0])))


def _component(arrays: NetworkArrays, number: Ints, atoms: int, entries: Ints, ports: Ints) -> Component:
    rows, entry_row = np.unique(arrays.entry_row[entries], return_inverse=True)
    row_atom, coefficient = number[arrays.row_atom[entries]], arrays.coefficient[entries]
    bare = np.setdiff1d(np.arange(atoms), row_atom)
    owners = np.concatenate((row_atom, bare))
    by_owner = np.argsort(owners, kind="stable")
    counts = np.bincount(owners, minlength=atoms)
    port_atom = number[arrays.port_atom[ports]]
    order = np.argsort(port_atom, kind="stable")
    part = NetworkArrays(
        atoms=atoms,
        rows=len(rows),
        row_start=np.searchsorted(entry_row, np.arange(len(rows))).astype(np.int64),
        row_atom=row_atom,
        coefficient=coefficient,
        limit=arrays.limit[rows],
        atom_start=(np.cumsum(counts) - counts).astype(np.int64),
        atom_row=np.concatenate((entry_row, np.full(len(bare), len(rows))))[by_owner].astype(np.int64),
        port_atom=port_atom,
        cap_a=arrays.cap_a[ports],
        row_limit=arrays.row_limit[rows],
        entry_row=entry_row.astype(np.int64),
        entry_atom=owners[by_owner].astype(np.int64),
        matrix=coefficient_matrix(atoms, len(rows), row_atom, entry_row, coefficient),
        port_order=order,
        sorted_atom=port_atom[order],
        port_start=np.searchsorted(port_atom[order], np.arange(atoms)).astype(np.int64),
    )
    return Component(ports, part)
