"""A lower bound of the share of a port, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.limit_id import LimitedBy


@dataclass(frozen=True, slots=True)
class ShareBound:
    """A lower bound of the share of a port: `current_a`, who says so, and whether some occupancy reaches it."""

    port: str
    current_a: float
    limit: LimitedBy
    exact: bool
    row: int = -1
    """Row that sets the bound; -1 where the port or its vehicle does."""
    turns: bool = False
    """Whether it is an average over turns."""
