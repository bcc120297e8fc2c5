"""The limits of a site in all states of its week, side by side as arrays: what perfect foresight has to keep to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where sessions are simulated

from evsite.allocation.arrays import drawn_by_atom, network_arrays
from evsite.allocation.implied_rows import needed_rows
from evsite.model.moments import site_at
from evsite.network.compile import compile_network
from evsite.network.fallback import within_jumpers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.model.quantity import Quantity
    from evsite.model.site import Site
    from evsite.network.compile import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Phasors = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class StateLimits:
    """Limits by state of the week. Atoms and rows of all states are numbered through.

    `cap_a` and `atom` are by state and port: the most that a port can draw by itself (0 where a limit over it has no
    room beside what is reserved), and its atom. Atom `a` stands in the rows
    `row[start[a]:start[a + 1]]`, with `coefficient` alike. Row `r` is `|reserved[r] + sum of coefficient * amperes|
    <= limit[r]`, of the limit `row_limit[r]` of the network of its state. Atoms of one `part` share limits, directly or
    through others.
    """

    cap_a: Floats
    atom: Ints
    start: Ints
    row: Ints
    coefficient: Phasors
    reserved: Phasors
    limit: Floats
    part: Ints
    row_limit: Ints
    networks: tuple[Network, ...]
    """The networks of the states, in their order."""


def limits_by_state(
    site: Site,
    minutes: Sequence[int | None],
    *,
    offline_a: Mapping[str, float],
    loads: Mapping[str, Quantity] | None,
    every: bool = True,
) -> StateLimits:
    """Compile the limits of a site in each of some states, given by a minute of the week.

    Without `every`, rows that others imply are over no atom.
    """
    reserved_a = np.zeros(len(site.ports))
    numbers = {name: number for number, name in enumerate(site.ports)}
    for name, amps in within_jumpers(site, offline_a).items():
        reserved_a[numbers[name]] = amps
    caps, atoms, counts, rows, coefficients, reserves, limits, parts, row_limits = ([] for _ in range(9))
    networks: list[Network] = []
    first_atom = first_row = 0
    for minute in minutes:
        network = compile_network(site_at(site, minute, loads, by_record=True), offline=bool(offline_a))
        arrays = network_arrays(network)
        networks.append(network)
        # an offline port draws what it was set to, whatever its cap is
        needed = np.ones(arrays.rows, dtype=np.bool_) if every or offline_a else needed_rows(arrays)
        kept = np.flatnonzero(needed[arrays.entry_row])
        order = kept[np.argsort(arrays.row_atom[kept], kind="stable")]
        drawn_a = drawn_by_atom(arrays, reserved_a)[arrays.row_atom] * arrays.coefficient
        reserved = _by_row(arrays, drawn_a)
        # loads of a row add up: where what is reserved fills it, nobody under it gets anything
        full = np.abs(reserved) >= arrays.limit
        shut = np.zeros(arrays.atoms, dtype=np.bool_)
        shut[arrays.row_atom[full[arrays.entry_row]]] = True
        caps.append(np.where(shut[arrays.port_atom], 0.0, arrays.cap_a))
        atoms.append(first_atom + arrays.port_atom)
        counts.append(np.bincount(arrays.row_atom[kept], minlength=arrays.atoms))
        rows.append(first_row + arrays.entry_row[order])
        coefficients.append(arrays.coefficient[order])
        reserves.append(reserved)
        limits.append(arrays.limit)
        row_limits.append(arrays.row_limit)
        parts.append(first_atom + _parts(arrays, kept))
        first_atom += arrays.atoms
        first_row += arrays.rows
    return StateLimits(
        cap_a=np.array(caps),
        atom=np.array(atoms),
        start=np.concatenate(([0], np.cumsum(np.concatenate(counts)))).astype(np.int64),
        row=np.concatenate(rows),
        coefficient=np.concatenate(coefficients),
        reserved=np.concatenate(reserves),
        limit=np.concatenate(limits),
        part=np.concatenate(parts),
        row_limit=np.concatenate(row_limits),
        networks=tuple(networks),
    )


def _by_row(arrays: NetworkArrays, entries: Phasors) -> Phasors:
    """Sums of entries by row."""
    sums = [np.bincount(arrays.entry_row, part, minlength=arrays.rows) for part in (entries.real, entries.imag)]
    return np.asarray(sums[0] + 1j * sums[1], dtype=np.complex128)


def _parts(arrays: NetworkArrays, kept: Ints) -> Ints:
    """The least atom of each atom's part of the network, where only the entries `kept` count."""
    row, atom = arrays.entry_row[kept], arrays.row_atom[kept]
    part = np.arange(arrays.atoms)
    while True:
        least = np.full(arrays.rows, arrays.atoms)
        np.minimum.at(least, row, part[atom])
        following = part.copy()
        np.minimum.at(following, atom, least[row])
        if (following == part).all():
            return part
        part = following[following]
