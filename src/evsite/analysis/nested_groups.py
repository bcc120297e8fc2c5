"""Groups inside each other, their limits beside each other, and the models of stations in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.catalog import StationModel
    from evsite.model.site import Group, Station


def groups_around(analysis: SiteAnalysis, inner: Group) -> Iterator[Group]:
    """Groups that a group lies in: all its ports are theirs, and where they have no other, they sit further up."""
    # a group around this one holds its first port, too
    for outer in analysis.groups_of_port[inner.ports[0]] if inner.ports else ():
        if _is_inside(analysis, inner, outer):
            yield outer


def _is_inside(analysis: SiteAnalysis, inner: Group, outer: Group) -> bool:
    small, large = analysis.group_ports[inner.name], analysis.group_ports[outer.name]
    if small < large:
        return True
    if small != large:
        return False
    node, above = analysis.anchor[inner.name], analysis.anchor[outer.name]
    return node is not None and above is not None and node != above and above in analysis.site.way_up(node)


def comparable_limits(analysis: SiteAnalysis, inner: Group, outer: Group) -> tuple[float, float] | None:
    """Both limits in one unit; None where they are in different units or on different sides of a transformer."""
    if inner.limit_kw is not None and outer.limit_kw is not None:
        return inner.limit_kw, outer.limit_kw
    if inner.limit_a is None or outer.limit_a is None:
        return None
    voltages = {
        analysis.site.system_at(node).line_v
        for node in (analysis.anchor[inner.name], analysis.anchor[outer.name])
        if node
    }
    return (inner.limit_a, outer.limit_a) if len(voltages) == 1 else None


def any_nested(analysis: SiteAnalysis, groups: Sequence[Group]) -> bool:
    """Whether two of some groups lie in each other."""
    ports = [analysis.group_ports[group.name] for group in groups]
    return any(one <= other for place, one in enumerate(ports) for other in [*ports[:place], *ports[place + 1 :]])


def models_in_groups(analysis: SiteAnalysis) -> Iterator[tuple[StationModel, list[Station], list[Group]]]:
    """Every model of stations in groups, with these stations and groups."""
    users: dict[str, tuple[StationModel, dict[str, Station], dict[str, Group]]] = {}
    for group in analysis.site.groups.values():
        for name in dict.fromkeys(analysis.site.ports[port].station for port in group.ports):
            station = analysis.site.stations[name]
            if station.model is not None:
                _, stations, groups = users.setdefault(station.model.id, (station.model, {}, {}))
                stations[name], groups[group.name] = station, group
    for model, stations, groups in users.values():
        yield model, list(stations.values()), list(groups.values())
