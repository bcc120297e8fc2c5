"""Distribution equipment of a site: supplies, panels, circuits, and the feeders between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from evsite.model.description import NOT_DESCRIBED, Description

if TYPE_CHECKING:
    from evsite.model.conductor import InstalledConductor
    from evsite.model.finding import Path
    from evsite.model.records import MeteredRecord
    from evsite.model.systems import VoltageSystem

VectorGroup = Literal["Dyn1", "Dyn11", "Yy0", "Dd0"]
"""How the windings of a three-phase transformer are connected, by IEC 60076-1."""


class RatedAt(NamedTuple):
    """A rating, and the key that gives it."""

    rating_a: float
    path: Path


@dataclass(frozen=True, slots=True)
class Feeder:
    """Where the conductors to a panel or to the primary of a transformer start: their own overcurrent device there.

    Whatever a panel feeds has one; what a supply feeds only where the file says so.
    """

    path: Path
    """Its table, or that of what it feeds where the file says nothing of it."""
    breaker_a: float | None = None
    """Rating of its device; None where it is not known, or where there is none."""
    poles: int = 0
    """Breaker spaces that it takes in the panel where it starts."""
    spaces: tuple[int, ...] = ()
    """Which ones; empty where there was no place for it among the circuits."""
    conductor: InstalledConductor | None = None
    """Its conductors, where its own table gives them."""
    interrupting_a: float | None = None
    """Interrupting rating of its device; None for that of the panel where it starts."""
    tap: bool = False
    """Whether it starts without a device of its own: a feeder tap, or lugs that feed through."""
    leaves_enclosure: bool = True
    """Whether a tap leaves the enclosure where it is made."""


def _given(*rated: tuple[float | None, Path]) -> tuple[RatedAt, ...]:
    """The ratings that are given."""
    return tuple(RatedAt(rating_a, path) for rating_a, path in rated if rating_a is not None)


def _smallest(*rated: tuple[float | None, Path]) -> RatedAt | None:
    """The smallest rating that is given; of equal ones the first."""
    return min(_given(*rated), key=lambda rating: rating.rating_a, default=None)


@dataclass(frozen=True, slots=True)
class Supply:
    """A utility service or a transformer; exactly one of `rating_a` and `rating_kva` is given."""

    name: str
    kind: Literal["service", "transformer"]
    rating_a: float | None
    rating_kva: float | None
    system: VoltageSystem
    fed_from: str | None
    """Panel or supply upstream; None for a supply that comes from the utility."""
    primary: VoltageSystem | None
    """System on the primary side of a transformer; None where it is not known."""
    winding: Literal["delta-wye", "wye-wye", "delta-delta", "single-phase"] | None
    primary_phases: str | None
    """The pair that feeds a single-phase transformer from a three-phase system."""
    path: Path
    conductor: InstalledConductor | None = None
    """Those of a service, or from a transformer to the device on its secondary side."""
    rated_100_percent: bool = False
    """Whether the assembly with its device is listed for 100 % of its rating."""
    available_fault_a: float | None = None
    """Fault current at its terminals."""
    impedance_percent: float | None = None
    """Nameplate impedance of a transformer."""
    primary_breaker_a: float | None = None
    secondary_breaker_a: float | None = None
    secondary_length_ft: float | None = None
    """Length of the secondary conductors to their device."""
    gfpe: bool | None = None
    """Whether the disconnect has ground-fault protection of equipment."""
    arc_reduction: bool | None = None
    """Whether there is a means of arc energy reduction."""
    surge_protection: bool | None = None
    """Whether the service has a surge-protective device."""
    emergency_disconnect: bool | None = None
    """Whether a dwelling has an emergency disconnect outdoors."""
    primary_disconnect: bool | None = None
    """Whether the primary of a transformer can be disconnected, in sight or lockable with its place marked."""
    metered: MeteredRecord | None = None
    """Existing load by a meter's record."""
    feeder: Feeder | None = None
    """Where the primary conductors of a transformer start."""
    vector_group: VectorGroup = "Dyn1"
    """Counts for a delta-wye winding only."""
    description: Description = field(default=NOT_DESCRIBED, compare=False)

    @property
    def primary_device(self) -> RatedAt | None:
        """The smaller one of the devices on the primary side."""
        return min(self.primary_devices, key=lambda device: device.rating_a, default=None)

    @property
    def primary_devices(self) -> tuple[RatedAt, ...]:
        """The devices on the primary side: at the transformer, and where its feeder starts."""
        return _given((self.primary_breaker_a, (*self.path, "primary_breaker")), _breaker_of(self.feeder))

    @property
    def meets(self) -> dict[str, str]:
        """By primary line of a delta-wye, the secondary line whose current it carries less that of its own."""
        return {"A": "C", "B": "A", "C": "B"} if self.vector_group == "Dyn11" else {"A": "B", "B": "C", "C": "A"}


def _breaker_of(feeder: Feeder | None) -> tuple[float | None, Path]:
    return (None, ()) if feeder is None else (feeder.breaker_a, (*feeder.path, "breaker"))


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel; `main_a` is the device in it that protects it, None for main lugs without one."""

    name: str
    fed_from: str
    main_a: float | None
    bus_a: float | None
    spaces: int
    """Breaker spaces; where none are given, those of the smallest usual size that its breakers fit into."""
    spaces_given: bool
    """Whether the file says how many."""
    system: VoltageSystem
    """The system at this panel: for a single-phase panel only the legs that reach it."""
    path: Path
    conductor: InstalledConductor | None = None
    """Those of the feeder to it."""
    dwelling_unit: bool | None = None
    """Whether its feeder carries the whole load of one dwelling unit; None where the file does not say."""
    rated_100_percent: bool = False
    """Whether the panel with its main is listed for 100 % of its rating."""
    interrupting_a: float | None = None
    """Interrupting rating of its devices."""
    available_fault_a: float | None = None
    """Fault current at its bus."""
    gfpe: bool | None = None
    """Whether the main has ground-fault protection of equipment."""
    arc_reduction: bool | None = None
    """Whether there is a means of arc energy reduction."""
    working_space_ft: float | None = None
    """Depth of the working space in front of it."""
    working_condition: Literal[1, 2, 3] = 2
    """What is across the working space: 1 insulated, 2 grounded, 3 live parts."""
    feeder: Feeder | None = None
    """Where its feeder starts; None where a supply feeds it and the file says nothing of it."""
    existing: bool = False
    """Whether the file says that it was there before the project."""
    description: Description = field(default=NOT_DESCRIBED, compare=False)

    @property
    def device(self) -> RatedAt | None:
        """The smaller one of its main and the breaker of its feeder: what its load has to keep below."""
        return _smallest((self.main_a, (*self.path, "main")), _breaker_of(self.feeder))

    @property
    def rating(self) -> RatedAt | None:
        """The rating that limits its load: of its device, or of its bus where no device is known."""
        return self.device or _smallest((self.bus_a, (*self.path, "bus")))

    @property
    def conductor_owner(self) -> Path:
        """The table whose key `conductor` gives the conductors of its feeder."""
        return self.path if self.feeder is None or self.feeder.conductor is None else self.feeder.path


@dataclass(slots=True)
class Circuit:
    """A circuit: one breaker on a panel (or straight on a supply), and the conductors it lands on."""

    name: str
    fed_from: str
    breaker_a: float
    poles: int
    spaces: tuple[int, ...]
    """Breaker spaces; empty where the phases were given instead."""
    connection: str
    """ "AB", "AN", "ABC": the conductors of this circuit."""
    system: VoltageSystem
    path: Path
    conductor: InstalledConductor | None = None
    description: Description = field(default=NOT_DESCRIBED, compare=False)
