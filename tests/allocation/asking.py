"""How the tests of sharing ask: the same question to evsite and to whatever it is compared with."""

import math

from hypothesis import HealthCheck, Phase, seed, settings

from effort import examples
from evsite.allocation.allocator import Allocator


def fixed(number, most):
    """Hypothesis settings under which a test sees the same sites in every run."""

    def wrap(test):
        # a failing site is told as it was found: making it smaller takes minutes where a solver answers
        wanted = settings(
            max_examples=examples(most),
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        return seed(number)(wanted(test))

    return wrap


def weights_of(site, policy):
    """Amperes per level: for proportional rated amperes, of a shared feed the part; for equal 1 A, or 1 kW."""
    ports = site.ports.values()
    if policy == "proportional":
        feeds = {name: (station.jumper_total_a, len(station.ports)) for name, station in site.stations.items()}
        parts = {name: math.inf if total_a is None else total_a / count for name, (total_a, count) in feeds.items()}
        return {port.name: min(port.max_a, parts[port.station]) for port in ports}
    first = next(iter(ports)).output_kw_per_a
    alike = all(math.isclose(port.output_kw_per_a, first, rel_tol=1e-9) for port in ports)
    return {port.name: 1.0 if alike else 1 / port.output_kw_per_a for port in ports}


def ceilings_of(site, case):
    """The most that each vehicle takes; 0 without a vehicle."""
    return {
        name: min(port.max_a, case.accept_a.get(name, math.inf)) if name in case.occupied else 0.0
        for name, port in site.ports.items()
    }


def minimums_of(site, case):
    """What each vehicle needs to charge at all: the highest minimum around an AC port, or all that it takes."""
    needed = {}
    for name, ceiling in ceilings_of(site, case).items():
        port = site.ports[name]
        around = [group.min_a for group in site.groups.values() if name in group.ports]
        needed[name] = 0.0 if port.dc else min(ceiling, max([port.min_a or 0.0, *around]))
    return needed


def fit_together(bounds, amps):
    """Whether draws keep every limit, whatever smaller draws others make of them."""
    return all(bound.worst(amps)[0] <= bound.value * (1 + 1e-9) + 1e-12 for bound in bounds)


def shares(site, case, policy):
    """What evsite gives, before anybody has to take turns."""
    allocator = Allocator(site, policy)
    amps = allocator.shares(allocator.moment(**case.moment)).current_a
    return dict(zip(site.ports, amps.tolist(), strict=True))
