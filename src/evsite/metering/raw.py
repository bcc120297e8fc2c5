"""Readings of one record, before they are put in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from evsite.metering.series import Note

if TYPE_CHECKING:
    from evsite.metering.series import Floats, Ints, NoteSeverity
    from evsite.metering.zones import Zone


def _none() -> Ints:
    return np.empty(0, dtype=np.int64)


@dataclass(slots=True)
class Raw:
    """Readings in the order of the file. `measure` is "A", "kW", "kVA", or "kWh" and "kVAh" for energy by interval."""

    measure: str
    generation: bool = False
    starts: Ints = field(default_factory=_none)
    """Seconds since 1970 (UTC) of each start; of each end where `ends_only`."""
    seconds: Ints = field(default_factory=_none)
    """Length of each interval where the file says it, 0 where not; empty where it says none."""
    values: dict[str, Floats] = field(default_factory=dict)
    ends_only: bool = False
    zone: Zone | None = None
    clock: Zone | None = None
    """The clock of the file, where it is not local time."""
    offsets: Ints = field(default_factory=_none)
    """How far local time is ahead of UTC at each reading, where only the readings say so."""
    moved: set[int] = field(default_factory=set)
    """Readings from an hour that never was: a second one of their time is no duplicate to speak of."""
    unread: tuple[str, ...] = ()
    """Columns that are not understood."""
    times: tuple[tuple[str, ...], ...] = ()
    """Columns that could be named by hand as the time."""
    notes: list[Note] = field(default_factory=list)

    def note(self, topic: str, severity: NoteSeverity, message: str) -> None:
        """Put down something to know about the data."""
        self.notes.append(Note(topic, severity, message))
