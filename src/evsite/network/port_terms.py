"""Which limits stand over a port, and what an ampere of it adds to each of them, as a phasor on the conductor."""

from __future__ import annotations

import cmath
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from evsite.network.phasors import LineVector, line_to_primary, line_vector, primary_turn, to_primary

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.model.distribution import Supply
    from evsite.model.site import Port, Site
    from evsite.network.limits import Limit

Terms = list[tuple[int, complex]]
"""Limits over a port with what one ampere of the port adds to each."""
_NOTHING: Terms = []
_At = dict[str, dict[str, list[int]]]
"""The numbers of limits by the kind and the name of their place."""
Counted = tuple[float, float]
"""What an ampere of a port is for limits in kW, and for those in kVA."""


class Branch(NamedTuple):
    """A port, or one line of a three-phase port: what one ampere of it adds to each limit.

    `line` is the line of a three-phase port, None where the branch is the whole port. `angle_rad` is that of its
    current, in the frame of what feeds the site: all that a branch puts on conductors has this angle or the opposite
    one, up to a turn that is common to the conductor.
    """

    line: str | None
    angle_rad: float
    terms: Terms


class PortTerms(NamedTuple):
    """The terms of a port in two parts: those of its own, and those above its circuit.

    The second part is one object for all ports that have it alike: what is summed over ports is summed once for each
    such object first.
    """

    own: Terms
    above: Terms

    @property
    def together(self) -> Terms:
        """Both parts in one list."""
        return self.own + self.above


def port_terms(site: Site, limits: list[Limit]) -> list[PortTerms]:
    """By port, the limits over it with what one ampere adds to each.

    Parameters
    ----------
    site
        The site.
    limits
        Its limits (`site_limits`).
    """
    over = _Over(site, limits, to_primary)
    return [over.terms(port, over.vector_of(port), _counted(port)) for port in site.ports.values()]


def branch_terms(site: Site, limits: list[Limit]) -> list[list[Branch]]:
    """By port, its branches: one, or the three lines of a three-phase port, of which each has a third of the power.

    Parameters
    ----------
    site
        The site.
    limits
        Its limits (`site_limits`).
    """
    single, lines = _Over(site, limits, to_primary), _Over(site, limits, line_to_primary)
    found = []
    for port in site.ports.values():
        counted, vector = _counted(port), single.vector_of(port)
        if vector is None or port.connection is None:
            found.append([Branch(None, 0.0, single.terms(port, vector, counted).together)])
        elif port.connection != "ABC":
            angle_rad = single.angle_rad(port, vector, port.connection[0])
            found.append([Branch(None, angle_rad, single.terms(port, vector, counted).together)])
        else:
            kw, kva = counted
            found.append(
                [
                    Branch(
                        leg,
                        lines.angle_rad(port, ((leg, value),), leg),
                        lines.terms(port, ((leg, value),), (kw / 3, kva / 3), part=1 / 3).together,
                    )
                    for leg, value in vector
                ]
            )
    return found


def _counted(port: Port) -> Counted:
    return port.counted_kw_per_a(apparent=False), port.counted_kw_per_a(apparent=True)


class _Over:
    """The limits over ports; the way up is remembered, since thousands of circuits share it."""

    def __init__(self, site: Site, limits: list[Limit], through: Callable[[Supply, LineVector], LineVector]) -> None:
        self.site = site
        self.limits = limits
        self._through = through
        self._at: _At = defaultdict(dict)
        for index, limit in enumerate(limits):
            self._at[limit.place.kind].setdefault(limit.place.name, []).append(index)
        self._member_of: dict[str, list[str]] = {}
        for group in site.groups.values():
            if group.on is None:
                for name in group.ports:
                    self._member_of.setdefault(name, []).append(group.name)
        self._pool_of = {name: pool.stations[0] for pool in site.pools for name in pool.ports}
        self._ways: dict[tuple[str, LineVector, Counted], Terms] = {}
        self._vectors: dict[tuple[str, str], LineVector] = {}

    def vector_of(self, port: Port) -> LineVector | None:
        """What an ampere of a port is on the lines of its circuit; None on no circuit."""
        if port.circuit is None:
            return None
        circuit = self.site.circuits[port.circuit]
        key = (circuit.system.name, circuit.connection)
        if key not in self._vectors:
            self._vectors[key] = line_vector(circuit.system.currents(circuit.connection))
        return self._vectors[key]

    def terms(self, port: Port, vector: LineVector | None, counted: Counted, part: float = 1.0) -> PortTerms:
        """The terms of a port, or of a part of its power that draws `vector`."""
        found: Terms = []
        above: Terms = _NOTHING
        if port.name in self._pool_of:
            kw_per_a = port.output_kw_per_a * part + 0j
            found.extend((index, kw_per_a) for index in self._at["modules"][self._pool_of[port.name]])
        elif port.station in self._at["station"]:
            found.extend((index, 1.0 + 0j) for index in self._at["station"][port.station])
        if port.circuit is not None and vector is not None:
            found += self._terms_at("node", port.circuit, vector, counted)
            above = self._from_node(self.site.circuits[port.circuit].fed_from, vector, counted)
        for group_name in self._member_of.get(port.name, ()):
            found += self._terms_at("members", group_name, vector, counted)
        return PortTerms(found, above)

    def angle_rad(self, port: Port, vector: LineVector, leg: str) -> float:
        """The angle of what a vector has on a line, turned by every transformer between it and what feeds the site."""
        assert port.circuit is not None
        found = cmath.phase(dict(vector)[leg])
        for node in self.site.way_up(self.site.circuits[port.circuit].fed_from):
            supply = self.site.supplies.get(node)
            if supply is not None and supply.primary is not None:
                found = primary_turn(supply, found)
        return found

    def _terms_at(self, kind: str, name: str, vector: LineVector | None, counted: Counted) -> Terms:
        currents = dict(vector) if vector is not None else {}
        terms: Terms = []
        for index in self._at[kind].get(name, ()):
            limit = self.limits[index]
            if limit.unit == "kW":
                terms.append((index, counted[limit.apparent] + 0j))
            elif limit.leg is None:
                terms.append((index, 1.0 + 0j))
            elif limit.leg in currents:
                terms.append((index, currents[limit.leg]))
        return terms

    def _from_node(self, start: str, vector: LineVector, counted: Counted) -> Terms:
        key = (start, vector, counted)
        if key in self._ways:
            return self._ways[key]
        terms: Terms = []
        for node in self.site.way_up(start):
            terms += self._terms_at("node", node, vector, counted)
            supply = self.site.supplies.get(node)
            if supply is not None and supply.primary is not None:
                vector = self._through(supply, vector)
                terms += self._terms_at("primary", supply.name, vector, counted)
        self._ways[key] = terms
        return terms
