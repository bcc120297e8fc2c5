"""A site at one moment, or at the envelopes of its week: the same site, with the limits and loads that hold then.

Everything that computes on a site computes on one of these, so schedules, charging times and metered loads need no
code of their own further up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.model.site import Load
from evsite.model.week import WEEK_MIN, Stretch, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from evsite.model.quantity import Quantity
    from evsite.model.site import Group, Port, Site
    from evsite.model.week import LoadWindow, Window


def changes(site: Site) -> tuple[int, ...]:
    """Minutes of the week at which a limit, a charging time or a load changes; 0 is always one."""
    return site.once("changes", lambda: _changes(site))


def _changes(site: Site) -> tuple[int, ...]:
    minutes = {0}
    for group in site.groups.values():
        minutes.update(edge for window in group.schedule for stretch in window.stretches for edge in stretch)
        minutes.update(edge for stretch in group.charging or () for edge in stretch)
    for station in site.stations.values():
        minutes.update(edge for stretch in station.charging or () for edge in stretch)
    for load in site.loads.values():
        minutes.update(edge for window in load.profile for stretch in window.stretches for edge in stretch)
    return tuple(sorted({minute % WEEK_MIN for minute in minutes}))


def varies(site: Site) -> bool:
    """Whether anything about the site depends on the time."""
    return len(changes(site)) > 1


def timed(site: Site) -> bool:
    """Whether the site file says anything for hours of the week, be it the same for all of them."""
    return (
        any(group.schedule or group.charging is not None for group in site.groups.values())
        or any(station.charging is not None for station in site.stations.values())
        or any(load.profile for load in site.loads.values())
    )


def site_at(
    site: Site, minute: int | None = None, loads: Mapping[str, Quantity] | None = None, *, by_record: bool = False
) -> Site:
    """The site at a minute of the week.

    Parameters
    ----------
    site
        The site.
    minute
        Minute of the week; None for the fixed limits, outside of all windows, and loads as they are given.
    loads
        Uncontrolled load by node, in A or kW, instead of what the file says is connected right there. It is
        taken off the limits of the groups on that node and above, as a site meter would.
    by_record
        A load with interval data draws the highest that was measured in that quarter of an hour of the
        week, instead of the highest of the whole record, which is what holds for a window as a whole.
    """
    if minute is None and not loads:
        return site
    moment = site
    if minute is not None:
        # what holds now holds for good: a moment has no week of its own
        groups = {name: group_at(group, minute) for name, group in site.groups.items()}
        moment = replace(
            site,
            groups={name: replace(group, schedule=(), charging=None) for name, group in groups.items()},
            loads={name: load_at(load, minute, by_record=by_record) for name, load in site.loads.items()},
            stations={
                name: station if station.charging is None else replace(station, charging=None)
                for name, station in site.stations.items()
            },
        )
        moment = _without(moment, _resting(site, minute))
    return measured(moment, loads) if loads else moment


def group_at(group: Group, minute: int) -> Group:
    """A group with the limit that holds at a minute of the week."""
    for window in group.schedule:
        if window.holds(minute):
            return replace(
                group,
                limit_a=window.limit_a,
                limit_kw=window.limit_kw,
                limit_apparent=window.limit_apparent,
                limit_given=True,
            )
    return group


def load_at(load: Load, minute: int, *, by_record: bool = False) -> Load:
    """Another load with what it draws at a minute of the week, for good.

    A window of its profile comes first; with `by_record`, then what was measured at that time of the week at most.
    """
    window = profile_at(load, minute)
    if window is not None:
        return replace(load, line_a=window.line_a, power_kva=window.power_kva, profile=(), measured=None)
    if by_record and load.recorded:
        assert load.measured is not None
        line_a, power_kva = load.measured.week.get(minute - minute % 15, (load.line_a, load.power_kva))
        return replace(load, line_a=line_a, power_kva=power_kva, profile=(), measured=None)
    return replace(load, profile=()) if load.profile else load


def profile_at(load: Load, minute: int) -> LoadWindow | None:
    """The window of a load's profile that holds at a minute of the week."""
    return next((window for window in load.profile if _within(window.stretches, minute)), None)


def states(site: Site) -> dict[int, tuple[Stretch, ...]]:
    """The states that the site takes in a week: the first minute of each, and the stretches in which it holds."""
    edges = changes(site)
    found: dict[object, list[Stretch]] = {}
    for start, end in zip(edges, [*edges[1:], WEEK_MIN], strict=True):
        limits = tuple(
            (at.limit_a, at.limit_kw, at.limit_apparent)
            for at in (group_at(group, start) for group in site.groups.values())
        )
        loads = tuple(tuple(load_at(load, start).line_a.items()) for load in site.loads.values() if load.profile)
        own = found.setdefault((limits, loads, frozenset(_resting(site, start))), [])
        if own and own[-1].end == start:
            own[-1] = Stretch(own[-1].start, end)
        else:
            own.append(Stretch(start, end))
    return {stretches[0].start: tuple(stretches) for stretches in found.values()}


def distinct_moments(site: Site) -> tuple[int, ...]:
    """One minute for each state that the site takes in a week, in the order of the week."""
    return site.once("distinct moments", lambda: tuple(states(site)))


def lower_envelope(site: Site, *, shut: bool = True) -> Site:
    """The site with the lowest limit of every group and the greatest of every other load, of the whole week.

    What holds here holds at every moment. A group that is limited in A at one time and in kW at another has both
    limits here. With `shut` false windows of 0 A or 0 kW are left out: there is no charging in them anyway.
    """
    if not varies(site):
        return site
    return site.once(("lower envelope", shut), lambda: _lower_envelope(site, shut=shut))


def _lower_envelope(site: Site, *, shut: bool) -> Site:
    groups: dict[str, Group] = {}
    for name, group in site.groups.items():
        in_a, in_kw = _limits_of_week(group)
        if not shut and any((*in_a, *in_kw)):
            # only a group that is never open has nothing but its zeros
            in_a, in_kw = list(filter(None, in_a)), list(filter(None, in_kw))
        if in_a or in_kw:
            # the lowest counts what a limit in kVA counts where one of them is: that is never less
            groups[name] = replace(
                group,
                limit_a=min(in_a, default=None),
                limit_kw=min(in_kw, default=None),
                limit_apparent=any(_apparent(group)),
            )
    loads = {name: _greatest(load) for name, load in site.loads.items()}
    return replace(site, groups=groups, loads=loads)


def upper_envelope(site: Site) -> Site:
    """The site with the greatest limit of every group and the greatest of every other load, of the whole week.

    What cannot be overloaded here cannot be at any moment. A group that is limited in A at one time and in kW at
    another has no limit here: neither holds always.
    """
    if not varies(site):
        return site
    return site.once("upper envelope", lambda: _upper_envelope(site))


def _upper_envelope(site: Site) -> Site:
    groups: dict[str, Group] = {}
    for name, group in site.groups.items():
        in_a, in_kw = _limits_of_week(group)
        if not (in_a and in_kw):
            groups[name] = replace(
                group,
                limit_a=max(in_a, default=None),
                limit_kw=max(in_kw, default=None),
                limit_apparent=all(_apparent(group)),
            )
    return replace(site, groups=groups, loads={name: _greatest(load) for name, load in site.loads.items()})


def _limits_of_week(group: Group) -> tuple[list[float], list[float]]:
    """The limits that a group has in a week, in A, and in kW or kVA; the fixed one where windows leave a gap."""
    covered = sum(end - start for window in group.schedule for start, end in window.stretches)
    holding: list[Window | Group] = [*group.schedule, *([group] if covered < WEEK_MIN else [])]
    in_a = [each.limit_a for each in holding if each.limit_a is not None]
    return in_a, [each.limit_kw for each in holding if each.limit_kw is not None]


def _apparent(group: Group) -> list[bool]:
    """Whether each of the limits of a group in kW or kVA, the fixed one and those of its schedule, is in kVA."""
    limits = [(group.limit_kw, group.limit_apparent)]
    limits += [(window.limit_kw, window.limit_apparent) for window in group.schedule]
    return [apparent for limit_kw, apparent in limits if limit_kw is not None]


def _greatest(load: Load) -> Load:
    line_a = dict(load.line_a)
    for window in load.profile:
        for leg, amps in window.line_a.items():
            line_a[leg] = max(line_a.get(leg, 0.0), amps)
    return replace(load, line_a=line_a, power_kva=max([load.power_kva, *(w.power_kva for w in load.profile)]))


def without_charging(site: Site, ports: Iterable[str]) -> tuple[Stretch, ...]:
    """When any of these ports may not charge: outside of charging times, and in windows of 0 A or 0 kW."""
    requested = set(ports)
    edges, found = changes(site), []
    for start, end in zip(edges, [*edges[1:], WEEK_MIN], strict=True):
        groups = (group_at(group, start) for group in site.groups.values())
        closed = {name for group in groups if 0 in {group.limit_a, group.limit_kw} for name in group.ports}
        if not requested.isdisjoint(closed | _resting(site, start)):
            found.append(Stretch(start, end))
    return joined(found)


def _resting(site: Site, minute: int) -> set[str]:
    """Ports that may not charge at a minute of the week."""
    resting: set[str] = set()
    for group in site.groups.values():
        if group.charging is not None and not _within(group.charging, minute):
            resting.update(group.ports)
    for station in site.stations.values():
        if station.charging is not None and not _within(station.charging, minute):
            resting.update(port.name for port in station.ports)
    return resting


def _within(stretches: Iterable[tuple[int, int]], minute: int) -> bool:
    return any(start <= minute < end for start, end in stretches)


def _without(site: Site, resting: set[str]) -> Site:
    if not resting:
        return site

    def still(port: Port) -> Port:
        return replace(port, max_a=0.0) if port.name in resting else port

    ports = {name: still(port) for name, port in site.ports.items()}
    return replace(site, ports=ports)


def measured(site: Site, loads: Mapping[str, Quantity]) -> Site:
    """The site with these uncontrolled loads, and every group's limit as the ceiling that they are taken off."""
    kept = {name: load for name, load in site.loads.items() if load.on not in loads}
    for node, quantity in loads.items():
        system = site.system_at(node)
        legs = system.legs if node not in site.circuits else site.circuits[node].connection.replace("N", "")
        spread = "".join(legs) if len(legs) > 1 else f"{legs[0]}N"
        connection = {"AC": "CA"}.get(spread, spread)
        kva_per_a = system.kva_per_a(connection)
        amps = quantity.value if quantity.unit == "A" else quantity.value / kva_per_a
        name = f"load on {node}"
        while name in kept:  # a load of the file may be called that; nothing looks this one up
            name = f"{name} now"
        kept[name] = Load(
            name=name,
            on=node,
            line_a=dict.fromkeys(legs, amps),
            power_kva=amps * kva_per_a,
            continuous=True,
            path=(),
            connection=connection,
        )
    groups = {name: replace(group, metered=True) for name, group in site.groups.items()}
    return replace(site, loads=kept, groups=groups)
