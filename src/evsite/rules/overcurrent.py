"""Continuous load on overcurrent devices: branch breakers, panel mains, services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.device_loading import Cause, Device, Overload, by_family, is_branch, is_feeder, ways_out
from evsite.model.finding import Severity
from evsite.network.places import node_place
from evsite.network.titles import limit_title
from evsite.rules.registry import GUIDE, Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.words import alternatives, amount, amps, count, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evsite.analysis.site_analysis import Survey
    from evsite.model.site import Site
    from evsite.proofs.equipment import EquipmentLoad

_PLAIN: frozenset[Cause] = frozenset({"plain"})


def overload_problems(
    survey: Survey, causes: frozenset[Cause], wanted: Callable[[Survey, Device], bool]
) -> Iterator[Problem]:
    """One problem for each family of devices that are overloaded for one of these causes."""
    chosen = [item for item in survey.overloads if item.cause in causes and wanted(survey, item.device)]
    for family in by_family(chosen):
        first = family[0]
        yield Problem(
            describe(survey, first, [item.device.node for item in family]),
            first.device.path,
            remedy=ways_out(survey, first),
            label=f"{amps(first.device.rating_a)} {first.device.noun}",
            notes=overload_notes(survey, first),
        )


def overload_notes(survey: Survey, overload: Overload) -> tuple[str, ...]:
    """Who does it, and what else is overloaded until it is put right."""
    node = overload.device.node
    load = survey.equipment.load_on(node_place(node), None if node in survey.site.circuits else overload.leg)
    notes = [who_overloads(survey.site, load)] if load is not None and load.overloaded else []
    if overload.upstream:
        notes.append(f"{names(overload.upstream)} can be overloaded too until this is put right")
    return tuple(notes)


def who_overloads(site: Site, load: EquipmentLoad) -> str:
    """The vehicles that overload a conductor, in words."""
    at: dict[float, list[str]] = {}
    for port, port_a in load.witness:
        at.setdefault(round(port_a, 2), []).append(port)
    vehicles = " and ".join(f"{names(ports)} at {amps(port_a)}" for port_a, ports in at.items())
    return (
        f"with {vehicles} {limit_title(site, load.limit)} carries {amount(load.witness_load)} of {amps(load.allowed)}"
    )


def describe(survey: Survey, overload: Overload, nodes: list[str]) -> str:
    """The sentence with the numbers: who draws what, what that asks for, and what is there."""
    device, other = overload.device, survey.other_at(overload.device.node)
    continuous_a = overload.line_a + other.continuous_a.get(overload.leg, 0.0)
    noncontinuous_a = other.noncontinuous_a.get(overload.leg, 0.0)
    sum_text = f"1.25 x {amps(continuous_a)}" + (f" + {amps(noncontinuous_a)}" if noncontinuous_a else "")
    where = names(nodes)
    line = "" if is_branch(survey, device) else f" on line {overload.leg}"
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
    return (
        f"{where}: {who} can draw {amps(overload.line_a)} continuous{line}{each}; {sum_text} = "
        f"{amps(overload.required_a)}, above the {amps(device.rating_a)} {device.noun}"
    )


_BRANCH_OK = circuit(breaker="40 A") + stations("32 A")


@rule(
    "EV101",
    "branch-continuous-load",
    "the breaker of a branch circuit is at least 125 % of its charging load",
    Severity.ERROR,
    asks="The breaker is at least 125 % of the continuous load of the circuit plus its other load.",
    why="Charging runs for hours, and a breaker in a panel carries only 80 % of its rating for that long.",
    topics=("evse-overcurrent", "branch-rating"),
    inputs=("circuits.*.breaker", "stations.*.max_current", "stations.*.setting", "groups.*.limit"),
    failing=Example(site(circuit(breaker="35 A") + stations("32 A"))),
    passing=Example(site(_BRANCH_OK)),
)
def branch_continuous_load(survey: Survey) -> Iterator[Problem]:
    """Branch breakers that are too small for what hangs on them."""
    return overload_problems(survey, _PLAIN, is_branch)


@rule(
    "EV102",
    "feeder-continuous-load",
    "the main of a panel is at least 125 % of the charging load below it",
    Severity.ERROR,
    asks="On every line the main is at least 125 % of the continuous load plus the other load; currents of "
    "different pairs add as phasors. A group's setpoint on the panel counts as its load, one above it does not.",
    why="No demand factor applies to charging equipment: every port counts in full unless a group limits it.",
    topics=("evse-overcurrent", "feeder-rating"),
    inputs=("panels.*.main", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=Example(site(_BRANCH_OK + '[loads.HVAC]\non = "EV1"\ncurrent = "330 A"\n')),
    passing=Example(site(_BRANCH_OK + '[loads.HVAC]\non = "EV1"\ncurrent = "200 A"\n')),
)
def feeder_continuous_load(survey: Survey) -> Iterator[Problem]:
    """Panel mains that are too small for what hangs below them."""
    return overload_problems(survey, _PLAIN, is_feeder)


@rule(
    "EV103",
    "service-continuous-load",
    "a service is at least 125 % of the charging load below it",
    Severity.ERROR,
    asks="On every line the service is at least 125 % of the continuous load plus the other load.",
    why="Service conductors and disconnects are sized like feeders: continuous load counts 125 %.",
    topics=("evse-overcurrent", "service-conductors", "service-disconnect"),
    inputs=("supplies.*.rating", "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=Example(site(_BRANCH_OK + '[loads.Hall]\non = "U"\ncurrent = "650 A"\n')),
    passing=Example(site(_BRANCH_OK + '[loads.Hall]\non = "U"\ncurrent = "600 A"\n')),
)
def service_continuous_load(survey: Survey) -> Iterator[Problem]:
    """Services that are too small for what hangs below them."""
    return overload_problems(survey, _PLAIN, lambda s, d: not is_branch(s, d) and not is_feeder(s, d))


def _any(_survey: Survey, _device: Device) -> bool:
    return True


_TWENTY = circuit(breaker="100 A", more="count = 20") + stations("80 A", more="count = 20")
_TEN_ON_ONE = circuit(breaker="100 A") + stations("80 A", circuits='circuit = "C"', more="count = 10")


@rule(
    "EV403",
    "needs-group",
    "equipment that its ports can overload has a power-sharing group",
    Severity.ERROR,
    asks="Where the ports below a breaker, a main or a service can draw more than it may carry, a group on it "
    "limits them. "
    "A group further down counts with its limit, a group further up does not count.",
    why="Only a load-management system, or smaller equipment, may lower the load of charging: there is no demand "
    "factor.",
    topics=("ems-load", "evse-overcurrent", "feeder-rating"),
    guide=f"{GUIDE}, Benefits of Power Sharing",
    inputs=("groups.*.on", "groups.*.limit", "circuits.*.breaker", "panels.*.main", "supplies.*.rating"),
    failing=(Example(site(_TWENTY)), Example(site(_TEN_ON_ONE))),
    passing=(
        Example(site(_TWENTY + group("EV1", 'on = "EV1"'))),
        Example(site(_TEN_ON_ONE + group("C", 'on = "C"\nlimit = "80 A"'))),
    ),
)
def needs_group(survey: Survey) -> Iterator[Problem]:
    """Devices that their ports overload and that no group protects."""
    return overload_problems(survey, frozenset({"unmanaged", "below"}), _any)


@rule(
    "EV404",
    "ports-outside-group",
    "every port on equipment that relies on a group is in that group",
    Severity.ERROR,
    asks="A device that fits its load only thanks to a group has no ports beside that group that overload it.",
    why="A load-management system cannot hold back what it does not control.",
    topics=("ems-load", "ems-limits"),
    guide="engineering: scope of the load-management system",
    inputs=("groups.*.members", "groups.*.limit"),
    failing=Example(
        site(
            _TWENTY
            + group("G", 'members = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"]\nlimit = "300 A"')
        )
    ),
    passing=Example(site(_TWENTY + group("G", 'members = "S"\nlimit = "300 A"'))),
)
def ports_outside_group(survey: Survey) -> Iterator[Problem]:
    """Devices that ports outside the group overload."""
    return overload_problems(survey, frozenset({"outside"}), _any)


def _assembly(keys: str) -> str:
    return site(
        circuit(breaker="100 A", more="count = 20")
        + stations("80 A", more="count = 20\ndisconnect = true")
        + group("EV1", 'on = "EV1"\nlimit = "380 A"')
    ).replace('bus = "400 A"', f'bus = "400 A"\n{keys}')


@rule(
    "EV113",
    "full-rated-assembly",
    "an assembly listed for 100 % is still asked for 125 % by article 625",
    Severity.WARNING,
    asks="Where only the 100 % listing of an assembly makes the load pass, the authority has accepted that.",
    why="The exception for 100 % rated assemblies stands in the rules for feeders; 625.41 asks for 125 % without it.",
    topics=("feeder-rating", "evse-overcurrent"),
    inputs=("panels.*.rated_100_percent", "supplies.*.rated_100_percent"),
    failing=Example(_assembly("rated_100_percent = true")),
    passing=Example(site(_TWENTY + group("EV1", 'on = "EV1"\nlimit = "320 A"'))),
)
def full_rated_assembly(survey: Survey) -> Iterator[Problem]:
    """Devices that pass only because they are listed for 100 %."""
    for overload in survey.overloads:
        if overload.cause == "full-rated":
            device = overload.device
            yield Problem(
                f"{describe(survey, overload, [device.node])}; it passes as a 100 % rated assembly, but article "
                f"625 has no such "
                "exception",
                device.path,
                remedy=alternatives(["ask the authority having jurisdiction", ways_out(survey, overload)]),
            )
