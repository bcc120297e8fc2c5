"""One driver's case: what ports get at one moment, as an allocation has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.api import allocate
from evsite.studies.diagnosis.results import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.model.site import Site


def case_of(
    site: Site,
    ports: Iterable[str],
    *,
    occupied: Sequence[str],
    accept_a: Mapping[str, float],
    order: Sequence[str],
    at: str | None,
    offline: Sequence[str],
    loads: Mapping[str, str],
) -> Case:
    """What some ports get at a moment, and what holds each.

    Parameters
    ----------
    site
        The site.
    ports
        Names of the ports that are asked about; each is in use, whether it is among `occupied` or not.
    occupied
        Names of the ports with a vehicle.
    accept_a
        What single vehicles accept [A].
    order
        Ports by plug-in order, for first come, first served.
    at
        Moment of the week, like "Mon 13:00"; None for the fixed limits.
    offline
        Ports that cannot be reached.
    loads
        Uncontrolled load by node.
    """
    requested = dict.fromkeys(ports)
    in_use = tuple(dict.fromkeys((*occupied, *requested)))
    found = allocate(site, occupied=in_use, accept_a=accept_a, order=order, at=at, offline=offline, loads=loads)
    return Case(tuple(share for share in found.shares if share.port in requested), len(in_use), at, found.notes)
