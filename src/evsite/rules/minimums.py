"""What every port is sure to get: the floor of sharing against what vehicles and jurisdictions need."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.formulas import exceeds
from evsite.model.finding import Severity
from evsite.rules.registry import GUIDE, Example, Problem, rule
from evsite.rules.snippets import circuit, group, site, stations
from evsite.toml_text import assignment
from evsite.words import alternatives, amount, amps, amps_at_most, count, kw, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evsite.analysis.site_analysis import Holder, Survey
    from evsite.model.finding import Anchor
    from evsite.model.site import Group, Port

J1772_MINIMUM_A = 6.0
"""Least current that a J1772 pilot can offer [A]."""
ADVISED_MINIMUM_A = 8.0
"""Least current that the vendor guide advises; some vehicles stop below [A]."""


def shared(
    ports: int, limit: str = "80 A", *, policy: str = "equal", site_keys: str = "", system: str = "208Y/120"
) -> str:
    """A circuit of 100 A that so many 80 A ports share."""
    return site(
        circuit(breaker="100 A")
        + stations("80 A", 'circuit = "C"', f"count = {ports}\ndisconnect = true")
        + group("C", f'on = "C"\npolicy = "{policy}"\nlimit = "{limit}"'),
        site_keys=site_keys,
        system=system,
    )


@rule(
    "EV405",
    "share-below-6-a",
    "every port can be offered at least 6 A with all ports in use",
    Severity.ERROR,
    asks="The least equal share of a group's AC ports is 6 A or more, also under the lowest limit of its schedule; "
    "windows of 0 A aside.",
    why="A J1772 station cannot offer less than 6 A: below that some vehicles have to wait for their turn.",
    guide="SAE J1772; " + GUIDE + ", Oversubscription and Minimum Power Levels",
    inputs=("groups.*.limit", "stations.*.count"),
    failing=Example(shared(14)),
    passing=Example(shared(13)),
)
def share_below_6_a(survey: Survey) -> Iterator[Problem]:
    """Groups whose ports can fall below what a pilot can offer."""
    for item, ports in _below(survey, 0.0, J1772_MINIMUM_A):
        yield _share_problem(survey, item, ports, J1772_MINIMUM_A, "the 6 A that a station can offer at least")


@rule(
    "EV406",
    "share-below-8-a",
    "every port is offered at least 8 A with all ports in use",
    Severity.WARNING,
    asks="The least equal share of a group's AC ports is 8 A or more.",
    why="Some vehicles stop charging, or charge badly, below 8 A; the vendor advises 8 A for most applications.",
    guide=f"{GUIDE}, What is Power Sharing",
    inputs=("groups.*.limit", "stations.*.count"),
    failing=Example(shared(11)),
    passing=Example(shared(10)),
)
def share_below_8_a(survey: Survey) -> Iterator[Problem]:
    """Groups whose ports can fall below what vehicles take well."""
    for item, ports in _below(survey, J1772_MINIMUM_A, ADVISED_MINIMUM_A):
        yield _share_problem(survey, item, ports, ADVISED_MINIMUM_A, "the 8 A that some vehicles need")


def _below(survey: Survey, low_a: float, high_a: float) -> list[tuple[Holder, list[Port]]]:
    """AC ports whose floor lies in [low, high), by the group that holds them there."""
    ports = [
        port
        for port in survey.site.ports.values()
        if port.name in survey.managed_ports
        and port.name in survey.guaranteed_a
        and not port.dc
        and not exceeds(high_a, port.max_a)
        and exceeds(high_a, survey.floors[port.name].amps_a)
        and not exceeds(low_a, survey.floors[port.name].amps_a)
    ]
    return [(item, held) for item, held in by_holder(survey, ports) if item is not None]


def _share_problem(survey: Survey, item: Holder, ports: list[Port], least_a: float, what: str) -> Problem:
    worst = min(ports, key=lambda port: survey.floors[port.name].amps_a)
    floor = survey.floors[worst.name]
    power_kw = floor.amps_a * worst.output_kw_per_a
    reach = ("gets" if len(ports) == 1 else "get") if floor.exact else "may get only"
    return Problem(
        f"{item.title}: with everything in use {count(len(ports), 'port')} {reach} {amps(floor.amps_a)} "
        f"({kw(power_kw)} at {amount(worst.voltage_v)} V), below {what}",
        item.path,
        anchor=holder_anchor(item),
        # a floor that no occupancy is known to reach is not proof enough for an error
        severity=None if floor.exact else Severity.WARNING,
        remedy=ways_up(survey, item.group, floor.amps_a, least_a),
    )


def holder_anchor(item: Holder) -> Anchor:
    """Point at a limit that is written down, or at the table whose default it is."""
    return "header" if item.group is not None and not item.group.limit_given else "value"


def ways_up(survey: Survey, item: Group | None, floor_a: float, least_a: float) -> str:
    """Edits that bring the least share up: fewer ports, or a higher limit where the equipment has room for it."""
    if item is None:
        return f"{amount(math.ceil(least_a / floor_a * 100)) if floor_a else 'more'} % of this rating, or fewer ports"
    item = survey.lowest(item)
    scheduled = bool(item.schedule)
    fewer = math.floor(len(item.ports) * floor_a / least_a * (1 + 1e-9))
    parts = [f"at most {count(fewer, 'port')}"] if fewer and _alike(survey, item) else []
    if not floor_a:
        return alternatives(parts)
    grow = least_a / floor_a
    if item.limit_a is not None:
        needed = math.ceil(item.limit_a * grow * 10 * (1 - 1e-9)) / 10
        room = survey.room_a(item)
        if room is None or not exceeds(needed, room):
            parts.append(_limit(f"{amount(needed)} A", scheduled=scheduled))
        elif not parts:
            parts.append(
                f"larger equipment: it takes a limit of {amps(needed)}, and {amps_at_most(room)} is what there is"
            )
    else:
        assert item.limit_kw is not None
        needed = math.ceil(item.limit_kw * grow * 10 * (1 - 1e-9)) / 10
        if _is_enough(survey, item, needed, least_a) or not parts:
            parts.append(_limit(f"{amount(needed)} {item.power_unit}", scheduled=scheduled))
    return alternatives(parts)


def _is_enough(survey: Survey, item: Group, limit_kw: float, least_a: float) -> bool:
    """Whether a higher limit in kW brings the ports of a group up; the equipment below it may stand in the way."""
    from evsite.proofs.lower_bound import port_floors

    raised = {**survey.lowest_site.groups, item.name: replace(item, limit_kw=limit_kw)}
    floors = port_floors(replace(survey.lowest_site, groups=raised))
    return not any(exceeds(least_a, floors[name].amps_a) for name in item.ports)


def _limit(text: str, *, scheduled: bool) -> str:
    return f"limits of at least {text} at every hour of its schedule" if scheduled else assignment("limit", text)


def _alike(survey: Survey, item: Group) -> bool:
    """Whether the ports of a group are alike, on one pair: fewer of them raise the share in proportion."""
    kinds = {(survey.site.ports[name].connection, survey.site.ports[name].max_a) for name in item.ports}
    return len(kinds) == 1


@rule(
    "EV407",
    "share-below-minimum-power",
    "every port gets the jurisdiction's least power with all ports in use",
    Severity.ERROR,
    asks="At its own voltage each port gets at least `min_power` of the site with everything in use.",
    why="Several jurisdictions set a floor under managed charging; a floor in kW is more amperes at 208 V than "
    "at 240 V.",
    guide="the adopted local code (site.min_power)",
    inputs=("site.min_power", "groups.*.limit"),
    failing=Example(shared(6, site_keys='min_power = "3.3 kW"')),
    passing=Example(shared(5, site_keys='min_power = "3.3 kW"')),
)
def share_below_minimum_power(survey: Survey) -> Iterator[Problem]:
    """Ports that can fall below the power that the site promises."""
    wanted = survey.site.table.min_power
    if wanted is None:
        return
    least_kw = wanted.value
    short = [
        port
        for port in survey.site.ports.values()
        if port.name in survey.guaranteed_a and exceeds(least_kw, survey.guaranteed_a[port.name] * port.output_kw_per_a)
    ]
    for item, ports in by_holder(survey, short):
        worst = min(ports, key=lambda port: survey.guaranteed_a[port.name] * port.output_kw_per_a)
        got_a = survey.guaranteed_a[worst.name]
        needed_a = least_kw / worst.output_kw_per_a
        exact = survey.floors[worst.name].exact
        yield Problem(
            f"{item.title if item else names(sorted({port.station for port in ports}))}: "
            f"with everything in use {count(len(ports), 'port')} get{'s' if len(ports) == 1 else ''} "
            f"{kw(got_a * worst.output_kw_per_a)} ({amps(got_a)} at {amount(worst.voltage_v)} V), below {kw(least_kw)} "
            f"({amps(needed_a)})",
            item.path if item else survey.site.stations[worst.station].path,
            anchor=holder_anchor(item) if item else "header",
            severity=None if exact else Severity.WARNING,
            remedy=ways_up(survey, item.group, got_a, needed_a) if item else f"ports of at least {kw(least_kw)}",
        )


def by_holder(survey: Survey, ports: Iterable[Port]) -> list[tuple[Holder | None, list[Port]]]:
    """Ports by the group that holds them, those in none by their station's table."""
    found: dict[object, tuple[Holder | None, list[Port]]] = {}
    for port in ports:
        item = survey.holder(port)
        key = item.title if item else survey.site.stations[port.station].path
        found.setdefault(key, (item, []))[1].append(port)
    return list(found.values())


@rule(
    "EV408",
    "no-floor-first-come",
    "first come, first served guarantees nothing",
    Severity.INFO,
    asks="A group that serves in the order of arrival is meant to leave later vehicles without power.",
    why="Whoever comes late may get nothing until somebody leaves: no minimum can be promised.",
    guide=f"{GUIDE}, Oversubscription and Minimum Power Levels",
    inputs=("groups.*.policy",),
    failing=Example(shared(5, policy="fcfs")),
    passing=Example(shared(5)),
)
def no_floor_first_come(survey: Survey) -> Iterator[Problem]:
    """Groups without any minimum."""
    for item in survey.site.groups.values():
        if item.policy == "fcfs" and len(item.ports) > 1:
            yield Problem(
                f"group {item.name}: under first come, first served a vehicle may get 0 A",
                (*item.path, "policy"),
                remedy='policy = "equal" where every vehicle has to get something',
            )
