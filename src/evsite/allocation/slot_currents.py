"""Amperes by slot and port of a rotation, kept once for all ports that have the same in every slot.

Ports that are served together are alike in every slot, and so are ports that take no turns and stand at the same place.
A site of 100,000 ports has some hundreds of slots, and no more than some thousands of classes of such ports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PortClasses:
    """Ports that are alike: the class of each port, and one port of each class, by number."""

    of_port: Ints
    first: Ints


def alike(*facts: NDArray[Any]) -> PortClasses:
    """The classes of ports that are alike in every one of some facts, each fact by port."""
    of_port = np.zeros(len(facts[0]), dtype=np.int64)
    first = np.zeros(min(len(of_port), 1), dtype=np.int64)
    for fact in facts:
        if (fact == fact[:1]).all():
            continue
        values, value = np.unique(fact, return_inverse=True)
        _, first, of_port = np.unique(of_port * len(values) + value, return_index=True, return_inverse=True)
    return PortClasses(of_port, first)


@dataclass(frozen=True, slots=True, eq=False)
class SlotCurrents(Sequence["Floats"]):
    """Amperes by slot and port: a sequence of slots, each by port; `by_class` by slot and class, of the same ports."""

    by_class: Floats
    of_port: Ints

    @classmethod
    def gathered(cls, slots: Iterable[Floats], classes: PortClasses) -> SlotCurrents:
        """Of slots by port, where the ports of a class are alike."""
        return cls(np.array([slot[classes.first] for slot in slots]), classes.of_port)

    def __len__(self) -> int:
        return len(self.by_class)

    @overload
    def __getitem__(self, index: int) -> Floats: ...

    @overload
    def __getitem__(self, index: slice) -> SlotCurrents: ...

    def __getitem__(self, index: int | slice) -> Floats | SlotCurrents:
        if isinstance(index, slice):
            return SlotCurrents(self.by_class[index], self.of_port)
        return np.asarray(self.by_class[index][self.of_port])

    def at(self, ports: Ints) -> Floats:
        """Amperes by slot, of some ports alone."""
        return np.asarray(self.by_class[:, self.of_port[ports]])

    @property
    def most_a(self) -> Floats:
        """The most that each port has in any slot."""
        return np.asarray(self.by_class.max(axis=0)[self.of_port])

    def mean_a(self, length_h: Floats) -> Floats:
        """The average of each port, each slot for so long."""
        return np.asarray((length_h @ self.by_class / length_h.sum())[self.of_port])

    def unpowered_h(self, length_h: Floats) -> Floats:
        """How long each port is without current [h]."""
        return np.asarray((length_h @ (self.by_class == 0))[self.of_port])
