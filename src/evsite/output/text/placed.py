"""Where the vehicles of a placement stand, in counts: "all", "AB 8, BC 2", or "EV1 AB 3, EV2 BC 1" with panels."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from evsite.output.text.names import counts_text

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.proofs.occupancy.placements import Placement


_MOST_PLACES, _OF_MANY = 6, 3
"""More places are shown as three of them and how many more, so that a row stays short."""


class PlacedWords:
    """Counts of placements in words; those of one order of ports are counted in one pass, the smaller ones first.

    The places that an order takes first are those that matter: where most stand, or where the limit is.
    """

    def __init__(self, site: Site) -> None:
        homes = [_home(site, name) for name in site.ports]
        several = len({home for home, _ in homes}) > 1
        self._word = [" ".join(filter(None, home if several else home[1:])) or "ports" for home in homes]
        self._counts_by_order: dict[int, _PlaceCounts] = {}

    def text(self, placement: Placement) -> str:
        """Where the vehicles of a placement stand; places in the order of the site."""
        if len(placement) == len(self._word):
            return "all"
        counts = self._counts_by_order.get(id(placement.order))
        if counts is None or counts.taken > len(placement):
            counts = self._counts_by_order[id(placement.order)] = _PlaceCounts(self._word, placement)
        counts.take(len(placement))
        return counts.text()


class _PlaceCounts:
    """How many of the first ports of an order stand at each place."""

    def __init__(self, word: list[str], placement: Placement) -> None:
        self._word = word
        self._order = placement.order
        self._counts: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self.taken = 0

    def take(self, vehicles: int) -> None:
        """Go on to the first `vehicles` ports."""
        for port in self._order[self.taken : vehicles].tolist():
            word = self._word[port]
            self._counts[word] = self._counts.get(word, 0) + 1
            self._first[word] = min(port, self._first.get(word, port))
        self.taken = vehicles

    def text(self) -> str:
        """In the order of the site; of many places those that were taken first."""
        shown = _MOST_PLACES if len(self._counts) <= _MOST_PLACES else _OF_MANY
        words = sorted(islice(self._counts, shown), key=self._first.__getitem__)
        return counts_text(((word, self._counts[word]) for word in words), len(self._counts), most=shown)


def _home(site: Site, port: str) -> tuple[str, str]:
    """The node that feeds the port's circuit, and the conductors of the port."""
    circuit = site.ports[port].circuit
    feeder = "" if circuit is None else site.circuits[circuit].fed_from
    return feeder, site.ports[port].connection or ""
