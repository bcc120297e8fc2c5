"""Jumpered stations in a mix of offline and online ports: what the ports of one feed draw together."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.proofs.kinds import Kind
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.site import Site
    from evsite.network.compile import Network


class Feeds:
    """Jumpered stations whose ports together would draw more than their one feed carries.

    By itself such a port draws all of its fallback, and all of them together no more than the feed. So a row that holds
    all ports of a station counts them as they draw together (`together`, by port), one that holds some of them as each
    draws by itself; and beside a port that is online the others of its station have the feed to themselves.
    """

    def __init__(self, site: Site, network: Network, kinds: Sequence[Kind]) -> None:
        self._network = network
        self._kinds = kinds
        self._number = {name: position for position, name in enumerate(network.ports)}
        self.together: dict[int, Kind] = {}
        self._ports: dict[int, tuple[int, ...]] = {}
        self._of_atom: dict[int, list[int]] = defaultdict(list)
        for station in site.stations.values():
            if station.jumper_total_a is None:
                continue
            ports = tuple(self._number[port.name] for port in station.ports)
            drawn_a = sum(kinds[port].start * kinds[port].rate for port in ports)
            if drawn_a <= station.jumper_total_a * (1 + TOLERANCE):
                continue
            for port in ports:
                kind = kinds[port]
                self.together[port] = Kind(kind.rate, kind.start * station.jumper_total_a / drawn_a, kind.ceiling)
                self._ports[port] = ports
                self._of_atom[network.atom[port]].append(port)
        self._whole: dict[tuple[int, tuple[int, ...]], bool] = {}

    def ports(self, position: int) -> tuple[int, ...]:
        """The ports of the station of a port, itself among them; none where its feed carries all fallbacks."""
        return self._ports.get(position, ())

    def siblings(self, position: int) -> tuple[Kind, ...]:
        """What the ports of its station are, by themselves and together; nothing where the feed carries all."""
        return tuple(kind for port in self.ports(position) for kind in (self._kinds[port], self.together[port]))

    def whole(self, index: int, position: int) -> bool:
        """Whether a row holds every port of the station of a port."""
        ports = self.ports(position)
        if not ports:
            return False
        if (index, ports) not in self._whole:
            atoms = self._atoms[index]
            self._whole[index, ports] = all(self._network.atom[port] in atoms for port in ports)
        return self._whole[index, ports]

    @cached_property
    def _atoms(self) -> list[frozenset[int]]:
        return [frozenset(row.atoms) for row in self._network.rows]

    def shared_in(self, index: int, atom: int) -> list[int]:
        """Ports of an atom that a row counts as they draw together with the others of their station."""
        return [port for port in self._of_atom.get(atom, ()) if self.whole(index, port)]
