"""What a charging network of acnportal leaves out of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.moments import timed
from evsite.studies.acnportal.results import AcnNote
from evsite.words import count, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.model.site import Site
    from evsite.studies.acnportal.results import AcnConstraint, AcnEvse


def network_notes(
    site: Site, evses: Sequence[AcnEvse], constraints: Sequence[AcnConstraint], *, at_moment: bool
) -> tuple[AcnNote, ...]:
    """What to know beside the network of a site.

    Parameters
    ----------
    site
        The site, with its whole week.
    evses
        Its EVSEs.
    constraints
        Its constraints.
    at_moment
        Whether the constraints are those of a moment, and not the fixed limits.
    """
    return tuple(_notes(site, evses, constraints, at_moment=at_moment))


def _notes(
    site: Site, evses: Sequence[AcnEvse], constraints: Sequence[AcnConstraint], *, at_moment: bool
) -> Iterator[AcnNote]:
    if timed(site):
        which = "those of the moment" if at_moment else "the fixed ones (--at MOMENT takes others)"
        yield AcnNote("times", f"schedules and charging times: limits are {which}, all week")
    if any(group.metered for group in site.groups.values()) and site.loads:
        yield AcnNote(
            "other-load",
            "the site meter: the other load that the file gives is taken off at all times, and does not change",
        )
    if site.groups:
        yield AcnNote("fallback", "stations out of reach: fallbacks are left out, every EVSE is reached at all times")
        yield AcnNote(
            "policy",
            "policies, their order and minimums of groups: the algorithm that acnportal is given decides who gets what",
        )
    if site.pools:
        titles = [pool.title for pool in site.pools]
        yield AcnNote(
            "modules", f"whole power modules ({names(titles)}): their total holds, and any part of it can be given"
        )
    lines = dict.fromkeys(evse.port for evse in evses if evse.name != evse.port)
    if lines:
        yield AcnNote(
            "three-phase",
            f"three-phase ports: {count(len(lines), 'port')} became three EVSEs each, a line and a third of the power; "
            "nothing makes the three draw alike",
        )
    direct = sum(port.dc for port in site.ports.values())
    if direct:
        yield AcnNote(
            "dc", f"losses: the voltage of {count(direct, 'DC port')} is what a vehicle gets of an ampere, losses off"
        )
    stricter = [each.name for each in constraints if each.stricter]
    if stricter:
        yield AcnNote(
            "power",
            f"plain sums over phases ({names(stricter)}): acnportal adds phasors, so its rows never pass more than the "
            "limit, and less where phases are loaded unevenly",
        )
