"""The greatest load on every conductor over a whole week, each in the state of the week that is worst for it.

Rules ask for single conductors and a report for all of them: both get what is shown here.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from evsite.model.moments import distinct_moments, site_at, timed, upper_envelope
from evsite.proofs.equipment import Equipment, equipment_loads

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.network.places import Place
    from evsite.proofs.equipment import EquipmentLoad

MOST_STATES = 48
"""Of a week with more states than this only those with the lowest and the greatest limits are judged."""
_MOST_PORT_STATES = 200_000
"""Ports times states up to which every state is asked about a conductor that is not safe at the limits of all."""


class WeekEquipment:
    """The conductors of a site over the week, each worked out when a port asks for it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._moments = distinct_moments(site)
        self._known: dict[tuple[Place, str | None], EquipmentLoad | None] = {}

    @classmethod
    def of(cls, site: Site) -> WeekEquipment:
        """The conductors of a site, the same for rules and for a report: what one has asked for the other has too."""
        return site.once("week equipment", lambda: cls(site))

    @property
    def complete(self) -> bool:
        """Whether `bounding` has every state of the week as it is."""
        return len(self._moments) <= MOST_STATES

    @cached_property
    def states(self) -> list[Site]:
        """The sites that `bounding` is of."""
        return bounding_states(self._site)

    @cached_property
    def bounding(self) -> list[Equipment]:
        """The states of the week, or, where these are many, one that allows as much as any of them."""
        return [Equipment(state) for state in self.states]

    @cached_property
    def _states(self) -> list[Equipment]:
        """States of a week with many of them, all that there are if that is feasible."""
        most = max(MOST_STATES, _MOST_PORT_STATES // max(1, len(self._site.ports)))
        sites = [site_at(self._site, minute) for minute in self._moments[:most]]
        return [Equipment(state) for site in sites for state in _with_quiet(self._site, [site], many=True)]

    def load_on(self, place: Place, leg: str | None) -> EquipmentLoad | None:
        """The greatest load on a conductor in the state that is worst for it; None where there is no port below it."""
        if (place, leg) not in self._known:
            self._known[place, leg] = self._worst(place, leg)
        return self._known[place, leg]

    def _worst(self, place: Place, leg: str | None) -> EquipmentLoad | None:
        bound = _worst_of(self.bounding, place, leg)
        if bound is None or bound.safe or self.complete:
            return bound
        # what the greatest limits of different times allow together need not happen at any time
        found = _worst_of(self._states, place, leg)
        if found is not None and (found.overloaded or len(self._states) >= len(self._moments)):
            return found
        return replace(bound, reached=min(bound.reached, bound.allowed), witness=(), witness_load=0.0)


def greatest_loads(site: Site, fallback_a: Mapping[str, float]) -> tuple[EquipmentLoad, ...]:
    """The greatest load on every conductor over the whole week, each in the state that is worst for it.

    What offline stations may add is that of the state in which they come nearest to the rating, as a share of it.

    Parameters
    ----------
    site
        The site.
    fallback_a
        What each port draws while it cannot be reached [A].
    """
    week = WeekEquipment.of(site)
    if len(week.states) == 1 and week.complete:
        return equipment_loads(week.states[0], fallback_a, week.bounding[0])
    worst: dict[LimitId, EquipmentLoad] = {}
    for equipment, state in zip(week.bounding, week.states, strict=True):
        for load in equipment_loads(state, fallback_a, equipment):
            known = worst.get(load.limit) or week.load_on(load.place, load.limit.leg) or load
            # as a share of the rating beside other load; of one that leaves nothing, as it is
            share = known.allowed / load.allowed if load.allowed else 1.0
            most = load.with_offline * share if load.offline_adds else known.greatest
            most = max(known.with_offline, known.greatest, most)
            worst[load.limit] = known if most == known.with_offline else replace(known, with_offline=most)
    return tuple(worst.values())


def _worst_of(states: list[Equipment], place: Place, leg: str | None) -> EquipmentLoad | None:
    loads = [load for state in states if (load := state.load_on(place, leg)) is not None]
    return max(loads, key=_severity, default=None)


def _severity(load: EquipmentLoad) -> tuple[bool, bool, float]:
    """What is shown comes before what is not proved, and that before what is; then how near to the rating it comes."""
    share = load.greatest / load.allowed if load.allowed else math.inf
    return load.overloaded, not load.safe, share if load.greatest else 0.0


def bounding_states(site: Site) -> list[Site]:
    """The site in every state of the week, or, where these are many, one that allows as much as any of them.

    A load of a meter's record is at its highest there. Where it is not continuous, a limit that it is taken off falls
    faster than the rating beside it, so the worst may be while it draws nothing: that is another state.
    """
    moments = distinct_moments(site)
    if len(moments) > MOST_STATES:
        return _with_quiet(site, [upper_envelope(site)], many=True)
    # one state may still be another than the fixed one, where a window has all hours of the week
    return _with_quiet(site, [site_at(site, minute) for minute in moments] if timed(site) else [site], many=False)


def _with_quiet(site: Site, moments: list[Site], *, many: bool) -> list[Site]:
    """These states, and the same while loads that come and go draw nothing."""
    coming = {
        name for name, load in site.loads.items() if not load.continuous and (load.recorded or (load.profile and many))
    }
    quiet = [
        replace(
            moment,
            loads={
                name: replace(load, line_a=dict.fromkeys(load.line_a, 0.0), power_kva=0.0) if name in coming else load
                for name, load in moment.loads.items()
            },
        )
        for moment in (moments if coming else ())
    ]
    return [*moments, *quiet]
