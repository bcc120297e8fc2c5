"""What a node is rated for, where load on it is compared with that."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from evsite.network.limits import line_rating_a
from evsite.words import names

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.model.systems import VoltageSystem


class NoRatingError(ValueError):
    """Raised for a name that no node has, or a node without a stated rating; the message says why."""


def rated_node(site: Site, name: str) -> tuple[VoltageSystem, str, float]:
    """Voltage system, conductors and rating [A] of a node.

    Raises
    ------
    NoRatingError
        There is no such node, or it has no rating.
    """
    system: VoltageSystem
    if name in site.circuits:
        circuit = site.circuits[name]
        return circuit.system, circuit.connection, circuit.breaker_a
    if name in site.panels:
        panel = site.panels[name]
        if panel.rating is None:
            message = f"panel '{name}' has no main and no bus: add main = \"400 A\", or study what feeds it"
            raise NoRatingError(message)
        rating_a = panel.rating.rating_a
        system = panel.system
    elif name in site.supplies:
        supply = site.supplies[name]
        system = supply.system
        if supply.rating_a is None:
            assert supply.rating_kva is not None
            rating_a = line_rating_a(supply.rating_kva, system)
        else:
            rating_a = supply.rating_a
    else:
        known = [*site.supplies, *site.panels, *site.circuits]
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there {'is' if len(known) == 1 else 'are'} {names(known)}"
        message = f"no supply, panel or circuit '{name}'; {hint}"
        raise NoRatingError(message)
    spread = "ABC" if system.three_phase else "".join(system.legs)
    return system, {"AC": "CA"}.get(spread, spread), rating_a
