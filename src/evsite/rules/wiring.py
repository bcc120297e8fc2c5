"""What else belongs to a run of conductors: grounding, neutral, voltage drop, length behind a transformer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.conductors import circular_mils, size_words
from evsite.codebook.drop import RUN_PERCENT, TOTAL_PERCENT
from evsite.codebook.editions import cite
from evsite.codebook.formulas import exceeds, fits
from evsite.codebook.grounding import table_grounding_size
from evsite.codebook.sizing import grounding_for, smallest_with_drop
from evsite.model.finding import Label, Severity
from evsite.rules.conductor_words import device, edit, example, given, title, unchecked, ways, wire
from evsite.rules.registry import Example, Problem, not_checked, rule
from evsite.toml_text import assignment
from evsite.words import amount, amps, floor_to, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path
    from evsite.model.quantity import Quantity
    from evsite.model.site import Panel, Supply

MOST_SECONDARY_FT = 25.0
"""Longest secondary conductors that land on one device, NEC 240.21(C)(6) [ft]."""
_GOOD = Example(example())


def _behind_transformer(feeder: str, more: str = "") -> str:
    return example(feeder=feeder, supply=f'kind = "transformer"\nrating = "150 kVA"\n{more}'.rstrip())


@rule(
    "EV206",
    "equipment-ground",
    "the equipment grounding conductor is large enough for its device",
    Severity.ERROR,
    asks="The equipment grounding conductor is at least that of Table 250.122 for the device, larger in "
    "proportion where the "
    "phase conductors are larger than their ampacity asks for, one of full size in each parallel raceway; it "
    "need not be "
    "larger than the phase conductor.",
    why="It has to carry the current of a fault until the device trips.",
    topics=("equipment-ground", "equipment-ground-larger", "equipment-ground-parallel"),
    inputs=("circuits.*.conductor.egc", "panels.*.conductor.egc", "circuits.*.breaker", "panels.*.main"),
    failing=(
        Example(example('size = "3 AWG", terminal = "75 °C", egc = "10 AWG"')),
        Example(example('size = "1/0 AWG", terminal = "75 °C", egc = "8 AWG"')),
    ),
    passing=(_GOOD, Example(example('size = "1/0 AWG", terminal = "75 °C", egc = "4 AWG"'))),
)
def equipment_ground(survey: Survey) -> Iterator[Problem]:
    """Equipment grounding conductors that are too small; what lies ahead of the first device has none."""
    grounded = [run for run in survey.runs if run.kind in {"circuit", "feeder"}] if given(survey) else None
    yield from unchecked(survey, "the equipment grounding conductor", "egc", among=grounded)
    for run in grounded or ():
        if run.table is None or run.table.egc is None or run.device is None:
            continue
        conductor = run.conductor
        assert conductor is not None
        needed = grounding_for(conductor, run.duty, run.egc_material)
        if needed is None or circular_mils(run.table.egc) >= circular_mils(needed):
            continue
        listed = table_grounding_size(run.device.rating_a, run.egc_material)
        larger = listed is not None and circular_mils(needed) > circular_mils(listed)
        why = f", in proportion to {wire(conductor)}" if larger else ""
        each = " in each raceway" if conductor.sets > 1 else ""
        yield Problem(
            f"{title(run)}: a {device(run)} asks for an equipment grounding conductor of {size_words(needed)} "
            f"{run.egc_material}{each}{why}, found {size_words(run.table.egc)}",
            (*run.path, "conductor", "egc"),
            remedy=assignment("egc", size_words(needed)),
            labels=(Label(run.device.path, device(run)),),
        )


def _percent(run: Run) -> float | None:
    """Voltage drop on a run at its load [%]; None where its length is not known."""
    if run.stretch is None or run.conductor is None:
        return None
    return run.stretch.drop_percent(run.conductor, run.duty.carried_a)


def _drop_words(run: Run, percent: float) -> str:
    assert run.table is not None
    assert run.table.length is not None
    return f"{amount(percent)} % of {amount(run.voltage_v)} V at {amps(run.duty.carried_a)} over {run.table.length}"


@rule(
    "EV207",
    "voltage-drop",
    "voltage drop stays within what the code recommends",
    Severity.WARNING,
    asks="No more than 3 % are lost on a branch circuit or a feeder, and no more than 5 % in all. Each run "
    "counts with its "
    "largest load, setpoints of groups on it or below it included, at unity power factor and 75 °C.",
    why="Cars charge slower or stop at low voltage. The code recommends this in informational notes and does not "
    "require it.",
    topics=("branch-drop", "feeder-drop"),
    inputs=("circuits.*.conductor.length", "panels.*.conductor.length", "circuits.*.conductor.raceway"),
    failing=(
        Example(example('size = "3 AWG", terminal = "75 °C", length = "200 ft"')),
        Example(
            example(
                'size = "3 AWG", terminal = "75 °C", length = "150 ft"',
                feeder='size = "1/0 AWG", terminal = "75 °C", length = "340 ft"',
            )
        ),
    ),
    passing=_GOOD,
)
def voltage_drop(survey: Survey) -> Iterator[Problem]:
    """Runs that lose more than 3 %, and ways from the supply that lose more than 5 %."""
    yield from unchecked(survey, "voltage drop", "length")
    runs = given(survey)
    lost = {node: percent for run in runs if (percent := _percent(run)) is not None for node in run.nodes}
    for run in runs:
        percent = lost.get(run.node)
        if percent is None:
            continue
        path = (*run.path, "conductor", "length")
        topics = ("branch-drop",) if run.kind == "circuit" else ("feeder-drop",)
        if exceeds(percent, RUN_PERCENT):
            yield Problem(
                f"{title(run)}: voltage drop of {_drop_words(run, percent)}, above {amount(RUN_PERCENT)} %",
                path,
                remedy=_against_drop(run, percent, RUN_PERCENT),
                source=cite(topics, survey.site.nec),
            )
        above = sum(lost.get(name, 0.0) for name in survey.way_up(run.node)[1:])
        if above and exceeds(percent + above, TOTAL_PERCENT):
            yield Problem(
                f"{title(run)}: voltage drop of {amount(percent + above)} % from the supply on, "
                f"{amount(percent)} % of it "
                f"here, above {amount(TOTAL_PERCENT)} %",
                path,
                remedy=_against_drop(run, percent, TOTAL_PERCENT - above),
                source=cite(topics, survey.site.nec),
            )


def _against_drop(run: Run, percent: float, most_percent: float) -> str:
    stretch, conductor = run.stretch, run.conductor
    assert stretch is not None
    assert conductor is not None
    if most_percent <= 0:
        return ""
    better = smallest_with_drop(conductor, run.duty, stretch, most_percent)
    at_most_ft = floor_to(stretch.length_ft * most_percent / percent, 1.0)
    return ways(edit(run, better), assignment("length", f"{amount(at_most_ft)} ft") if at_most_ft > 0 else "")


@rule(
    "EV208",
    "neutral-conductor",
    "it is clear what the neutral has to carry",
    Severity.INFO,
    asks="Where a neutral is there, it is known whether the load needs it and how much it carries.",
    why="Charging from line to line puts nothing on the neutral, but some equipment has to have one; from line "
    "to neutral "
    "it carries as much as the line, and counts as a current-carrying conductor where it does not cancel.",
    topics=("neutral",),
    inputs=("circuits.*.phases", "circuits.*.conductor.current_carrying", "panels.*.conductor.current_carrying"),
    failing=(
        _GOOD,
        Example(example('size = "6 AWG", terminal = "75 °C"', breaker="20 A", current="16 A", more='phases = "A"')),
    ),
    passing=Example(example(system="240 delta")),
)
def neutral_conductor(survey: Survey) -> Iterator[Problem]:
    """What the neutrals of the given runs carry."""
    yield from unchecked(survey, "the neutral")
    idle: list[Run] = []
    for run in given(survey):
        if survey.system(run.node).neutral_v is None:
            continue
        neutral_a = _neutral_a(survey, run)
        if not neutral_a:
            idle.append(run)
            continue
        cancels = survey.system(run.node).three_phase and run.kind != "circuit"
        counts = (
            "counts as a current-carrying conductor where most of the load is nonlinear"
            if cancels
            else "counts as a current-carrying conductor"
        )
        yield Problem(
            f"{title(run)}: the neutral carries up to {amps(neutral_a)} and {counts}",
            (*run.path, "conductor"),
            anchor="key",
        )
    if idle:
        listed = names([node for run in idle for node in run.nodes])
        yield Problem(
            f"{listed}: no load from line to neutral, so none needs a neutral; see the stations' manuals",
            (*idle[0].path, "conductor"),
            anchor="key",
        )


def _neutral_a(survey: Survey, run: Run) -> float:
    """The most that a neutral can carry [A]: all load to neutral on the line that has most of it (220.61)."""
    by_line: dict[str, float] = {}
    for port in survey.ports_below[run.node]:
        if port.connection is not None and port.connection.endswith("N"):
            by_line[port.connection[0]] = by_line.get(port.connection[0], 0.0) + port.max_a
    for load in survey.site.loads.values():
        phases = None if load.table is None else load.table.phases
        if phases is not None and phases.endswith("N") and run.node in survey.way_up(load.on):
            for leg, value in load.line_a.items():
                by_line[leg] = by_line.get(leg, 0.0) + value
    return min(max(by_line.values(), default=0.0), run.duty.carried_a)


@rule(
    "EV209",
    "long-secondary-conductors",
    "secondary conductors of a transformer reach their device within 25 ft",
    Severity.WARNING,
    asks="The conductors from a transformer land on one device within 10 ft, or within 25 ft under further conditions.",
    why="Nothing on the secondary side protects them up to there; the primary device does not see their overload.",
    topics=("transformer-secondary",),
    inputs=("panels.*.conductor.length", "supplies.*.conductor.length"),
    failing=Example(_behind_transformer('size = "600 kcmil", length = "40 ft"')),
    passing=Example(_behind_transformer('size = "600 kcmil", length = "25 ft"')),
)
def long_secondary_conductors(survey: Survey) -> Iterator[Problem]:
    """Secondary conductors that are too long by the length of the conductors; `secondary_length` has its own rule."""
    unknown: list[Supply] = []
    for supply in survey.site.supplies.values():
        table = supply.table
        if supply.kind != "transformer" or table.secondary_length is not None or not survey.children[supply.name]:
            continue
        lengths = list(_secondary_lengths(survey, supply))
        if not lengths:
            unknown.append(supply)
        for length, path in lengths:
            if fits(length.value, MOST_SECONDARY_FT):
                continue
            notes = ["outdoors they may be longer (240.21(C)(4))"]
            if supply.fed_from is None:
                notes.append(
                    "if the transformer is the utility's these are service conductors, and this does not apply"
                )
            yield Problem(
                f"{supply.name}: secondary conductors of {length}, above {amount(MOST_SECONDARY_FT)} ft",
                path,
                remedy=assignment(str(path[-1]), f"{amount(MOST_SECONDARY_FT)} ft")
                + ", with the device that near to the transformer",
                notes=tuple(notes),
            )
    if unknown:
        listed = names([supply.name for supply in unknown])
        yield not_checked(
            f'secondary_length = "..." on {listed}', unknown[0].path, what="the length of secondary conductors"
        )


def _secondary_lengths(survey: Survey, supply: Supply) -> Iterator[tuple[Quantity, Path]]:
    """How long the conductors from a transformer are, be they given for it or for the panels behind it."""
    behind = [survey.site.panels[name] for name in survey.children[supply.name] if name in survey.site.panels]
    nodes: list[Supply | Panel] = [supply, *behind]
    for node in nodes:
        conductor = node.table.conductor
        if conductor is not None and conductor.length is not None:
            yield conductor.length, (*node.path, "conductor", "length")
