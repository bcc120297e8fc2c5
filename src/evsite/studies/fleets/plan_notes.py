"""What is assumed in a plan about ports and groups, and what it subscribes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.words import count, enumeration, format_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from evsite.model.site import Site
    from evsite.studies.fleets.charges import Charges

    Floats = NDArray[np.float64]


def notes_of(site: Site, ports: tuple[str | None, ...], apart: frozenset[str]) -> list[str]:
    """What is assumed about ports and groups."""
    used = {name for name in ports if name is not None}
    notes = []
    groups = [name for name, group in site.groups.items() if group.defer_to_fleet is False]
    if apart & used:
        notes.append(
            f"{enumeration(groups)} {'does' if len(groups) == 1 else 'do'} not defer to fleets: vehicles there are "
            "counted with the least that they get by its own sharing, and the plan leaves its ports all that they "
            "could draw"
        )
    silent = [name for name, group in site.groups.items() if group.defer_to_fleet is None and used & set(group.ports)]
    if silent:
        verb = "defers" if len(silent) == 1 else "defer"
        notes.append(
            f"assumed: {enumeration(silent)} {verb} to the plan of the fleet; say defer_to_fleet = true, or false"
        )
    stepped = sorted(name for name in used - apart if site.ports[name].steps is not None)
    if stepped:
        verb = "offers" if len(stepped) == 1 else "offer"
        notes.append(
            f"{enumeration(stepped)} {verb} only some currents: the plan is rounded down to these, and to less only in "
            "the step in which a vehicle has all it needs"
        )
    return notes


def notes_of_blocks(charges: Charges, energy_kwh: Floats) -> list[str]:
    """What is subscribed to, month by month."""
    blocks = charges.blocks(energy_kwh)
    if not blocks:
        return []
    each = enumeration(
        [f"{count(own.blocks, 'block')} of {format_number(own.block_kw)} kW for ${own.cost_usd:,.2f}" for own in blocks]
    )
    return [f"demand has what is subscribed for whole months, in their order: {each}"]
