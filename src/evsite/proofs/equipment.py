"""Nothing can be overloaded: the greatest load that groups let onto every piece of equipment, proved or shown.

What can be drawn is everything that the enforced limits allow (groups, jumpers, the ports' own ceilings), since each
vehicle may take less than it is offered. So the question for a conductor is how long a phasor sum can get inside that
set. An upper bound comes from putting limits together (`network.load_bounds`); a witness comes from serving ports one
after the other, those of one direction first. Where the two meet the answer is exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.network.compile import compile_network
from evsite.network.load_bounds import AtomClass, ConstraintIndex, direction_of
from evsite.network.phasors import crossing
from evsite.network.places import Place, node_place
from evsite.network.worst_case_load import most_on_limits
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from evsite.model.finding import Path
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.network.compile import Constraint, Network

_MOST_PARTS = 16
"""In so many parts a class of atoms is served beside others at most."""


@dataclass(frozen=True, slots=True)
class EquipmentLoad:
    """The greatest load that can come onto one conductor of a piece of equipment.

    `allowed` is what it carries continuously after other loads, `greatest` a proved upper bound, `reached` the load of
    the worst draw found, all in `unit` (A, or kW for a kVA rating). Where the conductor can be overloaded `witness`
    lists few ports that do it, with their amperes, and `witness_load` what they put on it. `with_offline` is a proved
    bound over every mix of online stations and of offline ones at their fallback.
    """

    limit: LimitId
    place: Place
    path: Path
    unit: str
    allowed: float
    greatest: float
    reached: float
    witness: tuple[tuple[str, float], ...] = ()
    witness_load: float = 0.0
    with_offline: float = 0.0
    enforced: bool = True
    """Whether a group holds any port below it; else nothing but ratings keeps it whole."""

    @property
    def exact(self) -> bool:
        """Whether the bound is reached."""
        return self.reached >= self.greatest * (1 - TOLERANCE)

    @property
    def safe(self) -> bool:
        """Whether it is proved that the conductor cannot be overloaded."""
        return self.greatest <= self.allowed * (1 + TOLERANCE)

    @property
    def overloaded(self) -> bool:
        """Whether the witness overloads the conductor."""
        return self.reached > self.allowed * (1 + TOLERANCE)

    @property
    def most(self) -> float:
        """The greatest load as it is shown: the proved bound, or what was found where that is too much already."""
        return self.reached if self.overloaded else self.greatest

    @property
    def fullness(self) -> float:
        """The greatest load as a share of what the conductor carries; infinite where it carries nothing."""
        return self.most / self.allowed if self.allowed else math.inf if self.most else 0.0

    @property
    def left(self) -> float:
        """What the greatest load leaves for more, in the unit of the load; 0 where it is too much."""
        return max(0.0, self.allowed - self.most)

    @property
    def offline_adds(self) -> bool:
        """Whether offline stations may put more on the conductor than the groups allow."""
        return self.with_offline > self.greatest * (1 + TOLERANCE)


def equipment_loads(
    site: Site, fallback_a: Mapping[str, float] | None = None, equipment: Equipment | None = None
) -> tuple[EquipmentLoad, ...]:
    """The greatest load on every breaker, panel phase, transformer line and supply that has ports below it.

    Parameters
    ----------
    site
        The site.
    fallback_a
        What each port draws while it cannot be reached [A]; default nothing more than the groups allow.
    equipment
        The conductors of the site, where a port has them already.
    """
    worst = _all_loads(Equipment(site) if equipment is None else equipment)
    beside = None if fallback_a is None else Equipment.beside_offline(site, fallback_a)
    if beside is None:
        return tuple(worst.values())
    mixed = _all_loads(beside)
    return tuple(
        replace(load, with_offline=mixed[index].greatest) if mixed[index].greatest > load.with_offline else load
        for index, load in worst.items()
    )


def _all_loads(equipment: Equipment) -> dict[int, EquipmentLoad]:
    return {index: equipment.load_of(index) for index in sorted(equipment.ways)}


class Equipment:
    """The conductors of a site, each with its greatest load worked out when a port asks for it: rules ask for few."""

    def __init__(self, site: Site, network: Network | None = None) -> None:
        self.network = network or compile_network(site, watch_equipment=True)
        self.ways: dict[int, list[Constraint]] = {}
        """The rows of each limit: several of one conductor are several ways to load it."""
        for row in self.network.watched:
            self.ways.setdefault(row.limit, []).append(row)
        limits = self.network.limits
        self._index = {(limits[index].place, limits[index].leg): index for index in sorted(self.ways)}
        self._rows = ConstraintIndex(self.network.rows, self.network.atoms)
        self._ceilings = _ceilings(self.network)
        managed = site.managed_ports()
        self._managed_atoms = {
            atom for name, atom in zip(self.network.ports, self.network.atom, strict=True) if name in managed
        }
        self._known: dict[int, EquipmentLoad] = {}
        self._most_by_key: dict[object, _Most] = {}
        self._supplies = site.supplies

    @classmethod
    def beside_offline(cls, site: Site, fallback_a: Mapping[str, float]) -> Equipment | None:
        """The conductors where every port may be offline at its fallback too; None if that allows no more than before.

        An offline port obeys no limit, so its fallback takes the place of a lower ceiling, and what all fallbacks put
        on a limit takes the place of a lower value: online ports get only what is left of it.
        """
        network = compile_network(site, watch_equipment=True, offline=True)
        highest = {item.limit: item.total for item in most_on_limits(network, fallback_a)}
        totals = [highest[row.limit] for row in network.rows]
        rows = [
            replace(row, value=total) if total > row.value * (1 + TOLERANCE) else row
            for row, total in zip(network.rows, totals, strict=True)
        ]
        caps = [max(cap, fallback_a[name]) for cap, name in zip(network.cap_a, network.ports, strict=True)]
        if caps == network.cap_a and rows == network.rows:
            return None
        return cls(site, replace(network, rows=rows, cap_a=caps))

    def load_on(self, place: Place, leg: str | None) -> EquipmentLoad | None:
        """The greatest load on a conductor; None where there is no port below it."""
        index = self._index.get((place, leg))
        return None if index is None else self.load_of(index)

    def load_of(self, limit: int) -> EquipmentLoad:
        """The greatest load under a limit of the network, by its position."""
        if limit not in self._known:
            alone = self._alone_on(limit)
            if alone is not None:
                self._known[limit] = alone
                return alone
            loads = [self._most_on(row) for row in self.ways[limit]]
            worst = max(loads, key=lambda load: load.reached)
            enforced = any(not self._managed_atoms.isdisjoint(row.atoms) for row in self.ways[limit])
            greatest = max(worst.reached, min(max(load.greatest for load in loads), self._by_secondary(limit)))
            of = self.network.limits[limit]
            few: tuple[tuple[str, float], ...] = ()
            few_load = 0.0
            if worst.reached > of.value * (1 + TOLERANCE):
                few, few_load = _fewest(self.network, worst.row, worst.by_atom(self._ceilings))
            self._known[limit] = EquipmentLoad(
                limit=of.id,
                place=of.place,
                path=of.path,
                unit=of.unit,
                allowed=of.value,
                greatest=greatest,
                reached=worst.reached,
                witness=few,
                witness_load=few_load,
                with_offline=greatest,
                enforced=enforced,
            )
        return self._known[limit]

    def _alone_on(self, limit: int) -> EquipmentLoad | None:
        """The load under the limit of one atom that is known from others like it, where it is not too much.

        Thousands of circuits are alike: who draws the load is asked for only where there is a witness to show.
        """
        rows = self.ways[limit]
        known = self._most_by_key.get(self._key_alone(rows[0])) if len(rows) == 1 and len(rows[0].atoms) == 1 else None
        of = self.network.limits[limit]
        if known is None or of.place.kind == "primary" or known.reached > of.value * (1 + TOLERANCE):
            return None
        greatest = max(known.reached, known.greatest)
        enforced = rows[0].atoms[0] in self._managed_atoms
        return EquipmentLoad(
            of.id, of.place, of.path, of.unit, of.value, greatest, known.reached, (), 0.0, greatest, enforced
        )

    def _key_alone(self, row: Constraint) -> tuple[int, float, complex]:
        (atom,), (coefficient,) = row.atoms, row.coefficients
        return self._rows.kind_of_atom[atom], self._ceilings[atom], coefficient

    def _most_on(self, row: Constraint) -> _Most:
        """The most that comes onto a conductor in one way of loading it; once for panels or circuits that are alike."""
        alone: object = None
        if len(row.atoms) == 1:
            alone = self._key_alone(row)
            if alone in self._most_by_key:
                (atom,), (coefficient,) = row.atoms, row.coefficients
                known = self._most_by_key[alone]
                own = AtomClass(atom, coefficient, [atom], self._ceilings[atom])
                return _Most(
                    row, {atom: own}, known.greatest, known.reached, dict.fromkeys((atom,), *known.drawn.values())
                )
        classes = self._rows.classes(row, self._ceilings)
        key = self._rows.form(row, classes)
        if key not in self._most_by_key:
            self._most_by_key[key] = _most_on(self._rows, row, classes)
        most = self._most_by_key[key].on(row, classes)
        if alone is not None:
            self._most_by_key[alone] = most
        return most

    def _by_secondary(self, limit: int) -> float:
        """What the secondary side lets onto a delta-wye primary line: two of its lines over the turns ratio [A]."""
        place, leg = self.network.limits[limit].place, self.network.limits[limit].leg
        supply = self._supplies[place.name] if place.kind == "primary" else None
        if supply is None or supply.primary is None or supply.winding != "delta-wye" or leg is None:
            return math.inf
        lines = [self.load_on(node_place(supply.name), own) for own in (leg, supply.meets[leg])]
        ratio = supply.primary.line_v / (supply.system.line_v / math.sqrt(3))
        return sum(math.inf if line is None else line.greatest for line in lines) / ratio


def _ceilings(network: Network) -> list[float]:
    totals = [0.0] * network.atoms
    for position, atom in enumerate(network.atom):
        totals[atom] += network.cap_a[position]
    return totals


@dataclass(slots=True)
class _Most:
    """The most that comes onto a conductor: a proved bound, and what was reached by what each class draws [A]."""

    row: Constraint
    classes: dict[int, AtomClass]
    greatest: float
    reached: float
    drawn: dict[int, float]

    def on(self, row: Constraint, classes: dict[int, AtomClass]) -> _Most:
        """The same on a conductor whose classes are alike, one for one."""
        there = dict(zip(self.classes, classes, strict=True))
        drawn = {there[first]: amps for first, amps in self.drawn.items()}
        return _Most(row, classes, self.greatest, self.reached, drawn)

    def by_atom(self, ceilings: Sequence[float]) -> dict[int, float]:
        """What each atom draws where those of a class draw all they can, one after the other [A]."""
        found = {}
        for first, left_a in self.drawn.items():
            rest_a = left_a
            for atom in self.classes[first].atoms:
                found[atom] = min(rest_a, ceilings[atom])
                rest_a -= found[atom]
        return found


def _most_on(rows: ConstraintIndex, row: Constraint, classes: dict[int, AtomClass]) -> _Most:
    greatest = rows.greatest_load_of(row, classes)
    most = _Most(row, classes, greatest, -1.0, {})
    for order in _orders(classes.values()):
        reached, drawn = _serve(rows, order)
        if reached > most.reached:
            most.reached, most.drawn = reached, drawn
        if reached >= greatest:
            # no order can do more
            break
    most.greatest = max(greatest, most.reached)
    return most


def _orders(classes: Collection[AtomClass]) -> Iterator[list[AtomClass]]:
    """Orders of the classes of a row: one direction after the other, each of them first once, and all in turn.

    In turn each class draws a part at a time, as its atoms would that stand among those of other classes.
    """
    directions: dict[complex, list[AtomClass]] = {}
    for each in classes:
        directions.setdefault(direction_of(each.coefficient)[1], []).append(each)
    numbers = [min(_MOST_PARTS, len(each.atoms)) for each in classes]
    parts = [
        AtomClass(each.first, each.coefficient, each.atoms, each.ceiling_a / number)
        for each, number in zip(classes, numbers, strict=True)
    ]
    yield [each for part in range(_MOST_PARTS) for each, number in zip(parts, numbers, strict=True) if part < number]
    if len(directions) > 1:
        for first, own in directions.items():
            yield own + [each for other, later in directions.items() if other != first for each in later]


def _serve(rows: ConstraintIndex, order: list[AtomClass]) -> tuple[float, dict[int, float]]:
    """Let classes draw all they can, one after the other; the load on their conductor and what each class draws."""
    sums = [0j] * len(rows.rows)
    drawn: dict[int, float] = {}
    load = 0j
    values, of_atom = rows.values, rows.of_atom
    for each in order:
        amps, held = each.ceiling_a, of_atom[each.first]
        for index, coefficient in held:
            # up to there the sum of any less is within the limit too
            if abs(sums[index] + amps * coefficient) > values[index]:
                amps = min(amps, crossing(sums[index], coefficient, values[index]))
        if amps:
            for index, coefficient in held:
                sums[index] += amps * coefficient
            load += each.coefficient * amps
        drawn[each.first] = drawn.get(each.first, 0.0) + amps
    return abs(load), drawn


def _fewest(network: Network, row: Constraint, drawn: dict[int, float]) -> tuple[tuple[tuple[str, float], ...], float]:
    """Few ports that overload the row within what the atoms draw, those that draw most first, and their load."""
    coefficient = dict(zip(row.atoms, row.coefficients, strict=True))
    left = dict(drawn)
    takers = []
    for position in sorted(port for atom in drawn for port in network.ports_of_atom[atom]):
        amps = min(left[network.atom[position]], network.cap_a[position])
        if amps > 0:
            left[network.atom[position]] -= amps
            takers.append((amps, position))
    chosen = []
    load = 0j
    for amps, position in sorted(takers, key=lambda taker: (-taker[0], taker[1])):
        chosen.append((network.ports[position], amps))
        load += amps * coefficient[network.atom[position]]
        if abs(load) > row.value * (1 + TOLERANCE):
            break
    return tuple(chosen), abs(load)
