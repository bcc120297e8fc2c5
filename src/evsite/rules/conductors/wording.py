"""What the rules about conductors call things, and the sections that they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import Conductor, size_words
from evsite.codebook.editions import cite
from evsite.rounding import fits
from evsite.words import amps, format_number, names

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.finding import Path

_NOUNS = {
    "circuit": "branch-circuit conductors",
    "feeder": "feeder conductors",
    "primary": "primary conductors",
    "secondary": "secondary conductors",
    "service": "service conductors",
}
CONDUCTOR_TOPICS = {
    "circuit": ("branch-conductors",),
    "feeder": ("feeder-conductors",),
    "primary": ("feeder-conductors",),
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
    parts = [f"{format_number(conductor.ambient_c)} °C"] if not fits(conductor.ambient_c, 30.0) else []
    if conductor.current_carrying > 3:
        parts.append(f"{conductor.current_carrying} conductors in the raceway")
    parts.append(f"{conductor.terminal_c} °C terminals")
    return ", ".join(parts)


def title(run: Run) -> str:
    """Who a message is about: "C1 to C20"."""
    return f"primary of {names(run.nodes)}" if run.kind == "primary" else names(run.nodes)


def noun(run: Run) -> str:
    """What kind of conductors these are."""
    return _NOUNS[run.kind]


def source(analysis: SiteAnalysis, run: Run, *topics: str) -> str:
    """The section that asks for ampacity in this kind of run, and others."""
    return cite((*CONDUCTOR_TOPICS[run.kind], *topics), analysis.site.nec)


def device(run: Run) -> str:
    """The device of a run: "100 A breaker"."""
    assert run.device is not None
    return f"{amps(run.device.rating_a)} {run.device.noun}"


def size_path(run: Run) -> Path:
    """Where the size of the conductors of a run stands."""
    return (*run.path, "conductor", "size")
