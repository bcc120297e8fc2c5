"""Breakers that may have tripped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.network.titles import unit_of
from evsite.studies.diagnosis.evidence import Overload
from evsite.studies.diagnosis.results import Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.limit_id import LimitId
    from evsite.studies.diagnosis.facts import Facts

RULES = ("EV101", "EV102", "EV103", "EV104", "EV105", "EV122", "EV401", "EV403", "EV404", "EV409")


def tripped(facts: Facts) -> Cause | None:
    """Equipment on the way to the ports that can carry more than it is rated for; None without ports.

    A trip itself no file shows.
    """
    if not facts.requested_ports:
        return None
    found = tuple(_overloads(facts))
    if found:
        return Cause("breaker", "yes", found, facts.remedies(*RULES))
    return Cause("breaker", "check-on-site")


def _overloads(facts: Facts) -> Iterator[Overload]:
    """Overloads by vehicles, then those that offline stations alone bring about, each limit once."""
    above = {
        node for port in facts.requested_ports if port.circuit is not None for node in facts.site.way_up(port.circuit)
    }
    limits: set[LimitId] = set()
    for load in facts.report.equipment:
        if load.overloaded and load.limit.owner in above:
            limits.add(load.limit)
            yield _overload(facts, load.limit, load.unit, load.greatest, load.allowed, offline=False)
    for found in facts.report.fallbacks:
        if not found.fits and found.group is None and found.limit not in limits and found.limit.owner in above:
            yield _overload(facts, found.limit, found.unit, found.load, found.allowed, offline=True)


def _overload(facts: Facts, limit: LimitId, unit: str, load: float, allowed: float, *, offline: bool) -> Overload:
    key = unit_of(facts.site, limit, unit).lower()
    return Overload(limit, offline, **{f"load_{key}": load, f"limit_{key}": allowed})
