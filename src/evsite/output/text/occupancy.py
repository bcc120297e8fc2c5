"""`evsite table` for people: every number of vehicles, where they stand, and the least that any of them gets."""

from __future__ import annotations

import math
from itertools import takewhile
from typing import TYPE_CHECKING

from evsite.model.limit_id import PORT_ALONE
from evsite.network.titles import limited_by_title
from evsite.output.text import figures
from evsite.output.text.placed import PlacedWords
from evsite.output.text.tables import Column, Table
from evsite.output.text.terminal_style import TerminalStyle, assumed, notice, printable
from evsite.output.text.vehicles import listed_sentence, render_mix

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evsite.model.site import Site
    from evsite.proofs.occupancy.results import OccupancyRow, PlacementResult, ShownRows
    from evsite.studies.vehicles import ListedVehicles, MixTable

_EXPLAINED = (
    "The least that any vehicle gets. worst: the placement with the smallest minimum; balanced: spread evenly over "
    "phases, circuits and stations; best: the placement with the largest minimum."
)
_ALL = "; --all shows every row"
_ALMOST = 1e-6
"""A best placement within this share of its bound is called the best: the figures shown are far coarser."""


def render_occupancy(
    site: Site,
    found: ShownRows,
    terminal: TerminalStyle,
    at: str | None = None,
    notes: Sequence[str] = (),
    *,
    vehicles: ListedVehicles | None = None,
    mix: MixTable | None = None,
) -> str:
    """The table as text; `at` is the moment of the week that it is of."""
    rows = found.rows
    inexact = any(not _exact(row) for row in rows)
    unsure = any(row.worst_bound_a < row.worst.current_a * (1 - _ALMOST) for row in rows)
    turns = any(result.longest_wait_h is not None for row in rows for result in (row.worst, row.balanced, row.best))
    table = Table(
        [
            Column("vehicles", "right"),
            Column("worst A", "right"),
            *([Column("at least A", "right", drop=7)] if unsure else []),
            Column("kW", "right", title="worst kW", drop=6),
            Column("at V", "right", title="worst at volts", drop=4),
            Column("mi/h", "right", title="worst mi/h", drop=6),
            *([Column("waits", "right", title="worst: longest wait", drop=7)] if turns else []),
            Column("limited by", cut="end", drop=5),
            Column("placed", cut="end", title="worst placement", drop=3),
            Column("balanced A", "right"),
            Column("kW", "right", title="balanced kW", drop=1),
            Column("mi/h", "right", title="balanced mi/h", drop=1),
            *([Column("waits", "right", title="balanced: longest wait", drop=1)] if turns else []),
            Column("best A", "right"),
            *([Column("at most A", "right", drop=7)] if inexact else []),
            Column("kW", "right", title="best kW", drop=1),
            Column("mi/h", "right", title="best mi/h", drop=1),
            *([Column("waits", "right", title="best: longest wait", drop=1)] if turns else []),
            Column("placed", cut="end", title="best placement", drop=2),
        ]
    )
    placed = PlacedWords(site)
    for row in rows:
        worst = row.worst
        table.add(
            f"{row.vehicles:,}",
            f"{worst.current_a:.2f}",
            *([f"{row.worst_bound_a:.2f}"] if unsure else []),
            f"{worst.power_kw:.2f}",
            figures.trimmed(site.ports[worst.port].voltage_v, 1),
            f"{worst.range_mi_per_h:.1f}",
            *([_wait(worst)] if turns else []),
            limited_by_title(site, worst.limited_by),
            placed.text(worst.placement),
            *_figures(row.balanced),
            *([_wait(row.balanced)] if turns else []),
            f"{row.best.current_a:.2f}",
            *([f"{row.best_bound_a:.2f}"] if inexact else []),
            *_figures(row.best)[1:],
            *([_wait(row.best)] if turns else []),
            placed.text(row.best.placement),
        )
    explained = (
        f"{_EXPLAINED} at most: no placement has more, and none is known that reaches it." if inexact else _EXPLAINED
    )
    if unsure:
        explained += " at least: no placement has less, and the worst shown is the worst that was found."
    name = terminal.title(printable(site.name)) + ("" if at is None else f" at {printable(at)}")
    head = f"{name}\n{terminal.prose(explained)}"
    paragraphs = [terminal.prose(sentence) for sentence in (*_left_out(found), *_full(rows))]
    paragraphs += [] if vehicles is None else [terminal.prose(listed_sentence(vehicles))]
    paragraphs += [] if mix is None else [render_mix(site, mix, terminal)]
    paragraphs += [*(terminal.prose(f"note: {printable(note)}", "      ") for note in notes), *assumed(site, terminal)]
    return "\n\n".join([head, table.render(terminal), *paragraphs, notice(terminal)]) + "\n"


def _left_out(found: ShownRows) -> list[str]:
    """Which rows are left out, and what can be read between those that are shown."""
    sentences = []
    if found.thinned:
        holds = "nothing else limits the worst, and " if found.every_change else ""
        sentences.append(
            f"rows left out: {found.left_out:,}. Between two rows shown {holds}each current and power is within "
            f"{math.ceil(found.within * 100 - _ALMOST)} % of a straight line{_ALL}"
        )
    if found.turning_after is not None:
        apart = "vehicles take turns, wait, weigh differently or are offered currents in steps there"
        sentences.append(
            f"of more than {found.turning_after:,} vehicles only some numbers are shown: {apart}, and each number "
            f"is an allocation of its own{'' if found.thinned else _ALL}"
        )
    return sentences


def _full(rows: Sequence[OccupancyRow]) -> list[str]:
    """Up to how many vehicles get all that their ports give, wherever they stand and in the best places."""
    anywhere = _leading(row.worst for row in rows)
    at_best = _leading(row.best for row in rows)
    if not rows or rows[0].vehicles != 1 or not 0 < anywhere < len(rows):
        return []
    number = rows[anywhere - 1].vehicles
    sentence = (
        f"any {number:,} vehicles get all that their ports give"
        if number > 1
        else ("one vehicle gets all that its port gives")
    )
    if anywhere < at_best < len(rows):
        sentence += f", wherever they stand; {rows[at_best - 1].vehicles:,} do in the best places"
        sentence += f", {rows[at_best].vehicles:,} nowhere" if _exact(rows[at_best]) else ""
    return [sentence]


def _leading(results: Iterable[PlacementResult]) -> int:
    """How many of the first results are held by the port alone."""
    return sum(1 for _ in takewhile(lambda result: result.limited_by.kind in PORT_ALONE, results))


def _figures(result: PlacementResult) -> tuple[str, str, str]:
    return f"{result.current_a:.2f}", f"{result.power_kw:.2f}", f"{result.range_mi_per_h:.1f}"


def _wait(result: PlacementResult) -> str:
    return "-" if result.longest_wait_h is None else figures.duration(result.longest_wait_h)


def _exact(row: OccupancyRow) -> bool:
    """Whether the best placement is known to be the best."""
    return row.best_bound_a <= row.best.current_a * (1 + _ALMOST)
