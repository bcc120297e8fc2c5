"""Conductors that would do: for every circuit and feeder the device, the smallest conductors, the grounding conductor.

Where the site file says how conductors lie, that counts; what it does not say is assumed, and the assumptions are
reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.analysis.conductor_runs import (
    DEFAULT_AMBIENT_C,
    DEFAULT_CURRENT_CARRYING,
    DEFAULT_INSULATION,
    RunKind,
    Wiring,
    conductor_of,
    terminal_c,
)
from evsite.analysis.site_analysis import SiteAnalysis
from evsite.codebook.conductors import Conductor, ampacity_a, insulation_column_c, sizes
from evsite.codebook.drop import RUN_PERCENT, TOTAL_PERCENT
from evsite.codebook.ocpd import next_standard_a
from evsite.codebook.sizing import Duty, grounding_for, smallest, smallest_with_drop
from evsite.rounding import exceeds

if TYPE_CHECKING:
    from evsite.analysis.conductor_runs import Run
    from evsite.model.site import Site

FEEDER_PERCENT = TOTAL_PERCENT - RUN_PERCENT
"""What feeders may lose together, so that the circuits at their end may lose their 3 % [%]."""


@dataclass(frozen=True, slots=True)
class ConductorChoice:
    """Conductors of one material that do: `sets` in parallel, a grounding conductor `egc_size` in each raceway.

    `egc_size` is None ahead of the first device of a supply, where bonding jumpers take its place. `drop_percent` is
    None where the length is not known. `because` says what decided the size: "ampacity" or "voltage drop".
    """

    conductor: Conductor
    ampacity_a: float
    egc_size: str | None
    egc_material: str
    drop_percent: float | None
    because: str


@dataclass(frozen=True, slots=True)
class ConductorProposal:
    """A run of conductors, or several that are alike, and what would do for it.

    `continuous_a` and `noncontinuous_a` are the load on the fullest line, `sized_a` with continuous load at 125 %.
    `ocpd_a` is the device in the file, or the smallest standard one where the file has none or one that is too small
    for the load; `ocpd_given_a` is the one in the file. `choices` has copper first, then the material in the file if
    it is another; it is empty where nothing would do.
    """

    nodes: tuple[str, ...]
    kind: RunKind
    wiring: Wiring
    voltage_v: float
    continuous_a: float
    noncontinuous_a: float
    sized_a: float
    ocpd_a: float | None
    ocpd_given_a: float | None
    length_ft: float | None
    insulation: str
    choices: tuple[ConductorChoice, ...]
    assumptions: tuple[str, ...]


def propose_conductors(site: Site) -> tuple[ConductorProposal, ...]:
    """The smallest conductors that pass every rule, run by run; runs that are alike are one proposal.

    Loads are those of the design: what ports can draw under the groups on a run or below it, and other load. Amperes
    are those of one line.
    """
    analysis = SiteAnalysis(site)
    return tuple(proposal(analysis, run) for run in analysis.runs)


def with_terminals(analysis: SiteAnalysis, run: Run, terminals_c: int) -> ConductorChoice | None:
    """What would do for a run, if its terminals were marked for a temperature [degC].

    In the material that the file gives, else in copper; None where nothing would do.
    """
    device_a = _device_a(analysis, run)
    duty = replace(run.duty, ocpd_a=device_a)
    return None if device_a is None else _choice(analysis, run, duty, _materials(run)[-1], terminals_c)


def proposal(analysis: SiteAnalysis, run: Run) -> ConductorProposal:
    """The smallest conductors that pass every rule for one run."""
    given_a, device_a = run.duty.ocpd_a, _device_a(analysis, run)
    duty = replace(run.duty, ocpd_a=device_a)
    found = [_choice(analysis, run, duty, material) for material in _materials(run)] if device_a is not None else []
    return ConductorProposal(
        nodes=run.nodes,
        kind=run.kind,
        wiring=run.wiring,
        voltage_v=run.voltage_v,
        continuous_a=run.continuous_a,
        noncontinuous_a=run.noncontinuous_a,
        sized_a=run.duty.sized_a,
        ocpd_a=device_a,
        ocpd_given_a=given_a,
        length_ft=None if run.stretch is None else run.stretch.length_ft,
        insulation=DEFAULT_INSULATION if run.installed is None else run.installed.insulation,
        choices=tuple(choice for choice in found if choice is not None),
        assumptions=_assumptions(run, duty),
    )


def _device_a(analysis: SiteAnalysis, run: Run) -> float | None:
    """The device in the file; the smallest standard one where it has none, or one that is too small for the load."""
    given_a = run.duty.ocpd_a
    if given_a is None or exceeds(run.duty.sized_a, given_a):
        return next_standard_a(run.duty.sized_a, analysis.site.nec)
    return given_a


def _materials(run: Run) -> list[str]:
    """Copper, and the material in the file if it is another."""
    return ["Cu"] if run.installed is None or run.installed.material == "Cu" else ["Cu", run.installed.material]


def _choice(
    analysis: SiteAnalysis, run: Run, duty: Duty, material: str, terminals_c: int | None = None
) -> ConductorChoice | None:
    """The smallest of a material; `terminals_c` represents what the file says of the terminals."""
    like = replace(_lying(run, duty), size=sizes()[0], material=material, sets=1)
    if terminals_c is not None:
        like = replace(like, terminal_c=terminals_c)
    least = smallest(like, duty)
    if least is None:
        return None
    chosen, because = least, "ampacity"
    if run.stretch is not None:
        chosen = smallest_with_drop(like, duty, run.stretch, _most_percent(analysis, run)) or least
        because = "ampacity" if chosen == least else "voltage drop"
    egc_material = (
        material if run.installed is None or run.installed.egc_material is None else run.installed.egc_material
    )
    return ConductorChoice(
        conductor=chosen,
        ampacity_a=ampacity_a(chosen),
        egc_size=grounding_for(chosen, duty, egc_material) if run.kind in {"circuit", "feeder", "primary"} else None,
        egc_material=egc_material,
        drop_percent=None if run.stretch is None else run.stretch.drop_percent(chosen, duty.carried_a),
        because=because,
    )


def _lying(run: Run, duty: Duty) -> Conductor:
    """How the conductors lie, by the file or assumed."""
    if run.installed is not None:
        return conductor_of(run.installed, duty)
    return Conductor(
        size=sizes()[0],
        insulation_c=insulation_column_c(DEFAULT_INSULATION),
        terminal_c=terminal_c(None, duty),
        ambient_c=DEFAULT_AMBIENT_C,
        current_carrying=DEFAULT_CURRENT_CARRYING,
    )


def _most_percent(analysis: SiteAnalysis, run: Run) -> float:
    """What a run may lose: 3 % on a circuit, and its part of the rest on each feeder of the longest way down."""
    if run.kind == "circuit":
        return RUN_PERCENT
    lengths = {
        node for item in analysis.runs if item.kind != "circuit" and item.stretch is not None for node in item.nodes
    }
    through = [
        sum(1 for name in analysis.site.way_up(node) if name in lengths)
        for node in lengths
        if any(name in run.nodes for name in analysis.site.way_up(node))
    ]
    return FEEDER_PERCENT / max(through)


def _assumptions(run: Run, duty: Duty) -> tuple[str, ...]:
    installed = run.installed
    assumptions = []
    if installed is None:
        assumptions.append(f"{DEFAULT_INSULATION} insulation")
    if installed is None or installed.terminal_c is None:
        why = "60 °C terminals (up to 100 A)" if terminal_c(installed, duty) == 60 else "75 °C terminals (above 100 A)"
        assumptions.append(why)
    if installed is None or installed.ambient_c is None:
        assumptions.append(f"{DEFAULT_AMBIENT_C:g} °C around them")
    if installed is None or installed.current_carrying is None:
        assumptions.append(f"no more than {DEFAULT_CURRENT_CARRYING} current-carrying conductors in a raceway")
    if installed is None or installed.length_ft is None:
        assumptions.append("lengths short enough for the voltage drop")
    if run.kind == "secondary":
        assumptions.append("no rounding up to the next device on conductors from a transformer")
    return tuple(assumptions)
