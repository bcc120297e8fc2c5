"""One question to the allocator: a site, a moment, and who gets what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.allocation.fallback import fallbacks_of
from evsite.model.moments import profile_at, site_at
from evsite.model.week import read_moment, show_moment
from evsite.sitefile.quantities import read_quantity
from evsite.words import days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evsite.allocation.result import Allocation
    from evsite.model.policy import PolicyName
    from evsite.model.quantity import Dimension
    from evsite.model.site import Site

LOAD_UNITS: tuple[Dimension, ...] = ("current", "power", "apparent_power")
"""Dimensions in which an uncontrolled load is given."""


def allocate(
    site: Site,
    *,
    occupied: Iterable[str] | None = None,
    accept_a: Mapping[str, float] | None = None,
    order: Sequence[str] | None = None,
    policy: PolicyName | None = None,
    at: str | None = None,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
) -> Allocation:
    """Allocate current to the ports with a vehicle, at one moment.

    Each group shares its limit by its policy, exact on every conductor of the site: `policy` of `docs/site-file.md`,
    after ChargePoint Power Sharing Reference Guide v1 (2025), "Available Power Sharing Algorithms".

    Parameters
    ----------
    site
        The site.
    occupied
        Names of the ports with a vehicle; default all.
    accept_a
        What single vehicles accept, by port [A in each line conductor]; default all that the port can give.
    order
        Ports by plug-in order, for first come first served; the rest follow in the order of the file.
    policy
        Holds for every group in place of its own.
    at
        Moment of the week, like "Mon 13:00"; default the fixed limits.
    offline
        Ports that cannot be reached; each may draw its fallback, which is reserved first.
    loads
        Uncontrolled load by node, like {"T1": "200 kW"}, which is taken off the limits there and above.

    Returns
    -------
    Allocation
        The share of each port of the site [A, kW, mi/h], the load of each limit [A, kW or kVA] and, where ports take
        turns, the time slots [h].

    Raises
    ------
    KeyError
        For a port or node that the site does not have.
    WeekError
        For a moment that cannot be read.
    QuantityError
        For a load that cannot be read.
    """
    measured = {node: read_quantity(text, LOAD_UNITS) for node, text in (loads or {}).items()}
    minute = None if at is None else read_moment(at)
    moment_site = site_at(site, minute, measured, by_record=True)
    fallback = fallbacks_of(site, offline)
    allocator = Allocator(moment_site, policy, offline=bool(fallback))
    found = allocator.allocate(allocator.moment(occupied, accept_a, order, fallback))
    if minute is None:
        return found
    return replace(found, notes=(*found.notes, *_taken_from_records(site, moment_site, minute)))


def _taken_from_records(site: Site, moment: Site, minute: int) -> Iterator[str]:
    """What loads with interval data were taken to draw."""
    for load in site.loads.values():
        if not load.recorded or load.name not in moment.loads or profile_at(load, minute) is not None:
            continue
        assert load.measured is not None
        quarter = minute - minute % 15
        known = quarter in load.measured.week
        when = (
            f"of the quarter of an hour from {show_moment(quarter)}" if known else "at any time, since none is of then,"
        )
        current_a = max(moment.loads[load.name].line_a.values(), default=0.0)
        length = days(load.measured.series.days)
        yield f"{load.name} is taken to draw {current_a:.1f} A, the highest {when} in {length}"
