"""Where ports are, in kinds that are alike to a reader: which panel feeds them, over which conductors, of what size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from evsite.model.site import Port, Site
    from evsite.proofs.occupancy.placements import Placement


@dataclass(frozen=True, slots=True)
class PortPlace:
    """Ports that are shown together: their number, what feeds their circuits, their conductors and rating.

    `fed_from` is null for stations on no circuit, `phases` where the connection is not known.
    """

    fed_from: str | None
    phases: str | None
    max_a: float
    ports: int


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """`vehicles` at each of the places number `first` to `last`; at places in no run there is no vehicle."""

    first: int
    last: int
    vehicles: int


class PortPlaces:
    """The places of a site, those of the same conductors and rating in a row, in the order of the site."""

    def __init__(self, site: Site) -> None:
        keys = [_key(site, port) for port in site.ports.values()]
        kinds: dict[tuple[str | None, float], int] = {}
        feeders: dict[str | None, int] = {}
        for feeder, phases, max_a in keys:
            kinds.setdefault((phases, max_a), len(kinds))
            feeders.setdefault(feeder, len(feeders))
        order = sorted(set(keys), key=lambda key: (kinds[key[1], key[2]], feeders[key[0]]))
        number = {key: place for place, key in enumerate(order)}
        self._of_port = np.array([number[key] for key in keys], dtype=np.int64)
        held = np.bincount(self._of_port, minlength=len(order)).tolist()
        self.places = tuple(PortPlace(*key, ports) for key, ports in zip(order, held, strict=True))

    def runs(self, placement: Placement) -> tuple[PlacedRun, ...]:
        """How many vehicles of a placement stand at each place; neighbours with as many are one run."""
        ports = self._of_port[placement.order[: len(placement)]]
        counts = np.bincount(ports, minlength=len(self.places))
        starts = np.flatnonzero(np.diff(counts, prepend=-1))
        ends = np.append(starts[1:], len(counts))
        return tuple(
            PlacedRun(first, end - 1, vehicles)
            for first, end, vehicles in zip(starts.tolist(), ends.tolist(), counts[starts].tolist(), strict=True)
            if vehicles
        )


def _key(site: Site, port: Port) -> tuple[str | None, str | None, float]:
    feeder = None if port.circuit is None else site.circuits[port.circuit].fed_from
    return feeder, port.connection, port.max_a
