"""The least that every port has to give: what drivers need, what was asked for, and what jurisdictions ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.codebook.formulas import J1772_MINIMUM_A, current_a, power_kw
from evsite.codebook.profiles import profiles
from evsite.model.application import applications, read_application
from evsite.model.settings import USUAL_MILES_PER_KWH
from evsite.studies.sizing.results import Floor
from evsite.words import amps, format_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from evsite.studies.sizing.request import Need

USUAL_MINIMUM_A = 8.0
"""What the vendor guide asks each port to get, where nobody asks for less [A]."""


def floor_of(need: Need, voltage_v: float, *, dc: bool = False, three_phase: bool = False) -> Floor:
    """The least that every port has to give with all ports in use.

    Parameters
    ----------
    need
        What is asked for.
    voltage_v
        Of a port [V].
    dc
        Whether ports charge with direct current; then only kW count, and no current has to be offered.
    three_phase
        Whether a port is on three lines.

    Returns
    -------
    Floor
        The greatest of all that is asked for, and which it was.
    """
    requested: list[tuple[float, str]] = []
    if need.min_current_a is not None:
        requested.append((need.min_current_a, f"{amps(need.min_current_a)} asked for"))
        requested.append((J1772_MINIMUM_A, "6 A is the least that a station can offer"))
    elif not dc:
        requested.append((USUAL_MINIMUM_A, "8 A, the vendor guide's minimum"))

    def of_kw(kw: float) -> float:
        return current_a(kw, voltage_v, three_phase=three_phase)

    if need.min_power_kw is not None:
        requested.append((of_kw(need.min_power_kw), f"{format_number(need.min_power_kw)} kW asked for"))
    per_kwh = need.miles_per_kwh or USUAL_MILES_PER_KWH
    if need.min_range_mi_per_h is not None:
        words = f"{format_number(need.min_range_mi_per_h)} mi/h asked for"
        requested.append((of_kw(need.min_range_mi_per_h / per_kwh), words))
    miles, hours_h = stay_of(need)
    if miles is not None and hours_h is not None:
        words = f"{format_number(miles)} mi in {format_number(hours_h)} h"
        requested.append((of_kw(miles / per_kwh / hours_h), words))
    for name in need.profiles:
        requested += [(least_a, f"profile {name}") for least_a in _of_profile(name, of_kw)]
    current, because = max(requested, key=lambda one: one[0], default=(0.0, "nothing asked for"))
    kw = power_kw(current, voltage_v, three_phase=three_phase)
    return Floor(current, kw, kw * per_kwh, voltage_v, because)


def stay_of(need: Need) -> tuple[float | None, float | None]:
    """Miles that are needed and hours plugged in: as asked, else as usual for the application."""
    name = None if need.application is None else read_application(need.application)
    usual = None if name is None else applications()[name]
    miles = need.miles if need.miles is not None else (usual.miles_needed if usual else None)
    hours_h = need.hours_h if need.hours_h is not None else (usual.hours_plugged_in_h if usual else None)
    return miles, hours_h


def _of_profile(name: str, of_kw: Callable[[float], float]) -> list[float]:
    profile = profiles().get(name)
    if profile is None:
        return []
    found = [profile.min_current_a]
    found += [None if kw is None else of_kw(kw) for kw in (profile.min_power_kw, profile.min_power_kva)]
    if profile.min_energy_kwh is not None and profile.hours is not None:
        found.append(of_kw(profile.min_energy_kwh / profile.hours))
    return [least_a for least_a in found if least_a is not None]
