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
    """What one jurisdiction asks; None where it asks for no such thing. Every minimum holds with all ports in use."""

    id: str
    title: str
    asks: str
    source: str
    mark: str
    """ "seen" in the source, "from knowledge", or "site-file" for one of the user's own."""
    min_power_kw: float | None = None
    min_power_kva: float | None = None
    min_current_a: float | None = None
    single_vehicle_min_current_a: float | None = None
    """What a vehicle gets that is there alone."""
    min_energy_kwh: float | None = None
    hours: float | None = None
    """Hours in which `min_energy_kwh` is delivered."""
    min_circuit_a: float | None = None
    """Least breaker of a charging circuit."""
    exempt_spaces_percent: float | None = None
    """Least share of the ports that share with nobody."""
    asks_nothing: bool = False
    """Whether it says that there is no local minimum."""
    unchecked: str = ""
    """What else is asked for, which no site file says."""

    @property
    def seen(self) -> bool:
        """Whether its numbers were read in a source, or are the user's own."""
        return self.mark != "from knowledge"


@cache
def profiles() -> Mapping[str, Profile]:
    """Every named profile by its id, in the order of the file."""
    with _FILE.open("rb") as file:
        return {name: Profile(id=name, **table) for name, table in tomli.load(file).items()}
