"""The numbers of a report: ratios and worst cases, group by group and port by port."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.allocation.premises import ENFORCED, control_notes
from evsite.analysis.oversubscription import oversubscription
from evsite.model.limit_id import ORDER
from evsite.model.moments import distinct_moments, site_at, tightest, widest
from evsite.proofs.equipment import equipment_loads
from evsite.proofs.guarantee import guarantees
from evsite.proofs.offline import fallback_loads
from evsite.studies.left_over import left_over
from evsite.studies.results import AllInUse, GroupReport, PortReport, SiteReport, WorstCase
from evsite.studies.week import MOST_STATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from evsite.model.limit_id import LimitId
    from evsite.model.site import Group, Site
    from evsite.proofs.equipment import EquipmentLoad


def report(
    site: Site, tell: Callable[[float], None] | None = None, fallback_a: Mapping[str, float] | None = None
) -> SiteReport:
    """The figures of a site with every port in use and every vehicle taking all that it can get.

    Amperes are those in each line conductor of the port's circuit; kW are at the voltage given beside them. Where
    ports have to take turns the figure is what they average over the cycle of the rotation. First come, first served
    promises nothing, so its worst case is 0. Limits are the fixed ones; guarantees and the greatest loads hold over the
    whole week, windows of 0 A or 0 kW aside. `tell` hears the share of the work that is done.
    `fallback_a` is what each port draws when nobody can reach it [A]; for a site at one moment of its week that is what
    it is set to for the whole week. Default: what the ports of this site are set to.
    """
    allocator = Allocator(site)
    moment = allocator.moment()
    delivered = allocator.delivered(moment)
    miles = site.settings.miles_per_kwh
    fallback_a = fallbacks_a(site) if fallback_a is None else fallback_a
    ports: dict[str, PortReport] = {}
    for index, (name, port) in enumerate(site.ports.items()):
        bounded = allocator.policies[name].bounded
        amps = 0.0 if not bounded else float(delivered.current_a[index])
        power_kw = amps * port.output_kw_per_a
        ports[name] = PortReport(
            port=name,
            circuit=port.circuit,
            phases=port.connection,
            voltage_v=port.voltage_v,
            rated_a=port.rated_a,
            max_a=port.max_a,
            all_in_use=AllInUse(
                current_a=amps,
                power_kw=power_kw,
                range_mi_per_h=power_kw * miles,
                limited_by=allocator.network.what_stops(index, int(delivered.limit[index])) if bounded else ORDER,
                longest_wait_h=float(delivered.wait_h[index]) if delivered.turns[index] else None,
            ),
            kw_per_a=port.output_kw_per_a,
        )
    groups = tuple(
        GroupReport(
            group=group.name,
            ports=len(group.ports),
            policy=group.policy,
            limit_a=group.limit_a,
            limit_kw=None if group.limit_apparent else group.limit_kw,
            limit_kva=group.limit_kw if group.limit_apparent else None,
            oversubscription=oversubscription(site, group, allocator.network),
            worst_case=_worst(group, ports),
        )
        for group in site.groups.values()
    )
    return SiteReport(
        site=site.name,
        nec=site.nec,
        miles_per_kwh=miles,
        groups=groups,
        ports=tuple(ports.values()),
        guarantees=guarantees(tightest(site, shut=False), tell=tell, fallback_a=fallback_a),
        equipment=greatest_loads(site, fallback_a),
        fallbacks=fallback_loads(site, fallback_a),
        left_over=left_over(site),
        premise=ENFORCED if site.managed_ports() else None,
        notes=control_notes(site),
    )


def greatest_loads(site: Site, fallback_a: Mapping[str, float]) -> tuple[EquipmentLoad, ...]:
    """The greatest load on every conductor over the whole week, each in the state that comes nearest to its rating.

    What offline stations may add is that of the state in which they come nearest to it, as a share of it.
    """
    worst: dict[LimitId, EquipmentLoad] = {}
    offline: dict[LimitId, float] = {}
    for moment in _states(site):
        for load in equipment_loads(moment, fallback_a):
            known = worst.get(load.limit)
            if known is None or load.greatest * known.allowed > known.greatest * load.allowed:
                worst[load.limit] = load
            share = load.with_offline / load.allowed if load.allowed else math.inf
            offline[load.limit] = max(offline.get(load.limit, 0.0), share if load.offline_adds else 0.0)
    return tuple(
        replace(load, with_offline=max(load.with_offline, load.allowed * offline[limit]))
        if 0 < offline[limit] < math.inf
        else load
        for limit, load in worst.items()
    )


def _states(site: Site) -> Iterator[Site]:
    """The site in every state of the week, or, where these are many, one that allows as much as any of them.

    A load of a meter's record is at its highest there. Where it is not continuous, a limit that it is taken off falls
    faster than the rating beside it, so the worst may be while it draws nothing: that is another state.
    """
    moments = distinct_moments(site)
    if len(moments) > MOST_STATES:
        sites = [widest(site)]
    else:
        sites = [site_at(site, minute) for minute in moments] if len(moments) > 1 else [site]
    yield from sites
    coming = {
        name
        for name, load in site.loads.items()
        if not load.continuous and (load.recorded or (load.profile and len(moments) > MOST_STATES))
    }
    for moment in sites if coming else ():
        quiet = {
            name: replace(load, line_a=dict.fromkeys(load.line_a, 0.0), power_kva=0.0) if name in coming else load
            for name, load in moment.loads.items()
        }
        yield replace(moment, loads=quiet)


def _worst(group: Group, ports: dict[str, PortReport]) -> WorstCase | None:
    if not group.ports:
        return None
    least = min(
        (ports[name] for name in group.ports), key=lambda port: (port.all_in_use.power_kw, port.all_in_use.current_a)
    )
    got = least.all_in_use
    return WorstCase(
        least.port, got.current_a, got.power_kw, got.range_mi_per_h, got.longest_wait_h is not None, got.longest_wait_h
    )
