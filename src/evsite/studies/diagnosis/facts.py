"""What the causes of a diagnosis are looked for in: the figures of a site that other studies have worked out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from evsite.allocation.api import allocate
from evsite.allocation.rates import deciding_groups
from evsite.proofs.occupancy import occupancy_table
from evsite.studies.diagnosis.results import FoundRemedy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from evsite.allocation.result import Allocation, LimitUse
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Finding, Path
    from evsite.model.limit_id import LimitedBy, LimitId
    from evsite.model.site import Group, Port, Site
    from evsite.proofs.occupancy.results import OccupancyRow
    from evsite.studies.results import PortReport, SiteReport
    from evsite.studies.week import WeekReport

Item = TypeVar("Item")

EVERY_NUMBER = 60
"""Up to so many ports every number of vehicles is looked at."""
_PORTS_ARE_ON = frozenset({"groups", "stations", "circuits", "panels", "supplies"})
_SOME = 24
"""Of more so many, in steps that grow."""


@dataclass(frozen=True)
class Facts:
    """A site, its report and its findings; `ports` are the names of those that are asked about."""

    site: Site
    analysis: SiteAnalysis
    report: SiteReport
    week: WeekReport | None
    findings: Sequence[Finding]
    fallback_a: dict[str, float]
    ports: frozenset[str]

    @cached_property
    def reported(self) -> list[PortReport]:
        """The ports that are asked about, in the report."""
        return [port for port in self.report.ports if port.port in self.ports]

    @cached_property
    def requested_ports(self) -> list[Port]:
        """The ports that are asked about."""
        return [port for name, port in self.site.ports.items() if name in self.ports]

    @cached_property
    def stations(self) -> list[str]:
        """Names of their stations."""
        return list(dict.fromkeys(port.station for port in self.requested_ports))

    @cached_property
    def groups(self) -> list[Group]:
        """The groups that they are in."""
        return [group for group in self.site.groups.values() if not self.ports.isdisjoint(group.ports)]

    @cached_property
    def group_names(self) -> frozenset[str]:
        """Names of these groups."""
        return frozenset(group.name for group in self.groups)

    @cached_property
    def deciding(self) -> dict[str, Group]:
        """The group that decides how each port shares."""
        return deciding_groups(self.site)

    @cached_property
    def _allocation(self) -> Allocation:
        return allocate(self.site)

    @cached_property
    def limit_use(self) -> dict[LimitId, LimitUse]:
        """How full each limit is with every port in use."""
        return {use.limit: use for use in self._allocation.limits}

    def limit_of(self, port: PortReport) -> LimitId | None:
        """The limit that holds a port with every port in use; in a queue by the order of the file."""
        held = port.all_in_use.limited_by
        if held.kind == "order":
            held = self._queued[port.port]
        return held.limit

    @cached_property
    def _queued(self) -> dict[str, LimitedBy]:
        return {share.port: share.limited_by for share in self._allocation.shares}

    @cached_property
    def occupancy(self) -> tuple[OccupancyRow, ...]:
        """Rows of the occupancy table, in order of their numbers of vehicles: all of them, or some on a large site."""
        return occupancy_table(self.site, numbers_of_vehicles(len(self.site.ports)))

    def remedies(self, *codes: str) -> tuple[FoundRemedy, ...]:
        """What a check finds by some rules, and would have changed."""
        return tuple(
            FoundRemedy(finding.code, finding.message, finding.remedy)
            for finding in self.findings
            if finding.code in codes and finding.status != "not checked" and self._concerns(finding)
        )

    def _concerns(self, finding: Finding) -> bool:
        """Whether a finding stands at something that the ports are on or in, or at none that ports are on or in."""
        table = finding.path[:2]
        return table in self._tables or not table or table[0] not in _PORTS_ARE_ON

    @cached_property
    def _tables(self) -> frozenset[Path]:
        """The tables of the groups, stations and circuits of the ports, and of what feeds them."""
        site = self.site
        circuits = {port.circuit for port in self.requested_ports if port.circuit is not None}
        nodes = {node for circuit in circuits for node in site.way_up(circuit)}
        return frozenset(
            each.path[:2]
            for each in (
                *self.groups,
                *map(site.stations.__getitem__, self.stations),
                *(
                    found[name]
                    for found in (site.circuits, site.panels, site.supplies)
                    for name in nodes & found.keys()
                ),
            )
        )


def numbers_of_vehicles(ports: int) -> list[int]:
    """The numbers of vehicles that are looked at: all of them, or 1 to the number of ports in steps that grow."""
    if ports <= EVERY_NUMBER:
        return list(range(1, ports + 1))
    return sorted({round(ports ** (step / (_SOME - 1))) for step in range(_SOME)})


def group_equal(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[list[Item]]:
    """Items with equal keys together, in the order of their first."""
    found: dict[Hashable, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return list(found.values())


def exactly(value: float | None) -> float | None:
    """A figure without the last digits, in which ports that are alike may differ."""
    return None if value is None else float(f"{value:.9g}")
