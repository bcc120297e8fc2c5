"""The weight of each port while shares are filled, by its policy; and the least current that serves it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from evsite.allocation.policies import DEFAULT, policy_named
from evsite.model.installed import installed_a
from evsite.model.slot_lengths import USUAL_SLOT_H
from evsite.rounding import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.allocation.policies import Policy
    from evsite.model.site import Group, Site


def port_policies(site: Site, override: str | None = None) -> dict[str, Policy]:
    """The policy of every port: that of the group that decides, equal shares for a port in no group.

    Raises
    ------
    ValueError
        For an override that is no policy.
    """
    return site.once(("policies of ports", override), lambda: _port_policies(site, override))


def _port_policies(site: Site, override: str | None) -> dict[str, Policy]:
    if override is not None:
        return dict.fromkeys(site.ports, policy_named(override))
    deciding = deciding_groups(site)
    return {name: policy_named(deciding[name].policy) if name in deciding else DEFAULT for name in site.ports}


def deciding_groups(site: Site) -> dict[str, Group]:
    """The group whose policy each port follows: of those around it the one with the fewest ports.

    Where several are as small, the vendor guide does not say. Then it is one whose policy promises less, so that
    nothing is promised that the other policy would not keep; after that the names of policies, and of groups, decide.
    The order of tables in the file never does, and the name of a group never changes a number.
    """
    found: dict[str, Group] = {}
    for group in sorted(site.groups.values(), key=_precedence, reverse=True):
        found.update(dict.fromkeys(group.ports, group))
    return found


def _precedence(group: Group) -> tuple[int, bool, str, str]:
    return len(group.ports), policy_named(group.policy).bounded, group.policy, group.name


def share_in_kilowatts(site: Site) -> bool:
    """Whether equal means equal power: where an ampere is not the same power at every port."""
    per_a = [port.output_kw_per_a for port in site.ports.values()]
    return not all(math.isclose(value, per_a[0], rel_tol=TOLERANCE) for value in set(per_a))


def fair_share_weights(site: Site, policies: Mapping[str, Policy]) -> list[float]:
    """Amperes per level of every port, in the order of the site.

    Equal: one ampere (one kilowatt where voltages differ) each. Proportional: the rated current as installed, of which
    the ports of one feed have parts. Where several policies meet under one limit, a port's rate is its weight over
    the mean weight of the ports of its policy, so that they as a whole stand beside the others as their number of
    vehicles would.
    """
    # the policies are kept with their weights, so that no others can take their place in memory
    _, rates = site.once(("weights", id(policies)), lambda: (policies, _fair_share_weights(site, policies)))
    return list(rates)


def _fair_share_weights(site: Site, policies: Mapping[str, Policy]) -> list[float]:
    in_kw = share_in_kilowatts(site)
    installed = installed_a(site)
    weights: dict[str, dict[str, float]] = {}
    for name, port in site.ports.items():
        weights.setdefault(policies[name].name, {})[name] = policies[name].weight(port, installed[name], in_kw)
    means = {policy: sum(own.values()) / len(own) if len(weights) > 1 else 1.0 for policy, own in weights.items()}
    rates = []
    for name, port in site.ports.items():
        policy = policies[name].name
        level = weights[policy][name] / means[policy]
        rates.append(level / port.output_kw_per_a if in_kw else level)
    return rates


def min_charging_current_a(site: Site) -> list[float]:
    """The current below which a port does not serve, in the order of the site [A].

    The greatest minimum of the groups around an AC port, never below what its pilot can offer, and where it offers only
    some currents the first one from there on; 0 for DC, which has no such minimum.
    """
    return list(site.once("minimums", lambda: _min_charging_current_a(site)))


def _min_charging_current_a(site: Site) -> list[float]:
    minimum = {name: 0.0 if port.dc else (port.min_a or 0.0) for name, port in site.ports.items()}
    for group in site.groups.values():
        for name in group.ports:
            if not site.ports[name].dc:
                minimum[name] = max(minimum[name], group.min_a)
    return [
        minimum_a if (steps := site.ports[name].steps) is None else max(minimum_a, steps.round_up_a(minimum_a))
        for name, minimum_a in minimum.items()
    ]


def slots_h(site: Site) -> list[float]:
    """The length of a time slot for every port, in the order of the site [h]: the shortest that a group of it gives."""
    given: dict[str, float] = {}
    for group in site.groups.values():
        if group.slot_h is not None:
            given |= {name: min(given.get(name, group.slot_h), group.slot_h) for name in group.ports}
    return [given.get(name, USUAL_SLOT_H) for name in site.ports]
