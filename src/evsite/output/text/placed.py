"""Where the vehicles of a placement stand, in counts: "all", "AB 8, BC 2", or "EV1 AB 3, EV2 BC 1" with panels."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

from evsite.output.text.names import tell_counts

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.proofs.occupancy.placements import Placement


class PlacedWords:
    """Counts of placements in words; those of one order of ports are counted in one pass, the smaller ones first."""

    def __init__(self, site: Site) -> None:
        homes = [_home(site, name) for name in site.ports]
        several = len({home for home, _ in homes}) > 1
        self._word = [" ".join(filter(None, home if several else home[1:])) or "ports" for home in homes]
        self._tallies: dict[int, _Tally] = {}

    def told(self, placement: Placement) -> str:
        """Where the vehicles of a placement stand; places in the order of the site."""
        if len(placement) == len(self._word):
            return "all"
        tally = self._tallies.get(id(placement.order))
        if tally is None or tally.taken > len(placement):
            tally = self._tallies[id(placement.order)] = _Tally(self._word, placement)
        tally.take(len(placement))
        return tally.told()


class _Tally:
    """How many of the first ports of an order stand at each place."""

    def __init__(self, word: list[str], placement: Placement) -> None:
        self._word = word
        self._order = placement.order
        self._counts: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._by_first: list[tuple[int, str]] = []
        self.taken = 0

    def take(self, vehicles: int) -> None:
        """Go on to the first `vehicles` ports."""
        for port in map(int, self._order[self.taken : vehicles]):
            word = self._word[port]
            self._counts[word] = self._counts.get(word, 0) + 1
            first = self._first.get(word)
            if first is None or port < first:
                if first is not None:
                    del self._by_first[bisect_left(self._by_first, (first, word))]
                insort(self._by_first, (port, word))
                self._first[word] = port
        self.taken = vehicles

    def told(self) -> str:
        return tell_counts(((word, self._counts[word]) for _, word in self._by_first), len(self._by_first))


def _home(site: Site, port: str) -> tuple[str, str]:
    """The node that feeds the port's circuit, and the conductors of the port."""
    circuit = site.ports[port].circuit
    feeder = "" if circuit is None else site.circuits[circuit].fed_from
    return feeder, site.ports[port].connection or ""
