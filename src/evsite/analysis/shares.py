"""What ports are sure of, what serves a vehicle at all, and which limit holds ports down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import J1772_MINIMUM_A
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.site_analysis import Holder, SiteAnalysis
    from evsite.model.site import Group, Port


def least_served_a(analysis: SiteAnalysis, port: Port) -> float:
    """The current below which an AC port is not served [A]; all that it is built for where that is less."""
    return min(port.max_a, max(J1772_MINIMUM_A, analysis.min_charging_current_a[port.name]))


def offered_a(analysis: SiteAnalysis, port: Port) -> float:
    """The least that a port offers while it is served [A]: where ports take turns, what begins a turn."""
    return max(analysis.least_shares[port.name].current_a, least_served_a(analysis, port))


def takes_turns(analysis: SiteAnalysis, port: Port, current_a: float) -> bool:
    """Whether a share is too small for a port to charge with, so that it is what turns give it on average."""
    return exceeds(least_served_a(analysis, port), current_a)


def starved(analysis: SiteAnalysis, port: Port) -> bool:
    """Whether an AC port in a group has less than it takes to be served, even with no other port of a group in use."""
    slot = analysis.own_slots.get(port.name)
    return slot is not None and not port.dc and exceeds(least_served_a(analysis, port), slot.current_a)


def shares_with_a_bound(analysis: SiteAnalysis) -> list[Port]:
    """AC ports in groups that are sure of something: not those that are served in order of arrival."""
    return [
        port
        for port in analysis.site.ports.values()
        if port.name in analysis.managed_ports and port.name in analysis.guaranteed_a and not port.dc
    ]


def by_holder(analysis: SiteAnalysis, ports: Iterable[Port]) -> list[tuple[Holder | None, list[Port]]]:
    """Ports by the group that holds them, those in none by their station's table.

    Ports whose least share some occupancy gives are apart from those with a lower bound only: what is sure of the
    first is not made doubtful by the others.
    """
    found: dict[object, tuple[Holder | None, list[Port]]] = {}
    for port in ports:
        item = analysis.holder(port)
        key = item.limit if item else analysis.site.stations[port.station].path
        found.setdefault((key, analysis.least_shares[port.name].exact), (item, []))[1].append(port)
    return list(found.values())


def one_connection(analysis: SiteAnalysis, group: Group) -> bool:
    """Whether the ports of a group are connected to the same lines."""
    return len({analysis.site.ports[name].connection for name in group.ports}) == 1


def one_rating(analysis: SiteAnalysis, group: Group) -> bool:
    """Whether the ports of a group have one rating, as they are installed."""
    return len({analysis.installed_a[name] for name in group.ports}) == 1
