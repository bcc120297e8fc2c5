"""Which limits keep vehicles from what they need, and when they are full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np  # noqa: TID253 - this module is imported where fleets are planned

from evsite.network.compile import compile_network
from evsite.rounding import TOLERANCE
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
_WORTH_KWH = TOLERANCE
"""A limit of which one unit more brings less than this is no reason for anything."""


def binding_limits(site: Site, plan: FleetPlan, short: Iterable[int]) -> tuple[BindingLimit, ...]:
    """The limits that keep trips from what they need, whose next unit brings most first.

    A limit binds that is full while one of these trips is at a port under it, and whose next unit would bring fleets
    more; for a trip that none such holds, every limit that is full then. Lines and sides of one thing are one limit:
    the one that brings most stands for all.

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
    short = tuple(short)
    found: dict[LimitId, BindingLimit] = {}
    ranked = sorted(plan.limits, key=lambda use: -use.kwh_per_unit)
    worth = [use for use in ranked if use.kwh_per_unit > _WORTH_KWH]
    for uses, held in ((worth, False), (ranked, True)):
        free = [trip for trip in short if not held or all(trip not in limit.trips for limit in found.values())]
        for use in uses:
            whole = use.id._replace(side=None, leg=None)
            ports, full = under.get(use.id, frozenset()), full_steps(use)
            meets = [n for n in free if plan.ports[n] in ports and (full & (plan.present_h[n] > 0)).any()]
            if whole not in found and meets:
                spans = spans_of(full, plan)
                path = paths[use.id]
                found[whole] = BindingLimit(whole, use.unit, path, use.kwh_per_unit, spans, ports, tuple(meets))
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
