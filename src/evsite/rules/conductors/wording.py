"""What the rules about conductors call things, and the sections that they cite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.conductor_edits import dwelling_way
from evsite.codebook.conductors import size_words
from evsite.codebook.editions import cite, section
from evsite.codebook.raceways import cables
from evsite.rounding import fits
from evsite.words import amps, format_number, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.codebook.conductors import Conductor
    from evsite.model.finding import Path

_TITLES = {
    "to": ("Secondary conductors to", "Secondary conductors to"),
    "circuit": ("Branch circuit", "Branch circuits"),
    "feeder": ("Feeder to", "Feeders to"),
    "primary": ("Primary conductors of", "Primary conductors of"),
    "secondary": ("Secondary conductors of", "Secondary conductors of"),
    "service": ("Service conductors of", "Service conductors of"),
}
CONDUCTOR_TOPICS = {
    "circuit": ("branch-conductors",),
    "feeder": ("feeder-conductors",),
    "primary": ("feeder-conductors",),
    "secondary": ("feeder-conductors",),
    "service": ("service-conductors",),
}
"""Where the NEC asks for ampacity, by the kind of run."""


def wire(run: Run) -> str:
    """The conductors of a run: "3 AWG Cu", "6 AWG Cu NM-B", "2 x 500 kcmil Al"."""
    conductor, installed = run.conductor, run.installed
    assert conductor is not None
    assert installed is not None
    cable = "" if installed.cable is None else f" {installed.cable}"
    return f"{sized(conductor)} {conductor.material}{cable}"


def sized(conductor: Conductor) -> str:
    """The size of conductors: "3 AWG", "2 x 500 kcmil"."""
    sets = f"{conductor.sets} x " if conductor.sets > 1 else ""
    return f"{sets}{size_words(conductor.size)}"


def lying(run: Run) -> list[str]:
    """What takes something off the ampacity of conductors: "40 °C", "6 conductors in the raceway"."""
    conductor, installed = run.conductor, run.installed
    assert conductor is not None
    assert installed is not None
    parts = [f"{format_number(conductor.ambient_c)} °C"] if not fits(conductor.ambient_c, 30.0) else []
    if conductor.current_carrying > 3:
        around = "raceway" if installed.cable is None else "cable or bundle"
        parts.append(f"{conductor.current_carrying} conductors in the {around}")
    return parts


def conditions(run: Run) -> str:
    """How conductors lie: "40 °C, 6 conductors in the raceway, 75 °C terminals", or a cable's own column."""
    assert run.conductor is not None
    limited = cable_topics(run) and run.conductor.column_c < run.conductor.terminal_c
    return ", ".join(
        [*lying(run), f"{run.conductor.column_c} °C column" if limited else f"{run.conductor.terminal_c} °C terminals"]
    )


def within(run: Run) -> str:
    """The same as part of a sentence: " at 40 °C with 6 conductors in the raceway"."""
    parts = [f" {'at' if part.endswith('°C') else 'with'} {part}" for part in lying(run)]
    return "".join(parts) or " along its way"


def required(run: Run) -> str:
    """What conductors must carry in the column of their terminals: "1.25 x 48 A + 20 A = 80 A"."""
    other = f" + {amps(run.noncontinuous_a)}" if run.noncontinuous_a else ""
    return f"1.25 x {amps(run.continuous_a)}{other} = {amps(run.duty.sized_a)}"


def cable_topics(run: Run) -> list[str]:
    """The section that limits the column of a type of cable; none for most."""
    assert run.installed is not None
    topic = "" if run.installed.cable is None else cables()[run.installed.cable]["ampacity_topic"]
    return [topic] if topic else []


def column(run: Run, edition: int) -> str:
    """The column that counts where nothing is corrected: "the 60 °C column that 334.80 asks for"."""
    conductor, installed = run.conductor, run.installed
    assert conductor is not None
    assert installed is not None
    if conductor.limited_c < conductor.insulation_c or conductor.limited_c <= conductor.terminal_c:
        topics = cable_topics(run)
        why = f"that {section(topics[0], edition)} asks for" if topics else f"of {installed.insulation}"
    elif conductor.insulation_c < conductor.terminal_c:
        why = f"of {installed.insulation}"
    else:
        why = "of its terminals"
    return f"the {conductor.column_c} °C column {why}"


def title(run: Run) -> str:
    """Who a message is about: "Branch circuits C1 to C20", "Feeder to EV1"."""
    return title_of([run])


def title_of(runs: Sequence[Run]) -> str:
    """Who a message about several runs is about: "Feeders to P1 and P2, branch circuit C"."""
    nodes: dict[str, list[str]] = {}
    for run in runs:
        to_panel = run.kind == "secondary" and run.path[0] == "panels"
        nodes.setdefault("to" if to_panel else run.kind, []).extend(run.nodes)
    parts = [f"{_TITLES[kind][len(found) > 1]} {names(found)}" for kind, found in nodes.items()]
    return ", ".join([*parts[:1], *(f"{part[0].lower()}{part[1:]}" for part in parts[1:])])


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


def dwelling_notes(analysis: SiteAnalysis, run: Run) -> tuple[str, ...]:
    """That conductors would do in a dwelling, where the file does not say that it is one."""
    if dwelling_way(analysis, run) is None:
        return ()
    section_text = section("dwelling-conductors", analysis.site.nec)
    return (f"carrying the whole load of a dwelling, {wire(run)} passes by {section_text}",)
