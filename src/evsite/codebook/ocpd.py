"""Overcurrent devices: the standard ratings of NEC 240.6(A), and the maximum of Table 450.3(B)."""

from __future__ import annotations

from functools import cache, lru_cache

from evsite.codebook.tables import rows
from evsite.rounding import TOLERANCE, fits

_USUAL_KVA = {
    True: (15.0, 30.0, 45.0, 75.0, 112.5, 150.0, 225.0, 300.0, 500.0, 750.0, 1000.0, 1500.0, 2000.0, 2500.0),
    False: (5.0, 7.5, 10.0, 15.0, 25.0, 37.5, 50.0, 75.0, 100.0, 167.0, 250.0, 333.0, 500.0),
}
"""Ratings that distribution transformers are made in, three-phase ones or not, from knowledge [kVA]."""


def next_usual_kva(load_kva: float, *, three_phase: bool) -> float | None:
    """Smallest usual transformer of at least this rating [kVA]; None above the largest."""
    return next((rating for rating in _USUAL_KVA[three_phase] if fits(load_kva, rating)), None)


def largest_usual_kva(*, three_phase: bool) -> float:
    """The largest usual transformer [kVA]."""
    return _USUAL_KVA[three_phase][-1]


@cache
def standard_ratings_a(edition: int) -> tuple[float, ...]:
    """Standard ratings of circuit breakers [A] in an edition, rising; the 10 A breaker came in 2023."""
    ratings = [
        float(row["rating_a"])
        for row in rows("ocpd_standard_240_6a")
        if row["kind"] != "fuse only" and (row["rating_a"] != "10" or edition >= 2023)
    ]
    return tuple(sorted(ratings))


@lru_cache(4096)
def next_standard_a(amps: float, edition: int) -> float | None:
    """Smallest standard breaker of at least this rating [A]; None above 6,000 A."""
    return next((rating for rating in standard_ratings_a(edition) if fits(amps, rating)), None)


@lru_cache(4096)
def next_lower_standard_a(amps: float, edition: int) -> float | None:
    """Largest standard breaker of at most this rating [A]; None below the smallest."""
    return next((rating for rating in reversed(standard_ratings_a(edition)) if fits(rating, amps)), None)


@lru_cache(4096)
def is_standard(amps: float, edition: int) -> bool:
    """Whether a rating is one of the standard breaker ratings of 240.6(A)."""
    return any(abs(rating - amps) <= TOLERANCE * amps for rating in standard_ratings_a(edition))


def transformer_maximum_a(full_load_a: float, side: str, edition: int, *, secondary_protected: bool) -> float | None:
    """Largest permitted device of a transformer up to 1,000 V [A], Table 450.3(B).

    `side` is "primary" or "secondary". The next standard rating above counts only where the entry is 125 %; other
    entries round down. None where the table asks for no device: the secondary where only the primary is protected.
    """
    method = "primary_and_secondary" if secondary_protected else "primary_only"
    for row in rows("transformer_ocpd_450_3b"):
        if row["method"] == method and row["side"] == side and _in_range(full_load_a, row["rated_current"]):
            most_a = full_load_a * float(row["max_pct"]) / 100
            if row["round_up_to_next_standard"] == "yes":
                return next_standard_a(most_a, edition)
            return next_lower_standard_a(most_a, edition)
    return None


def _in_range(amps: float, text: str) -> bool:
    ranges = {"any": True, ">=9 A": amps >= 9, "2-9 A": 2 <= amps < 9, "<2 A": amps < 2, "<9 A": amps < 9}
    return ranges[text]
