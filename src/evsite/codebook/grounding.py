"""Equipment grounding conductors of the wire type, NEC 250.122."""

from __future__ import annotations

from functools import cache

from evsite.codebook.conductors import circular_mils, sizes
from evsite.codebook.tables import rows
from evsite.rounding import fits


@cache
def grounding_sizes() -> tuple[str, ...]:
    """Every size that an equipment grounding conductor comes in, rising."""
    listed = {row[column] for row in rows("egc_250_122") for column in ("egc_copper", "egc_aluminium")}
    return tuple(sorted(listed | set(sizes()), key=circular_mils))


def table_grounding_size(ocpd_a: float, material: str) -> str | None:
    """Smallest equipment grounding conductor for a device, Table 250.122; None above 6,000 A."""
    column = "egc_copper" if material == "Cu" else "egc_aluminium"
    return next((row[column] for row in rows("egc_250_122") if fits(ocpd_a, float(row["ocpd_not_exceeding_a"]))), None)


def grounding_size(
    ocpd_a: float,
    material: str,
    *,
    phase_size: str,
    phase_material: str,
    sets: int = 1,
    minimum_size: str | None = None,
) -> str | None:
    """Smallest equipment grounding conductor, one of this size in each parallel raceway; None where there is none.

    Table 250.122, and in proportion to circular mils where the phase conductors are larger than `minimum_size`, the
    smallest that has enough ampacity (250.122(B)). Never larger than the phase conductor (250.122(A)), which for
    conductors in parallel is not applied: each raceway gets one for the whole device (250.122(F)).
    """
    listed = table_grounding_size(ocpd_a, material)
    if listed is None:
        return None
    upsized = 1.0 if minimum_size is None else circular_mils(phase_size) / circular_mils(minimum_size)
    needed = circular_mils(listed) * max(1.0, upsized)
    if sets == 1 and material == phase_material:
        needed = min(needed, circular_mils(phase_size))
    return next((size for size in grounding_sizes() if fits(needed, circular_mils(size))), None)
