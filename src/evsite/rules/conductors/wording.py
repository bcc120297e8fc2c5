"""What the rules about conductors have in common: words, remedies, sources."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from evsite.codebook.conductors import Conductor, size_words
from evsite.codebook.drop import RUN_PERCENT
from evsite.codebook.editions import cite
from evsite.codebook.sizing import grounding_for, smallest, smallest_with_drop
from evsite.model.remedy import Edit
from evsite.rounding import fits
from evsite.rules.rule import Problems, SiteAnalysis, not_checked
from evsite.toml_text import assignment
from evsite.words import amps, enumeration, format_number, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.conductor_runs import Run
    from evsite.model.finding import Path

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
_GIVEN = {"egc": attrgetter("egc"), "length": attrgetter("length_ft")}
"""What the keys of conductors stand for that a rule may lack."""


def wire(conductor: Conductor) -> str:
    """Conductors for a message: "3 AWG Cu", "2 x 500 kcmil Al"."""
    sets = f"{conductor.sets} x " if conductor.sets > 1 else ""
    return f"{sets}{size_words(conductor.size)} {conductor.material}"


def conditions(conductor: Conductor) -> str:
    """How conductors lie: "40 °C, 6 conductors in the raceway, 75 °C terminals"."""
    parts = [f"{format_number(conductor.ambient_c)} °C"] if not fits(conductor.ambient_c, 30.0) else []
    if conductor.current_carrying > 3:
        parts.append(f"{conductor.current_carrying} conductors in the raceway")
    parts.append(f"{conductor.terminal_c} °C terminals")
    return ", ".join(parts)


def given(analysis: SiteAnalysis) -> list[Run]:
    """Runs whose conductors the site file gives."""
    return [run for run in analysis.runs if run.installed is not None] if analysis.conductors_given else []


def unchecked(analysis: SiteAnalysis, what: str, *keys: str, among: Sequence[Run] | None = None) -> Problems:
    """Say once, if so, that conductors, or one of these keys of them, are not given."""
    if among is None and not analysis.conductors_given:
        paths = [node.path for node in analysis.site.circuits.values()] + [
            node.path for node in analysis.site.panels.values()
        ]
        if paths:
            inner = ", ".join(assignment(key, "...") for key in ("size", *keys))
            yield not_checked(what, paths[0], needs=f"conductor = {{ {inner} }} on circuits and panels")
        return
    runs = analysis.runs if among is None else among
    bare = [run for run in runs if run.installed is None]
    lacking = [
        run for run in runs if run.installed is not None and any(_GIVEN[key](run.installed) is None for key in keys)
    ]
    needs = []
    if bare:
        needs.append(f"the conductor of {_names(bare)}")
    if lacking:
        needs.append(f"{enumeration(keys)} in the conductor of {_names(lacking)}")
    if needs:
        first = (lacking or bare)[0]
        path = (*first.path, "conductor") if lacking else first.path
        yield not_checked(what, path, needs=" and ".join(needs))


def _names(runs: Sequence[Run]) -> str:
    return names([node for run in runs for node in run.nodes])


def title(run: Run) -> str:
    """Who a message is about: "C1 to C20"."""
    return names(run.nodes)


def noun(run: Run) -> str:
    """What kind of conductors these are."""
    return _NOUNS[run.kind]


def source(analysis: SiteAnalysis, run: Run, *topics: str) -> str:
    """The section that asks for ampacity in this kind of run, and others."""
    return cite((*CONDUCTOR_TOPICS[run.kind], *topics), analysis.site.nec)


def edits(run: Run, better: Conductor | None) -> list[Edit]:
    """The edits that make conductors those of another size: `size = "2 AWG"`, with sets and egc if they change."""
    conductor, installed = run.conductor, run.installed
    assert conductor is not None
    assert installed is not None
    if better is None or better == conductor:
        return []
    table = (*run.path, "conductor")
    parts = [Edit((*table, "size"), size_words(better.size))]
    if better.sets != conductor.sets:
        parts.append(Edit((*table, "sets"), better.sets))
    if installed.egc is not None and run.kind in {"circuit", "feeder"}:
        needed = grounding_for(better, run.duty, run.egc_material)
        if needed is not None and needed != installed.egc:
            parts.append(Edit((*table, "egc"), size_words(needed)))
    return parts


def best(run: Run, like: Conductor) -> Conductor | None:
    """The smallest conductors that pass, voltage drop included where the length is known and any do."""
    with_drop = None
    if run.stretch is not None:
        with_drop = smallest_with_drop(like, run.duty, run.stretch, RUN_PERCENT)
    return with_drop or smallest(like, run.duty)


def larger(run: Run) -> list[Edit]:
    """The edits to the smallest conductors that pass, in no fewer sets."""
    assert run.conductor is not None
    return edits(run, best(run, run.conductor))


def device(run: Run) -> str:
    """The device of a run: "100 A breaker"."""
    assert run.device is not None
    return f"{amps(run.device.rating_a)} {run.device.noun}"


def size_path(run: Run) -> Path:
    """Where the size of the conductors of a run stands."""
    return (*run.path, "conductor", "size")
