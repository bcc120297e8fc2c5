"""A site, resolved: every family expanded, every name looked up, every quantity a plain number.

Nothing here is optional by accident: `None` means "no limit", or "not given" where it is reported that it is not,
never 0. What may be said or left open ("is there a disconnect?") is True, False or None. Each object carries `path`,
the route to its table in the file, which findings point at; of the file itself it knows nothing.

Nothing here is changed once it is made. What there can be thousands of is not frozen, which would take a third of the
time of reading a large site; a change is a `replace` there too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from evsite.model.description import NO_IDENTITY, NOT_DESCRIBED, Description, Identity, WorkStatus
from evsite.model.tree import way_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from evsite.codebook.profiles import Profile
    from evsite.model.as_built import AsBuiltRecord
    from evsite.model.catalog import StationModel
    from evsite.model.current_steps import CurrentSteps
    from evsite.model.distribution import Circuit, Feeder, Panel, Supply
    from evsite.model.dwelling import DwellingUnit
    from evsite.model.finding import Finding, Path
    from evsite.model.fleets import Fleet
    from evsite.model.installation import Installation
    from evsite.model.measured import Measured
    from evsite.model.policy import PolicyName
    from evsite.model.project import Project
    from evsite.model.records import MeterData
    from evsite.model.settings import Ignore, SiteSettings
    from evsite.model.stated import UnseenValue
    from evsite.model.systems import VoltageSystem
    from evsite.model.week import LoadWindow, Stretch, Window

_T = TypeVar("_T")


@dataclass(slots=True)
class Port:
    """One port (one connector that charges one vehicle).

    `rated_a` is what the station is built for, `max_a` what is left after Power Select and the like, both as
    amperes in each line conductor of the port's circuit. `input_kw_per_a` is the apparent power drawn from the supply
    per ampere, `output_kw_per_a` what the vehicle gets of it (less for DC, by efficiency and power factor).
    `limit_kw_per_a` is what a limit in kW counts: what is drawn. Only for a DC station whose losses are assumed these
    are left out, as the vendor guide counts the nominal power of stations ("Sharing Policy", "Failsafe Power Value").
    """

    name: str
    station: str
    index: int
    circuit: str | None
    connection: str | None
    """None for a port that is on no circuit: then only limits in kW can hold it."""
    voltage_v: float
    dc: bool
    rated_a: float
    max_a: float
    min_a: float | None
    """Least current that the port can offer (J1772: 6 A); None for DC."""
    input_kw_per_a: float
    output_kw_per_a: float
    limit_kw_per_a: float
    steps: CurrentSteps | None = None
    """The currents that it can offer; None where it offers any."""

    def counted_kw_per_a(self, *, apparent: bool) -> float:
        """What a limit in kVA (`apparent`) or in kW counts for an ampere of this port."""
        return self.input_kw_per_a if apparent else self.limit_kw_per_a


@dataclass(slots=True)
class Station:
    """A station with its ports. `circuits` has one name a port, or one for all of them."""

    name: str
    model: StationModel | None
    circuits: tuple[str, ...]
    jumper: bool
    setting_a: float | None
    """Power Select: what each port was set to at installation; None where it was left as built."""
    jumper_total_a: float | None
    """What both ports together may draw from the one feed; None without a jumper."""
    ports: tuple[Port, ...]
    path: Path
    installation: Installation
    """What its table says of it and all alike."""
    charging: tuple[Stretch, ...] | None = None
    """When its ports charge; None for any time."""
    fallback_a: float | None = None
    """What each port draws when the station cannot be reached [A]; None where the file does not say."""
    unseen: tuple[UnseenValue, ...] = ()
    """Figures of the catalogue that its ports are calculated with and not confirmed in a document."""
    description: Description = field(default=NOT_DESCRIBED, compare=False)
    identity: Identity = field(default=NO_IDENTITY, compare=False)


@dataclass(frozen=True, slots=True)
class ModulePool:
    """Power modules that several ports share, steered in whole modules.

    Two paired stations have a feed and modules each, and a port each; the modules of both can feed either port. A power
    block has one feed, and its modules can feed any of its ports. A module draws from the feed of the station that it
    is built into, whichever port it serves; a port is served by the modules of its own station first.
    """

    stations: tuple[str, ...]
    ports: tuple[str, ...]
    modules: tuple[int, ...]
    """Modules behind each feed: of each station of a pair (in the order of `ports`), or of the block."""
    module_kw: float
    port_modules: int
    """Most modules that can feed one port."""
    path: Path

    @property
    def title(self) -> str:
        """What it is called for people: "S1+S2" for a pair, the station's own name for a block."""
        return "+".join(self.stations)

    @property
    def paired(self) -> bool:
        """Whether these are two stations, each with a feed of its own."""
        return len(self.modules) > 1

    @property
    def total_kw(self) -> float:
        """What all modules together deliver."""
        return sum(self.modules) * self.module_kw


@dataclass(frozen=True, slots=True)
class Group:
    """A power-sharing group: ports that share a limit under a policy.

    One of `limit_a` and `limit_kw` is given; both only where a site at its lowest stands for a week in which the group
    has now the one and now the other. In amperes it holds on every conductor of the node (or, for
    members that are no node's, of the system they share), in kW for the sum of what the members draw.
    """

    name: str
    on: str | None
    """The supply, panel or circuit it sits on; None for a free set of members."""
    ports: tuple[str, ...]
    policy: PolicyName
    limit_a: float | None
    limit_kw: float | None
    limit_given: bool
    """False where the limit is the default: 80 % of what the group sits on."""
    min_a: float
    """What each port in use gets before shares grow; where not all of that fits, ports take turns (8 A unless set)."""
    path: Path
    schedule: tuple[Window, ...] = ()
    """Limits by day and hour; the fixed one holds outside of them."""
    charging: tuple[Stretch, ...] | None = None
    """When its ports charge; None for any time."""
    limit_apparent: bool = False
    """Whether `limit_kw` is in kVA."""
    metered: bool = False
    """Whether other load on its node is taken off the limit, as a site meter lets dynamic load management do."""
    policy_given: bool = False
    """Whether the file says the policy."""
    metered_given: bool = False
    """Whether `metered` is said of this group, and not of the whole site."""
    listing: Literal["ems", "pcs", "none"] | None = None
    """How its load management is listed: energy management system, power control system, or not."""
    restricted_access: bool | None = None
    """Whether only qualified people can change its settings."""
    fails_safe: bool | None = None
    """Whether a fault brings the current back inside the limit."""
    connectivity: Literal["good", "poor"] | None = None
    """How well its stations reach the cloud."""
    keeps_shed_controls: bool | None = None
    """Whether it leaves the shed controls of emergency systems alone."""
    directory: bool | None = None
    """Whether a directory of the controlled loads is posted at its controls."""
    min_given: bool = False
    """Whether the group itself gives its minimum."""
    slot_h: float | None = None
    """How long a time slot lasts at most where its ports take turns [h]; None where the group does not say."""
    defer_to_fleet: bool | None = None
    """Whether a plan for fleets steers its ports; None where the group does not say."""
    meter: str | None = field(default=None, compare=False)
    """The id of the meter at its node; `metered` says whether it acts."""
    limit_key: Literal["limit", "not_to_exceed"] = field(default="limit", compare=False)
    """What the file calls its limit."""
    policy_key: Literal["policy", "sharing_intent"] = field(default="policy", compare=False)
    """What the file calls its policy."""

    @property
    def limit_path(self) -> Path:
        """Where its limit stands, or would stand."""
        return (*self.path, self.limit_key)

    @property
    def policy_path(self) -> Path:
        """Where its policy stands, or would stand."""
        return (*self.path, self.policy_key)

    @property
    def power_unit(self) -> Literal["kW", "kVA"]:
        """The unit of `limit_kw`."""
        return "kVA" if self.limit_apparent else "kW"


@dataclass(frozen=True, slots=True)
class Load:
    """Any other load on a node.

    `line_a` holds the amperes it puts on each leg, as magnitudes: its angle is not known, so magnitudes are
    added to those of the vehicles, which is never too little.
    """

    name: str
    on: str
    line_a: dict[str, float]
    power_kva: float
    continuous: bool
    path: Path
    connection: str
    """ "AB", "AN", "ABC": the conductors that it is connected to."""
    profile: tuple[LoadWindow, ...] = ()
    """What it draws by day and hour, instead of `line_a` and `power_kva`."""
    measured: Measured | None = None
    """Interval data of this load; `line_a` is its highest quarter of an hour unless current or power were given."""

    data: MeterData | None = None
    """Where `measured` was read; also known where a moment of the week has taken its place."""
    continuous_given: bool = True
    """Whether the file says that it is continuous or not."""
    load_given: bool = True
    """Whether a current or a power is given; it comes before what was measured."""
    status: WorkStatus | None = None
    """Whether it comes with the project or was there before; None where the file does not say."""
    description: Description = field(default=NOT_DESCRIBED, compare=False)

    @property
    def recorded(self) -> bool:
        """Whether it draws what the record says; a current or power that the file gives beside it comes first."""
        return self.measured is not None and not self.load_given


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that figures of some stations follow from and that the file does not say; reported beside the figures.

    `message` names the stations by their tables, `remedy` is how to say it, `notes` are sources and consequences.
    """

    message: str
    remedy: str
    notes: tuple[str, ...]
    tables: tuple[Path, ...]
    """The tables of the stations."""

    @property
    def note(self) -> str:
        """What stands beside figures: the assumption, and how to say it."""
        return f"{self.message}; give {self.remedy}"


@dataclass(frozen=True, slots=True)
class Source:
    """What a site was read from: the name of the file as shown to people, and its text."""

    filename: str
    text: str = field(repr=False)
    byte_order_mark: bool = False
    """Whether the file begins with one, which is not in the text."""

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes of the file, from which a document knows whether the file is still the same."""
        mark = "\ufeff" if self.byte_order_mark else ""
        return hashlib.sha256(f"{mark}{self.text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Site:
    """A whole site. Dictionaries keep the order of the file; families are expanded in place."""

    name: str
    nec: int
    """Edition of the National Electrical Code that it is judged by."""
    settings: SiteSettings
    supplies: dict[str, Supply]
    panels: dict[str, Panel]
    circuits: dict[str, Circuit]
    stations: dict[str, Station]
    groups: dict[str, Group]
    loads: dict[str, Load]
    ports: dict[str, Port]
    """Every port by name ("S1.2"), stations in file order."""
    source: Source
    """Where the `path` of everything points to."""
    pools: tuple[ModulePool, ...] = ()
    """Power modules that are shared between ports."""
    notices: list[Finding] = field(default_factory=list)
    """What was assumed while reading (an edition not given, say); `check` shows these with its findings."""
    assumptions: tuple[Assumption, ...] = ()
    """What was assumed about stations; also among `notices`."""
    profiles: dict[str, Profile] = field(default_factory=dict)
    """What jurisdictions ask for, as far as the file says so itself."""
    dwelling: DwellingUnit | None = None
    """A dwelling whose load is calculated."""
    fleets: dict[str, Fleet] = field(default_factory=dict)
    """Fleets whose charging is planned, by name; no figure but those of a plan depends on them."""
    ignores: tuple[Ignore, ...] = ()
    """Findings that are known and accepted; the place of each in the file is ("ignore", its number here)."""
    as_built: AsBuiltRecord | None = field(default=None, compare=False)
    """The site as it was built, by its record; None where the file names none. No figure depends on it."""
    project: Project | None = field(default=None, compare=False)
    """What title blocks and forms ask for; None where the file has no such table."""
    _known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out about this very site; a changed copy starts with nothing."""

    def once(self, question: object, answer: Callable[[], _T]) -> _T:
        """What was answered to a question about this site before, or else the answer, which is kept.

        Rules, proofs and studies come to the same network of limits from many sides. None of them changes what it gets.

        Parameters
        ----------
        question
            Tells the question from all others; hashable.
        answer
            Works the answer out.
        """
        if question not in self._known:
            self._known[question] = answer()
        found: _T = self._known[question]
        return found

    def take_over(self, other: Site) -> Site:
        """Know what is known of a site of which nothing differs but what the catalogue says of models; this site.

        No limit, no network and no proof depends on that. Copies of the other site with limits of other times are not
        taken over: they have its models.
        """
        self._known.update({key: known for key, known in other._known.items() if not isinstance(known, Site)})
        return self

    def managed_ports(self) -> frozenset[str]:
        """Names of the ports that are in a power-sharing group; no controller holds the others."""
        return self.once(
            "managed ports", lambda: frozenset(name for each in self.groups.values() for name in each.ports)
        )

    def ports_beside_groups(self) -> frozenset[str]:
        """Names of the ports in no group on a site that has groups; none where no port is in a group."""
        managed = self.managed_ports()
        return frozenset(self.ports.keys() - managed) if managed else frozenset()

    def loads_below(self, node: str) -> Sequence[Load]:
        """The loads at a supply, panel or circuit, and at whatever it feeds, in the order of the file."""
        return self.once("loads below", self._loads_below).get(node, ())

    def _loads_below(self) -> dict[str, list[Load]]:
        found: dict[str, list[Load]] = {}
        for load in self.loads.values():
            for node in self.way_up(load.on):
                found.setdefault(node, []).append(load)
        return found

    def feeders(self) -> Iterator[tuple[Panel | Supply, Feeder]]:
        """Every feeder that is known of, with the panel or the transformer that it feeds."""
        nodes: tuple[Panel | Supply, ...] = (*self.supplies.values(), *self.panels.values())
        return ((node, node.feeder) for node in nodes if node.feeder is not None)

    def feeder(self, name: str) -> str | None:
        """Name of what feeds a panel, circuit or supply; None at the utility."""
        if name in self.circuits:
            return self.circuits[name].fed_from
        if name in self.panels:
            return self.panels[name].fed_from
        return self.supplies[name].fed_from

    def way_up(self, name: str) -> list[str]:
        """Names of a node and of everything that feeds it, up to the utility."""
        return list(way_up(self.feeder, name))

    def system_at(self, name: str) -> VoltageSystem:
        """The voltage system at a node (supply, panel or circuit)."""
        node = self.supplies.get(name) or self.panels.get(name) or self.circuits.get(name)
        assert node is not None
        return node.system
