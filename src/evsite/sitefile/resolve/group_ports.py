"""Which ports groups hold, and how many groups a port is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.tree import children_of, way_down
from evsite.sitefile.resolve.member_ports import member_ports
from evsite.sitefile.value_types import MAX_NESTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.model.finding import Path
    from evsite.sitefile.resolve.context import ResolveContext


class GroupPorts:
    """The ports of every group of a site file, in the order of the file.

    Attributes
    ----------
    crowded
        The first port that was found in more groups than a port may be in.
    """

    def __init__(self, context: ResolveContext) -> None:
        self._context = context
        self._children = children_of(context.supplies, context.panels, context.circuits)
        self._by_circuit: dict[str, list[str]] = {}
        self._order = {name: number for number, name in enumerate(context.ports)}
        self._groups_of: dict[str, int] = {}
        self.crowded: str | None = None
        for port in context.ports.values():
            if port.circuit is not None:
                self._by_circuit.setdefault(port.circuit, []).append(port.name)

    def below(self, node: str) -> list[str]:
        """Ports below a node."""
        return self._counted(port for name in way_down(self._children, node) for port in self._by_circuit.get(name, ()))

    def of_members(self, path: Path, members: tuple[str, ...]) -> tuple[list[str], bool]:
        """Ports of some members, and whether every name of these means something; `path` is that of the group."""
        found: dict[str, None] = {}
        known: dict[str, bool] = {}
        for number, name in enumerate(members):
            if known.get(name):
                continue
            place = (*path, "members", number) if len(members) > 1 else (*path, "members")
            ports = member_ports(self._context, place, name)
            known[name] = known.get(name, True) and ports is not None
            found.update(dict.fromkeys(ports or ()))
        return self._counted(found), all(known.values())

    def _counted(self, ports: Iterable[str]) -> list[str]:
        """Some ports in order, which are in one group more."""
        ordered = sorted(ports, key=self._order.__getitem__)
        for port in ordered:
            self._groups_of[port] = self._groups_of.get(port, 0) + 1
            if self.crowded is None and self._groups_of[port] > MAX_NESTED:
                self.crowded = port
        return ordered
