"""From a site to inequalities: which ports stand under which limits, with which current phasors.

Ports that no limit can distinguish are one *atom*: they hang under the same limits with the same phasors. A limit that
holds a single port becomes that port's ceiling, and a limit that the ceilings below it can never reach takes no part in
sharing (its load is still reported). What remains are rows, one for each way in which a conductor can be loaded most;
each says `|sum of coefficient * amperes over its atoms| <= limit`.

Pure Python: a check needs this and no arrays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.model.limit_id import CHARGING_TIMES, PORT_RATING, POWER_SELECT, by_limit
from evsite.network.limits import Limit, site_limits
from evsite.network.phasors import worst_case_subsets
from evsite.network.port_terms import PortTerms, port_terms
from evsite.network.steering import SteeredPool, groups_across, steered_pools
from evsite.rounding import TOLERANCE, whole

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from evsite.model.limit_id import LimitedBy
    from evsite.model.site import Port, Site
    from evsite.network.limits import LimitKey
    from evsite.network.port_terms import Terms


@dataclass(slots=True)
class Constraint:
    """One inequality over atoms: `|sum of coefficient * amperes| <= value` of limit number `limit`."""

    limit: int
    value: float
    atoms: list[int]
    coefficients: list[complex]


@dataclass
class Network:
    """The limits of a site, compiled.

    `ports` fixes the order of everything that is by port: `atom`, `cap_a` (most that a port can draw, by itself and
    by limits that hold it alone) and `cap_by` (who says so). `parts` has, by port, every limit above it, and `terms`
    the same in one list. `watched` holds rows that take no part in sharing: of equipment that nothing but the groups
    protects.
    """

    site: Site
    unheld: frozenset[str]
    """Ports that may draw what their stations are built for, whatever their limits say; the others keep to them."""
    ports: tuple[str, ...]
    limits: list[Limit]
    cap_a: list[float]
    cap_by: list[LimitedBy]
    parts: list[PortTerms]
    atom: list[int] = field(default_factory=list)
    atoms: int = 0
    rows: list[Constraint] = field(default_factory=list)
    watched: list[Constraint] = field(default_factory=list)
    pools: list[SteeredPool] = field(default_factory=list)
    """Power modules that ports share, in whole modules; none where equipment is watched."""

    @cached_property
    def terms(self) -> list[Terms]:
        """By port, every limit above it with what one ampere of the port adds to it."""
        return [each.together for each in self.parts]

    @cached_property
    def ways(self) -> list[tuple[Terms, list[int]]]:
        """The terms above circuits, once for all ports that share them, and the numbers of these ports."""
        found: dict[int, tuple[Terms, list[int]]] = {}
        for number, (_, above) in enumerate(self.parts):
            found.setdefault(id(above), (above, []))[1].append(number)
        return list(found.values())

    @cached_property
    def ports_of_limit(self) -> list[list[int]]:
        """The ports below every limit, by number."""
        found: list[list[int]] = [[] for _ in self.limits]
        for number, terms in enumerate(self.terms):
            for index, _ in terms:
                found[index].append(number)
        return found

    def limits_over(self, ports: Container[str]) -> set[int]:
        """The numbers of the limits over any of some ports."""
        found: set[int] = set()
        for number, name in enumerate(self.ports):
            if name in ports:
                found.update(index for index, _ in self.parts[number].own)
        for above, numbers in self.ways:
            if any(self.ports[number] in ports for number in numbers):
                found.update(index for index, _ in above)
        return found

    @cached_property
    def position(self) -> dict[str, int]:
        """The number of every port."""
        return {name: index for index, name in enumerate(self.ports)}

    @cached_property
    def pool_of_port(self) -> dict[int, int]:
        """The number of the power modules of every port that shares some, by number of the port."""
        return {port: number for number, pool in enumerate(self.pools) for port in pool.ports}

    @cached_property
    def ports_of_atom(self) -> list[list[int]]:
        """The ports of every atom, by number."""
        found: list[list[int]] = [[] for _ in range(self.atoms)]
        for position, atom in enumerate(self.atom):
            found[atom].append(position)
        return found

    def what_stops(self, port: int, limit: int) -> LimitedBy:
        """What keeps a port from getting more, by number: a limit, or its ceiling where that is negative."""
        return self.cap_by[port] if limit < 0 else by_limit(self.limits[limit].id)

    @cached_property
    def limits_of_group(self) -> dict[str, set[int]]:
        """The numbers of the limits that each group sets."""
        found: dict[str, set[int]] = {}
        for index, limit in enumerate(self.limits):
            if limit.group is not None:
                found.setdefault(limit.group, set()).add(index)
        return found


def compile_network(
    site: Site,
    *,
    watch_equipment: bool = False,
    offline: bool = False,
    moving: Mapping[LimitKey, float] | None = None,
) -> Network:
    """Compile the limits of a site. Time and memory grow with the ports times the depth of the tree.

    With `watch_equipment` only what something enforces holds (groups, jumpers, the ports' own ceilings), and breakers,
    panels and transformers are watched instead: the form for asking whether groups alone keep them whole. There a port
    of paired stations stands for the feed of its station.

    With `offline` any port may be offline, where it draws its fallback whatever its limits say. Then no limit is left
    out because others keep its ports low: only what stations are built for counts. A port in no group beside ports in
    groups counts like that in any case, since nothing enforces a limit for it.

    The limits of `moving` take other values at other times, of which these are the lowest: they keep rows of their own,
    also over a single port, and no other row takes their place.

    A network without these is compiled once for a site, and shared by all who ask.
    """
    if moving:
        return _compiled(site, watch_equipment=watch_equipment, offline=offline, moving=moving)
    return site.once(
        ("network", watch_equipment, offline),
        lambda: _compiled(site, watch_equipment=watch_equipment, offline=offline, moving={}),
    )


def take_limits(site: Site, other: Site) -> Site:
    """Let a site have the limits of another one, of which nothing differs but what its ports draw; this site."""
    given, parts = _limits_and_terms(other)
    site.once("limits", lambda: given)
    site.once("terms", lambda: parts)
    return site


def _limits_and_terms(site: Site) -> tuple[list[Limit], list[PortTerms]]:
    given = site.once("limits", lambda: site_limits(site))
    return given, site.once("terms", lambda: port_terms(site, given))


def _compiled(site: Site, *, watch_equipment: bool, offline: bool, moving: Mapping[LimitKey, float]) -> Network:
    unheld = _unheld(site, all_occupied=offline)
    given, parts = _limits_and_terms(site)
    # limits that are changed below are others than those that are shared by all networks of the site
    no_more_implied = unheld and not watch_equipment and any(limit.implied for limit in given)
    changed = moving or site.pools or no_more_implied
    limits = site_limits(site) if changed else given
    for limit in limits if moving else ():
        if limit.key in moving:
            limit.value, limit.implied = moving[limit.key], False
    if no_more_implied:
        # the kVA of a transformer follow from its lines only while nothing goes beyond those
        for limit in limits:
            limit.implied = False
    pools = [] if watch_equipment else steered_pools(site, limits)
    cap_a = [port.max_a for port in site.ports.values()]
    if watch_equipment:
        parts = _without_split_groups(site, limits, parts)
        _stand_for_feeds(site, cap_a)
    network = Network(
        site=site,
        unheld=unheld,
        ports=tuple(site.ports),
        limits=limits,
        cap_a=cap_a,
        cap_by=[own_ceiling(port) for port in site.ports.values()],
        parts=parts,
        pools=pools,
    )
    for pool in pools:
        for position, module_a in zip(pool.ports, pool.module_a, strict=True):
            # a port that may not charge now has no ceiling to raise, though its station's modules serve the other one
            if network.cap_a[position] > 0:
                network.cap_a[position] = pool.port_modules * module_a
    watched = {index for index, limit in enumerate(limits) if watch_equipment and limit.equipment and not limit.implied}
    kept = {index for index, limit in enumerate(limits if moving else ()) if limit.key in moving}
    shared = _shared_limits(network, watched, kept, unheld)
    for pool in pools:
        for position, module_a in zip(pool.ports, pool.module_a, strict=True):
            network.cap_a[position] = whole(network.cap_a[position] / module_a) * module_a
    if changed:
        found = _collect_atoms(network, shared, watched, kept)
    else:
        # networks with and without offline ports seldom differ in this
        question = "atoms", watch_equipment, frozenset(shared)
        found = site.once(question, lambda: _collect_atoms(network, shared, watched, kept))
    network.atom, network.atoms, network.rows, network.watched = found
    return network


def _unheld(site: Site, *, all_occupied: bool) -> frozenset[str]:
    """Ports that may draw what their stations are built for, whatever the limits over them say."""
    if all_occupied:
        return frozenset(site.ports)
    return site.ports_beside_groups()


def _without_split_groups(site: Site, limits: list[Limit], parts: list[PortTerms]) -> list[PortTerms]:
    """The terms without what a group says of one station of a pair: the feed may carry what the other's port takes."""
    across = groups_across(site)
    if not across:
        return parts
    return [
        PortTerms([term for term in own + above if limits[term[0]].group not in across[name]], [])
        if name in across
        else PortTerms(own, above)
        for name, (own, above) in zip(site.ports, parts, strict=True)
    ]


def _stand_for_feeds(site: Site, cap_a: list[float]) -> None:
    """Let each port of a pair draw what its station's feed can carry, as long as one of the two may charge."""
    number = {name: position for position, name in enumerate(site.ports)} if site.pools else {}
    for pool in site.pools:
        if pool.paired and any(cap_a[number[name]] > 0 for name in pool.ports):
            for name, modules in zip(pool.ports, pool.modules, strict=True):
                cap_a[number[name]] = modules * pool.module_kw / site.ports[name].output_kw_per_a


def own_ceiling(port: Port) -> LimitedBy:
    """What holds a port down by itself."""
    if port.max_a == 0:
        return CHARGING_TIMES
    return POWER_SELECT if port.max_a < port.rated_a else PORT_RATING


def _shared_limits(network: Network, watched: set[int], kept: set[int], unheld: frozenset[str]) -> set[int]:
    """Limits that several ports can reach together; those over one port become its ceiling while it is held."""
    limits, parts, cap_a = network.limits, network.parts, network.cap_a
    holders = [0] * len(limits)
    for own, _ in parts:
        for index, _ in own:
            holders[index] += 1
    for above, numbers in network.ways:
        for index, _ in above:
            holders[index] += len(numbers)
    alone = [
        held == 1 and not (index in watched or index in kept or limit.implied)
        for index, (held, limit) in enumerate(zip(holders, limits, strict=True))
    ]

    def hold(position: int, terms: Terms) -> None:
        for index, coefficient in terms:
            if alone[index]:
                ceiling_a = limits[index].value / abs(coefficient)
                if ceiling_a < cap_a[position]:
                    cap_a[position] = ceiling_a
                    network.cap_by[position] = by_limit(limits[index].id)

    if any(alone):
        for position, (own, _) in enumerate(parts):
            hold(position, own)
        for above, numbers in network.ways:
            if len(numbers) == 1:
                hold(numbers[0], above)
    most_a = cap_a
    if unheld:
        most_a = [
            max(most, network.site.ports[name].rated_a) if name in unheld else most
            for name, most in zip(network.ports, cap_a, strict=True)
        ]
    reach = [0.0] * len(limits)
    for position, (own, _) in enumerate(parts):
        for index, coefficient in own:
            reach[index] += abs(coefficient) * most_a[position]
    for above, numbers in network.ways:
        together_a = sum([most_a[number] for number in numbers])
        for index, coefficient in above:
            reach[index] += abs(coefficient) * together_a
    return {
        index
        for index, limit in enumerate(network.limits)
        if index not in watched
        and not limit.implied
        and holders[index] > (0 if index in kept else 1)
        and reach[index] >= limit.value * (1 - TOLERANCE)  # nearly reached: so that it can be named
    }


def _collect_atoms(
    network: Network, shared: set[int], watched: set[int], moving: set[int]
) -> tuple[list[int], int, list[Constraint], list[Constraint]]:
    """The atom of each port and how many there are, the rows over them, and those that are watched."""
    numbers: dict[tuple[tuple[tuple[int, complex], ...], int], int] = {}
    rowed = shared | watched
    atom_of_port = []
    # many ports share the terms above their circuits, and what counts of them may be the same for several of these
    above_by_number: list[tuple[tuple[int, complex], ...]] = []
    known: dict[tuple[tuple[int, complex], ...], int] = {}
    number_of: dict[int, int] = {}
    for above, _ in network.ways:
        counted = tuple([term for term in above if term[0] in rowed])
        if counted not in known:
            known[counted] = len(above_by_number)
            above_by_number.append(counted)
        number_of[id(above)] = known[counted]
    for own, above in network.parts:
        key = tuple([term for term in own if term[0] in rowed]), number_of[id(above)]
        atom_of_port.append(numbers.setdefault(key, len(numbers)))
    members: dict[int, tuple[list[int], list[complex]]] = {index: ([], []) for index in sorted(rowed)}
    for (own_terms, way), number in numbers.items():
        for index, coefficient in own_terms + above_by_number[way]:
            atoms, coefficients = members[index]
            atoms.append(number)
            coefficients.append(coefficient)
    lowest_limit: dict[tuple[tuple[int, ...], tuple[complex, ...]], Constraint] = {}
    looked_at: list[Constraint] = []
    apart: list[Constraint] = []
    for index, (atoms, coefficients) in members.items():
        if not atoms:
            continue
        if index in watched:
            looked_at.extend(_rows(network.limits[index], index, atoms, coefficients))
            continue
        if index in moving:
            apart.extend(_rows(network.limits[index], index, atoms, coefficients))
            continue
        for row in _rows(network.limits[index], index, atoms, coefficients):
            kept = lowest_limit.setdefault((tuple(row.atoms), tuple(row.coefficients)), row)
            if row.value < kept.value:
                lowest_limit[tuple(row.atoms), tuple(row.coefficients)] = row
    rows = sorted([*lowest_limit.values(), *apart], key=lambda row: row.limit)
    return atom_of_port, len(numbers), rows, looked_at


def _rows(limit: Limit, index: int, atoms: list[int], coefficients: list[complex]) -> list[Constraint]:
    if len(atoms) == 1:
        return [Constraint(index, limit.value, atoms, coefficients)]
    directions: dict[complex, list[int]] = {}
    along: dict[complex, list[int]] = {}  # few coefficients differ, of however many atoms
    for position, coefficient in enumerate(coefficients):
        own = along.get(coefficient)
        if own is None:
            unit = coefficient / abs(coefficient)
            own = directions.setdefault(complex(round(unit.real, 9), round(unit.imag, 9)), [])
            along[coefficient] = own
        own.append(position)
    groups = list(directions.values())
    rows = []
    for chosen in worst_case_subsets(directions):
        positions = sorted(position for group in chosen for position in groups[group])
        rows.append(
            Constraint(
                index, limit.value, [atoms[position] for position in positions], [coefficients[p] for p in positions]
            )
        )
    return rows
