"""The table of panels and supplies, to be confirmed on site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.documents.equipment import ampere_cell, source_device
from evsite.documents.flat import all_names
from evsite.documents.model import Blank, Column, Number, Table, Verify
from evsite.model.distribution import Panel
from evsite.network.limits import line_rating_a, rating_kva

if TYPE_CHECKING:
    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.documents.model import Cell
    from evsite.model.distribution import Supply

COLUMNS = (
    Column("name", "name", label=True),
    Column("kind", "kind"),
    Column("fed_from", "fed from"),
    Column("system", "system"),
    Column("lines", "lines", align="right"),
    Column("source_device_a", "device at the source", "A", "right"),
    Column("main_a", "main", "A", "right"),
    Column("rating_a", "bus or rating", "A", "right"),
    Column("spaces", "spaces", align="right"),
    Column("interrupting_a", "interrupting rating", "A", "right"),
    Column("location", "location", wrap=True),
    Column("ports", "ports", align="right"),
    Column("groups", "groups on it", wrap=True),
    Column("confirmed_by", "confirmed by"),
    Column("confirmed_on", "date"),
    Column("deviation", "deviation from the design", wrap=True),
)


def panels_table(analysis: SiteAnalysis) -> Table:
    """Every supply and every panel, in the order of the file; boxes for what the file does not say."""
    site = analysis.site
    nodes: tuple[Supply | Panel, ...] = (*site.supplies.values(), *site.panels.values())
    rows = tuple(_row(analysis, node) for node in nodes)
    return Table("panels", "supplies and panels", COLUMNS, rows, fill_in=True)


def _row(analysis: SiteAnalysis, node: Supply | Panel) -> tuple[Cell, ...]:
    site = analysis.site
    groups = [group.name for group in site.groups.values() if group.on == node.name]
    if isinstance(node, Panel):
        own: tuple[Cell, ...] = (
            _rating(node.main_a),
            _rating(node.bus_a),
            Number(node.spaces) if node.spaces_given else Blank(),
            _rating(node.interrupting_a),
        )
    else:
        rating_a = node.rating_a if node.rating_a is not None else line_rating_a(rating_kva(node), node.system)
        own = (_rating(node.secondary_breaker_a), ampere_cell(rating_a), "none", Blank())
    return (
        node.name,
        "panel" if isinstance(node, Panel) else node.kind,
        node.fed_from or "utility",
        node.system.name,
        Number(len(node.system.legs)),
        "utility" if node.fed_from is None else _filled(source_device(site, node)),
        *own,
        node.description.location or Blank(),
        Number(len(analysis.ports_below[node.name])),
        all_names(groups) or "none",
        Blank(),
        Blank(),
        Blank(),
    )


def _rating(value_a: float | None) -> Cell:
    return Blank() if value_a is None else ampere_cell(value_a)


def _filled(cell: Cell) -> Cell:
    """A value that the file does not say is filled in on site."""
    return Blank() if isinstance(cell, Verify) else cell
