"""What jurisdictions ask of shared charging: named profiles with their numbers, sources, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).resolve().parent.parent / "data" / "profiles.toml"


@dataclass(frozen=True, slots=True)
class Profile:
    """What one jurisdiction asks; None where it asks for no such thing.

    Minimums of ports hold with all ports in use; `min_capacity_kw` is none of them.
    """

    id: str
    title: str
    asks: str
    source: str
    mark: str
    """ "seen" in the source, "from knowledge", "bill" for what is not shown to be law, or "site-file" for one of the
    user's own."""
    effective: str = ""
    """Date of effect, or edition, of the text that was adopted, as far as it was seen."""
    min_power_kw: float | None = None
    min_power_kva: float | None = None
    min_capacity_kw: float | None = None
    """What the wiring to each space can carry, whatever a port gives."""
    min_current_a: float | None = None
    single_vehicle_min_current_a: float | None = None
    """What a vehicle gets that is there alone."""
    min_energy_kwh: float | None = None
    hours: float | None = None
    """Hours in which `min_energy_kwh` is delivered."""
    min_circuit_a: float | None = None
    """Least breaker of a charging circuit."""
    exempt_spaces_percent: float | None = None
    """Least share of the ports that do not share power."""
    asks_nothing: bool = False
    """Whether it says that there is no local minimum."""
    unchecked: str = ""
    """What else is asked for, which no site file says."""

    @property
    def seen(self) -> bool:
        """Whether its numbers were read in a source, or are the user's own."""
        return self.mark in {"seen", "site-file"}

    @property
    def cited(self) -> str:
        """The source, with the adopted text's date."""
        return f"{self.source} ({self.effective})" if self.effective else self.source

    @property
    def verification_note(self) -> str:
        """What is to be said of numbers that no adopted text was seen for; empty where one was."""
        if self.mark == "bill":
            return f"{self.id} is a bill, which is not shown to be law: verify the adopted text"
        return "" if self.seen else f"{self.id} is from general knowledge: verify the adopted text"


@cache
def profiles() -> Mapping[str, Profile]:
    """Every named profile by its id, in the order of the file."""
    with _FILE.open("rb") as file:
        return {name: Profile(id=name, **table) for name, table in tomli.load(file).items()}
