"""Which limits keep vehicles from what they need, and when they are full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.network.compile import compile_network
from evsite.studies.fleets.report_results import BindingLimit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from evsite.model.finding import Path
    from evsite.model.limit_id import LimitId
    from evsite.model.site import Site
    from evsite.studies.fleets.report_results import Span
    from evsite.studies.fleets.results import FleetPlan, LimitUse

    Bools = NDArray[np.bool_]

FULL = 1 - 1e-6
"""A limit that is used to this share is full: plans leave less than that of one that binds."""
_WORTH_KWH = 1e-9
"""A limit of which one unit more brings less than this is no reason for anything."""


def binding_limits(site: Site, plan: FleetPlan, short: Iterable[int]) -> tuple[BindingLimit, ...]:
    """The limits that keep trips from what they need, whose next unit brings most first.

    A limit binds that is full while one of these trips is at a port under it, and whose next unit would bring fleets
    more. Lines and sides of one thing are one limit: the one that brings most stands for all.

    Parameters
    ----------
    site
        The site.
    plan
        The plan.
    short
        The numbers of the trips that lack something.
    """
    under, paths = ports_under(site)
    found: dict[LimitId, BindingLimit] = {}
    for use in sorted(plan.limits, key=lambda use: -use.kwh_per_unit):
        whole = use.id._replace(side=None, leg=None)
        if use.kwh_per_unit <= _WORTH_KWH or whole in found:
            continue
        ports = under.get(use.id, frozenset())
        full = full_steps(use)
        trips = tuple(trip for trip in short if plan.ports[trip] in ports and (full & (plan.present_h[trip] > 0)).any())
        if trips:
            spans = spans_of(full, plan)
            path = paths[use.id]
            found[whole] = BindingLimit(whole, use.unit, path, use.kwh_per_unit, spans, ports, trips)
    return tuple(found.values())


def ports_under(site: Site) -> tuple[dict[LimitId, frozenset[str]], dict[LimitId, Path]]:
    """The ports that each limit counts, and where its value stands in the site file."""
    network = compile_network(site)
    under: dict[LimitId, set[str]] = {}
    for name, terms in zip(network.ports, network.terms, strict=True):
        for number, _ in terms:
            under.setdefault(network.limits[number].id, set()).add(name)
    return {key: frozenset(ports) for key, ports in under.items()}, {each.id: each.path for each in network.limits}


def full_steps(use: LimitUse) -> Bools:
    """In which steps a limit is full."""
    return np.asarray(use.load >= use.limit * FULL, np.bool_)


def spans_of(steps: Bools, plan: FleetPlan) -> tuple[Span, ...]:
    """Steps as times, those that follow each other together."""
    padded = np.concatenate(([False], steps, [False])).astype(np.int8)
    changes = np.diff(padded)
    begins, ends = np.flatnonzero(changes == 1), np.flatnonzero(changes == -1)
    return tuple((float(plan.edge_s[b]), float(plan.edge_s[e])) for b, e in zip(begins, ends, strict=True))
