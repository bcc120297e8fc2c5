"""Ports without limits: each charges at full speed whatever others do. No design with as many serves more drivers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.sitefile.document import Document
from evsite.sitefile.resolve.site import resolve
from evsite.studies.sizing.capacity import capacity_of
from evsite.studies.sizing.job import Job
from evsite.studies.sizing.layout import lay_out
from evsite.studies.sizing.plan import Plan
from evsite.studies.sizing.request import Source
from evsite.studies.sizing.site_file import site_file
from evsite.studies.sizing.units import units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.model.site import Site
    from evsite.studies.sizing.plan import Unit
    from evsite.studies.sizing.search import Question

_AMPLE_A = 10_000_000.0
"""A service that no number of ports is too much for [A]."""


def open_sites(question: Question, ports: int) -> Iterator[Site]:
    """Sites with a circuit for each port, no setpoint, and a service that is large enough for all at once.

    Parameters
    ----------
    question
        What was asked for: there is a site for each current that its stations may be rated for, the highest first.
    ports
        How many at least; stations are whole.
    """
    system, request = question.port_system, question.request
    request = replace(request, source=Source("service", system.name, rating_a=_AMPLE_A), existing=None)
    job = Job(request, system, system, capacity_of(request, system, _AMPLE_A, "A"), 0.0)
    by_current = {each.port_a: each for each in units(request, system, question.floor.current_a, 0.0) if each.full}
    for current_a in sorted(by_current, reverse=True):
        unit = _on_its_own(by_current[current_a])
        plan = lay_out(job, unit, frozenset(), math.ceil(ports / unit.ports) * unit.ports, force=True)
        if isinstance(plan, Plan):
            yield resolve(Document.parse(site_file(request, plan), "site.toml"))


def _on_its_own(unit: Unit) -> Unit:
    """The same station with a circuit for each port."""
    return unit if unit.dc else replace(unit, form="own", feed_a=unit.port_a, counted_a=unit.port_a)
