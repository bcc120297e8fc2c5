"""What a panel schedule adds up to: volt-amperes by phase, line currents, the demand, and the rating beside them.

The amperes are those of the report and of the rules: phasor sums of what is connected, the greatest load that groups
let through over the week, and the least rating for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.analysis.node_demand import demand_a, vehicles_a
from evsite.codebook.editions import cite
from evsite.documents.model import Column, Number, SumOf, Table, Verify
from evsite.documents.schedule.breakers import va_column
from evsite.model.distribution import Panel
from evsite.network.limits import line_rating_a, rating_kva

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evsite.analysis.site_analysis import SiteAnalysis
    from evsite.documents.model import Cell
    from evsite.documents.schedule.positions import Position, Positions
    from evsite.model.distribution import Supply

AMPERE_DIGITS = 2
_RATINGS = {"main": "main", "bus": "bus", "breaker": "feeder breaker"}


def totals_table(source: Positions, node: Panel | Supply, positions: Sequence[Position]) -> Table:
    """The totals of a panel or a supply, a row for each figure and a column for each leg."""
    analysis, legs, name = source.analysis, node.system.legs, node.name
    connected, other = analysis.connected(name), analysis.highest_other_at(name)
    connected_a = {leg: connected.line_a(leg) + other.total_a(leg) for leg in legs}
    other_a = {leg: other.total_a(leg) for leg in legs}
    groups = any(each.groups for each in positions) or bool(analysis.holders_further_up(name))
    required_a = demand_a(analysis, name)
    rows = [
        _va_row(positions, legs),
        ("connected line current", *_amperes(connected_a, legs), "", "A", "phasor sum"),
    ]
    if any(other_a.values()):
        rows.append(("of it not vehicles", *_amperes(other_a, legs), "", "A", "magnitudes"))
    rows += [
        (
            f"vehicles at most{', under groups' if groups else ''}",
            *_amperes(vehicles_a(analysis, name), legs),
            "",
            "A",
            cite(("ems-load",), analysis.site.nec) if groups else "",
        ),
        (
            "demand, continuous load at 125 %",
            *_amperes(required_a, legs),
            "",
            "A",
            cite(("feeder-rating", "evse-overcurrent"), analysis.site.nec),
        ),
        *_calculated_row(analysis, name, legs),
        *_rating_rows(node, required_a),
    ]
    columns = (
        Column("figure", "total", wrap=True, label=True),
        *(Column(f"phase_{leg.lower()}", leg, align="right") for leg in legs),
        Column("all", "all", align="right"),
        Column("unit", "unit"),
        Column("basis", "basis", wrap=True),
    )
    return Table("totals", "totals", columns, tuple(rows))


def _va_row(positions: Sequence[Position], legs: Sequence[str]) -> tuple[Cell, ...]:
    by_leg = {leg: sum(each.va.get(leg, 0.0) for each in positions) for leg in legs}
    cells = [Number(by_leg[leg], "VA", sum_of=SumOf("breakers", (va_column(leg),))) for leg in legs]
    everything = Number(sum(by_leg.values()), "VA", sum_of=SumOf("breakers", tuple(map(va_column, legs))))
    return ("connected volt-amperes", *cells, everything, "VA", "sums by custom")


def _amperes(by_leg: Mapping[str, float], legs: Sequence[str]) -> list[Cell]:
    return [Number(by_leg.get(leg, 0.0), "A", AMPERE_DIGITS) for leg in legs]


def _calculated_row(analysis: SiteAnalysis, node: str, legs: Sequence[str]) -> list[tuple[Cell, ...]]:
    """The calculated load of a feeder or a service, where stations count more in it than they draw."""
    if not analysis.calculated.least_below(node):
        return []
    counted = {leg: sum(both) for leg, both in analysis.calculated.line_a(node).items()}
    basis = cite(("evse-load-value",), analysis.site.nec)
    return [("calculated, stations at their least value", *_amperes(counted, legs), "", "A", basis)]


def _rating_rows(node: Panel | Supply, required_a: Mapping[str, float]) -> list[tuple[Cell, ...]]:
    legs = node.system.legs
    if isinstance(node, Panel):
        rated = node.rating
        if rated is None:
            missing = Verify("main or rating of the bus", node.name, (*node.path, "main"))
            return [("rating", *(missing for _ in legs), "", "A", "")]
        rating_a, basis = rated.rating_a, _RATINGS.get(str(rated.path[-1]), "")
    else:
        rating_a = node.rating_a if node.rating_a is not None else line_rating_a(rating_kva(node), node.system)
        basis = node.kind
    digits = 0 if rating_a == int(rating_a) else AMPERE_DIGITS
    share = [Number(100 * required_a.get(leg, 0.0) / rating_a, "%", 1) for leg in legs]
    return [
        ("rating", *(Number(rating_a, "A", digits) for _ in legs), "", "A", basis),
        ("demand / rating", *share, "", "%", ""),
    ]
