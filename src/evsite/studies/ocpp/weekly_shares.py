"""What ports are guaranteed in each window of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evsite.model.moments import lower_envelope, site_at, states, varies
from evsite.proofs.guarantee import proved_shares
from evsite.proofs.week_loads import MOST_STATES

if TYPE_CHECKING:
    from evsite.model.site import Site
    from evsite.proofs.guarantee import ProvedShare


class WeeklyShares(NamedTuple):
    """What ports in groups are guaranteed from some minutes of the week on, by minute and port.

    `lowest` says that there are too many different windows, and that the guarantee of the lowest limits of the week
    stands for all.
    """

    from_min: dict[int, dict[str, ProvedShare]]
    lowest: bool


def weekly_shares(site: Site) -> WeeklyShares:
    """The guaranteed shares of a site over its week.

    Parameters
    ----------
    site
        The site.
    """
    if not varies(site):
        return WeeklyShares({0: proved_shares(site)}, lowest=False)
    found = states(site)
    if len(found) > MOST_STATES:
        return WeeklyShares({0: proved_shares(lower_envelope(site))}, lowest=True)
    by_start: dict[int, dict[str, ProvedShare]] = {}
    for minute, stretches in found.items():
        shares = proved_shares(site_at(site, minute))
        by_start.update((stretch.start, shares) for stretch in stretches)
    return WeeklyShares(dict(sorted(by_start.items())), lowest=False)
