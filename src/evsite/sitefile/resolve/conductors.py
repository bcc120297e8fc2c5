"""Conductors as they are installed, from the tables of circuits, panels and supplies."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from evsite.codebook.raceways import MATERIALS, cables, trade_sizes
from evsite.model.conductor import InstalledConductor
from evsite.model.remedy import REMOVE, Edit, remedy
from evsite.sitefile import problems
from evsite.sitefile.resolve.context import value_of
from evsite.sitefile.resolve.descriptions import run_description
from evsite.sitefile.wording import header_of
from evsite.words import listed

if TYPE_CHECKING:
    from evsite.model.conductor import Raceway
    from evsite.model.finding import Path
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.equipment import ConductorTable


DEFAULT_INSULATION = "THWN-2"
"""The insulation of conductors of which nothing is stated."""


def installed_conductor(context: ResolveContext, path: Path, table: ConductorTable | None) -> InstalledConductor | None:
    """The conductors of the table of a circuit, panel or supply at `path`; None where they are not there."""
    if table is None:
        return None
    _conflicts(context, (*path, "conductor"), table)
    raceway = table.raceway
    cable = table.cable or (table.insulation if table.insulation in cables() else None)
    usual = DEFAULT_INSULATION if cable is None else cables()[cable]["insulation"]
    return InstalledConductor(
        size=table.size,
        material=table.material,
        sets=table.sets,
        insulation=table.insulation or usual,
        terminal_c=None if table.terminal is None else round(table.terminal.value),
        length_ft=value_of(table.length),
        ambient_c=value_of(table.ambient),
        current_carrying=table.current_carrying,
        raceway=None if raceway is None else cast("Raceway", MATERIALS.get(raceway, raceway)),
        raceway_kind=raceway if raceway in MATERIALS else None,
        trade_size=table.trade_size,
        cable=cable,
        roof_height_ft=value_of(table.roof_height),
        neutral=table.neutral,
        egc=table.egc,
        egc_material=table.egc_material,
        laid=run_description(table),
    )


def _conflicts(context: ResolveContext, path: Path, table: ConductorTable) -> None:
    """What cannot both be: a cable and a raceway; a trade size that the kind of raceway does not come in."""
    for key in ("raceway", "trade_size"):
        if table.cable is not None and getattr(table, key) is not None:
            context.report(
                problems.CONFLICT,
                f"{header_of(path[:-1])} has conductors with both a cable and a {key.replace('_', ' ')}",
                (*path, key),
                anchor="key",
                remedy=remedy(Edit((*path, key), REMOVE), Edit((*path, "cable"), REMOVE)),
            )
            return
    known = trade_sizes(table.raceway) if table.raceway in MATERIALS else None
    if known is not None and table.trade_size is not None and table.trade_size not in known:
        sizes = listed([f'"{size}"' for size in known])
        message = f"{table.raceway} does not come in trade size {table.trade_size}, expected {sizes}"
        context.report(problems.BAD_VALUE, message, (*path, "trade_size"))
