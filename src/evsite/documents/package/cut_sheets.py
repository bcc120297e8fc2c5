"""The index of data sheets: what equipment there is, the standard that it is listed by, and room for the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.flat import all_names
from evsite.documents.model import Blank, Column, Number, Table, Verify, made_sheet

if TYPE_CHECKING:
    from evsite.documents.model import Cell, Sheet
    from evsite.model.site import Site, Station

_COLUMNS = (
    Column("item", "item", label=True),
    Column("product", "maker and model", wrap=True),
    Column("count", "count", align="right"),
    Column("names", "names", wrap=True),
    Column("standard", "standard", wrap=True),
    Column("mark", "listing mark"),
    Column("attached", "data sheet on page"),
)
AC_STANDARD, DC_STANDARD = "UL 2594", "UL 2202"
"""What charging equipment of each kind is listed by."""


def cut_sheet_index(site: Site) -> Sheet:
    """The data sheets that are to be attached."""
    rows: list[tuple[Cell, ...]] = []
    equal: dict[tuple[str | None, bool], list[Station]] = {}
    for station in site.stations.values():
        key = (None if station.model is None else station.model.id, station.ports[0].dc)
        equal.setdefault(key, []).append(station)
    confirm = []
    for (_, dc), stations in equal.items():
        model, listed = stations[0].model, all_names(station.name for station in stations)
        product: Cell = Verify("maker and model", listed, (*stations[0].path, "model"))
        if model is not None:
            product = f"{model.maker} {model.name}".strip()
            if model.confidence == "from-knowledge":
                confirm.append(model.id)
        standard = DC_STANDARD if dc else AC_STANDARD
        rows.append(_row("charging station", product, len(stations), listed, standard))
    for kind, things, standard in (
        ("panelboard", site.panels.values(), "UL 67"),
        ("transformer", [each for each in site.supplies.values() if each.kind == "transformer"], "UL 1561"),
    ):
        names = [each.name for each in things]
        if names:
            listed = all_names(names)
            rows.append(_row(kind, Verify("maker and model", listed), len(names), listed, standard))
    managed = list(site.groups)
    if managed:
        names_of = all_names(managed)
        what = Verify("maker and model of the load management", names_of)
        rows.append(_row("load management", what, len(managed), names_of, Verify("standard", names_of)))
    notes = [
        "data sheets are attached by the user behind this sheet, with model, ratings and listing mark highlighted",
        "standards are those that such equipment is usually listed by; the mark on the product decides",
    ]
    if confirm:
        notes.append(f"ratings of {all_names(confirm)} were read in no document: confirm them on the data sheet")
    table = Table("cut_sheets", "data sheets", _COLUMNS, tuple(rows))
    return made_sheet("CS-1", "index of data sheets", "data sheets", (table,), tuple(notes))


def _row(item: str, product: Cell, number: int, names: str, standard: Cell) -> tuple[Cell, ...]:
    return (item, product, Number(number), names, standard, Verify("listing mark", names), Blank())
