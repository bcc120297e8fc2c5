"""What has to hold for the guarantees and proofs of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.premises import ENFORCED
from evsite.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evsite.analysis.record_notes import UnfitLoads
    from evsite.model.site import Site
    from evsite.proofs.equipment import EquipmentLoad

_FEW = 3
"""So many pieces of equipment are named."""


def premise(site: Site, unfit: UnfitLoads, equipment: Iterable[EquipmentLoad]) -> str | None:
    """What has to hold for guarantees and proofs; None where no port is in a group.

    Parameters
    ----------
    site
        The site.
    unfit
        Loads that count by records that cannot carry it.
    equipment
        The greatest loads on its equipment. Shares count every rating as a limit; where groups let more onto it than
        that, only its own overcurrent device holds it, and opens instead of sharing.
    """
    if not site.managed_ports():
        return None
    parts = [ENFORCED]
    if unfit.loads:
        parts.append(f"that {listed(unfit.loads, 'and')} draws no more than was recorded, which is {unfit.words}")
    unheld = unheld_equipment(equipment)
    if unheld:
        parts.append(f"that {unheld_words(unheld)}")
    return "; and ".join(parts)


def unheld_equipment(equipment: Iterable[EquipmentLoad]) -> tuple[str, ...]:
    """The equipment above ports in groups that is not proved to stay within its rating under them, each once."""
    return tuple(
        dict.fromkeys(f"{load.limit.kind} {load.limit.owner}" for load in equipment if load.enforced and not load.safe)
    )


def unheld_words(names: tuple[str, ...]) -> str:
    """That load management holds such equipment to its rating, which the groups of the site do not."""
    shown = [*names[:_FEW], *([f"{len(names) - _FEW:,} more"] if len(names) > _FEW else [])]
    return f"load management also holds {listed(shown, 'and')} to the rating, which no group does"
