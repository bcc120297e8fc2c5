"""What goes into the calculated load of a dwelling, and the rows that come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from evsite.codebook.tables import rows

COOKING = ("range", "oven", "cooktop")
"""Appliances that Table 220.55 is about."""
ApplianceKind = Literal[
    "range", "oven", "cooktop", "dryer", "water-heater", "dishwasher", "disposal", "microwave", "pool", "spa", "pump",
    "other",
]  # fmt: skip
HeatingKind = Literal["heat-pump", "central", "separate", "thermal-storage"]
"""Kinds of space heating that the optional calculation distinguishes; each of "separate" is controlled for itself."""
Method = Literal["optional", "existing", "standard"]
"""220.82, 220.83, or Part III of Article 220 (120.82, 120.83, Article 120 in 2026)."""


@dataclass(frozen=True, slots=True)
class Appliance:
    """Alike appliances; `va` is the nameplate of one [VA]."""

    name: str
    va: float
    kind: ApplianceKind = "other"
    count: int = 1
    fastened: bool = True
    """Whether it is fastened in place."""
    motor: bool = False
    """Whether it is a motor; 25 % of the largest counts besides in the standard calculation."""
    new: bool = False
    """Whether it is to be added."""

    @property
    def all_va(self) -> float:
        """All of them together [VA]."""
        return self.count * self.va


@dataclass(frozen=True, slots=True)
class Cooling:
    """Alike air conditioners; `va` is the nameplate of one [VA]."""

    name: str
    va: float
    count: int = 1
    new: bool = False

    @property
    def all_va(self) -> float:
        """All of them together [VA]."""
        return self.count * self.va


@dataclass(frozen=True, slots=True)
class Heating:
    """Alike units of electric space heating; `va` is the nameplate of one, of a heat pump its compressor [VA]."""

    name: str
    va: float
    kind: HeatingKind = "central"
    count: int = 1
    supplemental_va: float = 0.0
    """Supplemental heat of one heat pump [VA]."""
    together: bool = True
    """Whether compressor and supplemental heat can run at one time."""
    new: bool = False

    @property
    def all_va(self) -> float:
        """All of them together, without supplemental heat [VA]."""
        return self.count * self.va

    def running_va(self, supplemental_factor: float = 1.0) -> float:
        """What runs of it at one time, with a factor on supplemental heat [VA]."""
        heat_va = supplemental_factor * self.supplemental_va
        return self.count * (self.va + heat_va if self.together else max(self.va, heat_va))


@dataclass(frozen=True, slots=True)
class Evse:
    """Charging equipment: what it counts in the calculation, and its nameplate or setpoint [VA]."""

    name: str
    va: float
    nameplate_va: float


@dataclass(frozen=True, slots=True)
class DwellingFacts:
    """A dwelling as its load is calculated. The area is without open porches, garages and unfinished spaces."""

    area_ft2: float
    small_appliance_circuits: int = 2
    laundry_circuits: int = 1
    appliances: tuple[Appliance, ...] = ()
    cooling: tuple[Cooling, ...] = ()
    heating: tuple[Heating, ...] = ()
    method: Method = "optional"

    @property
    def new_climate(self) -> bool:
        """Whether air conditioning or electric space heating is to be added."""
        return any(each.new for each in self.cooling) or any(each.new for each in self.heating)


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A row of a calculation.

    Without a `factor` it is one of the loads that rows below take together; else `counted_va` is `load_va` times the
    factor, and the total is the sum of these.
    """

    description: str
    load_va: float
    section: str
    factor: float | None = None
    counted_va: float | None = None


@dataclass(frozen=True, slots=True)
class CalculatedLoad:
    """The calculated load of a dwelling by one method and edition [VA], with every row of it.

    `least_va` is the load by the mildest reading of what is in dispute or was not read; 0 where nothing is settled.
    """

    method: Method
    section: str
    nec: int
    rows: tuple[LoadRow, ...]
    total_va: float
    least_va: float
    notes: tuple[str, ...] = ()


@cache
def value(key: str, edition: int) -> float:
    """A figure of the calculations in an edition: VA, VA/ft2, or a factor."""
    return float(next(row[f"nec_{edition}"] for row in rows("dwelling_load") if row["key"] == key))


def part(description: str, va: float, section: str) -> LoadRow:
    """A load that is taken together with others."""
    return LoadRow(description, va, section)


def demand(description: str, va: float, factor: float, section: str) -> LoadRow:
    """A load at its factor."""
    return LoadRow(description, va, section, factor, va * factor)


def total_va(found: list[LoadRow]) -> float:
    """The sum of what counts [VA]."""
    return sum(row.counted_va or 0.0 for row in found)


def named(name: str, count: int) -> str:
    """What alike things are called: "2 x wall oven"."""
    return name if count == 1 else f"{count} x {name}"
