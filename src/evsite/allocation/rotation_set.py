"""Ports that take turns under limits of their own, and what a mix of slots gives them, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evsite.allocation.slot_currents import SlotCurrents

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Complexes = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class RotationSet:
    """Ports that take turns, by class, and the limits over them, by row.

    `count` ports of a class are alike: `minimum_a` and `ceiling_a` of each, `rate` amperes per level (the level is
    what averages are compared in: amperes, or kilowatts where voltages differ). A row carries `fixed` from others and
    `coefficient` per ampere of a port, by row and class, and allows `limit`.
    """

    count: Ints
    minimum_a: Floats
    ceiling_a: Floats
    rate: Floats
    coefficient: Complexes
    fixed: Complexes
    limit: Floats

    @property
    def key(self) -> tuple[bytes, ...]:
        """The same for sets that are alike in everything."""
        facts = (self.count, self.minimum_a, self.ceiling_a, self.rate, self.coefficient, self.fixed, self.limit)
        return tuple(fact.tobytes() for fact in facts)


@dataclass(frozen=True, slots=True)
class SlotKind:
    """A slot: for what part of the time, how many ports of each class it serves, and amperes of each of those."""

    part: float
    served: Ints
    current_a: Floats


@dataclass(frozen=True, slots=True)
class Mix:
    """A mix of slots: the average of each class [A], the least level and what none can exceed."""

    kinds: tuple[SlotKind, ...]
    average_a: Floats
    least: float
    bound: float


@dataclass(frozen=True, slots=True)
class Promise:
    """Slots that fit every limit, amperes by slot and port, each for `length_h`; the averages that ports must have [A].

    With the slots as they are every port has at least `least_a`.
    """

    drawn_a: SlotCurrents
    length_h: Floats
    least_a: Floats

    def by_class(self, members: Sequence[Ints], rate: Floats) -> ClassPromise:
        """The same for ports by class, each class with its bundles of ports, and the rate of each class."""
        served, amps = [], []
        for own in members:
            alike, ports = np.unique(self.drawn_a.of_port[own], return_counts=True)
            drawn_a = self.drawn_a.by_class[:, alike]
            # a bundle is served as a whole or not at all
            count = (drawn_a != 0) @ ports // own.shape[1]
            served.append(count)
            amps.append(np.where(count > 0, drawn_a @ ports / np.maximum(count * own.shape[1], 1), 0.0))
        least = np.array([float(self.least_a[own].min()) for own in members]) / rate
        return ClassPromise(np.array(served).T, np.array(amps).T, least)


@dataclass(frozen=True, slots=True)
class ClassPromise:
    """Slots by slot and class: how many ports are served, amperes of each; the least level of each class."""

    served: Ints
    current_a: Floats
    least: Floats

    @property
    def key(self) -> tuple[bytes, ...]:
        """The same for promises that are alike in everything."""
        return self.served.tobytes(), self.current_a.tobytes(), self.least.tobytes()
