"""Overloaded devices in words: who draws what, and what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import Cause, Device, Overload, by_family, is_branch, ways_out
from evsite.model.finding import Severity
from evsite.model.remedy import remedy
from evsite.network.titles import limit_title
from evsite.rounding import exceeds
from evsite.rules.rule import Problem, Problems, SiteAnalysis
from evsite.words import amps, count, format_number, names

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.proofs.equipment import EquipmentLoad

PLAIN: frozenset[Cause] = frozenset({"plain"})


def overload_problems(
    analysis: SiteAnalysis, causes: frozenset[Cause], wanted: Callable[[SiteAnalysis, Device], bool]
) -> Problems:
    """One problem for each family of devices that are overloaded for one of these causes."""
    chosen = [item for item in analysis.overloads if item.cause in causes and wanted(analysis, item.device)]
    for family in by_family(chosen):
        first = family[0]
        yield Problem(
            describe(analysis, first, [item.device.node for item in family]),
            first.device.path,
            remedy=remedy(*ways_out(analysis, first)),
            severity=None if first.shown else Severity.WARNING,
            label=f"{amps(first.device.rating_a)} {first.device.noun}",
            notes=overload_notes(analysis, first),
        )


def overload_notes(analysis: SiteAnalysis, overload: Overload) -> tuple[str, ...]:
    """Who does it, and what else is overloaded until it is put right."""
    load = analysis.proved(overload.device.node).get(overload.leg)
    notes = [who_overloads(analysis, load)] if load is not None and load.overloaded else []
    if load is not None and not overload.shown:
        notes.append(f"that it can is not proved: the most that was found is {amps(load.reached)}")
    if overload.upstream:
        notes.append(f"{names(overload.upstream)} can be overloaded too until this is put right")
    return tuple(notes)


def who_overloads(analysis: SiteAnalysis, load: EquipmentLoad) -> str:
    """The vehicles that overload a conductor, in words."""
    at: dict[float, list[str]] = {}
    for port, port_a in load.witness:
        at.setdefault(round(port_a, 2), []).append(port)
    order = analysis.number_of_port
    vehicles = " and ".join(f"{names(ports, order)} at {amps(port_a)}" for port_a, ports in at.items())
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


def any_device(_survey: SiteAnalysis, _device: Device) -> bool:
    """Every device."""
    return True
