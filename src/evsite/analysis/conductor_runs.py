"""Runs of conductors: what protects them, what they carry, and what is known about them.

A run is a branch circuit, the feeder to a panel, the primary or secondary conductors of a transformer, or those of a
service.
Circuits of one family that are alike are one run.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from evsite.analysis.devices import Device, feeder_device, panel_device, service_rating_a, supply_device
from evsite.analysis.dwellings import carries_dwelling
from evsite.analysis.primary_load import primary_legs, primary_lines
from evsite.codebook.conductors import (
    NIPPLE_FT,
    Conductor,
    ampacity_column_c,
    default_terminal_c,
    effective_ambient_c,
    insulation_column_c,
)
from evsite.codebook.formulas import minimum_ocpd_a
from evsite.codebook.raceways import cables
from evsite.codebook.sizing import Duty, Stretch
from evsite.rounding import fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.site_loads import SiteLoads
    from evsite.model.conductor import InstalledConductor
    from evsite.model.distribution import Panel, Supply
    from evsite.model.finding import Path

RunKind = Literal["circuit", "feeder", "primary", "secondary", "service"]
Wiring = Literal["line to line", "line to neutral", "three-phase"]
DEFAULT_INSULATION = "THWN-2"
DEFAULT_AMBIENT_C = 30.0
DEFAULT_CURRENT_CARRYING = 3


@dataclass(frozen=True, slots=True)
class Run:
    """A run of conductors, or several that are alike.

    `continuous_a` and `noncontinuous_a` are the load on its fullest line; `duty` has what the conductors must carry.
    `installed` and `conductor` are None where the site file says nothing about them. `utility` marks the conductors
    from a transformer that nothing in the file feeds: if it is the utility's, they are service conductors.
    """

    nodes: tuple[str, ...]
    kind: RunKind
    path: Path
    installed: InstalledConductor | None
    device: Device | None
    wiring: Wiring
    voltage_v: float
    continuous_a: float
    noncontinuous_a: float
    duty: Duty
    conductor: Conductor | None
    utility: bool = False
    tap: bool = False
    """Whether it starts without a device of its own; `device` is then the one ahead of where it starts."""
    without_device: Panel | Supply | None = None
    """The panel or transformer whose feeder starts from a breaker that is not stated."""

    @property
    def node(self) -> str:
        """The one that stands for all."""
        return self.nodes[0]

    @property
    def stretch(self) -> Stretch | None:
        """Length and voltage for the voltage drop; None where the length is not known."""
        installed = self.installed
        if installed is None or installed.length_ft is None:
            return None
        return Stretch(installed.length_ft, self.voltage_v, self.wiring == "three-phase", installed.raceway)

    @property
    def drop_percent(self) -> float | None:
        """Voltage drop at its load [%]; None where its length or its conductors are not known."""
        if self.stretch is None or self.conductor is None:
            return None
        return self.stretch.drop_percent(self.conductor, self.duty.carried_a)

    @property
    def egc_material(self) -> str:
        """Material of the equipment grounding conductor."""
        assert self.installed is not None
        return self.installed.egc_material or self.installed.material


def find_runs(loads: SiteLoads) -> tuple[Run, ...]:
    """Every run of a site, in the order circuits, panels, supplies; a supply only where its conductors are given."""
    families: dict[tuple[object, ...], Run] = {}
    for run in _each(loads):
        rating_a = None if run.device is None else run.device.rating_a
        key = (run.path, rating_a, run.voltage_v, run.wiring, _rounded(run), run.kind)
        known_run = families.get(key)
        families[key] = run if known_run is None else replace(known_run, nodes=known_run.nodes + run.nodes)
    return tuple(families.values())


def _rounded(run: Run) -> tuple[float, float]:
    return round(run.continuous_a, 6), round(run.noncontinuous_a, 6)


def _each(loads: SiteLoads) -> Iterator[Run]:
    site = loads.site
    for circuit in site.circuits.values():
        device = Device(circuit.name, circuit.breaker_a, "breaker", (*circuit.path, "breaker"))
        yield _run(
            loads,
            circuit.name,
            "circuit",
            circuit.path,
            circuit.conductor,
            device,
            (_wiring(circuit.connection), circuit.system.voltage_v(circuit.connection)),
        )
    for panel in site.panels.values():
        above = site.supplies.get(panel.fed_from)
        starts = feeder_device(site, panel)
        own_device = panel.feeder is not None and panel.feeder.breaker_a is not None
        from_transformer = above is not None and above.kind == "transformer" and not own_device
        if from_transformer and panel.conductor is None and _is_the_way_to(loads, panel):
            continue
        yield _run(
            loads,
            panel.name,
            "secondary" if from_transformer else "feeder",
            panel.conductor_owner,
            panel.conductor,
            starts,
            (_wiring("".join(panel.system.legs)), panel.system.line_v),
            utility=from_transformer and above is not None and above.fed_from is None,
            tap=panel.feeder is not None and panel.feeder.tap,
        )
    for supply in site.supplies.values():
        if supply.feeder is not None and supply.feeder.conductor is not None and supply.primary is not None:
            legs = primary_legs(supply)
            yield _run(
                loads,
                supply.name,
                "primary",
                supply.feeder.path,
                supply.feeder.conductor,
                feeder_device(site, supply),
                (_wiring("".join(legs)), supply.primary.line_v),
                tap=supply.feeder.tap,
                lines=list(primary_lines(loads, supply).values()),
            )
        if supply.conductor is None:
            continue
        yield _run(
            loads,
            supply.name,
            "secondary" if supply.kind == "transformer" else "service",
            supply.path,
            supply.conductor,
            _device_after(loads, supply),
            (_wiring("".join(supply.system.legs)), supply.system.line_v),
            utility=supply.kind == "transformer" and supply.fed_from is None,
        )


def _wiring(connection: str) -> Wiring:
    if connection == "ABC":
        return "three-phase"
    return "line to neutral" if connection.endswith("N") else "line to line"


def _is_the_way_to(loads: SiteLoads, panel: Panel) -> bool:
    """Whether the conductors that are given for a transformer are those to this panel."""
    above = loads.site.supplies[panel.fed_from]
    return above.conductor is not None and loads.children[panel.fed_from] == [panel.name]


def _device_after(loads: SiteLoads, supply: Supply) -> Device | None:
    """The device that the conductors of a supply end at: that of a service, or the one main behind a transformer."""
    if supply.kind == "service":
        return Device(supply.name, service_rating_a(supply), "service", (*supply.path, "rating"))
    if supply.secondary_breaker_a is not None:
        return supply_device(supply)
    fed = loads.children[supply.name]
    panel = loads.site.panels.get(fed[0]) if len(fed) == 1 else None
    device = None if panel is None else panel_device(panel)
    return None if device is None else replace(device, noun=f"{device.noun} of {device.node}")


def _run(
    loads: SiteLoads,
    node: str,
    kind: RunKind,
    path: Path,
    installed: InstalledConductor | None,
    starts: Device | Panel | Supply | None,
    wires: tuple[Wiring, float],
    *,
    utility: bool = False,
    tap: bool = False,
    lines: list[tuple[float, float]] | None = None,
) -> Run:
    device = starts if isinstance(starts, Device) else None
    if lines is None:
        at_once = [(time.greatest(node), time.other_at(node)) for time in loads.times]
        lines = [
            (load.line_a(leg) + other.continuous_a.get(leg, 0.0), other.noncontinuous_a.get(leg, 0.0))
            for load, other in at_once
            for leg in loads.legs(node)
        ]
    continuous_a, noncontinuous_a = max(lines, key=lambda line: minimum_ocpd_a(*line))
    wiring, voltage_v = wires
    duty = Duty(
        sized_a=minimum_ocpd_a(continuous_a, noncontinuous_a),
        carried_a=max(sum(line) for line in lines),
        ocpd_a=None if device is None else device.rating_a,
        edition=loads.site.nec,
        round_up=kind != "secondary",
        dwelling=carries_dwelling(loads, node, kind),
    )
    conductor = None if installed is None else conductor_of(installed, duty)
    return Run(
        (node,),
        kind,
        path,
        installed,
        device,
        wiring,
        voltage_v,
        continuous_a,
        noncontinuous_a,
        duty,
        conductor,
        utility,
        tap,
        None if isinstance(starts, Device) or starts is None or starts.fed_from not in loads.site.panels else starts,
    )


def conductor_of(installed: InstalledConductor, duty: Duty) -> Conductor:
    """The conductors as installed, with what is not stated assumed."""
    ambient_c = DEFAULT_AMBIENT_C if installed.ambient_c is None else installed.ambient_c
    roof_ft = installed.roof_height_ft
    in_nipple = installed.length_ft is not None and fits(installed.length_ft, NIPPLE_FT)
    return Conductor(
        size=installed.size,
        material=installed.material,
        sets=installed.sets,
        insulation_c=insulation_column_c(installed.insulation),
        terminal_c=terminal_c(installed, duty),
        limited_c=limited_c(installed),
        ambient_c=effective_ambient_c(ambient_c, installed.insulation, roof_ft),
        current_carrying=DEFAULT_CURRENT_CARRYING
        if in_nipple
        else installed.current_carrying or DEFAULT_CURRENT_CARRYING,
    )


def limited_c(installed: InstalledConductor) -> int:
    """The column that the ampacity is limited to [degC], by the type of cable or of insulation (334.80, 340.80)."""
    by_cable = cables()[installed.cable]["ampacity_c"] if installed.cable is not None else ""
    return min(ampacity_column_c(installed.insulation), int(by_cable or 90))


def terminal_c(installed: InstalledConductor | None, duty: Duty) -> int:
    """Temperature column of the terminals [degC]: as marked, or by the rating of the device (110.14(C)(1))."""
    if installed is not None and installed.terminal_c is not None:
        return installed.terminal_c
    return default_terminal_c(duty.sized_a if duty.ocpd_a is None else duty.ocpd_a)
