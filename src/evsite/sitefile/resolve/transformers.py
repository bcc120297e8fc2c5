"""Transformers: what windings go with which systems, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from evsite.model.remedy import REMOVE, Edit, one_of, remedy, when
from evsite.model.system_names import TWO_LINES_OF_WYE
from evsite.sitefile import problems
from evsite.sitefile.wording import header_of, shown

if TYPE_CHECKING:
    from evsite.model.distribution import VectorGroup
    from evsite.model.finding import Path
    from evsite.model.remedy import Remedy, Way
    from evsite.model.systems import VoltageSystem
    from evsite.sitefile.resolve.context import ResolveContext
    from evsite.sitefile.tables.equipment import SupplyTable

    Winding = Literal["delta-wye", "wye-wye", "delta-delta", "single-phase"]

_GROUPS: dict[Winding, tuple[VectorGroup, ...]] = {
    "delta-wye": ("Dyn1", "Dyn11"),
    "wye-wye": ("Yy0",),
    "delta-delta": ("Dd0",),
    "single-phase": (),
}
"""Vector groups by winding."""


def delivers(table: SupplyTable, system: VoltageSystem) -> bool:
    """Whether a supply may deliver a system, as far as its kind and winding say."""
    if table.kind == "service":
        return True
    winding = stated_winding(table)
    return system.name != TWO_LINES_OF_WYE and (winding is None or _makes(winding, system))


def stated_winding(table: SupplyTable) -> Winding | None:
    """The winding that a table names, or that has its vector group."""
    if table.winding is not None or table.vector_group is None:
        return table.winding
    return next(winding for winding, groups in _GROUPS.items() if table.vector_group in groups)


def _makes(winding: Winding, system: VoltageSystem) -> bool:
    """Whether the secondary side of a winding gives a system."""
    if winding == "single-phase":
        return not system.three_phase
    return system.three_phase and system.delta == (winding == "delta-delta")


def takes(primary: VoltageSystem, feeding: VoltageSystem | None, winding: Winding | None) -> bool:
    """Whether a system may be on the primary side of a transformer."""
    if feeding is not None and not _same_lines(primary, feeding):
        return False
    if winding == "wye-wye" and primary.delta:
        return False
    return winding in {"single-phase", None} or primary.three_phase


def usual_winding(system: VoltageSystem) -> Winding:
    """The winding that is taken where none is said: dry-type ones have a delta primary, also on a wye."""
    if not system.three_phase:
        return "single-phase"
    return "delta-delta" if system.delta else "delta-wye"


def fits_together(
    context: ResolveContext,
    path: Path,
    table: SupplyTable,
    system: VoltageSystem,
    primary: VoltageSystem | None,
    feeding: VoltageSystem | None,
    winding: Winding,
) -> bool:
    """Whether the two sides of a transformer go together; the first thing that does not is reported."""

    def refuse(key: str, message: str, way: Way | Remedy) -> bool:
        context.report(problems.TRANSFORMER, message, (*path, key), remedy=way)
        return False

    header = header_of(path)
    if system.name == TWO_LINES_OF_WYE:
        return refuse(
            "system",
            f"{header} delivers {TWO_LINES_OF_WYE}, which is two lines of a 208Y/120 system",
            when(Edit((*path, "system"), "208Y/120"), 'with phases = "AB" on the panel'),
        )
    if feeding is not None and primary is not None and table.primary is not None and not _same_lines(primary, feeding):
        return refuse(
            "primary",
            f"primary is {primary.name}, but '{shown(table.fed_from or '')}', which feeds it, is {feeding.name}",
            when(Edit((*path, "primary"), REMOVE), "it is what feeds the transformer"),
        )
    if table.vector_group is not None and table.vector_group not in _GROUPS[winding]:
        place = (*path, "vector_group")
        message = f"vector_group is {table.vector_group}, but {header} has {winding} windings"
        ways = remedy(Edit(place, REMOVE), *(Edit(place, each) for each in _GROUPS[winding]))
        return refuse("vector_group", message, ways)
    if not _makes(winding, system):
        gone = () if table.vector_group is None else (Edit((*path, "vector_group"), REMOVE),)
        usual = () if table.winding is None else (Edit((*path, "winding"), usual_winding(system)),)
        key = "vector_group" if table.winding is None else "winding"
        return refuse(key, f"a {winding} transformer does not make {system.name}", (*usual, *gone))
    if winding != "single-phase" and primary is not None and not primary.three_phase:
        key = "fed_from" if feeding is not None else "primary"
        return refuse(
            key,
            f"{header} makes {system.name} and needs three lines, but gets {primary.name}",
            "feed it from three lines",
        )
    if winding == "wye-wye" and primary is not None and primary.delta:
        message = f"a wye-wye transformer needs a neutral, but {primary.name} has none"
        gone = () if table.vector_group is None else (Edit((*path, "vector_group"), REMOVE),)
        usual = () if table.winding is None else (Edit((*path, "winding"), "delta-wye"),)
        return refuse("vector_group" if table.winding is None else "winding", message, (*usual, *gone))
    if winding != "single-phase":
        if table.phases is not None and table.phases != "ABC":
            message = f"{header} is three-phase, but phases is '{table.phases}'"
            return refuse("phases", message, Edit((*path, "phases"), REMOVE))
        return True
    if table.phases is not None and primary is not None and table.phases not in _pairs(primary):
        place = (*path, "phases")
        return refuse("phases", f"{primary.name} has no pair '{table.phases}'", one_of(place, _pairs(primary)))
    if table.phases is None and feeding is not None and len(_pairs(feeding)) > 1:
        message = (
            f"{header} is single-phase on a three-phase system ({feeding.name}) and does not say which pair feeds it"
        )
        context.report(
            problems.MISSING_KEY,
            message,
            path,
            anchor="header",
            remedy=one_of((*path, "phases"), _pairs(feeding), "added"),
        )
        return False
    return True


def _same_lines(one: VoltageSystem, other: VoltageSystem) -> bool:
    # a delta primary may hang on a wye: what counts are the lines and their voltage
    return one.line_v == other.line_v and len(one.legs) == len(other.legs)


def _pairs(system: VoltageSystem) -> list[str]:
    return [pair for pair in system.connections() if len(pair) == 2 and not pair.endswith("N")]
