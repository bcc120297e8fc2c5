"""How stations are installed, as far as a site says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Installation:
    """How stations are installed, and what is declared of them: all stations of a table have it in common.

    What may be declared or left open is True, False or None, which rules distinguish. What counts only where it is
    declared is False, or None for a number.
    """

    setting_given: bool = False
    """Whether the setting of a station is what the file says, not what its breaker asks for."""
    jumper_given: bool = False
    """Whether the file says that its ports share one feed; some models are built so."""
    paired: bool = False
    """Whether the file says that it shares power modules with another station."""
    paired_with: str | None = None
    """The station that it is said to share with; None where the stations of a table pair up two by two."""
    disconnect: bool | None = None
    """Whether a lockable disconnect is readily accessible."""
    connection: Literal["hardwired", "plug"] = "hardwired"
    receptacle_a: float | None = None
    """Rating of the receptacle that it is plugged into."""
    receptacle_listed: bool | None = None
    """Whether the receptacle is listed for electric vehicle charging."""
    gfci: bool | None = None
    """Whether its breaker or receptacle has ground-fault protection for people."""
    gfci_allowed: bool | None = None
    """Whether its manual allows a breaker with ground-fault protection for people."""
    outdoors: bool | None = None
    coupler_height_ft: float | None = None
    """Height at which the coupler is stored."""
    needs_ventilation: bool | None = None
    """Whether it is marked as needing ventilation indoors."""
    ventilated: bool | None = None
    """Whether the place where it charges has mechanical ventilation."""
    hazardous_location: bool | None = None
    """Whether it stands where flammable vapours or gases may be."""
    listed: bool | None = None
    """Whether it is listed by a testing laboratory; None where the file does not say it, which is no "no"."""
    cable_length_ft: float | None = None
    cable_management: bool = False
    """Whether a management system takes up the cable."""
    bidirectional: bool = False
    """Whether it can feed power back."""
    dual_feed: bool = False
    """Whether a unit is fed from more than one source."""
