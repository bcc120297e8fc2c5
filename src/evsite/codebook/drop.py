"""Voltage drop: chapter 9 tables 8 and 9, at the unity power factor of charging equipment.

The NEC recommends 3 % for a branch circuit or a feeder and 5 % in all, in informational notes to 210.19(A) and
215.2(A); they are no requirement.
"""

from __future__ import annotations

import math
from functools import cache

from evsite.codebook.tables import rows

RUN_PERCENT = 3.0
"""Recommended most on one branch circuit or feeder [%]."""
TOTAL_PERCENT = 5.0
"""Recommended most from the service to the farthest outlet [%]."""

_COLUMNS = {"pvc": "pvc", "aluminum": "al_conduit", "steel": "steel"}


@cache
def resistance_ohm_per_kft(size: str, material: str, raceway: str | None) -> float:
    """Resistance of one conductor at 75 degC [ohm per 1,000 ft].

    Alternating-current resistance of table 9 where the raceway ("pvc", "aluminum", "steel") is known and the table
    has the size; direct-current resistance of table 8 (stranded) otherwise.
    """
    if raceway is not None:
        for row in rows("conductor_impedance_ch9_t9"):
            cell = row[f"r_{material.lower()}_{_COLUMNS[raceway]}"]
            if row["size_awg_kcmil"] == size and cell:
                return float(cell)
    column = f"dc_ohm_per_kft_75C_{'copper_uncoated' if material == 'Cu' else 'aluminium'}"
    found = [row[column] for row in rows("conductor_resistance_ch9_t8") if row["size_awg_kcmil"] == size]
    return float(found[-1])


def voltage_drop_v(amps: float, length_ft: float, ohm_per_kft: float, *, sets: int = 1, three_phase: bool) -> float:
    """Drop along a run of this length one way [V]: k I R L, k = sqrt(3) line to line on three phases, else 2."""
    return (math.sqrt(3) if three_phase else 2.0) * amps * ohm_per_kft * length_ft / 1000 / sets
