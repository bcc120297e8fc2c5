"""How fast each port rises while shares are filled: what "equal" and "proportional" mean in amperes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.site import Policy, Port, Site


def port_policies(site: Site, override: Policy | None = None) -> dict[str, Policy]:
    """The policy of every port: that of the smallest group around it, "equal" for a port in no group."""
    if override is not None:
        return dict.fromkeys(site.ports, override)
    policies: dict[str, Policy] = dict.fromkeys(site.ports, "equal")
    for group in sorted(site.groups.values(), key=lambda group: -len(group.ports)):
        policies.update(dict.fromkeys(group.ports, group.policy))
    return policies


def share_in_kilowatts(site: Site) -> bool:
    """Whether equal means equal power: where an ampere is not the same power at every port."""
    per_a = [port.output_kw_per_a for port in site.ports.values()]
    return not all(math.isclose(value, per_a[0], rel_tol=1e-9) for value in per_a)


def rise_rates(site: Site, policies: Mapping[str, Policy]) -> list[float]:
    """Amperes per level of every port, in the order of the site.

    Equal: one ampere (one kilowatt where voltages differ) each. Proportional: the rated current as installed. Where
    both meet under one limit, a proportional port's rate is its rating over the mean rating of the proportional
    ports, so that the group as a whole stands beside the others as its number of vehicles would.
    """
    in_kw = share_in_kilowatts(site)
    rated = {name: _rated(port, in_kw=in_kw) for name, port in site.ports.items() if policies[name] == "proportional"}
    mixed = len(rated) not in {0, len(site.ports)}
    mean = sum(rated.values()) / len(rated) if mixed else 1.0
    rates = []
    for name, port in site.ports.items():
        level = rated[name] / mean if name in rated else 1.0
        rates.append(level / port.output_kw_per_a if in_kw else level)
    return rates


def _rated(port: Port, *, in_kw: bool) -> float:
    # a port outside of its charging times has no ceiling to be proportional to
    amps = port.max_a or port.rated_a
    return amps * port.output_kw_per_a if in_kw else amps


def least_useful_a(site: Site) -> list[float]:
    """The current below which a port does not serve, in the order of the site [A].

    The greatest minimum of the groups around an AC port, never below what its pilot can offer; 0 for DC, which has no
    such step.
    """
    minimum = {name: 0.0 if port.dc else (port.min_a or 0.0) for name, port in site.ports.items()}
    for group in site.groups.values():
        for name in group.ports:
            if not site.ports[name].dc:
                minimum[name] = max(minimum[name], group.min_a)
    return list(minimum.values())
