"""Sizes that panelboards, switchboards and services are usually made in; usual transformers are in `ocpd`.

No code sets these: they are from general knowledge, and what a maker offers decides.
Source of every row: `evsite/data/equipment_sizes.csv`.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from evsite.codebook.tables import rows
from evsite.rounding import fits

SizedBy = Literal["panel main", "panel spaces", "switchboard", "service"]


@cache
def usual_panel_mains_a() -> tuple[float, ...]:
    """Usual ratings of the main (and bus) of a panelboard [A], rising."""
    return _sizes("panel main", "A")


@cache
def usual_panel_spaces() -> tuple[int, ...]:
    """Usual numbers of spaces of a panelboard, rising."""
    return tuple(int(size) for size in _sizes("panel spaces", "spaces"))


@cache
def usual_switchboard_a() -> tuple[float, ...]:
    """Usual ratings of a switchboard [A], rising."""
    return _sizes("switchboard", "A")


@cache
def usual_service_a() -> tuple[float, ...]:
    """Usual ratings of service equipment [A], rising."""
    return _sizes("service", "A")


def next_usual_main_a(load_a: float, *, switchboards: bool = False) -> float | None:
    """Smallest usual main of a panelboard, or of a switchboard too, of at least a rating [A]; None above the largest.

    Parameters
    ----------
    load_a
        What it has to carry, with continuous load at 125 % [A].
    switchboards
        Whether a switchboard does where no panelboard is large enough.
    """
    return _next(load_a, usual_panel_mains_a() + (usual_switchboard_a() if switchboards else ()))


def next_usual_service_a(load_a: float) -> float | None:
    """Smallest usual service equipment of at least this rating [A]; None above the largest."""
    return _next(load_a, usual_service_a())


def next_usual_spaces(needed: int) -> int | None:
    """Smallest usual panelboard with so many spaces; None above the largest."""
    return next((spaces for spaces in usual_panel_spaces() if spaces >= needed), None)


def source_of_sizes(equipment: SizedBy) -> str:
    """Where the usual sizes of a kind of equipment come from."""
    return next(row["source"] for row in rows("equipment_sizes") if row["equipment"] == equipment)


def _next(load_a: float, ratings_a: tuple[float, ...]) -> float | None:
    return next((rating_a for rating_a in ratings_a if fits(load_a, rating_a)), None)


def _sizes(equipment: SizedBy, unit: str) -> tuple[float, ...]:
    found = [row for row in rows("equipment_sizes") if (row["equipment"], row["unit"]) == (equipment, unit)]
    return tuple(sorted(float(row["size"]) for row in found))
