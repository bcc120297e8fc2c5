"""Cells of the vendor guide's matrix of features."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.products import FeatureSupport


def printed(cell: FeatureSupport) -> str:
    """What a cell of the guide's matrix says, for a note."""
    return f"the guide's cell for {cell.family}: '{cell.printed}'" if cell.printed else ""
