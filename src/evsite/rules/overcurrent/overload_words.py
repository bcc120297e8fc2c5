"""Overloaded devices in words: who draws what, and what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.beside_meter import beside_meters, left_beside
from evsite.analysis.device_loading import is_branch
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.rules.limit_words import chargers, equipment_title
from evsite.rules.load_words import continuous_notes
from evsite.words import amps, format_number, names

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
    notes += continuous_notes(analysis, overload.device.node)
    device = overload.device
    if not device.full_rated and device.node not in analysis.unfit.nodes:
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


def describe(analysis: SiteAnalysis, overload: Overload, nodes: list[str]) -> tuple[str, str]:
    """What it is about, and the sentence with the numbers: who draws what, what that asks for, and what is there."""
    device, other = overload.device, analysis.other_at(overload.device.node)
    continuous_a = overload.line_a + other.continuous_a.get(overload.leg, 0.0)
    noncontinuous_a = other.noncontinuous_a.get(overload.leg, 0.0)
    up_to = "" if overload.shown else "up to "
    sum_text = f"{up_to}1.25 x {amps(continuous_a)}" + (f" + {amps(noncontinuous_a)}" if noncontinuous_a else "")
    if exceeds(overload.required_a, other.required_ocpd_a(overload.leg, overload.line_a)):
        sum_text = f"{up_to}with other load as it is then"  # at another time of the week
    line = "" if is_branch(analysis, device) or overload.lines_equal else f" on line {overload.leg}"
    with_other = " and other load" if overload.ports and continuous_a != overload.line_a else ""
    each = " each" if len(nodes) > 1 else ""
    return (
        equipment_title(analysis, nodes),
        (
            f"{_who(analysis, overload)}{with_other}{each}, {sum_text} = "
            f"{amps(overload.required_a)}{line}, above the {amps(device.rating_a)} {device.noun}"
        ),
    )


def _who(analysis: SiteAnalysis, overload: Overload) -> str:
    """Who draws it: "2 chargers without load management", "group EV1"."""
    ports = analysis.ports_below[overload.device.node]
    if overload.cause == "unmanaged":
        return f"{chargers(analysis, ports)} without load management"
    if overload.cause == "below":
        return "what the groups and chargers further down may draw together"
    if overload.cause == "outside":
        outside = [analysis.site.ports[name] for name in overload.outsiders]
        return f"{chargers(analysis, outside)} outside the group, with those in it"
    if overload.cause == "group":
        return f"the limit of group {overload.group}"
    return chargers(analysis, ports) if ports else "other load"
