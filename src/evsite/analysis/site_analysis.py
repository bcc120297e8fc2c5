"""Everything that several rules ask about a site, worked out once and kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.allocation.rates import deciding_groups, min_charging_current_a
from evsite.analysis.as_built.comparison import Comparison
from evsite.analysis.calculated_load import CalculatedLoads
from evsite.analysis.calculated_load_excess import find_exceeded
from evsite.analysis.conductor_runs import find_runs
from evsite.analysis.device_loading import find_held_further_up, find_overloads, fits_at, usable_a
from evsite.analysis.devices import overcurrent_devices
from evsite.analysis.record_notes import site_records, unfit_loads
from evsite.analysis.site_loads import SiteLoads
from evsite.model.application import applications
from evsite.model.installed import installed_a
from evsite.model.limit_id import LimitId
from evsite.model.moments import lower_envelope
from evsite.network.compile import compile_network
from evsite.network.fallback import least_fallbacks_a
from evsite.proofs.lower_bound import continuous_bounds, own_slots, share_bounds
from evsite.proofs.sharers import sharers
from evsite.rounding import whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from evsite.analysis.calculated_load_excess import Exceeded
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.device_loading import HeldFurtherUp, Overload
    from evsite.analysis.devices import Device
    from evsite.analysis.record_notes import RecordNotes, UnfitLoads
    from evsite.analysis.suppression import Suppression
    from evsite.model.application import Application
    from evsite.model.finding import Path
    from evsite.model.site import Group, Port, Site, Station
    from evsite.model.systems import VoltageSystem
    from evsite.network.compile import Network
    from evsite.network.limits import Limit
    from evsite.proofs.share_bound import ShareBound


@dataclass(frozen=True, slots=True)
class Holder:
    """A limit that holds ports down, whatever the conductor if it is a group's; where it stands, and that group."""

    limit: LimitId
    path: Path
    group: Group | None


class SiteAnalysis(SiteLoads):
    """A site as rules see it: its loads, and what follows from them. Every fact is computed when first asked for."""

    today: date
    """The day on which ignores are judged; set, like the next three, once all other rules have been asked."""
    suppression: Suppression
    """What the ignores of the site made of the findings."""
    selected: frozenset[str] | None
    """Codes and names of the rules that were run; None for all."""
    known_rules: Mapping[str, str]
    """Code of every rule by each name that an ignore may give it, in lower case."""

    @cached_property
    def application(self) -> Application | None:
        """What the cars do here; None where the site file does not say."""
        name = self.site.settings.application
        return None if name is None else applications()[name]

    @cached_property
    def records(self) -> tuple[RecordNotes, ...]:
        """The meters' records of the site, and what there is to know about each."""
        return site_records(self.site)

    @cached_property
    def as_built(self) -> Comparison | None:
        """The record of what was built beside the design; None where there is none that can be read."""
        record = self.site.as_built
        return None if record is None or record.problem else Comparison(self, record)

    @cached_property
    def unfit(self) -> UnfitLoads:
        """Loads that count by records that cannot carry a load study."""
        return unfit_loads(self.site, self.records)

    @cached_property
    def relied_on(self) -> list[Group]:
        """Groups without which a device would be overloaded."""
        failing = {
            node
            for node, device in self.devices.items()
            if self.ports_below[node]
            and (
                not fits_at(self, device, self.connected(node))
                or (node not in self.site.circuits and self.calculated.needs_groups(node, device.rating_a))
            )
        }
        further_up = {name for held in self.held_further_up for name in held.groups}
        return [
            group
            for group in self.site.groups.values()
            if group.name in further_up
            or ((anchor := self.anchor[group.name]) is not None and failing.intersection(self.site.way_up(anchor)))
        ]

    @cached_property
    def overloads(self) -> list[Overload]:
        """Every overcurrent device that carries too much continuous load."""
        return find_overloads(self, self.devices)

    @cached_property
    def overloads_of_group(self) -> dict[str, list[Overload]]:
        """The overloads that the setpoint of each group allows."""
        found: dict[str, list[Overload]] = {}
        for overload in self.overloads:
            if overload.group is not None:
                found.setdefault(overload.group, []).append(overload)
        return found

    @cached_property
    def held_further_up(self) -> list[HeldFurtherUp]:
        """Every device that groups further up keep whole, and nothing else."""
        return find_held_further_up(self, self.devices)

    @cached_property
    def overloaded_nodes(self) -> frozenset[str]:
        """The nodes whose device carries too much continuous load."""
        return frozenset(overload.device.node for overload in self.overloads)

    @cached_property
    def holders_of(self) -> dict[str, list[str]]:
        """The groups further up that keep the device of a node whole, by node, by their names."""
        found: dict[str, list[str]] = {}
        for each in self.held_further_up:
            found.setdefault(each.device.node, []).extend(each.groups)
        return found

    @cached_property
    def with_overloads_limited(self) -> SiteAnalysis:
        """The same site with every overloaded device held to what it may carry."""
        return SiteAnalysis(self.site, {item.device.node: usable_a(self, item.device) for item in self.overloads})

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """Every run of conductors: circuits, feeders, and supplies whose conductors are given."""
        return find_runs(self)

    @cached_property
    def runs_at_device(self) -> dict[Path, list[Run]]:
        """The runs that each device protects, by its place; none where nothing is stated of conductors."""
        found: dict[Path, list[Run]] = {}
        for run in self.runs if self.conductors_given else ():
            if run.device is not None:
                found.setdefault(run.device.path, []).append(run)
        return found

    @cached_property
    def conductors_given(self) -> bool:
        """Whether the site file says anything about conductors; most say nothing, and there is nothing to work out."""
        primaries = (supply.feeder for supply in self.site.supplies.values() if supply.feeder is not None)
        return any(node.conductor is not None for node in (*self.nodes.values(), *primaries))

    @cached_property
    def calculated(self) -> CalculatedLoads:
        """The loads with each station at its value in the calculation of feeders and services."""
        return CalculatedLoads(self.site)

    @cached_property
    def exceeded_by_calculation(self) -> list[Exceeded]:
        """What is rated below the calculated load because stations count more than they draw."""
        if not self.calculated.least:
            return []
        return find_exceeded(self, self.calculated, self.devices, self.runs if self.conductors_given else ())

    @cached_property
    def least_shares(self) -> dict[str, ShareBound]:
        """The least share of every port, whatever the others do."""
        return share_bounds(self.lowest_site, self.lowest_network)

    @cached_property
    def unrounded_shares(self) -> dict[str, ShareBound]:
        """The least share of every port if stations could offer any current up to the largest one that they can."""
        return continuous_bounds(sharers(self.lowest_site, self.lowest_network))

    @cached_property
    def min_charging_current_a(self) -> dict[str, float]:
        """The current below which each port does not serve [A]."""
        return dict(zip(self.site.ports, min_charging_current_a(self.site), strict=True))

    @cached_property
    def own_slots(self) -> dict[str, ShareBound]:
        """The most that a turn of its own can give each port that is in a group."""
        return own_slots(self.lowest_site, self.lowest_network)

    @cached_property
    def lowest_site(self) -> Site:
        """The site at the lowest limits under which anybody charges, beside the greatest other load of the week."""
        return lower_envelope(self.site, shut=False)

    @cached_property
    def lowest_network(self) -> Network:
        """The limits of the site at their lowest, times without charging left out."""
        return self.network if self.lowest_site is self.site else compile_network(self.lowest_site)

    def lowest(self, group: Group) -> Group:
        """A group with the lowest limit of its schedule under which anybody charges."""
        return self.lowest_site.groups.get(group.name, group)

    @cached_property
    def lowest_a(self) -> dict[str, float]:
        """What each port is sure to get [A]; 0 where ports are served in order of arrival."""
        return {name: self.guaranteed_a.get(name, 0.0) for name in self.site.ports}

    @cached_property
    def alone_a(self) -> dict[str, float]:
        """What each port can draw while no other vehicle is there [A]."""
        network = self.lowest_network
        return {
            name: min(
                [
                    self.site.ports[name].max_a,
                    *(network.limits[index].value / abs(value) for index, value in network.terms[position]),
                ]
            )
            for position, name in enumerate(network.ports)
        }

    @cached_property
    def network(self) -> Network:
        """The limits of the site, compiled."""
        return compile_network(self.site)

    @cached_property
    def lower_envelope_network(self) -> Network:
        """The limits of the site at the lowest that any schedule sets them, beside the greatest other load."""
        lowest = lower_envelope(self.site)
        return self.network if lowest is self.site else compile_network(lowest)

    @cached_property
    def installed_a(self) -> dict[str, float]:
        """What each port is rated for as it is installed [A]."""
        return installed_a(self.site)

    @cached_property
    def fallback_a(self) -> dict[str, float]:
        """What each port draws when its station cannot be reached [A]; all that it can for a port in no group."""
        return least_fallbacks_a(self.site)

    @cached_property
    def guaranteed_a(self) -> dict[str, float]:
        """What each port is sure to get [A]; ports that are served in order of arrival are left out.

        A port in no group is held by its station alone: that its circuit may be overloaded is another finding.
        """
        result = {}
        for name, port in self.site.ports.items():
            owner = self._owner.get(name)
            if owner is not None and not policy_named(owner.policy).bounded:
                continue
            if name in self.managed_ports:
                result[name] = self.least_shares[name].current_a
            else:
                total_a = self.site.stations[port.station].jumper_total_a
                feeds = len(self.site.stations[port.station].ports)
                share_a = port.max_a if total_a is None else min(port.max_a, total_a / feeds)
                result[name] = share_a if port.steps is None else port.steps.round_down_a(share_a)
        for pool in self.network.pools:
            for position, module_a in zip(pool.ports, pool.module_a, strict=True):
                name = self.network.ports[position]
                if name in result:
                    result[name] = whole(result[name] / module_a) * module_a
        return result

    @cached_property
    def _owner(self) -> dict[str, Group]:
        """The group that decides how each port shares."""
        return deciding_groups(self.site)

    def holder(self, port: Port, share: ShareBound | None = None) -> Holder | None:
        """What keeps a port's least share (or another share of it) where it is; None for a port in no group."""
        if port.name not in self._owner:
            return None
        by = (share or self.least_shares[port.name]).limit.limit
        if by is None:
            owner = self._owner[port.name]
            return Holder(LimitId("group", owner.name), owner.path, owner)
        limit = self._limits[by]
        if limit.group is None:
            return Holder(by, limit.path, None)
        return Holder(LimitId("group", limit.group), limit.path, self.site.groups[limit.group])

    @cached_property
    def _limits(self) -> dict[LimitId, Limit]:
        return {limit.id: limit for limit in self.lowest_network.limits}

    def room_a(self, group: Group) -> float | None:
        """Continuous amperes that the equipment under a group could carry; None where it has no rating in amperes."""
        device = self.devices.get(self.anchor[group.name] or "")
        return None if device is None else usable_a(self, device)

    @cached_property
    def devices(self) -> dict[str, Device]:
        """The overcurrent device of each node that has one."""
        return {device.node: device for device in overcurrent_devices(self.site)}

    @cached_property
    def device_at(self) -> dict[Path, Device]:
        """The first device that each place in the file describes."""
        found: dict[Path, Device] = {}
        for device in self.devices.values():
            found.setdefault(device.path, device)
        return found

    def station_of(self, port: Port) -> Station:
        """The station that a port belongs to."""
        return self.site.stations[port.station]

    def system(self, node: str) -> VoltageSystem:
        """The voltage system at a node."""
        return self.site.system_at(node)
