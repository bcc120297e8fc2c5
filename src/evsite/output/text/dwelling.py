"""The calculated load of a dwelling for people: a row for each load and each factor, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evsite.output.text import figures
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import printable
from evsite.words import amps

if TYPE_CHECKING:
    from evsite.analysis.dwelling_service import DwellingService
    from evsite.codebook.dwelling_loads import CalculatedLoad
    from evsite.output.text.terminal_style import TerminalStyle

_METHODS = {
    "optional": "optional calculation",
    "existing": "optional calculation of an existing dwelling",
    "standard": "standard calculation",
}


def render_dwelling(found: DwellingService, terminal: TerminalStyle) -> str:
    """The rows of the calculation with chargers as managed, and the sums against the service."""
    load = found.managed
    title = f"calculated load of the dwelling on {printable(found.on)}"
    method = f"{_METHODS[load.method]}, NEC {load.nec} {load.section}; rows without a factor are taken together below"
    sums = [
        _sum("without what is new", found.existing, found.existing_a),
        _sum("with every charger in full", found.connected, found.connected_a),
        _sum("as managed", load, found.managed_a),
    ]
    if load.method == "standard":
        sums.append(f"with 125 % on charging {amps(found.managed_at_125_a, digits=1)}")
    verdict = "fits" if found.fits else "does not fit"
    lines = [
        terminal.styled(title, "bold"),
        terminal.prose(method),
        _rows(load).render(terminal),
        terminal.prose(f"{'; '.join(sums)}: {verdict} the {amps(found.rating_a)} service"),
        *(terminal.prose(f"note: {printable(note)}", "      ") for note in load.notes),
    ]
    return "\n".join(lines)


def _sum(what: str, load: CalculatedLoad, current_a: float) -> str:
    return f"{what} {_va(load.total_va)} = {amps(current_a, digits=1)}"


def _rows(load: CalculatedLoad) -> Table:
    table = Table(
        [
            Column("load", cut="end"),
            Column("VA", "right"),
            Column("factor", "right"),
            Column("counts VA", "right"),
            Column("section", drop=1),
        ]
    )
    for row in load.rows:
        counted = (
            ("", "") if row.factor is None or row.counted_va is None else (_factor(row.factor), _number(row.counted_va))
        )
        table.add(row.description, _number(row.load_va), *counted, row.section)
    table.add("total", "", "", _number(load.total_va), "", style="bold")
    return table


def _factor(factor: float) -> str:
    return f"{figures.trimmed(100 * factor, 1)} %"


def _number(va: float) -> str:
    return f"{va:,.0f}"


def _va(va: float) -> str:
    return f"{va:,.0f} VA"
