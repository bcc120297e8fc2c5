"""The policies side by side, for one moment: what each vehicle gets, who waits, and how long.

Vendor guide, "Available Power Sharing Algorithms" and "Sharing Policy". Its names for one policy differ from page to
page; here "equal" is the same current for everybody (the same power where voltages differ), "proportional" the same
share of the rating, "fcfs" everything to the earliest first, and "round robin" what equal sharing turns into where
shares are too small to charge with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.allocator import Allocator
from evsite.allocation.api import LOAD_UNITS
from evsite.allocation.fallback import fallbacks_of
from evsite.allocation.policies import COMPARED
from evsite.allocation.premises import control_notes
from evsite.allocation.rates import slots_h
from evsite.model.moments import site_at
from evsite.model.slot_lengths import USUAL_SLOT_H
from evsite.model.week import read_moment
from evsite.rounding import first_least
from evsite.sitefile.quantities import read_quantity
from evsite.studies.policy_results import LeastShare, PolicyComparison, PolicyOutcome, PolicyShare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evsite.allocation.moment import Moment
    from evsite.allocation.policies import Policy
    from evsite.allocation.result import Share
    from evsite.model.site import Site


def allocator_under(policy: Policy, site: Site, *, offline: bool, slot_h: float | None = None) -> Allocator:
    """The allocator that stands for a policy, in place of what the groups of the file say."""
    return Allocator(site, policy.shares_as, offline=offline, slot_h=slot_h)


def compare_policies(
    site: Site,
    *,
    occupied: Iterable[str] | None = None,
    accept_a: Mapping[str, float] | None = None,
    order: Sequence[str] | None = None,
    at: str | None = None,
    offline: Iterable[str] = (),
    loads: Mapping[str, str] | None = None,
    slot_h: float | None = None,
) -> PolicyComparison:
    """Share one moment under every policy, each in place of what the groups of the file say.

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
    at
        Moment of the week, like "Mon 13:00"; default the fixed limits.
    offline
        Ports that cannot be reached; each may draw its fallback, which is reserved first.
    loads
        Uncontrolled load by node, like {"T1": "200 kW"}.
    slot_h
        Length of a time slot of the rotation [h]; default what the groups say.

    Returns
    -------
    PolicyComparison
        An outcome for each policy: what each vehicle gets [A, kW], who waits and how long [h], the power of all [kW].

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
    moment_site = site_at(site, None if at is None else read_moment(at), measured, by_record=True)
    offline_a = fallbacks_of(site, offline)
    there = None if occupied is None else tuple(occupied)
    outcomes = []
    for policy in COMPARED:
        allocator = allocator_under(policy, moment_site, offline=bool(offline_a), slot_h=slot_h)
        moment = allocator.moment(there, accept_a, order, offline_a)
        outcomes.append(_outcome(policy.name, allocator, moment))
    turning = {share.port for outcome in outcomes for share in outcome.shares if share.state == "turns"}
    lengths_h = [length_h for name, length_h in zip(site.ports, slots_h(site), strict=True) if name in turning]
    return PolicyComparison(tuple(outcomes), slot_h or min(lengths_h, default=USUAL_SLOT_H), control_notes(site))


def _outcome(policy: str, allocator: Allocator, moment: Moment) -> PolicyOutcome:
    allocation = allocator.allocate(moment)
    shares = []
    for share in allocation.shares:
        if share.state == "idle":
            continue
        amps = share.current_a if share.average_current_a is None else share.average_current_a
        state, wait_h = _state(share, amps)
        power_kw = amps * allocator.site.ports[share.port].output_kw_per_a
        shares.append(PolicyShare(share.port, amps, power_kw, state, share.limited_by, wait_h))
    charging = [share for share in shares if share.state not in {"done", "offline"}]
    least = first_least(charging, lambda share: share.power_kw, lambda share: share.current_a) if charging else None
    waits = [share.longest_wait_h for share in charging]
    return PolicyOutcome(
        policy=policy,
        shares=tuple(shares),
        total_power_kw=sum(share.power_kw for share in shares),
        least=LeastShare(least.current_a, least.power_kw, least.port) if least else LeastShare(0.0, 0.0, None),
        waiting=tuple(share.port for share in shares if share.state == "waiting"),
        slots=len(allocation.slots),
        longest_wait_h=None if None in waits else max((wait for wait in waits if wait is not None), default=0.0),
    )


def _state(share: Share, amps: float) -> tuple[str, float | None]:
    if share.state in {"done", "offline"}:
        return share.state, 0.0
    if amps == 0:
        return "waiting", None
    return ("turns", share.longest_wait_h) if share.longest_wait_h else ("charging", 0.0)
