"""Rotation: where not all minimums fit together, vehicles take turns in time slots.

Only ports under a limit that cannot carry all minimums take turns. Those under one such limit, and under others that
hold some of the same ports, are a rotation set of their own: who is served together is worked out for each
(`slot_mix`), and the turns of several sets run beside each other (`turn_order`). A limit that has room for all minimums
can still be too low for what two sets draw in the same slot, or for one that draws all from one phase; where it is, it
joins the sets that it holds, and counts for them too.

In every slot each port that is served has at least its minimum, and every limit holds. Ports that are alike average
exactly the same. Leaving ports out of a slot leaves it within every limit, so the turns of all ports are good for any
part of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import sum_by
from evsite.allocation.rotation_set import RotationSet
from evsite.allocation.slot_currents import alike
from evsite.allocation.slot_mix import fair_mix
from evsite.allocation.turn_order import Cycle, take_turns, together
from evsite.network.phasors import crossing
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays
    from evsite.allocation.rotation_set import Mix, Promise
    from evsite.allocation.slot_currents import SlotCurrents

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]


_BUNDLES_AT_ONCE, _MOST_BUNDLES = 64, 2_000
"""Ports of a large class take turns in bundles: so many can be served together, and there are no more of them."""
_MOST_AMPERES = 200_000
"""So many amperes, by slot and port, are tried together: the memory for them stays small."""
_Class = tuple[tuple[tuple[int, complex], ...], tuple[float, ...]]
"""Ports that are alike: how they stand in the rows that count, and what they need, take and count for."""


@dataclass(frozen=True, slots=True)
class Turning:
    """Ports that take turns: `ports` by number; the rest by port: what they need, what they take, amperes a level.

    `promise` is what their averages have to keep, where there is such a promise.
    """

    ports: Ints
    enough_a: Floats
    ceiling_a: Floats
    rate: Floats
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Rotation:
    """A cycle of time slots.

    `slots` are amperes by port, each for `length_h`; `mean_a` is the average of each port over the cycle and `wait_h`
    the longest time that it is without power (0 for a port that never waits, inf for one that is never served).
    `least` is the least average of those that take turns, in A (kW where voltages differ), and `bound` what the least
    average of no rotation can exceed, of the rotation set where the two are furthest apart. `promised` says
    that these averages keep what all ports in use are promised, which the best rotation of this moment would break.
    """

    slots: SlotCurrents
    length_h: Floats
    mean_a: Floats
    wait_h: Floats
    least: float
    bound: float
    promised: bool = False

    @property
    def share_of_bound(self) -> float:
        """The least average over its bound: 1 where nothing better exists."""
        return self.least / self.bound if self.bound > 0 else 1.0

    @property
    def cycle_h(self) -> float:
        """How long the cycle takes [h]."""
        return float(self.length_h.sum())


@dataclass(frozen=True, slots=True)
class Turns:
    """The slots of those that take turns, alone; `least` and `bound` as in a rotation.

    The cycle of one rotation set is by the ports of the set, that of all is by the ports of the network.
    """

    cycle: Cycle
    least: float
    bound: float


def find_turns(
    arrays: NetworkArrays,
    turning: Turning,
    full: NDArray[np.bool_],
    drawn: Floats,
    slot_h: float,
    mixes: dict[tuple[bytes, ...], Mix],
) -> Turns:
    """Who takes turns with whom, in which slots.

    Parameters
    ----------
    arrays
        The network.
    turning
        The ports that take turns; each can be served alone.
    full
        By row, whether it cannot carry the minimums of all ports under it.
    drawn
        What each atom draws all the while, by atom [A].
    slot_h
        No slot is longer than this [h].
    mixes
        Mixes of rotation sets that were asked for before, by their keys; new ones are added.
    """
    counted = full.copy()
    known: dict[tuple[bytes, bytes], Turns] = {}
    of_alike: dict[tuple[bytes, ...], Turns] = {}
    fixed = np.add.reduceat(drawn[arrays.row_atom] * arrays.coefficient, arrays.row_start)
    while True:
        found = []
        sets = _rotation_sets(arrays, turning.ports, counted)
        for ports, entries in zip(sets, _entries_of_sets(arrays, sets, counted), strict=True):
            key = ports.tobytes(), entries.tobytes()
            if key not in known:
                known[key] = _turns_of_set(arrays, turning, ports, entries, fixed, slot_h, mixes, of_alike)
            found.append(known[key])
        cycle = together([one.cycle for one in found], sets, len(arrays.port_atom))
        over = _exceeded(arrays, cycle, drawn, counted)
        if not over.any():
            worst = min(found, key=lambda one: one.least / one.bound if one.bound > 0 else 1.0)
            return Turns(cycle, worst.least, worst.bound)
        counted |= over


def _rotation_sets(arrays: NetworkArrays, ports: Ints, counted: NDArray[np.bool_]) -> list[Ints]:
    """Ports that share rows which count, directly or through others; in the order of their first ports."""
    there = np.zeros(arrays.atoms, dtype=np.bool_)
    there[arrays.port_atom[ports]] = True
    parent = list(range(arrays.atoms))

    def root(atom: int) -> int:
        while parent[atom] != atom:
            parent[atom] = parent[parent[atom]]
            atom = parent[atom]
        return atom

    for row in np.flatnonzero(counted).tolist():
        start = int(arrays.row_start[row])
        end = int(arrays.row_start[row + 1]) if row + 1 < arrays.rows else len(arrays.row_atom)
        atoms = [atom for atom in arrays.row_atom[start:end].tolist() if there[atom]]
        for other in atoms[1:]:
            parent[root(other)] = root(atoms[0])
    rotation_sets: dict[int, list[int]] = {}
    for port in ports.tolist():
        rotation_sets.setdefault(root(int(arrays.port_atom[port])), []).append(port)
    return [np.array(sorted(rotation_set), dtype=np.int64) for rotation_set in rotation_sets.values()]


def _entries_of_sets(arrays: NetworkArrays, sets: list[Ints], counted: NDArray[np.bool_]) -> list[Ints]:
    """The entries of the rows that count over the ports of each rotation set, by number."""
    set_of_atom = np.full(arrays.atoms, -1, dtype=np.int64)
    for number, ports in enumerate(sets):
        set_of_atom[arrays.port_atom[ports]] = number
    owner = np.where(counted[arrays.entry_row], set_of_atom[arrays.row_atom], -1)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(sets) + 1))
    return [order[start:end] for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]


def _turns_of_set(
    arrays: NetworkArrays,
    turning: Turning,
    ports: Ints,
    entries: Ints,
    fixed_on_row: NDArray[np.complex128],
    slot_h: float,
    mixes: dict[tuple[bytes, ...], Mix],
    of_alike: dict[tuple[bytes, ...], Turns],
) -> Turns:
    """The turns of one rotation set: its ports by class, who is served with whom, and when. Alike sets share them."""
    rows, row = np.unique(arrays.entry_row[entries], return_inverse=True)
    standing: dict[int, list[tuple[int, complex]]] = {atom: [] for atom in arrays.port_atom[ports].tolist()}
    for atom, one, value in zip(
        arrays.row_atom[entries].tolist(), row.tolist(), arrays.coefficient[entries].tolist(), strict=True
    ):
        standing[atom].append((one, value))
    order = _interleaved(arrays, ports)
    classes = _classes(arrays, turning, order, standing)
    fixed = fixed_on_row[rows]
    limit = arrays.limit[rows]
    # in an order that does not depend on the order of the file
    members = []
    for key in sorted(classes, key=lambda key: _place(key, limit)):
        at_once = _at_once(key, fixed, limit)
        members += _bundles(classes[key], at_once)
    first = np.array([own[0, 0] for own in members])
    coefficient = np.zeros((len(rows), len(members)), dtype=np.complex128)
    for index, own in enumerate(members):
        for one, value in standing[int(arrays.port_atom[own[0, 0]])]:
            coefficient[one, index] = value * own.shape[1]
    rotation_set = RotationSet(
        count=np.array([len(own) for own in members], dtype=np.int64),
        minimum_a=turning.enough_a[first],
        ceiling_a=turning.ceiling_a[first],
        rate=turning.rate[first],
        coefficient=coefficient,
        fixed=fixed,
        limit=limit,
    )
    promise = None if turning.promise is None else turning.promise.by_class(members, rotation_set.rate)
    # sets that are alike have one mix
    known_by = rotation_set.key if promise is None else rotation_set.key + promise.key
    if known_by not in mixes:
        mixes[known_by] = fair_mix(rotation_set, promise)
    mix = mixes[known_by]
    numbers = [np.searchsorted(ports, own) for own in members]
    set_key = (*known_by, *(own.tobytes() for own in numbers))
    if set_key not in of_alike:
        of_alike[set_key] = Turns(take_turns(mix, numbers, len(ports), slot_h), mix.least, mix.bound)
    return of_alike[set_key]


def _classes(
    arrays: NetworkArrays, turning: Turning, ports: Ints, standing: dict[int, list[tuple[int, complex]]]
) -> dict[_Class, Ints]:
    """The ports of each class, in the order of their first ports; `standing` are the rows that count, by atom."""
    facts = [each[ports] for each in (turning.enough_a, turning.ceiling_a, turning.rate)]
    atom = arrays.port_atom[ports]
    found = alike(atom, *facts)
    parts: dict[_Class, list[int]] = {}
    for part in np.argsort(found.first).tolist():
        one = found.first[part]
        own = tuple(float(fact[one]) for fact in facts)
        parts.setdefault((tuple(standing[int(atom[one])]), own), []).append(part)
    # atoms of different conductors can stand alike in the rows that count
    class_of_part = np.empty(len(found.first), dtype=np.int64)
    for number, own_parts in enumerate(parts.values()):
        class_of_part[own_parts] = number
    class_of_port = class_of_part[found.of_port]
    ends = np.cumsum(np.bincount(class_of_port))
    in_order = np.split(ports[np.argsort(class_of_port, kind="stable")], ends[:-1])
    return dict(zip(parts, in_order, strict=True))


def _at_once(key: _Class, fixed: NDArray[np.complex128], limit: Floats) -> float:
    """How many ports of a class the limits can serve together, while no other port is served."""
    standing, facts = key
    most_a = min((crossing(complex(fixed[row]), value, float(limit[row])) for row, value in standing), default=math.inf)
    return most_a / facts[0] if facts[0] > 0 else math.inf


def _bundles(ports: Ints, at_once: float) -> list[Ints]:
    """Ports of a class in bundles that are served together, by bundle: all of one size, or of two that differ by one.

    A bundle is a small part of what can be served together, so that hardly anything is left over in a slot.
    """
    count = len(ports)
    size = int(min(at_once, count) * (1 + TOLERANCE)) // _BUNDLES_AT_ONCE
    size = max(1, size, min(math.ceil(count / _MOST_BUNDLES), int(min(at_once, count))))
    size = next((even for even in range(size, size // 2, -1) if count % even == 0), size)
    bundles = math.ceil(count / size)
    larger = (count % bundles) * (count // bundles + 1)
    parts = (ports[:larger].reshape(-1, count // bundles + 1), ports[larger:].reshape(-1, count // bundles))
    return [part for part in parts if len(part)]


def _place(key: _Class, limit: Floats) -> tuple[object, ...]:
    """What a class is distinguished from another by: what it needs, and how it stands in the rows."""
    standing, facts = key
    rows = sorted((float(limit[row]), round(value.real, 9), round(value.imag, 9)) for row, value in standing)
    return facts, rows


def _interleaved(arrays: NetworkArrays, ports: Ints) -> Ints:
    """One port of every atom, then the second of every atom, and so on: neighbours load different conductors."""
    atoms = arrays.port_atom[ports]
    order = np.argsort(atoms, kind="stable")
    rank = np.empty(len(ports), dtype=np.int64)
    rank[order] = np.arange(len(ports)) - np.searchsorted(atoms[order], atoms[order])
    return ports[np.lexsort((atoms, rank))]


def _exceeded(arrays: NetworkArrays, cycle: Cycle, drawn: Floats, counted: Mask) -> Mask:
    """The rows that some slot exceeds, of those that do not count yet."""
    wanted = ~counted & ~_surely_kept(arrays, drawn + sum_by(arrays.port_atom, cycle.slots.most_a, arrays.atoms))
    over = np.zeros(arrays.rows, dtype=np.bool_)
    entries = np.flatnonzero(wanted[arrays.entry_row])
    if not len(entries):
        return over
    rows, start = np.unique(arrays.entry_row[entries], return_index=True)
    atom, coefficient = arrays.row_atom[entries], arrays.coefficient[entries]
    order = np.argsort(arrays.port_atom, kind="stable")
    atoms, first = np.unique(arrays.port_atom[order], return_index=True)
    at_once = max(1, _MOST_AMPERES // max(len(order), len(entries)))
    for slot in range(0, len(cycle.slots), at_once):
        amps = cycle.slots.by_class[slot : slot + at_once, cycle.slots.of_port[order]]
        total = np.tile(drawn, (len(amps), 1))
        total[:, atoms] += np.add.reduceat(amps, first, axis=1)
        load = np.abs(np.add.reduceat(total[:, atom] * coefficient, start, axis=1))
        over[rows] |= (load > arrays.limit[rows] * (1 + TOLERANCE)).any(axis=0)
    return over


def _surely_kept(arrays: NetworkArrays, most_a: Floats) -> Mask:
    """Rows that no slot exceeds, because neither part of the sum is ever larger than all that counts in its direction.

    `most_a` is the most that each atom draws in any slot.
    """
    most = most_a[arrays.row_atom] * arrays.coefficient
    parts = [
        np.maximum(*(np.add.reduceat(np.maximum(sign * part, 0.0), arrays.row_start) for sign in (1, -1)))
        for part in (most.real, most.imag)
    ]
    return np.asarray(np.hypot(*parts) <= arrays.limit)
