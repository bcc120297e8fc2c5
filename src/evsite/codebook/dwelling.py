"""Conductors that carry the whole load of a dwelling, NEC 310.12 (310.15(B)(7) in 2017)."""

from __future__ import annotations

from evsite.codebook.conductors import Conductor, ambient_factor, ampacity_a, bundling_factor, circular_mils
from evsite.codebook.tables import rows
from evsite.rounding import fits

LEAST_A, MOST_A = 100.0, 400.0
"""Ratings of the services and feeders that the section is about [A]."""
SHARE = 0.83
"""Least ampacity of their conductors, as a share of the rating."""


def table_size(rating_a: float, material: str) -> str | None:
    """Smallest conductor of a rating by Table 310.12, where nothing is corrected; None for ratings beyond it."""
    column = {"Cu": "cu_size", "Al": "al_size"}[material]
    return next((row[column] for row in rows("dwelling_310_12") if fits(rating_a, float(row["rating_a"]))), None)


def serves_dwelling(conductor: Conductor, rating_a: float) -> bool:
    """Whether conductors may carry the whole load of a dwelling behind a device of this rating [A].

    Their ampacity is at least 83 % of the rating, or they have the size of the table and need neither correction nor
    adjustment. A type of cable that is limited to a lower column is judged by its ampacity alone.
    """
    if not (fits(LEAST_A, rating_a) and fits(rating_a, MOST_A)):
        return False
    if fits(SHARE * rating_a, ampacity_a(conductor)):
        return True
    size = table_size(rating_a, conductor.material)
    corrected = (ambient_factor(conductor.ambient_c, 75) or 0.0) * bundling_factor(conductor.current_carrying) < 1
    plain = not corrected and conductor.sets == 1 and conductor.limited_c >= 75 and conductor.insulation_c >= 75
    return plain and size is not None and fits(circular_mils(size), circular_mils(conductor.size))
