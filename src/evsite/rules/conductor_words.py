"""What the rules about conductors have in common: words, remedies, sources, and sites for their examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import Conductor, size_words
from evsite.codebook.drop import RUN_PERCENT
from evsite.codebook.editions import cite
from evsite.codebook.formulas import fits
from evsite.codebook.sizing import grounding_for, smallest, smallest_with_drop
from evsite.rules.registry import Problem, not_checked
from evsite.toml_text import assignment
from evsite.words import alternatives, amount, amps, enumeration, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import Survey

_NOUNS = {
    "circuit": "branch-circuit conductors",
    "feeder": "feeder conductors",
    "secondary": "secondary conductors",
    "service": "service conductors",
}
CONDUCTOR_TOPICS = {
    "circuit": ("branch-conductors",),
    "feeder": ("feeder-conductors",),
    "secondary": ("feeder-conductors",),
    "service": ("service-conductors",),
}
"""Where the NEC asks for ampacity, by the kind of run."""


def wire(conductor: Conductor) -> str:
    """Conductors for a message: "3 AWG Cu", "2 x 500 kcmil Al"."""
    sets = f"{conductor.sets} x " if conductor.sets > 1 else ""
    return f"{sets}{size_words(conductor.size)} {conductor.material}"


def conditions(conductor: Conductor) -> str:
    """How conductors lie: "40 °C, 6 conductors in the raceway, 75 °C terminals"."""
    parts = [f"{amount(conductor.ambient_c)} °C"] if not fits(conductor.ambient_c, 30.0) else []
    if conductor.current_carrying > 3:
        parts.append(f"{conductor.current_carrying} conductors in the raceway")
    parts.append(f"{conductor.terminal_c} °C terminals")
    return ", ".join(parts)


def given(survey: Survey) -> list[Run]:
    """Runs whose conductors the site file gives."""
    return [run for run in survey.runs if run.table is not None] if survey.conductors_given else []


def unchecked(survey: Survey, what: str, *keys: str, among: Sequence[Run] | None = None) -> Iterator[Problem]:
    """Say once, if so, that conductors, or one of these keys of them, are not given."""
    if among is None and not survey.conductors_given:
        paths = [node.path for node in survey.site.circuits.values()] + [
            node.path for node in survey.site.panels.values()
        ]
        if paths:
            inner = ", ".join(assignment(key, "...") for key in ("size", *keys))
            yield not_checked(f"conductor = {{ {inner} }} on circuits and panels", paths[0], what=what)
        return
    runs = survey.runs if among is None else among
    bare = [run for run in runs if run.table is None]
    lacking = [run for run in runs if run.table is not None and any(getattr(run.table, key) is None for key in keys)]
    needs = []
    if bare:
        needs.append(f"the conductor of {_names(bare)}")
    if lacking:
        needs.append(f"{enumeration(keys)} in the conductor of {_names(lacking)}")
    if needs:
        first = (lacking or bare)[0]
        path = (*first.path, "conductor") if lacking else first.path
        yield not_checked(" and ".join(needs), path, what=what)


def _names(runs: Sequence[Run]) -> str:
    return names([node for run in runs for node in run.nodes])


def title(run: Run) -> str:
    """Who a message is about: "C1 to C20"."""
    return names(run.nodes)


def noun(run: Run) -> str:
    """What kind of conductors these are."""
    return _NOUNS[run.kind]


def source(survey: Survey, run: Run, *topics: str) -> str:
    """The section that asks for ampacity in this kind of run, and others."""
    return cite((*CONDUCTOR_TOPICS[run.kind], *topics), survey.site.nec)


def edit(run: Run, better: Conductor | None) -> str:
    """The edit that makes conductors those of another size: `size = "2 AWG"`, with sets and egc if they change."""
    conductor, table = run.conductor, run.table
    assert conductor is not None
    assert table is not None
    if better is None or better == conductor:
        return ""
    parts = [assignment("size", size_words(better.size))]
    if better.sets != conductor.sets:
        parts.append(f"sets = {better.sets}")
    if table.egc is not None and run.kind in {"circuit", "feeder"}:
        needed = grounding_for(better, run.duty, run.egc_material)
        if needed is not None and needed != table.egc:
            parts.append(assignment("egc", size_words(needed)))
    return " with ".join([parts[0], enumeration(parts[1:])] if parts[1:] else parts)


def best(run: Run, like: Conductor) -> Conductor | None:
    """The smallest conductors that pass, voltage drop included where the length is known and any do."""
    with_drop = None
    if run.stretch is not None:
        with_drop = smallest_with_drop(like, run.duty, run.stretch, RUN_PERCENT)
    return with_drop or smallest(like, run.duty)


def larger(run: Run) -> str:
    """The edit to the smallest conductors that pass, in no fewer sets."""
    assert run.conductor is not None
    return edit(run, best(run, run.conductor))


def device(run: Run) -> str:
    """The device of a run: "100 A breaker"."""
    assert run.device is not None
    return f"{amps(run.device.rating_a)} {run.device.noun}"


def ways(*parts: str) -> str:
    """Ways out that there are."""
    return alternatives(parts)


def example(
    circuit: str = 'size = "3 AWG", terminal = "75 °C", length = "60 ft", egc = "8 AWG"',
    feeder: str = 'size = "600 kcmil", terminal = "75 °C", length = "50 ft", egc = "1 AWG"',
    *,
    breaker: str = "100 A",
    current: str = "80 A",
    supply: str = 'kind = "service"\nrating = "800 A"',
    system: str = "208Y/120",
    more: str = "",
) -> str:
    """A site with one circuit on a 400 A panel, and conductors for both."""
    return (
        f'[site]\nname = "Example"\nnec = 2023\n\n[supplies.U]\n{supply}\nsystem = "{system}"\n\n'
        f'[panels.EV1]\nfed_from = "U"\nmain = "400 A"\nbus = "400 A"\nconductor = {{ {feeder} }}\n\n'
        f'[circuits.C]\npanel = "EV1"\nbreaker = "{breaker}"\nconductor = {{ {circuit} }}\n{more}\n'
        f'[stations.S]\nports = 1\nmax_current = "{current}"\ncircuits = "C"\n'
    )
