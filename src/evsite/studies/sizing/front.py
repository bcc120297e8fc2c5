"""Which designs are shown: none that another one beats in everything, and the proposed one first."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evsite.studies.sizing.job import Job
    from evsite.studies.sizing.plan import Plan, Unit
    from evsite.studies.sizing.request import GroupForm

_BEYOND = "beyond what is advised"
_NEARLY = 0.98
"""The share of the greatest guarantee that counts as much."""


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
        return (
            float(plan.ports),
            round(plan.expected_a, 6),
            -float(plan.circuit_count),
            -plan.source_rating,
            -plan.transformers_kva,
            -self.mains_a,
            -plan.conductor_ft,
            float(self.keeps),
            float(self.unit.full),
            float(plan.direct),
        )

    @property
    def mains_a(self) -> float:
        """Mains of all panels that are to be bought, together [A]."""
        plan = self.plan
        if plan.direct:
            return 0.0
        board_a = 0.0 if self.job.request.source.kind == "panel" else plan.board_a or 0.0
        return board_a + sum(branch.main_a for branch in plan.branches)

    @property
    def equipment(self) -> tuple[float, ...]:
        """What is to be bought, the larger first."""
        plan = self.plan
        return (plan.transformers_kva, self.mains_a, float(plan.circuit_count), plan.conductor_ft)

    @property
    def rank(self) -> tuple[object, ...]:
        """Order of proposing where others are alike: what is advised kept, the ports, then the least equipment."""
        plan, unit = self.plan, self.unit
        requested = self.job.request.ports
        runs = () if requested is not None else (-plan.ports, plan.circuit_count)
        return (
            not self.keeps,
            not unit.full,
            not plan.direct,
            # more than were asked for only where stations have two
            plan.ports if requested is not None else 0,
            plan.source_rating,
            *runs,
            *self.equipment,
            -round(plan.expected_a, 6),
            sum(branch.spaces for branch in plan.branches),
            unit.breaker_a,
            unit.port_a,
            unit.form,
            unit.model or "",
        )


@dataclass(frozen=True, slots=True)
class Pick:
    """A design to be shown: what it is there for, the designs that may be it, the best first, and what it has to be.

    `clean` is whether its check is to find no warning; the others whether it has to have more ports, more for each of
    them or fewer home runs than those before it.
    """

    title: str
    waiting: tuple[Candidate, ...]
    clean: bool = False
    strict: bool = False
    """Whether one with warnings does not stand for one without."""
    more_ports: bool = False
    more_current: bool = False
    fewer_runs: bool = False
    other_form: bool = False


def not_dominated(
    candidates: Sequence[Candidate], figures_of: Callable[[Candidate], tuple[float, ...]] = attrgetter("figures")
) -> list[Candidate]:
    """Those that no other one is at least as good as in everything and better in something.

    Parameters
    ----------
    candidates
        The designs.
    figures_of
        What they are compared by, the greater the better.
    """
    kept: list[Candidate] = []
    for one in sorted(candidates, key=lambda each: each.rank):
        figures = figures_of(one)
        beaten = any(all(theirs >= own for theirs, own in zip(figures_of(o), figures, strict=True)) for o in kept)
        if not beaten:
            kept = [o for o in kept if not all(a >= b for a, b in zip(figures, figures_of(o), strict=True))]
            kept.append(one)
    return kept


def picks(candidates: Sequence[Candidate]) -> list[Pick]:
    """What is shown of designs, the proposed one first."""
    if not candidates:
        return []

    def by(key: Callable[[Candidate], tuple[object, ...]]) -> tuple[Candidate, ...]:
        return tuple(sorted(candidates, key=lambda each: (key(each), each.rank)))

    first = min(candidates, key=lambda each: each.rank)
    source, requested = first.plan.source_rating, first.job.request.ports

    unshared = tuple(
        each
        for each in by(lambda each: (each.plan.source_rating,))
        if each.plan.groups == ("none",) and each.unit.form == "own"
    )
    there = [each for each in by(lambda each: (-round(each.plan.expected_a, 6),)) if each.plan.source_rating == source]
    # a little more for each is no reason for more home runs
    nearly = _NEARLY * (there[0].plan.expected_a if there else 0.0)
    there.sort(
        key=lambda each: (each.plan.expected_a < nearly, each.plan.circuit_count * (each.plan.expected_a >= nearly))
    )
    greatest = Pick("greatest guarantee", tuple(there), clean=True, more_current=True)
    other = Pick(
        "other wiring", tuple(each for each in by(lambda _: ()) if each.keeps), clean=True, strict=True, other_form=True
    )
    as_many = [each for each in by(lambda each: (each.plan.circuit_count,)) if each.plan.ports >= first.plan.ports]
    kept = tuple(each for each in as_many if each.keeps)
    fewest = Pick("fewest home runs", kept, clean=True, strict=True, fewer_runs=True)
    beyond = Pick(f"fewest home runs, {_BEYOND}", tuple(as_many), fewer_runs=True)
    if requested is not None:
        least = Pick("least equipment", by(lambda _: ()), clean=True)
        regular = Pick("regular installation", unshared, more_current=True)
        return [least, greatest, fewest, regular, other, beyond]
    most = Pick("most ports", by(lambda _: ()), clean=True)
    more = Pick(f"most ports, {_BEYOND}", by(lambda each: (-each.plan.ports,)), more_ports=True)
    wide = tuple(each for each in by(lambda each: (-each.plan.ports,)) if each.keeps)
    wider = Pick("more ports", wide, clean=True, strict=True, more_ports=True)
    return [most, wider, more, greatest, fewest, other, beyond]
