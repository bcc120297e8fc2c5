"""Whole power modules."""

from __future__ import annotations


def whole(modules: float) -> int:
    """Modules rounded down; what misses a whole one by rounding only counts as whole."""
    return int(modules * (1 + 1e-9))
