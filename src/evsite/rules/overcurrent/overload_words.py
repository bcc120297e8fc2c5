"""Overloaded devices in words: who draws what, and what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import is_branch
from evsite.analysis.existing_load import beside_meters, left_beside
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.words import amps, count, format_number, names

if TYPE_CHECKING:
    from evsite.analysis.device_loading import Overload
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.proofs.equipment import EquipmentLoad


def overload_notes(analysis: SiteAnalysis, overload: Overload) -> tuple[str, ...]:
    """Who does it, and what else is overloaded until it is put right."""
    load = analysis.proved(overload.device.node).get(overload.leg)
    notes = [who_overloads(analysis, load)] if load is not None and load.overloaded else []
    if load is not None and not overload.shown:
        notes.append(f"that it can is not proved: the most that was found is {amps(load.reached)}")
    device = overload.device
    if not device.full_rated:
        lines = beside_meters(analysis.site, device.node, device.rating_a)
        notes += [left_beside(line, analysis.site.nec) for line in lines if line.leg == overload.leg]
    if overload.upstream:
        notes.append(f"{names(overload.upstream)} can be overloaded too until this is put right")
    return tuple(notes)


def who_overloads(analysis: SiteAnalysis, load: EquipmentLoad) -> str:
    """The vehicles that overload a conductor, in words."""
    at: dict[float, list[str]] = {}
    for port, port_a in load.witness:
        at.setdefault(round(port_a, 2), []).append(port)
    vehicles = " and ".join(
        f"{names(ports, analysis.number_of_port)} at {amps(port_a)}" for port_a, ports in at.items()
    )
    carried = f"{format_number(load.witness_load)} of {amps(load.allowed)}"
    return f"with {vehicles} {limit_title(analysis.site, load.limit)} carries {carried}"


def describe(analysis: SiteAnalysis, overload: Overload, nodes: list[str]) -> str:
    """The sentence with the numbers: who draws what, what that asks for, and what is there."""
    device, other = overload.device, analysis.other_at(overload.device.node)
    continuous_a = overload.line_a + other.continuous_a.get(overload.leg, 0.0)
    noncontinuous_a = other.noncontinuous_a.get(overload.leg, 0.0)
    sum_text = f"1.25 x {amps(continuous_a)}" + (f" + {amps(noncontinuous_a)}" if noncontinuous_a else "")
    if exceeds(overload.required_a, other.required_ocpd_a(overload.leg, overload.line_a)):
        sum_text = "with other load as it is then"  # at another time of the week
    where = names(nodes)
    line = "" if is_branch(analysis, device) else f" on line {overload.leg}"
    each = " each" if len(nodes) > 1 else ""
    who = {
        "plain": f"{count(overload.ports, 'port')} and other load"
        if continuous_a != overload.line_a or noncontinuous_a
        else count(overload.ports, "port"),
        "unmanaged": f"{count(overload.ports, 'port')} that no group limits there",
        "below": f"the groups and ports below {where}",
        "outside": f"{count(len(overload.outsiders), 'port')} outside the group and the ports in it",
        "group": f"group {overload.group}",
        "full-rated": f"{count(overload.ports, 'port')}",
    }[overload.cause]
    can = "can" if overload.shown else "may"
    return (
        f"{where}: {who} {can} draw {amps(overload.line_a)} continuous{line}{each}; {sum_text} = "
        f"{amps(overload.required_a)}, above the {amps(device.rating_a)} {device.noun}"
    )
