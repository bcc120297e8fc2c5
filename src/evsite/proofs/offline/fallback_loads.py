"""What ports that cannot be reached put on every limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.model.moments import lower_envelope
from evsite.network.compile import compile_network
from evsite.network.worst_case_load import most_on_limits
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.finding import Path
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site


@dataclass(frozen=True, slots=True)
class FallbackLoad:
    """The most that ports below a limit put on it when some of them, or all, are offline and draw their fallback.

    In `unit`, beside the lowest value that the limit takes in a week. `group` as in the limit; None for equipment.
    """

    limit: LimitId
    unit: str
    load: float
    allowed: float
    group: str | None
    path: Path

    @property
    def fits(self) -> bool:
        """Whether no subset of the ports exceeds the limit at any time of the week."""
        return self.load <= self.allowed * (1 + TOLERANCE)


def fallback_loads(site: Site, fallback_a: Mapping[str, float] | None = None) -> tuple[FallbackLoad, ...]:
    """What offline ports put on every limit over a port in a group, at worst over all sets of them.

    What stations hold by themselves (a jumpered feed, their power modules) they hold offline too. Ports in no group
    count with what they are rated for, offline or not.

    Parameters
    ----------
    site
        The site.
    fallback_a
        What each port draws when it cannot be reached [A]; default what it is set to.
    """
    amps = fallbacks_a(site) if fallback_a is None else fallback_a
    managed = site.managed_ports()
    network = compile_network(lower_envelope(site))
    concerned = network.limits_over(managed)
    found = []
    for index, total, _ in most_on_limits(network, amps):
        limit = network.limits[index]
        if limit.implied or not (limit.equipment or limit.group is not None) or index not in concerned:
            continue
        group = None if limit.equipment else limit.group
        found.append(FallbackLoad(limit.id, limit.unit, total, limit.value, group, limit.path))
    return tuple(found)


def fallbacks_a(site: Site) -> dict[str, float]:
    """What each port draws when it cannot be reached [A]."""
    from evsite.allocation import fallback  # arrays only where a port asks

    return fallback.fallbacks_a(site)
