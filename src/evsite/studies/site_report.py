"""The numbers of a report: ratios and worst cases, group by group and port by port."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_a
from evsite.allocation.premises import control_notes
from evsite.analysis.dwelling_service import dwelling_service
from evsite.analysis.home_runs import home_runs
from evsite.analysis.oversubscription import oversubscription
from evsite.analysis.record_notes import site_records, unfit_loads
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.model.installed import installed_a
from evsite.model.limit_id import ORDER
from evsite.model.moments import lower_envelope
from evsite.proofs.guarantee import guarantees
from evsite.proofs.offline import fallback_loads
from evsite.proofs.week_loads import greatest_loads
from evsite.rounding import exceeds, first_least
from evsite.studies.beside_load import beside_loads, left_of
from evsite.studies.left_over import left_over
from evsite.studies.premise import premise
from evsite.studies.results import AllInUse, GroupReport, PortReport, SiteReport, WorstCase
from evsite.studies.vehicles import listed_vehicles, mix_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from evsite.analysis.record_notes import RecordNotes
    from evsite.model.site import Group, Site
    from evsite.model.vehicles import Mix


ENABLING = (
    "at commissioning a group is enabled only once all of its stations are reachable and support power sharing (vendor "
    "guide, What could go wrong and how to fix it?)"
)
"""What has to be so before any of the groups holds its limit."""
CALCULATED = (
    "the calculated load of the dwelling is compared with its service alone: shares, guarantees and proofs "
    "of overloads do not count it; they count a load of [loads] with a meter's record of what it draws"
)
"""What is not rested on the calculated load of a dwelling."""


def report(
    site: Site,
    on_progress: Callable[[float], None] | None = None,
    fallback_a: Mapping[str, float] | None = None,
    mix: Mix | None = None,
    records: Sequence[RecordNotes] | None = None,
) -> SiteReport:
    """The figures of a site with every port in use and every vehicle taking all that it can get.

    Amperes are those in each line conductor of the port's circuit; kW are at the voltage given beside them. Where ports
    have to take turns the figure is what they average over the cycle of the rotation. First come, first served promises
    nothing, so its worst case is 0. Limits are the fixed ones; guarantees and the greatest loads hold over the whole
    week, windows of 0 A or 0 kW aside. Oversubscription is reported by ports and by power, after ChargePoint Power
    Sharing Reference Guide v1 (2025), "Oversubscription and Minimum Power Levels".

    Parameters
    ----------
    site
        The site.
    show
        Called with the share of the work that is done, from 0 to 1.
    fallback_a
        What each port draws when it cannot be reached, by port [A]; for a site at one moment of its week
        that is what it is set to for the whole week. Default: what the ports of this site are set to.
    mix
        Vehicles for which it is worked out what they get with every port in use; default none.
    records
        The meters' records of the loads; for a site at one moment those of the whole week. Default: those of
        this site.

    Returns
    -------
    SiteReport
        Figures of each group and each port [A, kW, mi/h], what each port is guaranteed, and the greatest load that can
        come onto each conductor.
    """
    allocator = Allocator(site)
    moment = allocator.moment()
    delivered = allocator.delivered(moment)
    miles = site.settings.miles_per_kwh
    fallback_a = fallbacks_a(site) if fallback_a is None else fallback_a
    installed = installed_a(site)
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
                limited_by=allocator.held_by(index, int(delivered.limit[index]), delivered.rounded)
                if bounded
                else ORDER,
                longest_wait_h=float(delivered.wait_h[index]) if delivered.turns[index] else None,
            ),
            kw_per_a=port.output_kw_per_a,
        )
    beside = beside_loads(site)
    groups = tuple(
        GroupReport(
            group=group.name,
            ports=len(group.ports),
            policy=group.policy,
            limit_a=group.limit_a,
            limit_kw=None if group.limit_apparent else group.limit_kw,
            limit_kva=group.limit_kw if group.limit_apparent else None,
            oversubscription=oversubscription(
                site, group, allocator.network, installed, left_of(beside.get(group.name))
            ),
            worst_case=_worst(group, ports),
            even_split_current_a=_even_split_a(site, group, ports),
            beside=beside.get(group.name),
        )
        for group in site.groups.values()
    )
    unfit = unfit_loads(site, site_records(site) if records is None else records)
    equipment = greatest_loads(site, fallback_a)
    return SiteReport(
        site=site.name,
        nec=site.nec,
        miles_per_kwh=miles,
        groups=groups,
        ports=tuple(ports.values()),
        guarantees=guarantees(lower_envelope(site, shut=False), on_progress=on_progress, fallback_a=fallback_a),
        equipment=equipment,
        fallbacks=fallback_loads(site, fallback_a),
        left_over=left_over(site),
        vehicles=listed_vehicles(site),
        mix=None if mix is None else mix_table(site, mix, [tuple(site.ports)]),
        home_runs=home_runs(site),
        dwelling=None if site.dwelling is None else dwelling_service(SiteAnalysis(site)),
        unfit=unfit,
        premise=premise(site, unfit, equipment),
        notes=(
            *control_notes(site),
            *([ENABLING] if site.groups else []),
            *([CALCULATED] if site.dwelling is not None else []),
        ),
    )


def _even_split_a(site: Site, group: Group, ports: Mapping[str, PortReport]) -> float | None:
    """What ports on phase pairs would share evenly, where they get less: their numbers on the pairs differ [A]."""
    if group.limit_a is None or group.on is None or group.on in site.circuits or not group.ports:
        return None
    if not site.system_at(group.on).three_phase:
        return None
    inside = [site.ports[name] for name in group.ports]
    if not {port.connection for port in inside} <= {"AB", "BC", "CA"} or len({port.max_a for port in inside}) > 1:
        return None
    least = first_least((ports[port.name].all_in_use for port in inside), lambda got: got.current_a)
    if least.limited_by.limit is None or (least.limited_by.limit.kind, least.limited_by.limit.owner) != (
        "group",
        group.name,
    ):
        return None
    even_a = math.sqrt(3) * group.limit_a / len(inside)
    return even_a if exceeds(even_a, least.current_a) and not exceeds(even_a, inside[0].max_a) else None


def _worst(group: Group, ports: dict[str, PortReport]) -> WorstCase | None:
    if not group.ports:
        return None
    least = first_least(
        (ports[name] for name in group.ports),
        lambda port: port.all_in_use.power_kw,
        lambda port: port.all_in_use.current_a,
    )
    got = least.all_in_use
    return WorstCase(
        least.port, got.current_a, got.power_kw, got.range_mi_per_h, got.longest_wait_h is not None, got.longest_wait_h
    )
