"""Conductors as a site says they are installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from evsite.model.description import RunDescription

Material = Literal["Cu", "Al"]
Raceway = Literal["pvc", "steel", "aluminum"]


@dataclass(frozen=True, slots=True)
class InstalledConductor:
    """The conductors of a circuit, a feeder or a supply, and how they lie.

    `size` is a trade size as the code tables write it ("3", "1/0", "500"), `sets` how many of it lie in parallel for
    each phase. None means that nothing is stated, and what is assumed instead is reported beside the figures.
    """

    size: str
    material: Material
    sets: int
    insulation: str
    terminal_c: int | None = None
    """What the terminals at both ends are marked for: 60 or 75 [degC]."""
    length_ft: float | None = None
    """Length one way; without it there is no voltage drop to show."""
    ambient_c: float | None = None
    current_carrying: int | None = None
    """Current-carrying conductors in its raceway, spares counted."""
    raceway: Raceway | None = None
    """What its raceway is made of."""
    raceway_kind: str | None = None
    """The kind of its raceway: "EMT", "PVC-40"."""
    trade_size: str | None = None
    """Trade size of its raceway: "1-1/4"."""
    cable: str | None = None
    """The type of cable that it is: "NM-B", "SER"."""
    roof_height_ft: float | None = None
    """How far above a roof in the sun the raceway lies; None where there is no such roof."""
    neutral: str | None = None
    """Size of the neutral conductor in each raceway; None where nothing is stated of one."""
    egc: str | None = None
    """Size of the equipment grounding conductor in each raceway."""
    egc_material: Material | None = None
    """Material of the equipment grounding conductor; None for that of the phase conductors."""
    laid: RunDescription | None = field(default=None, compare=False)
    """How they are laid, for drawings and schedules; None where nothing is stated."""
