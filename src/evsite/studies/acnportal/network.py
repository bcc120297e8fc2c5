"""The charging network of a site: its ports as EVSEs, its limits as constraints, and what acnportal does not know."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evsite.network.compile import compile_network
from evsite.network.limits import centre_v
from evsite.network.phasors import worst_case_subsets
from evsite.network.port_terms import branch_terms
from evsite.network.titles import limit_title
from evsite.studies.acnportal.notes import network_notes
from evsite.studies.acnportal.results import AcnConstraint, AcnEvse, AcnNetwork
from evsite.studies.acnportal.signed_sums import plain_sum, signed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.site import Port, Site
    from evsite.network.compile import Network
    from evsite.network.limits import Limit
    from evsite.network.places import Place
    from evsite.network.port_terms import Branch

_W_PER_KW = 1000
_LAST_BITS = 1e-12
"""By which products of the same ratings may differ."""
MOST_NUMBERS = 5_000_000
"""So many numbers acnportal's matrix may have: a row a limit, a column an EVSE. Above, limits that nothing can reach
are left out."""


def acn_network(site: Site, moment: Site | None = None) -> AcnNetwork:
    """The charging network of a site with the limits of one moment.

    Parameters
    ----------
    site
        The site.
    moment
        The site at a moment of its week (`site_at`); None for its fixed limits.

    Returns
    -------
    AcnNetwork
        Its EVSEs and constraints. A limit that holds a single port is its greatest current.
    """
    network = compile_network(site if moment is None else moment)
    evses, members = _evses(network.site, network)
    sums = _sums(network, members)
    if len(evses) * len(sums) > MOST_NUMBERS:
        sums = [each for each in sums if _reachable(each, evses)]
    constraints = _constraints(site, sums, evses)
    return AcnNetwork(evses, constraints, network_notes(site, evses, constraints, at_moment=moment is not None))


@dataclass(slots=True)
class _Sum:
    """What stands under a limit on one conductor: EVSEs by number, and what an ampere of each is there."""

    limit: Limit
    line: str | None
    evses: list[int] = field(default_factory=list)
    parts: list[complex] = field(default_factory=list)


_Members = list[tuple[int, "Branch"]]


def _evses(site: Site, network: Network) -> tuple[tuple[AcnEvse, ...], _Members]:
    found: list[AcnEvse] = []
    members: _Members = []
    branches = branch_terms(site, network.limits)
    turn_rad = branches[0][0].angle_rad if branches else 0.0
    first = next(iter(site.ports.values()), None)
    if first is not None and first.circuit is not None and first.connection is not None:
        # angles as they are on the circuit of the first port: 30 degrees for AB, as acnportal has them
        currents = site.circuits[first.circuit].system.currents(first.connection)
        own = currents[first.connection[0]]
        turn_rad -= math.atan2(own.imag, own.real)
    taken = set(site.ports)
    for port, cap_a, parts in zip(site.ports.values(), network.cap_a, branches, strict=True):
        for branch in parts:
            name = port.name
            if branch.line is not None:
                name = f"{port.name}.{branch.line}"
                while name in taken:
                    name += "_"
                taken.add(name)
            members.append((len(found), branch))
            found.append(_evse(name, port, cap_a, math.degrees(branch.angle_rad - turn_rad), len(parts)))
    return tuple(found), members


def _evse(name: str, port: Port, cap_a: float, angle_deg: float, lines: int) -> AcnEvse:
    steps_a = None
    if port.steps is not None:
        most_a = port.steps.round_down_a(cap_a)
        steps_a = tuple(each for each in port.steps.currents_a if each <= most_a)
        cap_a = most_a
    min_a = port.min_a or 0.0
    if cap_a < min_a:
        cap_a, steps_a = 0.0, None
    angle_deg = round(math.remainder(angle_deg, 360), 9)
    return AcnEvse(
        name,
        port.name,
        port.output_kw_per_a * _W_PER_KW / lines,
        180.0 if angle_deg == -180 else angle_deg + 0.0,
        cap_a,
        min_a if cap_a else 0.0,
        steps_a,
    )


def _sums(network: Network, members: _Members) -> list[_Sum]:
    """By limit, and by line where it holds each line of a three-phase feed alike, what is under it."""
    found: dict[tuple[int, str | None], _Sum] = {}
    left_out = _implied_by_lines(network)
    holders: dict[int, set[int]] = {}
    for position, terms in enumerate(network.terms):
        for index, _ in terms:
            holders.setdefault(index, set()).add(position)
    for number, branch in members:
        for index, part in branch.terms:
            limit = network.limits[index]
            if limit.implied or index in left_out or len(holders[index]) == 1:
                continue
            line = branch.line if limit.unit == "A" and limit.leg is None else None
            one = found.setdefault((index, line), _Sum(limit, line))
            one.evses.append(number)
            one.parts.append(part)
    return [found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or ""))]


def _implied_by_lines(network: Network) -> set[int]:
    """Limits of power, by number, that hold wherever the limits of the lines at their place do."""
    lines: dict[Place, dict[str, float]] = {}
    for limit in network.limits:
        if limit.leg is not None:
            by_leg = lines.setdefault(limit.place, {})
            by_leg[limit.leg] = min(limit.value, by_leg.get(limit.leg, math.inf))
    found = set()
    for index, limit in enumerate(network.limits):
        if limit.unit != "kW" or limit.place.kind != "node":
            continue
        system, by_leg = network.site.system_at(limit.place.name), lines.get(limit.place, {})
        by_lines_kva = sum(by_leg.get(leg, math.inf) for leg in system.legs) * centre_v(system) / _W_PER_KW
        if by_lines_kva <= limit.value * (1 + _LAST_BITS):
            found.add(index)
    return found


def _reachable(one: _Sum, evses: tuple[AcnEvse, ...]) -> bool:
    reach = sum(abs(part) * evses[number].max_a for number, part in zip(one.evses, one.parts, strict=True))
    return reach > one.limit.value


def _constraints(site: Site, sums: Iterable[_Sum], evses: tuple[AcnEvse, ...]) -> tuple[AcnConstraint, ...]:
    found: list[AcnConstraint] = []
    taken: set[str] = set()
    for one in sums:
        title = _title(site, one, taken)
        # of currents that point apart some alone can be more than all: each set of those is held
        parts = [one] if one.limit.leg is None else _worst_parts(one)
        for number, part in enumerate(parts, 1):
            name = title if len(parts) == 1 else f"{title}, set {number} of {len(parts)}"
            weights, stricter = _weights(site, part, evses)
            found.append(AcnConstraint(name, one.limit.value, tuple(zip(part.evses, weights, strict=True)), stricter))
    return tuple(found)


def _weights(site: Site, one: _Sum, evses: tuple[AcnEvse, ...]) -> tuple[list[float], bool]:
    """The numbers of a row, and whether it keeps more than its limit."""
    angles_rad = [math.radians(evses[number].angle_deg) for number in one.evses]
    weights = None if one.limit.leg is None else signed(one.parts, angles_rad)
    if weights is None:
        most_a = [evses[number].max_a for number in one.evses]
        weights, same = plain_sum([abs(part) for part in one.parts], angles_rad, most_a)
        return weights, not same
    if _begins_elsewhere(site, one, evses):
        weights = [-weight for weight in weights]
    return weights, False


def _worst_parts(one: _Sum) -> list[_Sum]:
    """The sets of EVSEs of which one puts the most on a conductor, whichever of them draw."""
    directions: dict[int, complex] = {}
    keys = [round(math.degrees(cmath.phase(part))) % 360 for part in one.parts]
    for key, part in zip(keys, one.parts, strict=True):
        directions.setdefault(key, part / abs(part))
    order = list(directions)
    return [
        _Sum(
            one.limit,
            one.line,
            [number for number, key in zip(one.evses, keys, strict=True) if order.index(key) in chosen],
            [part for part, key in zip(one.parts, keys, strict=True) if order.index(key) in chosen],
        )
        for chosen in worst_case_subsets(directions.values())
    ]


def _begins_elsewhere(site: Site, one: _Sum, evses: tuple[AcnEvse, ...]) -> bool:
    """Whether the first EVSE leaves the site by the conductor: line A carries AB less CA."""
    connection = site.ports[evses[one.evses[0]].port].connection
    return connection in {"AB", "BC", "CA"} and connection[0] != one.limit.leg


def _title(site: Site, one: _Sum, taken: set[str]) -> str:
    title = limit_title(site, one.limit.id)
    if one.line is not None:
        title += f" line {one.line}"
    if title in taken:
        title += f" {one.limit.unit}"
    while title in taken:
        title += "_"
    taken.add(title)
    return title
