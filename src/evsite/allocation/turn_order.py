"""The time slots of a rotation: who is served when, so that ports that are alike get exactly the same.

In a slot kind that serves k of n ports that are alike, the first k are served first, then the next k, and so on round
the end: after n over their greatest common divisor steps each was served equally often, and no port waited for longer
than n / k - 1 steps, rounded up. Every class steps at its own pace, so that there are as many slots as all classes have
steps, not as many as their common multiple. Steps of several kinds of slot are spread evenly over the cycle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.allocation.slot_currents import SlotCurrents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.rotation_set import Mix, SlotKind

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_SHORTEST = 0.1
"""No slot is made shorter than this part of the usual length where a longer cycle avoids it."""
_NEARLY = 2e-5
"""Times that differ by no more than this part are the same: the parts of a mix are no more exact than that."""
_LONGEST_CYCLE = 2
"""But a cycle is not made longer than so many times the shortest one."""
_MOST_TIMES = 200_000
"""So many times, by slot and class, are looked at together: the memory for them stays small."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """Time slots that are repeated: lengths [h], and amperes by slot and port."""

    length_h: Floats
    slots: SlotCurrents

    @property
    def cycle_h(self) -> float:
        """How long it takes until everything begins anew [h]."""
        return float(self.length_h.sum())


def take_turns(mix: Mix, members: Sequence[Ints], ports: int, slot_h: float) -> Cycle:
    """The slots of a mix.

    Parameters
    ----------
    mix
        What is served together, for what part of the time.
    members
        The ports of each class, by number and bundle: those of a bundle are served together.
    ports
        How many ports there are.
    slot_h
        No slot is longer than this [h].
    """
    steps = [_steps(kind, members) for kind in mix.kinds]
    main = max(range(len(steps)), key=lambda index: mix.kinds[index].part)
    shortest = steps[main] * slot_h / mix.kinds[main].part
    wanted = max(count * slot_h * _SHORTEST / kind.part for count, kind in zip(steps, mix.kinds, strict=True))
    cycle_h = min(max(shortest, wanted), _LONGEST_CYCLE * shortest)
    pieces = []
    for kind, count in zip(mix.kinds, steps, strict=True):
        steps_of = _pieces(kind, members, count * _even_h(kind.part * cycle_h / count), slot_h)
        total = sum(length for length, _ in steps_of)
        at = 0.0
        for length, starts in steps_of:
            pieces.append(((at + length / 2) / total, length, kind, starts))
            at += length
    pieces.sort(key=lambda piece: round(piece[0], 9))
    # those of a bundle are alike in every slot
    ends = np.cumsum([len(own) for own in members], dtype=np.int64).tolist()
    amps = np.zeros((len(pieces), ends[-1]))
    of_port = np.zeros(ports, dtype=np.int64)
    for own, end in zip(members, ends, strict=True):
        of_port[own] = np.arange(end - len(own), end)[:, None]
    first = np.array([starts for _, _, _, starts in pieces], dtype=np.int64).reshape(len(pieces), len(members))
    served = np.array([kind.served for _, _, kind, _ in pieces], dtype=np.int64).reshape(first.shape)
    current_a = np.array([kind.current_a for _, _, kind, _ in pieces]).reshape(first.shape)
    for number, (own, end) in enumerate(zip(members, ends, strict=True)):
        turn = (np.arange(len(own)) - first[:, number, None]) % len(own)
        there = turn < served[:, number, None]
        amps[:, end - len(own) : end] = np.where(there, current_a[:, number, None], 0.0)
    return Cycle(np.array([length for _, length, _, _ in pieces]), SlotCurrents(amps, of_port))


def _even_h(length_h: float) -> float:
    """A length in whole seconds, where it is nearly that; [h]."""
    whole = round(length_h * 3600) / 3600
    return whole if abs(length_h - whole) <= length_h * _NEARLY else length_h


def _steps(kind: SlotKind, members: Sequence[Ints]) -> int:
    """The most steps that a class needs to serve all of its ports equally often."""
    return max(
        (len(own) // math.gcd(len(own), served) for own, served in zip(members, kind.served.tolist(), strict=True)),
        default=1,
    )


def _pieces(
    kind: SlotKind, members: Sequence[Ints], length_h: float, slot_h: float
) -> list[tuple[float, tuple[int, ...]]]:
    """Lengths [h], and where in each class those that are served begin."""
    counts, moving = [], set()
    for own, served in zip(members, kind.served.tolist(), strict=True):
        once = len(own) // math.gcd(len(own), served)
        counts.append(once * max(1, math.ceil(length_h / (once * slot_h) - _NEARLY)))
        # the steps of a class that needs none are those of the others
        if 0 < served < len(own):
            moving.add(counts[-1])
    if not moving:
        moving.add(max(1, math.ceil(length_h / slot_h - _NEARLY)))
    ends = np.concatenate([np.arange(count + 1) / count for count in sorted(moving)])
    _, first = np.unique(np.round(ends, 12), return_index=True)
    edges = ends[first]
    found = []
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        middle = (start + end) / 2
        starts = tuple(
            int(middle * count) * served % len(own)
            for count, own, served in zip(counts, members, kind.served.tolist(), strict=True)
        )
        found.append(((end - start) * length_h, starts))
    return found


def together(cycles: Sequence[Cycle], sets: Sequence[Ints], ports: int) -> Cycle:
    """Cycles of different ports at the same time: the shorter ones more often, so that all end together.

    Parameters
    ----------
    cycles
        One or several.
    sets
        The ports of each, by number.
    ports
        How many ports there are in all.
    """
    if len(cycles) == 1:
        slots = np.arange(len(cycles[0].length_h))
        return Cycle(cycles[0].length_h, _beside_each_other(cycles, [slots], sets, ports))
    longest = max(cycle.cycle_h for cycle in cycles)
    edges = []
    stretched = []
    for cycle in cycles:
        times = max(1, math.ceil(longest / cycle.cycle_h - _NEARLY))
        ends = np.cumsum(np.tile(cycle.length_h, times))
        ends = np.round(ends / ends[-1], 12)
        stretched.append((ends, len(cycle.length_h)))
        edges.append(ends)
    ends = np.unique(np.concatenate(edges))
    # slots of several sets that end nearly together end together
    shortest = min(float(np.diff(own, prepend=0.0).min()) for own, _ in stretched)
    ends = ends[np.diff(ends, append=np.inf) > min(_NEARLY, shortest / 10)]
    middle = (ends + np.concatenate(([0.0], ends[:-1]))) / 2
    slots_of = [np.searchsorted(own, middle) % slots for own, slots in stretched]
    return Cycle(np.diff(ends, prepend=0.0) * longest, _beside_each_other(cycles, slots_of, sets, ports))


def _beside_each_other(
    cycles: Sequence[Cycle], slots_of: Sequence[Ints], sets: Sequence[Ints], ports: int
) -> SlotCurrents:
    """The slots of each cycle that run at the same time; sets that share one cycle share its classes."""
    of_port = np.zeros(ports, dtype=np.int64)
    first_class: dict[int, int] = {}
    # the first class is that of the ports in no set
    parts = [np.zeros((len(slots_of[0]), 1))]
    classes = 1
    for cycle, slots, of_set in zip(cycles, slots_of, sets, strict=True):
        if id(cycle) not in first_class:
            first_class[id(cycle)] = classes
            parts.append(cycle.slots.by_class[slots])
            classes += parts[-1].shape[1]
        of_port[of_set] = first_class[id(cycle)] + cycle.slots.of_port
    return SlotCurrents(np.concatenate(parts, axis=1), of_port)


def longest_waits_h(cycle: Cycle) -> Floats:
    """The longest time that each port is without current, the cycle being repeated [h]; inf if it never has any."""
    served = cycle.slots.by_class > 0
    end_h = np.cumsum(np.tile(cycle.length_h, 2))[:, None]
    waits = np.zeros(served.shape[1])
    at_once = max(1, _MOST_TIMES // len(end_h))
    for first in range(0, len(waits), at_once):
        some = served[:, first : first + at_once]
        since_h = np.maximum.accumulate(np.where(np.concatenate((some, some)), end_h, 0.0), axis=0)
        waits[first : first + at_once] = (end_h - since_h).max(axis=0, initial=0.0)
    return np.asarray(np.where(served.any(axis=0), waits, np.inf)[cycle.slots.of_port])
