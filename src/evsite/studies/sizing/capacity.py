"""What a source has left for vehicles, on its fullest line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evsite.codebook.formulas import CONTINUOUS_FACTOR, METERED_FACTOR, full_load_a, usable_continuous_a
from evsite.codebook.ocpd import next_lower_standard_a, transformer_maximum_a
from evsite.rounding import fits, floor_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evsite.model.systems import VoltageSystem
    from evsite.studies.sizing.request import SizingRequest


@dataclass(frozen=True, slots=True)
class Capacity:
    """A source of a rating, and what existing load and spare leave of it.

    `rated_a` is its rating in each line [A]. `usable_a` is the continuous current that vehicles may draw on each line,
    in tenths of an ampere as setpoints are, `counted_a` what their calculated load may be there, both
    after existing load and spare [A]. `most_main_a` is the largest main that a panel on it has [A].
    """

    rating: float
    unit: str
    rated_a: float
    usable_a: float
    counted_a: float
    most_main_a: float


def capacity_of(
    request: SizingRequest, system: VoltageSystem, rating: float, unit: str, lines: str | None = None
) -> Capacity:
    """What a source of a rating [A or kVA] has left for vehicles.

    Parameters
    ----------
    request
        What is asked for.
    system
        That of the source.
    rating
        Of the source.
    unit
        Of the rating, A or kVA.
    lines
        Those that vehicles are on, such as "BC"; all of them if it is not given.
    """
    rated_a = rating if unit == "A" else full_load_a(rating, system.line_v, three_phase=system.three_phase)
    whole_a = rated_a * (1 - request.allowed.spare_percent / 100)
    existing = request.existing
    on_lines = existing.by_line_a if existing is not None else ()
    if lines is not None and len(on_lines) == len(system.legs):
        on_lines = tuple(a for leg, a in zip(system.legs, on_lines, strict=True) if leg in lines)
    beside_a = max(on_lines, default=0.0)
    metered = existing is not None and existing.method == "metered peak"
    counted_a = whole_a - beside_a * (METERED_FACTOR if metered else 1.0)
    # the windings of a transformer carry what is drawn; only the main behind them has its 125 %
    usable_a = counted_a if request.source.kind == "transformer" else counted_a / CONTINUOUS_FACTOR
    most_main_a = _most_main_a(request, rated_a)
    if request.source.kind != "panel":
        # all goes through the main of the first panel
        usable_a, counted_a = min(usable_a, usable_continuous_a(most_main_a)), min(counted_a, most_main_a)
    return Capacity(rating, unit, rated_a, floor_to(max(0.0, usable_a), 0.1), max(0.0, counted_a), most_main_a)


def _most_main_a(request: SizingRequest, rated_a: float) -> float:
    """The largest main of a panel on the source [A]: a standard one no larger than it; more behind a transformer."""
    if request.source.kind == "panel":
        return rated_a
    if request.source.kind == "transformer":
        return transformer_maximum_a(rated_a, "secondary", request.nec, secondary_protected=True) or rated_a
    return next_lower_standard_a(rated_a, request.nec) or rated_a


def least_rated(steps: tuple[float, ...], needed: float) -> float | None:
    """The smallest step that is enough; None above the largest."""
    return next((step for step in steps if fits(needed, step)), None)


def primary_factor(counts: Mapping[str, float], ratio: float) -> float:
    """Current of the fullest primary line of a delta-wye transformer per ampere of every port on its secondary.

    A primary line carries the difference of two secondary line currents over the turns ratio (times sqrt(3)); `ratio`
    is primary over secondary line voltage.
    """
    angle = {"AB": 30.0, "BC": -90.0, "CA": 150.0}
    pair = {
        name: complex(math.cos(math.radians(angle[name])), math.sin(math.radians(angle[name]))) * counts.get(name, 0)
        for name in angle
    }
    lines = (pair["AB"] - pair["CA"], pair["BC"] - pair["AB"], pair["CA"] - pair["BC"])
    differences = [abs(lines[number] - lines[(number + 1) % 3]) for number in range(3)]
    return max(differences) / math.sqrt(3) / ratio
