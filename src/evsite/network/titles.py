"""What limits are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.model.site import ModulePool


def pool_title(pool: ModulePool) -> str:
    """What the limit of a pool is called."""
    return f"{pool.name} modules"
