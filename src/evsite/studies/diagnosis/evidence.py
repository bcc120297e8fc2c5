"""What the answers of a diagnosis rest on, as plain data: a kind for each thing that can be determined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.model.one_of import one_of
from evsite.studies.vehicles import ListedVehicles

if TYPE_CHECKING:
    from evsite.analysis.oversubscription import Oversubscription
    from evsite.model.activation import PropertySetting
    from evsite.model.limit_id import LimitId
    from evsite.model.plan import PlanName
    from evsite.model.products import Included, Support
    from evsite.model.week import Stretch
    from evsite.studies.results import AllInUse
    from evsite.studies.week import Verdict


@dataclass(frozen=True, slots=True)
class GuaranteedShare:
    """What a port is sure of over every occupancy; `exact` says whether some occupancy gives no more."""

    current_a: float
    power_kw: float
    range_mi_per_h: float
    exact: bool


@dataclass(frozen=True, slots=True)
class PortShares:
    """Ports that are alike: the most that each can give, what it gives with every port in use, and what is sure.

    `guaranteed` is None for ports in no group, to which nothing is guaranteed.
    """

    ports: tuple[str, ...]
    max_a: float
    voltage_v: float
    all_in_use: AllInUse
    guaranteed: GuaranteedShare | None


@dataclass(frozen=True, slots=True)
class OfferedPower:
    """Ports that are alike, and the least that each offers while it is served."""

    ports: tuple[str, ...]
    current_a: float
    power_kw: float
    voltage_v: float
    vehicles_unable: int
    """How many vehicles of the list are known to need more amperes to start."""


@dataclass(frozen=True, slots=True)
class PortFallback:
    """Ports that are alike, and what each draws at most while it cannot be reacheds station.

    `given` says that the file gives it; else it is the most that is safe, and never below the product's least value.
    """

    ports: tuple[str, ...]
    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    given: bool


@dataclass(frozen=True, slots=True)
class BesideOffline:
    """Ports that are alike, and what each is still sure of in the worst mix of online and offline stations."""

    ports: tuple[str, ...]
    current_a: float
    power_kw: float
    range_mi_per_h: float
    voltage_v: float
    guaranteed_current_a: float
    """What each is sure of as long as every station is reached."""


@dataclass(frozen=True, slots=True)
class GroupRatio:
    """The oversubscription of a group; `ratio_of_chart` is that of the guide's chart, if the group keeps to it."""

    group: str
    ports: int
    oversubscription: Oversubscription
    ratio_advised: float
    ratio_of_chart: float | None


@dataclass(frozen=True, slots=True)
class Begins:
    """A limit is the one that holds the least vehicle at `vehicles`, and is not yet at `not_yet_at`.

    The two are neighbours where every number of vehicles was looked at.
    """

    vehicles: int
    not_yet_at: int


@dataclass(frozen=True, slots=True)
class BindingLimit:
    """A limit that holds ports with every port in use, the least that one of them gets, and from when on it binds.

    All conductors of the limit are reported together. `worst` and `balanced` are placements of the occupancy table: the
    least number of vehicles at which the limit holds the one that gets least; None where another limit does at every
    number.
    """

    limit: LimitId
    ports: tuple[str, ...]
    port: str
    current_a: float
    power_kw: float
    worst: Begins | None
    balanced: Begins | None
    room_a: float | None
    """What the equipment under a group can carry continuously; None for other limits, and where it has no rating."""
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class LimitAtTimes:
    """A time of the week in which the limit of a group is lower than at others, and the least that a port gets then."""

    group: str
    when: tuple[Stretch, ...]
    port: str
    current_a: float
    power_kw: float
    voltage_v: float
    longest_wait_h: float | None
    verdict: Verdict
    limit_a: float | None = one_of()
    limit_kw: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class ChargingTimes:
    """Ports that charge at some times of the week only."""

    ports: tuple[str, ...]
    charging: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class LeftByLoad:
    """What the load beside a group leaves of its limit while that load is highest, and in the middle of all times.

    `nothing_left` are hours of the week in which it leaves nothing, at least for a quarter of an hour; the medians are
    given for load that varies alone.
    """

    group: str
    loads: tuple[str, ...]
    nothing_left: tuple[Stretch, ...]
    limit_a: float | None = one_of()
    left_a: float | None = one_of()
    median_left_a: float | None = one_of()
    limit_kw: float | None = one_of()
    left_kw: float | None = one_of()
    median_left_kw: float | None = one_of()
    limit_kva: float | None = one_of()
    left_kva: float | None = one_of()
    median_left_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class JumperFeed:
    """Stations that are alike and whose ports share one feed, and what each port gets of it while all are in use.

    `holds` says whether the feed is what holds ports with every port in use. What would change it is a circuit for each
    port: `own_breaker_a` is its breaker, `own_a` what a port draws then; None where no standard breaker is as large.
    """

    stations: tuple[str, ...]
    total_a: float
    max_a: float
    each_a: float
    each_kw: float
    voltage_v: float
    holds: bool
    own_a: float
    own_breaker_a: float | None


@dataclass(frozen=True, slots=True)
class SetBelowRating:
    """Ports that are alike and are set, or fed, for less than what their stations are built for.

    `breaker_a` is the breaker at which they may be set for all of it; None for DC, and where no standard one is as
    large.
    """

    ports: tuple[str, ...]
    rated_a: float
    max_a: float
    max_kw: float
    voltage_v: float
    breaker_a: float | None


@dataclass(frozen=True, slots=True)
class ExpectedSetting:
    """Stations that are alike: what has to be entered at their installation, and the most that a port then gives."""

    stations: tuple[str, ...]
    breaker_a: float
    jumper: bool
    max_a: float


@dataclass(frozen=True, slots=True)
class SharedModules:
    """Stations whose ports share power modules, of which one port alone may have more than its part."""

    stations: tuple[str, ...]
    ports: tuple[str, ...]
    modules: int
    module_kw: float
    port_modules: int


@dataclass(frozen=True, slots=True)
class FirstCome:
    """A group that serves vehicles in order of arrival."""

    group: str
    ports: int


@dataclass(frozen=True, slots=True)
class Overload:
    """A conductor or a winding that can carry more than its rating; `offline`: only with stations at their fallback."""

    limit: LimitId
    offline: bool
    load_a: float | None = one_of()
    limit_a: float | None = one_of()
    load_kw: float | None = one_of()
    limit_kw: float | None = one_of()
    load_kva: float | None = one_of()
    limit_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class GroupStations:
    """The stations of a group, all of which have to be reached before it is enabled."""

    group: str
    stations: int
    connectivity: Literal["good", "poor"] | None


@dataclass(frozen=True, slots=True)
class ModelSupport:
    """Stations of one model in groups, and what is known of its power sharing; `model` is None where none is given."""

    model: str | None
    stations: tuple[str, ...]
    groups: tuple[str, ...]
    support: Support | None
    """What the guide's matrix says; None for a model that is not in it."""
    note: str


@dataclass(frozen=True, slots=True)
class PlanNeed:
    """A feature that the design uses, and whether its plan includes it; `included` is None where no plan is given."""

    feature: str
    title: str
    plan: PlanName | None
    included: Included | None
    plans: tuple[str, ...]
    """The plans that include it without contradiction."""
    add_on: str
    """What has to be bought besides the plan; empty for nothing."""


@dataclass(frozen=True, slots=True)
class PropertyToSet:
    """A property of the organization, and what is done with it; None where the plan is not given or not named."""

    property: str
    setting: PropertySetting | None


@dataclass(frozen=True, slots=True)
class SetupStep:
    """A step of setting groups up, in the vendor's software."""

    title: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class PortsOutside:
    """Ports that are in no power-sharing group."""

    ports: tuple[str, ...]
    all_ports: int


Evidence = (
    PortShares
    | OfferedPower
    | PortFallback
    | BesideOffline
    | GroupRatio
    | BindingLimit
    | LimitAtTimes
    | ChargingTimes
    | LeftByLoad
    | JumperFeed
    | SetBelowRating
    | ExpectedSetting
    | SharedModules
    | FirstCome
    | Overload
    | GroupStations
    | ModelSupport
    | PlanNeed
    | PropertyToSet
    | SetupStep
    | PortsOutside
    | ListedVehicles
)
"""What the answer to a cause rests on."""
