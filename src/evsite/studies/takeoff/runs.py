"""Runs of conductors as they are bought: conductors by size, grounding conductors, raceways with their trade size.

Sizes are those in the site file. Where it says nothing of the conductors of a run, they are those of the conductor
study, and marked as computed; so is the trade size of a raceway of which the file gives the kind alone. A length that
the file does not say stays unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.conductor_runs import DEFAULT_INSULATION, terminal_c
from evsite.analysis.raceway_fill import filled
from evsite.codebook.raceways import MATERIALS
from evsite.codebook.sizing import grounding_for
from evsite.model.conductor import InstalledConductor
from evsite.studies.conductors import proposal, with_terminals

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run, RunKind
    from evsite.analysis.raceway_fill import RacewayFill
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.model.description import Description, WorkStatus
    from evsite.model.finding import Path
    from evsite.studies.conductors import ConductorChoice

Use = Literal["phase", "neutral", "ground"]
_LINES = {"line to line": 2, "line to neutral": 1, "three-phase": 3}
_ALL: frozenset[Use] = frozenset({"phase", "neutral", "ground"})
_WITH_GROUND = {"circuit", "feeder", "primary"}
OTHER_TERMINALS_C = 75
"""What terminals up to 100 A are often marked for, though the code takes them to be for 60 unless they are [degC]."""


@dataclass(frozen=True, slots=True)
class Allowances:
    """What is added to lengths, and what is assumed where the file is silent.

    `tail_ft` is added at each end of every conductor and cable, `waste_percent` to every length, `raceway_kind` is the
    kind of raceway where the file says none; None for no kind.
    """

    tail_ft: float
    waste_percent: float
    raceway_kind: str | None = None

    def bought_ft(self, length_ft: float, *, tails: bool) -> float:
        """What is bought for a length [ft]."""
        return (length_ft + (2 * self.tail_ft if tails else 0.0)) * (1 + self.waste_percent / 100)


@dataclass(frozen=True, slots=True)
class Wires:
    """Conductors of one kind in a run: `number` of them, all sets together."""

    use: Use
    number: int
    size: str
    material: str
    insulation: str
    computed: bool


@dataclass(frozen=True, slots=True)
class Sized:
    """What a run is made of: its conductors, and the trade size of each of its raceways; None where it is not known.

    `fill` says how full they are, the grounding conductor counted; None where the kind or an area is not known.
    """

    wires: tuple[Wires, ...]
    sets: int
    trade_size: str | None
    fill: RacewayFill | None


@dataclass(frozen=True, slots=True)
class RunTakeoff:
    """A run, or several that are alike, as it is bought."""

    nodes: tuple[str, ...]
    kind: RunKind
    path: Path
    status: WorkStatus | None
    sized: Sized | None
    """None where the file says nothing of its conductors and none would do."""
    computed: bool
    """Whether its conductors are those of the conductor study."""
    cable: str | None
    raceway_kind: str | None
    """The kind of its raceways: as the file says it, or as assumed; None for cables, and where it is not stated."""
    trade_size_computed: bool
    length_ft: float | None
    at_75_c: Sized | None
    """The smallest that would do if its terminals were marked for 75 degC; None where the file says what they are
    marked for, or where they are taken to be for 75 anyway."""
    shares_raceway: bool
    """Whether conductors of other circuits lie in its raceways, by the file."""
    neutral_not_stated: bool
    """Whether it may need a neutral, being no circuit, and the file says nothing of one."""


def take_off_runs(analysis: SiteAnalysis, raceway_kind: str | None = None) -> tuple[RunTakeoff, ...]:
    """Every run of a site as it is bought, in the order circuits, panels, supplies.

    Parameters
    ----------
    analysis
        The site.
    raceway_kind
        The kind of raceway where the file says none ("EMT"); None to leave it open.
    """
    return tuple(_taken_off(analysis, run, raceway_kind) for run in analysis.runs)


def _taken_off(analysis: SiteAnalysis, run: Run, assumed_kind: str | None) -> RunTakeoff:
    installed = run.installed
    kind = _raceway_kind(installed, assumed_kind)
    given_size = None if installed is None else installed.trade_size
    sized = None
    if installed is not None and run.conductor is not None:
        egc = installed.egc
        if egc is None and run.kind in _WITH_GROUND:
            egc = grounding_for(run.conductor, run.duty, run.egc_material)
        full = replace(run, installed=replace(installed, egc=egc))
        sized = _sized(full, kind, given_size, frozenset({"ground"} if installed.egc is None else ()))
    elif installed is None:
        choices = proposal(analysis, run).choices
        sized = _of_choice(run, choices[0], kind) if choices else None
    phases = 0 if sized is None else sum(wires.number for wires in sized.wires if wires.use != "ground") // sized.sets
    system = analysis.system(run.node)
    return RunTakeoff(
        nodes=run.nodes,
        kind=run.kind,
        path=run.path,
        status=_description(analysis, run.node).status,
        sized=sized,
        computed=installed is None,
        cable=None if installed is None else installed.cable,
        raceway_kind=kind,
        trade_size_computed=given_size is None,
        length_ft=None if installed is None else installed.length_ft,
        at_75_c=_with_other_terminals(analysis, run, kind),
        shares_raceway=installed is not None and (installed.current_carrying or 0) > phases,
        neutral_not_stated=run.kind != "circuit"
        and system.neutral_v is not None
        and (installed is None or installed.neutral is None),
    )


def _description(analysis: SiteAnalysis, node: str) -> Description:
    return analysis.nodes[node].description


def _raceway_kind(installed: InstalledConductor | None, assumed: str | None) -> str | None:
    """The kind of raceway; one that is assumed has to be made of what the file says."""
    if installed is None:
        return assumed
    if installed.cable is not None or installed.raceway_kind is not None or assumed is None:
        return installed.raceway_kind
    return assumed if installed.raceway in {None, MATERIALS[assumed]} else None


def _with_other_terminals(analysis: SiteAnalysis, run: Run, kind: str | None) -> Sized | None:
    stated = run.installed is not None and run.installed.terminal_c is not None
    if stated or terminal_c(run.installed, run.duty) >= OTHER_TERMINALS_C:
        return None
    choice = with_terminals(analysis, run, OTHER_TERMINALS_C)
    return None if choice is None else _of_choice(run, choice, kind)


def _of_choice(run: Run, choice: ConductorChoice, kind: str | None) -> Sized:
    """A run with conductors of the study in it."""
    conductor = choice.conductor
    like = run.installed or InstalledConductor(conductor.size, "Cu", 1, DEFAULT_INSULATION)
    installed = replace(
        like,
        size=conductor.size,
        material="Al" if conductor.material == "Al" else "Cu",
        sets=conductor.sets,
        egc=choice.egc_size,
        egc_material="Al" if choice.egc_material == "Al" else "Cu",
    )
    return _sized(replace(run, installed=installed, conductor=conductor), kind, None, _ALL)


def _sized(run: Run, kind: str | None, trade_size: str | None, computed: frozenset[Use]) -> Sized:
    """The conductors of a run as it is installed; `computed` are those that the file does not say."""
    installed = run.installed
    assert installed is not None
    numbers: list[tuple[Use, int, str | None, str]] = [
        ("phase", _LINES[run.wiring], installed.size, installed.material),
        ("neutral", 1, installed.neutral, installed.material),
        ("ground", 1, installed.egc if run.kind in _WITH_GROUND else None, run.egc_material),
    ]
    if run.wiring == "line to neutral" and installed.neutral is None:
        numbers[1] = ("neutral", 1, installed.size, installed.material)
    wires = tuple(
        Wires(use, number * installed.sets, size, material, installed.insulation, use in computed)
        for use, number, size, material in numbers
        if size is not None
    )
    fill = None if kind is None else filled(run, kind, trade_size)
    return Sized(wires, installed.sets, trade_size if fill is None else fill.trade_size, fill)
