"""What a load calculation is made of, as plain data: each supply with what is on it, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.rounding import exceeds

if TYPE_CHECKING:
    from evsite.analysis.dwelling_service import DwellingService
    from evsite.model.site import Group, Load, Station
    from evsite.studies.load_study_results import LoadStudy

LineA = dict[str, float]
"""Amperes by line; volt-amperes of all lines together stand under `ALL` where a check is of these."""
ALL = "all"
Method = Literal["metered peak", "record", "calculated", "connected", "none", "not stated"]
"""How the existing load of a node is known: a metered peak or a record (220.87), the calculation of a dwelling, the
connected load of the file, that there is none since the equipment is new, or not at all."""
CheckKind = Literal[
    "device",
    "bus",
    "transformer",
    "primary lines",
    "metered",
    "metered at 125 %",
    "metered, by value",
    "metered, all new",
    "value",
    "dwelling",
]
Apart = Literal["metered demand", "load of the dwelling"]
NodeKind = Literal["service", "transformer", "panel"]
Outcome = Literal["fits", "ask the authority", "not established", "does not fit"]
"""From the best to the worst."""
OUTCOMES: tuple[Outcome, ...] = ("fits", "ask the authority", "not established", "does not fit")


@dataclass(frozen=True, slots=True)
class Part:
    """Load of one kind at a node: amperes by line as magnitudes or phasor sums, and kVA in all."""

    line_a: LineA
    power_kva: float

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return any(self.line_a.values())


@dataclass(frozen=True, slots=True)
class Check:
    """A load on each line compared with a rating, without load management and with it.

    Loads carry every factor that the comparison asks for. `unit` is A, or kVA of all lines together (under `ALL`).
    `topics` cite it. Where `strict` is False the code does not settle it, and the authority is to be asked.
    """

    kind: CheckKind
    noun: str
    rating: float
    unit: Literal["A", "kVA"]
    topics: tuple[str, ...]
    existing: LineA
    unmanaged: LineA
    managed: LineA
    strict: bool = True
    at_100_unmanaged: bool = False
    at_100_managed: bool = False
    """Whether the load without its 125 % fits an assembly that is listed for 100 %."""
    sections: tuple[str, ...] = ()
    """Sections besides those of the topics."""
    partial: Apart | None = None
    """Existing load that is known by another method and is not among it."""
    superseded: bool = False
    """Whether another method, which is permitted in its place, settles it."""

    @property
    def percent(self) -> LineA:
        """The load under management as a share of the rating [%]."""
        return {leg: 100 * value / self.rating for leg, value in self.managed.items()}

    @property
    def spare(self) -> LineA:
        """What the load under management leaves of the rating, in its unit; below zero where it is more."""
        return {leg: self.rating - value for leg, value in self.managed.items()}

    @property
    def fits_unmanaged(self) -> bool:
        """Whether the load without management is within the rating."""
        return not any(exceeds(value, self.rating) for value in self.unmanaged.values())

    @property
    def fits_managed(self) -> bool:
        """Whether the load under management is."""
        return not any(exceeds(value, self.rating) for value in self.managed.values())


@dataclass(frozen=True, slots=True)
class Needed:
    """What would carry a load: the next standard device [A], the next usual transformer [kVA]; None where none is."""

    noun: str
    rating: float | None
    unit: Literal["A", "kVA"]


@dataclass(frozen=True, slots=True)
class NodeCalculation:
    """A service, a transformer (`primary`: its primary side) or a panel with its loads and checks.

    `existing` and `new` are loads that are no vehicles, continuous and not, at their highest of the week; `demand` is
    the metered or recorded part of the existing load. `value` is what chargers count at their least value, None where
    that is their nameplate. `outcome` is the verdict with management, `unmanaged_outcome` that without; `reasons` say
    what keeps either from being settled.
    """

    node: str
    kind: NodeKind
    primary: bool
    legs: tuple[str, ...]
    method: Method
    demand: Part
    demand_at_125: Part
    existing_continuous: Part
    existing_continuous_at_125: Part
    existing_noncontinuous: Part
    new_continuous: Part
    new_continuous_at_125: Part
    new_noncontinuous: Part
    existing: Part
    """All of the existing load that the file has, without any factor; of a service with a metered peak that peak."""
    new: Part
    """All new load that is no vehicle."""
    connected: Part
    connected_at_125: Part
    managed: Part
    managed_at_125: Part
    value: Part | None
    value_managed: Part | None
    has_groups: bool
    checks: tuple[Check, ...]
    outcome: Outcome
    unmanaged_outcome: Outcome
    reasons: tuple[str, ...]
    needed_managed: tuple[Needed, ...]
    needed_unmanaged: tuple[Needed, ...]

    @property
    def section(self) -> str:
        """The section of the site file that its table is in."""
        return "panels" if self.kind == "panel" else "supplies"


@dataclass(frozen=True, slots=True)
class Chargers:
    """Stations that are alike: what each counts [kVA], by its nameplate (or setting) and in feeders and services."""

    stations: tuple[Station, ...]
    nameplate_kva: float
    counted_kva: float
    connected_kva: float
    """What all of them draw."""


@dataclass(frozen=True, slots=True)
class Managed:
    """A group that holds chargers of a supply, with the highest limit of its week."""

    group: Group
    anchor: str | None
    ports_here: int


@dataclass(frozen=True, slots=True)
class SupplyCalculation:
    """A supply: what charges on it, what limits it, other loads, and every node up to the next supply.

    `nodes` has the supply first. `studies` are the load studies of the records there.
    """

    supply: str
    chargers: tuple[Chargers, ...]
    groups: tuple[Managed, ...]
    loads: tuple[Load, ...]
    nodes: tuple[NodeCalculation, ...]
    dwelling: DwellingService | None
    largest_kva: float
    """The single largest charger."""
    studies: tuple[LoadStudy, ...]
    unstudied: tuple[str, ...]
    """Why records could not be studied."""
    varies: bool
    """Whether limits or loads there change over the week."""
    overloaded_below: bool
    """Whether something on it is too small for its load."""

    @property
    def own(self) -> NodeCalculation:
        """The supply itself."""
        return self.nodes[0]
