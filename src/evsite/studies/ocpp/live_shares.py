"""What ports may draw in the next minutes, as the groups of the site share at that time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.allocation.api import allocate
from evsite.model.moments import changes, timed
from evsite.model.week import show_moment
from evsite.rounding import TOLERANCE
from evsite.studies.ocpp.week_clock import week_minute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from evsite.allocation.result import Allocation
    from evsite.metering.zones import Zone
    from evsite.model.site import Site

_QUARTER_MIN = 15


class LiveShares(NamedTuple):
    """Amperes by port and second from the start on; `in_turns` are ports that are not served all the time."""

    current_a: dict[str, dict[int, float]]
    in_turns: tuple[str, ...]


def depends_on_time(site: Site) -> bool:
    """Whether shares differ by the time of the week, so that a time zone has to be known."""
    return timed(site) or any(load.recorded for load in site.loads.values())


def live_shares(
    site: Site,
    zone: Zone | None,
    from_s: int,
    duration_s: int,
    *,
    occupied: Iterable[str] | None = None,
    accept_a: Mapping[str, float] | None = None,
    offline: Iterable[str] = (),
) -> LiveShares:
    """The shares of ports in use that can be reached.

    Parameters
    ----------
    site
        The site.
    zone
        The local time; None where shares do not depend on it (`depends_on_time`).
    from_s
        The instant at which they begin [s since 1970, UTC].
    duration_s
        For how long.
    occupied
        Ports in use; default all.
    accept_a
        What vehicles accept [A]; default all that their ports give.
    offline
        Ports that cannot be reached.
    """
    used = tuple(site.ports) if occupied is None else tuple(occupied)
    away = tuple(offline)
    reached = [name for name in used if name not in set(away) and name in site.managed_ports()]
    found: dict[str, dict[int, float]] = {name: {} for name in reached}
    turning: dict[str, None] = {}
    for second, at in _moments(site, zone, from_s, duration_s):
        shared = allocate(site, occupied=used, accept_a=accept_a, at=at, offline=away)
        for name, current_a in _steady(shared).items():
            if name in found:
                found[name][second] = current_a
        turning.update(dict.fromkeys(name for name in reached if second not in found[name]))
    return LiveShares({name: shares for name, shares in found.items() if name not in turning}, tuple(turning))


def _steady(shared: Allocation) -> dict[str, float]:
    """What ports have all the time; those that wait for a turn are left out."""
    least = {share.port: share.current_a for share in shared.shares}
    for slot in shared.slots:
        served = {share.port: share.current_a for share in slot.shares}
        least = {name: min(current_a, served.get(name, 0.0)) for name, current_a in least.items()}
    turning = {
        share.port
        for share in shared.shares
        if share.average_current_a is not None and least[share.port] < share.average_current_a * (1 - TOLERANCE)
    }
    return {name: current_a for name, current_a in least.items() if name not in turning}


def _moments(site: Site, zone: Zone | None, from_s: int, duration_s: int) -> Iterator[tuple[int, str | None]]:
    """Seconds from the start at which shares may change, each with its moment of the week."""
    if zone is None or not depends_on_time(site):
        yield 0, None
        return
    edges = changes(site)
    recorded = any(load.recorded for load in site.loads.values())
    last: tuple[int, int] | None = None
    second = 0
    while second < duration_s:
        minute = week_minute(from_s + second, zone)
        # nothing changes but at such a minute, or where the clock is put forward or back
        state = sum(edge <= minute for edge in edges), minute // _QUARTER_MIN if recorded else 0
        if state != last:
            yield second, show_moment(minute)
        last = state
        second += 60 - (from_s + second) % 60
