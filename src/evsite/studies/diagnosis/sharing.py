"""Power that is shared: how far it is stretched, what each port gets, what limits it, and who takes turns or waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.allocation.policies import policy_named
from evsite.analysis.oversubscription_chart import ADVISED_RATIO, chart_ratio_kept
from evsite.rounding import exceeds
from evsite.studies.diagnosis.evidence import Begins, BindingLimit, FirstCome, GroupRatio, GuaranteedShare, PortShares
from evsite.studies.diagnosis.facts import exactly, group_equal
from evsite.studies.diagnosis.results import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from evsite.model.limit_id import LimitedBy, LimitId
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult
    from evsite.studies.diagnosis.facts import Facts
    from evsite.studies.results import PortReport

TOO_LITTLE = ("EV405", "EV406", "EV407", "EV412", "EV502", "EV503", "EV504")
"""Rules about the least that ports get."""


def stretched(facts: Facts) -> Cause:
    """Groups whose connected power is more of their limit than the guide advises."""
    ratios = [
        GroupRatio(
            group.group,
            group.ports,
            group.oversubscription,
            ADVISED_RATIO,
            chart_ratio_kept(facts.analysis, facts.site.groups[group.group]),
        )
        for group in facts.report.groups
        if group.group in facts.group_names
    ]
    far = [ratio for ratio in ratios if exceeds(ratio.oversubscription.power or 0.0, ADVISED_RATIO)]
    if far:
        return Cause("oversubscription", "yes", tuple(far), facts.remedies("EV410", "EV411"))
    return Cause("oversubscription", "no", tuple(ratios))


def shared(facts: Facts) -> Cause:
    """Ports that get less than they can give once enough others are in use."""
    held = [port for port in facts.reported if _is_held(facts, port)]
    less = [port for port in held if _gets_less(facts, port)]
    if less:
        return Cause("shared-power", "yes", port_shares(facts, less), facts.remedies(*TOO_LITTLE))
    return Cause("shared-power", "no", port_shares(facts, held))


def without_power(facts: Facts) -> Cause:
    """Ports that get nothing with every port in use, or may get nothing, by their share and not by their turn."""
    none = [
        port
        for port in facts.reported
        if _is_held(facts, port)
        and policy_named(_policy(facts, port)).bounded
        and (
            not port.all_in_use.current_a
            or ((found := facts.report.guarantees.get(port.port)) is not None and not found.current_a)
        )
    ]
    if not none:
        return Cause("no-power", "no")
    return Cause("no-power", "yes", port_shares(facts, none), facts.remedies("EV405", "EV615", "EV103", "EV403"))


def in_turns(facts: Facts) -> Cause:
    """Ports that draw nothing until their turn comes."""
    turning = [port for port in facts.reported if port.all_in_use.longest_wait_h is not None]
    if not turning:
        return Cause("turns", "no")
    return Cause("turns", "yes", port_shares(facts, turning), facts.remedies("EV405", "EV406"))


def first_come(facts: Facts) -> Cause:
    """Groups that serve in order of arrival, in which who comes last may get nothing."""
    queues = [group for group in facts.groups if not policy_named(group.policy).bounded and len(group.ports) > 1]
    if not queues:
        return Cause("first-come", "no")
    found = tuple(FirstCome(group.name, len(group.ports)) for group in queues)
    return Cause("first-come", "yes", found, facts.remedies("EV408"))


def limits_that_bind(facts: Facts) -> Cause:
    """Limits that hold ports with every port in use, and the number of vehicles from which on each does."""
    held = [port for port in facts.reported if _is_held(facts, port) and facts.limit_of(port) is not None]
    if not held:
        return Cause("limits-that-bind", "no")
    found = group_equal(held, lambda port: _limit_without_leg_of(facts, port))
    rows = facts.occupancy
    worst = _begins(rows, lambda row: row.worst)
    balanced = _begins(rows, lambda row: row.balanced)
    evidence = tuple(_binding(facts, ports, worst, balanced) for ports in found)
    return Cause("limits-that-bind", "yes", evidence, facts.remedies("EV401", "EV402", "EV105"))


def _binding(
    facts: Facts, ports: list[PortReport], worst: dict[LimitId, Begins], balanced: dict[LimitId, Begins]
) -> BindingLimit:
    least = min(ports, key=lambda port: (port.all_in_use.power_kw, port.all_in_use.current_a))
    limit = facts.limit_of(least)
    assert limit is not None
    limit_shown, use = limit_without_leg(limit), facts.limit_use.get(limit)
    return BindingLimit(
        limit=limit_shown,
        ports=tuple(port.port for port in ports),
        port=least.port,
        current_a=least.all_in_use.current_a,
        power_kw=least.all_in_use.power_kw,
        worst=worst.get(limit_shown),
        balanced=balanced.get(limit_shown),
        room_a=facts.analysis.room_a(facts.site.groups[limit_shown.owner]) if limit_shown.kind == "group" else None,
        limit_a=None if use is None else use.limit_a,
        limit_kw=None if use is None else use.limit_kw,
        limit_kva=None if use is None else use.limit_kva,
    )


def _limit_without_leg_of(facts: Facts, port: PortReport) -> LimitId | None:
    limit = facts.limit_of(port)
    return None if limit is None else limit_without_leg(limit)


def limit_without_leg(limit: LimitId) -> LimitId:
    """A limit without its conductor, where it has a name without it: its conductors are reported together."""
    return limit if limit.kind == "transformer" else limit._replace(leg=None)


def _begins(rows: Iterable[OccupancyRow], placed: Callable[[OccupancyRow], PlacementResult]) -> dict[LimitId, Begins]:
    """For each limit the first number of vehicles at which it holds the one that gets least."""
    found: dict[LimitId, Begins] = {}
    before = 0
    for row in rows:
        limit = placed(row).limited_by.limit
        if limit is not None:
            found.setdefault(limit_without_leg(limit), Begins(row.vehicles, before))
        before = row.vehicles
    return found


def port_shares(facts: Facts, ports: Iterable[PortReport]) -> tuple[PortShares, ...]:
    """What ports get, those alike together."""
    return tuple(_shares(facts, each) for each in group_equal(ports, lambda port: _shares_key(facts, port)))


def _shares(facts: Facts, ports: list[PortReport]) -> PortShares:
    first = ports[0]
    found = facts.report.guarantees.get(first.port)
    sure = None
    if found is not None:
        power_kw = found.current_a * first.kw_per_a
        sure = GuaranteedShare(found.current_a, power_kw, power_kw * facts.report.miles_per_kwh, found.exact)
    return PortShares(tuple(port.port for port in ports), first.max_a, first.voltage_v, first.all_in_use, sure)


def _shares_key(facts: Facts, port: PortReport) -> Hashable:
    found, got = facts.report.guarantees.get(port.port), port.all_in_use
    sure = None if found is None else (exactly(found.current_a), found.exact)
    held: LimitedBy = got.limited_by
    return port.max_a, port.voltage_v, port.kw_per_a, exactly(got.current_a), exactly(got.longest_wait_h), held, sure


def _is_held(facts: Facts, port: PortReport) -> bool:
    """Whether something holds a port to its share: a group, or its own station, and no breaker alone."""
    limit = port.all_in_use.limited_by.limit
    return port.port in facts.analysis.managed_ports or (limit is not None and limit.kind in {"jumper", "modules"})


def _gets_less(facts: Facts, port: PortReport) -> bool:
    found = facts.report.guarantees.get(port.port)
    least_a = port.all_in_use.current_a if found is None else min(port.all_in_use.current_a, found.current_a)
    return exceeds(port.max_a, least_a)


def _policy(facts: Facts, port: PortReport) -> str:
    owner = facts.deciding.get(port.port)
    return "equal" if owner is None else owner.policy
