"""Conductors as they are installed, from the tables of circuits, panels and supplies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.model.conductor import InstalledConductor
from evsite.sitefile.resolve.context import value_of

if TYPE_CHECKING:
    from evsite.sitefile.tables.equipment import ConductorTable


def installed_conductor(table: ConductorTable | None) -> InstalledConductor | None:
    """The conductors of a table; None where it is not there."""
    if table is None:
        return None
    return InstalledConductor(
        size=table.size,
        material=table.material,
        sets=table.sets,
        insulation=table.insulation,
        terminal_c=None if table.terminal is None else round(table.terminal.value),
        length_ft=value_of(table.length),
        ambient_c=value_of(table.ambient),
        current_carrying=table.current_carrying,
        raceway=table.raceway,
        roof_height_ft=value_of(table.roof_height),
        egc=table.egc,
        egc_material=table.egc_material,
    )
