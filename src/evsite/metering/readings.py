"""A column of values of some rows, as the choice of the load looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.metering.groups import RowGroup
    from evsite.metering.layouts.model import Role
    from evsite.metering.plans import ValuePlan
    from evsite.metering.units import MeterUnit


@dataclass(frozen=True, slots=True)
class Reading:
    """One column of one group of rows."""

    group: RowGroup
    place: int
    role: Role

    @property
    def column(self) -> ValuePlan:
        """What the column is."""
        return self.group.columns[self.place]

    @property
    def unit(self) -> MeterUnit | None:
        """The unit of its values."""
        return self.group.unit_of(self.column)

    @property
    def values(self) -> NDArray[np.float64]:
        """Its values; NaN where there is none."""
        return np.asarray(self.group.values[self.place], dtype=np.float64)

    @property
    def flows(self) -> bool:
        """Whether any of it is something else than zero."""
        return bool(np.nanmax(np.abs(self.values), initial=0.0) > 0)

    @property
    def has_values(self) -> bool:
        """Whether there is any reading in it."""
        return bool(np.isfinite(self.values).any())
