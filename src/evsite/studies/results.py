"""What the studies answer, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.analysis.record_notes import UnfitLoads
from evsite.model.one_of import one_of

if TYPE_CHECKING:
    from evsite.analysis.dwelling_service import DwellingService
    from evsite.analysis.home_runs import HomeRuns
    from evsite.analysis.oversubscription import Oversubscription
    from evsite.model.limit_id import LimitedBy
    from evsite.proofs.equipment import EquipmentLoad
    from evsite.proofs.guarantee import Guarantee
    from evsite.proofs.offline import FallbackLoad
    from evsite.studies.beside_load import BesideLoad
    from evsite.studies.left_over_results import LeftOver
    from evsite.studies.vehicles import ListedVehicles, MixTable


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The least that a port gets with every port in use, and which port that is."""

    port: str
    current_a: float
    power_kw: float
    range_mi_per_h: float
    rotates: bool = False
    """True where the port takes turns, so that these are averages over the cycle."""
    longest_wait_h: float | None = None
    """The longest time without power between two turns; None for a port that takes none."""


@dataclass(frozen=True, slots=True)
class GroupReport:
    """Figures of one group; exactly one of the limits is given."""

    group: str
    ports: int
    policy: str
    oversubscription: Oversubscription
    worst_case: WorstCase | None
    even_split_current_a: float | None = None
    """What each port would get if the limit could be split evenly over three phases, as the vendor guide reckons
    ("Power Sharing Through the Panel"); None where that is what it gets, or no question."""
    beside: BesideLoad | None = None
    """What other load leaves of the limit; None where no site meter takes any off."""
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class AllInUse:
    """What a port gets with every port in use, and what keeps it from getting more.

    Where it takes turns these are averages over the cycle, and `longest_wait_h` is the longest time without power
    between two turns; else that is None.
    """

    current_a: float
    power_kw: float
    range_mi_per_h: float
    limited_by: LimitedBy
    longest_wait_h: float | None = None


@dataclass(frozen=True, slots=True)
class PortReport:
    """Figures of one port; `phases` are those that its circuit is connected to."""

    port: str
    circuit: str | None
    phases: str | None
    voltage_v: float
    rated_a: float
    max_a: float
    all_in_use: AllInUse
    kw_per_a: float
    """Power to the vehicle per ampere."""


@dataclass(frozen=True, slots=True)
class SiteReport:
    """Everything `evsite report` says, before it is put into words.

    `guarantees` has the ports in power-sharing groups alone: nothing is guaranteed to the others.
    """

    site: str
    nec: int
    miles_per_kwh: float
    groups: tuple[GroupReport, ...]
    ports: tuple[PortReport, ...]
    guarantees: dict[str, Guarantee]
    """What each port gets over every occupancy and demand of the others, by name."""
    equipment: tuple[EquipmentLoad, ...]
    """The greatest load that can come onto each conductor."""
    fallbacks: tuple[FallbackLoad, ...] = ()
    """What stations that cannot be reached put on each limit, at worst over all sets of them."""
    left_over: LeftOver | None = None
    """What load that varies leaves, hour by hour; None where no metered group stands beside such load."""
    vehicles: ListedVehicles | None = None
    """What vehicles can take of what a port can give; None without AC ports."""
    mix: MixTable | None = None
    """What a mix of vehicles gets with every port in use, where one was asked for."""
    home_runs: HomeRuns | None = None
    """The circuits to stations, and what jumpers and shared circuits save of them; None without any."""
    dwelling: DwellingService | None = None
    """The calculated load of the dwelling against its service; None without one."""
    unfit: UnfitLoads = field(default_factory=UnfitLoads)
    """Loads that count by records that cannot carry it: what rests on them is not established."""
    premise: str | None = None
    """What has to hold for guarantees and proofs; None where nothing rests on a group."""
    notes: tuple[str, ...] = ()
