"""What a run of conductors has to do, and the smallest that does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evsite.codebook.conductors import (
    Conductor,
    ampacity_a,
    corrected_ampacity_a,
    may_be_parallel,
    protects,
    sizes,
    small_conductor_maximum_a,
    table_ampacity_a,
    terminal_ampacity_a,
)
from evsite.codebook.drop import resistance_ohm_per_kft, voltage_drop_v
from evsite.codebook.dwelling import serves_dwelling
from evsite.codebook.grounding import grounding_size
from evsite.rounding import fits

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_USUAL = "500"
"""Above this size [kcmil] conductors are laid in parallel rather than larger."""
MOST_SETS = 24


@dataclass(frozen=True, slots=True)
class Duty:
    """What conductors have to carry and what protects them.

    `sized_a` is the load with continuous load at 125 %, `carried_a` the load itself. `ocpd_a` is None where the device
    is not known; `round_up` is False where the next standard rating above the ampacity does not do (240.21(C));
    `dwelling` is True where they carry the whole load of a dwelling, for which 310.12 asks less.
    """

    sized_a: float
    carried_a: float
    ocpd_a: float | None
    edition: int
    round_up: bool = True
    dwelling: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """How far conductors run, and what they may lose on the way."""

    length_ft: float
    voltage_v: float
    three_phase: bool
    raceway: str | None = None

    def drop_percent(self, conductor: Conductor, amps: float) -> float:
        """Voltage drop at a current, in percent of the nominal voltage."""
        ohm = resistance_ohm_per_kft(conductor.size, conductor.material, self.raceway)
        volts = voltage_drop_v(amps, self.length_ft, ohm, sets=conductor.sets, three_phase=self.three_phase)
        return 100 * volts / self.voltage_v


def is_protected(conductor: Conductor, duty: Duty) -> bool:
    """Whether the device protects the conductors, NEC 240.4(B) and (C)."""
    if duty.ocpd_a is None or serves_a_dwelling(conductor, duty):
        return True
    return protects(duty.ocpd_a, ampacity_a(conductor), duty.edition, round_up=duty.round_up)


def serves_a_dwelling(conductor: Conductor, duty: Duty) -> bool:
    """Whether conductors are to carry the whole load of a dwelling, and do so by 310.12."""
    return duty.dwelling and duty.ocpd_a is not None and serves_dwelling(conductor, duty.ocpd_a)


def terminals_carry(conductor: Conductor, duty: Duty) -> bool:
    """First part of 210.19(A)(1) and 215.2(A)(1): 125 % of the continuous load in the terminals' column."""
    return fits(duty.sized_a, terminal_ampacity_a(conductor)) or serves_a_dwelling(conductor, duty)


def conductors_carry(conductor: Conductor, duty: Duty) -> bool:
    """Second part: the load itself, after correction and adjustment."""
    return fits(duty.carried_a, corrected_ampacity_a(conductor)) or serves_a_dwelling(conductor, duty)


def small_enough_device(conductor: Conductor, duty: Duty) -> bool:
    """Whether a small conductor has a small device, NEC 240.4(D)."""
    most_a = small_conductor_maximum_a(conductor.size, conductor.material)
    return duty.ocpd_a is None or most_a is None or fits(duty.ocpd_a, most_a)


def large_enough_in_parallel(conductor: Conductor) -> bool:
    """Whether conductors in parallel are 1/0 AWG or larger."""
    return conductor.sets == 1 or may_be_parallel(conductor.size)


def does(conductor: Conductor, duty: Duty) -> bool:
    """Whether conductors do all that is asked of their ampacity."""
    return (
        table_ampacity_a(conductor.size, conductor.material, conductor.insulation_c) is not None
        and large_enough_in_parallel(conductor)
        and terminals_carry(conductor, duty)
        and conductors_carry(conductor, duty)
        and is_protected(conductor, duty)
        and small_enough_device(conductor, duty)
    )


def smallest(like: Conductor, duty: Duty) -> Conductor | None:
    """The smallest that does it: as many sets as `like` has or, where even the largest does not do, more of them."""
    return next(_rising(like, duty), None)


def smallest_with_drop(like: Conductor, duty: Duty, stretch: Stretch, most_percent: float) -> Conductor | None:
    """The smallest that does it and loses no more than `most_percent` of the voltage."""
    found = (item for item in _rising(like, duty) if fits(stretch.drop_percent(item, duty.carried_a), most_percent))
    return next(found, None)


def _rising(like: Conductor, duty: Duty) -> Iterator[Conductor]:
    """All that do it, fewest sets first, then by size; beyond the usual sizes only where `like` is there already."""
    known = sizes()
    last = max(known.index(LARGEST_USUAL), known.index(like.size))
    for sets in range(like.sets, MOST_SETS + 1):
        for size in known[: last + 1]:
            candidate = replace(like, size=size, sets=sets)
            if does(candidate, duty):
                yield candidate


def grounding_for(conductor: Conductor, duty: Duty, material: str) -> str | None:
    """Size of the equipment grounding conductor in each raceway, NEC 250.122; None where the device is not known.

    Where the phase conductors are increased in size, so is this in proportion (250.122(B)). They count as increased
    where they are larger than what carries the load with an ampacity of at least the device's rating: 240.4(B) permits
    the next smaller ones and 310.12 those of dwellings, but who does without that permission has increased nothing.
    """
    if duty.ocpd_a is None:
        return None
    least = smallest(conductor, replace(duty, dwelling=False, round_up=False))
    return grounding_size(
        duty.ocpd_a,
        material,
        phase_size=conductor.size,
        phase_material=conductor.material,
        sets=conductor.sets,
        minimum_size=least.size if least is not None and least.sets == conductor.sets else None,
    )
