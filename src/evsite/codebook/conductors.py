"""Conductors: sizes, ampacity, and what an overcurrent device may be on them.

Sizes are written as in the tables: "3" for 3 AWG, "1/0", "500" for 500 kcmil. Materials are "Cu" and "Al".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from evsite.codebook.ocpd import next_standard_a
from evsite.codebook.tables import number, rows
from evsite.rounding import fits

SMALLEST_IN_PARALLEL = "1/0"
"""Smallest conductor that may be connected in parallel (NEC 310.10(G); 310.10(H) in 2017)."""
ROOF_HEIGHT_FT = 7 / 8 / 12
"""Raceways in the sun nearer to a roof than this count as hotter (NEC 310.15(B)(2); 310.15(B)(3)(c) in 2017) [ft]."""
ROOF_ADDER_C = 33.0
"""What such a roof adds to the ambient temperature (same section) [K]."""
NIPPLE_FT = 2.0
"""Raceways up to 24 in need no adjustment for what else is in them (NEC 310.15(C)(1); (B)(3)(a) in 2017) [ft]."""


@dataclass(frozen=True, slots=True)
class Conductor:
    """The phase conductors of a circuit or feeder: `sets` in parallel for each phase, and where they lie.

    `insulation_c` is the temperature column of the insulation, `terminal_c` that of the terminals at both ends,
    `limited_c` the one that the ampacity of a type of cable is limited to (334.80, 340.80);
    `ambient_c` has the roof in it, `current_carrying` is the count in one raceway or cable.
    """

    size: str
    material: str = "Cu"
    sets: int = 1
    insulation_c: int = 90
    terminal_c: int = 75
    ambient_c: float = 30.0
    current_carrying: int = 3
    limited_c: int = 90

    @property
    def column_c(self) -> int:
        """The column of the ampacity with nothing corrected [degC]: that of the coolest of all that is connected."""
        return min(self.terminal_c, self.insulation_c, self.limited_c)


@cache
def sizes() -> tuple[str, ...]:
    """Every size that has an ampacity, rising."""
    found = {row["size_awg_kcmil"]: float(row["circular_mils"]) for row in rows("ampacity_310_16")}
    return tuple(sorted(found, key=lambda size: found[size]))


def size_words(size: str) -> str:
    """A size as people write it: "3 AWG", "1/0 AWG", "500 kcmil"."""
    return f"{size} {'kcmil' if size.isdecimal() and int(size) >= 250 else 'AWG'}"


@cache
def circular_mils(size: str) -> float:
    """Area of a size [circular mil], chapter 9 table 8; 1,000 times the number of a kcmil size."""
    for row in rows("conductor_resistance_ch9_t8"):
        if row["size_awg_kcmil"] == size:
            return float(row["circular_mils"])
    return float(size) * 1000


@cache
def _ampacities() -> dict[tuple[str, str], dict[int, float]]:
    return {
        (row["size_awg_kcmil"], row["material"]): {column: float(row[f"ampacity_{column}C"]) for column in (60, 75, 90)}
        for row in rows("ampacity_310_16")
    }


def table_ampacity_a(size: str, material: str, column_c: int) -> float | None:
    """Ampacity of one conductor [A] in a temperature column, Table 310.16 (310.15(B)(16) in 2017).

    For not more than three current-carrying conductors at 30 degC. None where the table has no such conductor (14 AWG
    aluminium).
    """
    row = _ampacities().get((size, material))
    return None if row is None else row[column_c]


@cache
def insulations() -> dict[str, dict[str, str]]:
    """Types of insulation by name, with their column [degC]; Table 310.4(A) (310.104(A) in 2017)."""
    return {row["insulation"]: row for row in rows("insulation_types")}


def insulation_column_c(insulation: str) -> int:
    """Temperature column of a type of insulation [degC]; where wet and dry differ, the wet one.

    Raises
    ------
    KeyError
        For a type that is not known.
    """
    return int(insulations()[insulation]["column_c"])


def ampacity_column_c(insulation: str) -> int:
    """The column that the ampacity of a type is limited to [degC]: 60 for NM-B, whose conductors are for 90."""
    return int(insulations()[insulation]["ampacity_c"])


def effective_ambient_c(ambient_c: float, insulation: str, roof_height_ft: float | None) -> float:
    """Ambient temperature of conductors [degC], 33 K more just above a roof in the sun; XHHW-2 is exempt."""
    near = roof_height_ft is not None and not fits(ROOF_HEIGHT_FT, roof_height_ft)
    return ambient_c + (ROOF_ADDER_C if near and insulations()[insulation]["roof_adder"] == "yes" else 0.0)


def ambient_factor(ambient_c: float, column_c: int) -> float | None:
    """Correction of ampacity for ambient temperature, Table 310.15(B)(1) ((B)(2)(a) in 2017).

    None where it is too hot for conductors of that column.
    """
    for row in rows("ambient_correction_30C"):
        if fits(ambient_c, float(row["ambient_c_max"])):
            return number(row[f"factor_{column_c}C"])
    return None


def bundling_factor(current_carrying: int) -> float:
    """Adjustment for more than three current-carrying conductors, Table 310.15(C)(1) ((B)(3)(a) in 2017)."""
    ends = ((row["current_carrying_conductors_max"], row["factor"]) for row in rows("ccc_adjustment"))
    return next(float(factor) for most, factor in ends if not most or current_carrying <= int(most))


def default_terminal_c(ocpd_a: float) -> int:
    """Temperature column of terminals that are not known to be marked [degC], NEC 110.14(C)(1).

    60 up to 100 A, 75 above.
    """
    return 60 if fits(ocpd_a, 100.0) else 75


def terminal_ampacity_a(conductor: Conductor) -> float:
    """Ampacity in the terminals' column, nothing corrected [A]: for the 125 % test of 210.19(A)(1) and 215.2(A)(1).

    0 for a conductor that the table does not have.
    """
    return _one_a(conductor, conductor.column_c) * conductor.sets


def _one_a(conductor: Conductor, column_c: int) -> float:
    return table_ampacity_a(conductor.size, conductor.material, column_c) or 0.0


def corrected_ampacity_a(conductor: Conductor) -> float:
    """Ampacity in the insulation's column, corrected for ambient and adjusted for its neighbours [A], 310.15.

    No more than the column that a type of cable is limited to; 0 where it is too hot for the insulation.
    """
    column_c = conductor.insulation_c
    factor = (ambient_factor(conductor.ambient_c, column_c) or 0.0) * bundling_factor(conductor.current_carrying)
    one_a = _one_a(conductor, column_c) * factor
    if conductor.limited_c < column_c:
        one_a = min(one_a, _one_a(conductor, conductor.limited_c))
    return one_a * conductor.sets


def ampacity_a(conductor: Conductor) -> float:
    """What a conductor may carry [A]: its corrected ampacity, but no more than its terminals allow (110.14(C))."""
    return min(terminal_ampacity_a(conductor), corrected_ampacity_a(conductor))


def largest_ocpd_a(ampacity: float, edition: int, *, round_up: bool) -> float:
    """Largest device that protects conductors of an ampacity [A], NEC 240.4.

    The next standard rating above where that is at most 800 A (240.4(B)), the ampacity itself above (240.4(C)).
    `round_up` is False for the secondary conductors of transformers (240.21(C)) and for branch circuits with several
    receptacles.
    """
    above = next_standard_a(ampacity, edition)
    if round_up and above is not None and fits(above, 800.0):
        return max(ampacity, above)
    return ampacity


def protects(ocpd_a: float, ampacity: float, edition: int, *, round_up: bool = True) -> bool:
    """Whether a device protects conductors of an ampacity, NEC 240.4(B) and (C); see `largest_ocpd_a`."""
    return fits(ocpd_a, largest_ocpd_a(ampacity, edition, round_up=round_up))


def small_conductor_maximum_a(size: str, material: str) -> float | None:
    """Largest device on a small conductor whatever its ampacity [A], NEC 240.4(D); None for larger ones."""
    for row in rows("small_conductor_240_4d"):
        if (row["size_awg"], row["material"]) == (size, material):
            return float(row["max_ocpd_a"])
    return None


def may_be_parallel(size: str) -> bool:
    """Whether conductors of a size may be connected in parallel: from 1/0 AWG up."""
    return circular_mils(size) >= circular_mils(SMALLEST_IN_PARALLEL)
