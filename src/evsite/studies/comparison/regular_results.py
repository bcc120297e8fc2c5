"""What a comparison of a site with a regular installation answers, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evsite.model.one_of import one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evsite.model.prices import Category
    from evsite.studies.comparison.driver_results import DriversComparison


@dataclass(frozen=True, slots=True)
class SupplySide:
    """A service or a transformer in one of the installations.

    `needed_a` and `needed_kva` are what its load asks for by the load calculation, continuous load at 125 %; the rating
    is that of the site file, or of the regular installation. `connected_kva` is what its chargers draw if nothing holds
    them, `managed_kva` what the groups let them.
    """

    supply: str
    kind: Literal["service", "transformer"]
    connected_kva: float
    managed_kva: float
    rating_a: float | None = one_of()
    needed_a: float | None = one_of()
    rating_kva: float | None = one_of()
    needed_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class PanelCount:
    """Panels that are alike; None for what the file does not say."""

    number: int
    rating_a: float | None
    spaces: int | None


@dataclass(frozen=True, slots=True)
class BreakerCount:
    """Breakers of circuits that are alike."""

    number: int
    rating_a: float
    poles: int


@dataclass(frozen=True, slots=True)
class Material:
    """So many feet of a conductor, a cable or a raceway that are bought, as the bill of materials has them.

    They leave out `unknown_runs`, whose length the file does not say.
    """

    category: Category
    item: str
    length_ft: int
    unknown_runs: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What an installation costs by the user's prices, and how many lines of its bill are not or not wholly in it."""

    total: str
    """In `currency`, with two decimals."""
    currency: str
    lines: int
    lines_not_in_total: int


@dataclass(frozen=True, slots=True)
class UnusedPrice:
    """A price of the user's for what is in neither installation, as it is written."""

    category: str
    item: str


@dataclass(frozen=True, slots=True)
class InstallationSide:
    """One of the two installations."""

    home_runs: int
    jumper_kits: int
    circuits_feet: CircuitFeet
    supplies: tuple[SupplySide, ...]
    panels: tuple[PanelCount, ...]
    breakers: tuple[BreakerCount, ...]
    materials: tuple[Material, ...]
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class CircuitFeet:
    """Feet of all home runs together, tails and waste left out, beside the runs whose length is not stated."""

    conductors_ft: float
    grounding_ft: float
    raceways_ft: float
    unknown_runs: int


@dataclass(frozen=True, slots=True)
class DriverRate:
    """What a vehicle gets at a port."""

    current_a: float
    power_kw: float
    range_mi_per_h: float


@dataclass(frozen=True, slots=True)
class DriverClass:
    """Ports whose drivers get alike: `regular` without sharing, `guaranteed` at least under it.

    `proof` says whether that is exact or a bound; "none" for ports in no group, to which nothing is guaranteed.
    """

    ports: tuple[str, ...]
    voltage_v: float
    regular: DriverRate
    guaranteed: DriverRate
    proof: Literal["exact", "bound", "none"]


@dataclass(frozen=True, slots=True)
class Typical:
    """The least that a vehicle gets of some vehicles that are spread evenly, as the occupancy table has it."""

    vehicles: int
    ports: int
    port: str
    rate: DriverRate


@dataclass(frozen=True, slots=True)
class NoStandardSize:
    """A load for which no standard equipment is large enough: what it asks for, and the largest that there is.

    Transformers are in kVA, all else in A. Of conductors there is no largest, for they are laid in parallel.
    """

    node: str
    noun: Literal["panel", "service", "transformer", "conductors"]
    needed_a: float | None = one_of()
    largest_a: float | None = one_of()
    needed_kva: float | None = one_of()
    largest_kva: float | None = one_of()


@dataclass(frozen=True, slots=True)
class RegularComparison:
    """A site beside the regular installation of its stations."""

    site: str
    nec: int
    regular: InstallationSide
    sharing: InstallationSide
    drivers: tuple[DriverClass, ...]
    typical: Typical | None
    """With half of the ports in use; None without ports."""
    no_standard_size: tuple[NoStandardSize, ...]
    stations_without_circuit: int
    errors: int
    """How many errors a check finds in the site as it is; what it saves then is not established."""
    regular_errors: int
    unused_prices: tuple[UnusedPrice, ...]
    tail_ft: float
    waste_percent: float
    premise: str | None
    definition: Sequence[str]
    """What the regular installation is."""
    real_drivers: DriversComparison | None = None
    """The same drivers in the regular installation and in the site; None where no sessions were played."""
