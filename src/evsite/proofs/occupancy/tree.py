"""Rows as a tree of nodes, where ports that count alike in everything above are one class and like nodes are one kind.

Scopes (a circuit, a panel, a transformer, a jumpered station) hold each other or nothing in common, so they form a
tree. A group with arbitrary members may not fit in; its rows are left out here, which can only make a capacity too
large.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evsite.network.places import Place, members_place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evsite.network.compile import Constraint, Network
    from evsite.proofs.occupancy.placements import PortRows

Load = tuple[float, float]
"""What a port adds to its rows: amperes per level, and amperes at any level (for a port in a queue: all it takes)."""
Class = tuple[int, Load]
"""Ports that count alike: how they stand in all rows above (a number), and what they add."""
_ANY: Class = (0, (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class Kind:
    """Nodes that are alike.

    Ports come in by class: `loads` and `direct` (sorted ceilings of the ports that no smaller node holds) are by class
    that comes in, `coefficient` by row and class. `leaves` gives for each of them the class it goes out as. `children`
    are kinds below, how many of each, and for each of their outgoing classes the class here.
    """

    limit: NDArray[np.float64]
    coefficient: NDArray[np.complex128]
    loads: tuple[Load, ...]
    direct: tuple[NDArray[np.float64], ...]
    leaves: tuple[int, ...]
    children: tuple[tuple[int, int, tuple[int, ...]], ...]


def build_kinds(ports: PortRows) -> list[Kind]:
    """Every kind of node, from the bottom up; the last one is the whole site and has no rows."""
    return _Builder(ports).kinds()


@dataclass(slots=True)
class _Node:
    atoms: tuple[int, ...]
    rows: list[Constraint]
    parent: int


class _Builder:
    def __init__(self, ports: PortRows) -> None:
        network = ports.allocator.network
        self._nodes = _nest(_scopes(network), network.atoms)
        self._standing = [0] * network.atoms
        self._deepest = [0] * network.atoms
        self._numbers: dict[object, int] = {}
        self._cells: list[list[tuple[Load, float]]] = [[] for _ in range(network.atoms)]
        for port, atom in enumerate(network.atom):
            queued = bool(ports.queued[port])
            load = (0.0, float(ports.cap_a[port])) if queued else (float(ports.rate[port]), 0.0)
            self._cells[atom].append((load, float(ports.ceiling[port])))

    def kinds(self) -> list[Kind]:
        outside, inside = self._stand()
        direct: dict[int, list[int]] = defaultdict(list)
        for atom, deepest in enumerate(self._deepest):
            direct[deepest].append(atom)
        children: dict[int, list[tuple[int, tuple[Class, ...]]]] = defaultdict(list)
        found: dict[object, int] = {}
        kinds: list[Kind] = []
        for index in reversed(range(len(self._nodes))):
            node = self._nodes[index]
            incoming = {
                _class(inside[index][atom], load): _class(outside[index][atom], load)
                for atom in node.atoms
                for load, _ in self._cells[atom]
            }
            key, kind, going_out = self._kind(node, incoming, inside[index], direct[index], children[index])
            if key not in found:
                found[key] = len(kinds)
                kinds.append(kind)
            if node.parent >= 0:
                children[node.parent].append((found[key], going_out))
        return kinds

    def _stand(self) -> tuple[list[dict[int, int]], list[dict[int, int]]]:
        """How the atoms of each node stand in the rows above it, and in those and its own; from the top down."""
        outside, inside = [], []
        for index, node in enumerate(self._nodes):
            outside.append({atom: self._standing[atom] for atom in node.atoms})
            places: dict[int, list[tuple[int, complex]]] = defaultdict(list)
            for number, row in enumerate(node.rows):
                for atom, coefficient in zip(row.atoms, row.coefficients, strict=True):
                    places[atom].append((number, complex(round(coefficient.real, 12), round(coefficient.imag, 12))))
            for atom in node.atoms:
                self._deepest[atom] = index
                if places[atom]:
                    key = (tuple(places[atom]), self._standing[atom])
                    self._standing[atom] = self._numbers.setdefault(key, len(self._numbers) + 1)
            inside.append({atom: self._standing[atom] for atom in node.atoms})
        return outside, inside

    def _kind(
        self,
        node: _Node,
        incoming: dict[Class, Class],
        inside: dict[int, int],
        direct: list[int],
        children: list[tuple[int, tuple[Class, ...]]],
    ) -> tuple[object, Kind, tuple[Class, ...]]:
        classes = sorted(incoming)
        number = {name: index for index, name in enumerate(classes)}
        going_out = tuple(sorted(set(incoming.values())))
        leaves = tuple(going_out.index(incoming[name]) for name in classes)
        coefficient = np.zeros((len(node.rows), len(classes)), dtype=np.complex128)
        for index, row in enumerate(node.rows):
            for atom, value in zip(row.atoms, row.coefficients, strict=True):
                for load in {load for load, _ in self._cells[atom]}:
                    coefficient[index, number[_class(inside[atom], load)]] = value
        ceilings: list[list[float]] = [[] for _ in classes]
        for atom in direct:
            for load, ceiling in self._cells[atom]:
                ceilings[number[_class(inside[atom], load)]].append(ceiling)
        below = Counter((kind, tuple(number[name] for name in names)) for kind, names in children)
        kind = Kind(
            limit=np.array([row.value for row in node.rows]),
            coefficient=coefficient,
            loads=tuple(load for _, load in classes),
            direct=tuple(np.sort(np.array(values)) for values in ceilings),
            leaves=leaves,
            children=tuple((child, count, names) for (child, names), count in sorted(below.items())),
        )
        key = (
            tuple(classes),
            leaves,
            kind.limit.tobytes(),
            np.round(coefficient, 12).tobytes(),
            tuple(values.tobytes() for values in kind.direct),
            kind.children,
        )
        return key, kind, going_out


def _class(standing: int, load: Load) -> Class:
    # where no row is above, ports differ in nothing
    return (standing, load) if standing else _ANY


@dataclass(slots=True)
class _Scope:
    atoms: tuple[int, ...]
    rows: list[Constraint]
    loose: bool
    """Whether it is a group with arbitrary members, which may cross other scopes."""


def _scopes(network: Network) -> list[_Scope]:
    """Rows by the atoms below their scope, largest first; scopes with the same atoms are one."""
    rows_at: dict[Place, list[Constraint]] = defaultdict(list)
    for row in network.rows:
        rows_at[network.limits[row.limit].place].append(row)
    loose = {members_place(name) for name in network.site.groups}
    found: dict[tuple[int, ...], _Scope] = {}
    for place, atoms in _atoms_below(network, rows_at, loose).items():
        scope = found.setdefault(tuple(atoms), _Scope(tuple(atoms), [], loose=True))
        scope.rows.extend(rows_at[place])
        scope.loose &= place in loose
    return sorted(found.values(), key=lambda scope: -len(scope.atoms))


def _atoms_below(network: Network, rows_at: dict[Place, list[Constraint]], loose: set[Place]) -> dict[Place, list[int]]:
    """Atoms by scope: those in its rows, and those in the rows of what it feeds."""
    held = [set[Place]() for _ in range(network.atoms)]
    for scope, rows in rows_at.items():
        for row in rows:
            for atom in row.atoms:
                held[atom].add(scope)
    below: dict[Place, list[int]] = defaultdict(list)
    seen = [False] * network.atoms
    for terms, atom in zip(network.terms, network.atom, strict=True):
        if seen[atom]:
            continue
        seen[atom] = True
        # limits stand in the order from the port up; what feeds a scope that holds an atom is above the atom, even
        # where none of its own rows (some are implied by others and left out) says so
        started = False
        for scope in dict.fromkeys(network.limits[index].place for index, _ in terms):
            started |= scope in held[atom] and scope not in loose
            if scope in rows_at and (scope in held[atom] if scope in loose else started):
                below[scope].append(atom)
    return {scope: sorted(atoms) for scope, atoms in below.items()}


def _nest(scopes: list[_Scope], atoms: int) -> list[_Node]:
    """Nodes from the top down; the first one is the whole site. Scopes that cross others are left out."""
    nodes = [_Node(tuple(range(atoms)), [], -1)]
    deepest = [0] * atoms
    crossing = _crossing(scopes, atoms)
    for index, scope in enumerate(scopes):
        if index in crossing:
            continue
        nodes.append(_Node(scope.atoms, scope.rows, deepest[scope.atoms[0]]))
        for atom in scope.atoms:
            deepest[atom] = len(nodes) - 1
    return nodes


def _crossing(scopes: list[_Scope], atoms: int) -> set[int]:
    """Arbitrary groups that hold only a part of another scope, and not all of themselves in it."""
    around: list[list[int]] = [[] for _ in range(atoms)]
    for index, scope in enumerate(scopes):
        for atom in scope.atoms:
            around[atom].append(index)
    crossing = set()
    for index, scope in enumerate(scopes):
        if scope.loose:
            common = Counter(other for atom in scope.atoms for other in around[atom])
            size = len(scope.atoms)
            if any(count < min(size, len(scopes[other].atoms)) for other, count in common.items()):
                crossing.add(index)
    return crossing
