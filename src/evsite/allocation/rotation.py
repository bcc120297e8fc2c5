"""Round robin: where an equal share is too small to charge with, vehicles take turns.

In each time slot as many of the squeezed vehicles as fit get at least the minimum and the rest wait; everybody else
keeps at least the equal share in every slot. The next slot prefers who has had least of what is due, so over the cycle
the averages are those of an equal share wherever turns can be cut that finely. Every slot respects every limit, because
it is filled by the same routine as any other moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.arrays import drawn_by_atom
from evsite.allocation.filling import fill, make_cells
from evsite.allocation.orders import Headroom
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.allocation.arrays import NetworkArrays

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

_SWAP_ATOMS = 12
"""Up to so many kinds of port a slot is improved by giving one turn for two; beyond, adding alone has to do."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """A cycle of time slots: amperes by slot and port, and the mean of each port over the cycle."""

    slots: tuple[Floats, ...]
    mean_a: Floats


def rotate(
    arrays: NetworkArrays, share_a: Floats, ceiling_a: Floats, rate: Floats, minimum_a: Floats, squeezed: Mask
) -> Rotation:
    """Find a fair cycle.

    Args:
        arrays: the network.
        share_a: equal share of each port, by port; it fits every limit.
        ceiling_a: what each port can take, by port.
        rate: amperes per level, by port.
        minimum_a: what a served port gets at least, by port.
        squeezed: the ports that take turns.

    Returns:
        the shortest cycle in which nobody averages less than the equal share and ports that are alike get the same;
        where turns cannot be cut so finely, the fairest cycle of those tried.
    """
    keep_a = np.where(squeezed, 0.0, share_a)
    start = Headroom(arrays, drawn_by_atom(arrays, keep_a))
    # a port that does not get the minimum even by itself has no turn to take
    waiting = np.array(
        [
            p
            for p in np.flatnonzero(squeezed)
            if min(start.most_a(int(arrays.port_atom[p]))[0], ceiling_a[p]) >= minimum_a[p] * (1 - TOLERANCE)
        ],
        dtype=np.int64,
    )
    if not len(waiting):
        return Rotation((keep_a,), keep_a)
    total = np.zeros(len(share_a))
    last = np.full(len(share_a), -1)
    alike = _kinds(arrays, share_a, ceiling_a, waiting)
    slots: list[Floats] = []
    best, best_spread = 1, np.inf
    for slot in range(max(8, min(2 * len(waiting), 200_000 // len(waiting)))):
        due = total[waiting] / np.maximum(share_a[waiting], 1e-12)
        queue = waiting[np.lexsort((_interleaved(arrays, waiting), last[waiting], np.round(due, 9)))]
        served = _choose(arrays, queue, keep_a, minimum_a, protected=last[queue] < slot - 1)
        amps = _fill_slot(arrays, served, keep_a, minimum_a, ceiling_a, rate)
        slots.append(amps)
        total += amps
        last[served] = slot
        spread = _unfairness(total[waiting] / len(slots), share_a[waiting], alike)
        if spread < best_spread * (1 - TOLERANCE):
            best, best_spread = len(slots), spread
        if spread <= TOLERANCE:
            break
    cycle = tuple(slots[:best])
    return Rotation(cycle, np.mean(cycle, axis=0))


def _kinds(arrays: NetworkArrays, share_a: Floats, ceiling_a: Floats, ports: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of the kind of each port: alike are ports of one atom with one ceiling and one share."""
    facts = np.stack((arrays.port_atom[ports].astype(float), ceiling_a[ports], np.round(share_a[ports], 9)))
    return np.unique(facts, axis=1, return_inverse=True)[1].reshape(-1)


def _interleaved(arrays: NetworkArrays, ports: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order that takes one port of every atom, then the second of every atom, and so on."""
    atoms = arrays.port_atom[ports]
    order = np.argsort(atoms, kind="stable")
    starts = np.searchsorted(atoms[order], atoms[order])
    rank = np.empty(len(ports), dtype=np.int64)
    rank[order] = np.arange(len(ports)) - starts
    return rank * arrays.atoms + atoms


def _choose(
    arrays: NetworkArrays, queue: NDArray[np.int64], keep_a: Floats, minimum_a: Floats, protected: Mask
) -> list[int]:
    """Ports to serve in one slot: in the order of the queue whoever fits, then two for one wherever that fits."""
    headroom = Headroom(arrays, drawn_by_atom(arrays, keep_a))
    served: list[int] = []
    _add_all(arrays, headroom, queue, minimum_a, served)
    atoms = np.unique(arrays.port_atom[queue])
    if len(atoms) > _SWAP_ATOMS:
        return served
    first_wait = {int(port) for port, is_protected in zip(queue, protected, strict=True) if is_protected}
    improved = True
    while improved:
        improved = False
        for atom in atoms:
            given = next((p for p in reversed(served) if arrays.port_atom[p] == atom and p not in first_wait), None)
            if given is None:
                continue
            headroom.take(int(atom), -float(minimum_a[given]))
            served.remove(given)
            others = np.array(
                [port for port in queue if port != given and arrays.port_atom[port] != atom], dtype=np.int64
            )
            added = _add_all(arrays, headroom, others, minimum_a, served)
            if added < 2:
                for port in served[len(served) - added :]:
                    headroom.take(int(arrays.port_atom[port]), -float(minimum_a[port]))
                del served[len(served) - added :]
                headroom.take(int(atom), float(minimum_a[given]))
                served.append(given)
            else:
                improved = True
    return served


def _add_all(
    arrays: NetworkArrays, headroom: Headroom, queue: NDArray[np.int64], minimum_a: Floats, served: list[int]
) -> int:
    taken = set(served)
    full: set[tuple[int, float]] = set()
    added = 0
    for port in queue:
        atom, need = int(arrays.port_atom[port]), float(minimum_a[port])
        if int(port) in taken or (atom, need) in full:
            continue
        if headroom.most_a(atom)[0] < need * (1 - 1e-12):
            full.add((atom, need))
            continue
        headroom.take(atom, need)
        served.append(int(port))
        added += 1
    return added


def _fill_slot(
    arrays: NetworkArrays, served: list[int], keep_a: Floats, minimum_a: Floats, ceiling_a: Floats, rate: Floats
) -> Floats:
    """What a slot gives: the reserved amperes of everybody in it, and the rest by filling on top of them."""
    floor = keep_a.copy()
    floor[served] = minimum_a[served]
    weight = np.where(floor > 0, rate, 0.0)
    extra = np.maximum(ceiling_a - floor, 0.0) / rate
    cells, cell_weight, _ = make_cells(arrays, extra, weight)
    base = drawn_by_atom(arrays, floor)
    levels = fill(arrays, cells, cell_weight[None, :], base=base[None, :])
    return np.where(floor > 0, floor + rate * np.minimum(extra, levels.level[0][arrays.port_atom]), 0.0)


def _unfairness(mean_a: Floats, share_a: Floats, kind: NDArray[np.int64]) -> float:
    """How far a cycle is from fair: the greatest shortfall from an equal share, or difference between like ports."""
    shortfall = float(np.max(1 - mean_a / np.maximum(share_a, 1e-12)))
    most = np.zeros(kind.max() + 1)
    least = np.full(kind.max() + 1, np.inf)
    np.maximum.at(most, kind, mean_a)
    np.minimum.at(least, kind, mean_a)
    return max(0.0, shortfall, float(np.max((most - least) / np.maximum(most, 1e-12))))
