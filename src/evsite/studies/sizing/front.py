"""Which designs are shown: none that another one beats in everything, and the proposed one first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.studies.sizing.job import Job
    from evsite.studies.sizing.plan import Plan, Unit
    from evsite.studies.sizing.request import GroupForm


@dataclass(frozen=True, slots=True)
class Candidate:
    """A design by closed forms; `keeps` says that it keeps to the advised ratio of rated power to setpoints."""

    job: Job
    unit: Unit
    groups: frozenset[GroupForm]
    plan: Plan
    ratio: float | None
    keeps: bool

    @property
    def figures(self) -> tuple[float, ...]:
        """What designs are compared by, the greater the better."""
        plan = self.plan
        kw = plan.expected_a
        transformers = sum(branch.transformer_kva or 0.0 for branch in plan.branches)
        return (
            float(plan.ports),
            round(kw, 6),
            -float(plan.circuit_count),
            -plan.source_rating,
            -transformers,
            float(self.keeps),
        )

    @property
    def rank(self) -> tuple[object, ...]:
        """Order of proposing: the ratio kept, most ports, smallest source, best guarantee, fewest home runs."""
        plan, unit = self.plan, self.unit
        asked = self.job.request.ports
        return (
            not self.keeps,
            plan.ports != asked if asked is not None else -plan.ports,
            plan.source_rating,
            -round(plan.expected_a, 6),
            plan.circuit_count,
            sum(branch.main_a for branch in plan.branches),
            sum(branch.spaces for branch in plan.branches),
            # of a model that was asked for a vehicle alone gets as much as it can
            unit.breaker_a if unit.model is None else -unit.port_a,
            unit.port_a,
            unit.form,
            unit.model or "",
        )


def not_dominated(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that no other one is at least as good as in everything and better in something."""
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda each: each.rank):
        figures = one.figures
        beaten = any(all(theirs >= own for theirs, own in zip(other.figures, figures, strict=True)) for other in kept)
        if not beaten:
            kept = [o for o in kept if not all(a >= b for a, b in zip(figures, o.figures, strict=True))]
            kept.append(one)
    return kept


def best(candidates: Sequence[Candidate]) -> list[Candidate]:
    """In the order in which they are proposed: the first by rank, then those that differ most from the ones before."""
    waiting = sorted(candidates, key=lambda each: each.rank)
    if not waiting:
        return []
    chosen = [waiting.pop(0)]
    sized = chosen[0].job.request.source.rating_a is None and chosen[0].job.request.source.rating_kva is None

    def regular(each: Candidate) -> tuple[object, ...]:
        # the smallest source that does without setpoints, where it is to be found; else the most for each port
        plain = (each.plan.groups != ("none",), each.plan.source_rating) if sized else ()
        return (*plain, -round(each.plan.expected_a, 6), each.rank)

    for key in (lambda each: (each.plan.circuit_count, each.rank), regular):
        if waiting:
            pick = min(waiting, key=key)
            waiting.remove(pick)
            chosen.append(pick)
    return [*chosen, *waiting]
