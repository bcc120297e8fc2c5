"""Ampacity: conductors against their overcurrent device and their load."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evsite.codebook.conductors import (
    SMALLEST_IN_PARALLEL,
    ampacity_a,
    corrected_ampacity_a,
    default_terminal_c,
    largest_ocpd_a,
    size_words,
    small_conductor_maximum_a,
    terminal_ampacity_a,
)
from evsite.codebook.editions import cite
from evsite.codebook.formulas import fits
from evsite.codebook.ocpd import next_lower_standard_a
from evsite.codebook.sizing import (
    conductors_carry,
    is_protected,
    large_enough_in_parallel,
    small_enough_device,
    terminals_carry,
)
from evsite.model.finding import Label, Severity
from evsite.rules.conductor_words import (
    best,
    conditions,
    device,
    edit,
    example,
    given,
    larger,
    noun,
    source,
    title,
    unchecked,
    ways,
    wire,
)
from evsite.rules.registry import Example, Problem, not_checked, rule
from evsite.words import amps, names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evsite.analysis.conductor_runs import Run
    from evsite.analysis.site_analysis import Survey
    from evsite.model.finding import Path

_GOOD = Example(example())
_INPUTS = (
    "circuits.*.conductor",
    "panels.*.conductor",
    "supplies.*.conductor",
)
_SIX_WARM = 'ambient = "40 °C", current_carrying = 6, terminal = "75 °C", length = "60 ft"'


def _size(run: Run) -> Path:
    return (*run.path, "conductor", "size")


@rule(
    "EV201",
    "conductor-protection",
    "the overcurrent device protects the conductors",
    Severity.ERROR,
    asks="The device is no larger than the ampacity of the conductors after correction, adjustment and "
    "terminals, or than "
    "the next standard rating above it where that is at most 800 A. For the secondary conductors of a transformer, and "
    "for branch circuits with several receptacles, there is no rounding up.",
    why="A conductor that a device does not protect can burn before the device trips.",
    topics=("next-size-up", "above-800"),
    inputs=(*_INPUTS, "circuits.*.breaker", "panels.*.main"),
    failing=(
        Example(example(f'size = "3 AWG", {_SIX_WARM}')),
        Example(
            example(feeder='size = "500 kcmil", terminal = "75 °C"', supply='kind = "transformer"\nrating = "150 kVA"')
        ),
    ),
    passing=(Example(example(f'size = "2 AWG", {_SIX_WARM}')), Example(example(feeder='size = "500 kcmil"'))),
)
def conductor_protection(survey: Survey) -> Iterator[Problem]:
    """Conductors that are too small for their device."""
    what = "whether devices protect the conductors"
    for problem in unchecked(survey, what):
        yield replace(problem, notes=("evsite report --conductors proposes the smallest that pass",))
    unknown = []
    for run in given(survey):
        assert run.conductor is not None
        if run.device is None:
            unknown.append(run)
            continue
        if is_protected(run.conductor, run.duty):
            continue
        ampacity = ampacity_a(run.conductor)
        most_a = largest_ocpd_a(ampacity, survey.site.nec, round_up=run.duty.round_up)
        smaller_a = next_lower_standard_a(most_a, survey.site.nec)
        # a smaller device must still carry the load
        fitting = smaller_a is not None and fits(run.duty.sized_a, smaller_a) and run.kind in {"circuit", "feeder"}
        topics = ("next-size-up", "above-800") if run.duty.round_up else ("transformer-secondary",)
        rounding = "" if run.duty.round_up else "; there is no next standard rating for secondary conductors"
        doubtful = run.utility and _would_do_as_service(run)
        yield Problem(
            f"{title(run)}: {wire(run.conductor)} carries {amps(ampacity)} ({conditions(run.conductor)}), too little "
            f"under a {device(run)}{rounding}",
            _size(run),
            remedy=ways(larger(run), f"a {amps(smaller_a)} device" if fitting and smaller_a is not None else ""),
            label=f"{amps(ampacity)}",
            labels=(Label(run.device.path, device(run)),),
            source=cite(topics, survey.site.nec),
            severity=Severity.WARNING if doubtful else None,
            notes=("if the transformer is the utility's these are service conductors, and 240.4(B) lets them be",)
            if doubtful
            else (),
        )
    if unknown:
        listed = names([node for run in unknown for node in run.nodes])
        yield not_checked(f"the one device that the conductors of {listed} end at", unknown[0].path, what=what)


def _would_do_as_service(run: Run) -> bool:
    assert run.conductor is not None
    return is_protected(run.conductor, replace(run.duty, round_up=True))


@rule(
    "EV202",
    "conductor-ampacity",
    "conductors carry their load, at their terminals and along the way",
    Severity.ERROR,
    asks="In the column of the terminals the ampacity is at least 125 % of the continuous load plus the other "
    "load, nothing "
    "corrected; after correction for heat and adjustment for neighbours it is at least the load itself.",
    why="Charging runs for hours. Terminals heat the device, and conductors in warm or full raceways heat each other.",
    topics=("branch-conductors", "feeder-conductors", "ampacity", "ambient", "bundling", "terminals"),
    inputs=(*_INPUTS, "stations.*.max_current", "groups.*.limit", "loads.*"),
    failing=(
        Example(example('size = "6 AWG", terminal = "75 °C"')),
        Example(example('size = "4 AWG", terminal = "75 °C", current_carrying = 24, insulation = "XHHW-2"')),
    ),
    passing=_GOOD,
)
def conductor_ampacity(survey: Survey) -> Iterator[Problem]:
    """Conductors that are too small for their load."""
    yield from unchecked(survey, "the ampacity of conductors")
    for run in given(survey):
        conductor, duty = run.conductor, run.duty
        assert conductor is not None
        parts, topics = [], ["ampacity"]
        if not terminals_carry(conductor, duty):
            column_c = min(conductor.terminal_c, conductor.insulation_c)
            load = f"1.25 x {amps(run.continuous_a)}"
            load += f" + {amps(run.noncontinuous_a)}" if run.noncontinuous_a else ""
            parts.append(
                f"{load} = {amps(duty.sized_a)} is above the {amps(terminal_ampacity_a(conductor))} that "
                f"{wire(conductor)} has in the {column_c} °C column of its terminals"
            )
            topics.append("terminals")
        if not conductors_carry(conductor, duty):
            parts.append(
                f"the load of {amps(duty.carried_a)} is above the {amps(corrected_ampacity_a(conductor))} that "
                f"{wire(conductor)} carries on its way ({conditions(conductor)})"
            )
            topics += ["ambient", "bundling"]
        if parts:
            yield Problem(
                f"{title(run)}: {', and '.join(parts)}",
                _size(run),
                remedy=larger(run),
                source=source(survey, run, *topics),
            )


@rule(
    "EV203",
    "terminals-assumed",
    "terminals up to 100 A are marked for what the conductors need",
    Severity.WARNING,
    asks="The marking of the terminals at both ends is given; up to 100 A they count as 60 °C otherwise.",
    why="Most breakers are marked 75 °C, which often saves a size, but both ends have to be, and the panel too.",
    topics=("terminals",),
    inputs=("circuits.*.conductor.terminal", "panels.*.conductor.terminal"),
    failing=Example(example('size = "1 AWG", length = "60 ft", egc = "8 AWG"')),
    passing=_GOOD,
)
def terminals_assumed(survey: Survey) -> Iterator[Problem]:
    """Terminals that were taken to be for 60 degC."""
    yield from unchecked(survey, "what terminals are marked for")
    for run in given(survey):
        rating_a = run.duty.sized_a if run.duty.ocpd_a is None else run.duty.ocpd_a
        assert run.installed is not None
        if run.installed.terminal_c is None and default_terminal_c(rating_a) == 60:
            yield Problem(
                f"{title(run)}: assumed 60 °C terminals, as the {noun(run)} are for {amps(rating_a)}",
                (*run.path, "conductor"),
                remedy='terminal = "60 °C", or "75 °C" where both ends are marked for it',
                notes=("most breakers are marked 75 °C",),
            )


@rule(
    "EV204",
    "small-conductor",
    "small conductors have small devices",
    Severity.ERROR,
    asks="14, 12 and 10 AWG copper have devices of at most 15, 20 and 30 A, 12 and 10 AWG aluminium of 15 and 25 A.",
    why="Small conductors heat up fast: their limit lies below what the ampacity table alone would allow.",
    topics=("small-conductors",),
    inputs=(*_INPUTS, "circuits.*.breaker"),
    failing=Example(example('size = "10 AWG", terminal = "75 °C"', breaker="35 A", current="28 A")),
    passing=Example(example('size = "10 AWG", terminal = "75 °C"', breaker="30 A", current="24 A")),
)
def small_conductor(survey: Survey) -> Iterator[Problem]:
    """Small conductors under large devices."""
    yield from unchecked(survey, "the limit of small conductors")
    for run in given(survey):
        conductor = run.conductor
        assert conductor is not None
        if small_enough_device(conductor, run.duty):
            continue
        most_a = small_conductor_maximum_a(conductor.size, conductor.material)
        assert most_a is not None
        assert run.device is not None
        fitting = fits(run.duty.sized_a, most_a)
        yield Problem(
            f"{title(run)}: {size_words(conductor.size)} {conductor.material} may be on a device of at most "
            f"{amps(most_a)} whatever its ampacity, found a {device(run)}",
            _size(run),
            remedy=ways(larger(run), f"a {amps(most_a)} device" if fitting else ""),
            labels=(Label(run.device.path, device(run)),),
        )


@rule(
    "EV205",
    "parallel-conductors",
    "conductors in parallel are 1/0 AWG or larger",
    Severity.WARNING,
    asks="Conductors are connected in parallel only from 1/0 AWG up.",
    why="Small conductors in parallel share the current badly, and one that comes loose overloads the others.",
    topics=("parallel-conductors",),
    inputs=("circuits.*.conductor.sets", "panels.*.conductor.sets", "supplies.*.conductor.sets"),
    failing=Example(example('size = "4 AWG", sets = 2, terminal = "75 °C"')),
    passing=_GOOD,
)
def parallel_conductors(survey: Survey) -> Iterator[Problem]:
    """Conductors in parallel that are too small for it."""
    yield from unchecked(survey, "the size of conductors in parallel")
    for run in given(survey):
        assert run.conductor is not None
        if not large_enough_in_parallel(run.conductor):
            yield Problem(
                f"{title(run)}: {run.conductor.sets} sets of {size_words(run.conductor.size)} in parallel, "
                f"smaller than "
                f"{size_words(SMALLEST_IN_PARALLEL)}",
                _size(run),
                remedy=_single(run),
            )


def _single(run: Run) -> str:
    """One conductor that does instead of several small ones, or the smallest in parallel."""
    assert run.conductor is not None
    return ways(edit(run, best(run, replace(run.conductor, sets=1))), larger(run))
