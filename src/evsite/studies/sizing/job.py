"""What is to be laid out on which source."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.capacity import Capacity
    from evsite.studies.sizing.request import SizingRequest


@dataclass(frozen=True, slots=True)
class Job:
    """A source, the ports' voltage, and what every port has to get [A]."""

    request: SizingRequest
    system: VoltageSystem
    port_system: VoltageSystem
    capacity: Capacity
    floor_a: float
    most_ratio: float | None = None
    """Most rated current over a setpoint; None where the advice does not count."""
    level_a: float | None = None
    """What equipment is sized to give each port, where the source would allow more [A]; None for all it allows."""

    pair: str | None = None
    """The one pair that all circuits are on, where existing load is on other lines; None for all pairs."""
    inside: bool = False
    """Whether all circuits are to start in the panel that is there."""
    by_line: tuple[Capacity, ...] = ()
    """What each line has left, where circuits are spread by that and no setpoint is held; none where evenly."""

    @property
    def whole(self) -> float:
        """The share of capacity and spaces that is used; the rest stays free."""
        return 1 - self.request.allowed.spare_percent / 100

    @property
    def stepped(self) -> bool:
        """Whether panels have transformers of their own."""
        return self.system.name != self.port_system.name

    @property
    def ratio(self) -> float:
        """Line voltage of the source over that of ports."""
        return self.system.line_v / self.port_system.line_v

    @property
    def one_pair(self) -> float:
        """What of its line current a transformer takes where vehicles stand on one pair: sqrt(3)/2 for delta-wye."""
        return math.sqrt(3) / 2 if self.stepped else 1.0
