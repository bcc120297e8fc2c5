"""The arithmetic of continuous load and power, as pure functions, and the constants that it needs."""

from __future__ import annotations

import math

CONTINUOUS_FACTOR = 1.25
"""Continuous load counts 125 % (NEC 210.20(A), 215.3, 625.41)."""
METERED_FACTOR = 1.25
"""The highest metered demand counts 125 % beside new load (NEC 220.87)."""
YEAR_DAYS = 365
MONTH_DAYS = 30
"""How long a record of demand should be, and how long it must be (NEC 220.87) [d]."""
LEAST_EVSE_KVA = 7.2
"""What a charging unit counts at least in the calculation of a feeder or service (NEC 2023 220.57) [kVA]."""
HALF_WINDING_FACTOR = 1.5
"""A fault from a line to the middle of a winding, at the terminals, as a multiple of one across the winding: the value
of manufacturers' point-to-point method, from knowledge."""
LEAST_IMPEDANCE_PERCENT = 0.5
MOST_IMPEDANCE_PERCENT = 25.0
"""Between these lies the nameplate impedance of distribution transformers [%]; anything else is a slip."""
J1772_MINIMUM_A = 6.0
"""Least current that a J1772 pilot can offer (SAE J1772) [A]."""


def minimum_ocpd_a(continuous_a: float, noncontinuous_a: float = 0.0) -> float:
    """Least rating of an overcurrent device [A]: non-continuous load plus 125 % of the continuous.

    NEC 210.20(A) for branch circuits, 215.3 for feeders, 625.41 for charging equipment.
    """
    return noncontinuous_a + CONTINUOUS_FACTOR * continuous_a


def usable_continuous_a(ocpd_a: float, *, continuous_a: float = 0.0, noncontinuous_a: float = 0.0) -> float:
    """Continuous current that a device can take on top of other load [A], never negative.

    The inverse of `minimum_ocpd_a`; 80 % of the rating where there is no other load (NEC 210.20(A), 215.3,
    625.41).
    """
    return max(0.0, (ocpd_a - noncontinuous_a) / CONTINUOUS_FACTOR - continuous_a)


def least_evse_kva(edition: int) -> float:
    """What a charging unit of known nameplate counts at least in the calculation of a feeder or service [kVA].

    220.57 in 2023. From 2026 on (120.57) 7,200 VA stand only for a nameplate that is not known; before there was
    nothing: 0.
    """
    return LEAST_EVSE_KVA if edition == 2023 else 0.0


def infinite_bus_fault_a(rated_a: float, impedance_percent: float) -> float:
    """Fault current at the secondary of a transformer on a supply without impedance [A]: rated current x 100 / %Z.

    What its own impedance lets through at most. Motors, which feed a fault for some cycles, are not counted.
    """
    return rated_a * 100 / impedance_percent


def full_load_a(rating_kva: float, line_v: float, *, three_phase: bool) -> float:
    """Current in each line of a transformer at its rating [A]: kVA / (sqrt(3) V), or kVA / V on one phase."""
    return rating_kva * 1000 / (line_v * (math.sqrt(3) if three_phase else 1.0))


def power_kw(current_a: float, voltage_v: float, *, three_phase: bool = False) -> float:
    """Power at unity power factor [kW]."""
    return current_a * voltage_v * (math.sqrt(3) if three_phase else 1.0) / 1000


def current_a(power_kw: float, voltage_v: float, *, three_phase: bool = False) -> float:
    """Current that a power needs at unity power factor [A]; 3.3 kW is 15.87 A at 208 V and 13.75 A at 240 V."""
    return power_kw * 1000 / (voltage_v * (math.sqrt(3) if three_phase else 1.0))
