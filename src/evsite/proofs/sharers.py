"""What proofs have to know of the ports of a site: what each rises by, what it gets first, and what it can take.

Every port that shares gets its minimum before shares grow, where all minimums under its limits fit together; where they
do not, ports take turns. A port that its limits leave less than its minimum, even alone, gets nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.allocation.rates import fair_share_weights, min_charging_current_a, port_policies, share_in_kilowatts
from evsite.model.limit_id import by_limit, by_step
from evsite.network.load_bounds import ConstraintIndex
from evsite.network.phasors import crossing
from evsite.proofs.columns import base_of, uncontrolled
from evsite.proofs.kinds import JUST_FITS
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.policies import Policy
    from evsite.model.policy import PolicyName
    from evsite.model.site import Site
    from evsite.network.compile import Network


@dataclass(frozen=True)
class Sharers:
    """The ports of a compiled site under its policies.

    `network` has a ceiling of 0 A for ports that get nothing; `rate` (amperes per level) and `first_a` (what a port
    gets before shares grow, 0 for a port in no group) are by port. `uncontrolled_a` is what ports in no group draw.
    `small_a` is what ports that get nothing by themselves still draw for a vehicle that takes less than the minimum, by
    number.
    """

    site: Site
    policy: PolicyName | None
    policies: Mapping[str, Policy]
    network: Network
    compiled: Network
    """The network as it was compiled, with the ceilings of all ports."""
    rate: list[float]
    first_a: list[float]
    uncontrolled_a: Mapping[str, float]
    small_a: Mapping[int, float]
    shut_out: frozenset[int]
    """Ports that get nothing because of what ports in no group draw, and more where those are away, by number.

    A share, or what a vehicle takes that accepts less than the minimum.
    """
    in_place: frozenset[int]
    """Such ports that only take what those in no group leave of the same limits; in turns they press others too."""

    @cached_property
    def in_steps(self) -> bool:
        """Whether some ports offer only some currents."""
        return any(port.steps is not None for port in self.site.ports.values())

    def offered_a(self, position: int, current_a: float) -> float:
        """What a port can offer of a share [A]."""
        steps = self.site.ports[self.network.ports[position]].steps
        return current_a if steps is None else steps.round_down_a(current_a)

    @cached_property
    def unsure(self) -> frozenset[int]:
        """Ports that share limits with one that is shut out, directly or through others: it presses them at times."""
        pressing = self.shut_out | self.in_place if self.overfull else self.shut_out
        if not pressing:
            return frozenset()
        atoms = self._connected({self.network.atom[position] for position in pressing})
        return frozenset(position for position, atom in enumerate(self.network.atom) if atom in atoms)

    @cached_property
    def queued(self) -> bool:
        """Whether some ports are served in order of arrival."""
        return any(policy.in_order for policy in self.policies.values())

    @cached_property
    def turns_row_of_atom(self) -> dict[int, int]:
        """The first row over ports of each atom that cannot carry the minimums under it; else the first row there."""
        first: dict[int, int] = {}
        for index in (*sorted(self.overfull), *range(len(self.network.rows))):
            for atom in self.network.rows[index].atoms:
                first.setdefault(atom, index)
        return first

    @cached_property
    def most_a(self) -> list[float]:
        """What each port draws at most, for any vehicle [A]."""
        return [self.small_a.get(position, cap_a) for position, cap_a in enumerate(self.network.cap_a)]

    @cached_property
    def least_a(self) -> list[float]:
        """What each port draws before shares grow, for the vehicle that leaves others least [A]."""
        return [self.small_a.get(position, first_a) for position, first_a in enumerate(self.first_a)]

    @cached_property
    def small_rows(self) -> frozenset[int]:
        """Rows over a port that gets nothing by itself."""
        atoms = {self.network.atom[position] for position in self.small_a}
        return frozenset(
            index for index, row in enumerate(self.network.rows) if atoms and not atoms.isdisjoint(row.atoms)
        )

    @cached_property
    def overfull(self) -> frozenset[int]:
        """Rows over ports that share which cannot carry the minimums of all ports under them, by number.

        Ports in no group are counted at their rating. A row over a queue alone makes no port take turns: who comes too
        late there waits, and the queue has no more of the rows further up than if its ports shared too, beside which
        all minimums fit.
        """
        names = self.network.ports
        needed_a = dict(zip(names, self.least_a, strict=True)) | dict(self.uncontrolled_a)
        drawn = base_of(self.network, needed_a)
        sharing = {atom for position, atom in enumerate(self.network.atom) if self.shares(position)}
        return frozenset(
            index
            for index, row in enumerate(self.network.rows)
            if not sharing.isdisjoint(row.atoms)
            and abs(sum(c * drawn[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)))
            > row.value * (1 + TOLERANCE)
        )

    @cached_property
    def in_turns(self) -> frozenset[int]:
        """Ports that may have to take turns, by number.

        Beside a queue, which may take what a port that takes turns leaves for now, all ports that hang together.
        """
        if not self.overfull:
            return frozenset()
        network = self.network
        atoms = {atom for index in self.overfull for atom in network.rows[index].atoms}
        if self.queued:
            atoms = self._connected(atoms)
        return frozenset(
            position
            for position, atom in enumerate(network.atom)
            if atom in atoms and self.shares(position) and network.cap_a[position] > 0
        )

    @cached_property
    def beside_turns(self) -> frozenset[int]:
        """Ports that take no turns, and share a limit with some that do, by number."""
        turning = {self.network.atom[position] for position in self.in_turns}
        rows = [row.atoms for row in self.network.rows if not turning.isdisjoint(row.atoms)] if turning else []
        near = {atom for atoms in rows for atom in atoms}
        return frozenset(
            position
            for position, atom in enumerate(self.network.atom)
            if atom in near and position not in self.in_turns and self.shares(position)
        )

    @cached_property
    def small_vehicles(self) -> dict[str, float]:
        """What vehicles accept that load ports most which get nothing by themselves [A], by port."""
        return {self.network.ports[position]: amps for position, amps in self.small_a.items() if amps > 0}

    def shares(self, position: int) -> bool:
        """Whether a port shares with others: it is in a group, and in no queue."""
        name = self.network.ports[position]
        return name not in self.uncontrolled_a and not self.policies[name].in_order

    def current_at_level_a(self, position: int, level: float) -> float:
        """What a port that shares and takes no turns has where a row stops it at a level [A]."""
        cap_a, rate = self.network.cap_a[position], self.rate[position]
        # a row that its minimums alone are beyond leaves no port anything
        if level <= 0:
            return 0.0
        return min(cap_a, max(self.first_a[position], rate * level if level > JUST_FITS else 0.0))

    @cached_property
    def unit_per_a(self) -> list[float]:
        """What an ampere of each port counts where averages are compared: 1, or kilowatts where voltages differ."""
        in_kw = share_in_kilowatts(self.site)
        return [port.output_kw_per_a if in_kw else 1.0 for port in self.site.ports.values()]

    def _connected(self, atoms: set[int]) -> set[int]:
        waiting = [row.atoms for row in self.network.rows]
        while True:
            touching = [members for members in waiting if not atoms.isdisjoint(members)]
            if not touching:
                return atoms
            waiting = [members for members in waiting if atoms.isdisjoint(members)]
            atoms = atoms.union(*touching)


def most_alone(network: Network, drawn_a: Mapping[str, float]) -> list[tuple[float, int]]:
    """What one more port of each atom can draw beside what ports draw already [A], and the row that says so."""
    base = base_of(network, drawn_a)
    alone: list[tuple[float, int]] = [(math.inf, -1)] * network.atoms
    for index, row in enumerate(network.rows):
        fixed = sum((c * base[atom] for atom, c in zip(row.atoms, row.coefficients, strict=True)), 0j)
        beyond = abs(fixed) >= row.value * (1 - TOLERANCE)
        for atom, value in zip(row.atoms, row.coefficients, strict=True):
            most_a = 0.0 if beyond else crossing(fixed, value, row.value)
            alone[atom] = min(alone[atom], (most_a, index))
    return alone


def offered_ceilings_a(site: Site, network: Network) -> list[float]:
    """The most that each port can offer [A]: its ceiling, or the last of its current steps that is not above it."""
    return [
        cap_a if port.steps is None else port.steps.round_down_a(cap_a)
        for cap_a, port in zip(network.cap_a, site.ports.values(), strict=True)
    ]


def sharers(site: Site, network: Network, policy: PolicyName | None = None, *, all_occupied: bool = False) -> Sharers:
    """The ports of a site; `policy` holds for every group in place of its own.

    With `all_occupied` ports in no group share too, as if a group held them.
    """
    # they keep the network, so that no other one can take its place in memory
    return site.once(
        ("sharers", id(network), policy, all_occupied),
        lambda: _sharers(site, network, policy, all_occupied=all_occupied),
    )


def _sharers(site: Site, network: Network, policy: PolicyName | None, *, all_occupied: bool) -> Sharers:
    policies = port_policies(site, policy)
    uncontrolled_a = {} if all_occupied else uncontrolled(site)
    alone = most_alone(network, uncontrolled_a)
    first_a, cap_a = min_charging_current_a(site), offered_ceilings_a(site, network)
    cap_by = [
        by if cap >= most_a * (1 - TOLERANCE) else by_step(by)
        for by, cap, most_a in zip(network.cap_by, cap_a, network.cap_a, strict=True)
    ]
    station_shares = most_alone(network, {}) if uncontrolled_a else alone
    small_a: dict[int, float] = {}
    shut_out: set[int] = set()
    in_place: set[int] = set()
    room = _Room(network, uncontrolled_a)
    for position, port in enumerate(site.ports.values()):
        if port.name in uncontrolled_a:
            first_a[position] = 0.0
            continue
        most_a, row_number = alone[network.atom[position]]
        built_a = max(port.max_a, cap_a[position])
        enough_a = min(first_a[position], built_a if port.steps is None else port.steps.round_up_a(built_a))
        first_a[position] = enough_a
        if min(cap_a[position], most_a) < enough_a * (1 - TOLERANCE) or most_a <= 0:
            if most_a < cap_a[position]:
                cap_by[position] = by_limit(network.limits[network.rows[row_number].limit].id)
            small_a[position] = min(cap_a[position], most_a)
            if port.steps is not None:
                small_a[position] = port.steps.round_down_a(small_a[position])
            apart_a = min(cap_a[position], station_shares[network.atom[position]][0])
            if apart_a >= enough_a * (1 - TOLERANCE) > 0:
                shut_out.add(position)
            elif apart_a > small_a[position] * (1 + TOLERANCE):
                (in_place if room.made(network.atom[position], row_number) else shut_out).add(position)
            first_a[position] = cap_a[position] = 0.0
        first_a[position] = min(first_a[position], cap_a[position])
    return Sharers(
        site=site,
        policy=policy,
        policies=policies,
        network=replace(network, cap_a=cap_a, cap_by=cap_by),
        compiled=network,
        rate=fair_share_weights(site, policies),
        first_a=first_a,
        uncontrolled_a=uncontrolled_a,
        small_a=small_a,
        shut_out=frozenset(shut_out),
        in_place=frozenset(in_place),
    )


class _Room:
    """Whether ports in no group make room for ports that share; known once for each atom."""

    def __init__(self, network: Network, uncontrolled_a: Mapping[str, float]) -> None:
        self._network = network
        self._uncontrolled = uncontrolled_a
        self._known: dict[tuple[int, int], bool] = {}

    @cached_property
    def _loose(self) -> frozenset[int]:
        """The atoms of the ports in no group."""
        return frozenset(self._network.atom[self._network.position[name]] for name in self._uncontrolled)

    @cached_property
    def _entries(self) -> list[dict[int, complex]]:
        """By atom the rows over it, by number, with what an ampere adds to each."""
        rows = ConstraintIndex(self._network.rows, self._network.atoms)
        return [dict(entries) for entries in rows.of_atom]

    def made(self, atom: int, row: int) -> bool:
        """Whether the ports in no group under a row load all that one of its atoms loads, as that atom does.

        What a port of the atom can draw on top there, they draw less, and so on no row there is more than before.
        """
        if (atom, row) not in self._known:
            here = self._entries[atom].items()
            others = [other for other in self._network.rows[row].atoms if other in self._loose]
            self._known[atom, row] = all(here <= self._entries[other].items() for other in others)
        return self._known[atom, row]
