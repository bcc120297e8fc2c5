"""Questions asked of a site: ratios, worst cases, occupancy tables, guarantees."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evsite.proofs.occupancy import occupancy_table
    from evsite.studies.site_report import report

__all__ = ["occupancy_table", "report"]


def __getattr__(name: str) -> object:
    # arrays are imported only when a study needs them
    if name == "report":
        from evsite.studies.site_report import report

        return report
    if name == "occupancy_table":
        from evsite.proofs.occupancy import occupancy_table

        return occupancy_table
    raise AttributeError(name)
